"""Measures the resolver of places alone, on words that people marked as places.

Run: `python benchmarks/places.py` with the evaluation folder named by `SECONDSOURCE_EVAL` (default
`../shared`). Out, one line a set: `ucdp` (share of place names, weighted by events, that resolve to
the right, a wrong or no country, each name in a sentence with its province or its country),
`gold` and `clusters` (right country, and within 25 km, or 100 km for areas, of the place words of
the development gold), `own` (share of marked place words that the tagger finds and that get a
point), `event to place` (see `event_location`). Spans and accuracy at 161 km are measured by the
scorer `score_tags.py`.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from secondsource.model import Claim, Evidence, Kind, Mention, Place, Property, Report, Statement
from secondsource.resolve import open_actors, tag_report
from secondsource.resolve.gazetteer import Gazetteer, open_gazetteer
from secondsource.resolve.places import place_of, tag_places
from secondsource.resolve.placing_events import line_of, place_of_event
from secondsource.resolve.sphere import distance_km

FOLDER = Path(os.environ.get("SECONDSOURCE_EVAL", "../shared"))
OLD_NAMES = {
    "Yemen (North Yemen)": "YE", "DR Congo (Zaire)": "CD", "Myanmar (Burma)": "MM",
    "Russia (Soviet Union)": "RU", "Bosnia-Herzegovina": "BA", "Serbia (Yugoslavia)": "RS",
    "Cambodia (Kampuchea)": "KH", "Kingdom of eSwatini (Swaziland)": "SZ",
    "Zimbabwe (Rhodesia)": "ZW", "Macedonia, FYR": "MK", "Madagascar (Malagasy)": "MG",
}  # fmt: skip


def report_of(text: str, name: str = "r") -> Report:
    """A report that is nothing but its text."""
    return Report(name, text, "", "")


def claim_of(report: Report, words: list[Evidence]) -> Claim:
    """A claim whose statements are the given words of place."""
    statements = tuple(Statement(str(w.start), "c", Property.PLACE, None, w) for w in words)
    whole = report.evidence(0, len(report.text))
    return Claim("c", "c", report.id, Kind.INCIDENT, "other_violence", whole, None, statements)


def country_of(name: str, gazetteer: Gazetteer) -> str | None:
    """The ISO code of a country as UCDP names it."""
    found = [s.country for s in gazetteer.named(name) if s.kind == "country"]
    return OLD_NAMES.get(name) or (found[0] if found else None)


def ucdp(gazetteer: Gazetteer, column: str) -> str:
    """Right, wrong and no country over the place names of UCDP events."""
    tally: Counter[str] = Counter()
    with open(FOLDER / "data" / "ucdp_names" / "places.csv", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            truth = country_of(row["country"], gazetteer)
            if truth is None or not row["place"]:
                continue
            around = (row[column] or row["country"]).split(" (")[0]
            text = f"There was an attack in {row['place']}, {around}."
            report = report_of(text)
            start = text.index(row["place"])
            words = report.evidence(start, start + len(row["place"]))
            mentions = tag_places(report, gazetteer, ())
            place = place_of(words, claim_of(report, [words]), report, mentions, gazetteer)
            said = place.country if place.lat is not None else None
            verdict = "none" if said is None else "right" if said == truth else "wrong"
            tally[verdict] += int(row["events"])
    total = tally.total()
    return ", ".join(f"{name} {tally[name] / total:.3f}" for name in ("right", "wrong", "none"))


def gold(gazetteer: Gazetteer, folder: Path) -> str:
    """Right country and nearness over the accounts of a gold folder, place words given."""
    truth = json.loads((folder / "incidents.json").read_text("utf-8"))
    incidents = {i.get("incident_id") or i["id"]: i["place"] for i in truth["incidents"]}
    with open(folder / "reports.jsonl", encoding="utf-8") as stream:
        reports = {r["id"]: report_of(r["text"], r["id"]) for r in map(json.loads, stream)}
    said: dict[tuple[str, str], list[Place]] = {}
    for mention in truth["mentions"]:
        if mention["place"] is None:
            continue
        report = reports[mention["report_id"]]
        words = report.evidence(mention["place"]["start"], mention["place"]["end"])
        mentions = tag_places(report, gazetteer, ())
        place = place_of(words, claim_of(report, [words]), report, mentions, gazetteer)
        said.setdefault((report.id, mention["incident_id"]), []).append(place)
    tally: Counter[str] = Counter()
    for (_report, incident), places in said.items():
        true, best = incidents[incident], min(places, key=lambda p: p.precision or 9)
        if true["countries"] and best.country:
            tally["countries"] += 1
            tally["right"] += best.country in true["countries"]
        if best.lat is not None and best.lon is not None and true["precision"] <= 5:
            if best.precision in (6, 7):
                continue
            km = distance_km((best.lat, best.lon), (true["lat"], true["lon"]))
            tally["points"] += 1
            tally["near"] += km <= (25 if true["precision"] <= 3 else 100)
    return (
        f"country {tally['right'] / tally['countries']:.3f} of {tally['countries']}, "
        f"near {tally['near'] / tally['points']:.3f} of {tally['points']}, "
        f"{len(said)} accounts"
    )


def event_rows() -> Iterator[tuple[dict[str, Any], tuple[Mention, ...]]]:
    """The development rows of `event_location`, which nothing trains on, with their mentions."""
    folder = FOLDER / "data" / "event_location"
    held = set((folder / "dev_ids.txt").read_text("utf-8").split())
    gazetteer, actors = open_gazetteer(), open_actors()
    with gzip.open(folder / "train.jsonl.gz", "rt", encoding="utf-8") as stream:
        for row in map(json.loads, stream):
            if row["id"] in held:
                yield row, tag_report(report_of(row["text"]), gazetteer, actors)


def event_location() -> str:
    """Share of rows whose chosen place is a gold place of the verb, or none where there is none.

    Beside it: what always taking the name nearest to the verb gets, and what a perfect choice
    among the names that the tagger finds would get.
    """
    tally: Counter[str] = Counter()
    for row, mentions in event_rows():
        verb = row["verb"]["start"], row["verb"]["end"]
        line = line_of(row["text"], 0, len(row["text"]), verb, mentions)
        right = [
            any(g["start"] < m.end and m.start < g["end"] for g in row["locations"])
            for m in line.names
        ]
        near = [min(abs(m.start - verb[1]), abs(verb[0] - m.end)) for m in line.names]
        chosen = place_of_event(line)
        tally["rows"] += 1
        tally["right"] += right[chosen] if chosen is not None else not row["locations"]
        tally["nearest"] += right[near.index(min(near))] if near else not row["locations"]
        tally["possible"] += any(right) or not row["locations"]
        if chosen is None and row["locations"]:
            tally["missed"] += 1
        if chosen is not None and not row["locations"]:
            tally["one too many"] += 1
    rows = tally.pop("rows")
    return ", ".join(f"{name} {count / rows:.3f}" for name, count in tally.items()) + f" of {rows}"


def records() -> Iterator[dict[str, Any]]:
    """The texts of our own writing with their marked claims."""
    with gzip.open(FOLDER / "data" / "claims" / "own.jsonl.gz", "rt", encoding="utf-8") as stream:
        yield from map(json.loads, stream)


def own(gazetteer: Gazetteer) -> str:
    """Share of the marked place words with a capital that are tagged, and that get a point."""
    tally: Counter[str] = Counter()
    for record in records():
        report = report_of(record["text"])
        mentions = tag_places(report, gazetteer, ())
        for claim in record["claims"]:
            words = [
                report.evidence(s["start"], s["end"])
                for s in claim["statements"]
                if s["property"] in {"place", "launched_from"}
            ]
            for one in words:
                if any(letter.isupper() for letter in one.quote):
                    place = place_of(one, claim_of(report, words), report, mentions, gazetteer)
                    tally["named"] += 1
                    tally["tagged"] += any(one.overlaps(m.start, m.end) for m in mentions)
                    tally["placed"] += place.lat is not None
    named = tally["named"]
    return f"tagged {tally['tagged'] / named:.3f}, placed {tally['placed'] / named:.3f} of {named}"


def main() -> None:
    """Print one line a set."""
    gazetteer = open_gazetteer()
    print("ucdp with province:", ucdp(gazetteer, "adm1"))
    print("ucdp with country: ", ucdp(gazetteer, "country"))
    print("gold:              ", gold(gazetteer, FOLDER / "eval" / "gold"))
    print("clusters (train):  ", gold(gazetteer, FOLDER / "data" / "clusters" / "gold" / "train"))
    print("own:               ", own(gazetteer))
    print("event to place:    ", event_location())


if __name__ == "__main__":
    main()

"""How many names of conflict parties resolve to a known actor of the right country.

Run: `SECONDSOURCE_EVAL=../shared python benchmarks/actor_names.py [--list]`. It reads
`data/ucdp_names/actors.csv` (names as coders write them, with events and countries) and puts each
name into a sentence of its own that names the first country. A name of several parties, joined by
commas, is right where more than half are. Right: a known actor at home in, or belonging to, one of
the countries; for "Civilians", "Supporters of ..." and "Opponents of ..." an actor of that kind.
Wrong: a known actor with no such country. The rest is unknown. All weighted by events. Whether a
right country is also the right group is read from `--list`.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from secondsource.model import Actor, ActorKind, Claim, Kind, Report
from secondsource.resolve.actors import Actors, actor_of, open_actors, tag_actors

CROWDS = {
    "Civilians": {ActorKind.CIVILIANS},
    "Supporters of": {ActorKind.PROTESTERS, ActorKind.RIOTERS, ActorKind.POLITICAL_MILITIA},
    "supporters of": {ActorKind.PROTESTERS, ActorKind.RIOTERS, ActorKind.POLITICAL_MILITIA},
    "Opponents of": {ActorKind.PROTESTERS, ActorKind.RIOTERS},
}


@dataclass(frozen=True)
class Row:
    name: str
    events: int
    countries: tuple[str, ...]


def rows(folder: Path) -> list[Row]:
    path = folder / "data" / "ucdp_names" / "actors.csv"
    if not path.is_file():
        sys.exit(f"There is no {path}; set SECONDSOURCE_EVAL to the evaluation folder.")
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            Row(r["name"], int(r["events"]), tuple(r["countries"].split("|")))
            for r in csv.DictReader(lines)
        ]


def codes(row: Row, actors: Actors) -> frozenset[str]:
    found = set()
    for name in row.countries:
        if name == "Congo":  # the list calls the other one DR Congo
            found.add("CG")
            continue
        tokens = actors.tokens(name)
        for hit in actors.hits(tokens, 0):
            found |= {actors.states[a.actor_id] for a in hit.aliases if a.actor_id in actors.states}
    return frozenset(found)


def resolved(name: str, row: Row, actors: Actors) -> Actor:
    text = f"{name} attacked a village in {row.countries[0]}, a report said."
    report = Report("name", text, "", "")
    words = report.evidence(0, len(name))
    claim = Claim("c", "c", "name", Kind.INCIDENT, "other_violence", words, None)
    return actor_of(words, claim, report, tag_actors(report, actors), actors)


def verdict(name: str, actor: Actor, wanted: frozenset[str], actors: Actors) -> str:
    for start, kinds in CROWDS.items():
        if name.startswith(start):
            return "right" if actor.kind in kinds else "unknown"
    if actor.provisional or actor.id.startswith("kind:"):
        return "unknown"
    if name.startswith("Government of ") and actor.id in actors.states:
        return "right"  # a state may fight abroad
    own = actors.home(actor.id) | ({actor.country} if actor.country else set())
    return "right" if own & wanted else "wrong"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", action="store_true", help="print every name with its actor")
    asked = parser.parse_args()
    actors = open_actors()
    tally: Counter[str] = Counter()
    names: Counter[str] = Counter()
    for row in rows(Path(os.environ.get("SECONDSOURCE_EVAL", "../shared"))):
        wanted = codes(row, actors)
        parts = row.name.split(", ")
        said = [verdict(p, resolved(p, row, actors), wanted, actors) for p in parts]
        right = said.count("right") * 2 > len(said)
        result = "right" if right else ("wrong" if "wrong" in said else "unknown")
        tally[result] += row.events
        names[result] += 1
        if asked.list:
            ids = ", ".join(resolved(p, row, actors).id for p in parts)
            print(f"{result}\t{row.events}\t{row.name}\t{ids}\t{'|'.join(sorted(wanted))}")
    events = sum(tally.values())
    for result in ("right", "unknown", "wrong"):
        share = tally[result] / events
        print(f"{result}: {share:.4f} of {events} events, {names[result]} of {names.total()} names")


if __name__ == "__main__":
    main()

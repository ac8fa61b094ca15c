"""The scorers read our exports: a case that holds the gold itself scores as a perfect system."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from making import NOW, digest, key
from secondsource.export import export_case
from secondsource.model import (
    Actor,
    ActorKind,
    Claim,
    Count,
    Evidence,
    Facets,
    Grade,
    Incident,
    Kind,
    Place,
    Property,
    Reconciled,
    Report,
    Retaliation,
    Stance,
    Statement,
    Status,
    Thing,
    When,
)
from secondsource.store import Derived, Store, assign_ids

pytestmark = pytest.mark.gold
Row = dict[str, Any]


@pytest.fixture(scope="module")
def folder() -> Path:
    folder = Path(os.environ.get("SECONDSOURCE_EVAL", "../shared")).resolve() / "eval"
    if not (folder / "gold" / "incidents.json").is_file():
        pytest.skip(f"the evaluation folder is not at {folder.parent}; set SECONDSOURCE_EVAL")
    return folder


def words(item: Row, report_id: str) -> Evidence:
    return Evidence(report_id, item["start"], item["end"], item["quote"])


def when(value: Row) -> When:
    first, last = (date.fromisoformat(value[k]) for k in ("earliest", "latest"))
    return When(value["edtf"], first, last, value["precision"], "gold")


def where(value: Row, country: str | None) -> Place:
    name, admin1 = value["name"], value.get("admin1")
    return Place(None, name, admin1, None, country, value["lat"], value["lon"], 1)


def count(value: Row) -> Count:
    return Count(value["low"], value["best"], value["high"], str(value["modifier"]))


def said(gold: Row, mention: Row) -> dict[Property, Any]:
    """What a perfect system would read in a mention."""
    incident = gold["incidents"][mention["incident_id"]]
    marks = gold["marks"].get((mention["report_id"], mention["incident_id"]), {})
    place = {**incident["place"], **marks.get("place", {})}
    countries = incident["place"]["countries"]
    country = place.get("country") or (countries[0] if countries else None)
    values: dict[Property, Any] = {
        Property.DATE: when({**incident["date"], **marks.get("date", {})}),
        Property.PLACE: where(place, country),
        Property.TARGET: Thing(incident["target"] or "unknown"),
    }
    names = incident["perpetrator"]["names"]
    if names and incident["perpetrator"]["status"] in ("named", "suspected"):
        values[Property.PERPETRATOR] = Actor("a", names[0], ActorKind.ORGANISATION)
    for prop in (Property.KILLED, Property.INJURED):
        toll = mention[prop.value]
        if toll and toll["low"] is not None:
            values[prop] = count(toll)
    return values


def claim_of(gold: Row, mention: Row, account: str | None) -> Claim:
    report_id = mention["report_id"]
    claim_id = key("c", mention["mention_id"])
    here = words(mention, report_id)
    statements = tuple(
        Statement(
            key("s", claim_id, prop),
            claim_id,
            prop,
            value,
            words(mention[prop.value], report_id) if "start" in spot(mention, prop) else here,
        )
        for prop, value in said(gold, mention).items()
    )
    return Claim(
        claim_id,
        account or claim_id,
        report_id,
        Kind.INCIDENT,
        gold["incidents"][mention["incident_id"]]["event_type"],
        here,
        here,
        statements,
        stance=Stance(mention["stance"] or "asserted"),
    )


def spot(mention: Row, prop: Property) -> Row:
    return mention.get(prop.value) or {}


def total_of(total: Row) -> Claim:
    claim_id, here = key("c", total["total_id"]), words(total, total["report_id"])
    statement = Statement(key("s", claim_id), claim_id, Property.COUNT, count(total["count"]), here)
    return Claim(claim_id, claim_id, total["report_id"], Kind.TOTAL, None, here, None, (statement,))


def incident_of(gold: Row, name: str, incident_id: str, claims: list[Claim]) -> Incident:
    given = gold["incidents"][name]
    first = {s.property: s for c in reversed(claims) for s in c.statements}
    fields = []
    for prop in (Property.DATE, Property.PLACE, Property.PERPETRATOR):
        if prop in first:
            status = Status.DISPUTED if prop in given["disputed"] else Status.AGREED
            fields.append(Reconciled(prop, first[prop].value, status, "gold"))
    countries = given["place"]["countries"]
    fields[0] = replace(fields[0], value=when(given["date"]))
    fields[1] = replace(fields[1], value=where(given["place"], [*countries, None][0]))
    for prop in (Property.KILLED, Property.INJURED):
        held = given[prop.value]["adjudicated"]
        status = Status.DISPUTED if prop in given["disputed"] else Status.AGREED
        if held:
            low = held["low"]
            fields.append(Reconciled(prop, None, status, "gold", low=low, best=low, high=low))
        elif status is Status.DISPUTED:
            fields.append(Reconciled(prop, None, status, "gold"))
    return Incident(
        incident_id,
        given["event_type"],
        tuple(sorted({c.account_id for c in claims})),
        tuple(c.id for c in claims),
        tuple(sorted({c.report_id for c in claims})),
        tuple(fields),
        Facets(),
        1,
        0,
        Grade.WEAK,
    )


def read_gold(folder: Path) -> Row:
    gold: Row = json.loads((folder / "gold" / "incidents.json").read_text(encoding="utf-8"))
    gold["incidents"] = {i["incident_id"]: i for i in gold["incidents"]}
    gold["marks"] = {}
    for mark in gold["as_reported"]:
        held = gold["marks"].setdefault((mark["report_id"], mark["incident_id"]), {})
        held[mark["property"]] = mark["value"]
    return gold


def fill(store: Store, gold: Row, reports: list[Row]) -> None:
    """A case that holds the gold of some reports."""
    accounts: dict[tuple[str, str], str] = {}
    groups: dict[str, list[Claim]] = {}
    for row in reports:
        told = []
        for mention in (m for m in gold["mentions"] if m["report_id"] == row["id"]):
            where = (row["id"], mention["incident_id"])
            claim = claim_of(gold, mention, accounts.get(where))
            accounts.setdefault(where, claim.account_id)
            groups.setdefault(mention["incident_id"], []).append(claim)
            told.append(claim)
        told += [total_of(t) for t in gold["totals"] if t["report_id"] == row["id"]]
        text = row["text"]
        report = Report(row["id"], text, digest(text), digest(text), retrieved_at=NOW)
        store.put_report(report, text.encode(), told, coder="gold", at=NOW)
    names = sorted(groups)
    joined = [sorted({c.account_id for c in groups[name]}) for name in names]
    identities = assign_ids(joined, store.members())
    ids = {name: identity.id for name, identity in zip(names, identities, strict=True)}
    incidents = []
    for name in names:
        incident = incident_of(gold, name, ids[name], groups[name])
        answered = ids.get(gold["incidents"][name]["retaliation_for"])
        stated = (Retaliation(answered, "stated", None),) if answered else ()
        incidents.append(replace(incident, retaliation_for=stated))
    store.replace_derived(Derived(tuple(incidents)), at=NOW)


@pytest.mark.parametrize(("source", "only"), [("seeds.reports.jsonl", "seed-")])
def test_a_case_that_holds_the_gold_scores_as_perfect(
    folder: Path, tmp_path: Path, source: str, only: str
) -> None:
    lines = (folder / "gold" / source).read_text(encoding="utf-8").splitlines()
    with Store.writer(tmp_path / "case.db", NOW) as store:
        fill(store, read_gold(folder), [json.loads(line) for line in lines])
        for name in ("claims", "incidents"):
            export_case(store, name, tmp_path / f"{name}.jsonl")
    result = tmp_path / "result.json"
    command = [sys.executable, str(folder / "score_incidents.py"), "--gold", str(folder / "gold")]
    command += ["--claims", str(tmp_path / "claims.jsonl"), "--only", only, "--resamples", "10"]
    command += ["--incidents", str(tmp_path / "incidents.jsonl"), "--json", str(result)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    scores = json.loads(result.read_text(encoding="utf-8"))
    assert scores["integrity"]["faults"] == 0
    figures = {
        "accounts": scores["accounts"]["f1"],
        "claims": scores["claims"]["f1"],
        "totals": scores["totals"]["count_with_modifier"],
        "types": scores["event_type"]["exact"],
        "perpetrators": scores["actors"]["perpetrator"]["accuracy"],
        "targets": scores["actors"]["target_hit"],
        "dates": scores["date"]["equal"],
        "places": scores["place"]["within_25_km"],
        "killed": scores["killed"]["exact_low_high"],
        "linking": scores["linking"]["matched"]["b3_f1"],
        "retaliation": scores["incidents"]["retaliation_for"]["f1"],
        "disputes": scores["incidents"]["disputes"]["f1"],
        "incidents": scores["incident_score"],
    }
    assert {name: figure["value"] for name, figure in figures.items()} == dict.fromkeys(figures, 1)

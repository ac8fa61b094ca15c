"""The door of the reader: what one sentence or two must give."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from secondsource.model import COUNTED, Claim, Kind, Property

from .reading import claims_in, report_of

CASES = Path(__file__).parents[1] / "cases" / "extract_claims.toml"
ROWS = tomllib.loads(CASES.read_text("utf-8"))["case"]


def _matches(claim: Claim, wanted: dict[str, Any]) -> bool:
    if claim.kind is not Kind.INCIDENT:
        return False
    if wanted.get("type") not in (None, claim.event_type) and not wanted.get("optional_type"):
        return False
    if wanted.get("trigger", "") not in (claim.trigger.quote if claim.trigger else ""):
        return False
    said = {p: [s.evidence.quote for s in claim.said(Property(p))] for p in wanted.get("said", {})}
    for prop, quotes in wanted.get("said", {}).items():
        for quote in [quotes] if isinstance(quotes, str) else quotes:
            if not any(quote in found for found in said[prop]):
                return False
    if any(claim.said(Property(p)) for p in wanted.get("unsaid", ())):
        return False
    speaker = claim.attribution.speaker if claim.attribution else None
    return wanted.get("speaker") in (None, speaker)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["note"])
def test_a_sentence_gives_its_claims(row: dict[str, Any]) -> None:
    names = {k: row.get(k, ()) for k in ("dates", "places", "actors")}
    claims = claims_in(row["text"], **names)
    incidents = [c for c in claims if c.kind is Kind.INCIDENT]
    told = [(c.event_type, [(s.property, s.evidence.quote) for s in c.statements]) for c in claims]
    if row.get("none"):
        assert not incidents, told
    if "count" in row:
        assert len(incidents) == row["count"], told
    for wanted in row.get("claims", ()):
        assert any(_matches(c, wanted) for c in incidents), (wanted, told)


TEXT = (
    "Rebels kill 9 in Goma\n\n"
    "Rebels shot dead nine people 🙂 in “Goma” on Monday, the army said.\n"
    "More than 160 attacks have been recorded since October.\n"
    "The government condemned the killings."
)


def test_every_quote_stands_at_its_offsets() -> None:
    report = report_of(TEXT)
    for claim in claims_in(TEXT, dates=["Monday", "October"], places=["Goma"]):
        report.check(claim.evidence)
        for evidence in [claim.trigger, *(s.evidence for s in claim.statements)]:
            if evidence is not None:
                report.check(evidence)
        if claim.attribution is not None:
            report.check(claim.attribution.evidence)


def test_reading_twice_gives_the_same_ids() -> None:
    first, second = claims_in(TEXT), claims_in(TEXT)
    assert first == second
    assert len({c.id for c in first}) == len(first)
    assert all(len(c.id) == 17 and c.id.startswith("c") for c in first)


def test_extract_leaves_values_to_resolve_save_the_wording_of_counts() -> None:
    for claim in claims_in(TEXT, places=["Goma"]):
        for statement in claim.statements:
            assert (statement.value is not None) == (statement.property in COUNTED)


def test_an_empty_report_makes_no_claim() -> None:
    assert claims_in("\n") == ()


def test_scores_are_probabilities() -> None:
    for claim in claims_in(TEXT):
        assert 0 < claim.score <= 1
        assert all(0 < s.score <= 1 for s in claim.statements)


@pytest.mark.parametrize(
    "text",
    [
        "A car full of dynamite exploded in Lima, killing one man.",
        "A carbomb exploded in Lima, slightly injuring two people.",
        "Fierce fighting broke out in Lima, killing one man.",
        "Two newspapers were the targets of attacks in Lima which left one man dead.",
    ],
)
def test_neither_arms_nor_acts_are_perpetrators(text: str) -> None:
    said = [s for c in claims_in(text, places=["Lima"]) for s in c.statements]
    assert said
    assert not [s for s in said if s.property is Property.PERPETRATOR]


def test_a_stretch_of_land_is_no_target() -> None:
    claims = claims_in("Rebels launched an attack on the outskirts of Goma.", places=["Goma"])
    said = [s for c in claims for s in c.statements]
    assert any(s.property is Property.PLACE for s in said)
    assert not [s for s in said if s.property is Property.TARGET]

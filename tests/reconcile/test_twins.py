"""Accounts that linking keeps apart for their dates alone are shown, and only those."""

from __future__ import annotations

import pytest

from secondsource.model import Claim, DisputeKind, Incident, Link, Property, Status, When
from secondsource.reconcile import (
    Sources,
    Twins,
    claims_by_group,
    find_disputes,
    find_twins,
    open_rules,
    reconcile_incident,
    with_disputed_dates,
)
from telling import claim, day, report

RULES = open_rules()


def twins(
    one: When, two: When, weight: float, words: str = "the day"
) -> tuple[tuple[Twins, ...], list[Incident], list[Claim], Sources]:
    told = [
        claim("a", "r1", [("date", one)], quotes={"date": one.edtf or words}),
        claim("b", "r2", [("date", one)], quotes={"date": one.edtf or words}),
        claim("c", "r3", [("date", two)], quotes={"date": words}),
    ]
    reports = [report(r, source=f"paper {r}") for r in ("r1", "r2", "r3")]
    sources = Sources.of(reports, ())
    packs = claims_by_group(told, [("a", "b"), ("c",)])
    incidents = [reconcile_incident(f"i{n}", p, sources, (), RULES) for n, p in enumerate(packs)]
    links = [Link("a", "c", weight, False, ())]
    return find_twins(incidents, told, sources, links), incidents, told, sources


def derived(iso: str) -> When:
    when = day(iso)
    return When(when.edtf, when.earliest, when.latest, 1, "from other reports", derived=True)


@pytest.mark.parametrize(
    ("one", "two", "weight", "words", "shown"),
    [
        ("2024-02-07", day("2024-02-01"), 3.0, "February 1", True),
        ("2024-02-07", derived("2024-02-01"), 3.0, "February 1", True),  # only its year is derived
        ("2024-02-07", derived("2024-02-01"), 3.0, "last week", False),
        ("2024-02-07", day("2024-02-01"), 1.5, "February 1", False),  # little else in common
        ("2024-02-07", day("2024-02-06"), 3.0, "Tuesday", False),  # the night between
        ("2024-02-07", day("2024-01-04"), 3.0, "Thursday", False),  # another month
        ("2024-02-07", day("2023-02-07"), 1.5, "February 7, 2023", True),  # a wrong year
        ("2024-02-07", day("2023-02-07"), 0.5, "February 7, 2023", False),
    ],
)
def test_twins(one: str, two: When, weight: float, words: str, shown: bool) -> None:
    assert len(twins(day(one), two, weight, words)[0]) == shown


def test_a_weekday_that_the_date_was_not_parts_too() -> None:
    first, last = day("2024-01-31").earliest, day("2024-02-07").latest
    wednesday = When("2024-01-31/2024-02-07", first, last, 2, "a Wednesday", derived=True)
    assert len(twins(day("2024-02-01"), wednesday, 3.0, "Wednesday")[0]) == 1
    assert len(twins(day("2024-02-01"), wednesday, 3.0, "Thursday")[0]) == 0


def test_the_date_is_disputed_with_both_camps() -> None:
    found, incidents, told, sources = twins(day("2024-02-07"), day("2024-02-01"), 3.0, "Feb. 1")
    (dispute,) = find_disputes(incidents, told, sources, RULES, found)
    assert (dispute.kind, dispute.about) == (DisputeKind.BETWEEN, "i0")
    assert [s.value for s in dispute.sides] == ["2024-02-07", "2024-02-01"]
    assert [{e.report_id for e in s.evidence} for s in dispute.sides] == [{"r1", "r2"}, {"r3"}]
    one, two = with_disputed_dates(incidents, found)
    field = one.field(Property.DATE)
    assert field and (field.status, field.conflicting) == (Status.DISPUTED, ("c.0",))
    assert two == incidents[1]

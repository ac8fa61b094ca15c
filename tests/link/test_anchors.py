"""Open dates are narrowed only where the dated accounts of the incident agree."""

from __future__ import annotations

from secondsource.link.anchors import narrow_dates
from secondsource.model import Claim, Property, When
from telling import claim, day, partial

OPEN = When(None, None, None, None, "weekday without publication date")


def dates(claims: tuple[Claim, ...]) -> list[When]:
    return [s.value for c in claims for s in c.said(Property.DATE) if isinstance(s.value, When)]


def test_a_weekday_takes_the_day_another_report_gives() -> None:
    told = [
        claim("a", "r1", [("date", OPEN)], quotes={"date": "Wednesday"}),
        claim("b", "r2", [("date", day("2024-02-07"))]),
    ]
    first = dates(narrow_dates(told, [("a", "b")]))[0]
    assert (first.edtf, first.derived, first.anchor) == ("2024-02-07", True, "r2")
    assert "r2" in first.basis


def test_a_day_without_year_takes_the_year() -> None:
    told = [
        claim("a", "r1", [("date", partial("XXXX-02-07"))]),
        claim("b", "r2", [("date", day("2024-02-07"))]),
    ]
    assert dates(narrow_dates(told, [("a", "b")]))[0].edtf == "2024-02-07"


def test_words_that_name_another_day_are_left_alone() -> None:
    told = [
        claim("a", "r1", [("date", partial("XXXX-02-01"))]),
        claim("b", "r2", [("date", day("2024-02-07"))]),
        claim("c", "r3", [("date", OPEN)], quotes={"date": "Monday"}),
    ]
    found = dates(narrow_dates(told, [("a", "b", "c")]))
    assert [w.derived for w in found] == [False, False, False]


def test_reports_that_disagree_narrow_nothing() -> None:
    told = [
        claim("a", "r1", [("date", OPEN)], quotes={"date": "Wednesday"}),
        claim("b", "r2", [("date", day("2024-02-07"))]),
        claim("c", "r3", [("date", day("2024-01-31"))]),
    ]
    assert not dates(narrow_dates(told, [("a", "b", "c")]))[0].derived


def test_other_incidents_narrow_nothing() -> None:
    told = [
        claim("a", "r1", [("date", OPEN)], quotes={"date": "Wednesday"}),
        claim("b", "r2", [("date", day("2024-02-07"))]),
    ]
    assert not dates(narrow_dates(told, [("a",), ("b",)]))[0].derived


def test_a_day_without_year_takes_the_year_of_a_wider_date() -> None:
    month = When("2024-02", day("2024-02-01").earliest, day("2024-02-29").latest, 4, "month")
    told = [
        claim("a", "r1", [("date", partial("XXXX-02-07"))]),
        claim("b", "r2", [("date", month)]),
    ]
    first = dates(narrow_dates(told, [("a", "b")]))[0]
    assert (first.edtf, first.anchor) == ("2024-02-07", "r2")


def test_a_weekday_in_a_month_stays_open() -> None:
    month = When("2024-02", day("2024-02-01").earliest, day("2024-02-29").latest, 4, "month")
    told = [
        claim("a", "r1", [("date", OPEN)], quotes={"date": "Wednesday"}),
        claim("b", "r2", [("date", month)]),
    ]
    assert not dates(narrow_dates(told, [("a", "b")]))[0].derived

"""Open dates are narrowed only where the dated accounts of the incident agree."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from secondsource.link.anchors import narrow_dates
from secondsource.model import Claim, Property, When
from telling import claim, day, partial, report

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


def month(edtf: str = "2024-02") -> When:
    return When(edtf, day(f"{edtf}-01").earliest, day(f"{edtf}-29").latest, 4, "names the month")


def test_a_month_takes_the_day_that_most_others_give_inside_it() -> None:
    told = [
        claim("a", "r1", [("date", month())], quotes={"date": "In February"}),
        claim("b", "r2", [("date", day("2024-02-07"))]),
        claim("c", "r3", [("date", day("2024-02-07"))]),
        claim("d", "r4", [("date", day("2024-02-08"))]),
        claim("e", "r5", [("date", day("2024-03-08"))]),
    ]
    first = dates(narrow_dates(told, [("a", "b", "c", "d", "e")]))[0]
    assert (first.edtf, first.derived, first.anchor) == ("2024-02-07", True, "r2")


def test_a_month_takes_a_night_of_two_days() -> None:
    night = When(
        "2024-02-07/2024-02-08", day("2024-02-07").earliest, day("2024-02-08").latest, 2, "night"
    )
    told = [claim("a", "r1", [("date", month())]), claim("b", "r2", [("date", night)])]
    first = dates(narrow_dates(told, [("a", "b")]))[0]
    assert (first.edtf, first.precision) == ("2024-02-07/2024-02-08", 2)


def test_a_month_stays_where_others_are_outside_or_at_odds() -> None:
    outside = [
        claim("a", "r1", [("date", month())]),
        claim("b", "r2", [("date", day("2024-03-01"))]),
    ]
    assert dates(narrow_dates(outside, [("a", "b")]))[0].edtf == "2024-02"
    at_odds = [
        claim("a", "r1", [("date", month())]),
        claim("b", "r2", [("date", day("2024-02-07"))]),
        claim("c", "r3", [("date", day("2024-02-08"))]),
    ]
    assert dates(narrow_dates(at_odds, [("a", "b", "c")]))[0].edtf == "2024-02"


def test_days_named_from_first_to_last_are_left_alone() -> None:
    siege = When(
        "2024-02-01/2024-02-20", day("2024-02-01").earliest, day("2024-02-20").latest, 4, "days"
    )
    told = [
        claim("a", "r1", [("date", siege)], quotes={"date": "from 1 to 20 February"}),
        claim("b", "r2", [("date", day("2024-02-07"))]),
    ]
    assert dates(narrow_dates(told, [("a", "b")]))[0] == siege


def test_words_that_name_no_day_take_the_one_of_the_others() -> None:
    told = [
        claim("a", "r1", [("date", OPEN)], quotes={"date": "two days after"}),
        claim("b", "r2", [("date", day("2024-02-07"))]),
    ]
    assert dates(narrow_dates(told, [("a", "b")]))[0].anchor == "r2"
    week = replace(day("2024-02-07"), edtf="2024-02-04~/2024-02-07~", earliest=date(2024, 2, 4))
    about = [told[0], claim("b", "r2", [("date", week)])]
    assert dates(narrow_dates(about, [("a", "b")]))[0].edtf == "2024-02-04/2024-02-07"
    before = [report("r1", published="2024-02-05")]
    assert not dates(narrow_dates(told, [("a", "b")], before))[0].derived

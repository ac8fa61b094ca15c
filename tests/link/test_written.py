"""An undated report is read as if written on the days that other reports leave it."""

from __future__ import annotations

from datetime import date

import pytest

from secondsource.link.anchors import narrow_dates
from secondsource.model import Claim, Evidence, Kind, Property, Report, Statement, When
from secondsource.resolve import ReadAgain
from secondsource.resolve.dates import when_of
from telling import claim, day, report

Told = tuple[str, str, str]  # account, word of its event, words of its date


def claims_of(source: Report, *told: Told, answers: dict[str, str] | None = None) -> list[Claim]:
    """The claims of a report, with the values that its own words give."""
    made: list[Claim] = []
    for account, trigger, words in told:
        start = source.text.index(trigger)
        name = f"{source.id}.{account}"
        at = source.text.index(words)
        bare = Claim(
            name,
            name,
            source.id,
            Kind.INCIDENT,
            "armed_assault",
            Evidence(source.id, start, start + len(trigger), trigger),
            Evidence(source.id, start, start + len(trigger), trigger),
            retaliation_for=f"{source.id}.{answers[account]}" if answers else None,
        )
        quote = source.evidence(at, at + len(words))
        value = when_of(quote, bare, source)
        said = Statement(f"{name}.date", name, Property.DATE, value, quote)
        made.append(
            Claim(
                bare.id,
                bare.account_id,
                bare.report_id,
                bare.kind,
                bare.event_type,
                bare.evidence,
                bare.trigger,
                (said,),
                retaliation_for=bare.retaliation_for,
            )
        )
    return made


def dated(reports: list[Report], claims: list[Claim], *groups: tuple[str, ...]) -> dict[str, When]:
    """What each account's date has become."""
    found = narrow_dates(claims, groups, reports, ReadAgain())
    return {
        c.account_id: s.value
        for c in found
        for s in c.said(Property.DATE)
        if isinstance(s.value, When)
    }


def text(name: str, words: str, published: str | None = None) -> Report:
    return report(name, words, published=published)


def firm(name: str, iso: str) -> Claim:
    return claim(name, f"of-{name}", [("date", day(iso))])


def test_one_dated_incident_dates_the_rest_of_the_report() -> None:
    news = text("n", "Gunmen attacked a bus in Kidal on Friday. On Tuesday a mine killed two.")
    told = claims_of(news, ("bus", "attacked", "Friday"), ("mine", "killed", "Tuesday"))
    got = dated([news], [*told, firm("f", "2024-03-01")], ("n.bus", "f"), ("n.mine",))
    assert (got["n.bus"].edtf, got["n.bus"].anchor) == ("2024-03-01", "of-f")
    assert (got["n.mine"].edtf, got["n.mine"].derived) == ("2024-02-27", True)
    assert "of-f" in got["n.mine"].basis


@pytest.mark.parametrize(
    ("words", "edtf"),
    [
        ("last month", "2024-02"),
        ("January", "2024-01"),
        ("December 12", "2023-12-12"),
        ("last year", "2023"),
        ("two days earlier", "2024-02-28"),
    ],
)
def test_words_seen_from_the_day_of_writing_are_dated_with_it(words: str, edtf: str) -> None:
    news = text("n", f"Rebels raided Djibo on Friday. Others shelled Arbinda {words}.")
    told = claims_of(news, ("raid", "raided", "Friday"), ("shells", "shelled", words))
    got = dated([news], [*told, firm("f", "2024-03-01")], ("n.raid", "f"), ("n.shells",))
    assert got["n.shells"].edtf == edtf


def test_what_differs_on_the_likely_days_stays_an_interval() -> None:
    news = text("n", "Rebels raided Djibo last week. Others shelled Arbinda on Thursday.")
    told = claims_of(news, ("raid", "raided", "last week"), ("shells", "shelled", "Thursday"))
    got = dated([news], [*told, firm("f", "2024-03-01")], ("n.raid", "f"), ("n.shells",))
    assert got["n.raid"].edtf == "2024-03-01"
    shells = got["n.shells"]
    assert (shells.earliest, shells.latest) == (date(2024, 2, 29), date(2024, 3, 7))


def test_a_month_dates_no_news_of_the_week() -> None:
    news = text("n", "Rebels raided Djibo on Friday.")
    month = When("2024-03", date(2024, 3, 1), date(2024, 3, 31), 4, "month")
    other = claim("f", "of-f", [("date", month)])
    told = claims_of(news, ("raid", "raided", "Friday"))
    assert dated([news], [*told, other], ("n.raid", "f"))["n.raid"].earliest is None


def test_a_day_that_the_words_exclude_dates_nothing() -> None:
    news = text("n", "Rebels raided Djibo on May 3. On Friday others shelled Arbinda.")
    told = claims_of(news, ("raid", "raided", "May 3"), ("shells", "shelled", "Friday"))
    got = dated([news], [*told, firm("f", "2024-03-01")], ("n.raid", "f"), ("n.shells",))
    assert [w.derived for w in got.values()] == [False, False, False]


def test_a_weekday_with_its_day_of_the_month_finds_the_year_of_a_linked_report() -> None:
    first = text("a", "Police were attacked on Wednesday (May 16). A church was bombed on Sunday.")
    other = text("b", "A church was bombed on Sunday, the worst attack since January 2016.")
    told = claims_of(first, ("police", "attacked", "May 16"), ("church", "bombed", "Sunday"))
    told += claims_of(other, ("church", "bombed", "Sunday"))
    got = dated([first, other], told, ("a.police",), ("a.church", "b.church"))
    assert got["a.police"].edtf == "2018-05-16"
    assert got["a.church"].edtf == got["b.church"].edtf == "2018-05-13"
    assert got["a.church"].anchor == "b"


def test_a_date_line_takes_the_year_in_which_the_weekday_of_others_fits() -> None:
    line = text("a", "MINYA, Nov 3 (AP) - A bus was attacked yesterday, as in April 2017.")
    other = text("b", "A bus was attacked on Friday.")
    told = claims_of(line, ("bus", "attacked", "yesterday"))
    told += claims_of(other, ("bus", "attacked", "Friday"))
    got = dated([line, other], told, ("a.bus", "b.bus"))
    assert got["a.bus"].edtf == got["b.bus"].edtf == "2018-11-02"
    assert not got["a.bus"].derived
    assert got["b.bus"].anchor == "a"


def test_the_day_that_most_reports_give_counts() -> None:
    news = text("n", "Soldiers were attacked overnight near Bria.")
    told = claims_of(news, ("raid", "attacked", "overnight"))
    others = [firm("f", "2024-01-28"), firm("g", "2024-01-28"), firm("h", "2024-01-29")]
    got = dated([news], [*told, *others], ("n.raid", "f", "g", "h"))
    assert got["n.raid"].edtf == "2024-01-28"


def test_an_answer_lies_after_what_it_answers() -> None:
    news = text("n", "Jets struck Mocha on Friday. They answered an attack last weekend.")
    told = claims_of(
        news,
        ("jets", "struck", "Friday"),
        ("attack", "attack", "last weekend"),
        answers={"jets": "attack", "attack": "none"},
    )
    got = dated([news], [*told, firm("f", "2024-01-28")], ("n.jets",), ("n.attack", "f"))
    assert got["n.jets"].edtf == "2024-02-02"


def test_the_order_of_reports_changes_nothing() -> None:
    first = text("a", "Rebels raided Djibo on Friday. Others shelled Arbinda on Tuesday.")
    other = text("b", "Others shelled Arbinda on Tuesday. Soldiers were attacked on Monday.")
    told = claims_of(first, ("raid", "raided", "Friday"), ("shells", "shelled", "Tuesday"))
    told += claims_of(other, ("shells", "shelled", "Tuesday"), ("post", "attacked", "Monday"))
    told.append(firm("f", "2024-03-01"))
    groups = (("a.raid", "f"), ("a.shells", "b.shells"), ("b.post",))
    got = dated([first, other], told, *groups)
    assert got == dated([other, first], told[::-1], *groups[::-1])
    assert got["b.post"].edtf == "2024-02-26"


def test_a_dated_report_is_never_read_again() -> None:
    news = text("n", "Rebels raided Djibo at dawn. Others shelled it.", "2024-03-04")
    told = claims_of(news, ("raid", "raided", "at dawn"))
    got = dated([news], [*told, firm("f", "2024-03-01")], ("n.raid", "f"))
    assert not got["n.raid"].derived


def test_a_month_told_as_background_chooses_no_year_for_the_rest() -> None:
    news = text("n", "A base in Jordan was attacked in January. On July 30 a man was killed.")
    told = claims_of(news, ("base", "attacked", "January"), ("man", "killed", "July 30"))
    got = dated([news], [*told, firm("f", "2024-01-28")], ("n.base", "f"), ("n.man",))
    assert got["n.base"].edtf == "2024-01-28"
    assert got["n.man"].earliest is None


def test_a_weekday_of_another_report_chooses_no_year_for_a_named_day() -> None:
    news = text("n", "A man was killed on February 1. In January a car was struck.")
    other = text("m", "A man was killed on Wednesday.")
    told = claims_of(news, ("man", "killed", "February 1"), ("car", "struck", "January"))
    told += claims_of(other, ("man", "killed", "Wednesday"))
    got = dated([news, other], [*told, firm("f", "2024-01-04")], ("n.man", "m.man"), ("n.car", "f"))
    assert got["n.man"].edtf != "2023-02-01"


def test_a_report_that_names_only_the_hour_takes_the_day_of_most_others() -> None:
    news = text("n", "Soldiers were attacked in the early hours.", "2024-01-29")
    told = claims_of(news, ("raid", "attacked", "in the early hours"))
    far = text("p", "Soldiers were attacked in the early hours.", "2024-03-29")
    told += claims_of(far, ("raid", "attacked", "in the early hours"))
    others = [firm("f", "2024-01-28"), firm("g", "2024-01-28"), firm("h", "2024-01-29")]
    got = dated([news, far], [*told, *others], ("n.raid", "p.raid", "f", "g", "h"))
    assert (got["n.raid"].edtf, got["n.raid"].anchor) == ("2024-01-28", "of-f")
    assert got["p.raid"].earliest is None

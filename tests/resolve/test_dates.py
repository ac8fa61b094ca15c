"""Time expressions: which words are found, which days they mean, and what stays open."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondsource.model import Claim, Kind, Layer, Mention, Report, Stance, When
from secondsource.resolve.datecalendar import easter_sunday
from secondsource.resolve.dates import precision_of, tag_dates, when_of
from secondsource.resolve.datewriting import ReadAgain

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "dates.toml").read_text("utf-8"))
ROWS = [(group.get("published"), *row) for group in CASES["tag"] for row in group["rows"]]
KINDS = {"total": Kind.TOTAL, "reaction": Kind.REACTION}


def report(text: str, published: date | None = None) -> Report:
    return Report("r", text, "", "", published=published)


def mention(text: str, words: str, published: date | None = None) -> Mention:
    return next(m for m in tag_dates(report(text, published)) if m.quote == words)


def meaning(text: str, words: str, published: date | None, trigger: str | None, kind: str) -> When:
    source = report(text, published)
    start = text.index(words)
    event = text.rindex(trigger) if trigger else 0
    claim = Claim(
        id="c",
        account_id="c",
        report_id="r",
        kind=KINDS.get(kind, Kind.INCIDENT),
        event_type=None,
        evidence=source.evidence(0, len(text)),
        trigger=source.evidence(event, event + len(trigger)) if trigger else None,
        stance=Stance.THREATENED if kind == "threatened" else Stance.ASSERTED,
    )
    return when_of(source.evidence(start, start + len(words)), claim, source)


def test_there_are_enough_cases() -> None:
    assert len(ROWS) + len(CASES["claim"]) >= 400


@pytest.mark.parametrize(("published", "text", "words", "timex", "edtf"), ROWS)
def test_words_mean_their_days(
    published: date | None, text: str, words: str, timex: str, edtf: str
) -> None:
    found = tag_dates(report(text, published))
    if not words:
        assert [m.quote for m in found] == []
        return
    one = next((m for m in found if m.quote == words), None)
    assert one is not None, [m.quote for m in found]
    assert one.timex_value == timex
    assert (one.value.edtf if isinstance(one.value, When) else None) == (edtf or None)


@pytest.mark.parametrize("case", CASES["claim"], ids=lambda c: c["words"])
def test_words_of_a_claim_mean_their_days(case: dict[str, object]) -> None:
    published = case.get("published")
    trigger = case.get("trigger")
    got = meaning(
        str(case["text"]),
        str(case["words"]),
        published if isinstance(published, date) else None,
        str(trigger) if trigger else None,
        str(case["kind"]),
    )
    assert (got.edtf or "") == case["edtf"]
    assert [d for d in (got.earliest, got.latest) if d] == case["days"]


def test_an_undated_report_never_gets_a_day_it_does_not_say() -> None:
    text = "Two soldiers were shot on Friday. Last week a base was hit, and yesterday a convoy."
    for one in tag_dates(report(text)):
        assert one.value is None, one.quote


def test_the_publication_date_is_never_the_fallback() -> None:
    published = date(2024, 3, 15)
    text = "A base was shelled in the early hours after the funeral at 7 p.m. in recent years."
    for one in tag_dates(report(text, published)):
        assert one.value is None, one.quote


def test_a_wide_interval_says_how_wide_it_is() -> None:
    last_week = mention("The post was hit last week.", "last week", date(2024, 3, 15)).value
    assert isinstance(last_week, When)
    assert (last_week.earliest, last_week.latest) == (date(2024, 3, 4), date(2024, 3, 10))
    assert last_week.precision == 3


@pytest.mark.parametrize(
    ("first", "last", "precision"),
    [
        (date(2024, 3, 1), date(2024, 3, 1), 1),
        (date(2024, 3, 1), date(2024, 3, 2), 2),
        (date(2024, 3, 1), date(2024, 3, 6), 2),
        (date(2024, 3, 1), date(2024, 3, 7), 3),
        (date(2024, 3, 1), date(2024, 3, 31), 4),
        (date(2024, 1, 1), date(2024, 12, 31), 5),
    ],
)
def test_precision_follows_the_codebook(first: date, last: date, precision: int) -> None:
    assert precision_of(first, last) == precision


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (1961, date(1961, 4, 2)),
        (2008, date(2008, 3, 23)),
        (2019, date(2019, 4, 21)),
        (2024, date(2024, 3, 31)),
        (2038, date(2038, 4, 25)),
    ],
)
def test_easter_falls_where_the_almanac_has_it(year: int, day: date) -> None:
    assert easter_sunday(year) == day


def test_the_basis_names_what_settled_the_day() -> None:
    text = "On 28 January 2024 a base was hit. The answer came on 2 February."
    value = mention(text, "2 February").value
    assert isinstance(value, When)
    assert value.basis == "year from '28 January 2024', over the text it stands in"


def test_words_without_any_date_are_unknown_with_a_reason() -> None:
    got = meaning("He was shot after the funeral.", "after the funeral", None, "shot", "incident")
    assert got.edtf is None
    assert "after the funeral" in got.basis


def test_offsets_hold_on_letters_beyond_ascii() -> None:
    text = "In Деир ез-Зор 🚑 fell shells on “Friday”—and on 3\u00a0March 2024."
    for one in tag_dates(report(text, date(2024, 3, 15))):
        assert text[one.start : one.end] == one.quote


PIECES = st.sampled_from(
    [
        "on",
        "Monday",
        "March",
        "3",
        "2024",
        "last",
        "week",
        "two",
        "days",
        "later",
        "the",
        "early",
        "in",
        "1990s",
        "29",
        "February",
        "ago",
        "0600",
        "GMT",
        "(",
        ")",
        ",",
        ".",
        "\n",
        "since",
        "and",
        "next",
        "year",
        "31",
        "April",
        "of",
        "decade",
        "first",
        "BC",
        "99999999",
        "months",
        "before",
        "Sat",
        "12/31",
        "31/12/99",
        "noon",
        "to",
        "-",
        "a",
        "hours",
        "exactly",
        "century",
        "overnight",
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(PIECES, max_size=14),
    st.one_of(st.none(), st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1))),
)
def test_no_text_breaks_the_reading(pieces: list[str], published: date | None) -> None:
    text = " ".join(pieces)
    found = tag_dates(report(text, published))
    end = 0
    for one in found:
        assert one.layer is Layer.DATES
        assert text[one.start : one.end] == one.quote
        assert one.start >= end
        end = one.end
        value = one.value
        assert value is None or isinstance(value, When)
        if value and value.earliest and value.latest:
            assert value.earliest <= value.latest
            assert value.precision == precision_of(value.earliest, value.latest)
        if value and value.edtf:
            assert re.fullmatch(r"[-\dX~/.\[\],]+", value.edtf), value.edtf


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120))
def test_any_text_is_read_without_error(text: str) -> None:
    for one in tag_dates(report(text, date(2024, 3, 15))):
        assert text[one.start : one.end] == one.quote


@settings(max_examples=60, deadline=None)
@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2035, 12, 31)))
def test_a_written_day_is_read_back(day: date) -> None:
    written = f"The bridge was hit on {day:%B} {day.day}, {day.year}."
    one = tag_dates(report(written))[0]
    assert isinstance(one.value, When)
    assert one.value.earliest == one.value.latest == day


@settings(max_examples=60, deadline=None)
@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2035, 12, 31)), st.integers(0, 6))
def test_a_weekday_lies_within_the_week_before_publication(published: date, number: int) -> None:
    names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    one = tag_dates(report(f"A post was hit on {names[number]}.", published))[0]
    assert isinstance(one.value, When)
    assert one.value.earliest is not None
    assert 0 <= (published - one.value.earliest).days <= 6
    assert one.value.earliest.weekday() == number


def test_endless_number_words_are_read_in_a_moment() -> None:
    assert tag_dates(report("twenty-one thousand three hundred and " * 600)) == ()


def test_reading_twice_gives_the_same() -> None:
    text = "On Monday a base was hit. Two days later, in early March, ten died since 2022."
    source = report(text, date(2024, 3, 15))
    assert tag_dates(source) == tag_dates(Report("r", text, "", "", published=date(2024, 3, 15)))


@pytest.mark.parametrize(
    ("text", "words", "edtf"),
    [
        ("GOMA, Nov. 3, 2018 (AP) -- Seven were killed on Friday.", "Friday", "2018-11-02"),
        ("GOMA, Nov. 3 (AP) - Seven were killed yesterday.", "yesterday", "XXXX-11-02"),
        ("A raid\nNovember 3, 2018\nTwo died last night.", "last night", "2018-11-02"),
        (
            "A raid\nNovember 3, 2018\nA.\nNovember 5, 2018\nTwo died last night.",
            "last night",
            None,
        ),
        ("On Nov 3 - a dark day - two died. Yesterday two more died.", "Yesterday", None),
    ],
)
def test_a_date_line_is_the_day_of_writing(text: str, words: str, edtf: str | None) -> None:
    value = mention(text, words).value
    assert (value.edtf if isinstance(value, When) else None) == edtf


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("It was the worst raid since May 2017.", 2017),
        ("Troops will leave in 2031, as agreed in 2019.", 2019),
        ("Both sides hope for a truce by 2031 after the war of 2014.", 2014),
        ("Gunmen attacked a bus on Friday.", None),
    ],
)
def test_a_report_is_not_older_than_the_past_it_names(text: str, year: int | None) -> None:
    assert ReadAgain().clues(report(text)).latest_year == year


def test_a_weekday_with_its_day_of_the_month_leaves_few_days_of_writing() -> None:
    clues = ReadAgain().clues(
        report("Four men with swords were shot dead in Riau on Wednesday (May 16).")
    )
    assert clues.days() == ()
    assert {d.year for d in clues.days(since=2016)} == {2018}
    assert clues.allows(date(2018, 5, 17))
    assert not clues.allows(date(2019, 5, 17))


def test_a_date_line_without_a_year_is_the_day_of_writing() -> None:
    clues = ReadAgain().clues(report("GOMA, Nov 3 (AP) - Rebels attacked, as in April 2017."))
    assert clues.days()[:2] == (date(2017, 11, 3), date(2018, 11, 3))

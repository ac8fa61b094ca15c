"""Values as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from secondsource.model import Place, When
from secondsource.wording import (
    country_names,
    in_brief,
    plural,
    read_day,
    say_days,
    say_place,
    say_range,
    say_sources,
    say_when,
)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2024-01-04", "2024-01-04", "4 Jan 2024"),
        ("2024-02-01", "2024-02-03", "1–3 Feb 2024"),
        ("2024-02-01", "2024-02-29", "Feb 2024"),
        ("2023-12-01", "2023-12-31", "Dec 2023"),
        ("2024-01-01", "2024-12-31", "2024"),
        ("2024-01-30", "2024-02-02", "30 Jan – 2 Feb 2024"),
        ("2023-12-30", "2024-01-02", "30 Dec 2023 – 2 Jan 2024"),
    ],
)
def test_intervals_read_as_people_write_them(first: str, last: str, words: str) -> None:
    when = When(None, date.fromisoformat(first), date.fromisoformat(last), 1, "said")
    assert say_when(when) == words


@pytest.mark.parametrize(
    ("edtf", "words"), [("XXXX-11-20", "20 Nov"), ("XXXX-11", "Nov"), (None, "–")]
)
def test_partial_dates_keep_what_is_known(edtf: str | None, words: str) -> None:
    assert say_when(When(edtf, None, None, None, "said")) == words


@pytest.mark.parametrize(
    ("low", "best", "high", "words"),
    [
        (3, 3, 3, "3"),
        (1, 2, 3, "1–3"),
        (5, 5, None, "5+"),
        (0, 8, 8, "up to 8"),
        (0, 0, 0, "0"),
        (None, None, None, "–"),
        (1200, 1200, 1200, "1,200"),
    ],
)
def test_ranges(low: int | None, best: int | None, high: int | None, words: str) -> None:
    assert say_range(low, best, high) == words


def test_places_carry_their_country() -> None:
    assert say_place(Place("geonames:1", "Goma", country="CD", precision=1)) == "Goma, CD"
    names = country_names()
    assert say_place(Place("geonames:2", "Baghdad", country="IQ", precision=1), names) == (
        "Baghdad, Iraq"
    )
    east = Place("geonames:3", "eastern Syria", country="SY", precision=4)
    assert say_place(east, names) == "eastern Syria"
    assert say_place(Place("c:CD", "DR Congo", country="CD", precision=6)) == "DR Congo"


def test_unknown_origins_are_shown_apart() -> None:
    assert say_sources(1, 2) == "1 known + 2 of unknown origin"
    assert say_sources(2, 0) == "2 known"
    assert say_sources(0, 0) == "0 known"
    assert say_sources(1, 2, brief=True) == "1 known + 2 unknown"
    assert say_sources(0, 2, brief=True) == "2 unknown"


def test_long_words_are_cut_between_words() -> None:
    assert in_brief("a bus stop", 20) == "a bus stop"
    assert in_brief("a bus stop, and a school", 14) == "a bus stop…"


def test_plurals() -> None:
    assert plural(1, "report") == "1 report"
    assert plural(1200, "report") == "1,200 reports"


@pytest.mark.parametrize(
    ("words", "edtf"),
    [
        ("7 February 2024", "2024-02-07"),
        ("17 sept. 2023", "2023-09-17"),
        ("Feb 2024", "2024-02"),
        ("30 Jan 2024 – 2 Feb 2024", "2024-01-30/2024-02-02"),
        ("2024-02-05/2024-02-07", "2024-02-05/2024-02-07"),
        ("2024-02-07", "2024-02-07"),
        ("a Wednesday", "a Wednesday"),
        ("7 Foo 2024", "7 Foo 2024"),
    ],
)
def test_a_date_that_people_write_is_read(words: str, edtf: str) -> None:
    assert read_day(words) == edtf


def test_days_in_a_sentence_are_said_as_people_write_them() -> None:
    sentence = "2024-02-01 stands, from 2020-01-03~/2020-02-07~ on; see acled-2024-01-02x."
    assert say_days(sentence) == (
        "1 Feb 2024 stands, from 3 Jan 2020 – 7 Feb 2020 on; see acled-2024-01-02x."
    )

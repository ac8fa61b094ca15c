"""Counts: the numbers that words give, and what they leave open."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondsource.model import Count, Evidence, Group, GroupStatus, Modifier, Scope
from secondsource.resolve.counts import count_of
from secondsource.resolve.numbers import digits_value, number_at

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "counts.toml").read_text("utf-8"))
ROWS = [
    (name, words, value)
    for name, table in CASES.items()
    if name != "combined"
    for words, value in table["rows"]
]


def read(words: str, scope: Scope = Scope.TOTAL) -> Count:
    return count_of(
        Count(None, None, None, words, scope=scope), Evidence("r", 0, len(words), words)
    )


def shown(count: Count) -> str:
    return "/".join("-" if n is None else str(n) for n in (count.low, count.best, count.high))


def test_there_are_enough_cases() -> None:
    assert len(ROWS) >= 120


@pytest.mark.parametrize(("modifier", "words", "value"), ROWS)
def test_words_give_their_numbers(modifier: str, words: str, value: str) -> None:
    got = read(words)
    assert shown(got) == value
    assert got.modifier == Modifier(modifier)


@pytest.mark.parametrize(("words", "value"), CASES["combined"]["rows"])
def test_killed_and_injured_together_bound_either(words: str, value: str) -> None:
    assert shown(read(words, Scope.COMBINED)) == value


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("third such attack", "3/3/3"),
        ("the 11th", "11/11/11"),
        ("second time mariners", "2/2/2"),
        ("more than 20 attacks", "21/21/-"),
        ("fifth of 12 raids", "12/12/12"),
    ],
)
def test_a_place_in_a_row_counts_the_row(words: str, value: str) -> None:
    count = Count(None, None, None, words)
    assert shown(count_of(count, Evidence("r", 0, len(words), words), row=True)) == value


@pytest.mark.parametrize("words", ["of six", "of 6", ",", ", 40", "born", "b.", "aged", "and 7"])
def test_scraps_of_ages_are_read_without_fault(words: str) -> None:
    read(words)


def test_upper_case_counts_the_same() -> None:
    for _, words, value in ROWS:
        if words[:1].islower() and not any(c.isupper() for c in words) and " and " not in words:
            got = read(words.upper())
            assert got.best is None or shown(got) == value, words


def test_what_extract_set_stays() -> None:
    group = Group(GroupStatus.CIVILIAN, sex_age="child")
    quote = "three of the children"
    count = Count(None, None, None, "three", scope=Scope.PARTIAL, group=group)
    got = count_of(count, Evidence("r", 0, len(quote), quote))
    assert (got.wording, got.scope, got.group) == ("three", Scope.PARTIAL, group)
    assert got.best == 3


def test_without_wording_the_quote_is_read() -> None:
    got = count_of(Count(None, None, None, ""), Evidence("r", 0, 10, "two guards"))
    assert (got.best, got.wording) == (2, "two guards")


@given(st.integers(1, 5_000_000))
def test_any_number_in_digits_is_read_back(number: int) -> None:
    assert read(str(number)).best == number
    assert read(f"{number:,} people").best == number


@given(st.integers(1, 100_000))
def test_open_ends_stay_open(number: int) -> None:
    assert shown(read(f"at least {number}")) == f"{number}/{number}/-"
    assert shown(read(f"more than {number}")) == f"{number + 1}/{number + 1}/-"
    assert shown(read(f"up to {number}")) == f"0/{number}/{number}"


@given(st.text(max_size=60).filter(lambda t: t.strip()))
def test_any_words_are_read_without_error(words: str) -> None:
    got = read(words)
    known = [n for n in (got.low, got.best, got.high) if n is not None]
    assert known == sorted(known)


@pytest.mark.parametrize(
    ("words", "value", "taken"),
    [
        ("twenty - two men", 22, 3),
        ("two hundred and five men", 205, 4),
        ("one million two hundred thousand", 1_200_000, 5),
        ("half a dozen", 6, 3),
        ("a hundred", 100, 2),
        ("3,200 people", 3200, 1),
        ("2.5 million", 2_500_000, 2),
    ],
)
def test_number_words(words: str, value: float, taken: int) -> None:
    assert number_at(words.split()) == (value, taken)


def test_words_that_are_no_number() -> None:
    assert number_at(["dozens"]) is None
    assert digits_value("3,20") is None

"""Groups refuse chains, respect what cannot be, and do not depend on order."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondsource.link.cluster import group

Pairs = Iterable[tuple[str, str]]

IDS = [f"a{n}" for n in range(8)]
PAIRS = st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)).filter(lambda p: p[0] < p[1])


def groups(odds: dict[tuple[str, str], float], **said: Pairs) -> tuple[tuple[str, ...], ...]:
    return group(IDS[:4], odds, **said, threshold=0.0, apart=-4.0).groups


def test_a_chain_no_pair_supports_is_not_made() -> None:
    odds = {("a0", "a1"): 4.0, ("a1", "a2"): 4.0, ("a0", "a2"): -8.0}
    assert groups(odds) == (("a0", "a1"), ("a2",), ("a3",))


def test_pairs_never_compared_speak_against_a_union() -> None:
    odds = {("a0", "a1"): 4.0, ("a2", "a3"): 4.0, ("a1", "a2"): 4.0}
    assert groups(odds) == (("a0", "a1"), ("a2", "a3"))


def test_what_cannot_be_together_never_is() -> None:
    odds = {("a0", "a1"): 9.0, ("a1", "a2"): 8.0, ("a0", "a2"): 8.0}
    assert groups(odds, never=[("a0", "a1")])[0] != ("a0", "a1")


@pytest.mark.parametrize(("first", "then"), [("together", "never"), ("same", "different")])
def test_what_keeps_apart_outranks_what_joins(first: str, then: str) -> None:
    said: dict[str, Pairs] = {first: [("a0", "a1"), ("a1", "a2")], then: [("a0", "a2")]}
    assert groups({}, **said) == (("a0", "a1"), ("a2",), ("a3",))


def test_a_persons_same_beats_the_bars_that_a_copy_brings() -> None:
    """a1 is the copy of a0 by its place in the text; a0 and a2 stand in one report."""
    found = groups(
        {("a1", "a2"): -9.0}, same=[("a1", "a2")], together=[("a0", "a1")], never=[("a0", "a2")]
    )
    assert found == (("a0",), ("a1", "a2"), ("a3",))


def test_two_sames_join_what_one_report_tells_twice() -> None:
    found = groups({}, same=[("a0", "a1"), ("a1", "a2")], never=[("a0", "a2")])
    assert found == (("a0", "a1", "a2"), ("a3",))


def test_of_sames_that_cannot_all_be_the_first_given_holds() -> None:
    said = {"same": [("a1", "a2"), ("a0", "a1")], "different": [("a0", "a2")]}
    assert groups({}, **said) == (("a0",), ("a1", "a2"), ("a3",))


SOME = st.sets(PAIRS, max_size=4)


@given(st.dictionaries(PAIRS, st.floats(-6, 6), max_size=20), SOME, SOME, SOME, SOME, st.randoms())
def test_groups_keep_to_what_was_judged_and_forget_the_order(
    odds: dict[tuple[str, str], float],
    same: set[tuple[str, str]],
    different: set[tuple[str, str]],
    together: set[tuple[str, str]],
    never: set[tuple[str, str]],
    shuffle: random.Random,
) -> None:
    def grouped(ids: list[str], *order: list[Any]) -> tuple[tuple[str, ...], ...]:
        kinds = ("same", "different", "together", "never")
        said = dict(zip(kinds, order[1:], strict=True))
        return group(ids, dict(order[0]), **said, threshold=0.0, apart=-4.0).groups

    order = [list(odds.items()), *(sorted(pairs) for pairs in (same, different, together, never))]
    found = grouped(IDS, *order)
    home = {a: g for g in found for a in g}
    assert sorted(home) == IDS
    assert not any(home[a] == home[b] for a, b in different)
    if not different:
        assert all(home[a] == home[b] for a, b in same)
    if not same:
        assert not any(home[a] == home[b] for a, b in never)
    for pairs in (order[0], *order[2:]):  # of what was judged the same, the order is that of time
        shuffle.shuffle(pairs)
    assert grouped(shuffle.sample(IDS, len(IDS)), *order) == found

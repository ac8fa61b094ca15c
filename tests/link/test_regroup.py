"""Groups around a change are what grouping all anew gives."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from secondsource.link import open_weights
from secondsource.link.cluster import Pair
from secondsource.link.regroup import Bond, Judged, grouped, regrouped

WEIGHTS = open_weights()
IDS = [f"a{n:02}" for n in range(24)]
PAIRS = st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)).filter(lambda p: p[0] < p[1])
ODDS = st.one_of(st.sampled_from((-4.0, -1.0, 1.0, 2.0, 4.0)), st.floats(-6, 6))
BONDS = st.builds(Bond, ODDS, st.sampled_from((False,) * 9 + (True,)), st.booleans())
VERDICTS = st.sets(PAIRS, max_size=3)


@dataclass(frozen=True, slots=True)
class Known:
    """A small case at hand, that says which accounts it was asked for."""

    groups: tuple[tuple[str, ...], ...]
    held: Mapping[Pair, Bond]
    of_report: Mapping[str, str]
    asked: set[str]

    def mates(self, accounts: Collection[str]) -> set[str]:
        return {a for g in self.groups if set(g) & set(accounts) for a in g}

    def bonds(self, accounts: Collection[str]) -> Mapping[Pair, Bond]:
        self.asked.update(accounts)
        return {p: b for p, b in self.held.items() if set(p) & set(accounts)}

    def reports(self, accounts: Collection[str]) -> Mapping[str, str]:
        return {a: self.of_report[a] for a in accounts}


def in_time(same: set[Pair]) -> tuple[Pair, ...]:
    """Pairs in an order that their ids do not give."""
    return tuple(sorted(same, key=lambda pair: (pair[1], pair[0]), reverse=True))


@settings(max_examples=300)
@given(
    st.dictionaries(PAIRS, BONDS, max_size=60),
    st.lists(st.integers(0, 15), min_size=len(IDS), max_size=len(IDS)),
    VERDICTS,
    VERDICTS,
    VERDICTS,
    VERDICTS,
)
def test_what_judgements_change_is_found_around_them(
    bonds: dict[Pair, Bond],
    reports: list[int],
    same: set[Pair],
    different: set[Pair],
    then_same: set[Pair],
    then_different: set[Pair],
) -> None:
    of_report = {a: f"r{n}" for a, n in zip(IDS, reports, strict=True)}
    held = {p: b if of_report[p[0]] != of_report[p[1]] else Bond(-2.0) for p, b in bonds.items()}
    one = Judged(in_time(same - different), frozenset(different))
    two = Judged(in_time(then_same - then_different), frozenset(then_different))
    before = grouped(of_report, held, one, WEIGHTS).groups
    after = grouped(of_report, held, two, WEIGHTS).groups
    turned = {*one.same} ^ {*two.same} | one.different ^ two.different
    touched = {a for p in turned for a in p}
    found = regrouped(touched, Known(before, held, of_report, set()), two, WEIGHTS)
    again = {a for g in found for a in g}
    beyond = [g for g in before if not set(g) & again]
    assert sorted([*found, *beyond]) == sorted(after)


def test_accounts_that_nothing_reaches_are_never_asked_for() -> None:
    chain = {(a, b): Bond(1.0) for a, b in pairwise(IDS)}
    pairs = {p: b for n, (p, b) in enumerate(chain.items()) if n % 2 == 0}
    of_report = {a: a for a in IDS}
    groups = grouped(of_report, pairs, Judged(), WEIGHTS).groups
    known = Known(groups, pairs, of_report, set())
    apart = Judged(different=frozenset({("a00", "a01")}))
    assert regrouped(("a00", "a01"), known, apart, WEIGHTS) == (("a00",), ("a01",))
    assert known.asked == {"a00", "a01"}

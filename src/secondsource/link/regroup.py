"""Groups of compared accounts: of a whole case, or only of those that a change can reach.

In: accounts, what stands between any two that were compared, what people judged. Out: groups. It
refuses to look at accounts that nothing changed can reach, and gives the same groups all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Protocol

from secondsource.link.cluster import Grouping, Pair, Union, group
from secondsource.link.score import Weights

OUTWEIGHED = 4.0  # log2 odds from which all else outweighs days that cannot be one


@dataclass(frozen=True, slots=True)
class Bond:
    """What stands between two accounts, before anybody judged them."""

    odds: float | None  # None where they were never compared, and only a copied text joins them
    copied: bool = False  # whether they tell the same place of a copied text
    clash: bool = False  # whether their days cannot be one
    sheet: str | None = None  # that lists them apart, in rows of their own
    story: bool = False  # whether both tell first what their reports, much alike, tell as a whole


@dataclass(frozen=True, slots=True)
class Judged:
    """The pairs of accounts that a person judged."""

    same: tuple[Pair, ...] = ()  # the latest first
    different: frozenset[Pair] = frozenset()


class Neighbours(Protocol):
    """Where accounts stood, and what they have to do with others."""

    def mates(self, accounts: Collection[str]) -> set[str]:
        """These accounts with all that shared a group with one of them."""
        ...

    def bonds(self, accounts: Collection[str]) -> Mapping[Pair, Bond]:
        """Every bond of these accounts."""
        ...

    def reports(self, accounts: Collection[str]) -> Mapping[str, str]:
        """The report that each account stands in."""
        ...


def ordered(a: str, b: str) -> Pair:
    """Two accounts as a pair."""
    return (a, b) if a < b else (b, a)


def beside(reports: Mapping[str, str]) -> set[Pair]:
    """The pairs of accounts that stand in one report; `reports` names that of each account."""
    told: dict[str, list[str]] = {}
    for account, report in reports.items():
        told.setdefault(report, []).append(account)
    return {ordered(*pair) for ids in told.values() for pair in combinations(ids, 2)}


def weight_of(pair: Pair, bond: Bond, judged: Judged, weights: Weights) -> float:
    """The log2 odds of a pair, with what a copied text adds unless a person says otherwise."""
    copied = weights.copied if bond.copied and pair not in judged.different else 0.0
    return (bond.odds or 0.0) + copied


def grouped(
    reports: Mapping[str, str], bonds: Mapping[Pair, Bond], judged: Judged, weights: Weights
) -> Grouping:
    """Accounts as groups; `reports` names the report of each."""
    here = reports.keys()
    together = {p for p, bond in bonds.items() if bond.copied} - judged.different
    odds = {
        p: weight_of(p, bond, judged, weights)
        for p, bond in bonds.items()
        if bond.odds is not None or p in together
    }
    clashing = {p for p, bond in bonds.items() if bond.clash} - together
    return group(
        reports,
        {pair: weights.bounded(weight) for pair, weight in odds.items()},
        same=[p for p in judged.same if p[0] in here and p[1] in here],
        different={p for p in judged.different if p[0] in here and p[1] in here},
        together=together,
        never=(beside(reports) - odds.keys())
        | {p for p, bond in bonds.items() if bond.sheet is not None}
        | {p for p in clashing if odds[p] < OUTWEIGHED},
        threshold=weights.threshold,
        apart=weights.apart,
    )


def regrouped(
    touched: Collection[str], near: Neighbours, judged: Judged, weights: Weights
) -> tuple[tuple[str, ...], ...]:
    """The groups of the accounts whose group may be another where some are touched.

    Groups that like a touched one are watched: as long as they come about as they do alone, the
    accounts beyond them notice nothing. One that comes about otherwise is touched itself.
    """
    again = near.mates(touched)
    while True:
        bonds = near.bonds(again)
        liked = {a for pair in _liking(bonds, judged, weights, again) for a in pair}
        watched = near.mates(liked - again) - again
        bonds = {**bonds, **near.bonds(watched)}
        whole = _region(again | watched, bonds, near, judged, weights)
        alone = _region(watched, bonds, near, judged, weights)
        changed = _differing(alone, whole)
        if not changed:
            return tuple(g for g in whole.groups if g[0] in again)
        again |= near.mates(changed)


def _liking(
    bonds: Mapping[Pair, Bond], judged: Judged, weights: Weights, again: Collection[str]
) -> Iterable[Pair]:
    """The pairs of some accounts that can make a union."""
    yield from (pair for pair, bond in bonds.items() if likes(pair, bond, judged, weights))
    yield from (p for p in judged.same if p[0] in again or p[1] in again)


def likes(pair: Pair, bond: Bond, judged: Judged, weights: Weights) -> bool:
    """Whether what stands between two accounts can make a union, beside what was judged."""
    copied = bond.copied and pair not in judged.different
    return copied or weight_of(pair, bond, judged, weights) > weights.threshold


def _region(
    accounts: set[str],
    bonds: Mapping[Pair, Bond],
    near: Neighbours,
    judged: Judged,
    weights: Weights,
) -> Grouping:
    """The groups that some accounts make among themselves."""
    inside = {p: b for p, b in bonds.items() if p[0] in accounts and p[1] in accounts}
    return grouped(near.reports(accounts), inside, judged, weights)


def _differing(alone: Grouping, whole: Grouping) -> set[str]:
    """The accounts of groups that come about otherwise among others than alone."""
    home = {a: g for g in alone.groups for a in g}
    one, two = _steps(alone.unions, home), _steps(whole.unions, home)
    made = set(whole.groups)
    return {a for g in alone.groups if g not in made or one.get(g) != two.get(g) for a in g}


def _steps(
    unions: Iterable[Union], home: Mapping[str, tuple[str, ...]]
) -> dict[tuple[str, ...], list[Union]]:
    """The unions in which accounts of each group had a part."""
    found: dict[tuple[str, ...], list[Union]] = {}
    for union in unions:
        for mine in {home[a] for a in union[1:] if a in home}:
            found.setdefault(mine, []).append(union)
    return found

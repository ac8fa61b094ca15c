"""Which incident a weak account fits, once the sure ones are grouped.

In: weak and sure accounts, the groups of the sure ones. Out: the odds of each weak account and the
sure ones that it has enough in common with, and the group that it fits, if any. It refuses to move
a sure account, and to put two accounts of one report into one group. Which pairs are compared rests
on the two alone, so that a report more reaches no other pair.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from secondsource.link.block import Account, Blocks, account_of, sharing
from secondsource.link.cluster import SCALE, Pair
from secondsource.link.compared import clashes, odds_of
from secondsource.link.pairs import compare, compare_dates
from secondsource.link.profile import Profile
from secondsource.link.regroup import Bond, ordered
from secondsource.link.score import Weights

ENOUGH = 12  # points in common from which two are compared; none loses nothing on the gold folders
FITS = 0.0  # mean log2 odds above which a weak account tells of an incident: 6 of 9 were right

Profiled = Callable[[Collection[str]], Mapping[str, Profile]]
"""Gives the profiles of some accounts."""


@dataclass(frozen=True, slots=True)
class Weak:
    """A weak account: what it is found by, and the odds of it and the sure ones most like it."""

    account: Account
    odds: Mapping[str, float | None]  # None where their days cannot be one


def weighed(
    mine: Sequence[Profile], sure: Blocks, known: Profiled, weights: Weights
) -> tuple[Weak, ...]:
    """Weak accounts with the odds of each and the sure accounts of other reports."""
    accounts = [account_of(p) for p in mine]
    near = sharing(accounts, sure, ENOUGH)
    others = known({a for found in near for a in found})
    return tuple(
        Weak(account, {a: _odds(profile, others[a], weights) for a in found})
        for account, profile, found in zip(accounts, mine, near, strict=True)
    )


def weighed_again(
    had: Sequence[Weak],
    mine: Sequence[Profile],
    turned: Collection[str],
    sure: Blocks,
    known: Profiled,
    weights: Weights,
) -> tuple[Weak, ...]:
    """All weak accounts: `mine` are those that are new or changed, `turned` sure accounts likewise.

    `sure` are all sure accounts as they are now; of those turned some may be no more.
    """
    anew = {w.account.id: w for w in weighed(mine, sure, known, weights)}
    stay = [w for w in had if w.account.id not in anew]
    near = sharing([w.account for w in stay], sure, ENOUGH, turned)
    met = {w.account.id: found for w, found in zip(stay, near, strict=True)}
    ends = {name for name, found in met.items() if found}.union(*met.values())
    profiles = known(ends)
    found = [*anew.values()]
    for w in stay:
        mates = met[w.account.id]
        if mates or not w.odds.keys().isdisjoint(turned):
            odds = {a: x for a, x in w.odds.items() if a not in turned}
            odds |= {a: _odds(profiles[w.account.id], profiles[a], weights) for a in mates}
            w = replace(w, odds=dict(sorted(odds.items())))
        found.append(w)
    return tuple(sorted(found, key=lambda w: w.account.id))


def _odds(one: Profile, two: Profile, weights: Weights) -> float | None:
    """The odds of two accounts; None where their days cannot be one, which nothing outweighs."""
    a, b = (one, two) if one.id < two.id else (two, one)
    day = compare_dates(a, b)
    if day is not None and clashes(weights.reasons((day,))):
        return None
    return odds_of(weights.reasons(compare(a, b, weights.kin)))


def fitting(
    weak: Iterable[Weak],
    groups: Iterable[Collection[str]],
    reports: Callable[[Collection[str]], Mapping[str, str]],
    weights: Weights,
) -> dict[str, tuple[str, ...]]:
    """The weak accounts that fit a group of sure ones, each with its group.

    A weak account fits the group with the best mean of odds, where that is above `FITS` and the
    group holds no account of its report; of two of one report the better one does. `reports` gives
    the report of each of some accounts.
    """
    weak = tuple(weak)
    home = {a: tuple(sorted(g)) for g in groups for a in g} if weak else {}
    picks = [pick for w in weak for pick in _liked(w, home, weights)]
    report_of = reports({a for _, _, _, group in picks for a in group})
    taken = {(group, report_of[a]) for _, _, _, group in picks for a in group}
    found: dict[str, tuple[str, ...]] = {}
    for _, name, report, group in sorted(picks):
        if name not in found and (group, report) not in taken:
            found[name] = group
            taken.add((group, report))
    return found


Pick = tuple[float, str, str, tuple[str, ...]]
"""A group that a weak account may fit: mean odds (negative), the account, its report, the group."""


def _liked(weak: Weak, home: Mapping[str, tuple[str, ...]], weights: Weights) -> list[Pick]:
    """The groups whose accounts a weak account is like; a pair never compared counts as apart."""
    sums: dict[tuple[str, ...], list[int]] = {}
    barred = {home[name] for name, odds in weak.odds.items() if odds is None}
    for name, odds in weak.odds.items():
        if odds is not None and home[name] not in barred:
            sums.setdefault(home[name], []).append(round(SCALE * weights.bounded(odds)))
    beyond, least = round(SCALE * weights.apart), SCALE * FITS
    means = {g: (sum(x) + beyond * (len(g) - len(x))) / len(g) for g, x in sums.items()}
    account = weak.account
    return [(-m, account.id, account.report_id, g) for g, m in means.items() if m > least]


def with_weak(
    groups: Iterable[Sequence[str]], fits: Mapping[str, tuple[str, ...]]
) -> list[tuple[str, ...]]:
    """Groups of sure accounts with the weak ones that fit them, in the order of the groups."""
    more: dict[str, list[str]] = {}
    for name, group in fits.items():
        more.setdefault(group[0], []).append(name)
    return [tuple(sorted([*group, *more.get(min(group), ())])) for group in groups]


def bonds_of_weak(
    weak: Iterable[Weak], fits: Mapping[str, tuple[str, ...]], weights: Weights
) -> dict[Pair, Bond]:
    """What stands between each weak account that fits a group and the accounts of the group."""
    return {
        ordered(w.account.id, a): Bond(w.odds.get(a) or weights.apart)
        for w in weak
        for a in fits.get(w.account.id, ())
    }

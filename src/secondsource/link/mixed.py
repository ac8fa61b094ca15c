"""Accounts that mix two incidents, told apart by what other reports say.

In: the claims of a case, its accounts and the odds between them. Out: the claims that tell of
another incident, with an account of their own. A reader of one report may take "an attack in May
2017" for the attack it tells of; where one part of an account is clearly what one report tells,
another part what a second tells, and those two cannot be one incident, the account is two. It
refuses to part an account on a toll alone, and never makes more than two of one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from secondsource.link.cluster import Pair
from secondsource.link.compared import Compared
from secondsource.link.pairs import compare
from secondsource.link.profile import Profile, profiles
from secondsource.link.score import Weights
from secondsource.link.usual import Pile, tells
from secondsource.model import Claim, Property, Report

LIKE = 2.0  # log2 odds from which a claim by itself is clearly what another report tells
UNLIKE = -2.0  # log2 odds below which two accounts of other reports are two incidents
MARGIN = 3.0  # how much less the claim has in common with the other incident
ASIDE = 2.0  # how much more the further claims must have in common with one of the two

_TOLLS = (Property.KILLED, Property.INJURED)


@dataclass(frozen=True, slots=True)
class _Seam:
    """Two claims of an account, each with the account of another report that tells of it."""

    clear: float
    first: Claim
    second: Claim
    one: str
    other: str


def bridging(
    odds: Mapping[Pair, float], of_report: Mapping[str, str], among: Iterable[str] | None = None
) -> dict[str, tuple[str, ...]]:
    """The accounts, or those of some, that are like two of other reports that are two incidents.

    Each with all that it is like.
    """
    near = _near(odds)
    some = near if among is None else [a for a in among if a in near]
    return {a: near[a] for a in some if _bridges(a, near, of_report, odds)}


def parted(
    claims: Sequence[Claim],
    reports: Sequence[Report],
    seen: Compared,
    pile: Pile,
    near: Mapping[str, Sequence[str]],
) -> dict[str, str]:
    """The claims that leave a mixed account, with the one they go to, named after its first.

    `near` are the accounts that may be mixed, each with those that it is like.
    """
    home, odds, weights = seen.known, seen.odds, seen.weights
    bridges = near.keys()
    of_report = {name: profile.report_id for name, profile in home.items()}
    told: dict[str, list[Claim]] = defaultdict(list)
    for claim in sorted(claims, key=lambda c: (c.evidence.start, c.id)):
        if tells(claim) and claim.account_id in bridges:
            told[claim.account_id].append(claim)
    moved: dict[str, str] = {}
    for account, alone in _alone(told, claims, reports, weights, pile).items():
        mine = told[account]
        likeness = {
            (c.id, other): weights.total(compare(alone[c.id], home[other], weights.kin))
            for c in mine
            for other in near[account]
        }
        seam = _seam(mine, near[account], likeness, of_report, odds)
        if seam is not None:
            moved |= _second_part(mine, seam, likeness)
    return moved


def as_parted(claims: Iterable[Claim], moved: Mapping[str, str]) -> tuple[Claim, ...]:
    """The claims, those that leave their account under the one they go to."""
    return tuple(replace(c, account_id=moved[c.id]) if c.id in moved else c for c in claims)


def _near(odds: Mapping[Pair, float]) -> dict[str, tuple[str, ...]]:
    """The accounts of other reports that each account has something in common with."""
    found: dict[str, list[str]] = defaultdict(list)
    for (a, b), weight in sorted(odds.items()):
        if weight > 0:
            found[a].append(b)
            found[b].append(a)
    return {account: tuple(others) for account, others in found.items()}


def _bridges(
    account: str,
    near: Mapping[str, Sequence[str]],
    of_report: Mapping[str, str],
    odds: Mapping[Pair, float],
) -> bool:
    """Whether an account is like two of other reports that are two incidents."""
    others = near.get(account, ())
    return any(_two(a, b, of_report, odds) for n, a in enumerate(others) for b in others[n + 1 :])


def _two(a: str, b: str, of_report: Mapping[str, str], odds: Mapping[Pair, float]) -> bool:
    if of_report[a] == of_report[b]:
        return True
    return odds.get((min(a, b), max(a, b)), 2 * UNLIKE) < UNLIKE


def _alone(
    told: Mapping[str, Sequence[Claim]],
    claims: Sequence[Claim],
    reports: Sequence[Report],
    weights: Weights,
    pile: Pile,
) -> dict[str, dict[str, Profile]]:
    """For each account of several claims, a profile of each claim by itself."""
    several = {account: mine for account, mine in told.items() if len(mine) > 1}
    ids = frozenset(c.id for mine in several.values() for c in mine)
    if not ids:
        return {}
    single = [replace(c, account_id=c.id) if c.id in ids else c for c in claims]
    alone = profiles(single, reports, weights.rarity, weights.plain, ids, pile)
    made = {p.id: p for p in alone}
    return {account: {c.id: made[c.id] for c in mine} for account, mine in several.items()}


def _seam(
    mine: Sequence[Claim],
    near: Sequence[str],
    likeness: Mapping[Pair, float],
    of_report: Mapping[str, str],
    odds: Mapping[Pair, float],
) -> _Seam | None:
    """The two claims that other reports tell apart most clearly, if any."""
    best = {c.id: max(near, key=lambda a: (likeness[c.id, a], a)) for c in mine}
    firm = [c for c in mine if likeness[c.id, best[c.id]] >= LIKE and _beyond_tolls(c)]
    found = []
    for n, first in enumerate(firm):
        for second in firm[n + 1 :]:
            one, other = best[first.id], best[second.id]
            clear = min(
                likeness[first.id, one] - likeness[first.id, other],
                likeness[second.id, other] - likeness[second.id, one],
            )
            if clear >= MARGIN and _two(one, other, of_report, odds):
                found.append(_Seam(clear, first, second, one, other))
    return max(found, key=lambda s: (s.clear, s.first.id, s.second.id), default=None)


def _beyond_tolls(claim: Claim) -> bool:
    """Whether a claim says more than how many were killed or injured."""
    return any(s.property not in _TOLLS for s in claim.statements)


def _second_part(
    mine: Sequence[Claim], seam: _Seam, likeness: Mapping[Pair, float]
) -> dict[str, str]:
    """The claims of the part that comes later in the text, with the id of its account."""
    side = {seam.first.id: 0, seam.second.id: 1}
    for claim in mine:
        one, other = likeness[claim.id, seam.one], likeness[claim.id, seam.other]
        if claim.id not in side and abs(one - other) >= ASIDE and max(one, other) > UNLIKE:
            side[claim.id] = int(one < other)
    lead = next(side[c.id] for c in mine if c.id in side)
    for claim in mine:  # what leans to neither side goes with the story
        side.setdefault(claim.id, lead)
    later = [c.id for c in mine if side[c.id] != side[mine[0].id]]
    return dict.fromkeys(later, later[0])

"""Claims to incidents: which reports are copies, and which accounts tell of one incident.

In: all claims of a case, its reports, what people judged. Out: copies, groups of accounts, links
with their reasons, and the claims with open dates and places narrowed. It refuses to join what a
person has judged different, two accounts of one report, and chains that no pair supports.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from secondsource.link.anchors import narrow_dates
from secondsource.link.block import Blocks
from secondsource.link.cluster import Pair, group
from secondsource.link.copies import find_copies
from secondsource.link.pairs import compare
from secondsource.link.places import narrow_places
from secondsource.link.profile import Profile, profiles
from secondsource.link.score import Weights, open_weights
from secondsource.link.usual import tells
from secondsource.link.written import Reading
from secondsource.model import (
    Claim,
    Copy,
    Decision,
    DecisionKind,
    Link,
    Reason,
    Report,
)

__all__ = [
    "Linking",
    "Reading",
    "Weights",
    "explain_accounts",
    "find_copies",
    "link_accounts",
    "open_weights",
]

CLASH = -4.5  # log2 odds of dates that bar a union: weeks apart, or told before the day
WORTH_SHOWING = -3.0  # log2 odds below which a pair that is not joined is no link to look at


@dataclass(frozen=True, slots=True)
class Linking:
    """The outcome of linking: groups of account ids, the links, and the claims narrowed."""

    groups: tuple[tuple[str, ...], ...]
    links: tuple[Link, ...]
    claims: tuple[Claim, ...]


def link_accounts(
    claims: Sequence[Claim],
    reports: Sequence[Report],
    copies: Sequence[Copy],
    judgements: Sequence[Decision],
    weights: Weights,
    reading: Reading | None = None,
) -> Linking:
    """Groups of accounts that tell of one incident each, with the reasons for every link.

    With a `reading`, reports without a date are read again as if written on days that fit.
    """
    known = {p.id: p for p in profiles(claims, reports, weights.rarity, weights.plain)}
    same, different = _judged(judgements, claims)
    twins = _twins(claims, copies) - different
    pairs = Blocks.empty().with_accounts((), tuple(known.values())).pairs()
    compared = _compared(known, sorted(twins.union(pairs)), weights)
    odds = dict(compared.odds)
    for pair in sorted(twins):
        odds[pair] += weights.copied
    together = [p for p in sorted(same) if known.keys() >= set(p)] + sorted(twins)
    clashing = frozenset(p for p in compared.clashing if odds[p] < 0)
    never = (_same_report(known.values()) - same) | (clashing - same - twins) | different
    groups = group(
        list(known),
        {pair: weights.bounded(weight) for pair, weight in odds.items()},
        together,
        (p for p in never if known.keys() >= set(p)),
        threshold=weights.threshold,
        apart=weights.apart,
    )
    ordered = tuple(sorted(claims, key=lambda c: (c.report_id, c.evidence.start, c.id)))
    dated = narrow_dates(ordered, groups, reports, reading)
    links = _links(compared.reasons, odds, twins, groups, known, weights)
    return Linking(groups, links, narrow_places(dated, groups))


@dataclass(frozen=True, slots=True)
class _Compared:
    """What comparing pairs of accounts gave."""

    odds: Mapping[Pair, float]  # log2, of every pair compared
    clashing: frozenset[Pair]  # whose days cannot be one
    reasons: Mapping[Pair, tuple[Reason, ...]]  # of the pairs that are worth showing


def _compared(known: Mapping[str, Profile], pairs: Iterable[Pair], weights: Weights) -> _Compared:
    """Pairs of accounts compared; reasons are kept for few, since there are many pairs."""
    odds: dict[Pair, float] = {}
    clashing = set()
    reasons = {}
    for pair in pairs:
        said = _reasons(known, pair, weights)
        odds[pair] = sum(r.weight for r in said)
        if any(r.feature == "date" and r.weight <= CLASH for r in said):
            clashing.add(pair)
        if odds[pair] > WORTH_SHOWING:
            reasons[pair] = said
    return _Compared(odds, frozenset(clashing), reasons)


def _reasons(known: Mapping[str, Profile], pair: Pair, weights: Weights) -> tuple[Reason, ...]:
    return weights.reasons(compare(known[pair[0]], known[pair[1]], weights.kin))


def explain_accounts(
    left: str,
    right: str,
    claims: Sequence[Claim],
    reports: Sequence[Report],
    copies: Sequence[Copy],
    weights: Weights,
) -> Link | None:
    """What speaks for and against two accounts being one incident, whether joined or not.

    None where either account tells of no incident; `joined` is false, as only a whole case says.
    """
    mine = [c for c in claims if c.account_id in (left, right)]
    known = profiles(claims, reports, weights.rarity, weights.plain, frozenset((left, right)))
    if {p.id for p in known} != {left, right}:
        return None
    a, b = known
    said = weights.reasons(compare(a, b, weights.kin))
    if _pair(left, right) in _twins(mine, copies):
        said = (*said, Reason("copy", "the same place of a copied text", weights.copied))
    return Link(a.id, b.id, round(sum(r.weight for r in said), 3), False, said)


def _pair(a: str, b: str) -> Pair:
    return (a, b) if a < b else (b, a)


def _judged(
    judgements: Sequence[Decision], claims: Sequence[Claim]
) -> tuple[frozenset[Pair], frozenset[Pair]]:
    """Pairs of accounts judged the same and judged different; the last word on a pair holds."""
    account = {c.id: c.account_id for c in claims} | {c.account_id: c.account_id for c in claims}
    dropped = {d.supersedes for d in judgements if d.supersedes}
    verdicts: dict[Pair, DecisionKind] = {}
    for decision in sorted(judgements, key=lambda d: (d.at, d.id)):
        if decision.id in dropped or len(decision.subject) != 2:
            continue
        a, b = (account.get(s) for s in decision.subject)
        if a is not None and b is not None and a != b:
            verdicts[_pair(a, b)] = decision.kind
    return (
        frozenset(p for p, k in verdicts.items() if k is DecisionKind.SAME),
        frozenset(p for p, k in verdicts.items() if k is DecisionKind.DIFFERENT),
    )


def _same_report(known: Iterable[Profile]) -> frozenset[Pair]:
    by_report: dict[str, list[str]] = {}
    for profile in known:
        by_report.setdefault(profile.report_id, []).append(profile.id)
    return frozenset(
        _pair(a, b) for ids in by_report.values() for n, a in enumerate(ids) for b in ids[n + 1 :]
    )


def _twins(claims: Sequence[Claim], copies: Sequence[Copy]) -> frozenset[Pair]:
    """Accounts of a copy with the accounts of its original told in the same sentences."""
    by_report: dict[str, list[Claim]] = {}
    for claim in claims:
        if tells(claim):
            by_report.setdefault(claim.report_id, []).append(claim)
    found: set[Pair] = set()
    for copy in copies:
        found |= _corresponding(by_report.get(copy.report_id, []), by_report.get(copy.copy_of, []))
    return frozenset(found)


def _corresponding(mine: Sequence[Claim], other: Sequence[Claim]) -> set[Pair]:
    """Pairs of accounts with most sentences and triggers in common, one to one."""
    votes: dict[Pair, int] = {}
    for x in mine:
        for y in other:
            if _same_words(x, y):
                pair = (x.account_id, y.account_id)
                votes[pair] = votes.get(pair, 0) + 1
    taken: set[str] = set()
    found = set()
    for (a, b), _ in sorted(votes.items(), key=lambda v: (-v[1], v[0])):
        if a not in taken and b not in taken:
            taken |= {a, b}
            found.add(_pair(a, b))
    return found


def _same_words(x: Claim, y: Claim) -> bool:
    one, two = x.trigger or x.evidence, y.trigger or y.evidence
    if one.quote.lower() != two.quote.lower() and fuzz.ratio(one.quote, two.quote) < 90:
        return False
    return fuzz.ratio(x.evidence.quote, y.evidence.quote) >= 85


def _links(
    reasons: Mapping[Pair, tuple[Reason, ...]],
    odds: Mapping[Pair, float],
    twins: frozenset[Pair],
    groups: Sequence[Sequence[str]],
    known: Mapping[str, Profile],
    weights: Weights,
) -> tuple[Link, ...]:
    """The pairs that were joined, and those that nearly were."""
    home = {account: n for n, members in enumerate(groups) for account in members}
    copied = Reason("copy", "the same place of a copied text", weights.copied)
    links = []
    for pair, weight in sorted(odds.items()):
        joined = home[pair[0]] == home[pair[1]]
        if not joined and weight <= WORTH_SHOWING:
            continue
        said = reasons.get(pair) or _reasons(known, pair, weights)
        if pair in twins:
            said = (*said, copied)
        links.append(Link(*pair, round(weight, 3), joined, said))
    return tuple(links)

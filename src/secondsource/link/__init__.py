"""Claims to incidents: which reports are copies, and which accounts tell of one incident.

In: all claims of a case, its reports, what people judged. Out: copies, groups of accounts, links
with their reasons, and the claims with open dates and places narrowed. It refuses to join what a
person has judged different, two accounts of one report that are little alike, and chains that no
pair supports.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from secondsource.link.anchors import narrow_dates
from secondsource.link.cluster import Pair, group
from secondsource.link.compared import (
    WORTH_SHOWING,
    Compared,
    Reasons,
    clashes,
    compare_all,
    ordered,
)
from secondsource.link.copies import find_copies
from secondsource.link.mixed import parted
from secondsource.link.pairs import compare
from secondsource.link.places import narrow_places
from secondsource.link.profile import Profile, profiles
from secondsource.link.score import Weights, open_weights
from secondsource.link.usual import pile_of, tells
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

ALIKE = 4.0  # log2 odds from which two accounts of one report may be one incident told twice
TOLD_APART = -2.0  # log2 odds of two such accounts, however alike: others have to join them
OUTWEIGHED = 4.0  # log2 odds from which all else outweighs days that cannot be one


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
    rows: Mapping[str, str] | None = None,
) -> Linking:
    """Groups of accounts that tell of one incident each, with the reasons for every link.

    The last judgement on a pair of accounts holds. With a `reading`, reports without a date are
    read again as if written on days that fit. `rows` names the sheet of each report that is a row
    of one: whoever keeps a sheet lists in it one incident a row.
    """
    pile = pile_of(claims, reports)
    known = profiles(claims, reports, weights.rarity, weights.plain, pile=pile)
    seen = compare_all(known, weights)
    claims, whole = parted(claims, reports, seen, pile), claims
    if claims != whole:
        known = profiles(claims, reports, weights.rarity, weights.plain, pile=pile)
        seen = compare_all(known, weights, seen)
    verdicts = _judged(judgements, claims)
    same, different = (
        frozenset(p for p, decision in verdicts.items() if decision.kind is kind)
        for kind in (DecisionKind.SAME, DecisionKind.DIFFERENT)
    )
    twins = _twins(claims, copies) - different
    copied = Reason("copy", "the same place of a copied text", weights.copied)
    firm = {p: (*(seen.reasons(p) if p in seen.odds else ()), copied) for p in twins}
    beside = _same_report(known)
    twice = _told_twice(seen, beside)
    firm |= twice
    listed = _listed_apart(seen, rows or {})
    firm |= listed
    odds = {**seen.odds, **{pair: sum(r.weight for r in said) for pair, said in firm.items()}}
    clashing = seen.clashing | {pair for pair, said in twice.items() if clashes(said)}
    here = frozenset(seen.known)
    groups = group(
        tuple(seen.known),
        {pair: weights.bounded(weight) for pair, weight in odds.items()},
        same=filter(here.issuperset, same),
        different=filter(here.issuperset, different),
        together=filter(here.issuperset, twins),
        never=(beside - twice.keys())
        | listed.keys()
        | {p for p in clashing - twins if odds[p] < OUTWEIGHED},
        threshold=weights.threshold,
        apart=weights.apart,
    )
    in_text = tuple(sorted(claims, key=lambda c: (c.report_id, c.evidence.start, c.id)))
    dated = narrow_dates(in_text, groups, reports, reading)
    judged = {
        pair: (*(firm.get(pair) or seen.reasons(pair)), _judgement(decision))
        for pair, decision in verdicts.items()
        if here.issuperset(pair)
    }
    links = _links(seen, odds, {**firm, **judged}, judged.keys(), groups)
    return Linking(groups, links, narrow_places(dated, groups))


def _told_twice(seen: Compared, beside: Iterable[Pair]) -> dict[Pair, Reasons]:
    """Accounts of one report as like each other as two reports of one incident.

    The reader told them apart, so that only the accounts of other reports can bring them together.
    """
    found = {}
    for pair in beside:
        said = seen.reasons(pair)
        worth = sum(r.weight for r in said)
        if worth >= ALIKE:
            apart = Reason("report", "one report tells them apart", round(TOLD_APART - worth, 3))
            found[pair] = (*said, apart)
    return found


def _listed_apart(seen: Compared, rows: Mapping[str, str]) -> dict[Pair, Reasons]:
    """Compared accounts of two rows of one sheet, save rows of one id, told apart by #2, #3 …"""
    found = {}
    for pair in seen.odds if rows else ():
        one, two = (seen.known[account].report_id for account in pair)
        sheet = rows.get(one)
        if sheet is not None and sheet == rows.get(two) and _row(one) != _row(two):
            said = seen.reasons(pair)
            worth = sum(r.weight for r in said)
            apart = Reason(
                "sheet", f"rows apart of the sheet {sheet}", round(TOLD_APART - worth, 3)
            )
            found[pair] = (*said, apart)
    return found


def _row(report_id: str) -> str:
    return report_id.partition("#")[0]


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
    if ordered(left, right) in _twins(mine, copies):
        said = (*said, Reason("copy", "the same place of a copied text", weights.copied))
    return Link(a.id, b.id, round(sum(r.weight for r in said), 3), False, said)


def _judged(judgements: Sequence[Decision], claims: Sequence[Claim]) -> dict[Pair, Decision]:
    """Pairs of accounts with the last judgement on them."""
    account = {c.id: c.account_id for c in claims} | {c.account_id: c.account_id for c in claims}
    verdicts: dict[Pair, Decision] = {}
    for decision in judgements:
        a, b = (account.get(s) for s in decision.subject)
        if a is not None and b is not None and a != b:
            verdicts[ordered(a, b)] = decision
    return verdicts


def _judgement(decision: Decision) -> Reason:
    """A person's word as a reason; it decides without being weighed."""
    why = f": {decision.reason}" if decision.reason else ""
    return Reason(f"judged_{decision.kind.value}", f"by {decision.by}{why}", 0.0)


def _same_report(known: Sequence[Profile]) -> frozenset[Pair]:
    by_report: dict[str, list[str]] = {}
    for profile in known:
        by_report.setdefault(profile.report_id, []).append(profile.id)
    return frozenset(
        ordered(a, b) for ids in by_report.values() for n, a in enumerate(ids) for b in ids[n + 1 :]
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
            found.add(ordered(a, b))
    return found


def _same_words(x: Claim, y: Claim) -> bool:
    one, two = x.trigger or x.evidence, y.trigger or y.evidence
    if one.quote.lower() != two.quote.lower() and fuzz.ratio(one.quote, two.quote) < 90:
        return False
    return fuzz.ratio(x.evidence.quote, y.evidence.quote) >= 85


def _links(
    seen: Compared,
    odds: Mapping[Pair, float],
    firm: Mapping[Pair, Reasons],
    judged: Collection[Pair],
    groups: Sequence[Sequence[str]],
) -> tuple[Link, ...]:
    """The pairs that are joined, nearly so, or judged; `firm` has reasons beyond the compared."""
    home = {account: n for n, members in enumerate(groups) for account in members}
    links = []
    for a, b in sorted({*odds, *judged}):
        joined, pair = home[a] == home[b], (a, b)
        if joined or pair in judged or odds[pair] > WORTH_SHOWING:
            said = firm.get(pair) or seen.reasons(pair)
            links.append(Link(a, b, round(sum(r.weight for r in said), 3), joined, said))
    return tuple(links)

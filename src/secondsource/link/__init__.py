"""Claims to incidents: which reports are copies, and which accounts tell of one incident.

In: all claims of a case, its reports, what people judged. Out: copies, groups of accounts, links
with their reasons, and the claims with open dates and places narrowed. It refuses to join what a
person has judged different, two accounts of one report that are little alike, and chains that no
pair supports.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz import fuzz

from secondsource.link.anchors import narrow_dates
from secondsource.link.cluster import Pair
from secondsource.link.compared import (
    WORTH_SHOWING,
    Compared,
    Reasons,
    clashes,
    compare_all,
    stories,
)
from secondsource.link.copies import find_copies
from secondsource.link.days import is_open
from secondsource.link.mixed import as_parted, parted
from secondsource.link.pairs import compare
from secondsource.link.places import Named, ToldPlace, names_told, narrow_places
from secondsource.link.profile import profiles
from secondsource.link.regroup import (
    Bond,
    Judged,
    Neighbours,
    beside,
    grouped,
    ordered,
    regrouped,
    weight_of,
)
from secondsource.link.score import Weights, open_weights
from secondsource.link.usual import Pile, pile_of, tells
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
    "Bond",
    "Linking",
    "Named",
    "Neighbours",
    "Pile",
    "Reading",
    "Stand",
    "ToldPlace",
    "Weights",
    "as_parted",
    "explain_accounts",
    "find_copies",
    "has_open_date",
    "judged_of",
    "link_accounts",
    "narrow",
    "open_weights",
    "regrouped",
    "relinked",
    "verdicts_of",
]

ALIKE = 4.0  # log2 odds from which two accounts of one report may be one incident told twice
ROW_AGAIN = 6.0  # log2 odds from which a table row and a text of one day and place are one
OF_THE_STORY = -5.0  # from which one of them may be, where another report tells the same story
TOLD_APART = -2.0  # log2 odds of two such accounts, however alike: others have to join them


@dataclass(frozen=True, slots=True)
class Stand:
    """What linking rests on, whatever people judge: enough to go on from where it stands."""

    reports: Mapping[str, str]  # of each account
    bonds: Mapping[Pair, Bond]
    moved: Mapping[str, str]  # claims that left a mixed account, with the one they are of now
    pile: Pile
    named: Named


@dataclass(frozen=True, slots=True)
class Linking:
    """The outcome of linking: groups of account ids, the links, and the claims narrowed."""

    groups: tuple[tuple[str, ...], ...]
    links: tuple[Link, ...]
    claims: tuple[Claim, ...]
    stand: Stand = field(compare=False, repr=False)


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
    moved = parted(claims, reports, seen, pile)
    if moved:
        claims = as_parted(claims, moved)
        known = profiles(claims, reports, weights.rarity, weights.plain, pile=pile)
        seen = compare_all(known, weights, seen)
    of_report = {p.id: p.report_id for p in known}
    bonds = _bonds(seen, _twins(claims, copies), beside(of_report), rows or {})
    stand = Stand(of_report, bonds, moved, pile, names_told(_in_text(claims)))
    verdicts = verdicts_of(judgements, claims)
    groups = grouped(of_report, bonds, judged_of(verdicts), weights).groups
    links = _links(groups, bonds, verdicts, seen)
    return Linking(groups, links, narrow(claims, groups, reports, stand.named, reading), stand)


def relinked(
    groups: Sequence[Sequence[str]],
    bonds: Mapping[Pair, Bond],
    verdicts: Mapping[Pair, Decision],
    claims: Sequence[Claim],
    reports: Sequence[Report],
    pile: Pile,
    weights: Weights,
) -> tuple[Link, ...]:
    """The links within and between some groups; the claims are all those of their reports."""
    known = profiles(claims, reports, weights.rarity, weights.plain, pile=pile)
    seen = Compared({p.id: p for p in known}, {}, frozenset(), {}, weights)
    return _links(groups, bonds, verdicts, seen)


def narrow(
    claims: Sequence[Claim],
    groups: Sequence[Sequence[str]],
    reports: Sequence[Report],
    named: Named,
    reading: Reading | None = None,
) -> tuple[Claim, ...]:
    """The claims in the order of the texts, open dates and places narrowed by their groups."""
    return narrow_places(narrow_dates(_in_text(claims), groups, reports, reading), groups, named)


def has_open_date(claim: Claim) -> bool:
    """Whether a claim gives a date that leaves its day open."""
    return any(map(is_open, claim.statements))


def _in_text(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    return tuple(sorted(claims, key=lambda c: (c.report_id, c.evidence.start, c.id)))


def _bonds(
    seen: Compared, twins: Collection[Pair], beside: Iterable[Pair], rows: Mapping[str, str]
) -> dict[Pair, Bond]:
    """What stands between the pairs compared, those copied, and those of one report and alike.

    The reader told these apart, so that only the accounts of other reports can bring them together,
    save a table row that tells again, of one day and place, what the text tells. Nothing does so
    with compared accounts of two rows of one sheet. Where a second report is much like the whole of
    one, they bring together what this one tells first with what it tells besides, unless the two
    are very unlike: it may come back to its story as if to another.
    """
    found = {
        pair: Bond(round(odds, 3), pair in twins, pair in seen.clashing)
        for pair, odds in seen.odds.items()
    }
    found |= {pair: Bond(None, True) for pair in twins if pair not in found}
    first = stories(seen)
    for pair in beside:
        said = seen.reasons(pair)
        odds = round(sum(r.weight for r in said), 3)
        if odds >= (ALIKE if first.isdisjoint(pair) else OF_THE_STORY):
            again = odds >= ROW_AGAIN and seen.row_again(pair)
            found[pair] = Bond(odds if again else TOLD_APART, False, clashes(said))
    for pair in seen.odds if rows else ():
        one, two = (seen.known[account].report_id for account in pair)
        sheet = rows.get(one)
        if sheet is not None and sheet == rows.get(two) and _row(one) != _row(two):
            found[pair] = replace(found[pair], odds=TOLD_APART, sheet=sheet)
    return found


def _beside(pair: Pair, seen: Compared) -> bool:
    """Whether two accounts stand in one report."""
    return len({seen.known[account].report_id for account in pair}) == 1


def _row(report_id: str) -> str:
    """The id of a row of a sheet, without what tells rows of one id apart: #2, #3 …"""
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


def verdicts_of(judgements: Sequence[Decision], claims: Sequence[Claim]) -> dict[Pair, Decision]:
    """Pairs of accounts that tell of incidents, with the last judgement on them."""
    account = {c.id: c.account_id for c in claims if tells(c)}
    account |= {name: name for name in account.values()}
    account = {c.id: c.account_id for c in claims if c.account_id in account} | account
    verdicts: dict[Pair, Decision] = {}
    for decision in judgements:
        a, b = (account.get(s) for s in decision.subject)
        if a is not None and b is not None and a != b:
            verdicts[ordered(a, b)] = decision
    return verdicts


def judged_of(verdicts: Mapping[Pair, Decision]) -> Judged:
    """The pairs judged the same, and those judged different."""
    kinds = (DecisionKind.SAME, DecisionKind.DIFFERENT)
    return Judged(*(frozenset(p for p, d in verdicts.items() if d.kind is kind) for kind in kinds))


def _judgement(decision: Decision) -> Reason:
    """A person's word as a reason; it decides without being weighed."""
    why = f": {decision.reason}" if decision.reason else ""
    return Reason(f"judged_{decision.kind.value}", f"by {decision.by}{why}", 0.0)


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
    groups: Sequence[Sequence[str]],
    bonds: Mapping[Pair, Bond],
    verdicts: Mapping[Pair, Decision],
    seen: Compared,
) -> tuple[Link, ...]:
    """The pairs of accounts that are joined, nearly so, or judged."""
    home = {account: n for n, members in enumerate(groups) for account in members}
    judged = judged_of(verdicts)
    links = []
    for pair in sorted({*bonds, *verdicts}):
        if pair[0] not in home or pair[1] not in home:
            continue
        joined = home[pair[0]] == home[pair[1]]
        bond = bonds.get(pair)
        if bond and bond.odds is None and pair in judged.different:
            bond = None
        weight = weight_of(pair, bond, judged, seen.weights) if bond else WORTH_SHOWING
        if joined or pair in verdicts or weight > WORTH_SHOWING:
            said = _reasons(pair, bond, verdicts.get(pair), seen)
            links.append(Link(*pair, round(sum(r.weight for r in said), 3), joined, said))
    return tuple(links)


def _reasons(pair: Pair, bond: Bond | None, verdict: Decision | None, seen: Compared) -> Reasons:
    """What speaks for and against a pair, what a copy or one report adds, what a person says."""
    said = () if bond and bond.odds is None else seen.reasons(pair)
    if bond and bond.sheet is not None:
        more = round(TOLD_APART - sum(r.weight for r in said), 3)
        said = (*said, Reason("sheet", f"rows apart of the sheet {bond.sheet}", more))
    elif bond and bond.copied and not (verdict and verdict.kind is DecisionKind.DIFFERENT):
        copied = Reason("copy", "the same place of a copied text", seen.weights.copied)
        said = (*said, copied)
    elif bond and bond.odds == TOLD_APART and _beside(pair, seen):
        more = round(TOLD_APART - sum(r.weight for r in said), 3)
        said = (*said, Reason("report", "one report tells them apart", more))
    return (*said, _judgement(verdict)) if verdict else said

"""Claims to incidents: which reports are copies, and which accounts tell of one incident.

In: all claims of a case, its reports, what people judged. Out: copies, groups of accounts, links
with their reasons, and the claims with open dates and places narrowed. It refuses to join what a
person has judged different, two accounts of one report that are little alike, and chains that no
pair supports.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from secondsource.link.again import Grown, More, grow
from secondsource.link.anchors import narrow_dates
from secondsource.link.block import Account, Blocks
from secondsource.link.bonds import TOLD_APART, bonds_of, together, twins_of, untold
from secondsource.link.carriers import Carrier, carriers_of, carrying
from secondsource.link.cluster import Pair
from secondsource.link.compared import WORTH_SHOWING, Compared, Reasons, compare_all
from secondsource.link.copies import Copying, Print, copying, copying_again, find_copies
from secondsource.link.days import is_open
from secondsource.link.mixed import as_parted, bridging, parted
from secondsource.link.pairs import compare
from secondsource.link.places import Named, ToldPlace, names_open, names_told, narrow_places, once
from secondsource.link.profile import Profile, profiles
from secondsource.link.regroup import (
    Bond,
    Judged,
    Neighbours,
    beside,
    grouped,
    likes,
    ordered,
    regrouped,
    weight_of,
)
from secondsource.link.score import Weights, open_weights
from secondsource.link.usual import Pile, pile_of, tells
from secondsource.link.weak import (
    Profiled,
    Weak,
    bonds_of_weak,
    fitting,
    weighed,
    weighed_again,
    with_weak,
)
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
    "Account",
    "Blocks",
    "Bond",
    "Carrier",
    "Copying",
    "Grown",
    "Linking",
    "More",
    "Named",
    "Neighbours",
    "Pile",
    "Print",
    "Profile",
    "Reading",
    "Stand",
    "ToldPlace",
    "Weak",
    "Weights",
    "as_parted",
    "bonds_of_weak",
    "carriers_of",
    "carrying",
    "copying",
    "copying_again",
    "explain_accounts",
    "find_copies",
    "fitting",
    "grow",
    "has_open_date",
    "in_text",
    "judged_of",
    "likes",
    "link_accounts",
    "names_open",
    "names_told",
    "narrow",
    "once",
    "open_weights",
    "ordered",
    "pile_of",
    "regrouped",
    "relinked",
    "together",
    "told_by",
    "verdicts_of",
    "weighed_again",
    "with_weak",
]


@dataclass(frozen=True, slots=True)
class Stand:
    """What linking rests on, whatever people judge: enough to go on from where it stands."""

    reports: Mapping[str, str]  # of each account
    bonds: Mapping[Pair, Bond]
    moved: Mapping[str, str]  # claims that left a mixed account, with the one they are of now
    pile: Pile
    named: Named
    first: Blocks  # before mixed accounts were parted
    second: Blocks  # after
    before: Mapping[Pair, float | None]  # odds before parting, where bonds do not tell them
    weak: tuple[Weak, ...]  # by id


@dataclass(frozen=True, slots=True)
class Linking:
    """The outcome of linking: groups of account ids, the links, and the claims narrowed.

    The groups are those of sure accounts, `fits` the weak ones in force, each with its group; the
    other weak ones have no link and no claim.
    """

    groups: tuple[tuple[str, ...], ...]
    fits: Mapping[str, tuple[str, ...]]
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
    unsure = [c for c in claims if c.weak]
    claims = [c for c in claims if not c.weak]
    pile = pile_of(claims, reports)
    known = profiles(claims, reports, weights.rarity, weights.plain, pile=pile)
    seen = first = compare_all(known, weights)
    near = bridging(seen.odds, {p.id: p.report_id for p in known})
    moved = parted(claims, reports, seen, pile, near)
    if moved:
        claims = list(as_parted(claims, moved))
        mixed = {c.report_id for c in claims if c.id in moved}
        anew = [c for c in claims if c.report_id in mixed]
        found = profiles(anew, reports, weights.rarity, weights.plain, pile=pile)
        stay = (p for p in known if p.report_id not in mixed)
        known = tuple(sorted((*stay, *found), key=lambda p: p.id))
        seen = compare_all(known, weights, seen)
    of_report = {p.id: p.report_id for p in known}
    bonds = bonds_of(seen, twins_of(claims, copies), beside(of_report), rows or {})
    named = names_told(in_text(claims))
    before = untold(
        {p: (first.odds.get(p), bonds.get(p)) for p in bonds.keys() | first.odds}, of_report
    )
    names = frozenset(c.account_id for c in unsure)
    of_unsure = {c.report_id for c in unsure}
    beside_them = [*unsure, *(c for c in claims if c.report_id in of_unsure)]
    doubtful = told_by(beside_them, reports, pile, weights, names)
    weak = weighed(doubtful, seen.blocks, lambda ids: seen.known, weights)
    stand = Stand(of_report, bonds, moved, pile, named, first.blocks, seen.blocks, before, weak)
    verdicts = verdicts_of(judgements, claims)
    groups = grouped(of_report, bonds, judged_of(verdicts), weights).groups
    fits = fitting(weak, groups, lambda ids: of_report, weights)
    every = with_weak(groups, fits)
    seen = replace(seen, known={**seen.known, **{p.id: p for p in doubtful}})
    bound = {**bonds, **bonds_of_weak(weak, fits, weights)}
    links = _links(_shown(every, bound, verdicts, weights), verdicts, seen)
    claims += [c for c in unsure if c.account_id in fits]
    told = narrow(claims, sorted(every), reports, stand.named, reading)
    return Linking(groups, fits, links, told, stand)


def told_by(
    claims: Sequence[Claim],
    reports: Sequence[Report],
    pile: Pile,
    weights: Weights,
    only: frozenset[str] | None = None,
) -> tuple[Profile, ...]:
    """The accounts of claims as they are compared; `only` names those to make."""
    return profiles(claims, reports, weights.rarity, weights.plain, only, pile)


def relinked(
    groups: Sequence[Sequence[str]],
    bonds: Mapping[Pair, Bond],
    verdicts: Mapping[Pair, Decision],
    known: Profiled,
    weights: Weights,
) -> tuple[Link, ...]:
    """The links within and between some groups."""
    shown = _shown(groups, bonds, verdicts, weights)
    ends = {account for pair, *_ in shown for account in pair}
    return _links(shown, verdicts, Compared(known(ends), {}, frozenset(), {}, weights))


def narrow(
    claims: Sequence[Claim],
    groups: Sequence[Sequence[str]],
    reports: Sequence[Report],
    named: Named,
    reading: Reading | None = None,
) -> tuple[Claim, ...]:
    """The claims in the order of the texts, open dates and places narrowed by their groups."""
    return narrow_places(narrow_dates(in_text(claims), groups, reports, reading), groups, named)


def has_open_date(claim: Claim) -> bool:
    """Whether a claim gives a date that leaves its day open."""
    return any(map(is_open, claim.statements))


def in_text(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Claims in the order of the texts."""
    return tuple(sorted(claims, key=lambda c: (c.report_id, c.evidence.start, c.id)))


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
    if ordered(left, right) in twins_of(mine, copies):
        said = (*said, Reason("copy", "the same place of a copied text", weights.copied))
    return Link(a.id, b.id, round(sum(r.weight for r in said), 3), False, said)


def verdicts_of(judgements: Sequence[Decision], claims: Sequence[Claim]) -> dict[Pair, Decision]:
    """Pairs of accounts that tell of incidents, with the last judgement on them, in that order."""
    account = {c.id: c.account_id for c in claims if tells(c)}
    account |= {name: name for name in account.values()}
    account = {c.id: c.account_id for c in claims if c.account_id in account} | account
    verdicts: dict[Pair, Decision] = {}
    for decision in judgements:
        a, b = (account.get(s) for s in decision.subject)
        if a is not None and b is not None and a != b:
            pair = ordered(a, b)
            verdicts.pop(pair, None)
            verdicts[pair] = decision
    return verdicts


def judged_of(verdicts: Mapping[Pair, Decision]) -> Judged:
    """The pairs judged the same, the latest first, and those judged different."""
    same = (p for p in reversed([*verdicts]) if verdicts[p].kind is DecisionKind.SAME)
    different = (p for p, d in verdicts.items() if d.kind is DecisionKind.DIFFERENT)
    return Judged(tuple(same), frozenset(different))


def _judgement(decision: Decision) -> Reason:
    """A person's word as a reason; it decides without being weighed."""
    why = f": {decision.reason}" if decision.reason else ""
    return Reason(f"judged_{decision.kind.value}", f"by {decision.by}{why}", 0.0)


_Shown = tuple[Pair, Bond | None, bool]
"""A pair of accounts, what stands between them, and whether it is joined."""


def _shown(
    groups: Sequence[Sequence[str]],
    bonds: Mapping[Pair, Bond],
    verdicts: Mapping[Pair, Decision],
    weights: Weights,
) -> list[_Shown]:
    """The pairs of accounts that are joined, nearly so, or judged."""
    home = {account: n for n, members in enumerate(groups) for account in members}
    judged = judged_of(verdicts)
    shown = []
    for pair in sorted({*bonds, *verdicts}):
        if pair[0] not in home or pair[1] not in home:
            continue
        joined = home[pair[0]] == home[pair[1]]
        bond = bonds.get(pair)
        if bond and bond.odds is None and pair in judged.different:
            bond = None
        weight = weight_of(pair, bond, judged, weights) if bond else WORTH_SHOWING
        if joined or pair in verdicts or weight > WORTH_SHOWING:
            shown.append((pair, bond, joined))
    return shown


def _links(
    shown: Iterable[_Shown], verdicts: Mapping[Pair, Decision], seen: Compared
) -> tuple[Link, ...]:
    """Pairs of accounts with the reasons for and against each."""
    links = []
    for pair, bond, joined in shown:
        said = _reasons(pair, bond, verdicts.get(pair), seen)
        links.append(Link(*pair, round(sum(r.weight for r in said), 3), joined, said))
    return tuple(links)


def _beside(pair: Pair, seen: Compared) -> bool:
    """Whether two accounts stand in one report."""
    return len({seen.known[account].report_id for account in pair}) == 1


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

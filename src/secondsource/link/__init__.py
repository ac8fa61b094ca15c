"""Claims to incidents: which reports are copies, and which accounts tell of one incident.

In: all claims of a case, its reports, what people judged. Out: copies, groups of accounts, links
with their reasons, and the claims with open dates and places narrowed. It refuses to join what a
person has judged different, two accounts of one report, and chains that no pair supports.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from secondsource.link.anchors import narrow_dates
from secondsource.link.cluster import Pair
from secondsource.link.copies import find_copies
from secondsource.link.index import Index
from secondsource.link.pairs import compare
from secondsource.link.places import narrow_places
from secondsource.link.profile import profiles
from secondsource.link.reach import Reach, reach
from secondsource.link.relink import Judged, Relinked, Shelf, relink, twins_of
from secondsource.link.score import Weights, open_weights
from secondsource.link.usual import pile_of, sample_of
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
    "Index",
    "Linking",
    "Reach",
    "Reading",
    "Relinked",
    "Shelf",
    "Weights",
    "explain_accounts",
    "find_copies",
    "link_accounts",
    "link_more",
    "narrow",
    "open_weights",
    "reach",
    "sample_of",
]


@dataclass(frozen=True, slots=True)
class Linking:
    """The outcome of linking: groups of account ids, links, copies, and the claims narrowed."""

    groups: tuple[tuple[str, ...], ...]
    links: tuple[Link, ...]
    copies: tuple[Copy, ...]
    claims: tuple[Claim, ...]
    index: Index = field(compare=False, repr=False)  # from which further reports can be linked


def link_accounts(
    claims: Sequence[Claim],
    reports: Sequence[Report],
    judgements: Sequence[Decision],
    weights: Weights,
    reading: Reading | None = None,
) -> Linking:
    """Groups of accounts that tell of one incident each, with the reasons for every link.

    With a `reading`, reports without a date are read again as if written on days that fit.
    """
    ordered = tuple(sorted(claims, key=_in_text))
    account = {c.id: c.account_id for c in claims}
    ids = frozenset(r.id for r in reports) | {c.report_id for c in claims}
    empty = Index.empty(sample_of(ids), pile_of(ordered, reports))
    prints = empty.prints.with_reports((), reports, lambda ids: {})
    shelf = _AtHand(ordered, tuple(reports))
    done = relink(empty, (), ids, prints, shelf, _judged(judgements, account), weights)
    groups = done.index.groups()
    narrowed = narrow(ordered, groups, reports, done.index, reading)
    return Linking(groups, done.links, prints.copies(), narrowed, done.index)


def link_more(
    index: Index,
    gone: Collection[str],
    fresh: Collection[str],
    shelf: Shelf,
    judgements: Sequence[Decision],
    weights: Weights,
) -> Relinked:
    """The linking of a case without the reports `gone` and with those `fresh`; see `relink`.

    What is usual in the case must be the same as before: no report of its sample comes or goes.
    """

    def texts(names: Collection[str]) -> dict[str, str]:
        return {r.id: r.text for r in shelf.reports(names)}

    prints = index.prints.with_reports(gone, shelf.reports(fresh), texts)
    account = shelf.accounts({s for d in judgements for s in d.subject})
    return relink(index, gone, fresh, prints, shelf, _judged(judgements, account), weights)


def narrow(
    claims: Sequence[Claim],
    groups: Sequence[Sequence[str]],
    reports: Sequence[Report],
    index: Index,
    reading: Reading | None = None,
) -> tuple[Claim, ...]:
    """Claims in their order, with open dates and places narrowed from their groups and the case.

    Where the claims are only a part of the case, what holds of them is of the accounts reached.
    """
    ordered = tuple(sorted(claims, key=_in_text))
    dated = narrow_dates(ordered, groups, reports, reading)
    return narrow_places(dated, groups, index.named)


def _in_text(claim: Claim) -> tuple[str, int, str]:
    return (claim.report_id, claim.evidence.start, claim.id)


@dataclass(frozen=True, slots=True)
class _AtHand:
    """A shelf that has everything at hand."""

    all_claims: Sequence[Claim]
    all_reports: Sequence[Report]

    def claims(self, report_ids: Collection[str]) -> Sequence[Claim]:
        """The claims of some reports."""
        return [c for c in self.all_claims if c.report_id in report_ids]

    def reports(self, report_ids: Collection[str]) -> Sequence[Report]:
        """Some reports."""
        return [r for r in self.all_reports if r.id in report_ids]

    def links(self, accounts: Collection[str]) -> Sequence[Link]:
        """No link: nothing was linked before."""
        return ()

    def accounts(self, claim_ids: Collection[str]) -> Mapping[str, str]:
        """The account of each of some claims or accounts."""
        return {c.id: c.account_id for c in self.all_claims if c.id in claim_ids}


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
    if _pair(left, right) in twins_of(mine, copies):
        said = (*said, Reason("copy", "the same place of a copied text", weights.copied))
    return Link(a.id, b.id, round(sum(r.weight for r in said), 3), False, said)


def _pair(a: str, b: str) -> Pair:
    return (a, b) if a < b else (b, a)


def _judged(judgements: Sequence[Decision], account: Mapping[str, str]) -> Judged:
    """Pairs of accounts judged the same and judged different; the last word on a pair holds."""
    known = {**account, **{a: a for a in account.values()}}
    dropped = {d.supersedes for d in judgements if d.supersedes}
    verdicts: dict[Pair, DecisionKind] = {}
    for decision in sorted(judgements, key=lambda d: (d.at, d.id)):
        if decision.id in dropped or len(decision.subject) != 2:
            continue
        a, b = (known.get(s) for s in decision.subject)
        if a is not None and b is not None and a != b:
            verdicts[_pair(a, b)] = decision.kind
    return Judged(
        frozenset(p for p, k in verdicts.items() if k is DecisionKind.SAME),
        frozenset(p for p, k in verdicts.items() if k is DecisionKind.DIFFERENT),
    )

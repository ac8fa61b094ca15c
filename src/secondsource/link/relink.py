"""Linking brought up to date: what some reports more, less or otherwise change, and only that.

In: the index of a case, the reports that are new, changed or gone, and a shelf that has the rest.
Out: the index as it then stands, the accounts that were grouped again, and the links that came,
changed or went. A case linked from nothing is the same step from an empty index, with all reports
new. It refuses to look at accounts that nothing new can reach.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from secondsource.link.anchors import leaves_open
from secondsource.link.block import SHIFT, Blocks
from secondsource.link.cluster import SCALE, Pair, Union, grouping
from secondsource.link.copies import Prints
from secondsource.link.index import Index
from secondsource.link.pairs import compare
from secondsource.link.profile import Profile, profiles
from secondsource.link.score import Weights
from secondsource.link.usual import Pile, tells
from secondsource.model import Claim, Copy, Link, Reason, Report

CLASH = -4.5  # log2 odds of dates that bar a union: weeks apart, or told before the day
WORTH_SHOWING = -3.0  # log2 odds below which a pair that is not joined is no link to look at

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Shelf(Protocol):
    """Where linking finds what it has not at hand."""

    def claims(self, report_ids: Collection[str]) -> Sequence[Claim]:
        """The claims of some reports, as each report alone allows."""
        ...

    def reports(self, report_ids: Collection[str]) -> Sequence[Report]:
        """Some reports."""
        ...

    def links(self, accounts: Collection[str]) -> Sequence[Link]:
        """The links known between some accounts."""
        ...

    def accounts(self, claim_ids: Collection[str]) -> Mapping[str, str]:
        """The account of each of some claims or accounts that live."""
        ...


@dataclass(frozen=True, slots=True)
class Judged:
    """The pairs of accounts that a person judged."""

    same: frozenset[Pair] = frozenset()
    different: frozenset[Pair] = frozenset()


@dataclass(frozen=True, slots=True)
class Relinked:
    """What linking anew gave: the index, who was grouped again, and links to put and to drop."""

    index: Index
    regrouped: frozenset[str]
    links: tuple[Link, ...]
    dropped: frozenset[Pair]


def relink(
    index: Index,
    gone: Collection[str],
    fresh: Collection[str],
    prints: Prints,
    shelf: Shelf,
    judged: Judged,
    weights: Weights,
) -> Relinked:
    """The linking of a case without the reports `gone` and with those `fresh`.

    A report that has changed is both. `prints` are those of the case as it now stands.
    """
    known = _Known(shelf, weights, index.pile)
    old = index.blocks
    leaving = {a for a, r in zip(old.accounts, old.reports, strict=True) if r in gone}
    blocks = old.with_accounts(leaving, known.of_reports(fresh))
    stays = np.array([a not in leaving for a in old.accounts], bool)
    place = np.where(stays, np.cumsum(stays, dtype=np.int64) - 1, -1)
    at = {account: n for n, account in enumerate(blocks.accounts)}
    one, two = place[index.codes >> SHIFT], place[index.codes & _LOW]
    whole = (one >= 0) & (two >= 0)
    were = (one[whole] << SHIFT) | two[whole]
    twins = _twins(index, {*gone, *fresh}, prints, shelf, were, whole, at)
    codes = _joined(blocks.pairs(), twins)
    spot = np.searchsorted(were, codes)
    kept = (
        were[np.minimum(spot, len(were) - 1)] == codes if len(were) else np.zeros(len(codes), bool)
    )
    odds, clash = np.zeros(len(codes), np.int32), np.zeros(len(codes), bool)
    odds[kept], clash[kept] = index.odds[whole][spot[kept]], index.clash[whole][spot[kept]]
    new = np.flatnonzero(~kept)
    reasons = known.compared(blocks, codes, new, odds, clash)
    graph = _Graph(blocks, codes, odds, clash, _held(codes, twins), judged, at, weights)
    many = np.count_nonzero(stays)
    home = np.full(len(at), -1, np.int64)
    home[:many] = index.home[stays]
    lost = ~_held(were, codes)
    touched = np.isin(home, index.home[~stays])
    touched[many:] = True
    turned = np.setxor1d(were[index.twins[whole]], codes[graph.twins])
    held = np.flatnonzero(whole)[lost]
    lifted = (index.odds[held] < SCALE * weights.apart) | index.clash[held]
    for ends in (
        turned,
        graph.stirring(codes[new], home),
        graph.stirring(were[lost], home, lifted),
    ):
        touched[ends >> SHIFT] = touched[ends & _LOW] = True
    for pair in (judged.same ^ index.same) | (judged.different ^ index.different):
        touched[[at[a] for a in pair if a in at]] = True
    again, home = graph.regrouped(touched, home)
    made = _links(graph, again, home, set(new.tolist()), reasons, known, shelf)
    names = blocks.accounts
    pairs = {(old.accounts[c >> SHIFT], old.accounts[c & _LOW]) for c in _gone(index, whole, lost)}
    waiting = {r for r in index.waiting if r not in gone} | known.waiting(fresh)
    done = Index(
        sample=index.sample,
        pile=index.pile,
        blocks=blocks,
        codes=codes,
        odds=odds,
        clash=clash,
        twins=graph.twins,
        home=home.astype(np.int32),
        prints=prints,
        named=index.named.with_claims(gone, shelf.claims(fresh)),
        waiting=frozenset(waiting),
        same=judged.same,
        different=judged.different,
    )
    regrouped = frozenset(names[n] for n in np.flatnonzero(again).tolist())
    dropped = frozenset(map(_ordered, pairs)) | made.dropped
    return Relinked(done, regrouped, made.links, dropped)


_LOW = (1 << SHIFT) - 1


def _held(values: Ints, among: Ints) -> Flags:
    """Which values stand among others that are in order."""
    if not len(among):
        return np.zeros(len(values), np.bool_)
    at = np.minimum(np.searchsorted(among, values), len(among) - 1)
    found: Flags = among[at] == values
    return found


def _joined(one: Ints, two: Ints) -> Ints:
    """Two sets in order as one."""
    more = two[~_held(two, one)]
    return np.insert(one, np.searchsorted(one, more), more)


def _ordered(pair: Pair) -> Pair:
    return pair if pair[0] < pair[1] else (pair[1], pair[0])


def _gone(index: Index, whole: Flags, lost: Flags) -> list[int]:
    """The pairs of an index, by its own positions, that are no longer compared."""
    held = np.flatnonzero(whole)[lost]
    return [*index.codes[~whole].tolist(), *index.codes[held].tolist()]


# --- comparing --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Known:
    """Profiles at hand, and how further ones are had."""

    shelf: Shelf
    weights: Weights
    pile: Pile
    profiles: dict[str, Profile] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)

    def of_reports(self, report_ids: Collection[str]) -> list[Profile]:
        """The profiles of all accounts of some reports, by id."""
        missing = set(report_ids) - self.read
        if missing:
            claims, reports = self.shelf.claims(missing), self.shelf.reports(missing)
            made = profiles(
                claims, reports, self.weights.rarity, self.weights.plain, pile=self.pile
            )
            self.profiles.update((p.id, p) for p in made)
            self.read.update(missing)
        wanted = set(report_ids)
        return sorted(
            (p for p in self.profiles.values() if p.report_id in wanted), key=lambda p: p.id
        )

    def waiting(self, report_ids: Collection[str]) -> set[str]:
        """Those of some reports that have no date and leave one open."""
        undated = {r.id for r in self.shelf.reports(report_ids) if r.published is None}
        return undated & open_reports(self.shelf.claims(report_ids))

    def reasons(self, a: str, b: str) -> tuple[Reason, ...]:
        """What speaks for and against two accounts being one incident."""
        found = compare(self.profiles[a], self.profiles[b], self.weights.kin)
        return self.weights.reasons(found)

    def compared(
        self,
        blocks: Blocks,
        codes: Ints,
        new: Ints,
        odds: NDArray[np.int32],
        clash: Flags,
    ) -> dict[int, tuple[Reason, ...]]:
        """Sets the odds of the pairs that are new; the reasons of those worth showing."""
        ends = np.unique(np.concatenate((codes[new] >> SHIFT, codes[new] & _LOW))).tolist()
        self.of_reports({blocks.reports[n] for n in ends})
        found = {}
        for n in new.tolist():
            code = int(codes[n])
            said = self.reasons(blocks.accounts[code >> SHIFT], blocks.accounts[code & _LOW])
            odds[n] = round(SCALE * sum(r.weight for r in said))
            clash[n] = any(r.feature == "date" and r.weight <= CLASH for r in said)
            if odds[n] > SCALE * WORTH_SHOWING:
                found[n] = said
        return found


# --- grouping ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Graph:
    """Accounts, and what speaks for and against any two of them."""

    blocks: Blocks
    codes: Ints
    odds: NDArray[np.int32]
    clash: Flags
    twins: Flags
    judged: Judged
    at: Mapping[str, int]
    weights: Weights

    def total(self) -> NDArray[np.int32]:
        """The odds of each pair, with what a copied text adds, in thousandths."""
        return self.odds + (self._copied() * round(SCALE * self.weights.copied)).astype(np.int32)

    def _copied(self) -> Flags:
        barred = [self._code(p) for p in self.judged.different if self._here(p)]
        return self.twins & ~np.isin(self.codes, barred)

    def _here(self, pair: Pair) -> bool:
        return pair[0] in self.at and pair[1] in self.at

    def _code(self, pair: Pair) -> int:
        a, b = sorted((self.at[pair[0]], self.at[pair[1]]))
        return (a << SHIFT) | b

    def stirring(self, changed: Ints, home: Ints, lifted: Flags | None = None) -> Ints:
        """Of pairs of known accounts that came or went those that may change a group.

        Within a group any pair may; between two only one that brings them nearer to one another,
        and only if some pair likes them one.
        """
        if lifted is None:
            rows = _held(self.codes, changed)
            lifted = self.odds[rows] > SCALE * self.weights.apart
        one, two = home[changed >> SHIFT], home[changed & _LOW]
        near = [home[ends] for ends in self._neighbours()]
        liked = (np.minimum(*near) << SHIFT) | np.maximum(*near)
        between = np.isin((np.minimum(one, two) << SHIFT) | np.maximum(one, two), liked)
        stirring: Ints = changed[(one >= 0) & (two >= 0) & ((one == two) | (lifted & between))]
        return stirring

    def regrouped(self, touched: Flags, home: Ints) -> tuple[Flags, Ints]:
        """The accounts to group again, and the number of the group of each account.

        Groups that like the touched ones are watched: as long as they grow as they do alone, the
        accounts beyond them notice nothing. One that grows otherwise is touched itself.
        """
        again = touched | np.isin(home, home[touched & (home >= 0)])
        near_one, near_two = self._neighbours()
        while True:
            met = np.zeros(len(home), bool)
            met[near_two[again[near_one]]] = met[near_one[again[near_two]]] = True
            watched = np.isin(home, home[met & ~again]) & ~again
            groups, unions = self._region(again | watched)
            alone, own = self._region(watched)
            changed = _differing(alone, own, groups, unions)
            if not changed:
                break
            again = again.copy()
            again[[self.at[a] for a in changed]] = True
        found = home.copy()
        for group in groups:
            places = [self.at[a] for a in group]
            if again[places[0]]:
                found[places] = min(places)
        numbers = {h: n for n, h in enumerate(dict.fromkeys(_tagged(found, again)))}
        return again, np.array([numbers[h] for h in _tagged(found, again)], np.int64)

    def _neighbours(self) -> tuple[Ints, Ints]:
        """The ends of all pairs that can make a union."""
        likes = (self.total() > SCALE * self.weights.threshold) | self._copied()
        same = [sorted((self.at[a], self.at[b])) for a, b in self.judged.same if self._here((a, b))]
        one = np.concatenate((self.codes[likes] >> SHIFT, np.array([a for a, _ in same], np.int64)))
        two = np.concatenate((self.codes[likes] & _LOW, np.array([b for _, b in same], np.int64)))
        return one, two

    def _region(self, inside: Flags) -> tuple[tuple[tuple[str, ...], ...], tuple[Union, ...]]:
        """The groups that some accounts form among themselves."""
        names = self.blocks.accounts
        here = np.flatnonzero(inside).tolist()
        rows = np.flatnonzero(inside[self.codes >> SHIFT] & inside[self.codes & _LOW])
        codes, total = self.codes[rows].tolist(), self.total()[rows].tolist()
        pairs = [_ordered((names[c >> SHIFT], names[c & _LOW])) for c in codes]
        odds = {p: self.weights.bounded(t / SCALE) for p, t in zip(pairs, total, strict=True)}
        flags = (self._copied()[rows].tolist(), self.clash[rows].tolist())
        twins = {p for p, copied in zip(pairs, flags[0], strict=True) if copied}
        clashing = {p for p, no, t in zip(pairs, flags[1], total, strict=True) if no and t < 0}
        accounts = [names[n] for n in here]
        mine = set(accounts)
        same = {p for p in self.judged.same if mine.issuperset(p)}
        different = {p for p in self.judged.different if mine.issuperset(p)}
        return grouping(
            sorted(accounts),
            odds,
            [*sorted(same), *sorted(twins)],
            (self._same_report(here) - same) | (clashing - same - twins) | different,
            threshold=self.weights.threshold,
            apart=self.weights.apart,
        )

    def _same_report(self, here: Iterable[int]) -> set[Pair]:
        by_report: dict[str, list[str]] = {}
        for n in here:
            by_report.setdefault(self.blocks.reports[n], []).append(self.blocks.accounts[n])
        return {_ordered(p) for ids in by_report.values() for p in combinations(ids, 2)}


def _tagged(home: Ints, again: Flags) -> list[tuple[bool, int]]:
    return list(zip(again.tolist(), home.tolist(), strict=True))


def _differing(
    alone: Sequence[Sequence[str]],
    own: Sequence[Union],
    groups: Sequence[Sequence[str]],
    unions: Sequence[Union],
) -> set[str]:
    """The accounts of groups that came about otherwise among others than alone."""
    home = {a: n for n, group in enumerate(alone) for a in group}
    steps: tuple[dict[int, list[Union]], dict[int, list[Union]]] = ({}, {})
    for told, found in ((own, steps[0]), (unions, steps[1])):
        for union in told:
            if union[1] in home:
                found.setdefault(home[union[1]], []).append(union)
            if union[2] in home and home[union[2]] != home.get(union[1]):
                found.setdefault(home[union[2]], []).append(union)
    whole = {tuple(group) for group in groups}
    return {
        a
        for n, group in enumerate(alone)
        if tuple(group) not in whole or steps[0].get(n) != steps[1].get(n)
        for a in group
    }


# --- copies -----------------------------------------------------------------------------------


def _twins(
    index: Index,
    changed: Collection[str],
    prints: Prints,
    shelf: Shelf,
    were: Ints,
    whole: Flags,
    at: Mapping[str, int],
) -> Ints:
    """The pairs that tell the same sentences of a copied text, as positions."""
    before = {(c.report_id, c.copy_of) for c in index.prints.copies()}
    now = {(c.report_id, c.copy_of): c for c in prints.copies()}
    again = [
        copy
        for (report, original), copy in now.items()
        if (report, original) not in before or report in changed or original in changed
    ]
    names = {name for copy in again for name in (copy.report_id, copy.copy_of)}
    found = {_place(p, at) for p in twins_of(shelf.claims(names), again)} if again else set()
    stale = {frozenset(pair) for pair in before - now.keys()}
    stale |= {frozenset((c.report_id, c.copy_of)) for c in again}
    report = {n: r for r, n in _reports(index, at)}
    for code in were[index.twins[whole]].tolist():
        if frozenset((report[code >> SHIFT], report[code & _LOW])) not in stale:
            found.add(code)
    return np.array(sorted(found), np.int64)


def _reports(index: Index, at: Mapping[str, int]) -> Iterable[tuple[str, int]]:
    for account, report in zip(index.blocks.accounts, index.blocks.reports, strict=True):
        if account in at:
            yield report, at[account]


def _place(pair: Pair, at: Mapping[str, int]) -> int:
    a, b = sorted((at[pair[0]], at[pair[1]]))
    return (a << SHIFT) | b


def twins_of(claims: Sequence[Claim], copies: Sequence[Copy]) -> frozenset[Pair]:
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
            found.add(_ordered((a, b)))
    return found


def _same_words(x: Claim, y: Claim) -> bool:
    one, two = x.trigger or x.evidence, y.trigger or y.evidence
    if one.quote.lower() != two.quote.lower() and fuzz.ratio(one.quote, two.quote) < 90:
        return False
    return fuzz.ratio(x.evidence.quote, y.evidence.quote) >= 85


# --- links ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Made:
    links: tuple[Link, ...]
    dropped: frozenset[Pair]


def _links(
    graph: _Graph,
    again: Flags,
    home: Ints,
    new: Collection[int],
    reasons: Mapping[int, tuple[Reason, ...]],
    known: _Known,
    shelf: Shelf,
) -> _Made:
    """The links of pairs compared anew or grouped again: those joined, and those nearly so."""
    names, codes, total = graph.blocks.accounts, graph.codes, graph.total()
    copied = Reason("copy", "the same place of a copied text", graph.weights.copied)
    twins = graph.twins & (total != graph.odds)
    inside = np.flatnonzero(again[codes >> SHIFT] & again[codes & _LOW]).tolist()
    had = {} if len(new) == len(codes) else _by_pair(shelf, names, again)
    missing, rows = [], []
    dropped = set()
    for n in sorted({*inside, *new}):
        a, b = int(codes[n]) >> SHIFT, int(codes[n]) & _LOW
        pair = _ordered((names[a], names[b]))
        joined = bool(home[a] == home[b])
        weight = float(round(total[n] / SCALE, 3))
        if not joined and total[n] <= SCALE * WORTH_SHOWING:
            if pair in had:
                dropped.add(pair)
            continue
        link = had.get(pair)
        if link is not None and (link.weight, link.joined) == (weight, joined) and n not in new:
            continue
        if n not in reasons:
            missing += [graph.blocks.reports[a], graph.blocks.reports[b]]
        rows.append((n, pair, weight, joined))
    known.of_reports(missing)
    links = []
    for n, pair, weight, joined in rows:
        said = reasons.get(n) or known.reasons(*pair)
        links.append(Link(*pair, weight, joined, (*said, copied) if twins[n] else said))
    return _Made(tuple(sorted(links, key=lambda x: (x.left, x.right))), frozenset(dropped))


def _by_pair(shelf: Shelf, names: Sequence[str], again: Flags) -> dict[Pair, Link]:
    found = shelf.links([names[n] for n in np.flatnonzero(again).tolist()])
    return {(link.left, link.right): link for link in found}


def open_reports(claims: Iterable[Claim]) -> set[str]:
    """The reports of claims that leave a date open."""
    return {c.report_id for c in claims if leaves_open(c)}

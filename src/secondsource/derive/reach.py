"""What a judgement reaches: accounts grouped again, and claims whose dates or places move by it.

In: the judgements before and after, and what the case keeps. Out: the new incidents of accounts,
links that change, and claims narrowed otherwise. It refuses to look beyond the accounts that a
change of groups can reach: within an incident, and along reports without a date from one incident
to the next, since days travel along them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from secondsource.derive.grow import Growth
from secondsource.derive.kept import Accounts, Kept, Shelf
from secondsource.link import (
    Bond,
    Grown,
    Weights,
    bonds_of_weak,
    fitting,
    has_open_date,
    judged_of,
    likes,
    names_open,
    narrow,
    regrouped,
    relinked,
    with_weak,
)
from secondsource.model import Claim, Decision, Link
from secondsource.resolve import ReadAgain
from secondsource.store import Identities, Member, Store, assign_ids

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Homes:
    """Which incident each account tells of, those grouped again by their new ids."""

    store: Store
    new: Mapping[str, str] = field(default_factory=dict)
    lost: frozenset[str] = frozenset()  # accounts that are no more

    def of(self, accounts: Collection[str]) -> dict[str, str]:
        """Some accounts with their incident."""
        found = self.store.homes(accounts) | {a: self.new[a] for a in accounts if a in self.new}
        return {a: i for a, i in found.items() if a not in self.lost}

    def members(self, incident_ids: Collection[str]) -> dict[str, str]:
        """The accounts of some incidents, each with its incident."""
        stood = self.store.accounts_of(incident_ids).items()
        found = {a: i for a, i in stood if a not in self.new and a not in self.lost}
        return found | {a: i for a, i in self.new.items() if i in incident_ids}


@dataclass(frozen=True, slots=True)
class Again:
    """What grouping again gave: new homes, incidents gone, links that come and pairs that go."""

    homes: Homes
    ids: Identities | None = None  # of the incidents around, where any changed
    gone: frozenset[str] = frozenset()
    renamed: frozenset[str] = frozenset()  # incidents that other former ids lead to
    links: tuple[Link, ...] = ()
    unlinked: frozenset[Pair] = frozenset()


def link_again(
    were: Mapping[Pair, Decision],
    now: Mapping[Pair, Decision],
    kept: Kept,
    shelf: Shelf,
    weights: Weights,
    growth: Growth | None = None,
) -> Again:
    """The groups and links of the accounts that a change of judgements or bonds can reach."""
    grown = growth.linking if growth else None
    turned = {p for p in were.keys() | now.keys() if were.get(p) != now.get(p)}
    if not turned and grown is None:
        return Again(Homes(kept.store))
    groups = _groups_again(turned, now, kept, weights, grown)
    touched = {a for g in groups for a in g}
    inside = {p: b for p, b in kept.bonds(touched).items() if touched.issuperset(p)}
    bonds = inside | _rebound(kept, grown)
    verdicts = {
        p: d
        for p, d in now.items()
        if touched.issuperset(p) or p in bonds or (grown and grown.renews(p))
    }
    ends = touched.union(*bonds, *verdicts)
    beyond = ends - touched
    stand = dict(zip(beyond, beyond, strict=True)) | kept.store.homes(beyond - kept.unsure)
    apart = [*groups, *map(sorted, _members(stand).values())]
    accounts = growth.accounts if growth else Accounts(kept, shelf, weights)
    links = relinked(apart, bonds, verdicts, accounts, weights)
    unlinked = frozenset(bonds) | turned | (grown.bonds.keys() if grown else frozenset())
    lost = grown.gone if grown else frozenset()
    weak = _fits_again(groups, lost, kept, weights, growth)
    old, members = _around(touched | lost | weak.around, kept)
    stay = {a: i for a, i in old.items() if a not in lost}
    known = kept.store.incident_ids()
    ids = Identities(assign_ids(_grouped_anew(stay, groups), members, known), members)
    new = {a: i.id for i in ids.every for a in i.accounts}
    before, after = _members(old), _members(new)
    changed = {i for i in before.keys() | after.keys() if before.get(i) != after.get(i)}
    weak = weak.with_mates(before, kept)
    housed = weak.homes(kept.store, new)
    moving = weak.stood.items() ^ housed.items()
    changed |= {i for _, i in moving} & after.keys()
    homes = {a: i for a, i in {**new, **housed}.items() if i in changed}
    again = {a for a, i in housed.items() if i in changed} | {a for a, _ in moving}
    more, fewer = _links_of_weak(weak, again, kept, accounts, growth)
    gone = frozenset(before.keys() - after.keys())
    led = {(i.id, i.former_ids) for i in assign_ids(_grouped_anew(old, ()), members, known)}
    renamed = frozenset(i.id for i in ids.every if (i.id, i.former_ids) not in led)
    given = ids if changed else None
    return Again(
        Homes(kept.store, homes, (lost | weak.stood.keys() - housed.keys()) - homes.keys()),
        given,
        gone,
        renamed - changed,
        (*links, *more),
        unlinked | fewer,
    )


@dataclass(frozen=True, slots=True)
class _Fits:
    """Where some weak accounts stood, and the groups that those of them fit which fit one now."""

    stood: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, Collection[str]] = field(default_factory=dict)  # sure, of these incidents
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def around(self) -> set[str]:
        """The sure accounts of groups that some come to, and of incidents that they leave."""
        every = self.stood.keys() | self.groups.keys()
        ways = ((self.mates(name), self.groups.get(name, ())) for name in every)
        return {a for old, now in ways if set(old) != set(now) for a in (*old, *now)}

    def mates(self, name: str) -> Collection[str]:
        """The sure accounts of the incident where one stood."""
        return self.members.get(self.stood.get(name, ""), ())

    def with_mates(self, incidents: Mapping[str, Collection[str]], kept: Kept) -> _Fits:
        """With all weak accounts of some incidents, given with their sure accounts."""
        found = kept.store.accounts_of(incidents.keys())
        mates = {a: i for a, i in found.items() if a in kept.unsure and a not in self.stood}
        groups = {a: tuple(sorted(incidents[i])) for a, i in mates.items()}
        return _Fits(
            {**self.stood, **mates}, {**self.members, **incidents}, {**groups, **self.groups}
        )

    def homes(self, store: Store, new: Mapping[str, str]) -> dict[str, str]:
        """The incident of each that fits one now; `new` names those grouped again."""
        firsts = {name: group[0] for name, group in self.groups.items()}
        home = {**store.homes(set(firsts.values()) - new.keys()), **new}
        return {name: home[first] for name, first in firsts.items()}


def _fits_again(
    groups: Sequence[Sequence[str]],
    lost: Collection[str],
    kept: Kept,
    weights: Weights,
    growth: Growth | None,
) -> _Fits:
    """The weak accounts that may fit another group than they did, and all in incidents touched.

    What one fits hangs on the groups that it is like, and on the others of its report.
    """
    weak = kept.weak()
    if not weak and not kept.unsure:
        return _Fits()
    touched = {a for g in groups for a in g}
    were = kept.store.accounts_of(set(kept.store.homes({*touched, *lost}).values()))
    sure = {a: i for a, i in were.items() if a not in kept.unsure}
    same = set(map(frozenset, _members(sure).values()))
    turned = {*lost, *(a for g in groups if frozenset(g) not in same for a in g)}
    reached = (kept.unsure & were.keys()) | (growth.reweighed if growth else frozenset())
    reports = {
        w.account.report_id
        for w in weak
        if w.account.id in reached or not w.odds.keys().isdisjoint(turned)
    }
    mine = [w for w in weak if w.account.report_id in reports]
    beyond = kept.store.homes({a for w in mine for a in w.odds} - touched)
    alone = kept.members(set(beyond.values())).items()
    every = _grouped_anew({a: i for a, i in alone if a not in lost}, groups)
    stood = kept.store.homes(reached | {w.account.id for w in mine})
    return _Fits(
        stood,
        _members(kept.members(set(stood.values()))),
        fitting(mine, every, kept.reports, weights),
    )


def _links_of_weak(
    weak: _Fits,
    again: Collection[str],
    kept: Kept,
    accounts: Accounts,
    growth: Growth | None,
) -> tuple[tuple[Link, ...], frozenset[Pair]]:
    """The links of weak accounts that may be others now, and the pairs whose links go."""
    if growth:
        reworded = growth.linking.reworded
        met = {a for a, group in weak.groups.items() if not reworded.isdisjoint(group)}
        again = {*again, *met, *growth.reweighed}
    fewer = frozenset((min(a, b), max(a, b)) for a in again for b in weak.mates(a))
    fits = {a: weak.groups[a] for a in again if a in weak.groups}
    if not fits:
        return (), fewer
    groups = sorted(set(fits.values()))
    bonds = bonds_of_weak(kept.weak(), fits, accounts.weights)
    return relinked(with_weak(groups, fits), bonds, {}, accounts, accounts.weights), fewer


def _around(accounts: Collection[str], kept: Kept) -> tuple[dict[str, str], tuple[Member, ...]]:
    """The accounts of all incidents that these can give an id to or take it from, and their ids.

    Beside the incidents that the accounts were in, these are those that hold accounts of ids that
    no incident bears today, and those that such ids lead to.
    """
    store = kept.store
    found: set[str] = set()
    more = set(store.homes(accounts).values())
    while True:
        found |= more
        members = store.members(kept.moved, found)
        held = {a for m in members for a in m.accounts}
        more = {*store.homes(held).values(), *(m.merged_into for m in members if m.merged_into)}
        if more <= found:
            return kept.members(found), members


def _rebound(kept: Kept, grown: Grown | None) -> dict[Pair, Bond]:
    """The bonds that differ, and those of accounts that have something else in common."""
    if grown is None:
        return {}
    bonds = kept.bonds({a for p in grown.bonds for a in p} | grown.reworded | grown.turned)
    return {p: b for p, b in bonds.items() if p in grown.bonds or grown.renews(p)}


def _groups_again(
    turned: Collection[Pair],
    now: Mapping[Pair, Decision],
    kept: Kept,
    weights: Weights,
    grown: Grown | None,
) -> tuple[tuple[str, ...], ...]:
    """The groups of the accounts that are reached.

    What stands between two accounts matters only where some accounts of their groups like one
    another, since groups are joined for the best of what stands between them.
    """
    judged = judged_of(now)
    start = {a for p in turned for a in p}
    if grown is None:
        return regrouped(start, kept, judged, weights)
    start |= grown.reworded | kept.members(set(kept.store.homes(grown.gone).values())).keys()
    for pair, both in grown.bonds.items():
        if any(bond is not None and likes(pair, bond, judged, weights) for bond in both):
            start |= set(pair)
    pairs = [p for p in grown.bonds if grown.gone.isdisjoint(p)]
    while True:
        groups = regrouped(start - grown.gone, kept, judged, weights)
        home = {a: g for g in groups for a in g}
        grouped = set(home)
        beyond = {a for p in pairs for a in p if a not in home}
        stood = kept.store.homes(beyond)
        for members in _members(kept.members(set(stood.values()))).values():
            alone = tuple(sorted(a for a in members if a not in home and a not in grown.gone))
            home |= dict.fromkeys(alone, alone)
        open_ = [p for p in pairs if not start.issuperset(p) and not grouped.issuperset(p)]
        bonds = kept.bonds({a for p in open_ for a in home[p[0]]})
        like = {p for p, bond in bonds.items() if likes(p, bond, judged, weights)}
        like.update(judged.same)
        meet = {(home[a], home[b]) for a, b in like if a in home and b in home}
        more = {
            a
            for p in open_
            if home[p[0]] == home[p[1]] or not meet.isdisjoint({_way(p, home), _way(p[::-1], home)})
            for a in p
        }
        if more <= start:
            return groups
        start |= more


def _way(
    pair: Sequence[str], home: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return home[pair[0]], home[pair[1]]


def _grouped_anew(
    homes: Mapping[str, str], groups: Sequence[Sequence[str]]
) -> list[tuple[str, ...]]:
    """All groups: these, and those of the accounts beyond them as they were."""
    again = {a for g in groups for a in g}
    beyond = _members({a: i for a, i in homes.items() if a not in again})
    return [*map(tuple, groups), *(tuple(sorted(accounts)) for accounts in beyond.values())]


def _members(homes: Mapping[str, str]) -> dict[str, set[str]]:
    """Each incident with its accounts."""
    found: dict[str, set[str]] = defaultdict(set)
    for account, incident in homes.items():
        found[incident].add(account)
    return dict(found)


# --- dates and places ----------------------------------------------------------------------------


def narrow_again(
    homes: Homes, kept: Kept, shelf: Shelf, more: Collection[str] = frozenset()
) -> tuple[Claim, ...]:
    """The claims whose dates or places are narrowed otherwise than at the last run.

    `more` are reports whose claims may be, though their accounts stay where they were. So may those
    of a report with an account that is in force no more.
    """
    more = {*more, *kept.reports(homes.lost).values()}
    if not homes.new and not more:
        return ()
    reached = _reach(homes, kept, shelf, kept.accounts_in(more) - homes.lost)
    names = {*kept.reports(reached).values(), *more}
    alone = shelf.claims(names, anchored=False)
    groups = [sorted(g) for g in _members(homes.of(reached)).values()]
    named = kept.named(names_open(alone))
    found = narrow(alone, sorted(groups), shelf.reports(names), named, ReadAgain())
    stood = {c.id: c for c in shelf.claims(names)}
    beyond = homes.of({c.account_id for c in alone}).keys() - reached
    return tuple(c for c in found if c.account_id not in beyond and c != stood[c.id])


def _reach(homes: Homes, kept: Kept, shelf: Shelf, more: Collection[str]) -> set[str]:
    """The accounts that days can travel to from those grouped again, and from some more."""
    found: set[str] = set()
    waiting = {*homes.new, *more}
    while waiting:
        mates = set(homes.members(set(homes.of(waiting).values()))) - found
        found |= mates
        names = set(kept.reports(mates).values())
        undated = {r.id for r in shelf.reports(names) if r.published is None}
        told = shelf.claims(undated, anchored=False)
        open_ = {c.report_id for c in told if has_open_date(c)}
        waiting = {c.account_id for c in told if c.report_id in open_} - found
        waiting = set(homes.of(waiting))
    return found

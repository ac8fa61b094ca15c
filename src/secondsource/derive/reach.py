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

from secondsource.derive.kept import Kept, Shelf
from secondsource.link import (
    Weights,
    has_open_date,
    judged_of,
    narrow,
    regrouped,
    relinked,
)
from secondsource.model import Claim, Decision, Link
from secondsource.resolve import ReadAgain
from secondsource.store import Identities, Store, assign_ids

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Homes:
    """Which incident each account tells of, those grouped again by their new ids."""

    store: Store
    new: Mapping[str, str] = field(default_factory=dict)

    def of(self, accounts: Collection[str]) -> dict[str, str]:
        """Some accounts with their incident."""
        return self.store.homes(accounts) | {a: self.new[a] for a in accounts if a in self.new}

    def members(self, incident_ids: Collection[str]) -> dict[str, str]:
        """The accounts of some incidents, each with its incident."""
        found = {a: i for a, i in self.store.accounts_of(incident_ids).items() if a not in self.new}
        return found | {a: i for a, i in self.new.items() if i in incident_ids}


@dataclass(frozen=True, slots=True)
class Again:
    """What grouping again gave: new homes, incidents gone, links that come and pairs that go."""

    homes: Homes
    ids: Identities | None = None  # of all incidents, where any changed
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
) -> Again:
    """The groups and links of the accounts that a change of judgements can reach."""
    turned = {p for p in were.keys() | now.keys() if were.get(p) != now.get(p)}
    if not turned:
        return Again(Homes(kept.store))
    groups = regrouped({a for p in turned for a in p}, kept, judged_of(now), weights)
    touched = {a for g in groups for a in g}
    of_report = kept.reports(touched)
    bonds = {p: b for p, b in kept.bonds(touched).items() if touched.issuperset(p)}
    verdicts = {p: d for p, d in now.items() if touched.issuperset(p)}
    names = set(of_report.values())
    claims, reports = shelf.claims(names, anchored=False), shelf.reports(names)
    links = relinked(groups, bonds, verdicts, claims, reports, kept.pile(), weights)
    unlinked = frozenset(bonds) | turned
    old = kept.store.homes()
    members = kept.store.members(kept.moved)
    ids = Identities(assign_ids(_grouped_anew(old, groups), members), members)
    new = {a: i.id for i in ids.every for a in i.accounts}
    before, after = _members(old), _members(new)
    changed = {i for i in before.keys() | after.keys() if before.get(i) != after.get(i)}
    homes = {a: i for a, i in new.items() if i in changed}
    gone = frozenset(before.keys() - after.keys())
    led = {(i.id, i.former_ids) for i in assign_ids(_grouped_anew(old, ()), members)}
    renamed = frozenset(i.id for i in ids.every if (i.id, i.former_ids) not in led)
    known = ids if changed else None
    return Again(Homes(kept.store, homes), known, gone, renamed - changed, links, unlinked)


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


def narrow_again(homes: Homes, kept: Kept, shelf: Shelf) -> tuple[Claim, ...]:
    """The claims whose dates or places are narrowed otherwise than at the last run."""
    if not homes.new:
        return ()
    reached = _reach(homes, shelf)
    names = set(kept.reports(reached).values())
    alone = shelf.claims(names, anchored=False)
    groups = [sorted(g) for g in _members(homes.of(reached)).values()]
    found = narrow(alone, sorted(groups), shelf.reports(names), kept.named(), ReadAgain())
    stood = {c.id: c for c in shelf.claims(names)}
    beyond = homes.of({c.account_id for c in alone}).keys() - reached
    return tuple(c for c in found if c.account_id not in beyond and c != stood[c.id])


def _reach(homes: Homes, shelf: Shelf) -> set[str]:
    """The accounts that days can travel to from those grouped again."""
    found: set[str] = set()
    waiting = set(homes.new)
    while waiting:
        mates = set(homes.members(set(homes.of(waiting).values()))) - found
        found |= mates
        names = set(shelf.store.reports_of(mates).values())
        undated = {r.id for r in shelf.reports(names) if r.published is None}
        told = shelf.claims(undated, anchored=False)
        open_ = {c.report_id for c in told if has_open_date(c)}
        waiting = {c.account_id for c in told if c.report_id in open_} - found
        waiting = set(homes.of(waiting))
    return found

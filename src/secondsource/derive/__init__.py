"""Everything derived from what reports say and people decide: whole, or where a decision reaches.

In: a case, the weights of linking, the rules of reconciling. Out: the derived tables, brought up to
date. `rebuild` links and reconciles everything; `catch_up` only what decisions and reports since
then can change, from what the case keeps for it, and gives the same incidents, links and disputes.
It refuses to go on where more may change: with other code or rules, or reports read anew.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from secondsource.derive.grow import Said, growth_of
from secondsource.derive.kept import Kept, Shelf, kept_of
from secondsource.derive.reach import Again, Homes, link_again, narrow_again
from secondsource.derive.spread import Deriving, work_out
from secondsource.link import as_parted, carriers_of, copying, link_accounts, verdicts_of, with_weak
from secondsource.model import Claim, Decision, DecisionKind, Kind, Standing
from secondsource.reconcile import (
    LIKELY_YEAR,
    Sources,
    claims_by_group,
    find_disputes,
    find_twins,
    praising,
    reconcile_incident,
    relate_incidents,
    with_disputed_dates,
    with_reviews,
)
from secondsource.resolve import ReadAgain
from secondsource.store import (
    Derived,
    Identities,
    Store,
    as_decided,
    assign_ids,
    judgements,
    listed,
    names_meant,
    of_today,
    placed,
    standings,
)
from secondsource.told import sheet_of

__all__ = ["Deriving", "catch_up", "rebuild"]

FELT = frozenset({DecisionKind.VALUE, DecisionKind.CHECK})
"""Decisions that an incident shows without being linked otherwise."""


@contextmanager
def _unswept() -> Iterator[None]:
    """No looking for circles of garbage meanwhile: it takes a fifth of the time and finds none."""
    swept = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if swept:
            gc.enable()


@_unswept()
def rebuild(store: Store, by: Deriving, *, at: datetime) -> None:
    """Link and reconcile everything that is stored; the derived tables are replaced in one step."""
    read, reports = store.claims(anchored=False, decided=False), store.reports()
    ledger = store.decisions()
    standing = standings(ledger, read, reports)
    rows = _rows(store)
    claims, repeating = as_decided(read, standing), copying(reports, rows)
    copies = repeating.copies()
    judged = judgements(standing)
    linking = link_accounts(claims, reports, copies, judged, by.weights, ReadAgain(), rows)
    members = store.members(linking.stand.moved)
    ids = Identities(assign_ids(linking.groups, members), members)
    groups = with_weak([identity.accounts for identity in ids.every], linking.fits)
    grouped = claims_by_group(linking.claims, groups)
    home = {c.id: i.id for i, told in zip(ids.every, grouped, strict=True) for c in told}
    standing = placed(standing, home)
    publishers = Sources.of(reports, copies, store.warned("machine_written"))
    decisions = of_today(standing)
    incidents = [
        reconcile_incident(identity.id, told, publishers, decisions, by.rules, by.known)
        for identity, told in zip(ids.every, grouped, strict=True)
    ]
    related = relate_incidents(incidents, linking.claims)
    twins = find_twins(related, linking.claims, publishers, linking.links)
    disputes = find_disputes(related, linking.claims, publishers, by.rules, twins)
    carriers = {c.report_id: c for c in carriers_of(claims, reports)}
    ordered = [carriers[p.report_id] for p in repeating.prints]
    praised = praising(reports, by.rules)
    mark = _mark(store, by, len(ledger))
    kept = kept_of(linking.stand, claims, repeating, ordered, praised, mark)
    related = with_disputed_dates(related, twins)
    derived = Derived(
        with_reviews(related, linking.claims, standing, two_person=by.two_person),
        linking.links,
        disputes,
        copies,
        linking.claims,
        listed(standing),
        kept,
        ids,
    )
    store.replace_derived(derived, at=at)


def _rows(store: Store) -> dict[str, str]:
    """The sheet of each report that is a row of one."""
    return {name: sheet for name in store.told() if (sheet := sheet_of(name))}


def _mark(store: Store, by: Deriving, decisions: int) -> str:
    """What the derived tables stand on: code, data and rules, the last coding, the ledger."""
    return f"{by.basis} {store.last_coding()} {decisions}"


@_unswept()
def catch_up(store: Store, by: Deriving, *, at: datetime) -> None:
    """Bring up to date what decisions and reports since the last time change; all, if need be."""
    kept, ledger = Kept.of(store), store.decisions()
    basis, *numbers = (kept.stand or "").rsplit(" ", 2)
    if basis != by.basis or len(numbers) < 2:
        rebuild(store, by, at=at)
        return
    coding, known = map(int, numbers)
    new = store.coded_since(coding)
    if known == len(ledger) and not new:
        return
    quoting = {s.evidence.report_id for d in ledger for s in d.spans}
    read, texts = store.read_in(quoting), store.reports(quoting)
    before, after = (standings(given, read, texts) for given in (ledger[:known], ledger))
    read += store.read_in(store.naming(_known_otherwise(before, after)) - quoting)
    decided = as_decided(read, after)
    stood = as_decided(read, before)
    changed = {c.report_id for c in {*stood} ^ {*decided}} - new
    coded = {c.id for c in read}
    ours = {c.id: c.report_id for c in (*stood, *decided) if c.id not in coded}
    kept = replace(kept, added=ours)
    growth = None
    if new or changed:
        plain = Shelf(store, read, after, {})
        was = plain if before == after else Shelf(store, read, before, {})
        praised = frozenset(praising(plain.reports(new), by.rules))
        said = Said(new, frozenset(changed), praised, _rows(store))
        growth = growth_of(said, kept, was, plain, by.weights)
        if growth is None:
            rebuild(store, by, at=at)
            return
    told_before = as_parted(stood, kept.moved)
    kept = growth.kept if growth else kept
    told = as_parted(decided, kept.moved)
    had = verdicts_of(judgements(before), told_before)
    verdicts = verdicts_of(judgements(after), told)
    shelf = growth.accounts.shelf if growth else Shelf(store, read, after, kept.moved)
    again = link_again(had, verdicts, kept, shelf, by.weights, growth)
    shelf = replace(shelf, force=again.homes.of)
    were = placed(before, _tells(told_before, Homes(store)))
    now = placed(after, _tells(told, again.homes))
    fresh: frozenset[str] = frozenset()
    if growth:
        fresh = growth.new | growth.changed | growth.repeating | growth.parted
    anew = fresh | growth.renamed if growth else fresh
    narrowed = narrow_again(again.homes, kept, shelf, anew)
    moved = {c.id for c in narrowed}
    narrowed += tuple(c for c in shelf.claims(fresh) if c.id not in moved)
    narrowed += shelf.weak(again.homes.lost)  # as their reports have them: in force no more
    near = shelf.claims({c.report_id for c in narrowed})
    homes = _tells(near, again.homes) | _tells(told, again.homes)
    felt = _felt(of_today(were)) ^ _felt(of_today(now))
    dirty = {*again.homes.new.values(), *(homes[c.id] for c in narrowed if c.id in homes)}
    dirty |= {homes.get(s, s) for _, subject in felt for s in subject}
    dirty |= _between(again, store)
    change = work_out(dirty, again, narrowed, now, kept, shelf, by, growth)
    mark = {"stand": _mark(store, by, len(ledger))}
    change = replace(change, issues=listed(now), kept={**change.kept, **mark})
    store.apply(change, again.ids, at=at)


def _tells(claims: Iterable[Claim], homes: Homes) -> dict[str, str]:
    """Of claims those that tell of an incident, or are about one, with that incident."""
    told = {c.id: c for c in claims}
    of = {c.id: c if c.kind is Kind.INCIDENT else told.get(c.about_claim or "") for c in claims}
    home = homes.of({c.account_id for c in told.values()})
    return {
        name: home[c.account_id]
        for name, c in of.items()
        if c is not None and c.kind is Kind.INCIDENT and c.account_id in home
    }


def _between(again: Again, store: Store) -> set[str]:
    """The incidents that may be twins by links of their accounts that are others now."""
    pairs = {*again.unlinked, *((k.left, k.right) for k in again.links)}
    stood = store.twin_links({a for p in pairs for a in p}, LIKELY_YEAR)
    were = {(k.left, k.right): k.weight for k in stood if (k.left, k.right) in pairs}
    are = {(k.left, k.right): k.weight for k in again.links if k.weight >= LIKELY_YEAR}
    turned = {p for p, _ in were.items() ^ are.items()}
    home = again.homes.of({a for p in turned for a in p})
    ends = [(home.get(a), home.get(b)) for a, b in turned]
    return {i for one, two in ends if one != two for i in (one, two) if i is not None}


def _known_otherwise(*standings: Iterable[Standing]) -> set[str]:
    """The parties that people hold to be others now than before."""
    before, after = (names_meant(of_today(standing)) for standing in standings)
    return {n for n in before.keys() | after.keys() if before.get(n) != after.get(n)}


def _felt(decisions: Iterable[Decision]) -> set[tuple[str, tuple[str, ...]]]:
    return {(d.id, d.subject) for d in decisions if d.kind in FELT}

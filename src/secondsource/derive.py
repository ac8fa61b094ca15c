"""Everything derived from what reports say and people decide: whole, or brought up to date.

In: a case, the weights of linking and the rules of reconciling. Out: the derived tables, replaced
or patched in one step. Both ways give the same incidents, links and disputes; the second looks only
at what the reports that came, changed or went can reach. It refuses to patch where all may change:
with other weights, rules or decisions, or where a report enters that says what is usual.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from secondsource.link import (
    Index,
    Reach,
    Relinked,
    Weights,
    link_accounts,
    link_more,
    narrow,
    reach,
    sample_of,
)
from secondsource.model import (
    Claim,
    Decision,
    DecisionKind,
    Dispute,
    Incident,
    Issue,
    Kind,
    Link,
    Report,
)
from secondsource.reconcile import (
    Facts,
    Praise,
    RuleSet,
    Sources,
    claims_by_group,
    facts_of,
    find_disputes,
    find_superlatives,
    find_totals,
    heaviest_first,
    parents_of,
    praises_of,
    reconcile_incident,
    relate_incidents,
    with_parts,
)
from secondsource.resolve import ReadAgain
from secondsource.store import (
    Derived,
    Identity,
    Patch,
    Store,
    assign_ids,
    from_json,
    in_force,
    redirects,
    rehomed,
    to_json,
)

FEW = 0.05  # share of the reports up to which a patch is cheaper than to work all out again
_ON_ANYTHING = frozenset({DecisionKind.ADD, DecisionKind.NOTE, DecisionKind.SCOPE})


@dataclass(frozen=True, slots=True)
class Deriving:
    """What linking and reconciling go by, and a mark that changes with its code or data."""

    weights: Weights
    rules: RuleSet
    mark: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What reconciling keeps: what incidents need to know of one another, and superlatives."""

    facts: tuple[Facts, ...] = ()
    praises: tuple[Praise, ...] = ()


def derive(store: Store, by: Deriving, *, at: datetime) -> None:
    """Bring the derived tables up to date: only what is new where that is enough, else all."""
    codings = store.codings()
    before = json.loads(store.kept("stand") or b"{}")
    known: Mapping[str, int] = before.get("codings", {})
    changed = frozenset(r for r, seq in codings.items() if known.get(r) != seq)
    gone = frozenset(known) - codings.keys() | changed & known.keys()
    same = before.get("mark") == by.mark and before.get("decisions") == _ledger(store)
    if not same or len(changed | gone) > FEW * len(codings):
        rebuild(store, by, at=at)
        return
    if not changed and not gone:
        return
    sample = sample_of(codings)
    if sample != sample_of(known) or sample & (changed | gone):
        rebuild(store, by, at=at)
        return
    _patch(store, by, gone, changed, at)


def rebuild(store: Store, by: Deriving, *, at: datetime) -> None:
    """Link and reconcile everything that is stored; the derived tables are replaced in one step."""
    claims, reports = store.claims(anchored=False), store.reports()
    decisions = rehomed(in_force(store.decisions()), store.heirs())
    linking = link_accounts(claims, reports, decisions, by.weights, ReadAgain())
    identities = assign_ids(linking.groups, store.members())
    decisions = rehomed(decisions, redirects(identities))
    publishers = Sources.of(reports, linking.copies, store.warned("machine_written"))
    told = _reconciled(identities, linking.claims, publishers, decisions, by.rules)
    facts = _facts(told, linking.claims)
    kept = Kept(facts, praises_of(reports, claims, by.rules))
    related = relate_incidents(told, linking.claims, facts)
    disputes = find_disputes(related, linking.claims, publishers, facts)
    whole = _over_the_case(store, kept, publishers, by.rules)
    alive = {c.id for c in claims} | {c.account_id for c in claims}
    derived = Derived(
        related,
        linking.links,
        heaviest_first((*disputes, *whole)),
        linking.copies,
        linking.claims,
        _homeless(decisions, alive, identities),
        _to_keep(store, by, linking.index, kept),
    )
    store.replace_derived(derived, at=at)


def _patch(
    store: Store, by: Deriving, gone: frozenset[str], fresh: frozenset[str], at: datetime
) -> None:
    """Work out again what the reports that came, changed or went can reach, and store that."""
    body, index = store.kept("reconciling") or b"{}", Index.load(store.kept("linking") or b"")
    kept: Kept = from_json(json.loads(body), Kept)
    shelf = _Shelf(store)
    ledger = in_force(store.decisions())
    decisions = rehomed(ledger, store.heirs()) if ledger else ()
    done = link_more(index, gone, fresh, shelf, decisions, by.weights)
    reached = _reached(index, done, gone | fresh, shelf)
    members = store.members()
    identities = assign_ids(done.index.groups(), members)
    decisions = rehomed(decisions, redirects(identities))
    claims = narrow(
        shelf.claims(reached.reports),
        reached.groups,
        shelf.reports(reached.reports),
        done.index,
        ReadAgain(),
    )
    copies = done.index.prints.copies()
    roots = {c.copy_of for c in copies if c.report_id in reached.reports}
    machine = store.warned("machine_written")
    publishers = Sources.of(shelf.reports(reached.reports | roots), copies, machine)
    mine = [i for i in identities if i.accounts[0] in reached.accounts]
    told = _reconciled(mine, claims, publishers, decisions, by.rules)
    now = _kept_now(kept, told, claims, identities, gone | fresh, shelf, by.rules)
    related = relate_incidents(told, claims, now.facts)
    others = _with_other_parts(store, kept, now, {i.id for i in told})
    disputes = find_disputes(related, claims, publishers, now.facts)
    whole = _over_the_case(store, now, Sources.of((), copies, machine), by.rules)
    subjects = shelf.accounts({s for d in decisions for s in d.subject})
    alive = set(subjects) | set(subjects.values())
    linked = set(done.index.blocks.accounts)
    patch = Patch(
        (*related, *others),
        frozenset(i.id for i in told),
        identities,
        members,
        frozenset(f.id for f in kept.facts) - {i.id for i in identities},
        done.links,
        done.dropped,
        heaviest_first((*disputes, *whole)),
        copies,
        tuple(c for c in claims if c.account_id in reached.accounts or c.account_id not in linked),
        gone | fresh,
        _homeless(decisions, alive, identities),
        _to_keep(store, by, done.index, now),
    )
    store.patch_derived(patch, at=at)


# --- what both ways share -----------------------------------------------------------------------


def _reconciled(
    identities: Sequence[Identity],
    claims: Sequence[Claim],
    publishers: Sources,
    decisions: Sequence[Decision],
    rules: RuleSet,
) -> list[Incident]:
    grouped = claims_by_group(claims, [identity.accounts for identity in identities])
    return [
        reconcile_incident(identity.id, told, publishers, decisions, rules)
        for identity, told in zip(identities, grouped, strict=True)
    ]


def _facts(incidents: Iterable[Incident], claims: Iterable[Claim]) -> tuple[Facts, ...]:
    by_id = {c.id: c for c in claims}
    return tuple(sorted((facts_of(i, by_id) for i in incidents), key=lambda f: f.id))


def _over_the_case(store: Store, kept: Kept, publishers: Sources, rules: RuleSet) -> list[Dispute]:
    """The disputes that no single incident settles: superlatives and running totals."""
    totals = store.claims_of_kind(Kind.TOTAL)
    missing = {publishers.roots.get(c.report_id, c.report_id) for c in totals}
    missing |= {c.report_id for c in totals}
    known = {r.id: r for r in store.reports_in(missing - publishers.reports.keys())}
    sources = Sources({**known, **publishers.reports}, publishers.roots, publishers.machine_written)
    return [*find_superlatives(kept.praises, kept.facts), *find_totals(totals, sources, rules)]


def _homeless(
    decisions: Sequence[Decision], alive: Collection[str], identities: Sequence[Identity]
) -> tuple[Issue, ...]:
    """The decisions whose subject is gone and has no heir: listed, never dropped."""
    incidents = {i.id for i in identities}
    found = []
    for decision in decisions:
        ruling = decision.kind is DecisionKind.VALUE  # on an incident, then the name of a property
        subjects = set(decision.subject[:1] if ruling else decision.subject)
        gone = sorted(s for s in subjects if s not in alive and s not in incidents)
        if gone and decision.kind not in _ON_ANYTHING:
            message = (
                f"The decision {decision.id} ({decision.kind.value}) speaks of {', '.join(gone)}, "
                "which is no longer in the case. Look at its reports and decide again."
            )
            found.append(Issue("link", "homeless_decision", message))
    return tuple(found)


def _to_keep(store: Store, by: Deriving, index: Index, kept: Kept) -> dict[str, bytes]:
    stand = {"mark": by.mark, "decisions": _ledger(store), "codings": store.codings()}
    return {
        "linking": index.dump(),
        "reconciling": json.dumps(to_json(kept, Kept), ensure_ascii=False).encode(),
        "stand": json.dumps(stand).encode(),
    }


def _ledger(store: Store) -> str:
    """A digest of everything decided."""
    return sha256("\n".join(d.id for d in store.decisions()).encode()).hexdigest()


# --- a part of the case -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Claims and reports of a case as they are asked for, each read once."""

    store: Store
    told: dict[str, list[Claim]] = field(default_factory=dict)
    read: dict[str, Report] = field(default_factory=dict)

    def claims(self, report_ids: Collection[str]) -> Sequence[Claim]:
        """The claims of some reports, as each report alone allows."""
        missing = set(report_ids) - self.told.keys()
        self.told.update((name, []) for name in missing)
        for claim in self.store.claims_in(missing) if missing else ():
            self.told[claim.report_id].append(claim)
        return [claim for name in sorted(report_ids) for claim in self.told[name]]

    def reports(self, report_ids: Collection[str]) -> Sequence[Report]:
        """Some reports."""
        missing = set(report_ids) - self.read.keys()
        if missing:
            self.read.update((r.id, r) for r in self.store.reports_in(missing))
        return [self.read[name] for name in sorted(report_ids) if name in self.read]

    def links(self, accounts: Collection[str]) -> Sequence[Link]:
        """The links between some accounts, as the last run left them."""
        return self.store.links_among(accounts)

    def accounts(self, claim_ids: Collection[str]) -> Mapping[str, str]:
        """The account of each of some claims or accounts that live."""
        return self.store.accounts_of(claim_ids) if claim_ids else {}


def _reached(index: Index, done: Relinked, changed: frozenset[str], shelf: _Shelf) -> Reach:
    """The incidents to work out again.

    Those grouped again or told by reports that have changed, those told by copies of other
    lineage than before, those with an open place whose name others now tell otherwise, and those
    that are told to answer one of these.
    """
    before = {c.report_id: c for c in index.prints.copies()}
    after = {c.report_id: c for c in done.index.prints.copies()}
    copied = {
        name
        for name in before.keys() | after.keys()
        if before.get(name) != after.get(name) or after[name].copy_of in changed
    }
    renamed = index.named.changed(done.index.named, changed)
    alive = frozenset(p.id for p in done.index.prints.prints)
    names = (changed | copied | renamed) & alive
    found = reach(done.index, done.regrouped, names)
    while True:
        answers = {
            claim.account_id
            for claims in (shelf.claims(found.reports),)
            for home in ({c.id: c.account_id for c in claims},)
            for claim in claims
            if home.get(claim.retaliation_for or "") in found.accounts
        }
        more = (answers - found.accounts) & set(done.index.blocks.accounts)
        if not more:
            return found
        found = reach(done.index, found.accounts | more, names)


def _kept_now(
    kept: Kept,
    told: Sequence[Incident],
    claims: Sequence[Claim],
    identities: Sequence[Identity],
    changed: frozenset[str],
    shelf: _Shelf,
    rules: RuleSet,
) -> Kept:
    """What reconciling keeps, with some incidents told anew and some reports changed."""
    out = {i.id for i in told}
    alive = {i.id for i in identities} - out
    facts = (*(f for f in kept.facts if f.id in alive), *_facts(told, claims))
    praises = praises_of(shelf.reports(changed), shelf.claims(changed), rules)
    staying = (p for p in kept.praises if p.words.report_id not in changed)
    return Kept(
        tuple(sorted(facts, key=lambda f: f.id)),
        tuple(sorted((*staying, *praises), key=lambda p: (p.words.report_id, p.words.start))),
    )


def _with_other_parts(
    store: Store, kept: Kept, now: Kept, told: Collection[str]
) -> tuple[Incident, ...]:
    """The incidents not told anew that have become part or whole of others, or ceased to be."""
    before, after = parents_of(kept.facts), parents_of(now.facts)
    turned = {pair for pair in before.items() ^ after.items()}
    names = {name for pair in turned for name in pair} - set(told)
    return with_parts(store.incidents_in(names), after) if names else ()

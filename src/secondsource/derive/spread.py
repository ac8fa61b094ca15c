"""What a changed incident changes: its fields and disputes, and those of the incidents beside it.

In: incidents to work out anew, as a case now groups its accounts, and claims narrowed otherwise.
Out: the change of the derived tables. Beside an incident stand those of which only dates keep it
apart, those that answer it or that it answers, wholes and parts of its days, and those of its type
and country that a report calls the first of their kind. It refuses to read any other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from secondsource.derive.grow import Growth
from secondsource.derive.kept import Kept, Shelf
from secondsource.derive.reach import Again
from secondsource.link import Weights
from secondsource.model import (
    Actor,
    Claim,
    Copy,
    Decision,
    Dispute,
    DisputeKind,
    Incident,
    Link,
    Place,
    Property,
    Standing,
)
from secondsource.reconcile import (
    LIKELY_YEAR,
    TWINS_WEIGHT,
    Case,
    RuleSet,
    Sources,
    Twins,
    answers_of,
    claims_by_group,
    find_about,
    find_superlatives,
    find_totals,
    find_twins,
    kin_of,
    may_precede,
    reconcile_incident,
    relate_again,
    windows,
    with_disputed_dates,
    with_reviews,
)
from secondsource.store import Change, Store, of_today

OWN = frozenset(DisputeKind) - {DisputeKind.SUPERLATIVE, DisputeKind.TOTALS}
"""Disputes that rest on an incident's own reports and those of its twins."""

Disputed = tuple[Iterable[Dispute], Iterable[Dispute]]
"""Disputes that go, and those that come."""


@dataclass(frozen=True, slots=True)
class Deriving:
    """What linking and reconciling go by, and a mark that changes with their code or data."""

    weights: Weights
    rules: RuleSet
    known: Callable[[str], Place | Actor | None]
    two_person: bool  # whether some fields have to be checked by two
    mark: str

    @property
    def basis(self) -> str:
        """What all that is derived rests on, beside decisions and reports: code, data, rules."""
        return f"{self.mark} {self.rules.name} {self.two_person}"


@dataclass(frozen=True, slots=True)
class _Scene:
    """A case as it now stands, read where it is looked at."""

    kept: Kept
    shelf: Shelf
    again: Again
    narrowed: Mapping[str, Claim]
    copies: Sequence[Copy]
    machine: frozenset[str]
    fresh: frozenset[str] = frozenset()  # reports that are new, or dated or repeating otherwise
    totals: bool = False  # whether one of them counts a running total, or did
    changed: bool = False  # whether some say something else than they did

    def reports(self, accounts: Iterable[str]) -> set[str]:
        """The reports of some accounts."""
        return set(self.kept.reports(tuple(accounts)).values())

    def claims(self, report_ids: Collection[str]) -> list[Claim]:
        """The claims of some reports, as they are narrowed now."""
        return [self.narrowed.get(c.id, c) for c in self.shelf.claims(report_ids)]

    def sources(self, report_ids: Collection[str]) -> Sources:
        """Some reports as sources, with the originals of those that are copies."""
        copies = [c for c in self.copies if c.report_id in report_ids]
        wanted = {*report_ids, *(c.copy_of for c in copies)}
        return Sources.of(self.shelf.reports(wanted), copies, self.machine)

    def links(self, accounts: Collection[str]) -> list[Link]:
        """The links of some accounts by which incidents can be twins."""
        stored = self.kept.store.twin_links(accounts, LIKELY_YEAR)
        stay = [k for k in stored if (k.left, k.right) not in self.again.unlinked]
        new = [k for k in self.again.links if k.left in accounts or k.right in accounts]
        return [*stay, *new]


@dataclass(frozen=True, slots=True)
class _Ring:
    """Some incidents with what stands beside them."""

    reports: set[str]
    links: list[Link]
    partners: set[str]  # incidents that may be their twins
    answered: set[str]  # incidents that they answer
    answering: set[str]


def work_out(
    dirty: Collection[str],
    again: Again,
    narrowed: Sequence[Claim],
    standing: Sequence[Standing],
    kept: Kept,
    shelf: Shelf,
    by: Deriving,
    growth: Growth | None = None,
) -> Change:
    """What changes where the incidents `dirty` have to be worked out anew."""
    store, decisions = kept.store, of_today(standing)
    moved = {c.id: c for c in narrowed}
    scene = _scene(again, moved, kept, shelf, growth)
    mine = set(again.homes.members(dirty).values())
    first = _ring(mine, scene)
    made = _reconciled(mine, scene, decisions, by)
    near = {i.id: i for i in store.incidents((first.partners | first.answered) - mine)}
    claims = _all_claims([*made.values(), *near.values()], scene)
    sources = scene.sources({c.report_id for c in claims})
    found = find_twins([*made.values(), *near.values()], claims, sources, first.links)
    beside = {t.about.id for t in found} | first.answering
    doubted = store.disputes_on(near, {DisputeKind.BETWEEN})
    beside |= {d.about for d in doubted if d.about and _of_twins(d)}
    beside -= mine
    second = _ring(beside, scene)
    stood = {i.id: i for i in store.incidents(beside)}
    fresh = _reconciled(beside, scene, decisions, by)
    fresh = {n: _related_as(i, stood[n]) for n, i in fresh.items()}
    targets = {**made, **fresh}
    far = (second.partners | second.answered) - targets.keys() - near.keys()
    near = {**near, **{i.id: i for i in store.incidents(far)}}
    context = [i for i in near.values() if i.id not in targets]
    claims = _all_claims([*targets.values(), *context], scene, scene.fresh)
    sources = scene.sources({c.report_id for c in claims})
    by_claim = {c.id: c for c in claims}
    home = again.homes.of({c.account_id for c in claims})
    by_id = {**near, **targets}
    targets = {
        n: replace(i, retaliation_for=answers_of(i, by_claim, home, by_id))
        for n, i in targets.items()
    }
    were = store.incidents({*mine, *again.gone})
    related = _related(mine, targets, were, by_claim, scene)
    targets = {n: related.get(n, i) for n, i in targets.items()}
    links = list({(k.left, k.right): k for k in (*first.links, *second.links)}.values())
    every = [*targets.values(), *context]
    twins = [t for t in find_twins(every, claims, sources, links) if t.about.id in targets]
    case = Case.of(every, claims, sources)
    disputed = [
        _own(case, targets, twins, again.gone, store, by.rules),
        _of_no_incident(case, scene, by.rules),
        _superlatives(mine, targets, were, scene, by.rules),
        _totals(narrowed, scene, by.rules),
    ]
    going = {d.id for old, _ in disputed for d in old}
    coming = {d.id: d for _, new in disputed for d in new}
    done = with_disputed_dates(tuple(targets.values()), twins)
    done = with_reviews(done, claims, standing, two_person=by.two_person)
    others = [i for n, i in related.items() if n not in targets]
    others += store.incidents(again.renamed - targets.keys() - related.keys())
    return Change(
        gone=again.gone,
        incidents=tuple(sorted((*done, *others), key=lambda i: i.id)),
        links=again.links,
        unlinked=again.unlinked,
        undisputed=frozenset(going),
        disputes=tuple(coming[n] for n in sorted(coming)),
        claims=tuple(narrowed),
        unsaid=growth.unsaid if growth else frozenset(),
        issues=(),
        kept=growth.texts if growth else {},
        copies=growth.copies if growth else None,
    )


def _scene(
    again: Again, moved: Mapping[str, Claim], kept: Kept, shelf: Shelf, growth: Growth | None
) -> _Scene:
    """The case as it now stands."""
    machine = kept.store.warned("machine_written")
    if growth is None:
        return _Scene(kept, shelf, again, moved, kept.store.copies(), machine)
    fresh = growth.new | growth.changed | growth.repeating
    changed = bool(growth.changed)
    return _Scene(kept, shelf, again, moved, growth.copies, machine, fresh, growth.totals, changed)


def _ring(incidents: Collection[str], scene: _Scene) -> _Ring:
    """What stands beside some incidents."""
    accounts = scene.again.homes.members(incidents)
    reports = scene.reports(accounts)
    links = scene.links(accounts.keys())
    ends = {a for k in links for a in (k.left, k.right)}
    partners = set(scene.again.homes.of(ends).values()) - set(incidents)
    told = {c.id: c for c in scene.claims(reports)}
    home = scene.again.homes.of({c.account_id for c in told.values()})
    answered, answering = set(), set()
    for claim in told.values():
        earlier = told.get(claim.retaliation_for or "")
        one = home.get(claim.account_id)
        two = home.get(earlier.account_id) if earlier else None
        if one is not None and two is not None and one != two:
            if one in incidents:
                answered.add(two)
            if two in incidents:
                answering.add(one)
    return _Ring(reports, links, partners, answered, answering)


def _reconciled(
    incidents: Collection[str], scene: _Scene, decisions: Sequence[Decision], by: Deriving
) -> dict[str, Incident]:
    """Some incidents, worked out anew from their claims."""
    groups: dict[str, list[str]] = defaultdict(list)
    for account, incident in scene.again.homes.members(incidents).items():
        groups[incident].append(account)
    claims = scene.claims(scene.reports(a for g in groups.values() for a in g))
    sources = scene.sources({c.report_id for c in claims})
    told = claims_by_group(claims, tuple(groups.values()))
    return {
        n: reconcile_incident(n, mine, sources, decisions, by.rules, by.known)
        for n, mine in zip(groups, told, strict=True)
    }


def _all_claims(
    incidents: Iterable[Incident], scene: _Scene, more: Collection[str] = frozenset()
) -> list[Claim]:
    """The claims of all reports of some incidents, and of some more."""
    return scene.claims({*more, *(r for i in incidents for r in i.reports)})


def _of_twins(dispute: Dispute) -> bool:
    return dispute.property == Property.DATE.value and dispute.weight == TWINS_WEIGHT


# --- wholes, parts and answers -------------------------------------------------------------------


def _related_as(incident: Incident, stood: Incident) -> Incident:
    """An incident under the parent and with the parts that it had."""
    return replace(incident, part_of=stood.part_of, parts=stood.parts)


def _related(
    mine: Set[str],
    targets: Mapping[str, Incident],
    were: Sequence[Incident],
    by_claim: Mapping[str, Claim],
    scene: _Scene,
) -> dict[str, Incident]:
    """The incidents `mine` with parents and parts, and others whose parent or parts change."""
    store = scene.kept.store
    changed = [targets[n] for n in mine]
    ids = {n for window in windows((*changed, *were)) for n in store.in_days(*window)}
    stored = {i.id: i for i in store.incidents(ids - set(mine) - scene.again.gone)}
    around = {n: targets.get(n, i) for n, i in stored.items()}
    counting = [i for i in around.values() if i.field(Property.TARGETS_HIT)]
    claims = {**by_claim, **{c.id: c for c in _all_claims(counting, scene)}}
    found = relate_again(changed, were, tuple(around.values()), claims)
    return {i.id: i for i in found if i.id in mine or i != around[i.id]}


# --- disputes ------------------------------------------------------------------------------------


def _own(
    case: Case,
    targets: Collection[str],
    twins: Sequence[Twins],
    gone: Collection[str],
    store: Store,
    rules: RuleSet,
) -> Disputed:
    """The disputes on some incidents by their own reports."""
    new = [d for d in find_about(case, rules, twins) if d.about in targets]
    return store.disputes_on({*targets, *gone}, OWN), new


def _of_no_incident(case: Case, scene: _Scene, rules: RuleSet) -> Disputed:
    """The disputes inside fresh reports that are about no incident."""
    if not scene.fresh:
        return (), ()
    stood = scene.kept.store.disputes_on(None, {DisputeKind.WITHIN})
    old = [d for d in stood if d.about is None and _told_in(d) <= scene.fresh]
    found = find_about(case, rules, ())
    return old, [d for d in found if d.about is None and _told_in(d) <= scene.fresh]


def _told_in(dispute: Dispute) -> set[str]:
    return {e.report_id for side in dispute.sides for e in side.evidence}


def _superlatives(
    mine: Set[str],
    targets: Mapping[str, Incident],
    were: Sequence[Incident],
    scene: _Scene,
    rules: RuleSet,
) -> Disputed:
    """The disputes over first ones of their kind, for the kinds in which something has changed."""
    store, gone = scene.kept.store, scene.again.gone
    now, stood = {n: targets[n] for n in mine}, {i.id: i for i in were}
    pairs = [(now.get(n), stood.get(n)) for n in now.keys() | stood.keys()]
    anew = scene.again.ids is not None or scene.changed
    turned = [i for p in pairs if anew or _rank(p[0]) != _rank(p[1]) for i in p if i is not None]
    kinds = {kin_of(i) for i in turned}
    told = scene.again.homes.of(_praising(scene) if kinds or scene.totals else ())
    disputed = store.disputes_on(None, {DisputeKind.SUPERLATIVE}) if kinds or scene.totals else ()
    about = {*told.values(), *(d.about for d in disputed if d.about)} - gone - mine
    praised = [*store.incidents(about), *now.values()]
    if scene.totals:  # others count what a report calls the first
        kinds |= {kin_of(i) for i in praised}
    praised = [i for i in praised if kin_of(i) in kinds]
    ids = {i.id for i in praised}
    old = [d for d in disputed if d.about in ids | gone | mine]
    named = scene.reports(a for a, i in told.items() if i in ids)
    if not named:
        return old, ()
    others = store.incidents(store.of_types({kind for kind, _ in kinds}) - gone - mine)
    kin = [
        *praised,
        *may_precede(praised, (i for i in (*others, *now.values()) if i.id not in ids)),
    ]
    reports = {*named, *scene.kept.totals, *(r for i in kin for r in i.reports)}
    case = Case.of(kin, scene.claims(reports), scene.sources(reports))
    return old, [d for d in find_superlatives(case, rules) if d.about in ids]


def _praising(scene: _Scene) -> set[str]:
    """The accounts of reports that call something the first of its kind."""
    named = scene.kept.superlatives
    of_report = scene.kept.reports(scene.again.homes.new)
    new = {account for account, report in of_report.items() if report in named}
    return {*scene.kept.accounts_in(named), *new}


def _rank(incident: Incident | None) -> tuple[object, ...]:
    """What an incident is set against others of its kind by."""
    if incident is None:
        return ()
    fields = (incident.field(p) for p in (Property.DATE, Property.PERPETRATOR))
    return (kin_of(incident), *(f.value if f else None for f in fields))


def _totals(narrowed: Iterable[Claim], scene: _Scene, rules: RuleSet) -> Disputed:
    """The disputes over running totals, where a report that counts one is dated otherwise."""
    if not scene.totals and not scene.kept.totals & {c.report_id for c in narrowed}:
        return (), ()
    claims = scene.claims(scene.kept.totals)
    case = Case.of((), claims, scene.sources(scene.kept.totals))
    old = scene.kept.store.disputes_on(None, {DisputeKind.TOTALS})
    return old, tuple(find_totals(case, rules))

"""Statements to values: what is held to have happened, with both camps and the rule.

In: the claims of one incident, the sources behind them, rulings, a rule set. Out: one `Incident`.
Over all incidents of a case: how they answer and contain one another, and where reports cannot all
be right. It refuses to let a denied statement win, and to hide what was outvoted: losers stay
listed as conflicting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from secondsource.model import (
    Actor,
    ActorKind,
    Claim,
    Decision,
    Incident,
    Kind,
    Property,
    Reconciled,
    Stance,
    Status,
    When,
)
from secondsource.reconcile.case import Case
from secondsource.reconcile.context import find_superlatives, kin_of, may_precede, praising
from secondsource.reconcile.deaths import of_the_dead, without_the_dead
from secondsource.reconcile.disputes import find_about, find_disputes
from secondsource.reconcile.fields import (
    NAMELESS,
    basis_of,
    reconcile_date,
    reconcile_party,
    reconcile_place,
    reconcile_thing,
)
from secondsource.reconcile.grades import grade_of
from secondsource.reconcile.kinds import facets_of, type_of
from secondsource.reconcile.relate import answers_of, relate_again, relate_incidents, windows
from secondsource.reconcile.reviewed import needs_second, with_reviews
from secondsource.reconcile.rules import DEFAULT_RULES, RuleSet, open_rules, rule_names
from secondsource.reconcile.rulings import (
    Known,
    apply_rulings,
    as_ruled,
    nothing_known,
    reads_as_value,
    value_of,
)
from secondsource.reconcile.series import find_totals
from secondsource.reconcile.sources import Said, Sources, said
from secondsource.reconcile.tolls import reconcile_toll
from secondsource.reconcile.twins import (
    LIKELY_YEAR,
    TWINS_WEIGHT,
    Twins,
    find_twins,
    with_disputed_dates,
)

__all__ = [
    "DEFAULT_RULES",
    "LIKELY_YEAR",
    "TWINS_WEIGHT",
    "Case",
    "RuleSet",
    "Sources",
    "Twins",
    "answers_of",
    "as_ruled",
    "claims_by_group",
    "find_about",
    "find_disputes",
    "find_superlatives",
    "find_totals",
    "find_twins",
    "kin_of",
    "may_precede",
    "needs_second",
    "open_rules",
    "praising",
    "reads_as_value",
    "reconcile_incident",
    "relate_again",
    "relate_incidents",
    "rule_names",
    "value_of",
    "windows",
    "with_disputed_dates",
    "with_reviews",
]

ALWAYS = (Property.KILLED, Property.INJURED)
COUNTS = (
    Property.KILLED,
    Property.INJURED,
    Property.MISSING,
    Property.ABDUCTED,
    Property.ARRESTED,
    Property.DISPLACED,
    Property.MUNITIONS,
    Property.TARGETS_HIT,
)
THINGS = (Property.TARGET, Property.VICTIM, Property.WEAPON, Property.DESTROYED, Property.MOTIVE)
TWO_SIDED = frozenset({"armed_clash", "riot"})
INTERCEPTION = "interception"


def claims_by_group(
    claims: Sequence[Claim], groups: Sequence[Sequence[str]]
) -> tuple[tuple[Claim, ...], ...]:
    """For each group of accounts its claims, and the reactions that are about one of them."""
    home = {account: n for n, group in enumerate(groups) for account in group}
    found: list[list[Claim]] = [[] for _ in groups]
    at = {c.id: home[c.account_id] for c in claims if c.account_id in home and _incident(c)}
    for claim in sorted(claims, key=lambda c: (c.report_id, c.evidence.start, c.id)):
        place = at.get(claim.id if _incident(claim) else claim.about_claim or "")
        if place is not None:
            found[place].append(claim)
    return tuple(map(tuple, found))


def reconcile_incident(
    incident_id: str,
    claims: Sequence[Claim],
    sources: Sources,
    rulings: Sequence[Decision],
    rules: RuleSet,
    known: Known = nothing_known,
) -> Incident:
    """The incident that claims of its accounts, and the reactions about it, add up to.

    Rulings may name a place or a party by an id that is `known`.
    """
    claims = sorted(claims, key=lambda c: (c.report_id, c.evidence.start, c.id))
    told = [c for c in claims if _incident(c) and not c.negated]
    held = [c for c in told if c.stance is not Stance.DENIED] or told
    event_type = type_of(held, sources, rules.words)
    fields = _fields(held, claims, event_type, sources, rules)
    doers = said(held, Property.PERPETRATOR, sources)
    ruled = tuple(
        _with_basis(f, doers, claims)
        if f.property is Property.PERPETRATOR and f.status is Status.RULED
        else f
        for f in apply_rulings(fields, incident_id, rulings, held, known)
    )
    reports = tuple(sorted({c.report_id for c in told}))
    independent, unknown = sources.independent(reports)
    return Incident(
        id=incident_id,
        event_type=event_type,
        accounts=tuple(sorted({c.account_id for c in told})),
        claims=tuple(sorted(c.id for c in claims if _incident(c))),
        reports=reports,
        fields=ruled,
        facets=facets_of(held, event_type, rules.words),
        independent_sources=independent,
        unknown_sources=unknown,
        grade=grade_of(ruled, claims, independent, rules),
    )


def _incident(claim: Claim) -> bool:
    return claim.kind is Kind.INCIDENT


def _fields(
    held: Sequence[Claim],
    claims: Sequence[Claim],
    event_type: str,
    sources: Sources,
    rules: RuleSet,
) -> tuple[Reconciled, ...]:
    """Every field some report speaks of, and killed and injured always."""
    rows = {p: said(held, p, sources) for p in Property}
    rows[Property.KILLED] = of_the_dead(rows[Property.KILLED], rows[Property.INJURED])
    rows[Property.INJURED] = without_the_dead(rows[Property.INJURED], rows[Property.KILLED])
    when = reconcile_date(rows[Property.DATE])
    happened = _day(when)
    found: list[Reconciled | None] = [when, reconcile_place(rows[Property.PLACE])]
    found.append(reconcile_place_of_launch(rows[Property.LAUNCHED_FROM]))
    found.append(_perpetrator(rows[Property.PERPETRATOR], claims, event_type, sources))
    found += [reconcile_toll(p, rows[p], happened, rules) for p in COUNTS if rows[p] or p in ALWAYS]
    found += [reconcile_thing(p, rows[p]) for p in THINGS]
    found += [
        reconcile_party(Property.CLAIMED_BY, _reacting(claims, "claim_of_responsibility", sources)),
        reconcile_party(Property.DENIED_BY, _reacting(claims, "denial", sources)),
    ]
    order = list(Property)
    return tuple(sorted((f for f in found if f), key=lambda f: order.index(f.property)))


def reconcile_place_of_launch(rows: Sequence[Said]) -> Reconciled | None:
    """Where an attack was launched from, reconciled as a place."""
    field = reconcile_place(rows)
    return field and replace(field, property=Property.LAUNCHED_FROM)


def _day(field: Reconciled | None) -> date | None:
    value = field.value if field else None
    return value.latest if isinstance(value, When) else None


def _perpetrator(
    rows: Sequence[Said], claims: Sequence[Claim], event_type: str, sources: Sources
) -> Reconciled | None:
    """The doer; where none is named, a known group that says it did it.

    Who shot a weapon down is one only where no claim names who sent it.
    """
    senders = [r for r in rows if r.claim.event_type != INTERCEPTION] or list(rows)
    if not any(_known_group(r) for r in senders):
        senders += filter(_known_group, _reacting(claims, "claim_of_responsibility", sources))
    field = reconcile_party(
        Property.PERPETRATOR,
        senders,
        two_sided=event_type in TWO_SIDED,
        claimers=_claimers(claims),
    )
    return field and _with_basis(field, rows, claims)


def _known_group(row: Said) -> bool:
    """Whether a statement names a party on the list, and no person."""
    party = row.statement.value
    if not isinstance(party, Actor) or party.provisional:
        return False
    return party.kind not in NAMELESS and party.kind is not ActorKind.PERSON


def _with_basis(field: Reconciled, rows: Sequence[Said], claims: Sequence[Claim]) -> Reconciled:
    """A doer with what holding it responsible rests on."""
    return replace(field, basis=basis_of(field, rows, _claimers(claims)))


def _claimers(claims: Sequence[Claim]) -> tuple[Actor, ...]:
    """The parties that say they did it."""
    return tuple(
        a
        for c in claims
        if not c.negated
        for s in c.said(Property.CLAIMED_BY)
        if isinstance(a := s.value, Actor)
    )


def _reacting(claims: Sequence[Claim], event_type: str, sources: Sources) -> tuple[Said, ...]:
    """Who reacts in one way: claims or denies the deed."""
    reacting = [c for c in claims if c.kind is Kind.REACTION and c.event_type == event_type]
    prop = Property.CLAIMED_BY if event_type == "claim_of_responsibility" else Property.DENIED_BY
    own = [c for c in claims if _incident(c)]
    firm = [c for c in reacting if not c.negated]
    rows = said([*firm, *own], prop, sources)
    return tuple(sorted(rows, key=lambda r: (r.published or date.max, r.statement.id)))

"""How well an incident is sourced, or an allegation of harm to civilians.

In: the reconciled fields of one incident, its claims, how many independent sources tell of it, a
rule set. Out: a grade. It refuses to grade harm that no report alleges.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from secondsource.model import (
    Actor,
    Basis,
    Claim,
    Count,
    Grade,
    GroupStatus,
    Kind,
    Property,
    Reconciled,
    Scope,
    Stance,
    Status,
    Thing,
    ThingKind,
)
from secondsource.reconcile.fields import related
from secondsource.reconcile.rules import Grading, RuleSet

FIGHTERS = frozenset({ThingKind.MILITARY, ThingKind.POLICE, ThingKind.ARMED_GROUP})
CIVILIANS = frozenset({ThingKind.CIVILIANS, ThingKind.AID, ThingKind.MEDIA})


def grade_of(
    fields: Sequence[Reconciled], claims: Sequence[Claim], independent: int, rules: RuleSet
) -> Grade:
    """How well the incident is sourced; see docs/rule_sets.md for what each grade means."""
    if rules.grading is Grading.HARM:
        harmed = _harmed(claims)
        if not harmed:
            return Grade.NONE
        if harmed == {GroupStatus.COMBATANT}:
            return Grade.DISCOUNTED
    by: Mapping[Property, Reconciled] = {f.property: f for f in fields}
    doer, denier = by.get(Property.PERPETRATOR), by.get(Property.DENIED_BY)
    if doer is not None and doer.basis is Basis.ADMITTED:
        return Grade.CONFIRMED
    if doer is not None and doer.status is Status.DISPUTED:
        return Grade.CONTESTED
    denied = any(c.stance is Stance.DENIED or c.negated for c in claims if c.kind is Kind.INCIDENT)
    if denied or (denier and doer and _same_party(denier, doer)):
        return Grade.CONTESTED
    if independent >= rules.fair_sources:
        return Grade.FAIR
    return Grade.WEAK if independent else Grade.NONE


def _same_party(one: Reconciled, two: Reconciled) -> bool:
    a, b = one.value, two.value
    return isinstance(a, Actor) and isinstance(b, Actor) and related(a, b)


def _harmed(claims: Sequence[Claim]) -> set[GroupStatus]:
    """The standing of all whom reports count or name as killed or injured."""
    found: set[GroupStatus] = set()
    for claim in claims:
        if claim.kind is not Kind.INCIDENT or claim.negated:
            continue
        for statement in claim.statements:
            value = statement.value
            if statement.property in (Property.KILLED, Property.INJURED):
                if isinstance(value, Count) and _some(value):
                    found.add(value.group.status)
            elif statement.property is Property.VICTIM and isinstance(value, Thing):
                found |= _standing(value)
    return found - {GroupStatus.UNKNOWN} or found


def _some(count: Count) -> bool:
    """Whether a count is of anybody, and not of the attackers."""
    return count.high != 0 and count.scope is not Scope.PERPETRATORS


def _standing(thing: Thing) -> set[GroupStatus]:
    if thing.kind in FIGHTERS:
        return {GroupStatus.COMBATANT}
    return {GroupStatus.CIVILIAN} if thing.kind in CIVILIANS else set()

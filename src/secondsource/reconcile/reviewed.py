"""How far people have checked an incident, field by field.

In: incidents, the claims of the case, what has become of every decision, and whether two persons
are asked for. Out: the incidents with the state of each field and of the whole. It refuses to let
a check stand for what came in later: a statement the person had not before them, or another value,
reopens the field; the check stays in the ledger.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from secondsource.model import (
    Claim,
    Count,
    DecisionKind,
    Force,
    GroupStatus,
    Incident,
    Property,
    Reconciled,
    ReviewState,
    Standing,
    Statement,
    Status,
)
from secondsource.reconcile.rulings import as_ruled

HOLDING = frozenset({Force.IN_FORCE, Force.PENDING})
TOLLS = frozenset({Property.KILLED, Property.INJURED})
Words = tuple[str, str]  # report and quote, which outlive a moved text


@dataclass(frozen=True, slots=True)
class Look:
    """What one person has looked at: a field, a whole incident, or some claims of it."""

    by: str
    prop: Property | None  # None: all of them
    seen: frozenset[Words] | None  # None: go by the claims
    claims: frozenset[str]
    values: Mapping[str, str | None] | None  # by property; None: whatever the value is
    ruled: bool = False


def with_reviews(
    incidents: Sequence[Incident],
    claims: Iterable[Claim],
    standing: Iterable[Standing],
    *,
    two_person: bool = False,
) -> tuple[Incident, ...]:
    """The incidents as people have checked them; a pure function of each and the decisions on it.

    With `two_person` the doer and the tolls of civilians are checked once two have done so.
    """
    kinds = (DecisionKind.CHECK, DecisionKind.VALUE)
    held = [s for s in standing if s.decision.kind in kinds and s.force in HOLDING]
    if not held:
        return tuple(incidents)
    said = {s.id: s for c in claims for s in c.statements}
    home = {c: i.id for i in incidents for c in i.claims}
    looks: dict[str, list[Look]] = defaultdict(list)
    part: dict[str, list[Look]] = defaultdict(list)  # at claims alone
    for s in held:
        look = _look(s)
        of_claim = s.subject[0] in home and look.prop is None
        if of_claim:
            part[home[s.subject[0]]].append(look)
        else:
            looks[s.subject[0]].append(look)
    return tuple(
        _reviewed(i, looks[i.id], _together(part[i.id]), said, two_person)
        if i.id in looks or i.id in part
        else i
        for i in incidents
    )


def needs_second(field: Reconciled) -> bool:
    """Whether a field is one that two persons have to check, where a case asks for two."""
    if field.status is Status.NOT_SAID:
        return False
    if field.property in TOLLS:
        group = field.value.group.status if isinstance(field.value, Count) else None
        return group is not GroupStatus.COMBATANT
    return field.property is Property.PERPETRATOR


# --- what was looked at -------------------------------------------------------------------------


def _look(standing: Standing) -> Look:
    decision = standing.decision
    prop = Property(decision.subject[1]) if len(decision.subject) == 2 else None
    ruled = decision.kind is DecisionKind.VALUE
    values = None
    if not ruled and prop:
        values = {prop.value: decision.value}
    elif not ruled and decision.value:
        values = json.loads(decision.value)
    return Look(
        decision.by.strip().casefold(),
        prop,
        None if decision.seen is None else frozenset((e.report_id, e.quote) for e in decision.seen),
        frozenset(c for homes in standing.claims for c in homes),
        values,
        ruled,
    )


def _together(looks: Iterable[Look]) -> list[Look]:
    """One look a person at all the claims that they have checked one by one."""
    claims: dict[str, frozenset[str]] = {}
    for look in looks:
        claims[look.by] = claims.get(look.by, frozenset()) | look.claims
    return [Look(by, None, None, seen, None) for by, seen in claims.items()]


# --- what it comes to ---------------------------------------------------------------------------


def _reviewed(
    incident: Incident,
    looks: Sequence[Look],
    part: Sequence[Look],
    said: Mapping[str, Statement],
    two_person: bool,
) -> Incident:
    mine = frozenset(incident.claims)
    fields = tuple(
        replace(f, review=_state(f, looks, part, said, mine, two_person)) for f in incident.fields
    )
    states = [f.review for f in fields if f.status is not Status.NOT_SAID]
    whole = [look for look in looks if look.prop is None]
    checked = frozenset[str]().union(*(look.claims for look in (*whole, *part)))
    looked = checked.union(*(look.claims for look in looks))
    state = ReviewState.UNREVIEWED
    if ReviewState.REOPENED in states or (whole and not mine <= looked):
        state = ReviewState.REOPENED
    elif set(states) == {ReviewState.CHECKED} or (not states and mine <= checked):
        state = ReviewState.CHECKED
    elif looks or mine & checked:
        state = ReviewState.IN_PART
    return replace(incident, fields=fields, review_state=state)


def _state(
    field: Reconciled,
    looks: Sequence[Look],
    part: Sequence[Look],
    said: Mapping[str, Statement],
    mine: frozenset[str],
    two_person: bool,
) -> ReviewState:
    """How far one field is checked; each person's last look at it counts."""
    words = [said[s] for s in (*field.supporting, *field.conflicting) if s in said]
    last = {look.by: look for look in looks if look.prop in (None, field.property)}
    fresh = {by for by, look in last.items() if _covers(look, field, words, mine)}
    stale = last.keys() - fresh
    fresh |= {look.by for look in part if words and _covers(look, field, words, mine)}
    if len(fresh) >= (2 if two_person and needs_second(field) else 1):
        return ReviewState.CHECKED
    if stale:
        return ReviewState.REOPENED
    return ReviewState.IN_PART if fresh else ReviewState.UNREVIEWED


def _covers(
    look: Look, field: Reconciled, words: Iterable[Statement], mine: frozenset[str]
) -> bool:
    """Whether a person had all statements on a field before them, and the value it has."""
    if look.values is not None and look.values.get(field.property.value) != as_ruled(field):
        return False
    if look.seen is None:
        return look.ruled or all(s.claim_id in look.claims or s.claim_id not in mine for s in words)
    return all((s.evidence.report_id, s.evidence.quote) in look.seen for s in words)

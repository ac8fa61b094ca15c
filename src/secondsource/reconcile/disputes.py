"""Where reports cannot all be right: between reports, inside one report, and against the case.

In: reconciled incidents, all claims, the sources, a rule set. Out: `Dispute`s, heaviest first, each
with at least two sides that quote their words, and a note on which side is better supported. It
refuses what is merely different: a vaguer wording, a part beside a whole, a toll that grew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from secondsource.model import (
    Actor,
    Claim,
    Dispute,
    DisputeKind,
    Incident,
    Property,
    Reconciled,
    Side,
    Status,
    Thing,
    Value,
)
from secondsource.reconcile.case import (
    Case,
    dispute_of,
    fit,
    kind_of,
    shown,
    side_of_rows,
    when_of,
)
from secondsource.reconcile.context import find_mourners, find_rival_persons, find_superlatives
from secondsource.reconcile.fields import known_party, other_weekday
from secondsource.reconcile.relate import is_before
from secondsource.reconcile.rules import RuleSet
from secondsource.reconcile.series import find_totals
from secondsource.reconcile.sources import Said, Sources, weight_of
from secondsource.reconcile.sums import listed
from secondsource.reconcile.twins import Twins, disputes_of
from secondsource.reconcile.within import find_within

IMPORTANCE = {
    Property.DATE: 3.0,
    Property.KILLED: 3.0,
    Property.PERPETRATOR: 3.0,
    Property.PLACE: 2.5,
    Property.INJURED: 2.0,
    Property.VICTIM: 2.0,
}
"""How much a dispute on a field matters to a reader; other fields count 1."""


def find_disputes(
    incidents: Sequence[Incident],
    claims: Sequence[Claim],
    sources: Sources,
    rules: RuleSet,
    twins: Sequence[Twins] = (),
) -> tuple[Dispute, ...]:
    """Every dispute of a case, heaviest first."""
    case = Case.of(incidents, claims, sources)
    found = [
        *find_about(case, rules, twins),
        *find_superlatives(case, rules),
        *find_totals(case, rules),
    ]
    once = {d.id: d for d in found}
    return tuple(sorted(once.values(), key=lambda d: (-d.weight, d.id)))


def find_about(case: Case, rules: RuleSet, twins: Sequence[Twins]) -> Iterable[Dispute]:
    """The disputes on an incident that rest on its own reports and those of its twins."""
    yield from (d for i in case.incidents for d in _of_fields(i, case))
    yield from (d for i in case.incidents for d in _of_order(i, case))
    yield from disputes_of(twins)
    yield from find_rival_persons(case)
    yield from find_mourners(case, rules)
    yield from find_within(case, rules)


# --- fields -----------------------------------------------------------------------------------


def _of_fields(incident: Incident, case: Case) -> Iterable[Dispute]:
    """A dispute for each field whose status says so."""
    for field in incident.fields:
        if field.status is not Status.DISPUTED:
            continue
        rows = [
            case.statements[i]
            for i in (*field.supporting, *field.conflicting)
            if i in case.statements
        ]
        camps = _camps(field, _telling(rows))
        if len(camps) < 2:
            continue
        sides = [side_of_rows(value, mine) for value, mine in camps]
        weight = IMPORTANCE.get(field.property, 1.0) * _force(camps)
        note = _note(camps)
        if field.property is Property.PERPETRATOR and _reversed(incident, camps, case):
            note += " One side names as the attacker whom another names as attacked."
        yield dispute_of(kind_of(sides), incident.id, field.property.value, sides, weight, note)


def _telling(rows: Sequence[Said]) -> list[Said]:
    """The statements, without parties that can dispute nothing: unlisted and named once."""
    return [
        r
        for r in rows
        if not isinstance(r.statement.value, Actor)
        or known_party(r, [s for s in rows if s.statement.value == r.statement.value])
    ]


Camp = tuple[str, list[Said]]


def _camps(field: Reconciled, rows: Sequence[Said]) -> list[Camp]:
    """The statements by what they hold, best supported first; those that fit all are left out."""
    sums = listed(rows)
    held = {r.statement.id: sums.get(r.statement.id, r.statement.value) for r in rows}
    groups: dict[str, list[Said]] = defaultdict(list)
    for row in rows:
        open_day = any(other_weekday(row, value) for value in held.values())
        words = row.statement.evidence.quote if open_day else shown(held[row.statement.id])
        groups[words].append(row)
    kept: dict[str, list[Said]] = {}
    for value, mine in groups.items():
        others = [r for v, other in groups.items() if v != value for r in other]
        if any(_apart(mine[0], r, held) for r in others):
            kept[value] = mine
    chosen = shown(field.value)
    return sorted(kept.items(), key=lambda c: (c[0] != chosen, -weight_of(c[1]), c[0]))


def _apart(one: Said, two: Said, held: Mapping[str, Value | None]) -> bool:
    """Whether two statements of one field cannot both be right."""
    a, b = held[one.statement.id], held[two.statement.id]
    return not fit(a, b) or other_weekday(one, b) or other_weekday(two, a)


def _reversed(incident: Incident, camps: Sequence[Camp], case: Case) -> bool:
    """Whether a side's attacker is the party that the incident's claims name as attacked."""
    struck = {
        s.value.actor_id
        for name in incident.claims
        for s in (
            *case.claims[name].said(Property.TARGET),
            *case.claims[name].said(Property.VICTIM),
        )
        if isinstance(s.value, Thing) and s.value.actor_id
    }
    named = {r.statement.value for _, rows in camps for r in rows}
    return any(isinstance(a, Actor) and {a.id, a.part_of} & struck for a in named)


def _force(camps: Sequence[Camp]) -> float:
    """How seriously the weaker camp stands against the stronger."""
    weights = sorted((weight_of(rows) for _, rows in camps), reverse=True)
    return 1.0 + weights[1] / weights[0] if weights[0] else 1.0


def _note(camps: Sequence[Camp]) -> str:
    """Which side is better supported, in a sentence."""
    (first, mine), rest = camps[0], camps[1:]
    own, other = weight_of(mine), max(weight_of(rows) for _, rows in rest)
    reports = len({r.claim.report_id for r in mine})
    told = f"{reports} report{'s give' if reports != 1 else ' gives'} it"
    if own > other:
        return f"{first} is better supported: {told}."
    if own == other:
        return f"Neither side is better supported; {first} stands under the rule in force."
    return f"{first} stands under the rule in force, though more sources give another value."


# --- order ------------------------------------------------------------------------------------


def _of_order(incident: Incident, case: Case) -> Iterable[Dispute]:
    """An answer that is dated before what it answers."""
    for name in incident.claims:
        claim = case.claims[name]
        earlier = case.claims.get(claim.retaliation_for or "")
        cause = case.home.get(earlier.account_id) if earlier else None
        if earlier is None or cause is None or cause.id == incident.id or claim.negated:
            continue
        mine, theirs = when_of(incident), when_of(cause)
        if mine is None or theirs is None or not is_before(incident, cause):
            continue
        if mine.earliest != mine.latest or theirs.earliest != theirs.latest:
            continue
        said = Side(
            f"answers an earlier incident of {shown(theirs)}",
            (),
            tuple(dict.fromkeys((claim.evidence, earlier.evidence))),
        )
        dated = _dated(incident, case)
        if dated is None:
            continue
        sides = [said, side_of_rows(f"happened on {shown(mine)}", dated)]
        note = "An answer cannot come before what it answers: a date or the link is wrong."
        yield dispute_of(DisputeKind.ORDER, incident.id, "date", sides, 2.5, note)


def _dated(incident: Incident, case: Case) -> list[Said] | None:
    field = incident.field(Property.DATE)
    rows = [case.statements[i] for i in field.supporting if i in case.statements] if field else []
    return rows or None

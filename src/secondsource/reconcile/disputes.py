"""Where reports cannot all be right about an incident: between reports, and inside one report.

In: reconciled incidents, their claims, the sources. Out: `Dispute`s, heaviest first, each with at
least two sides that quote their words, and a note on which side is better supported. It
refuses what is merely different: a vaguer wording, a part beside a whole, a toll that grew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from secondsource.model import (
    Claim,
    Count,
    Dispute,
    DisputeKind,
    Incident,
    Property,
    Reconciled,
    Scope,
    Side,
    Status,
    When,
)
from secondsource.reconcile.case import (
    Case,
    Facts,
    dispute_of,
    fit,
    kind_of,
    shown,
    side_of_rows,
    when_of,
)
from secondsource.reconcile.context import find_rival_persons
from secondsource.reconcile.sources import Said, Sources, weight_of

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
    facts: Sequence[Facts],
) -> tuple[Dispute, ...]:
    """Every dispute over some incidents, heaviest first; `facts` are those of the whole case."""
    case = Case.of(incidents, claims, sources, facts)
    return heaviest_first(
        [
            *(d for i in incidents for d in _of_fields(i, case)),
            *(d for i in incidents for d in _of_tolls_within(i, case)),
            *(d for i in incidents for d in _of_order(i, case)),
            *find_rival_persons(case),
        ]
    )


def heaviest_first(disputes: Iterable[Dispute]) -> tuple[Dispute, ...]:
    """Each dispute once, the heaviest first."""
    once = {d.id: d for d in disputes}
    return tuple(sorted(once.values(), key=lambda d: (-d.weight, d.id)))


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
        camps = _camps(field, rows)
        if len(camps) < 2:
            continue
        sides = [side_of_rows(value, mine) for value, mine in camps]
        weight = IMPORTANCE.get(field.property, 1.0) * _force(camps)
        note = _note(camps)
        yield dispute_of(kind_of(sides), incident.id, field.property.value, sides, weight, note)


Camp = tuple[str, list[Said]]


def _camps(field: Reconciled, rows: Sequence[Said]) -> list[Camp]:
    """The statements by what they hold, best supported first; those that fit all are left out."""
    groups: dict[str, list[Said]] = defaultdict(list)
    for row in rows:
        groups[shown(row.statement.value)].append(row)
    kept: dict[str, list[Said]] = {}
    for value, mine in groups.items():
        others = [r for v, other in groups.items() if v != value for r in other]
        if any(not fit(mine[0].statement.value, r.statement.value) for r in others):
            kept[value] = mine
    chosen = shown(field.value)
    return sorted(kept.items(), key=lambda c: (c[0] != chosen, -weight_of(c[1]), c[0]))


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


# --- one report against itself ----------------------------------------------------------------


def _of_tolls_within(incident: Incident, case: Case) -> Iterable[Dispute]:
    """A part that is larger than the whole the same report gives."""
    by_report: dict[tuple[str, Property], list[Said]] = defaultdict(list)
    for name in incident.claims:
        claim = case.claims[name]
        if claim.negated:
            continue
        for statement in claim.statements:
            if statement.property in (Property.KILLED, Property.INJURED):
                key = (claim.report_id, statement.property)
                by_report[key].append(case.statements[statement.id])
    for (_, prop), rows in sorted(by_report.items()):
        yield from _parts_over_sum(incident, prop, rows)


def _parts_over_sum(incident: Incident, prop: Property, rows: Sequence[Said]) -> Iterable[Dispute]:
    wholes = [r for r in rows if _scope(r) is Scope.TOTAL and _high(r) is not None]
    parts = [r for r in rows if _scope(r) is Scope.PARTIAL and _low(r)]
    over = [(w, p) for w in wholes for p in parts if (_low(p) or 0) > (_high(w) or 0)]
    if not over:
        return
    whole, part = min(over, key=lambda x: (x[0].statement.id, x[1].statement.id))
    if any((_high(w) or 0) >= (_low(part) or 0) for w in wholes):
        return
    sides = [
        side_of_rows(f"{shown(whole.statement.value)} in all", [whole]),
        side_of_rows(f"{shown(part.statement.value)} in a part", [part]),
    ]
    note = f"A part cannot be larger than the whole; the report counts both as {prop.value}."
    yield dispute_of(DisputeKind.WITHIN, incident.id, prop.value, sides, 1.5, note)


def _scope(row: Said) -> Scope | None:
    value = row.statement.value
    return value.scope if isinstance(value, Count) else None


def _low(row: Said) -> int | None:
    value = row.statement.value
    return value.low if isinstance(value, Count) else None


def _high(row: Said) -> int | None:
    value = row.statement.value
    return value.high if isinstance(value, Count) else None


# --- order ------------------------------------------------------------------------------------


def _of_order(incident: Incident, case: Case) -> Iterable[Dispute]:
    """An answer that is dated before what it answers."""
    for name in incident.claims:
        claim = case.claims[name]
        earlier = case.claims.get(claim.retaliation_for or "")
        cause = case.home.get(earlier.account_id) if earlier else None
        if earlier is None or cause is None or cause.id == incident.id or claim.negated:
            continue
        mine, theirs = when_of(incident), cause.when
        if mine is None or theirs is None or not _days_before(mine, theirs):
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


def _days_before(one: When, two: When) -> bool:
    """Whether one day lies before another, and not in the night before it."""
    if not (one.earliest and one.latest and two.earliest and two.latest):
        return False
    single = one.earliest == one.latest and two.earliest == two.latest
    return single and (two.earliest - one.earliest).days > 1


def _dated(incident: Incident, case: Case) -> list[Said] | None:
    field = incident.field(Property.DATE)
    rows = [case.statements[i] for i in field.supporting if i in case.statements] if field else []
    return rows or None

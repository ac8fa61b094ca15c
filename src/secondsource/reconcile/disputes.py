"""Where reports cannot all be right: between reports, inside one report, and against the case.

In: reconciled incidents, all claims, the sources, a rule set. Out: `Dispute`s, heaviest first, each
with at least two sides that quote their words, and a note on which side is better supported. It
refuses what is merely different: a vaguer wording, a part beside a whole, a toll that grew.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from secondsource.model import (
    Actor,
    Claim,
    Count,
    Dispute,
    DisputeKind,
    Evidence,
    Incident,
    Kind,
    Place,
    Property,
    Reconciled,
    Side,
    Statement,
    Status,
    Value,
    When,
)
from secondsource.reconcile.fields import days_meet, places_meet, related
from secondsource.reconcile.rules import RuleSet
from secondsource.reconcile.sources import Said, Sources, weight_of
from secondsource.reconcile.tolls import agree

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
    incidents: Sequence[Incident], claims: Sequence[Claim], sources: Sources, rules: RuleSet
) -> tuple[Dispute, ...]:
    """Every dispute of a case, heaviest first."""
    case = _Case.of(incidents, claims, sources)
    found = [
        *(d for i in incidents for d in _of_fields(i, case)),
        *(d for i in incidents for d in _of_tolls_within(i, case)),
        *(d for i in incidents for d in _of_order(i, case)),
        *_of_superlatives(case, rules),
        *_of_totals(case),
    ]
    once = {d.id: d for d in found}
    return tuple(sorted(once.values(), key=lambda d: (-d.weight, d.id)))


@dataclass(frozen=True, slots=True)
class _Case:
    """The incidents and claims of a case, indexed."""

    incidents: Sequence[Incident]
    claims: Mapping[str, Claim]
    statements: Mapping[str, Said]
    home: Mapping[str, Incident]  # by account
    sources: Sources

    @classmethod
    def of(cls, incidents: Sequence[Incident], claims: Sequence[Claim], sources: Sources) -> _Case:
        ordered = sorted(claims, key=lambda c: (c.report_id, c.evidence.start, c.id))
        rows = {
            s.id: Said(s, c, sources.lineage(c.report_id), sources.published(c.report_id))
            for c in ordered
            for s in c.statements
        }
        home = {a: i for i in incidents for a in i.accounts}
        return cls(incidents, {c.id: c for c in ordered}, rows, home, sources)


# --- sides ------------------------------------------------------------------------------------


def _side(value: str, rows: Iterable[Said]) -> Side:
    ordered = sorted(rows, key=lambda r: (r.claim.report_id, r.statement.evidence.start))
    evidence = dict.fromkeys(r.statement.evidence for r in ordered)
    return Side(value, tuple(sorted({r.statement.id for r in ordered})), tuple(evidence))


def _dispute(
    kind: DisputeKind,
    about: str | None,
    prop: str | None,
    sides: Sequence[Side],
    weight: float,
    note: str,
) -> Dispute:
    words = [kind.value, prop or ""]
    words += sorted(f"{e.report_id}:{e.start}:{e.end}" for s in sides for e in s.evidence)
    name = "d" + hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]
    return Dispute(name, kind, about, prop, tuple(sides), round(weight, 3), note)


def _kind(sides: Sequence[Side]) -> DisputeKind:
    """Within where both sides stand in one report only."""
    reports = {e.report_id for s in sides for e in s.evidence}
    return DisputeKind.WITHIN if len(reports) == 1 else DisputeKind.BETWEEN


# --- fields -----------------------------------------------------------------------------------


def _of_fields(incident: Incident, case: _Case) -> Iterable[Dispute]:
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
        sides = [_side(value, mine) for value, mine in camps]
        weight = IMPORTANCE.get(field.property, 1.0) * _force(camps)
        note = _note(camps)
        yield _dispute(_kind(sides), incident.id, field.property.value, sides, weight, note)


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


def fit(one: Value | None, two: Value | None) -> bool:
    """Whether two values can both be right."""
    if isinstance(one, Count) and isinstance(two, Count):
        return one.scope is not two.scope or agree(one, two)
    if isinstance(one, When) and isinstance(two, When):
        return days_meet(one, two)
    if isinstance(one, Place) and isinstance(two, Place):
        return places_meet(one, two)
    if isinstance(one, Actor) and isinstance(two, Actor):
        return related(one, two)
    return True


def shown(value: Value | None) -> str:
    """A value in a few words."""
    if value is None:
        return "unknown"
    if isinstance(value, Count):
        return _number(value)
    if isinstance(value, When):
        days = f"{value.earliest} to {value.latest}" if value.earliest else "an open date"
        return value.edtf or days
    return value.name


def _number(count: Count) -> str:
    if count.low is not None and count.high is None:
        return f"at least {count.low}"
    if count.low == count.high:
        return str(count.low)
    if count.best is not None and count.low and count.low < count.best:
        return f"about {count.best}"
    return f"{count.low or 0} to {count.high}"


def _force(camps: Sequence[Camp]) -> float:
    """How seriously the weaker camp stands against the stronger."""
    weights = sorted((weight_of(rows) for _, rows in camps), reverse=True)
    return 1.0 + weights[1] / weights[0] if weights[0] else 1.0


def _note(camps: Sequence[Camp]) -> str:
    """Which side is better supported, in a sentence."""
    (first, mine), rest = camps[0], camps[1:]
    own, other = weight_of(mine), max(weight_of(rows) for _, rows in rest)
    reports = len({r.claim.report_id for r in mine})
    told = f"{reports} report{'s' * (reports != 1)}"
    if own > other:
        return f"{first} is better supported: {told} with more independent sources give it."
    if own == other:
        return f"Neither side is better supported; {first} stands under the rule in force."
    return f"{first} stands under the rule in force, though more sources give another value."


# --- one report against itself ----------------------------------------------------------------


def _of_tolls_within(incident: Incident, case: _Case) -> Iterable[Dispute]:
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
    wholes = [r for r in rows if _scope(r) == "total" and _high(r) is not None]
    parts = [r for r in rows if _scope(r) == "partial" and _low(r)]
    over = [(w, p) for w in wholes for p in parts if (_low(p) or 0) > (_high(w) or 0)]
    if not over:
        return
    whole, part = min(over, key=lambda x: (x[0].statement.id, x[1].statement.id))
    if any((_high(w) or 0) >= (_low(part) or 0) for w in wholes):
        return
    sides = [
        _side(f"{shown(whole.statement.value)} in all", [whole]),
        _side(f"{shown(part.statement.value)} in a part", [part]),
    ]
    note = f"A part cannot be larger than the whole; the report counts both as {prop.value}."
    yield _dispute(DisputeKind.WITHIN, incident.id, prop.value, sides, 1.5, note)


def _scope(row: Said) -> str | None:
    value = row.statement.value
    return value.scope.value if isinstance(value, Count) else None


def _low(row: Said) -> int | None:
    value = row.statement.value
    return value.low if isinstance(value, Count) else None


def _high(row: Said) -> int | None:
    value = row.statement.value
    return value.high if isinstance(value, Count) else None


# --- order ------------------------------------------------------------------------------------


def _of_order(incident: Incident, case: _Case) -> Iterable[Dispute]:
    """An answer that is dated before what it answers."""
    for name in incident.claims:
        claim = case.claims[name]
        earlier = case.claims.get(claim.retaliation_for or "")
        cause = case.home.get(earlier.account_id) if earlier else None
        if earlier is None or cause is None or cause.id == incident.id or claim.negated:
            continue
        mine, theirs = _when(incident), _when(cause)
        if mine is None or theirs is None or not _before(mine, theirs):
            continue
        said = Side(
            f"answers an earlier incident of {shown(theirs)}",
            (),
            tuple(dict.fromkeys((claim.evidence, earlier.evidence))),
        )
        dated = _dated(incident, case)
        if dated is None:
            continue
        sides = [said, _side(f"happened on {shown(mine)}", dated)]
        note = "An answer cannot come before what it answers: a date or the link is wrong."
        yield _dispute(DisputeKind.ORDER, incident.id, "date", sides, 2.5, note)


def _when(incident: Incident) -> When | None:
    field = incident.field(Property.DATE)
    return field.value if field and isinstance(field.value, When) else None


def _before(one: When, two: When) -> bool:
    return one.latest is not None and two.earliest is not None and one.latest < two.earliest


def _dated(incident: Incident, case: _Case) -> list[Said] | None:
    field = incident.field(Property.DATE)
    rows = [case.statements[i] for i in field.supporting if i in case.statements] if field else []
    return rows or None


# --- superlatives -----------------------------------------------------------------------------


def _of_superlatives(case: _Case, rules: RuleSet) -> Iterable[Dispute]:
    """Claims such as "the first attack" against earlier incidents with the same parties."""
    first = re.compile(rf"\b(?:{'|'.join(map(re.escape, rules.superlative))})\b", re.IGNORECASE)
    what = re.compile(rf"\b(?:{'|'.join(map(re.escape, rules.of_attacks))})s?\b", re.IGNORECASE)
    for claim in case.claims.values():
        incident = case.home.get(claim.account_id)
        match = first.search(claim.evidence.quote)
        if incident is None or match is None or claim.kind is not Kind.INCIDENT:
            continue
        if not what.search(claim.evidence.quote, match.end(), match.end() + 60):
            continue
        rivals = sorted(_rivals(incident, case), key=lambda i: i.id)
        if rivals:
            yield _superlative(claim, incident, rivals, case, match.group())


def _rivals(incident: Incident, case: _Case) -> Iterable[Incident]:
    """Earlier incidents of the case, same doer, same kind, that would make it not the first."""
    mine = _when(incident)
    doer = incident.field(Property.PERPETRATOR)
    place = incident.field(Property.PLACE)
    for other in case.incidents:
        theirs = _when(other)
        if other.id == incident.id or mine is None or theirs is None or not _before(theirs, mine):
            continue
        if other.event_type == incident.event_type and (
            _same(doer, other.field(Property.PERPETRATOR))
            and _same_country(place, other.field(Property.PLACE))
        ):
            yield other


def _same(one: Reconciled | None, two: Reconciled | None) -> bool:
    a, b = (one.value if one else None), (two.value if two else None)
    return isinstance(a, Actor) and isinstance(b, Actor) and related(a, b)


def _same_country(one: Reconciled | None, two: Reconciled | None) -> bool:
    a, b = (one.value if one else None), (two.value if two else None)
    if not isinstance(a, Place) or not isinstance(b, Place):
        return False
    return a.country is not None and a.country == b.country


def _superlative(
    claim: Claim, incident: Incident, rivals: Sequence[Incident], case: _Case, words: str
) -> Dispute:
    earlier = [case.claims[sorted(r.claims)[0]] for r in rivals[:3]]
    sides = [
        Side(f'"{words}" of its kind', (), (claim.evidence,)),
        Side("an earlier one of the same party", (), tuple(c.evidence for c in earlier)),
    ]
    note = f"The case holds {len(rivals)} earlier incident{'s' * (len(rivals) != 1)} of this kind."
    weight = 1.5 + 0.2 * min(5, len(rivals))
    return _dispute(DisputeKind.SUPERLATIVE, incident.id, None, sides, weight, note)


# --- totals -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Total:
    claim: Claim
    count: Count
    count_statement: Statement
    what: frozenset[str]
    period: When | None

    @property
    def evidence(self) -> Evidence:
        return self.count_statement.evidence


_COMMON = frozenset(
    {"the", "a", "an", "of", "on", "in", "and", "to", "such", "by", "at", "people", "other"}
    | {"more", "than", "over"}
)


def _of_totals(case: _Case) -> Iterable[Dispute]:
    """Running totals of the same thing over the same period that do not agree."""
    totals = [t for c in case.claims.values() if (t := _total(c)) is not None]
    for n, one in enumerate(totals):
        for two in totals[n + 1 :]:
            if one.claim.report_id != two.claim.report_id and _comparable(one, two):
                yield _two_totals(one, two, case.sources)


def _total(claim: Claim) -> _Total | None:
    if claim.kind is not Kind.TOTAL or claim.negated:
        return None
    counts = [s for s in claim.said(Property.COUNT) if isinstance(s.value, Count)]
    if not counts or not isinstance(counts[0].value, Count) or counts[0].value.low is None:
        return None
    words = " ".join(s.evidence.quote for s in claim.said(Property.WHAT)).lower()
    what = frozenset(w.rstrip("s") for w in re.findall(r"[a-z]+", words)) - _COMMON
    periods = [s.value for s in claim.said(Property.PERIOD) if isinstance(s.value, When)]
    return _Total(claim, counts[0].value, counts[0], what, periods[0] if periods else None)


def _comparable(one: _Total, two: _Total) -> bool:
    """Whether two totals count one thing over one period and cannot both be right."""
    if not one.what or not two.what or agree(one.count, two.count):
        return False
    if len(one.what & two.what) / min(len(one.what), len(two.what)) < 0.67:
        return False
    a, b = one.period, two.period
    if a is None or b is None or a.earliest is None or b.earliest is None:
        return False
    ends = [(w.latest or date.max) for w in (a, b)]
    return abs((a.earliest - b.earliest).days) <= 10 and abs((ends[0] - ends[1]).days) <= 10


def _two_totals(one: _Total, two: _Total, sources: Sources) -> Dispute:
    sides = [Side(_number(t.count), (t.count_statement.id,), (t.evidence,)) for t in (one, two)]
    known = [sources.lineage(t.claim.report_id).known for t in (one, two)]
    note = "Two running totals of the same thing over the same days do not agree."
    if known[0] != known[1]:
        note += f" {sides[known.index(True)].value} comes from a known publisher."
    return _dispute(DisputeKind.TOTALS, None, "count", sides, 1.2, note)

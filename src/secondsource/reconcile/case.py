"""The case as disputes see it: incidents and claims by id, and how a dispute is put together.

In: reconciled incidents, claims, sources. Out: a `Case`, and the sides and disputes made of it. It
refuses to judge; whether two values can both be right is said by `fit`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from secondsource.model import (
    Actor,
    Claim,
    Count,
    Dispute,
    DisputeKind,
    Incident,
    Place,
    Property,
    Side,
    Value,
    When,
)
from secondsource.reconcile.fields import days_meet, places_meet, related
from secondsource.reconcile.sources import Said, Sources
from secondsource.reconcile.tolls import agree


@dataclass(frozen=True, slots=True)
class Case:
    """The incidents and claims of a case, indexed."""

    incidents: Sequence[Incident]
    claims: Mapping[str, Claim]
    statements: Mapping[str, Said]
    home: Mapping[str, Incident]  # by account
    sources: Sources

    @classmethod
    def of(cls, incidents: Sequence[Incident], claims: Sequence[Claim], sources: Sources) -> Case:
        """The case of these incidents and claims, in an order that input cannot change."""
        ordered = sorted(claims, key=lambda c: (c.report_id, c.evidence.start, c.id))
        reports = {c.report_id for c in ordered}
        known = {r: (sources.lineage(r), sources.published(r)) for r in reports}
        rows = {s.id: Said(s, c, *known[c.report_id]) for c in ordered for s in c.statements}
        home = {a: i for i in incidents for a in i.accounts}
        return cls(incidents, {c.id: c for c in ordered}, rows, home, sources)


def side_of_rows(value: str, rows: Iterable[Said]) -> Side:
    """One side: what it holds, and the words of its statements."""
    ordered = sorted(rows, key=lambda r: (r.claim.report_id, r.statement.evidence.start))
    evidence = dict.fromkeys(r.statement.evidence for r in ordered)
    return Side(value, tuple(sorted({r.statement.id for r in ordered})), tuple(evidence))


def dispute_of(
    kind: DisputeKind,
    about: str | None,
    prop: str | None,
    sides: Sequence[Side],
    weight: float,
    note: str,
) -> Dispute:
    """A dispute, named by its kind and the words it quotes."""
    words = [kind.value, prop or ""]
    words += sorted(f"{e.report_id}:{e.start}:{e.end}" for s in sides for e in s.evidence)
    name = "d" + hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]
    return Dispute(name, kind, about, prop, tuple(sides), round(weight, 3), note)


def kind_of(sides: Sequence[Side]) -> DisputeKind:
    """Within where all sides stand in one report, else between."""
    reports = {e.report_id for s in sides for e in s.evidence}
    return DisputeKind.WITHIN if len(reports) == 1 else DisputeKind.BETWEEN


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
        return number_words(value)
    if isinstance(value, When):
        days = f"{value.earliest} to {value.latest}" if value.earliest else "an open date"
        return value.edtf or days
    return value.name


def number_words(count: Count) -> str:
    """A count in a few words."""
    if count.low is not None and count.high is None:
        return f"at least {count.low}"
    if count.low == count.high:
        return str(count.low)
    if count.best is not None and count.low and count.low < count.best:
        return f"about {count.best}"
    return f"{count.low or 0} to {count.high}"


def when_of(incident: Incident) -> When | None:
    """The date an incident is held to have."""
    field = incident.field(Property.DATE)
    return field.value if field and isinstance(field.value, When) else None


def doer_of(incident: Incident) -> Actor | None:
    """The party an incident is held to be the deed of."""
    field = incident.field(Property.PERPETRATOR)
    return field.value if field and isinstance(field.value, Actor) else None


def country_of(incident: Incident) -> str | None:
    """The country an incident is held to lie in."""
    field = incident.field(Property.PLACE)
    return field.value.country if field and isinstance(field.value, Place) else None


def before(one: When, two: When) -> bool:
    """Whether one date lies wholly before another."""
    return one.latest is not None and two.earliest is not None and one.latest < two.earliest

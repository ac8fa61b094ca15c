"""How incidents stand to one another: what answers what, and what is part of what.

In: reconciled incidents of a case and their claims. Out: the same incidents, related. It refuses
to infer: an answer is carried only where a report states it, with its words; a whole is the
parent of its parts only where its claims count several targets and its parts fit day and doer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from secondsource.model import (
    Actor,
    Claim,
    Count,
    Incident,
    Place,
    Property,
    Retaliation,
    Scope,
    Stance,
    When,
)
from secondsource.reconcile.fields import related

MOST_DAYS = 3  # a coordinated whole lasts no longer than this
LEAST_TARGETS = 3  # hit at once, from which an incident is a whole of several strikes


def relate_incidents(
    incidents: Sequence[Incident], claims: Sequence[Claim]
) -> tuple[Incident, ...]:
    """The incidents, in their order, with stated answers, parents and parts."""
    by_claim = {c.id: c for c in claims}
    home = {a: i.id for i in incidents for a in i.accounts}
    answers = {i.id: _answers(i, by_claim, home) for i in incidents}
    parents = _parents(incidents, by_claim)
    parts: dict[str, list[str]] = {}
    for child, parent in sorted(parents.items()):
        parts.setdefault(parent, []).append(child)
    return tuple(
        replace(
            i,
            retaliation_for=answers[i.id],
            part_of=parents.get(i.id),
            parts=tuple(parts.get(i.id, ())),
        )
        for i in incidents
    )


def _answers(
    incident: Incident, by_claim: Mapping[str, Claim], home: Mapping[str, str]
) -> tuple[Retaliation, ...]:
    """The incidents that reports say this one answers, each with the first such words."""
    found: dict[str, Retaliation] = {}
    for name in incident.claims:
        claim = by_claim[name]
        if claim.retaliation_for is None or claim.negated or claim.stance is Stance.DENIED:
            continue
        earlier = by_claim.get(claim.retaliation_for)
        target = home.get(earlier.account_id) if earlier else None
        if target is not None and target != incident.id:
            found.setdefault(target, Retaliation(target, "stated", claim.evidence.quote))
    return tuple(found[k] for k in sorted(found))


# --- parents ----------------------------------------------------------------------------------


def _parents(incidents: Sequence[Incident], by_claim: Mapping[str, Claim]) -> dict[str, str]:
    """Child -> parent, where exactly one whole fits."""
    wholes = [i for i in incidents if _is_whole(i, by_claim)]
    known = {i.id for i in wholes}
    of_type: dict[str, list[Incident]] = defaultdict(list)
    for whole in wholes:
        of_type[whole.event_type].append(whole)
    found = {}
    for incident in incidents:
        if incident.id in known:
            continue
        fitting = [w.id for w in of_type.get(incident.event_type, ()) if _inside(incident, w)]
        if len(fitting) == 1:
            found[incident.id] = fitting[0]
    return found


def _is_whole(incident: Incident, by_claim: Mapping[str, Claim]) -> bool:
    """An incident is a whole where a report counts three or more targets hit at once."""
    counts = [
        s.value.low or 0
        for name in incident.claims
        for s in by_claim[name].said(Property.TARGETS_HIT)
        if isinstance(s.value, Count) and s.value.scope is Scope.TOTAL
    ]
    return max(counts, default=0) >= LEAST_TARGETS


def _inside(part: Incident, whole: Incident) -> bool:
    """Whether day, doer and country let one incident be a part of another of its type."""
    mine, other = _days(part), _days(whole)
    if mine is None or other is None:
        return False
    short = (mine[1] - mine[0]).days <= 1 and (other[1] - other[0]).days <= MOST_DAYS
    if not short or not _covered(mine, other):
        return False
    one, two = _doer(part), _doer(whole)
    same_doer = one is not None and two is not None and related(one, two)
    return same_doer and _same_country(part, whole)


def _covered(inner: tuple[date, date], outer: tuple[date, date]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _days(incident: Incident) -> tuple[date, date] | None:
    field = incident.field(Property.DATE)
    value = field.value if field else None
    if not isinstance(value, When) or value.earliest is None or value.latest is None:
        return None
    return value.earliest, value.latest


def _doer(incident: Incident) -> Actor | None:
    field = incident.field(Property.PERPETRATOR)
    return field.value if field and isinstance(field.value, Actor) else None


def _same_country(one: Incident, two: Incident) -> bool:
    fields = [i.field(Property.PLACE) for i in (one, two)]
    places = [f.value for f in fields if f and isinstance(f.value, Place)]
    countries = {p.country for p in places if p.country}
    return len(places) == 2 and len(countries) == 1

"""How incidents stand to one another: what answers what, and what is part of what.

In: reconciled incidents of a case and their claims. Out: the same incidents, related. It refuses
to infer: an answer is carried only where a report states it, with its words; a whole is the
parent of its parts only where its claims count several targets and its parts fit day and doer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

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
    parents = _parents(incidents, by_claim)
    parts = _parts(parents)
    by_id = {i.id: i for i in incidents}
    return tuple(
        replace(
            i,
            retaliation_for=answers_of(i, by_claim, home, by_id),
            part_of=parents.get(i.id),
            parts=parts.get(i.id, ()),
        )
        for i in incidents
    )


def relate_again(
    changed: Sequence[Incident],
    were: Sequence[Incident],
    around: Sequence[Incident],
    by_claim: Mapping[str, Claim],
) -> tuple[Incident, ...]:
    """Those that changed and those around them, with parents and parts as they now are.

    `were` are incidents as they stood before they changed or went; `around` are all others of
    their types within `MOST_DAYS` of their days. What lies outside the days of a changed incident
    keeps its parent.
    """
    every = (*changed, *around)
    parents = _parents(every, by_claim)
    spans = _spans((*changed, *were))
    ids = {i.id for i in (*changed, *were)}
    anew = {i.id for i in every if i.id in ids or _within(i, spans)}
    parts = _parts({child: parent for child, parent in parents.items() if child in anew})
    had = {i.id: i.parts for i in (*around, *were)}
    stay = {i.id: [c for c in had.get(i.id, ()) if c not in anew | ids] for i in every}
    return tuple(
        replace(
            i,
            part_of=parents.get(i.id) if i.id in anew else i.part_of,
            parts=tuple(sorted([*stay[i.id], *parts.get(i.id, ())])),
        )
        for i in every
    )


def windows(incidents: Iterable[Incident]) -> set[tuple[str, date, date]]:
    """The types and days among which an incident can have a part in common with these."""
    far = timedelta(days=MOST_DAYS)
    return {(kind, first - far, last + far) for kind, (first, last) in _spans(incidents)}


def _spans(incidents: Iterable[Incident]) -> list[tuple[str, tuple[date, date]]]:
    """The types and days of incidents that can be a whole or a part."""
    told = [(i.event_type, days) for i in incidents if (days := _days(i)) is not None]
    return [(kind, (a, b)) for kind, (a, b) in told if (b - a).days <= MOST_DAYS]


def _within(incident: Incident, spans: Sequence[tuple[str, tuple[date, date]]]) -> bool:
    """Whether an incident can be a part of one of some types and days."""
    mine = _days(incident)
    return mine is not None and any(
        kind == incident.event_type and _covered(mine, days) for kind, days in spans
    )


def _parts(parents: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Parent -> its children."""
    parts: dict[str, list[str]] = defaultdict(list)
    for child, parent in sorted(parents.items()):
        parts[parent].append(child)
    return {parent: tuple(children) for parent, children in parts.items()}


def answers_of(
    incident: Incident,
    by_claim: Mapping[str, Claim],
    home: Mapping[str, str],
    by_id: Mapping[str, Incident],
) -> tuple[Retaliation, ...]:
    """The incidents that reports say this one answers, each with the first such words.

    None that came after it: a date or the link is wrong then, and stands among the disputes.
    """
    found: dict[str, Retaliation] = {}
    for name in incident.claims:
        claim = by_claim[name]
        if claim.retaliation_for is None or claim.negated or claim.stance is Stance.DENIED:
            continue
        earlier = by_claim.get(claim.retaliation_for)
        target = home.get(earlier.account_id) if earlier else None
        if target is None or target == incident.id or is_before(incident, by_id[target]):
            continue
        found.setdefault(target, Retaliation(target, "stated", claim.evidence.quote))
    return tuple(found[k] for k in sorted(found))


def is_before(one: Incident, two: Incident) -> bool:
    """Whether all days of one incident lie before those of another, and the night before them."""
    first, second = _days(one), _days(two)
    return first is not None and second is not None and (second[0] - first[1]).days > 1


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
    if incident.field(Property.TARGETS_HIT) is None:
        return False
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

"""What a case is about: its period, places, actors and types.

In: the scope that a person gave, in words, and an incident. Out: whether the incident lies in it.
It refuses to shut out what is not known to lie outside: an incident without a date, a place or a
party is in scope, whatever these are limited to.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from secondsource.errors import InputError
from secondsource.model import (
    Actor,
    ActorKind,
    DecisionKind,
    Force,
    Incident,
    Place,
    Property,
    Standing,
    Thing,
    When,
)

COUNTRY = 6  # UCDP's where_prec of a whole country; from here on a part of it may be meant
PARTIES = (Property.PERPETRATOR, Property.TARGET, Property.VICTIM, Property.CLAIMED_BY)


@dataclass(frozen=True, slots=True)
class Scope:
    """The limits of a case; what is empty limits nothing.

    Places are ISO codes of countries, ids of the gazetteer, or names of places and regions; actors
    are ids or names; types are codes of the closed list.
    """

    first: date | None = None
    last: date | None = None
    places: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    types: tuple[str, ...] = ()


def scope_in_words(scope: Scope) -> str:
    """The scope as the ledger keeps it: JSON without what is empty."""
    known = {name: value for name, value in asdict(scope).items() if value}
    return json.dumps(known, ensure_ascii=False, default=str)


def scope_of_words(words: str) -> Scope:
    """The scope that the JSON of the ledger stands for."""
    try:
        known = json.loads(words)
        days = {k: date.fromisoformat(known[k]) for k in ("first", "last") if known.get(k)}
        names = {k: tuple(map(str, known.get(k, ()))) for k in ("places", "actors", "types")}
    except (ValueError, TypeError, AttributeError) as fault:
        raise InputError(
            f"{words[:60]!r} is no scope ({fault}). Give first and last as 2024-02-07, and lists "
            "of places, actors and types."
        ) from fault
    return Scope(days.get("first"), days.get("last"), **names)


def scope_of(standing: Iterable[Standing]) -> Scope | None:
    """The scope that a case has, or None where it has none."""
    held = (Force.IN_FORCE, Force.PENDING)
    found = [
        s.decision.value
        for s in standing
        if s.decision.kind is DecisionKind.SCOPE and s.force in held
    ]
    return scope_of_words(found[-1]) if found and found[-1] else None


def in_scope(incident: Incident, scope: Scope | None) -> bool:
    """Whether an incident lies within a scope, or is not known to lie outside."""
    return scope is None or (
        _in_period(incident, scope)
        and _in_places(incident, scope)
        and _of_actors(incident, scope)
        and (not scope.types or incident.event_type in scope.types)
    )


def outside(incidents: Iterable[Incident], scope: Scope | None) -> frozenset[str]:
    """The ids of the incidents that lie outside a scope."""
    return frozenset(i.id for i in incidents if not in_scope(i, scope))


def unmet(incidents: Sequence[Incident], scope: Scope) -> tuple[str, ...]:
    """The places and actors of a scope that no incident bears, so that they let nothing in."""
    places = {name for i in incidents for name in _place_names(i)}
    actors = {name for i in incidents for name in _actor_names(i)}
    return tuple(
        name
        for names, known in ((scope.places, places), (scope.actors, actors))
        for name in names
        if name.casefold() not in known
    )


def _place_names(incident: Incident) -> frozenset[str]:
    field = incident.field(Property.PLACE)
    place = field.value if field else None
    if not isinstance(place, Place):
        return frozenset()
    names = (place.id, place.name, place.country, place.admin1, place.admin2)
    return frozenset(name.casefold() for name in names if name)


def _actor_names(incident: Incident) -> frozenset[str]:
    values = (f.value for f in incident.fields if f.property in PARTIES)
    names: list[str | None] = []
    for value in values:
        if isinstance(value, Actor):
            names += [value.id, value.name, value.part_of]
        elif isinstance(value, Thing):
            names += [value.actor_id, value.name]
    return frozenset(name.casefold() for name in names if name)


def _in_period(incident: Incident, scope: Scope) -> bool:
    field = incident.field(Property.DATE)
    when = field.value if field else None
    if not isinstance(when, When) or when.earliest is None or when.latest is None:
        return True
    late = scope.last is not None and when.earliest > scope.last
    early = scope.first is not None and when.latest < scope.first
    return not (late or early)


def _in_places(incident: Incident, scope: Scope) -> bool:
    field = incident.field(Property.PLACE)
    place = field.value if field else None
    if not scope.places or not isinstance(place, Place):
        return True
    if _among((place.id, place.name, place.country, place.admin1, place.admin2), scope.places):
        return True
    parts = [name for name in scope.places if len(name) != len("IQ")]
    wide = place.precision is None or place.precision >= COUNTRY
    return bool(parts) and wide


def _of_actors(incident: Incident, scope: Scope) -> bool:
    if not scope.actors:
        return True
    names: list[str | None] = []
    for prop in PARTIES:
        field = incident.field(prop)
        value = field.value if field else None
        if isinstance(value, Actor) and value.kind is not ActorKind.UNKNOWN_ARMED:
            names += [value.id, value.name, value.part_of]
        elif isinstance(value, Thing):
            names += [value.actor_id, value.name] if value.actor_id else []
            if _among((value.name,), scope.actors):
                return True
    return not names or _among(names, scope.actors)


def _among(names: Sequence[str | None], wanted: Iterable[str]) -> bool:
    known = {name.casefold() for name in names if name}
    return any(name.casefold() in known for name in wanted)

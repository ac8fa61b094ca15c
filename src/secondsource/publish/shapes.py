"""One flat row an incident: our own columns, and those of ACLED and UCDP as far as they can be had.

In: the publication copy. Out: rows of text, numbers and None under the names of their columns. It
refuses to fill what nobody says: ACLED's and UCDP's columns that a case cannot answer are left
out, a day that is open stays empty, and a toll without a number is no zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from secondsource.model import (
    Actor,
    ActorKind,
    Count,
    GroupStatus,
    Place,
    Property,
    Status,
    Thing,
    ThingKind,
    When,
)
from secondsource.publish.nouns import Event, Publication
from secondsource.wording import UNKNOWN, country_names, say_range

Cell = str | float | None
Row = dict[str, Cell]

INTER: Mapping[ActorKind, str] = {
    ActorKind.STATE_FORCES: "State forces",
    ActorKind.GOVERNMENT: "State forces",
    ActorKind.REBEL_GROUP: "Rebel group",
    ActorKind.POLITICAL_MILITIA: "Political militia",
    ActorKind.IDENTITY_MILITIA: "Identity militia",
    ActorKind.RIOTERS: "Rioters",
    ActorKind.PROTESTERS: "Protesters",
    ActorKind.CIVILIANS: "Civilians",
    ActorKind.PERSON: "Civilians",
    ActorKind.EXTERNAL_FORCES: "External/Other forces",
}
DISORDER: Mapping[str, str] = {
    "Battles": "Political violence",
    "Explosions/Remote violence": "Political violence",
    "Violence against civilians": "Political violence",
    "Protests": "Demonstrations",
    "Riots": "Demonstrations",
    "Strategic developments": "Strategic developments",
}
TIME_PRECISION = {1: 1, 2: 2, 3: 2, 4: 3}  # UCDP date_prec to ACLED; a year has none
GEO_PRECISION = {1: 1, 2: 2, 3: 2, 4: 3, 5: 3, 6: 3}  # UCDP where_prec to ACLED


@dataclass(frozen=True, slots=True)
class Shape:
    """A format of flat rows: its name and the row of one incident."""

    name: str
    row: Callable[[Publication, Event], Row]


def rows_of(shape: Shape, copy: Publication) -> list[Row]:
    """The rows of all incidents that go out."""
    return [shape.row(copy, event) for event in copy.events]


# --- parts of a row ---------------------------------------------------------------------------


def _value(event: Event, prop: Property) -> Any:
    field = event.field(prop)
    return field.value if field else None


def _when(event: Event) -> When | None:
    value = _value(event, Property.DATE)
    return value if isinstance(value, When) else None


def _place(event: Event) -> Place:
    value = _value(event, Property.PLACE)
    return value if isinstance(value, Place) else Place(None, "")


def _says(event: Event, prop: Property) -> str | None:
    field = event.field(prop)
    return field.says if field and field.says != UNKNOWN else None


def _sources(copy: Publication, event: Event) -> str:
    """The publishers of the reports, once each; a report of unknown origin by its number."""
    by = {r.number: r for r in copy.reports}
    cited = [by[number] for number in event.reports]
    names = [r.source or f"unknown origin ({r.number})" for r in cited]
    return "; ".join(dict.fromkeys(names))


def _toll(event: Event, prop: Property) -> tuple[int | None, int | None, int | None]:
    field = event.field(prop)
    return (field.low, field.best, field.high) if field else (None, None, None)


def notes_of(event: Event) -> str:
    """What is said of an incident, in a line: title, parties, tolls, how well it is sourced."""
    killed, injured = (say_range(*_toll(event, p)) for p in (Property.KILLED, Property.INJURED))
    by, on = _says(event, Property.PERPETRATOR), _says(event, Property.TARGET)
    parts = [
        event.title,
        f"by {by}" if by else None,
        f"on {on}" if on else None,
        f"killed: {killed}" if killed != UNKNOWN else "killed: not said",
        f"injured: {injured}" if injured != UNKNOWN else None,
        f"{event.independent_sources} independent known sources",
    ]
    return "; ".join(part for part in parts if part)


# --- our own columns --------------------------------------------------------------------------


def _own(copy: Publication, event: Event) -> Row:
    when, place = _when(event), _place(event)
    row: Row = {
        "incident_id": event.id,
        "draft": event.draft,
        "review_state": event.review_state.value,
        "title": event.title,
        "event_type": event.event_type,
        "event_name": event.event_name,
        "date": when.edtf if when else None,
        "date_earliest": _day(when, "earliest"),
        "date_latest": _day(when, "latest"),
        "date_precision": when.precision if when else None,
        "place": place.name or None,
        "admin2": place.admin2,
        "admin1": place.admin1,
        "country": place.country,
        "where_precision": place.precision,
        "radius_km": place.radius_km,
        "latitude": place.lat,
        "longitude": place.lon,
    }
    for prop in (
        Property.PERPETRATOR,
        Property.TARGET,
        Property.VICTIM,
        Property.WEAPON,
        Property.CLAIMED_BY,
        Property.DENIED_BY,
    ):
        row[prop.value] = _says(event, prop)
    by = event.field(Property.PERPETRATOR)
    row["perpetrator_basis"] = by.basis.value if by and by.basis else None
    for prop in (Property.KILLED, Property.INJURED):
        for bound, number in zip(("low", "best", "high"), _toll(event, prop), strict=True):
            row[f"{prop.value}_{bound}"] = number
    for prop in STATUSES:
        field = event.field(prop)
        row[f"{prop.value}_status"] = (field.status if field else Status.NOT_SAID).value
    return row | {
        "reports": " ".join(event.reports),
        "sources": _sources(copy, event),
        "independent_sources": event.independent_sources,
        "unknown_sources": event.unknown_sources,
        "grade": event.grade.value,
        "part_of": event.part_of,
        "retaliation_for": " ".join(r.incident_id for r in event.retaliation_for) or None,
    }


STATUSES = (
    Property.DATE,
    Property.PLACE,
    Property.PERPETRATOR,
    Property.KILLED,
    Property.INJURED,
)


def _day(when: When | None, name: str) -> str | None:
    day = getattr(when, name, None)
    return day.isoformat() if day else None


# --- after ACLED ------------------------------------------------------------------------------


def _acled(copy: Publication, event: Event) -> Row:
    when, place = _when(event), _place(event)
    by = _value(event, Property.PERPETRATOR)
    on = _aimed_at(event)
    first, second = _inter(by), _inter(on)
    day = _day(when, "earliest")
    return {
        "event_id_cnty": event.id,
        "event_date": day,
        "year": int(day[:4]) if day else None,
        "time_precision": TIME_PRECISION.get((when.precision if when else None) or 0),
        "disorder_type": DISORDER.get(event.acled_event or ""),
        "event_type": event.acled_event,
        "sub_event_type": event.acled_sub_event,
        "actor1": _says(event, Property.PERPETRATOR),
        "inter1": first,
        "actor2": on.name if on else None,
        "inter2": second,
        "civilian_targeting": "Civilian targeting" if second == "Civilians" else None,
        "country": _country(place),
        "admin1": place.admin1,
        "admin2": place.admin2,
        "location": place.name or None,
        "latitude": place.lat,
        "longitude": place.lon,
        "geo_precision": GEO_PRECISION.get(place.precision or 0),
        "source": _sources(copy, event),
        "notes": notes_of(event),
        "fatalities": _toll(event, Property.KILLED)[1],
        "radius_km": place.radius_km,
        "review_state": event.review_state.value,
        "draft": event.draft,
    }


def _aimed_at(event: Event) -> Thing | None:
    for prop in (Property.TARGET, Property.VICTIM):
        value = _value(event, prop)
        if isinstance(value, Thing):
            return value
    return None


def _inter(value: Any) -> str | None:
    if isinstance(value, Actor):
        return INTER.get(value.kind)
    return _OF_THINGS.get(value.kind) if isinstance(value, Thing) else None


_OF_THINGS: Mapping[ThingKind, str] = {
    ThingKind.CIVILIANS: "Civilians",
    ThingKind.PERSON: "Civilians",
    ThingKind.AID: "Civilians",
    ThingKind.MEDIA: "Civilians",
    ThingKind.MILITARY: "State forces",
    ThingKind.POLICE: "State forces",
}


def _country(place: Place) -> str | None:
    return country_names().get(place.country or "", place.country)


# --- after UCDP -------------------------------------------------------------------------------


def _ucdp(copy: Publication, event: Event) -> Row:
    when, place = _when(event), _place(event)
    by = {r.number: r for r in copy.reports}
    cited = [by[number] for number in event.reports]
    low, best, high = _toll(event, Property.KILLED)
    day = _day(when, "earliest")
    return {
        "id": event.id,
        "year": int(day[:4]) if day else None,
        "code_status": event.draft or "Checked",
        "type_of_violence": event.violence,
        "side_a": _says(event, Property.PERPETRATOR),
        "side_b": _says(event, Property.TARGET) or _says(event, Property.VICTIM),
        "number_of_sources": len(event.reports),
        "source_article": "; ".join(_cited(r.source, r.published, r.url) for r in cited),
        "source_headline": "; ".join(r.title for r in cited if r.title) or None,
        "where_prec": place.precision,
        "where_coordinates": place.name or None,
        "adm_1": place.admin1,
        "adm_2": place.admin2,
        "latitude": place.lat,
        "longitude": place.lon,
        "geom_wkt": _wkt(place),
        "country": _country(place),
        "date_prec": when.precision if when else None,
        "date_start": day,
        "date_end": _day(when, "latest"),
        **_deaths(event, best),
        "best": best,
        "high": high,
        "low": low,
        "radius_km": place.radius_km,
        "review_state": event.review_state.value,
        "draft": event.draft,
    }


def _cited(source: str | None, published: Any, url: str | None) -> str:
    return ", ".join(str(p) for p in (source or "unknown origin", published, url) if p)


def _wkt(place: Place) -> str | None:
    if place.lat is None or place.lon is None:
        return None
    return f"POINT ({place.lon} {place.lat})"


def _deaths(event: Event, best: int | None) -> Row:
    """The dead by UCDP's columns: civilians where the words say so, else unknown."""
    value = _value(event, Property.KILLED)
    civil = isinstance(value, Count) and value.group.status is GroupStatus.CIVILIAN
    return {
        "deaths_civilians": best if civil else None,
        "deaths_unknown": None if civil else best,
    }


OWN = Shape("incidents", _own)
ACLED = Shape("acled", _acled)
UCDP = Shape("ucdp", _ucdp)
SHAPES: Sequence[Shape] = (OWN, ACLED, UCDP)
"""The formats of flat rows."""

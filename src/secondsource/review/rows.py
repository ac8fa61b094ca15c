"""Incidents as lists, maps and timelines show them: one flat row each, made once per reading.

In: the incidents of a case with its disputes, publishers and names of countries. Out: `Row`s in
table order, the names of the sides in them, and the plain points that map and timeline draw. It
refuses to place or date anything: what no report says stays empty, and a whole country is no point.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from secondsource.model import (
    Actor,
    Dispute,
    Incident,
    Place,
    Property,
    Reconciled,
    Side,
    Status,
    Thing,
    When,
)
from secondsource.sides import side_of
from secondsource.terminal.quotes import one_line
from secondsource.wording import UNKNOWN, say_day, say_field, say_when, side_names

STRIP = (
    (Property.DATE, "Date"),
    (Property.PLACE, "Place"),
    (Property.PERPETRATOR, "By"),
    (Property.TARGET, "On"),
    (Property.KILLED, "Toll"),
)
"""The fields whose status stands in each row, and what their columns are called."""
WIDEST_POINT = 5  # UCDP where_prec; 6 and 7 are whole countries and more, which are no point

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Row:
    """One incident in brief, in words for people and in plain values for filters."""

    id: str
    number: int  # in table order, from 1
    type: str
    what: str
    where: str | None
    who: str | None
    whom: str | None
    date: str | None
    date_note: str | None
    earliest: str | None  # ISO days; without a year there is neither, an open end is no latest
    latest: str | None
    camps: tuple[tuple[str, str], ...]  # first and last day of each side of a disputed date
    place: str | None
    admin1: str | None
    country: str | None
    lat: float | None
    lon: float | None
    radius_km: float | None
    precision: int | None
    side: str | None  # id of the side that did it
    sides: tuple[str, ...]  # of doer, target and victim
    killed: str | None
    low: int | None
    best: int | None
    high: int | None
    injured: str | None
    strip: tuple[str, ...]  # statuses of the fields of `STRIP`
    statuses: tuple[str, ...]  # of every field, each once
    disputed: tuple[str, ...]  # properties
    doubt: float
    grade: str
    review: str
    reports: tuple[str, ...]
    publishers: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]  # incident and basis: stated or timing
    outside: bool = False  # of the scope of the case

    @property
    def dated(self) -> bool:
        """Whether any report gives it a year."""
        return self.earliest is not None

    @property
    def on_map(self) -> bool:
        """Whether the words fix it more tightly than to a country."""
        return self.lat is not None and (self.precision or 0) <= WIDEST_POINT


@dataclass(frozen=True, slots=True)
class Given:
    """All that a row is made of, beside the names of countries."""

    incident: Incident
    number: int
    disputes: tuple[Dispute, ...]
    publishers: tuple[str | None, ...]  # of its reports
    outside: bool


@dataclass(frozen=True, slots=True)
class Table:
    """All rows of a case, and how the sides in them are called."""

    rows: tuple[Row, ...]
    sides: Mapping[str, str]  # name by id, the side with most incidents first
    made: Mapping[str, tuple[Given, Row]]  # by incident id


EMPTY = Table((), {}, {})


def read_rows(
    incidents: Iterable[Incident],
    disputes: Iterable[Dispute],
    publishers: Mapping[str, str | None],
    countries: Mapping[str, str],
    outside: Collection[str] = (),
    before: Table = EMPTY,
) -> Table:
    """The rows of incidents in their order; publishers are by report id.

    `outside` are the ids of incidents that lie outside the scope of the case. A row made `before`
    of the same things is taken over.
    """
    about: dict[str, list[Dispute]] = defaultdict(list)
    for dispute in disputes:
        about[dispute.about or ""].append(dispute)
    made: dict[str, tuple[Given, Row]] = {}
    for number, i in enumerate(incidents, 1):
        told = tuple(publishers.get(r) for r in i.reports)
        given = Given(i, number, tuple(about[i.id]), told, i.id in outside)
        was = before.made.get(i.id)
        made[i.id] = was if was and was[0] == given else (given, _row(given, countries))
    rows = tuple(row for _, row in made.values())
    many = Counter(side for row in rows for side in row.sides)
    known = side_names(countries)
    named = {row.side: row.who for row in rows if row.side and row.who}
    return Table(
        rows,
        {
            side: known.get(side) or _side_name(side, named.get(side))
            for side in sorted(many, key=lambda s: (-many[s], s))
        },
        made,
    )


def points(table: Table) -> list[dict[str, Any]]:
    """What map and timeline draw of each row, in order; what is not said is left out."""
    return [
        {name: value for name, value in _point(row).items() if value not in (None, (), 0.0)}
        for row in table.rows
    ]


def _point(row: Row) -> dict[str, Any]:
    return {
        "id": row.id,
        "what": row.what,
        "date": row.date,
        "place": row.place,
        "where": row.where,
        "lat": row.lat if row.on_map else None,
        "lon": row.lon if row.on_map else None,
        "radius": row.radius_km if row.on_map else None,
        "precision": row.precision,
        "from": row.earliest,
        "to": row.latest,
        "camps": row.camps,
        "side": row.side,
        "answers": row.answers,
        "disputed": row.disputed,
        "outside": row.outside,
    }


def _row(given: Given, countries: Mapping[str, str]) -> Row:
    incident = given.incident
    fields = {f.property: f for f in incident.fields}
    when, place = fields.get(Property.DATE), fields.get(Property.PLACE)
    killed, doer = fields.get(Property.KILLED), fields.get(Property.PERPETRATOR)
    words, note, camps = _dated(when, given.disputes)
    earliest, latest = _bounds(when)
    spot = place.value if place and isinstance(place.value, Place) else None
    whom = fields.get(Property.TARGET) or fields.get(Property.VICTIM)
    sides = _sides(incident)
    return Row(
        id=incident.id,
        number=given.number,
        type=incident.event_type,
        what=type_words(incident.event_type),
        where=_said(place, countries),
        who=_said(doer),
        whom=_said(whom) or _said(fields.get(Property.VICTIM)),
        date=words,
        date_note=note,
        earliest=earliest,
        latest=latest,
        camps=camps,
        place=one_line(spot.name) if spot else None,
        admin1=spot.admin1 if spot else None,
        country=spot.country if spot else None,
        lat=spot.lat if spot else None,
        lon=spot.lon if spot else None,
        radius_km=spot.radius_km if spot else None,
        precision=spot.precision if spot else None,
        side=side_of(doer.value.id) if doer and isinstance(doer.value, Actor) else None,
        sides=sides,
        killed=_said(killed),
        low=killed.low if killed else None,
        best=killed.best if killed else None,
        high=killed.high if killed else None,
        injured=_said(fields.get(Property.INJURED)),
        strip=tuple(_status(fields.get(prop)) for prop, _ in STRIP),
        statuses=tuple(sorted({f.status.value for f in incident.fields})),
        disputed=tuple(f.property.value for f in incident.fields if f.status is Status.DISPUTED),
        doubt=sum(d.weight for d in given.disputes),
        grade=incident.grade.value,
        review=incident.review_state.value,
        reports=incident.reports,
        publishers=tuple(sorted({p for p in given.publishers if p})),
        answers=tuple((r.incident_id, r.basis) for r in incident.retaliation_for),
        outside=given.outside,
    )


def type_words(code: str) -> str:
    """The kind of incident in words: "Drone strike"."""
    return code.replace("_", " ").capitalize()


def _value(incident: Incident, prop: Property) -> object:
    entry = incident.field(prop)
    return entry.value if entry else None


def _status(entry: Reconciled | None) -> str:
    return (entry.status if entry else Status.NOT_SAID).value


def _said(entry: Reconciled | None, countries: Mapping[str, str] | None = None) -> str | None:
    words = one_line(say_field(entry, countries or {}))
    return None if words == UNKNOWN else words


def _sides(incident: Incident) -> tuple[str, ...]:
    """The sides of doer, target and victim, each once."""
    found: dict[str, None] = {}
    for prop in (Property.PERPETRATOR, Property.TARGET, Property.VICTIM):
        value = _value(incident, prop)
        if isinstance(value, Actor):
            found[side_of(value.id)] = None
        elif isinstance(value, Thing) and value.actor_id:
            found[side_of(value.actor_id)] = None
    return tuple(found)


def _side_name(side: str, doer: str | None) -> str:
    """A side that no list names: by its kind where that is all that is known, else as a doer is."""
    kind = type_words(side.partition(":")[2].replace("-", " "))
    return kind if side.startswith("kind:") or doer is None else doer


# --- dates ------------------------------------------------------------------------------------


def _dated(
    entry: Reconciled | None, disputes: Sequence[Dispute]
) -> tuple[str | None, str | None, tuple[tuple[str, str], ...]]:
    """A date in words, a note under it, and the days of each side where it is disputed."""
    if entry is None or not isinstance(entry.value, When):
        return None, None, ()
    when = entry.value
    words = say_when(when)
    if entry.status is Status.DISPUTED:
        sides = [s for d in disputes if d.property == Property.DATE for s in d.sides]
        camps = tuple(dict.fromkeys(c for s in sides if (c := _days(s.value))))
        return _either(sides, words), "no common day", camps if len(camps) > 1 else ()
    start = _open(when)
    if start:
        return f"after {say_day(date.fromisoformat(start))}", "end left open", ()
    if when.earliest is None:
        return (None, None, ()) if words == UNKNOWN else (words, "no year stated", ())
    return words, "year derived" if when.derived else None, ()


def _bounds(entry: Reconciled | None) -> tuple[str | None, str | None]:
    """The first and last possible day; no last one where the words leave the end open."""
    if entry is None or not isinstance(entry.value, When):
        return None, None
    when = entry.value
    if when.earliest is None or when.latest is None:
        return _open(when), None
    return when.earliest.isoformat(), when.latest.isoformat()


def _open(when: When) -> str | None:
    """The day from which an interval without an end runs."""
    start, open_end, _ = (when.edtf or "").partition("/..")
    return start if open_end and _DAY.fullmatch(start) else None


def _days(edtf: str) -> tuple[str, str] | None:
    """The first and last day that a side names in full, or None."""
    found = _DAY.findall(edtf)
    return (found[0], found[-1]) if found else None


def _either(sides: list[Side], words: str) -> str:
    """The sides of a disputed date: "1 Feb or 7 Feb 2024", or the words of a report."""
    said = [_say_side(side) for side in sides[:2]]
    if len(said) < 2 or said[0] == said[1]:
        return words
    for shared in (8, 4):  # a month and its year, or a year, are said once
        end = said[1][-shared - 1 :]
        if re.fullmatch(r" ([A-Z][a-z]{2} )?\d{4}", end) and said[0].endswith(end):
            said[0] = said[0].removesuffix(end)
            break
    return " or ".join(said)


def _say_side(side: Side) -> str:
    days = _days(side.value)
    if days is None:
        return f"“{one_line(side.evidence[0].quote)}”" if side.evidence else side.value
    first, last = (date.fromisoformat(day) for day in days)
    return say_day(first) if first == last else say_when(When(None, first, last, None, ""))

"""One flat row an incident, for spreadsheets: `csv`.

In: a case. Out: rows whose cells are text, numbers or empty. It refuses to hand a spreadsheet a
formula: text that one would run is marked as text with a leading apostrophe (OWASP, CSV injection).
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import Any, TextIO

from secondsource.export.case import Case
from secondsource.export.columns import Column, row_of
from secondsource.export.contract import field_row
from secondsource.export.plain import form, plain
from secondsource.model import (
    Incident,
    Property,
    Status,
)

_TEXT = form(str | None)
_NUMBER = form(float | None)
_WHOLE = form(int | None)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")
_Get = Callable[[Case, Incident], Any]


def _of(prop: Property, name: str) -> _Get:
    """A property of the value of a field, in its plain form."""

    def get(_: Case, incident: Incident) -> Any:
        entry = incident.field(prop)
        return plain(getattr(entry.value, name, None)) if entry else None

    return get


def _status(prop: Property) -> _Get:
    def get(_: Case, incident: Incident) -> str:
        entry = incident.field(prop)
        return (entry.status if entry else Status.NOT_SAID).value

    return get


def _toll(prop: Property, bound: str) -> _Get:
    def get(_: Case, incident: Incident) -> int | None:
        number: int | None = field_row(prop, incident.field(prop))[bound]
        return number

    return get


def _basis(_: Case, incident: Incident) -> str | None:
    entry = incident.field(Property.PERPETRATOR)
    return entry.basis.value if entry and entry.basis else None


def _disputed(_: Case, incident: Incident) -> str:
    return " ".join(f.property.value for f in incident.fields if f.status is Status.DISPUTED)


def _sub_event(case: Case, incident: Incident) -> str | None:
    return case.codes.acled_sub_event(case.scene_of_incident(incident))


def _acled_event(case: Case, incident: Incident) -> str | None:
    return case.codes.acled_event_types.get(_sub_event(case, incident) or "")


def _violence(case: Case, incident: Incident) -> int | None:
    return case.codes.ucdp_violence(case.scene_of_incident(incident))


def _text(name: str, about: str, get: _Get) -> Column[Incident]:
    return Column(name, about, _TEXT, get)


def _number(name: str, about: str, get: _Get) -> Column[Incident]:
    return Column(name, about, _NUMBER, get)


def _whole(name: str, about: str, get: _Get) -> Column[Incident]:
    return Column(name, about, _WHOLE, get)


def _named(prop: Property) -> tuple[Column[Incident], ...]:
    """Name and kind of an actor or thing."""
    name = prop.value
    return (
        _text(name, f"{name}: the name", _of(prop, "name")),
        _text(f"{name}_kind", f"{name}: its kind", _of(prop, "kind")),
    )


def _counted(prop: Property) -> tuple[Column[Incident], ...]:
    """Range and status of a toll."""
    name = prop.value
    return (
        _whole(f"{name}_low", f"{name}: the least", _toll(prop, "low")),
        _whole(f"{name}_best", f"{name}: the best single number", _toll(prop, "best")),
        _whole(f"{name}_high", f"{name}: the most; empty = open", _toll(prop, "high")),
        _text(f"{name}_status", f"{name}: how the reports stand to one another", _status(prop)),
    )


KEY = (_text("incident_id", "id of the incident", lambda _, i: i.id),)
WHEN = (
    _text("date", "EDTF; XXXX for a year no report gives", _of(Property.DATE, "edtf")),
    _text("date_earliest", "first possible day", _of(Property.DATE, "earliest")),
    _text("date_latest", "last possible day", _of(Property.DATE, "latest")),
    _whole("date_precision", "UCDP date_prec, 1 day to 5 year", _of(Property.DATE, "precision")),
    _text("date_status", "how the reports stand to one another", _status(Property.DATE)),
)
WHAT = (
    _text("event_type", "code of the closed list", lambda _, i: i.event_type),
    _text("event_name", "its name", lambda case, i: case.codes.event_type(i.event_type).name),
    _text("acled_event_type", "by our reading of ACLED's codebook", _acled_event),
    _text("acled_sub_event_type", "by our reading of ACLED's codebook", _sub_event),
    _whole("ucdp_type_of_violence", "1 state-based, 2 non-state, 3 one-sided", _violence),
    _text("means", "what it was done with", lambda _, i: i.facets.means),
    _text("outcome", "completed, intercepted or failed", lambda _, i: i.facets.outcome),
)
WHERE = (
    _text("place", "name of the place", _of(Property.PLACE, "name")),
    _text("admin2", "its second-order region", _of(Property.PLACE, "admin2")),
    _text("admin1", "its first-order region", _of(Property.PLACE, "admin1")),
    _text("country", "ISO 3166-1 alpha-2", _of(Property.PLACE, "country")),
    _whole("where_precision", "UCDP where_prec, 1 to 7", _of(Property.PLACE, "precision")),
    _number(
        "radius_km", "how far the words leave the place open", _of(Property.PLACE, "radius_km")
    ),
    _text("place_status", "how the reports stand to one another", _status(Property.PLACE)),
)
POINT = (
    _number("latitude", "degrees north (WGS 84)", _of(Property.PLACE, "lat")),
    _number("longitude", "degrees east (WGS 84)", _of(Property.PLACE, "lon")),
)
WHO = (
    *_named(Property.PERPETRATOR),
    _text("perpetrator_basis", "admitted, self_claimed, alleged or unknown", _basis),
    _text(
        "perpetrator_status", "how the reports stand to one another", _status(Property.PERPETRATOR)
    ),
    *_named(Property.TARGET),
    *_named(Property.VICTIM),
    _text("weapon", "words for the means", _of(Property.WEAPON, "name")),
    _text("claimed_by", "who claims it", _of(Property.CLAIMED_BY, "name")),
    _text("denied_by", "who denies it", _of(Property.DENIED_BY, "name")),
)
TOLL = (*_counted(Property.KILLED), *_counted(Property.INJURED))
SOURCING = (
    _text("disputed", "properties in dispute", _disputed),
    _whole("reports", "how many reports speak of it", lambda _, i: len(i.reports)),
    _text("report_ids", "which", lambda _, i: " ".join(i.reports)),
    _whole("independent_sources", "of known lineage", lambda _, i: i.independent_sources),
    _whole("unknown_sources", "of unknown lineage", lambda _, i: i.unknown_sources),
    _text("grade", "how well it is sourced", lambda _, i: i.grade.value),
    _text("part_of", "the larger incident", lambda _, i: i.part_of),
    _text(
        "retaliation_for",
        "the incidents it answers",
        lambda _, i: " ".join(r.incident_id for r in i.retaliation_for),
    ),
    _whole("revision", "rises when the content changes", lambda _, i: i.revision),
    _text("review_state", "how far a person has checked it", lambda _, i: i.review_state.value),
)
CSV: tuple[Column[Incident], ...] = (
    *KEY,
    *WHEN,
    *WHAT,
    *WHERE,
    *POINT,
    *WHO,
    *TOLL,
    *SOURCING,
)
"""The columns of `csv`, in order."""


def write_csv(case: Case, out: TextIO) -> int:
    """Write the incidents in scope as CSV (RFC 4180 but for line ends); how many there are."""
    table = csv.writer(out, lineterminator="\n")
    table.writerow([column.name for column in CSV])
    for incident in case.within:
        row = row_of(CSV, case, incident)
        table.writerow([cell(value) for value in row.values()])
    return len(case.within)


def cell(value: str | float | None) -> str | float:
    """A cell that no spreadsheet runs as a formula; numbers stay numbers, None is empty."""
    if value is None:
        return ""
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA):
        return "'" + value
    return value

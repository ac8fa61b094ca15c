"""Incidents on a map: `geojson`.

In: a case. Out: one GeoJSON feature collection (RFC 7946): a point an incident, with `radius_km`
and `where_precision` beside it, since a point alone would claim more than the words do. An incident
that no report places has geometry null; it is not left out.
"""

from __future__ import annotations

import json
from typing import Any, TextIO

from secondsource.export.case import Case
from secondsource.export.columns import row_of, rows_schema
from secondsource.export.plain import NULL, Row, Schema, either, record
from secondsource.export.tables import KEY, SOURCING, TOLL, WHAT, WHEN, WHERE, WHO
from secondsource.model import Incident, Place, Property

PROPERTIES = (*KEY, *WHEN, *WHAT, *WHERE, *WHO, *TOLL, *SOURCING)
"""The properties of a feature: the columns of `csv` without the two coordinates."""


def feature(case: Case, incident: Incident) -> Row:
    """One incident as a GeoJSON feature."""
    return {
        "type": "Feature",
        "id": incident.id,
        "geometry": _point(incident),
        "properties": row_of(PROPERTIES, case, incident),
    }


def _point(incident: Incident) -> Row | None:
    entry = incident.field(Property.PLACE)
    place = entry.value if entry else None
    if not isinstance(place, Place) or place.lat is None or place.lon is None:
        return None
    return {"type": "Point", "coordinates": [place.lon, place.lat]}


def write_geojson(case: Case, out: TextIO) -> int:
    """Write the incidents in scope as one collection, a feature a line; how many there are."""
    out.write('{"type": "FeatureCollection", "features": [')
    for number, incident in enumerate(case.within):
        out.write(",\n" if number else "\n")
        out.write(json.dumps(feature(case, incident), ensure_ascii=False))
    out.write("\n]}\n")
    return len(case.within)


def collection_schema() -> Schema:
    """The JSON Schema of the whole file."""
    degrees: dict[str, Any] = {"type": "number"}
    point = record(
        {
            "type": {"const": "Point"},
            "coordinates": {
                "type": "array",
                "prefixItems": [degrees, degrees],
                "minItems": 2,
                "maxItems": 2,
                "description": "degrees east, degrees north (WGS 84)",
            },
        }
    )
    one = record(
        {
            "type": {"const": "Feature"},
            "id": {"type": "string"},
            "geometry": either(point, NULL),
            "properties": rows_schema(PROPERTIES),
        }
    )
    features = {"type": "array", "items": one}
    return record({"type": {"const": "FeatureCollection"}, "features": features})

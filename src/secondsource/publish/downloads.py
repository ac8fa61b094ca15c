"""The files that go out: CSV in three shapes, GeoJSON, JSON and a workbook, all from the copy.

In: the publication copy, and a folder. Out: files, one a format. It refuses to hand a spreadsheet
a formula, and says what to install where the workbook's library is missing.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from secondsource.export.plain import plain
from secondsource.export.tables import cell
from secondsource.export.workbook import write_sheets
from secondsource.model import Place, Property
from secondsource.publish.nouns import Event, Publication
from secondsource.publish.shapes import ACLED, OWN, UCDP, Row, Shape, rows_of
from secondsource.wording import say_day

EXTRA = 'Install it with: pip install "secondsource[desk]"'


@dataclass(frozen=True, slots=True)
class Download:
    """A file that goes out: its name, and what it is in a sentence."""

    file: str
    about: str


DOWNLOADS: Sequence[Download] = (
    Download("incidents.csv", "One row an incident, in the columns of Second Source."),
    Download("incidents.xlsx", "The same as a workbook, with every quote, report and total."),
    Download("incidents.geojson", "One point an incident, with its radius; null where unplaced."),
    Download("incidents.json", "Everything on these pages: fields, camps, quotes, reports."),
    Download("acled.csv", "One row an incident, in columns after ACLED's; our coding, not theirs."),
    Download("ucdp.csv", "One row an incident, in columns after UCDP GED's; our coding as well."),
)
"""What `write_downloads` writes."""


def write_downloads(copy: Publication, folder: Path) -> None:
    """Write every file into a folder that is there."""
    for shape, name in ((OWN, "incidents.csv"), (ACLED, "acled.csv"), (UCDP, "ucdp.csv")):
        (folder / name).write_text(csv_of(shape, copy), encoding="utf-8", newline="")
    (folder / "incidents.geojson").write_text(geojson_of(copy), encoding="utf-8")
    (folder / "incidents.json").write_text(json_of(copy), encoding="utf-8")
    write_workbook(copy, folder / "incidents.xlsx")


def csv_of(shape: Shape, copy: Publication) -> str:
    """A table as CSV; a cell that a spreadsheet would run is marked as text."""
    rows = rows_of(shape, copy)
    names = list(dict.fromkeys(name for row in rows for name in row)) or ["incident_id"]
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(names)
    table.writerows([cell(row.get(name)) for name in names] for row in rows)
    return out.getvalue()


def geojson_of(copy: Publication) -> str:
    """The incidents as a feature collection (RFC 7946)."""
    features = [_feature(copy, event) for event in copy.events]
    collection = {"type": "FeatureCollection", "draft": copy.draft, "features": features}
    return json.dumps(collection, ensure_ascii=False, indent=1) + "\n"


def _feature(copy: Publication, event: Event) -> dict[str, Any]:
    field = event.field(Property.PLACE)
    place = field.value if field else None
    known = isinstance(place, Place) and place.lat is not None and place.lon is not None
    point = (
        {"type": "Point", "coordinates": [place.lon, place.lat]}
        if known and isinstance(place, Place)
        else None
    )
    row = OWN.row(copy, event)
    properties = {k: v for k, v in row.items() if k not in ("latitude", "longitude")}
    return {"type": "Feature", "id": event.id, "geometry": point, "properties": properties}


def json_of(copy: Publication) -> str:
    """The whole copy."""
    return json.dumps(record_of(copy), ensure_ascii=False, indent=1) + "\n"


def record_of(copy: Publication) -> dict[str, Any]:
    """The whole copy as plain values."""
    return {
        "title": copy.title,
        "draft": copy.draft,
        "made_at": plain(copy.made_at),
        "rules": copy.rules,
        "held_back": dict(copy.left_out),
        "incidents": plain(copy.events),
        "reports": plain(copy.reports),
        "totals": plain(copy.totals),
        "contradictions": plain(copy.contradictions),
    }


# --- the workbook -----------------------------------------------------------------------------


def write_workbook(copy: Publication, path: Path) -> None:
    """Write the copy as a workbook: incidents, quotes, reports, totals, and what it is."""
    sheets: Mapping[str, Iterable[Row]] = {
        "Incidents": rows_of(OWN, copy),
        "Quotes": _quotes(copy),
        "Reports": [_plainly(plain(r)) | {"draft": copy.draft} for r in copy.reports],
        "Totals": [_total(plain(t)) for t in copy.totals],
        "About": [_about(copy)],
    }
    with path.open("wb") as out:
        write_sheets({name: _sheet(list(rows)) for name, rows in sheets.items()}, out)


def _sheet(rows: Sequence[Row]) -> tuple[list[str], list[Row]]:
    """The columns that any row has, and the rows."""
    return list(dict.fromkeys(name for row in rows for name in row)), list(rows)


def _quotes(copy: Publication) -> Iterable[Row]:
    for event in copy.events:
        for field in event.fields:
            for camp in field.camps:
                for quote in camp.quotes:
                    yield {
                        "incident_id": event.id,
                        "field": field.property.value,
                        "says": camp.says,
                        "agrees_with_the_value": "yes" if camp.holds else "no",
                        "quote": f"{quote.before}{quote.words}{quote.after}",
                        "words": quote.words,
                        "speaker": quote.speaker,
                        "report": quote.report,
                        "draft": event.draft,
                    }


def _total(row: dict[str, Any]) -> Row:
    quote = row.pop("quote")
    words = f"{quote['before']}{quote['words']}{quote['after']}"
    return row | {"quote": words, "report": quote["report"]}


def _plainly(row: dict[str, Any]) -> Row:
    return {k: " ".join(v) if isinstance(v, list) else v for k, v in row.items()}


def _about(copy: Publication) -> Row:
    return {
        "title": copy.title,
        "made": say_day(copy.made_at.date()),
        "draft": copy.draft,
        "rules": copy.rules,
        "incidents": len(copy.events),
        "made_with": "Second Source",
    }

"""The flat table and the map."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from making import NOW, derive, full_case, incident_claim, put, report_of
from secondsource.export import export_case
from secondsource.export.tables import CSV, cell
from secondsource.model import Property, Thing
from secondsource.store import Derived, Store


def written(path: Path, name: str) -> str:
    out = io.StringIO()
    with Store.reader(path) as store:
        export_case(store, name, out)
    return out.getvalue()


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return full_case(tmp_path_factory.mktemp("tables") / "case.db")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1", "'+1"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1", "'  =1"),
        ("\t=1", "'\t=1"),
        ("＝1", "'＝1"),
        ("Baghdad", "Baghdad"),
        ("a=b", "a=b"),
        (-33.5, -33.5),
        (0, 0),
        (None, ""),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(value: Any, shown: Any) -> None:
    assert cell(value) == shown


def test_an_incident_is_one_flat_row(path: Path) -> None:
    (row,) = csv.DictReader(io.StringIO(written(path, "csv")))
    expected = {
        "date": "2024-02-07",
        "event_type": "drone_strike",
        "event_name": "Drone strike",
        "acled_event_type": "Explosions/Remote violence",
        "acled_sub_event_type": "Air/drone strike",
        "ucdp_type_of_violence": "1",
        "place": "Baghdad",
        "country": "IQ",
        "latitude": "33.34",
        "longitude": "44.4",
        "radius_km": "15.0",
        "perpetrator": "United States armed forces",
        "perpetrator_basis": "alleged",
        "target_kind": "armed_group",
        "killed_low": "3",
        "killed_best": "3",
        "killed_high": "",
        "injured_best": "",
        "injured_status": "not_said",
        "reports": "2",
        "report_ids": "seed-1 seed-2",
        "independent_sources": "1",
        "review_state": "unreviewed",
    }
    assert {k: row[k] for k in expected} == expected
    assert list(row) == [column.name for column in CSV]


def test_commas_quotes_and_line_ends_stay_in_their_cell(tmp_path: Path) -> None:
    path, report = tmp_path / "case.db", report_of("r1")
    with Store.writer(path, NOW) as store:
        put(store, report)
        (incident,) = derive(store, [(incident_claim(report).id,)])
        odd = Thing('=the "old", bridge\nin the north')
        fields = tuple(
            replace(f, value=odd) if f.property is Property.TARGET else f for f in incident.fields
        )
        store.replace_derived(Derived((replace(incident, fields=fields),)), at=NOW)
    (row,) = csv.DictReader(io.StringIO(written(path, "csv")))
    assert row["target"] == '\'=the "old", bridge\nin the north'


def test_an_incident_is_a_point_with_its_radius(path: Path) -> None:
    data = json.loads(written(path, "geojson"))
    (feature,) = data["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [44.4, 33.34]}
    assert feature["properties"]["radius_km"] == 15.0
    assert feature["properties"]["where_precision"] == 1
    assert feature["properties"]["review_state"] == "unreviewed"
    assert "latitude" not in feature["properties"]


def test_an_incident_that_nobody_places_is_kept_without_geometry(tmp_path: Path) -> None:
    path, report = tmp_path / "case.db", report_of("r1")
    with Store.writer(path, NOW) as store:
        put(store, report)
        (incident,) = derive(store, [(incident_claim(report).id,)])
        bare = replace(incident, fields=())
        store.replace_derived(Derived((bare,)), at=NOW)
    (feature,) = json.loads(written(path, "geojson"))["features"]
    assert feature["geometry"] is None
    assert feature["properties"]["place"] is None
    (row,) = csv.DictReader(io.StringIO(written(path, "csv")))
    assert (row["latitude"], row["killed_status"]) == ("", "not_said")

"""The files that go out: what they hold, and what is proven to be in none of them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from publishing import Prepare, everything
from secondsource.publish import DRAFT
from secondsource.publish.downloads import DOWNLOADS, csv_of, write_downloads
from secondsource.publish.shapes import ACLED, SHAPES, UCDP


@pytest.fixture
def files(prepared: Prepare, tmp_path: Path) -> dict[str, str]:
    copy, _ = prepared()
    write_downloads(copy, tmp_path)
    return everything(tmp_path)


def test_every_format_is_written(files: dict[str, str]) -> None:
    assert set(files) == {d.file for d in DOWNLOADS}


def test_what_is_held_back_is_in_no_file(files: dict[str, str]) -> None:
    for name, text in files.items():
        for held in ("McKenzie", "Kenneth", "Biden", "Zelenskiy", "Zaw Min Tun", "ana.k"):
            assert held.casefold() not in text.casefold(), f"{held} is in {name}"
        for unchecked in ("Kremenchuk", "Pazigyi", "Mogadishu"):
            assert unchecked not in text, f"{unchecked} is in {name}"


def test_every_row_of_a_draft_is_marked(prepared: Prepare, tmp_path: Path) -> None:
    copy, _ = prepared(drafts=True)
    for shape in SHAPES:
        rows = list(csv.DictReader(io.StringIO(csv_of(shape, copy))))
        assert rows and {row["draft"] for row in rows} == {DRAFT}
    write_downloads(copy, tmp_path)
    told = json.loads((tmp_path / "incidents.geojson").read_text("utf-8"))
    assert {f["properties"]["draft"] for f in told["features"]} == {DRAFT}
    told = json.loads((tmp_path / "incidents.json").read_text("utf-8"))
    assert {i["draft"] for i in told["incidents"]} == {DRAFT}


def test_rows_after_acled_and_ucdp_say_what_the_copy_says(prepared: Prepare) -> None:
    copy, _ = prepared()
    acled = {r["event_id_cnty"]: r for r in csv.DictReader(io.StringIO(csv_of(ACLED, copy)))}
    ucdp = {r["id"]: r for r in csv.DictReader(io.StringIO(csv_of(UCDP, copy)))}
    (station,) = [e for e in copy.events if e.event_type == "missile_strike"]
    row, other = acled[station.id], ucdp[station.id]
    assert row["sub_event_type"] == "Shelling/artillery/missile attack"
    assert row["disorder_type"] == "Political violence"
    assert row["event_date"] == other["date_start"] == "2022-04-08"
    assert row["country"] == "Ukraine"
    assert row["fatalities"] == other["best"]
    assert other["geom_wkt"].startswith("POINT (37.")
    assert all(r["review_state"] == "checked" and not r["draft"] for r in acled.values())


def test_an_unsaid_toll_is_empty_and_no_zero(prepared: Prepare) -> None:
    copy, _ = prepared(drafts=True)
    for event in copy.events:
        said = event.fields and any(
            f.property == "killed" and f.best is not None for f in event.fields
        )
        assert (ACLED.row(copy, event)["fatalities"] is not None) == said

"""Running totals are totals, never incidents."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from secondsource.model import Kind, Property

from .reading import claims_in

CASES = Path(__file__).parents[1] / "cases" / "extract_totals.toml"


@pytest.mark.parametrize(
    "row", tomllib.loads(CASES.read_text("utf-8"))["case"], ids=lambda row: row["text"][:40]
)
def test_a_total_is_no_incident(row: dict[str, Any]) -> None:
    claims = claims_in(row["text"], dates=row.get("dates", ()))
    counts = [c.said(Property.COUNT)[0].evidence.quote for c in claims if c.kind is Kind.TOTAL]
    if row.get("none"):
        assert counts == []
        return
    assert counts == [row["count"]]
    assert not [c for c in claims if c.kind is Kind.INCIDENT]
    assert all(c.trigger is None and c.event_type is None for c in claims if c.kind is Kind.TOTAL)

"""Running totals are totals, never incidents."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from secondsource.extract.draft import Argument, Draft
from secondsource.extract.lexicon import open_lexicon
from secondsource.extract.totals import running
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


@pytest.mark.parametrize(
    ("text", "count", "period", "kept"),
    [
        ("It was the third raid since May.", "third raid", "since May", True),
        ("It was the 11th raid since May.", "11th raid", "since May", True),
        ("These are the first deaths since May.", "first deaths", "since May", False),
        ("He is the second person arrested.", "second person", None, False),
        ("There was a series of attacks since May.", "a series of attacks", "since May", False),
        ("There were dozens of attacks.", "dozens of attacks", None, True),
        ("Aid workers were hit thrice since May.", "thrice", "since May", True),
        ("Of 80 dead since May, including 21 rebels.", "21 rebels", "since May", True),
        ("Attacks since May, including the one on Abba that killed 20 men.", "20 men", None, False),
    ],
)
def test_a_total_counts_over_a_series(
    text: str, count: str, period: str | None, kept: bool
) -> None:
    spans = [(Property.COUNT, count)] + ([(Property.PERIOD, period)] if period else [])
    arguments = tuple(Argument(p, text.index(w), text.index(w) + len(w)) for p, w in spans)
    draft = Draft(Kind.TOTAL, None, (0, len(text)), None, arguments)
    assert len(running([draft], text, open_lexicon())) == kept

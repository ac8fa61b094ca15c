"""Rows of a table are read under their columns."""

from __future__ import annotations

from secondsource.model import Kind, Property, Stance

from .reading import claims_in

TABLE = """Register of the road

| Date | Place | Method | Dead | Hurt | Claimed by |
|---|---|---|---|---|---|
| 15 Jan | Tarna bridge | two suicide bombers | 38 | 105+ | Northern Front |
| 23 May | Bosso | car bomb | 7 | - | - |
| June | Diffa | 12 attacks | - | - | various |
"""


def test_each_row_is_a_claim_with_its_cells() -> None:
    claims = claims_in(TABLE, dates=["15 Jan", "23 May", "June"], places=["Bosso", "Diffa"])
    incidents = [c for c in claims if c.kind is Kind.INCIDENT]
    assert [c.event_type for c in incidents] == ["suicide_bombing", "bombing"]
    first, second = incidents
    assert first.stance is Stance.CLAIMED
    quotes = {s.property: s.evidence.quote for s in first.statements}
    assert quotes[Property.DATE] == "15 Jan"
    assert quotes[Property.KILLED] == "38"
    assert quotes[Property.INJURED] == "105+"
    assert quotes[Property.PERPETRATOR] == "Northern Front"
    assert {s.origin for s in first.statements} <= {"table", "rules"}
    assert not second.said(Property.INJURED)
    assert not second.said(Property.PERPETRATOR)


def test_a_row_that_counts_attacks_is_a_total() -> None:
    totals = [c for c in claims_in(TABLE, dates=["June"]) if c.kind is Kind.TOTAL]
    assert [c.said(Property.COUNT)[0].evidence.quote for c in totals] == ["12"]

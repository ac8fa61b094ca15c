"""Rows of a table are read under their columns."""

from __future__ import annotations

import pytest

from secondsource.model import Count, Kind, Property, Scope, Stance

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


BY_SOURCE = """Place (province) | Night | Official | Others
Tarna (Diffa) | 3-4 May 1997 | 63 | "more than 70"
Bosso | 9 May 1997 | 98, later 238 | 200-400
Kangi | 12 May 1997 | none | several
"""


def test_columns_that_name_who_counted_hold_tolls() -> None:
    dates = ["3-4 May 1997", "9 May 1997", "12 May 1997"]
    claims = claims_in(BY_SOURCE, dates=dates, places=["Tarna", "Diffa", "Bosso", "Kangi"])
    assert {c.event_type for c in claims} == {"massacre"}
    tolls = [[s.value for s in c.said(Property.KILLED)] for c in claims]
    said = [[(v.wording, v.scope) for v in row if isinstance(v, Count)] for row in tolls]
    assert said == [[("63", Scope.TOTAL)], [("98", Scope.SUPERSEDED), ("238", Scope.TOTAL)]]
    assert [s.evidence.quote for s in claims[0].said(Property.PLACE)] == ["Tarna", "Diffa"]


def test_a_row_without_an_event_is_no_massacre_where_some_are_hurt_or_few_die() -> None:
    few = BY_SOURCE.replace("| 63 |", "| 3 |")
    assert claims_in(few, dates=["3-4 May 1997"], places=["Tarna"])[0].event_type != "massacre"
    hurt = BY_SOURCE.replace("Official | Others", "Killed | Hurt")
    assert claims_in(hurt, dates=["3-4 May 1997"], places=["Tarna"])[0].event_type != "massacre"


TWO_IN_ONE = """| No. | Date, place | Nature | Killed |
|---|---|---|---|
| 1 | 6 January, Tarna | car bomb at a police post | 5 |
| 2 | 31 March, Bosso | gunmen on motorcycles | 12 |
"""


def test_a_column_may_say_two_things() -> None:
    claims = claims_in(TWO_IN_ONE, dates=["6 January", "31 March"], places=["Tarna", "Bosso"])
    said = [{s.property: s.evidence.quote for s in c.statements} for c in claims]
    assert [(s[Property.DATE], s[Property.PLACE], s[Property.KILLED]) for s in said] == [
        ("6 January", "Tarna", "5"),
        ("31 March", "Bosso", "12"),
    ]


def test_a_row_that_counts_attacks_is_a_total() -> None:
    totals = [c for c in claims_in(TABLE, dates=["June"]) if c.kind is Kind.TOTAL]
    assert [c.said(Property.COUNT)[0].evidence.quote for c in totals] == ["12"]


ALL_OF_ONE = """Date | Place | Nature | Killed | Suspected
6 January | Tarna | car bomb at a police post | 5 | -
31 March | Bosso | two explosions in a market | 12 | -
2 April | Kangi | ambush of a truck | 3 | Blue Guard

{below}
"""


def doers_below(below: str) -> list[str | None]:
    claims = claims_in(
        ALL_OF_ONE.format(below=below),
        dates=["6 January", "31 March", "2 April"],
        places=["Tarna", "Bosso", "Kangi"],
        actors=["Northern Front", "Blue Guard"],
    )
    rows = [c for c in claims if c.said(Property.KILLED)]
    assert [c.kind for c in rows] == [Kind.INCIDENT] * 3
    said = [c.said(Property.PERPETRATOR) for c in rows]
    return [s[0].evidence.quote if s else None for s in said]


@pytest.mark.parametrize(
    "below",
    [
        "All are attributed to the Northern Front, which has admitted none.",
        "Figures are rounded. The province attributed all three to the Northern Front.",
        "All three were claimed by the Northern Front.",
    ],
)
def test_a_doer_named_below_a_table_did_what_its_rows_tell(below: str) -> None:
    assert doers_below(below) == ["Northern Front", "Northern Front", "Blue Guard"]


@pytest.mark.parametrize(
    "below",
    [
        "All but one are attributed to the Northern Front.",
        "Not all were claimed by the Northern Front.",
        "The first is attributed to the Northern Front.",
        "All the wounded were taken to a clinic of the Northern Front.",
        "One. Two. Three. All are attributed to the Northern Front.",
    ],
)
def test_what_is_said_of_some_rows_is_not_said_of_all(below: str) -> None:
    assert doers_below(below)[:2] == [None, None]

"""Filters: what they leave, what they never drop, how they are said and written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondsource.errors import ConfigError
from secondsource.review.filters import Filter, apply
from secondsource.review.rows import Row, read_rows
from secondsource.store import Store
from secondsource.wording import country_names

PLAIN = Row(
    id="i0",
    number=1,
    type="bombing",
    what="Bombing",
    where="Mogadishu, Somalia",
    who=None,
    whom=None,
    date="1 Mar 2021",
    date_note=None,
    earliest="2021-03-01",
    latest="2021-03-01",
    camps=(),
    place="Mogadishu",
    admin1="Banaadir",
    country="SO",
    lat=2.0,
    lon=45.3,
    radius_km=9.0,
    precision=1,
    side="actor:shabaab",
    sides=("actor:shabaab",),
    killed="3",
    low=3,
    best=3,
    high=3,
    injured=None,
    strip=("agreed",) * 5,
    statuses=("agreed",),
    disputed=(),
    doubt=0.0,
    grade="fair",
    review="unreviewed",
    reports=("wire-1",),
    publishers=("Wire",),
    answers=(),
)
LATER = replace(PLAIN, id="i1", number=2, earliest="2022-05-01", latest="2022-05-31")
OPEN = replace(PLAIN, id="i2", number=3, earliest="2020-01-01", latest=None)
UNDATED = replace(PLAIN, id="i3", number=4, earliest=None, latest=None, date="20 Nov")
UNPLACED = replace(
    PLAIN, id="i4", number=5, lat=None, lon=None, place=None, admin1=None, country=None
)
COUNTRY = replace(PLAIN, id="i5", number=6, place="Somalia", admin1=None, precision=6)
DISPUTED = replace(
    PLAIN,
    id="i6",
    number=7,
    best=9,
    doubt=4.0,
    statuses=("agreed", "disputed"),
    camps=(("2021-03-01", "2021-03-01"), ("2023-01-09", "2023-01-09")),
)
ROWS = (PLAIN, LATER, OPEN, UNDATED, UNPLACED, COUNTRY, DISPUTED)


def ids(query: str, found: frozenset[str] = frozenset()) -> list[str]:
    """The ids that an address leaves, in order."""
    return [row.id for row in apply(asked(query), ROWS, found).rows]


def asked(query: str) -> Filter:
    """The filter of an address."""
    return Filter.of(tuple(part.split("=", 1)) for part in query.split("&") if part)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("", "i0 i1 i2 i4 i5 i6 i3"),
        ("from=2022-01-01&to=2022-12-31", "i1 i2 i3"),
        ("to=2021-02-28", "i2 i3"),
        ("from=2023-01-01", "i2 i6 i3"),  # one side of the dispute says 2023
        ("bbox=40,0,50,5", "i0 i1 i2 i6 i4 i5 i3"),
        ("bbox=45.35,2,50,5", "i0 i1 i2 i6 i4 i5 i3"),  # the ring of 9 km reaches in
        ("bbox=10,40,20,50", "i4 i5"),
        ("place=so", "i0 i1 i2 i5 i6 i3"),
        ("place=so/banaadir", "i0 i1 i2 i6 i3"),
        ("place=mogadishu&place=nowhere", "i0 i1 i2 i6 i3"),
        ("actor=actor:nobody", ""),
        ("status=disputed", "i6"),
        ("type=bombing&grade=fair&source=Wire&review=unreviewed", "i0 i1 i2 i4 i5 i6 i3"),
        ("source=wire-1", "i0 i1 i2 i4 i5 i6 i3"),
        ("source=Other", ""),
        ("words=drone", ""),
        ("sort=-killed", "i6 i0 i1 i2 i4 i5 i3"),
        ("sort=-doubt", "i6 i0 i1 i2 i4 i5 i3"),
        ("sort=-date", "i6 i5 i4 i2 i1 i0 i3"),
    ],
)
def test_a_filter_leaves(query: str, left: str) -> None:
    assert ids(query) == left.split()


def test_words_leave_the_incidents_of_the_reports_that_hold_them() -> None:
    assert len(ids("words=drone", frozenset({"wire-1"}))) == len(ROWS)


@given(st.sampled_from(["from=2300-01-01", "to=1900-01-01", "bbox=-10,-60,-5,-50"]))
def test_no_date_and_no_place_are_never_dropped(query: str) -> None:
    left = ids(query)
    unknown = [r for r in ROWS if not (r.on_map if "bbox" in query else r.dated)]
    assert {row.id for row in unknown} <= set(left)


def test_what_is_hidden_adds_up() -> None:
    shown = apply(asked("from=2022-01-01&to=2022-12-31&status=disputed"), ROWS)
    hidden = sum(h.many for h in shown.hidden)
    assert len(shown.rows) + hidden + shown.by_several == shown.total == len(ROWS)
    when = next(h for h in shown.hidden if h.key == "when")
    assert when.query == "status=disputed"
    assert len(ids(when.query)) == len(shown.rows) + when.many


def test_the_sentence_says_what_stays() -> None:
    wanted = asked("from=2022-01-01&to=2022-12-31")
    said = apply(wanted, ROWS).sentence(wanted)
    assert said == (
        "3 of 7 incidents shown: 2 dated in this range; 1 without a year, which always stays."
    )
    nothing = asked("")
    assert apply(nothing, ROWS).sentence(nothing) == "7 incidents, 1 of them without a year."


@pytest.mark.parametrize(
    "query",
    ["from=2022-01-01&place=so&place=ua&words=a b&sort=-killed", "bbox=1,2,3,4&status=disputed"],
)
def test_an_address_reads_back_as_it_was_written(query: str) -> None:
    first = asked(query)
    again = asked(first.query().replace("+", " "))
    assert again == first


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("from=soon", "from=soon is no day"),
        ("bbox=1,2", "bbox=1,2 is no view"),
        ("sort=luck", "sort=luck is no order"),
    ],
)
def test_a_value_that_cannot_be_read_is_refused(query: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        asked(query)


def test_rows_say_what_incidents_say(example_case: Path) -> None:
    with Store.reader(example_case) as store:
        incidents, disputes = store.incidents(), store.disputes()
        publishers = {r.id: r.source for r in store.reports()}
    table = read_rows(incidents, disputes, publishers, country_names())
    assert [row.id for row in table.rows] == [i.id for i in incidents]
    assert any(len(row.camps) == 2 for row in table.rows)
    assert all(side in table.sides for row in table.rows for side in row.sides)
    assert table.sides["actor:mm-government"] == "Myanmar"
    assert "man" not in table.sides.values(), "a kind is no name"

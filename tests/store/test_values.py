"""Every noun survives the way to JSON and back."""

from __future__ import annotations

import json
import typing
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondsource import model
from secondsource.errors import StoreError
from secondsource.model import Evidence, Thing, Value, When
from secondsource.store import from_json, to_json
from secondsource.store.values import AT_ONCE, dumps, loads, loads_all

NOUNS = [
    kind
    for kind in vars(model).values()
    if isinstance(kind, type) and is_dataclass(kind) and kind.__module__ == model.__name__
]


def strategy(kind: Any) -> st.SearchStrategy[Any]:
    """Values of a declared type, with the evidence of a noun standing somewhere."""
    origin = typing.get_origin(kind)
    if kind is Evidence:
        return st.builds(
            lambda report, start, quote: Evidence(report, start, start + len(quote), quote),
            st.text(max_size=5),
            st.integers(0, 10**6),
            st.text(min_size=1, max_size=20),
        )
    if origin is tuple:
        return st.lists(strategy(typing.get_args(kind)[0]), max_size=2).map(tuple)
    if origin is not None:
        return st.one_of(*(strategy(k) for k in typing.get_args(kind)))
    if is_dataclass(kind) and isinstance(kind, type):
        hints = typing.get_type_hints(kind)
        return st.builds(kind, **{f.name: strategy(hints[f.name]) for f in fields(kind)})
    if kind is datetime:
        return st.datetimes(timezones=st.just(UTC))
    if kind is float:
        return st.floats(allow_nan=False, allow_infinity=False)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(list(kind))
    if kind is type(None):
        return st.none()
    if kind is str:
        return st.text(max_size=12)
    return st.from_type(kind)


@pytest.mark.parametrize("kind", NOUNS, ids=lambda k: k.__name__)
@settings(max_examples=25)
@given(data=st.data())
def test_every_noun_is_the_same_after_a_round_trip(kind: type[Any], data: st.DataObject) -> None:
    value = data.draw(strategy(kind))
    assert loads(dumps(value, kind), kind) == value


@given(value=strategy(Value))
def test_a_value_of_any_kind_is_told_by_its_tag(value: Any) -> None:
    text = json.dumps(to_json(value, Value))
    assert from_json(json.loads(text), Value) == value


def test_fields_that_hold_their_default_are_left_out() -> None:
    assert to_json(Thing("a bus"), Thing) == {"name": "a bus"}


def test_a_row_written_before_a_field_existed_gets_its_default() -> None:
    old = {"edtf": None, "earliest": None, "latest": None, "precision": None, "basis": "none"}
    assert from_json(old, When) == When(None, None, None, None, "none")


def test_an_instant_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        dumps(datetime(2024, 1, 1), datetime)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"name": 3},
        {"name": "x", "kind": "spaceship"},
        {"name": "x", "no_such_field": 1},
        [],
        None,
        "x",
    ],
)
def test_json_that_does_not_fit_is_refused_with_a_sentence(data: Any) -> None:
    with pytest.raises(StoreError, match=r"does not hold a Thing .*Restore|does not hold a Thing"):
        from_json(data, Thing)


def test_many_texts_are_read_as_one_by_one() -> None:
    things = [Thing(f"bus {n}") for n in range(2 * AT_ONCE + 1)]
    texts = [dumps(thing, Thing) for thing in things]
    assert loads_all(texts, Thing) == things
    assert loads_all([], Thing) == []


@pytest.mark.parametrize(("text", "why"), [("{", "is not JSON"), ('{"name": 3}', "3 is no str")])
def test_one_bad_text_among_many_is_refused(text: str, why: str) -> None:
    with pytest.raises(StoreError, match=why):
        loads_all(['{"name":"a bus"}', text], Thing)


def test_text_that_is_no_json_is_refused_with_a_sentence() -> None:
    with pytest.raises(StoreError, match="is not JSON"):
        loads("{", Thing)

"""The one pair of functions between the nouns of `model.py` and JSON, for every dataclass there.

In: a frozen dataclass, or JSON data and the type it stands for. Out: the other of the two, equal
after a round trip. Fields that hold their default are left out, so that a row written before a
field existed reads as if the field had its default. It refuses JSON that does not fit the type.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Callable, Iterable
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from itertools import islice
from typing import Any, TypeVar

from secondsource.errors import StoreError

T = TypeVar("T")
Json = Any
"""What `json.loads` gives: dict, list, str, int, float, bool or None."""

AT_ONCE = 50
"""Texts parsed as one: quicker than one by one, while what is parsed still goes before Python
looks for garbage among it (25,000 claims with 87,000 statements: 4.0 s one by one, 3.4 s by 50,
5.5 s all at once)."""
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_TAG = "is"  # names the dataclass where a field may hold one of several
_Convert = Callable[[Any], Any]


def to_json(value: object, kind: Any) -> Json:
    """The JSON data of a value that is declared as `kind` (a dataclass, or a union of them)."""
    return _codec(kind)[0](value)


def from_json(data: Json, kind: Any) -> Any:
    """The value of type `kind` that JSON data stands for; StoreError where it does not fit."""
    return _values([data], kind)[0]


def _values(data: Iterable[Json], kind: Any) -> list[Any]:
    try:
        decode = _codec(kind)[1]
        return [decode(item) for item in data]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StoreError(
            f"A row of the case does not hold a {getattr(kind, '__name__', kind)} "
            f"({error}). The case is damaged: restore a copy, or build it again from its reports."
        ) from error


def dumps(value: object, kind: Any) -> str:
    """The one JSON text of a value: compact, keys in the order of the dataclass."""
    return _COMPACT.encode(to_json(value, kind))


def loads(text: str, kind: type[T]) -> T:
    """The value of type `kind` that a JSON text stands for."""
    return typing.cast(T, from_json(_parsed(text), kind))


def loads_all(texts: Iterable[str], kind: type[T]) -> list[T]:
    """The values of type `kind` that many JSON texts stand for."""
    rest, found = iter(texts), []
    while some := list(islice(rest, AT_ONCE)):
        found += _values(_parsed(f"[{','.join(some)}]"), kind)
    return found


def _parsed(text: str) -> Json:
    try:
        return json.loads(text)
    except ValueError as error:
        raise StoreError(
            f"A row of the case is not JSON ({error}). The case is damaged: restore a copy, "
            "or build it again from its reports."
        ) from error


@cache
def _codec(kind: Any) -> tuple[_Convert, _Convert]:
    """How a declared type is written and read; a pure function of the type."""
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        return _union(tuple(typing.get_args(kind)))
    if origin is tuple:
        return _sequence(typing.get_args(kind)[0])
    if is_dataclass(kind):
        return _dataclass(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return (lambda item: item.value), _member(kind)
    if kind is datetime:
        return _instant, datetime.fromisoformat
    if kind is date:
        return date.isoformat, date.fromisoformat
    if kind in (str, int, float, bool):
        return _same, _checked(kind)
    raise TypeError(f"no JSON form for {kind!r}")


def _same(item: Any) -> Any:
    return item


def _instant(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError(f"the instant {at.isoformat()} has no time zone")
    return at.astimezone(UTC).isoformat()


def _checked(kind: type) -> _Convert:
    accepted = (int, float) if kind is float else (kind,)

    def decode(item: Any) -> Any:
        if not isinstance(item, accepted) or (isinstance(item, bool) and kind is not bool):
            raise ValueError(f"{item!r} is no {kind.__name__}")
        return kind(item)

    return decode


def _member(kind: type[Enum]) -> _Convert:
    members = {member.value: member for member in kind}
    return lambda item: members.get(item) or kind(item)


def _sequence(kind: Any) -> tuple[_Convert, _Convert]:
    encode, decode = _codec(kind)
    plain = {_plain(kind)}

    def decode_all(data: Json) -> tuple[Any, ...]:
        return tuple(data) if set(map(type, data)) == plain else tuple(map(decode, data))

    return (lambda items: [encode(i) for i in items]), decode_all


def _union(kinds: tuple[Any, ...]) -> tuple[_Convert, _Convert]:
    """None and one other kind, or dataclasses told apart by a tag."""
    rest = tuple(k for k in kinds if k is not type(None))
    encode, decode = _codec(rest[0]) if len(rest) == 1 else _tagged(rest)
    return (
        lambda item: None if item is None else encode(item),
        lambda data: None if data is None else decode(data),
    )


def _tagged(kinds: tuple[Any, ...]) -> tuple[_Convert, _Convert]:
    by_name = {kind.__name__: kind for kind in kinds}

    def encode(item: Any) -> Json:
        name = type(item).__name__
        return {_TAG: name, **_codec(by_name[name])[0](item)}

    def decode(data: Json) -> Any:
        rest = dict(data)
        return _codec(by_name[rest.pop(_TAG)])[1](rest)

    return encode, decode


def _dataclass(kind: Any) -> tuple[_Convert, _Convert]:
    hints = typing.get_type_hints(kind)
    plan = [(f.name, _default(f), *_codec(hints[f.name])) for f in fields(kind)]
    decoders = {name: (_plain(hints[name]), decode) for name, _, _, decode in plan}

    def encode(item: Any) -> Json:
        row = {}
        for name, default, write, _ in plan:
            held = getattr(item, name)
            if held != default:
                row[name] = held if write is _same else write(held)
        return row

    def decode(data: Json) -> Any:
        values = {}
        for name, item in data.items():
            plain, read = decoders[name]
            values[name] = item if type(item) is plain else read(item)
        return kind(**values)

    return encode, decode


def _plain(kind: Any) -> type | None:
    """The type whose values JSON holds as they are where `kind` is declared; the quick way."""
    if typing.get_origin(kind) in (types.UnionType, typing.Union):
        kind = next(k for k in typing.get_args(kind) if k is not type(None))
    return kind if kind in (str, int, float, bool) else None


def _default(entry: Field[Any]) -> object:
    """The default of a field; a value equal to nothing where it has none."""
    if entry.default is not MISSING:
        return entry.default
    if entry.default_factory is not MISSING:
        return entry.default_factory()
    return MISSING

"""The plain form of the nouns in exports, and the JSON Schema of that form, side by side.

In: a value of `model.py`, or its type. Out: dict, list, str, number, bool or None; or the schema.
Every field of a dataclass is there, also where it is empty: a reader need not know defaults. It
refuses types that have no plain form. (`store.values` is for keeping, and leaves defaults out.)
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from secondsource.model import Evidence

Schema = dict[str, Any]
Row = dict[str, Any]


def plain(value: Any) -> Any:
    """The plain form of a value."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value


def words(evidence: Evidence) -> Row:
    """Where words stand in the report that the row names anyway."""
    return {"start": evidence.start, "end": evidence.end, "quote": evidence.quote}


def form(kind: Any) -> Schema:
    """The JSON Schema of the plain form of a type."""
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        return _either(typing.get_args(kind))
    if origin is tuple:
        return {"type": "array", "items": form(typing.get_args(kind)[0])}
    if isinstance(kind, type) and is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return record({f.name: form(hints[f.name]) for f in fields(kind)})
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"enum": [member.value for member in kind]}
    return dict(_SIMPLE[type(None) if kind is None else kind])


_SIMPLE: Mapping[Any, Schema] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    type(None): {"type": "null"},
}


def _either(kinds: tuple[Any, ...]) -> Schema:
    return either(*(form(kind) for kind in kinds))


def either(*schemas: Schema) -> Schema:
    """Any one of several schemas; simple types are folded into one list of types."""
    if all(set(s) <= {"type", "format"} and isinstance(s["type"], str) for s in schemas):
        formats = {k: v for s in schemas for k, v in s.items() if k == "format"}
        return {"type": [s["type"] for s in schemas], **formats}
    return {"anyOf": list(schemas)}


def record(properties: Mapping[str, Schema], optional: Iterable[str] = ()) -> Schema:
    """An object with these properties and no other, all required but the optional ones."""
    left_out = set(optional)
    return {
        "type": "object",
        "properties": dict(properties),
        "required": [name for name in properties if name not in left_out],
        "additionalProperties": False,
    }


def joined(*records: Schema) -> Schema:
    """One object with the properties of several."""
    properties = {k: v for r in records for k, v in r["properties"].items()}
    required = {k for r in records for k in r["required"]}
    return record(properties, set(properties) - required)


WORDS = record(
    {
        "start": {"type": "integer", "minimum": 0},
        "end": {"type": "integer", "minimum": 1},
        "quote": {"type": "string", "minLength": 1},
    }
)
"""Offsets into the report's text, in Unicode code points, and the words that stand there."""

PLACED_WORDS = joined(record({"report_id": {"type": "string"}}), WORDS)
"""The same with the report they stand in."""
NULL: Schema = {"type": "null"}

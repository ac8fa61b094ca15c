"""A key of an export, declared once: what it says, its JSON Schema, and how it is had.

In: columns, a case and one of its nouns. Out: the row, or the schema of all such rows.
It refuses nothing; a column that cannot say its schema cannot be declared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from secondsource.export.case import Case
from secondsource.export.plain import Row, Schema, record

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """One key of an export of things of type T."""

    name: str
    about: str
    schema: Schema
    get: Callable[[Case, T], Any]


def row_of(columns: Iterable[Column[T]], case: Case, item: T) -> Row:
    """The row that columns make of one thing of a case."""
    return {column.name: column.get(case, item) for column in columns}


def rows_schema(columns: Iterable[Column[Any]]) -> Schema:
    """The JSON Schema of the rows that columns make."""
    return record({c.name: {**c.schema, "description": c.about} for c in columns})

"""Which column of a sheet says what: the user's map, a layout known by heart, or a guess.

In: the names of a sheet's columns, and a TOML map where the user has one. Out: a `Layout`. It
refuses a map that names a column the sheet lacks or a role there is none of, and a sheet in which
it knows neither a day, a place, a type nor notes.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from secondsource.errors import DataError, InputError
from secondsource.told import HAND, Role

_TELLING = frozenset({Role.DATE, Role.PLACE, Role.EVENT_TYPE, Role.NOTES})
_ORDERS = {"day first": True, "month first": False}
_KEYS = {"name", "known_by", "columns", "means", "drop", "dates", "constant", "sheet"}


@dataclass(frozen=True, slots=True)
class Layout:
    """How a sheet is to be read: its columns, and what stands for what in them."""

    name: str
    columns: Mapping[Role, str]
    blank: frozenset[str]
    means: Mapping[Role, Mapping[str, str]] = field(default_factory=dict)
    drop: Mapping[Role, re.Pattern[str]] = field(default_factory=dict)
    constant: Mapping[Role, str] = field(default_factory=dict)
    day_first: bool | None = None
    sheet: str | None = None
    guessed: bool = False

    def says_nothing(self, words: str) -> bool:
        """Whether the words of a cell stand for an empty one."""
        return words.casefold() in self.blank

    def as_map(self) -> str:
        """The columns as a map in TOML, to be kept and corrected."""
        rows = [f'{role.value} = "{_escaped(name)}"' for role, name in self.columns.items()]
        return "\n".join([f'name = "{_escaped(self.name)}"', "", "[columns]", *rows])


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


@cache
def _shipped() -> dict[str, Any]:
    return tomllib.loads((files("secondsource") / "data/sheets.toml").read_text("utf-8"))


def _blank() -> frozenset[str]:
    return frozenset(_shipped()["blank"]["words"])


def form_layout(name: str) -> Layout:
    """The layout of a form, whose columns are the roles in plain words."""
    columns = {role: role.value.replace("_", " ").capitalize() for role in Role}
    return Layout(name, columns, _blank())


def read_map(path: Path) -> dict[str, Any]:
    """A map as the user wrote it; DataError where it is none."""
    try:
        data = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as fault:
        raise DataError(f"{path} cannot be read: {fault.strerror}. Check its name.") from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise DataError(f"{path} is not TOML: {fault}. See docs/sheets.md for a map.") from fault
    for key in data:
        if key not in _KEYS:
            raise DataError(f"{path} has {key!r}; a map has {', '.join(sorted(_KEYS))}.")
    return data


def layout_of(
    header: Sequence[str], stem: str, own: Mapping[str, Any] | None = None, name: str | None = None
) -> Layout:
    """The layout of a sheet: by the user's map where there is one, else known or guessed.

    `stem` names the rows where neither map, layout nor `name` does.
    """
    by_fold = {fold(column): column for column in reversed(header) if column.strip()}
    if own and own.get("columns"):
        layout = _made(own, by_fold, stem)
    else:
        layout = _known(by_fold) or Layout(stem, _guessed(by_fold), _blank(), guessed=True)
        layout = _with(layout, own or {}, stem)
    if not _TELLING & layout.columns.keys():
        names = ", ".join(header)[:200]
        raise InputError(
            f"No column says a day, a place, a type or notes; the columns are: {names}. "
            "Say which is which in a map (--map; docs/sheets.md)."
        )
    named = replace(layout, name=(name or layout.name).replace(":", "-").strip() or "sheet")
    return replace(named, name=f"{HAND}-sheet") if named.name == HAND else named


def fold(column: str) -> str:
    """The name of a column as it is compared: without case, blanks, underscores and dots alike."""
    return re.sub(r"[\s_.:()/-]+", " ", column.casefold()).strip()


def _known(by_fold: Mapping[str, str]) -> Layout | None:
    for data in _shipped()["layouts"]:
        if all(fold(column) in by_fold for column in data["known_by"]):
            here = {r: c for r, c in data["columns"].items() if fold(c) in by_fold}
            return replace(_made({**data, "columns": here}, by_fold, data["name"]), guessed=True)
    return None


def _guessed(by_fold: Mapping[str, str]) -> dict[Role, str]:
    """The columns that bear a name known for a role; a column says one thing only."""
    found: dict[Role, str] = {}
    for role, names in _roles(_shipped()["names"]):
        taken = set(found.values())
        fit = (by_fold[fold(n)] for n in names if fold(n) in by_fold)
        column = next((c for c in fit if c not in taken), None)
        if column is not None:
            found[role] = column
    return found


def _roles(data: Mapping[str, Any]) -> Iterator[tuple[Role, Any]]:
    for name, value in data.items():
        try:
            yield Role(name), value
        except ValueError:
            raise DataError(f"{name!r} is no role; use one of {', '.join(Role)}.") from None


def _made(data: Mapping[str, Any], by_fold: Mapping[str, str], stem: str) -> Layout:
    """The layout that a map describes, for a sheet with these columns."""
    columns = {}
    for role, column in _roles(data["columns"]):
        if fold(str(column)) not in by_fold:
            names = ", ".join(by_fold.values())[:200]
            raise InputError(f"The sheet has no column {column!r} ({role}); it has: {names}.")
        columns[role] = by_fold[fold(str(column))]
    return _with(Layout(stem, columns, _blank()), data, stem)


def _with(layout: Layout, data: Mapping[str, Any], stem: str) -> Layout:
    """A layout with all that a map says beside the columns."""
    order = data.get("dates")
    if order is not None and order not in _ORDERS:
        raise DataError(f"dates = {order!r} makes no sense; write one of {', '.join(_ORDERS)}.")
    means = {
        role: {str(w).casefold(): str(m) for w, m in words.items()}
        for role, words in _roles(data.get("means", {}))
    }
    try:
        drop = {r: re.compile(p) for r, p in _roles(data.get("drop", {}))}
    except re.error as fault:
        raise DataError(f"The pattern {fault.pattern!r} under drop is wrong: {fault}.") from fault
    return replace(
        layout,
        name=str(data.get("name", layout.name or stem)),
        means={**layout.means, **means},
        drop={**layout.drop, **drop},
        constant={r: str(w) for r, w in _roles(data.get("constant", {}))},
        day_first=layout.day_first if order is None else _ORDERS[order],
        sheet=data.get("sheet"),
    )

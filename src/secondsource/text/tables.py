"""Tables in running text: with bars, with tabs, aligned by blanks or dots, or label by label.

In: the lines of a text. Out: a head and rows with their cells and the columns over them. It
refuses to guess a head where the first row holds digits and no rule stands under it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from secondsource.text.lines import Line
from secondsource.text.nouns import Unit, UnitKind
from secondsource.text.words import words

Span = tuple[int, int]
Table = tuple[tuple[Unit, ...], int]

_TABLE_RULE = re.compile(r"(?=.*[-=])(?=.*[|+])[-=|:+ \t]{3,}")
_WIDEST = 400  # characters; a longer line is prose


@dataclass(frozen=True, slots=True)
class _Row:
    line: Line
    cells: tuple[Span, ...]


def find_table(lines: Sequence[Line], at: int, header: Span | None) -> Table | None:
    """The units of a table that begins on one line and the line after it, or None."""
    for find in (_barred, _tabbed, _aligned, _dotted, _labelled):
        if (table := find(lines, at, header)) is not None:
            return table
    return None


# --- by bars, tabs, blanks, dots ------------------------------------------------------------------


def _barred(lines: Sequence[Line], at: int, header: Span | None) -> Table | None:
    if "|" not in lines[at].words and not _TABLE_RULE.fullmatch(lines[at].words):
        return None
    rows: list[_Row] = []
    ruled, stop = False, at
    while stop < len(lines) and not lines[stop].blank:
        if _TABLE_RULE.fullmatch(lines[stop].words):
            ruled = ruled or len(rows) == 1
        elif cells := _bar_cells(lines[stop]):
            if rows and not ruled and abs(len(cells) - len(rows[0].cells)) > 1:
                break
            rows.append(_Row(lines[stop], cells))
        else:
            break
        stop += 1
    if not ruled and (len(rows) < 2 or len(rows[0].cells) < 3):
        return None
    return _units(rows, ruled, header), stop


def _tabbed(lines: Sequence[Line], at: int, header: Span | None) -> Table | None:
    rows = _even_rows(lines, at, _tab_cells)
    return (_units(rows, False, header), at + len(rows)) if _is_table(rows) else None


def _aligned(lines: Sequence[Line], at: int, header: Span | None) -> Table | None:
    rows = _even_rows(lines, at, _wide_cells)
    if len(rows) < 3:
        return None
    numbered = all(row.line.words[row.cells[-1][0] - row.line.start].isdigit() for row in rows[1:])
    if len(rows[0].cells) < 3 and not numbered:
        return None
    return _units(rows, False, header), at + len(rows)


def _dotted(lines: Sequence[Line], at: int, header: Span | None) -> Table | None:
    rows = _even_rows(lines, at, _dot_cells)
    return (_headless(rows, header), at + len(rows)) if len(rows) >= 2 else None


def _is_table(rows: Sequence[_Row]) -> bool:
    return len(rows) >= 2 and (len(rows[0].cells) >= 3 or len(rows) >= 3)


def _even_rows(
    lines: Sequence[Line], at: int, split: Callable[[Line], tuple[Span, ...]]
) -> list[_Row]:
    """The lines from one on that split into as many cells as it does."""
    rows: list[_Row] = []
    for number in range(at, len(lines)):
        cells = split(lines[number]) if not lines[number].blank else ()
        if len(cells) < 2 or (rows and len(cells) != len(rows[0].cells)):
            break
        rows.append(_Row(lines[number], cells))
    return rows


def _bar_cells(line: Line) -> tuple[Span, ...]:
    if "|" not in line.words.strip("| \t"):
        return ()
    inner = re.sub(r"^\|", " ", re.sub(r"\|$", " ", line.words))
    return _cells(inner, line.start, "|")


def _tab_cells(line: Line) -> tuple[Span, ...]:
    return _cells(line.words, line.start, "\t") if "\t" in line.words else ()


def _wide_cells(line: Line) -> tuple[Span, ...]:
    if len(line.words) > _WIDEST or "  " not in line.words:
        return ()
    return tuple(
        (line.start + match.start(), line.start + match.end())
        for match in re.finditer(r"\S+(?: \S+)*", line.words)
    )


def _dot_cells(line: Line) -> tuple[Span, ...]:
    if len(line.words) > _WIDEST or "...." not in line.words:
        return ()
    label, dots, value = re.split(r"(\.{4,})", line.words, maxsplit=1)
    start = line.start + len(label) + len(dots)
    value_start = start + len(value) - len(value.lstrip())
    if not label.strip() or not value.strip():
        return ()
    return ((line.start, line.start + len(label.rstrip())), (value_start, line.end))


def _cells(body: str, offset: int, bar: str) -> tuple[Span, ...]:
    """The trimmed cells of a line; an empty cell is an empty pair, so that columns keep step."""
    found = []
    at = offset
    for raw in body.split(bar):
        start = at + len(raw) - len(raw.lstrip())
        found.append((start, max(start, at + len(raw.rstrip()))))
        at += len(raw) + 1
    return tuple(found)


# --- label by label -------------------------------------------------------------------------------


def find_record(lines: Sequence[Line], at: int, header: Span | None) -> Table | None:
    """One row out of lines of "label: value" whose labels are those of an incident record."""
    rows = _label_rows(lines, at, known=True)
    if len(rows) < 3:
        return None
    return (_as_record(rows, header),), at + len(rows)


def _is_record(rows: Sequence[_Row]) -> bool:
    """Whether rows of two cells each tell one property of one incident."""
    labels = [row.line.words.strip("| ").split("|")[0].strip().lower() for row in rows]
    known = sum(1 for label in labels if label in words().record_labels)
    return known >= 3 and all(len(row.cells) == 2 for row in rows)


def _as_record(rows: Sequence[_Row], header: Span | None) -> Unit:
    """One row whose columns are the labels."""
    start, end = _within_bars(rows[0].line)[0], _within_bars(rows[-1].line)[1]
    values, labels = (tuple(row.cells[n] for row in rows) for n in (1, 0))
    return Unit(UnitKind.ROW, start, end, header, values, labels)


def _labelled(lines: Sequence[Line], at: int, header: Span | None) -> Table | None:
    rows = _label_rows(lines, at, known=False)
    return (_headless(rows, header), at + len(rows)) if len(rows) >= 2 else None


def _label_rows(lines: Sequence[Line], at: int, *, known: bool) -> list[_Row]:
    rows: list[_Row] = []
    for number in range(at, len(lines)):
        line = lines[number]
        found = line.labelled if not line.blank and not line.bullet else None
        if found is None or (known and found[0].strip().lower() not in words().record_labels):
            break
        label, value_at = found
        cells = ((line.start, line.start + len(label)), (line.start + value_at, line.end))
        rows.append(_Row(line, cells))
    return rows


# --- units ----------------------------------------------------------------------------------------


def _headless(rows: Sequence[_Row], header: Span | None) -> tuple[Unit, ...]:
    return tuple(
        Unit(UnitKind.ROW, row.line.start, row.line.end, header, row.cells) for row in rows
    )


def _units(rows: Sequence[_Row], ruled: bool, header: Span | None) -> tuple[Unit, ...]:
    first = rows[0]
    headed = len(rows) > 1 and (ruled or not _has_digit(first))
    if headed and all(start == end for start, end in first.cells):
        rows, headed = rows[1:], False
    if not headed and _is_record(rows):
        return (_as_record(rows, header),)
    made = []
    for number, row in enumerate(rows):
        start, end = _within_bars(row.line)
        if number == 0 and headed:
            made.append(Unit(UnitKind.TABLE_HEAD, start, end, header, row.cells))
        elif start < end:
            columns = first.cells if headed else ()
            made.append(Unit(UnitKind.ROW, start, end, header, row.cells, columns))
    return tuple(unit for unit in made if unit.start < unit.end)


def _has_digit(row: _Row) -> bool:
    return any(character.isdigit() for character in row.line.words)


def _within_bars(line: Line) -> Span:
    """The line without the bars and blanks at both ends."""
    start = line.start + len(line.words) - len(line.words.lstrip("| \t"))
    return start, max(start, line.start + len(line.words.rstrip("| \t")))

"""Tables in running text: with bars, with tabs, or aligned by blanks.

In: the lines of a text. Out: a head and rows with their cells and the columns over them. It
refuses to guess a head where the first row holds digits and no rule stands under it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from secondsource.text.lines import Line
from secondsource.text.nouns import Unit, UnitKind

_TABLE_RULE = re.compile(r"(?=.*[-=])(?=.*[|+])[-=|:+ \t]{3,}")


def find_table(
    text: str, lines: tuple[Line, ...], at: int, header: tuple[int, int] | None
) -> tuple[tuple[Unit, ...], int] | None:
    """The rows of a table that begins on one line, or None where none does."""
    for split in (_pipe_cells, _tab_cells, _wide_cells):
        rows: list[tuple[Line, tuple[tuple[int, int], ...]]] = []
        ruled, stop = False, at
        while stop < len(lines) and not lines[stop].blank:
            words = text[lines[stop].start : lines[stop].end]
            if _TABLE_RULE.fullmatch(words) and split is _pipe_cells:
                ruled = ruled or len(rows) <= 1
            elif cells := split(text, lines[stop]):
                rows.append((lines[stop], cells))
            else:
                break
            stop += 1
        if _isfind_table([cells for _, cells in rows], ruled, split is _wide_cells):
            return _rows(text, rows, ruled, header), stop
    return None


def _isfind_table(rows: list[tuple[tuple[int, int], ...]], ruled: bool, strict: bool) -> bool:
    if not rows or (ruled and len(rows) < 1):
        return False
    widths = {len(cells) for cells in rows}
    if ruled:
        return len(rows) > 1 or len(rows[0]) > 1
    if strict:
        return len(rows) >= 3 and len(widths) == 1 and widths.pop() >= 3
    return (
        len(rows) >= 2 and (max(widths) >= 3 or len(rows) >= 3) and max(widths) - min(widths) <= 1
    )


def _rows(
    text: str,
    rows: list[tuple[Line, tuple[tuple[int, int], ...]]],
    ruled: bool,
    header: tuple[int, int] | None,
) -> tuple[Unit, ...]:
    first = rows[0][1]
    headed = ruled or not any(
        character.isdigit() for start, end in first for character in text[start:end]
    )
    made = []
    for number, (line, cells) in enumerate(rows):
        if number == 0 and headed and len(rows) > 1:
            made.append(Unit(UnitKind.TABLE_HEAD, line.start, line.end, header, cells))
        else:
            columns = first if headed and len(rows) > 1 else ()
            made.append(Unit(UnitKind.ROW, line.start, line.end, header, cells, columns))
    return tuple(_within_bars(text, unit) for unit in made)


def _within_bars(text: str, unit: Unit) -> Unit:
    """The unit without the bars and blanks at both ends of its line."""
    body = text[unit.start : unit.end]
    start = unit.start + len(body) - len(body.lstrip("| \t"))
    end = unit.start + len(body.rstrip("| \t"))
    return replace(unit, start=start, end=end) if start < end else unit


def _pipe_cells(text: str, line: Line) -> tuple[tuple[int, int], ...]:
    body = text[line.start : line.end]
    if "|" not in body.strip("| \t"):
        return ()
    inner = re.sub(r"^\|", " ", re.sub(r"\|$", " ", body))
    return _cells(inner, line.start, r"[^|]*")


def _tab_cells(text: str, line: Line) -> tuple[tuple[int, int], ...]:
    body = text[line.start : line.end]
    return _cells(body, line.start, r"[^\t]*") if "\t" in body else ()


def _wide_cells(text: str, line: Line) -> tuple[tuple[int, int], ...]:
    body = text[line.start : line.end]
    if not re.search(r"\S {2,}\S", body) or len(body) > 240:
        return ()
    return _cells(body, line.start, r"\S+(?: \S+)*")


def _cells(body: str, offset: int, cell: str) -> tuple[tuple[int, int], ...]:
    """The trimmed cells of a line; an empty cell is an empty pair, so that columns keep step."""
    found = []
    at = 0
    while at <= len(body):
        match = re.compile(cell).search(body, at)
        if match is None:
            break
        raw = match.group()
        start = offset + match.start() + len(raw) - len(raw.lstrip())
        found.append((start, max(start, offset + match.start() + len(raw.rstrip()))))
        at = match.end() + 1
    return tuple(found)

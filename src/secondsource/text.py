"""The structure of a report's text: units (headline, paragraph, list item, table row) and sentences.

In: a report's text. Out: spans with offsets into it; nothing is changed or normalised. It refuses
to interpret: what a sentence says is the business of `extract` and `resolve`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class UnitKind(StrEnum):
    """What part of a report a stretch of text is."""

    HEADLINE = "headline"  # the first line, where it is one
    DATELINE = "dateline"  # a line that holds only a place and date, or a date of publication
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"  # of a list
    ROW = "row"  # of a table, header row and rule excepted
    TABLE_HEAD = "table_head"
    BOILERPLATE = "boilerplate"  # sharing bars, related posts: marked, never coded


@dataclass(frozen=True, slots=True)
class Unit:
    """One stretch of text that stands by itself; all pairs are (start, end) offsets."""

    kind: UnitKind
    start: int
    end: int
    header: tuple[int, int] | None = None  # the heading or lead-in line it stands under
    cells: tuple[tuple[int, int], ...] = ()  # of a row
    columns: tuple[tuple[int, int], ...] = ()  # the header cells over a row's cells


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, list item, table row or headline: what one claim stands in."""

    start: int
    end: int
    unit: Unit


def units(text: str) -> tuple[Unit, ...]:
    """The units of a text, in order, none overlapping another."""
    found = []
    for match in re.finditer(r"[^\n]+", text):
        if match.group().strip():
            found.append(Unit(UnitKind.PARAGRAPH, match.start(), match.end()))
    return tuple(found)


def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text, in order; a row, an item or a headline is at least one."""
    found = []
    for unit in units(text):
        start = unit.start
        for stop in re.finditer(r"[.!?][”\"')]*\s+(?=[A-Z“\"])", text[unit.start : unit.end]):
            found.append(Sentence(start, unit.start + stop.end(), unit))
            start = unit.start + stop.end()
        if text[start : unit.end].strip():
            found.append(Sentence(start, unit.end, unit))
    return tuple(found)

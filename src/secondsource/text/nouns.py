"""The nouns of a text's structure: units and sentences, as offsets into a report's text."""

from __future__ import annotations

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

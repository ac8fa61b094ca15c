"""The layout of a text: which stretch is a headline, a heading, a list item, a paragraph.

In: a text. Out: its units, in order, none overlapping another. It refuses to change a character.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from secondsource.text.lines import Line, lines_of
from secondsource.text.nouns import Unit, UnitKind
from secondsource.text.split import split
from secondsource.text.tables import find_record, find_table
from secondsource.text.words import words

Span = tuple[int, int]

_TABLE_MARKS = frozenset("|+")
_QUOTED_LINE = re.compile(r"(?:>[ \t]*)+(?=\S)")
_COUNTED = re.compile(r": +\d")  # "Dead: 19" tells something; a heading only names it
_BULLETS = frozenset("-–—•*·")
_OPENERS = '“"‘(,;–—['


@lru_cache(maxsize=4)  # several steps ask for the layout of one report
def units(text: str) -> tuple[Unit, ...]:
    """The units of a text, in order, none overlapping another."""
    page = _page(text)
    found: list[Unit] = []
    over = _Over()
    at = 0
    while at < len(page.lines):
        made, at = _next_units(page, at, found, over)
        for unit in made:
            found.append(unit)
            over = _over(text, unit, over)
    return _mark_links(text, _with_headline(text, tuple(found)))


@dataclass(frozen=True, slots=True)
class _Page:
    text: str
    lines: tuple[Line, ...]
    upper: bool  # capitals tell nothing: the whole text is in capitals
    last: int  # the number of the last line with words


@dataclass(frozen=True, slots=True)
class _Over:
    """What stands over the next line: the section's heading, and the lead-in of a list or table."""

    section: Span | None = None
    lead: Span | None = None
    listing: bool = False  # the last unit was of a list or table


def _over(text: str, unit: Unit, over: _Over) -> _Over:
    """What stands over the line after a unit."""
    span = (unit.start, unit.end)
    leads = text[unit.end - 1] == ":" or text[unit.end - 3 : unit.end] in {":**", ":__"}
    if unit.kind is UnitKind.HEADING:
        return _Over(over.section, span) if leads else _Over(span)
    if unit.kind in {UnitKind.ITEM, UnitKind.ROW, UnitKind.TABLE_HEAD}:
        return replace(over, listing=True)
    if unit.kind is UnitKind.PARAGRAPH:
        lead = split(text, *span)[-1] if leads else None
        return _Over(over.section, lead)
    return over


def _page(text: str) -> _Page:
    lines = lines_of(text)
    head = text[:2000]
    upper = sum(map(str.isupper, head)) > 4 * sum(map(str.islower, head))
    last = max((number for number, line in enumerate(lines) if not line.blank), default=-1)
    return _Page(text, lines, upper, last)


def _next_units(
    page: _Page, at: int, before: Sequence[Unit], over: _Over
) -> tuple[tuple[Unit, ...], int]:
    """The units that begin on one line, and the number of the line after them."""
    line = page.lines[at]
    early = len(before) <= 5 and all(unit.kind is not UnitKind.PARAGRAPH for unit in before)
    if line.blank or (line.is_rule and not _TABLE_MARKS & set(line.words)):
        return (), at + 1
    if (line.is_boilerplate and not line.is_rule) or (early and line.is_byline):
        return (Unit(UnitKind.BOILERPLATE, line.start, line.end),), at + 1
    if (record := find_record(page.lines, at, over.lead or over.section)) is not None:
        return record
    if line.is_dateline:
        kind = UnitKind.DATELINE if early else UnitKind.HEADING
        return (Unit(kind, line.start, line.end),), at + 1
    if (table := find_table(page.lines, at, over.lead or over.section)) is not None:
        return table
    if line.is_rule:
        return (), at + 1
    if line.heading_mark or line.is_set_off:
        return (Unit(UnitKind.HEADING, line.start + line.heading_mark, line.end),), at + 1
    if line.bullet or _is_entry(page.lines, at):
        return _items(page, at, over.lead or over.section)
    if _is_heading(page, at, first=not before):
        return (Unit(UnitKind.HEADING, line.start, line.end),), at + 1
    return _paragraph(page, at, over)


# --- lists ----------------------------------------------------------------------------------------


def _is_entry(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is one of several that begin with a date or an hour."""
    if not lines[at].is_entry:
        return False
    above = _text_line(lines, at, -1)
    below = _text_line(lines, at, 1)
    return any(other is not None and other.is_entry for other in (above, below))


def _text_line(lines: Sequence[Line], at: int, step: int) -> Line | None:
    """The nearest line above or below with words, past one blank line at most."""
    for number in (at + step, at + 2 * step):
        if 0 <= number < len(lines) and not lines[number].blank:
            return lines[number]
    return None


def _items(page: _Page, at: int, header: Span | None) -> tuple[tuple[Unit, ...], int]:
    """The items that begin on a line: one, or several whose line breaks are lost."""
    lines, line = page.lines, page.lines[at]
    stop = at + 1
    while stop < len(lines) and _continues_item(line, lines[stop - 1], lines[stop]):
        stop += 1
    start, end = line.start + line.bullet, lines[stop - 1].end
    mark = page.text[line.start : start].strip()
    breaks = []
    if mark in _BULLETS:
        again = re.compile(rf"(?<=[.;!?])\s+{re.escape(mark)}\s+(?=[^\W_a-z])")
        breaks = [found.span() for found in again.finditer(page.text, start, end)]
    starts = [start, *(after for _, after in breaks)]
    ends = [*(before for before, _ in breaks), end]
    items = (Unit(UnitKind.ITEM, *span, header) for span in zip(starts, ends, strict=True))
    return tuple(items), stop


def _continues_item(first: Line, above: Line, line: Line) -> bool:
    if line.blank or line.starts_block or line.is_entry:
        return False
    return (
        line.indent > first.indent or above.wrapped or (not above.ends and line.words[0].islower())
    )


# --- headings and paragraphs -----------------------------------------------------------------


def _is_heading(page: _Page, at: int, *, first: bool) -> bool:
    """Whether a line without mark stands over what follows it."""
    line = page.lines[at]
    length = len(line.words.split())
    if length > (26 if first else 16) or len(line.words) > (180 if first else 120):
        return False
    if line.words[0] in _OPENERS or (not first and _COUNTED.search(line.words)):
        return False
    if (at == page.last or len(line.words) > 110) and not _is_whole(page, line):
        return False
    if at == page.last:
        return first and not line.ends
    title = not page.upper and _is_title(line.words)
    if page.upper and length > 8:
        return False
    if line.words.endswith(":"):
        return length <= 4 or title
    alone = page.lines[at + 1].blank
    if line.words.endswith("?"):
        return title or (alone and not page.upper)
    if line.ends or line.words[-1] in ",;":
        return False
    if alone:
        return at == 0 or page.lines[at - 1].blank or title or _is_deck(page, at)
    return not _joins(page, at)


def _is_whole(page: _Page, line: Line) -> bool:
    """Whether no sentence ends inside a line."""
    return len(split(page.text, line.start, line.end)) == 1


def _is_deck(page: _Page, at: int) -> bool:
    """Whether a line is the second line of a headline at the very top."""
    return at == 1 and not page.lines[0].ends and not page.lines[0].wrapped


def _is_title(text: str) -> bool:
    """Whether the words are set as a title: nearly all of them with a capital."""
    small = words().title_small
    content = [w for w in re.findall(r"[^\W\d_][\w’'.-]*", text) if w.lower() not in small]
    capital = sum(1 for word in content if not word[0].islower())
    return bool(content) and capital >= 0.75 * len(content)


def _joins(page: _Page, at: int) -> bool:
    """Whether the paragraph on one line goes on in the next."""
    if at + 1 >= len(page.lines) or page.lines[at + 1].blank:
        return False
    line, below = page.lines[at], page.lines[at + 1]
    if below.starts_block or _is_entry(page.lines, at + 1):
        return False
    if below.words[0].islower() or below.words[0] in ",;)–—-":
        return True
    if line.words[-1] in ",;-–—" or line.words.split()[-1].lower() in words().goes_on:
        return True
    if line.wrapped:
        return True
    if line.ends or line.words[-1] == ":" or (not page.upper and _is_title(line.words)):
        return False
    return not _is_top(page, at) and (len(line.words) > 120 or not below.ends)


def _is_top(page: _Page, at: int) -> bool:
    """Whether a line and the next are a headline of two lines at the very top."""
    return at == 0 and len(page.lines) > 3 and page.lines[2].blank and not page.lines[1].ends


def _paragraph(page: _Page, at: int, over: _Over) -> tuple[tuple[Unit, ...], int]:
    stop = at + 1
    while stop < len(page.lines) and _joins(page, stop - 1):
        stop += 1
    quoted = _QUOTED_LINE.match(page.lines[at].words)
    start = page.lines[at].start + (quoted.end() if quoted else 0)
    header = over.section if over.listing or over.lead is None else over.lead
    return (Unit(UnitKind.PARAGRAPH, start, page.lines[stop - 1].end, header),), stop


# --- the whole -------------------------------------------------------------------------------


def _with_headline(text: str, found: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """The same units, the first heading named a headline where nothing but datelines precede it."""
    for number, unit in enumerate(found):
        if unit.kind is UnitKind.HEADING and text[unit.end - 1] != ":":
            mark = (unit.start, unit.end)
            rest = (
                replace(other, header=None) if other.header == mark else other
                for other in found[number + 1 :]
            )
            return (*found[:number], replace(unit, kind=UnitKind.HEADLINE), *rest)
        if unit.kind not in {UnitKind.DATELINE, UnitKind.BOILERPLATE}:
            break
    return found


def _mark_links(text: str, found: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """The same units, the short lines under "Related Posts" and the like marked as boilerplate."""
    marked = []
    linking = False
    for unit in found:
        linking = _is_link(text, unit) if linking else _offers_links(text, unit)
        if linking:
            marked.append(Unit(UnitKind.BOILERPLATE, unit.start, unit.end))
        else:
            marked.append(unit)
    return tuple(marked)


def _offers_links(text: str, unit: Unit) -> bool:
    return unit.end - unit.start <= 80 and bool(
        words().links_follow.fullmatch(text[unit.start : unit.end])
    )


def _is_link(text: str, unit: Unit) -> bool:
    if unit.kind is UnitKind.BOILERPLATE:
        return True
    lines = text[unit.start : unit.end].split("\n")
    return max(map(len, lines)) <= 160 and text[unit.end - 1] not in ".!…”\"':;,"

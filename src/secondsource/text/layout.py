"""The layout of a text: which stretch is a headline, a heading, a list item, a paragraph.

In: a text. Out: its units, in order, none overlapping another. It refuses to change a character.
"""

from __future__ import annotations

import re
from dataclasses import replace

from secondsource.text.lines import Line, lines_of
from secondsource.text.nouns import Unit, UnitKind
from secondsource.text.split import split
from secondsource.text.tables import find_table
from secondsource.text.words import words as _words

_BULLET = re.compile(r"(?:[-*•·▪●◦‣∙■□►–—+]|\(?\d{1,2}[.)]|\(?[a-z]\))[ \t\u00a0]+(?=\S)")
_LOOSE_BULLET = re.compile(r"[•▪●◦‣∙■□►](?=\S)")
_MARKED_HEADING = re.compile(r"#{1,6}[ \t]+(?=\S)")
_WRAPPED_HEADING = re.compile(r"(?:\*\*|__)[^*_]{1,120}(?:\*\*|__):?|[-–—] [^-–—.]{2,60} [-–—]")
_RULE = re.compile(r"[-*_=~–—+|: \t]{3,}")
_ENDS = re.compile(r"[.!?…。؟۔][”’\"'»)\]*_]*$")


def units(text: str) -> tuple[Unit, ...]:
    """The units of a text, in order, none overlapping another."""
    lines = lines_of(text)
    found: list[Unit] = []
    at = 0
    while at < len(lines):
        made, at = _next_units(text, lines, at, found)
        found.extend(made)
    return _mark_links(text, _with_headline(text, tuple(found)))


def _next_units(
    text: str, lines: tuple[Line, ...], at: int, before: list[Unit]
) -> tuple[tuple[Unit, ...], int]:
    """The units that begin on one line, and the number of the line after them."""
    line = lines[at]
    words = text[line.start : line.end]
    header = _header(text, before)
    if line.blank:
        return (), at + 1
    if (table := find_table(text, lines, at, header)) is not None:
        return table
    if _RULE.fullmatch(words):
        return (), at + 1
    if _words().boilerplate.fullmatch(words) or (_early(before) and _is_byline(words)):
        return (Unit(UnitKind.BOILERPLATE, line.start, line.end),), at + 1
    if _words().dateline.fullmatch(words):
        kind = UnitKind.DATELINE if _early(before) else UnitKind.HEADING
        return (Unit(kind, line.start, line.end),), at + 1
    if marked := _MARKED_HEADING.match(words):
        return (Unit(UnitKind.HEADING, line.start + marked.end(), line.end),), at + 1
    if _WRAPPED_HEADING.fullmatch(words):
        return (Unit(UnitKind.HEADING, line.start, line.end),), at + 1
    if bullet := _bullet(words):
        return _item(text, lines, at, bullet, header)
    if _is_heading(text, lines, at):
        return (Unit(UnitKind.HEADING, line.start, line.end),), at + 1
    return _paragraph(text, lines, at, header)


def _is_byline(words: str) -> bool:
    return words[:3].lower() == "by " and _words().byline.fullmatch(words) is not None


def _early(before: list[Unit]) -> bool:
    return len(before) <= 5 and all(unit.kind is not UnitKind.PARAGRAPH for unit in before)


def _bullet(words: str) -> int:
    """How many characters of a line are its bullet; 0 where it has none."""
    match = _BULLET.match(words) or _LOOSE_BULLET.match(words)
    if match is None or words[match.end() :].strip("-*•·–—_ ") == "":
        return 0
    return match.end()


def _header(text: str, before: list[Unit]) -> tuple[int, int] | None:
    """The lead-in or heading over what comes next."""
    for unit in reversed(before):
        if unit.kind is UnitKind.HEADING:
            return (unit.start, unit.end)
        if unit.kind in {UnitKind.ITEM, UnitKind.ROW}:
            return unit.header
        if unit.kind is UnitKind.PARAGRAPH:
            if text[unit.end - 1] == ":":
                return split(text, unit.start, unit.end)[-1]
            return unit.header if unit.header and text[unit.header[1] - 1] != ":" else None
    return None


def _item(
    text: str, lines: tuple[Line, ...], at: int, bullet: int, header: tuple[int, int] | None
) -> tuple[tuple[Unit, ...], int]:
    line = lines[at]
    stop = at + 1
    while stop < len(lines) and _continues_item(text, line, lines[stop - 1], lines[stop]):
        stop += 1
    return (Unit(UnitKind.ITEM, line.start + bullet, lines[stop - 1].end, header),), stop


def _continues_item(text: str, first: Line, above: Line, line: Line) -> bool:
    words = text[line.start : line.end]
    if line.blank or _bullet(words) or _starts_block(words):
        return False
    open_ended = not _ENDS.search(text[above.start : above.end])
    return line.indent > first.indent or (open_ended and words[0].islower())


def _starts_block(words: str) -> bool:
    return bool(
        _MARKED_HEADING.match(words)
        or _RULE.fullmatch(words)
        or "|" in words
        or _words().boilerplate.fullmatch(words)
        or _words().dateline.fullmatch(words)
    )


def _is_heading(text: str, lines: tuple[Line, ...], at: int) -> bool:
    """Whether a line without mark stands over what follows it."""
    line = lines[at]
    words = text[line.start : line.end]
    follows = next((other for other in lines[at + 1 :] if not other.blank), None)
    if follows is None or len(words) > 120 or len(words.split()) > 16 or words[0] in '“"‘(,;–—':
        return False
    alone = at + 1 < len(lines) and lines[at + 1].blank
    if words.endswith(":"):
        return len(words.split()) <= 4 or _is_title(words)
    if words.endswith("?"):
        return alone or _is_title(words)
    if _ENDS.search(words) or words[-1] in ",;":
        return False
    if alone:
        above = at > 0 and not lines[at - 1].blank
        return not above or _is_title(words)
    return not _joins(text, lines, at)


def _is_title(words: str) -> bool:
    """Whether the words are set as a title: nearly all of them with a capital."""
    small = _words().title_small
    content = [w for w in re.findall(r"[^\W\d_][\w’'.-]*", words) if w.lower() not in small]
    capital = sum(1 for word in content if not word[0].islower())
    return bool(content) and capital >= 0.75 * len(content)


def _joins(text: str, lines: tuple[Line, ...], at: int) -> bool:
    """Whether the paragraph on one line goes on in the next."""
    if at + 1 >= len(lines) or lines[at + 1].blank:
        return False
    line, below = lines[at], lines[at + 1]
    words, next_words = text[line.start : line.end], text[below.start : below.end]
    if _bullet(next_words) or _starts_block(next_words):
        return False
    if next_words[0].islower() or next_words[0] in ",;)–—-":
        return True
    if words[-1] in ",;-–—" or words.split()[-1].lower() in _words().goes_on:
        return True
    if _is_wrapped(lines, at):
        return True
    return (
        not _ENDS.search(words)
        and words[-1] != ":"
        and not _is_title(words)
        and (len(words) > 120 or not _ENDS.search(next_words))
    )


def _is_wrapped(lines: tuple[Line, ...], at: int) -> bool:
    """Whether a line is broken at the width to which all lines round it are set."""
    first = last = at
    while first > 0 and not lines[first - 1].blank:
        first -= 1
    while last + 1 < len(lines) and not lines[last + 1].blank:
        last += 1
    widths = [line.end - line.start for line in lines[first : last + 1]]
    width = max(widths)
    if not 40 <= width <= 100 or len(widths) < 2:
        return False
    full = sum(1 for other in widths[:-1] if other >= width - 14)
    next_word = 14  # a line may fall short of the width by one long word
    return widths[at - first] >= width - next_word and full >= 0.7 * (len(widths) - 1)


def _paragraph(
    text: str, lines: tuple[Line, ...], at: int, header: tuple[int, int] | None
) -> tuple[tuple[Unit, ...], int]:
    stop = at + 1
    while stop < len(lines) and _joins(text, lines, stop - 1):
        stop += 1
    quoted = re.match(r"(?:>[ \t]*)+(?=\S)", text[lines[at].start : lines[at].end])
    start = lines[at].start + (quoted.end() if quoted else 0)
    over = header if header and text[header[1] - 1] != ":" else None
    return (Unit(UnitKind.PARAGRAPH, start, lines[stop - 1].end, over),), stop


def _with_headline(text: str, found: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """The same units, the first heading named a headline where nothing but datelines precede it."""
    for number, unit in enumerate(found):
        if unit.kind is UnitKind.HEADING and text[unit.end - 1] != ":":
            headline = replace(unit, kind=UnitKind.HEADLINE)
            mark = (unit.start, unit.end)
            rest = (
                replace(other, header=None) if other.header == mark else other
                for other in found[number + 1 :]
            )
            return (*found[:number], headline, *rest)
        if unit.kind not in {UnitKind.DATELINE, UnitKind.BOILERPLATE}:
            break
    return found


def _mark_links(text: str, found: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """The same units, those marked boilerplate that are links to other pages at the end."""
    for number, unit in enumerate(found):
        if not _words().links_follow.fullmatch(text[unit.start : unit.end]):
            continue
        rest = found[number + 1 :]
        if all(_is_link(text, other) for other in rest):
            return (*found[:number], *(_as_boilerplate(other) for other in found[number:]))
    return found


def _is_link(text: str, unit: Unit) -> bool:
    words = text[unit.start : unit.end]
    return unit.kind is UnitKind.BOILERPLATE or (len(words) <= 160 and not _ENDS.search(words))


def _as_boilerplate(unit: Unit) -> Unit:
    return Unit(UnitKind.BOILERPLATE, unit.start, unit.end)

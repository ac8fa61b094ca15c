"""The structure of a report's text: units (headline, paragraph, item, row) and sentences.

In: a report's text. Out: spans with offsets into it, in order, none overlapping another, together
covering every character but white space and markup (bullets, `#`, rules, the bars round a table);
nothing is changed or normalised. It refuses to interpret: what a sentence says is the business of
`extract` and `resolve`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondsource.text.layout import units
from secondsource.text.nouns import Sentence, Unit, UnitKind
from secondsource.text.split import split
from secondsource.text.words import words

__all__ = ["Sentence", "Unit", "UnitKind", "opening_line", "sentences", "units"]

_WHOLE = frozenset({UnitKind.ROW, UnitKind.TABLE_HEAD, UnitKind.HEADING, UnitKind.DATELINE})


def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text, in order; a row, an item or a headline is at least one."""
    found: list[Sentence] = []
    for unit in units(text):
        whole = unit.kind in _WHOLE
        spans = ((unit.start, unit.end),) if whole else split(text, unit.start, unit.end)
        found.extend(
            Sentence(start, end, unit) for span in spans for start, end in _pieces(text, *span)
        )
    return tuple(found)


LONGEST = 2_000
"""Code points in a sentence at most; what runs on is cut at a blank, so that no text is endless."""


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence, or the parts of one that runs on too long to be one."""
    while end - start > LONGEST:
        cut = text.rfind(" ", start + 1, start + LONGEST)
        cut = cut if cut > start else start + LONGEST
        yield start, cut
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end


def opening_line(text: str, unit: Unit) -> tuple[int, int] | None:
    """The place and date in front of a unit's first words ("KABUL, Jan. 5 (Agency) -"), if any.

    Its day is that of the telegram, and its place that of the reporter.
    """
    if unit.kind is not UnitKind.PARAGRAPH:
        return None
    match = words().opening.match(text, unit.start, min(unit.end, unit.start + 200))
    if match is None or match.end() >= unit.end:
        return None
    ahead = text[match.end() : match.end() + 60]
    if ahead.isupper() and not re.search(r"[(\d]", match.group()):
        return None  # capitals tell nothing where all is in capitals
    return unit.start, unit.start + len(match.group().rstrip())

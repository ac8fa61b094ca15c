"""The structure of a report's text: units (headline, paragraph, item, row) and sentences.

In: a report's text. Out: spans with offsets into it, in order, none overlapping another, together
covering every character but white space and markup (bullets, `#`, rules, the bars round a table);
nothing is changed or normalised. It refuses to interpret: what a sentence says is the business of
`extract` and `resolve`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from secondsource.text.layout import units
from secondsource.text.nouns import Sentence, Unit, UnitKind
from secondsource.text.recase import recased, shouts
from secondsource.text.split import split
from secondsource.text.words import words

__all__ = [
    "Sentence",
    "Unit",
    "UnitKind",
    "opening_line",
    "recased",
    "sentences",
    "shouts",
    "units",
]

_WHOLE = frozenset({UnitKind.ROW, UnitKind.TABLE_HEAD, UnitKind.HEADING, UnitKind.DATELINE})


@lru_cache(maxsize=4)  # a report is cut once for its claims and once for their places
def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text, in order; a row, an item or a headline is at least one.

    The place and date in front of a report's first words stand apart, as a date line does.
    """
    found: list[Sentence] = []
    told = False  # whether a paragraph has begun
    for unit in units(text):
        whole = unit.kind in _WHOLE
        start = unit.start
        if unit.kind is UnitKind.PARAGRAPH and not told:
            told = True
            opening = opening_line(text, unit)
            if opening is not None:
                line = Unit(UnitKind.DATELINE, *opening)
                found.append(Sentence(*opening, line))
                start = opening[1]
        spans = ((unit.start, unit.end),) if whole else split(text, start, unit.end)
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


_LABELS = re.compile(r"(?:\s*\[[^\[\]\n]{3,400}\])+")
"""What a monitoring service writes before a text ("[COMMUNIQUE] [TEXT]")."""


def opening_line(text: str, unit: Unit) -> tuple[int, int] | None:
    """The place and date in front of a unit's first words ("KABUL, Jan. 5 (Agency) -"), if any.

    Its day is that of the telegram, and its place that of the reporter.
    """
    if unit.kind is not UnitKind.PARAGRAPH:
        return None
    match = words().opening.match(text, unit.start, min(unit.end, unit.start + 200))
    if match is None or match.end() >= unit.end:
        return None
    labels = _LABELS.match(text, match.end(), min(unit.end, match.end() + 600))
    end = labels.end() if labels else match.end()
    ahead = text[end : end + 60]
    if not ahead.strip():
        return None
    if ahead.isupper() and not labels and not re.search(r"[(\d]", match.group()):
        return None  # capitals tell nothing where all is in capitals
    return unit.start, unit.start + len(text[unit.start : end].rstrip())

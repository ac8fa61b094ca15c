"""Short quotes: the words of a report on one thing, in a little of their context.

In: a report, a sentence and the words in it. Out: a quote of at most 300 characters, cut between
words. It refuses to quote a text in whose script nothing shows which words are names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from secondsource.model import Attribution, Evidence, Report
from secondsource.publish.nouns import Quote

LONGEST = 300  # characters of a quote
AROUND = 60  # characters on either side of words that stand outside the sentence
UNREADABLE = "[words held back: their script shows no names]"
CASELESS = 0.3  # of letters without case; above it names cannot be told from other words


@dataclass(frozen=True, slots=True)
class Words:
    """What goes with a quote: the report's number, what it is read as, and who says it."""

    report: str
    says: str
    said: Attribution | None = None


def quote_of(report: Report, sentence: Evidence, marked: Evidence | None, words: Words) -> Quote:
    """The marked words with as much of their sentence as a quote may have."""
    mark = marked or sentence
    start, end = sentence.start, sentence.end
    if not start <= mark.start < mark.end <= end:
        start, end = max(0, mark.start - AROUND), min(len(report.text), mark.end + AROUND)
    mark_end = min(mark.end, mark.start + LONGEST - 2)
    first, last = _window(report.text, (start, end), (mark.start, mark_end))
    said = words.said
    before = ("…" if first > start else "") + report.text[first : mark.start]
    after = report.text[mark_end:last] + ("…" if last < end else "")
    shown = report.text[mark.start : mark_end]
    if _caseless(report.text):
        before, shown, after = "", UNREADABLE, ""
    return Quote(
        report=words.report,
        before=_one_line(before),
        words=_one_line(shown),
        after=_one_line(after),
        says=words.says,
        speaker=said.speaker if said else None,
        role=said.role if said else None,
        via=said.via if said else None,
    )


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _window(text: str, whole: tuple[int, int], mark: tuple[int, int]) -> tuple[int, int]:
    """The part of a sentence around a mark that a quote may have, cut between words."""
    start, end = whole
    if end - start <= LONGEST:
        return start, end
    room = LONGEST - 2 - (mark[1] - mark[0])
    first = max(start, mark[0] - room // 2)
    last = min(end, mark[1] + room - (mark[0] - first))
    first = max(start, min(first, last - LONGEST + 2))
    while start < first < mark[0] and not text[first - 1].isspace():
        first += 1
    while mark[1] < last < end and not text[last].isspace():
        last -= 1
    return first, last


@lru_cache(maxsize=8)  # the quotes of one report come one after another
def _caseless(text: str) -> bool:
    """Whether names cannot be told by capitals: a script without case, or a text without any."""
    letters = [c for c in text if c.isalpha()]
    without = sum(c.lower() == c.upper() for c in letters)
    if without > CASELESS * max(1, len(letters)):
        return True
    return len(letters) > 200 and sum(c.isupper() for c in letters) * 200 < len(letters)

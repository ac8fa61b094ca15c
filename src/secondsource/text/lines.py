"""The lines of a text, each trimmed, and what can be told of a line from its look alone.

In: a text. Out: lines with offsets. It refuses to look at more than the line and its block (the
lines up to the next blank one).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from secondsource.text.words import words

_BULLET = re.compile(
    r"(?:[-*•·▪●◦‣∙■□►»›–—+]|\(?\d{1,2}[.)]|\(?(?:[a-z]|[ivx]{1,4})\))[ \t\u00a0]+(?=\S)"
    r"|[•▪●◦‣∙■□►](?=\S)"
)
_NO_WORDS = "-*•·–—_ |.=~"
_MARKED_HEADING = re.compile(r"#{1,6}[ \t]+(?=\S)")
_SET_OFF = re.compile(r"(?:\*\*|__)[^*_]{1,120}(?:\*\*|__):?|[-–—] [^-–—.]{2,60} [-–—]")
_ENDS = re.compile(r"[.!?…。؟۔][”’\"'`»)\]*_ ]*(?:\[\d{1,3}\])*$")
_LABELLED = re.compile(r"(?P<label>[^\W\d_][^:!?“”\"]{1,90}):[ \t]+(?P<value>\S.{0,90})")


@dataclass(frozen=True, slots=True)
class Line:
    """One line without the white space at both ends; `indent` counts what stood before."""

    start: int
    end: int
    indent: int
    words: str
    wrapped: bool = False  # broken at the width to which the lines round it are set

    @property
    def blank(self) -> bool:
        """Whether nothing stands on it."""
        return self.start == self.end

    @property
    def ends(self) -> bool:
        """Whether it ends as a sentence does."""
        return _ENDS.search(self.words[-12:]) is not None

    @property
    def bullet(self) -> int:
        """How many characters of it are its bullet; 0 where it has none."""
        match = _BULLET.match(self.words)
        if match is None or not self.words[match.end() :].strip(_NO_WORDS):
            return 0
        return match.end()

    @property
    def heading_mark(self) -> int:
        """How many characters of it mark it as a heading."""
        match = _MARKED_HEADING.match(self.words)
        return match.end() if match else 0

    @property
    def is_set_off(self) -> bool:
        """Whether all of it is bold or stands between dashes."""
        return len(self.words) <= 130 and _SET_OFF.fullmatch(self.words) is not None

    @property
    def is_rule(self) -> bool:
        """Whether no letter or digit stands on it: dashes, stars, bars."""
        return not any(character.isalnum() for character in self.words)

    @property
    def is_boilerplate(self) -> bool:
        """Whether it belongs to the page and not to the report."""
        return len(self.words) <= 300 and words().boilerplate.fullmatch(self.words) is not None

    @property
    def is_dateline(self) -> bool:
        """Whether it holds a place and date, or a date of publication, and nothing else."""
        return len(self.words) <= 120 and words().dateline.fullmatch(self.words) is not None

    @property
    def is_byline(self) -> bool:
        """Whether it names who wrote the report."""
        short = self.words[:3].lower() == "by " and len(self.words) <= 120
        return short and words().byline.fullmatch(self.words) is not None

    @property
    def is_entry(self) -> bool:
        """Whether it begins with a date or an hour and a dash or colon."""
        return words().entry.match(self.words[:120]) is not None

    @property
    def labelled(self) -> tuple[str, int] | None:
        """The label of a line of "label: value" and how far into it the value begins."""
        match = _LABELLED.fullmatch(self.words) if len(self.words) <= 170 else None
        if match is None or len(match["label"].split()) > 14:
            return None
        known = match["label"].strip().lower() in words().record_labels
        if not known and (self.ends or len(match["value"]) > 40):
            return None
        return match["label"], match.start("value")

    @property
    def starts_block(self) -> bool:
        """Whether it cannot be the rest of a sentence that the line above began."""
        return bool(
            self.bullet
            or self.heading_mark
            or self.is_rule
            or self.words.startswith("|")
            or self.is_boilerplate
            or self.is_dateline
            or self.is_set_off
        )


def lines_of(text: str) -> tuple[Line, ...]:
    """The lines of a text, blank ones included."""
    block: list[Line] = []
    found: list[Line] = []
    for match in re.finditer(r"[^\n]*\n|[^\n]+$", text):
        body = match.group()
        line = _line(body, match.start())
        if line.blank:
            found.extend(_with_wrapping(block))
            found.append(line)
            block = []
        else:
            block.append(line)
    found.extend(_with_wrapping(block))
    return tuple(found)


def _line(body: str, start: int) -> Line:
    words = body.strip()
    indent = len(body) - len(body.lstrip()) if words else 0
    return Line(start + indent, start + indent + len(words), indent, words)


def _with_wrapping(block: list[Line]) -> list[Line]:
    """The lines of a block, marked where they are broken at a common width."""
    widths = [line.end - line.start for line in block]
    width = max(widths, default=0)
    slack = 14  # a line may fall short of the width by one long word
    full = sum(1 for other in widths[:-1] if other >= width - slack)
    if len(block) < 2 or not 40 <= width <= 100 or full < 0.7 * (len(widths) - 1):
        return block
    return [
        Line(line.start, line.end, line.indent, line.words, wrapped=True)
        if line.end - line.start >= width - slack
        else line
        for line in block
    ]

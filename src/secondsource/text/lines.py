"""The lines of a text, each trimmed, with its indent."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line without the white space at both ends; `indent` counts what stood before."""

    start: int
    end: int
    indent: int

    @property
    def blank(self) -> bool:
        """Whether nothing stands on it."""
        return self.start == self.end


def lines_of(text: str) -> tuple[Line, ...]:
    """The lines of a text, blank ones included."""
    found = []
    for match in re.finditer(r"[^\n]*\n|[^\n]+$", text):
        body = match.group()
        start = match.start() + len(body) - len(body.lstrip())
        if not body.strip():
            start = match.end()
        end = max(start, match.start() + len(body.rstrip()))
        found.append(Line(start, end, start - match.start()))
    return tuple(found)

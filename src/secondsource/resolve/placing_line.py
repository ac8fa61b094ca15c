"""A sentence as the choice of an event's place sees it: words, names, clauses, prepositions.

In: a text and the names in one of its sentences. Out: the words around each name. It refuses to
choose: that is the business of `placing_events`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from secondsource.model import Mention

_WORD = re.compile(r"\w+(?:[-'’]\w+)*|[^\w\s]")
Words = tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with its words, the event's words, and the place names, as offsets into it."""

    text: str
    words: Words
    event: tuple[int, int]
    names: tuple[Mention, ...]
    parties: tuple[Mention, ...]
    base: int  # where the sentence begins in the report

    def word_at(self, offset: int) -> int:
        """The number of the first word that ends after an offset."""
        return next((i for i, w in enumerate(self.words) if w[1] > offset), len(self.words))

    def chained(self, index: int, *, also: frozenset[str] = frozenset()) -> bool:
        """Whether a name and the next are one place: "X, Y", "X in northern Y", "X town of Y".

        The words of `also` may stand between them beside those that always may.
        """
        gap = self.text[self.names[index].end : self.names[index + 1].start]
        words = (
            set(re.findall(r"[a-z]+", gap.lower()))
            - event_list("passed_over")
            - {"in", "of", "s"}
            - also
        )
        return not words and len(gap) < 40 and re.fullmatch(r"[\w\s,('’-]*", gap) is not None

    def listed(self, index: int) -> list[int]:
        """The numbers of the names of one list with a name: "in X, Y and Z"; at least its own."""
        found = [index]
        while found[0] and self._joined(found[0] - 1):
            found.insert(0, found[0] - 1)
        while found[-1] + 1 < len(self.names) and self._joined(found[-1]):
            found.append(found[-1] + 1)
        return found

    def _joined(self, index: int) -> bool:
        gap = self.text[self.names[index].end : self.names[index + 1].start]
        return re.fullmatch(r",? (?:and|or|&) |, ", gap) is not None

    def before_name(self, index: int) -> tuple[str, str]:
        """The word before a word, articles and adjectives left out, and the one before that."""
        at = index - 1
        while at >= 0 and index - at < 7 and self.words[at][2].lower() in event_list("passed_over"):
            at -= 1
        low = self.words[at][2].lower() if at >= 0 else "^"
        return low, self.words[at - 1][2].lower() if at > 0 else "^"

    def clauses(self) -> list[int]:
        """For each word, the number of its clause."""
        number, found = 0, []
        low = [w[2].lower() for w in self.words]
        opening = event_list("opens")
        for index, word in enumerate(low):
            comma = word == "," and index + 1 < len(low) and low[index + 1] in opening
            follows = index > 0 and low[index - 1] == "," and word in opening
            if (word in opening or comma) and not follows:
                number += 1
            found.append(number)
        return found


def words_of(text: str, start: int, end: int) -> Words:
    """The words and marks between two offsets of a text."""
    found = _WORD.finditer(text[start:end])
    return tuple((m.start() + start, m.end() + start, m.group()) for m in found)


def words_before(text: str, start: int, end: int) -> list[str]:
    """The last words between two offsets, in small letters, articles and adjectives left out."""
    found = [w.lower() for w in _WORD.findall(text[max(start, end - 40) : end])]
    while found and found[-1] in event_list("passed_over"):
        found.pop()
    return found


@cache
def event_list(name: str) -> frozenset[str]:
    """The words of a list in the table `[event]` of `data/places.toml`."""
    file = resources.files("secondsource") / "data" / "places.toml"
    lists = tomllib.loads(file.read_text(encoding="utf-8"))["event"]
    return frozenset(lists[name].split())

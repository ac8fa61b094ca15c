"""Event to place: which of the places named in a sentence is where an event happened, or none.

In: a sentence, the words that name the event, and the names of the sentence, among them those that
no list holds ("the Korangi district"). Out: for each name the probability that the event happened
there, and that of none of them. The weights (`data/event_places.json`, made by
`training/event_places.py`) are of plain signs (`placing_signs`). It refuses to look beyond the
sentence.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from secondsource.model import Actor, ActorKind, Layer, Mention
from secondsource.resolve.page import open_words
from secondsource.resolve.placing_line import Line, event_list, words_before, words_of
from secondsource.resolve.placing_signs import signs_of

__all__ = ["Chances", "Line", "chances", "line_of", "place_of_event", "signs_of"]


_NAME = re.compile(
    r"(?:(?:al|el|as|ash|an|at|ar|ad|az|ez)-)?[^\W\d_a-z][\w'’‘ʿ.-]*\w"
    r"(?:[ -](?:(?:al|el|as|ash|an|at|ar|ad|az|ez|de|la|del|of the)[- ])?[^\W\d_a-z][\w'’‘ʿ-]*\w)*"
)


@dataclass(frozen=True, slots=True)
class Chances:
    """How likely an event happened at each name, in their order, and at none of them."""

    at: tuple[float, ...]
    nowhere: float


def line_of(
    text: str, start: int, end: int, event: tuple[int, int], mentions: Sequence[Mention]
) -> Line:
    """The sentence between two offsets of a text, with the names in it."""
    inside = [m for m in mentions if start <= m.start and m.end <= end]
    names = [m for m in inside if m.layer is Layer.PLACES]
    parties = tuple(m for m in inside if m.layer is Layer.ACTORS)
    names += _unlisted(text, start, end, inside)
    words = words_of(text, start, end)
    return Line(text, words, event, tuple(sorted(names, key=lambda m: m.start)), parties, start)


def _unlisted(text: str, start: int, end: int, inside: Sequence[Mention]) -> list[Mention]:
    """Capitalised names that stand where a place stands and that nothing has tagged.

    The name of a person is one of them: "at Sheikh Miskeen" may be a town.
    """
    lists = open_words().lists
    taken = [m for m in inside if not _is_person(m)]
    found = []
    for match in _NAME.finditer(text, start, end):
        name = match.group()
        if any(m.start < match.end() and match.start() < m.end for m in taken):
            continue
        if name in lists["titles"] or name in lists["never"] or name.lower() in lists["common"]:
            continue
        if _stands_as_place(text, start, end, match.start(), match.end()):
            found.append(Mention(Layer.PLACES, match.start(), match.end(), name, None))
    return found


def _is_person(mention: Mention) -> bool:
    actor = mention.value
    return isinstance(actor, Actor) and actor.kind is ActorKind.PERSON


def _stands_as_place(text: str, start: int, end: int, first: int, last: int) -> bool:
    """Whether a word before or after a name says that it is a place's."""
    lists = open_words().lists
    before = words_before(text, start, first)
    after = re.match(r"\s+([a-z]+)", text[last:end])
    noun = after.group(1) if after else ""
    if any(noun in lists[kind] for kind in ("head_city", "head_admin", "head_other")):
        return True
    if not before:
        return False
    if before[-1] == "of" and len(before) > 1 and before[-2] in lists["head_before"]:
        return True
    return before[-1] in lists["strong_before"] or before[-1] in event_list("towards")


def chances(line: Line) -> Chances:
    """The probability of each name, and of none."""
    weights = _weights()
    scores = [sum(weights.get(sign, 0.0) for sign in signs) for signs in signs_of(line)]
    top = max(scores)
    odds = [math.exp(score - top) for score in scores]
    total = sum(odds)
    return Chances(tuple(o / total for o in odds[1:]), odds[0] / total)


def place_of_event(line: Line) -> int | None:
    """The number of the name where the event most likely was, or None for none of them."""
    found = chances(line)
    best = max(found.at, default=0.0)
    return found.at.index(best) if best > found.nowhere else None


@cache
def _weights() -> dict[str, float]:
    file = resources.files("secondsource") / "data" / "event_places.json"
    return {k: float(v) for k, v in json.loads(file.read_text(encoding="utf-8")).items()}

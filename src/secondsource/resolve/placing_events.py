"""Event to place: which of the places named in a sentence is where an event happened, or none.

In: a sentence, the words that name the event, and the place names of the sentence. Out: for each
name the probability that the event happened there, and that of none of them. The weights
(`data/event_places.json`, made by `training/event_places.py`) are of plain signs: the preposition,
the distance, what stands between. It refuses to look beyond the sentence.
"""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from secondsource.model import Layer, Mention, Place

_WORD = re.compile(r"\w+(?:[-'’]\w+)*|[^\w\s]")
_STEPS = ((1, "1"), (2, "2"), (3, "3"), (5, "5"), (8, "8"), (12, "12"), (20, "20"))


@dataclass(frozen=True, slots=True)
class Chances:
    """How likely an event happened at each name, in their order, and at none of them."""

    at: tuple[float, ...]
    nowhere: float


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with its words, the event's words, and the place names, as offsets into it."""

    text: str
    words: tuple[tuple[int, int, str], ...]
    event: tuple[int, int]
    names: tuple[Mention, ...]
    parties: tuple[Mention, ...]
    base: int  # where the sentence begins in the report

    def word_at(self, offset: int) -> int:
        """The number of the first word that ends after an offset."""
        return next((i for i, w in enumerate(self.words) if w[1] > offset), len(self.words))

    def chained(self, index: int) -> bool:
        """Whether a name and the next are one place: "X, Y", "X in northern Y", "X town of Y"."""
        gap = self.text[self.names[index].end : self.names[index + 1].start]
        words = set(re.findall(r"[a-z]+", gap.lower())) - _list("passed_over") - {"in", "of", "s"}
        return not words and len(gap) < 40 and re.fullmatch(r"[\w\s,('’-]*", gap) is not None


def line_of(
    text: str, start: int, end: int, event: tuple[int, int], mentions: Sequence[Mention]
) -> Line:
    """The sentence between two offsets of a text, with the names in it."""
    inside = [m for m in mentions if start <= m.start and m.end <= end]
    words = tuple(
        (m.start() + start, m.end() + start, m.group()) for m in _WORD.finditer(text[start:end])
    )
    return Line(
        text,
        words,
        event,
        tuple(m for m in inside if m.layer is Layer.PLACES),
        tuple(m for m in inside if m.layer is Layer.ACTORS),
        start,
    )


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
def _list(name: str) -> frozenset[str]:
    """The words of a list in the table `[event]` of `data/places.toml`."""
    file = resources.files("secondsource") / "data" / "places.toml"
    lists = tomllib.loads(file.read_text(encoding="utf-8"))["event"]
    return frozenset(lists[name].split())


@cache
def _weights() -> dict[str, float]:
    file = resources.files("secondsource") / "data" / "event_places.json"
    return {k: float(v) for k, v in json.loads(file.read_text(encoding="utf-8")).items()}


def signs_of(line: Line) -> list[list[str]]:
    """What speaks for each answer: first for none of the names, then for each."""
    first, last = line.word_at(line.event[0]), line.word_at(line.event[1] - 1)
    event = "_".join(w[2].lower() for w in line.words[first : last + 1])[-24:]
    spots = [(line.word_at(m.start), line.word_at(m.end - 1)) for m in line.names]
    shape = _shape(line, first, last)
    none = ["none", f"none:{len(spots)}"[:6], f"none={event}", f"none~{event[-3:]}"]
    none += [f"none+{sign}" for sign in shape]
    after = [i for i, (a, _) in enumerate(spots) if a > last]
    before = [i for i, (_, b) in enumerate(spots) if b < first]
    found = [none]
    for index, (a, b) in enumerate(spots):
        signs = list(_own(line, index, a, b, event))
        signs += _between(line, a, b, first, last)
        if after and index == after[0]:
            signs.append("next")
        elif index in after:
            signs.append(f"later{min(3, after.index(index))}")
        if before and index == before[-1]:
            signs.append("previous" + ("-only" if not after else ""))
        elif index in before:
            signs.append(f"earlier{min(3, len(before) - before.index(index))}")
        signs += [f"{sign}|{'after' if a > last else 'before'}" for sign in shape]
        found.append(signs)
    _compare(line, spots, first, last, found)
    return found


def _preposition(line: Line, a: int) -> tuple[str, str]:
    """The word before a name, articles and adjectives left out, and the word before that."""
    at = a - 1
    while at >= 0 and a - at < 7 and line.words[at][2].lower() in _list("passed_over"):
        at -= 1
    low = line.words[at][2].lower() if at >= 0 else "^"
    return low, line.words[at - 1][2].lower() if at > 0 else "^"


def _compare(
    line: Line, spots: list[tuple[int, int]], first: int, last: int, found: list[list[str]]
) -> None:
    """Signs that rest on all the names: the nearest one that stands after "in", "at", "near"."""
    clauses = _clauses(line)
    home = clauses[first] if first < len(clauses) else 0
    placed = [_preposition(line, a)[0] in _list("at") for a, _ in spots]
    near = [a - last if a > last else first - b for a, b in spots]
    best = min((d for d, p in zip(near, placed, strict=True) if p), default=None)
    same = [clauses[min(a, len(clauses) - 1)] - home for a, _ in spots]
    for index, signs in enumerate(found[1:]):
        apart = max(-3, min(3, same[index]))
        prep = _preposition(line, spots[index][0])[0]
        signs += [f"clause{apart}", f"clause{apart}&prep={prep}"]
        if placed[index] and near[index] == best:
            signs += ["nearest-at", f"nearest-at&clause{apart}"]
        if placed[index] and apart == 0:
            signs.append("at-here")
        if not placed[index] and best is not None:
            signs.append("another-at")
    if best is None:
        found[0].append("none-at")
    if not any(p and s == 0 for p, s in zip(placed, same, strict=True)):
        found[0].append("none-here")
    if not any(s == 0 for s in same):
        found[0].append("no-name-here")


def _clauses(line: Line) -> list[int]:
    """For each word, the number of its clause."""
    number, found = 0, []
    low = [w[2].lower() for w in line.words]
    for index, word in enumerate(low):
        opens = word in _list("opens") or (
            word == "," and index + 1 < len(low) and low[index + 1] in _list("opens")
        )
        if opens and not (index and low[index - 1] == "," and word in _list("opens")):
            number += 1
        found.append(number)
    return found


def _shape(line: Line, first: int, last: int) -> list[str]:
    """The words around the event: "was killed", "to attack", "the attack in"."""
    low = [w[2].lower() for w in line.words]
    left = low[first - 1] if first else "^"
    right = low[last + 1] if last + 1 < len(low) else "$"
    second = low[first - 2] if first > 1 else "^"
    return [f"L={left}", f"R={right}", f"LL={second} {left}"]


def _own(line: Line, index: int, a: int, b: int, event: str) -> Iterator[str]:
    """What the name and the words beside it say."""
    low = [w[2].lower() for w in line.words]
    name = line.names[index]
    place = name.value
    kind = str(place.precision) if isinstance(place, Place) else "?"
    yield f"kind{kind}"
    at = a - 1
    while at >= 0 and a - at < 7 and low[at] in _list("passed_over"):
        at -= 1
    prep = low[at] if at >= 0 else "^"
    yield f"prep={prep}"
    yield f"prep={prep}&kind{kind}"
    beyond = low[at - 1] if at > 0 else "^"
    yield f"prep2={beyond} {prep}"
    following = low[b + 1] if b + 1 < len(low) else "$"
    yield f"then={following}"
    if b + 1 < len(low) and line.words[b + 1][2][:1].isupper():
        yield "then-capital"
    if any(p.start < name.end and name.start < p.end for p in line.parties):
        yield "party"
    if a < 3 and following in {"(", "-", "–", "—", "|", ":"}:
        yield "dateline"
    if index and line.chained(index - 1):
        yield "holds-last"
        yield f"holds-last{_finer(line.names[index - 1], name)}"
    if index + 1 < len(line.names) and line.chained(index):
        yield "in-next"
        yield f"in-next{_finer(name, line.names[index + 1])}"
    yield f"{event}&prep={prep}"


def _finer(one: Mention, other: Mention) -> str:
    """How the first place's precision stands to the second's."""
    left = one.value.precision if isinstance(one.value, Place) else 0
    right = other.value.precision if isinstance(other.value, Place) else 0
    return "<" if (left or 0) < (right or 0) else ">" if (left or 0) > (right or 0) else "="


def _between(line: Line, a: int, b: int, first: int, last: int) -> Iterator[str]:
    """What stands between the event and the name."""
    side = "after" if a > last else "before" if b < first else "same"
    start, end = (last + 1, a) if side == "after" else (b + 1, first)
    words = [w[2] for w in line.words[start:end]]
    low = [w.lower() for w in words]
    distance = len(words)
    step = next((name for bound, name in _STEPS if distance < bound), "far")
    yield f"{side}{step}"
    at = a - 1
    while at >= 0 and a - at < 7 and line.words[at][2].lower() in _list("passed_over"):
        at -= 1
    yield f"{side}{step}&{line.words[at][2].lower() if at >= 0 else '^'}"
    for word in set(low) & _list("between"):
        yield f"{side}<{word}>"
    yield f"{side}commas{min(3, low.count(','))}"
    if set(low) & {";", ":", "-", "–", "—", '"', "“", "”", "|", "."}:
        yield f"{side}break"
    acts = sum(1 for w in low if len(w) > 4 and w.endswith(("ed", "ing")))
    yield f"{side}acts{min(3, acts)}"
    names = sum(1 for m in line.names if line.words and start < end
                and line.words[start][0] <= m.start < line.words[end - 1][1])  # fmt: skip
    yield f"{side}names{min(3, names)}"

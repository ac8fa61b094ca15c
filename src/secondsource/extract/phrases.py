"""Noun phrases as spans and senses: where their words stand and what kind of thing they name.

In: a scene and the chunk of a noun phrase. Out: offsets, and one of weapon, people, ship, thing or
name. It refuses to tell one person or place from another: that is the business of `resolve`.
"""

from __future__ import annotations

from secondsource.extract.chunks import phrase_end
from secondsource.extract.draft import Argument
from secondsource.extract.scene import Scene
from secondsource.extract.words import Tag
from secondsource.model import Mention, Property

_STRIP = frozenset({Tag.POSS, Tag.COMMA, Tag.STOP})


def phrase_span(scene: Scene, i: int, *, whole: bool = True) -> tuple[int, int]:
    """Offsets of a noun phrase, with its "of" phrases, without marks at its ends."""
    end = phrase_end(scene.parse, i) if whole else i
    words = scene.parse.words[scene.chunks[i].first : scene.chunks[end].last + 1]
    first, last = 0, len(words) - 1
    while first < last and words[first].tag in _STRIP:
        first += 1
    while last > first and words[last].tag in _STRIP:
        last -= 1
    start, stop = words[first].start, words[last].end
    crossing = [m.end for m in scene.actors if m.start < stop < m.end and start <= m.start]
    return start, max([stop, *crossing])  # "Syrian Observatory for Human Rights"


def is_pronoun(scene: Scene, i: int) -> bool:
    """Whether a noun phrase is a pronoun or points back without a name."""
    words = scene.parse.words[scene.chunks[i].first : scene.chunks[i].last + 1]
    return all(w.tag in (Tag.PRON, Tag.DET, Tag.NUM, Tag.POSS) for w in words)


def within(mentions: tuple[Mention, ...], start: int, end: int) -> list[Mention]:
    """The mentions that stand inside two offsets."""
    return [m for m in mentions if start <= m.start and m.end <= end]


def kind_of(scene: Scene, i: int) -> str:
    """What a noun phrase names: a weapon, people, a ship, a thing, a trigger or something else."""
    lexicon = scene.lexicon
    head = scene.head(i)
    end = phrase_end(scene.parse, i)
    heads = [head, scene.head(end)]
    if any(lexicon.has("people", h) for h in heads):
        return "people"
    if lexicon.has("weapons", head) or (
        head in scene.lexicon.sets["words.amounts"] and lexicon.has("weapons", scene.head(end))
    ):
        return "weapon"
    if lexicon.has("ships", head):
        return "ship"
    if lexicon.has("things", head):
        return "thing"
    return "name"


def perpetrator_words(scene: Scene, arguments: tuple[Argument, ...]) -> list[str]:
    """The words of the perpetrators, in lower case."""
    return [
        w.low
        for a in arguments
        if a.property is Property.PERPETRATOR
        for w in scene.parse.words
        if a.start <= w.start < a.end
    ]


def words_between(scene: Scene, first: int, last: int) -> list[str]:
    """The words of a run of chunks, in lower case."""
    return [low for j in range(first, last + 1) for low in scene.lows(j)]

"""One sentence with everything the rules look at: parse, mentions, triggers.

In: a report's text, a sentence, the mentions of the report and the lexicon. Out: a `Scene` and the
trigger `Node`s in it. It refuses nouns that name no concrete act.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from secondsource.extract.chunks import (
    Chunk,
    Parse,
    Phrase,
    antecedents,
    object_of,
    parse,
    phrase_end,
    subject_of,
)
from secondsource.extract.lexicon import Entry, Frame, Lexicon, singular
from secondsource.extract.words import Tag, words_of
from secondsource.model import Layer, Mention, Property
from secondsource.text import Sentence


@dataclass(frozen=True, slots=True)
class Scene:
    """A parsed sentence with the mentions that stand in it."""

    text: str
    sentence: Sentence
    parse: Parse
    dates: tuple[Mention, ...]
    places: tuple[Mention, ...]
    actors: tuple[Mention, ...]
    lexicon: Lexicon

    @property
    def chunks(self) -> tuple[Chunk, ...]:
        """The chunks of the sentence."""
        return self.parse.chunks

    def low(self, i: int) -> str:
        """The words of a chunk in lower case."""
        return self.parse.low(self.parse.chunks[i])

    def head(self, i: int) -> str:
        """The head word of a chunk in lower case."""
        return self.parse.words[self.parse.chunks[i].head].low

    def lemma(self, i: int) -> str:
        """The lemma of a verb group's main verb, or its last auxiliary."""
        word = self.parse.head(self.chunks[i])
        return word.lemma or word.low

    def span(self, first: int, last: int | None = None) -> tuple[int, int]:
        """Offsets of a run of chunks."""
        return self.parse.span(first, first if last is None else last)

    def lows(self, i: int) -> list[str]:
        """Each word of a chunk in lower case."""
        chunk = self.chunks[i]
        return [w.low for w in self.parse.words[chunk.first : chunk.last + 1]]


def span_type(scene: Scene, j: int) -> str:
    """DATE, TIME, DURATION or SET for a date chunk."""
    start, end = scene.span(j)
    return next(
        (m.timex_type or "DATE" for m in scene.dates if m.start < end and start < m.end), "DATE"
    )


@dataclass(frozen=True, slots=True)
class Node:
    """A trigger at a chunk, with its syntactic neighbours (chunk indexes)."""

    chunk: int
    entry: Entry
    start: int
    end: int
    first_word: int
    last_word: int
    passive: bool = False
    doer: int | None = None
    patient: int | None = None
    agent: int | None = None  # of a passive: the noun phrase after "by"

    @property
    def verb(self) -> bool:
        """Whether the trigger is a verb."""
        return self.entry.frame not in (Frame.NOUN, Frame.TOLL)

    @property
    def effect(self) -> bool:
        """Whether the trigger may only tell the outcome of an act named elsewhere."""
        if self.entry.effect or self.entry.frame in (Frame.DIE, Frame.TOLL):
            return True
        return self.entry.frame in (Frame.HARM, Frame.RUIN) and not self.entry.strong


def scene_of(text: str, sentence: Sentence, mentions: Sequence[Mention], lexicon: Lexicon) -> Scene:
    """The sentence parsed, with its mentions by layer."""
    inside = [m for m in mentions if m.start < sentence.end and m.end > sentence.start]
    by = {layer: tuple(m for m in inside if m.layer is layer) for layer in Layer}
    dates = [(m.start, m.end) for m in by[Layer.DATES]]
    words = words_of(text, sentence.start, sentence.end, dates, lexicon.grammar)
    return Scene(
        text,
        sentence,
        parse(text, words, lexicon.grammar),
        by[Layer.DATES],
        by[Layer.PLACES],
        by[Layer.ACTORS],
        lexicon,
    )


def nodes_of(scene: Scene) -> tuple[Node, ...]:
    """The triggers of a sentence, in order."""
    found: list[Node] = []
    for i, chunk in enumerate(scene.chunks):
        if chunk.kind is Phrase.VERB:
            node = _verb_node(scene, i)
            if node is not None:
                found.append(node)
        elif chunk.kind is Phrase.NOUN:
            found += _noun_nodes(scene, i)
    return tuple(found)


def _verb_node(scene: Scene, i: int) -> Node | None:
    chunk = scene.chunks[i]
    words = scene.parse.words
    head = words[chunk.head]
    if head.tag is not Tag.VERB:
        return None
    for entry in scene.lexicon.verbs.get(head.lemma, ()):
        last = match_parts(scene, chunk.head, entry.parts)
        if last is not None:
            return _framed(scene, i, entry, last)
    return None


def match_parts(scene: Scene, at: int, parts: tuple[str, ...]) -> int | None:
    """The word index where a multiword trigger that begins at word `at` ends, or None."""
    words = scene.parse.words
    k = at
    p = 1
    while p < len(parts):
        if parts[p] == "*":
            limit = min(len(words), k + 9)
            target = parts[p + 1 :]
            for j in range(k + 2, limit):
                if all(j + o < len(words) and words[j + o].low == t for o, t in enumerate(target)):
                    return j + len(target) - 1
            return None
        if k + 1 >= len(words):
            return None
        nxt = words[k + 1]
        if nxt.low != parts[p] and nxt.lemma != parts[p]:
            return None
        k += 1
        p += 1
    return k


def _framed(scene: Scene, i: int, entry: Entry, last: int) -> Node | None:
    chunk = scene.chunks[i]
    words = scene.parse.words
    end_word = last if "*" not in entry.parts else chunk.head
    after = i
    while after + 1 < len(scene.chunks) and scene.chunks[after + 1].last <= end_word:
        after += 1
    obj = object_of(scene.parse, after)
    subject = _relative_act(scene, i, entry) or subject_of(scene.parse, i)
    passive = chunk.passive or _reduced_passive(scene, i, after, obj, entry)
    agent = _by_agent(scene, after) if passive else None
    if entry.frame in (Frame.DIE, Frame.CLASH, Frame.PROTEST):
        passive = False
    if entry.parts[:2] == ("come", "under"):
        passive, agent = True, _by_agent(scene, after)
    doer, patient = (agent, subject) if passive else (subject, obj)
    return Node(
        i,
        entry,
        words[chunk.head].start,
        words[end_word].end,
        chunk.head,
        end_word,
        passive,
        doer,
        patient,
        agent,
    )


def _relative_act(scene: Scene, i: int, entry: Entry) -> int | None:
    """The act behind "the attack on X in Y that killed three", over what stands between."""
    j = i - 1
    if j < 0 or scene.chunks[j].kind is not Phrase.SUB or scene.low(j) not in ("that", "which"):
        return None
    if entry.frame not in (Frame.HARM, Frame.RUIN):
        return None
    for k in antecedents(scene.parse, j):
        chunk = scene.chunks[k]
        if match_noun(scene, chunk.last, chunk.first)[0] is not None:
            return k
    return None


_PASSIVE_FRAMES = frozenset(
    {
        Frame.HARM,
        Frame.RUIN,
        Frame.TAKE,
        Frame.STRIKE,
        Frame.FIRE,
        Frame.SEIZE,
        Frame.INTERCEPT,
        Frame.PLANT,
    }
)


def _reduced_passive(scene: Scene, i: int, after: int, obj: int | None, entry: Entry) -> bool:
    """A bare participle: "12 killed in a strike", "a base hit by rockets"."""
    chunk = scene.chunks[i]
    form = scene.parse.head(chunk).form
    if "N" not in form or obj is not None or entry.frame not in _PASSIVE_FRAMES:
        return False
    if chunk.last - chunk.first > 0 and scene.parse.words[chunk.first].tag is Tag.AUX:
        return False
    if after + 1 < len(scene.chunks) and scene.low(after + 1) == "by":
        return True
    return entry.frame in (Frame.HARM, Frame.TAKE, Frame.RUIN, Frame.FIRE)


def _by_agent(scene: Scene, i: int) -> int | None:
    chunks = scene.chunks
    for j in range(i + 1, min(i + 12, len(chunks) - 1)):
        if chunks[j].kind is Phrase.VERB and chunks[j].finite:
            return None
        if chunks[j].kind is Phrase.SUB or scene.low(j) in (";", ":"):
            return None
        if (
            chunks[j].kind is Phrase.PREP
            and scene.low(j) == "by"
            and chunks[j + 1].kind is Phrase.NOUN
        ):
            return j + 1
    return None


def _noun_nodes(scene: Scene, i: int) -> list[Node]:
    chunk = scene.chunks[i]
    words = scene.parse.words
    found: list[Node] = []
    toll = _toll_node(scene, i) or _rising_toll(scene, i)
    if toll is not None:
        return [toll]
    for k in range(chunk.last, chunk.first - 1, -1):
        word = words[k]
        if word.tag is not Tag.NOMINAL or (k < chunk.last and not _closes(scene, k, chunk)):
            continue
        entry, first = match_noun(scene, k, chunk.first)
        if entry is not None:
            found.append(Node(i, entry, words[first].start, word.end, first, k))
            break
    return found


def _closes(scene: Scene, k: int, chunk: Chunk) -> bool:
    """Whether a word inside a noun phrase may be its trigger: a possessive or a name follows."""
    nxt = scene.parse.words[k + 1]
    return nxt.tag in (Tag.NUM, Tag.DET)


def match_noun(scene: Scene, k: int, floor: int) -> tuple[Entry | None, int]:
    """The longest noun trigger that ends at word `k`, and the word where it begins."""
    words = scene.parse.words
    last = singular(words[k].low)
    for entry in scene.lexicon.nouns.get(last, ()):
        first = k - len(entry.parts) + 1
        if first < floor:
            continue
        if all(singular(words[first + o].low) == singular(p) for o, p in enumerate(entry.parts)):
            return entry, first
    return None, k


TOLL_ENTRY = Entry(("toll",), Frame.TOLL, "killing", Property.KILLED)
INJURED_ENTRY = Entry(("injured",), Frame.TOLL, "wounding", Property.INJURED)
_DEAD = frozenset({"dead", "killed", "deaths", "fatalities", "bodies", "corpses", "martyrs"})
_HURT = frozenset({"injured", "wounded", "injuries", "hurt"})


def _toll_node(scene: Scene, i: int) -> Node | None:
    """A phrase like "40 dead", "30 wounded", "12 deaths"."""
    chunk = scene.chunks[i]
    words = scene.parse.words
    head = words[chunk.last]
    if head.low not in _DEAD and head.low not in _HURT:
        return None
    counted = any(w.tag is Tag.NUM or w.low == "no" for w in words[chunk.first : chunk.last])
    patient: int | None = i
    if not counted:
        patient = _counted_subject(scene, i)
        if patient is None:
            return None
    entry = TOLL_ENTRY if head.low in _DEAD else INJURED_ENTRY
    return Node(i, entry, head.start, head.end, chunk.last, chunk.last, patient=patient)


def _rising_toll(scene: Scene, i: int) -> Node | None:
    """ "The death toll … rose to 45", "a toll of 12", "the number of dead climbed to 8"."""
    chunk = scene.chunks[i]
    words = scene.parse.words
    head = words[chunk.last]
    if head.low != "toll" and not (head.low == "number" and _of_dead(scene, i)):
        return None
    hurt = any(
        low in ("injured", "wounded", "injuries")
        for low in [*scene.lows(i), *(scene.lows(i + 2) if i + 2 < len(scene.chunks) else [])]
    )
    entry = INJURED_ENTRY if hurt else TOLL_ENTRY
    for j in range(i + 1, min(i + 15, len(scene.chunks) - 1)):
        low = scene.low(j)
        if low in ("to", "at", "of") and scene.chunks[j].kind is Phrase.PREP:
            after = scene.chunks[j + 1]
            if (
                after.kind is Phrase.NOUN
                and words[after.first].tag is not Tag.DET
                and any(w.tag is Tag.NUM for w in words[after.first : after.last + 1])
            ):
                return Node(i, entry, head.start, head.end, chunk.last, chunk.last, patient=j + 1)
    return None


def _of_dead(scene: Scene, i: int) -> bool:
    return (
        i + 2 < len(scene.chunks)
        and scene.low(i + 1) == "of"
        and any(
            low in ("dead", "deaths", "casualties", "fatalities", "wounded", "injured", "victims")
            for low in scene.lows(i + 2)
        )
    )


_LINKING = frozenset(
    {
        "be",
        "is",
        "are",
        "was",
        "were",
        "been",
        "leave",
        "confirm",
        "report",
        "declare",
        "fear",
        "find",
        "lie",
    }
)


def _counted_subject(scene: Scene, i: int) -> int | None:
    """The "six people" of "six people are dead" and of "left six people dead"."""
    chunk = scene.chunks[i]
    if chunk.first != chunk.last or i < 1:
        return None
    before = scene.chunks[i - 1]
    if before.kind is Phrase.NOUN and i > 1 and scene.chunks[i - 2].kind is Phrase.VERB:
        return i - 1 if scene.lemma(i - 2) in ("leave", "find", "confirm") else None
    if before.kind is Phrase.VERB and scene.lemma(i - 1) in _LINKING:
        return subject_of(scene.parse, i - 1)
    return None


def noun_phrase_nodes(scene: Scene, i: int | None, nodes: Sequence[Node]) -> list[Node]:
    """The noun triggers in the noun phrase at chunk `i` with its "of" phrases."""
    if i is None:
        return []
    end = phrase_end(scene.parse, i)
    return [n for n in nodes if not n.verb and i <= n.chunk <= end]

"""Who vouches for a claim inside a report, how firmly, and whether it is denied.

In: scenes in order. Out: for each sentence its speaker, go-between and stance. It refuses to
invent a speaker: a sentence without speech words speaks in the reporter's own voice.
"""

from __future__ import annotations

from dataclasses import dataclass

from secondsource.extract.arguments import is_pronoun, phrase_span
from secondsource.extract.chunks import Phrase, subject_of
from secondsource.extract.rules import Event
from secondsource.extract.scene import Scene
from secondsource.extract.words import Tag
from secondsource.model import Stance


@dataclass(frozen=True, slots=True)
class Voice:
    """The speaker of a sentence and the medium that passed the words on, as spans."""

    speaker: tuple[int, int] | None = None
    via: tuple[int, int] | None = None


SILENT = Voice()
"""The reporter's own voice."""


def voice_of(scene: Scene, before: Voice) -> Voice:
    """Who says a sentence; "he said" and "the source told" fall back on the speaker before."""
    found = _according(scene) or _said(scene, before)
    return found or SILENT


def _according(scene: Scene) -> Voice | None:
    chunks = scene.chunks
    for j in range(len(chunks) - 1):
        low = scene.low(j)
        per = low == "per" and chunks[j + 1].kind is Phrase.NOUN and _speaks(scene, j + 1)
        if (low == "according to" or per) and chunks[j + 1].kind is Phrase.NOUN:
            return _with_medium(scene, phrase_span(scene, j + 1), j + 1)
    return None


def _said(scene: Scene, before: Voice) -> Voice | None:
    verbs = scene.lexicon.sets["attribution.verbs"]
    for j, chunk in enumerate(scene.chunks):
        if chunk.kind is not Phrase.VERB or scene.parse.head(chunk).low not in verbs or chunk.passive:
            continue
        if chunk.infinitive or chunk.modal:
            continue
        head = scene.parse.head(chunk)
        who = _speaker(scene, j)
        if who is None:
            continue
        if head.low.startswith(("claim", "describ", "identif")) and not _speaks(scene, who):
            continue
        if is_pronoun(scene, who):
            return before if before.speaker else None
        if scene.lows(who)[0] == "the" and scene.head(who) in ("source", "statement", "official", "report", "spokesman"):
            if before.speaker and scene.head(who) == "source":
                return Voice(before.speaker, before.via)
        return _with_medium(scene, phrase_span(scene, who), j)
    return None


def _speaker(scene: Scene, j: int) -> int | None:
    """The subject of a speech verb, before it or (", said X") after it."""
    chunks = scene.chunks
    before = subject_of(scene.parse, j)
    opens = j == 0 or chunks[j - 1].kind in (Phrase.COMMA, Phrase.STOP)
    if (opens or before is None) and j + 1 < len(chunks) and chunks[j + 1].kind is Phrase.NOUN:
        return j + 1
    return before


def _speaks(scene: Scene, i: int) -> bool:
    nouns = scene.lexicon.sets["attribution.nouns"]
    return any(low in nouns for low in scene.lows(i))


def _with_medium(scene: Scene, speaker: tuple[int, int], at: int) -> Voice:
    chunks = scene.chunks
    media = scene.lexicon.sets["attribution.media"]
    for j in range(at, min(at + 4, len(chunks))):
        if chunks[j].kind is not Phrase.NOUN or scene.span(j)[0] <= speaker[0]:
            continue
        told = scene.chunks[j - 1].kind is Phrase.VERB and scene.lemma(j - 1) == "tell"
        quoted = scene.low(j - 1) in ("to", "by")
        if (told or quoted) and any(low in media for low in scene.lows(j)):
            return Voice(speaker, phrase_span(scene, j))
    return Voice(speaker)


def stance_of(scene: Scene, event: Event) -> tuple[Stance, bool]:
    """How firmly an event is told, and whether it is said not to have happened."""
    chunks = scene.chunks
    words = scene.parse.words
    span = words[chunks[event.first].first : chunks[event.last].last + 1]
    lows = [w.low for w in span]
    node = event.main
    negated = node.verb and chunks[node.chunk].negated
    whole = [w.low for w in words]
    if any(low in ("denied", "denies", "denying", "deny") for low in whole):
        return Stance.DENIED, negated
    if _claimed(whole):
        return Stance.CLAIMED, negated
    hedges = scene.lexicon.sets["attribution.hedges"]
    hedged = any(low in hedges for low in lows) or any(
        w.tag is Tag.AUX and w.low in ("may", "might") for w in span
    )
    return (Stance.ALLEGED if hedged else Stance.ASSERTED), negated


def _claimed(lows: list[str]) -> bool:
    text = " ".join(lows)
    return any(
        phrase in text
        for phrase in ("claimed responsibility", "claims responsibility", "claim responsibility", "claiming responsibility", "was claimed by", "were claimed by", "claimed the attack", "claimed credit", "attack claimed by")
    )

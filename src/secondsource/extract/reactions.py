"""Speech acts and measures about violence: claims of responsibility, condemnations, threats, …

In: a scene and its incident drafts. Out: reaction drafts with the actor and the draft they are
about. It refuses ordinary news of diplomacy that a sentence does not tie to violence.
"""

from __future__ import annotations

from collections.abc import Sequence

from secondsource.extract.arguments import is_pronoun, phrase_span
from secondsource.extract.chunks import Phrase, subject_of
from secondsource.extract.draft import Argument, Draft
from secondsource.extract.scene import Scene, match_parts
from secondsource.extract.words import Tag
from secondsource.model import Kind, Property, Stance

_TIED = frozenset({"truce", "negotiation", "deployment", "withdrawal", "investigation", "legislation", "aid", "demand", "praise", "denial"})
_VIOLENT = ("attack", "strike", "kill", "bomb", "violence", "ceasefire", "cease-fire", "truce", "fighting", "responsib", "raid", "war", "hostag", "massacre", "shell", "assault", "conflict", "revenge", "retaliat", "aggression", "murder", "troops", "missile", "drone", "death", "hostilit", "sovereignty", "terror", "clash", "shoot", "abduct", "kidnap")


def reactions_of(scene: Scene) -> tuple[Draft, ...]:
    """The reactions that a sentence reports."""
    found: list[Draft] = []
    for i, chunk in enumerate(scene.chunks):
        if chunk.kind is not Phrase.VERB:
            continue
        head = scene.parse.head(chunk)
        if head.tag is not Tag.VERB:
            continue
        draft = _reaction(scene, i, head.lemma)
        if draft is not None and not any(d.trigger == draft.trigger for d in found):
            found.append(draft)
    return tuple(found[:3])


def _reaction(scene: Scene, i: int, lemma: str) -> Draft | None:
    chunk = scene.chunks[i]
    for entry in scene.lexicon.reactions.get(lemma, ()):
        if entry.noun:
            continue
        last = match_parts(scene, chunk.head, entry.parts)
        if last is None:
            continue
        if entry.type in _TIED and not _violent(scene):
            return None
        if chunk.modal and entry.type != "threat":
            return None
        if chunk.infinitive and entry.type not in ("threat",):
            return None
        arguments = _actor(scene, i)
        if not arguments and entry.type in _TIED:
            return None
        trigger = (scene.parse.words[chunk.head].start, scene.parse.words[last].end)
        sentence = (scene.sentence.start, scene.sentence.end)
        return Draft(
            Kind.REACTION, entry.type, sentence, trigger, arguments, negated=chunk.negated, stance=Stance.ASSERTED, score=0.6
        )
    return None


def _violent(scene: Scene) -> bool:
    return any(w.low.startswith(_VIOLENT) for w in scene.parse.words)


def _actor(scene: Scene, i: int) -> tuple[Argument, ...]:
    chunks = scene.chunks
    subject = subject_of(scene.parse, i)
    if chunks[i].passive:
        subject = next(
            (j + 1 for j in range(i + 1, min(i + 4, len(chunks) - 1)) if scene.low(j) == "by" and chunks[j + 1].kind is Phrase.NOUN),
            None,
        )
    if subject is None or is_pronoun(scene, subject):
        return ()
    return (Argument(Property.ACTOR, *phrase_span(scene, subject), 0.7),)


def about(position: int, drafts: Sequence[Draft]) -> int | None:
    """The incident draft that a reaction is most likely about: the nearest one before it."""
    for k in range(position, -1, -1):
        if drafts[k].kind is Kind.INCIDENT:
            return k
    return None

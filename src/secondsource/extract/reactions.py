"""Speech acts and measures about violence: claims of responsibility, condemnations, threats, …

In: a scene and its incident drafts. Out: reaction drafts with the actor and the draft they are
about. It refuses ordinary news of diplomacy that a sentence does not tie to violence.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from secondsource.extract.chunks import Phrase, object_of, subject_of
from secondsource.extract.draft import Argument, Draft
from secondsource.extract.lexicon import ReactionEntry, singular
from secondsource.extract.phrases import is_pronoun, phrase_span
from secondsource.extract.scene import Scene, match_noun, match_parts
from secondsource.model import Kind, Property

_TIED = frozenset(
    {
        "truce",
        "negotiation",
        "deployment",
        "withdrawal",
        "investigation",
        "legislation",
        "aid",
        "demand",
        "praise",
        "threat",
    }
)
"""Types that count only where the sentence speaks of violence."""

_DONE = frozenset({"negotiation", "deployment", "withdrawal", "aid", "legislation"})
"""Types that count only where somebody is named who does them."""

_VIOLENT = (
    "attack",
    "strike",
    "kill",
    "bomb",
    "violence",
    "ceasefire",
    "cease-fire",
    "truce",
    "fighting",
    "responsib",
    "raid",
    "war",
    "hostag",
    "massacre",
    "shell",
    "assault",
    "conflict",
    "revenge",
    "retaliat",
    "aggression",
    "murder",
    "troops",
    "missile",
    "drone",
    "death",
    "hostilit",
    "sovereignty",
    "terror",
    "clash",
    "shoot",
    "abduct",
    "kidnap",
)


def reactions_of(scene: Scene) -> tuple[Draft, ...]:
    """The reactions that a sentence reports."""
    found: list[Draft] = []
    for i, chunk in enumerate(scene.chunks):
        draft = None
        if chunk.kind is Phrase.VERB:
            draft = _spoken(scene, i)
        elif chunk.kind is Phrase.NOUN:
            draft = _named(scene, i)
        if draft is not None and not any(d.event_type == draft.event_type for d in found):
            found.append(draft)
    return tuple(found[:3])


def _spoken(scene: Scene, i: int) -> Draft | None:
    """A reaction told by a verb: "condemned", "vowed to avenge", "claimed the attack"."""
    chunk = scene.chunks[i]
    head = scene.parse.head(chunk)
    lemma = head.lemma or ("be" if head.low in scene.lexicon.grammar.be else head.low)
    for entry in scene.lexicon.reactions.get(lemma, ()):
        last = None if entry.noun else match_parts(scene, chunk.head, entry.parts)
        if last is None or (entry.act and not _acts(scene, i)):
            continue
        if (chunk.modal or chunk.infinitive) and entry.type != "threat":
            return None
        if entry.type == "accusation" and not _aimed(scene, i):
            return None
        if entry.type == "condemnation" and scene.low(min(i + 1, len(scene.chunks) - 1)) == "into":
            return None
        if entry.act and "G" in head.form:
            return None
        return _draft(scene, entry, _actor(scene, i), (chunk.head, last), chunk.negated)
    return None


def _aimed(scene: Scene, i: int) -> bool:
    """Whether somebody is accused by somebody: not "men accused of murder"."""
    chunk = scene.chunks[i]
    near = [scene.low(j) for j in range(i + 1, min(i + 4, len(scene.chunks)))]
    return (
        object_of(scene.parse, i) is not None
        or "by" in near
        or (chunk.finite and not chunk.passive and "of" not in near[:1])
    )


def _acts(scene: Scene, i: int) -> bool:
    """Whether a verb's object is an act of violence, or "it"."""
    chunk = scene.chunks[i]
    after = subject_of(scene.parse, i) if chunk.passive else object_of(scene.parse, i)
    if after is None:
        return False
    if scene.low(after) in ("it", "them", "both", "this"):
        return _violent(scene) or len(scene.chunks) < 12
    words = scene.chunks[after]
    return match_noun(scene, words.last, words.first)[0] is not None


def _named(scene: Scene, i: int) -> Draft | None:
    """A reaction told by a noun and its governor: "announced a ceasefire"."""
    words = scene.parse.words
    chunk = scene.chunks[i]
    for entry in scene.lexicon.reactions.get(singular(words[chunk.last].low), ()):
        first = chunk.last - len(entry.parts) + 1
        if not entry.noun or first < chunk.first:
            continue
        if any(singular(words[first + o].low) != p for o, p in enumerate(entry.parts)):
            continue
        verb = _governor(scene, i, entry.verbs)
        if verb is None or scene.chunks[verb].modal:
            continue
        actor = _actor(scene, verb)
        return _draft(scene, entry, actor, (first, chunk.last), scene.chunks[verb].negated)
    return None


def _governor(scene: Scene, i: int, verbs: frozenset[str]) -> int | None:
    after = range(i + 1, min(len(scene.chunks), i + 4))
    for j in chain(range(i - 1, max(-1, i - 6), -1), after):
        if scene.chunks[j].kind is Phrase.VERB and (
            scene.lemma(j) in verbs or ("be" in verbs and scene.head(j) in scene.lexicon.grammar.be)
        ):
            return j
    return None


def _draft(
    scene: Scene,
    entry: ReactionEntry,
    actor: tuple[Argument, ...],
    trigger: tuple[int, int],
    negated: bool,
) -> Draft | None:
    if entry.type in _TIED and not _violent(scene):
        return None
    if entry.type in _DONE and not actor:
        return None
    if actor and scene.text[actor[0].start : actor[0].end].lower().startswith(("no ", "nobody")):
        return None
    words = scene.parse.words
    span = (words[trigger[0]].start, words[trigger[1]].end)
    sentence = (scene.sentence.start, scene.sentence.end)
    score = 0.7 if actor else 0.55
    return Draft(Kind.REACTION, entry.type, sentence, span, actor, negated=negated, score=score)


def _violent(scene: Scene) -> bool:
    return any(w.low.startswith(_VIOLENT) for w in scene.parse.words)


def _actor(scene: Scene, i: int) -> tuple[Argument, ...]:
    chunks = scene.chunks
    subject = subject_of(scene.parse, i)
    reduced = object_of(scene.parse, i) is None and i + 1 < len(chunks) and scene.low(i + 1) == "by"
    if chunks[i].passive or reduced:
        subject = next(
            (
                j + 1
                for j in range(i + 1, min(i + 4, len(chunks) - 1))
                if scene.low(j) == "by" and chunks[j + 1].kind is Phrase.NOUN
            ),
            None,
        )
    if subject is None or is_pronoun(scene, subject):
        return ()
    return (Argument(Property.ACTOR, *phrase_span(scene, subject), 0.7),)


def about(position: int, drafts: Sequence[Draft]) -> int | None:
    """The incident draft that a reaction is most likely about: in its sentence, else before it."""
    sentence = drafts[position].sentence
    for k in range(position + 1, len(drafts)):
        if drafts[k].sentence != sentence:
            break
        if drafts[k].kind is Kind.INCIDENT:
            return k
    for k in range(position, -1, -1):
        if drafts[k].kind is Kind.INCIDENT:
            return k
    return None

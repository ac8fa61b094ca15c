"""Who vouches for a claim inside a report, how firmly, and whether it is denied.

In: scenes in order. Out: for each sentence its speaker, go-between and stance. It refuses to
invent a speaker: a sentence without speech words speaks in the reporter's own voice.
"""

from __future__ import annotations

from dataclasses import dataclass

from secondsource.extract.chunks import Phrase, object_of, subject_of
from secondsource.extract.draft import Argument, Draft
from secondsource.extract.phrases import is_pronoun, phrase_span
from secondsource.extract.rules import Event
from secondsource.extract.scene import Scene
from secondsource.extract.words import Tag
from secondsource.model import Actor, ActorKind, Kind, Property, Stance


@dataclass(frozen=True, slots=True)
class Voice:
    """The speaker of a sentence and the medium that passed the words on, as spans."""

    speaker: tuple[int, int] | None = None
    via: tuple[int, int] | None = None


SILENT = Voice()
"""The reporter's own voice."""


def voice_of(scene: Scene, before: Voice) -> Voice:
    """Who says a sentence; "he said" and "the source told" fall back on the speaker before."""
    found = _according(scene) or _cited(scene) or _said(scene, before)
    return found or SILENT


def _according(scene: Scene) -> Voice | None:
    chunks = scene.chunks
    for j in range(len(chunks) - 1):
        low = scene.low(j)
        per = low == "per" and chunks[j + 1].kind is Phrase.NOUN and _speaks(scene, j + 1)
        if (low == "according to" or per) and chunks[j + 1].kind is Phrase.NOUN:
            return _with_medium(scene, phrase_span(scene, j + 1), j + 1)
    return None


def _cited(scene: Scene) -> Voice | None:
    """ "quoted a source as saying", "citing a military official": the speaker behind a medium."""
    chunks = scene.chunks
    media = scene.lexicon.sets["attribution.media"]
    for j, chunk in enumerate(chunks):
        if (
            chunk.kind is not Phrase.VERB
            or chunk.passive
            or scene.lemma(j) not in ("quote", "cite")
        ):
            continue
        who = object_of(scene.parse, j)
        if who is None or is_pronoun(scene, who):
            continue
        medium = subject_of(scene.parse, j)
        told = medium is not None and any(low in media for low in scene.lows(medium))
        via = phrase_span(scene, medium) if told and medium is not None else None
        return Voice(phrase_span(scene, who), via)
    return None


def _said(scene: Scene, before: Voice) -> Voice | None:
    verbs = scene.lexicon.sets["attribution.verbs"]
    for j, chunk in enumerate(scene.chunks):
        if (
            chunk.kind is not Phrase.VERB
            or scene.parse.head(chunk).low not in verbs
            or chunk.passive
        ):
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
        if scene.lows(who)[0] == "the" and scene.head(who) == "source" and before.speaker:
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


_ARMED = frozenset(
    {
        ActorKind.STATE_FORCES,
        ActorKind.REBEL_GROUP,
        ActorKind.POLITICAL_MILITIA,
        ActorKind.IDENTITY_MILITIA,
        ActorKind.EXTERNAL_FORCES,
        ActorKind.GOVERNMENT,
    }
)
_OWN = frozenset({"it", "they", "we", "its", "their", "our"})


def in_voice(scene: Scene, draft: Draft, voice: Voice) -> Draft:
    """The draft in the voice of its sentence: a doer who speaks of the own deed claims it."""
    draft = draft._replace(speaker=voice.speaker, via=voice.via)
    if draft.kind is not Kind.INCIDENT or voice.speaker is None or draft.trigger is None:
        return draft
    doers = [a for a in draft.arguments if a.property is Property.PERPETRATOR]
    party = [
        m.value
        for m in scene.actors
        if m.start < voice.speaker[1] and voice.speaker[0] < m.end and isinstance(m.value, Actor)
    ]
    armed = [p for p in party if p.kind in _ARMED]
    if not doers and armed and _own_deed(scene, draft.trigger[0]):
        claim = Argument(Property.PERPETRATOR, *voice.speaker, 0.55)
        return draft._replace(arguments=(*draft.arguments, claim), stance=_firmer(draft.stance))
    same = any(
        m.value in party
        for m in scene.actors
        for a in doers
        if m.start < a.end and a.start < m.end and a.start != voice.speaker[0]
    )
    return draft._replace(stance=_firmer(draft.stance)) if same and armed else draft


def _firmer(stance: Stance) -> Stance:
    return Stance.CLAIMED if stance is Stance.ASSERTED else stance


def _own_deed(scene: Scene, trigger: int) -> bool:
    """Whether the verb of a trigger has "it", "we" or "its forces" for a subject."""
    for j, chunk in enumerate(scene.chunks):
        start, end = scene.span(j)
        if chunk.kind is Phrase.VERB and start <= trigger < end:
            subject = subject_of(scene.parse, j)
            return subject is not None and scene.lows(subject)[0] in _OWN
    return False


def _claimed(lows: list[str]) -> bool:
    text = " ".join(lows)
    return any(
        phrase in text
        for phrase in (
            "claimed responsibility",
            "claims responsibility",
            "claim responsibility",
            "claiming responsibility",
            "was claimed by",
            "were claimed by",
            "claimed the attack",
            "claimed credit",
            "attack claimed by",
        )
    )

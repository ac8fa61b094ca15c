"""What was hit, harmed, used or aimed at: the kind of thing that words name, and whose it is.

In: the words of a target, victim, weapon, destroyed object or motive, and the mentions of the
report. Out: a thing with its name as worded, its kind, and the party it belongs to. It refuses a
kind that the words do not carry: then the kind is `other`.
"""

from __future__ import annotations

import re

from secondsource.model import (
    Actor,
    ActorKind,
    Evidence,
    Layer,
    Mention,
    Property,
    Thing,
    ThingKind,
)
from secondsource.resolve.roster import Actors

_WORD = re.compile(r"[^\W_]+(?:[-'’./][^\W_]+)*\.?")
_KIND_OF = {
    ActorKind.STATE_FORCES: ThingKind.MILITARY,
    ActorKind.EXTERNAL_FORCES: ThingKind.MILITARY,
    ActorKind.REBEL_GROUP: ThingKind.ARMED_GROUP,
    ActorKind.POLITICAL_MILITIA: ThingKind.ARMED_GROUP,
    ActorKind.IDENTITY_MILITIA: ThingKind.ARMED_GROUP,
    ActorKind.UNKNOWN_ARMED: ThingKind.ARMED_GROUP,
    ActorKind.RIOTERS: ThingKind.CIVILIANS,
    ActorKind.PROTESTERS: ThingKind.CIVILIANS,
    ActorKind.CIVILIANS: ThingKind.CIVILIANS,
    ActorKind.PERSON: ThingKind.PERSON,
}
_NOT_THINGS = frozenset({Property.MOTIVE, Property.RETALIATION_FOR, Property.WHAT})


def thing_of(
    words: Evidence, prop: Property, mentions: tuple[Mention, ...], actors: Actors
) -> Thing:
    """The thing that the words of one statement name."""
    name = " ".join(words.quote.split())
    parties = [
        m
        for m in mentions
        if m.layer is Layer.ACTORS
        and isinstance(m.value, Actor)
        and words.start <= m.start < words.end
    ]
    owner = _owner(parties)
    if prop in _NOT_THINGS:
        return Thing(name, ThingKind.OTHER, owner)
    if prop is Property.WEAPON:
        return Thing(name, ThingKind.WEAPON, owner)
    return Thing(name, _kind(words, parties, actors), owner)


def _owner(parties: list[Mention]) -> str | None:
    for mention in parties:
        value = mention.value
        if isinstance(value, Actor) and not value.id.startswith("kind:"):
            return value.id
    return None


def _kind(words: Evidence, parties: list[Mention], actors: Actors) -> ThingKind:
    tokens = _WORD.findall(words.quote)
    lower = [t.lower().rstrip(".") for t in tokens]
    if _ship_name(lower, actors):
        return ThingKind.SHIP
    head = _head(lower, actors)
    found = _of_words(lower[:head], actors) or _of_words(lower, actors)
    person = _is_person(tokens, lower, parties, actors)
    if person and found in (None, ThingKind.OFFICIAL, ThingKind.ARMED_GROUP, ThingKind.MILITARY,
                            ThingKind.CIVILIANS, ThingKind.MEDIA, ThingKind.POLICE):  # fmt: skip
        return ThingKind.PERSON
    if found is not None:
        return _armed(found, parties)
    for mention in parties:
        if isinstance(mention.value, Actor):
            return _of_actor(mention.value)
    return ThingKind.OTHER


def _armed(kind: ThingKind, parties: list[Mention]) -> ThingKind:
    """A group's forces are an armed group, a state's are military, whatever they are called."""
    if kind not in (ThingKind.MILITARY, ThingKind.ARMED_GROUP) or not parties:
        return kind
    value = parties[0].value
    if not isinstance(value, Actor) or value.id.startswith("kind:"):
        return kind
    mine = _of_actor(value)
    return mine if mine in (ThingKind.MILITARY, ThingKind.ARMED_GROUP) else kind


def _of_actor(actor: Actor) -> ThingKind:
    if actor.id.endswith("-police"):
        return ThingKind.POLICE
    if actor.kind is ActorKind.GOVERNMENT:
        return ThingKind.OTHER
    return _KIND_OF.get(actor.kind, ThingKind.OTHER)


def _head(lower: list[str], actors: Actors) -> int:
    """How many words stand before the first preposition or clause after the head noun."""
    after = actors.things_words["after"]
    for index, word in enumerate(lower):
        if index and word in after:
            return index
    return len(lower)


def _of_words(lower: list[str], actors: Actors) -> ThingKind | None:
    """The kind of the last phrase of the lexicon in the words; a longer phrase wins at a word."""
    table = actors.things
    for end in range(len(lower), 0, -1):
        for size in range(min(4, end), 0, -1):
            kind = table.get(tuple(lower[end - size : end]))
            if kind is not None:
                return ThingKind(kind)
    return None


def _ship_name(lower: list[str], actors: Actors) -> bool:
    return any(word in actors.things_words["ship_names"] for word in lower[:2]) and len(lower) > 1


def _is_person(
    tokens: list[str], lower: list[str], parties: list[Mention], actors: Actors
) -> bool:
    """Whether the words are, or end in, a personal name."""
    for mention in parties:
        if isinstance(mention.value, Actor) and mention.value.kind is ActorKind.PERSON:
            return True
    if parties and tokens and tokens[0][0].isupper():
        return False
    run = 0
    best = 0
    for token, low in zip(tokens, lower, strict=True):
        proper = token[0].isupper() and (low,) not in actors.things
        run = run + 1 if proper or (run and low in ("al", "bin", "de", "abu", "el")) else 0
        best = max(best, run)
    covered = sum(len(m.quote.split()) for m in parties)
    return best >= 2 and best > covered and not all(t.isupper() for t in tokens)

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
from secondsource.resolve.actorwords import Token
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
    inside = [m for m in mentions if words.start <= m.start < words.end]
    parties = [m for m in inside if m.layer is Layer.ACTORS and isinstance(m.value, Actor)]
    owner = _owner(parties)
    if prop in _NOT_THINGS:
        return Thing(name, ThingKind.OTHER, owner)
    if prop is Property.WEAPON:
        return Thing(name, ThingKind.WEAPON, owner)
    places = [m for m in inside if m.layer is Layer.PLACES]
    return Thing(name, _kind(words, prop, parties, places, actors), owner)


def _owner(parties: list[Mention]) -> str | None:
    for mention in parties:
        value = mention.value
        if not isinstance(value, Actor) or value.id.startswith("kind:"):
            continue
        if value.provisional and value.kind is ActorKind.PERSON:
            continue
        return value.id
    return None


def _kind(
    words: Evidence,
    prop: Property,
    parties: list[Mention],
    places: list[Mention],
    actors: Actors,
) -> ThingKind:
    lower = [t.lower().rstrip(".") for t in _WORD.findall(words.quote)]
    if len(lower) > 1 and any(w in actors.things_words["ship_names"] for w in lower[:2]):
        return ThingKind.SHIP
    head = _head(lower, actors)
    found = _of_words(head, actors)
    if found in _PERSONAL and _is_person(words, prop, parties, places, actors):
        return ThingKind.PERSON
    if found is None and head == lower[: len(head)]:
        found = _of_parties(parties, words, len(head)) or _of_words(lower, actors)
    return _armed(found, parties) if found else (_of_parties(parties, words, 99) or _NO_KIND)


_NO_KIND = ThingKind.OTHER
_PERSONAL = frozenset(
    {
        None,
        ThingKind.OFFICIAL,
        ThingKind.ARMED_GROUP,
        ThingKind.MILITARY,
        ThingKind.CIVILIANS,
        ThingKind.MEDIA,
        ThingKind.POLICE,
        ThingKind.AID,
    }
)


def _head(lower: list[str], actors: Actors) -> list[str]:
    """The words up to the first preposition or clause after the head noun.

    What is counted of others ("members of the army", "dozens of tents") is left out.
    """
    after = actors.things_words["after"]
    partitive = actors.things_words["partitive"]
    for index, word in enumerate(lower):
        if index and word in after:
            if word == "of" and lower[index - 1] in partitive and index + 1 < len(lower):
                return _head(lower[index + 1 :], actors)
            return lower[:index]
    return lower


def _of_words(lower: list[str], actors: Actors) -> ThingKind | None:
    """The kind of the last phrase of the lexicon in the words; a longer phrase wins at a word."""
    table = actors.things
    for end in range(len(lower), 0, -1):
        for size in range(min(4, end), 0, -1):
            kind = table.get(tuple(lower[end - size : end]))
            if kind is not None:
                return ThingKind(kind)
    return None


def _of_parties(parties: list[Mention], words: Evidence, size: int) -> ThingKind | None:
    """What the first party among the first words is, where the words are no more than its name."""
    for mention in parties:
        before = words.quote[: mention.start - words.start].split()
        if isinstance(mention.value, Actor) and len(before) < size:
            return _of_actor(mention.value)
    return None


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
    if actor.id.startswith("actor:people-"):
        return ThingKind.CIVILIANS
    return _KIND_OF.get(actor.kind, ThingKind.OTHER)


def _is_person(
    words: Evidence,
    prop: Property,
    parties: list[Mention],
    places: list[Mention],
    actors: Actors,
) -> bool:
    """Whether the words are a personal name, or end in one after a title, a noun or a comma."""
    for mention in parties:
        value = mention.value
        if isinstance(value, Actor) and value.kind is ActorKind.PERSON:
            rest = words.quote[mention.end - words.start :].strip()
            if not rest or rest[0] == ",":
                return True
    tokens = actors.tokens(words.quote)
    taken = _taken(tokens, words, parties, places, actors)
    first, size = _name_run(tokens, taken, actors)
    if size == 0:
        return False
    before = tokens[first - 1] if first else None
    led = before is None or "," in words.quote[before.end : tokens[first].start]
    led = led or (before is not None and _leads(before.key, actors))
    if size == 1:
        return led and before is None and len(tokens) == 1 and prop is Property.VICTIM
    return led


def _leads(key: str, actors: Actors) -> bool:
    """Whether a noun stands before names: a title, or a noun for people."""
    if key in actors.words.lists["people.titles"] or key in actors.things_words["titles"]:
        return True
    kind = actors.things.get((key,))
    return kind is not None and ThingKind(kind) in _PERSONAL


def _taken(
    tokens: tuple[Token, ...],
    words: Evidence,
    parties: list[Mention],
    places: list[Mention],
    actors: Actors,
) -> set[int]:
    """The words that are the name of a party, a people or a place, or common words."""
    taken = set()
    for index, token in enumerate(tokens):
        start = words.start + token.start
        if any(m.start <= start < m.end and not _of_person(m) for m in (*parties, *places)):
            taken.add(index)
        for hit in actors.hits(tokens, index):
            if any(alias.actor_id in actors.states for alias in hit.aliases):
                taken |= set(range(index, index + hit.size))
        if (token.key,) in actors.things or token.key in actors.things_words["numbers"]:
            taken.add(index)
        if token.key in actors.things_words["after"] | actors.things_words["titles"]:
            taken.add(index)
    return taken


def _of_person(mention: Mention) -> bool:
    return isinstance(mention.value, Actor) and mention.value.kind is ActorKind.PERSON


def _name_run(tokens: tuple[Token, ...], taken: set[int], actors: Actors) -> tuple[int, int]:
    """Where the last run of free capitalised words starts, and its length if it ends a phrase."""
    particles = actors.words.lists["people.particles"]
    first = size = 0
    for index, token in enumerate(tokens):
        if index in taken or not (token.raw[0].isupper() or token.key in particles):
            if size and token.raw[0].islower() and token.gap and token.key not in ("and", "who"):
                after = actors.things_words["after"]
                size = size if token.key in after else 0
            if size:
                break
            continue
        if token.raw[0].isdigit() or (size and not token.gap):
            break
        first, size = (first, size + 1) if size else (index, 1)
    return first, size

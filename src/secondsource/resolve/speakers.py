"""Who vouches: the actor, the role and the side of a speaker that a report quotes.

In: an attribution in words, and the mentions of the report. Out: the same attribution with the
speaker's actor, role, and whether a person is named. It refuses to judge how well a speaker knows:
it says which access he has (`access`), so that officials of one side count once.
"""

from __future__ import annotations

import re
from dataclasses import replace

from secondsource.model import (
    Actor,
    ActorKind,
    Attribution,
    Layer,
    Mention,
    SpeakerRole,
)
from secondsource.resolve.actorwords import Token
from secondsource.resolve.roster import Actors
from secondsource.sides import side_of

_BY_KIND = {
    ActorKind.STATE_FORCES: SpeakerRole.MILITARY,
    ActorKind.EXTERNAL_FORCES: SpeakerRole.MILITARY,
    ActorKind.GOVERNMENT: SpeakerRole.GOVERNMENT,
    ActorKind.REBEL_GROUP: SpeakerRole.ARMED_GROUP,
    ActorKind.POLITICAL_MILITIA: SpeakerRole.ARMED_GROUP,
    ActorKind.IDENTITY_MILITIA: SpeakerRole.ARMED_GROUP,
    ActorKind.UNKNOWN_ARMED: SpeakerRole.ARMED_GROUP,
}


def access(who: Attribution | Actor) -> str | None:
    """The side whose knowledge a speaker has, or None where no party is known.

    All bodies and officials of one state are one side; so are the wings of one group
    (`actor:hamas.qassam` and `actor:hamas`) and the bodies of the United Nations.
    """
    actor_id = who.id if isinstance(who, Actor) else who.speaker_actor
    return side_of(actor_id) if actor_id else None


def speaker_of(
    attribution: Attribution, mentions: tuple[Mention, ...], actors: Actors
) -> Attribution:
    """The attribution with the speaker's actor, role, and whether a person is named."""
    evidence = attribution.evidence
    inside = [
        m.value
        for m in mentions
        if m.layer is Layer.ACTORS
        and isinstance(m.value, Actor)
        and evidence.overlaps(m.start, m.end)
    ]
    known = [a for a in inside if not a.id.startswith(("kind:", "provisional:"))]
    actor = known[0] if known else actors.state_named(attribution.speaker)
    role = _role(attribution.speaker, actor or (inside[0] if inside else None), actors)
    return replace(
        attribution,
        speaker_actor=actor.id if actor else None,
        role=role,
        named=_named(attribution.speaker, inside, actors),
    )


def _role(words: str, actor: Actor | None, actors: Actors) -> SpeakerRole:
    """The role that the words say, else that of the kind of actor."""
    said = _said(words, actors)
    if actor is None:
        return said or SpeakerRole.OTHER
    if actor.kind is ActorKind.PERSON and actor.part_of is not None:
        return said or _role("", actors.get(actor.part_of), actors)
    for larger in actors.chain(actor.id)[:2]:
        if larger in actors.role_of:
            return SpeakerRole(actors.role_of[larger])
    if actor.id == "actor:un" or actor.id.startswith("actor:un-"):
        return SpeakerRole.UN
    if actor.id.endswith("-police"):
        return SpeakerRole.POLICE
    by_kind = _BY_KIND.get(actor.kind)
    if by_kind is SpeakerRole.ARMED_GROUP and not actor.id.startswith("kind:"):
        return by_kind
    return said or by_kind or SpeakerRole.OTHER


def _said(words: str, actors: Actors) -> SpeakerRole | None:
    """The role of the longest phrase of the lexicon in the words, the first of equals."""
    tokens = re.findall(r"[\w'’-]+", words.lower().replace(".", ""))
    best: tuple[int, str] | None = None
    for start in range(len(tokens)):
        for size in range(min(5, len(tokens) - start), 0, -1):
            role = actors.roles.get(tuple(tokens[start : start + size]))
            if role is not None:
                if best is None or size > best[0]:
                    best = (size, role)
                break
    return SpeakerRole(best[1]) if best else None


_HEAD = re.compile(r"\b(?:of|at|from|in|for|on|with|near|who|to)\b")


def _named(words: str, inside: list[Actor], actors: Actors) -> bool:
    """Whether the words give a person's name."""
    if any(a.kind is ActorKind.PERSON for a in inside):
        return True
    head = _HEAD.split(words)[0]
    tokens = tuple(t for t in actors.tokens(head) if t.key != "the" or not head.isupper())
    known = {
        index + offset
        for index in range(len(tokens))
        for hit in actors.hits(tokens, index)
        for offset in range(hit.size)
    }
    free = [i not in known and _free(token, actors) for i, token in enumerate(tokens)]
    if head.isupper():
        return 2 <= len(tokens) <= 5 and sum(free) >= 2 and all(free[1:]) and free[-1]
    run = best = 0
    for index, token in enumerate(tokens):
        bound = bool(run) and token.key in actors.words.lists["people.particles"]
        run = run + 1 if bound or (free[index] and token.raw[0].isupper()) else 0
        best = max(best, run)
    return best >= 2


def _free(token: Token, actors: Actors) -> bool:
    """Whether a word is neither a role, a title nor a common word."""
    key, words = token.key, actors.words
    if (key,) in actors.roles or key in words.phrases["groups"] or key in words.phrases["home"]:
        return False
    return key not in words.lists["people.titles"] and key not in words.lists["people.stop"]

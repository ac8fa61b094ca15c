"""Who did it, who claims it, who reacts: the actor that the words of a statement mean.

In: the words of a perpetrator, claimant, denier or reacting party, the claim and the report they
stand in, and the mentions of the report. Out: one actor: a known one, a typed unknown ("gunmen")
or a provisional one. It refuses to name a group for words that name none, save where they refer
back to a party named before ("the group").
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from secondsource.model import (
    Actor,
    ActorKind,
    Claim,
    Evidence,
    Kind,
    Layer,
    Mention,
    Place,
    Property,
    Report,
)
from secondsource.resolve.actorwords import Token
from secondsource.resolve.naming import provisional, typed
from secondsource.resolve.parties import tag_actors
from secondsource.resolve.phrases import phrase
from secondsource.resolve.roster import Actors, open_actors
from secondsource.resolve.speakers import access, speaker_of
from secondsource.resolve.things import thing_of

__all__ = [
    "Actors",
    "access",
    "actor_of",
    "open_actors",
    "speaker_of",
    "tag_actors",
    "thing_of",
]

_UNIFORM = re.compile(
    r"\b(?:in|wearing|dressed|disguised|posing)\b(?=[^.]*\b(?:uniforms?|fatigues|as)\b)", re.I
)
_BACK = 1200  # characters back to which "the group" may look for the party meant
_REFERRED = {
    "group": frozenset(
        {
            ActorKind.REBEL_GROUP,
            ActorKind.POLITICAL_MILITIA,
            ActorKind.IDENTITY_MILITIA,
        }
    ),
    "military": frozenset({ActorKind.STATE_FORCES, ActorKind.EXTERNAL_FORCES}),
    "police": frozenset({ActorKind.STATE_FORCES}),
    "government": frozenset({ActorKind.GOVERNMENT}),
}


def actor_of(
    words: Evidence,
    claim: Claim,
    report: Report,
    mentions: tuple[Mention, ...],
    actors: Actors,
) -> Actor:
    """The actor that the words of one statement mean, as far as the report says."""
    prop = _property(words, claim)
    actor = (
        _own_side(words, claim, report, mentions, actors)
        or _mentioned(words, report, mentions, actors)
        or _referred(words, report, mentions, actors)
        or _read(words, report, actors)
    )
    if prop is Property.PERPETRATOR and claim.kind is Kind.INCIDENT:
        actor = _local(_acting(actor, words, actors), words, claim, mentions, actors)
    return _abroad(actor, claim, mentions)


def _property(words: Evidence, claim: Claim) -> Property | None:
    for statement in claim.statements:
        if (statement.evidence.start, statement.evidence.end) == (words.start, words.end):
            return statement.property
    return None


_OURS = re.compile(
    r"(?:we|us|our(?: (?:own |brave )?(?:forces|fighters|units|men|troops|guerrillas|army"
    r"|organi[sz]ation|mujahideen|columns|soldiers))?)$",
    re.I,
)


def _own_side(
    words: Evidence,
    claim: Claim,
    report: Report,
    mentions: tuple[Mention, ...],
    actors: Actors,
) -> Actor | None:
    """The speaker's side where he says "we" or "our forces"."""
    if words.quote == "US" or _OURS.match(words.quote) is None:
        return None
    said = [s.attribution for s in claim.statements if s.evidence == words and s.attribution]
    attribution = said[0] if said else claim.attribution
    if attribution is None:
        return None
    return _mentioned(attribution.evidence, report, mentions, actors)


def _mentioned(
    words: Evidence, report: Report, mentions: tuple[Mention, ...], actors: Actors
) -> Actor | None:
    """The best of the actor mentions that stand in the words."""
    clothed = _UNIFORM.search(words.quote)
    end = words.start + clothed.start() if clothed else words.end
    found = [
        m
        for m in mentions
        if words.start <= m.start < end
        and m.layer is Layer.ACTORS
        and isinstance(m.value, Actor)
        and not report.text[max(0, m.start - 5) : m.start].lower().endswith(("anti-", "nter-"))
    ]
    first = _first_state(words, actors)
    if first is not None and (not found or found[0].start > words.start + 4):
        return first
    if not found:
        return None
    named = [m for m in found if not _nameless(m.value)]
    named = [m for m in named if not _people(m.value)] or named
    named = [m for m in named if not _person(m.value)] or named
    best = (named or found)[0]
    if not named and isinstance(best.value, Actor):
        return replace(best.value, name=_worded(words.quote))
    for other in named[1:]:
        one, two = best.value, other.value
        if isinstance(one, Actor) and isinstance(two, Actor) and one.id != two.id:
            best = other if one.id in actors.chain(two.id) else best
    return _led(best.value, words, actors) if isinstance(best.value, Actor) else None


def _first_state(words: Evidence, actors: Actors) -> Actor | None:
    """The first of several states: "the US, Britain and France"."""
    parts = re.split(r", | and | or ", words.quote, maxsplit=1)
    return actors.state_named(parts[0]) if len(parts) > 1 else None


def _led(actor: Actor, words: Evidence, actors: Actors) -> Actor:
    """The people of a person: "forces loyal to X" are of X's side, "supporters of X" a crowd."""
    if actor.kind is not ActorKind.PERSON and actor.kind is not ActorKind.ORGANISATION:
        return actor
    found = _FOLLOWERS.match(words.quote)
    if found is None:
        return actor
    if found.group(1).lower() in ("supporters", "opponents", "followers"):
        return typed(_worded(words.quote), ActorKind.PROTESTERS, actor.country)
    if actor.part_of in actors.states and actor.country is not None:
        return actors.body(actor.country, "military") or actor
    return (actors.get(actor.part_of) if actor.part_of else None) or actor


_FOLLOWERS = re.compile(
    r"(?:the |some |\w+ )?(supporters|opponents|followers|forces|troops|fighters|soldiers)"
    r" (?:of|loyal to|led by|under) ",
    re.I,
)


def _people(value: object) -> bool:
    return isinstance(value, Actor) and value.id.startswith("actor:people-")


def _person(value: object) -> bool:
    return isinstance(value, Actor) and value.kind is ActorKind.PERSON


def _worded(quote: str) -> str:
    """The words of a quote as a name: without an article, and not too long."""
    words = quote.split()
    if len(words) > 1 and words[0].lower() in ("the", "a", "an"):
        words = words[1:]
    return " ".join(words[:14]).strip(' ,;:."“”')


def _nameless(value: object) -> bool:
    return isinstance(value, Actor) and value.id.startswith("kind:")


def _referred(
    words: Evidence, report: Report, mentions: tuple[Mention, ...], actors: Actors
) -> Actor | None:
    """The last party named before that "the group", "the army" or "they" can mean."""
    tokens = actors.tokens(words.quote)
    keys = tuple(t.key for t in tokens)
    names = actors.words.references.get(keys, ())
    if "pronoun" in names:
        return _subject(words, report, mentions)
    for name in names:
        kinds = _REFERRED[name]
        for mention in reversed(mentions):
            if mention.layer is not Layer.ACTORS or mention.end > words.start:
                continue
            if mention.start < words.start - _BACK:
                break
            value = mention.value
            if isinstance(value, Actor) and value.kind in kinds and not _nameless(value):
                return value
    return None


_END = re.compile(r"[.!?][”\"')\]]*\s")
_PARTIES = frozenset(ActorKind) - {ActorKind.PERSON, ActorKind.ORGANISATION}


def _subject(words: Evidence, report: Report, mentions: tuple[Mention, ...]) -> Actor | None:
    """What "it" or "they" can mean: the first party of the sentence before, else of this one."""
    ends = [m.end() for m in _END.finditer(report.text, 0, words.start)]
    for start in (ends[-2:-1] or [0]) + ends[-1:]:
        for mention in mentions:
            value = mention.value
            if not start <= mention.start < words.start or not isinstance(value, Actor):
                continue
            if value.kind in _PARTIES and not _nameless(value):
                return value
    return None


def _read(words: Evidence, report: Report, actors: Actors) -> Actor:
    """What the words mean by themselves: a state by its name or people, a new name, a type."""
    tokens = actors.tokens(words.quote)
    if _UNIFORM.search(words.quote):
        return typed(_worded(words.quote), ActorKind.UNKNOWN_ARMED, None)
    state = actors.state_named(words.quote)
    if state is not None:
        return state
    alone = tag_actors(replace(report, text=words.quote), actors)
    known = [m.value for m in alone if isinstance(m.value, Actor)]
    named = [a for a in known if not _nameless(a)]
    if named:
        return named[0]
    if known:
        return replace(known[0], name=_worded(words.quote))
    if any((t.key,) in actors.things for t in tokens):
        return _described(tokens, words)
    if _proper(tokens, actors):
        acronym = len(tokens) == 1 and tokens[0].raw.isupper() and len(tokens[0].raw) < 8
        person = len(tokens) <= 4 and not acronym
        kind = ActorKind.PERSON if person else ActorKind.ORGANISATION
        return provisional(_worded(words.quote), kind, None)
    return typed(_worded(words.quote), ActorKind.UNKNOWN_ARMED, None)


def _described(tokens: tuple[Token, ...], words: Evidence) -> Actor:
    """People said to act whom no name and no lexicon of parties holds: "two men", "Civilians"."""
    head = tokens[-1].key
    plain = len(tokens) <= 2 and head in ("civilians", "civilian", "residents", "villagers")
    kind = ActorKind.CIVILIANS if plain else ActorKind.UNKNOWN_ARMED
    return typed(_worded(words.quote), kind, None)


def _proper(tokens: tuple[Token, ...], actors: Actors) -> bool:
    """Whether words are a proper name: capitalised throughout, no people ("Tamils"), no count."""
    rest = [t for t in tokens if t.key not in ("the", "a", "an", "of", "al", "and")]
    if not rest or not all(t.raw[0].isupper() for t in rest):
        return False
    if tokens[0].key in actors.things_words["pronouns"]:
        return False
    if any(t.key in actors.things_words["numbers"] and t.key != "of" for t in tokens[:1]):
        return tokens[0].key == "the" and not rest[0].raw.isupper()
    if len(rest) == 1:
        raw = rest[0].raw
        return not (raw.isupper() and len(raw) > 7) and (raw.isupper() or raw[-1] != "s")
    return True


def _countries(mentions: tuple[Mention, ...]) -> Counter[str]:
    found: Counter[str] = Counter()
    for mention in mentions:
        value = mention.value
        if isinstance(value, Actor | Place) and value.country:
            found[value.country] += 2 if isinstance(value, Place) else 1
    return found


def _acting(actor: Actor, words: Evidence, actors: Actors) -> Actor:
    """A state, or who rules one, that is said to act with force acts through its armed forces."""
    if actor.kind is ActorKind.PERSON and actor.part_of in actors.states and actor.country:
        return actors.body(actor.country, "military") or actor
    if actor.id not in actors.states or actor.country is None:
        return actor
    tokens = actors.tokens(words.quote)
    if actors.state_named(words.quote) is None and any(
        t.key in ("government", "officials", "authorities", "regime") for t in tokens
    ):
        return actor
    return actors.body(actor.country, "military") or actor


def _local(
    actor: Actor,
    words: Evidence,
    claim: Claim,
    mentions: tuple[Mention, ...],
    actors: Actors,
) -> Actor:
    """The body of the state where it happened, for "the army" of no state named before."""
    part = _home_part(words.quote, actors)
    spans = [s.evidence for s in claim.said(Property.PLACE)]
    place = _country_of(spans, mentions)
    if part is None or place is None or place == actor.country:
        return actor
    for mention in mentions:
        value = mention.value
        if mention.end > words.start or not isinstance(value, Actor) or value.id != actor.id:
            continue
        if _home_part(mention.quote, actors) is None:
            return actor  # the report named these forces as such before
    if part == "military":
        place = actors.words.soldiers.get(place, place)
    return actors.body(place, "security-forces" if part == "security" else part) or actor


def _home_part(quote: str, actors: Actors) -> str | None:
    """The sort of body that words name without its state: "the army", "soldiers"."""
    tokens = tuple(t for t in actors.tokens(quote) if t.key not in ("the", "a", "an", "some"))
    found = phrase(tokens, 0, actors.words.phrases["home"]) if tokens else None
    return found[1] if found and found[0] == len(tokens) else None


def _abroad(actor: Actor, claim: Claim, mentions: tuple[Mention, ...]) -> Actor:
    """A state's forces are external forces where the incident is in another country."""
    if actor.kind is not ActorKind.STATE_FORCES or actor.country is None:
        return actor
    place = _where(claim, mentions)
    if place is not None:
        away = place != actor.country
    else:
        named = _places(mentions)
        away = 2 * named[actor.country] < sum(named.values())
    return replace(actor, kind=ActorKind.EXTERNAL_FORCES) if away else actor


def _where(claim: Claim, mentions: tuple[Mention, ...]) -> str | None:
    """The country of a claim: of its place, else of the first place its sentence names."""
    spans = [s.evidence for s in claim.said(Property.PLACE)] or [claim.evidence]
    return _country_of(spans, mentions)


def _country_of(spans: list[Evidence], mentions: tuple[Mention, ...]) -> str | None:
    for span in spans:
        for mention in mentions:
            value = mention.value
            inside = span.overlaps(mention.start, mention.end)
            if inside and isinstance(value, Place) and value.country:
                return value.country
    return None


def _places(mentions: tuple[Mention, ...]) -> Counter[str]:
    """How often a report names places of each country."""
    values = (m.value for m in mentions)
    return Counter(v.country for v in values if isinstance(v, Place) and v.country)

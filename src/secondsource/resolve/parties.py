"""Every actor name of a report: named groups, states and their bodies, unnamed armed people.

In: a report and the list of actors. Out: mentions in the order of the text, none overlapping
another, each with an actor. It refuses pronouns and bare adjectives; a state's name is a party
only where it acts or speaks, and a capital only where it speaks.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from secondsource.model import Actor, ActorKind, Layer, Mention, Report
from secondsource.resolve.actorwords import Token
from secondsource.resolve.naming import typed
from secondsource.resolve.partywords import finds
from secondsource.resolve.phrases import Find, state_at
from secondsource.resolve.roster import Actors, Alias, Use

_DEFINED = re.compile(r"\s*[(\[]\s*(?:the\s+)?[“\"']?([A-Z][\w/-]{1,11})[”\"']?\s*[)\]]")
_FAR = 700  # characters back to which "the army" may look for the army meant


@dataclass(frozen=True, slots=True)
class Ground:
    """What a report as a whole says about where it plays and whom it names beyond doubt."""

    countries: Counter[str]
    named: frozenset[str]
    full: frozenset[str]  # of these, the ones named by more than an acronym
    defined: dict[str, Actor]


def tag_actors(report: Report, actors: Actors) -> tuple[Mention, ...]:
    """Every actor name of a report with the actor it stands for."""
    tokens = actors.tokens(report.text)
    found = tuple(finds(tokens, actors, report.text))
    ground = _ground(tokens, found, actors, report.text)
    mentions: list[Mention] = []
    for find in (*found, *_short(tokens, found, ground)):
        actor = _settle(find, tokens, mentions, ground, actors, report.text)
        if actor is None and find.people is not None:
            last, kind = find.people
            find = replace(find, last=last)
            words = report.text[tokens[find.first].start : tokens[find.last - 1].end]
            actor = typed(words, ActorKind(kind), None)
        if actor is not None:
            start, end = tokens[find.first].start, tokens[find.last - 1].end
            if "(" in report.text[start:end] and report.text[end : end + 1] == ")":
                end += 1
            mentions.append(Mention(Layer.ACTORS, start, end, report.text[start:end], actor))
    return tuple(sorted(mentions, key=lambda m: m.start))


def _short(tokens: tuple[Token, ...], found: tuple[Find, ...], ground: Ground) -> tuple[Find, ...]:
    """The later uses of short forms that the report explains for groups not on the list."""
    if not ground.defined:
        return ()
    taken = {i for find in found for i in range(find.first, find.last)}
    return tuple(
        Find(i, i + 1, i + 1, actor=ground.defined[token.raw])
        for i, token in enumerate(tokens)
        if i not in taken and token.raw in ground.defined
    )


def _ground(
    tokens: tuple[Token, ...], found: tuple[Find, ...], actors: Actors, text: str
) -> Ground:
    countries = _countries(tokens, actors)
    named = set()
    for find in found:
        strong = {a.actor_id for a in find.aliases if not a.weak}
        if len(strong) == 1 and len({a.actor_id for a in find.aliases}) == 1:
            named |= strong
    full = {
        a.actor_id
        for find in found
        for a in find.aliases
        if a.actor_id in named and (a.size > 1 or not tokens[find.first].raw.isupper())
    }
    for actor_id in full:
        home = actors.home(actor_id)
        if len(home) == 1:
            countries.update(home)
    defined = _definitions(tokens, found, named, actors, text)
    return Ground(countries, frozenset(named), frozenset(full), defined)


def _countries(tokens: tuple[Token, ...], actors: Actors) -> Counter[str]:
    """How often each country is named, by name, people, capital or region; in a place, twice."""
    found: Counter[str] = Counter()
    place = actors.words.lists["speech.place"]
    regions, tree = actors.words.regions, actors.tree
    heads = {keys[0] for keys in regions}
    index = 0
    while index < len(tokens):
        key = tokens[index].key
        if key not in tree and key not in heads:
            index += 1
            continue
        state = state_at(tuple(actors.hits(tokens, index)), actors)
        after = index > 0 and tokens[index - 1].key in place
        if state is not None:
            found[state.country] += 2 if after and Use.PEOPLE not in state.uses else 1
            index += state.size
            continue
        for size in (2, 1):
            country = regions.get(tuple(t.key for t in tokens[index : index + size]))
            if country is not None and tokens[index].raw[0].isupper():
                found[country] += 2 if after else 1
                break
        index += 1
    return found


def _definitions(
    tokens: tuple[Token, ...],
    found: tuple[Find, ...],
    named: set[str],
    actors: Actors,
    text: str,
) -> dict[str, Actor]:
    """Short forms that the report itself explains: "the Popular Army of Kush (PAK)"."""
    short: dict[str, Actor] = {}
    for find in found:
        match = _DEFINED.match(text, tokens[find.last - 1].end)
        if match is None:
            continue
        ids = {a.actor_id for a in find.aliases} & named
        actor = actors.get(ids.pop()) if len(ids) == 1 else find.actor
        if actor is not None and (find.aliases or actor.provisional):
            short.setdefault(match.group(1), actor)
    return short


def _settle(
    find: Find,
    tokens: tuple[Token, ...],
    mentions: list[Mention],
    ground: Ground,
    actors: Actors,
    text: str,
) -> Actor | None:
    if find.home is not None:
        return _at_home(find, tokens, mentions, ground, actors, text)
    if not find.aliases:
        return find.actor
    if find.last == find.first + 1:
        defined = ground.defined.get(tokens[find.first].raw)
        if defined is not None:
            return defined
    scored = [(_score(a, ground, actors), a) for a in find.aliases]
    fitting = [(s, a) for s, a in scored if s > (0.0, 0.0, 3.5)[a.weak] or not a.weak]
    if find.last == find.first + 1 and _far(find, tokens, ground, actors):
        return None
    if not fitting:
        return None
    order = {a.actor_id: actors.entries[a.actor_id].order for _, a in fitting}
    best = max(fitting, key=lambda x: (round(x[0], 6), not x[1].weak, -order[x[1].actor_id]))
    actor = actors.get(best[1].actor_id)
    return _derived(actor, find, tokens, actors, text) if actor is not None else None


def _far(find: Find, tokens: tuple[Token, ...], ground: Ground, actors: Actors) -> bool:
    """Whether a short acronym names a group whose ground the report does not touch."""
    raw = tokens[find.first].raw
    if not raw.isupper() or len(raw) > 3 or raw in actors.words.famous:
        return False
    homes = [actors.home(a.actor_id) for a in find.aliases]
    if sum(ground.countries.values()) < 3 or any(not home for home in homes):
        return False
    if any(a.actor_id in ground.full for a in find.aliases):
        return False
    return not any(ground.countries[c] for home in homes for c in home)


def _derived(
    actor: Actor, find: Find, tokens: tuple[Token, ...], actors: Actors, text: str
) -> Actor:
    """The party that a name stands for with the words after it."""
    if find.tied:
        words = text[tokens[find.first].start : tokens[find.last - 1].end]
        return replace(typed(words, ActorKind.UNKNOWN_ARMED, None), part_of=actor.id)
    if find.part is not None and actor.part_of in actors.states and actor.country:
        return actors.body(actor.country, find.part) or actor
    if find.part is not None and actor.part_of is not None:
        return actors.get(actor.part_of) or actor
    return actor


def _score(alias: Alias, ground: Ground, actors: Actors) -> float:
    """How well an actor fits a report: named in full, kin of one named, at home where it plays."""
    score = 4.0 if alias.actor_id in ground.named else 0.0
    if any(actors.related(alias.actor_id, other) for other in ground.named):
        score += 1.0
    total = sum(ground.countries.values())
    if total:
        score += 3.0 * sum(ground.countries[c] for c in actors.home(alias.actor_id)) / total
    return score + (0.5 if not alias.weak else 0.0)


def _at_home(
    find: Find,
    tokens: tuple[Token, ...],
    mentions: list[Mention],
    ground: Ground,
    actors: Actors,
    text: str,
) -> Actor:
    """The body meant by "the army": the one named before, else that of the report's country."""
    part = "security-forces" if find.home == "security" else str(find.home)
    start, end = tokens[find.first].start, tokens[find.last - 1].end
    before = _named_before(find, part, tokens, mentions, actors)
    if before is not None:
        return before
    country = dominant(ground.countries)
    if part == "military" and country is not None:
        country = actors.words.soldiers.get(country, country)
    body = actors.body(country, part) if country else None
    if body is not None:
        return body
    kind = ActorKind.GOVERNMENT if part == "government" else ActorKind.STATE_FORCES
    return typed(text[start:end], kind, None)


_OFFICIAL = re.compile(r"\b(?:government|regime|junta|authorities|administration)\b", re.I)


def _named_before(
    find: Find,
    part: str,
    tokens: tuple[Token, ...],
    mentions: list[Mention],
    actors: Actors,
) -> Actor | None:
    """The body of the same sort that "the army" refers back to."""
    if find.first == 0 or tokens[find.first - 1].key != "the":
        return None
    for mention in reversed(mentions):
        if mention.start < tokens[find.first].start - _FAR:
            return None
        value = mention.value
        if not isinstance(value, Actor) or not value.id.endswith(f"-{part}"):
            continue
        if part == "government" and not _OFFICIAL.search(mention.quote):
            continue
        if value.country:
            return actors.body(value.country, part) or value
    return None


def dominant(countries: Counter[str]) -> str | None:
    """The country that a report speaks of more than of any other, or None where two are close."""
    ranked = countries.most_common(2)
    if not ranked:
        return None
    if len(ranked) == 1 or ranked[0][1] >= 1.5 * ranked[1][1]:
        return ranked[0][0]
    return None

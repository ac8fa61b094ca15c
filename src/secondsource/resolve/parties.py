"""Every actor name of a report: named groups, states and their bodies, unnamed armed people.

In: a report and the list of actors. Out: mentions in the order of the text, none overlapping
another, each with an actor. It refuses pronouns and bare adjectives; a state's name is a party
only where it acts or speaks, and a capital only where it speaks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from secondsource.model import Actor, ActorKind, Backing, Layer, Mention, Report
from secondsource.resolve.naming import provisional, typed
from secondsource.resolve.roster import Actors, Alias, Hit, Token, Use

_STATE_PARTS = ("military", "police", "security", "government")
_DEFINED = re.compile(r"\s*[(\[]\s*(?:the\s+)?[“\"']?([A-Z][\w/-]{1,11})[”\"']?\s*[)\]]")
_FAR = 700  # characters back to which "the army" may look for the army meant


@dataclass(frozen=True, slots=True)
class Find:
    """A run of words that names a party, before the report as a whole has been considered.

    `first` to `last` are the words named; the search goes on at `resume`.
    """

    first: int
    last: int
    resume: int
    aliases: tuple[Alias, ...] = ()
    actor: Actor | None = None
    home: str | None = None  # the body of a state that is not named here


@dataclass(frozen=True, slots=True)
class Ground:
    """What a report as a whole says about where it plays and whom it names beyond doubt."""

    countries: Counter[str]
    named: frozenset[str]
    defined: dict[str, str]


def tag_actors(report: Report, actors: Actors) -> tuple[Mention, ...]:
    """Every actor name of a report with the actor it stands for."""
    tokens = actors.tokens(report.text)
    finds = tuple(_finds(tokens, actors, report.text))
    ground = _ground(tokens, finds, actors, report.text)
    mentions: list[Mention] = []
    for find in finds:
        actor = _settle(find, tokens, mentions, ground, actors, report.text)
        if actor is not None:
            start, end = tokens[find.first].start, tokens[find.last - 1].end
            mentions.append(Mention(Layer.ACTORS, start, end, report.text[start:end], actor))
    return tuple(mentions)


# --- finding ----------------------------------------------------------------------------------


def _finds(tokens: tuple[Token, ...], actors: Actors, text: str) -> Iterator[Find]:
    index = 0
    before: Find | None = None
    while index < len(tokens):
        find = _at(tokens, index, actors, text, before)
        if find is None:
            index += 1
            continue
        if find.first < find.last:
            yield find
        before = find
        index = max(find.resume, index + 1)


def _at(
    tokens: tuple[Token, ...], index: int, actors: Actors, text: str, before: Find | None
) -> Find | None:
    hits = tuple(actors.hits(tokens, index))
    named = _named(hits, index, actors)
    state = _state(hits, actors)
    found = [named] if named else []
    if state is not None:
        composed = _composed(tokens, index, state, actors, text)
        if composed is not None:
            found.append(composed)
    if not found or (named is None and found[0].first == found[0].last):
        other = _unnamed(tokens, index, actors, text, before)
        if other is not None:
            found.append(other)
    if not found:
        return None
    return max(found, key=lambda f: (f.resume, bool(f.aliases)))


def _named(hits: tuple[Hit, ...], index: int, actors: Actors) -> Find | None:
    """The longest name of the list at a word that is not the bare name of a state."""
    for hit in reversed(hits):
        aliases = tuple(
            a for a in hit.aliases if a.use is Use.NAME and a.actor_id not in actors.states
        )
        if aliases:
            return Find(index, index + hit.size, index + hit.size, aliases)
    return None


@dataclass(frozen=True, slots=True)
class State:
    """A state's name, people or capital at a word."""

    country: str
    size: int
    uses: frozenset[Use]


def _state(hits: tuple[Hit, ...], actors: Actors) -> State | None:
    for hit in reversed(hits):
        mine = [a for a in hit.aliases if a.actor_id in actors.states and not a.weak]
        if mine:
            country = actors.states[mine[0].actor_id]
            same = frozenset(a.use for a in mine if actors.states[a.actor_id] == country)
            return State(country, hit.size, same)
    return None


def _composed(
    tokens: tuple[Token, ...], index: int, state: State, actors: Actors, text: str
) -> Find | None:
    """What a state's name and the words after it make together."""
    at = index + state.size
    if state.uses == {Use.SEAT} and not _follows(tokens, at, actors.words.lists["ties.backed"]):
        return _seat(tokens, index, state, actors)
    tied = _tied(tokens, index, at, state, actors, text)
    if tied is not None:
        return tied
    forces = _body(tokens, index, at, state, actors)
    if forces is not None:
        return forces
    party = _after(tokens, at, actors.words.phrases["parties"], actors.words.lists["parties.before"])
    if party is not None:
        end, kind = party
        quote = text[tokens[index].start : tokens[end - 1].end]
        actor = typed(quote, ActorKind(kind), state.country)
        return Find(index, end, end, actor=actor)
    if Use.NAME in state.uses and _acts(tokens, index, at, actors):
        return Find(index, at, at, actor=actors.body(state.country, "government"))
    return Find(index, index, at)


def _follows(tokens: tuple[Token, ...], at: int, words: frozenset[str]) -> bool:
    return at < len(tokens) and tokens[at].gap and tokens[at].key in words


def _seat(tokens: tuple[Token, ...], index: int, state: State, actors: Actors) -> Find | None:
    at = index + state.size
    if _acts(tokens, index, at, actors):
        return Find(index, at, at, actor=actors.body(state.country, "government"))
    return None


def _acts(tokens: tuple[Token, ...], index: int, at: int, actors: Actors) -> bool:
    """Whether a name is followed by a verb of acting or stands after "by", and not after "in"."""
    lists = actors.words.lists
    before = tokens[index - 1].key if index else ""
    if before == "the" and index > 1:
        before = tokens[index - 2].key
    if before in lists["speech.passive"]:
        return True
    if before in lists["speech.place"] or before in ("of", "on", "against"):
        return False
    return _follows(tokens, at, lists["speech.verbs"])


def _tied(
    tokens: tuple[Token, ...], index: int, at: int, state: State, actors: Actors, text: str
) -> Find | None:
    """A backer before a noun: "Iran-backed militias", "pro-Iranian fighters"."""
    lists = actors.words.lists
    first = index
    if index and tokens[index].hyphen and tokens[index - 1].key in lists["ties.prefixes"]:
        first = index - 1
    elif index and tokens[index].hyphen and tokens[index - 1].key in lists["ties.against"]:
        return Find(index, index, at)
    elif at < len(tokens) and tokens[at].gap and _tie(tokens[at].key, lists):
        at += 1
    else:
        return None
    party = _after(tokens, at, actors.words.phrases["parties"], lists["parties.before"])
    force = _after(tokens, at, actors.words.phrases["forces"], lists["forces.between"])
    best = max((p for p in (party, force) if p is not None), default=None)
    if best is None or best[1] in ("deeds", "platforms"):
        return Find(index, index, at)
    end = best[0]
    quote = text[tokens[first].start : tokens[end - 1].end]
    backer = actors.body(state.country, "government")
    backed = (Backing(backer.id, "the report's words"),) if backer else ()
    actor = replace(typed(quote, ActorKind.UNKNOWN_ARMED, None), backed_by=backed)
    return Find(first, end, end, actor=actor)


def _tie(key: str, lists: object) -> bool:
    assert isinstance(lists, dict)
    return any(key in lists[f"ties.{name}"] for name in ("backed", "led", "linked"))


def _after(
    tokens: tuple[Token, ...], at: int, table: object, between: frozenset[str], most: int = 3
) -> tuple[int, str] | None:
    """The farthest end of a phrase of a table, with at most some words between; and its sort."""
    assert isinstance(table, dict)
    best = None
    for skip in range(most + 1):
        here = at + skip
        if here >= len(tokens) or not tokens[here].gap:
            break
        found = phrase(tokens, here, table)
        if found is not None and (best is None or found[0] > best[0]):
            best = found
        if tokens[here].key not in between:
            break
    return best


def phrase(
    tokens: tuple[Token, ...], at: int, table: dict[tuple[str, ...], str], longest: int = 4
) -> tuple[int, str] | None:
    """The end and sort of the longest phrase of a table that starts at a word."""
    keys: tuple[str, ...] = ()
    best = None
    for size in range(longest):
        here = at + size
        if here >= len(tokens) or (size and not tokens[here].gap):
            break
        keys = (*keys, tokens[here].key)
        sort = table.get(keys)
        if sort is not None:
            best = (here + 1, sort)
    return best


def _body(
    tokens: tuple[Token, ...], index: int, at: int, state: State, actors: Actors
) -> Find | None:
    """A body of a state: "Iraqi army", "Israel's air force", the state alone in "U.S. jets"."""
    table, between = actors.words.phrases["forces"], actors.words.lists["forces.between"]
    found = _after(tokens, at, table, between)
    shared = None if found else _shared(tokens, at, actors)
    if found is None and shared is None:
        return None
    end, part = found or (at, shared or "")
    bare = Use.PEOPLE not in state.uses and tokens[at - 1].end == tokens[at].start - 1
    if part in ("platforms", "deeds"):
        if bare:
            return None
        return Find(index, index + state.size, at, actor=actors.body(state.country, "military"))
    part = "security-forces" if part == "security" else part
    return Find(index, end, end, actor=actors.body(state.country, part))


def _shared(tokens: tuple[Token, ...], at: int, actors: Actors) -> str | None:
    """What a second state's noun says of the first: "U.S. and British warplanes"."""
    if at + 1 >= len(tokens) or tokens[at].key not in ("and", "or") or not tokens[at].gap:
        return None
    state = _state(tuple(actors.hits(tokens, at + 1)), actors)
    if state is None or Use.PEOPLE not in state.uses:
        return None
    table, between = actors.words.phrases["forces"], actors.words.lists["forces.between"]
    found = _after(tokens, at + 1 + state.size, table, between)
    return found[1] if found else None


def _unnamed(
    tokens: tuple[Token, ...], index: int, actors: Actors, text: str, before: Find | None
) -> Find | None:
    """Armed people without a name, a body of the home state, a person, or an unknown group."""
    for finder in (_generic, _home, _person, _group):
        find = finder(tokens, index, actors, text, before)
        if find is not None:
            return find
    return None


def _generic(
    tokens: tuple[Token, ...], index: int, actors: Actors, text: str, before: Find | None
) -> Find | None:
    table, between = actors.words.phrases["parties"], actors.words.lists["parties.before"]
    found = _after(tokens, index, table, between, 4) if tokens[index].gap else None
    if found is None and not tokens[index].gap:
        found = phrase(tokens, index, table) or (
            _after(tokens, index + 1, table, between) if tokens[index].key in between else None
        )
    if found is None:
        return None
    end, kind = found
    if before is not None and before.resume == index and tokens[index].gap and before.aliases:
        return Find(end, end, end)  # "ISIS militants": the name says it all
    quote = text[tokens[index].start : tokens[end - 1].end]
    return Find(index, end, end, actor=typed(quote, ActorKind(kind), None))


def _home(
    tokens: tuple[Token, ...], index: int, actors: Actors, text: str, before: Find | None
) -> Find | None:
    found = phrase(tokens, index, actors.words.phrases["home"])
    if found is None:
        return None
    token = tokens[index]
    if index and token.gap and not token.capitals and token.raw[0].isupper():
        last = tokens[index - 1]
        if last.raw[0].isupper() and last.key not in ("the", "a", "an"):
            return None
    first = index + (token.key == "the" and found[0] > index + 1)
    return Find(first, found[0], found[0], home=found[1])


def _person(
    tokens: tuple[Token, ...], index: int, actors: Actors, text: str, before: Find | None
) -> Find | None:
    lists = actors.words.lists
    token = tokens[index]
    if token.key not in lists["people.titles"] or token.capitals:
        return None
    at = index + 1
    while at < len(tokens) and tokens[at].key in lists["people.titles"] and tokens[at].gap:
        at += 1
    end = _name_end(tokens, at, actors, text)
    if end is None or any(True for i in range(at, end) for _ in actors.hits(tokens, i)):
        return None
    quote = text[tokens[index].start : tokens[end - 1].end]
    name = text[tokens[at].start : tokens[end - 1].end]
    return Find(index, end, end, actor=provisional(name, ActorKind.PERSON, None, quote))


def _name_end(tokens: tuple[Token, ...], at: int, actors: Actors, text: str) -> int | None:
    """Where the proper name of a person that starts at a word ends."""
    lists = actors.words.lists
    end = None
    for here in range(at, min(at + 5, len(tokens))):
        token = tokens[here]
        gap = text[tokens[here - 1].end : token.start]
        if gap not in (" ", "-", ". ", " “", " \"") or token.key in lists["people.stop"]:
            break
        if token.raw[0].isupper():
            end = here + 1
        elif token.key not in lists["people.particles"]:
            break
    return end


def _group(
    tokens: tuple[Token, ...], index: int, actors: Actors, text: str, before: Find | None
) -> Find | None:
    """The proper name of a group not on the list, known by its first or its last word."""
    token, lists = tokens[index], actors.words.lists
    if token.capitals or not token.raw[0].isupper() or token.key in lists["people.stop"]:
        return None
    kind, end = None, None
    opener = token.key in lists["groups.openers"]
    for here in range(index + 1, min(index + 8, len(tokens))):
        word = tokens[here]
        if not word.gap:
            break
        if word.raw[0].isupper():
            sort = actors.words.phrases["groups"].get((word.key,))
            if sort is not None:
                kind, end = sort, here + 1
            elif opener:
                kind, end = kind or "rebel_group", here + 1
        elif word.key not in lists["groups.inside"]:
            break
    if kind is None or end is None or token.key in lists["groups.never"]:
        return None
    name = text[token.start : tokens[end - 1].end]
    return Find(index, end, end, actor=provisional(name, ActorKind(kind), None, name))


# --- settling ---------------------------------------------------------------------------------


def _ground(
    tokens: tuple[Token, ...], finds: tuple[Find, ...], actors: Actors, text: str
) -> Ground:
    countries = _countries(tokens, actors)
    named = set()
    for find in finds:
        strong = {a.actor_id for a in find.aliases if not a.weak}
        if len(strong) == 1 and len({a.actor_id for a in find.aliases}) == 1:
            named |= strong
    for actor_id in named:
        home = actors.home(actor_id)
        if len(home) == 1:
            countries.update(home)
    return Ground(countries, frozenset(named), _definitions(tokens, finds, named, text))


def _countries(tokens: tuple[Token, ...], actors: Actors) -> Counter[str]:
    """How often each country is named, by name, people, capital or region; in a place, twice."""
    found: Counter[str] = Counter()
    place = actors.words.lists["speech.place"]
    regions = actors.words.regions
    index = 0
    while index < len(tokens):
        state = _state(tuple(actors.hits(tokens, index)), actors)
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
    tokens: tuple[Token, ...], finds: tuple[Find, ...], named: set[str], text: str
) -> dict[str, str]:
    """Short forms that the report itself explains: "the Popular Army of Kush (PAK)"."""
    found: dict[str, str] = {}
    for find in finds:
        end = tokens[find.last - 1].end
        match = _DEFINED.match(text, end)
        if match is None:
            continue
        ids = {a.actor_id for a in find.aliases} & named if find.aliases else set()
        if find.actor is not None and find.actor.provisional:
            ids = {find.actor.id}
        if len(ids) == 1:
            found.setdefault(match.group(1), ids.pop())
    return found


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
        if defined is not None and actors.get(defined) is not None:
            return actors.get(defined)
    scored = [(_score(a, ground, actors), a) for a in find.aliases]
    fitting = [(s, a) for s, a in scored if s > 0 or not a.weak]
    if not fitting:
        return None
    order = {a.actor_id: actors.entries[a.actor_id].order for _, a in fitting}
    best = max(fitting, key=lambda x: (round(x[0], 6), not x[1].weak, -order[x[1].actor_id]))
    return actors.get(best[1].actor_id)


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
    definite = find.first > 0 and tokens[find.first - 1].key == "the"
    if definite:
        for mention in reversed(mentions):
            if mention.start < start - _FAR:
                break
            value = mention.value
            if isinstance(value, Actor) and value.id.endswith(f"-{part}") and value.country:
                return actors.body(value.country, part) or value
    country = dominant(ground.countries)
    body = actors.body(country, part) if country else None
    if body is not None:
        return body
    kind = ActorKind.GOVERNMENT if part == "government" else ActorKind.STATE_FORCES
    return typed(text[start:end], kind, None)


def dominant(countries: Counter[str]) -> str | None:
    """The country that a report speaks of more than of any other, or None where two are close."""
    ranked = countries.most_common(2)
    if not ranked:
        return None
    if len(ranked) == 1 or ranked[0][1] >= 1.5 * ranked[1][1]:
        return ranked[0][0]
    return None

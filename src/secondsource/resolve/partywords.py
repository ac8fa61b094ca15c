"""Where the words of a report name a party: names, states with their bodies, unnamed groups.

In: the words of a text and the list of actors. Out: runs of words, with the names of the list that
fit them or the actor that they make by themselves. It refuses to choose between namesakes or to
say whose "the army" is: that takes the whole report (`parties`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from secondsource.model import Actor, ActorKind, Backing
from secondsource.resolve.naming import provisional, typed
from secondsource.resolve.roster import Actors, Alias, Hit, Table, Token, Use


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
    part: str | None = None  # the body of the state whose leader is named
    tied: bool = False  # armed people with a tie to the party named


def finds(tokens: tuple[Token, ...], actors: Actors, text: str) -> Iterator[Find]:
    """The runs of words of a text that name a party, in order and without overlap."""
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
    named = _extended(_named(hits, index, actors), tokens, actors)
    if named is not None and _of_another(named, tokens, actors):
        named = None
    state = state_at(hits, actors)
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


def _extended(find: Find | None, tokens: tuple[Token, ...], actors: Actors) -> Find | None:
    """A name with what follows: "Assad's forces", "Taliban-linked militias"."""
    if find is None or find.last >= len(tokens) or not tokens[find.last].gap:
        return find
    lists, phrases = actors.words.lists, actors.words.phrases
    if tokens[find.last].key in lists["ties.linked"] | lists["ties.backed"]:
        party = _after(tokens, find.last + 1, phrases["parties"], lists["parties.before"])
        if party is not None and tokens[find.last].hyphen:
            return replace(find, last=party[0], resume=party[0], tied=True)
        return find
    first = actors.get(find.aliases[0].actor_id)
    if first is None or first.kind is not ActorKind.PERSON:
        return find
    found = _after(tokens, find.last, phrases["forces"], lists["forces.between"])
    if found is None:
        return find
    if found[1] in ("platforms", "deeds"):
        return replace(find, part="military")
    part = "security-forces" if found[1] == "security" else found[1]
    return replace(find, last=found[0], resume=found[0], part=part)


def _of_another(find: Find, tokens: tuple[Token, ...], actors: Actors) -> bool:
    """Whether a surname belongs to a longer name of somebody else: "Ain al-Assad", "Mark Bush"."""
    first = actors.get(find.aliases[0].actor_id)
    words = [t for t in tokens[find.first : find.last] if t.key != "al"]
    if first is None or first.kind is not ActorKind.PERSON or len(words) > 1 or words[0].capitals:
        return False
    lists = actors.words.lists
    first_word = find.first - int(find.first > 1 and tokens[find.first - 1].key == "al")
    if first_word and tokens[first_word].gap:
        last = tokens[first_word - 1]
        titled = last.key in lists["people.titles"] or last.key in lists["people.stop"]
        if last.raw[0].isupper() and not titled and not last.raw.isupper():
            return True
    if find.part is not None or find.last >= len(tokens) or not tokens[find.last].gap:
        return False
    after = tokens[find.last]
    return after.raw[0].isupper() and after.key not in lists["people.stop"]


@dataclass(frozen=True, slots=True)
class State:
    """A state's name, people or capital at a word."""

    country: str
    size: int
    uses: frozenset[Use]


def state_at(hits: tuple[Hit, ...], actors: Actors) -> State | None:
    """The state whose name, people or capital stands at a word, the longest first."""
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
    table, before = actors.words.phrases["parties"], actors.words.lists["parties.before"]
    party = _after(tokens, at, table, before)
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


def _tie(key: str, lists: Mapping[str, frozenset[str]]) -> bool:
    return any(key in lists[f"ties.{name}"] for name in ("backed", "led", "linked"))


def _after(
    tokens: tuple[Token, ...], at: int, table: Table, between: frozenset[str], most: int = 3
) -> tuple[int, str] | None:
    """The farthest end of a phrase of a table, with at most some words between; and its sort."""
    best = None
    here = at
    for _ in range(most + 1):
        if here >= len(tokens) or not (tokens[here].gap or here == at):
            break
        found = phrase(tokens, here, table)
        if found is not None and (best is None or found[0] > best[0]):
            best = found
        step = _skipped(tokens, here, between)
        if not step:
            break
        here += step
    return best


def _skipped(tokens: tuple[Token, ...], here: int, between: frozenset[str]) -> int:
    """How many words a modifier takes at a word: "armed", "pro-government"; 0 for none."""
    key = tokens[here].key
    if key in ("pro", "anti") and here + 1 < len(tokens) and tokens[here + 1].hyphen:
        return 2 if tokens[here + 1].raw[0].islower() else 0
    ordinal = key[:1].isdigit() and key[-2:] in ("st", "nd", "rd", "th")
    return int(ordinal or key in between)


def phrase(tokens: tuple[Token, ...], at: int, table: Table) -> tuple[int, str] | None:
    """The end and sort of the longest phrase of a table that starts at a word."""
    for keys, sort in table.get(tokens[at].key, ()):
        end = at + len(keys)
        if end > len(tokens):
            continue
        if all(tokens[at + i].gap and tokens[at + i].key == keys[i] for i in range(1, len(keys))):
            return end, sort
    return None


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
    state = state_at(tuple(actors.hits(tokens, at + 1)), actors)
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
    """Armed people or a crowd without a name; nothing beside a name that says who they are."""
    table, lists = actors.words.phrases["parties"], actors.words.lists
    found = _after(tokens, index, table, lists["parties.before"], 4)
    if found is None:
        return None
    end, kind = found
    beside = before is not None and before.resume == index and tokens[index].gap
    if beside and before is not None and before.aliases and not _against(tokens, before.first):
        return Find(end, end, end)  # "ISIS militants"
    apposed = end < len(tokens) and tokens[end].gap and len(tokens[end].raw) > 1
    if apposed and _named(tuple(actors.hits(tokens, end)), end, actors):
        return Find(end, end, end)  # "the militant group Hamas"
    quote = text[tokens[index].start : tokens[end - 1].end]
    return Find(index, end, end, actor=typed(quote, ActorKind(kind), None))


def _against(tokens: tuple[Token, ...], index: int) -> bool:
    return index > 0 and tokens[index].hyphen and tokens[index - 1].key in ("anti", "counter")


def _home(
    tokens: tuple[Token, ...], index: int, actors: Actors, text: str, before: Find | None
) -> Find | None:
    token = tokens[index]
    found = _ruling(tokens, index, actors) or phrase(tokens, index, actors.words.phrases["home"])
    if found is None:
        return None
    if index and token.gap and tokens[index - 1].key in actors.words.lists["foreign.words"]:
        return None
    if index and token.gap and not token.capitals and token.raw[0].isupper():
        last = tokens[index - 1]
        if last.raw[0].isupper() and last.key not in ("the", "a", "an"):
            return None
    return _of_state(tokens, index, found, actors) or Find(
        index, found[0], found[0], home=found[1]
    )


def _of_state(
    tokens: tuple[Token, ...], index: int, found: tuple[int, str], actors: Actors
) -> Find | None:
    """A body of the state named after it: "the armed forces of Armenia"."""
    at = found[0]
    if at + 1 >= len(tokens) or tokens[at].key != "of":
        return None
    at += 2 if tokens[at + 1].key == "the" else 1
    if at >= len(tokens):
        return None
    state = state_at(tuple(actors.hits(tokens, at)), actors)
    if state is None or Use.NAME not in state.uses:
        return None
    part = "security-forces" if found[1] == "security" else found[1]
    end = at + state.size
    return Find(index, end, end, actor=actors.body(state.country, part))


_RULING = frozenset({"government", "regime", "junta", "army"})
_UNITS = frozenset({"division", "brigade", "battalion", "regiment", "corps"})


def _ruling(
    tokens: tuple[Token, ...], index: int, actors: Actors
) -> tuple[int, str] | None:
    """The forces of an unnamed government: "regime shelling", "the 4th Armoured Division"."""
    token, lists = tokens[index], actors.words.lists
    if token.key in _RULING:
        table = actors.words.phrases["forces"]
        found = _after(tokens, index + 1, table, lists["forces.between"]) or (0, "")
        if index + 1 < len(tokens) and tokens[index + 1].gap and found[0]:
            named = found[1] in ("military", "security")
            acts = found[1] in ("platforms", "deeds")
            return (found[0], "military") if named else ((index + 1, "military") if acts else None)
        return None
    if token.raw[0].isdigit() and token.key[-2:] in ("st", "nd", "rd", "th"):
        for here in range(index + 1, min(index + 4, len(tokens))):
            if tokens[here].key in _UNITS and tokens[here].raw[0].isupper():
                return here + 1, "military"
            if not tokens[here].raw[0].isupper() or not tokens[here].gap:
                break
    return None


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
        if not _beside(tokens, here):
            break
        if word.raw[0].isupper():
            sort = actors.words.phrases["groups"].get(word.key)
            if sort is not None:
                kind, end = sort[0][1], here + 1
            elif opener:
                kind, end = kind or "rebel_group", here + 1
        elif word.key in lists["groups.small"] and here > index + 1 and kind is None:
            kind, end = "unknown_armed", here + 1
            break
        elif word.key not in lists["groups.inside"] and not _both(tokens, index, here):
            break
    if kind is None or end is None or token.key in lists["groups.never"]:
        return None
    end = _of_what(tokens, end)
    name = text[token.start : tokens[end - 1].end]
    return Find(index, end, end, actor=provisional(name, ActorKind(kind), None, name))


def _both(tokens: tuple[Token, ...], index: int, here: int) -> bool:
    """Whether "and" joins what a group is for ("Movement for Unity and Jihad"), not two groups."""
    return tokens[here].key == "and" and any(t.key in ("of", "for") for t in tokens[index:here])


def _of_what(tokens: tuple[Token, ...], end: int) -> int:
    """Where a group's name ends that says of or for what it is: "Front of Kesh"."""
    at = end
    if at + 1 < len(tokens) and tokens[at].key in ("of", "for") and tokens[at].gap:
        at += 1
        at += int(tokens[at].key == "the" and at + 1 < len(tokens))
        while at < len(tokens) and _beside(tokens, at) and tokens[at].raw[0].isupper():
            at += 1
            end = at
    return end


def _beside(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether no more than a space or a hyphen parts a word from the one before."""
    return tokens[at].gap and tokens[at].start - tokens[at - 1].end == 1

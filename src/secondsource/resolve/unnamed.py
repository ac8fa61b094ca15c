"""Parties without a name of the list: armed people, bodies of the home state, persons, new names.

In: the words of a text, a place among them, and the list of actors. Out: the run of words that
names such a party there, or None. It refuses proper names that no word marks as a person's or a
group's.
"""

from __future__ import annotations

from secondsource.model import ActorKind
from secondsource.resolve.actorwords import Token
from secondsource.resolve.naming import provisional, typed
from secondsource.resolve.phrases import Find, after, named_at, phrase, state_at
from secondsource.resolve.roster import Actors, Use

_RULING = frozenset({"government", "regime", "junta", "army"})
OPENERS = _RULING | {"pro", "anti"}
"""Words beside those of the lists, names, numbers and capitals with which a party can begin."""
_UNITS = frozenset({"division", "brigade", "battalion", "regiment", "corps"})


def unnamed_at(
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
    found = after(tokens, index, table, lists["parties.before"], most=4, beside=False)
    if found is None:
        return None
    end, kind = found
    beside = before is not None and before.resume == index and tokens[index].gap
    if beside and before is not None and before.aliases and not _against(tokens, before.first):
        return Find(end, end, end)  # "ISIS militants"
    apposed = end < len(tokens) and tokens[end].gap and len(tokens[end].raw) > 1
    if apposed and named_at(tuple(actors.hits(tokens, end)), end, actors):
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
    before_it = tokens[index - 1].key if index and token.gap else ""
    if before_it in actors.words.lists["foreign.words"]:
        return None
    if before_it in ("ex", "former", "retired"):
        quote = text[tokens[index - 1].start : tokens[found[0] - 1].end]
        actor = typed(quote, ActorKind.UNKNOWN_ARMED, None)
        return Find(index - 1, found[0], found[0], actor=actor)
    if index and token.gap and not token.capitals and not token.title and token.raw[0].isupper():
        last = tokens[index - 1]
        if last.raw[0].isupper() and last.key not in ("the", "a", "an"):
            return None
    return _of_state(tokens, index, found, actors) or Find(index, found[0], found[0], home=found[1])


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


def _ruling(tokens: tuple[Token, ...], index: int, actors: Actors) -> tuple[int, str] | None:
    """The forces of an unnamed government: "regime shelling", "the 4th Armoured Division"."""
    token, lists = tokens[index], actors.words.lists
    if token.key in _RULING:
        table = actors.words.phrases["forces"]
        found = after(tokens, index + 1, table, lists["forces.between"]) or (0, "")
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
    if token.key not in lists["people.titles"] or token.capitals or token.title:
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
        short = len(tokens[here - 1].raw) <= 4  # "Gen. X", "J. X"
        if gap not in (" ", "-", " “", ' "') and not (gap == ". " and short):
            break
        if token.key in lists["people.stop"] or (token.key,) in actors.roles:
            break
        if token.raw[0].isupper():
            end = here + 1
        elif token.key in lists["people.places"]:
            return None  # "Sheikh Yassin district"
        elif token.key not in lists["people.particles"]:
            break
    if end is not None and tokens[end - 1].key in lists["people.places"]:
        return None
    return end


def _group(
    tokens: tuple[Token, ...], index: int, actors: Actors, text: str, before: Find | None
) -> Find | None:
    """The proper name of a group not on the list, known by its first or its last word."""
    token, lists = tokens[index], actors.words.lists
    if token.capitals or not token.raw[0].isupper() or token.key in lists["people.stop"]:
        return None
    if token.title:
        return None  # every word of a headline looks like a name
    kind, end = _group_end(tokens, index, actors)
    never = lists["groups.never"]
    if kind is None or token.key in never or tokens[index + 1].key in never:
        return None
    if any(named_at(tuple(actors.hits(tokens, i)), i, actors) for i in range(index + 1, end)):
        return None
    if tokens[end - 1].key == "police":
        return Find(index, end, end, home="police")
    end = _of_what(tokens, end)
    name = text[token.start : tokens[end - 1].end]
    return Find(index, end, end, actor=provisional(name, ActorKind(kind), None, name))


def _group_end(tokens: tuple[Token, ...], index: int, actors: Actors) -> tuple[str | None, int]:
    """The kind of a group whose name starts at a word, and where the name ends."""
    heads, lists = actors.words.phrases["groups"], actors.words.lists
    kind, end = None, index
    opener = tokens[index].key in lists["groups.openers"]
    headed = opener or tokens[index].key in heads
    for here in range(index + 1, min(index + 8, len(tokens))):
        word = tokens[here]
        if not _beside(tokens, here):
            break
        if word.raw[0].isupper():
            if word.key in heads:
                kind, end, headed = heads[word.key][0][1], here + 1, True
            elif opener:
                kind, end = kind or "rebel_group", here + 1
        elif word.key in lists["groups.small"] and here > index + 1 and kind is None:
            return "unknown_armed", here + 1
        elif word.key in ("of", "for", "in") and not headed:
            break  # "a man of the Front", "Mosul in front of"
        elif word.key not in lists["groups.inside"] and not _both(tokens, index, here):
            break
    return kind, end


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

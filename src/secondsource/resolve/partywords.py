"""Where the words of a report name a party: names, states with their bodies, unnamed groups.

In: the words of a text and the list of actors. Out: runs of words, with the names of the list that
fit them or the actor that they make by themselves. It refuses to choose between namesakes or to
say whose "the army" is: that takes the whole report (`parties`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from secondsource.model import ActorKind, Backing
from secondsource.resolve.actorwords import Token
from secondsource.resolve.naming import typed
from secondsource.resolve.phrases import Find, State, after, named_at, state_at
from secondsource.resolve.roster import Actors, Use
from secondsource.resolve.unnamed import OPENERS, unnamed_at


def finds(tokens: tuple[Token, ...], actors: Actors, text: str) -> Iterator[Find]:
    """The runs of words of a text that name a party, in order and without overlap."""
    index = 0
    before: Find | None = None
    while index < len(tokens):
        if not _may_open(tokens[index], actors):
            index += 1
            continue
        find = _at(tokens, index, actors, text, before)
        if find is None:
            index += 1
            continue
        if find.first < find.last:
            yield find
        before = find
        index = max(find.resume, index + 1)


def _may_open(token: Token, actors: Actors) -> bool:
    """Whether a party can begin with a word; most words of a text are done with here."""
    key, letter = token.key, token.raw[0]
    if letter.isupper() or letter.isdigit() or key[:1].isdigit() or key in actors.tree:
        return True
    phrases, lists = actors.words.phrases, actors.words.lists
    return (
        key in phrases["parties"]
        or key in phrases["home"]
        or key in lists["parties.before"]
        or key in lists["people.titles"]
        or key in OPENERS
    )


def _at(
    tokens: tuple[Token, ...], index: int, actors: Actors, text: str, before: Find | None
) -> Find | None:
    hits = tuple(actors.hits(tokens, index))
    named = _extended(named_at(hits, index, actors), tokens, actors)
    if named is not None and _of_another(named, tokens, actors):
        named = None
    state = state_at(hits, actors)
    found = [named] if named else []
    if state is not None:
        composed = _composed(tokens, index, state, actors, text)
        if composed is not None:
            found.append(composed)
    if not found or (named is None and found[0].first == found[0].last):
        other = unnamed_at(tokens, index, actors, text, before)
        if other is not None:
            found.append(other)
    if not found:
        return None
    return max(found, key=lambda f: (f.resume, bool(f.aliases)))


def _extended(find: Find | None, tokens: tuple[Token, ...], actors: Actors) -> Find | None:
    """A name with what follows: "Assad's forces", "Taliban-linked militias"."""
    if find is None or find.last >= len(tokens) or not tokens[find.last].gap:
        return find
    lists, phrases = actors.words.lists, actors.words.phrases
    if tokens[find.last].key in lists["ties.linked"] | lists["ties.backed"]:
        party = after(tokens, find.last + 1, phrases["parties"], lists["parties.before"])
        if party is not None and tokens[find.last].hyphen:
            return replace(find, last=party[0], resume=party[0], tied=True)
        return find
    first = actors.get(find.aliases[0].actor_id)
    if first is None or first.kind is not ActorKind.PERSON:
        people = after(tokens, find.last, phrases["parties"], lists["parties.before"])
        return replace(find, people=people)
    found = after(tokens, find.last, phrases["forces"], lists["forces.between"])
    if found is None and tokens[find.last].key in ("men", "loyalists", "fighters"):
        found = (find.last + 1, "military")
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
    lists = actors.words.lists
    before = tokens[find.first - 1].key if find.first and tokens[find.first].gap else ""
    if len(words) == 1 and before in lists["people.forenames"]:
        return True
    if first is None or first.kind is not ActorKind.PERSON or len(words) > 1 or words[0].capitals:
        return False
    first_word = find.first - int(find.first > 1 and tokens[find.first - 1].key == "al")
    if first_word and tokens[first_word].gap:
        last = tokens[first_word - 1]
        titled = last.key in lists["people.titles"] or last.key in lists["people.stop"]
        if last.raw[0].isupper() and not titled and not last.raw.isupper() and not last.title:
            return True
    if find.part is not None or find.last >= len(tokens) or not tokens[find.last].gap:
        return False
    following = tokens[find.last]
    if following.title:
        return False
    return following.raw[0].isupper() and following.key not in lists["people.stop"]


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
    party = after(tokens, at, table, before)
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
    party = after(tokens, at, actors.words.phrases["parties"], lists["parties.before"])
    force = after(tokens, at, actors.words.phrases["forces"], lists["forces.between"])
    loose = after(tokens, at, actors.words.phrases["tied"], lists["parties.before"])
    best = max((p for p in (party, force, loose) if p is not None), default=None)
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


def _body(
    tokens: tuple[Token, ...], index: int, at: int, state: State, actors: Actors
) -> Find | None:
    """A body of a state: "Iraqi army", "Israel's air force", the state alone in "U.S. jets"."""
    table, between = actors.words.phrases["forces"], actors.words.lists["forces.between"]
    found = after(tokens, at, table, between)
    shared = None if found else _shared(tokens, at, actors)
    if found is None and shared is None:
        return None
    end, part = found or (at, shared or "")
    bare = Use.PEOPLE not in state.uses and tokens[at - 1].end == tokens[at].start - 1
    if part in ("platforms", "deeds"):
        if bare:
            return None
        army = actors.body(state.country, "military")
        if state.country.lower() in actors.words.lists["stateless.words"]:
            words = " ".join(t.raw for t in tokens[index:at])
            army = typed(words, ActorKind.UNKNOWN_ARMED, state.country)
        return Find(index, index + state.size, at, actor=army)
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
    found = after(tokens, at + 1 + state.size, table, between)
    return found[1] if found else None

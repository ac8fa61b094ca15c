"""Runs of words that name a party, and the phrases of the lexicons that help to find them.

In: the words of a text, a place among them, and the list of actors. Out: the names of the list, the
state, or the phrase of a lexicon that stands there. It refuses to look at more than one spot.
"""

from __future__ import annotations

from dataclasses import dataclass

from secondsource.model import Actor
from secondsource.resolve.actorwords import Table, Token
from secondsource.resolve.roster import Actors, Alias, Hit, Use


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
    people: tuple[int, str] | None = None  # where "rebels" after a name ends, should none fit


@dataclass(frozen=True, slots=True)
class State:
    """A state's name, people or capital at a word."""

    country: str
    size: int
    uses: frozenset[Use]


def named_at(hits: tuple[Hit, ...], index: int, actors: Actors) -> Find | None:
    """The longest name of the list at a word that is not the bare name of a state."""
    for hit in reversed(hits):
        aliases = tuple(
            a for a in hit.aliases if a.use is Use.NAME and a.actor_id not in actors.states
        )
        if aliases:
            return Find(index, index + hit.size, index + hit.size, aliases)
    return None


def state_at(hits: tuple[Hit, ...], actors: Actors) -> State | None:
    """The state whose name, people or capital stands at a word, the longest first."""
    for hit in reversed(hits):
        mine = [a for a in hit.aliases if a.actor_id in actors.states and not a.weak]
        if mine:
            country = actors.states[mine[0].actor_id]
            same = frozenset(a.use for a in mine if actors.states[a.actor_id] == country)
            return State(country, hit.size, same)
    return None


def after(
    tokens: tuple[Token, ...],
    at: int,
    table: Table,
    between: frozenset[str],
    *,
    most: int = 3,
    beside: bool = True,
) -> tuple[int, str] | None:
    """The farthest end of a phrase of a table, with at most some words between; and its sort.

    "Army spokesman" is of the sort of "army": what a body's official is called adds nothing.
    """
    if at >= len(tokens) or (beside and not tokens[at].gap):
        return None
    best, sort = None, ""
    here = at
    for _ in range(most + 1):
        if here >= len(tokens) or not (tokens[here].gap or here == at):
            break
        found = phrase(tokens, here, table)
        if found is not None and (best is None or found[0] > best[0]):
            best = found
            sort = sort if found[1] == "government" and sort else found[1]
        step = _skipped(tokens, here, between)
        if not step:
            break
        here += step
    return (best[0], sort) if best else None


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

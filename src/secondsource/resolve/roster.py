"""The list of actors: states and their forces, armed groups, coalitions, bodies that speak.

In: `data/actors.csv`, a file of the user's own in the same columns, and the lexicons of actors.
Out: `Actors`, which gives an actor by id and finds the longest names that start at a word. It
refuses a row without id, name or a known kind, and a name that stands for two actors is given
with both: choosing is the business of `parties`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from secondsource.errors import DataError
from secondsource.model import Actor, ActorKind, Backing
from secondsource.resolve.actorwords import (
    Token,
    Words,
    open_lexicon,
    split_of,
    table_of,
    tokens_of,
    words_of,
)
from secondsource.resolve.blame import Blame, open_blame


class Use(StrEnum):
    """What a name of the list is used for."""

    NAME = "name"
    PEOPLE = "people"  # "Iraqi", "Iraqis"
    SEAT = "seat"  # a capital that stands for its government


class Alias(NamedTuple):
    """One name of one actor; `cases` says how each of its words must be written."""

    actor_id: str
    use: Use
    weak: int  # 1: needs the actor's ground or full name in the report; 2: the full name
    cases: str  # a letter a word: A capitals, C capital, M mixed, x any
    size: int


class Hit(NamedTuple):
    """The names of the list that fit a run of words."""

    size: int
    aliases: tuple[Alias, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the list: the actor, where it operates, and the years it was active."""

    actor: Actor
    home: frozenset[str]
    active: tuple[int | None, int | None]
    order: int


@dataclass(frozen=True, slots=True)
class Actors:
    """Every known actor by id and by name; read once, shared by all reports.

    `states` gives the ISO code of every state by the id of its government.
    """

    entries: Mapping[str, Entry] = field(repr=False)
    states: Mapping[str, str] = field(repr=False)
    words: Words = field(repr=False)
    roles: Mapping[tuple[str, ...], str] = field(repr=False)
    role_of: Mapping[str, str] = field(repr=False)
    things: Mapping[tuple[str, ...], str] = field(repr=False)
    things_words: Mapping[str, frozenset[str]] = field(repr=False)
    tree: Mapping[str, Any] = field(repr=False)
    blame: Blame = field(repr=False)

    def get(self, actor_id: str) -> Actor | None:
        """The actor of an id, or None where the list has no such id."""
        entry = self.entries.get(actor_id)
        return entry.actor if entry else None

    def named(self, name: str) -> list[Actor]:
        """The actors of exactly this name, whatever its case."""
        wanted = name.casefold()
        return [e.actor for e in self.entries.values() if e.actor.name.casefold() == wanted]

    def home(self, actor_id: str) -> frozenset[str]:
        """The countries where an actor operates, as ISO codes."""
        entry = self.entries.get(actor_id)
        return entry.home if entry else frozenset()

    def body(self, country: str, part: str) -> Actor | None:
        """A state's government, military, police or security forces."""
        return self.get(f"actor:{country.lower()}-{part}")

    def chain(self, actor_id: str) -> tuple[str, ...]:
        """An actor's id and those of the larger actors it is part of, the largest last."""
        found: list[str] = []
        current: str | None = actor_id
        while current and current not in found:
            found.append(current)
            entry = self.entries.get(current)
            current = entry.actor.part_of if entry else None
        return tuple(found)

    def related(self, one: str, two: str) -> bool:
        """Whether two actors are the same, or one is part of the other."""
        return one in self.chain(two) or two in self.chain(one)

    def tokens(self, text: str) -> tuple[Token, ...]:
        """The words of a text with the keys they are looked up by."""
        return tuple(tokens_of(text, self.words))

    def hits(self, tokens: tuple[Token, ...], index: int) -> Iterator[Hit]:
        """The names that start at a word, the shortest first."""
        node = self.tree.get(tokens[index].key)
        size = 1
        while node is not None:
            found = node.get("")
            if found:
                fitting = tuple(a for a in found if self._fits(a, tokens, index))
                if fitting:
                    yield Hit(size, fitting)
            at = index + size
            if at >= len(tokens) or not tokens[at].gap:
                return
            node = node.get(tokens[at].key)
            size += 1

    def state_named(self, words: str) -> Actor | None:
        """The government of the state of which words are the name, the people or the capital."""
        tokens = tuple(t for t in self.tokens(words) if t.key != "the")
        if not tokens:
            return None
        for hit in self.hits(tokens, 0):
            for alias in hit.aliases:
                if alias.actor_id in self.states and hit.size == len(tokens):
                    return self.get(alias.actor_id)
        return None

    def _fits(self, alias: Alias, tokens: tuple[Token, ...], index: int) -> bool:
        for offset, case in enumerate(alias.cases):
            token = tokens[index + offset]
            if token.capitals:
                if case == "A" and alias.size == 1 and token.raw in self.words.blocked:
                    return False
                continue
            if case == "x":
                continue
            if case in "CM":
                if not token.raw[0].isupper() or (case == "M" and token.raw.isupper()):
                    return False
            elif not token.raw.isupper() and not self._as_word(token.raw, alias.size):
                return False
        return True

    def _as_word(self, raw: str, size: int) -> bool:
        """Whether an acronym may be written as a word: "Isis", "Minusma"."""
        upper = raw.upper()
        readable = len(raw) >= 4 and raw[0].isupper() and re.search("[AEIOU]", upper) is not None
        return readable and upper not in self.words.upper_only and (size > 1 or len(raw) > 3)


def open_actors(extra: Path | None = None) -> Actors:
    """The actors that ship with the package, and those of a file of the user's own."""
    words = words_of(open_lexicon("actors.toml"))
    source = files("secondsource") / "data" / "actors.csv"
    rows = list(csv.DictReader(source.read_text("utf-8").splitlines()))
    entries: dict[str, Entry] = {}
    tree: dict[str, Any] = {}
    for row in [*_checked(rows, "data/actors.csv"), *_own(extra)]:
        entry = _entry(row, len(entries))
        entries[entry.actor.id] = entry
        for name, use, weak in _names(row):
            _plant(tree, name, use, weak, entry.actor.id, words)
    _freeze(tree)
    things, speakers = open_lexicon("thing_kinds.toml"), open_lexicon("speakers.toml")
    return Actors(
        entries,
        _states(entries),
        words,
        table_of("speakers.toml", speakers["roles"]),
        {f"actor:{i}": role for role, ids in speakers["bodies"].items() for i in ids.split()},
        table_of("thing_kinds.toml", things["kinds"]),
        {name: split_of(text) for name, text in things["words"].items()},
        tree,
        open_blame(),
    )


_GOVERNMENT = re.compile(r"actor:[a-z]{2}-government")


def _states(entries: Mapping[str, Entry]) -> dict[str, str]:
    return {
        key: entry.actor.country
        for key, entry in entries.items()
        if entry.actor.country and _GOVERNMENT.fullmatch(key)
    }


def _own(extra: Path | None) -> list[dict[str, str]]:
    if extra is None:
        return []
    try:
        lines = extra.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(
            f"The file of actors {extra} cannot be read ({error}). Give a CSV file in UTF-8."
        ) from error
    return _checked(list(csv.DictReader(lines)), str(extra))


def _checked(rows: list[dict[str, str]], name: str) -> list[dict[str, str]]:
    kinds = {kind.value for kind in ActorKind}
    for number, row in enumerate(rows, start=2):
        for column in ("id", "name", "kind"):
            if not (row.get(column) or "").strip():
                raise DataError(f"Line {number} of {name} has no {column}. Fill it in.")
        if row["kind"] not in kinds:
            raise DataError(
                f"Line {number} of {name} has the kind {row['kind']!r}; "
                f"write one of {', '.join(sorted(kinds))}."
            )
    return rows


def _list(row: Mapping[str, str | None], column: str) -> list[str]:
    return [part.strip() for part in (row.get(column) or "").split("|") if part.strip()]


def _year(text: str | None) -> int | None:
    return int(text[:4]) if text and text[:4].isdigit() else None


def _entry(row: Mapping[str, str], order: int) -> Entry:
    backers = [part.rpartition(":") for part in _list(row, "backed_by")]
    actor = Actor(
        id=row["id"].strip(),
        name=row["name"].strip(),
        kind=ActorKind(row["kind"]),
        country=(row.get("country") or "").strip() or None,
        part_of=(row.get("part_of") or "").strip() or None,
        backed_by=tuple(Backing(who, source.strip()) for who, _, source in backers if who),
    )
    home = frozenset(_list(row, "home")) or frozenset([actor.country] if actor.country else [])
    return Entry(actor, home, (_year(row.get("active_from")), _year(row.get("active_to"))), order)


def _names(row: Mapping[str, str]) -> Iterator[tuple[str, Use, int]]:
    shown = [] if "(" in row["name"] else [row["name"]]  # "Kurdistan Workers' Party (PKK)"
    for name in (*shown, *_list(row, "aliases")):
        yield name.rstrip("?"), Use.NAME, len(name) - len(name.rstrip("?"))
    for name in _list(row, "demonyms"):
        yield name, Use.PEOPLE, 0
    for name in _list(row, "metonyms"):
        yield name, Use.SEAT, 0


def _plant(
    tree: dict[str, Any], name: str, use: Use, weak: int, actor_id: str, words: Words
) -> None:
    tokens = list(tokens_of(name, words))
    if len(tokens) > 1 and tokens[0].raw == "the":
        tokens = tokens[1:]
    _grow(tree, tokens, use, weak, actor_id)
    if len(tokens) > 2 and tokens[0].key == "al" and len(tokens[1].key) > 3:
        _grow(tree, tokens[1:], use, weak, actor_id)


def _grow(tree: dict[str, Any], tokens: list[Token], use: Use, weak: int, actor_id: str) -> None:
    node = tree
    for token in tokens:
        node = node.setdefault(token.key, {})
    alias = Alias(actor_id, use, weak, "".join(_case(t) for t in tokens), len(tokens))
    found: list[Alias] = node.setdefault("", [])
    if all((a.actor_id, a.use, a.cases) != (alias.actor_id, use, alias.cases) for a in found):
        found.append(alias)


def _case(token: Token) -> str:
    raw = token.raw.replace(".", "")
    if raw.isupper() and len(raw) > 1:
        return "A"
    if any(c.isupper() for c in raw[1:]):
        return "M"  # "JeM" is not "JEM"
    return "C" if raw[0].isupper() and token.key != "al" else "x"


def _freeze(node: dict[str, Any]) -> None:
    for key, value in node.items():
        if key == "":
            node[key] = tuple(value)
        else:
            _freeze(value)

"""The list of actors: states and their forces, armed groups, coalitions, bodies that speak.

In: `data/actors.csv`, a file of the user's own in the same columns, and the lexicons of actors.
Out: `Actors`, which gives an actor by id and finds the longest names that start at a word. It
refuses a row without id, name or a known kind, and a name that stands for two actors is given
with both: choosing is the business of `parties`.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from secondsource.errors import DataError
from secondsource.model import Actor, ActorKind, Backing
from secondsource.resolve.folding import fold

Table = Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
"""Phrases by their first word, the longest first, each with its sort."""

_TOKEN = re.compile(r"(?:[A-Za-z]\.){2,}|[^\W_]+(?:['’ʼ‘`ʿʾ][^\W_]+)*")
_GAP = re.compile(r"[ \t\n\r\-–—/(&]{1,3}|[)’'] ?|\) \(|, (?=and)")
_APOSTROPHES = re.compile(r"['’ʼ‘`ʿʾ]")


class Use(StrEnum):
    """What a name of the list is used for."""

    NAME = "name"
    PEOPLE = "people"  # "Iraqi", "Iraqis"
    SEAT = "seat"  # a capital that stands for its government


class Token(NamedTuple):
    """One word of a text with the key it is looked up by."""

    start: int
    end: int
    raw: str
    key: str
    hyphen: bool  # joined to the word before by a hyphen
    gap: bool  # may belong to one name with the word before
    capitals: bool  # stands in a line of capitals


class Alias(NamedTuple):
    """One name of one actor; `cases` says how each of its words must be written."""

    actor_id: str
    use: Use
    weak: int  # 1: needs the actor's ground or full name in the report; 2: the full name
    cases: str  # a letter a word: A capitals, C capital, x any
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
class Words:
    """The lexicon of actors as sets and tables of keys."""

    spellings: Mapping[str, str]
    bound: frozenset[str]
    loose: frozenset[str]
    blocked: frozenset[str]
    upper_only: frozenset[str]
    famous: frozenset[str]
    phrases: Mapping[str, Table]
    references: Mapping[tuple[str, ...], tuple[str, ...]]
    lists: Mapping[str, frozenset[str]]
    regions: Mapping[tuple[str, ...], str]
    soldiers: Mapping[str, str]


@dataclass(frozen=True)
class Actors:
    """Every known actor by id and by name; read once, shared by all reports."""

    entries: Mapping[str, Entry]
    words: Words
    roles: Mapping[tuple[str, ...], str] = field(repr=False)
    role_of: Mapping[str, str] = field(repr=False)
    things: Mapping[tuple[str, ...], str] = field(repr=False)
    things_words: Mapping[str, frozenset[str]] = field(repr=False)
    tree: Mapping[str, Any] = field(repr=False)

    def get(self, actor_id: str) -> Actor | None:
        """The actor of an id, or None where the list has no such id."""
        entry = self.entries.get(actor_id)
        return entry.actor if entry else None

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

    @cached_property
    def states(self) -> Mapping[str, str]:
        """ISO code of every state by the id of its government."""
        return {
            key: entry.actor.country
            for key, entry in self.entries.items()
            if key.endswith("-government") and len(key) == 19 and entry.actor.country
        }

    def tokens(self, text: str) -> tuple[Token, ...]:
        """The words of a text with the keys they are looked up by."""
        return tuple(_tokens(text, self.words))

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
            if case == "C":
                if not token.raw[0].isupper():
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
    words = _words(_lexicon("actors.toml"))
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
    things, speakers = _lexicon("thing_kinds.toml"), _lexicon("speakers.toml")
    return Actors(
        entries,
        words,
        _table("speakers.toml", speakers["roles"]),
        {f"actor:{i}": role for role, ids in speakers["bodies"].items() for i in ids.split()},
        _table("thing_kinds.toml", things["kinds"]),
        {name: _split(text) for name, text in things["words"].items()},
        tree,
    )


def _table(name: str, section: Mapping[str, str]) -> dict[tuple[str, ...], str]:
    """The sort of every phrase of a section of a lexicon, by its words in lower case."""
    found: dict[tuple[str, ...], str] = {}
    for sort, phrases in section.items():
        for phrase in phrases.split():
            plain = phrase.lower().replace("_", " ").replace(".", "")
            keys = tuple(re.findall(r"[\w'’-]+", plain))
            if found.setdefault(keys, sort) != sort:
                raise DataError(
                    f"The phrase {' '.join(keys)!r} of {name} stands under {found[keys]} and "
                    f"{sort}. Keep one."
                )
    return found


def _lexicon(name: str) -> dict[str, Any]:
    source = files("secondsource") / "data" / "lexicons" / name
    return tomllib.loads(source.read_text("utf-8"))


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
    tokens = list(_tokens(name, words))
    if tokens and tokens[0].key == "the" and len(tokens) > 1:
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
    return "C" if raw[0].isupper() and token.key != "al" else "x"


def _freeze(node: dict[str, Any]) -> None:
    for key, value in node.items():
        if key == "":
            node[key] = tuple(value)
        else:
            _freeze(value)


def _tokens(text: str, words: Words) -> Iterator[Token]:
    end = -1
    capitals = _capital_lines(text)
    for match in _TOKEN.finditer(text):
        start, stop, raw = match.start(), match.end(), match.group()
        if raw[-2:] in ("'s", "’s", "'S", "’S") and len(raw) > 3:
            raw, stop = raw[:-2], stop - 2
        between = text[end:start] if end >= 0 else ""
        hyphen = between in ("-", "–")
        key = _key(raw, hyphen or text[stop : stop + 1] in ("-", "–"), words)
        gap = hyphen or between == " " or _GAP.fullmatch(_possessive(between)) is not None
        yield Token(start, stop, raw, key, hyphen, gap, any(a <= start < b for a, b in capitals))
        end = stop


def _possessive(between: str) -> str:
    return between[2:] if between[:2] in ("'s", "’s", "'S", "’S") else between


def _key(raw: str, joined: bool, words: Words) -> str:
    if raw.isascii():
        key = _APOSTROPHES.sub("", raw).replace(".", "").lower()
    else:
        key = fold(raw.replace(".", "")).replace(" ", "") or raw.casefold()
    if len(key) <= 3 and (key in words.loose or (joined and key in words.bound)):
        if key == "us" and raw.isupper():
            return key
        return "al"
    if joined and key == "i":
        return "e"
    return words.spellings.get(key, key)


_LINE = re.compile(r"[^\n]+")


def _capital_lines(text: str) -> tuple[tuple[int, int], ...]:
    """The stretches of lines written in capitals throughout."""
    if not any(c.isupper() for c in text):
        return ()
    found = []
    for match in _LINE.finditer(text):
        line = match.group()
        upper = sum(map(str.isupper, line))
        if upper >= 20 and upper > 9 * sum(map(str.islower, line)):
            found.append((match.start(), match.end()))
    return tuple(found)


def _split(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _words(data: Mapping[str, Any]) -> Words:
    spellings = {
        _APOSTROPHES.sub("", form): key
        for key, forms in data["spellings"].items()
        for form in (*forms.split(), key)
    }
    bare = Words(
        spellings, _split(data["articles"]["bound"]), _split(data["articles"]["loose"]),
        _split(data["capitals"]["blocked"]), _split(data["capitals"]["upper_only"]),
        _split(data["capitals"]["famous"]), {}, {}, {}, {}, {},
    )  # fmt: skip

    def keys(phrase: str) -> tuple[str, ...]:
        return tuple(t.key for t in _tokens(phrase.replace("_", " "), bare))

    def table(section: str, skip: Iterable[str] = ()) -> Table:
        return _by_first(
            {
                keys(phrase): name
                for name, phrases in data[section].items()
                if isinstance(phrases, str) and name not in skip
                for phrase in phrases.split()
            }
        )

    phrases = {
        "forces": table("forces", ("between",)),
        "parties": table("parties"),
        "home": table("home"),
        "groups": table("groups", ("openers", "inside", "never", "small")),
    }
    references: dict[tuple[str, ...], tuple[str, ...]] = {}
    for name, listed in data["references"].items():
        for phrase in listed.split():
            references[keys(phrase)] = (*references.get(keys(phrase), ()), name)
    lists = {
        f"{section}.{name}": frozenset(k for word in text.split() for k in (" ".join(keys(word)),))
        for section, names in (
            ("forces", ("between",)), ("ties", tuple(data["ties"])),
            ("speech", tuple(data["speech"])), ("people", tuple(data["people"])),
            ("groups", ("openers", "inside", "never", "small")), ("foreign", ("words",)),
        )
        for name, text in ((n, data[section][n]) for n in names)
    }  # fmt: skip
    lists["parties.before"] = frozenset(
        " ".join(keys(word)) for word in data["parties"]["before"]["words"].split()
    )
    regions = {}
    for part in data["regions"]["words"].split("|"):
        name, _, country = part.partition(":")
        regions[keys(name)] = country
    return Words(
        bare.spellings, bare.bound, bare.loose, bare.blocked, bare.upper_only, bare.famous, phrases,
        references, lists, regions, data["soldiers"],
    )  # fmt: skip


def _by_first(phrases: Mapping[tuple[str, ...], str]) -> Table:
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for keys, sort in sorted(phrases.items(), key=lambda item: (-len(item[0]), item[0])):
        found.setdefault(keys[0], []).append((keys, sort))
    return {first: tuple(rest) for first, rest in found.items()}

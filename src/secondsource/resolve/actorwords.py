"""Words of texts and lexicons as the list of actors looks them up.

In: a text, and the files under `data/lexicons`. Out: tokens with a key that is the same for every
transliteration of a word, and the lexicons as tables of such keys. It refuses a phrase that stands
under two sorts of one table.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, NamedTuple

from secondsource.errors import DataError
from secondsource.resolve.folding import fold

Table = Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
"""Phrases by their first word, the longest first, each with its sort."""


_TOKEN = re.compile(r"(?:[A-Za-z]\.){2,}|[^\W_]+(?:['’ʼ‘`ʿʾ][^\W_]+)*")
_GAP = re.compile(r"[ \t\n\r\-–—/(&]{1,3}|[)’'] ?|\) \(|, (?=and)")
_APOSTROPHES = re.compile(r"['’ʼ‘`ʿʾ]")


class Token(NamedTuple):
    """One word of a text with the key it is looked up by."""

    start: int
    end: int
    raw: str
    key: str
    hyphen: bool  # joined to the word before by a hyphen
    gap: bool  # may belong to one name with the word before
    capitals: bool  # stands in a line of capitals
    title: bool  # stands in a line whose words all begin with capitals, as headlines do


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


_OWNING = frozenset({"'s", "’s", "'S", "’S"})
_HYPHENS = frozenset({"-", "–"})


def tokens_of(text: str, words: Words) -> Iterator[Token]:
    """The words of a text with the keys they are looked up by."""
    end = -1
    capitals, titles = _capital_lines(text), _title_lines(text)
    for match in _TOKEN.finditer(text):
        raw = match.group()
        start, stop = match.span()
        if raw[-2:] in _OWNING and len(raw) > 3:
            raw, stop = raw[:-2], stop - 2
        between = text[end:start] if end >= 0 else ""
        hyphen = between in _HYPHENS
        key = _key(raw, hyphen or text[stop : stop + 1] in _HYPHENS, words)
        gap = hyphen or between == " " or _GAP.fullmatch(_possessive(between)) is not None
        upper = bool(capitals) and any(a <= start < b for a, b in capitals)
        title = bool(titles) and any(a <= start < b for a, b in titles)
        yield Token(start, stop, raw, key, hyphen, gap, upper, title)
        end = stop


def _possessive(between: str) -> str:
    return between[2:] if between[:2] in _OWNING else between


def _key(raw: str, joined: bool, words: Words) -> str:
    if raw.isascii() and raw.isalnum():
        key = raw.lower()
    elif raw.isascii():
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
    if text.islower():
        return ()
    found = []
    for match in _LINE.finditer(text):
        line = match.group()
        upper = sum(map(str.isupper, line))
        enough = upper >= 20 or (upper > 8 and len(line) < 40 and " " in line.strip())
        if enough and upper > 9 * sum(map(str.islower, line)):
            found.append((match.start(), match.end()))
    return tuple(found)


_LONG_WORD = re.compile(r"[^\W\d_]{4,}")


def _title_lines(text: str) -> tuple[tuple[int, int], ...]:
    """The stretches of lines of five words or more of which hardly any begins in lower case."""
    found = []
    for match in _LINE.finditer(text):
        line = match.group()
        if len(line) > 200 or line.isupper():
            continue
        words = _LONG_WORD.findall(line)
        lower = sum(w[0].islower() for w in words)
        heading = len(words) >= 3 and not lower and line.rstrip()[-1].isalnum()
        if heading or (len(words) >= 5 and lower * 6 <= len(words)):
            found.append((match.start(), match.end()))
    return tuple(found)


def open_lexicon(name: str) -> dict[str, Any]:
    """A lexicon that ships with the package."""
    source = files("secondsource") / "data" / "lexicons" / name
    return tomllib.loads(source.read_text("utf-8"))


def table_of(name: str, section: Mapping[str, str]) -> dict[tuple[str, ...], str]:
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


def split_of(text: str) -> frozenset[str]:
    """The words of a list that is written as one string."""
    return frozenset(text.split())


def words_of(data: Mapping[str, Any]) -> Words:
    """The lexicon of actors as sets and tables of keys."""
    spellings = {
        _APOSTROPHES.sub("", form): key
        for key, forms in data["spellings"].items()
        for form in (*forms.split(), key)
    }
    bare = Words(
        spellings, split_of(data["articles"]["bound"]), split_of(data["articles"]["loose"]),
        split_of(data["capitals"]["blocked"]), split_of(data["capitals"]["upper_only"]),
        split_of(data["capitals"]["famous"]), {}, {}, {}, {}, {},
    )  # fmt: skip

    def keys(phrase: str) -> tuple[str, ...]:
        return tuple(t.key for t in tokens_of(phrase.replace("_", " "), bare))

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
        "tied": _by_first({keys(noun): "unknown_armed" for noun in data["ties"]["nouns"].split()}),
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
            ("stateless", ("words",)),
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

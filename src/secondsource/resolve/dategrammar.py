"""The grammar of English time expressions: words in categories, and patterns over them.

In: data/lexicons/dates.toml. Out: a `DateGrammar` that gives each word of a text a one-character
code (for the set of categories it belongs to) and patterns compiled to regular expressions over
those codes. It refuses a pattern that names a category nobody defines.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from secondsource.errors import DataError
from secondsource.resolve.numbers import read_lexicon

KINDS = [
    "N1",
    "N2",
    "OD",
    "YY",
    "YC",
    "CC",
    "YS",
    "DEC",
    "ISO",
    "SL",
    "SM",
    "CK",
    "CD",
    "COMMA",
    "DOT",
    "LP",
    "RP",
    "DASH",
    "SLASH",
    "POSS",
    "NL",
    "CAP",
    "LOW",
    "OTHER",
    "DAYYEAR",
    "NINE_ELEVEN",
    "Y2",
]
"""The kinds of token that are no dictionary words."""

_FIRST_CODE = 0x4E00  # a block of plain letters, far from the characters of regular expressions
_ITEM = re.compile(r"(?:(?P<group>[a-z0-9]+):)?(?:(?P<name>[A-Za-z_0-9]+)|(?P<open>\((?!\?)))")


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern over codes and the form of time expression it finds."""

    form: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class DateGrammar:
    """Everything that finding time expressions needs to know of the language."""

    codes: Mapping[str, str]  # lower-case word -> code
    kinds: Mapping[str, str]  # kind of token -> code
    values: Mapping[str, Mapping[str, Any]]  # category -> word -> value
    members: Mapping[str, str]  # category or kind -> all its codes
    token: re.Pattern[str]
    rules: tuple[Rule, ...]
    starters: Mapping[str, Sequence[Rule]]  # the rules that can begin with a code
    doubtful: frozenset[str]
    certain_before: frozenset[str]
    no_year_after: frozenset[str]
    no_year_before: frozenset[str]
    year_before: frozenset[str]
    year_verbs: frozenset[str]
    future: frozenset[str]
    past: frozenset[str]
    reporting: frozenset[str]
    toward_future: frozenset[str]
    ordered: frozenset[str]
    named_after: frozenset[str]  # "brigade": what is named after a day stands before it
    places: frozenset[str]  # "suburb": a name follows "of"

    def value(self, category: str, word: str) -> Any:
        """The value of a word in a category, or None where it does not belong to it."""
        return self.values[category].get(word)


@cache
def open_dates() -> DateGrammar:
    """The grammar shipped in data/lexicons/dates.toml."""
    table = read_lexicon("dates.toml")
    values: dict[str, dict[str, Any]] = {
        name: dict(words) for name, words in table["words"].items()
    }
    values["PEOPLE"] = dict.fromkeys(table["not_years"]["after"], 1)
    for name in ("MONTH", "WEEKDAY"):
        short = {
            w: v
            for w, v in values[name].items()
            if len(w) <= 5 and w not in ("march", "april", "may", "june", "july")
        }
        values[name].update({f"{word}.": value for word, value in short.items()})
    patterns = [(r["form"], p) for r in table["rules"] for p in r["patterns"]]
    macros = _expanded(table["macros"])
    literals = _literals([p for _, p in patterns] + list(macros.values()), values)
    codes, kinds, members = _coded(values, literals)
    rules = tuple(
        Rule(form, re.compile(_compiled(pattern, macros, members))) for form, pattern in patterns
    )
    return DateGrammar(
        codes=codes,
        kinds=kinds,
        values=values,
        members=members,
        token=_token_pattern(codes),
        rules=rules,
        starters=_starters(rules, {*codes.values(), *kinds.values()}),
        doubtful=frozenset(table["doubtful"]["words"]),
        certain_before=frozenset(table["doubtful"]["before"]),
        no_year_after=frozenset(table["not_years"]["after"]),
        no_year_before=frozenset(table["not_years"]["before"]),
        year_before=frozenset(table["not_years"]["sure"]),
        year_verbs=frozenset(table["not_years"]["verbs"]),
        future=frozenset(table["future"]["words"]),
        past=frozenset(table["past"]["words"]),
        reporting=frozenset(table["past"]["reporting"]),
        toward_future=frozenset(table["past"]["toward_future"]),
        ordered=frozenset(table["ordered"]["words"]),
        named_after=frozenset(table["named_after"]["words"]),
        places=frozenset(table["named_after"]["places"]),
    )


def _expanded(macros: Mapping[str, str]) -> dict[str, str]:
    """The macros with the macros inside them written out; a macro uses only those before it."""
    done: dict[str, str] = {}
    for name, pattern in macros.items():
        done[name] = _with_macros(pattern, done)
    return done


def _with_macros(pattern: str, macros: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: macros[match[1]], pattern)


def _literals(patterns: list[str], values: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """The words that patterns name as themselves."""
    words = set()
    for pattern in patterns:
        for item in _ITEM.finditer(pattern):
            if item["name"] and item["name"].islower():
                words.add(item["name"])
    return words


def _coded(
    values: Mapping[str, Mapping[str, Any]], literals: set[str]
) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """A code for each word and kind, and the codes of each category, kind and literal."""
    belongs: dict[str, set[str]] = {word: {word} for word in literals}
    for category, words in values.items():
        for word in words:
            belongs.setdefault(word, set()).add(category)
    sets = sorted({tuple(sorted(names)) for names in belongs.values()})
    by_set = {names: chr(_FIRST_CODE + n) for n, names in enumerate(sets)}
    codes = {word: by_set[tuple(sorted(names))] for word, names in belongs.items()}
    kinds = {kind: chr(_FIRST_CODE + len(sets) + n) for n, kind in enumerate(KINDS)}
    members: dict[str, str] = dict(kinds)
    members["N2"] += kinds["Y2"]  # a two-digit year is a number too
    for names, code in by_set.items():
        for name in names:
            members[name] = members.get(name, "") + code
    return codes, kinds, members


def _compiled(pattern: str, macros: Mapping[str, str], members: Mapping[str, str]) -> str:
    """One pattern as a regular expression over codes."""

    def item(match: re.Match[str]) -> str:
        head = f"(?P<{match['group']}>" if match["group"] else ""
        if match["open"]:
            return head or "(?:"
        name = match["name"]
        if name not in members:
            raise DataError(f"dates.toml has a pattern with {name!r}, which nothing defines.")
        one = f"[{members[name]}]"
        return f"{head}{one})" if head else one

    return re.sub(r"\s+", "", _ITEM.sub(item, _with_macros(pattern, macros)))


def _starters(rules: tuple[Rule, ...], codes: set[str]) -> dict[str, list[Rule]]:
    """For each code, the rules that can begin with it."""
    found: dict[str, list[Rule]] = {code: [] for code in codes}
    for rule in rules:
        for code in _first_codes(rule.pattern):
            if code in found:
                found[code].append(rule)
    return found


def _first_codes(pattern: re.Pattern[str]) -> set[str]:
    """The codes that a pattern can begin with (its leading optional parts included)."""
    text = pattern.pattern
    tree = _Reader(text).alternatives()
    return tree[0]


class _Reader:
    """Reads a compiled pattern only as far as first codes go."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def alternatives(self) -> tuple[set[str], bool]:
        """First codes up to the closing parenthesis, and whether nothing at all may match."""
        first: set[str] = set()
        empty = False
        while True:
            some, may_skip = self.sequence()
            first |= some
            empty = empty or may_skip
            if self.at >= len(self.text) or self.text[self.at] == ")":
                return first, empty
            self.at += 1

    def sequence(self) -> tuple[set[str], bool]:
        first: set[str] = set()
        open_still = True
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            some, may_skip = self.one()
            if open_still:
                first |= some
            open_still = open_still and may_skip
        return first, open_still

    def one(self) -> tuple[set[str], bool]:
        some, may_skip = self.group() if self.text[self.at] == "(" else self.members()
        while self.at < len(self.text) and self.text[self.at] in "?*+":
            may_skip = may_skip or self.text[self.at] in "?*"
            self.at += 1
        return some, may_skip

    def members(self) -> tuple[set[str], bool]:
        end = self.text.index("]", self.at)
        found = set(self.text[self.at + 1 : end])
        self.at = end + 1
        return found, False

    def group(self) -> tuple[set[str], bool]:
        head = re.compile(r"\((\?:|\?P<\w+>|\?<?[=!])").match(self.text, self.at)
        assert head is not None
        self.at = head.end()
        found, may_skip = self.alternatives()
        self.at += 1
        return (set(), True) if head[1] in ("?=", "?!", "?<=") else (found, may_skip)


def _token_pattern(codes: Mapping[str, str]) -> re.Pattern[str]:
    """The tokens of a text, longest dictionary entries first."""
    several: dict[str, list[str]] = {}  # by first letter, so that most words try one branch each
    for word in sorted((w for w in codes if not w.isalpha()), key=len, reverse=True):
        rest = re.escape(word[1:]).replace("'", "['’]").replace(r"\ ", r"\s")
        several.setdefault(word[0], []).append(rest)
    entries = "|".join(f"{first}(?:{'|'.join(rests)})" for first, rests in several.items())
    return re.compile(
        rf"""(?P<ISO>(?<!\d)\d{{4}}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?(?!\d))
        |(?P<SL>(?<![\d/.])(?:\d{{1,2}}[/.]\d{{1,2}}[/.](?:\d{{4}}|\d\d)|\d{{4}}/\d{{1,2}}/\d{{1,2}})(?![\d/]))
        |(?P<CK>(?<!\d)(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?!\d|[NSEW]\b))
        |(?P<SM>(?<![\d/])\d{{1,2}}/\d{{1,2}}(?![\d/]))
        |(?P<DEC>(?:1\d|20)\d0['’]?s\b|['’]?\b[2-9]0['’]?s\b)
        |(?P<YS>['’‘]\d\d(?![\d\w]))
        |(?P<OD>\b\d{{1,2}}\s?(?:st|nd|rd|th)\b)
        |(?P<BIG>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?)
        |(?P<CD>\d+\.\d+)
        |(?P<D>\d+)
        |(?P<ENTRY>(?<!\w)(?:{entries})(?!\w))
        |(?P<POSS>['’]s\b|['’](?=\s))
        |(?P<W>[^\W\d_]+)
        |(?P<NL>\n)
        |(?P<P>[^\s\w])""",
        re.VERBOSE | re.IGNORECASE,
    )

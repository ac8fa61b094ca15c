"""A text in tokens, each with the code that the grammar's patterns are written in.

In: a text and the grammar. Out: `Tokens`, and for what a pattern found in them a `Hit`. It
refuses to take "may", "march", "sun" or "fall" for a date where nothing beside them is one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from secondsource.resolve.dategrammar import DateGrammar, Rule

_PUNCTUATION = {
    ",": "COMMA", ".": "DOT", "(": "LP", "[": "LP", ")": "RP", "]": "RP", "/": "SLASH",
    "-": "DASH", "–": "DASH", "—": "DASH", "‑": "DASH", "‐": "DASH",
}  # fmt: skip
_EARLIEST_YEAR, _LATEST_YEAR = 1000, 2100
_LIVING_MEMORY = 1900  # before it, a year that could be an hour is one in a text that gives hours
_BEFORE_HOURS = ("at", "and", "between", "about", "around", "from", "to", "until", "by", "before")
_LONGEST = 6  # digits of a number that dates anything: day and year run together
_NUMBERS = ("N1", "OD", "YY", "YC", "YS", "DAYYEAR")
_EDGES = ("\n", "|", "")  # of a line or of a cell of a table


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text in tokens: one code each, lower-case words, and where they stand."""

    text: str
    codes: str
    spans: tuple[tuple[int, int], ...]
    words: tuple[str, ...]

    def word(self, place: int) -> str:
        """One word, or nothing beyond either end."""
        return self.words[place] if 0 <= place < len(self.words) else ""

    def between(self, start: int, end: int) -> str:
        """The text from one token to before another."""
        return self.text[self.spans[start][0] : self.spans[end - 1][1]]


@dataclass(frozen=True, slots=True)
class Hit:
    """What one pattern found: the rule, the match over codes, and the tokens it lies in."""

    rule: Rule
    match: re.Match[str]
    tokens: Tokens
    grammar: DateGrammar

    @property
    def start(self) -> int:
        """The first token."""
        return self.match.start()

    @property
    def end(self) -> int:
        """The token after the last."""
        return self.match.end()

    @property
    def words(self) -> tuple[str, ...]:
        """The words found."""
        return self.tokens.words[self.start : self.end]

    @property
    def before(self) -> str:
        """The word before."""
        return self.tokens.word(self.start - 1)

    @property
    def after(self) -> str:
        """The word after."""
        return self.tokens.word(self.end)

    def group(self, name: str) -> range:
        """The token places that a named group took, none where it took no part."""
        if name not in self.match.re.groupindex or self.match.start(name) < 0:
            return range(0)
        return range(*self.match.span(name))

    def group_word(self, name: str) -> str | None:
        """The first word that a named group took."""
        places = self.group(name)
        return self.tokens.words[places[0]] if places else None

    def group_number(self, name: str) -> int | None:
        """The number that a named group took: 28 for "28th"."""
        word = self.group_word(name)
        digits = re.sub(r"\D", "", word) if word else ""
        return int(digits) if 0 < len(digits) <= _LONGEST else None

    def picker(self, places: Sequence[int]) -> Picker:
        """A view of some of the tokens by category."""
        return Picker(self.tokens, self.grammar, places)


@dataclass(frozen=True, slots=True)
class Picker:
    """Looks up words of a category among some tokens."""

    tokens: Tokens
    grammar: DateGrammar
    places: Sequence[int]

    @property
    def words(self) -> list[str]:
        """The words, lower case."""
        return [self.tokens.words[place] for place in self.places]

    def word(self, category: str) -> str | None:
        """The first word of a category."""
        codes = self.grammar.members[category]
        return next(
            (self.tokens.words[p] for p in self.places if self.tokens.codes[p] in codes), None
        )

    def value(self, category: str) -> Any:
        """The value of the first word of a category."""
        word = self.word(category)
        return None if word is None else self.grammar.value(category, word)

    def values(self, category: str) -> list[Any]:
        """The values of all words of a category."""
        codes = self.grammar.members[category]
        places = [p for p in self.places if self.tokens.codes[p] in codes]
        return [self.grammar.value(category, self.tokens.words[p]) for p in places]


def tokens_of(text: str, grammar: DateGrammar) -> Tokens:
    """A text in tokens, with doubtful words settled by their neighbours."""
    codes: list[str] = []
    spans: list[tuple[int, int]] = []
    words: list[str] = []
    for match in grammar.token.finditer(text):
        surface = match.group()
        word = surface.lower().replace("’", "'")
        codes.append(_code(match.lastgroup or "OTHER", surface, word, grammar))
        spans.append(match.span())
        words.append(word)
    for place in _hours(codes, words, grammar):
        codes[place] = grammar.kinds["CC"]
    tokens = Tokens(text, "".join(codes), tuple(spans), tuple(words))
    doubtful = [n for n, w in enumerate(words) if w.rstrip(".") in grammar.doubtful]
    plain = [n for n in doubtful if not _is_date_name(n, tokens, grammar)]
    if not plain:
        return tokens
    for place in plain:
        codes[place] = grammar.kinds["LOW"]
    return Tokens(text, "".join(codes), tokens.spans, tokens.words)


def _code(kind: str, surface: str, word: str, grammar: DateGrammar) -> str:
    if kind in ("W", "ENTRY"):
        known = grammar.codes.get(word if kind == "W" else re.sub(r"\s", " ", word))
        return known or grammar.kinds["CAP" if surface[:1].isupper() else "LOW"]
    if kind == "D":
        return grammar.kinds[_number_kind(word)]
    if kind == "P":
        return grammar.kinds[_PUNCTUATION.get(word, "OTHER")]
    if kind == "CD" and not re.fullmatch(r"(?:[01]?\d|2[0-3])\.[0-5]\d", word):
        return grammar.kinds["N2"]
    if kind == "OD" and int(re.sub(r"\D", "", word)) > 31:
        return grammar.kinds["LOW"]
    if kind == "SM":
        return grammar.kinds["NINE_ELEVEN" if word == "9/11" else "SM"]
    return grammar.kinds["N2" if kind == "BIG" else kind]


def _number_kind(word: str) -> str:
    """A day of a month, a year, a clock time in four digits, or another number."""
    if len(word) > _LONGEST:
        return "N2"
    value = int(word)
    if len(word) <= 2:
        return "N1" if 1 <= value <= 31 else "Y2" if len(word) == 2 else "N2"
    if len(word) == 6 and 1 <= int(word[:2]) <= 31 and 1900 <= int(word[2:]) <= _LATEST_YEAR:
        return "DAYYEAR"
    clock = len(word) == 4 and int(word[:2]) < 24 and int(word[2:]) < 60
    if len(word) == 4 and _EARLIEST_YEAR <= value <= _LATEST_YEAR:
        return "YC" if clock else "YY"
    return "CC" if clock else "N2"


def _hours(codes: Sequence[str], words: Sequence[str], grammar: DateGrammar) -> list[int]:
    """The numbers that are clock times in a text that gives hours in four digits, and no years.

    Such a text says so once ("at 1405 hours"); from then on "between 1230 and 1300" is no war of
    the Middle Ages. Years of living memory stay years.
    """
    doubtful = [n for n, code in enumerate(codes) if code == grammar.kinds["YC"]]
    clear = (n for n in doubtful if words[n + 1 : n + 2] in (["hours"], ["hrs"]))
    if not any(words[n - 1] in _BEFORE_HOURS for n in clear if n):
        return []
    return [n for n in doubtful if int(words[n]) < _LIVING_MEMORY and words[n - 1] != "in"]


def _is_date_name(place: int, tokens: Tokens, grammar: DateGrammar) -> bool:
    """Whether a doubtful word is the name of a month, a weekday or a season."""
    word = tokens.word(place).rstrip(".")
    if word == "second":
        return True  # an ordinal or a unit: the patterns tell
    capital = tokens.text[tokens.spans[place][0]].isupper()
    numbers = "".join(grammar.kinds[kind] for kind in _NUMBERS)
    beside = tokens.codes[max(0, place - 1) : place] + tokens.codes[place + 1 : place + 2]
    if any(code in numbers for code in beside) and (capital or len(word) <= 3):
        return True
    if word in ("fall", "spring"):
        return _is_season(place, tokens, grammar)
    if not capital:
        return False
    if word in ("april", "june", "august"):
        named = tokens.codes[place + 1 : place + 2] == grammar.kinds["CAP"]
        return tokens.word(place - 1) in grammar.certain_before or not named
    if word in ("may", "march"):
        return _is_month(place, tokens, grammar)
    return _is_short_name(place, tokens, grammar)


def _is_season(place: int, tokens: Tokens, grammar: DateGrammar) -> bool:
    """Whether "fall" or "spring" is a season: "in the fall", not "the fall of Mosul"."""
    beside = (tokens.word(place - 1), tokens.word(place + 1))
    if any(re.fullmatch(r"\d{4}", word) for word in beside):
        return True
    if beside[1] == "of":
        of_what = f"{tokens.word(place + 2)} {tokens.word(place + 3)}"
        pattern = r"\d{4}\b|(?:the|this|that|last|next) (?:same|year)"
        return re.match(pattern, of_what) is not None
    certain = grammar.certain_before - {"to", "and", "before", "after", "that", "on"}
    return beside[0] in certain or (beside[0] == "the" and tokens.word(place - 2) in certain)


def _is_month(place: int, tokens: Tokens, grammar: DateGrammar) -> bool:
    """Whether a capitalised "May" or "March" without a number is a month."""
    end = tokens.spans[place][1]
    shouting = tokens.between(place, place + 1).isupper() and tokens.text[end : end + 12].isupper()
    certain = grammar.certain_before - ({"this", "that", "to", "and"} if shouting else {"to"})
    before, after = tokens.word(place - 1), tokens.word(place + 1)
    if before in certain:
        return True
    if after in ("and", "to", "or", "-", "–") and _is_calendar(place + 2, tokens, grammar):
        return True
    return before == "the" and after.islower() and after not in ("on", "to", "of", "for")


def _is_short_name(place: int, tokens: Tokens, grammar: DateGrammar) -> bool:
    """Whether "Sat", "Mon." or "Dec" is short for a date: with a dot, in a cell, before a date."""
    if tokens.word(place).endswith("."):
        return True
    before, after = tokens.word(place - 1), tokens.word(place + 1)
    if before in _EDGES and after in _EDGES:
        return True
    if _is_calendar(place + 1, tokens, grammar):
        return True
    return after in (",", "-", "–", "/") and _is_calendar(place + 2, tokens, grammar)


def _is_calendar(place: int, tokens: Tokens, grammar: DateGrammar) -> bool:
    """Whether a month or a weekday stands at a place."""
    code = tokens.codes[place : place + 1]
    return bool(code) and code in grammar.members["MONTH"] + grammar.members["WEEKDAY"]

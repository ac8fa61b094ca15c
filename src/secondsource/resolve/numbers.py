"""Number words: "twenty-two", "3,200", "1.2 million", "half a dozen" as numbers.

In: the words of one number, lower case. Out: its value, and how many of the words it takes. It
refuses vague words ("dozens", "several"), which give no number; `counts` reads those.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from secondsource.errors import DataError

_DIGITS = re.compile(r"\d{1,3}(?:[,   ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_MOST = 1e12  # above any number of people or things; longer rows of digits are no counts


@dataclass(frozen=True, slots=True)
class NumberWords:
    """The words of numbers in one language, by what they do."""

    units: dict[str, int]
    tens: dict[str, int]
    scales: dict[str, int]
    fixed: dict[str, int]


@cache
def open_numbers() -> NumberWords:
    """The number words shipped in data/lexicons/numbers.toml."""
    table = read_lexicon("numbers.toml")
    return NumberWords(table["units"], table["tens"], table["scales"], table["fixed"])


def read_lexicon(name: str) -> dict[str, Any]:
    """One table of data/lexicons; raises DataError where it cannot be read."""
    file = resources.files("secondsource") / "data" / "lexicons" / name
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as why:
        raise DataError(f"The word list {name} cannot be read ({why}). Install again.") from why


def digits_value(word: str) -> float | None:
    """The value of a number in digits, with or without separators, where it can be a count."""
    match = _DIGITS.fullmatch(word)
    value = float(re.sub(r"[,   ]", "", match.group())) if match else _MOST
    return value if value < _MOST else None


def number_at(words: Sequence[str], start: int = 0) -> tuple[float, int] | None:
    """The number that begins at one word and how many words it takes, or None.

    Words are lower case; hyphens are words of their own or inside a word ("twenty-two").
    """
    lexicon = open_numbers()
    if words[start : start + 3] == ["half", "a", "dozen"]:
        return 6.0, 3
    total = current = 0.0
    place = start
    while place < len(words):
        word = words[place]
        value = _plain_value(word, lexicon)
        if value is not None:
            if current and not _may_follow(current, value):
                break
            current += value
        elif word in lexicon.scales and place > start:
            current, total = _scaled(current or 1, lexicon.scales[word], total)
        elif word == "dozen" and place > start:
            current = (current or 1) * 12
        elif word in ("a", "an") and place == start and _scale_next(words, place, lexicon):
            current = 1
        elif not (word in ("and", "-") and place > start and _joins(words, place, lexicon)):
            break
        place += 1
    return (total + current, place - start) if place > start and total + current < _MOST else None


def _plain_value(word: str, lexicon: NumberWords) -> float | None:
    value = digits_value(word)
    if value is not None:
        return value
    if word in lexicon.units:
        return float(lexicon.units[word])
    if word in lexicon.tens:
        return float(lexicon.tens[word])
    head, dash, tail = word.partition("-")
    if dash and head in lexicon.tens and tail in lexicon.units:
        return float(lexicon.tens[head] + lexicon.units[tail])
    return None


def _may_follow(current: float, value: float) -> bool:
    """Whether a number may go on with a smaller one: "twenty two", "two hundred five"."""
    if current >= 100:
        return value < 100 and current % 100 == 0
    return current % 10 == 0 and 20 <= current < 100 and value < 10


def _scaled(current: float, scale: int, total: float) -> tuple[float, float]:
    return (current * scale, total) if scale == 100 else (0.0, total + current * scale)


def _scale_next(words: Sequence[str], place: int, lexicon: NumberWords) -> bool:
    after = words[place + 1] if place + 1 < len(words) else ""
    return after in lexicon.scales or after == "dozen"


def _joins(words: Sequence[str], place: int, lexicon: NumberWords) -> bool:
    """Whether "and" or a hyphen stands inside one number: "a hundred and five", "twenty - two"."""
    before = words[place - 1]
    after = words[place + 1] if place + 1 < len(words) else ""
    value = _plain_value(after, lexicon)
    if value is None:
        return False
    if words[place] == "-":
        return before in lexicon.tens and after in lexicon.units
    return before in lexicon.scales and value < 100 and not after[:1].isdigit()

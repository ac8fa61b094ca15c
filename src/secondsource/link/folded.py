"""Words as they are compared: folded, by stem, and names by their sound.

In: words of any report. Out: forms in which spellings and endings of one word meet. It refuses to
know what a word means.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
NAME = re.compile(r"[A-ZÀ-ÞĀ-Ž][^\W_]*(?:[-'’][^\W_]+)*")
_VOWELS = str.maketrans("", "", "aeiouyw")
_SOUNDS = (("kh", "k"), ("gh", "g"), ("dh", "d"), ("th", "t"), ("ph", "f"), ("q", "k"), ("z", "s"))


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower case without accents and apostrophes."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    return "".join(c for c in plain if not unicodedata.combining(c) and c not in "'`ʿʾ")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A folded word without the endings of number, tense and possession."""
    word = fold(word)
    for ending in ("ings", "ing", "ers", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=65536)
def sound(name: str) -> str:
    """A name by its consonants, so that its spellings meet; short names keep their vowels."""
    word = fold(name)
    for article in ("al-", "el-", "as-", "ash-", "ad-", "an-", "ar-", "at-", "az-"):
        if word.startswith(article) and len(word) > len(article) + 2:
            word = word[len(article) :]
    plain = word.replace("-", "")
    bare = re.sub(r"(.)\1+", r"\1", plain)
    for a, b in _SOUNDS:
        bare = bare.replace(a, b)
    heard = bare[:1] + bare[1:].translate(_VOWELS).rstrip("h")
    return heard if len(heard) >= (3 if len(plain) >= 6 else 4) else bare


def weekdays_named(quote: str) -> tuple[int, ...]:
    """The weekdays that words name, Monday 0."""
    words = quote.lower()
    return tuple(n for n, name in enumerate(WEEKDAYS) if name in words)

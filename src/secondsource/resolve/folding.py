"""Spellings of place names made comparable: folded keys, heads and articles, consonant skeletons.

In: a name as a report or a gazetteer writes it. Out: lower-case keys that the same name gives in
any spelling of its accents, hyphens and apostrophes, and looser ones for transliterations. It
refuses scripts other than Latin: such names have an empty key.
"""

from __future__ import annotations

import re
import unicodedata

FOLD_VERSION = 2
"""Raised whenever `fold` or `skeleton` gives another key, so that old caches are not read."""

ARTICLES = frozenset(
    [
        "al", "el", "ad", "ar", "as", "ash", "an", "at", "ath", "az", "adh", "ed", "er", "es",
        "esh", "ez", "en", "et", "ul", "ol", "il", "l",
    ]
)  # fmt: skip
"""The Arabic article in the spellings that assimilation and transcription give it."""

ARTICLE_COUNTRIES = frozenset(
    [
        "AE", "AF", "BH", "DJ", "DZ", "EG", "EH", "ER", "ET", "IL", "IQ", "IR", "JO", "KE", "KM",
        "KW", "LB", "LY", "MA", "ML", "MR", "NE", "OM", "PK", "PS", "QA", "SA", "SD", "SO", "SS",
        "SY", "TD", "TN", "TR", "YE",
    ]
)  # fmt: skip
"""Countries where a name may be written with the Arabic article or without it."""

MARKED_COUNTRIES = frozenset(
    [
        "AE", "AF", "BH", "EG", "IQ", "IR", "JO", "KW", "LB", "LY", "OM", "PK", "PS", "QA", "SA",
        "SD", "SY", "YE",
    ]
)  # fmt: skip
"""Countries whose names the gazetteer transcribes with marks that reports leave out."""

_LETTERS = str.maketrans(
    {
        "ı": "i", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D",
        "þ": "th", "Þ": "Th", "ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ə": "a",
        "Ə": "A", "ħ": "h", "Ħ": "H", "ŋ": "ng", "ƙ": "k", "Ƙ": "K", "ɗ": "d", "Ɗ": "D",
        "ɓ": "b", "Ɓ": "B", "ɛ": "e", "ɔ": "o", "ƴ": "y",
        "'": "", "’": "", "‘": "", "`": "", "´": "", "ʿ": "", "ʾ": "", "ʻ": "", "ʼ": "",
        "ʹ": "", "ʺ": "", "ʽ": "", "′": "", "ˈ": "", "“": "", "”": "", '"': "", "\u200c": "",
    }
)  # fmt: skip
_SHORT = {"saint": "st", "sainte": "st", "ste": "st", "mount": "mt", "fort": "ft", "and": "&"}
_NOT_WORD = re.compile(r"[^0-9a-z&]+")
_LATIN = re.compile(r"[0-9a-z& ]+")


TRANSCRIBED_NOT = frozenset(
    [
        "AR", "AT", "AU", "BE", "BR", "CA", "CH", "CL", "CZ", "DE", "DK", "EE", "ES", "FI", "FR",
        "GB", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "NL", "NO", "NZ", "PL", "PT", "RO", "SE",
        "SI", "SK", "US", "UY",
    ]
)  # fmt: skip
"""Countries whose names stand in Latin script at home, so that reports do not transcribe them."""


def fold(name: str) -> str:
    """The name in lower case without accents, apostrophes, hyphens or points; "" if not Latin."""
    if name.isascii() and name.isalnum():
        return _SHORT.get(name.lower(), name.lower())
    if not name.isascii():
        plain = unicodedata.normalize("NFKD", name.translate(_LETTERS))
        plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
        if any(ord(c) > 0x2FF and c.isalpha() for c in plain):
            return ""
    else:
        plain = name.translate(_LETTERS).lower()
    if "." in plain:
        plain = re.sub(r"(?<=\b[a-z])\.(?=[a-z]\b)", "", plain)  # U.S. -> us
    words = _NOT_WORD.sub(" ", plain).split()
    return " ".join(_SHORT.get(word, word) for word in words)


def unmarked(name: str) -> str:
    """The name without the marks of scholarly transcription: "Ar Ramādī" as "Ar Ramadi"."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(c for c in plain if not unicodedata.combining(c) and c not in "‘’ʿʾ")


def without_articles(key: str) -> str:
    """The key without Arabic articles, or the key itself where nothing else would be left."""
    words = [word for word in key.split() if word not in ARTICLES]
    return " ".join(words) if words and len(words[-1]) > 1 else key


_SOUNDS = (
    ("sch", "s"), ("tch", "s"), ("tsh", "s"), ("ch", "s"), ("sh", "s"), ("cz", "s"), ("sz", "s"),
    ("dzh", "j"), ("dj", "j"), ("zh", "j"), ("kh", "k"), ("ck", "k"), ("gh", "g"), ("dh", "d"),
    ("th", "t"), ("ph", "f"), ("ts", "s"), ("tz", "s"),
)  # fmt: skip
_LETTER = str.maketrans({"q": "k", "c": "k", "x": "k"})
_SILENT = str.maketrans({letter: None for letter in "aeiouywh "})
_VOWEL = str.maketrans({"w": "u", "y": "i", "o": "u", "e": "i"})
_TWICE = re.compile(r"(.)\1+")


def _sounded(key: str) -> str:
    word = without_articles(key).replace(" ", "")
    for sound, letter in _SOUNDS:
        if sound in word:
            word = word.replace(sound, letter)
    return word.translate(_LETTER)


def skeleton(key: str) -> str:
    """The consonants of a key as they sound, the same for most transcriptions of one name."""
    word = _sounded(key)
    head = "a" if word[:1] in "aeiouyw" else word[:1]
    return _TWICE.sub(r"\1", head + word[1:].translate(_SILENT))


def pronounced(key: str) -> str:
    """A key in one spelling of vowels and consonants, to be compared letter by letter."""
    word = _sounded(key).replace("ou", "u").replace("oo", "u").replace("ee", "i")
    return _TWICE.sub(r"\1", word.translate(_VOWEL)).rstrip("h")

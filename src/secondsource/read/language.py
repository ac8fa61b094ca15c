"""The language of a text, lightly: by its script, and by its commonest words.

In: a text. Out: an ISO 639-1 code, or "und" where too little speaks for any. It refuses to tell
apart what the list of `data/lexicons/languages.toml` does not.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_SAMPLE = 6000  # characters
_LEAST = 0.08  # share of the words that must be common ones; English news has 0.3 to 0.45


@dataclass(frozen=True, slots=True)
class _Profile:
    lang: str
    words: frozenset[str]


@cache
def _profiles() -> tuple[tuple[_Profile, ...], dict[str, str]]:
    path = files("secondsource") / "data/lexicons/languages.toml"
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    profiles = tuple(
        _Profile(lang, frozenset(words.split())) for lang, words in raw["words"].items()
    )
    return profiles, raw["scripts"]


def language_of(text: str) -> str:
    """The likeliest language of a text."""
    sample = text[:_SAMPLE]
    profiles, scripts = _profiles()
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", sample.lower())
    shares = [(_share(words, profile), profile.lang) for profile in profiles]
    share, lang = max(shares, key=lambda pair: pair[0])
    if share >= _LEAST and len(words) >= 4:
        return lang
    return scripts.get(_script(sample), "und")


def _share(words: list[str], profile: _Profile) -> float:
    return sum(1 for word in words if word in profile.words) / max(1, len(words))


def _script(sample: str) -> str:
    """The script of most letters, as Unicode names it ("ARABIC")."""
    counts = Counter(
        unicodedata.name(character, "").partition(" ")[0]
        for character in sample[:1500]
        if character.isalpha()
    )
    return counts.most_common(1)[0][0] if counts else ""

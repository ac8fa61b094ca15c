"""A text in capitals as it would be set in ordinary letter case.

In: a text. Out: a text of the same length in which only the case of letters differs, so that every
offset holds; a text that is not set in capitals comes back as it is. It refuses to change any
other character, and to guess at a text that has letter case of its own.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import StringIO

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_BRACKETED = re.compile(r"[(\[]([A-Z][A-Z-]{1,11})[)\]]")
_SPELT_OUT = re.compile(r"\b([A-Z]{2,12}) [(\[]([A-Z][A-Z'’ ,-]{6,100})[)\]]")
_LOUD = 4  # capitals to one small letter at least
_LETTERS = 20  # letters at least that a text must have for its case to tell anything
_BACK = 14  # words at most before a bracketed short form that it may stand for

_SHORTENED = ("n't", "'re", "'ve", "'ll", "'m", "'d")
_ORDINALS = frozenset({"st", "nd", "rd", "th"})
_MONTHS = frozenset({"march", "may"})
_BESIDE_DAY = re.compile(r"\d(?:st|nd|rd|th)? \||\| \d|(?:in|of|last|by|since) \|", re.IGNORECASE)

LOWER, TITLE, UPPER = range(3)


@dataclass(frozen=True, slots=True)
class Cases:
    """How words are written; keys are in small letters."""

    small: frozenset[str]
    capitals: frozenset[str]
    abbreviated: frozenset[str]
    titles: frozenset[str]
    heads: frozenset[str]
    units: frozenset[str]
    particles: frozenset[str]
    after_particle: frozenset[str]
    name_begins: frozenset[str]
    endings: tuple[str, ...]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]  # by first word


def shouts(text: str) -> bool:
    """Whether a text is set in capitals, so that they tell nothing of its names."""
    upper = sum(map(str.isupper, text))
    return upper >= _LETTERS and upper > _LOUD * sum(map(str.islower, text))


def recased(text: str, starts: Iterable[int], keep: Sequence[tuple[int, int]] = ()) -> str:
    """The text in ordinary case; `starts` are where its sentences begin, `keep` stays as it is."""
    cases = open_cases()
    spans = [m.span() for m in _WORD.finditer(text)]
    keys = [text[a:b].lower().replace("’", "'") for a, b in spans]
    short = _short_forms(text, cases)
    forms = [_form(k, text[b : b + 2], cases, short) for k, (_, b) in zip(keys, spans, strict=True)]
    _dated(text, spans, keys, forms)
    _spell_out(text, spans, keys, forms, short)
    _number(text, spans, keys, forms, cases)
    _join(text, spans, keys, forms, cases)
    letters = list(text)
    written = _phrases(text, spans, keys, cases)
    first = _firsts(spans, starts)
    for n, (a, b) in enumerate(spans):
        if any(start <= a < end for start, end in keep):
            continue
        word = written.get(n) or _written(text[a:b], forms[n])
        if n in first and word[:1].islower():
            word = word[0].upper() + word[1:]
        if len(word) == b - a:
            letters[a:b] = word
    return "".join(letters)


def _form(key: str, after: str, cases: Cases, short: frozenset[str]) -> int:
    """How a word is written when nothing is known but itself."""
    bare = _bare(key)
    if bare in short or bare in cases.capitals:
        return UPPER
    if bare in cases.abbreviated:
        return TITLE
    if len(bare) < 4 and after[:1] == "-" and after[1:].isdigit():
        return UPPER  # "AK-47"
    if len(bare) == 1:
        return UPPER if after[:1] == "." or bare != "a" else LOWER
    if _is_small(bare, cases):
        return LOWER
    return TITLE if re.search("[aeiouyáéíóú]", bare) else UPPER


def _dated(
    text: str, spans: Sequence[tuple[int, int]], keys: Sequence[str], forms: list[int]
) -> None:
    """Capitals for what is a name next to a number ("7 MAY") or an article ("THE US") only."""
    for n, key in enumerate(keys):
        if key in _MONTHS:
            start, end = spans[n]
            forms[n] = (
                TITLE if _BESIDE_DAY.search(f"{text[:start][-4:]}|{text[end:][:5]}") else LOWER
            )
        elif key == "us":
            forms[n] = UPPER if n and keys[n - 1] in ("the", "a") else LOWER


def _bare(key: str) -> str:
    """A word without its possessive ending."""
    return key.removesuffix("'s")


def _is_small(word: str, cases: Cases) -> bool:
    if word in cases.small or word in cases.particles or word.endswith(_SHORTENED):
        return True
    for ending, rest in (("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("er", "")):
        stem = word.removesuffix(ending) + rest
        if word.endswith(ending) and len(stem) > 3 and stem in cases.small:
            return True
    return len(word) > 6 and word.endswith(cases.endings)


def _written(word: str, form: int) -> str:
    if form == UPPER:
        return re.sub("(?<=['’])S$", "s", word.upper())
    low = word.lower()
    if form == LOWER:
        return low
    return re.sub(r"^\w|(?<=['’])\w(?=\w)", lambda m: m.group().upper(), low)


def _firsts(spans: Sequence[tuple[int, int]], starts: Iterable[int]) -> set[int]:
    """The first word of each sentence, by position."""
    found = set()
    n = 0
    for start in sorted(starts):
        while n < len(spans) and spans[n][0] < start:
            n += 1
        if n < len(spans):
            found.add(n)
    return found


# --- short forms and what they stand for --------------------------------------------------------


def _short_forms(text: str, cases: Cases) -> frozenset[str]:
    """The short forms that the text itself shows to be such, by what stands in brackets."""
    found = set()
    for match in _BRACKETED.finditer(text):
        key = match.group(1).lower()
        before = text[max(0, match.start() - 200) : match.start()]
        initials = [w[0].lower() for w in _WORD.findall(before)][-_BACK:]
        if len(key) < 8 and (key not in cases.small or _stands_for(key, initials)):
            found.add(key)
    for match in _SPELT_OUT.finditer(text):
        key = match.group(1).lower()
        initials = [w[0].lower() for w in _WORD.findall(match.group(2))]
        if key not in cases.small or _stands_for(key, initials):
            found.add(key)
    return frozenset(found)


def _stands_for(key: str, initials: Sequence[str]) -> bool:
    """Whether most letters of a short form begin the words, in any order."""
    left = list(initials)
    hits = 0
    for letter in key:
        if letter in left:
            left.remove(letter)
            hits += 1
    return hits >= max(2, len(key) - 1) or hits == len(initials) > 2


def _spell_out(
    text: str,
    spans: Sequence[tuple[int, int]],
    keys: Sequence[str],
    forms: list[int],
    short: frozenset[str],
) -> None:
    """Capitals for the words that a short form next to them in brackets stands for."""
    for n in range(1, len(spans)):
        gap = text[spans[n - 1][1] : spans[n][0]]
        if gap not in (" (", " ["):
            continue
        if keys[n] in short:
            _raise_back(text, spans, keys, forms, n)
        elif keys[n - 1] in short:
            _raise_ahead(text, spans, keys, forms, n)


def _raise_back(
    text: str, spans: Sequence[tuple[int, int]], keys: Sequence[str], forms: list[int], n: int
) -> None:
    """Capitals for the words before a bracket, as many as the short form in it has letters."""
    left = list(keys[n])
    reach = []
    for at in range(n - 1, max(-1, n - 1 - _BACK), -1):
        if at + 1 < n and text[spans[at][1] : spans[at + 1][0]] not in (" ", "-", " - "):
            break
        reach.append(at)
        if keys[at][0] in left:
            left.remove(keys[at][0])
        if not left:
            break
    if len(left) > len(keys[n]) // 3:
        return
    while reach and keys[reach[-1]][0] not in keys[n]:
        reach.pop()
    for at in reach:
        if forms[at] == LOWER and len(keys[at]) > 3:
            forms[at] = TITLE


def _raise_ahead(
    text: str, spans: Sequence[tuple[int, int]], keys: Sequence[str], forms: list[int], n: int
) -> None:
    """Capitals for the words in a bracket that stands behind a short form."""
    at = n
    while at < len(spans):
        if forms[at] == LOWER and len(keys[at]) > 3:
            forms[at] = TITLE
        if text[spans[at][1] : spans[at][1] + 1] in (")", "]"):
            break
        at += 1


# --- words by their neighbours ---------------------------------------------------------------


def _number(
    text: str, spans: Sequence[tuple[int, int]], keys: Sequence[str], forms: list[int], cases: Cases
) -> None:
    """Capitals for a numbered unit: "6TH INFANTRY BRIGADE"."""
    for n in range(1, len(spans)):
        if keys[n - 1] not in _ORDINALS or not text[spans[n - 1][0] - 1].isdigit():
            continue
        end = next(
            (m for m in range(n, min(n + 3, len(spans))) if _bare(keys[m]) in cases.units), None
        )
        if end is not None and _adjoin(text, spans, n, end + 1):
            forms[n - 1] = LOWER
            forms[n : end + 1] = [max(form, TITLE) for form in forms[n : end + 1]]


def _join(
    text: str, spans: Sequence[tuple[int, int]], keys: Sequence[str], forms: list[int], cases: Cases
) -> None:
    """Titles before names, heads after them, and small words inside them."""
    count = len(spans)

    def beside(n: int) -> bool:
        return 0 <= n < count - 1 and text[spans[n][1] : spans[n + 1][0]] in (" ", "-", ". ")

    for n in range(count):
        inside = n > 0 and beside(n - 1) and forms[n - 1] == TITLE
        if keys[n] in cases.particles and forms[n] != LOWER:
            forms[n] = LOWER if inside or n == 0 else TITLE
        elif keys[n] in cases.after_particle:
            after = n > 0 and keys[n - 1] in cases.particles
            forms[n] = LOWER if after and n > 1 and forms[n - 2] == TITLE else TITLE
        elif n > 0 and keys[n - 1] in cases.name_begins and beside(n - 1) and len(keys[n]) > 3:
            forms[n] = max(forms[n], TITLE)
        elif keys[n] in cases.heads and inside and keys[n - 1] not in cases.titles:
            forms[n] = TITLE
    for n in range(count - 2, -1, -1):
        ahead = beside(n) and forms[n + 1] == TITLE and keys[n + 1] not in cases.heads
        if keys[n] in cases.titles and forms[n] == LOWER and ahead:
            forms[n] = TITLE


def _phrases(
    text: str, spans: Sequence[tuple[int, int]], keys: Sequence[str], cases: Cases
) -> dict[int, str]:
    """The words of known names, as the names are written, by position."""
    found: dict[int, str] = {}
    n = 0
    while n < len(keys):
        size = 0
        for words, shown in cases.phrases.get(_bare(keys[n]), ()):
            end = n + len(words)
            if len(words) > size and _same(keys[n:end], words) and _adjoin(text, spans, n, end):
                size = len(words)
                for at, word in zip(range(n, end), shown, strict=True):
                    own = text[spans[at][0] : spans[at][1]]
                    found[at] = word + own[len(word) :].lower()
        n += max(1, size)
    return found


def _same(keys: Sequence[str], words: Sequence[str]) -> bool:
    return len(keys) == len(words) and (*keys[:-1], _bare(keys[-1])) == (
        *words[:-1],
        _bare(words[-1]),
    )


def _adjoin(text: str, spans: Sequence[tuple[int, int]], first: int, end: int) -> bool:
    gaps = (text[spans[n][1] : spans[n + 1][0]] for n in range(first, end - 1))
    return all(gap in (" ", "-", " - ", ". ") for gap in gaps)


# --- the data --------------------------------------------------------------------------------


@cache
def open_cases() -> Cases:
    """The lists that ship with the package."""
    data = files("secondsource") / "data"
    raw = tomllib.loads((data / "lexicons/case.toml").read_text(encoding="utf-8"))
    lines = (data / "small_words.txt").read_text(encoding="utf-8").splitlines()
    small = frozenset(line for line in lines if not line.startswith("#")) | frozenset(raw["small"])
    names = list(_actor_names((data / "actors.csv").read_text(encoding="utf-8")))
    shown = set(names)
    single = {n.lower() for n in names if n.isupper() and n.isalpha() and n.title() not in shown}
    return Cases(
        small=small,
        capitals=frozenset(raw["capitals"]) | (single - small),
        abbreviated=frozenset(raw["abbreviated"]),
        titles=frozenset(raw["titles"]),
        heads=frozenset(raw["heads"]),
        units=frozenset(raw["units"]),
        particles=frozenset(raw["particles"]),
        after_particle=frozenset(raw["after_particle"]),
        name_begins=frozenset(raw["name_begins"]),
        endings=tuple(raw["endings"]),
        phrases=_by_first_word([*raw["phrases"], *names]),
    )


def _actor_names(table: str) -> Iterable[str]:
    """The names and aliases of the list of actors, without what stands in brackets."""
    for row in csv.DictReader(StringIO(table)):
        for name in (row["name"], *row["aliases"].split("|")):
            bare = re.sub(r"\s*\([^)]*\)", "", name).rstrip("?").strip()
            if bare:
                yield bare


def _by_first_word(
    names: Iterable[str],
) -> dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]:
    """The names of two words and more, as words to look for and words to write."""
    found: dict[str, set[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for name in names:
        shown = tuple(_WORD.findall(name))
        if len(shown) < 2 or name.isupper() or not any(w[0].isupper() for w in shown):
            continue
        words = tuple(w.lower().replace("’", "'") for w in shown)
        found.setdefault(_bare(words[0]), set()).add((words, shown))
    return {first: tuple(sorted(group)) for first, group in found.items()}

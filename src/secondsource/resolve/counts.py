"""Counts of people and things: the words "at least 12 people" as low, best and high.

In: a count whose wording `extract` has set, and the quote it stands in. Out: the same count with
its numbers and what the words make of them (at least, up to, about, a range, vague, none). It
refuses to make a number of "many", "some" or a bare plural: these stay unknown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from secondsource.model import Count, Evidence, Modifier, Scope
from secondsource.resolve.countlists import (
    holds_plural,
    is_plural,
    is_silent,
    ordinal_of,
    piece_value,
    pieces_of,
    sum_of_singles,
    without_ages,
)
from secondsource.resolve.countwords import (
    SCALES,
    Counted,
    CountLexicon,
    is_age,
    is_measure,
    numbers_in,
    open_lexicon,
)

_TOKEN = re.compile(
    r"""no\.(?=\s*\d)                                  # "No. 2" is a name
    |\d+(?:st|nd|rd|th)\b
    |[^\W\d_]+[-‑]?\d+[\w-]*                          # A321, F-16
    |\d{1,3}(?:[,\ \u00a0\u202f]\d{3})+(?!\d)(?:\.\d+)?  # 3,200 and 3 200
    |\d+\.\d+|\d+
    |[^\W\d_]+(?:['’.][^\W\d_]+)*
    |[-–—]|[^\s\w]""",
    re.IGNORECASE | re.VERBOSE,
)


_ABOUT = 0.1  # "about 40" is 36 to 44: the guidelines' ten per cent


_HARMED = frozenset({"wounded", "wounding", "injured", "injuring"})


_DEADLY = frozenset({"deadly", "fatal", "lethal", "fatally"})


_ONESELF = frozenset({"himself", "herself"})
_LINKS = frozenset({"and", "&", ",", "with"})


_RANGE_FILLERS = frozenset(
    {",", "as", "many", "even", "up", "more", "than", "well", "over", "at", "least"}
)


@dataclass(frozen=True, slots=True)
class _Read:
    """Low, best and high with the modifier that gave them."""

    low: int | None
    best: int | None
    high: int | None
    modifier: Modifier


_UNKNOWN = _Read(None, None, None, Modifier.VAGUE)


def count_of(count: Count, words: Evidence, *, row: bool = False) -> Count:
    """The count with low, best, high and modifier as its wording gives them.

    `row` is set where a place in a row tells how long the row is: in a running total the "fourth
    raid" makes four, among the killed it is one.
    """
    wording = count.wording.strip() or words.quote
    read = (_in_a_row(wording) if row else None) or _read(wording)
    if count.scope is Scope.COMBINED:
        read = _combined(read)
    return replace(
        count, wording=wording, low=read.low, best=read.best, high=read.high, modifier=read.modifier
    )


def _in_a_row(wording: str) -> _Read | None:
    """What an ordinal before its noun counts: 3 for "the third such attack"."""
    words = [w.lower() for w in _TOKEN.findall(wording)]
    if any(n.value != 1 for n in numbers_in(words)):
        return None
    plain = [w for w in words if w not in ("the", "its", "a", "an", "our", "their")][:1]
    value = ordinal_of(plain) if plain else None
    return None if value is None else _Read(value, value, value, Modifier.EXACT)


def _combined(read: _Read) -> _Read:
    """Killed and injured together: the number is only a ceiling for either."""
    if read.modifier is Modifier.NONE_REPORTED:
        return read
    high = read.high if read.modifier not in (Modifier.AT_LEAST, Modifier.MORE_THAN) else None
    return _Read(None, None, high, Modifier.UP_TO if high is not None else Modifier.VAGUE)


def _read(wording: str) -> _Read:
    surface = _TOKEN.findall(wording)
    words = [w.lower().replace("’", "'") for w in surface]
    if _says_none(words):
        return _Read(0, 0, 0, Modifier.NONE_REPORTED)
    end = _own_part(words)
    surface, words = without_ages(surface[:end], words[:end])
    if is_age(words):
        return _Read(1, 1, 1, Modifier.EXACT)
    numbers = numbers_in(words)
    if not numbers:
        return _UNKNOWN if is_measure(words) else _without_number(surface, words)
    total = _listed(surface, words, numbers)
    return total if total else _with_number(words, numbers)


def _says_none(words: list[str]) -> bool:
    lexicon = open_lexicon()
    for place, word in enumerate(words):
        after = words[place + 1] if place + 1 < len(words) else ""
        if word in lexicon.unharmed or (word == "zero" and place == 0):
            return True
        if word in lexicon.none and after not in lexicon.not_none and not after[:1].isdigit():
            return True
        if word == "not" and (after in lexicon.harm or after in ("a", "one") or "any" in words):
            return True
    return words[:1] == ["any"] or ("escaped" in words and "injury" in words)


def _own_part(words: list[str]) -> int:
    """Where the words stop telling of the whole: before "including", "of whom", "and 5 injured"."""
    lexicon = open_lexicon()
    for place in range(1, len(words)):
        phrase = next((p for p in lexicon.part if _begins(words, place, p)), None)
        if phrase is None:
            continue
        cut = place
        if phrase[0] in _HARMED:  # "3 killed and 5 injured": their number goes with them
            cut = max((n for n in range(1, place) if words[n] in ("and", ",")), default=place)
        if numbers_in(words[:cut]) or phrase[0] in ("including", "who", "("):
            return cut
    return len(words)


def _begins(words: list[str], place: int, phrase: tuple[str, ...]) -> bool:
    return words[place] == phrase[0] and tuple(words[place : place + len(phrase)]) == phrase


def _with_number(words: list[str], numbers: list[Counted]) -> _Read:
    first = numbers[0]
    modifier = _modifier(words, first)
    pair = _range(words, numbers)
    if pair is not None:
        return pair
    if modifier == "about" and first.vague:
        modifier = None
    return _applied(first, modifier)


def _range(words: list[str], numbers: list[Counted]) -> _Read | None:
    """ "four to six", "13 or 14", "between 10 and 15", "at least four, possibly six"."""
    if len(numbers) < 2:
        return None
    first, second = numbers[0], numbers[1]
    gap = words[first.end : second.start]
    between = "between" in words[: first.start] or "from" in words[: first.start]
    if not _joins_range(gap) or (gap == ["and"] and not between):
        return None
    low, high = first.value, second.value
    scale = SCALES.get(words[second.end - 1], 1)
    if low * scale < high:
        low *= scale  # "two or three hundred"
    if low >= high:
        return None
    open_end = any(w in ("more", "over", "least") for w in gap)
    return _Read(int(low), None, None if open_end else int(high), Modifier.RANGE)


def _joins_range(gap: list[str]) -> bool:
    """Whether the words between two numbers make a range of them."""
    if len(gap) == 2 and gap[1] == "or":  # "two soldiers or three"
        return True
    known = open_lexicon().range | _RANGE_FILLERS
    return 0 < len(gap) <= 4 and gap != [","] and all(word in known for word in gap)


def _modifier(words: list[str], number: Counted) -> str | None:
    """The name of the phrase before or after a number that opens it, or None."""
    lexicon = open_lexicon()
    best: tuple[int, str] | None = None
    before = words[max(0, number.start - 7) : number.start]
    while before and before[-1] in ("a", "the", "another", "other", "to", ".", "additional"):
        if _ends_with(before, lexicon):
            break
        before = before[:-1]
    lead = tuple(before)
    for name, phrases in lexicon.before.items():
        for phrase in phrases:
            if (best is None or len(phrase) > best[0]) and lead[-len(phrase) :] == phrase:
                best = (len(phrase), name)
    if best is not None:
        return best[1]
    after = tuple(words[number.end : number.end + 6])
    for name, phrases in lexicon.after.items():
        if any(after[: len(phrase)] == phrase for phrase in phrases):
            return name
    open_end = after[1:3] == ("or", "more") or words[-2:] == ["at", "least"]
    return "at_least" if open_end else None


def _ends_with(before: list[str], lexicon: CountLexicon) -> bool:
    lead = tuple(before)
    return any(
        lead[-len(phrase) :] == phrase for phrases in lexicon.before.values() for phrase in phrases
    )


def _applied(number: Counted, modifier: str | None) -> _Read:
    value = int(number.value)
    if number.vague:
        return _Read(value, None, None, Modifier.VAGUE)
    if modifier == "at_least":
        return _Read(value, value, None, Modifier.AT_LEAST)
    if modifier == "more_than":
        return _Read(value + 1, value + 1, None, Modifier.MORE_THAN)
    if modifier == "up_to":
        return _Read(0, value, value, Modifier.UP_TO)
    if modifier == "under":
        return _Read(0, None, value - 1, Modifier.UP_TO)
    if modifier == "about":
        return _Read(
            round(value * (1 - _ABOUT)), value, round(value * (1 + _ABOUT)), Modifier.ABOUT
        )
    if modifier == "nearly":
        return _Read(round(value * (1 - _ABOUT)), value, value, Modifier.ABOUT)
    return _Read(value, value, value, Modifier.EXACT)


def _listed(surface: list[str], words: list[str], numbers: list[Counted]) -> _Read | None:
    """The sum of "two women and a child", "three tourists and their guide"; None for one party.

    Bare numbers ("given as 8, 10 and 17") are several figures for one thing.
    """
    if _range(words, numbers) or _modifier(words, numbers[0]) or any(n.vague for n in numbers):
        return None
    if not any(w in ("and", "&", "plus") for w in words):
        return None
    pieces = pieces_of(surface, words)
    values = [piece_value(surface[a:b], words[a:b]) for a, b in pieces]
    bare = [
        words[a] not in open_lexicon().one and v == 1 and not numbers_in(words[a:b])
        for (a, b), v in zip(pieces, values, strict=True)
    ]
    shouted = surface[-1].isupper() and any(bare)  # in capitals a bare noun looks like a name
    if len(pieces) < 2 or shouted or any(v is None for v in values):
        return None
    known = [v for v in values if v is not None]
    if [n.end - n.start for n in numbers] == [b - a for a, b in pieces]:
        return _Read(min(known), None, max(known), Modifier.RANGE)
    total = sum(known)
    return _Read(total, total, total, Modifier.EXACT)


def _without_number(surface: list[str], words: list[str]) -> _Read:
    """One for "a commander" or a name, the number of names of a list, unknown for a bare plural."""
    lexicon = open_lexicon()
    if _ONESELF & set(words) and not _LINKS & set(words):  # "shot himself dead"
        return _Read(1, 1, 1, Modifier.EXACT)
    if not words or is_silent(words, lexicon):
        return _UNKNOWN
    if _DEADLY & set(words) or words in (["deaths"], ["fatalities"]):
        return _Read(1, None, None, Modifier.VAGUE)
    ordinal = ordinal_of(words)
    if ordinal is not None:
        return _Read(ordinal, ordinal, ordinal, Modifier.EXACT)
    total = sum_of_singles(surface, words)
    if total is not None:
        return _Read(total, total, total, Modifier.EXACT)
    if is_plural(surface, words) or holds_plural(surface, words):
        return _UNKNOWN
    return _Read(1, 1, 1, Modifier.EXACT)

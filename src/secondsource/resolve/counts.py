"""Counts of people and things: the words "at least 12 people" as low, best and high.

In: a count whose wording `extract` has set, and the quote it stands in. Out: the same count with
its numbers and what the words make of them (at least, up to, about, a range, vague, none). It
refuses to make a number of "many", "some" or a bare plural: these stay unknown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from secondsource.model import Count, Evidence, Modifier, Scope
from secondsource.resolve.numbers import number_at, read_lexicon

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
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000}
_RANGE_FILLERS = frozenset(
    {",", "as", "many", "even", "up", "more", "than", "well", "over", "at", "least"}
)
_VAGUE_SCALES = {
    "dozens": 12,
    "hundreds": 100,
    "thousands": 1000,
    "millions": 1_000_000,
    "tens": 10,
}


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """The word lists of numbers.toml that counting needs."""

    fixed: dict[str, int]
    vague: dict[str, int]
    silent: frozenset[str]
    none: frozenset[str]
    unharmed: frozenset[str]
    not_none: frozenset[str]
    before: dict[str, tuple[tuple[str, ...], ...]]
    after: dict[str, tuple[tuple[str, ...], ...]]
    range: frozenset[str]
    part: tuple[tuple[str, ...], ...]
    measure: frozenset[str]
    not_after: frozenset[str]
    one: frozenset[str]
    many: frozenset[str]
    single: frozenset[str]
    persons: frozenset[str]
    plural_endings: tuple[str, ...]
    groups: frozenset[str]
    harm: frozenset[str]
    scales: frozenset[str]
    phrase_ends: frozenset[str]


@cache
def _open_lexicon() -> _Lexicon:
    table = read_lexicon("numbers.toml")

    def phrases(words: list[str]) -> tuple[tuple[str, ...], ...]:
        return tuple(sorted((tuple(w.split()) for w in words), key=len, reverse=True))

    return _Lexicon(
        fixed=table["fixed"],
        vague=table["vague"],
        silent=frozenset(table["silent"]["words"]),
        none=frozenset(table["none"]["words"]),
        unharmed=frozenset(table["none"]["unharmed"]),
        not_none=frozenset(table["none"]["not_before"]),
        before={name: phrases(words) for name, words in table["before"].items()},
        after={name: phrases(words) for name, words in table["after"].items()},
        range=frozenset(table["range"]["words"]),
        part=phrases(table["part"]["words"]),
        measure=frozenset(table["measure"]["words"]),
        not_after=frozenset(table["measure"]["before"]),
        one=frozenset(table["one"]["words"]),
        many=frozenset(table["many"]["words"]),
        single=frozenset(table["many"]["single"]),
        persons=frozenset(table["many"]["persons"]),
        plural_endings=tuple(table["many"]["plural_endings"]),
        groups=frozenset(table["many"]["groups"]),
        harm=frozenset(table["many"]["harm"]),
        scales=frozenset(table["scales"]),
        phrase_ends=frozenset(table["many"]["phrase_ends"]),
    )


@dataclass(frozen=True, slots=True)
class _Number:
    """One number in the words: its value and the token range it takes."""

    value: float
    start: int
    end: int
    vague: bool = False


@dataclass(frozen=True, slots=True)
class _Read:
    """Low, best and high with the modifier that gave them."""

    low: int | None
    best: int | None
    high: int | None
    modifier: Modifier


_UNKNOWN = _Read(None, None, None, Modifier.VAGUE)


def count_of(count: Count, words: Evidence) -> Count:
    """The count with low, best, high and modifier as its wording gives them."""
    wording = count.wording.strip() or words.quote
    read = _read(wording)
    if count.scope is Scope.COMBINED:
        read = _combined(read)
    return replace(
        count, wording=wording, low=read.low, best=read.best, high=read.high, modifier=read.modifier
    )


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
    surface, words = surface[:end], words[:end]
    if _is_age(words):
        return _Read(1, 1, 1, Modifier.EXACT)
    numbers = _numbers(words)
    if not numbers:
        return _UNKNOWN if _is_measure(words) else _without_number(surface, words)
    total = _listed(surface, words, numbers)
    return total if total else _with_number(words, numbers)


def _says_none(words: list[str]) -> bool:
    lexicon = _open_lexicon()
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
    lexicon = _open_lexicon()
    for place in range(1, len(words)):
        phrase = next((p for p in lexicon.part if tuple(words[place : place + len(p)]) == p), None)
        if phrase is None:
            continue
        cut = place
        if phrase[0] in _HARMED:  # "3 killed and 5 injured": their number goes with them
            cut = max((n for n in range(1, place) if words[n] in ("and", ",")), default=place)
        if _numbers(words[:cut]) or phrase[0] in ("including", "who", "("):
            return cut
    return len(words)


# --- numbers ------------------------------------------------------------------------------------


def _numbers(words: list[str]) -> list[_Number]:
    """The numbers that count something, in order."""
    lexicon = _open_lexicon()
    found: list[_Number] = []
    place = 0
    while place < len(words):
        number = _number(words, place)
        if number is None:
            place += 1
            continue
        if _counts(words, number, lexicon):
            found.append(number)
        place = number.end
    return found


def _number(words: list[str], place: int) -> _Number | None:
    lexicon = _open_lexicon()
    word = words[place]
    if word in lexicon.vague:
        return _vague_number(words, place, lexicon)
    if (
        word in ("a", "an")
        and place + 1 < len(words)
        and words[place + 1] in ("few", "handful", "couple", "pair", "score")
    ):
        if words[place + 1] == "score":
            return _Number(20, place, place + 2)
        return _number(words, place + 1)
    if word in lexicon.fixed and word != "dozen":
        after = words[place + 1 : place + 3]
        if after[:1] == ["dozen"] or after == ["of", "dozen"]:
            return _Number(24, place, place + 1 + after.index("dozen") + 1)
        if after[:1] in (["hundred"], ["thousand"]):
            return _Number(2 * (100 if after[0] == "hundred" else 1000), place, place + 2)
        return _Number(lexicon.fixed[word], place, place + 1)
    if word == "half" and place + 1 < len(words) and words[place + 1] == "dozen":
        return _Number(6, place, place + 2)
    if word == "dozen":
        return _Number(12, place, place + 1)
    if word in ("hundred", "thousand") and place == 0:
        return _Number(100 if word == "hundred" else 1000, place, place + 1)
    if words[place : place + 4] == ["quarter", "of", "a", "million"]:
        return _Number(250_000, place, place + 4)
    if words[place : place + 3] == ["half", "a", "million"]:
        return _Number(500_000, place, place + 3)
    number = number_at(words, place)
    return _Number(number[0], place, place + number[1]) if number else None


def _vague_number(words: list[str], place: int, lexicon: _Lexicon) -> _Number:
    """ "dozens", "several hundred", "a few dozen", "hundreds of thousands"."""
    word = words[place]
    after = words[place + 1 : place + 3]
    if after[:1] and after[0] in _SCALES:
        return _Number(lexicon.vague[word] * _SCALES[after[0]], place, place + 2, vague=True)
    if after[:1] == ["of"] and after[1:] and after[1] in _VAGUE_SCALES and word in _VAGUE_SCALES:
        return _Number(lexicon.vague[word] * _VAGUE_SCALES[after[1]], place, place + 3, vague=True)
    return _Number(lexicon.vague[word], place, place + 1, vague=True)


def _counts(words: list[str], number: _Number, lexicon: _Lexicon) -> bool:
    """Whether a number counts people or things: no age, measure, price or name."""
    before = words[number.start - 1] if number.start else ""
    after = words[number.end] if number.end < len(words) else ""
    second = words[number.end + 1] if number.end + 1 < len(words) else ""
    if before in lexicon.not_after:
        return False
    if after in lexicon.measure or (after in ("-", "–") and second in lexicon.measure):
        return False
    if (
        before in ("-", "–", "/")
        and number.start >= 2
        and not _is_number_word(words[number.start - 2])
    ):
        return False
    if number.value == 1 and words[number.start] == "one" and before in ("no", "every", "any"):
        return False
    return number.value == int(number.value) or number.vague


def _is_age(words: list[str]) -> bool:
    """ "a boy of six": an age, not six people."""
    persons = _open_lexicon().persons
    for place, word in enumerate(words[:-2]):
        if word in persons and words[place + 1] == "of":
            return _is_number_word(words[place + 2]) and place + 3 == len(words)
    return False


def _is_measure(words: list[str]) -> bool:
    """Whether the words give a share or a length ("30 percent of the windows") and no age."""
    digits = [n for n, w in enumerate(words) if w[:1].isdigit()]
    if not digits:
        return False
    after = words[digits[0] + 1 : digits[0] + 3]
    return not any(w in ("-", "–", "year", "years", "month", "yr") for w in after) and any(
        w in _open_lexicon().measure for w in after[:1]
    )


def _is_number_word(word: str) -> bool:
    return number_at([word]) is not None or word in _open_lexicon().vague


# --- modifiers ----------------------------------------------------------------------------------


def _with_number(words: list[str], numbers: list[_Number]) -> _Read:
    first = numbers[0]
    modifier = _modifier(words, first)
    pair = _range(words, numbers)
    if pair is not None:
        return pair
    if modifier == "about" and first.vague:
        modifier = None
    return _applied(first, modifier)


def _range(words: list[str], numbers: list[_Number]) -> _Read | None:
    """ "four to six", "13 or 14", "between 10 and 15", "at least four, possibly six"."""
    if len(numbers) < 2:
        return None
    first, second = numbers[0], numbers[1]
    gap = words[first.end : second.start]
    between = "between" in words[: first.start] or "from" in words[: first.start]
    if not _joins_range(gap) or (gap == ["and"] and not between):
        return None
    low, high = first.value, second.value
    scale = _SCALES.get(words[second.end - 1], 1)
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
    known = _open_lexicon().range | _RANGE_FILLERS
    return 0 < len(gap) <= 4 and gap != [","] and all(word in known for word in gap)


def _modifier(words: list[str], number: _Number) -> str | None:
    """The name of the phrase before or after a number that opens it, or None."""
    lexicon = _open_lexicon()
    best: tuple[int, str] | None = None
    before = words[max(0, number.start - 7) : number.start]
    while before and before[-1] in ("a", "the", "another", "other", "to", ".", "additional"):
        if _ends_with(before, lexicon):
            break
        before = before[:-1]
    for name, phrases in lexicon.before.items():
        for phrase in phrases:
            if tuple(before[-len(phrase) :]) == phrase and (best is None or len(phrase) > best[0]):
                best = (len(phrase), name)
    after = words[number.end : number.end + 6]
    for name, phrases in lexicon.after.items():
        for phrase in phrases:
            if tuple(after[: len(phrase)]) == phrase and best is None:
                best = (len(phrase), name)
    if best is None and (tuple(after[1:3]) == ("or", "more") or words[-2:] == ["at", "least"]):
        return "at_least"
    return best[1] if best else None


def _ends_with(before: list[str], lexicon: _Lexicon) -> bool:
    return any(
        tuple(before[-len(phrase) :]) == phrase
        for phrases in lexicon.before.values()
        for phrase in phrases
    )


def _applied(number: _Number, modifier: str | None) -> _Read:
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


# --- lists, single persons, bare nouns ----------------------------------------------------------


def _listed(surface: list[str], words: list[str], numbers: list[_Number]) -> _Read | None:
    """The sum of "two women and a child", "three tourists and their guide"; None for one party."""
    if _range(words, numbers) or _modifier(words, numbers[0]) or any(n.vague for n in numbers):
        return None
    if not any(w in ("and", "&", "plus") for w in words):
        return None
    pieces = _pieces(surface, words)
    values = [_piece_value(surface[a:b], words[a:b]) for a, b in pieces]
    bare = [
        words[a] not in _open_lexicon().one and v == 1 and not _numbers(words[a:b])
        for (a, b), v in zip(pieces, values, strict=True)
    ]
    shouted = surface[-1].isupper() and any(bare)  # in capitals a bare noun looks like a name
    if len(pieces) < 2 or shouted or any(v is None for v in values):
        return None
    total = sum(v for v in values if v is not None)
    return _Read(total, total, total, Modifier.EXACT)


def _pieces(surface: list[str], words: list[str]) -> list[tuple[int, int]]:
    """The members of a list joined by commas and "and", without the appositions of names."""
    cuts = [
        n for n, w in enumerate(words) if w in (",", "and", "&", ";") or (w == "plus" and n > 0)
    ]
    bounds = [-1, *cuts, len(words)]
    pieces = [(a + 1, b) for a, b in pairwise(bounds) if b > a + 1]
    kept: list[tuple[int, int]] = []
    for place, (start, end) in enumerate(pieces):
        commas = 0 < place < len(pieces) - 1 and words[start - 1] == "," and words[end] == ","
        if not (commas and _apposed(surface[slice(*pieces[place - 1])], surface[start:end])):
            kept.append((start, end))
    return kept


def _apposed(before: list[str], here: list[str]) -> bool:
    """Whether one of two neighbours names the other: "the envoy, J. Doe," or the reverse."""
    left, right = (x[0].lower() in ("a", "an", "the", "former") for x in (before, here))
    return left != right and _is_name(before if right else here)


def _is_name(surface: list[str]) -> bool:
    return len(surface) >= 2 and all(w[:1].isupper() for w in (surface[0], surface[-1]))


def _piece_value(surface: list[str], words: list[str]) -> int | None:
    """How many one member of a list is: a number, one for "a child" or a name, else None."""
    lexicon = _open_lexicon()
    if _is_age(words):
        return 1
    numbers = _numbers(words)
    if len(numbers) == 1 and not numbers[0].vague:
        return int(numbers[0].value)
    if numbers or (words[0] == "the" and surface[-1][:1].isupper() and not surface[-1].isupper()):
        return None
    if _is_plural(surface, words):
        return None
    single = words[0] in lexicon.one or surface[0][:1].isupper() or words[0] in lexicon.persons
    return 1 if single else None


def _without_number(surface: list[str], words: list[str]) -> _Read:
    """One for "a commander" or a name, the number of names of a list, unknown for a bare plural."""
    lexicon = _open_lexicon()
    if not words or _is_silent(words, lexicon):
        return _UNKNOWN
    if _DEADLY & set(words) or words in (["deaths"], ["fatalities"]):
        return _Read(1, None, None, Modifier.VAGUE)
    ordinal = _ordinal(words)
    if ordinal is not None:
        return _Read(ordinal, ordinal, ordinal, Modifier.EXACT)
    total = _sum_of_singles(surface, words)
    if total is not None:
        return _Read(total, total, total, Modifier.EXACT)
    if _is_plural(surface, words):
        return _UNKNOWN
    return _Read(1, 1, 1, Modifier.EXACT)


def _is_silent(words: list[str], lexicon: _Lexicon) -> bool:
    """Whether the words speak of many or some without any number."""
    if words[0] in lexicon.silent or words[0] in lexicon.many:
        return True
    if words[0] in ("half", "most", "part", "parts") or "%" in words or "percent" in words:
        return True
    if any(
        w in ("number", "numbers", "many", "lot", "majority", "series", "wave", "toll")
        for w in words[:5]
    ):
        return True
    group = next((n for n, w in enumerate(words) if w in lexicon.groups), None)
    return (
        group is not None and (words[group + 1 :] == [] or words[group + 1] == "of") and group <= 2
    )


def _ordinal(words: list[str]) -> int | None:
    """The number of a bare ordinal: "the fourth", "41st", "second such attack"."""
    if words[0] in ("a", "another"):
        return None
    plain = [w for w in words if w not in ("the", "its", "such")]
    if len(plain) != 1 and not (len(plain) == 2 and "such" in words):
        return None
    match = re.fullmatch(r"(\d+)(?:st|nd|rd|th)", plain[0])
    if match:
        return int(match[1])
    names = (
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
    )
    return names.index(plain[0]) + 1 if plain[0] in names else None


def _sum_of_singles(surface: list[str], words: list[str]) -> int | None:
    """How many a list of names and single persons holds; one for a name with its apposition."""
    if not any(w in ("and", "&") for w in words):
        return 1 if "," in words and _is_name(surface[: words.index(",")]) else None
    pieces = _pieces(surface, words)
    values = [_piece_value(surface[a:b], words[a:b]) for a, b in pieces]
    if len(pieces) > 1 and all(v is not None for v in values):
        return sum(v or 0 for v in values)
    return None


def _is_plural(surface: list[str], words: list[str]) -> bool:
    """Whether the head noun (before "of", "in", "who" …) is a plural."""
    lexicon = _open_lexicon()
    head = _head(words)
    if not head or words[head[0]] in ("a", "an", "another", "one", "this", "that"):
        return False
    noun = words[head[-1]]
    if noun in lexicon.many:
        return True
    if not noun.endswith("s") or noun in lexicon.single or noun.endswith(("ss", "us", "'s")):
        return False
    if not all(surface[n][:1].isupper() for n in head):
        return not noun.endswith("is")
    if surface[head[-1]].isupper() and (len(head) == 1 or words[head[0]] in lexicon.one):
        return True
    return noun.endswith(lexicon.plural_endings)


def _head(words: list[str]) -> list[int]:
    """Where the noun phrase at the beginning stands, up to a preposition or a comma."""
    stops = _open_lexicon().phrase_ends
    head: list[int] = []
    for place, word in enumerate(words):
        if head and word in stops:
            break
        if word[0].isalpha():
            head.append(place)
    return head

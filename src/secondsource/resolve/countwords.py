"""The numbers in the words of a count, and the word lists that counting needs.

In: lower-case words. Out: each number that counts people or things, with its place. It refuses
ages, measures, prices and names: the 17 of "a 17-year-old", the 321 of an A321.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from secondsource.resolve.numbers import number_at, read_lexicon

SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000}


_VAGUE_SCALES = {
    "dozens": 12,
    "hundreds": 100,
    "thousands": 1000,
    "millions": 1_000_000,
    "tens": 10,
}


@dataclass(frozen=True, slots=True)
class CountLexicon:
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
    parents: frozenset[str]
    person_endings: tuple[str, ...]
    plural_endings: tuple[str, ...]
    groups: frozenset[str]
    sized: frozenset[str]
    harm: frozenset[str]
    scales: frozenset[str]
    phrase_ends: frozenset[str]


@cache
def open_lexicon() -> CountLexicon:
    """The word lists shipped in data/lexicons/numbers.toml."""
    table = read_lexicon("numbers.toml")

    def phrases(words: list[str]) -> tuple[tuple[str, ...], ...]:
        return tuple(sorted((tuple(w.split()) for w in words), key=len, reverse=True))

    return CountLexicon(
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
        parents=frozenset(table["many"]["parents"]),
        person_endings=tuple(table["many"]["person_endings"]),
        plural_endings=tuple(table["many"]["plural_endings"]),
        groups=frozenset(table["many"]["groups"]),
        sized=frozenset(table["many"]["sized"]),
        harm=frozenset(table["many"]["harm"]),
        scales=frozenset(table["scales"]),
        phrase_ends=frozenset(table["many"]["phrase_ends"]),
    )


@dataclass(frozen=True, slots=True)
class Counted:
    """One number in the words: its value and the token range it takes."""

    value: float
    start: int
    end: int
    vague: bool = False


def numbers_in(words: list[str]) -> list[Counted]:
    """The numbers that count something, in order."""
    lexicon = open_lexicon()
    found: list[Counted] = []
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


def _number(words: list[str], place: int) -> Counted | None:
    lexicon = open_lexicon()
    word = words[place]
    if word in lexicon.vague:
        return _vague_number(words, place, lexicon)
    if (
        word in ("a", "an")
        and place + 1 < len(words)
        and words[place + 1] in ("few", "handful", "couple", "pair", "score")
    ):
        if words[place + 1] == "score":
            return Counted(20, place, place + 2)
        return _number(words, place + 1)
    if word in lexicon.fixed and word != "dozen":
        after = words[place + 1 : place + 3]
        if after[:1] == ["dozen"] or after == ["of", "dozen"]:
            return Counted(24, place, place + 1 + after.index("dozen") + 1)
        if after[:1] in (["hundred"], ["thousand"]):
            return Counted(2 * (100 if after[0] == "hundred" else 1000), place, place + 2)
        return Counted(lexicon.fixed[word], place, place + 1)
    if word == "half" and place + 1 < len(words) and words[place + 1] == "dozen":
        return Counted(6, place, place + 2)
    if word == "dozen":
        return Counted(12, place, place + 1)
    if word in ("hundred", "thousand") and place == 0:
        return Counted(100 if word == "hundred" else 1000, place, place + 1)
    if words[place : place + 4] == ["quarter", "of", "a", "million"]:
        return Counted(250_000, place, place + 4)
    if words[place : place + 3] == ["half", "a", "million"]:
        return Counted(500_000, place, place + 3)
    number = number_at(words, place)
    return Counted(number[0], place, place + number[1]) if number else None


def _vague_number(words: list[str], place: int, lexicon: CountLexicon) -> Counted:
    """ "dozens", "several hundred", "a few dozen", "hundreds of thousands"."""
    word = words[place]
    after = words[place + 1 : place + 3]
    if after[:1] and after[0] in SCALES:
        return Counted(lexicon.vague[word] * SCALES[after[0]], place, place + 2, vague=True)
    if after[:1] == ["of"] and after[1:] and after[1] in _VAGUE_SCALES and word in _VAGUE_SCALES:
        return Counted(lexicon.vague[word] * _VAGUE_SCALES[after[1]], place, place + 3, vague=True)
    return Counted(lexicon.vague[word], place, place + 1, vague=True)


def _counts(words: list[str], number: Counted, lexicon: CountLexicon) -> bool:
    """Whether a number counts people or things: no age, measure, price or name."""
    before = words[number.start - 1] if number.start else ""
    after = words[number.end] if number.end < len(words) else ""
    second = words[number.end + 1] if number.end + 1 < len(words) else ""
    if before in lexicon.not_after:
        return False
    if before == "of" and number.start >= 2 and words[number.start - 2] in lexicon.parents:
        return False  # "a father of two"
    if before in ("a", "an") and after == "-" and second not in (*lexicon.sized, "year"):
        return False  # "a two-star general", "a three-wheeler driver"
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


def is_age(words: list[str]) -> bool:
    """ "a boy of six": an age, not six people."""
    persons = open_lexicon().persons
    for place, word in enumerate(words[:-2]):
        if word in persons and words[place + 1] == "of":
            return _is_number_word(words[place + 2]) and place + 3 == len(words)
    return False


def is_measure(words: list[str]) -> bool:
    """Whether the words give a share or a length ("30 percent of the windows") and no age."""
    digits = [n for n, w in enumerate(words) if w[:1].isdigit()]
    if not digits:
        return False
    after = words[digits[0] + 1 : digits[0] + 3]
    return not any(w in ("-", "–", "year", "years", "month", "yr") for w in after) and any(
        w in open_lexicon().measure for w in after[:1]
    )


def _is_number_word(word: str) -> bool:
    return number_at([word]) is not None or word in open_lexicon().vague

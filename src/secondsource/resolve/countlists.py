"""Parties without a number: "a man and his wife", a name, a bare plural.

In: the words of a count, as written and in lower case. Out: how many persons or things a list of
single ones holds. It refuses to make a number of "civilians", "many" or "his family".
"""

from __future__ import annotations

import re
from itertools import pairwise

from secondsource.resolve.countwords import CountLexicon, is_age, numbers_in, open_lexicon
from secondsource.resolve.numbers import number_at


def pieces_of(surface: list[str], words: list[str]) -> list[tuple[int, int]]:
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


def piece_value(surface: list[str], words: list[str]) -> int | None:
    """How many one member of a list is: a number, one for "a child" or a name, else None."""
    lexicon = open_lexicon()
    if is_age(words):
        return 1
    numbers = numbers_in(words)
    if len(numbers) == 1 and not numbers[0].vague:
        return int(numbers[0].value)
    if numbers or (words[0] == "the" and surface[-1][:1].isupper() and not surface[-1].isupper()):
        return None
    if is_plural(surface, words):
        return None
    single = words[0] in lexicon.one or surface[0][:1].isupper()
    single = single or words[0] in lexicon.persons or words[-1] in (*lexicon.persons, "old")
    return 1 if single else None


def without_ages(surface: list[str], words: list[str]) -> tuple[list[str], list[str]]:
    """The words without ages: "two sisters, 15 and 17", "a pensioner of 71", "a man born in 1969".

    A row of bare numbers behind a comma is of ages where there are as many as persons before it.
    """
    kept: list[int] = []
    place = 0
    while place < len(words):
        end = max(_ages(surface, words, kept, place), _birth(words, place))
        if end > place:
            place = end
        else:
            kept.append(place)
            place += 1
    return [surface[n] for n in kept], [words[n] for n in kept]


def _ages(surface: list[str], words: list[str], before: list[int], start: int) -> int:
    """Where the ages that begin at one word end; `start` where none do."""
    word = words[start]
    if word in ("aged", "ages") or (word == "age" and start + 1 < len(words)):
        first = start + 1
        if words[first : first + 1] == ["between"]:
            first += 1
        return _row_of_ages(words, first)[1] if first < len(words) else start
    if word == "of" and before == list(range(start)) and _one_person(words[:start]):
        ages, end = _row_of_ages(words, start + 1)
        return end if ages == 1 else start
    if word == "," and before:
        ages, end = _row_of_ages(words, start + 1)
        piece = _last_piece(words, before)
        if ages and piece:
            told = piece_value([surface[n] for n in piece], [words[n] for n in piece])
            return end if told == ages else start
    return start


def _last_piece(words: list[str], before: list[int]) -> list[int]:
    cut = max((k for k, n in enumerate(before) if words[n] in (",", "and", ";", ":")), default=-1)
    return before[cut + 1 :]


def _row_of_ages(words: list[str], start: int) -> tuple[int, int]:
    """How many bare numbers of years stand in a row from one word on, and where they end."""
    count, end, place = 0, start, start
    while place < len(words):
        number = number_at(words, place)
        if number is None or not 0 < number[0] <= _OLDEST:
            break
        after = place + number[1]
        if after < len(words) and words[after] not in _AFTER_AGES:
            break
        count, end = count + 1, after
        if after + 1 >= len(words) or words[after] not in (",", "and", "to", "-", "–"):
            break
        place = after + 1
    return count, end


def _birth(words: list[str], start: int) -> int:
    """Where "born in 1969" or "b. 1965" ends; `start` where it does not stand."""
    if words[start] not in ("born", "b"):
        return start
    at = start + 1
    while at < len(words) and words[at] in ("in", "."):
        at += 1
    year = at < len(words) and re.fullmatch(r"(?:18|19|20)\d\d", words[at])
    return at + 1 if year else start


def _one_person(words: list[str]) -> bool:
    """Whether the words name one person by what he or she is: "a pensioner", "his nephew"."""
    if len(words) < 2:
        return False
    lexicon, noun = open_lexicon(), words[-1]
    if words[0] not in lexicon.one or noun in lexicon.groups or numbers_in(words):
        return False
    return noun in lexicon.persons or noun.endswith(lexicon.person_endings)


_OLDEST = 110
_AFTER_AGES = frozenset([",", "and", ")", "(", ";", ".", "to", "-", "–", "who", "from", "was"])


def is_silent(words: list[str], lexicon: CountLexicon) -> bool:
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


def ordinal_of(words: list[str]) -> int | None:
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
        "eleventh",
        "twelfth",
    )
    return names.index(plain[0]) + 1 if plain[0] in names else None


def sum_of_singles(surface: list[str], words: list[str]) -> int | None:
    """How many a list of names and single persons holds; one for a name with its apposition."""
    if not any(w in ("and", "&") for w in words):
        return 1 if "," in words and _is_name(surface[: words.index(",")]) else None
    pieces = pieces_of(surface, words)
    values = [piece_value(surface[a:b], words[a:b]) for a, b in pieces]
    if len(pieces) > 1 and all(v is not None for v in values):
        return sum(v or 0 for v in values)
    return None


def holds_plural(surface: list[str], words: list[str]) -> bool:
    """Whether a list has a bare plural beside others: "his wife and children"."""
    pieces = pieces_of(surface, words)
    return len(pieces) > 1 and any(is_plural(surface[a:b], words[a:b]) for a, b in pieces)


def is_plural(surface: list[str], words: list[str]) -> bool:
    """Whether the head noun (before "of", "in", "who" …) is a plural."""
    lexicon = open_lexicon()
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
    stops = open_lexicon().phrase_ends
    head: list[int] = []
    for place, word in enumerate(words):
        if head and word in stops:
            break
        if word[0].isalpha():
            head.append(place)
    return head

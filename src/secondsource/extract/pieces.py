"""Words and word pieces of a report, cut into windows of whole sentences for the trained model.

In: a text, its sentences and the model's word pieces. Out: words with offsets, their pieces, their
letter case, and windows no longer than the encoder takes. Training and reading share this module,
so that the model meets the same words in both. It refuses nothing; what stands in no sentence is
not read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from secondsource.extract.wordpiece import WordPieces
from secondsource.text import Sentence

MAX_PIECES = 254  # of a window, without its two marks
PIECES_PER_WORD = 8  # of a web address only the beginning is read
NO_CASE, LOWER, CAPITALISED, UPPER, MIXED, DIGITS, SIGN = range(7)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text in order; all lists but `pieces` have one entry a word."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    sentences: tuple[int, ...]  # position of the word's sentence
    shapes: tuple[int, ...]
    pieces: tuple[tuple[int, ...], ...]  # ids of the word's pieces

    def __len__(self) -> int:
        return len(self.starts)


@lru_cache(maxsize=1 << 14)
def shape_of(word: str) -> int:
    """The letter case of one word, as a small number."""
    if not word.isalpha():
        if not any(c.isalnum() for c in word):
            return SIGN
        if word[0].isdigit():
            return DIGITS
    if word.islower():
        return LOWER
    if word[0].isupper() and (len(word) == 1 or word[1:].islower()):
        return CAPITALISED
    return UPPER if word.isupper() else MIXED


def shouts(text: str) -> bool:
    """Whether a sentence is printed in capitals, so that they tell nothing of its names."""
    if sum(map(str.isupper, text)) <= 0.7 * sum(map(str.isalpha, text)):
        return False
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 8 and sum(map(str.isupper, letters)) > 0.7 * len(letters)


def words_of(text: str, sentences: Sequence[Sentence], known: WordPieces) -> Words:
    """The words that stand in the given sentences, with their pieces."""
    starts: list[int] = []
    ends: list[int] = []
    places: list[int] = []
    shapes: list[int] = []
    pieces: list[tuple[int, ...]] = []
    for place, sentence in enumerate(sentences):
        part = text[sentence.start : sentence.end]
        quiet = shouts(part)
        for start, end, cut in known.words(part):
            starts.append(sentence.start + start)
            ends.append(sentence.start + end)
            places.append(place)
            shapes.append(NO_CASE if quiet else shape_of(part[start:end]))
            pieces.append(cut[:PIECES_PER_WORD])
    return Words(tuple(starts), tuple(ends), tuple(places), tuple(shapes), tuple(pieces))


def windows_of(words: Words, limit: int = MAX_PIECES) -> tuple[tuple[int, int], ...]:
    """Windows as (first, last + 1) words: whole sentences, of about equal length.

    A sentence longer than the limit is cut.
    """
    runs = _runs(words, limit)
    total = sum(size for _, _, size in runs)
    if not total:
        return ()
    aim = total / -(-total // limit)
    found: list[tuple[int, int]] = []
    start, held = 0, 0
    for first, last, size in runs:
        full = held + size > limit
        if held and (full or held + size / 2 > aim):
            found.append((start, first))
            start, held = first, 0
        held += size
        end = last
    found.append((start, end))
    return tuple(found)


def _runs(words: Words, limit: int) -> list[tuple[int, int, int]]:
    """Sentences, or parts of overlong ones, as (first word, last + 1, pieces)."""
    runs: list[tuple[int, int, int]] = []
    start, held = 0, 0
    for at in range(len(words)):
        size = len(words.pieces[at])
        new = at > 0 and words.sentences[at] != words.sentences[at - 1]
        if at > start and (new or held + size > limit):
            runs.append((start, at, held))
            start, held = at, 0
        held += size
    if len(words) > start:
        runs.append((start, len(words), held))
    return runs


def scope_of(
    words: Words, window: tuple[int, int], trigger: tuple[int, int], limit: int
) -> tuple[int, int]:
    """The words in which a trigger's arguments are looked for, as (first, last + 1).

    Its own sentence, and of the neighbours in the window as many words as the limit leaves.
    """
    start, end = trigger[0], min(trigger[1], trigger[0] + limit)
    place = words.sentences[start]
    while start > window[0] and words.sentences[start - 1] == place:
        start -= 1
    while end < window[1] and words.sentences[end] == place:
        end += 1
    if end - start > limit:
        start = max(start, min(trigger[0] - limit // 2, end - limit))
        return start, start + limit
    spare = limit - (end - start)
    left = min(start - window[0], max(spare // 2, spare - (window[1] - end)))
    right = min(window[1] - end, spare - left)
    return start - left, end + right

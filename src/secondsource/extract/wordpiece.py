"""Word pieces: a text in, its words out, each cut into the pieces that the trained model knows.

In: the `tokenizer.json` of an uncased BERT, and texts. Out: words with offsets into the text and
the numbers of their pieces, as the library `tokenizers` gives them, without the network client
that it brings along. It refuses a file that asks for any other way of cutting.

The way is that of BERT (Devlin et al. 2019): control characters go, accents go, letters are made
small, signs and Chinese characters stand alone, and a word is cut into the longest pieces from
its beginning; a word that cannot be cut is the one piece `[UNK]`.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from secondsource.errors import DataError

Cut = tuple[int, int, tuple[int, ...]]
"""A word: its first character, its last + 1, and its pieces."""

REMEMBERED = 1 << 16  # runs of letters whose words are kept at hand; then all are forgotten
_RUN = re.compile("[^\t\n\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_CHINESE = re.compile(
    "[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002a6df\U0002a700-\U0002b81f"
    "\U0002b920-\U0002ceaf\U0002f800-\U0002fa1f]"
)
_NORMALIZER = {
    "type": "BertNormalizer",
    "clean_text": True,
    "handle_chinese_chars": True,
    "strip_accents": None,
    "lowercase": True,
}
LETTERS = 100  # a longer word is unknown
_MODEL = {
    "type": "WordPiece",
    "unk_token": "[UNK]",
    "continuing_subword_prefix": "##",
    "max_input_chars_per_word": LETTERS,
}


@dataclass(frozen=True, slots=True)
class WordPieces:
    """The vocabulary of a model, opened."""

    vocabulary: Mapping[str, int]
    marks: re.Pattern[str]  # "[SEP]" and its like, which stand for themselves
    longest: int  # letters of the longest piece
    _known: dict[str, tuple[Cut, ...]] = field(default_factory=dict, repr=False, compare=False)

    def words(self, text: str) -> Iterator[Cut]:
        """The words of a text in order."""
        known = self._known
        for run in _RUN.finditer(text):
            letters, at = run.group(), run.start()
            cuts = known.get(letters)
            if cuts is None:
                if len(known) >= REMEMBERED:
                    known.clear()
                cuts = known[letters] = tuple(self._cuts(letters))
            for start, end, pieces in cuts:
                yield at + start, at + end, pieces

    def _cuts(self, run: str) -> Iterator[Cut]:
        """The words of a run without a space."""
        done = 0
        for mark in self.marks.finditer(run):
            yield from self._plain_cuts(run, done, mark.start())
            yield mark.start(), mark.end(), (self.vocabulary[mark.group()],)
            done = mark.end()
        yield from self._plain_cuts(run, done, len(run))

    def _plain_cuts(self, run: str, first: int, last: int) -> Iterator[Cut]:
        held: list[tuple[str, int]] = []
        for letter, at, alone in _letters(run, first, last):
            if alone and held:
                yield self._word(held)
                held = []
            held.append((letter, at))
            if alone:
                yield self._word(held)
                held = []
        if held:
            yield self._word(held)

    def _word(self, letters: list[tuple[str, int]]) -> Cut:
        pieces = self._pieces("".join(letter for letter, _ in letters))
        return letters[0][1], letters[-1][1] + 1, pieces

    def _pieces(self, word: str) -> tuple[int, ...]:
        """The longest pieces from the beginning on, or the one piece for what has none."""
        found: list[int] = []
        start = 0
        while start < len(word) <= LETTERS:
            lead = "##" if start else ""
            for end in range(min(len(word), start + self.longest), start, -1):
                piece = self.vocabulary.get(lead + word[start:end])
                if piece is not None:
                    found.append(piece)
                    start = end
                    break
            else:
                break
        return tuple(found) if start == len(word) else (self.vocabulary["[UNK]"],)


def _letters(run: str, first: int, last: int) -> Iterator[tuple[str, int, bool]]:
    """The letters as the model sees them, where each stands, and whether it is a word by itself."""
    for at in range(first, last):
        given = run[at]
        if given == "\ufffd" or unicodedata.category(given) in _DROPPED:
            continue
        chinese = _CHINESE.match(given) is not None
        for part in unicodedata.normalize("NFD", given):
            if unicodedata.category(part) == "Mn":
                continue
            for letter in part.lower():
                yield letter, at, chinese or _is_sign(letter)


_DROPPED = frozenset({"Cc", "Cf", "Co", "Cs"})


def _is_sign(letter: str) -> bool:
    if letter.isascii():
        return not letter.isalnum()
    return unicodedata.category(letter).startswith("P")


def open_pieces(content: bytes) -> WordPieces:
    """The vocabulary of a `tokenizer.json`; DataError where it asks for another way of cutting."""
    data = json.loads(content)
    model = data["model"]
    if data["normalizer"] != _NORMALIZER or {k: model.get(k) for k in _MODEL} != _MODEL:
        raise DataError(
            f"tokenizer.json asks for {model.get('type')} after {data['normalizer']}; only the "
            "word pieces of an uncased BERT are read. Install the model that ships with it."
        )
    marks = "|".join(re.escape(token["content"]) for token in data["added_tokens"])
    vocabulary = {str(piece): int(number) for piece, number in model["vocab"].items()}
    return WordPieces(vocabulary, re.compile(marks), max(map(len, vocabulary)))

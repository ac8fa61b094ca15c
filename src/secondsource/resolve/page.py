"""The words of one report, and what stands around each name in it.

In: a text and the word lists. Out: tokens, and for any run of them a candidate with the features
that speak for or against its being meant as a place. It refuses to know any place: which spots
bear a name is the business of `toponyms`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NamedTuple

from secondsource.resolve.gazetteer import Spot

JOINS = frozenset({" ", "-", "‑", "–", "\u00a0", "'", "’"})
NEAR = frozenset({" ", "-", "‑", "–", "\u00a0", "'", "’", "\n"})
UNFIT = frozenset(
    {"organisation", "title_before", "name_before", "name_after", "speaking_after", "money"}
)
ABBREVIATED = frozenset({"St", "Mt", "Ft"})
POINTED = frozenset(
    [
        "St",
        "Mt",
        "Ft",
        "Gen",
        "Mr",
        "Mrs",
        "Ms",
        "Dr",
        "Sgt",
        "Lt",
        "Col",
        "Maj",
        "Capt",
        "Sen",
        "Rep",
        "Gov",
        "Brig",
        "Adm",
    ]
)
ARTICLES = frozenset(["al", "el", "as", "ash", "an", "at", "ar", "ad", "az", "ez", "es", "ed"])


@dataclass(frozen=True, slots=True)
class Words:
    """The word lists and weights of `data/places.toml`."""

    lists: dict[str, frozenset[str]]
    weights: dict[str, float]

    def has(self, name: str, word: str) -> bool:
        """Whether a list holds a word as it is written."""
        return word in self.lists[name]


@cache
def open_words() -> Words:
    """The word lists and weights that ship."""
    file = resources.files("secondsource") / "data" / "places.toml"
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    lists = {name: frozenset(words.split()) for name, words in data["words"].items()}
    common = (resources.files("secondsource") / "data" / "common_words.txt").read_text("utf-8")
    lists["common"] = frozenset(line for line in common.splitlines() if not line.startswith("#"))
    return Words(lists, data["weights"])


class Token(NamedTuple):
    """One word of the text; `gap` is what stands between it and the word before."""

    start: int
    end: int
    text: str
    gap: str
    opens: bool  # the first word of a sentence, cell or line
    capital: bool  # begins with a capital letter


class Candidate(NamedTuple):
    """A name that may be a place: its tokens, the spots that bear it and what speaks for it."""

    first: int  # tokens
    last: int  # inclusive
    start: int
    end: int
    words: str  # what the gazetteer was asked
    spots: tuple[Spot, ...]
    features: frozenset[str]
    head: str | None = None  # "province" in "Babil province", "town" in "the town of Musayib"
    party: str | None = None  # the country of an actor of the same name


_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}|[^\W\d_][^\W_]*(?:['’‘ʿʻʼ`´](?![sS]\b)[^\W\d_]+)*|\d[^\W_]*", re.UNICODE
)


_EDGE = re.compile(r"[\n|•■▪*–—]|(?:^| )- ")
_OPENS = re.compile(r"[\n.!?:|•]")


def tokens(text: str) -> list[Token]:
    """The words of a text with the gaps before them."""
    found: list[Token] = []
    last = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        word = match.group()
        gap = text[last:start]
        opens = not found or (gap != " " and _OPENS.search(gap) is not None)
        if gap == ". " and found and found[-1].text in POINTED:
            opens = False
        found.append(Token(start, end, word, gap, opens, word[0].isupper()))
        last = end
    return found


class Page:
    """The words of one text, and what stands around each."""

    def __init__(self, text: str, words: Words) -> None:
        """Read the text once."""
        toks = tokens(text)
        self.text = text
        self.tokens = toks
        self.words = words
        self.lower = {token.text for token in toks if token.text.islower()}
        self.loud = _loud(toks)
        for index, loud in enumerate(self.loud):
            if loud:
                toks[index] = _quiet(toks[index], words)
        self.titled = _title_cased(toks)
        self.cells = _place_cells(text, words)

    def joined(self, index: int) -> bool:
        """Whether a word goes on with the name that the word before it belongs to."""
        token = self.tokens[index]
        if token.gap not in JOINS and not (
            token.gap == ". " and self.tokens[index - 1].text in ABBREVIATED
        ):
            return False
        return token.capital or token.text[0].isdigit() or self.words.has("inside", token.text)

    def article(self, index: int) -> bool:
        """Whether a word is an Arabic article before a name: "al-Tanf", "el Geneina"."""
        if index + 1 >= len(self.tokens):
            return False
        token, after = self.tokens[index], self.tokens[index + 1]
        if token.text not in ARTICLES or not after.capital:
            return False
        return after.gap == "-" or (token.text in {"al", "el"} and after.gap == " ")

    def may_stand_alone(self, index: int) -> bool:
        """Whether a single word may be a place's name at all."""
        word = self.tokens[index].text
        return (
            not self.words.has("never", word)
            and not word[0].isdigit()
            and len(word) > 1
            and not self.words.has("directions", word.lower())
            and not self.words.has("generic", word.lower())
            and not self.words.has("titles", word)
        )

    def unknown(self, first: int) -> int | None:
        """The last word of a capitalised name that the gazetteer may not know, or None."""
        if not (self.tokens[first].capital or self.article(first)):
            return None
        if self.titled[first] or self.loud[first] or self.tokens[first].text.isupper():
            return None
        last = first
        while (
            last + 1 < len(self.tokens)
            and last - first < 3
            and self.tokens[last + 1].gap in JOINS
            and (
                self.tokens[last + 1].capital
                or self.article(last + 1)
                or (self.tokens[last + 1].text in ARTICLES and self.article(last + 1))
            )
        ):
            last += 1
        name = [token.text for token in self.tokens[first : last + 1]]
        if self.tokens[last].text[0].islower() or any(
            self.words.has(kind, word)
            for word in name
            for kind in ("never", "organisation_after", "titles")
        ):
            return None
        low = name[0].lower()
        if first == last and (
            len(low) < 3
            or low in self.lower
            or any(
                self.words.has(kind, low)
                for kind in ("common", "generic", "directions", "head_before", "before")
            )
            or self.words.has("titles", name[0])
        ):
            return None
        return last

    def as_place(self, first: int, last: int) -> bool:
        """Whether a run of capitalised words stands where a place's name stands."""
        before = self.before(first, -1)
        return (
            self.head_after(last) is not None
            or self.head_before(first) is not None
            or ("preposition" in before and "the_before" not in before)
        )

    def named_in_passing(self, candidate: Candidate) -> bool:
        """Whether the words around an unknown name alone make it a place: "the village of X"."""
        if "place_column" in candidate.features:
            return True
        if UNFIT & candidate.features:
            return False
        if candidate.head == self.tokens[candidate.last].text.lower():
            return True  # "Maranjan Hill"
        if candidate.head is not None:
            site = self.words.has("head_other", candidate.head) and not self.words.has(
                "head_land", candidate.head
            )
            return not (site and "the_before" in candidate.features)
        before = self.near(candidate.first, back=True)
        if before is not None and self.words.has("directions", before.text.lower()):
            before = self.near(candidate.first - 1, back=True)
        return (
            before is not None
            and self.words.has("unknown_before", before.text.lower())
            and "possessive" not in candidate.features
        )

    def is_label(self, index: int) -> bool:
        """Whether a word numbers the paragraphs of a text: "PARA 2. …", "PARA 3. …"."""
        word = self.tokens[index].text
        return word.isupper() and all(f"\n{word} {n}" in self.text for n in (2, 3))

    def after_way(self, index: int) -> bool:
        """Whether the word before a name makes it that of a street: "Calle X", "Rue X"."""
        before = self.near(index, back=True)
        return before is not None and self.words.has("way", before.text.lower())

    def near(self, index: int, *, back: bool) -> Token | None:
        """The word before or after, where nothing but a space or hyphen is between."""
        other = index - 1 if back else index + 1
        if not 0 <= other < len(self.tokens):
            return None
        gap = self.tokens[index if back else other].gap
        if gap == ". ":
            return self.tokens[other] if back and self.tokens[other].text in POINTED else None
        return self.tokens[other] if gap in NEAR else None

    def candidate(self, first: int, last: int, spots: tuple[Spot, ...], previous: int) -> Candidate:
        """A name with the features of its surroundings."""
        start, end = self.tokens[first].start, self.tokens[last].end
        words = self.text[start:end]
        head = self.head_after(last) or self.head_before(first)
        tail = self.tokens[last].text.lower()
        if (
            not spots
            and last > first
            and self._is_head(tail)
            and not self.words.has("no_tail", tail)
        ):
            head, words = tail, self.text[start : self.tokens[last - 1].end]
        features = self.before(first, previous) | self.after(last, head)
        if self._label(first, last):
            features.add("label")
        elif self.tokens[first].opens:
            features.add("first_word")
        if head:
            features.add("head")
        if self.loud[first]:
            features -= {"name_before", "name_after", "short"}
            features.add("loud")
        elif self.titled[first]:
            features.add("title_case")
        if any(a <= start < b for a, b in self.cells):
            features.add("place_column")
        word = self.tokens[first].text.lower()
        if first == last and (self.loud[first] or not self.text[start:end].isupper()):
            if self.words.has("common", word):
                features.add("common_word")
            if word in self.lower:
                features.add("in_lower_case")
        if end - start <= 3 and not self.loud[first]:
            features.add("short")
        following = self.near(last, back=False)
        if (
            following is not None
            and self.words.has("in_name", following.text)
            and "organisation" not in features
        ):
            last, end = last + 1, following.end
        return Candidate(first, last, start, end, words, spots, frozenset(features), head)

    def _label(self, first: int, last: int) -> bool:
        """Whether a name stands alone before a colon or in a cell: "26 May - Yala: two shot"."""
        gap = self.tokens[first].gap
        if not (first == 0 or _EDGE.search(gap)):
            return False
        after = self.tokens[last + 1].gap if last + 1 < len(self.tokens) else "\n"
        return after[:1] in {":", "|"} or after[:2] in {" |", " –", " -", " —"}

    def before(self, first: int, previous: int) -> set[str]:
        """What the words before a name say."""
        features: set[str] = set()
        token = self.near(first, back=True)
        if token is None:
            return features
        word = token.text.lower()
        index = first - 1
        if token.capital and self._titled(index):
            features.add("title_before")
        elif previous != index and self.tokens[first].gap != "\n" and self._other_name(index):
            features.add("name_before")
        if self.words.has("directions", word):
            features.add("direction_before")
            index -= 1
        if index >= 0 and self.tokens[index].text in {"the", "The"}:
            features.add("the_before")
            index -= 1
        if index < 0:
            return features
        word = self.tokens[index].text.lower()
        if self.words.has("strong_before", word):
            features.add("preposition")
        elif self.words.has("before", word):
            features.add("other_preposition")
        if (
            word in {"of", "for"}
            and index
            and self.words.has("organisation_after", self.tokens[index - 1].text)
        ):
            features.add("organisation")
        return features

    def after(self, last: int, head: str | None) -> set[str]:
        """What the words after a name say."""
        features: set[str] = set()
        token = self.near(last, back=False)
        if token is None:
            following = self.text[self.tokens[last].end : self.tokens[last].end + 1]
            return {"money"} if following in {"$", "€", "£"} else features
        if token.gap in {"'", "’"} and token.text in {"s", "S"}:
            return {"possessive"}
        if self._organisation(last + 1):
            features.add("organisation")
        elif self.words.has("facility_after", token.text) or self.words.has(
            "head_other", token.text
        ):
            features.add("facility")
        elif token.gap == "\n":
            return features
        elif token.capital and not self.words.has("never", token.text) and not head:
            features.add("name_after")
        elif self.words.has("speaking", token.text):
            features.add("speaking_after")
        return features

    def _titled(self, index: int) -> bool:
        """Whether a title stands at a word or before the capitalised names that end in it."""
        for step in range(3):
            if index - step < 0 or not self.tokens[index - step].capital:
                return False
            if self.words.has("titles", self.tokens[index - step].text):
                return True
            if self.tokens[index - step].gap not in {" ", ". "}:
                return False
        return False

    def _organisation(self, index: int) -> bool:
        """Whether a name goes on to that of an organisation: "Beijing Health Bureau"."""
        for step in range(5):
            if index + step >= len(self.tokens):
                return False
            token = self.tokens[index + step]
            if token.gap not in {" ", "-", "\u00a0", " & "}:
                return False
            if self.words.has("organisation_after", token.text):
                return True
            if not (token.capital or token.text in {"and", "of", "for", "the"}):
                return step == 0 and token.text == "virus"
        return False

    def _other_name(self, index: int) -> bool:
        """Whether a word looks like the first part of a person's or another name."""
        token = self.tokens[index]
        word = token.text.lower()
        return (
            token.capital
            and not token.opens
            and not any(
                self.words.has(name, word) for name in ("directions", "head_before", "before")
            )
            and not self.words.has("never", token.text)
        )

    def head_after(self, last: int) -> str | None:
        """The noun after a name that says what it is: "Babil province"."""
        for index in (last + 1, last + 2):
            if index >= len(self.tokens) or self.tokens[index].gap not in {" ", "-", "\u00a0"}:
                return None
            word = self.tokens[index].text.lower()
            if any(
                self.words.has(name, word) for name in ("head_city", "head_admin", "head_other")
            ):
                return word
            if not self.tokens[index].capital:
                return None
        return None

    def _is_head(self, word: str) -> bool:
        return any(self.words.has(name, word) for name in ("head_city", "head_admin", "head_other"))

    def head_before(self, first: int) -> str | None:
        """The noun before a name that says what it is: "the town of Musayib", "Camp Ashraf"."""
        if first >= 2 and self.tokens[first - 1].text in {"of", "called", "named"}:
            word = self.tokens[first - 2].text.lower()
            if self.words.has("head_before", word):
                return word
        if first >= 1 and self.tokens[first].gap == " ":
            word = self.tokens[first - 1].text.lower()
            if self.words.has("head_before", word) and not self.tokens[first - 1].opens:
                return word
        return None


def _place_cells(text: str, words: Words) -> list[tuple[int, int]]:
    """The cells of tables in columns whose head says that they hold places."""
    found: list[tuple[int, int]] = []
    columns: set[int] = set()
    last_end = -2
    for line in re.finditer(r"^[ \t]*\|(.*)\|[ \t]*$", text, re.MULTILINE):
        cells = list(re.finditer(r"[^|]+", line.group(1)))
        if line.start() != last_end + 1:
            columns = {
                number
                for number, cell in enumerate(cells)
                if {w.lower() for w in cell.group().split()} & words.lists["column"]
            }
        else:
            base = line.start(1)
            found += [
                (base + cell.start(), base + cell.end())
                for number, cell in enumerate(cells)
                if number in columns and not set(cell.group()) <= set("-: ")
            ]
        last_end = line.end()
    return found


def _loud(toks: list[Token]) -> list[bool]:
    """For each word, whether its sentence is written in capitals throughout."""
    marks = [False] * len(toks)
    start = 0
    for index in range(1, len(toks) + 1):
        if index == len(toks) or toks[index].opens:
            part = [t for t in toks[start:index] if len(t.text) > 3 and t.text[0].isalpha()]
            if len(part) >= 3 and sum(t.text.isupper() for t in part) >= 0.8 * len(part):
                marks[start:index] = [True] * (index - start)
            start = index
    return marks


def _quiet(token: Token, words: Words) -> Token:
    """A word of a sentence in capitals as it would stand in another: "IN" as "in"."""
    low = token.text.lower()
    if not token.text.isupper() or len(low) == 1:
        return token
    plain = any(words.has(name, low) for name in ("before", "inside", "common", "apart", "within"))
    plain = plain or any(
        words.has(name, low) for name in ("head_before", "head_admin", "directions")
    )
    if plain or (len(low) > 2 and words.has("never", low.capitalize())):
        return token._replace(text=low, capital=False)
    return token if len(low) <= 4 else token._replace(text=token.text.capitalize())


def _title_cased(toks: list[Token]) -> list[bool]:
    """For each word, whether its sentence is written with most words in capitals."""
    marks = [False] * len(toks)
    start = 0
    for index in range(1, len(toks) + 1):
        if index == len(toks) or toks[index].opens:
            part = toks[start:index]
            long = [t for t in part if len(t.text) > 3 and t.text[0].isalpha()]
            small = sum(t.text.islower() for t in long)
            if len(long) >= 4 and small <= len(long) * 0.12:
                marks[start:index] = [True] * len(part)
            start = index
    return marks

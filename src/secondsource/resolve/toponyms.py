"""Names in a report that may be places, with what the words around them say.

In: the text of a report, the gazetteer, and the actor names found in it. Out: candidates in the
order of the text, none overlapping another, each with the spots that bear its name and the
features that speak for or against its being meant as a place. It refuses to choose between
namesakes and to decide whether a candidate is a place: both are the business of `places`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from secondsource.model import Mention
from secondsource.resolve.gazetteer import Gazetteer, Spot

LONGEST = 6  # words in a name


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
    return Words(lists, data["weights"])


@dataclass(frozen=True, slots=True)
class Token:
    """One word of the text; `gap` is what stands between it and the word before."""

    start: int
    end: int
    text: str
    gap: str
    opens: bool  # the first word of a sentence, cell or line

    @property
    def capital(self) -> bool:
        """Whether the word begins with a capital letter."""
        return self.text[:1].isupper()


@dataclass(frozen=True, slots=True)
class Candidate:
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
    r"(?:[^\W\d_]\.){2,}|[^\W\d_][^\W_]*(?:['’‘ʿʻʼ`´](?!s\b|s$)[^\W\d_]+)*|\d[^\W_]*", re.UNICODE
)
_STOPS = re.compile(r"[.!?:;\n|•\"“”]|--|—")


def tokens(text: str) -> list[Token]:
    """The words of a text with the gaps before them."""
    found: list[Token] = []
    last = 0
    for match in _WORD.finditer(text):
        gap = text[last : match.start()]
        opens = not found or "\n" in gap or bool(re.search(r"[.!?:|•]", gap))
        if gap == ". " and found and found[-1].text in {"St", "Mt", "Ft", "Gen", "Mr", "Dr", "Sgt", "Lt", "Col", "Maj", "Capt", "Sen", "Rep", "Gov", "Mrs", "Ms"}:
            opens = False
        found.append(Token(match.start(), match.end(), match.group(), gap, opens))
        last = match.end()
    return found


def candidates(
    text: str, gazetteer: Gazetteer, parties: tuple[Mention, ...], words: Words
) -> list[Candidate]:
    """The names of a text that a gazetteer knows, the longest at each point."""
    toks = tokens(text)
    lower = {t.text for t in toks if t.text.islower()}
    titled = _title_cased(toks)
    taken = _names_of_parties(parties)
    found: list[Candidate] = []
    index = 0
    while index < len(toks):
        match = _longest(text, toks, index, gazetteer, words)
        if match is None:
            index += 1
            continue
        last, spots = match
        candidate = _candidate(text, toks, index, last, spots, words)
        inside = _party_of(candidate, taken)
        if inside is not None and not _same(candidate, inside):
            index = last + 1
            continue
        features = set(candidate.features)
        if titled[index]:
            features.add("title_case")
        if index == last and toks[index].text.lower() in lower:
            features.add("common_word")
        party = None
        if inside is not None:
            party = getattr(inside.value, "country", None)
        found.append(replace(candidate, features=frozenset(features), party=party))
        index = last + 1
    return _with_persons(found, toks, words)


def _longest(
    text: str, toks: list[Token], first: int, gazetteer: Gazetteer, words: Words
) -> tuple[int, tuple[Spot, ...]] | None:
    start = toks[first]
    if not (start.capital or _article(toks, first)):
        return None
    last = first
    while last + 1 < len(toks) and last - first < LONGEST - 1 and _joined(toks, last + 1, words):
        last += 1
    while last >= first:
        end = toks[last]
        if (end.capital or end.text[0].isdigit()) and not (last == first and _article(toks, first) and not start.capital):
            name = text[start.start : end.end]
            if last > first or _may_stand_alone(end, words):
                spots = gazetteer.named(name)
                if spots and not (len(name.replace(".", "")) <= 3 and not name.isupper()):
                    return last, spots
        last -= 1
    return None


def _joined(toks: list[Token], index: int, words: Words) -> bool:
    token = toks[index]
    if token.gap not in {" ", "-", "‑", "–", "\u00a0", "/", "'", "’"} and not (
        token.gap == ". " and toks[index - 1].text in {"St", "Mt", "Ft"}
    ):
        return False
    return token.capital or token.text[0].isdigit() or token.text in words.lists["inside"]


def _article(toks: list[Token], index: int) -> bool:
    token = toks[index]
    return (
        token.text in {"al", "el", "as", "ash", "an", "at", "ar", "ad", "az", "ez", "es", "ed", "ez"}
        and index + 1 < len(toks)
        and toks[index + 1].capital
        and (toks[index + 1].gap == "-" or (token.text in {"al", "el"} and toks[index + 1].gap == " "))
    )


def _may_stand_alone(token: Token, words: Words) -> bool:
    return token.text not in words.lists["never"] and not token.text[0].isdigit() and len(token.text) > 1


def _title_cased(toks: list[Token]) -> list[bool]:
    """For each word, whether its sentence is written with most words in capitals."""
    marks = [False] * len(toks)
    start = 0
    for index in range(1, len(toks) + 1):
        if index == len(toks) or toks[index].opens:
            part = toks[start:index]
            long = [t for t in part if len(t.text) > 3 and t.text[0].isalpha()]
            small = sum(t.text.islower() for t in long)
            if len(long) >= 4 and small <= len(long) * 0.25:
                marks[start:index] = [True] * len(part)
            start = index
    return marks


def _names_of_parties(parties: tuple[Mention, ...]) -> dict[int, Mention]:
    return {offset: party for party in parties for offset in range(party.start, party.end)}


def _party_of(candidate: Candidate, taken: dict[int, Mention]) -> Mention | None:
    return taken.get(candidate.start) or taken.get(candidate.end - 1)


def _same(candidate: Candidate, party: Mention) -> bool:
    """Whether an actor's name is the candidate alone, so that it may be both."""
    quote = party.quote.strip()
    if quote.lower().startswith("the "):
        quote = quote[4:]
    return quote in (candidate.words, candidate.words + "'s", candidate.words + "’s") or any(
        s.kind == "country" for s in candidate.spots
    )


def _candidate(
    text: str,
    toks: list[Token],
    first: int,
    last: int,
    spots: tuple[Spot, ...],
    words: Words,
) -> Candidate:
    start, end = toks[first].start, toks[last].end
    features: set[str] = set()
    if toks[first].opens:
        features.add("first_word")
    head = _head_after(toks, last, words) or _head_before(toks, first, words)
    if head:
        features.add("head")
    before = toks[first - 1] if first and _near(toks[first].gap) else None
    after = toks[last + 1] if last + 1 < len(toks) and _near(toks[last + 1].gap) else None
    anchor = before
    if before is not None and before.text.lower() in words.lists["directions"] and first > 1:
        anchor = toks[first - 2] if _near(before.gap) else None
        features.add("preposition" if anchor is None else "")
    if anchor is not None and anchor.text == "the":
        features.add("the_before")
        anchor = toks[first - 2] if first > 1 else None
    if anchor is not None and anchor.text.lower() in words.lists["strong_before"]:
        features.add("preposition")
    elif anchor is not None and anchor.text.lower() in words.lists["before"]:
        features.add("other_preposition")
    if before is not None:
        if before.text.rstrip(".") in words.lists["titles"] and before.capital:
            features.add("title_before")
        elif _other_name(before, words):
            features.add("name_before")
    if after is not None:
        if toks[last + 1].gap in {"'", "’"} and after.text == "s":
            features.add("possessive")
        elif after.text in words.lists["facility_after"] or after.text in words.lists["head_other"]:
            features.add("facility")
        elif after.text in words.lists["organisation_after"]:
            features.add("organisation")
        elif after.capital and after.text not in words.lists["never"] and not head:
            features.add("name_after")
        elif after.text in words.lists["speaking"]:
            features.add("speaking_after")
    if len(text[start:end]) <= 3:
        features.add("short")
    features.discard("")
    return Candidate(
        first, last, start, end, text[start:end], spots, frozenset(features), head
    )


def _near(gap: str) -> bool:
    return gap in {" ", "-", "‑", "–", "\u00a0", ". ", "'", "’", " (", "\n"}


def _other_name(token: Token, words: Words) -> bool:
    """Whether a word before a candidate looks like the first part of a person's or other name."""
    return (
        token.capital
        and not token.opens
        and token.text.lower() not in words.lists["directions"]
        and token.text.lower() not in words.lists["head_before"]
        and token.text.lower() not in words.lists["before"]
        and token.text not in words.lists["never"]
        and not token.text.isupper()
    )


def _head_after(toks: list[Token], last: int, words: Words) -> str | None:
    for index in (last + 1, last + 2):
        if index >= len(toks) or toks[index].gap not in {" ", "-", "\u00a0", "'", "’"}:
            return None
        word = toks[index].text.lower()
        if word in words.lists["head_city"] or word in words.lists["head_admin"] or word in words.lists["head_other"]:
            return word
        if toks[index].text == "s":
            return None
    return None


def _head_before(toks: list[Token], first: int, words: Words) -> str | None:
    if first >= 2 and toks[first - 1].text in {"of", "called", "named"}:
        word = toks[first - 2].text.lower()
        if word in words.lists["head_before"]:
            return word
    if first >= 1 and toks[first].gap == " ":
        word = toks[first - 1].text.lower()
        if word in words.lists["head_before"] and not toks[first - 1].opens:
            return word
    return None


def _with_persons(found: list[Candidate], toks: list[Token], words: Words) -> list[Candidate]:
    """Mark names that the report elsewhere gives to a person, by a first name or a title."""
    persons = {
        c.words
        for c in found
        if "title_before" in c.features
        or ("name_before" in c.features and "title_case" not in c.features and "head" not in c.features)
    }
    return [
        replace(c, features=c.features | {"person_elsewhere"})
        if c.words in persons and "title_before" not in c.features
        else c
        for c in found
    ]

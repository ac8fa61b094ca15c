"""Names of persons in a text: where they stand, and the role that can stand in their place.

In: a text and what was tagged in it. Out: every name that is a person's, by the tags, by a title
or by its look, and, as doubtful, every capitalised word that nothing explains. It refuses to let
doubt pass: what may be a name is one, since the price of a mistake is a person's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

from secondsource.model import Actor, ActorKind, Layer, Mention
from secondsource.resolve.actorwords import open_lexicon
from secondsource.resolve.folding import fold

UNKNOWN_ROLE = "a person"
_WORD = re.compile(r"(?<!\w)[^\W\d_]+(?:['’‘ʼʿʾ`-][^\W\d_]+)*")
_GAP = re.compile(r" ?[“\"'‘(]?|[”\"'’)]? |\. ?|[”\"'’]? [“\"'‘(]?|-")
_AGE = re.compile(r",? (?:aged? )?\(?\d{1,2}\)?(?= ?[,.;)]| years?| and\b)")
_MODEL = re.compile(r"-?\d")  # after the name of a weapon's model: "Kh-22"
_ARTICLE = re.compile(r"^(?:al|el|as|ash|an|at|ar|ad|az) ")
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)


class Word(NamedTuple):
    """One word of a text with the key it is compared by; `opens` marks the first of a sentence."""

    start: int
    end: int
    text: str
    key: str
    opens: bool

    @property
    def capital(self) -> bool:
        """Whether it is written as names are: "Saadi", "al-Saadi", "SAADI"."""
        return any(c.isupper() for c in self.text)


class Name(NamedTuple):
    """A name in a text; `sure` where it is a person's beyond doubt."""

    start: int
    end: int
    text: str
    keys: tuple[str, ...]
    role: str
    sure: bool
    actor_id: str | None = None  # of a person on the list of actors


@dataclass(frozen=True, slots=True)
class Lists:
    """The words by which names are told from other words."""

    nouns: frozenset[str]
    before: frozenset[str]
    titles: Mapping[str, str]
    openers: frozenset[str]
    particles: frozenset[str]
    speaking: frozenset[str]
    things: frozenset[str]
    sites: frozenset[str]
    landmarks: frozenset[str]
    plain: frozenset[str]  # words of English


@cache
def open_lists() -> Lists:
    """The lists that ship."""
    data = open_lexicon("publish.toml")
    titles = {word: role for role, words in data["titles"].items() for word in words.split()}
    folder = files("secondsource") / "data"
    plain = set(data["things"]["faiths"].split()) | {
        line
        for name in ("small_words.txt", "common_words.txt")
        for line in (folder / name).read_text("utf-8").split()
        if line.isalpha()
    }
    return Lists(
        frozenset(data["roles"]["nouns"].split()),
        frozenset(data["roles"]["before"].split()),
        MappingProxyType(titles),
        frozenset(data["openers"]["words"].split()),
        frozenset(data["openers"]["particles"].split()),
        frozenset(data["openers"]["speaking"].split()),
        frozenset(data["things"]["words"].split()),
        frozenset(data["things"]["sites"].split()),
        frozenset(f"{data['things']['sites']} {data['things']['landmarks']}".split()),
        frozenset(plain),
    )


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text, without the "'s" of a possessive."""
    found: list[Word] = []
    last = 0
    for match in _WORD.finditer(text):
        raw = _POSSESSIVE.sub("", match.group())
        gap = text[last : match.start()]
        opens = not found or re.search(r"[.!?:\n|]\W*$", gap) is not None
        opens = opens and not (gap == ". " and found[-1].key in open_lists().titles)
        end = match.start() + len(raw)
        found.append(Word(match.start(), end, raw, key_of(raw), opens))
        last = match.end()
    return tuple(found)


def key_of(word: str) -> str:
    """What a word of a name is compared by: no case, accents, hyphens or article."""
    return (
        re.sub(r"^(?:al|el|as|ash|an|at|ar|ad|az)(?=.{3})[- ]", "", fold(word)) or word.casefold()
    )


def names_in(
    text: str,
    tagged: Sequence[Mention],
    spans: Sequence[tuple[int, int]] = (),
    explained: Callable[[str], bool] = lambda word: False,
) -> tuple[Name, ...]:
    """Every name of a text in order.

    `spans` are words that are known to hold a person's name; `explained` says of a word whether it
    is a people's or a faith's.
    """
    words, lists = words_of(text), open_lists()
    persons = [m for m in tagged if _of_person(m)]
    others = [m for m in tagged if m.layer is not Layer.DATES and not _of_person(m)]
    peoples = {i for i, word in enumerate(words) if explained(word.text)}
    parties = {i for m in others if m.layer is Layer.ACTORS for i in _inside(words, m.start, m.end)}
    sure = {i for m in persons for i in _inside(words, m.start, m.end)}
    sure |= {i for a, b in spans for i in _inside(words, a, b)} - peoples - parties
    taken = peoples | {i for m in others for i in _inside(words, m.start, m.end)}
    free = [word.capital and (i in sure or i not in taken) for i, word in enumerate(words)]
    found = []
    for run in _runs(text, words, free, lists):
        name = _name(text, words, run, sure, lists)
        if name is not None:
            known = next((m for m in persons if m.start < name.end and name.start < m.end), None)
            found.append(name._replace(actor_id=_listed(known)))
    return tuple(found)


def _of_person(mention: Mention) -> bool:
    return isinstance(mention.value, Actor) and mention.value.kind is ActorKind.PERSON


def _listed(mention: Mention | None) -> str | None:
    value = mention.value if mention else None
    return value.id if isinstance(value, Actor) and not value.provisional else None


def _inside(words: Sequence[Word], start: int, end: int) -> list[int]:
    return [i for i, w in enumerate(words) if start <= w.start < end]


def _runs(
    text: str, words: Sequence[Word], free: Sequence[bool], lists: Lists
) -> Iterator[list[int]]:
    """Words side by side that may be one name: capitalised ones, with particles between them."""
    run: list[int] = []
    for index, word in enumerate(words):
        bound = bool(run) and word.key in lists.particles and index + 1 < len(words)
        initial = bool(run) and _initial(words[index - 1]) and word.capital
        inside = free[index] or bound or initial
        if run and not (inside and _joined(text, words[index - 1], word)):
            yield _trimmed(run, words, lists)
            run = []
        if free[index] or (run and inside):
            run.append(index)
    yield _trimmed(run, words, lists)


def _joined(text: str, before: Word, word: Word) -> bool:
    """Whether two words can belong to one name; no sentence ends between them."""
    if _GAP.fullmatch(text[before.end : word.start]) is None:
        return False
    return not word.opens or _initial(before)


def _initial(word: Word) -> bool:
    return len(word.text) == 1 and word.text.isupper()


def _trimmed(run: list[int], words: Sequence[Word], lists: Lists) -> list[int]:
    """A run without what leads or ends it and is no name: openers, titles, particles."""
    begins = 0
    for at, index in enumerate(run[:-1]):
        if _lead(words[index], lists):
            begins = at + 1
        elif _odd(words[index], lists):
            break
    run = run[begins:]
    while run and _trails(words[run[-1]], lists):
        run = run[:-1]
    return run


def _trails(word: Word, lists: Lists) -> bool:
    plain = word.text.lower()
    return plain in lists.openers or (word.key in lists.particles and not word.capital)


def _lead(word: Word, lists: Lists) -> bool:
    plain = word.text.lower()
    return plain in lists.openers or plain in lists.titles or plain in lists.nouns | lists.before


def _name(
    text: str, words: Sequence[Word], run: Sequence[int], sure: set[int], lists: Lists
) -> Name | None:
    """The name that a run of words is, or None where its words explain themselves."""
    if not run:
        return None
    mine = [words[i] for i in run]
    first, last = mine[0], mine[-1]
    odd = [w for w in mine if _odd(w, lists)]
    led = run[0] > 0 and _titled(text, words[run[0] - 1], first, lists)
    aged = _AGE.match(text, last.end) is not None
    known = led or aged or any(i in sure for i in run)
    if not known and (not odd or last.key in lists.things):
        return None
    if not led and names_site(text, words, run[-1]):
        return None
    if not known and _MODEL.match(text, last.end):
        return None
    after = words[run[-1] + 1].key if run[-1] + 1 < len(words) else ""
    certain = known or len(mine) > 1 or after in lists.speaking
    if not certain and first.opens:
        return None
    role = _role(text, words, run, lists)
    keys = tuple(w.key for w in mine)
    return Name(first.start, last.end, text[first.start : last.end], keys, role, certain)


def names_site(text: str, words: Sequence[Word], last: int) -> bool:
    """Whether the words after a name make it a site's: "Asad Air Base", "Santander academy"."""
    lists = open_lists()
    for index in range(last + 1, min(last + 4, len(words))):
        if text[words[index - 1].end : words[index].start] not in (" ", "-"):
            return False
        if words[index].text.lower().removesuffix("s") in lists.sites:
            return True
    return False


def _odd(word: Word, lists: Lists) -> bool:
    """Whether a word is none of English, no acronym and no thing's."""
    plain = word.text.lower()
    if word.text.isupper() and len(word.text) <= 6:
        return False
    stems = {plain, plain.removesuffix("s"), plain.removesuffix("es"), *plain.split("-")}
    known = (lists.plain, lists.things, lists.openers)
    return len(word.text) > 1 and all(stems.isdisjoint(words) for words in known)


def _titled(text: str, before: Word, first: Word, lists: Lists) -> bool:
    """Whether a title stands before a name: "General X", "Mr. X"."""
    gap = text[before.end : first.start]
    plain = before.text.lower()
    known = plain in lists.titles or (plain in lists.nouns and gap == " ")
    return known and gap in (" ", ". ") and not first.opens


def _role(text: str, words: Sequence[Word], run: Sequence[int], lists: Lists) -> str:
    """The role that stands before a name, or after it behind a comma; "a person" for none."""
    before = _phrase(words, run[0] - 1, lists)
    if before:
        return before
    at = run[-1] + 1
    if at < len(words) and text[words[run[-1]].end : words[at].start].startswith(","):
        for index in range(at, min(at + 5, len(words))):
            if words[index].text.lower() in lists.nouns:
                return _phrase(words, index, lists) or UNKNOWN_ROLE
            if words[index].text.lower() not in lists.openers | lists.before:
                break
    return UNKNOWN_ROLE


def _phrase(words: Sequence[Word], index: int, lists: Lists) -> str:
    """The role that ends at a word, with what describes it: "a senior commander"."""
    if index < 0:
        return ""
    plain = words[index].text.lower()
    if plain in lists.titles:
        return with_article(lists.titles[plain])
    if plain not in lists.nouns:
        return ""
    phrase = [plain]
    while index and len(phrase) < 3 and words[index - 1].text.lower() in lists.before:
        index -= 1
        phrase.insert(0, words[index].text.lower())
    return with_article(" ".join(phrase))


def with_article(words: str) -> str:
    """A noun phrase with "a" or "an"."""
    return f"{'an' if words[:1].lower() in 'aeiou' else 'a'} {words}"

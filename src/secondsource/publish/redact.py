"""Everything that goes out, without the names that are held back and the places that are too fine.

In: any noun of the publication copy, or a string, with what is held back. Out: the same with roles
and regions in their place. It looks through every string of a noun, so that none can be forgotten;
it refuses an address that spells a name, of which only the host goes out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar, cast
from urllib.parse import unquote, urlsplit

from secondsource.model import Actor, ActorKind, Place, Thing
from secondsource.publish.nouns import Quote
from secondsource.publish.persons import Word, names_site, open_lists, with_article, words_of
from secondsource.publish.register import DOUBTFUL_ROLE, Form
from secondsource.publish.snap import NO_PLACE, Regions
from secondsource.resolve.folding import fold

T = TypeVar("T")
WITHHELD = "[name held back]"
VALUES = frozenset({"says", "by", "speaker", "via", "what", "source"})
"""Parts that are in the desk's own words, so that a role in them needs no brackets."""


class Cut(NamedTuple):
    """Words of a string that something else stands for."""

    start: int
    end: int
    instead: str


@dataclass(frozen=True, slots=True)
class Redactor:
    """What is held back from one part of the copy: names, by form, and places, by name."""

    forms: Mapping[str, tuple[Form, ...]]
    released: Callable[[Form], bool]
    regions: Regions | None = None  # None where places go out as they are

    def text(self, text: str) -> str:
        """A string with roles and regions in place of what is held back."""
        if "://" in text and " " not in text.strip():
            return self.address(text)
        return _cut(text, self.cuts(text))

    def cuts(self, text: str) -> tuple[Cut, ...]:
        """The words of a string that do not go out, in order."""
        words = words_of(text)
        found: list[Cut] = []
        index = 0
        while index < len(words):
            place = self.regions.found(words, index) if self.regions else None
            form = None if place else self._form(text, words, index)
            if place is not None:
                size, region = place
                if region is not None:
                    end = words[index + size - 1].end
                    found.append(Cut(words[index].start, end, f"[{region}]"))
                index += size
            elif form is not None:
                last = index + len(form.keys) - 1
                found.append(_cut_of(form, text, words, index, last))
                index = last + 1
            else:
                index += 1
        return tuple(found)

    def _form(self, text: str, words: Sequence[Word], index: int) -> Form | None:
        """The longest name held back that begins at a word."""
        for form in self.forms.get(words[index].key, ()):
            mine = words[index : index + len(form.keys)]
            if tuple(w.key for w in mine) != form.keys or not _near(text, mine):
                continue
            if not (mine[0].capital and mine[-1].capital):
                continue
            if len(mine) == 1 and _of_site(text, words, index):
                continue
            if not self.released(form):
                return form
        return None

    def address(self, url: str) -> str:
        """An address, or only its host where it spells something that is held back."""
        parts = urlsplit(url)
        spelt = re.sub(r"[^a-z]+", " ", fold(unquote(url.removeprefix(f"{parts.scheme}://"))))
        said = spelt.split()
        firsts = {*said, *(f"{a} {b}" for a, b in pairwise(said))}
        held = any(
            not self.released(form) and _spelt(form, set(said))
            for first in firsts
            for form in self.forms.get(first, ())
        )
        fine = self.regions is not None and self.regions.spelt(set(said))
        return f"{parts.scheme}://{parts.netloc}/" if held or fine else url

    def name(self, name: str) -> str:
        """What a value says, with the role in place of a name, and no brackets."""
        plain = self.text(name)
        if plain == name:
            return name
        bare = " ".join(plain.replace(WITHHELD, " ").split()).strip(" ,")
        bare = re.sub(r"[ ,]+(?:and|or|the|of|by|with|for)$", "", bare)
        bare = bare.replace("[", "").replace("]", "")
        first = bare.split(" ")[0].lower() if bare else ""
        if not bare:
            return "a person"
        ends = bare.split(" ")[-1].lower()
        role = ends in open_lists().nouns and first not in ("a", "an", "the")
        return with_article(bare) if role else bare

    def quote(self, quote: Quote) -> Quote:
        """A quote whose three parts are redacted as one string."""
        whole = quote.before + quote.words + quote.after
        start, end = len(quote.before), len(quote.before) + len(quote.words)
        cuts = self.cuts(whole)
        for cut in cuts:
            if cut.start < end and start < cut.end:
                start, end = min(start, cut.start), max(end, cut.end)
        edges = ((0, start), (start, end), (end, len(whole)))
        parts = [_cut(whole[a:b], _shifted(cuts, a, b)) for a, b in edges]
        shown = replace(quote, before="", words="", after="")
        said = cast(Quote, self._parts(shown))
        return replace(said, before=parts[0], words=parts[1], after=parts[2])

    def actor(self, actor: Actor) -> Actor:
        """An actor; a person held back is a role without an id."""
        name = self.name(actor.name)
        shown = actor.name == name and not (actor.provisional and actor.kind is ActorKind.PERSON)
        return replace(actor, name=name, id=actor.id if shown else "")

    def place(self, place: Place) -> Place:
        """A place, no finer than it may be."""
        shown = self.regions.coarse(place) if self.regions else place
        name = self.name(shown.name)
        if name != shown.name and not self.text(shown.name).replace(WITHHELD, "").strip():
            name = shown.admin2 or shown.admin1 or NO_PLACE
        return replace(shown, name=name, anchor=None)

    def through(self, thing: T) -> T:
        """Any noun, tuple or string with everything in it redacted."""
        return cast(T, self._through(thing))

    def _through(self, thing: Any) -> Any:
        match thing:
            case Enum() | None | bool() | int() | float():
                return thing
            case str():
                return self.text(thing)
            case Quote():
                return self.quote(thing)
            case Actor():
                return self.actor(thing)
            case Place():
                return self.place(thing)
            case Thing():
                return replace(thing, name=self.name(thing.name), actor_id=None)
            case tuple():
                return tuple(self._through(part) for part in thing)
        return self._parts(thing)

    def _parts(self, thing: Any) -> Any:
        """A dataclass with each of its parts redacted; anything else as it is."""
        if not is_dataclass(thing) or isinstance(thing, type):
            return thing
        parts = {}
        for field in fields(thing):
            part = getattr(thing, field.name)
            worded = field.name in VALUES and isinstance(part, str)
            parts[field.name] = self.name(part) if worded else self._through(part)
        return replace(thing, **parts)


def _cut_of(form: Form, text: str, words: Sequence[Word], first: int, last: int) -> Cut:
    """What stands for a name: its role, in place of a capitalised title before it as well."""
    start, end = words[first].start, words[last].end
    if not form.sure:
        return Cut(start, end, WITHHELD)
    lists = open_lists()
    titles = first
    while titles and text[words[titles - 1].end : words[titles].start] in (" ", ". "):
        plain = words[titles - 1].text.lower()
        if plain not in lists.titles and plain not in lists.nouns:
            break
        titles -= 1
    if titles == first:
        return Cut(start, end, f"[{form.role}]")
    if words[titles].text[0].isupper() and not _described(text, words, titles):
        return Cut(words[titles].start, end, f"[{form.role}]")
    return Cut(start, end, WITHHELD)


def _of_site(text: str, words: Sequence[Word], index: int) -> bool:
    """Whether one word is a site's name, with no title before it."""
    lists = open_lists()
    led = index > 0 and words[index - 1].text.lower() in lists.titles.keys() | lists.nouns
    return not led and names_site(text, words, index)


def _described(text: str, words: Sequence[Word], first: int) -> bool:
    """Whether an article or adjective stands before a title, so that it has to stay."""
    if not first or text[words[first - 1].end : words[first].start] != " ":
        return False
    before = words[first - 1]
    return before.text[0].isupper() or before.key in {"the", "a", "an", *open_lists().before}


def _near(text: str, words: Sequence[Word]) -> bool:
    """Whether words stand side by side, as those of one name do."""
    gaps = [text[a.end : b.start] for a, b in pairwise(words)]
    return all(len(gap) <= 4 and "\n" not in gap for gap in gaps)


def _spelt(form: Form, said: set[str]) -> bool:
    """Whether an address spells a name: all its words, or one long enough to be no other word."""
    plain = {word for key in form.keys for word in key.split()}
    if form.role == DOUBTFUL_ROLE or len(form.keys) == 1:
        return plain <= said and max(map(len, plain)) > 3
    return plain <= said


def _shifted(cuts: Sequence[Cut], start: int, end: int) -> list[Cut]:
    """The cuts of one part of a string, counted from where the part begins."""
    return [Cut(c.start - start, c.end - start, c.instead) for c in cuts if start <= c.start < end]


def _cut(text: str, cuts: Sequence[Cut]) -> str:
    found, last = [], 0
    for cut in cuts:
        found += [text[last : cut.start], cut.instead]
        last = cut.end
    return "".join([*found, text[last:]])

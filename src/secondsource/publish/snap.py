"""Places no finer than a region, for people at risk on the ground.

In: a place, or the words of a text, with the gazetteer. Out: the centroid of the first- or
second-order region it lies in, and where the words name something finer. It refuses to keep a
point for which no region is known: then only the country goes out, without one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from secondsource.model import Mention, Place
from secondsource.publish.persons import Word, open_lists, words_of
from secondsource.resolve import Gazetteer
from secondsource.wording import country_names

COUNTRY = 6  # UCDP where_prec
SITE = "a site"
NO_PLACE = "a place not given"
LONGEST = 8  # words of a region's name


class Snap(StrEnum):
    """The regions that places are moved to."""

    ADMIN1 = "admin1"
    ADMIN2 = "admin2"


FINE = {Snap.ADMIN2: frozenset({1, 2, None}), Snap.ADMIN1: frozenset({1, 2, 3, None})}
"""UCDP where_prec of what is finer than a region."""


@dataclass(frozen=True, slots=True)
class Regions:
    """Which names are too fine, by their first word, and the region that stands for a place."""

    snap: Snap
    gazetteer: Gazetteer
    fine: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]  # words and region, longest first
    regions: frozenset[tuple[str, ...]]  # names that may go out
    countries: Mapping[str, str]

    def coarse(self, place: Place) -> Place:
        """The place, or its region where it is finer than that."""
        region = self._region(place)
        if not self._is_fine(place, region):
            return place
        return region or self._country(place)

    def _is_fine(self, place: Place, region: Place | None) -> bool:
        if place.precision in FINE[self.snap] or place.id is None:
            return True
        if place.precision != 5:
            return False
        within = region.radius_km if region else None
        return place.radius_km is None or within is None or place.radius_km < within

    def _country(self, place: Place) -> Place:
        name = self.countries.get(place.country or "", "") or NO_PLACE
        return Place(None, name, country=place.country, precision=COUNTRY)

    def _region(self, place: Place) -> Place | None:
        """The region that a place lies in: of the second order, else of the first."""
        spot = self.gazetteer.known(place.id) if place.id else None
        first = 0 if self.snap is Snap.ADMIN2 else 1
        rows = [spot.admin2, spot.admin1] if spot else []
        for row in rows[first:]:
            if row is not None:
                return self.gazetteer.place(self.gazetteer.spot(row))
        for name, kind in [(place.admin2, "admin2"), (place.admin1, "admin1")][first:]:
            found = self.gazetteer.named(name) if name else ()
            mine = [s for s in found if s.kind == kind and s.country == place.country]
            if mine:
                return self.gazetteer.place(mine[0])
        return None

    def label(self, place: Place) -> str:
        """What stands for a place's name in a text."""
        coarse = self.coarse(place)
        return f"a place in {coarse.name}" if coarse.country or coarse.id else "a place"

    def found(self, words: Sequence[Word], index: int) -> tuple[int, str | None] | None:
        """How many words from one on name a place, and what stands for it where it is too fine."""
        for size in range(LONGEST, 1, -1):
            if tuple(w.key for w in words[index : index + size]) in self.regions:
                return size, None
        for keys, region in self.fine.get(words[index].key, ()):
            mine = words[index : index + len(keys)]
            if tuple(w.key for w in mine) == keys and any(w.capital for w in mine):
                return len(keys), region
        return _landmark(words, index)

    def spelt(self, said: set[str]) -> bool:
        """Whether an address spells a name that is too fine."""
        names = (keys for word in said for keys, _ in self.fine.get(word, ()))
        return any({w for key in keys for w in key.split()} <= said for keys in names)


def _landmark(words: Sequence[Word], index: int) -> tuple[int, str | None] | None:
    """Capitalised words that a noun makes a site's: "Harir Air Base", "Amstor mall"."""
    lists = open_lists()
    if not words[index].capital or words[index].text.lower() in lists.openers:
        return None
    last = index
    while last + 1 < len(words) and _goes_on(words[last], words[last + 1]):
        last += 1
    for end in (last + 1, last):
        if index < end < len(words) and _is_site(words[end], words[end - 1]):
            return end - index + 1, SITE
    return None


def _goes_on(word: Word, after: Word) -> bool:
    inside = after.capital or after.text.lower() in ("of", "air", "shopping", "police")
    return inside and after.start - word.end == 1


def _is_site(word: Word, before: Word) -> bool:
    noun = word.text.lower().removesuffix("s") in open_lists().landmarks
    return noun and word.start - before.end == 1


def _is_name(words: str) -> bool:
    """Whether words that may stand for a place are a name: not "the village", not "days later"."""
    lists = open_lists()
    plain = lists.plain | lists.openers | lists.things | lists.landmarks
    return any(w.capital and w.text.lower() not in plain for w in words_of(words))


def open_regions(
    snap: Snap, gazetteer: Gazetteer, values: Iterable[Place], mentions: Iterable[Mention]
) -> Regions:
    """The regions, with every fine name that values or tagged words give."""
    bare = Regions(snap, gazetteer, {}, frozenset(), country_names())
    named: dict[tuple[str, ...], str] = {}
    coarse: set[tuple[str, ...]] = set()
    pairs = [(v.name, v) for v in values]
    lands = {v.country for _, v in pairs}
    for mention in mentions:
        if isinstance(mention.value, Place):
            pairs += [(mention.quote, mention.value), (mention.value.name, mention.value)]
        elif mention.value is None:
            pairs.append((mention.quote, Place(None, mention.quote)))
    for name, place in pairs:
        keys = tuple(w.key for w in words_of(name))
        shown = bare.coarse(place)
        coarse |= {tuple(w.key for w in words_of(n)) for n in (shown.name, shown.admin1) if n}
        if shown is not place and _is_name(name):
            named.setdefault(keys, bare.label(place) if place.country in lands else "a place")
    fine: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for keys in sorted(named.keys() - coarse, key=lambda k: (-len(k), k)):
        fine.setdefault(keys[0], []).append((keys, named[keys]))
    held = {first: tuple(rest) for first, rest in fine.items()}
    return replace(bare, fine=held, regions=frozenset(k for k in coarse if k))

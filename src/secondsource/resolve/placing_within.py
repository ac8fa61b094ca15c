"""Where words lie that name no known place: in the town or region that the report puts around them.

In: such words, their claim, the report's mentions and the gazetteer. Out: a place with the words as
its name and the point of what is around it, never finer than "near" and as wide as the whole of it.
It refuses to take a village for the town named before it: only a site (a market, a street, a
suburb) lies in the town that the report speaks of; of a village at most the region is known.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from secondsource.distance import distance_km
from secondsource.model import (
    PLACED,
    Actor,
    ActorKind,
    Claim,
    Evidence,
    Layer,
    Mention,
    Place,
    Property,
    Report,
)
from secondsource.resolve.backward import countries_of
from secondsource.resolve.gazetteer import Gazetteer
from secondsource.resolve.hints import open_hints
from secondsource.text import opening_line, units

GROUPS = frozenset({ActorKind.REBEL_GROUP, ActorKind.POLITICAL_MILITIA, ActorKind.IDENTITY_MILITIA})
CITY = 50_000  # a street or hotel named with a town as large as this may well be there
NEAR_KM = 10.0  # at least this open is a site of which only the town is known

_STREET = re.compile(r"\s+([a-z]+)(?:\s+(?!in|at|on|near|of|and|from)([a-z]+))?")
_WAY = re.compile(r"\b(?:between|from|linking|connecting|leading)\b")
"""What makes a road one out of town: "the road between X and Y"."""


def inside(
    words: Evidence,
    claim: Claim,
    report: Report,
    mentions: Sequence[Mention],
    gazetteer: Gazetteer,
) -> Place:
    """An unknown place inside the one that the text puts around it, else a name and its country."""
    places = [m for m in mentions if _located(m)]
    home = _named_around(words, report, places) or _same_claim(words, claim, report, places)
    of_people = _of_people(words.quote, gazetteer)
    in_town = _is_site(words, report) and not _WAY.search(words.quote)
    if home is None and in_town and not of_people:
        home = _town(words, report, places, country_of_report(mentions), gazetteer)
    if home is not None:
        return _in(home, words.quote)
    country = _country_stated(words, claim, places) or country_of_report(mentions)
    region = None if of_people else _region(words, places, country, gazetteer)
    if region is not None:
        return _in(region, words.quote)
    return Place(None, words.quote, country=country or _country_beside(claim, report, places))


def street_in(
    place: Place,
    end: int,
    words: Evidence,
    report: Report,
    mentions: Sequence[Mention],
    gazetteer: Gazetteer,
) -> Place | None:
    """The town around a street or building that bears the name of another town, or None.

    "The Miraflores building in Neiva" is in Neiva, whatever other Miraflores there is.
    """
    noun = _STREET.match(report.text[end : end + 30])
    nouns = set(noun.groups()) if noun else set()
    spot = gazetteer.known(place.id)
    if noun is None or not nouns & open_hints().streets or spot is None:
        return None
    if spot.kind != "city" or spot.population > CITY:
        return None
    places = [m for m in mentions if _located(m) and _place(m) != place]
    after = report.evidence(words.start, max(words.end, end + noun.end()))
    home = _named_around(after, report, places) or _town(
        words, report, places, place.country, gazetteer
    )
    if home is None or home.lat is None or home.lon is None:
        return None
    apart = distance_km((home.lat, home.lon), (place.lat or 0.0, place.lon or 0.0))
    return _in(home, words.quote) if apart > 30 else None


def _in(home: Place, name: str) -> Place:
    """A place of which no more is known than what it lies in."""
    precision = max(home.precision or 2, 2)
    return replace(
        home,
        id=None,
        name=name,
        precision=precision,
        radius_km=max(home.radius_km or 0.0, NEAR_KM) if precision == 2 else home.radius_km,
    )


def _located(mention: Mention) -> bool:
    place = mention.value
    return mention.layer is Layer.PLACES and isinstance(place, Place) and place.lat is not None


def _place(mention: Mention) -> Place:
    assert isinstance(mention.value, Place)
    return mention.value


def _named_around(words: Evidence, report: Report, places: Sequence[Mention]) -> Place | None:
    """The place that follows the words and holds them: "X, Y", "X in Y", "the X of Y"."""
    after = next((m for m in places if m.start >= words.end), None)
    if after is None or (_place(after).precision or 9) > 5:
        return None
    gap = report.text[words.end : after.start]
    holds = re.fullmatch(r"(?:[\s,(]|\b(?:in|of|the|a|suburb|district|area|town|city)\b)*", gap)
    return _place(after) if holds and re.search(r"[,(]|\b(?:in|of)\b", gap) else None


def _same_claim(
    words: Evidence, claim: Claim, report: Report, places: Sequence[Mention]
) -> Place | None:
    """The finest place that the claim's other statements name, where it is one and no country.

    What stands beside the words in a list does not hold them: "X and Y".
    """
    others = [
        s.evidence
        for s in claim.statements
        if s.property in PLACED
        and s.property.value == "place"
        and s.evidence != words
        and not _listed(words, s.evidence, report)
    ]
    named = {
        (place.id or place.name): place
        for m in places
        if any(e.overlaps(m.start, m.end) for e in others)
        for place in [_place(m)]
    }
    finest = min((p.precision or 9 for p in named.values()), default=9)
    kept = [p for p in named.values() if (p.precision or 9) == finest]
    return kept[0] if len(kept) == 1 and finest <= 5 else None


def _listed(one: Evidence, other: Evidence, report: Report) -> bool:
    """Whether nothing but "and" stands between two places."""
    gap = report.text[min(one.end, other.end) : max(one.start, other.start)]
    return re.fullmatch(r",? (?:and|or|&) (?:the |in )*", gap) is not None


def _country_stated(words: Evidence, claim: Claim, places: Sequence[Mention]) -> str | None:
    """The one country of the places that the claim states beside the words, or None."""
    others = [s.evidence for s in claim.said(Property.PLACE) if s.evidence != words]
    lands = {_place(m).country for m in places if any(e.overlaps(m.start, m.end) for e in others)}
    return lands.pop() if len(lands) == 1 else None


def _country_beside(claim: Claim, report: Report, places: Sequence[Mention]) -> str | None:
    """The one country that the claim's sentence says something happened in, or None."""
    lands = {
        _place(m).country
        for m in places
        if _place(m).precision == 6
        and claim.evidence.overlaps(m.start, m.end)
        and re.search(r"\bin (?:[a-z]+ )?$", report.text[max(0, m.start - 30) : m.start])
    }
    return lands.pop() if len(lands) == 1 else None


def _region(
    words: Evidence,
    places: Sequence[Mention],
    country: str | None,
    gazetteer: Gazetteer,
) -> Place | None:
    """The first-order region that holds four in five of the places a report names, two at least.

    Of 11 names on three sets that no list holds all lay there; with one place 16 of 21 did.
    """
    if not any(letter.isupper() for letter in words.quote):
        return None
    named: Counter[int] = Counter()
    several: dict[int, set[str]] = {}
    for mention in places:
        place = _place(mention)
        spot = gazetteer.known(place.id) if (place.precision or 9) <= 4 else None
        if spot is None or country not in (None, spot.country):
            continue
        region = spot.row if spot.kind == "admin1" else spot.admin1
        if region is not None:
            named[region] += 1
            several.setdefault(region, set()).add(spot.id)
    for region, count in named.most_common(1):
        if count >= 0.8 * named.total() and len(several[region]) > 1:
            return gazetteer.place(gazetteer.spot(region))
    return None


def _is_site(words: Evidence, report: Report) -> bool:
    """Whether the words name something that stands in a town: a market, "the city", a street.

    The noun may stand beside the name: "the suburbs of X and Y", "the X neighbourhood".
    """
    nouns = open_hints().sites
    before = re.search(
        r"([a-z]+) of (?:the )?(?:[^\W\d_]\w+(?:, | and |, and ))*$",
        report.text[max(0, words.start - 60) : words.start],
    )
    after = re.match(r" ([a-z]+)\b", report.text[words.end : words.end + 20])
    beside = {found.group(1) for found in (before, after) if found is not None}
    return bool(nouns & (beside | set(re.findall(r"[^\W\d_]+", words.quote.lower()))))


def _of_people(quote: str, gazetteer: Gazetteer) -> bool:
    """Whether the words say whose a thing is, so that it may stand abroad: "the Iraqi embassy"."""
    return any(gazetteer.people_of(word) for word in re.findall(r"[A-Z]\w+", quote))


def _town(
    words: Evidence,
    report: Report,
    places: Sequence[Mention],
    lead: str | None,
    gazetteer: Gazetteer,
) -> Place | None:
    """The town of the report's country that it speaks of at some words.

    That is the one named last before them in their paragraph, its date line left out; a site with a
    name of its own also lies in the town that is named most, of two that which is named first, but
    in none that comes only behind the words where the date line gives another.
    """
    every = [
        m
        for m in places
        if lead is not None and _place(m).country == lead and _is_town(m, gazetteer)
    ]
    if not every:
        return None
    opening = next((u for u in units(report.text) if u.start <= words.start < u.end), None)
    byline = opening_line(report.text, opening) if opening else None
    towns = [m for m in every if not (byline and byline[0] <= m.start < byline[1])]
    start = report.text.rfind("\n", 0, words.start) + 1
    here = [m for m in towns if start <= m.start < words.start]
    if here:
        return _place(here[-1])
    if not any(letter.isupper() for letter in words.quote):
        return None
    if towns and towns[0].start > words.start and _place(every[0]) != _place(towns[0]):
        return None
    counted = Counter(_place(m).id for m in towns)
    often = max(counted.values(), default=0)
    most = [_place(m) for m in towns if counted[_place(m).id] == often]
    alone = len({place.id for place in most}) == 1
    return most[0] if alone or (most and most[0] == _place(towns[0])) else None


def _is_town(mention: Mention, gazetteer: Gazetteer) -> bool:
    spot = gazetteer.known(_place(mention).id)
    return spot is not None and spot.kind == "city"


def country_of_report(mentions: Sequence[Mention]) -> str | None:
    """The country of at least four in five of the places that a report names, or None.

    Where its places leave that open, the country of at least three in four of its places and armed
    groups together, if there are two of it. One place alone speaks for nothing but itself.
    """
    places = countries_of(mentions)
    known = {m.value.id for m in mentions if isinstance(m.value, Place) and m.value.id}
    top = places.most_common(1)
    if top and top[0][1] >= 0.8 * places.total() and len(known) > 1:
        return top[0][0]
    places.update(
        m.value.country
        for m in mentions
        if isinstance(m.value, Actor) and m.value.kind in GROUPS and m.value.country
    )
    top = places.most_common(1)
    return top[0][0] if top and top[0][1] >= max(2, places.total() * 3 / 4) else None

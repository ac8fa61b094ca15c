"""Borders and coasts: the line between two countries, the water off a coast.

In: a place or the words of a statement, the report's mentions and the gazetteer. Out: a place as
wide as the line or the water is, or None where the words speak of neither. It refuses a border
between countries whose towns come nowhere near one another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from secondsource.distance import distance_km
from secondsource.model import Evidence, Layer, Mention, Place
from secondsource.resolve.gazetteer import Gazetteer
from secondsource.resolve.hints import open_hints
from secondsource.resolve.sphere import border_points, mean_point

FAR = 200  # code points within which the other country of a border is looked for
_EDGE = re.compile(
    r"\b(?P<people>[A-Z]\w+)(?:[-–](?P<other>[A-Z]\w+))?\s+"
    r"(?P<edge>border|frontier|coast|coastline|shore|shores|waters)\b"
)


def off_coast(place: Place) -> Place:
    """Somewhere off a coast: the place's point, as wide as the words leave it."""
    small = (place.precision or 9) <= 3
    return replace(
        place, precision=5, radius_km=max(60.0 if small else 150.0, place.radius_km or 0)
    )


def border_with(after: str, gazetteer: Gazetteer) -> str | None:
    """The country beyond the border that words after a country's name speak of."""
    found = re.match(r"\s*,?\s*(?:\w+\s+){0,3}?the\s+", after)
    edge = _EDGE.match(after, found.end()) if found else None
    if edge is None or edge["edge"] not in open_hints().around["border"]:
        return None
    return gazetteer.people_of(edge["people"])


def edge_of_people(
    words: Evidence, mentions: Sequence[Mention], gazetteer: Gazetteer
) -> Place | None:
    """ "The Syrian border", "near the Yemeni coast": an edge of the country of a people."""
    edge = _EDGE.search(words.quote)
    land = gazetteer.country(gazetteer.people_of(edge["people"])) if edge else None
    if edge is None or land is None:
        return None
    if edge["edge"] not in open_hints().around["border"]:
        return replace(off_coast(gazetteer.place(land)), name=words.quote)
    other = gazetteer.people_of(edge["other"]) if edge["other"] else None
    if other is not None:
        return line_between(land.country, other, words, gazetteer)
    line = border_of(gazetteer.place(land), words.start, words, mentions, gazetteer)
    return line and replace(line, name=words.quote)


def border_of(
    place: Place, at: int, words: Evidence, mentions: Sequence[Mention], gazetteer: Gazetteer
) -> Place | None:
    """The middle of the line between a country and the nearest other one that is named."""
    here = gazetteer.country(place.country) if place.precision == 6 else None
    if here is None:
        return None
    ordered = sorted(
        (m for m in mentions if m.layer is Layer.PLACES and isinstance(m.value, Place)),
        key=lambda m: abs(m.start - at),
    )
    for mention in ordered:
        assert isinstance(mention.value, Place)
        code = mention.value.country
        if code is None or code == here.country or abs(mention.start - at) > FAR:
            continue
        line = line_between(here.country, code, words, gazetteer)
        if line is not None:
            home = code if mention.end <= words.start and mention.value.precision != 7 else None
            return replace(line, country=home)
    return None


def line_between(
    one: str | None, two: str | None, words: Evidence, gazetteer: Gazetteer
) -> Place | None:
    """The middle of the border between two countries, or None where they are no neighbours."""
    here, there = gazetteer.country(one), gazetteer.country(two)
    if here is None or there is None:
        return None
    points = border_points(gazetteer.points(here), gazetteer.points(there))
    if not points:
        return None
    lat, lon = mean_point(points)
    reach = max(distance_km((lat, lon), p) for p in points)
    return Place(
        None,
        words.quote,
        lat=round(lat, 3),
        lon=round(lon, 3),
        precision=5,
        radius_km=float(round(max(20.0, reach))),
    )

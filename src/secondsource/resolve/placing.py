"""The place that a statement's words stand for, with what the words around a name leave open.

In: the words of a `place` or `launched_from` statement, its claim, the report and its mentions.
Out: one place. "60 nautical miles southwest of Hodeidah" is computed, "eastern Syria" is the
centre of the towns there, "near X" keeps X's point with a wider radius. It refuses to invent:
where no name fits, the place has the words as its name and at most the region around it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from secondsource.distance import Point, distance_km
from secondsource.model import Claim, Evidence, Layer, Mention, Place, Report
from secondsource.resolve.backward import countries_of, meant_before
from secondsource.resolve.gazetteer import Gazetteer, Spot
from secondsource.resolve.hints import Hints, open_hints
from secondsource.resolve.page import open_words
from secondsource.resolve.placing_edges import (
    border_of,
    border_with,
    edge_of_people,
    line_between,
    off_coast,
)
from secondsource.resolve.placing_within import country_of_report, inside, street_in
from secondsource.resolve.sphere import (
    coordinates,
    mean_point,
    shifted,
)

_NAME = re.compile(
    r"(?:(?:al|el|as|ash|an|at|ar|ad|az|ez)[- ])?[^\W\d_a-z][\w'’‘ʿ]*"
    r"(?:[ -](?:(?:al|el|as|ash|an|at|ar|ad|az|ez|de|la|del)[- ])?[^\W\d_a-z][\w'’‘ʿ]*)*"
)


REGION_KM = 30.0  # at least this open is what bears a town's name and is called a region
WIDE_KM = 10.0  # beyond a city as wide as this, "south of" it may be an hour's drive away
HEARD_KM = 200.0  # from a place named beside it, beyond which a name spelt otherwise is another
ACROSS_KM = 50.0  # as far as "across the border from X" may be from X
SITES = frozenset({"neighbourhood", "site", "base", "camp", "crossing"})


@dataclass(frozen=True, slots=True)
class Named:
    """A known place and where its name stands in the report."""

    start: int
    end: int
    place: Place


def place_of(
    words: Evidence,
    claim: Claim,
    report: Report,
    mentions: tuple[Mention, ...],
    gazetteer: Gazetteer,
) -> Place:
    """The place that the words of a statement stand for."""
    point = coordinates(words.quote)
    if point is not None:
        return Place(None, words.quote, lat=point[0], lon=point[1], precision=1, radius_km=2.0)
    known = _known(mentions, words.start, words.end)
    if any(_is_waters(one, report) for one in known):
        return Place(None, words.quote, country=country_of_report(mentions))
    if not known:
        known = _read_again(words, report, mentions, gazetteer)
    if len(known) == 1:
        street = street_in(known[0].place, known[0].end, words, report, mentions, gazetteer)
        if street is not None:
            return street
    if known:
        return _said(known, words, report, mentions, gazetteer)
    edge = edge_of_people(words, mentions, gazetteer)
    if edge is not None:
        return edge
    meant = meant_before(words, mentions, gazetteer)
    if meant is not None:
        start = words.start + max(words.quote.find(" the ") + 1, 0)  # "west of the capital"
        return _adjusted(Named(start, words.end, meant), words, report, mentions, gazetteer)
    return inside(words, claim, report, mentions, gazetteer)


def _known(mentions: Sequence[Mention], start: int, end: int) -> list[Named]:
    return [
        Named(m.start, m.end, m.value)
        for m in mentions
        if m.layer is Layer.PLACES
        and m.start < end
        and start < m.end
        and isinstance(m.value, Place)
        and m.value.lat is not None
    ]


def _is_waters(named: Named, report: Report) -> bool:
    """Whether a noun after a country's name makes it that of a river: "the Niger river"."""
    noun = re.match(r" ([A-Za-z]+)", report.text[named.end : named.end + 12])
    return (
        named.place.precision == 6
        and noun is not None
        and noun.group(1).lower() in open_hints().around["waters"]
    )


def _read_again(
    words: Evidence, report: Report, mentions: Sequence[Mention], gazetteer: Gazetteer
) -> list[Named]:
    """A name that the tagger left out, taken as one because it stands in a statement of place."""
    countries = countries_of(mentions)
    lands = [code for code, _ in countries.most_common(2)]
    leading = [code for code in lands if countries[code] * 4 >= countries[lands[0]]]
    lists = open_words().lists
    plain = [lists[name] for name in ("common", "generic", "head_before")]
    for at, name in _names(words.quote):
        low = re.split(r"[ -]", name.lower())
        if len(name) < 4 or all(any(part in known for known in plain) for part in low):
            continue
        if gazetteer.people_of(name) or _is_street(name, report.text):
            continue
        spots = [s for s in gazetteer.named(name) if s.rank == 0] or gazetteer.named(name)
        spot = _likeliest(spots, lands)
        if spot is None:
            spot = _likeliest(_in_reach(gazetteer.sounding(name, leading), mentions), leading)
        if spot is not None:
            start = words.start + at
            return [Named(start, start + len(name), gazetteer.place(spot))]
    return []


def _names(quote: str) -> Iterator[tuple[int, str]]:
    """The names in some words and where they begin, "West Mosul" as it is and as "Mosul"."""
    lists = open_words().lists
    for match in _NAME.finditer(quote):
        before = quote[: match.start()].lower().split()[-1:]
        if before and before[0] in lists["name_part"]:
            continue  # "villa El Salvador"
        yield match.start(), match.group()
        first, _, rest = match.group().partition(" ")
        if rest and first.lower() in lists["directions"] and first != "Greater":
            yield match.end() - len(rest), rest


def _is_street(name: str, text: str) -> bool:
    """Whether a text gives a name to a street: "Calle X"."""
    ways, at = open_words().lists["way"], text.find(name)
    while at > 0:
        if ways & set(text[max(0, at - 12) : at].lower().split()[-1:]):
            return True
        at = text.find(name, at + 1)
    return False


def _in_reach(spots: Sequence[Spot], mentions: Sequence[Mention]) -> list[Spot]:
    """The spots near a place finer than a country that the report names.

    A name that is only spelt alike may be that of a village which no list holds.
    """
    points = [
        _point(m.value)
        for m in mentions
        if isinstance(m.value, Place) and m.value.lat is not None and (m.value.precision or 9) <= 4
    ]
    return [
        s
        for s in spots
        if s.lat is not None
        and s.lon is not None
        and any(distance_km((s.lat, s.lon), point) <= HEARD_KM for point in points)
    ]


def _likeliest(spots: Sequence[Spot], lands: Sequence[str]) -> Spot | None:
    """The largest spot in the countries that the report is mostly about.

    Where the report names no place at all, the one that stands out in the world; else None.
    """
    if not lands:
        return _outstanding(spots)
    at_home = [s for s in spots if s.lat is not None and s.country in lands]
    return max(at_home, key=lambda s: (-s.rank // 3, s.population, -s.row), default=None)


def _outstanding(spots: Sequence[Spot]) -> Spot | None:
    """The largest of the spots whose own name this is, if others abroad are much smaller."""
    own = [s for s in spots if s.lat is not None and s.rank == 0]
    if not own:
        return None
    first = max(own, key=lambda s: (s.population, s.kind == "city", -s.row))
    abroad = max((s.population for s in own if s.country != first.country), default=None)
    if abroad is None or (first.population > 20_000 and first.population > 5 * abroad):
        return first
    return None


# --- one or several known names ---------------------------------------------------------------


def _said(
    known: list[Named],
    words: Evidence,
    report: Report,
    mentions: tuple[Mention, ...],
    gazetteer: Gazetteer,
) -> Place:
    inner = _innermost(_without_references(known, report), gazetteer)
    if len(inner) == 1:
        return _adjusted(inner[0], words, report, mentions, gazetteer)
    lead = report.text[max(0, inner[0].start - 40) : inner[0].start].lower()
    if re.search(r"\bborder\b[^.;\n]*$", lead) and all(one.place.precision == 6 for one in inner):
        line = line_between(inner[0].place.country, inner[1].place.country, words, gazetteer)
        if line is not None:
            return line
    between = re.search(r"\bbetween\b[^.;\n]*$", lead) is not None
    return _several(inner, words, between)


def _without_references(known: list[Named], report: Report) -> list[Named]:
    """Leave out what only says where another is: Y in "X near Y", "X, 40 km west of Y"."""
    hints = open_hints()
    kept = known[:1]
    for before, one in pairwise(known):
        gap = report.text[before.end : one.start]
        refers = hints.direction.search(gap) or _still_near(gap, hints)
        if not (refers and " and " not in gap):
            kept.append(one)
    return kept


def innermost_mentions(places: Sequence[Mention], gazetteer: Gazetteer) -> list[Mention]:
    """The mentions of known places of which none of the others is a part, one for each place."""
    named = [Named(m.start, m.end, m.value) for m in places if isinstance(m.value, Place)]
    kept = {(one.start, one.end) for one in _innermost(named, gazetteer)}
    return [m for m in places if (m.start, m.end) in kept]


def _innermost(known: list[Named], gazetteer: Gazetteer) -> list[Named]:
    """The places of which none of the others is a part."""
    kept = []
    for one in known:
        if not any(
            _part_of(other.place, one.place, gazetteer) for other in known if other is not one
        ):
            kept.append(one)
    seen: dict[str, Named] = {}
    for one in kept or known:
        seen.setdefault(one.place.id or one.place.name, one)
    return list(seen.values())


def _part_of(small: Place, large: Place, gazetteer: Gazetteer) -> bool:
    if small.id == large.id:
        return False
    if small.id is None and large.id is not None and _point(small) == _point(large):
        return True  # a name that is known only by the region it lies in
    inner, outer = gazetteer.known(small.id), gazetteer.known(large.id)
    if inner is None or outer is None or outer.kind in SITES:
        return False
    if outer.kind == "city" and inner.kind in SITES:
        return distance_km(_point(small), _point(large)) <= (large.radius_km or 0) + 8
    if (small.precision or 9) >= (large.precision or 9):
        return False
    if outer.row in (inner.admin1, inner.admin2):
        return True
    if outer.kind == "country":
        return inner.country == outer.country
    near = distance_km(_point(small), _point(large)) <= 1.3 * (large.radius_km or 0) + 10
    return near and (outer.country is None or outer.country == inner.country)


def _several(inner: list[Named], words: Evidence, between: bool) -> Place:
    """One place for words that name several side by side."""
    tight = [one for one in inner if (one.place.precision or 9) <= 3]
    if len(tight) == 1 and not between:
        return tight[0].place
    points = [_point(one.place) for one in inner]
    lat, lon = mean_point(points)
    reach = max(distance_km((lat, lon), p) for p in points)
    own = max(one.place.radius_km or 0 for one in inner)
    countries = {one.place.country for one in inner}
    regions = {one.place.admin1 for one in inner}
    country = countries.pop() if len(countries) == 1 else None
    if not between and reach > 50 and country is not None:
        lat, lon = points[0]
        reach = max(distance_km(points[0], p) for p in points)
    precision = 5
    if country is None and not between:
        precision = 7
    elif any(one.place.precision == 6 for one in inner):
        precision = 6 if country else 7
    elif reach + own <= 10:
        precision = 2
    return Place(
        id=None,
        name=words.quote,
        admin1=regions.pop() if len(regions) == 1 else None,
        country=country,
        lat=round(lat, 3),
        lon=round(lon, 3),
        precision=precision,
        radius_km=float(round(reach + (0 if between else own))),
    )


def _adjusted(
    named: Named,
    words: Evidence,
    report: Report,
    mentions: tuple[Mention, ...],
    gazetteer: Gazetteer,
) -> Place:
    """A known place as far as the words before and after its name move or widen it."""
    hints = open_hints()
    place = named.place
    before, after = _context(named, report, mentions)
    own_words = report.text[named.start : named.end]
    measured = hints.distance.search(before)
    direction = hints.direction.search(before)
    site = _site_beside(named, measured or direction, mentions)
    if site is not None:
        return site
    if measured:
        return _measured(place, measured, own_words, hints)
    low = before.lower()
    tail = set(re.findall(r"[a-z-]+", low)[-6:])
    follows = set(re.findall(r"[a-z-]+", after.lower())[:3])
    if hints.around["border"] & follows or _borders(before):
        line = border_of(place, named.start, words, mentions, gazetteer)
        if line is not None:
            return replace(line, name=words.quote)
    other = border_with(after, gazetteer) if place.precision == 6 else None
    if other is not None:
        line = line_between(place.country, other, words, gazetteer)
        if line is not None:
            return replace(line, country=place.country)
    if _ACROSS.search(low):
        radius = max(place.radius_km or 0.0, ACROSS_KM)
        return replace(place, id=None, name=words.quote, country=None, admin1=None, admin2=None,
                       precision=5, radius_km=radius)  # fmt: skip
    if direction:
        return _directed(place, direction, own_words, gazetteer, hints)
    if hints.coast.search(low):
        return off_coast(place)
    if place.precision == 1 and _names_region(after, hints):
        return replace(place, precision=3, radius_km=max(place.radius_km or 0, REGION_KM))
    if (
        (hints.around["near"] & tail and _still_near(before, hints))
        or hints.around["after"] & follows
        or (place.precision == 1 and _names_site(after, hints))
    ):
        radius = max((place.radius_km or 0) + 8, 10.0)
        return replace(place, precision=max(place.precision or 1, 2), radius_km=radius)
    return place


_ACROSS = re.compile(r"\bacross (?:the |a )?(?:border|frontier|river) from (?:the )?$")
"""Before the name of what lies on the other side."""


def _names_region(after: str, hints: Hints) -> bool:
    """Whether a noun after a town's name makes it that of the land around: "the Ganja region"."""
    noun = re.match(r" ([a-z]+)\b", after)
    return noun is not None and noun.group(1) in hints.around["land"]


def _names_site(after: str, hints: Hints) -> bool:
    """Whether a noun after a town's name makes it that of a site there: "the Irbil air base"."""
    words = re.findall(r"[a-z-]+", after.lower())[:3]
    nouns = [word for word in words if word not in hints.around["site_kind"]]
    return after[:1] == " " and bool(nouns) and nouns[0] in hints.around["site"]


def _site_beside(
    named: Named, found: re.Match[str] | None, mentions: Sequence[Mention]
) -> Place | None:
    """The site that the words put beside a name: X in "X, just west of Y", or None."""
    if found is None or not found["way"] or "of" not in found.group():
        return None
    if not re.fullmatch(r"[\s,(]*(?:\w+\s+){0,2}", found.string[: found.start()]):
        return None
    start = named.start - len(found.string)
    for mention in mentions:
        site = mention.value
        if mention.layer is Layer.PLACES and mention.end == start and isinstance(site, Place):
            near = site.lat is not None and (site.precision or 9) <= 2
            return site if near and distance_km(_point(site), _point(named.place)) < 300 else None
    return None


def _context(named: Named, report: Report, mentions: Sequence[Mention]) -> tuple[str, str]:
    """The words of the line before a name, back to the place named before it, and after it."""
    start = max(0, named.start - 80)
    for m in mentions:
        if m.layer is Layer.PLACES and start < m.end <= named.start:
            start = m.end
    before = report.text[start : named.start]
    before = re.split(r"[\n;|]|[.!?]\s", before)[-1]
    after = re.split(r"[\n;|,]|[.!?]\s", report.text[named.end : named.end + 30])[0]
    return before, after


def _borders(before: str) -> bool:
    return (
        re.search(
            r"\b(?:border|frontier)\s+(?:with|of|from|to|between|near)?\s*(?:the\s+)?$", before
        )
        is not None
    )


def _still_near(before: str, hints: Hints) -> bool:
    """Whether a word of nearness governs the name: "outside the city of X", not "near A, in X"."""
    part = re.split(r"[,:(]", before)[-1].lower().split()
    for index in range(len(part) - 1, -1, -1):
        if part[index] in hints.around["near"]:
            return True
        if part[index] in {"in", "at", "on", "from", "to", "and"}:
            return False
    return False


def _measured(place: Place, found: re.Match[str], own_words: str, hints: Hints) -> Place:
    low = float(found["n"].replace(",", "."))
    high = float(found["m"].replace(",", ".")) if found["m"] else low
    km = (low + high) / 2 * hints.units[_unit(found["unit"], hints)]
    own = place.radius_km or 5.0
    name = re.sub(r"\s+", " ", found.group() + own_words).strip()
    way = found["way"]
    if way is None:
        radius = float(round(km + own))
        return replace(place, precision=2 if km <= 30 else 5, radius_km=radius)
    bearing = _bearing(way, hints)
    lat, lon = shifted(_point(place), bearing, km)
    return Place(
        id=None,
        name=name,
        country=place.country,
        admin1=place.admin1 if km < 30 else None,
        lat=round(lat, 3),
        lon=round(lon, 3),
        precision=2 if km <= 50 else 5,
        radius_km=float(round(max(5.0, 0.15 * km) + min(own, 10.0))),
    )


def _unit(word: str, hints: Hints) -> str:
    plain = re.sub(r"\s+", " ", word.lower())
    return plain if plain in hints.units else "km"


def _bearing(way: str, hints: Hints) -> float:
    return hints.bearings[way] if way in hints.bearings else hints.bearings[way.lower()]


def _directed(
    place: Place, found: re.Match[str], own_words: str, gazetteer: Gazetteer, hints: Hints
) -> Place:
    """ "South of Baghdad" is beyond its edge; "eastern Syria" and "east Mosul" are parts of it.

    How far beyond is not said: of nine such places half lie more than 40 km away.
    """
    bearing = _bearing(found["way"], hints)
    own = place.radius_km or 5.0
    name = re.sub(r"\s+", " ", found.group() + own_words).strip()
    if bearing < 0:  # "central"
        precision = 5 if place.precision == 6 else place.precision
        return replace(place, name=name, precision=precision, radius_km=float(round(own * 0.6)))
    part_of = re.search(r"\bthe\s+$", found.string[: found.start()])  # "the east of Baghdad"
    beyond = found["of"] is not None and not part_of and (place.precision or 9) <= 3
    if beyond:
        km = own + 15.0
        lat, lon = shifted(_point(place), bearing, km)
        return replace(
            place,
            id=None,
            name=name,
            admin2=None,
            lat=round(lat, 3),
            lon=round(lon, 3),
            precision=3 if own < WIDE_KM else 5,
            radius_km=max(40.0, own + 30) if own < WIDE_KM else own + 45.0,
        )
    spot = gazetteer.known(place.id)
    part = _part(spot, bearing, gazetteer) if spot is not None else None
    if part is None:
        lat, lon = shifted(_point(place), bearing, own * 0.5)
        part = (lat, lon, max(own * 0.6, 2.0))
    precision = {6: 5, 7: 7}.get(place.precision or 7, max(place.precision or 1, 1))
    return replace(
        place, id=None, name=name, lat=round(part[0], 3), lon=round(part[1], 3),
        precision=precision, radius_km=float(round(part[2])),
    )  # fmt: skip


def _part(spot: Spot, bearing: float, gazetteer: Gazetteer) -> tuple[float, float, float] | None:
    """Centre and reach of the towns in one direction of a country or province."""
    if spot.kind not in {"country", "admin1"}:
        return None
    cells = list(
        {
            (round(lat * 4), round(lon * 4)): (lat, lon) for lat, lon in gazetteer.points(spot)
        }.values()
    )
    if len(cells) < 8:
        return None
    mid = mean_point(cells)
    turn = math.radians(bearing)
    squeeze = math.cos(math.radians(mid[0]))

    def along(point: Point) -> float:
        return (point[0] - mid[0]) * math.cos(turn) + (point[1] - mid[1]) * squeeze * math.sin(turn)

    cells.sort(key=along)
    chosen = cells[int(len(cells) * 0.65) :]
    lat, lon = mean_point(chosen)
    far = sorted(distance_km((lat, lon), p) for p in chosen)
    return lat, lon, far[int(len(far) * 0.9)]


def _point(place: Place) -> Point:
    return place.lat or 0.0, place.lon or 0.0

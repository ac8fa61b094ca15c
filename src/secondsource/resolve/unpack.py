"""The gazetteer's SQLite file, written from the file that ships and the two reviewed tables.

In: the lines of `gazetteer.tsv.xz` (unpacked), the rows of `places.csv` and of `countries.csv`, and
what the user has added (`additions`).
Out: one SQLite file with places, their folded names, and the consonants by which other
transcriptions are found. It refuses nothing: the digest has been checked and the tables are tested.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from secondsource.resolve.additions import Dumped
from secondsource.resolve.folding import (
    ARTICLE_COUNTRIES,
    MARKED_COUNTRIES,
    TRANSCRIBED_NOT,
    fold,
    skeleton,
    unmarked,
    without_articles,
)

LAYOUT = 9
"""Raised whenever the tables or what fills them change, so that old caches are not read."""

TABLES = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
CREATE TABLE place(row INTEGER PRIMARY KEY, id TEXT, kind TEXT, name TEXT, country TEXT,
    admin1 INTEGER, admin2 INTEGER, lat REAL, lon REAL, population INTEGER, precision INTEGER,
    radius REAL, keys TEXT);
CREATE TABLE name(key TEXT, place INTEGER, rank INTEGER);
CREATE TABLE sound(skeleton TEXT, country TEXT, place INTEGER);
CREATE TABLE country(code TEXT PRIMARY KEY, place INTEGER, capital INTEGER,
    first INTEGER, last INTEGER);
CREATE TABLE demonym(key TEXT PRIMARY KEY, country TEXT) WITHOUT ROWID;
"""
INDEXES = """
CREATE INDEX name_key ON name(key, place, rank);
CREATE INDEX sound_skeleton ON sound(skeleton, country, place);
CREATE INDEX place_id ON place(id, row);
"""
Table = list[dict[str, str]]
Name = tuple[str, int, int]  # key, place, rank
Sound = tuple[str, str, int]  # skeleton, country, place
_KINDS = {"N": "country", "R": "region", "1": "admin1", "2": "admin2", "C": "city"}
_REACH = {"area": (3, 20.0), "island": (2, 15.0), "base": (1, 4.0), "site": (1, 3.0),
          "camp": (1, 3.0), "crossing": (1, 3.0), "neighbourhood": (1, 3.0)}  # fmt: skip
DISTRICT_KM = 30.0  # how far a district reaches whose point alone is known
_PRECISION = {"country": 6, "region": 4, "admin1": 4, "admin2": 3, "city": 1}


class Row(NamedTuple):
    """One row of the table of places."""

    row: int
    id: str
    kind: str
    name: str
    country: str | None
    admin1: int | None
    admin2: int | None
    lat: float | None
    lon: float | None
    population: int
    precision: int
    radius: float
    keys: str


def write_gazetteer(
    path: Path, lines: list[str], added: Table, lands: Table, dumped: Sequence[Dumped] = ()
) -> None:
    """Fill an empty file; the same input gives the same places, names and rows."""
    places, names, sounds = _shipped(lines)
    shipped = len(places)
    aliases = _supplement(added, places) + _taken_over(dumped, places, shipped)
    sounds += _heard(aliases, places)
    names += aliases
    countries = list(_countries(lands, places, names, shipped))
    peoples = [(fold(w), land["code"]) for land in lands for w in land["demonyms"].split("|") if w]
    base = sqlite3.connect(path)
    try:
        base.executescript(TABLES)
        with base:
            base.executemany(f"INSERT INTO place VALUES ({','.join('?' * 13)})", places)
            base.executemany("INSERT INTO name VALUES (?, ?, ?)", names)
            base.executemany("INSERT INTO sound VALUES (?, ?, ?)", sounds)
            base.executemany("INSERT INTO country VALUES (?, ?, ?, ?, ?)", countries)
            base.executemany("INSERT OR IGNORE INTO demonym VALUES (?, ?)", peoples)
        base.executescript(INDEXES)
    finally:
        base.close()


def _shipped(lines: list[str]) -> tuple[list[Row], list[Name], list[Sound]]:
    """The lines of the file; a line's number is what its neighbours refer to."""
    table = [line.split("\t") for line in lines[1:] if line]
    parents = [tuple(int(number) - 1 for number in fields[4:6] if number) for fields in table]
    places: list[Row] = []
    names: list[Name] = []
    sounds: list[Sound] = []
    for row, fields in enumerate(table):
        code, gid, name, land, _one, _two, lat, lon, people, radius, keys, heard = fields
        around = parents[row]
        wider = around + tuple(above for number in around for above in parents[number])
        kind = _KINDS[code]
        if land in MARKED_COUNTRIES and not name.isascii():
            name = unmarked(name)
        population = int(people or 0)
        places.append(
            Row(
                row, f"geonames:{gid}", kind, name, land,
                next((above for above in wider if table[above][0] == "1"), None),
                next((above for above in wider if table[above][0] == "2"), None),
                float(lat) if lat else None, float(lon) if lon else None, population,
                _PRECISION[kind], float(radius) if radius else city_radius(population), keys,
            )
        )  # fmt: skip
        if lat:
            names += [(key, row, min(rank, 4)) for rank, key in enumerate(keys.split("|")) if key]
            sounds += [(sound, land, row) for sound in heard.split("|") if sound]
    for place in places:
        if _is_lent(place, places):
            places[place.row] = place._replace(precision=_PRECISION["admin1"])
    return places, names, sounds


def _is_lent(place: Row, places: list[Row]) -> bool:
    """Whether a district has no point of its own and stands at the centre of its province."""
    if place.kind != "admin2" or place.admin1 is None:
        return False
    around = places[place.admin1]
    return (place.lat, place.lon) == (around.lat, around.lon)


def _supplement(added: Table, places: list[Row]) -> list[Name]:
    """Add new places, and names and points of known ones, from the reviewed supplement."""
    known = {place.id: place.row for place in places}
    regions = {(p.country, fold(p.name)): p.row for p in places if p.kind == "admin1"}
    names: list[Name] = []
    for line in added:
        spellings = [line["name"], *filter(None, line["alternates"].split("|"))]
        keys = tuple(dict.fromkeys(k for s in spellings for k in _keys(s, line["country"])))
        row = known.get(line["id"])
        if row is None:
            row = len(places)
            places.append(
                Row(
                    row, line["id"], line["kind"], line["name"], line["country"] or None,
                    regions.get((line["country"], fold(line["admin1"]))), None,
                    float(line["lat"]), float(line["lon"]), 0, int(line["precision"]),
                    float(line["radius_km"]), "|".join(keys),
                )
            )  # fmt: skip
        else:
            places[row] = _corrected(places[row], line)
        names += [(key, row, 0) for key in keys]
    return names


def _taken_over(dumped: Sequence[Dumped], places: list[Row], shipped: int) -> list[Name]:
    """Add the places of GeoNames dumps that are not known yet, and the names of those that are.

    A dump tells regions by codes of its own; what they mean is learnt from its known towns. Its
    districts are known by their ids alone; one that stood at its province's centre gets its point.
    """
    known = {place.id: place.row for place in places[:shipped]}
    regions: dict[tuple[str, ...], Counter[tuple[int | None, int | None]]] = defaultdict(Counter)
    for one in dumped:
        if one.id in known and one.kind != "admin2":
            place = places[known[one.id]]
            for code in ((one.country, one.admin1, one.admin2), (one.country, one.admin1)):
                wide = len(code) == 2
                regions[code][(place.admin1, None if wide else place.admin2)] += 1
    names: list[Name] = []
    for one in dumped:
        row = known.get(one.id)
        if row is None and one.kind == "admin2":
            continue
        if row is not None and _is_lent(places[row], places):
            places[row] = places[row]._replace(
                lat=one.lat, lon=one.lon, precision=_PRECISION["admin2"], radius=DISTRICT_KM
            )
        spellings = list(dict.fromkeys(k for n in (one.name, *one.others)
                                       for k in _keys(n, one.country) if k))  # fmt: skip
        if row is None:
            seen = regions.get((one.country, one.admin1, one.admin2)) or regions.get(
                (one.country, one.admin1)
            )
            admin1, admin2 = seen.most_common(1)[0][0] if seen else (None, None)
            row = known[one.id] = len(places)
            precision, reach = _REACH.get(one.kind, (1, city_radius(one.population)))
            shown = unmarked(one.name) if one.country in MARKED_COUNTRIES else one.name
            places.append(
                Row(
                    row, one.id, one.kind, shown, one.country or None, admin1, admin2,
                    one.lat, one.lon, one.population, precision, reach, "|".join(spellings),
                )
            )  # fmt: skip
            names += [(key, row, min(rank, 4)) for rank, key in enumerate(spellings)]
        else:
            held = set(places[row].keys.split("|"))
            names += [(key, row, 4) for key in spellings if key not in held]
    return names


def _corrected(place: Row, line: dict[str, str]) -> Row:
    """A known place with the name, kind, point and reach that the supplement gives it."""
    place = place._replace(name=line["name"], kind=line["kind"])
    if line["lat"]:
        place = place._replace(lat=float(line["lat"]), lon=float(line["lon"]))
    return place._replace(radius=float(line["radius_km"] or place.radius))


def _heard(aliases: list[Name], places: list[Row]) -> list[Sound]:
    """The consonants of the supplement's names."""
    return [
        (skeleton(key), places[row].country or "", row)
        for key, row, _rank in aliases
        if len(key) >= 4 and places[row].country not in TRANSCRIBED_NOT
    ]


def _countries(
    lands: Table, places: list[Row], names: list[Name], shipped: int
) -> Iterator[tuple[str, int, int | None, int, int]]:
    """Countries with their capitals and the rows of their cities.

    Their points and English names replace those of the file.
    """
    rows = {place.country: place.row for place in places if place.kind == "country"}
    capitals = _capitals(lands, places, names)
    cities: dict[str | None, tuple[int, int]] = {}
    for place in places[:shipped]:
        if place.kind == "city" and place.id.startswith("geonames:"):
            cities[place.country] = (cities.get(place.country, (place.row, 0))[0], place.row)
    for land in lands:
        code = land["code"]
        if code in rows:
            row = rows[code]
            places[row] = places[row]._replace(
                name=land["name"], lat=float(land["lat"]), lon=float(land["lon"])
            )
            spellings = (land["name"], *land["alternates"].split("|"))
            names += [(fold(spelling), row, 0) for spelling in spellings if spelling]
            yield code, row, capitals.get(code), *cities.get(code, (0, -1))


def _capitals(lands: Table, places: list[Row], names: list[Name]) -> dict[str, int]:
    """The row of each country's capital: the largest city in it of that name."""
    wanted = {(fold(land["capital"]), land["code"]) for land in lands}
    largest: dict[str, tuple[int, int]] = {}
    for key, row, _rank in names:
        place = places[row]
        if place.country and (key, place.country) in wanted and place.kind == "city":
            found = (place.population, row)
            largest[place.country] = max(largest.get(place.country, found), found)
    return {country: row for country, (_people, row) in largest.items()}


def _keys(spelling: str, country: str) -> tuple[str, ...]:
    key = fold(spelling)
    if country in ARTICLE_COUNTRIES or not country:
        return key, without_articles(key)
    return (key,)


def city_radius(population: int) -> float:
    """Kilometres from a town's point to its edge, by its population.

    The radius of a disc with about 10,000 people a square kilometre, between 2 and 25: 15 for the
    seven million of Baghdad.
    """
    return float(min(25, max(2, round((population / 10_000) ** 0.5 * 0.56))))

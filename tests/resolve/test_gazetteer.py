"""The gazetteer: unpacked once, the same for all who open it, and its supplement without errors."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import pickle
import subprocess
import sys
from collections import defaultdict
from importlib import resources
from pathlib import Path

import pytest

from secondsource.distance import distance_km
from secondsource.errors import DataError
from secondsource.resolve import gazetteer as module
from secondsource.resolve.folding import fold, pronounced, skeleton, unmarked, without_articles
from secondsource.resolve.gazetteer import Gazetteer, Spot, open_gazetteer
from secondsource.resolve.sphere import (
    border_points,
    coordinates,
    mean_point,
    shifted,
)
from secondsource.resolve.unpack import city_radius, write_gazetteer

DATA = resources.files("secondsource") / "data"


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return open_gazetteer()


def table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((DATA / name).read_text("utf-8").splitlines()))


# --- spellings --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Al-Musayyib", "al musayyib"),
        ("Şırnak", "sirnak"),
        ("Côte d’Ivoire", "cote divoire"),
        ("Ba‘qūbah", "baqubah"),
        ("U.S.", "us"),
        ("St. Peter's", "st peters"),
        ("Saint-Denis", "st denis"),
        ("Łódź", "lodz"),
        ("Киев", ""),
        ("بغداد", ""),
    ],
)
def test_names_fold_to_one_key(name: str, key: str) -> None:
    assert fold(name) == key


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Musayib", "Al Musayyib"),
        ("Deir Ezzor", "Deir ez-Zor"),
        ("Hodeidah", "Al Hudaydah"),
        ("Mokha", "Al Mukha"),
        ("Sulaimani", "As Sulaymani"),
        ("Qamishli", "Kamishly"),
    ],
)
def test_transcriptions_share_their_consonants(one: str, two: str) -> None:
    assert skeleton(fold(one)) == skeleton(fold(two))


def test_names_are_shown_without_scholarly_marks(gazetteer: Gazetteer) -> None:
    assert unmarked("Ar Ramādī") == "Ar Ramadi"
    names = {spot.name for spot in gazetteer.named("Hodeidah") if spot.country == "YE"}
    assert "Al Hudaydah" in names


def test_an_article_alone_stays_a_name() -> None:
    assert without_articles("al") == "al"
    assert without_articles("al hudaydah") == "hudaydah"
    assert pronounced("deir ez zor") == pronounced("deir al zor")


# --- the file ---------------------------------------------------------------------------------


def test_the_shipped_file_is_the_one_described() -> None:
    about = json.loads((DATA / "gazetteer" / "gazetteer.json").read_text("utf-8"))
    packed = (DATA / "gazetteer" / about["file"]).read_bytes()
    assert hashlib.sha256(packed).hexdigest() == about["sha256"]
    assert len(packed) <= 20_000_000
    assert about["fold"] == module.FOLD_VERSION


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    bad = tmp_path / "gazetteer.tsv.xz"
    bad.write_bytes(b"not a gazetteer")
    with pytest.raises(DataError, match="damaged"):
        module._checked(bad, "0" * 64)


SMALL = [
    "# fold",
    "N\t1\tAland\tAA\t\t\t10\t10\t5000000\t300\taland\taland",
    "1\t2\tNorthern\tAA\t\t\t11\t10\t90000\t50\tnorthern\tnrtrn",
    "C\t3\tAl Tuba\tAA\t2\t\t11.2\t10.1\t70000\t\ttuba|touba\ttb",
    "C\t4\tPlain\tAA\t2\t\t11.4\t10.3\t900\t\tplain\tpln",
]
ADDED = [
    {
        "id": "place:fort", "name": "Fort Tuba", "alternates": "Tuba base", "kind": "base",
        "country": "AA", "admin1": "Northern", "lat": "11.3", "lon": "10.2", "precision": "2",
        "radius_km": "10", "basis": "invented",
    }
]  # fmt: skip
LANDS = [
    {
        "code": "AA", "name": "Aland", "alternates": "the Aland", "demonyms": "Alandish",
        "capital": "Touba", "lat": "10.5", "lon": "10.5",
    }
]  # fmt: skip


@pytest.fixture
def small(tmp_path: Path) -> Gazetteer:
    path = tmp_path / "small.sqlite"
    write_gazetteer(path, SMALL, ADDED, LANDS)
    return Gazetteer(path)


def test_rows_become_places_with_their_regions(small: Gazetteer) -> None:
    (town,) = small.named("Touba")
    place = small.place(town)
    assert (place.id, place.admin1, place.country) == ("geonames:3", "Northern", "AA")
    assert (place.precision, place.radius_km) == (1, 2.0)
    assert town.rank == 0  # a spelling of its own name
    assert small.capital("AA") == small.spot(town.row)
    assert small.people_of("Alandish") == "AA"


def test_the_supplement_adds_places(small: Gazetteer) -> None:
    (base,) = small.named("Tuba base")
    assert (base.kind, small.place(base).admin1, base.precision) == ("base", "Northern", 2)


def test_countries_take_their_reviewed_points(small: Gazetteer) -> None:
    country = small.country("AA")
    assert country is not None and (country.lat, country.lon) == (10.5, 10.5)
    assert small.points(country) == ((11.2, 10.1), (11.4, 10.3))
    assert small.country("ZZ") is None and small.known("geonames:99") is None


def test_the_cache_is_used_and_may_be_shared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: Gazetteer
) -> None:
    monkeypatch.setenv("SECONDSOURCE_CACHE", str(tmp_path))
    made = module._unpack(SMALL, (ADDED, LANDS), tmp_path / "deep" / "er", "g.sqlite")
    again = module._unpack(SMALL, (ADDED, LANDS), tmp_path / "deep" / "er", "g.sqlite")
    assert made == again == tmp_path / "deep" / "er" / "g.sqlite"
    assert [p.name for p in made.parent.iterdir()] == ["g.sqlite"]
    assert module._cache_folders()[0] == tmp_path


def test_a_folder_that_cannot_be_written_is_passed_over(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert module._unpack(SMALL, (ADDED, LANDS), blocked / "cache", "g.sqlite") is None


def test_a_gazetteer_goes_to_other_processes(small: Gazetteer) -> None:
    assert pickle.loads(pickle.dumps(small)).named("Touba") == small.named("Touba")


def test_two_processes_may_open_it_at_once(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from secondsource.resolve import gazetteer as g;"
        "sys.path.insert(0, sys.argv[2]); import test_gazetteer as t;"
        "p = g._unpack(t.SMALL, (t.ADDED, t.LANDS), Path(sys.argv[1]), 'g.sqlite');"
        "print(g.Gazetteer(p).named('Touba')[0].id)"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path), str(Path(__file__).parent)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ},
        )
        for _ in range(2)
    ]
    assert [process.communicate()[0].strip() for process in started] == ["geonames:3"] * 2


def test_radius_grows_with_population() -> None:
    assert city_radius(7_000_000) == 15.0
    assert city_radius(0) == 2.0
    assert city_radius(40_000_000) == 25.0


# --- the reviewed tables ----------------------------------------------------------------------


def test_every_entry_says_what_it_rests_on_and_how_far() -> None:
    seen = set()
    for line in table("places.csv"):
        assert line["id"] not in seen, line
        seen.add(line["id"])
        assert line["basis"] == "general knowledge", line
        if line["id"].startswith("place:"):
            assert -90 <= float(line["lat"]) <= 90 and -180 <= float(line["lon"]) <= 180, line
            assert int(line["precision"]) >= 1 and float(line["radius_km"]) >= 10, line
            assert int(line["precision"]) >= 2 or line["kind"] == "city", line


def test_the_supplement_reaches_over_many_countries() -> None:
    lines = [line for line in table("places.csv") if line["id"].startswith("place:")]
    assert len(lines) >= 550
    assert len({line["country"] for line in lines}) >= 40


SEA = {"sea", "continent", "island", "area"}
DESERT = {
    "In Amenas", "Al-Tanf", "Al-Walid crossing", "Trebil", "Khurais", "Boulkessi", "Nampala",
    "Indelimane", "Kulbiyow",
}  # fmt: skip
"""Far from any town."""


def test_entries_lie_in_their_country(gazetteer: Gazetteer) -> None:
    """A town of the same country lies within 50 km."""
    cells: dict[tuple[int, int], list[tuple[float, float, str]]] = defaultdict(list)
    rows = gazetteer._base.execute("SELECT lat, lon, country FROM place WHERE kind = 'city'")
    for lat, lon, country in rows:
        cells[round(lat), round(lon)].append((lat, lon, country))
    wrong = []
    for line in table("places.csv"):
        if not line["id"].startswith("place:") or line["kind"] in SEA or line["name"] in DESERT:
            continue
        lat, lon = float(line["lat"]), float(line["lon"])
        near = [
            distance_km((lat, lon), (a, b))
            for i in (-1, 0, 1)
            for j in (-1, 0, 1)
            for a, b, country in cells[round(lat) + i, round(lon) + j]
            if country == line["country"]
        ]
        if min(near, default=999.0) > 50:
            wrong.append((line["name"], line["country"], min(near, default=999.0)))
    assert not wrong


def test_entries_lie_near_their_province(gazetteer: Gazetteer) -> None:
    for line in table("places.csv"):
        if not line["id"].startswith("place:") or not line["admin1"]:
            continue
        regions = [
            s
            for s in gazetteer.named(line["admin1"])
            if s.country == line["country"] and s.kind in {"admin1", "area"}
        ]
        assert regions, line
        here = (float(line["lat"]), float(line["lon"]))
        off = min(distance_km(here, (s.lat or 0, s.lon or 0)) - s.radius_km for s in regions)
        assert off <= 130, (line, off)


def test_countries_have_points_and_capitals(gazetteer: Gazetteer) -> None:
    for line in table("countries.csv"):
        country = gazetteer.country(line["code"])
        if country is None or not gazetteer.points(country):
            continue
        middle = mean_point(gazetteer.points(country))
        here = (float(line["lat"]), float(line["lon"]))
        assert distance_km(here, middle) <= 350 + 1.5 * country.radius_km, line
    for code in ("IQ", "UA", "SD", "CO", "MM", "PH", "CD", "ET"):
        assert gazetteer.capital(code) is not None


# --- look-ups ---------------------------------------------------------------------------------


def test_namesakes_are_all_given(gazetteer: Gazetteer) -> None:
    countries = {spot.country for spot in gazetteer.named("Paris")}
    assert {"FR", "US"} <= countries


def test_sounding_keeps_to_the_countries_asked_for(gazetteer: Gazetteer) -> None:
    found = gazetteer.sounding("Musayib", ["IQ"])
    assert found and {spot.country for spot in found} == {"IQ"}
    assert gazetteer.sounding("Musayib", []) == ()
    assert gazetteer.sounding("X", ["IQ"]) == ()


def test_a_gazetteer_is_opened_once_for_all(gazetteer: Gazetteer) -> None:
    assert isinstance(gazetteer.named("Baghdad")[0], Spot)
    assert open_gazetteer().named("Baghdad") == gazetteer.named("Baghdad")


# --- on the sphere ----------------------------------------------------------------------------


def test_distances_and_bearings_agree() -> None:
    start = (14.8, 42.95)
    for bearing in range(0, 360, 30):
        assert distance_km(start, shifted(start, bearing, 111.0)) == pytest.approx(111.0, abs=0.01)
    assert shifted((0.0, 0.0), 90, 111.2)[1] == pytest.approx(1.0, abs=0.01)
    assert shifted((0.0, 179.9), 90, 50)[1] < 0


def test_coordinates_are_read_in_degrees_and_minutes() -> None:
    assert coordinates("14°21'N 042°38'E") == (14.35, 42.6333)
    assert coordinates("33.5° S, 70.6° W") == (-33.5, -70.6)
    assert coordinates("14°21'N") is None


def test_borders_run_between_near_towns() -> None:
    here = [(10.0, 10.0), (11.0, 10.0), (10.0, 5.0)]
    there = [(10.1, 10.3), (11.1, 10.2)]
    lat, lon = mean_point(border_points(here, there))
    assert (lat, lon) == (pytest.approx(10.55, abs=0.1), pytest.approx(10.1, abs=0.1))
    assert border_points(here, [(50.0, 50.0)]) == []

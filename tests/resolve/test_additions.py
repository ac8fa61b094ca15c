"""Places of the user's own: taken over whole, kept, found again; refused with line and reason."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from secondsource.errors import DataError, InputError
from secondsource.resolve.additions import (
    add_places,
    additions_folder,
    list_added,
    mark_of,
    read_added,
    remove_places,
)
from secondsource.resolve.gazetteer import Gazetteer
from secondsource.resolve.unpack import write_gazetteer

SHIPPED = [
    "# fold",
    "N\t1\tAland\tAA\t\t\t10\t10\t5000000\t300\taland\taland",
    "1\t2\tNorthern\tAA\t\t\t11\t10\t90000\t50\tnorthern\tnrtrn",
    "C\t3\tTuba\tAA\t2\t\t11.2\t10.1\t70000\t\ttuba\ttb",
    "N\t4\tBland\tBB\t\t\t30\t10\t5000000\t300\tbland\tbland",
    "C\t5\tBig\tBB\t\t\t30.2\t10.1\t70000\t\tbig\tbg",
]
LANDS = [
    {"code": "AA", "name": "Aland", "alternates": "", "demonyms": "", "capital": "Tuba",
     "lat": "10", "lon": "10"},
    {"code": "BB", "name": "Bland", "alternates": "", "demonyms": "", "capital": "Big",
     "lat": "30", "lon": "10"},
]  # fmt: skip


def dump_line(
    gid: int, name: str, code: str = "PPL", others: str = "", lat: str = "11.5", people: int = 0
) -> str:
    fields = [
        str(gid), name, name, others, lat, "10.2", code[:1], code, "AA", "", "07", "", "", "",
        str(people), "", "300", "Aland/Tuba", "2024-01-01",
    ]  # fmt: skip
    return "\t".join(fields)


DUMP = "\n".join(
    [
        dump_line(3, "Tuba", others="Tubah,TUB", people=70000),
        dump_line(70, "Kālta", others="Kaltah,كلتة,https://a.example"),
        dump_line(71, "Dry Well", code="WLL"),
        dump_line(72, "كلتة"),
        dump_line(73, "Kalta Airport", code="AIRB"),
    ]
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "own"


def written(tmp_path: Path, text: str, name: str = "mine.csv") -> Path:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return file


def built(tmp_path: Path, folder: Path) -> Gazetteer:
    more = read_added(folder)
    path = tmp_path / "g.sqlite"
    write_gazetteer(path, SHIPPED, list(more.tables), LANDS, more.dumped)
    return Gazetteer(path, more.digest)


def test_a_country_dump_adds_towns_and_sites(tmp_path: Path, folder: Path) -> None:
    added = add_places(written(tmp_path, DUMP, "AA.txt"), folder)
    assert (added.name, added.places, added.left_out) == ("AA", 3, 2)
    gazetteer = built(tmp_path, folder)
    (village,) = gazetteer.named("Kaltah")
    place = gazetteer.place(village)
    assert (place.id, place.country, place.admin1) == ("geonames:70", "AA", "Northern")
    assert (place.lat, place.precision) == (11.5, 1)
    (base,) = gazetteer.named("Kalta Airport")
    assert base.kind == "base"
    assert not gazetteer.named("Dry Well")


def test_a_known_place_keeps_its_point_and_gains_names(tmp_path: Path, folder: Path) -> None:
    add_places(written(tmp_path, DUMP, "AA.txt"), folder)
    gazetteer = built(tmp_path, folder)
    (town,) = gazetteer.named("Tubah")
    assert (town.id, town.lat) == ("geonames:3", 11.2)
    assert not gazetteer.named("TUB")


def test_a_district_without_a_point_is_as_open_as_its_province_until_a_dump_gives_one(
    tmp_path: Path, folder: Path
) -> None:
    shipped = [*SHIPPED, "2\t6\tCoast\tAA\t2\t\t11\t10\t\t50\tcoast\tkst"]
    path = tmp_path / "shipped.sqlite"
    write_gazetteer(path, shipped, [], LANDS)
    (coast,) = Gazetteer(path).named("Coast")
    assert (coast.lat, coast.precision, coast.radius_km) == (11.0, 4, 50.0)
    lines = [dump_line(6, "Coast", "ADM2", "The Shore"), dump_line(99, "Inland", "ADM2")]
    add_places(written(tmp_path, "\n".join(lines), "AA.txt"), folder)
    path = tmp_path / "more.sqlite"
    write_gazetteer(path, shipped, [], LANDS, read_added(folder).dumped)
    (coast,) = Gazetteer(path).named("The Shore")
    assert (coast.lat, coast.precision, coast.radius_km) == (11.5, 3, 30.0)
    assert not Gazetteer(path).named("Inland")


def test_towns_of_a_country_stay_its_own(tmp_path: Path, folder: Path) -> None:
    add_places(written(tmp_path, DUMP, "AA.txt"), folder)
    gazetteer = built(tmp_path, folder)
    land = gazetteer.country("AA")
    assert land is not None and gazetteer.points(land) == ((11.2, 10.1),)


def test_an_archive_is_read(tmp_path: Path, folder: Path) -> None:
    with zipfile.ZipFile(tmp_path / "AA.zip", "w") as archive:
        archive.writestr("readme.txt", "about")
        archive.writestr("AA.txt", DUMP)
    assert add_places(tmp_path / "AA.zip", folder).places == 3


def test_a_table_of_ones_own_is_added(tmp_path: Path, folder: Path) -> None:
    text = "name,lat,lon,country,kind,alternates\nHill 7,11.3,10.4,IQ,base,Post Seven\n"
    assert add_places(written(tmp_path, text), folder).places == 1
    (spot,) = built(tmp_path, folder).named("Post Seven")
    assert (spot.kind, spot.country, spot.precision, spot.radius_km) == ("base", "IQ", 2, 10.0)
    assert spot.id == "place:own-hill-7-11.30-10.40"


def test_adding_again_replaces_and_removing_takes_out(tmp_path: Path, folder: Path) -> None:
    assert mark_of(folder) == "" and list_added(folder) == ()
    add_places(written(tmp_path, "name,lat,lon\nA1 Hill,1,2\n"), folder)
    first = mark_of(folder)
    add_places(written(tmp_path, "name,lat,lon\nA1 Hill,1,2\nB2 Hill,3,4\n"), folder)
    assert mark_of(folder) != first
    assert [(one.name, one.places) for one in list_added(folder)] == [("mine", 2)]
    remove_places("mine", folder)
    assert mark_of(folder) == "" and list_added(folder) == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("nom,lat,lon\nX,1,2\n", "no column name"),
        ("name,lat,lon,colour\nX,1,2,red\n", "unknown column 'colour'"),
        ("name,lat,lon\n", "no rows"),
        ("name,lat,lon\nXa,99,2\n", "line 2: lat is '99'"),
        ("name,lat,lon\nXa,1,2\nXb,1,east\n", "line 3: lon is 'east'"),
        ("name,lat,lon,country\nXa,1,2,Iraq\n", "the country is 'IRAQ'"),
        ("name,lat,lon,kind\nXa,1,2,volcano\n", "the kind is 'volcano'"),
        ("name,lat,lon,precision\nXa,1,2,9\n", "the precision is '9'"),
        ("name,lat,lon,radius_km\nXa,1,2,wide\n", "the radius is 'wide'"),
        ("name,lat,lon\nحلب,1,2\n", "no Latin letters"),
        ("\t" * 18 + "\n", "no town or site"),
    ],
)
def test_a_wrong_line_is_refused_with_its_reason(
    text: str, says: str, tmp_path: Path, folder: Path
) -> None:
    with pytest.raises(DataError, match=says):
        add_places(written(tmp_path, text), folder)
    assert list_added(folder) == ()


def test_files_that_cannot_be_read_are_refused(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        add_places(tmp_path / "none.csv", folder)
    (tmp_path / "latin.csv").write_bytes(b"name,lat,lon\nA\xf1o,1,2\n")
    with pytest.raises(InputError, match="not UTF-8"):
        add_places(tmp_path / "latin.csv", folder)
    with pytest.raises(InputError, match="Added so far: none"):
        remove_places("other", folder)


def test_a_damaged_copy_is_named(folder: Path) -> None:
    folder.mkdir()
    (folder / "AA.tsv.gz").write_bytes(b"not packed")
    with pytest.raises(DataError, match="Delete that file"):
        read_added(folder)


def test_the_folder_may_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECONDSOURCE_PLACES", str(tmp_path))
    assert additions_folder() == tmp_path

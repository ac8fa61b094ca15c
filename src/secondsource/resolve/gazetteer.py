"""The gazetteer: places by name, read from one file that is unpacked into the user's cache.

In: names as reports write them. Out: spots, each a place with its coordinates, region, country,
population and how far its name leaves it open. The compressed file that ships
(`data/gazetteer/gazetteer.tsv.xz`, GeoNames data under CC BY 4.0), the reviewed supplement
(`data/places.csv`) and what the user has added become one SQLite file on first use. It refuses a
shipped file whose digest is not the published one, and it never chooses between namesakes: that
is the business of `places`.
"""

from __future__ import annotations

import csv
import hashlib
import json
import lzma
import os
import sqlite3
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from rapidfuzz import fuzz

from secondsource.errors import DataError
from secondsource.model import Place
from secondsource.resolve.additions import Dumped, additions_folder, mark_of, read_added
from secondsource.resolve.folding import (
    ARTICLE_COUNTRIES,
    FOLD_VERSION,
    fold,
    pronounced,
    skeleton,
    without_articles,
)
from secondsource.resolve.unpack import LAYOUT, Table, write_gazetteer

SIMILAR = 84.0  # of 100; set on transcriptions of the same UCDP place names (tests/cases)
KEPT = 50_000  # names that one gazetteer remembers


@dataclass(frozen=True, slots=True)
class Spot:
    """One place of the gazetteer; `admin1` and `admin2` are rows of the regions it lies in.

    `kind` is country, region (several provinces), admin1, admin2, city, or a kind of the
    supplement: base, camp, crossing, neighbourhood, island, sea, area, site.
    """

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
    radius_km: float
    rank: int = 0  # 0 where the name is a spelling of the place's own, else the order of the other


class Gazetteer:
    """Places by name; the same names always give the same spots."""

    def __init__(self, path: Path, added: str = "") -> None:
        """Open an unpacked gazetteer for reading only; `added` marks what the user added to it."""
        self._path = path
        self.added = added
        self._base = sqlite3.connect(
            f"{path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        self._names: dict[str, tuple[Spot, ...]] = {}
        self._spots: dict[int, Spot] = {}
        lands = self._base.execute("SELECT * FROM country").fetchall()
        self._countries = {code: row for code, row, *_ in lands}
        self._capitals = {code: row for code, _, row, *_ in lands if row is not None}
        self._ranges = {code: (first, last) for code, *_, first, last in lands}
        self.capitals = frozenset(self._capitals.values())
        self._demonyms = dict(self._base.execute("SELECT key, country FROM demonym"))

    def __reduce__(self) -> tuple[type[Gazetteer], tuple[Path, str]]:
        """A gazetteer sent to another process is opened there again."""
        return Gazetteer, (self._path, self.added)

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def named(self, words: str) -> tuple[Spot, ...]:
        """The places that bear a name, in any spelling of accents, hyphens and articles."""
        found = self._names.get(words)
        if found is None:
            if len(self._names) >= KEPT:
                self._names.clear()
            found = self._names[words] = self._find(fold(words))
        return found

    def sounding(self, words: str, countries: Iterable[str]) -> tuple[Spot, ...]:
        """Places of the given countries whose names are other transcriptions of the words."""
        key = fold(words)
        sound = skeleton(key)
        if not sound or len(key) < 4:
            return ()
        enough = SIMILAR if len(sound) > 1 else 95.0
        said = pronounced(key)
        best: dict[int, tuple[float, int]] = {}
        for country in countries:
            rows = self._base.execute(
                "SELECT place, keys FROM sound JOIN place ON row = place "
                "WHERE skeleton = ? AND sound.country = ?",
                (sound, country),
            )
            for place, keys in rows:
                likeness = max(fuzz.ratio(said, pronounced(other)) for other in keys.split("|"))
                if likeness >= enough:
                    best[place] = (likeness, place)
        ranked = sorted(best.values(), key=lambda pair: (-pair[0], pair[1]))
        return tuple(self._spot(place, 5 + int(100 - likeness)) for likeness, place in ranked[:20])

    def spot(self, row: int) -> Spot:
        """The place of one row."""
        return self._spot(row, 0)

    def known(self, place_id: str | None) -> Spot | None:
        """The spot of a place's id, or None where there is none."""
        query = "SELECT row FROM place WHERE id = ? ORDER BY row"
        found = self._base.execute(query, (place_id,)).fetchone()
        return None if found is None else self._spot(found[0], 0)

    def points(self, spot: Spot) -> tuple[tuple[float, float], ...]:
        """Latitude and longitude of the towns of a country or first-order region."""
        first, last = self._ranges.get(spot.country or "", (0, -1))
        query = "SELECT lat, lon FROM place WHERE row BETWEEN ? AND ?"
        if spot.kind == "country":
            return tuple(self._base.execute(query, (first, last)).fetchall())
        return tuple(self._base.execute(f"{query} AND admin1 = ?", (first, last, spot.row)))

    def country(self, code: str | None) -> Spot | None:
        """The country of an ISO code, or None where there is none of that code."""
        row = self._countries.get(code or "")
        return None if row is None else self._spot(row, 0)

    def capital(self, code: str | None) -> Spot | None:
        """The capital of a country, or None where the gazetteer has none."""
        row = self._capitals.get(code or "")
        return None if row is None else self._spot(row, 0)

    def people_of(self, word: str) -> str | None:
        """The ISO code of the country whose people or things a word names ("Iraqi"), or None."""
        return self._demonyms.get(fold(word))

    def place(self, spot: Spot) -> Place:
        """A spot as the value of a mention or statement."""
        return Place(
            id=spot.id,
            name=spot.name,
            admin1=self._name_of(spot.admin1, spot, "admin1"),
            admin2=self._name_of(spot.admin2, spot, "admin2"),
            country=spot.country,
            lat=spot.lat,
            lon=spot.lon,
            precision=spot.precision,
            radius_km=spot.radius_km,
        )

    def _name_of(self, row: int | None, spot: Spot, kind: str) -> str | None:
        if row is None:
            return spot.name if spot.kind == kind else None
        return self._spot(row, 0).name

    def _find(self, key: str) -> tuple[Spot, ...]:
        if not key:
            return ()
        found = dict(self._rows(key))
        bare = without_articles(key)
        if bare != key:
            for place, rank in self._rows(bare):
                if self._spot(place, 0).country in ARTICLE_COUNTRIES:
                    found.setdefault(place, rank)
        return tuple(self._borne(key, place, rank) for place, rank in sorted(found.items()))

    def _borne(self, key: str, row: int, rank: int) -> Spot:
        """The place that bears a name; a transcription of its own name ranks as its own."""
        spot = self._spot(row, rank)
        if rank == 0:
            return spot
        own = fuzz.ratio(pronounced(key), pronounced(fold(spot.name))) >= SIMILAR
        return self._spot(row, 0) if own else spot

    def _rows(self, key: str) -> list[tuple[int, int]]:
        query = "SELECT place, rank FROM name WHERE key = ? ORDER BY place, rank DESC"
        return self._base.execute(query, (key,)).fetchall()

    def _spot(self, row: int, rank: int) -> Spot:
        if rank == 0 and row in self._spots:
            return self._spots[row]
        query = (
            "SELECT row, id, kind, name, country, admin1, admin2, lat, lon, population, precision, "
            "radius, ? FROM place WHERE row = ?"
        )
        found = Spot(*self._base.execute(query, (rank, row)).fetchone())
        if rank == 0:
            if len(self._spots) >= KEPT:
                self._spots.clear()
            self._spots[row] = found
        return found


def open_gazetteer() -> Gazetteer:
    """The gazetteer that ships with what the user has added, unpacked on first use.

    The cache is `$SECONDSOURCE_CACHE` where that is set, else the platform's folder for caches,
    else (where that cannot be written) a folder for temporary files.
    """
    data = resources.files("secondsource") / "data"
    about = json.loads((data / "gazetteer" / "gazetteer.json").read_text(encoding="utf-8"))
    tables = [(data / name).read_bytes() for name in ("places.csv", "countries.csv")]
    name = f"gazetteer-{about['sha256'][:12]}-{hashlib.sha256(b''.join(tables)).hexdigest()[:8]}"
    own = mark_of(additions_folder())
    name += f"-{LAYOUT}.{FOLD_VERSION}{'+' if own else ''}{own}.sqlite"
    for folder in _cache_folders():
        if (folder / name).is_file():
            return Gazetteer(folder / name, own)
    packed = _checked(data / "gazetteer" / about["file"], about["sha256"])
    rows = lzma.decompress(packed).decode().split("\n")
    added, lands = (list(csv.DictReader(t.decode("utf-8").splitlines())) for t in tables)
    more = read_added(additions_folder())
    for folder in _cache_folders():
        path = _unpack(rows, (added + list(more.tables), lands), folder, name, more.dumped)
        if path is not None:
            return Gazetteer(path, own)
    raise DataError(
        f"The gazetteer cannot be unpacked: neither {' nor '.join(map(str, _cache_folders()))} "
        "can be written. Set SECONDSOURCE_CACHE to a folder that can."
    )


def _cache_folders() -> tuple[Path, ...]:
    chosen = os.environ.get("SECONDSOURCE_CACHE")
    if chosen:
        usual = Path(chosen)
    elif sys.platform == "win32":
        usual = Path(os.environ.get("LOCALAPPDATA", tempfile.gettempdir())) / "secondsource"
    elif sys.platform == "darwin":
        usual = Path.home() / "Library" / "Caches" / "secondsource"
    else:
        usual = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "secondsource"
    person = f"secondsource-{os.getuid()}" if hasattr(os, "getuid") else "secondsource"
    return usual.absolute(), Path(tempfile.gettempdir()).absolute() / person


def _checked(file: Traversable, digest: str) -> bytes:
    packed = file.read_bytes()
    if hashlib.sha256(packed).hexdigest() != digest:
        raise DataError(
            f"The gazetteer file {file.name} is damaged: its digest is not {digest[:12]}…. "
            "Install Second Source again."
        )
    return packed


def _unpack(
    rows: list[str],
    tables: tuple[Table, Table],
    folder: Path,
    name: str,
    dumped: Sequence[Dumped] = (),
) -> Path | None:
    """Write the file beside its final name and move it there in one step, or None if it cannot."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(prefix=name, suffix=".part", dir=folder)
    except OSError:
        return None
    os.close(handle)
    try:
        write_gazetteer(Path(draft), rows, *tables, dumped)
        os.replace(draft, folder / name)
    except (OSError, sqlite3.OperationalError):
        Path(draft).unlink(missing_ok=True)
        return folder / name if (folder / name).is_file() else None
    return folder / name

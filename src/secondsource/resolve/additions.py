"""Places that a user adds to the gazetteer: GeoNames country dumps and tables of their own.

In: a file (`SY.txt` or `SY.zip` from GeoNames, or a CSV with columns as in `data/places.csv`).
Out: a checked copy in the user's data folder, from which every later gazetteer is built. It refuses
a table with a wrong line, and says which line, what stands there and what should.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import os
import re
import tomllib
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from secondsource.errors import DataError, InputError
from secondsource.folders import data_folder
from secondsource.resolve.folding import fold

COLUMNS = (
    "id", "name", "alternates", "kind", "country", "admin1", "lat", "lon", "precision",
    "radius_km", "basis",
)  # fmt: skip
KINDS = frozenset(
    [
        "city", "base", "camp", "crossing", "neighbourhood", "island", "sea", "area", "site",
        "region", "admin1", "admin2",
    ]
)  # fmt: skip
DUMP_FIELDS = 19
_DUMP, _TABLE = ".tsv.gz", ".csv"


class Dumped(NamedTuple):
    """One place of a GeoNames dump that is taken over."""

    id: str
    name: str
    others: tuple[str, ...]
    lat: float
    lon: float
    kind: str
    country: str
    admin1: str
    admin2: str
    population: int


@dataclass(frozen=True, slots=True)
class Added:
    """One file of places that was added: its name, how many it holds, how many were left out."""

    name: str
    places: int
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Additions:
    """Everything that was added, read and ready for the gazetteer; `digest` is "" for nothing."""

    tables: tuple[dict[str, str], ...]
    dumped: tuple[Dumped, ...]
    digest: str


def additions_folder() -> Path:
    """Where added places are kept: `$SECONDSOURCE_PLACES`, else the platform's folder for data."""
    chosen = os.environ.get("SECONDSOURCE_PLACES")
    if chosen:
        return Path(chosen).absolute()
    return data_folder() / "places"


def add_places(file: Path, folder: Path) -> Added:
    """Check a file of places and keep a copy of it; one of the same name is replaced."""
    text = _text_of(file)
    name = re.sub(r"[^\w.-]+", "-", file.stem)
    first = text.split("\n", 1)[0]
    if first.count("\t") == DUMP_FIELDS - 1:
        lines = text.splitlines()
        taken = [line for line in lines if _dumped(line) is not None]
        if not taken:
            raise DataError(f"{file} holds no town or site with a name in Latin letters.")
        packed = gzip.compress("\n".join(taken).encode(), mtime=0)
        _keep(folder, name, _DUMP, packed)
        return Added(name, len(taken), len([line for line in lines if line]) - len(taken))
    rows = list(_rows(text, str(file)))
    _keep(folder, name, _TABLE, _as_csv(rows))
    return Added(name, len(rows))


def remove_places(name: str, folder: Path) -> None:
    """Take one added file out again."""
    found = [folder / (name + end) for end in (_DUMP, _TABLE) if (folder / (name + end)).is_file()]
    if not found:
        known = ", ".join(one.name for one in list_added(folder)) or "none"
        raise InputError(f"No places were added as {name!r}. Added so far: {known}.")
    for file in found:
        file.unlink()


def list_added(folder: Path) -> tuple[Added, ...]:
    """The files that were added."""
    found = []
    for file in _files(folder):
        name = file.name.removesuffix(_DUMP).removesuffix(_TABLE)
        one = _read(file)
        found.append(Added(name, len(one.tables) + len(one.dumped)))
    return tuple(found)


def mark_of(folder: Path) -> str:
    """A short digest of everything that was added, "" where nothing was."""
    digest = hashlib.sha256()
    files = _files(folder)
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:8] if files else ""


def read_added(folder: Path) -> Additions:
    """Everything that was added, in the order of the files' names."""
    parts = [_read(file) for file in _files(folder)]
    return Additions(
        tuple(row for part in parts for row in part.tables),
        tuple(row for part in parts for row in part.dumped),
        mark_of(folder),
    )


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(f for f in folder.iterdir() if f.name.endswith((_DUMP, _TABLE)))


def _read(file: Path) -> Additions:
    try:
        if file.name.endswith(_DUMP):
            lines = gzip.decompress(file.read_bytes()).decode().splitlines()
            dumped = tuple(d for line in lines if (d := _dumped(line)) is not None)
            return Additions((), dumped, "")
        return Additions(tuple(_rows(file.read_text("utf-8"), str(file))), (), "")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as fault:
        raise DataError(
            f"The added places in {file} are damaged ({fault}). Delete that file and add it again."
        ) from fault


def _keep(folder: Path, name: str, ending: str, content: bytes) -> None:
    """Write a file that appears whole or not at all, and drop one of the same name."""
    draft = folder / f".{name}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(content)
        os.replace(draft, folder / (name + ending))
        other = _TABLE if ending == _DUMP else _DUMP
        (folder / (name + other)).unlink(missing_ok=True)
    except OSError as fault:
        raise InputError(
            f"{folder} cannot be written: {fault.strerror}. Set SECONDSOURCE_PLACES to a folder "
            "that can."
        ) from fault


def _text_of(file: Path) -> str:
    """The text of a file, or of the one country table in a GeoNames archive."""
    try:
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as archive:
                names = [n for n in archive.namelist() if n.lower() != "readme.txt"]
                if len(names) != 1:
                    raise InputError(
                        f"{file} holds {len(names)} files; give an archive with one table, "
                        "such as SY.zip of GeoNames."
                    )
                content = archive.read(names[0])
        else:
            content = file.read_bytes()
        return content.decode("utf-8-sig")
    except (OSError, zipfile.BadZipFile) as fault:
        why = getattr(fault, "strerror", None) or str(fault)
        raise InputError(f"{file} cannot be read: {why}. Name a file that can.") from fault
    except UnicodeDecodeError as fault:
        raise InputError(f"{file} is not UTF-8 text. Save it as UTF-8 and add it again.") from fault


# --- GeoNames ---------------------------------------------------------------------------------


@cache
def _features() -> dict[str, str]:
    """The kind of place for each GeoNames feature code that is taken over."""
    file = resources.files("secondsource") / "data" / "places.toml"
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    return {code: kind for kind, codes in data["features"].items() for code in codes.split()}


def _dumped(line: str) -> Dumped | None:
    """The place of one line of a dump; None for streams, wells, shops and unreadable names."""
    fields = line.split("\t")
    if len(fields) != DUMP_FIELDS:
        return None
    kind = _features().get(fields[7])
    name = fields[1] if fold(fields[1]) else fields[2]
    if kind is None or not fold(name):
        return None
    try:
        lat, lon, people = float(fields[4]), float(fields[5]), int(fields[14] or 0)
    except ValueError:
        return None
    others = tuple(n for n in fields[3].split(",") if n != name and _usable(n))
    return Dumped(
        f"geonames:{fields[0]}", name, others, lat, lon, kind, fields[8], fields[10], fields[11],
        people,
    )  # fmt: skip


def _usable(name: str) -> bool:
    """Whether an alternate name is one that a report may write: Latin, no code, no link."""
    short = name.isupper() and len(name) <= 5
    return bool(name) and name[0].isupper() and not short and len(fold(name)) > 2


# --- tables of one's own ----------------------------------------------------------------------


def _rows(text: str, where: str) -> Iterator[dict[str, str]]:
    """The rows of a user's table with every column filled as in `data/places.csv`."""
    reader = csv.DictReader(io.StringIO(text))
    columns = reader.fieldnames or []
    missing = [name for name in ("name", "lat", "lon") if name not in columns]
    if missing:
        raise DataError(
            f"{where} has no column {' and no column '.join(missing)}. Give a CSV whose first line "
            f"names columns of {', '.join(COLUMNS)}, or a GeoNames country dump."
        )
    unknown = [name for name in columns if name not in COLUMNS]
    if unknown:
        raise DataError(
            f"{where} has the unknown column {unknown[0]!r}. Known are {', '.join(COLUMNS)}."
        )
    found = False
    for row in reader:
        found = True
        yield _checked({k: (row.get(k) or "").strip() for k in COLUMNS}, where, reader.line_num)
    if not found:
        raise DataError(f"{where} has no rows below its first line. Add a place and try again.")


def _checked(row: dict[str, str], where: str, line: int) -> dict[str, str]:
    """A row with its defaults, or an error that names the line and what is wrong in it."""

    def wrong(what: str, next_step: str) -> DataError:
        return DataError(f"{where}, line {line}: {what}. {next_step}")

    for name in (row["name"], *filter(None, row["alternates"].split("|"))):
        if not fold(name):
            raise wrong(f"the name {name!r} has no Latin letters", "Reports are read in English.")
    for column, limit in (("lat", 90.0), ("lon", 180.0)):
        if not _between(row[column], -limit, limit):
            raise wrong(
                f"{column} is {row[column]!r}", f"Give degrees from {-limit:g} to {limit:g}."
            )
    row["kind"] = row["kind"] or "site"
    if row["kind"] not in KINDS:
        raise wrong(f"the kind is {row['kind']!r}", f"Use one of {', '.join(sorted(KINDS))}.")
    row["country"] = row["country"].upper()
    if row["country"] and row["country"] not in _codes():
        raise wrong(f"the country is {row['country']!r}", "Give its two letters of ISO 3166-1.")
    row["precision"] = row["precision"] or "2"
    if row["precision"] not in set("1234567"):
        raise wrong(f"the precision is {row['precision']!r}", "Give UCDP's, from 1 to 7.")
    row["radius_km"] = row["radius_km"] or "10"
    if not _between(row["radius_km"], 0.1, 20_000):
        raise wrong(f"the radius is {row['radius_km']!r}", "Give kilometres.")
    slug = fold(row["name"]).replace(" ", "-").replace("&", "and")
    row["id"] = row["id"] or f"place:own-{slug}-{float(row['lat']):.2f}-{float(row['lon']):.2f}"
    return row


def _between(words: str, low: float, high: float) -> bool:
    try:
        return low <= float(words) <= high
    except ValueError:
        return False


@cache
def _codes() -> frozenset[str]:
    text = (resources.files("secondsource") / "data" / "countries.csv").read_text("utf-8")
    return frozenset(row["code"] for row in csv.DictReader(text.splitlines()))


def _as_csv(rows: Iterable[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()

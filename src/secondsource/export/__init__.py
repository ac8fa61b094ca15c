"""The case, written out: JSON Lines by the contract, CSV for spreadsheets, GeoJSON for maps.

In: an open store, the name of a format and where to write. Out: the number of rows or features
written. It refuses a format it does not know, and never leaves half a file: a path is replaced
only when everything is written.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TextIO

from secondsource.errors import ConfigError, StoreError
from secondsource.export.case import Case, read_case
from secondsource.export.contract import LINES, Format
from secondsource.export.geo import write_geojson
from secondsource.export.tables import write_csv
from secondsource.store import Store

__all__ = ["FORMATS", "export_case"]

Writer = Callable[[Case, TextIO], int]


def _write_lines(form: Format, case: Case, out: TextIO) -> int:
    number = 0
    for row in form.rows(case):
        out.write(json.dumps(row, ensure_ascii=False) + "\n")
        number += 1
    return number


_WRITERS: Mapping[str, Writer] = {
    **{name: partial(_write_lines, form) for name, form in LINES.items()},
    "csv": write_csv,
    "geojson": write_geojson,
}
_WITHOUT_CLAIMS = ("incidents", "disputes", "links", "decisions")
FORMATS: tuple[str, ...] = tuple(_WRITERS)
"""The names of the formats."""


def export_case(store: Store, name: str, out: TextIO | Path) -> int:
    """Write a case in one format to an open text stream, or to a path in one step."""
    if name not in _WRITERS:
        raise ConfigError(f"There is no format {name!r}. Choose one of {', '.join(FORMATS)}.")
    write = partial(_WRITERS[name], read_case(store, with_claims=name not in _WITHOUT_CLAIMS))
    return _replace(out, write) if isinstance(out, Path) else write(out)


def _replace(path: Path, write: Callable[[TextIO], int]) -> int:
    """Write beside the path, then put the whole file in its place; a device is written to."""
    path = path.resolve()
    temporary: str | None = None
    try:
        if path.exists() and not path.is_file():
            with path.open("w", encoding="utf-8", newline="") as out:
                return write(out)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent or ".")
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            number = write(out)
        os.chmod(temporary, _mode(path))
        os.replace(temporary, path)
        temporary = None
    except OSError as error:
        raise StoreError(
            f"{path} cannot be written: {error.strerror or error}. Choose another file with -o."
        ) from error
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
    return number


def _mode(path: Path) -> int:
    """The mode of the file that is replaced, or what a new file gets here."""
    try:
        return path.stat().st_mode & 0o7777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask

"""The rows of a sheet: CSV and TSV, and XLSX workbooks (with the extra `desk`).

In: a file. Out: the names of its columns and its rows as words. It refuses files that are no table
and workbooks that unpack to more than they should. Dates of a workbook come as ISO days, whole
numbers without a point.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from secondsource.errors import ConfigError, InputError
from secondsource.read.archives import LARGEST_FILE, unsafe
from secondsource.read.decode import clean, decode
from secondsource.read.tables import table_form, table_rows

MOST_ROWS = 200_000
_HEAD = 65_536  # bytes that tell the columns of a table


@dataclass(frozen=True, slots=True)
class Row:
    """One row with the number of its line and its words by column, or why it is none."""

    line: int
    cells: dict[str, str]
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as it stands in a file."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def open_sheet(path: Path, sheet: str | None = None) -> Sheet:
    """The sheet of a CSV, TSV or XLSX file; InputError where it is none.

    `sheet` names one of a workbook; the first is read where it is not given.
    """
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= LARGEST_FILE else b""
    except OSError as fault:
        raise InputError(f"{path} cannot be read: {fault.strerror}. Check its name.") from fault
    if size > LARGEST_FILE:
        limit = LARGEST_FILE // 1024 // 1024
        raise InputError(f"{path} is larger than {limit} MB. Split it into several sheets.")
    lines = _of_workbook(data, path, sheet) if data.startswith(b"PK") else _of_text(data, path)
    found = list(_numbered(lines, path))
    head = next((n for n, (_, cells) in enumerate(found) if len(_filled(cells)) >= 2), len(found))
    if head + 1 >= len(found):
        raise InputError(f"{path} has no rows below a line of column names. Check the file.")
    columns = tuple(_unique([" ".join(c.split()) for c in found[head][1]]))
    return Sheet(columns, tuple(_row(line, cells, columns) for line, cells in found[head + 1 :]))


def holds_rows(name: str, path: Path) -> bool:
    """Whether a file is a sheet that has to be mapped: it has no column of whole reports."""
    if name.lower().endswith(".xlsx"):
        return True
    if not name.lower().endswith((".csv", ".tsv", ".tab")):
        return False
    with path.open("rb") as stream:
        decoded = decode(stream.read(_HEAD))
    form = table_form(clean(decoded.text), named=True) if decoded else None
    return form is not None and "text" not in form.columns


def _row(line: int, cells: Sequence[str] | str, columns: Sequence[str]) -> Row:
    if isinstance(cells, str):
        return Row(line, {}, cells)
    return Row(line, {k: v for k, v in zip(columns, cells, strict=False) if k and v.strip()})


Lines = Iterator[tuple[int, Sequence[str] | str]]
"""The cells of each line with its number, or the reason why it is no row."""


def _numbered(lines: Lines, path: Path) -> Lines:
    for number, (line, cells) in enumerate(lt for lt in lines if _filled(lt[1])):
        if number > MOST_ROWS:
            raise InputError(f"{path} has more than {MOST_ROWS:,} rows. Split it.")
        yield line, cells


def _filled(cells: Sequence[str] | str) -> list[str]:
    return [cells] if isinstance(cells, str) else [cell for cell in cells if cell.strip()]


def _unique(names: Sequence[str]) -> Iterator[str]:
    """The names of columns; the second of two alike is told apart by its number."""
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 or not name else f"{name} {seen[name]}"


def _of_text(data: bytes, path: Path) -> Lines:
    decoded = decode(data)
    if decoded is None:
        raise InputError(f"{path} is no sheet. Save it as CSV (UTF-8) or XLSX.")
    text = clean(decoded.text)
    form = table_form(text, named=True)
    for row, line, _ in table_rows(text, form.delimiter if form else ","):
        yield line, row


def _of_workbook(data: bytes, path: Path, sheet: str | None) -> Lines:
    why = unsafe(data)
    if why is not None:
        raise InputError(f"{path} was not read: {why}. Save it anew, or as CSV.")
    try:
        import openpyxl
    except ImportError:
        raise ConfigError(
            "Reading XLSX needs openpyxl: pip install 'secondsource[desk]', or save it as CSV."
        ) from None
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (KeyError, ValueError, OSError, zipfile.BadZipFile) as fault:
        raise InputError(f"{path} is no XLSX workbook: {fault}. Save it as CSV.") from fault
    try:
        if sheet is not None and sheet not in book.sheetnames:
            raise InputError(f"{path} has no sheet {sheet!r}; it has {', '.join(book.sheetnames)}.")
        page = book[sheet] if sheet is not None else book.worksheets[0]
        for line, row in enumerate(page.iter_rows(values_only=True), start=1):
            yield line, [_words(value) for value in row]
    finally:
        book.close()


def _words(value: Any) -> str:
    """A cell's value as a person would write it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        at = f" {value:%H:%M}" if value.time() != time() else ""
        return f"{value.date().isoformat()}{at}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean(str(value))

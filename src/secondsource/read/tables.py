"""CSV and TSV: one report a row, under the same names as in JSON Lines.

In: a text. Out: readings and issues that name the line. It refuses tables without a column of
texts, and goes on after a bad row.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from secondsource.model import Issue
from secondsource.read.reading import Found, Reading, Where, make_reading

_COLUMNS = {
    "id": ("id", "report_id", "doc_id", "docid"),
    "text": ("text", "content", "body", "full_text", "report"),
    "title": ("title", "headline"),
    "source": ("source", "publisher", "outlet"),
    "url": ("url", "link", "source_url"),
    "published": ("published", "publication_date", "pub_date", "date_published", "date"),
}
_LARGEST_CELL = 64 * 1024 * 1024  # characters


@dataclass(frozen=True, slots=True)
class TableForm:
    """How a table is written, and which column is which; `columns` lacks `text` where none is."""

    delimiter: str
    columns: dict[str, int]
    header: tuple[str, ...]


def table_form(text: str, *, named: bool) -> TableForm | None:
    """The form of a table whose first row has a column of texts, or None where it is none.

    A file named as a table is one, whatever its first row says.
    """
    first = next((line for line in text[:20000].split("\n") if line.strip()), "")
    for delimiter in (",", "\t", ";", "|"):
        header = _header(first, delimiter)
        columns = _columns(header)
        if len(header) >= 2 and "text" in columns and len(columns) >= 2:
            return TableForm(delimiter, columns, tuple(header))
    if not named:
        return None
    delimiter = max(",\t;|", key=first.count)
    header = _header(first, delimiter)
    return TableForm(delimiter, _columns(header), tuple(header))


def _header(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _columns(header: list[str]) -> dict[str, int]:
    names = [cell.strip().lower().replace(" ", "_") for cell in header]
    found = {}
    for key, aliases in _COLUMNS.items():
        place = next((names.index(alias) for alias in aliases if alias in names), None)
        if place is not None:
            found[key] = place
    return found


def read_table(
    text: str, form: TableForm, where: Where, *, retrieved_at: datetime
) -> Iterator[Reading | Issue]:
    """The reports of a table, a row each."""
    if "text" not in form.columns:
        names = ", ".join(form.header)[:120]
        message = f"{where} has no column named text; its columns are: {names}. Rename one."
        yield where.issue("no_text", message, failed=True)
        return
    seen = 0
    for row, line, raw in table_rows(text, form.delimiter):
        here = Where(where.file, line)
        if isinstance(row, str):
            message = f"{here} is no row of a table: {row}. Check its quotation marks."
            yield here.issue("bad_row", message, failed=True)
        elif any(cell.strip() for cell in row) and seen:
            yield from _row(row, raw, form, here, retrieved_at)
        seen += 1 if isinstance(row, str) or any(cell.strip() for cell in row) else 0
    if seen <= 1:
        message = f"{where} has a header and no rows. Check that the right file was saved."
        yield where.issue("empty", message, failed=True)


def table_rows(text: str, delimiter: str) -> Iterator[tuple[list[str] | str, int, str]]:
    """Each row, or the reason why it is none, with its first line and the text it stands in."""
    csv.field_size_limit(_LARGEST_CELL)
    lines = io.StringIO(text, newline="").readlines()
    reader = csv.reader(lines, delimiter=delimiter)
    done = 0
    while done < len(lines):
        try:
            row: list[str] | str = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            row = str(error)
        yield row, done + 1, "".join(lines[done : reader.line_num])
        done = reader.line_num


def _row(
    row: list[str], raw: str, form: TableForm, here: Where, retrieved_at: datetime
) -> Iterator[Reading | Issue]:
    cells = {key: row[place] for key, place in form.columns.items() if place < len(row)}
    text = cells.pop("text", "")
    if not text.strip():
        name = form.header[form.columns["text"]]
        message = f"{here} has nothing in the column {name}. Fill it or drop the row."
        yield here.issue("no_text", message, failed=True)
        return
    original = raw.rstrip("\r\n").encode("utf-8", errors="surrogatepass")
    found = Found(text, original, **{key: value or None for key, value in cells.items()})
    yield from make_reading(found, here, retrieved_at=retrieved_at)

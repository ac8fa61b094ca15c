"""A row or a form becomes a report: its own words first, then its cells as "Column: value" lines.

In: words by column, and the layout that says what they mean. Out: a `Told` (a report with marked
cells) and an issue for each cell that cannot be read, which is then left out of what the report
says and kept in its text. It refuses days that may be read two ways, and rows that say nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from secondsource.model import Issue
from secondsource.read.columns import Layout
from secondsource.read.decode import clean
from secondsource.read.language import language_of
from secondsource.read.reading import Found, Reading, Where, make_reading
from secondsource.read.workbook import Sheet
from secondsource.told import HAND, Cell, Role, Told

NO_INCIDENT = "none"
"""What the type of a row means that tells of no incident."""

_PARTICULARS = (Role.TITLE, Role.SOURCE, Role.URL, Role.PUBLISHED, Role.LANG)
_APART = frozenset({*_PARTICULARS, Role.ID, Role.NOTES})  # no lines of the text
_IDENTITY = (
    Role.EVENT_TYPE, Role.DATE, Role.PLACE, Role.ADMIN1, Role.COUNTRY, Role.LAT, Role.LON,
    Role.PERPETRATOR, Role.TARGET, Role.SOURCE, Role.URL,
)  # fmt: skip
_NUMBERS = frozenset(r for r in Role if r.value.startswith(("killed", "injured")))
_DAYS = frozenset({Role.DATE, Role.END_DATE, Role.PUBLISHED})
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T].*)?")
_SLASHED = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:[ T].*)?")
_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})")
_SIGNS = ((">=", "at least "), ("≥", "at least "), ("<=", "up to "), ("≤", "up to "),
          (">", "more than "), ("<", "fewer than "), ("±", "about "), ("~", "about "))  # fmt: skip
_YOUNG = 70  # 24 is 2024, 70 is 1970


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of one cell as it stands, and what is to be read in their place."""

    column: str
    shown: str
    means: str


def tell_rows(
    sheet: Sheet, layout: Layout, file: str, *, retrieved_at: datetime
) -> Iterator[Told | Issue]:
    """The reports of a sheet, a row each, and what could not be read of them.

    Where a day of the sheet can be read one way only (13/06/2024), all its days are read so.
    """
    seen: Counter[str] = Counter()
    if layout.day_first is None:
        layout = replace(layout, day_first=_order(sheet, layout))
    for row in sheet.rows:
        where = Where(file, row.line)
        if row.fault:
            message = f"{where} is no row: {row.fault}. Check its quotation marks."
            yield where.issue("bad_row", message, failed=True)
        elif row.cells:
            yield from tell(
                row.cells, layout, where, origin="table", retrieved_at=retrieved_at, seen=seen
            )


def tell(
    cells: Mapping[str, str],
    layout: Layout,
    where: Where,
    *,
    origin: str,
    retrieved_at: datetime,
    seen: Counter[str],
) -> Iterator[Told | Issue]:
    """The report of one row or form, after the issues of its cells.

    `seen` counts the ids that rows have had: a second row of one id gets its number.
    """
    issues: list[Issue] = []
    said: dict[Role, _Words] = {}
    kept: list[_Words] = []  # cells that cannot be read stay in the text
    for role in Role:
        words = _words(role, cells, layout)
        if words is None:
            continue
        read = _read(role, words, layout)
        if read is None:
            kept.append(words)
            issues.append(_unread(role, words, where))
        else:
            said[role] = replace(words, means=read)
    if len(said.keys() & {Role.LAT, Role.LON}) == 1:
        kept += [said.pop(r) for r in (Role.LAT, Role.LON) if r in said]
    yield from issues
    if Role.EVENT_TYPE in said and said[Role.EVENT_TYPE].means == NO_INCIDENT:
        what = said[Role.EVENT_TYPE].shown
        message = f"{where} tells of no incident ({what}) and was left out."
        yield where.issue("no_incident", message, failed=False)
        return
    notes = said[Role.NOTES].shown if Role.NOTES in said else ""
    text, marked = _text(said, kept, notes)
    if not any(role in said for role in (*_IDENTITY[:9], Role.NOTES)):
        message = f"{where} says nothing of what happened and was not read. Fill it or drop it."
        yield where.issue("empty", message, failed=True)
        return
    name = _name(said, layout, notes)
    seen[name] += 1
    if seen[name] > 1:
        numbered = f"{name}#{seen[name]}"
        message = f"{where} has the id of a row before it and was read as {numbered}. "
        yield where.issue("same_id", f"{message}Give each row an id of its own.", failed=False)
        name = numbered
    original = json.dumps(dict(cells), ensure_ascii=True, sort_keys=True).encode("ascii")
    given = {r.value: said[r].means for r in (Role.TITLE, Role.SOURCE, Role.URL, Role.PUBLISHED)
             if r in said}  # fmt: skip
    for made in make_reading(
        Found(text, original, id=name, **given), where, retrieved_at=retrieved_at
    ):
        if isinstance(made, Reading):
            stated = said[Role.LANG].means if Role.LANG in said else None
            lang = language_of(notes)
            report = replace(made.report, lang=stated if stated and lang == "und" else lang)
            span = (0, len(notes)) if notes else None
            yield Told(report, original, marked, origin, where.line, span)
        else:
            yield made


def _order(sheet: Sheet, layout: Layout) -> bool | None:
    """Whether days stand first in the sheet; None where no day shows it, or some show either."""
    columns = [layout.columns[role] for role in _DAYS if role in layout.columns]
    found = [
        _SLASHED.fullmatch(row.cells.get(c, "").strip()) for row in sheet.rows for c in columns
    ]
    first = any(m is not None and m[2] != "." and int(m[1]) > 12 for m in found)
    second = any(m is not None and m[2] != "." and int(m[3]) > 12 for m in found)
    return None if first == second else first


def _words(role: Role, cells: Mapping[str, str], layout: Layout) -> _Words | None:
    """The words of a role's cell, or those that hold for all rows; None where it says nothing."""
    column = layout.columns.get(role, role.value)
    raw = clean(cells.get(column, "")) if role in layout.columns else ""
    shown = raw.strip() if role is Role.NOTES else " ".join(raw.split())
    if layout.says_nothing(shown):
        column, shown = role.value.replace("_", " "), layout.constant.get(role, "")
    means = layout.means.get(role, {}).get(shown.casefold(), shown)
    if role in layout.drop:
        means = layout.drop[role].sub("", means).strip()
    if not shown or layout.says_nothing(means):
        return None
    return _Words(column.rstrip(": "), shown, means)


def _read(role: Role, words: _Words, layout: Layout) -> str | None:
    """What the words of a cell stand for, or None where they cannot be read."""
    means = words.means
    if role in _DAYS:
        return _day(means, layout.day_first)
    if role in _NUMBERS:
        return _number(means)
    if role in (Role.LAT, Role.LON):
        return _degrees(means, 90 if role is Role.LAT else 180)
    if role is Role.PLACE_PRECISION:
        return means if means in "1234567" and len(means) == 1 else None
    return means


def _day(words: str, day_first: bool | None) -> str | None:
    """A day as ISO where its numbers are clear, other words as they are; None where neither."""
    if iso := _ISO.fullmatch(words):
        return _iso(int(iso[1]), int(iso[2]), int(iso[3]))
    if month := _MONTH.fullmatch(words):
        first = _iso(int(month[1]), int(month[2]), 1)
        return f"{date.fromisoformat(first):%B %Y}" if first else None
    slashed = _SLASHED.fullmatch(words)
    if slashed is None:
        return words if re.search(r"[^\W\d_]|(?:19|20)\d\d", words) else None
    one, two, year = int(slashed[1]), int(slashed[3]), int(slashed[4])
    if year < 100:
        year += 2000 if year < _YOUNG else 1900
    if slashed[2] == "." or one > 12 or one == two:
        return _iso(year, two, one)
    if two > 12:
        return _iso(year, one, two)
    if day_first is None:
        return None
    return _iso(year, two, one) if day_first else _iso(year, one, two)


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _number(words: str) -> str | None:
    """A number as its resolver reads it: signs as words, no point behind a whole one."""
    for sign, said in _SIGNS:
        if words.startswith(sign):
            words = said + words[len(sign) :].strip()
    words = re.sub(r"^(\d+)\.0+$", r"\1", words)
    return None if re.fullmatch(r"-\d.*|\d+\.\d+", words) else words


def _degrees(words: str, most: int) -> str | None:
    try:
        value = float(words.replace(",", ".").rstrip("°"))
    except ValueError:
        return None
    return repr(value) if -most <= value <= most else None


def _unread(role: Role, words: _Words, where: Where) -> Issue:
    then = "Write it as YYYY-MM-DD" if role in _DAYS else "Correct it"
    if role in _DAYS and _SLASHED.fullmatch(words.means):
        then = 'Say dates = "day first" or "month first" in the map'
    message = f"{where}: {words.column} {words.shown[:60]!r} cannot be read and was left out. "
    return where.issue("unreadable_cell", f"{message}{then}, then import again.", failed=False)


def _text(
    said: Mapping[Role, _Words], kept: list[_Words], notes: str
) -> tuple[str, tuple[Cell, ...]]:
    """The text of a report with its cells; those that cannot be read stand last."""
    text, cells = notes + "\n\n" if notes else "", []
    for role, words in said.items():
        if role in _APART:
            continue
        start = len(text) + len(words.column) + 2
        cells.append(Cell(role, start, start + len(words.shown), words.means))
        text += f"{words.column}: {words.shown}\n"
    text += "".join(f"{words.column}: {words.shown}\n" for words in kept)
    return text.rstrip("\n"), tuple(cells)


def _name(said: Mapping[Role, _Words], layout: Layout, notes: str) -> str:
    """The id of a report: that of its row, else made of the cells that say which row it is."""
    if Role.ID in said:
        return f"{layout.name}:{said[Role.ID].shown}"
    if layout.name == HAND:  # a form that says anything else is another entry
        whole = "\n".join(f"{role}: {words.shown}" for role, words in said.items())
        return f"{HAND}:r{hashlib.sha256(whole.encode()).hexdigest()[:12]}"
    marks = [said[r].shown if r in said else "" for r in _IDENTITY]
    whole = "\n".join(marks if any(marks[:9]) else [*marks, notes])
    return f"{layout.name}:r{hashlib.sha256(whole.encode()).hexdigest()[:12]}"

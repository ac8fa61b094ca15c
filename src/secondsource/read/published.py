"""The day of publication: as a source gives it, on a date line, in an address.

In: words. Out: a day, or None. It refuses dates without a year, and dates whose day and month
cannot be told apart ("8/2/2024").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from secondsource.text import Unit, UnitKind, opening_line, units

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\b{_YEAR}-(?P<number>\d\d?)-(?P<day>\d\d?)(?!\d)",
        rf"\b{_YEAR}[./](?P<number>\d\d?)[./](?P<day>\d\d?)(?!\d)",
        rf"\b{_MONTH} {_DAY},? {_YEAR}\b",
        rf"\b{_DAY}[ -](?:of )?{_MONTH}[ ,-]{{1,2}}{_YEAR}\b",
        rf"\b{_YEAR}[, -]{_MONTH}[ -]{_DAY}\b",
        rf"(?<!\d){_YEAR}(?P<number>\d\d)(?P<day>\d\d)(?!\d)",
    )
)
_SLASHED = re.compile(rf"\b(?P<first>\d{{1,2}})[./-](?P<second>\d{{1,2}})[./-]{_YEAR}\b")
_EPOCH = re.compile(r"-?\d{9,10}(?:\d{3})?(?:\.\d+)?")

_SAID = re.compile(
    r"(?:first )?(?:published|posted|issued|released|date|dated|updated|last updated)"
    r"(?: on| at)?:? ",
    re.IGNORECASE,
)
_STAMP = re.compile(r"\b(?:published|posted|created|updated)(?: on| at)?:? ", re.IGNORECASE)
_SHORT_YEAR = re.compile(rf"\b{_DAY} {_MONTH} (?P<short>\d\d)\b(?! ?:)", re.IGNORECASE)
_URL_PATH = re.compile(
    r"[/_.-](?P<year>(?:19|20)\d\d)(?P<bar>[/-]?)(?P<number>0?[1-9]|1[0-2]|[a-z]{3})(?P=bar)"
    r"(?P<day>0?[1-9]|[12]\d|3[01])(?=[/_.-]|$)",
    re.IGNORECASE,
)
_TOP = 2000  # characters in which a date line may stand


def parse_published(value: str) -> date | None:
    """The day that a source's own publication field names."""
    words = " ".join(value.split())[:120]
    if _EPOCH.fullmatch(words):
        return _epoch_day(float(words))
    return _full_date(words) or _slashed(words) or _mail_date(words)


def date_line(text: str) -> date | None:
    """The day on a line of place and date at the top of a text, where it has day, month and year.

    The day a line calls that of publication goes before one it calls that of an update.
    """
    found: list[tuple[bool, date]] = []
    for unit in _top_units(text):
        words = text[unit.start : unit.end]
        if unit.kind in {UnitKind.ITEM, UnitKind.ROW}:
            continue
        if unit.kind is not UnitKind.PARAGRAPH:
            found.extend(_stamps(words))
        if unit.kind is UnitKind.DATELINE:
            day = _full_date(words) or _short_dated(words)
        else:
            day = _opening_date(text, unit)
        if day is not None:
            found.append((words[:12].lower().startswith(("updated", "last updated")), day))
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _stamps(words: str) -> Iterator[tuple[bool, date]]:
    """The days that a line without prose calls those of publication, or (True) of an update."""
    for match in _STAMP.finditer(words):
        ahead = words[match.end() : match.end() + 40]
        day = _full_date(ahead) or _slashed(ahead)
        if day is not None:
            yield match.group().lower().startswith("up"), day


def _top_units(text: str) -> tuple[Unit, ...]:
    """The units down to the first paragraph of prose."""
    top = []
    for unit in units(text[:_TOP])[:8]:
        top.append(unit)
        if unit.kind in {UnitKind.PARAGRAPH, UnitKind.ITEM, UnitKind.ROW}:
            break
    return tuple(top)


def url_date(url: str) -> date | None:
    """The day in the path of an address ("/2024/01/05/")."""
    path = re.sub(r"^[a-z]+://[^/]*|[?#].*", "", url, flags=re.IGNORECASE)
    match = _URL_PATH.search(path)
    if match is None:
        return None
    month = match["number"].lower()
    number = int(month) if month.isdigit() else _month_number(month)
    return _day(int(match["year"]), number, int(match["day"]))


def _opening_date(text: str, unit: Unit) -> date | None:
    """The day in the opening of a first paragraph ("BAGHDAD, Feb 8, 2024 (Agency) -")."""
    head = text[unit.start : min(unit.end, unit.start + 160)]
    if (said := _SAID.match(head)) is not None:
        rest = head[said.end() :]
        matches = (form.match(rest) for form in _FORMS)
        return next((day for match in matches if match and (day := _from(match))), None)
    opening = opening_line(text, unit)
    if opening is None:
        return None
    return _full_date(text[slice(*opening)]) or _short_dated(text[slice(*opening)])


def _full_date(words: str) -> date | None:
    for form in _FORMS:
        match = form.search(words)
        if match is not None and (day := _from(match)) is not None:
            return day
    return None


def _from(match: re.Match[str]) -> date | None:
    named = match.groupdict()
    number = named.get("number")
    month = int(number) if number else _month_number(named["month"])
    return _day(int(named["year"]), month, int(named["day"]))


def _short_dated(words: str) -> date | None:
    """A day with a year of two digits, as telegrams have it ("15 MAR 89")."""
    match = _SHORT_YEAR.search(words)
    if match is None:
        return None
    short = int(match["short"])
    century = 1900 if short >= 50 else 2000
    return _day(century + short, _month_number(match["month"]), int(match["day"]))


def _slashed(words: str) -> date | None:
    """A day of numbers, where only one of the two first can be the month."""
    match = _SLASHED.search(words)
    if match is None:
        return None
    first, second = int(match["first"]), int(match["second"])
    if first != second and first <= 12 and second <= 12:
        return None
    day, month = (first, second) if second <= 12 else (second, first)
    return _day(int(match["year"]), month, day)


def _mail_date(words: str) -> date | None:
    try:
        return _in_range(parsedate_to_datetime(words).date())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _epoch_day(seconds: float) -> date | None:
    scaled = seconds / 1000 if abs(seconds) >= 1e11 else seconds
    try:
        return _in_range(datetime.fromtimestamp(scaled, tz=UTC).date())
    except (ValueError, OverflowError, OSError):
        return None


def _month_number(name: str) -> int:
    short = name.lower()[:3]
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return _in_range(date(year, month, day))
    except ValueError:
        return None


def _in_range(day: date) -> date | None:
    return day if 1900 <= day.year <= 2100 else None

"""Intervals of days, what one time expression comes to, and what has been said before it.

In: dates and the words they were read from. Out: `Dated` values with EDTF and TIMEX3 notation, all
built here, so that one notation holds everywhere. It refuses to decide which days words mean;
that is the business of `datecalendar`, `datenear` and `dateoffsets`.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from secondsource.model import Report
from secondsource.resolve.dateparts import DateWords

NO_YEAR = 4  # a leap year that no report means: stands for a year that the report does not give


class Grain(StrEnum):
    """How coarse the words are."""

    DAY = "day"
    WEEK = "week"
    WEEKEND = "weekend"
    MONTH = "month"
    SEASON = "season"
    QUARTER = "quarter"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Span:
    """An interval of days, both ends included, and how coarse the words for it are."""

    first: date
    last: date
    grain: Grain


@dataclass(frozen=True, slots=True)
class Dated:
    """One time expression with what it means in its report."""

    words: DateWords
    span: Span | None
    timex_type: str
    timex: str
    edtf: str | None
    basis: str
    rough: bool = False
    anchor: bool = True  # later words may lean on it

    @property
    def edtf_start(self) -> str:
        """The EDTF of the first end."""
        return (self.edtf or "").split("/")[0]

    @property
    def edtf_end(self) -> str:
        """The EDTF of the last end."""
        return (self.edtf or "").split("/")[-1]


def is_floating(span: Span | None) -> bool:
    """Whether the days of an interval have no year: "two days later" after "February 1"."""
    return span is not None and span.first.year <= NO_YEAR + 1


def settled(dated: Dated) -> Dated:
    """The same, with the year left open where it stands for none."""
    if not is_floating(dated.span):
        return dated

    def opened(text: str) -> str:
        text = re.sub(r"\b000[345](?=-W)(-W)\d\d", r"XXXX\1XX", text)
        return re.sub(r"\b000[345]", "XXXX", text)

    edtf = opened(dated.edtf) if dated.edtf else None
    if edtf and not re.search(r"-\d\d", edtf):
        edtf = None
    return replace(dated, span=None, edtf=edtf, timex=opened(dated.timex))


@dataclass(slots=True)
class Trail:
    """What has been said so far, for words that lean on it."""

    report: Report
    look_back: bool
    history: bool
    top_year: int | None  # the latest year that the report names as past
    said: list[Dated] = field(default_factory=list)
    to_come: tuple[DateWords, ...] = ()

    @property
    def published(self) -> date | None:
        """The publication date, unless the text tells history, where it says nothing."""
        return None if self.history else self.report.published

    def last(self, *grains: Grain) -> Dated | None:
        """The last expression with days, of the given grains if any."""
        for dated in reversed(self.said):
            if dated.span and dated.anchor and (not grains or dated.span.grain in grains):
                return dated
        return None


def on_day(words: DateWords, day: date, basis: str) -> Dated:
    return dated_as(words, Span(day, day, Grain.DAY), day.isoformat(), day.isoformat(), basis)


def dated_as(
    words: DateWords,
    span: Span | None,
    edtf: str | None,
    timex: str,
    basis: str,
    kind: str = "DATE",
) -> Dated:
    time = words.clock or words.part
    if time and kind == "DATE" and words.form not in ("month", "year", "season", "holiday"):
        kind = "TIME"
        base = timex if len(timex) >= 8 else "XXXX-XX-XX"
        base = base.split("/")[0]
        timex = (
            f"{base}T{words.clock}{'Z' if words.zone == 0 else ''}"
            if words.clock
            else f"{base}{words.part}"
        )
    return Dated(words, span, kind, timex, edtf, basis)


def left_open(
    words: DateWords, timex: str, basis: str, edtf: str | None = None, kind: str = "DATE"
) -> Dated:
    """An expression whose days the report does not settle."""
    return dated_as(words, None, edtf, timex, basis, kind)


def month_span(year: int, month: int) -> Span:
    return Span(
        date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), Grain.MONTH
    )


def year_span(year: int) -> Span:
    return Span(date(year, 1, 1), date(year, 12, 31), Grain.YEAR)


def week_of(day: date) -> Span:
    monday = day - timedelta(days=day.weekday())
    return Span(monday, monday + timedelta(days=6), Grain.WEEK)


def week_timex(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def between_days(
    words: DateWords, first: date, last: date, timex: str, basis: str, rough: bool = False
) -> Dated:
    mark = "~" if rough else ""
    edtf = f"{first}{mark}/{last}{mark}" if first != last else f"{first}{mark}"
    grain = Grain.RANGE if first != last else Grain.DAY
    return replace(dated_as(words, Span(first, last, grain), edtf, timex, basis), rough=rough)


def quarter_dated(words: DateWords, year: int, number: int, basis: str) -> Dated:
    year, quarter = year + (number - 1) // 4, (number - 1) % 4
    first = date(year, quarter * 3 + 1, 1)
    last = month_span(year, quarter * 3 + 3).last
    return dated_as(
        words,
        Span(first, last, Grain.QUARTER),
        f"{first:%Y-%m}/{last:%Y-%m}",
        f"{year}-Q{quarter + 1}",
        basis,
    )


def long_dated(words: DateWords, first: int, size: int, basis: str) -> Dated:
    grain = Grain.DECADE if size == 10 else Grain.CENTURY
    digits = f"{first:04d}"[: 3 if size == 10 else 2]
    span = Span(date(first, 1, 1), date(first + size - 1, 12, 31), grain)
    return dated_as(words, span, digits + "X" * (4 - len(digits)), digits, basis)


def real_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def moved(day: date, step: timedelta) -> date:
    try:
        return day + step
    except OverflowError:
        return day


def blank(unit: str) -> str:
    return {
        "D": "XXXX-XX-XX",
        "W": "XXXX-WXX",
        "E": "XXXX-WXX-WE",
        "M": "XXXX-XX",
        "Q": "XXXX-QX",
    }.get(unit, "XXXX")


def length_timex(words: DateWords) -> str:
    """The TIMEX3 duration of an amount and its unit: P3D, PT2H, PXW."""
    unit = words.unit or "D"
    clock = unit.startswith("T")
    unit = {"F": "W", "E": "WE"}.get(unit.lstrip("T"), unit.lstrip("T"))
    amount = words.amount
    if amount is not None and words.unit == "F":
        amount *= 2
    number = "X" if amount is None else f"{amount:g}"
    return f"P{'T' if clock else ''}{number}{unit}"


def said_year(words: DateWords) -> str:
    return f"{words.text!r} names the year"


def sentence_start(text: str, place: int) -> int:
    start = 0
    for stop in re.finditer(r"[.!?][\"”’)]*\s+(?=[A-Z“\"])|\n", text[max(0, place - 400) : place]):
        start = max(0, place - 400) + stop.end()
    return start if start else max(0, place - 400)


def new_paragraph(between: str) -> bool:
    """Whether a paragraph ends between two places; lines of one sentence each are no paragraphs."""
    lines = between.count("\n")
    return "\n\n" in between or (lines > 0 and len(between) / lines > 220)


def ancient(words: DateWords) -> Dated:
    assert words.year is not None
    month = f"-{words.month:02d}" if words.month else ""
    if words.form == "season":
        return left_open(
            words,
            f"BC{1 - words.year:04d}-{words.name}",
            "before the common era",
            f"{words.year:05d}-{SEASON_EDTF[words.name or 'SU']}",
        )
    return left_open(
        words, f"BC{1 - words.year:04d}{month}", "before the common era", f"{words.year:05d}{month}"
    )


SEASON_EDTF = {"SP": 21, "SU": 22, "FA": 23, "WI": 24}

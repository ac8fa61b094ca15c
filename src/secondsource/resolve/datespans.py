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

SEASON_EDTF = {"SP": 21, "SU": 22, "FA": 23, "WI": 24}
STEP = {
    "last": -1, "past": -1, "previous": -1, "before": -1, "earlier": -1,
    "next": 1, "following": 1, "after": 1, "this": 0, "that": 0,
}  # fmt: skip
"""How many units "last", "the following" … lie from the day they are seen from."""

ANAPHORIC = frozenset({"that", "previous", "following", "before", "after", "earlier"})
"""Words that point to a day said before, not to the day of writing."""

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
    aside: bool = False  # dates a statement: later words lean on it only for want of another

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
    news: bool  # seen from a day of writing: "Monday", "yesterday", "last week" occur
    said: list[Dated] = field(default_factory=list)
    to_come: tuple[DateWords, ...] = ()
    dateline: Dated | None = None  # "GOMA, Nov 3 (AP) -" where the report has no publication date

    @property
    def text(self) -> str:
        """The text of the report."""
        return self.report.text

    @property
    def published(self) -> date | None:
        """The day of writing; a chronicle that ends long before it says nothing of it."""
        published = self.report.published
        if published is None or not self.history:
            return published
        recent = self.top_year is not None and self.top_year >= published.year - 1
        return published if recent else None

    @property
    def writing_day(self) -> tuple[date, str] | None:
        """The day of writing and where it is from: publication, else a date line of the text."""
        if self.published is not None:
            return self.published, f"publication on {self.published}"
        if self.dateline is None or self.dateline.span is None:
            return None
        return self.dateline.span.first, f"the date line {self.dateline.words.text!r}"

    @property
    def timeless(self) -> bool:
        """Whether a chronicle has only its own dates to go by."""
        return self.history and self.published is None

    def last(self, *grains: Grain) -> Dated | None:
        """The last expression with days, of the given grains if any."""
        fitting = [
            dated
            for dated in self.said
            if dated.span and dated.anchor and (not grains or dated.span.grain in grains)
        ]
        main = [dated for dated in fitting if not dated.aside]
        return next(reversed(main or fitting), None)

    def last_before_writing(self, *grains: Grain) -> Dated | None:
        """The last expression of these grains whose next day can have come to pass."""
        here = self.last(*grains)
        if self.published is None or here is None or here.span is None:
            return here
        if here.span.first < self.published:
            return here
        past = [d for d in self.said if d.span and d.anchor and d.span.grain in grains]
        return next((d for d in reversed(past) if d.span and d.span.first < self.published), None)

    def last_day(self, *grains: Grain) -> tuple[date, str] | None:
        """The first day of the last such expression, and its words in quotes."""
        anchor = self.last(*grains)
        return (anchor.span.first, repr(anchor.words.text)) if anchor and anchor.span else None


# --- building -----------------------------------------------------------------------------------


def on_day(words: DateWords, day: date, basis: str) -> Dated:
    """An expression that means one day."""
    return dated_as(words, Span(day, day, Grain.DAY), day.isoformat(), day.isoformat(), basis)


def between_days(
    words: DateWords, first: date, last: date, timex: str, basis: str, rough: bool = False
) -> Dated:
    """An expression that means an interval of days, with `~` at its ends where it is rough."""
    mark = "~" if rough else ""
    edtf = f"{first}{mark}/{last}{mark}" if first != last else f"{first}{mark}"
    grain = Grain.RANGE if first != last else Grain.DAY
    return replace(dated_as(words, Span(first, last, grain), edtf, timex, basis), rough=rough)


def dated_as(
    words: DateWords,
    span: Span | None,
    edtf: str | None,
    timex: str,
    basis: str,
    kind: str = "DATE",
) -> Dated:
    """An expression with its notation; a part of a day or a clock time makes it a TIME."""
    timed = words.form not in ("month", "year", "season", "holiday")
    if kind == "DATE" and timed and (words.clock or words.part):
        kind = "TIME"
        day = timex.split("/")[0] if len(timex) >= 8 else "XXXX-XX-XX"
        zulu = "Z" if words.zone == 0 else ""
        timex = f"{day}T{words.clock}{zulu}" if words.clock else f"{day}{words.part}"
    return Dated(words, span, kind, timex, edtf, basis)


def left_open(
    words: DateWords, timex: str, basis: str, edtf: str | None = None, kind: str = "DATE"
) -> Dated:
    """An expression whose days the report does not settle."""
    return dated_as(words, None, edtf, timex, basis, kind)


def uncounted(words: DateWords, timex: str, kind: str = "DATE") -> Dated:
    """An expression that counts from a day the report does not give."""
    basis = f"{words.text!r}: the report does not give the day it counts from"
    return left_open(words, timex, basis, kind=kind)


def on_month(words: DateWords, year: int, month: int, basis: str) -> Dated:
    """An expression that means a month."""
    value = f"{year:04d}-{month:02d}"
    return dated_as(words, month_span(year, month), value, value, basis)


def on_year(words: DateWords, year: int, basis: str) -> Dated:
    """An expression that means a year."""
    return dated_as(words, year_span(year), f"{year:04d}", f"{year:04d}", basis)


def on_quarter(words: DateWords, year: int, number: int, basis: str) -> Dated:
    """An expression that means a quarter; 0 is the last one of the year before."""
    year, quarter = year + (number - 1) // 4, (number - 1) % 4
    first = date(year, quarter * 3 + 1, 1)
    span = Span(first, month_span(year, quarter * 3 + 3).last, Grain.QUARTER)
    timex = f"{year}-Q{quarter + 1}"
    return dated_as(words, span, f"{first:%Y-%m}/{span.last:%Y-%m}", timex, basis)


def on_years(words: DateWords, first: int, size: int, basis: str) -> Dated:
    """An expression that means a decade (size 10) or a century (size 100)."""
    grain = Grain.DECADE if size == 10 else Grain.CENTURY
    digits = f"{first:04d}"[: 3 if size == 10 else 2]
    if not 1 <= first <= 9900:
        return left_open(words, digits, basis)
    span = Span(date(first, 1, 1), date(first + size - 1, 12, 31), grain)
    return dated_as(words, span, digits + "X" * (4 - len(digits)), digits, basis)


def before_christ(words: DateWords) -> Dated:
    """An expression of a year before the common era, which has no civil days here."""
    year = words.year or 0
    if words.form == "season":
        edtf, part = f"{year:05d}-{SEASON_EDTF[words.name or 'SU']}", f"-{words.name}"
    else:
        part = f"-{words.month:02d}" if words.month else ""
        edtf = f"{year:05d}{part}"
    return left_open(words, f"BC{1 - year:04d}{part}", "before the common era", edtf)


# --- spans and notation -------------------------------------------------------------------------


def month_span(year: int, month: int) -> Span:
    """The days of a month."""
    last = calendar.monthrange(year, month)[1]
    return Span(date(year, month, 1), date(year, month, last), Grain.MONTH)


def year_span(year: int) -> Span:
    """The days of a year."""
    return Span(date(year, 1, 1), date(year, 12, 31), Grain.YEAR)


def week_of(day: date) -> Span:
    """The week of a day, Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Span(monday, monday + timedelta(days=6), Grain.WEEK)


def week_timex(day: date) -> str:
    """TIMEX3 of the week of a day: 2024-W06."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def blank(unit: str | None) -> str:
    """TIMEX3 of an unknown day, week, month …"""
    known = {"W": "XXXX-WXX", "E": "XXXX-WXX-WE", "M": "XXXX-XX", "Q": "XXXX-QX", "Y": "XXXX"}
    return known.get(unit or "D", "XXXX" if unit in ("DE", "CE") else "XXXX-XX-XX")


def length_timex(words: DateWords) -> str:
    """The TIMEX3 duration of an amount and its unit: P3D, PT2H, PXW."""
    unit = words.unit or "D"
    clock = "T" if unit.startswith("T") else ""
    unit = {"F": "W", "E": "WE"}.get(unit.lstrip("T"), unit.lstrip("T"))
    amount = words.amount
    if amount is not None and words.unit == "F":
        amount *= 2
    return f"P{clock}{'X' if amount is None else f'{amount:g}'}{unit}"


def real_date(year: int, month: int, day: int) -> date | None:
    """A day of the calendar, or None where there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def moved(day: date, days: float) -> date:
    """A day so many days later, or the day itself at the ends of the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return day


# --- places in the text -------------------------------------------------------------------------


_STOP = re.compile(r"[.!?][\"”’)]*\s+(?=[A-Z“\"])|\n")


def sentence_start(text: str, place: int, reach: int = 400) -> int:
    """Where the sentence around a place begins, or `reach` characters before the place."""
    floor = max(0, place - reach)
    start = floor
    for stop in _STOP.finditer(text[floor : place + 1]):
        if floor + stop.end() <= place:
            start = floor + stop.end()
    return start


def new_paragraph(between: str) -> bool:
    """Whether a paragraph ends between two places; lines of one sentence each are no paragraphs."""
    lines = between.count("\n")
    return "\n\n" in between or (lines > 0 and len(between) / lines > 220)

"""A report's time expressions read in order, each with the days it means.

In: a report. Out: one `Dated` for each time expression that `datewords` finds. Three things can
settle a day: the words themselves, the publication date (for "Monday", "last week"), and the dates
said before (for "two days later", or a year that governs what follows). It refuses to guess: what
none of the three settles stays open.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from secondsource.model import Report
from secondsource.resolve.datecalendar import (
    calendar_day,
    century_date,
    day_number,
    decade_date,
    holiday_date,
    iso_date,
    month_date,
    months_date,
    quarter_date,
    season_date,
    slash_date,
    year_date,
)
from secondsource.resolve.dategrammar import open_dates
from secondsource.resolve.datenear import (
    daypart_date,
    dayword_date,
    part_date,
    reference_date,
    unit_date,
    weekday_date,
)
from secondsource.resolve.dateoffsets import (
    duration_date,
    offset_date,
    set_date,
    span_date,
    stepped,
)
from secondsource.resolve.dateparts import DateWords
from secondsource.resolve.datespans import (
    Dated,
    Grain,
    Trail,
    is_floating,
    sentence_start,
    settled,
)
from secondsource.resolve.datewords import find_dates
from secondsource.resolve.dateyears import looks_ahead

_DATELINE_REACH = 600  # characters from the beginning in which a date line can stand
_BEFORE_DATELINE = re.compile(r"[A-Z][\w .,'’()/-]{1,60}[,–—-]\s*")
_AFTER_DATELINE = re.compile(
    r"\s*(?:\([^)\n]{2,40}\)|\[[^\]\n]{2,40}\])?\s*(?:[-–—:]|\s\?\s|\n)"  # a dash lost to "?"
)
_AHEAD = re.compile(r"\b(?:by|until|till|before)\s+(?:the\s+)?$", re.I)
_TOLD = re.compile(r"\btold\s+(?:\w+\s+){1,4}on\s+$", re.I)
_BORN = re.compile(r"\b(?:b\.|born(?: in)?)\s*$", re.I)
_ON_THE_DAY = re.compile(r"\b(?:of|for)\s+(?:the\s+)?$", re.I)
_HISTORY_DATES = 6  # full dates of earlier years from which a text counts as history


@lru_cache(maxsize=4)  # every claim of a report asks for the same
def resolve_dates(report: Report, look_back: bool = False) -> tuple[Dated, ...]:
    """Every time expression of a report with what it means; `look_back` reads all as past."""
    found = find_dates(report.text)
    trail = _trail(report, found, look_back)
    for place, (words, aim) in enumerate(zip(found, _aims(report.text), strict=True)):
        trail.to_come = found[place + 1 : place + 4]
        trail.said.append(_resolved(words, aim, trail))
    return tuple(settled(dated) for dated in trail.said)


def _trail(report: Report, found: tuple[DateWords, ...], look_back: bool) -> Trail:
    """The beginning of a report: nothing said yet but its date line."""
    trail = Trail(
        report=report,
        look_back=look_back,
        history=_tells_history(found, report.published),
        top_year=_top_year(found),
        news=any(_is_near(words) for words in found),
    )
    if report.published is None:
        trail.dateline = _dateline(found, trail)
    return trail


def latest_past_year(report: Report) -> int | None:
    """The latest year that a report names as past: it was not written before."""
    found = find_dates(report.text)
    trail = _trail(report, found, look_back=False)
    years = [
        w.year
        for w in found
        if w.year and w.year > 1900 and w.form in ("date", "month", "year", "iso", "slash")
        if not looks_ahead(w, trail) and not _AHEAD.search(report.text[: w.start][-12:])
    ]
    return max(years, default=None)


def opening_day(report: Report) -> tuple[int, int] | None:
    """Month and day of the date line of an undated report that gives no year, if it has one."""
    line = _trail(report, find_dates(report.text), look_back=False).dateline
    if line is None or not is_floating(line.span) or line.span is None:
        return None
    return line.span.first.month, line.span.first.day


def _tells_history(found: tuple[DateWords, ...], published: date | None) -> bool:
    """Whether a text is a chronicle: many dates with years, few seen from a day of writing."""
    if published is None:
        return False
    full = [w for w in found if w.year and w.form in ("date", "month")]
    near = [w for w in found if _is_near(w)]
    return len(full) >= _HISTORY_DATES and len(near) * 3 < len(full)


def _is_near(words: DateWords) -> bool:
    """Whether words are seen from the day of writing: "Monday", "yesterday", "last week"."""
    if words.form in ("weekday", "dayword"):
        return True
    if words.form in ("unit", "daypart", "span"):
        return words.toward in ("last", "this", "past", "recent")
    return words.form == "offset" and words.way == "ago"


def _top_year(found: tuple[DateWords, ...]) -> int | None:
    years = [
        w.year for w in found if w.year and w.year > 1900 and w.form in ("date", "month", "year")
    ]
    return max(years, default=None)


@dataclass(frozen=True, slots=True)
class _Aim:
    """What a time expression may date beside what happened."""

    report: bool
    statement: bool


@lru_cache(maxsize=4)  # a report without a date is read as if written on many days
def _aims(text: str) -> tuple[_Aim, ...]:
    """For each time expression of a text, what it may date beside what happened."""
    return tuple(
        _Aim(_is_dateline(words, text) or _opens_report(words, text), _is_reported(words, text))
        for words in find_dates(text)
    )


def _resolved(words: DateWords, aim: _Aim, trail: Trail) -> Dated:
    base = _named_behind(words, trail)
    if base is not None:
        sign = 1 if "after" in (words.way, words.toward) else -1
        counted = words if words.form == "offset" else replace(words, amount=1)
        return stepped(counted, base, sign, f"{words.text!r} counted from {base.words.text!r}")
    dated = _FORMS[words.form](words, trail)
    if words.form == "year" and _BORN.search(trail.text[: words.start][-12:]):
        return replace(dated, anchor=False)
    if aim.report and not trail.history:
        return replace(dated, anchor=False)
    return replace(dated, aside=True) if aim.statement else dated


def _named_behind(words: DateWords, trail: Trail) -> Dated | None:
    """The date that "a month after the Oct. 7 attack" and "the day before Christmas" count from."""
    ahead = trail.to_come[0] if trail.to_come else None
    if ahead is None:
        return None
    gap = trail.text[words.end : ahead.start]
    if words.form == "unit" and words.unit == "D" and words.toward in ("before", "after"):
        beside = ahead.form in ("holiday", "date") and not gap.strip()
        return _FORMS[ahead.form](ahead, trail) if beside else None
    if (
        words.form != "offset"
        or words.way not in ("after", "before")
        or len(gap) > 40
        or re.search(r"[.;:,\n]", gap)
        or ahead.form not in ("date", "month", "weekday", "year", "holiday", "slash")
    ):
        return None
    dated = _FORMS[ahead.form](ahead, trail)
    return dated if dated.span else None


def _is_reported(words: DateWords, text: str) -> bool:
    """Whether the words date a statement ("said on Monday") and not what happened."""
    start = sentence_start(text, words.start, 100)
    before = re.findall(r"[a-z]+", text[max(start, words.start - 30) : words.start].lower())[-2:]
    if any(word in open_dates().reporting for word in before):
        return True
    if _TOLD.search(text[max(start, words.start - 40) : words.start]):
        return True
    if words.start - start > 3:
        return False
    after = re.findall(r"[a-z]+", text[words.end : words.end + 50].lower())[:4]
    return any(word in open_dates().reporting for word in after)


def _dateline(found: tuple[DateWords, ...], trail: Trail) -> Dated | None:
    """The date that an undated report gives as its day of writing, with or without its year.

    It stands before the text with a place and perhaps an agency, or alone on its line; several
    such lines are headings of a timeline.
    """
    text = trail.text
    days = [w for w in found if w.form in ("date", "iso") and not w.clock and not w.part]
    alone = [w for w in days if _is_dateline(w, text)]
    opening = [w for w in days if _opens_report(w, text)]
    written = opening[:1] or (alone if len(alone) == 1 else [])
    if not written:
        return None
    dated = _FORMS[written[0].form](written[0], trail)
    return dated if dated.span and dated.span.grain is Grain.DAY else None


def dates_report(words: DateWords, text: str) -> bool:
    """Whether words stand before the text as the day of writing: "GOMA, Nov. 3 (AP) - Seven"."""
    return words.form in ("date", "iso") and _opens_report(words, text)


def _opens_report(words: DateWords, text: str) -> bool:
    """Whether words open the report, and not an entry: several such lines are a timeline."""
    if not _opens_line(words, text):
        return False
    others = (w for w in find_dates(text) if w.form == "date" and w.start != words.start)
    return not any(_opens_line(w, text) for w in others)


def _opens_line(words: DateWords, text: str) -> bool:
    """Whether words stand on their line as in "GOMA, Nov. 3, 2018 (AP) - Seven …"."""
    if words.start > _DATELINE_REACH:
        return False
    start = text.rfind("\n", 0, words.start) + 1
    before = _BEFORE_DATELINE.fullmatch(text[start : words.start])
    return bool(before and _AFTER_DATELINE.match(text[words.end : words.end + 60]))


def _is_dateline(words: DateWords, text: str) -> bool:
    """Whether the words stand alone on their line, as a date of publication does."""
    if words.start > _DATELINE_REACH:
        return False
    start = text.rfind("\n", 0, words.start) + 1
    if _ON_THE_DAY.search(text[start : words.start]):
        return False  # "Summary of 27 December"
    end = text.find("\n", words.end)
    line = text[start : words.start] + text[words.end : end if end >= 0 else len(text)]
    if len(line) > 60:
        return False
    return sum(c.isalpha() for c in line) < 20 and words.form in ("date", "iso", "slash", "month")


def _day_or_weekday(words: DateWords, trail: Trail) -> Dated:
    """A day of a month; "Wednesday (16)" names none and goes by its weekday."""
    if words.month is None and words.weekday:
        return weekday_date(words, trail)
    return calendar_day(words, trail)


_FORMS: dict[str, Callable[[DateWords, Trail], Dated]] = {
    "iso": iso_date,
    "slash": slash_date,
    "date": _day_or_weekday,
    "listed": calendar_day,
    "month": month_date,
    "months": months_date,
    "year": year_date,
    "season": season_date,
    "quarter": quarter_date,
    "decade": decade_date,
    "century": century_date,
    "weekday": weekday_date,
    "dayword": dayword_date,
    "daypart": daypart_date,
    "unit": unit_date,
    "offset": offset_date,
    "span": span_date,
    "duration": duration_date,
    "set": set_date,
    "part": part_date,
    "clock": part_date,
    "daynumber": day_number,
    "holiday": holiday_date,
    "reference": reference_date,
}

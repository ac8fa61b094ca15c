"""The days that each time expression of a report means, read in the order of the text.

In: a report. Out: one `Dated` for each time expression that `datewords` finds: its interval of
days where the report settles one, EDTF, TIMEX3 and the basis in words. Three things can settle a
day: the words themselves, the publication date (for "Monday", "last week"), and the dates said
before (for "two days later", or a year that governs what follows). It refuses to guess: what
none of the three settles stays open.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from secondsource.model import Report
from secondsource.resolve.dategrammar import open_dates
from secondsource.resolve.datewords import DateWords, find_dates

_HISTORY_DATES = 6  # full dates of earlier years from which a text counts as history
_NO_YEAR = 4  # a leap year that no report means: stands for a year that the report does not give
_SEASON_MONTH = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
_SEASON_EDTF = {"SP": 21, "SU": 22, "FA": 23, "WI": 24}
_VAGUE_DAYS = {"D": (2, 7), "W": (14, 45), "M": (60, 330), "Y": (730, 3650)}
_RECENT_DAYS = {"D": 10, "W": 60, "M": 366}
_UNIT_GRAIN = {"D": "day", "W": "week", "E": "weekend", "M": "month", "Q": "quarter", "Y": "year", "DE": "decade", "CE": "century"}
_LIST_GAP = re.compile(
    r"\s*(?:,|;|-|–|—|to|and|or|until|till|through|\()?\s*(?:the\s+|early\s+|late\s+|on\s+|of\s+)*"
)
_SIDE_GLANCE = re.compile(r"\b(?:since|after|before|than|from|until|formed|founded|established|born)\W+(?:\w+\W+)?$", re.I)
_ANAPHORIC = frozenset({"that", "previous", "following", "before", "after", "earlier"})


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

    def seen_from(self, trigger: int, around: tuple[Dated, ...], text: str) -> Dated:
        """The same words as the date of an incident whose trigger stands at an offset."""
        if self.words.form != "offset" or self.words.way not in ("after", "before", "since"):
            return self
        if trigger < self.words.end or _ends_clause(self.words, text):
            return self
        main = _main_day(self, around, text)
        if main is None:
            return replace(self, span=None, edtf=None, basis=f"{self.words.text!r}: counted from a day the report does not give")
        sign = -1 if self.words.way in ("after", "since") else 1
        return _stepped(self.words, main, sign, f"{self.words.text!r} counted back from {main.words.text!r}")


def _main_day(dated: Dated, around: tuple[Dated, ...], text: str) -> Dated | None:
    """The day of the main clause before "a day after": in its sentence, else said before it."""
    start = _sentence_start(text, dated.words.start)
    known = [d for d in around if d.span and d.words.end <= dated.words.start and d.words.form not in ("span", "duration")]
    same = [d for d in known if d.words.start >= start]
    if same:
        return same[-1]
    if re.search(r"\b(?:had|having)\b", text[start : dated.words.start]):
        return None  # told from an earlier time than the main story
    days = [d for d in known if d.span and d.span.grain is Grain.DAY and d.anchor]
    return days[-1] if days else None


def _is_floating(span: Span | None) -> bool:
    """Whether the days of an interval have no year: "two days later" after "February 1"."""
    return span is not None and span.first.year <= _NO_YEAR + 1


def _settled(dated: Dated) -> Dated:
    """The same, with the year left open where it stands for none."""
    if not _is_floating(dated.span):
        return dated

    def opened(text: str) -> str:
        text = re.sub(r"\b000[345](?=-W)(-W)\d\d", r"XXXX\1XX", text)
        return re.sub(r"\b000[345]", "XXXX", text)

    edtf = opened(dated.edtf) if dated.edtf else None
    if edtf and not re.search(r"-\d\d", edtf):
        edtf = None
    return replace(dated, span=None, edtf=edtf, timex=opened(dated.timex))


@dataclass(slots=True)
class _Trail:
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


def resolve_dates(report: Report, look_back: bool = False) -> tuple[Dated, ...]:
    """Every time expression of a report with what it means; `look_back` reads all as past."""
    found = find_dates(report.text)
    trail = _Trail(report, look_back, _tells_history(found, report.published), _top_year(found))
    for place, words in enumerate(found):
        trail.to_come = found[place + 1 : place + 4]
        trail.said.append(_resolved(words, trail))
    return tuple(_settled(dated) for dated in trail.said)


def _tells_history(found: tuple[DateWords, ...], published: date | None) -> bool:
    """Whether a text is a chronicle: many dates with their years, few seen from a day of writing."""
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
    years = [w.year for w in found if w.year and w.year > 1900 and w.form in ("date", "month", "year")]
    return max(years, default=None)


def _resolved(words: DateWords, trail: _Trail) -> Dated:
    if words.form == "offset" and words.way in ("after", "before") and trail.to_come:
        base = _named_after(words, trail.to_come[0], trail)
        if base is not None:
            sign = 1 if words.way == "after" else -1
            return _stepped(words, base, sign, f"{words.text!r} counted from {base.words.text!r}")
    dated = _FORMS[words.form](words, trail)
    text = trail.report.text
    if _is_reported(words, text) or (_is_dateline(words, text) and not trail.history):
        return replace(dated, anchor=False)
    return dated


def _named_after(words: DateWords, ahead: DateWords, trail: _Trail) -> Dated | None:
    """The date inside the event that "a month after the Oct. 7 attack" counts from."""
    gap = trail.report.text[words.end : ahead.start]
    if len(gap) > 40 or re.search(r"[.;:,\n]", gap) or ahead.form not in ("date", "month", "weekday", "year", "holiday", "slash"):
        return None
    dated = _FORMS[ahead.form](ahead, trail)
    return dated if dated.span else None


def _is_reported(words: DateWords, text: str) -> bool:
    """Whether the words date a statement ("said on Monday") and not what happened."""
    before = re.findall(r"[a-z]+", text[max(0, words.start - 30) : words.start].lower())[-2:]
    if any(word in open_dates().reporting for word in before):
        return True
    if words.start - _sentence_start(text, words.start) > 3:
        return False
    after = re.findall(r"[a-z]+", text[words.end : words.end + 50].lower())[:4]
    return any(word in open_dates().reporting for word in after)


def _is_dateline(words: DateWords, text: str) -> bool:
    """Whether the words stand alone on their line, as a date of publication does."""
    if words.start > 600:
        return False
    start = text.rfind("\n", 0, words.start) + 1
    end = text.find("\n", words.end)
    line = text[start : words.start] + text[words.end : end if end >= 0 else len(text)]
    return sum(c.isalpha() for c in line) < 20 and words.form in ("date", "iso", "slash", "month")


# --- building a Dated -------------------------------------------------------------------------


def _day(words: DateWords, day: date, basis: str) -> Dated:
    return _dated(words, Span(day, day, Grain.DAY), day.isoformat(), day.isoformat(), basis)


def _dated(words: DateWords, span: Span | None, edtf: str | None, timex: str, basis: str, kind: str = "DATE") -> Dated:
    time = words.clock or words.part
    if time and kind == "DATE" and words.form not in ("month", "year", "season", "holiday"):
        kind = "TIME"
        base = timex if len(timex) >= 8 else "XXXX-XX-XX"
        base = base.split("/")[0]
        timex = f"{base}T{words.clock}{'Z' if words.zone == 0 else ''}" if words.clock else f"{base}{words.part}"
    return Dated(words, span, kind, timex, edtf, basis)


def _open(words: DateWords, timex: str, basis: str, edtf: str | None = None, kind: str = "DATE") -> Dated:
    """An expression whose days the report does not settle."""
    return _dated(words, None, edtf, timex, basis, kind)


def _month_span(year: int, month: int) -> Span:
    return Span(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), Grain.MONTH)


def _year_span(year: int) -> Span:
    return Span(date(year, 1, 1), date(year, 12, 31), Grain.YEAR)


def _week_of(day: date) -> Span:
    monday = day - timedelta(days=day.weekday())
    return Span(monday, monday + timedelta(days=6), Grain.WEEK)


def _week_timex(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def _interval(words: DateWords, first: date, last: date, timex: str, basis: str, rough: bool = False) -> Dated:
    mark = "~" if rough else ""
    edtf = f"{first}{mark}/{last}{mark}" if first != last else f"{first}{mark}"
    grain = Grain.RANGE if first != last else Grain.DAY
    return replace(_dated(words, Span(first, last, grain), edtf, timex, basis), rough=rough)


def _said_year(words: DateWords) -> str:
    return f"{words.text!r} names the year"


# --- calendar dates ---------------------------------------------------------------------------


def _iso(words: DateWords, trail: _Trail) -> Dated:
    match = re.match(r"(\d{4})-(\d\d)-(\d\d)(?:t(\d\d:\d\d))?(?::\d\d)?(z?)", words.text.lower())
    assert match is not None
    day = _date(int(match[1]), int(match[2]), int(match[3]))
    if day is None:
        return _open(words, words.text, f"{words.text!r} is no day of the calendar")
    return _day(replace(words, clock=match[4], zone=0 if match[5] else None), day, "a full date")


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _slash(words: DateWords, trail: _Trail) -> Dated:
    """7/2/2024 by the order that can be: above 12, the weekday beside it, or near publication."""
    if "9/11" in words.text:
        return _day(words, date(2001, 9, 11), "the attacks of September 11, 2001")
    if re.fullmatch(r"\d{1,2}/\d{1,2}", words.text):
        low, high = sorted(int(n) for n in words.text.split("/"))
        return _calendar_day(replace(words, month=low, day=high, form="date"), trail)
    numbers = [int(n) for n in re.findall(r"\d+", re.search(r"[\d/.]+", words.text).group())]  # type: ignore[union-attr]
    if numbers[0] > 31:
        year, month, day = numbers
        options = [_date(year, month, day), _date(year, day, month)]
    else:
        year = numbers[2] if numbers[2] > 99 else 2000 + numbers[2] if numbers[2] < 50 else 1900 + numbers[2]
        options = [_date(year, numbers[1], numbers[0]), _date(year, numbers[0], numbers[1])]
    days = list(dict.fromkeys(d for d in options if d))
    if len(days) == 2:
        days = _preferred(days, words, trail)
    if len(days) == 1:
        return _day(words, days[0], "a full date")
    if not days:
        return _open(words, "XXXX-XX-XX", f"{words.text!r} is no day of the calendar")
    first, last = sorted(days)
    edtf = f"[{first},{last}]"
    return _open(words, "XXXX-XX-XX", f"{words.text!r} is {first} or {last} by the order of day and month", edtf)


def _preferred(days: list[date], words: DateWords, trail: _Trail) -> list[date]:
    if words.weekday:
        fitting = [d for d in days if d.isoweekday() == words.weekday]
        if len(fitting) == 1:
            return fitting
    published = trail.report.published
    if published:
        fitting = [d for d in days if d <= published + timedelta(days=1)]
        near = [d for d in fitting if (published - d).days <= 45]
        if len(near) == 1:
            return near
        if len(fitting) == 1:
            return fitting
    other = re.search(r"\b(?:1[3-9]|2\d|3[01])([/.])\d{1,2}\1(?:19|20)?\d\d\b", trail.report.text)
    swapped = re.search(r"\b\d{1,2}([/.])(?:1[3-9]|2\d|3[01])\1(?:19|20)?\d\d\b", trail.report.text)
    if bool(other) != bool(swapped):
        return days[:1] if other else days[1:]
    return days[:1] if "." in words.text else days


def _calendar_day(words: DateWords, trail: _Trail) -> Dated:
    """A day of a month, with or without its year."""
    if words.month is None or words.day is None:
        return _weekday(words, trail) if words.weekday else _open(words, "XXXX-XX-XX", "no month")
    if not 1 <= words.day <= calendar.monthrange(2024, words.month)[1]:
        return _month(replace(words, day=None), trail)
    if words.year is not None and words.year < 1:
        return _ancient(words)
    year, basis = (words.year, _said_year(words)) if words.year else _year_of(words, trail)
    year = _NO_YEAR if year is None else year
    day = _date(year, words.month, words.day)
    if day is None and words.year is None:  # February 29
        year = next(y for y in (year - 1, year + 1, year - 2, year + 2, year - 3) if calendar.isleap(y))
        day = _date(year, words.month, words.day)
    if day is None:
        return _open(words, "XXXX-XX-XX", f"{words.text!r} is no day of {year}")
    if words.weekday and day.isoweekday() != words.weekday:
        basis += f"; but that day is no {calendar.day_name[words.weekday - 1]}"
    last_month = words.until_month or words.month
    last = _date(year + (last_month < words.month), last_month, words.until) if words.until else None
    if last and last > day:
        return _interval(words, day, last, day.isoformat(), basis)
    return _day(words, day, basis)


def _month(words: DateWords, trail: _Trail) -> Dated:
    assert words.month is not None
    year, basis = (words.year, _said_year(words)) if words.year else _year_of(words, trail)
    if words.mod and words.slice is None:
        basis += f"; {words.mod!r} in it names no days"
    year = _NO_YEAR if year is None else year
    if year < 1:
        return _ancient(words)
    span = _month_span(year, words.month)
    value = f"{year:04d}-{words.month:02d}"
    if words.slice:
        return _sliced(words, span, value, basis)
    return _dated(words, span, value, value, basis)


def _sliced(words: DateWords, span: Span, value: str, basis: str) -> Dated:
    """ "the first week of March", "the last days of 2019"."""
    length = {"D": 1, "W": 7, "M": 30}.get(words.slice or "", 0)
    many = int(words.amount or 1)
    if words.slice == "D" and words.ordinal in (1, -1) and "days" in words.inside:
        length, many = 7, 1
    if not length or words.mod:
        return _dated(words, span, value, value, basis)
    if words.ordinal == -1:
        first, last = span.last - timedelta(days=length * many - 1), span.last
    else:
        offset = length * ((words.ordinal or 1) - 1)
        first = span.first + timedelta(days=offset)
        last = min(first + timedelta(days=length * many - 1), span.last)
    first = max(first, span.first)
    timex = _week_timex(first) if words.slice == "W" and many == 1 else value
    dated = _interval(words, first, max(first, last), timex, basis, rough=words.slice != "D")
    if words.amount:
        length = _length(replace(words, unit=words.slice))
        return replace(dated, timex_type="DURATION", timex=length)
    return dated


def _months(words: DateWords, trail: _Trail) -> Dated:
    """ "Sep-Oct" as one interval."""
    assert words.month is not None and words.until_month is not None
    last = _month(replace(words, month=words.until_month), trail)
    assert last.span is not None
    year = last.span.first.year - (words.month > words.until_month)
    first = _month_span(year, words.month)
    edtf = f"{year:04d}-{words.month:02d}/{last.edtf}"
    return _dated(words, Span(first.first, last.span.last, Grain.RANGE), edtf, f"{year:04d}-{words.month:02d}", last.basis)


def _year(words: DateWords, trail: _Trail) -> Dated:
    assert words.year is not None
    if words.year < 1:
        return _ancient(words)
    value = f"{words.year:04d}"
    basis = _said_year(words)
    if words.slice:
        return _sliced(words, _year_span(words.year), value, basis)
    if words.mod:
        basis += f"; {words.mod!r} in it names no days"
    return _dated(words, _year_span(words.year), value, value, basis)


def _ancient(words: DateWords) -> Dated:
    assert words.year is not None
    month = f"-{words.month:02d}" if words.month else ""
    if words.form == "season":
        return _open(words, f"BC{1 - words.year:04d}-{words.name}", "before the common era", f"{words.year:05d}-{_SEASON_EDTF[words.name or 'SU']}")
    return _open(words, f"BC{1 - words.year:04d}{month}", "before the common era", f"{words.year:05d}{month}")


# --- the year of a date without one -------------------------------------------------------------


def _year_of(words: DateWords, trail: _Trail) -> tuple[int | None, str]:
    """The year that a month or a day without one belongs to, and why."""
    if words.year_toward:
        return _year_toward(words, trail)
    if words.toward:
        return _month_toward(words, trail)
    joined = _joined_year(words, trail)
    if joined is not None:
        return joined
    if trail.published is not None:
        local = _local_year(words, trail)
        return local if local else _nearest_year(words, trail.published, trail)
    return _narrated_year(words, trail)


def _joined_year(words: DateWords, trail: _Trail) -> tuple[int, str] | None:
    """The year that stands once for both ends: "26 June - 4 August 1952", "April and June 1955"."""
    end = words.end
    for ahead in trail.to_come:
        gap = trail.report.text[end : ahead.start]
        if not _LIST_GAP.fullmatch(gap) or ahead.form not in ("date", "month", "months") or not ahead.month:
            return None
        if ahead.year is not None and ahead.year > 0:
            back = words.month is not None and words.month > ahead.month
            return ahead.year - back, f"year from {ahead.text!r} after it"
        end = ahead.end
    return None


def _year_toward(words: DateWords, trail: _Trail) -> tuple[int | None, str]:
    """ "May last year", "August of that year"."""
    step = {"last": -1, "past": -1, "this": 0, "next": 1, "previous": -1, "following": 1}.get(words.year_toward or "", 0)
    if words.year_toward in ("that", "previous", "following"):
        anchor = trail.last()
        if anchor and anchor.span:
            return anchor.span.first.year + step, f"year from {anchor.words.text!r} before it"
    if trail.published and words.year_toward != "that":
        return trail.published.year + step, f"{words.year_toward} year at publication"
    return None, f"{words.text!r}: the report does not give the year it counts from"


def _month_toward(words: DateWords, trail: _Trail) -> tuple[int | None, str]:
    """ "last September", "that January", "next May"."""
    month = words.month or 1
    anaphoric = words.toward in _ANAPHORIC or trail.published is None
    anchor = trail.last() if anaphoric else None
    if anaphoric:
        if anchor is None or anchor.span is None:
            return None, f"{words.text!r}: the report does not give the year it counts from"
        year = anchor.span.first.year
        if words.toward in ("previous", "last", "before") and anchor.span.grain is not Grain.YEAR:
            year -= month >= anchor.span.first.month
        if words.toward in ("following", "next") and anchor.span.grain is not Grain.YEAR:
            year += month <= anchor.span.first.month
        return year, f"year from {anchor.words.text!r} before it"
    published = trail.published
    assert published is not None
    if words.toward in ("last", "past"):
        year = published.year - (month >= published.month)
    elif words.toward == "next":
        year = published.year + (month <= published.month)
    else:
        year = published.year
    return year, f"{words.toward} {calendar.month_name[month]} at publication on {published}"


def _nearest_year(words: DateWords, published: date, trail: _Trail) -> tuple[int, str]:
    """The nearest past year, or the next one where the clause looks ahead."""
    month, day = words.month or 1, words.day or 15
    if words.weekday and words.day:
        for year in (published.year, published.year - 1, published.year + 1):
            fitting = _date(year, month, words.day)
            if fitting and fitting.isoweekday() == words.weekday and abs((fitting - published).days) < 200:
                return year, f"the year near publication in which it is a {calendar.day_name[words.weekday - 1]}"
    this = _date(published.year, month, min(day, 28) if words.day is None else day) or date(published.year, month, 28)
    if words.day is None and month == published.month:
        return published.year, "the month of publication"
    if this <= published + timedelta(days=1):
        ahead = _looks_ahead(words, trail) and (published - this).days > 60
        year = published.year + ahead
    else:
        until = (this - published).days
        by = re.search(r"\b(?:by|until|till|before)\s+(?:the\s+)?$", trail.report.text[max(0, words.start - 12) : words.start], re.I)
        past = _looks_past(words, trail) and not by
        soon = until < (75 if words.day else 150) and not past
        year = published.year if soon or _looks_ahead(words, trail) else published.year - 1
        if trail.look_back:
            year = published.year - 1
    word = "past" if year <= published.year else "coming"
    return year, f"the nearest {word} one at publication on {published}"


def _local_year(words: DateWords, trail: _Trail) -> tuple[int, str] | None:
    """The year of the sentence before it, where a report looks back: "In 2014 … In June"."""
    anchor = trail.last(Grain.DAY, Grain.MONTH, Grain.YEAR)
    published = trail.published
    if anchor is None or anchor.span is None or anchor.words.year is None or published is None:
        return None
    if anchor.span.first.year >= published.year or anchor.span.first.year < published.year - 60:
        return None
    between = trail.report.text[anchor.words.end : words.start]
    stops = len(re.findall(r"[.!?][\"”’)]*\s+(?=[A-Z])", between))
    if "\n" in between or stops > 1 or len(between) > 250 or not _opens(anchor, trail.report.text):
        return None
    return _after_anchor(words, anchor.span), f"year from {anchor.words.text!r} before it"


def _opens(anchor: Dated, text: str) -> bool:
    """Whether an anchor opens its sentence ("In 2014, …"), which then tells of that time."""
    start = _sentence_start(text, anchor.words.start)
    return len(text[start : anchor.words.start].split()) <= 4


def _narrated_year(words: DateWords, trail: _Trail) -> tuple[int | None, str]:
    """The year where only the text can give it: from the date before, if one governs."""
    topic = None if trail.history else _heading_year(words, trail)
    if topic is not None:
        return topic.words.year, f"year from {topic.words.text!r}, over the text it stands in"
    anchor = _governing(words, trail)
    if anchor is not None and anchor.span is not None:
        year = _after_anchor(words, anchor.span, forward=trail.history)
        return year, f"year from {anchor.words.text!r} before it"
    if words.weekday and words.day and words.month and trail.top_year:
        fitting = [
            year for year in range(trail.top_year, trail.top_year + 5)
            if (d := _date(year, words.month, words.day)) and d.isoweekday() == words.weekday
        ]  # fmt: skip
        if len(fitting) == 1:
            name = calendar.day_name[words.weekday - 1]
            return fitting[0], f"a {name} in {fitting[0]} only, of the years from {trail.top_year}, which the report names"
    return None, "the report gives no year and no publication date"


def _heading_year(words: DateWords, trail: _Trail) -> Dated | None:
    """The expression whose year heads the section or the whole text: "Attacks in 2023"."""
    text = trail.report.text
    for dated in reversed(trail.said):
        said = dated.words
        if said.year is None or said.year < 1 or said.form not in ("date", "month", "year", "season"):
            continue
        if _SIDE_GLANCE.search(text[max(0, said.start - 30) : said.start]):
            continue
        if _heads_section(said, text) or _heads_text(said, trail):
            return dated
    return None


def _heads_section(said: DateWords, text: str) -> bool:
    """Whether words stand in a short line without a full stop, which heads what follows."""
    start = text.rfind("\n", 0, said.start) + 1
    end = text.find("\n", said.end)
    line = text[start : end if end >= 0 else len(text)].strip()
    return end >= 0 and len(line) <= 80 and line[-1:] not in ".!?|" and line[:1] not in "-•|"


def _heads_text(said: DateWords, trail: _Trail) -> bool:
    """Whether the first sentence of a report names one year only, this one."""
    text = trail.report.text
    stop = re.search(r"[.!?][\"”’)]*\s+(?=[A-Z0-9“\"])|\n", text.lstrip())
    end = stop.start() + len(text) - len(text.lstrip()) if stop else len(text)
    years = {d.words.year for d in trail.said if d.words.year and d.words.start < end}
    return said.start < end and len(years) == 1


def _governing(words: DateWords, trail: _Trail) -> Dated | None:
    """The date before whose year governs a yearless one."""
    for dated in reversed(trail.said):
        if dated.span is None or not dated.anchor or _is_floating(dated.span):
            continue
        if trail.history:
            if _carries_on(dated, trail.report.text) and not _is_aside(dated, trail):
                return dated
        elif dated.span.first.year == trail.top_year and _governs(dated, words, trail.report.text):
            return dated
    return None


def _is_aside(dated: Dated, trail: _Trail) -> bool:
    """Whether a full date inside a sentence leaves the year of the story for a moment."""
    assert dated.span is not None
    if dated.words.year is None or dated.words.form == "year" or _opens(dated, trail.report.text):
        return False
    place = trail.said.index(dated)
    before = [d for d in trail.said[max(0, place - 4) : place] if d.span and d.words.year and d.span.grain in (Grain.DAY, Grain.MONTH)]
    if not before or before[-1].span is None:
        return False
    jump = dated.span.first.year - before[-1].span.first.year
    return jump > 1 or jump < 0


def _carries_on(dated: Dated, text: str) -> bool:
    """Whether a story goes on from a date, and does not merely mention it."""
    assert dated.span is not None
    if _is_floating(dated.span):
        return False
    if dated.words.form == "offset" and dated.words.way in ("earlier", "before"):
        return False
    before = text[max(0, dated.words.start - 4) : dated.words.start].lower()
    if dated.words.form == "month" and before == "the " and dated.words.year:
        return False  # "the August 1792 insurrection"
    if dated.span.grain in (Grain.DAY, Grain.MONTH, Grain.SEASON):
        return True
    if dated.words.form != "year" or dated.span.grain is not Grain.YEAR:
        return False
    return _opens(dated, text)


def _governs(dated: Dated, words: DateWords, text: str) -> bool:
    """Whether a date of an undated report lends its year to a later one."""
    assert dated.span is not None
    if dated.span.grain is Grain.DAY:
        return True
    between = text[dated.words.end : words.start]
    near = "\n" not in between and len(between) < 250 and _opens(dated, text)
    return near and dated.span.grain in (Grain.MONTH, Grain.YEAR)


def _after_anchor(words: DateWords, anchor: Span, forward: bool = True) -> int:
    """The year that puts a month beside or after an anchor: stories move forward."""
    year = anchor.first.year
    if anchor.grain in (Grain.YEAR, Grain.SEASON) or words.month is None:
        return year
    back = anchor.first.month - words.month
    if back >= 8:
        return year + 1
    if back <= -9 and not forward:
        return year - 1
    return year


# --- tense --------------------------------------------------------------------------------------


def _sentence_start(text: str, place: int) -> int:
    start = 0
    for stop in re.finditer(r"[.!?][\"”’)]*\s+(?=[A-Z“\"])|\n", text[max(0, place - 400) : place]):
        start = max(0, place - 400) + stop.end()
    return start if start else max(0, place - 400)


@cache
def _cues() -> tuple[frozenset[str], frozenset[str]]:
    grammar = open_dates()
    return grammar.future, grammar.past


def _tense(words: DateWords, trail: _Trail) -> str | None:
    """ "ahead" or "past" by the nearest verb before the words in their sentence, else after."""
    text = trail.report.text
    start = _sentence_start(text, words.start)
    before = re.findall(r"[A-Za-z']+", text[start : words.start].lower())
    after_text = re.split(r"[.;\n]", text[words.end : words.end + 120])[0]
    after = re.findall(r"[A-Za-z']+", after_text.lower())
    for place in range(len(before) - 1, -1, -1):
        tense = _word_tense(before[place], before[place - 1] if place else "")
        if tense:
            return tense
    for place, word in enumerate(after):
        tense = _word_tense(word, after[place - 1] if place else "")
        if tense:
            return tense
    return None


def _word_tense(word: str, before: str) -> str | None:
    ahead, past = _cues()
    if before == "be" or (word == "to" and before in open_dates().toward_future):
        return "ahead"  # "to be held", "set to begin"
    if word in ahead or word.endswith("'ll"):
        return "ahead"
    if word in past or (len(word) > 4 and word.endswith("ed")):
        return "past"
    return None


def _looks_ahead(words: DateWords, trail: _Trail) -> bool:
    return not trail.look_back and _tense(words, trail) == "ahead"


def _looks_past(words: DateWords, trail: _Trail) -> bool:
    return trail.look_back or _tense(words, trail) == "past"


# --- weekdays and days of writing ---------------------------------------------------------------


def _weekday(words: DateWords, trail: _Trail) -> Dated:
    number = words.weekday or words.utc_weekday
    assert number is not None
    name = calendar.day_name[number - 1]
    if words.inside[-1:] and words.inside[-1].endswith("s") and len(words.inside) == 1 and words.inside[0] in open_dates().values["WEEKDAYS"]:
        before = trail.report.text[max(0, words.start - 4) : words.start].lower()
        if before.endswith("on "):
            return _open(words, f"XXXX-WXX-{number}", "a weekday again and again", kind="SET")
    if words.year_toward is None and words.toward is None and trail.to_come:
        ahead = trail.to_come[0]
        gap = trail.report.text[words.end : ahead.start]
        if ahead.form == "weekday" and ahead.year_toward and _LIST_GAP.fullmatch(gap):
            words = replace(words, year_toward=ahead.year_toward)  # "Wednesday and Thursday of last week"
    anaphoric = words.toward in ("that", "previous", "following") or (words.toward == "next" and "the" in words.inside)
    base = trail.published
    why = "publication"
    if anaphoric or base is None:
        anchor = trail.last(Grain.DAY)
        if anchor is None or anchor.span is None or _is_floating(anchor.span) or (base is None and not anaphoric and not trail.history):
            return _open(words, f"XXXX-WXX-{number}", f"a {name}; the report does not say of which week")
        base, why = anchor.span.first, repr(anchor.words.text)
        day = _weekday_beside(number, base, words.toward)
    else:
        day = _weekday_from(number, base, words, trail)
    if words.year_toward and trail.published:
        step = {"last": -7, "past": -7, "next": 7, "previous": -7}.get(words.year_toward, 0)
        monday = trail.published - timedelta(days=trail.published.weekday())
        day = monday + timedelta(days=number - 1 + step)
    day = _local_day(words, day)
    where = "of" if day == base else "before" if day < base else "after"
    basis = f"the {name} {where} {why}" + (f" on {base}" if why == "publication" else "")
    if words.dayword == "overnight":
        if "into" in words.inside:
            day -= timedelta(days=1)
        return _interval(words, day, day + timedelta(days=1), day.isoformat() + "TNI", basis)
    return _day(words, day, basis)


def _weekday_beside(number: int, base: date, toward: str | None) -> date:
    """The weekday near an anchor: after it, before it, or within three days of it."""
    step = (number - base.isoweekday()) % 7
    if toward in ("following", "next"):
        return base + timedelta(days=step or 7)
    if toward in ("previous", "last"):
        return base - timedelta(days=(7 - step) or 7)
    return base + timedelta(days=step if step <= 3 else step - 7)


def _weekday_from(number: int, base: date, words: DateWords, trail: _Trail) -> date:
    """The weekday nearest to publication on the side that the clause looks to."""
    back = (base.isoweekday() - number) % 7
    if words.toward == "last":
        return base - timedelta(days=back or 7)
    if words.toward == "next":
        return base + timedelta(days=(7 - back) or 7)
    if words.toward == "this" and back and not _looks_past(words, trail):
        return base + timedelta(days=7 - back)
    if back and _looks_ahead(words, trail):
        return base + timedelta(days=7 - back)
    return base - timedelta(days=back)


def _local_day(words: DateWords, day: date) -> date:
    """The local day where only the UTC time beside it carries the weekday."""
    if words.weekday or not (words.clock and words.utc and words.utc_weekday):
        return day
    minutes = _minutes(words.clock) - _minutes(words.utc)
    ahead = minutes % 1440
    ahead = ahead if ahead <= 14 * 60 else ahead - 1440
    return day + timedelta(days=(_minutes(words.utc) + ahead) // 1440)


def _minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def _dayword(words: DateWords, trail: _Trail) -> Dated:
    base = trail.published
    if base is None:
        return _open(words, "XXXX-XX-XX", f"{words.text!r}: the report has no publication date")
    basis = f"{words.text!r} at publication on {base}"
    step = int(open_dates().value("DAYWORD", words.dayword or "today") or 0)
    if words.inside[:3] == ("the", "day", "before") or words.inside[:2] == ("day", "before"):
        step -= 1
    if words.dayword == "overnight":
        return _interval(words, base - timedelta(days=1), base, f"{base}TNI", basis)
    if words.dayword == "tonight" and words.part is None:
        words = replace(words, part="TNI")
    return _day(words, base + timedelta(days=step), basis)


def _daypart(words: DateWords, trail: _Trail) -> Dated:
    """ "this morning", "last night", "the following morning", "that evening"."""
    near = words.toward in ("this", "last") or (words.toward == "past")
    base = trail.published if near else None
    step = {"last": -1, "past": -1, "following": 1, "next": 1, "after": 1, "previous": -1, "before": -1}.get(words.toward or "", 0)
    basis = f"{words.text!r} at publication on {base}"
    if base is None:
        anchor = trail.last(Grain.DAY)
        if anchor is None or anchor.span is None or (near and not trail.history):
            return _open(words, "XXXX-XX-XX", f"{words.text!r}: the report does not give the day")
        base, basis = anchor.span.first, f"counted from {anchor.words.text!r}"
    return _day(words, base + timedelta(days=step), basis)


# --- weeks, months and years by their place ------------------------------------------------------


def _unit(words: DateWords, trail: _Trail) -> Dated:
    """ "last week", "this year", "that month", "the next day", "the end of the month"."""
    unit = words.unit or "D"
    toward = words.toward or "that"
    if unit.startswith("T"):
        return _open(words, "XXXX-XX-XXTXX", "an hour or less", kind="TIME")
    step = {"last": -1, "past": -1, "previous": -1, "before": -1, "earlier": -1, "next": 1, "following": 1, "after": 1}.get(toward, 0)
    if unit == "E" and toward in ("past", "that") and words.toward != "that":
        step = 0
    anaphoric = toward in _ANAPHORIC or (toward == "next" and ("the" in words.inside or unit == "D"))
    if words.toward is None:  # "the end of the month", "the weekend", "later in the day"
        anaphoric = unit == "D" or (unit != "E" and _anchor_near(words, trail))
    if toward == "last" and unit == "D":
        return _open(words, "XXXX-XX-XX", f"{words.text!r} names no day")
    base, basis = trail.published, f"{words.text!r} at publication on {trail.published}"
    anchored = anaphoric or trail.history
    if anchored:
        anchor = _unit_anchor(unit, trail)
        base = anchor.span.first if anchor and anchor.span else None
        basis = f"counted from {anchor.words.text!r}" if anchor else ""
        if anchor and anchor.span and anchor.span.grain is Grain.MONTH and unit in ("D", "W", "E"):
            shift = timedelta(days=step * (1 if unit == "D" else 7))
            first, last = _moved(anchor.span.first, shift), _moved(anchor.span.last, shift)
            return _interval(words, first, last, _blank(unit), basis, rough=True)
    if base is None:
        return _open(words, _blank(unit), f"{words.text!r}: the report does not give the day it counts from")
    return _unit_span(words, unit, base, step, basis)


def _anchor_near(words: DateWords, trail: _Trail) -> bool:
    """Whether the date before stands in the same or the last sentence."""
    anchor = trail.last()
    if anchor is None or trail.published is None:
        return anchor is not None
    between = trail.report.text[anchor.words.end : words.start]
    return "\n" not in between and len(between) < 200 and anchor.words.year is not None


def _unit_anchor(unit: str, trail: _Trail) -> Dated | None:
    """The date before that a unit can be counted from: a day for days, anything for years."""
    if unit in ("D", "W", "E"):
        last = trail.last(Grain.DAY, Grain.MONTH, Grain.WEEK)
        return last if unit != "D" else trail.last(Grain.DAY) or last
    if unit == "M":
        return trail.last(Grain.DAY, Grain.MONTH, Grain.WEEK)
    return trail.last()


def _blank(unit: str) -> str:
    return {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "E": "XXXX-WXX-WE", "M": "XXXX-XX", "Q": "XXXX-QX"}.get(unit, "XXXX")


def _unit_span(words: DateWords, unit: str, base: date, step: int, basis: str) -> Dated:
    if unit == "D":
        return _day(words, base + timedelta(days=step), basis)
    if unit in ("W", "F", "E"):
        week = _week_of(base + timedelta(days=7 * step))
        if unit == "E":
            return _weekend(words, base, step, basis)
        return _dated(words, week, f"{week.first}/{week.last}", _week_timex(week.first), basis)
    if unit == "M":
        months = base.year * 12 + base.month - 1 + step
        year, month = divmod(months, 12)
        value = f"{year:04d}-{month + 1:02d}"
        return _dated(words, _month_span(year, month + 1), value, value, basis)
    if unit == "Q":
        return _quarter_span(words, base.year, (base.month - 1) // 3 + 1 + step, basis)
    if unit == "Y":
        value = f"{base.year + step:04d}"
        return _dated(words, _year_span(base.year + step), value, value, basis)
    size = 10 if unit == "DE" else 100
    return _long_span(words, (base.year // size + step) * size, size, basis)


def _weekend(words: DateWords, base: date, step: int, basis: str) -> Dated:
    """The weekend of publication: the one past, unless the words look ahead."""
    saturday = base - timedelta(days=(base.weekday() - 5) % 7)
    if words.toward == "next" or (words.toward == "this" and base.weekday() < 5 and "past" not in words.inside):
        saturday += timedelta(days=7)
    elif words.toward == "last" and base.weekday() >= 5:
        saturday -= timedelta(days=7)
    span = Span(saturday, saturday + timedelta(days=1), Grain.WEEKEND)
    return _dated(words, span, f"{span.first}/{span.last}", _week_timex(saturday) + "-WE", basis)


def _quarter_span(words: DateWords, year: int, number: int, basis: str) -> Dated:
    year, quarter = year + (number - 1) // 4, (number - 1) % 4
    first = date(year, quarter * 3 + 1, 1)
    last = _month_span(year, quarter * 3 + 3).last
    return _dated(words, Span(first, last, Grain.QUARTER), f"{first:%Y-%m}/{last:%Y-%m}", f"{year}-Q{quarter + 1}", basis)


def _long_span(words: DateWords, first: int, size: int, basis: str) -> Dated:
    grain = Grain.DECADE if size == 10 else Grain.CENTURY
    digits = f"{first:04d}"[: 3 if size == 10 else 2]
    span = Span(date(first, 1, 1), date(first + size - 1, 12, 31), grain)
    return _dated(words, span, digits + "X" * (4 - len(digits)), digits, basis)


def _quarter(words: DateWords, trail: _Trail) -> Dated:
    """ "the first quarter of 2009", "the second half of last year"."""
    year, basis = (words.year, _said_year(words)) if words.year else _quarter_year(words, trail)
    number = words.ordinal
    if number is None and words.toward and words.name == "Q" and trail.published:
        step = -1 if words.toward == "last" else 1 if words.toward == "next" else 0
        return _quarter_span(words, trail.published.year, (trail.published.month - 1) // 3 + 1 + step, basis)
    if number == -1:
        number = 4 if words.name == "Q" else 2
    if number is None:
        number = 2 if words.mod == "late" else 1
    if year is None or number > 4:
        return _open(words, f"XXXX-{words.name}{number}", basis)
    if words.name == "Q":
        return _quarter_span(words, year, number, basis)
    first, last = (date(year, 1, 1), date(year, 6, 30)) if number == 1 else (date(year, 7, 1), date(year, 12, 31))
    return _dated(words, Span(first, last, Grain.RANGE), f"{first:%Y-%m}/{last:%Y-%m}", f"{year}-H{number}", basis)


def _quarter_year(words: DateWords, trail: _Trail) -> tuple[int | None, str]:
    if words.year_toward:
        return _year_toward(words, trail)
    if trail.published:
        year = trail.published.year
        ended = (words.ordinal or 1) * 3 < trail.published.month + 3
        return (year if ended or _looks_ahead(words, trail) else year - 1), "the nearest past one at publication"
    anchor = trail.last()
    if anchor and anchor.span:
        return anchor.span.first.year, f"year from {anchor.words.text!r} before it"
    return None, "the report gives no year and no publication date"


def _season(words: DateWords, trail: _Trail) -> Dated:
    name = words.name or "SU"
    placed = replace(words, month=_SEASON_MONTH[name] + 1 if name != "WI" else 12)
    year, basis = (words.year, _said_year(words)) if words.year else _year_of(placed, trail)
    if year is None:
        return _open(words, f"XXXX-{name}", basis)
    if year < 1:
        return _ancient(words)
    first = date(year, _SEASON_MONTH[name], 1)
    last = _month_span(year + (name == "WI"), 2 if name == "WI" else _SEASON_MONTH[name] + 2).last
    return _dated(words, Span(first, last, Grain.SEASON), f"{year:04d}-{_SEASON_EDTF[name]}", f"{year:04d}-{name}", basis + "; seasons of the northern half of the earth")


def _decade(words: DateWords, trail: _Trail) -> Dated:
    return _long_span(words, words.year or 1900, 10, "the words name the decade")


def _century(words: DateWords, trail: _Trail) -> Dated:
    return _long_span(words, ((words.ordinal or 20) - 1) * 100, 100, "the words name the century")


# --- so long before or after ----------------------------------------------------------------------


def _offset(words: DateWords, trail: _Trail) -> Dated:
    """ "three days ago", "two days later", "the day before"."""
    if words.way in ("ago", "hence") and not trail.history:
        if trail.published is None:
            return _open(words, _blank((words.unit or "D").lstrip("T")), f"{words.text!r}: the report has no publication date")
        day = _day(words, trail.published, f"publication on {trail.published}")
        basis = f"{words.text!r} at publication on {trail.published}"
        return _stepped(words, day, -1 if words.way == "ago" else 1, basis)
    if words.way == "since" and trail.published and re.search(r"\b(?:is|was|been|mark\w*|now)\b[^.]{0,20}$", trail.report.text[max(0, words.start - 30) : words.start], re.I):
        day = _day(words, trail.published, "")
        return _stepped(words, day, -1, f"{words.text!r} at publication on {trail.published}")
    if words.way in ("after", "before", "since") and not _ends_clause(words, trail.report.text):
        beside = trail.last(Grain.DAY)
        text = trail.report.text
        if beside is not None and beside.words.start >= _sentence_start(text, words.start):
            return replace(_dated(words, beside.span, beside.edtf, beside.timex.split("T")[0], f"{words.text!r} stands with {beside.words.text!r}"), anchor=False)
        if words.vague or words.amount is None:
            return _open(words, _length(words), f"{words.text!r}: counted from an event without a day", kind="DURATION")
    anchor = _offset_anchor(words, trail)
    sign = 1 if words.way in ("later", "after", "since") else -1
    if anchor is None:
        return _open(words, _length(words), f"{words.text!r}: the report does not give the day it counts from", kind="DURATION")
    return _stepped(words, anchor, sign, f"{words.text!r} counted from {anchor.words.text!r}")


def _offset_anchor(words: DateWords, trail: _Trail) -> Dated | None:
    """The date before that words count from; "after" and "since" have their own event."""
    if words.way in ("after", "before", "since") and not _ends_clause(words, trail.report.text):
        return None if not trail.history else trail.last(Grain.DAY, Grain.MONTH)
    if words.unit in ("Y", "DE", "CE"):
        return trail.last()
    last = trail.last(Grain.DAY, Grain.MONTH, Grain.YEAR)
    day = trail.last(Grain.DAY)
    near = day is not None and words.start - day.words.end < 600
    return day if near and words.unit in ("D", "TH", "TM", "W") else last


def _ends_clause(words: DateWords, text: str) -> bool:
    """Whether nothing follows that "after" or "before" could mean: "a week before."."""
    return bool(re.match(r"\s*(?:[.,;:)\n]|$|in\b|on\b|at\b)", text[words.end : words.end + 6])) and words.way != "since"


def _stepped(words: DateWords, anchor: Dated, sign: int, basis: str) -> Dated:
    """The days so long before or after an anchor, as coarse as unit and anchor make them."""
    assert anchor.span is not None
    unit = words.unit or "D"
    base = anchor.span
    if unit.startswith("T"):
        return replace(_dated(words, base, anchor.edtf, anchor.timex.split("T")[0], basis), timex_type="TIME") if base.grain is Grain.DAY else _open(words, "XXXX-XX-XXTXX", basis)
    if words.amount is None:
        return _vaguely_stepped(words, base, sign, unit, basis)
    amount = words.amount
    if unit in ("D", "W", "F", "E") and base.grain not in (Grain.DAY, Grain.MONTH, Grain.WEEK, Grain.RANGE, Grain.WEEKEND):
        return _open(words, _blank(unit), basis + ", which names no day")
    if unit == "D":
        step = timedelta(days=sign * int(amount))
        if base.grain is Grain.DAY:
            return _day(words, base.first + step, basis)
        return _interval(words, _moved(base.first, step), _moved(base.last, step), f"{base.first.year}-XX-XX", basis, rough=True)
    if unit in ("W", "F", "E"):
        days = sign * int(7 * amount * (2 if unit == "F" else 1))
        if base.grain is not Grain.DAY:
            step = timedelta(days=days)
            return _interval(words, _moved(base.first, step), _moved(base.last, step), f"{base.first.year}-WXX", basis, rough=True)
        day = base.first + timedelta(days=days)
        if anchor.words.form == words.form and words.way == "ago":
            return _interval(words, day - timedelta(days=3), day + timedelta(days=3), _week_timex(day), basis, rough=True)
        return _interval(words, day - timedelta(days=1), day + timedelta(days=1), day.isoformat(), basis, rough=True) if amount == 1 else _interval(words, day - timedelta(days=3), day + timedelta(days=3), _week_timex(day), basis, rough=True)
    if unit == "M":
        return _months_stepped(words, base, sign * amount, basis)
    size = {"Y": 1, "DE": 10, "CE": 100}.get(unit, 1)
    return _years_stepped(words, base, sign * amount * size, basis)


def _moved(day: date, step: timedelta) -> date:
    try:
        return day + step
    except OverflowError:
        return day


def _months_stepped(words: DateWords, base: Span, months: float, basis: str) -> Dated:
    if base.grain is Grain.YEAR:
        return _open(words, "XXXX-XX", basis)
    number = base.first.year * 12 + base.first.month - 1 + round(months)
    year, month = divmod(number, 12)
    if "exactly" in words.inside and base.grain is Grain.DAY:
        return _day(words, date(year, month + 1, min(base.first.day, _month_span(year, month + 1).last.day)), basis)
    value = f"{year:04d}-{month + 1:02d}"
    return _dated(words, _month_span(year, month + 1), value, value, basis)


def _years_stepped(words: DateWords, base: Span, years: float, basis: str) -> Dated:
    year = base.first.year + int(years) if years >= 0 else base.first.year - int(-years)
    if not 1 <= year <= 9998:
        return _open(words, "XXXX", basis)
    if "exactly" in words.inside and base.grain is Grain.DAY:
        day = _date(year, base.first.month, base.first.day)
        if day:
            return _day(words, day, basis)
    return _dated(words, _year_span(year), f"{year:04d}", f"{year:04d}", basis)


def _vaguely_stepped(words: DateWords, base: Span, sign: int, unit: str, basis: str) -> Dated:
    """ "days later", "a few weeks ago": a wide interval, marked as rough."""
    low, high = _VAGUE_DAYS.get(unit, (0, 0))
    if not high or unit == "Y" or base.grain in (Grain.YEAR, Grain.DECADE, Grain.CENTURY):
        return _open(words, "FUTURE_REF" if sign > 0 else "PAST_REF", basis)
    ends = (sign * low, sign * high)
    first, last = _moved(base.first, timedelta(days=min(ends))), _moved(base.last, timedelta(days=max(ends)))
    return _interval(words, first, last, "FUTURE_REF" if sign > 0 else "PAST_REF", basis + "; roughly", rough=True)


def _length(words: DateWords) -> str:
    """The TIMEX3 duration of an amount and its unit: P3D, PT2H, PXW."""
    unit = words.unit or "D"
    clock = unit.startswith("T")
    unit = {"F": "W", "E": "WE"}.get(unit.lstrip("T"), unit.lstrip("T"))
    amount = words.amount
    if amount is not None and words.unit == "F":
        amount *= 2
    number = "X" if amount is None else f"{amount:g}"
    return f"P{'T' if clock else ''}{number}{unit}"


def _span(words: DateWords, trail: _Trail) -> Dated:
    """ "the past two days", "recent weeks", "the next month": a length of time beside a day."""
    length = _length(words)
    base, toward = trail.published, words.toward
    if toward in ("previous", "following") or (trail.history and toward):
        anchor = trail.last(Grain.DAY)
        base = anchor.span.first if anchor and anchor.span else None
    if base is None or toward is None:
        return _open(words, length, f"{words.text!r}: the report does not give the day it counts from", kind="DURATION")
    days = _days_long(words)
    if days is None:
        return _open(words, length, f"{words.text!r} gives no length in days", kind="DURATION")
    basis = f"{words.text!r} counted from {base}"
    step = timedelta(days=max(1, round(days)))
    first, last = (base, _moved(base, step)) if toward in ("next", "following") else (_moved(base, -step), base)
    rough = words.amount is None
    dated = _interval(words, first, last, length, basis, rough)
    return replace(dated, timex_type="DURATION", timex=length, anchor=False)


def _days_long(words: DateWords) -> float | None:
    unit = words.unit or "D"
    if words.toward == "recent":
        return _RECENT_DAYS.get(unit)
    each = {"TS": 0.0, "TM": 1 / 1440, "TH": 1 / 24, "D": 1.0, "W": 7.0, "F": 14.0, "E": 2.0, "M": 30.44, "Q": 91.3, "Y": 365.25, "DE": 3652.5, "CE": 36525.0}[unit]
    amount = words.amount
    if amount is None:
        amount = {"D": 6, "W": 6, "M": 8, "TH": 12}.get(unit)
    return None if amount is None else amount * each


def _duration(words: DateWords, trail: _Trail) -> Dated:
    return _open(words, _length(words), "a length of time", kind="DURATION")


def _set(words: DateWords, trail: _Trail) -> Dated:
    if words.name:
        timex = words.name
    elif words.weekday:
        timex = f"XXXX-WXX-{words.weekday}"
    elif words.unit:
        timex = _length(replace(words, amount=words.amount if words.inside[0] in ("every", "each") and words.amount else 1.0))
    else:
        timex = f"XXXX-XX-XX{words.part or ''}"
    return _open(replace(words, part=None), timex, "again and again", kind="SET")


# --- parts of a day, clock times, feasts, and the rest ----------------------------------------------


def _part(words: DateWords, trail: _Trail) -> Dated:
    """A part of a day or a clock time alone: of the day said before in the same paragraph."""
    if words.utc_weekday and words.clock and words.utc:
        return _weekday(words, trail)
    anchor = trail.last(Grain.DAY)
    if anchor is not None and anchor.span is not None:
        between = trail.report.text[anchor.words.end : words.start]
        if len(between) < 600 and not _new_paragraph(between):
            return _day(words, anchor.span.first, f"{words.text!r} of {anchor.words.text!r}")
        days = {d.span.first for d in trail.said if d.span and d.anchor and d.span.grain is Grain.DAY}
        if len(days) == 1 and not trail.history:
            basis = f"{words.text!r} of {anchor.words.text!r}, the only day said before it"
            return _day(words, anchor.span.first, basis)
    return _open(words, "XXXX-XX-XX", f"{words.text!r}: the report does not give the day")


def _new_paragraph(between: str) -> bool:
    """Whether a paragraph ends between two places; lines of one sentence each are no paragraphs."""
    lines = between.count("\n")
    return "\n\n" in between or (lines > 0 and len(between) / lines > 220)


def _day_number(words: DateWords, trail: _Trail) -> Dated:
    """ "the 20th" of the month said before, or of the month of publication."""
    if words.weekday and words.day and trail.published:
        for back in range(0, 62):
            day = trail.published - timedelta(days=back)
            if day.day == words.day and day.isoweekday() == words.weekday:
                return _day(words, day, f"the last {calendar.day_name[words.weekday - 1]} the {words.day} before publication on {trail.published}")
    joined = _joined_year(words, trail)
    if joined is not None and words.day:
        month = next(w.month for w in trail.to_come if w.month)
        return _calendar_day(replace(words, month=month, year=joined[0]), trail)
    anchor = trail.last(Grain.DAY, Grain.MONTH)
    base = anchor.span.first if anchor and anchor.span else trail.published
    if base is None or words.day is None:
        return _open(words, f"XXXX-XX-{words.day or 0:02d}", f"{words.text!r}: the report does not give the month")
    day = _date(base.year, base.month, words.day)
    if day is None:
        return _open(words, f"XXXX-XX-{words.day:02d}", f"{words.text!r}: no such day in that month")
    return _day(words, day, f"month from {anchor.words.text!r} before it" if anchor else "the month of publication")


def _holiday(words: DateWords, trail: _Trail) -> Dated:
    rule = words.name or "unknown"
    if rule == "unknown":
        return _open(words, "XXXX-XX-XX", f"{words.text!r} moves from year to year")
    if not rule.startswith("easter"):
        month, day = (int(n) for n in rule.split("-"))
        return _calendar_day(replace(words, month=month, day=day), trail)
    step = timedelta(days=int(rule.removeprefix("easter")))
    year, basis = (words.year, _said_year(words)) if words.year else _year_of(replace(words, month=4, day=5), trail)
    if year is None or year <= _NO_YEAR + 1:
        return _open(words, "XXXX-XX-XX", basis)
    day_found = easter_sunday(year) + step
    if not words.year and trail.published and day_found > trail.published and trail.look_back:
        day_found = easter_sunday(year - 1) + step
    return _day(words, day_found, basis + "; Easter of the western church")


def easter_sunday(year: int) -> date:
    """Easter Sunday of the western church (Gregorian computus of Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    el = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * el) // 433
    month = (h + el - 7 * m + 90) // 25
    return date(year, month, (h + el - 7 * m + 33 * month + 19) % 32)


def _reference(words: DateWords, trail: _Trail) -> Dated:
    return _open(words, words.name or "PRESENT_REF", f"{words.text!r} names no day")


_FORMS: dict[str, Callable[[DateWords, _Trail], Dated]] = {
    "iso": _iso,
    "slash": _slash,
    "date": _calendar_day,
    "listed": _calendar_day,
    "month": _month,
    "months": _months,
    "year": _year,
    "season": _season,
    "quarter": _quarter,
    "decade": _decade,
    "century": _century,
    "weekday": _weekday,
    "dayword": _dayword,
    "daypart": _daypart,
    "unit": _unit,
    "offset": _offset,
    "span": _span,
    "duration": _duration,
    "set": _set,
    "part": _part,
    "clock": _part,
    "daynumber": _day_number,
    "holiday": _holiday,
    "reference": _reference,
}

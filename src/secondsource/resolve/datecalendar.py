"""Dates that the calendar names: days, months, years, seasons, quarters, decades, feasts.

In: date words and the trail of what the report said before. Out: the days they mean. It refuses
dates that no calendar has, and keeps a day without a year floating (`XXXX-02-01`).
"""

from __future__ import annotations

import calendar
import re
from dataclasses import replace
from datetime import date, timedelta

from secondsource.resolve.dateparts import DateWords
from secondsource.resolve.datespans import (
    NO_YEAR,
    SEASON_EDTF,
    STEP,
    Dated,
    Grain,
    Span,
    Trail,
    before_christ,
    between_days,
    dated_as,
    is_floating,
    left_open,
    length_timex,
    month_span,
    on_day,
    on_month,
    on_quarter,
    on_year,
    on_years,
    real_date,
    week_timex,
)
from secondsource.resolve.dateyears import joined_year, looks_ahead, year_of, year_toward

_SEASON_MONTH = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
_NEAR_DAYS = 45  # how close to publication one reading of 7/2/2024 must be to rule the other out
_SHORT_YEARS_TURN = 50  # 49 is 2049, 50 is 1950
_DAY_FIRST = re.compile(r"\b(?:1[3-9]|2\d|3[01])([/.])\d{1,2}\1(?:19|20)?\d\d\b")
_MONTH_FIRST = re.compile(r"\b\d{1,2}([/.])(?:1[3-9]|2\d|3[01])\1(?:19|20)?\d\d\b")
_OF_MONTH = re.compile(r"\s+of\s+(?:the\s+)?(this|current|last|previous|past)\s+month\b", re.I)
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:t(\d\d:\d\d))?(?::\d\d)?(z?)")


# --- days ---------------------------------------------------------------------------------------


def iso_date(words: DateWords, trail: Trail) -> Dated:
    """2024-02-07, with or without a clock time."""
    match = _ISO.match(words.text.lower())
    day = match and real_date(int(match[1]), int(match[2]), int(match[3]))
    if not match or not day:
        return left_open(words, words.text, f"{words.text!r} is no day of the calendar")
    return on_day(replace(words, clock=match[4], zone=0 if match[5] else None), day, "a full date")


def slash_date(words: DateWords, trail: Trail) -> Dated:
    """7/2/2024 by the order that can be: by the weekday, nearness, or the report's own use."""
    if "9/11" in words.text:
        return on_day(words, date(2001, 9, 11), "the attacks of September 11, 2001")
    numbers = [int(n) for n in re.findall(r"\d+", words.text)][-3:]
    if len(numbers) == 2:
        low, high = sorted(numbers)
        return calendar_day(replace(words, month=low, day=high, form="date"), trail)
    days = _readings(numbers)
    if len(days) == 2:
        days = _preferred(days, words, trail)
    if len(days) == 1:
        return on_day(words, days[0], "a full date")
    if not days:
        return left_open(words, "XXXX-XX-XX", f"{words.text!r} is no day of the calendar")
    first, last = sorted(days)
    basis = f"{words.text!r} is {first} or {last} by the order of day and month"
    return left_open(words, "XXXX-XX-XX", basis, f"[{first},{last}]")


def _readings(numbers: list[int]) -> list[date]:
    """The days that three numbers can be, day first before month first."""
    if numbers[0] > 31:
        day = real_date(*numbers)
        return [day] if day else []
    one, two, year = numbers
    if year < 100:
        year += 2000 if year < _SHORT_YEARS_TURN else 1900
    options = [real_date(year, two, one), real_date(year, one, two)]
    return list(dict.fromkeys(day for day in options if day))


def _preferred(days: list[date], words: DateWords, trail: Trail) -> list[date]:
    """The reading that the weekday, the publication date or the report's own order speaks for."""
    if words.weekday:
        fitting = [day for day in days if day.isoweekday() == words.weekday]
        if len(fitting) == 1:
            return fitting
    published = trail.report.published
    if published:
        past = [day for day in days if day <= published + timedelta(days=1)]
        near = [day for day in past if (published - day).days <= _NEAR_DAYS]
        if len(near) == 1 or len(past) == 1:
            return near if len(near) == 1 else past
    day_first = _DAY_FIRST.search(trail.text) is not None
    month_first = _MONTH_FIRST.search(trail.text) is not None
    if day_first == month_first:
        day_first, month_first = _written_order(trail)
    if day_first != month_first:
        return days[:1] if day_first else days[1:]
    return days[:1] if "." in words.text else days


def _written_order(trail: Trail) -> tuple[bool, bool]:
    """Whether dates with the month in words put the day first ("7 October"), and the month."""
    day_first = month_first = False
    for said in (*(dated.words for dated in trail.said), *trail.to_come):
        if said.form == "date" and said.day and said.month and "/" not in said.text:
            begins = re.search(r"\d+|[^\W\d_]{3,}\.?\s*\d", said.text)
            month_first |= begins is not None and not begins.group()[0].isdigit()
            day_first |= begins is not None and begins.group()[0].isdigit()
    return day_first, month_first


def calendar_day(words: DateWords, trail: Trail) -> Dated:
    """A day of a month, with or without its year, or a range of such days."""
    if words.month is None or words.day is None:
        return left_open(words, "XXXX-XX-XX", f"{words.text!r} names no month")
    if not 1 <= words.day <= calendar.monthrange(NO_YEAR, words.month)[1]:
        return month_date(replace(words, day=None), trail)
    year, basis = _said_or_found(words, trail)
    if year < 1:
        return before_christ(replace(words, year=year))
    if words.year is None and (words.month, words.day) == (2, 29):
        year = _leap_year(year)
    day = real_date(year, words.month, words.day)
    if day is None:
        return left_open(words, "XXXX-XX-XX", f"{words.text!r} is no day of {year}")
    if words.weekday and day.isoweekday() != words.weekday and year > NO_YEAR + 1:
        basis += f"; but that day is no {calendar.day_name[words.weekday - 1]}"
    if words.until:
        last_month = words.until_month or words.month
        last = real_date(year + (last_month < words.month), last_month, words.until)
        if last and last > day:
            return between_days(words, day, last, day.isoformat(), basis)
    if words.unit:  # "the week of May 27", "the weekend of June 1"
        last = day + timedelta(days=6 if words.unit == "W" else 1)
        return between_days(words, day, last, week_timex(day), basis)
    return on_day(words, day, basis)


def _said_or_found(words: DateWords, trail: Trail) -> tuple[int, str]:
    """The year of the words, else the one that the report settles, else the floating one."""
    if words.year is not None:
        return words.year, f"{words.text!r} names the year"
    year, basis = year_of(words, trail)
    return NO_YEAR if year is None else year, basis


def _leap_year(year: int) -> int:
    """The nearest leap year, the earlier of two."""
    return min(range(year - 3, year + 4), key=lambda y: (not calendar.isleap(y), abs(y - year), y))


def day_number(words: DateWords, trail: Trail) -> Dated:
    """ "the 20th" of the month said before, or of the month of publication; "Monday the 20th"."""
    assert words.day is not None
    of_month = _OF_MONTH.match(trail.text, words.end)
    if of_month and trail.published:
        gone = of_month[1].lower() in ("last", "previous", "past")
        then = trail.published.replace(day=1) - timedelta(days=1) if gone else trail.published
        return calendar_day(replace(words, month=then.month, year=then.year), trail)
    if words.weekday and trail.published:
        for back in range(62):  # two months hold every pair of weekday and day number that can be
            day = trail.published - timedelta(days=back)
            if day.day == words.day and day.isoweekday() == words.weekday:
                return on_day(words, day, f"the last such day before {trail.published}")
    joined = joined_year(words, trail)
    month = next((ahead.month for ahead in trail.to_come if ahead.month), None)
    if joined is not None and month is not None:
        return calendar_day(replace(words, month=month, year=joined[0]), trail)
    anchor = trail.last_day(Grain.DAY, Grain.MONTH)
    base = anchor[0] if anchor else trail.published
    if base is None:
        basis = f"{words.text!r}: the report does not give the month"
        return left_open(words, f"XXXX-XX-{words.day:02d}", basis)
    found = real_date(base.year, base.month, words.day)
    if found is None:
        basis = f"{words.text!r}: no such day in {base:%Y-%m}"
        return left_open(words, f"XXXX-XX-{words.day:02d}", basis)
    basis = f"month from {anchor[1]} before it" if anchor else "the month of publication"
    return on_day(words, found, basis)


def holiday_date(words: DateWords, trail: Trail) -> Dated:
    """A feast with a fixed day or counted from Easter; others are named but not dated."""
    rule = words.name or "unknown"
    if rule == "unknown":
        return left_open(words, "XXXX-XX-XX", f"{words.text!r} moves from year to year")
    if not rule.startswith("easter"):
        month, day = (int(n) for n in rule.split("-"))
        return calendar_day(replace(words, month=month, day=day), trail)
    step = timedelta(days=int(rule.removeprefix("easter")))
    year, basis = _said_or_found(replace(words, month=4, day=5), trail)
    if year <= NO_YEAR + 1:
        return left_open(words, "XXXX-XX-XX", basis)
    found = easter_sunday(year) + step
    if words.year is None and trail.look_back and trail.published and found > trail.published:
        found = easter_sunday(year - 1) + step
    return on_day(words, found, basis + "; Easter of the western church")


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


# --- months and longer --------------------------------------------------------------------------


def month_date(words: DateWords, trail: Trail) -> Dated:
    """A month, or a part of one: "early" and "late" name no days, "the first week" does."""
    assert words.month is not None
    year, basis = _said_or_found(words, trail)
    if year < 1:
        return before_christ(replace(words, year=year))
    dated = on_month(words, year, words.month, basis)
    return _sliced(dated) if words.slice else _modified(dated)


def _modified(dated: Dated) -> Dated:
    if dated.words.mod is None:
        return dated
    return replace(dated, basis=f"{dated.basis}; {dated.words.mod!r} in it names no days")


def _sliced(dated: Dated) -> Dated:
    """ "the first week of March", "the last days of 2019", "the first two months of 1939"."""
    words, span = dated.words, dated.span
    if words.slice not in ("D", "W", "M", "H") or words.mod or span is None:
        return dated
    many = int(words.amount or 1)
    if "days" in words.inside and words.amount is None:
        many = 7  # "the first days" are about a week
    first, last = _slice_ends(span, words.slice, words.ordinal or 1, many)
    first, last = max(first, span.first), min(last, span.last)
    timex = week_timex(first) if words.slice == "W" and many == 1 else dated.timex
    rough = words.slice == "W" or (words.slice == "D" and words.amount is None)
    found = between_days(words, first, max(first, last), timex, dated.basis, rough)
    if words.amount is None:
        return found
    length = length_timex(replace(words, unit=words.slice))
    return replace(found, timex_type="DURATION", timex=length)


def _slice_ends(span: Span, unit: str, ordinal: int, many: int) -> tuple[date, date]:
    """The first and last day of so many days, weeks, months, or of a half, of an interval."""
    if unit == "H":
        half_year = span.grain is Grain.YEAR
        middle = span.first.replace(month=6, day=30) if half_year else span.first.replace(day=15)
        return (span.first, middle) if ordinal == 1 else (middle + timedelta(days=1), span.last)
    if unit == "M":
        start = span.last.month - many + 1 if ordinal == -1 else span.first.month + ordinal - 1
        start = min(max(start, 1), 12)
        return (
            date(span.first.year, start, 1),
            month_span(span.first.year, min(start + many - 1, 12)).last,
        )
    days = many * (7 if unit == "W" else 1)
    if ordinal == -1:
        return span.last - timedelta(days=days - 1), span.last
    first = span.first + timedelta(days=(ordinal - 1) * (7 if unit == "W" else 1))
    return first, first + timedelta(days=days - 1)


def months_date(words: DateWords, trail: Trail) -> Dated:
    """ "Sep-Oct" as one interval."""
    assert words.month is not None and words.until_month is not None
    last = month_date(replace(words, month=words.until_month), trail)
    if last.span is None:
        return last
    year = last.span.first.year - (words.month > words.until_month)
    value = f"{year:04d}-{words.month:02d}"
    span = Span(month_span(year, words.month).first, last.span.last, Grain.RANGE)
    return dated_as(words, span, f"{value}/{last.edtf}", value, last.basis)


def year_date(words: DateWords, trail: Trail) -> Dated:
    """A year, or a part of one."""
    assert words.year is not None
    if words.year < 1:
        return before_christ(words)
    year = words.year
    anchor = trail.last_day()
    if words.text[:1] in "'’‘" and trail.timeless and anchor:
        year = anchor[0].year // 100 * 100 + year % 100  # '89 in a story of the 1790s
    dated = on_year(words, year, f"{words.text!r} names the year")
    return _sliced(dated) if words.slice else _modified(dated)


def season_date(words: DateWords, trail: Trail) -> Dated:
    """A season of three months; a winter begins in the December of its year."""
    name = words.name or "SU"
    start = _SEASON_MONTH[name]
    year, basis = _said_or_found(replace(words, month=start + (name != "WI")), trail)
    if year < 1:
        return before_christ(replace(words, year=year))
    first = date(year, start, 1)
    last = month_span(year + (name == "WI"), 2 if name == "WI" else start + 2).last
    span = Span(first, last, Grain.SEASON)
    basis += "; seasons of the northern half of the earth"
    return dated_as(words, span, f"{year:04d}-{SEASON_EDTF[name]}", f"{year:04d}-{name}", basis)


def quarter_date(words: DateWords, trail: Trail) -> Dated:
    """ "the first quarter of 2009", "the second half of last year", "the last quarter"."""
    published = trail.published
    if words.toward and words.ordinal is None and words.name == "Q" and published:
        number = (published.month - 1) // 3 + 1 + STEP[words.toward]
        return on_quarter(words, published.year, number, f"at publication on {published}")
    parts = 4 if words.name == "Q" else 2
    number = words.ordinal or (2 if words.mod == "late" else 1)
    number = parts if number == -1 else number
    year, basis = _quarter_year(replace(words, ordinal=number), trail)
    if year is None or number > parts:
        return left_open(words, f"XXXX-{words.name}{number}", basis)
    if year < 1:
        return before_christ(replace(words, year=year))
    if words.name == "Q":
        return on_quarter(words, year, number, basis)
    first, last = date(year, number * 6 - 5, 1), month_span(year, number * 6).last
    edtf, timex = f"{first:%Y-%m}/{last:%Y-%m}", f"{year}-H{number}"
    return dated_as(words, Span(first, last, Grain.RANGE), edtf, timex, basis)


def _quarter_year(words: DateWords, trail: Trail) -> tuple[int | None, str]:
    if words.year is not None:
        return words.year, f"{words.text!r} names the year"
    if words.year_toward:
        return year_toward(words, trail)
    if trail.published:
        begun = (words.ordinal or 1) * 3 < trail.published.month + 3
        past = begun or looks_ahead(words, trail)
        return trail.published.year - (not past), f"nearest to publication on {trail.published}"
    anchor = trail.last()
    if anchor and anchor.span and not is_floating(anchor.span):
        return anchor.span.first.year, f"year from {anchor.words.text!r} before it"
    return None, "the report gives no year and no publication date"


def decade_date(words: DateWords, trail: Trail) -> Dated:
    """The ten years of "the 1990s"."""
    return on_years(words, words.year or 1900, 10, "the words name the decade")


def century_date(words: DateWords, trail: Trail) -> Dated:
    """The hundred years of "the 19th century", counted from 1800."""
    return on_years(words, ((words.ordinal or 20) - 1) * 100, 100, "the words name the century")

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
    Dated,
    Grain,
    Span,
    Trail,
    ancient,
    between_days,
    dated_as,
    left_open,
    length_timex,
    long_dated,
    month_span,
    on_day,
    quarter_dated,
    real_date,
    said_year,
    week_timex,
    year_span,
)
from secondsource.resolve.dateyears import joined_year, looks_ahead, year_of, year_toward

_SEASON_MONTH = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}


def iso_date(words: DateWords, trail: Trail) -> Dated:
    match = re.match(r"(\d{4})-(\d\d)-(\d\d)(?:t(\d\d:\d\d))?(?::\d\d)?(z?)", words.text.lower())
    assert match is not None
    day = real_date(int(match[1]), int(match[2]), int(match[3]))
    if day is None:
        return left_open(words, words.text, f"{words.text!r} is no day of the calendar")
    return on_day(replace(words, clock=match[4], zone=0 if match[5] else None), day, "a full date")


def slash_date(words: DateWords, trail: Trail) -> Dated:
    """7/2/2024 by the order that can be: above 12, the weekday beside it, or near publication."""
    if "9/11" in words.text:
        return on_day(words, date(2001, 9, 11), "the attacks of September 11, 2001")
    if re.fullmatch(r"\d{1,2}/\d{1,2}", words.text):
        low, high = sorted(int(n) for n in words.text.split("/"))
        return calendar_day(replace(words, month=low, day=high, form="date"), trail)
    numbers = [int(n) for n in re.findall(r"\d+", re.search(r"[\d/.]+", words.text).group())]  # type: ignore[union-attr]
    if numbers[0] > 31:
        year, month, day = numbers
        options = [real_date(year, month, day), real_date(year, day, month)]
    else:
        year = (
            numbers[2]
            if numbers[2] > 99
            else 2000 + numbers[2]
            if numbers[2] < 50
            else 1900 + numbers[2]
        )
        options = [real_date(year, numbers[1], numbers[0]), real_date(year, numbers[0], numbers[1])]
    days = list(dict.fromkeys(d for d in options if d))
    if len(days) == 2:
        days = _preferred(days, words, trail)
    if len(days) == 1:
        return on_day(words, days[0], "a full date")
    if not days:
        return left_open(words, "XXXX-XX-XX", f"{words.text!r} is no day of the calendar")
    first, last = sorted(days)
    edtf = f"[{first},{last}]"
    return left_open(
        words,
        "XXXX-XX-XX",
        f"{words.text!r} is {first} or {last} by the order of day and month",
        edtf,
    )


def _preferred(days: list[date], words: DateWords, trail: Trail) -> list[date]:
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


def calendar_day(words: DateWords, trail: Trail) -> Dated:
    """A day of a month, with or without its year."""
    if words.month is None or words.day is None:
        return left_open(words, "XXXX-XX-XX", f"{words.text!r} names no month")
    if not 1 <= words.day <= calendar.monthrange(2024, words.month)[1]:
        return month_date(replace(words, day=None), trail)
    if words.year is not None and words.year < 1:
        return ancient(words)
    year, basis = (words.year, said_year(words)) if words.year else year_of(words, trail)
    year = NO_YEAR if year is None else year
    day = real_date(year, words.month, words.day)
    if day is None and words.year is None:  # February 29
        year = next(
            y for y in (year - 1, year + 1, year - 2, year + 2, year - 3) if calendar.isleap(y)
        )
        day = real_date(year, words.month, words.day)
    if day is None:
        return left_open(words, "XXXX-XX-XX", f"{words.text!r} is no day of {year}")
    if words.weekday and day.isoweekday() != words.weekday:
        basis += f"; but that day is no {calendar.day_name[words.weekday - 1]}"
    last_month = words.until_month or words.month
    last = (
        real_date(year + (last_month < words.month), last_month, words.until)
        if words.until
        else None
    )
    if last and last > day:
        return between_days(words, day, last, day.isoformat(), basis)
    return on_day(words, day, basis)


def month_date(words: DateWords, trail: Trail) -> Dated:
    assert words.month is not None
    year, basis = (words.year, said_year(words)) if words.year else year_of(words, trail)
    if words.mod and words.slice is None:
        basis += f"; {words.mod!r} in it names no days"
    year = NO_YEAR if year is None else year
    if year < 1:
        return ancient(words)
    span = month_span(year, words.month)
    value = f"{year:04d}-{words.month:02d}"
    if words.slice:
        return _sliced(words, span, value, basis)
    return dated_as(words, span, value, value, basis)


def _sliced(words: DateWords, span: Span, value: str, basis: str) -> Dated:
    """ "the first week of March", "the last days of 2019"."""
    length = {"D": 1, "W": 7, "M": 30}.get(words.slice or "", 0)
    many = int(words.amount or 1)
    if words.slice == "D" and words.ordinal in (1, -1) and "days" in words.inside:
        length, many = 7, 1
    if not length or words.mod:
        return dated_as(words, span, value, value, basis)
    if words.ordinal == -1:
        first, last = span.last - timedelta(days=length * many - 1), span.last
    else:
        offset = length * ((words.ordinal or 1) - 1)
        first = span.first + timedelta(days=offset)
        last = min(first + timedelta(days=length * many - 1), span.last)
    first = max(first, span.first)
    timex = week_timex(first) if words.slice == "W" and many == 1 else value
    dated = between_days(words, first, max(first, last), timex, basis, rough=words.slice != "D")
    if words.amount:
        length = length_timex(replace(words, unit=words.slice))
        return replace(dated, timex_type="DURATION", timex=length)
    return dated


def months_date(words: DateWords, trail: Trail) -> Dated:
    """ "Sep-Oct" as one interval."""
    assert words.month is not None and words.until_month is not None
    last = month_date(replace(words, month=words.until_month), trail)
    assert last.span is not None
    year = last.span.first.year - (words.month > words.until_month)
    first = month_span(year, words.month)
    edtf = f"{year:04d}-{words.month:02d}/{last.edtf}"
    return dated_as(
        words,
        Span(first.first, last.span.last, Grain.RANGE),
        edtf,
        f"{year:04d}-{words.month:02d}",
        last.basis,
    )


def year_date(words: DateWords, trail: Trail) -> Dated:
    assert words.year is not None
    if words.year < 1:
        return ancient(words)
    value = f"{words.year:04d}"
    basis = said_year(words)
    if words.slice:
        return _sliced(words, year_span(words.year), value, basis)
    if words.mod:
        basis += f"; {words.mod!r} in it names no days"
    return dated_as(words, year_span(words.year), value, value, basis)


def quarter_date(words: DateWords, trail: Trail) -> Dated:
    """ "the first quarter of 2009", "the second half of last year"."""
    year, basis = (words.year, said_year(words)) if words.year else _quarter_year(words, trail)
    number = words.ordinal
    if number is None and words.toward and words.name == "Q" and trail.published:
        step = -1 if words.toward == "last" else 1 if words.toward == "next" else 0
        return quarter_dated(
            words, trail.published.year, (trail.published.month - 1) // 3 + 1 + step, basis
        )
    if number == -1:
        number = 4 if words.name == "Q" else 2
    if number is None:
        number = 2 if words.mod == "late" else 1
    if year is None or number > 4:
        return left_open(words, f"XXXX-{words.name}{number}", basis)
    if words.name == "Q":
        return quarter_dated(words, year, number, basis)
    first, last = (
        (date(year, 1, 1), date(year, 6, 30))
        if number == 1
        else (date(year, 7, 1), date(year, 12, 31))
    )
    return dated_as(
        words,
        Span(first, last, Grain.RANGE),
        f"{first:%Y-%m}/{last:%Y-%m}",
        f"{year}-H{number}",
        basis,
    )


def _quarter_year(words: DateWords, trail: Trail) -> tuple[int | None, str]:
    if words.year_toward:
        return year_toward(words, trail)
    if trail.published:
        year = trail.published.year
        ended = (words.ordinal or 1) * 3 < trail.published.month + 3
        return (
            year if ended or looks_ahead(words, trail) else year - 1
        ), "the nearest past one at publication"
    anchor = trail.last()
    if anchor and anchor.span:
        return anchor.span.first.year, f"year from {anchor.words.text!r} before it"
    return None, "the report gives no year and no publication date"


def season_date(words: DateWords, trail: Trail) -> Dated:
    name = words.name or "SU"
    placed = replace(words, month=_SEASON_MONTH[name] + 1 if name != "WI" else 12)
    year, basis = (words.year, said_year(words)) if words.year else year_of(placed, trail)
    if year is None:
        return left_open(words, f"XXXX-{name}", basis)
    if year < 1:
        return ancient(words)
    first = date(year, _SEASON_MONTH[name], 1)
    last = month_span(year + (name == "WI"), 2 if name == "WI" else _SEASON_MONTH[name] + 2).last
    return dated_as(
        words,
        Span(first, last, Grain.SEASON),
        f"{year:04d}-{SEASON_EDTF[name]}",
        f"{year:04d}-{name}",
        basis + "; seasons of the northern half of the earth",
    )


def decade_date(words: DateWords, trail: Trail) -> Dated:
    return long_dated(words, words.year or 1900, 10, "the words name the decade")


def century_date(words: DateWords, trail: Trail) -> Dated:
    return long_dated(words, ((words.ordinal or 20) - 1) * 100, 100, "the words name the century")


def day_number(words: DateWords, trail: Trail) -> Dated:
    """ "the 20th" of the month said before, or of the month of publication."""
    if words.weekday and words.day and trail.published:
        for back in range(0, 62):
            day = trail.published - timedelta(days=back)
            if day.day == words.day and day.isoweekday() == words.weekday:
                return on_day(
                    words,
                    day,
                    f"the last {calendar.day_name[words.weekday - 1]} the {words.day} before publication on {trail.published}",
                )
    joined = joined_year(words, trail)
    if joined is not None and words.day:
        month = next(w.month for w in trail.to_come if w.month)
        return calendar_day(replace(words, month=month, year=joined[0]), trail)
    anchor = trail.last(Grain.DAY, Grain.MONTH)
    base = anchor.span.first if anchor and anchor.span else trail.published
    if base is None or words.day is None:
        return left_open(
            words,
            f"XXXX-XX-{words.day or 0:02d}",
            f"{words.text!r}: the report does not give the month",
        )
    day = real_date(base.year, base.month, words.day)
    if day is None:
        return left_open(
            words, f"XXXX-XX-{words.day:02d}", f"{words.text!r}: no such day in that month"
        )
    return on_day(
        words,
        day,
        f"month from {anchor.words.text!r} before it" if anchor else "the month of publication",
    )


def holiday_date(words: DateWords, trail: Trail) -> Dated:
    rule = words.name or "unknown"
    if rule == "unknown":
        return left_open(words, "XXXX-XX-XX", f"{words.text!r} moves from year to year")
    if not rule.startswith("easter"):
        month, day = (int(n) for n in rule.split("-"))
        return calendar_day(replace(words, month=month, day=day), trail)
    step = timedelta(days=int(rule.removeprefix("easter")))
    year, basis = (
        (words.year, said_year(words))
        if words.year
        else year_of(replace(words, month=4, day=5), trail)
    )
    if year is None or year <= NO_YEAR + 1:
        return left_open(words, "XXXX-XX-XX", basis)
    day_found = easter_sunday(year) + step
    if not words.year and trail.published and day_found > trail.published and trail.look_back:
        day_found = easter_sunday(year - 1) + step
    return on_day(words, day_found, basis + "; Easter of the western church")


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

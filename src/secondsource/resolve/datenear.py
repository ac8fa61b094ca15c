"""Dates seen from the day of writing or from a day said before: "Monday", "last week", "that night".

In: date words and the trail of what the report said before. Out: the days they mean, or an open
date where neither the publication date nor an earlier day is known. It refuses to take the
publication date for a time of day that names no day.
"""

from __future__ import annotations

import calendar
from dataclasses import replace
from datetime import date, timedelta

from secondsource.resolve.dategrammar import open_dates
from secondsource.resolve.dateparts import DateWords
from secondsource.resolve.datespans import (
    Dated,
    Grain,
    Span,
    Trail,
    between_days,
    blank,
    dated_as,
    is_floating,
    left_open,
    long_dated,
    month_span,
    moved,
    new_paragraph,
    on_day,
    quarter_dated,
    week_of,
    week_timex,
    year_span,
)
from secondsource.resolve.dateyears import ANAPHORIC, LIST_GAP, looks_ahead, looks_past


def weekday_date(words: DateWords, trail: Trail) -> Dated:
    number = words.weekday or words.utc_weekday
    assert number is not None
    name = calendar.day_name[number - 1]
    if (
        words.inside[-1:]
        and words.inside[-1].endswith("s")
        and len(words.inside) == 1
        and words.inside[0] in open_dates().values["WEEKDAYS"]
    ):
        before = trail.report.text[max(0, words.start - 4) : words.start].lower()
        if before.endswith("on "):
            return left_open(words, f"XXXX-WXX-{number}", "a weekday again and again", kind="SET")
    if words.year_toward is None and words.toward is None and trail.to_come:
        ahead = trail.to_come[0]
        gap = trail.report.text[words.end : ahead.start]
        if ahead.form == "weekday" and ahead.year_toward and LIST_GAP.fullmatch(gap):
            words = replace(
                words, year_toward=ahead.year_toward
            )  # "Wednesday and Thursday of last week"
    anaphoric = words.toward in ("that", "previous", "following") or (
        words.toward == "next" and "the" in words.inside
    )
    base = trail.published
    why = "publication"
    if anaphoric or base is None:
        anchor = trail.last(Grain.DAY)
        if (
            anchor is None
            or anchor.span is None
            or is_floating(anchor.span)
            or (base is None and not anaphoric and not trail.history)
        ):
            return left_open(
                words, f"XXXX-WXX-{number}", f"a {name}; the report does not say of which week"
            )
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
        return between_days(words, day, day + timedelta(days=1), day.isoformat() + "TNI", basis)
    return on_day(words, day, basis)


def _weekday_beside(number: int, base: date, toward: str | None) -> date:
    """The weekday near an anchor: after it, before it, or within three days of it."""
    step = (number - base.isoweekday()) % 7
    if toward in ("following", "next"):
        return base + timedelta(days=step or 7)
    if toward in ("previous", "last"):
        return base - timedelta(days=(7 - step) or 7)
    return base + timedelta(days=step if step <= 3 else step - 7)


def _weekday_from(number: int, base: date, words: DateWords, trail: Trail) -> date:
    """The weekday nearest to publication on the side that the clause looks to."""
    back = (base.isoweekday() - number) % 7
    if words.toward == "last":
        return base - timedelta(days=back or 7)
    if words.toward == "next":
        return base + timedelta(days=(7 - back) or 7)
    if words.toward == "this" and back and not looks_past(words, trail):
        return base + timedelta(days=7 - back)
    if back and looks_ahead(words, trail):
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


def dayword_date(words: DateWords, trail: Trail) -> Dated:
    base = trail.published
    if base is None:
        return left_open(words, "XXXX-XX-XX", f"{words.text!r}: the report has no publication date")
    basis = f"{words.text!r} at publication on {base}"
    step = int(open_dates().value("DAYWORD", words.dayword or "today") or 0)
    if words.inside[:3] == ("the", "day", "before") or words.inside[:2] == ("day", "before"):
        step -= 1
    if words.dayword == "overnight":
        return between_days(words, base - timedelta(days=1), base, f"{base}TNI", basis)
    if words.dayword == "tonight" and words.part is None:
        words = replace(words, part="TNI")
    return on_day(words, base + timedelta(days=step), basis)


def daypart_date(words: DateWords, trail: Trail) -> Dated:
    """ "this morning", "last night", "the following morning", "that evening"."""
    near = words.toward in ("this", "last") or (words.toward == "past")
    base = trail.published if near else None
    step = {
        "last": -1,
        "past": -1,
        "following": 1,
        "next": 1,
        "after": 1,
        "previous": -1,
        "before": -1,
    }.get(words.toward or "", 0)
    basis = f"{words.text!r} at publication on {base}"
    if base is None:
        anchor = trail.last(Grain.DAY)
        if anchor is None or anchor.span is None or (near and not trail.history):
            return left_open(
                words, "XXXX-XX-XX", f"{words.text!r}: the report does not give the day"
            )
        base, basis = anchor.span.first, f"counted from {anchor.words.text!r}"
    return on_day(words, base + timedelta(days=step), basis)


def unit_date(words: DateWords, trail: Trail) -> Dated:
    """ "last week", "this year", "that month", "the next day", "the end of the month"."""
    unit = words.unit or "D"
    toward = words.toward or "that"
    if unit.startswith("T"):
        return left_open(words, "XXXX-XX-XXTXX", "an hour or less", kind="TIME")
    step = {
        "last": -1,
        "past": -1,
        "previous": -1,
        "before": -1,
        "earlier": -1,
        "next": 1,
        "following": 1,
        "after": 1,
    }.get(toward, 0)
    if unit == "E" and toward in ("past", "that") and words.toward != "that":
        step = 0
    anaphoric = toward in ANAPHORIC or (toward == "next" and ("the" in words.inside or unit == "D"))
    if words.toward is None:  # "the end of the month", "the weekend", "later in the day"
        anaphoric = unit == "D" or (unit != "E" and _anchor_near(words, trail))
    if toward == "last" and unit == "D":
        return left_open(words, "XXXX-XX-XX", f"{words.text!r} names no day")
    base, basis = trail.published, f"{words.text!r} at publication on {trail.published}"
    anchored = anaphoric or trail.history
    if anchored:
        anchor = _unit_anchor(unit, trail)
        base = anchor.span.first if anchor and anchor.span else None
        basis = f"counted from {anchor.words.text!r}" if anchor else ""
        if anchor and anchor.span and anchor.span.grain is Grain.MONTH and unit in ("D", "W", "E"):
            shift = timedelta(days=step * (1 if unit == "D" else 7))
            first, last = moved(anchor.span.first, shift), moved(anchor.span.last, shift)
            return between_days(words, first, last, blank(unit), basis, rough=True)
    if base is None:
        return left_open(
            words, blank(unit), f"{words.text!r}: the report does not give the day it counts from"
        )
    return _unit_span(words, unit, base, step, basis)


def _anchor_near(words: DateWords, trail: Trail) -> bool:
    """Whether the date before stands in the same or the last sentence."""
    anchor = trail.last()
    if anchor is None or trail.published is None:
        return anchor is not None
    between = trail.report.text[anchor.words.end : words.start]
    return "\n" not in between and len(between) < 200 and anchor.words.year is not None


def _unit_anchor(unit: str, trail: Trail) -> Dated | None:
    """The date before that a unit can be counted from: a day for days, anything for years."""
    if unit in ("D", "W", "E"):
        last = trail.last(Grain.DAY, Grain.MONTH, Grain.WEEK)
        return last if unit != "D" else trail.last(Grain.DAY) or last
    if unit == "M":
        return trail.last(Grain.DAY, Grain.MONTH, Grain.WEEK)
    return trail.last()


def _unit_span(words: DateWords, unit: str, base: date, step: int, basis: str) -> Dated:
    if unit == "D":
        return on_day(words, base + timedelta(days=step), basis)
    if unit in ("W", "F", "E"):
        week = week_of(base + timedelta(days=7 * step))
        if unit == "E":
            return _weekend(words, base, step, basis)
        return dated_as(words, week, f"{week.first}/{week.last}", week_timex(week.first), basis)
    if unit == "M":
        months = base.year * 12 + base.month - 1 + step
        year, month = divmod(months, 12)
        value = f"{year:04d}-{month + 1:02d}"
        return dated_as(words, month_span(year, month + 1), value, value, basis)
    if unit == "Q":
        return quarter_dated(words, base.year, (base.month - 1) // 3 + 1 + step, basis)
    if unit == "Y":
        value = f"{base.year + step:04d}"
        return dated_as(words, year_span(base.year + step), value, value, basis)
    size = 10 if unit == "DE" else 100
    return long_dated(words, (base.year // size + step) * size, size, basis)


def _weekend(words: DateWords, base: date, step: int, basis: str) -> Dated:
    """The weekend of publication: the one past, unless the words look ahead."""
    saturday = base - timedelta(days=(base.weekday() - 5) % 7)
    if words.toward == "next" or (
        words.toward == "this" and base.weekday() < 5 and "past" not in words.inside
    ):
        saturday += timedelta(days=7)
    elif words.toward == "last" and base.weekday() >= 5:
        saturday -= timedelta(days=7)
    span = Span(saturday, saturday + timedelta(days=1), Grain.WEEKEND)
    return dated_as(words, span, f"{span.first}/{span.last}", week_timex(saturday) + "-WE", basis)


def part_date(words: DateWords, trail: Trail) -> Dated:
    """A part of a day or a clock time alone: of the day said before in the same paragraph."""
    if words.utc_weekday and words.clock and words.utc:
        return weekday_date(words, trail)
    anchor = trail.last(Grain.DAY)
    if anchor is not None and anchor.span is not None:
        between = trail.report.text[anchor.words.end : words.start]
        if len(between) < 600 and not new_paragraph(between):
            return on_day(words, anchor.span.first, f"{words.text!r} of {anchor.words.text!r}")
        days = {
            d.span.first for d in trail.said if d.span and d.anchor and d.span.grain is Grain.DAY
        }
        if len(days) == 1 and not trail.history:
            basis = f"{words.text!r} of {anchor.words.text!r}, the only day said before it"
            return on_day(words, anchor.span.first, basis)
    return left_open(words, "XXXX-XX-XX", f"{words.text!r}: the report does not give the day")


def reference_date(words: DateWords, trail: Trail) -> Dated:
    return left_open(words, words.name or "PRESENT_REF", f"{words.text!r} names no day")

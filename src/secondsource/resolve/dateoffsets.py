"""Lengths of time and the days they count to: "three days ago", "a week later", "the past month".

In: date words and the trail of what the report said before. Out: days counted from publication or
from a day said before, as coarse as the unit, or a bare duration. It refuses to count from an event
whose day the report does not give.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from secondsource.resolve.dateparts import DateWords
from secondsource.resolve.datespans import (
    Dated,
    Grain,
    Span,
    Trail,
    between_days,
    blank,
    dated_as,
    left_open,
    length_timex,
    month_span,
    moved,
    on_day,
    real_date,
    sentence_start,
    week_timex,
    year_span,
)

_VAGUE_DAYS = {"D": (2, 7), "W": (14, 45), "M": (60, 330), "Y": (730, 3650)}


_RECENT_DAYS = {"D": 10, "W": 60, "M": 366}


def offset_date(words: DateWords, trail: Trail) -> Dated:
    """ "three days ago", "two days later", "the day before"."""
    if words.way in ("ago", "hence") and not trail.history:
        if trail.published is None:
            return left_open(
                words,
                blank((words.unit or "D").lstrip("T")),
                f"{words.text!r}: the report has no publication date",
            )
        day = on_day(words, trail.published, f"publication on {trail.published}")
        basis = f"{words.text!r} at publication on {trail.published}"
        return stepped(words, day, -1 if words.way == "ago" else 1, basis)
    if (
        words.way == "since"
        and trail.published
        and re.search(
            r"\b(?:is|was|been|mark\w*|now)\b[^.]{0,20}$",
            trail.report.text[max(0, words.start - 30) : words.start],
            re.I,
        )
    ):
        day = on_day(words, trail.published, "")
        return stepped(words, day, -1, f"{words.text!r} at publication on {trail.published}")
    if words.way in ("after", "before", "since") and not ends_clause(words, trail.report.text):
        beside = trail.last(Grain.DAY)
        text = trail.report.text
        if beside is not None and beside.words.start >= sentence_start(text, words.start):
            return replace(
                dated_as(
                    words,
                    beside.span,
                    beside.edtf,
                    beside.timex.split("T")[0],
                    f"{words.text!r} stands with {beside.words.text!r}",
                ),
                anchor=False,
            )
        if words.amount is None:
            return left_open(
                words,
                length_timex(words),
                f"{words.text!r}: counted from an event without a day",
                kind="DURATION",
            )
    anchor = _offset_anchor(words, trail)
    sign = 1 if words.way in ("later", "after", "since") else -1
    if anchor is None:
        return left_open(
            words,
            length_timex(words),
            f"{words.text!r}: the report does not give the day it counts from",
            kind="DURATION",
        )
    return stepped(words, anchor, sign, f"{words.text!r} counted from {anchor.words.text!r}")


def _offset_anchor(words: DateWords, trail: Trail) -> Dated | None:
    """The date before that words count from; "after" and "since" have their own event."""
    if words.way in ("after", "before", "since") and not ends_clause(words, trail.report.text):
        return None if not trail.history else trail.last(Grain.DAY, Grain.MONTH)
    if words.unit in ("Y", "DE", "CE"):
        return trail.last()
    last = trail.last(Grain.DAY, Grain.MONTH, Grain.YEAR)
    day = trail.last(Grain.DAY)
    near = day is not None and words.start - day.words.end < 600
    return day if near and words.unit in ("D", "TH", "TM", "W") else last


def ends_clause(words: DateWords, text: str) -> bool:
    """Whether nothing follows that "after" or "before" could mean: "a week before."."""
    return (
        bool(re.match(r"\s*(?:[.,;:)\n]|$|in\b|on\b|at\b)", text[words.end : words.end + 6]))
        and words.way != "since"
    )


def stepped(words: DateWords, anchor: Dated, sign: int, basis: str) -> Dated:
    """The days so long before or after an anchor, as coarse as unit and anchor make them."""
    assert anchor.span is not None
    unit = words.unit or "D"
    base = anchor.span
    if unit.startswith("T"):
        return (
            replace(
                dated_as(words, base, anchor.edtf, anchor.timex.split("T")[0], basis),
                timex_type="TIME",
            )
            if base.grain is Grain.DAY
            else left_open(words, "XXXX-XX-XXTXX", basis)
        )
    if words.amount is None:
        return _vaguely_stepped(words, base, sign, unit, basis)
    amount = words.amount
    if unit in ("D", "W", "F", "E") and base.grain not in (
        Grain.DAY,
        Grain.MONTH,
        Grain.WEEK,
        Grain.RANGE,
        Grain.WEEKEND,
    ):
        return left_open(words, blank(unit), basis + ", which names no day")
    if unit == "D":
        step = timedelta(days=sign * int(amount))
        if base.grain is Grain.DAY:
            return on_day(words, base.first + step, basis)
        return between_days(
            words,
            moved(base.first, step),
            moved(base.last, step),
            f"{base.first.year}-XX-XX",
            basis,
            rough=True,
        )
    if unit in ("W", "F", "E"):
        days = sign * int(7 * amount * (2 if unit == "F" else 1))
        if base.grain is not Grain.DAY:
            step = timedelta(days=days)
            return between_days(
                words,
                moved(base.first, step),
                moved(base.last, step),
                f"{base.first.year}-WXX",
                basis,
                rough=True,
            )
        day = base.first + timedelta(days=days)
        if anchor.words.form == words.form and words.way == "ago":
            return between_days(
                words,
                day - timedelta(days=3),
                day + timedelta(days=3),
                week_timex(day),
                basis,
                rough=True,
            )
        return (
            between_days(
                words,
                day - timedelta(days=1),
                day + timedelta(days=1),
                day.isoformat(),
                basis,
                rough=True,
            )
            if amount == 1
            else between_days(
                words,
                day - timedelta(days=3),
                day + timedelta(days=3),
                week_timex(day),
                basis,
                rough=True,
            )
        )
    if unit == "M":
        return _months_stepped(words, base, sign * amount, basis)
    size = {"Y": 1, "DE": 10, "CE": 100}.get(unit, 1)
    return _years_stepped(words, base, sign * amount * size, basis)


def _months_stepped(words: DateWords, base: Span, months: float, basis: str) -> Dated:
    if base.grain is Grain.YEAR:
        return left_open(words, "XXXX-XX", basis)
    number = base.first.year * 12 + base.first.month - 1 + round(months)
    year, month = divmod(number, 12)
    if "exactly" in words.inside and base.grain is Grain.DAY:
        return on_day(
            words,
            date(year, month + 1, min(base.first.day, month_span(year, month + 1).last.day)),
            basis,
        )
    value = f"{year:04d}-{month + 1:02d}"
    return dated_as(words, month_span(year, month + 1), value, value, basis)


def _years_stepped(words: DateWords, base: Span, years: float, basis: str) -> Dated:
    year = base.first.year + int(years) if years >= 0 else base.first.year - int(-years)
    if not 1 <= year <= 9998:
        return left_open(words, "XXXX", basis)
    if "exactly" in words.inside and base.grain is Grain.DAY:
        day = real_date(year, base.first.month, base.first.day)
        if day:
            return on_day(words, day, basis)
    return dated_as(words, year_span(year), f"{year:04d}", f"{year:04d}", basis)


def _vaguely_stepped(words: DateWords, base: Span, sign: int, unit: str, basis: str) -> Dated:
    """ "days later", "a few weeks ago": a wide interval, marked as rough."""
    low, high = _VAGUE_DAYS.get(unit, (0, 0))
    if not high or unit == "Y" or base.grain in (Grain.YEAR, Grain.DECADE, Grain.CENTURY):
        return left_open(words, "FUTURE_REF" if sign > 0 else "PAST_REF", basis)
    ends = (sign * low, sign * high)
    first, last = (
        moved(base.first, timedelta(days=min(ends))),
        moved(base.last, timedelta(days=max(ends))),
    )
    return between_days(
        words,
        first,
        last,
        "FUTURE_REF" if sign > 0 else "PAST_REF",
        basis + "; roughly",
        rough=True,
    )


def span_date(words: DateWords, trail: Trail) -> Dated:
    """ "the past two days", "recent weeks", "the next month": a length of time beside a day."""
    length = length_timex(words)
    base, toward = trail.published, words.toward
    if toward in ("previous", "following") or (trail.history and toward):
        anchor = trail.last(Grain.DAY)
        base = anchor.span.first if anchor and anchor.span else None
    if base is None or toward is None:
        return left_open(
            words,
            length,
            f"{words.text!r}: the report does not give the day it counts from",
            kind="DURATION",
        )
    days = _days_long(words)
    if days is None:
        return left_open(words, length, f"{words.text!r} gives no length in days", kind="DURATION")
    basis = f"{words.text!r} counted from {base}"
    step = timedelta(days=max(1, round(days)))
    first, last = (
        (base, moved(base, step)) if toward in ("next", "following") else (moved(base, -step), base)
    )
    rough = words.amount is None
    dated = between_days(words, first, last, length, basis, rough)
    return replace(dated, timex_type="DURATION", timex=length, anchor=False)


def _days_long(words: DateWords) -> float | None:
    unit = words.unit or "D"
    if words.toward == "recent":
        return _RECENT_DAYS.get(unit)
    each = {
        "TS": 0.0,
        "TM": 1 / 1440,
        "TH": 1 / 24,
        "D": 1.0,
        "W": 7.0,
        "F": 14.0,
        "E": 2.0,
        "M": 30.44,
        "Q": 91.3,
        "Y": 365.25,
        "DE": 3652.5,
        "CE": 36525.0,
    }[unit]
    amount = words.amount
    if amount is None:
        amount = {"D": 6, "W": 6, "M": 8, "TH": 12}.get(unit)
    return None if amount is None else amount * each


def duration_date(words: DateWords, trail: Trail) -> Dated:
    return left_open(words, length_timex(words), "a length of time", kind="DURATION")


def set_date(words: DateWords, trail: Trail) -> Dated:
    if words.name:
        timex = words.name
    elif words.weekday:
        timex = f"XXXX-WXX-{words.weekday}"
    elif words.unit:
        timex = length_timex(
            replace(
                words,
                amount=words.amount
                if words.inside[0] in ("every", "each") and words.amount
                else 1.0,
            )
        )
    else:
        timex = f"XXXX-XX-XX{words.part or ''}"
    return left_open(replace(words, part=None), timex, "again and again", kind="SET")

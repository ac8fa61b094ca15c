"""Lengths of time and the days they count to: "three days ago", "a week later", "the past month".

In: date words and the trail of what the report said before. Out: days counted from publication or
from a day said before, as coarse as the unit, or a bare duration. It refuses to count from an event
whose day the report does not give.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

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
    on_month,
    on_quarter,
    on_year,
    real_date,
    sentence_start,
    uncounted,
    week_timex,
)
from secondsource.resolve.dateyears import looks_past, opens_sentence

# How far "days later" or "a few weeks ago" can reach, in days from and to; "recent weeks" reach
# back so far. Both are marked as rough in EDTF.
_VAGUE_DAYS = {"D": (2, 7), "W": (14, 45), "M": (60, 330)}
_RECENT_DAYS = {"D": 10, "W": 60, "M": 366}
_FEW = {"D": 6, "W": 6, "M": 8, "TH": 12}  # the most that "the past few days" means
_UNIT_DAYS = {
    "TS": 0.0, "TM": 1 / 1440, "TH": 1 / 24, "D": 1.0, "W": 7.0, "F": 14.0, "E": 2.0, "M": 30.44,
    "Q": 91.3, "Y": 365.25, "DE": 3652.5, "CE": 36525.0,
}  # fmt: skip
_MOST = 100_000  # no report counts further; guards the calendar's ends
_OLD = 366  # days after which a day is looked back to, in a report on something else
_THAT = re.compile(r" that (?:an?|the|he|she|it|they|we|his|her|their|its|there)\b")
_SAME_PASSAGE = 600  # characters within which a day said before outdoes a later month


def offset_date(words: DateWords, trail: Trail) -> Dated:
    """ "three days ago", "two days later", "the day before", "a month after the attack"."""
    published = trail.published
    if (yearly := same_of_year(words, trail, -1)) is not None:
        return yearly
    if words.way in ("ago", "hence") and not trail.timeless:
        if published is None:
            return uncounted(words, blank(words.unit))
        return _from_now(words, published, -1 if words.way == "ago" else 1)
    if words.way == "since" and published:
        return _from_now(words, published, -1)  # "it is a week since the bombing"
    if has_event(words, trail.text):
        beside = trail.last(Grain.DAY)
        if beside and beside.words.start >= sentence_start(trail.text, words.start):
            return _beside(words, beside)
        if words.amount is None or not trail.timeless:
            return uncounted(words, length_timex(words), kind="DURATION")
    anchor = _offset_anchor(words, trail)
    if anchor is None:
        return uncounted(words, length_timex(words), kind="DURATION")
    sign = 1 if words.way in ("later", "after", "since") else -1
    return stepped(words, anchor, sign, f"{words.text!r} counted from {anchor.words.text!r}")


def same_of_year(words: DateWords, trail: Trail, years: int) -> Dated | None:
    """ "the same month a year ago", "the same period last year": the month just named, years on."""
    if "same" not in words.inside or words.unit != "Y" or words.amount not in (None, 1):
        return None
    named = trail.last(Grain.MONTH, Grain.QUARTER)
    if named is None or named.span is None:
        return None
    if named.words.start < sentence_start(trail.text, words.start):
        return None
    first = named.span.first
    basis = f"the same part of the year as {named.words.text!r}"
    if named.span.grain is Grain.QUARTER:
        return on_quarter(words, first.year + years, (first.month + 2) // 3, basis)
    return on_month(words, first.year + years, first.month, basis)


def _from_now(words: DateWords, published: date, sign: int) -> Dated:
    basis = f"{words.text!r} at publication on {published}"
    return stepped(words, on_day(words, published, basis), sign, basis)


def _beside(words: DateWords, main: Dated) -> Dated:
    """ "On 27 June, two days after the invasion": the day that the words stand with."""
    basis = f"{words.text!r} stands with {main.words.text!r}"
    dated = dated_as(words, main.span, main.edtf, main.timex.split("T")[0], basis)
    return replace(dated, anchor=False)


def has_event(words: DateWords, text: str) -> bool:
    """Whether "after", "before" or "since" have their event behind them, as in "a day after it".

    "A week before that a bomb had gone off" counts from the day said before.
    """
    if words.way not in ("after", "before", "since"):
        return False
    behind = text[words.end : words.end + 24]
    if words.way != "since" and _THAT.match(behind):
        return False
    ends = re.match(r"\s*(?:[.,;:)\n]|$|in\b|on\b|at\b)", behind[:6])
    return ends is None or words.way == "since"


def _offset_anchor(words: DateWords, trail: Trail) -> Dated | None:
    """The date before that words count from: the last day if one is near, else the last date."""
    if words.unit in ("Y", "DE", "CE"):
        return trail.last()
    day = _of_the_story(trail.last(Grain.DAY), trail)
    near = day is not None and words.start - day.words.end < _SAME_PASSAGE
    if near and words.unit in ("D", "TH", "TM", "W"):
        return day
    return trail.last(Grain.DAY, Grain.MONTH, Grain.YEAR)


def _of_the_story(day: Dated | None, trail: Trail) -> Dated | None:
    """The day, or the last one of the news before it where it only looks back for years."""
    published = trail.published
    if day is None or day.span is None or published is None or trail.history:
        return day
    if (published - day.span.first).days <= _OLD or opens_sentence(day, trail.text):
        return day
    news = [
        d
        for d in trail.said
        if d.span and d.anchor and d.span.grain is Grain.DAY
        if (published - d.span.first).days <= _OLD
    ]
    return news[-1] if news else day


# --- stepping -----------------------------------------------------------------------------------


def stepped(words: DateWords, anchor: Dated, sign: int, basis: str) -> Dated:
    """The days so long before or after an anchor, as coarse as unit and anchor make them."""
    unit, base, amount = words.unit or "D", anchor.span, words.amount
    if base is None or (amount is not None and amount > _MOST):
        return left_open(words, blank(unit), basis)
    if unit.startswith("T"):
        return _hours_stepped(words, anchor, base, basis)
    if amount is None:
        return _vaguely_stepped(words, base, sign, unit, basis)
    if unit == "M":
        return _months_stepped(words, base, round(sign * amount), basis)
    if unit in ("Y", "DE", "CE"):
        years = int(amount * {"Y": 1, "DE": 10, "CE": 100}[unit])
        return _years_stepped(words, base, sign * years, basis)
    return _days_stepped(words, base, sign * amount, unit, basis)


def _hours_stepped(words: DateWords, anchor: Dated, base: Span, basis: str) -> Dated:
    """ "hours later" is the same day, as far as days go."""
    if base.grain is not Grain.DAY:
        return left_open(words, "XXXX-XX-XXTXX", basis)
    dated = dated_as(words, base, anchor.edtf, anchor.timex.split("T")[0], basis)
    return replace(dated, timex_type="TIME")


def _days_stepped(words: DateWords, base: Span, amount: float, unit: str, basis: str) -> Dated:
    """Days to the day; one week give or take a day, more weeks give or take half a week."""
    if base.grain in (Grain.SEASON, Grain.QUARTER, Grain.YEAR, Grain.DECADE, Grain.CENTURY):
        return left_open(words, blank(unit), basis + ", which names no day")
    days = int(amount * _UNIT_DAYS["W" if unit == "E" else unit])
    first, last = moved(base.first, days), moved(base.last, days)
    if base.grain is not Grain.DAY:
        timex = f"{base.first.year:04d}-{'XX-XX' if unit == 'D' else 'WXX'}"
        return between_days(words, first, last, timex, basis, rough=True)
    if unit == "D":
        return on_day(words, first, basis)
    one = abs(amount) == 1 and words.way != "ago"
    spare, timex = (1, first.isoformat()) if one else (3, week_timex(first))
    return between_days(words, moved(first, -spare), moved(last, spare), timex, basis, rough=True)


def _months_stepped(words: DateWords, base: Span, months: int, basis: str) -> Dated:
    """The day so many months away, give or take half a month; to the day where it is "exactly"."""
    year, month = divmod(base.first.year * 12 + base.first.month - 1 + months, 12)
    if base.grain in (Grain.YEAR, Grain.DECADE, Grain.CENTURY) or not 1 <= year <= 9998:
        return left_open(words, "XXXX-XX", basis)
    if base.grain is not Grain.DAY:
        return on_month(words, year, month + 1, basis)
    span = month_span(year, month + 1)
    day = span.first.replace(day=min(base.first.day, span.last.day))
    if "exactly" in words.inside:
        return on_day(words, day, basis)
    timex = f"{year:04d}-{month + 1:02d}"
    return between_days(words, moved(day, -15), moved(day, 15), timex, basis, rough=True)


def _years_stepped(words: DateWords, base: Span, years: int, basis: str) -> Dated:
    """The year so many years away; to the day where the words say "exactly"."""
    year = base.first.year + years
    if not 1 <= year <= 9998:
        return left_open(words, "XXXX", basis)
    day = real_date(year, base.first.month, base.first.day)
    if "exactly" in words.inside and base.grain is Grain.DAY and day:
        return on_day(words, day, basis)
    return on_year(words, year, basis)


def _vaguely_stepped(words: DateWords, base: Span, sign: int, unit: str, basis: str) -> Dated:
    """ "days later", "a few weeks ago": a wide interval, marked as rough."""
    timex = "FUTURE_REF" if sign > 0 else "PAST_REF"
    coarse = base.grain in (Grain.YEAR, Grain.DECADE, Grain.CENTURY)
    if unit not in _VAGUE_DAYS or coarse:
        return left_open(words, timex, basis)
    low, high = sorted(sign * days for days in _VAGUE_DAYS[unit])
    first, last = moved(base.first, low), moved(base.last, high)
    return between_days(words, first, last, timex, basis + "; roughly", rough=True)


# --- lengths ------------------------------------------------------------------------------------


def span_date(words: DateWords, trail: Trail) -> Dated:
    """ "the past two days", "recent weeks", "the next month": a length of time beside a day."""
    length, toward = length_timex(words), words.toward
    told = toward == "next" and looks_past(words, trail)  # "hit 56 sites in the next three days"
    if told or toward in ("previous", "following") or trail.timeless:
        anchor = trail.last_day(Grain.DAY)
        base = anchor[0] if anchor else None
    else:
        base = trail.published
    if base is None or toward is None:
        return uncounted(words, length, kind="DURATION")
    days = _days_long(words)
    if days is None or days > _MOST:
        return left_open(words, length, f"{words.text!r} gives no length in days", kind="DURATION")
    away = max(1, round(days))
    first, last = (base, moved(base, away)) if toward in ("next", "following") else (
        moved(base, -away), base,
    )  # fmt: skip
    rough = words.amount is None
    dated = between_days(words, first, last, length, f"{words.text!r} counted from {base}", rough)
    return replace(dated, timex_type="DURATION", timex=length, anchor=False)


def _days_long(words: DateWords) -> float | None:
    """How many days a length of time has, the most where it is vague."""
    unit = words.unit or "D"
    if words.toward == "recent":
        return _RECENT_DAYS.get(unit)
    amount = words.amount if words.amount is not None else _FEW.get(unit)
    return None if amount is None else amount * _UNIT_DAYS[unit]


def duration_date(words: DateWords, trail: Trail) -> Dated:
    """ "two months", "hours", "12-year-old": a length of time on no day."""
    return left_open(words, length_timex(words), "a length of time", kind="DURATION")


def set_date(words: DateWords, trail: Trail) -> Dated:
    """ "every day", "weekly", "twice a month"."""
    if words.name:
        timex = words.name
    elif words.weekday:
        timex = f"XXXX-WXX-{words.weekday}"
    elif words.unit:
        spaced = words.inside[0] in ("every", "each") and words.amount
        timex = length_timex(replace(words, amount=words.amount if spaced else 1.0))
    else:
        timex = f"XXXX-XX-XX{words.part or ''}"
    return left_open(replace(words, part=None), timex, "again and again", kind="SET")

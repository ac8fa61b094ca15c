"""Dates seen from the day of writing or a day said before: "Monday", "last week", "that night".

In: date words and the trail of what the report said before. Out: the days they mean, or an open
date where neither the publication date nor an earlier day is known. It refuses to take the
publication date for a time of day that names no day.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import replace
from datetime import date, timedelta

from secondsource.resolve.datecalendar import month_date
from secondsource.resolve.dategrammar import open_dates
from secondsource.resolve.dateoffsets import has_event, same_of_year
from secondsource.resolve.dateparts import DateWords
from secondsource.resolve.datespans import (
    ANAPHORIC,
    NO_YEAR,
    STEP,
    Dated,
    Grain,
    Span,
    Trail,
    between_days,
    blank,
    dated_as,
    is_floating,
    left_open,
    moved,
    new_paragraph,
    on_day,
    on_month,
    on_quarter,
    on_year,
    on_years,
    uncounted,
    week_of,
    week_timex,
)
from secondsource.resolve.dateyears import LIST_GAP, looks_ahead, looks_past

_IN_MONTH = re.compile(r"(?:\s+[a-z]+){0,2}\s+in\s+|\s+")
_NTHS = ("first", "second", "third", "fourth")
_NTH = re.compile(rf"\b({'|'.join(_NTHS)}|last)\s+$", re.I)
_OF = re.compile(r"\s+(?:of|in)\s+")  # between such a weekday and its month
_ON = re.compile(r"\b(?:on|of|since|from|by|for|until)\s+$", re.I)  # before "that Sunday"
_WAS = re.compile(r",? (?:which was )?an? ")  # between a day and its weekday
_LAST = re.compile(r" last(?=[,.;:]|\s+(?:and|in|at|near|when|by)\b)")  # "on Friday last"
_WEEK = timedelta(days=7)
_ONE_OF = re.compile(r"\b(?:an?|one)\s+(?:[a-z]+\s+)?$", re.I)
_SAME_PASSAGE = 600  # characters within which "at dawn" goes with a day said before
_EASTMOST = 14 * 60  # minutes that local time can be ahead of UTC

# --- weekdays -----------------------------------------------------------------------------------


def weekday_date(words: DateWords, trail: Trail) -> Dated:
    """The weekday before publication, or after it where the clause looks ahead."""
    number = words.weekday or words.utc_weekday or 1
    if _recurs(words, trail):
        return left_open(words, f"XXXX-WXX-{number}", "a weekday again and again", kind="SET")
    apposed = _apposed(words, trail)
    if apposed is not None:
        return apposed
    month = _nth_of_month(words, trail) or _month_of_weekday(words, trail)
    if month is not None:
        return month
    words = _with_shared_week(words, trail)
    if words.toward is None and _LAST.match(trail.text, words.end):
        words = replace(words, toward="last")
    the_next = words.toward == "next" and {"the", "next"} <= set(words.inside)
    anaphoric = words.toward in ("that", "previous", "following") or the_next
    name = calendar.day_name[number - 1]
    if words.year_toward and trail.published:  # "Thursday of last week"
        monday = week_of(trail.published).first + timedelta(days=7 * STEP[words.year_toward])
        day = monday + timedelta(days=number - 1)
        basis = f"the {name} of {words.year_toward} week at publication on {trail.published}"
    elif said := _said_day(number, words, trail):
        day, basis = said[0], f"the {name} of {said[1]}"
    elif (seen := _seen_from(trail)) and not anaphoric:
        day = _weekday_from(number, seen[0], words, trail)
        side = "of" if day == seen[0] else "before" if day < seen[0] else "after"
        basis = f"the {name} {side} {seen[1]}"
    else:
        anchor = trail.last(Grain.DAY) if anaphoric or trail.timeless else None
        if anchor is None or anchor.span is None or is_floating(anchor.span):
            basis = f"a {name}; the report does not say of which week"
            return left_open(words, f"XXXX-WXX-{number}", basis)
        day = _weekday_beside(number, anchor.span.first, words.toward)
        basis = f"the {name} beside {anchor.words.text!r}"
    return _on_weekday(words, _local_day(words, day), basis)


def _seen_from(trail: Trail) -> tuple[date, str] | None:
    """The day of writing where it has its year: weekdays need one."""
    seen = trail.writing_day
    return seen if seen and seen[0].year > NO_YEAR + 1 else None


def _recurs(words: DateWords, trail: Trail) -> bool:
    """ "on Fridays"; without "on" the plural is a genitive that lost its apostrophe."""
    plural = words.inside[0] in open_dates().values["WEEKDAYS"]
    return plural and trail.text[max(0, words.start - 3) : words.start].lower() == "on "


def _apposed(words: DateWords, trail: Trail) -> Dated | None:
    """The day of which "12 August, a Sunday" says the weekday."""
    day = trail.said[-1] if trail.said else None
    if day is None or day.span is None or day.span.grain is not Grain.DAY:
        return None
    if not _WAS.fullmatch(trail.text, day.words.end, words.start):
        return None
    basis = f"the weekday of {day.words.text!r}"
    return dated_as(words, day.span, day.edtf, day.timex.split("T")[0], basis)


def _said_day(number: int, words: DateWords, trail: Trail) -> tuple[date, str] | None:
    """The day that "That Sunday" and "on that Sunday" take up: said before, or of a week said.

    That of writing is none: "that Sunday" is not the one on which it was told.
    """
    before = trail.text[max(0, words.start - 6) : words.start]
    if words.inside[0] != "that" or not (words.text[0] == "T" or _ON.search(before)):
        return None  # "said that Sunday's attack"
    writing = trail.writing_day[0] if trail.writing_day else None
    for dated in reversed(trail.said):
        span = dated.span
        if span is None or not dated.anchor or is_floating(span) or span.last - span.first > _WEEK:
            continue
        day = span.first + timedelta(days=(number - span.first.isoweekday()) % 7)
        if day <= span.last and day != writing:
            return day, repr(dated.words.text)
    return None


def _nth_of_month(words: DateWords, trail: Trail) -> Dated | None:
    """ "the third Saturday of November", "the last Friday in January 2024"; else None."""
    nth = _NTH.search(trail.text, max(0, words.start - 12), words.start)
    which = "last" if words.toward == "last" else nth[1].lower() if nth else None
    ahead = trail.to_come[0] if trail.to_come else None
    if which is None or ahead is None or ahead.form != "month":
        return None
    if not _OF.fullmatch(trail.text, words.end, ahead.start):
        return None
    month, number = month_date(ahead, trail), words.weekday or 1
    basis = f"the {which} {calendar.day_name[number - 1]} of {ahead.text!r}"
    if month.span is None or is_floating(month.span):
        return _some_day_of(month, words, number, basis)
    first, last = month.span.first, month.span.last
    if which == "last":
        return on_day(words, last - timedelta(days=(last.isoweekday() - number) % 7), basis)
    days = (number - first.isoweekday()) % 7 + 7 * _NTHS.index(which)
    return on_day(words, first + timedelta(days=days), basis)


def _month_of_weekday(words: DateWords, trail: Trail) -> Dated | None:
    """The month of "a Sunday mass in February", where it is not the month of writing."""
    if words.toward or words.year_toward or not trail.to_come:
        return None
    ahead, text = trail.to_come[0], trail.text
    gap, lead = text[words.end : ahead.start], text[max(0, words.start - 12) : words.start]
    beside = _IN_MONTH.fullmatch(gap) and (gap.strip() or ahead.toward)
    if ahead.form != "month" or not beside or not _ONE_OF.search(lead):
        return None
    month = month_date(ahead, trail)
    number = words.weekday or 1
    name = calendar.day_name[number - 1]
    basis = f"a {name} in {ahead.text!r}; the report does not say which"
    return _some_day_of(month, words, number, basis)


def _some_day_of(month: Dated, words: DateWords, number: int, basis: str) -> Dated:
    """A weekday of which no more is known than its month."""
    open_day = left_open(words, f"XXXX-WXX-{number}", basis, month.edtf)
    return replace(open_day, span=month.span)


def _with_shared_week(words: DateWords, trail: Trail) -> DateWords:
    """The week of "Wednesday and Thursday of last week" for both days."""
    if words.year_toward or words.toward or not trail.to_come:
        return words
    ahead = trail.to_come[0]
    gap = trail.text[words.end : ahead.start]
    if ahead.form == "weekday" and ahead.year_toward and LIST_GAP.fullmatch(gap):
        return replace(words, year_toward=ahead.year_toward)
    return words


def _on_weekday(words: DateWords, day: date, basis: str) -> Dated:
    """One day, or a night that spans two: "overnight Friday", "overnight into Sunday"."""
    if words.dayword != "overnight":
        return on_day(words, day, basis)
    if "into" in words.inside:
        day -= timedelta(days=1)
    night = replace(words, part="TNI")
    return between_days(night, day, day + timedelta(days=1), day.isoformat(), basis)


def _weekday_beside(number: int, base: date, toward: str | None) -> date:
    """The weekday near an anchor: after it, before it, or within three days of it."""
    ahead = (number - base.isoweekday()) % 7
    if toward in ("following", "next"):
        return base + timedelta(days=ahead or 7)
    if toward in ("previous", "last"):
        return base - timedelta(days=(7 - ahead) or 7)
    return base + timedelta(days=ahead if ahead <= 3 else ahead - 7)


def _weekday_from(number: int, base: date, words: DateWords, trail: Trail) -> date:
    """The weekday nearest to publication on the side that the clause looks to."""
    back = (base.isoweekday() - number) % 7
    if words.toward == "last":
        return base - timedelta(days=back or 7)
    if words.toward == "next":
        return base + timedelta(days=7 - back)
    ahead = words.toward == "this" and not looks_past(words, trail)
    if back and (ahead or looks_ahead(words, trail)):
        return base + timedelta(days=7 - back)
    return base - timedelta(days=back)


def _local_day(words: DateWords, day: date) -> date:
    """The local day where only the UTC time beside it carries the weekday."""
    if words.weekday or not (words.clock and words.utc and words.utc_weekday):
        return day
    ahead = (_minutes(words.clock) - _minutes(words.utc)) % 1440
    ahead = ahead if ahead <= _EASTMOST else ahead - 1440
    return day + timedelta(days=(_minutes(words.utc) + ahead) // 1440)


def _minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


# --- today, this morning, at dawn ---------------------------------------------------------------


def dayword_date(words: DateWords, trail: Trail) -> Dated:
    """ "today", "yesterday evening", "overnight", "the day before yesterday"."""
    if words.dayword == "tonight" and words.part is None:
        words = replace(words, part="TNI")
    if trail.writing_day is None:
        return left_open(words, "XXXX-XX-XX", f"{words.text!r}: the report has no publication date")
    base, source = trail.writing_day
    basis = f"{words.text!r} at {source}"
    if words.dayword == "overnight":
        night = replace(words, part="TNI")
        return between_days(night, base - timedelta(days=1), base, base.isoformat(), basis)
    step = int(open_dates().value("DAYWORD", words.dayword or "today"))
    if "day" in words.inside:  # "the day before yesterday", "the day after tomorrow"
        step += -1 if "before" in words.inside else 1
    return on_day(words, base + timedelta(days=step), basis)


def daypart_date(words: DateWords, trail: Trail) -> Dated:
    """ "this morning", "last night", "the following morning", "that evening"."""
    step = STEP.get(words.toward or "that", 0)
    if words.toward in ("this", "last", "past") and not trail.timeless:
        if trail.writing_day is None:
            return uncounted(words, "XXXX-XX-XX")
        base, source = trail.writing_day
        return on_day(words, base + timedelta(days=step), f"{words.text!r} at {source}")
    anchor = trail.last_day(Grain.DAY)
    if anchor is None:
        return uncounted(words, "XXXX-XX-XX")
    return on_day(words, anchor[0] + timedelta(days=step), f"counted from {anchor[1]}")


def part_date(words: DateWords, trail: Trail) -> Dated:
    """A part of a day or a clock time alone: of the day said before, if one is near or the only."""
    if words.utc_weekday and words.clock and words.utc:
        return weekday_date(words, trail)
    anchor = trail.last(Grain.DAY)
    if anchor is None or anchor.span is None:
        return left_open(words, "XXXX-XX-XX", f"{words.text!r}: the report does not give the day")
    between = trail.text[anchor.words.end : words.start]
    if len(between) < _SAME_PASSAGE and not new_paragraph(between):
        return on_day(words, anchor.span.first, f"{words.text!r} of {anchor.words.text!r}")
    days = {d.span.first for d in trail.said if d.span and d.anchor and d.span.grain is Grain.DAY}
    if len(days) == 1 and not trail.timeless:
        basis = f"{words.text!r} of {anchor.words.text!r}, the only day said before it"
        return on_day(words, anchor.span.first, basis)
    return left_open(words, "XXXX-XX-XX", f"{words.text!r}: the report does not give the day")


def reference_date(words: DateWords, trail: Trail) -> Dated:
    """ "now", "recently", "the past": a time without days."""
    return left_open(words, words.name or "PRESENT_REF", f"{words.text!r} names no day")


# --- weeks, months and years by their place -----------------------------------------------------


def unit_date(words: DateWords, trail: Trail) -> Dated:
    """ "last week", "this year", "that month", "the next day", "the end of the month"."""
    unit = words.unit or "D"
    if unit.startswith("T"):
        return left_open(words, "XXXX-XX-XXTXX", "an hour or less", kind="TIME")
    if words.toward == "last" and unit == "D":
        return left_open(words, "XXXX-XX-XX", f"{words.text!r} names no day")
    if words.toward == "last" and (yearly := same_of_year(words, trail, -1)) is not None:
        return yearly
    step = 0 if unit == "E" and words.toward == "past" else STEP.get(words.toward or "that", 0)
    if not trail.timeless and not _is_anaphoric(words, unit, trail):
        if trail.published is None:
            return uncounted(words, blank(unit))
        basis = f"{words.text!r} at publication on {trail.published}"
        return _unit_from(words, unit, trail.published, step, basis)
    anchor = _unit_anchor(unit, trail)
    if step > 0 and unit == "D" and trail.look_back:
        anchor = trail.last_before_writing(Grain.DAY) or anchor
    if anchor is None or anchor.span is None:
        return uncounted(words, blank(unit))
    basis = f"counted from {anchor.words.text!r}"
    if anchor.span.grain is Grain.MONTH and unit in ("D", "W", "E"):
        if has_event(replace(words, way=words.toward), trail.text):
            return uncounted(words, blank(unit))  # "In January ... on the day before the election"
        days = step * (1 if unit == "D" else 7)
        first, last = moved(anchor.span.first, days), moved(anchor.span.last, days)
        return between_days(words, first, last, blank(unit), basis, rough=True)
    return _unit_from(words, unit, anchor.span.first, step, basis)


def _is_anaphoric(words: DateWords, unit: str, trail: Trail) -> bool:
    """Whether the unit is seen from a day said before and not from the day of writing."""
    if words.toward is None:  # "the end of the month", "the weekend", "later in the day"
        return unit == "D" or (unit != "E" and _anchor_near(words, trail))
    said = set(words.inside)
    the_next = words.toward == "next" and "next" in said and ("the" in said or unit == "D")
    return words.toward in ANAPHORIC or the_next


def _anchor_near(words: DateWords, trail: Trail) -> bool:
    """Whether a full date stands in the same or the last sentence."""
    anchor = trail.last()
    if anchor is None or trail.published is None:
        return anchor is not None
    between = trail.text[anchor.words.end : words.start]
    return "\n" not in between and len(between) < 200 and anchor.words.year is not None


def _unit_anchor(unit: str, trail: Trail) -> Dated | None:
    """The date before that a unit can be counted from: a day for days, anything for years."""
    if unit == "D":
        return trail.last(Grain.DAY) or trail.last(Grain.MONTH, Grain.WEEK)
    if unit in ("W", "E", "F", "M"):
        return trail.last(Grain.DAY, Grain.MONTH, Grain.WEEK)
    return trail.last()


def _unit_from(words: DateWords, unit: str, base: date, step: int, basis: str) -> Dated:
    """The day, week, month … so many steps from a day."""
    if unit == "D":
        return on_day(words, moved(base, step), basis)
    if unit == "E":
        return _weekend(words, base, basis)
    if unit in ("W", "F"):
        week = week_of(moved(base, 7 * step))
        return dated_as(words, week, f"{week.first}/{week.last}", week_timex(week.first), basis)
    if unit == "M":
        year, month = divmod(base.year * 12 + base.month - 1 + step, 12)
        return on_month(words, year, month + 1, basis)
    if unit == "Q":
        return on_quarter(words, base.year, (base.month - 1) // 3 + 1 + step, basis)
    if unit == "Y":
        return on_year(words, base.year + step, basis)
    size = 10 if unit == "DE" else 100
    return on_years(words, (base.year // size + step) * size, size, basis)


def _weekend(words: DateWords, base: date, basis: str) -> Dated:
    """The weekend past at a day, the running one, or the one to come where the words say so."""
    saturday = base - timedelta(days=(base.weekday() - 5) % 7)
    coming = words.toward == "this" and base.weekday() < 5 and "past" not in words.inside
    if words.toward in ("next", "following") or coming:
        saturday += timedelta(days=7)
    elif words.toward in ("last", "previous") and base.weekday() >= 5:
        saturday -= timedelta(days=7)
    span = Span(saturday, saturday + timedelta(days=1), Grain.WEEKEND)
    timex = week_timex(saturday) + "-WE"
    return dated_as(words, span, f"{span.first}/{span.last}", timex, basis)

"""The year of a date that names none, and whether a clause looks back or ahead.

In: the words of a date without year, and the trail of what the report said before. Out: a year
with its reason, or none. It refuses to take the year of publication without looking at the words
around: a heading, a list, a story that moves on, or the tense may say otherwise.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from secondsource.resolve.dategrammar import open_dates
from secondsource.resolve.dateparts import DateWords
from secondsource.resolve.datespans import (
    ANAPHORIC,
    STEP,
    Dated,
    Grain,
    Span,
    Trail,
    is_floating,
    month_span,
    real_date,
    sentence_start,
)

LIST_GAP = re.compile(
    r"\s*(?:,|;|-|–|—|to|and|or|until|till|through|\()?\s*(?:the\s+|early\s+|late\s+|on\s+|of\s+)*"
)


_NIGHT = re.compile(r"\s+(?:night|morning|evening|afternoon|day|weekend) (?:in|of) ")
_SOON_DAYS, _SOON_MONTHS = 75, 150  # how far ahead a day, a month, may be announced without a verb
_BY = re.compile(r"\b(?:by|until|till|before)\s+(?:the\s+)?$", re.I)
_SIDE_GLANCE = re.compile(
    r"\b(?:since|after|before|than|from|until|formed|founded|established|born)\s+(?:\w+\s+)?$", re.I
)


def year_of(words: DateWords, trail: Trail) -> tuple[int | None, str]:
    """The year that a month or a day without one belongs to, and why."""
    if words.year_toward:
        return year_toward(words, trail)
    if words.toward:
        return _month_toward(words, trail)
    joined = joined_year(words, trail) or _year_of_night(words, trail)
    if joined is not None:
        return joined
    if trail.published is None:
        return _narrated_year(words, trail)
    told = _narrated_year(words, trail) if trail.history else (None, "")
    if told[0] is not None:
        return told
    topic = _heading_year(trail, whole_text=False)
    if topic is not None and (topic.words.year or 0) < trail.published.year:
        return topic.words.year, f"year from {topic.words.text!r}, over the text it stands in"
    local = _local_year(words, trail)
    return local if local else _nearest_year(words, trail.published, trail)


def joined_year(words: DateWords, trail: Trail) -> tuple[int, str] | None:
    """The year that stands once for both ends: "26 June - 4 August 1952", "April and June 1955"."""
    end = words.end
    for ahead in trail.to_come:
        gap = trail.text[end : ahead.start]
        if (
            not LIST_GAP.fullmatch(gap)
            or ahead.form not in ("date", "month", "months", "season")
            or not (ahead.month or ahead.name)
        ):
            return None
        if ahead.year is not None:
            back = words.month is not None and ahead.month is not None and words.month > ahead.month
            return ahead.year - back, f"year from {ahead.text!r} after it"
        end = ahead.end
    return None


def _year_of_night(words: DateWords, trail: Trail) -> tuple[int, str] | None:
    """The year of "an October night in 2022"."""
    ahead = trail.to_come[0] if trail.to_come else None
    if ahead is None or ahead.form != "year" or ahead.year is None:
        return None
    if not _NIGHT.fullmatch(trail.text, words.end, ahead.start):
        return None
    return ahead.year, f"year from {ahead.text!r} after it"


def year_toward(words: DateWords, trail: Trail) -> tuple[int | None, str]:
    """ "May last year", "August of that year"."""
    step = STEP.get(words.year_toward or "that", 0)
    if words.year_toward in ("that", "previous", "following"):
        anchor = trail.last()
        if anchor and anchor.span:
            return anchor.span.first.year + step, f"year from {anchor.words.text!r} before it"
    if trail.published and words.year_toward != "that":
        return trail.published.year + step, f"{words.year_toward} year at publication"
    return None, f"{words.text!r}: the report does not give the year it counts from"


def _month_toward(words: DateWords, trail: Trail) -> tuple[int | None, str]:
    """ "last September", "that January", "next May"."""
    month = words.month or 1
    anaphoric = words.toward in ANAPHORIC or trail.published is None
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


def _nearest_year(words: DateWords, published: date, trail: Trail) -> tuple[int, str]:
    """The nearest past year, or the next one where the clause looks ahead."""
    month = words.month or 1
    by_weekday = _weekday_year(words, published)
    if by_weekday is not None:
        return by_weekday
    if words.day is None and month == published.month:
        return published.year, "the month of publication"
    last = month_span(published.year, month).last.day
    this = date(published.year, month, min(words.day or 15, last))
    if this <= published + timedelta(days=1):
        year = published.year + (looks_ahead(words, trail) and (published - this).days > 60)
    else:
        soon = (this - published).days < (_SOON_DAYS if words.day else _SOON_MONTHS)
        coming = (soon and not _is_told(words, trail)) or looks_ahead(words, trail)
        year = published.year if coming and not trail.look_back else published.year - 1
    side = "past" if date(year, month, min(words.day or 1, 28)) <= published else "coming"
    return year, f"the nearest {side} one at publication on {published}"


def _is_told(words: DateWords, trail: Trail) -> bool:
    """Whether a clause tells of the past; "by June" does not, whatever its verb."""
    lead = trail.text[max(0, words.start - 12) : words.start]
    return looks_past(words, trail) and not _BY.search(lead)


def _weekday_year(words: DateWords, published: date) -> tuple[int, str] | None:
    """The year near publication in which the day is the weekday that the words name."""
    if not words.weekday or not words.day or not words.month:
        return None
    for year in (published.year, published.year - 1, published.year + 1):
        day = real_date(year, words.month, words.day)
        if day and day.isoweekday() == words.weekday and abs((day - published).days) < 200:
            name = calendar.day_name[words.weekday - 1]
            return year, f"the year near publication in which it is a {name}"
    return None


def _local_year(words: DateWords, trail: Trail) -> tuple[int, str] | None:
    """The year of the sentence before it, where a report looks back: "In 2014 … In June"."""
    anchor = trail.last(Grain.DAY, Grain.MONTH, Grain.YEAR)
    published = trail.published
    if anchor is None or anchor.span is None or anchor.words.year is None or published is None:
        return None
    if anchor.span.first.year >= published.year or anchor.span.first.year < published.year - 60:
        return None
    between = trail.text[anchor.words.end : words.start]
    stops = len(re.findall(r"[.!?][\"”’)]*\s+(?=[A-Z])", between))
    if "\n" in between or stops > 1 or len(between) > 250 or not opens_sentence(anchor, trail.text):
        return None
    return _after_anchor(words, anchor.span), f"year from {anchor.words.text!r} before it"


def opens_sentence(anchor: Dated, text: str) -> bool:
    """Whether an anchor opens its sentence ("In 2014, …"), which then tells of that time."""
    if _SIDE_GLANCE.search(text[max(0, anchor.words.start - 30) : anchor.words.start]):
        return False
    start = sentence_start(text, anchor.words.start)
    return len(text[start : anchor.words.start].split()) <= 4


def _narrated_year(words: DateWords, trail: Trail) -> tuple[int | None, str]:
    """The year where only the text can give it: from the date before, if one governs."""
    topic = None if trail.history else _heading_year(trail, whole_text=True)
    if topic is not None:
        return topic.words.year, f"year from {topic.words.text!r}, over the text it stands in"
    last = next((d.words for d in reversed(trail.said) if d.words.year is not None), None)
    if last is not None and last.year is not None and last.year < 1:
        return last.year, f"year from {last.text!r} before it"
    anchor = _governing(words, trail)
    if anchor is not None and anchor.span is not None:
        year = _after_anchor(words, anchor.span, forward=trail.history)
        return year, f"year from {anchor.words.text!r} before it"
    if words.weekday and words.day and words.month and trail.top_year:
        fitting = [
            year for year in range(trail.top_year, trail.top_year + 5)
            if (d := real_date(year, words.month, words.day)) and d.isoweekday() == words.weekday
        ]  # fmt: skip
        if len(fitting) == 1:
            name = calendar.day_name[words.weekday - 1]
            basis = (
                f"a {name} in {fitting[0]} only, of the years since the {trail.top_year} it names"
            )
            return fitting[0], basis
    return None, "the report gives no year and no publication date"


def _heading_year(trail: Trail, whole_text: bool) -> Dated | None:
    """The expression whose year heads the section or the whole text: "Attacks in 2023"."""
    forms = ("date", "month", "year", "season")
    for dated in reversed(trail.said):
        said = dated.words
        if said.year is None or said.year < 1 or said.form not in forms:
            continue
        if _SIDE_GLANCE.search(trail.text[max(0, said.start - 30) : said.start]):
            continue
        if _is_headline(said, trail.text) and trail.news and said.form != "date":
            return None  # "Suspect in 2015 raid held" over news of this week
        if _heads_section(said, trail.text) or (whole_text and _heads_text(said, trail)):
            return dated
        if opens_sentence(dated, trail.text):
            return None  # another year has begun since the heading
    return None


def _is_headline(said: DateWords, text: str) -> bool:
    """Whether words stand in the first line of a text."""
    return "\n" not in text[: said.start].lstrip()


def _heads_section(said: DateWords, text: str) -> bool:
    """Whether words stand in a short line without a full stop, which heads what follows."""
    start = text.rfind("\n", 0, said.start) + 1
    end = text.find("\n", said.end)
    line = text[start : end if end >= 0 else len(text)].strip()
    return end >= 0 and len(line) <= 80 and line[-1:] not in ".!?|" and line[:1] not in "-•|"


def _heads_text(said: DateWords, trail: Trail) -> bool:
    """Whether the first sentence of a report names one year only, this one."""
    text = trail.text
    stop = re.search(r"[.!?][\"”’)]*\s+(?=[A-Z0-9“\"])|\n", text.lstrip())
    end = stop.start() + len(text) - len(text.lstrip()) if stop else len(text)
    years = {d.words.year for d in trail.said if d.words.year and d.words.start < end}
    return said.start < end and len(years) == 1


def _governing(words: DateWords, trail: Trail) -> Dated | None:
    """The date before whose year governs a yearless one."""
    for dated in reversed(trail.said):
        if dated.span is None or not dated.anchor or is_floating(dated.span):
            continue
        if trail.history:
            if _just_said(dated, words, trail):
                return dated
            if _carries_on(dated, trail.text) and not _is_aside(dated, trail):
                return dated
        elif dated.span.first.year == trail.top_year and _governs(dated, words, trail.text):
            return dated
    return None


def _just_said(dated: Dated, words: DateWords, trail: Trail) -> bool:
    """Whether a bare year stands in the sentence before: "converged in 1781 at X. In September"."""
    said = dated.words
    between = trail.text[said.end : words.start]
    if said.form != "year" or said.mod or len(between) > 120 or "\n" in between:
        return False
    lead = trail.text[max(0, said.start - 4) : said.start].lower()
    return lead.endswith("in ") and not looks_ahead(said, trail)


def _is_aside(dated: Dated, trail: Trail) -> bool:
    """Whether a full date inside a sentence leaves the year of the story for a moment."""
    assert dated.span is not None
    if dated.words.year is None or dated.words.form == "year" or opens_sentence(dated, trail.text):
        return False
    place = trail.said.index(dated)
    before = [
        d
        for d in trail.said[max(0, place - 4) : place]
        if d.span and d.words.year and d.span.grain in (Grain.DAY, Grain.MONTH)
    ]
    if not before or before[-1].span is None:
        return False
    jump = dated.span.first.year - before[-1].span.first.year
    return jump > 1 or jump < 0


def _carries_on(dated: Dated, text: str) -> bool:
    """Whether a story goes on from a date, and does not merely mention it."""
    assert dated.span is not None
    if is_floating(dated.span):
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
    return opens_sentence(dated, text)


def _governs(dated: Dated, words: DateWords, text: str) -> bool:
    """Whether a date of an undated report lends its year to a later one."""
    assert dated.span is not None
    if dated.span.grain is Grain.DAY:
        return True
    between = text[dated.words.end : words.start]
    near = "\n" not in between and len(between) < 250 and opens_sentence(dated, text)
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


def _tense(words: DateWords, trail: Trail) -> str | None:
    """ "ahead" or "past" by the nearest verb before the words in their sentence, else after."""
    text = trail.text
    start = sentence_start(text, words.start)
    before = re.findall(r"[A-Za-z']+", text[start : words.start].lower())
    after_text = re.split(r"[.;\n]", text[words.end : words.end + 120])[0]
    after = re.findall(r"[A-Za-z']+", after_text.lower())
    pairs = [*reversed(_pairs(before)), *_pairs(after)]
    return next((tense for pair in pairs if (tense := _word_tense(*pair))), None)


def _pairs(words: list[str]) -> list[tuple[str, str]]:
    """Each word with the one before it."""
    return list(zip(words, ["", *words], strict=False))


def _word_tense(word: str, before: str) -> str | None:
    grammar = open_dates()
    if before == "be" or (word == "to" and before in grammar.toward_future):
        return "ahead"  # "to be held", "set to begin"
    if word in grammar.future or word.endswith("'ll"):
        return "ahead"
    if word in grammar.past or (len(word) > 4 and word.endswith("ed")):
        return "past"
    return None


def looks_ahead(words: DateWords, trail: Trail) -> bool:
    """Whether the clause of the words speaks of what is to come."""
    return not trail.look_back and _tense(words, trail) == "ahead"


def looks_past(words: DateWords, trail: Trail) -> bool:
    """Whether the clause of the words tells what has happened."""
    return trail.look_back or _tense(words, trail) == "past"

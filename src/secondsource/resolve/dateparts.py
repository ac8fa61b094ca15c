"""What the words of one time expression say: year, month, weekday, "last", "ago", how many.

In: a `Hit`. Out: the `DateWords` it tells of, one or two ("March 8 and 9"). It refuses to say
which days are meant: that needs the report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from secondsource.resolve.datetokens import Hit, Picker
from secondsource.resolve.numbers import number_at

_ASIDE = ("clock", "clock2", "ytoward", "slice", "year")  # groups that are read by themselves
_WITH_ORDINAL = ("quarter", "century", "month", "year", "season", "unit")
_WITH_UNIT = ("unit", "offset", "span", "duration", "set")
_WITH_AMOUNT = ("offset", "span", "duration", "set")
_TOWARD = (
    "LAST", "PAST", "THIS", "NEXT", "THAT", "PREVIOUS", "FOLLOWING", "BEFORE", "AFTER", "RECENT",
    "EARLIER",
)  # fmt: skip
_WAYS = ("AGO", "LATER", "EARLIER", "AFTER", "BEFORE", "FOLLOWING")
_BEFORE_UNIT = frozenset(
    {"during", "throughout", "across", "for", "end", "ending", "ended", "finish"}
)
_CENTURY_TURN = 35  # '35 is 2035, '36 is 1936


@dataclass(frozen=True, slots=True)
class DateWords:
    """One time expression: its offsets, its form and the parts that its words name."""

    form: str
    start: int
    end: int
    text: str
    year: int | None = None  # astronomical: -498 is 499 BC
    month: int | None = None
    until_month: int | None = None
    day: int | None = None
    until: int | None = None  # last day of "14-16"
    weekday: int | None = None
    dayword: str | None = None  # today, yesterday, overnight …
    part: str | None = None  # TIMEX3 part of day, TMO
    clock: str | None = None  # HH:MM, local
    utc: str | None = None  # HH:MM in UTC, beside the local time
    utc_weekday: int | None = None
    zone: float | None = None  # hours east of Greenwich
    mod: str | None = None  # early, mid, late
    toward: str | None = None  # last, this, next, that, previous, following, past, recent …
    year_toward: str | None = None
    unit: str | None = None
    amount: float | None = None  # None for "a few", "several", "days"
    ordinal: int | None = None
    slice: str | None = None  # the unit of "the first week of"
    name: str | None = None  # of a season, a holiday's rule, a reference, how often
    way: str | None = None  # ago, later, earlier, after, before, since, hence
    inside: tuple[str, ...] = ()  # lower-case words of the expression


def read_words(hit: Hit) -> tuple[DateWords, ...]:
    """The expressions that one hit tells of: one, or two for "March 8 and 9"."""
    aside = {place for name in _ASIDE for place in hit.group(name)}
    first = hit.picker([p for p in range(hit.start, hit.end) if p not in aside])
    start, end = _trimmed(hit)
    month = hit.group_word("month")
    words = DateWords(
        form=hit.rule.form,
        start=hit.tokens.spans[start][0],
        end=hit.tokens.spans[end - 1][1],
        text=hit.tokens.between(start, end),
        inside=hit.tokens.words[start:end],
        month=hit.grammar.value("MONTH", month) if month else first.value("MONTH"),
        weekday=first.value("WEEKDAY") or first.value("WEEKDAYS"),
        dayword="overnight" if hit.group("next") else first.word("DAYWORD"),
        part=first.value("PART"),
        mod=first.value("MOD") or first.value("SOONER"),
        toward=_toward(hit, "toward"),
        year_toward=_toward(hit, "ytoward"),
        year=_year(hit),
        day=hit.group_number("day") or hit.group_number("dayb"),
        until=hit.group_number("until") or hit.group_number("untilb"),
    )
    words = _with_amount(_with_days(_with_clock(words, hit), hit, first), first)
    words = _with_slice(_with_name(words, first), hit)
    if words.form == "date" and "of" in words.inside[:3]:  # "the week of May 27"
        words = replace(words, unit=first.value("WEEKEND") or (first.word("WEEKWORD") and "W"))
    return _two(words, hit) if hit.group("then") else (words,)


def _two(words: DateWords, hit: Hit) -> tuple[DateWords, ...]:
    """ "March 8 and 9, 1862" or "1990-94" as two expressions."""
    place = hit.group("then")[0]
    cut = hit.tokens.spans[place - 2][1]
    start = hit.tokens.spans[place][0]
    number = hit.group_number("then") or 0
    one = replace(words, end=cut, text=hit.tokens.text[words.start : cut])
    two = replace(words, start=start, text=hit.tokens.text[start : words.end])
    if words.form != "year":
        return one, replace(two, day=number, until=None, weekday=None)
    century = (words.year or 0) // 100 * 100
    later = len(hit.tokens.words[place]) == 2 and century + number > (words.year or 0)
    return (one, replace(two, year=century + number)) if later else (one,)


def _trimmed(hit: Hit) -> tuple[int, int]:
    """The token range of a hit without what belongs outside: a comma, "on", an idle "the"."""
    start, end, words = hit.start, hit.end, hit.tokens.words
    while end - 1 > start and words[end - 1] in (",", "(", "[", "-", "–"):
        end -= 1
    while start < end - 1 and words[start] in (",", "on", "of", "at"):
        start += 1
    if hit.rule.form == "unit" and words[start] in _BEFORE_UNIT and words[start + 1] == "the":
        start += 1  # "during the day"
    if end - start > 1 and words[start] in ("the", "over") and _is_idle(hit, start, end):
        start += 1
    return start, end


def _is_idle(hit: Hit, start: int, end: int) -> bool:
    """Whether an article is not of the expression: "the 2002 bombings", "the Friday attack"."""
    following = hit.tokens.words[start + 1]
    if hit.tokens.words[start] == "over":
        return hit.rule.form == "span" and following == "the"
    if hit.rule.form == "weekday":
        return following in hit.grammar.values["WEEKDAY"]
    partial = following in ("early", "late", "mid")
    return hit.rule.form in ("year", "month") and (end - start == 2 or partial)


def _toward(hit: Hit, group: str) -> str | None:
    """Which way "last", "this", "the following" … point."""
    word = hit.group_word(group)
    if word is None:
        return None
    return next((n.lower() for n in _TOWARD if hit.grammar.value(n, word) is not None), None)


# --- days, years, clock times -------------------------------------------------------------------


def _year(hit: Hit) -> int | None:
    if hit.group("bc"):
        return 1 - (hit.group_number("bc") or 0)
    word = hit.group_word("year") or hit.group_word("year2")
    if word is None and hit.rule.form == "year":
        word = hit.words[0]
    if word is None:
        return None
    digits = re.sub(r"\D", "", word)
    if len(digits) > 2:
        return int(digits)
    return int(digits) + (2000 if int(digits) <= _CENTURY_TURN else 1900)


def _with_days(words: DateWords, hit: Hit, first: Picker) -> DateWords:
    """Days and months written as one token or as two: "052017", "24/25 March", "Sep-Oct"."""
    months = first.values("MONTH")
    glued = hit.words[-1]
    if words.form == "date" and glued.isdigit() and len(glued) == 6:
        return replace(words, day=int(glued[:2]), year=int(glued[2:]))
    days = hit.group_word("days")
    if days:
        low, high = (int(n) for n in days.split("/"))
        return replace(words, day=low, until=high)
    if len(months) > 1 and (words.form == "months" or (words.form == "date" and words.until)):
        return replace(words, month=months[0], until_month=months[1])
    if words.form == "decade":
        digits = re.sub(r"\D", "", first.word("DEC") or "")
        return replace(words, year=int(digits) if len(digits) == 4 else 1900 + int(digits))
    return words


def _with_clock(words: DateWords, hit: Hit) -> DateWords:
    """The clock time, the time in UTC beside it in brackets, and the zone."""
    places = hit.group("clock") or hit.group("clock2")
    said = hit.picker(places)
    known = [(place, time) for place in places if (time := _clock_value(place, hit))]
    if not known:
        return words
    zone = said.value("ZONE")
    opened = next((p for p in places if hit.tokens.words[p] in "(["), hit.end)
    inside = [time for place, time in known if place > opened]
    outside = [time for place, time in known if place < opened]
    utc = inside[0] if inside and outside and zone == 0 else None
    return replace(
        words,
        clock=(outside or inside)[0],
        utc=utc,
        utc_weekday=said.value("WEEKDAY"),
        zone=None if utc else zone,
    )


def _clock_value(place: int, hit: Hit) -> str | None:
    """HH:MM of one token, with the "p.m." after it."""
    word = hit.tokens.words[place]
    match = (
        re.fullmatch(r"(\d{1,2})[:.](\d\d)(?::\d\d)?", word)
        or re.fullmatch(r"(\d\d)(\d\d)", word)
        or re.fullmatch(r"(\d{1,2})()", word)
    )
    spoken = hit.grammar.value("NUMBER", word)
    if not match and not spoken:
        return None
    hour = int(match[1]) if match else int(spoken)
    minute = int(match[2] or 0) if match else 0
    if hour > 24 or minute > 59:
        return None
    half = hit.grammar.value("AMPM", hit.tokens.word(place + 1)) or _half_of_day(place, hour, hit)
    if half == "pm" and hour < 12:
        hour += 12
    if half == "am" and hour == 12:
        hour = 0
    return f"{hour:02d}:{minute:02d}"


def _half_of_day(place: int, hour: int, hit: Hit) -> str | None:
    """am or pm of "4 in the morning", "nine in the evening"."""
    if hit.tokens.words[place + 1 : place + 3] != ("in", "the"):
        return None
    part = hit.grammar.value("PART", hit.tokens.word(place + 3))
    late = part in ("TAF", "TEV") or (part == "TNI" and hour >= 6)
    return "pm" if late else "am"


# --- units, amounts, names ----------------------------------------------------------------------


def _with_amount(words: DateWords, first: Picker) -> DateWords:
    form = words.form
    if form in _WITH_ORDINAL:
        number = first.word("OD")
        ordinal = first.value("ORDINAL") or (number and int(re.sub(r"\D", "", number)))
        words = replace(words, ordinal=ordinal or None)
    if form in _WITH_UNIT:
        units = first.values("UNIT") or first.values("SECOND") or first.values("WEEKEND")
        words = replace(words, unit=units[-1] if units else None)
    if form in _WITH_AMOUNT:
        words = replace(words, amount=_amount(first))
    if form == "offset":
        words = replace(words, way=_way(first))
    return words


def _with_slice(words: DateWords, hit: Hit) -> DateWords:
    """ "the first week of", "the last two days of"."""
    if not hit.group("slice"):
        return words
    inside = hit.picker(hit.group("slice"))
    amount = _amount(inside)
    return replace(
        words,
        slice=inside.value("UNIT") or inside.value("HALF"),
        ordinal=inside.value("ORDINAL") or (-1 if inside.value("LAST") else None),
        mod=inside.value("MOD") or words.mod,
        amount=amount if amount and amount > 1 else None,
    )


def _amount(first: Picker) -> float | None:
    """The number of "three weeks", "a week", "half an hour", "two and a half years", else None."""
    words = first.words
    for place, word in enumerate(words):
        found = number_at(words, place) if word not in ("a", "an") else None
        if found:
            return found[0] + (0.5 if "half" in words[place:] else 0.0)
    if first.value("VAGUE") is not None:
        return 2.0 if "couple" in words else None
    if "half" in words:
        return 0.5
    if first.word("UNITS"):
        return None
    singular = first.word("UNIT")
    alone = singular is not None and not singular.endswith("s")
    return 1.0 if alone or "a" in words or "an" in words else None


def _way(first: Picker) -> str | None:
    """Which way an offset counts: "following" counts later, "from now" hence."""
    for category in _WAYS:
        value = first.value(category)
        if value is not None:
            return "later" if category == "FOLLOWING" else str(value)
    return "hence" if "from" in first.words else None


def _with_name(words: DateWords, first: Picker) -> DateWords:
    if words.form == "season":
        return replace(words, name=first.value("SEASON"))
    if words.form == "holiday":
        return replace(words, name=first.value("HOLIDAY"))
    if words.form == "reference":
        past = "PAST_REF" if first.value("PAST") else None
        name = first.value("REFERENCE") or first.value("FUTURE") or past or "PRESENT_REF"
        return replace(words, name=name)
    if words.form == "set":
        return replace(words, name=first.value("FREQUENT"))
    if words.form == "quarter":
        return replace(words, name="H" if first.word("HALF") else "Q")
    return words

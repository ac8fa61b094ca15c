"""Values as people write them: dates, places, counts and parties in a few words.

In: values of `model`. Out: short English strings for tables and sentences. It refuses to add
anything: an open bound is shown as open, an unknown as a dash.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from secondsource.model import Actor, Count, Place, Reconciled, Thing, Value, When

UNKNOWN = "–"
_EDTF = re.compile(r"[\dX]{4}(-[\dX]{2}){0,2}")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY = re.compile(
    rf"(?:(?P<day>\d\d?)\s+)?(?P<month>(?:{'|'.join(MONTHS)})[a-z]*)\.?\s+(?P<year>\d{{4}})",
    re.IGNORECASE,
)
_DATED = re.compile(r"(?<![\w-])\d{4}(?:-\d\d){1,2}[~?%]*(?:/\d{4}(?:-\d\d){1,2}[~?%]*)?(?![\w-])")
NO_NAMES: Mapping[str, str] = MappingProxyType({})


@cache
def country_names() -> Mapping[str, str]:
    """The names of countries by ISO code, as `data/countries.csv` gives them."""
    table = files("secondsource") / "data" / "countries.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    return MappingProxyType({row["code"]: row["name"] for row in csv.DictReader(lines)})


def side_names(countries: Mapping[str, str]) -> Mapping[str, str]:
    """The names of actors by id, as `data/actors.csv` gives them; states by their country's."""
    table = files("secondsource") / "data" / "actors.csv"
    rows = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    return {
        row["id"]: (row["id"].endswith("-government") and countries.get(row["country"]))
        or row["name"]
        for row in rows
    }


def say(value: Value | None, countries: Mapping[str, str] = NO_NAMES) -> str:
    """Any value in a few words; countries by name where names are given, else by code."""
    match value:
        case None:
            return UNKNOWN
        case When():
            return say_when(value)
        case Place():
            return say_place(value, countries)
        case Count():
            return say_range(value.low, value.best, value.high)
        case Actor() | Thing():
            return value.name


def say_day(day: date) -> str:
    """A day as "4 Jan 2024"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def say_when(when: When) -> str:
    """A date as tight as it is known: "4 Jan 2024", "1–3 Feb 2024", "Jan 2024", "20 Nov"."""
    if when.earliest is None or when.latest is None:
        return _say_partial(when.edtf)
    first, last = when.earliest, when.latest
    if first == last:
        return say_day(first)
    if first.year == last.year:
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
            return str(first.year)
        if first.month == last.month:
            if first.day == 1 and (
                last.month == 12
                or date(last.year, last.month + 1, 1).toordinal() == last.toordinal() + 1
            ):
                return f"{MONTHS[first.month - 1]} {first.year}"
            if first.day == 1 and last.day == 31:
                return f"{MONTHS[first.month - 1]} {first.year}"
            return f"{first.day}–{last.day} {MONTHS[first.month - 1]} {first.year}"
        return f"{first.day} {MONTHS[first.month - 1]} – {say_day(last)}"
    return f"{say_day(first)} – {say_day(last)}"


def _say_partial(edtf: str | None) -> str:
    parts = (edtf or "").rstrip("~?%").split("-")
    if len(parts) >= 2 and parts[1].isdigit() and 1 <= int(parts[1]) <= 12:
        month = MONTHS[int(parts[1]) - 1]
        day = parts[2] if len(parts) > 2 and parts[2].isdigit() else None
        return f"{int(day)} {month}" if day else month
    return UNKNOWN


def say_edtf(edtf: str) -> str:
    """A date in EDTF as people write it; what is no date is given back as it is."""
    ends = [part.rstrip("~?%") for part in edtf.split("/")]
    if len(ends) > 2 or not all(_EDTF.fullmatch(end) for end in ends):
        return edtf
    said = [_say_end(end) for end in ends]
    return " – ".join(dict.fromkeys(said))


def say_days(sentence: str) -> str:
    """A sentence with its dates in EDTF as people write them."""
    return _DATED.sub(lambda found: say_edtf(found[0]), sentence)


def read_day(words: str) -> str:
    """A date that people write ("7 February 2024", "Feb 2024") in EDTF; else the words."""
    ends = [_read_end(part.strip()) for part in re.split(r"\s+(?:[-\u2013]|to)\s+", words.strip())]
    return words if None in ends or len(ends) > 2 else "/".join(filter(None, ends))


def _read_end(words: str) -> str | None:
    found = _DAY.fullmatch(words)
    if found is None:
        return words if _EDTF.fullmatch(words) else None
    month = MONTHS.index(found["month"][:3].capitalize()) + 1
    day = f"-{int(found['day']):02}" if found["day"] else ""
    return f"{found['year']}-{month:02}{day}"


def _say_end(edtf: str) -> str:
    parts = edtf.split("-")
    if parts[0].isdigit() and len(parts) == 3:
        return say_day(date.fromisoformat(edtf))
    words = _say_partial(edtf)
    if words == UNKNOWN:
        return parts[0]
    return f"{words} {parts[0]}" if parts[0].isdigit() else words


def say_place(place: Place, countries: Mapping[str, str] = NO_NAMES) -> str:
    """A place with its country where that says more: "Baghdad, Iraq"."""
    country = countries.get(place.country or "", place.country)
    said = country is not None and country.casefold() in place.name.casefold()
    if country and not said and (place.precision or 0) < 6:
        return f"{place.name}, {country}"
    return place.name


def say_range(low: int | None, best: int | None, high: int | None) -> str:
    """A count with what is left open: "3", "1–3", "5+", "up to 8", or a dash."""
    if low is None and best is None and high is None:
        return UNKNOWN
    if high is None:
        return f"{low if low is not None else best:,}+"
    if low == high:
        return f"{high:,}"
    if not low:
        return f"up to {high:,}"
    return f"{low:,}–{high:,}"


def say_field(field: Reconciled | None, countries: Mapping[str, str] = NO_NAMES) -> str:
    """The value of one field of an incident, with its range where it is a count."""
    if field is None:
        return UNKNOWN
    if field.low is not None or field.best is not None or field.high is not None:
        return say_range(field.low, field.best, field.high)
    return say(field.value, countries)


def say_sources(known: int, unknown: int, *, brief: bool = False) -> str:
    """How an incident is sourced: "1 known + 2 of unknown origin", in brief "1 known + 2 unknown".

    In brief a side that has none is left out.
    """
    if brief and not known and unknown:
        return f"{unknown} unknown"
    if not unknown:
        return f"{known} known"
    return f"{known} known + {unknown} {'unknown' if brief else 'of unknown origin'}"


def in_brief(text: str, most: int) -> str:
    """A text cut between words to at most so many characters, with "…" where it was cut."""
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def plural(number: int, noun: str, many: str | None = None) -> str:
    """A number with its noun: "1 report", "2 reports"."""
    return f"{number:,} {noun if number == 1 else many or noun + 's'}"

"""What the filters of the overview offer: each value of a case with its name and number.

In: the table of a case, and how values are called. Out: one `Offer` a filter, values with most
incidents first, and the words on the chips of filters that are set. It refuses to offer what no
incident has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from secondsource.review.filters import MANY, Filter, place_values, say_range
from secondsource.review.rows import Row, Table, type_words

GRADES = {
    "confirmed": "Confirmed",
    "fair": "Fair",
    "weak": "Weak",
    "contested": "Contested",
    "discounted": "Discounted",
    "none": "No grade",
}
HEADS = {
    "when": "When",
    "place": "Where",
    "actor": "Who",
    "type": "Type",
    "status": "Status",
    "source": "Source",
    "review": "Review",
    "grade": "Grade",
    "words": "Words",
    "bbox": "In this view",
}
"""The chips of the filter bar, in order."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a filter can ask for."""

    value: str
    name: str
    many: int  # incidents that have it


@dataclass(frozen=True, slots=True)
class Offer:
    """What one filter offers."""

    key: str
    choices: tuple[Choice, ...]
    many: int  # how many there are; a page writes the first few and fetches the rest when asked


@dataclass(frozen=True, slots=True)
class Names:
    """How values of filters are called."""

    countries: Mapping[str, str]
    sides: Mapping[str, str]
    reports: Mapping[str, str]  # labels by id
    statuses: Mapping[str, str]
    reviews: Mapping[str, str]

    def of(self, key: str, value: str) -> str:
        """One value in words."""
        if key == "place":
            country, _, region = value.partition("/")
            name = self.countries.get(country.upper(), country)
            return f"{region.title()}, {name}" if region else name
        named = {
            "actor": self.sides,
            "source": self.reports,
            "status": self.statuses,
            "review": self.reviews,
            "grade": GRADES,
        }
        if key == "type":
            return type_words(value)
        return named[key].get(value, value)


def offered(table: Table, names: Names, most: int | None = None) -> tuple[Offer, ...]:
    """The values of each key of `MANY` that incidents have, at most so many, keys as in `HEADS`."""
    counted: dict[str, Counter[str]] = {key: Counter() for key in MANY}
    spelled: dict[str, str] = {}
    for row in table.rows:
        for key, values in _values(row).items():
            counted[key].update(values)
        for value in (row.place, row.admin1):
            if value:
                spelled.setdefault(value.casefold(), value)
    return tuple(
        Offer(
            key,
            tuple(
                Choice(value, _spelled(names.of(key, value), value, spelled), many)
                for value, many in sorted(
                    counted[key].items(), key=lambda item: (-item[1], item[0])
                )[:most]
            ),
            len(counted[key]),
        )
        for key in HEADS
        if key in counted
    )


def _spelled(name: str, value: str, spelled: Mapping[str, str]) -> str:
    """A place as the gazetteer spells it; places are compared in small letters."""
    region = value.partition("/")[2]
    if region:
        return f"{spelled.get(region, region)}, {name.rpartition(', ')[2]}"
    return spelled.get(value, name) if name == value else name


def _values(row: Row) -> dict[str, Iterable[str]]:
    return {
        "place": set(place_values(row)),
        "actor": row.sides,
        "type": (row.type,),
        "status": row.statuses,
        "grade": (row.grade,),
        "source": (*row.publishers, *row.reports),
        "review": (row.review,),
    }


def chips(asked: Filter, names: Names) -> dict[str, str | None]:
    """The words on each chip of the filter bar that asks for something; None on the others."""
    said: dict[str, str | None] = dict.fromkeys(HEADS)
    for key in asked.active():
        values = [names.of(key, value) for value in asked.values(key)]
        if key == "when":
            values = [say_range(asked.since, asked.until)]
        elif key == "words":
            values = [f"“{asked.words}”"]
        more = f" + {len(values) - 1}" if len(values) > 1 else ""
        said[key] = f"{HEADS[key]}: {values[0]}{more}" if values else HEADS[key]
    return said

"""Filters of the overview: read from an address, applied to rows, said in one sentence.

In: the query of an address, rows, and the reports that hold the words searched for. Out: the rows
shown and how many each filter hides. It refuses to hide what no report dates from a range of days,
and what no report places from a view of the map; and it refuses a value that it cannot read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from secondsource.errors import ConfigError
from secondsource.review.rows import Row
from secondsource.wording import plural, say_day

Box = tuple[float, float, float, float]  # west, south, east, north
KM_A_DEGREE = 111.2
SORTS = ("date", "killed", "doubt")
MANY = ("place", "actor", "type", "status", "grade", "source", "review")
"""Keys that may stand in an address more than once: any of their values will do."""

HIDES = {
    "when": "the date range",
    "place": "the place",
    "bbox": "the view of the map",
    "actor": "the side",
    "type": "the type",
    "status": "the status",
    "grade": "the grade",
    "source": "the source",
    "review": "the review state",
    "words": "the words searched for",
}
"""What each filter is called where it hides something, in the order of the sentence."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for; an empty value asks for nothing."""

    since: str | None = None  # ISO days
    until: str | None = None
    bbox: Box | None = None
    words: str | None = None
    chosen: tuple[tuple[str, str], ...] = ()  # keys of `MANY` with their values
    sort: str = "date"
    down: bool = False

    @classmethod
    def of(cls, query: Iterable[tuple[str, str]]) -> Filter:
        """The filter that an address asks for; ConfigError where a value cannot be read."""
        pairs = [(key, value.strip()) for key, value in query if value.strip()]
        single = dict(pairs)
        sort = single.get("sort", "date")
        if sort.removeprefix("-") not in SORTS:
            raise ConfigError(f"sort={sort} is no order. Choose one of {', '.join(SORTS)}.")
        return cls(
            _day("from", single.get("from")),
            _day("to", single.get("to")),
            _box(single.get("bbox")),
            single.get("words"),
            tuple(dict.fromkeys(pair for pair in pairs if pair[0] in MANY)),
            sort.removeprefix("-"),
            sort.startswith("-"),
        )

    def values(self, key: str) -> tuple[str, ...]:
        """The values chosen of one key of `MANY`."""
        return tuple(value for name, value in self.chosen if name == key)

    def active(self) -> tuple[str, ...]:
        """The keys of `HIDES` that ask for something."""
        single = {"when": self.since or self.until, "bbox": self.bbox, "words": self.words}
        return tuple(key for key in HIDES if single.get(key) or self.values(key))

    def without(self, key: str) -> Filter:
        """The same filter with one key of `HIDES` dropped."""
        return replace(
            self,
            since=None if key == "when" else self.since,
            until=None if key == "when" else self.until,
            bbox=None if key == "bbox" else self.bbox,
            words=None if key == "words" else self.words,
            chosen=tuple(pair for pair in self.chosen if pair[0] != key),
        )

    def sorted_by(self, sort: str) -> Filter:
        """The same filter in another order; asked for twice, the order turns round."""
        first = sort != "date"  # most killed and most doubtful come first
        return replace(self, sort=sort, down=not self.down if sort == self.sort else first)

    def query(self) -> str:
        """The address of the filter, the same for all ways of writing it."""
        sort = f"{'-' if self.down else ''}{self.sort}"
        pairs = [
            ("from", self.since),
            ("to", self.until),
            ("bbox", ",".join(f"{degrees:g}" for degrees in self.bbox) if self.bbox else None),
            *sorted(self.chosen, key=lambda pair: MANY.index(pair[0])),
            ("words", self.words),
            ("sort", sort if sort != "date" else None),
        ]
        return urlencode([(key, value) for key, value in pairs if value], safe=",:/")


@dataclass(frozen=True, slots=True)
class Hidden:
    """What one filter hides that all others would show."""

    key: str
    by: str  # what the filter is called
    many: int
    no_point: int  # of them without a place on the map
    query: str  # the address without the filter


@dataclass(frozen=True, slots=True)
class Shown:
    """The rows that a filter leaves, in order, and what it hides."""

    rows: tuple[Row, ...]  # those without a year last, then those outside the scope of the case
    total: int  # in scope, as all numbers but `outside`
    undated: int
    no_point: int
    hidden: tuple[Hidden, ...]
    by_several: int  # hidden by more than one filter
    outside: int = 0  # shown, outside the scope of the case

    @property
    def counted(self) -> int:
        """How many are shown that lie in the scope of the case."""
        return len(self.rows) - self.outside

    def sentence(self, asked: Filter) -> str:
        """How many are shown, and which of them stay in every filter."""
        first = self._counted(asked)
        if not self.outside:
            return first
        lie = "lies" if self.outside == 1 else "lie"
        return (
            f"{first} {self.outside:,} more {lie} outside the scope of the case, last in the list."
        )

    def _counted(self, asked: Filter) -> str:
        if not asked.active():
            rest = f", {self.undated:,} of them without a year." if self.undated else "."
            return f"{plural(self.total, 'incident')}{rest}"
        first = f"{self.counted:,} of {plural(self.total, 'incident')} shown"
        parts = []
        if asked.since or asked.until:
            parts.append(f"{self.counted - self.undated:,} dated in this range")
            if self.undated:
                stay = "which always stays" if self.undated == 1 else "which always stay"
                parts.append(f"{self.undated:,} without a year, {stay}")
        if asked.bbox and self.no_point:
            stay = "which always stays" if self.no_point == 1 else "which always stay"
            parts.append(f"{self.no_point:,} without a point on the map, {stay}")
        return f"{first}: {'; '.join(parts)}." if parts else f"{first}."


Test = Callable[[Row], bool]


def apply(asked: Filter, rows: Sequence[Row], found: frozenset[str] = frozenset()) -> Shown:
    """The rows that pass every filter; `found` are the reports that hold the words asked for."""
    tests = _tests(asked, found)
    shown: list[Row] = []
    alone: Counter[str] = Counter()
    no_point: Counter[str] = Counter()
    for row in rows:
        failed = [key for key, test in tests.items() if not test(row)]
        if not failed:
            shown.append(row)
        elif len(failed) == 1 and not row.outside:
            alone[failed[0]] += 1
            no_point[failed[0]] += not row.on_map
    hidden = tuple(
        Hidden(key, HIDES[key], alone[key], no_point[key], asked.without(key).query())
        for key in tests
        if alone[key]
    )
    shown.sort(key=_order(asked), reverse=asked.down)
    shown.sort(key=lambda row: (row.outside, not row.dated, bool(asked.bbox) and not row.on_map))
    counted = [row for row in shown if not row.outside]
    total = sum(not row.outside for row in rows)
    return Shown(
        tuple(shown),
        total,
        sum(not row.dated for row in counted),
        sum(not row.on_map for row in counted),
        hidden,
        total - len(counted) - alone.total(),
        len(shown) - len(counted),
    )


def _order(asked: Filter) -> Callable[[Row], tuple[float, float]]:
    if asked.sort == "killed":
        return lambda row: (-1 if row.best is None else row.best, -row.number)
    if asked.sort == "doubt":
        return lambda row: (row.doubt, -row.number)
    return lambda row: (row.number, 0)


def _tests(asked: Filter, found: frozenset[str]) -> dict[str, Test]:
    """A test for each filter that asks for something, by key."""
    chosen = {key: frozenset(asked.values(key)) for key in MANY}
    names = frozenset(place.casefold() for place in chosen["place"])
    tests: Mapping[str, Test] = {
        "when": lambda row: _in_range(row, asked.since, asked.until),
        "place": lambda row: not names.isdisjoint(place_values(row)),
        "bbox": lambda row: asked.bbox is None or not row.on_map or _in_box(row, asked.bbox),
        "actor": lambda row: not chosen["actor"].isdisjoint(row.sides),
        "type": lambda row: row.type in chosen["type"],
        "status": lambda row: not chosen["status"].isdisjoint(row.statuses),
        "grade": lambda row: row.grade in chosen["grade"],
        "source": lambda row: (
            not chosen["source"].isdisjoint(row.publishers)
            or not chosen["source"].isdisjoint(row.reports)
        ),
        "review": lambda row: row.review in chosen["review"],
        "words": lambda row: not found.isdisjoint(row.reports),
    }
    return {key: tests[key] for key in asked.active()}


def _in_range(row: Row, since: str | None, until: str | None) -> bool:
    """Whether the incident may lie in a range of days; without a year it always may."""
    days = [*row.camps, (row.earliest or "", row.latest or "")]
    return not row.dated or any(
        (not until or first <= until) and (not since or not last or last >= since)
        for first, last in days
    )


def _in_box(row: Row, box: Box) -> bool:
    """Whether the ring that the words leave open touches a view of the map."""
    west, south, east, north = box
    around = (row.radius_km or 0.0) / KM_A_DEGREE
    lat, lon = row.lat or 0.0, row.lon or 0.0
    upright = south - around <= lat <= north + around
    return upright and any(
        west - around <= lon + turn <= east + around for turn in (-360.0, 0.0, 360.0)
    )


def place_values(row: Row) -> tuple[str, ...]:
    """The values of the key `place` that ask for a row: country, region in it, name."""
    country = row.country.casefold() if row.country else ""
    region = f"{country}/{row.admin1.casefold()}" if row.admin1 else ""
    return tuple(v for v in (country, region, row.place.casefold() if row.place else "") if v)


def _day(key: str, value: str | None) -> str | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise ConfigError(f"{key}={value} is no day. Write it as 2024-01-31.") from error


def _box(value: str | None) -> Box | None:
    if value is None:
        return None
    try:
        west, south, east, north = (float(part) for part in value.split(","))
    except ValueError as error:
        raise ConfigError(
            f"bbox={value} is no view of the map. Write west,south,east,north in degrees."
        ) from error
    return (west, south, east, north)


def say_range(since: str | None, until: str | None) -> str:
    """A range of days in words: "1 Jan 2024 – 31 Aug 2024", "from 1 Jan 2024"."""
    first, last = (say_day(date.fromisoformat(d)) if d else "" for d in (since, until))
    if first and last:
        return f"{first} – {last}"
    return f"from {first}" if first else f"until {last}"

"""Small drawings beside fields, as plain numbers that templates turn into SVG.

In: a reconciled field and the statements behind it. Out: positions in a picture of fixed width. It
refuses to hide doubt: an open end stays open, a count of part of the dead is drawn hollow.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from secondsource.model import Count, Incident, Property, Reconciled, Scope, Statement, When
from secondsource.review.index import Index
from secondsource.wording import MONTHS, say_day

WIDTH = 480  # of a drawing, in units of its view box
LEFT, RIGHT = 12, WIDTH - 12
MOST_DAYS = 45  # of a date axis; wider disputes are said in words only


@dataclass(frozen=True, slots=True)
class Dot:
    """One report's word on an axis."""

    x: float
    label: str
    hollow: bool
    level: int  # row above the axis, so that dots at one place do not hide one another
    flipped: bool = False  # its label stands on its left, where the right has no room


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of an axis."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Toll:
    """A toll from 0: the band from low to high, the best number, and each report's word."""

    low: float
    high: float
    best: float | None
    open: bool
    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]
    levels: int
    name: str  # the drawing in one sentence


@dataclass(frozen=True, slots=True)
class Axis:
    """Days: where each side stands, and the incidents around them."""

    dots: tuple[Dot, ...]
    others: tuple[Tick, ...]
    ticks: tuple[Tick, ...]
    name: str


def toll_drawing(field: Reconciled, said: Sequence[Statement], index: Index) -> Toll | None:
    """A toll with the number of each report; None where there is nothing to compare."""
    counts = [(s, s.value) for s in said if isinstance(s.value, Count)]
    numbers = [n for _, c in counts for n in (c.low, c.best, c.high) if n is not None]
    numbers += [n for n in (field.low, field.best, field.high) if n is not None]
    if not numbers or len(counts) < 2 or max(numbers) == 0:
        return None
    top = max(numbers)
    step = _step(top)
    end = (top // step + 1) * step

    def across(number: float) -> float:
        return round(LEFT + (RIGHT - LEFT) * number / end, 1)

    best = field.best if field.best is not None else field.low
    dots = _stacked(
        [
            (
                across(n),
                index.sources[s.evidence.report_id].label,
                c.scope is not Scope.TOTAL,
            )
            for s, c in counts
            if (n := c.best if c.best is not None else c.low) is not None
        ]
    )
    return Toll(
        low=across(field.low if field.low is not None else best or 0),
        high=across(field.high) if field.high is not None else float(RIGHT),
        best=across(best) if best is not None else None,
        open=field.high is None,
        dots=dots,
        ticks=tuple(Tick(across(n), f"{n:,}") for n in range(0, end + 1, step)),
        levels=max((d.level for d in dots), default=0) + 1,
        name=f"{field.property.value.capitalize()}: the number each report gives, from 0 to {top}",
    )


def _step(top: int) -> int:
    """The distance of marks, so that there are about six: 1, 2 or 5 times a power of ten."""
    size = 1
    while True:
        for factor in (1, 2, 5):
            if top <= 6 * factor * size:
                return factor * size
        size *= 10


def _stacked(found: Sequence[tuple[float, str, bool]]) -> tuple[Dot, ...]:
    """Dots with the reports at one place named together, and neighbours on levels of their own."""
    at: dict[tuple[float, bool], list[str]] = {}
    for x, label, hollow in found:
        at.setdefault((x, hollow), [])
        if label not in at[x, hollow]:
            at[x, hollow].append(label)
    dots: list[Dot] = []
    rows: list[list[tuple[float, float]]] = []
    for (x, hollow), labels in sorted(at.items()):
        few = ", ".join(labels[:2]) + (f" +{len(labels) - 2}" if len(labels) > 2 else "")
        width = 7.0 * len(few) + 16
        flipped = x + width > WIDTH
        left, right = (x - width, x + 8) if flipped else (x - 8, x + width)
        free = (n for n, row in enumerate(rows) if all(b < left or right < a for a, b in row))
        level = next(free, len(rows))
        if level == len(rows):
            rows.append([])
        rows[level].append((left, right))
        dots.append(Dot(x, few, hollow, level, flipped))
    return tuple(dots)


def date_axis(
    field: Reconciled, said: Sequence[Statement], incident: Incident, index: Index
) -> Axis | None:
    """The days that reports give, where they differ and lie near one another."""
    days = [
        (s.value.earliest, s)
        for s in said
        if isinstance(s.value, When) and s.value.earliest and s.value.earliest == s.value.latest
    ]
    if len({day for day, _ in days}) < 2:
        return None
    first, last = min(d for d, _ in days), max(d for d, _ in days)
    if (last - first).days > MOST_DAYS:
        return None
    first, last = first - timedelta(days=3), last + timedelta(days=3)
    span = (last - first).days

    def across(day: date) -> float:
        return round(LEFT + (RIGHT - LEFT) * (day - first).days / span, 1)

    step = 1 if span <= 15 else 3 if span <= 30 else 7
    ticks = [first + timedelta(days=n) for n in range(0, span + 1, step)]
    dots = [(across(d), index.sources[s.evidence.report_id].label, True) for d, s in days]
    return Axis(
        _stacked(dots),
        _others(incident, index, first, last, across),
        tuple(Tick(across(d), _tick(d, n == 0 or d.day <= step)) for n, d in enumerate(ticks)),
        f"Days that reports give, between {say_day(first)} and {say_day(last)}",
    )


def _tick(day: date, month: bool) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}" if month else str(day.day)


def _others(
    incident: Incident,
    index: Index,
    first: date,
    last: date,
    across: Callable[[date], float],
) -> tuple[Tick, ...]:
    """Incidents that this one answers or that answer it, on the same axis."""
    near = {r.incident_id for r in incident.retaliation_for}
    for later in index.incidents:
        if any(r.incident_id == incident.id for r in later.retaliation_for):
            near.add(later.id)
    found = []
    for other in (index.by_id[n] for n in sorted(near) if n in index.by_id):
        when = other.field(Property.DATE)
        day = when.value.earliest if when and isinstance(when.value, When) else None
        if day and first <= day <= last:
            found.append(Tick(across(day), other.event_type.replace("_", " ")))
    return tuple(found)

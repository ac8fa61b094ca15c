"""A report without a date read as if it had been written on some day.

In: such a report, its claims, and a day to try. Out: what its open dates would mean then, and what
the report itself says of its day of writing. It refuses to choose a day: which one holds is
decided where other reports of the same incidents are known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from secondsource.model import DATED, Claim, Report, When
from secondsource.resolve.dates import when_of
from secondsource.resolve.datespans import real_date
from secondsource.resolve.datestory import latest_past_year, opening_day
from secondsource.resolve.datewords import find_dates

_YEARS_ON = 4  # years after the latest one it names in which a report is looked for
_DAYS_ON = 6  # days after "Wednesday, May 16" on which news still says so


@dataclass(frozen=True, slots=True)
class WritingClues:
    """What a report without a date says of its day of writing."""

    latest_year: int | None  # the latest year it names as past
    opening: tuple[int, int] | None  # month and day of a date line without a year
    weekdays: tuple[tuple[int, int, int], ...]  # month, day and weekday (Monday 1) said together

    def allows(self, day: date) -> bool:
        """Whether the report can have been written on a day, by what it says itself."""
        if self.latest_year is not None and day.year < self.latest_year:
            return False
        if self.opening is not None and (day.month, day.day) != self.opening:
            return False
        return all(_falls(day, *said) for said in self.weekdays)

    def days(self, since: int | None = None) -> tuple[date, ...]:
        """The days of writing that the report allows, where it names a day of the month.

        `since` is a year in which other reports of its news were written at the earliest.
        """
        years = [year for year in (self.latest_year, since) if year is not None]
        if not years:
            return ()
        span = range(max(years), max(years) + _YEARS_ON + 1)
        if self.opening is not None:
            named = (real_date(year, *self.opening) for year in span)
            return tuple(d for d in named if d and self.allows(d))
        found: set[date] = set()
        for month, day, weekday in self.weekdays:
            for year in span:
                said = real_date(year, month, day)
                if said is not None and said.isoweekday() == weekday:
                    found.update(said + timedelta(days=n) for n in range(_DAYS_ON + 1))
        return tuple(sorted(d for d in found if self.allows(d)))


def _falls(written: date, month: int, day: int, weekday: int) -> bool:
    """Whether a day of the month falls on its weekday in the year before or around writing."""
    near = (real_date(written.year + step, month, day) for step in (-1, 0, 1))
    told = [d for d in near if d and -200 <= (d - written).days <= 200]
    return any(d.isoweekday() == weekday for d in told)


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """Reads a report without a date again, as if it had been written on some day."""

    def clues(self, report: Report) -> WritingClues:
        """What a report says of its own day of writing."""
        found = find_dates(report.text)
        weekdays = {
            (w.month, w.day, w.weekday)
            for w in found
            if w.form == "date" and w.month and w.day and w.weekday and w.year is None
        }
        return WritingClues(latest_past_year(report), opening_day(report), tuple(sorted(weekdays)))

    def on(self, report: Report, claims: Sequence[Claim], day: date) -> Mapping[str, When]:
        """What the open dates of its claims would mean, had it been written on a day."""
        written = replace(report, published=day)
        return {
            statement.id: when_of(statement.evidence, claim, written)
            for claim in claims
            for statement in claim.statements
            if statement.property in DATED and _is_open(statement.value)
        }


def _is_open(value: object) -> bool:
    """Whether a date has no interval of days yet."""
    return isinstance(value, When) and value.earliest is None

"""What people tell field by field: a row of a sheet or a form, as one report with marked cells.

In: nothing. Out: the nouns that reading, extracting and resolving such a report share. Nothing here
reads; what a cell says still has to be found by the stages, from its words.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from secondsource.model import Property, Report

HAND = "hand"
"""Begins the ids of what was entered in a form: "hand:r1f3…"; a sheet's name begins its rows'."""


def sheet_of(report_id: str) -> str | None:
    """The sheet that a report told by a person is a row of; None for one entered by hand."""
    name = report_id.partition(":")[0]
    return None if name == HAND else name


class Role(StrEnum):
    """What a cell says; cells stand in a report in this order, those of one property together."""

    ID = "id"
    EVENT_TYPE = "event_type"
    DATE = "date"
    END_DATE = "end_date"
    DATE_PRECISION = "date_precision"
    PLACE = "place"
    ADMIN1 = "admin1"
    COUNTRY = "country"
    LAT = "lat"
    LON = "lon"
    PLACE_PRECISION = "place_precision"
    PERPETRATOR = "perpetrator"
    TARGET = "target"
    WEAPON = "weapon"
    KILLED = "killed"
    KILLED_LOW = "killed_low"
    KILLED_HIGH = "killed_high"
    INJURED = "injured"
    INJURED_LOW = "injured_low"
    INJURED_HIGH = "injured_high"
    TITLE = "title"
    SOURCE = "source"
    URL = "url"
    PUBLISHED = "published"
    LANG = "lang"
    NOTES = "notes"


SAID = {
    Property.DATE: (Role.DATE, Role.END_DATE),
    Property.PLACE: (Role.PLACE,),
    Property.PERPETRATOR: (Role.PERPETRATOR,),
    Property.TARGET: (Role.TARGET,),
    Property.WEAPON: (Role.WEAPON,),
    Property.KILLED: (Role.KILLED, Role.KILLED_LOW, Role.KILLED_HIGH),
    Property.INJURED: (Role.INJURED, Role.INJURED_LOW, Role.INJURED_HIGH),
}
"""Each property with the cells that together state it."""

INSTEAD = {Property.PLACE: ((Role.LAT, Role.LON), (Role.ADMIN1,), (Role.COUNTRY,))}
"""The cells that state a property where those of `SAID` are empty; the first that are not."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell in the text of its report; `means` are the words to read in place of its own."""

    role: Role
    start: int
    end: int
    means: str


@dataclass(frozen=True, slots=True)
class Told:
    """A report made of one row or form: its own words first, then its cells, a line each."""

    report: Report
    original: bytes
    cells: tuple[Cell, ...]
    origin: str  # of its statements: table, person
    line: int | None = None  # in the sheet
    notes: tuple[int, int] | None = None  # where its own words stand

    def cell(self, role: Role) -> Cell | None:
        """The cell of a role, or None where it is empty."""
        return next((c for c in self.cells if c.role is role), None)

    def words(self, role: Role) -> str | None:
        """What a cell means, or None where it is empty."""
        cell = self.cell(role)
        return cell.means if cell else None

    def stating(self, prop: Property) -> tuple[Cell, ...]:
        """The cells that together state a property; none where nothing does."""
        for roles in (SAID[prop], *INSTEAD.get(prop, ())):
            found = tuple(c for c in self.cells if c.role in roles)
            if found:
                return found
        return ()

"""The claim of a row or a form: one incident, each statement quoted from its cell.

In: a `Told` and the reader. Out: one claim in words, and a doubt where its type is not known. It
refuses to read more claims into it than the one that a person made.
"""

from __future__ import annotations

from secondsource.codes import open_codes
from secondsource.extract.assemble import claims_of
from secondsource.extract.draft import Argument, Draft
from secondsource.extract.tables import Columns
from secondsource.model import Claim, Kind
from secondsource.told import SAID, Role, Told

UNKNOWN_TYPE = "other_violence"
LONGEST = 1000  # characters of own words that are the claim's; longer ones tell of more than it


def claim_told(told: Told, columns: Columns) -> tuple[Claim, str | None]:
    """The one claim of a row or form, without values, and what is in doubt about its type."""
    arguments = []
    for prop in SAID:
        cells = told.stating(prop)
        if cells:
            start, end = cells[0].start, cells[-1].end
            arguments.append(Argument(prop, start, end, 1.0, told.origin))
    code, doubt = _type_of(told, columns)
    draft = Draft(
        Kind.INCIDENT, code, _telling(told), _trigger(told), tuple(arguments), origin=told.origin
    )
    return claims_of(told.report, (draft,))[0], doubt


def _telling(told: Told) -> tuple[int, int]:
    """The words that tell of the incident: its own where they are few, else its cells."""
    if told.notes and (told.notes[1] <= LONGEST or not told.cells):
        return told.notes
    return _cells(told)


def _cells(told: Told) -> tuple[int, int]:
    """The lines of the cells, from the name of the first one's column on."""
    text = told.report.text
    return text.rfind("\n", 0, told.cells[0].start) + 1, len(text)


def _trigger(told: Told) -> tuple[int, int]:
    """The cell that says what happened, else the first that says anything, else its own words."""
    cell = told.cell(Role.EVENT_TYPE) or (told.cells[0] if told.cells else None)
    return (cell.start, cell.end) if cell else told.notes or (0, len(told.report.text))


def _type_of(told: Told, columns: Columns) -> tuple[str, str | None]:
    """The type that a cell names by code, by name or by its means, and the doubt where none."""
    words = told.words(Role.EVENT_TYPE)
    if words is None:
        return UNKNOWN_TYPE, None
    types = [t for t in open_codes().types.values() if not t.reaction]
    bare = words.casefold().replace("_", " ")
    for kind in types:
        if bare in (kind.code.replace("_", " "), kind.name.casefold()):
            return kind.code, None
    parts = {part.strip(".,;()") for part in bare.replace("/", " ").split()}
    found = [code for code, known in columns.means.items() if parts & known]
    if found:
        return found[0], None
    names = ", ".join(t.code for t in types)
    return UNKNOWN_TYPE, (
        f"the type {words[:60]!r} is not known and was taken as {UNKNOWN_TYPE}. "
        f"Say in a map (means.event_type) which it is of {names}."
    )

"""Tables as sheets of one workbook (XLSX), with numbers as numbers.

In: rows by the name of their sheet, or a case, and an open binary file. Out: the workbook. It
refuses to write a formula: every text is stored as text, and characters that a workbook cannot hold
are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO

from secondsource.errors import ConfigError
from secondsource.export.case import Case
from secondsource.export.columns import row_of
from secondsource.export.tables import CSV

_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
MOST_CHARACTERS = 32_767  # of one cell
Sheet = Iterable[Mapping[str, Any]]


def write_xlsx(case: Case, out: BinaryIO) -> int:
    """Write the incidents of a case, with the columns of `csv`; how many there are."""
    names = [column.name for column in CSV]
    rows = (row_of(CSV, case, incident) for incident in case.incidents)
    write_sheets({"Incidents": (names, rows)}, out)
    return len(case.incidents)


def write_sheets(sheets: Mapping[str, tuple[Iterable[str], Sheet]], out: BinaryIO) -> None:
    """Write the columns and rows of each sheet, under a head that stays in view."""
    try:
        from openpyxl import Workbook  # of the extra `desk`; the command line does without
        from openpyxl.cell import WriteOnlyCell
    except ModuleNotFoundError as missing:
        raise ConfigError(
            "A workbook needs openpyxl, which is not installed. "
            "Install it with `pip install 'secondsource[desk]'`."
        ) from missing
    book = Workbook(write_only=True)
    for title, (names, rows) in sheets.items():
        columns = list(names)
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        sheet.append(columns)
        for row in rows:
            sheet.append([_cell(sheet, row.get(name), WriteOnlyCell) for name in columns])
    book.save(out)


def _cell(sheet: Any, value: Any, make: Any) -> Any:
    if not isinstance(value, str):
        return make(sheet, value)
    cell = make(sheet, _NEVER.sub("", value)[:MOST_CHARACTERS])
    cell.data_type = "s"
    return cell

"""The table of incidents as a workbook (XLSX): the columns of `csv`, with numbers as numbers.

In: a case and an open binary file. Out: one sheet, a row an incident. It refuses to write a
formula: every text is stored as text, and characters that a workbook cannot hold are left out.
"""

from __future__ import annotations

import re
from typing import BinaryIO

from secondsource.export.case import Case
from secondsource.export.columns import row_of
from secondsource.export.tables import CSV

_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
MOST_CHARACTERS = 32_767  # of one cell


def write_xlsx(case: Case, out: BinaryIO) -> int:
    """Write the incidents as a workbook; how many there are."""
    from openpyxl import Workbook  # of the extra `desk`; the command line does without
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Incidents")
    sheet.freeze_panes = "A2"
    sheet.append([column.name for column in CSV])
    for incident in case.incidents:
        cells = []
        for value in row_of(CSV, case, incident).values():
            text = isinstance(value, str)
            cell = WriteOnlyCell(sheet, _NEVER.sub("", value)[:MOST_CHARACTERS] if text else value)
            if text:
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    book.save(out)
    return len(case.incidents)

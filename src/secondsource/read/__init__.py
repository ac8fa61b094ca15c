"""From bytes to reports: files, folders, standard input and the web pages a user names.

In: sources as a user writes them. Out: `Reading`s (a report and the bytes it was read from) and
`Issue`s (what could not be read, or is doubtful), in the order of the sources. It refuses to stop
at bad input, to change a character beyond the rules of `clean`, and to fetch what nobody named.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import BinaryIO

from secondsource.model import Issue
from secondsource.read.columns import Layout, form_layout, layout_of, read_map
from secondsource.read.documents import read_stream
from secondsource.read.reading import Reading, Where
from secondsource.read.sources import Named, Opened, is_address, open_sources
from secondsource.read.told import tell, tell_rows
from secondsource.read.warnings import is_english, report_warnings
from secondsource.read.workbook import Sheet, holds_rows, open_sheet

__all__ = [
    "Layout",
    "Named",
    "Reading",
    "Sheet",
    "Where",
    "form_layout",
    "holds_rows",
    "is_address",
    "is_english",
    "layout_of",
    "open_sheet",
    "read_map",
    "read_sources",
    "report_warnings",
    "tell",
    "tell_rows",
]


def read_sources(
    sources: Sequence[str | Named], *, retrieved_at: datetime, stdin: BinaryIO | None = None
) -> Iterator[Reading | Issue]:
    """The reports of all sources, and what could not be read, in the order of the sources."""
    standard_input = stdin if stdin is not None else sys.stdin.buffer
    for opened in open_sources(sources, stdin=standard_input):
        if isinstance(opened, Issue):
            yield opened
        else:
            yield from _read(opened, retrieved_at)


def _read(opened: Opened, retrieved_at: datetime) -> Iterator[Reading | Issue]:
    try:
        yield from read_stream(opened, retrieved_at=retrieved_at)
    except OSError as error:
        reason = error.strerror or str(error)
        message = f"{opened.name} could not be read to its end: {reason}. Check the file and retry."
        yield Issue("read", "unreadable", message, file=opened.name, failed=True)
    finally:
        if opened.close:
            opened.stream.close()

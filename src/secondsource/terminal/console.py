"""The console that pages are drawn for: how wide, and with what styles.

In: standard output and COLUMNS. Out: a rich console. It refuses to read reports' words as markup,
emoji codes or styles.
"""

from __future__ import annotations

import os
import sys

from rich.console import Console

PLAIN_WIDTH = 110  # columns where there is no terminal and COLUMNS does not say


def open_console() -> Console:
    """Standard output, as wide as the terminal; a pipe or a file is as wide as COLUMNS says."""
    width = None if sys.stdout.isatty() else _plain_width()
    return Console(width=width, markup=False, emoji=False, highlight=False)


def _plain_width() -> int:
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns) > 0:
        return int(columns)
    try:
        return os.get_terminal_size(2).columns  # standard error, where it is a terminal
    except OSError:
        return PLAIN_WIDTH

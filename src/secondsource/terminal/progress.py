"""How far a run has come: a bar on a terminal, a line every half minute elsewhere.

In: what the pipeline tells after each report. Out: a bar on standard error, or lines handed to
`talk`. It refuses to guess how many reports are still to come.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from secondsource.wording import plural

QUIET_SECONDS = 30
LINKING = "linking"  # what the pipeline says when every report is read

Tell = Callable[[int, str], None]


def progress(talk: Callable[[str], None], *, on_terminal: bool) -> AbstractContextManager[Tell]:
    """A function to tell how many reports are read and what is done now, for as long as it runs."""
    return _bar() if on_terminal else _lines(talk)


@contextmanager
def _lines(talk: Callable[[str], None]) -> Iterator[Tell]:
    last = time.monotonic()

    def line(done: int, what: str) -> None:
        nonlocal last
        if time.monotonic() - last >= QUIET_SECONDS:
            last = time.monotonic()
            talk(f"{plural(done, 'report')} read; now {what}")

    yield line


@contextmanager
def _bar() -> Iterator[Tell]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[seen]}"),
        TimeElapsedColumn(),
    )
    console = Console(stderr=True, markup=False, emoji=False)
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("Reading", total=None, seen="")

        def advance(done: int, what: str) -> None:
            doing = "Linking" if what == LINKING else "Reading"
            bar.update(task, completed=done, description=doing, seen=plural(done, "report"))

        yield advance

"""The case behind the pages: read by many at once, written by one.

In: `Settings`. Out: open stores, the tools, and an index of the incidents, of which what a change
of the case left as it was is kept. It refuses to hold a reader open between requests: every page
reads the case as it is.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import TypeVar, cast

from secondsource.decide import Act
from secondsource.errors import CaseBusy, StoreError
from secondsource.pipeline import Tools, open_tools
from secondsource.review.index import Index, read_index
from secondsource.review.intake import Intake
from secondsource.review.recent import remember
from secondsource.store import Store

T = TypeVar("T")
PATIENCE_S = 10.0  # that one act waits for another


@dataclass(frozen=True, slots=True)
class Settings:
    """How the desk is opened."""

    now: Callable[[], datetime]  # the only clock of the desk
    case: Path | None = None  # None: the start page asks for one
    by: str = "you"  # who decides, until somebody says another name
    token: str | None = None  # asked of everyone, where the desk is open to a network
    tiles: str | None = None  # address of map tiles ({z}/{x}/{y}); without it nothing is fetched
    recent: Path | None = None  # file that remembers the cases opened last
    cases: Path | None = None  # folder for new cases, where no other is named


class Desk:
    """One case, and what its pages need."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.case = settings.case
        self._writing = Lock()
        self._opening = Lock()
        self._tools: Tools | None = None
        self._kept: dict[str, tuple[str, object]] = {}
        self.intake = Intake()
        if self.case is not None:
            remember(settings.recent, self.case, settings.now())

    @property
    def alone(self) -> bool:
        """Whether nobody but the user of this machine can reach it, who may open any case."""
        return self.settings.token is None

    def open(self, case: Path) -> None:
        """Go over to another case; PermissionError where others can reach the desk."""
        if not self.alone:
            raise PermissionError(
                "This desk is open to a network, so its case stays. Start it with another --case."
            )
        if self.intake.running():
            raise CaseBusy("Reports are still being read. Open another case when they are in.")
        self.case = case
        self._kept = {}  # made of another case
        remember(self.settings.recent, case, self.settings.now())

    def path(self) -> Path:
        """The case file; StoreError where none is open yet, or it is gone."""
        if self.case is None:
            raise StoreError("No case is open. Choose one on the start page.")
        if not self.case.exists():
            raise StoreError(
                f"{self.case.name} is no longer where it was. Put it back, or choose another case."
            )
        return self.case

    @contextmanager
    def reading(self) -> Iterator[Store]:
        """The case as it is now."""
        with Store.reader(self.path()) as store:
            yield store

    @contextmanager
    def writing(self) -> Iterator[Store]:
        """The case, for one writer of this desk at a time; CaseBusy where another run holds it."""
        if not self._writing.acquire(timeout=PATIENCE_S):
            raise CaseBusy(
                "Reports are being read into this case, and one at a time can write to it. "
                "Nothing was done: try again when they are in."
            )
        try:
            with Store.writer(self.path(), self.settings.now()) as store:
                yield store
        except CaseBusy as fault:
            raise CaseBusy(
                "Another program is writing to this case. Nothing was done: try again in a moment."
            ) from fault
        finally:
            self._writing.release()

    def tools(self) -> Tools:
        """What reading and linking need, opened at the first use."""
        with self._opening:
            if self._tools is None:
                self._tools = open_tools()
            return self._tools

    def index(self, store: Store) -> Index:
        """Every incident in brief, read anew only where the case has changed, and what changed."""
        before = self._kept.get("index")
        earlier = cast(Index, before[1]) if before else None
        index = self.kept("index", store, lambda: read_index(store, earlier))
        if earlier is None:
            gc.freeze()  # to look for garbage in it takes as long as to bring it up to date
        return index

    def kept(self, name: str, store: Store, make: Callable[[], T]) -> T:
        """What is drawn from the whole case, made anew only where the case has changed."""
        mark = f"{store.path} {store.mark()}"
        kept = self._kept.get(name)
        if kept is None or kept[0] != mark:
            kept = (mark, make())
            self._kept[name] = kept
        return cast(T, kept[1])

    def act(self, by: str, reason: str | None = None, seen: int | None = None) -> Act:
        """Who decides, now, with the incidents following at once."""
        return Act(by, self.settings.now(), reason or None, self.tools(), seen)

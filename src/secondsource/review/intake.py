"""What comes into a case through the desk: one batch at a time, beside the pages.

In: a piece of work that writes the case. Out: how far it is and what came of it. It refuses a
second batch while one is read, and keeps what browsers send no longer than it is needed.
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
import threading
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from secondsource.errors import CaseBusy, InputError, SecondSourceError
from secondsource.model import Issue
from secondsource.read import Named
from secondsource.store import Store
from secondsource.terminal.quotes import one_line

MOST_NAME = 120  # characters of the name of a file
_HIDDEN = dict.fromkeys((*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)))


@dataclass(frozen=True, slots=True)
class Held:
    """What a case held before a batch: its reports, and those that tell of each incident."""

    reports: frozenset[str]
    told: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, store: Store) -> Held:
        """What a case holds now."""
        told = {i.id: frozenset(i.reports) for i in store.incidents()}
        return cls(frozenset(r.id for r in store.reports()), told)


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a batch."""

    read: int  # reports or rows that are new or have changed
    known: int  # that stood in the case as they are
    reports: tuple[str, ...]  # ids of those that are new
    incidents: tuple[str, ...]  # that nothing told of before
    joined: tuple[tuple[str, tuple[str, ...]], ...]  # known incidents with their new reports
    issues: tuple[Issue, ...]


def came_of(before: Held, store: Store, read: int, known: int, issues: tuple[Issue, ...]) -> Came:
    """What is new in a case, and what of it joined what was there."""
    now = Held.of(store)
    fresh: list[str] = []
    joined: list[tuple[str, tuple[str, ...]]] = []
    for incident in store.incidents():
        names = [n for n in (incident.id, *incident.former_ids) if n in before.told]
        if not names:
            fresh.append(incident.id)
            continue
        told = now.told[incident.id].difference(*(before.told[n] for n in names))
        if told:
            joined.append((incident.id, tuple(sorted(told))))
    new = tuple(sorted(now.reports - before.reports))
    return Came(read, known, new, tuple(fresh), tuple(joined), issues)


class Job:
    """One batch: how far it is, and then what came of it."""

    def __init__(self, case: Path, what: str) -> None:
        self.case = case
        self.what = what
        self.seen = 0
        self.linking = False
        self.came: Came | None = None
        self.fault: str | None = None
        self.running = True

    def tell(self, seen: int, what: str) -> None:
        """How many reports were read; "linking" when all were."""
        self.seen, self.linking = seen, what == "linking"


Work = Callable[[Job], Came]


class Intake:
    """The batch that is read now or was read last, and the sheets that wait for a look."""

    def __init__(self) -> None:
        self._starting = threading.Lock()
        self._root: Path | None = None
        self.job: Job | None = None
        self.sheets: dict[str, Named] = {}

    def folder(self) -> Path:
        """A new folder for what one form sends; whoever asks for it removes it."""
        with self._starting:
            if self._root is None:
                self._root = Path(tempfile.mkdtemp(prefix="secondsource-"))
                weakref.finalize(self, shutil.rmtree, self._root, True)
            return Path(tempfile.mkdtemp(dir=self._root))

    def start(self, case: Path, what: str, work: Work, *folders: Path) -> None:
        """Begin a batch; the folders go when it is done. CaseBusy while another is read."""
        job = Job(case, what)
        with self._starting:
            if self.job is not None and self.job.running:
                raise CaseBusy(
                    f"{self.job.what} are still being read, one batch at a time. "
                    "Send this again when they are in."
                )
            self.job = job
        threading.Thread(target=_carry_out, args=(job, work, folders), daemon=True).start()

    def running(self) -> bool:
        """Whether a batch is being read now."""
        return self.job is not None and self.job.running

    def keep(self, sheet: Named) -> str:
        """Keep a sheet until somebody has looked at how its columns are read; its key."""
        key = secrets.token_hex(8)
        self.sheets[key] = sheet
        return key

    def sheet(self, key: str) -> Named:
        """A sheet that waits; InputError where there is none."""
        if key not in self.sheets:
            raise InputError("This sheet is no longer here. Send the file again.")
        return self.sheets[key]


def _carry_out(job: Job, work: Work, folders: tuple[Path, ...]) -> None:
    try:
        job.came = work(job)
    except SecondSourceError as fault:
        job.fault = str(fault)
    finally:
        if job.came is None and job.fault is None:
            job.fault = "The reading stopped by a fault of the program. What was read is kept."
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)
        job.running = False


def name_of(sent: str) -> str:
    """The name that a browser gives a file, as words: nothing hidden, no way out of its folder."""
    parts = [
        one_line(p).translate(_HIDDEN).strip()
        for p in sent.replace("%22", '"').replace("\\", "/").split("/")
    ]
    kept = [p for p in parts if p and p not in (".", "..")]
    return "/".join(kept)[-MOST_NAME:].lstrip("/") or "a file without a name"


def plain_name(sent: str, example: str) -> str:
    """The name of a file or folder that a person chose; InputError where it leads elsewhere."""
    name = name_of(sent)
    if name != sent.strip() or "/" in name or name.startswith("."):
        raise InputError(f"{sent!r} is no name of its own. Write one such as {example}.")
    return name

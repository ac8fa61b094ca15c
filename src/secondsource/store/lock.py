"""The write lock of a case: one writer at a time, and the lock vanishes with the process.

In: the path of a case and the time. Out: a lock held until it is released or the process ends. It
refuses at once, naming the holder, when another run holds it; it never waits and never breaks a
lock. The operating system keeps the lock (`flock`, or `locking` on Windows); the file beside the
case only says who holds it.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime
from pathlib import Path

from secondsource.errors import CaseBusy, StoreError

if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30  # locked bytes cannot be read there, so the lock sits beyond the text

    def _lock(handle: int) -> None:
        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class WriteLock:
    """The right to write one case, held by one process."""

    def __init__(self, handle: int, path: Path) -> None:
        self._handle = handle
        self._path = path

    @classmethod
    def take(cls, case: Path, now: datetime) -> WriteLock:
        """The lock of a case; CaseBusy, naming the holder, where another process has it."""
        real = case.resolve()  # so that two names of one file are one lock
        path = real.with_name(real.name + ".lock")
        while True:
            handle = _open(path, case)
            try:
                _lock(handle)
            except OSError as error:
                os.close(handle)
                raise CaseBusy(_busy(case, path, now)) from error
            if _still_there(handle, path):
                break
            os.close(handle)  # the former holder removed the file between our two steps
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, json.dumps({"pid": os.getpid(), "since": now.isoformat()}).encode())
        return cls(handle, path)

    def release(self) -> None:
        """Give the lock back and remove the file that named the holder."""
        if self._handle < 0:
            return
        if sys.platform != "win32":
            self._path.unlink(missing_ok=True)  # while held: nobody else can be in between
        os.close(self._handle)
        self._handle = -1


def _open(path: Path, case: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StoreError(
            f"{case} cannot be written: {error.strerror or error} ({path.parent}). "
            "Choose a folder you may write to, with --case."
        ) from error


def _still_there(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), os.stat(path))
    except FileNotFoundError:
        return False


def _busy(case: Path, path: Path, now: datetime) -> str:
    """The sentence that says who writes the case, as far as the lock file tells."""
    who = "another run"
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        since = datetime.fromisoformat(held["since"]).astimezone()
        day = "" if since.date() == now.astimezone().date() else f"{since:%Y-%m-%d} "
        who = f"another run (process {held['pid']}, since {day}{since:%H:%M})"
    except (OSError, ValueError, KeyError, TypeError):
        pass  # the holder has not written its name yet; the case is busy all the same
    return f"{case.name} is being written by {who}. Wait for it, or use another --case."

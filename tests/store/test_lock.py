"""One writer at a time, and the lock of a process that dies is gone with it."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from making import NOW
from secondsource.errors import CaseBusy, StoreError
from secondsource.store import Store
from secondsource.store.lock import WriteLock

HOLD = """
import sys, time
from datetime import datetime
from pathlib import Path
from secondsource.store.lock import WriteLock
lock = WriteLock.take(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "case.db"


def test_a_second_writer_is_told_who_writes(path: Path) -> None:
    clock = f"{NOW.astimezone():%H:%M}"
    with Store.writer(path, NOW), pytest.raises(CaseBusy) as caught:
        Store.writer(path, NOW + timedelta(minutes=3))
    assert str(caught.value) == (
        f"case.db is being written by another run (process {os.getpid()}, since {clock}). "
        "Wait for it, or use another --case."
    )


@pytest.mark.skipif(os.name != "posix", reason="links need rights elsewhere")
def test_two_names_of_one_file_are_one_lock(path: Path) -> None:
    with Store.writer(path, NOW):
        link = path.with_name("link.db")
        link.symlink_to(path)
        with pytest.raises(CaseBusy):
            Store.writer(link, NOW)


def test_a_lock_of_another_day_is_told_with_its_day(path: Path) -> None:
    with Store.writer(path, NOW), pytest.raises(CaseBusy, match=rf"since {NOW:%Y}-\d\d-\d\d \d"):
        Store.writer(path, NOW + timedelta(days=3))


def test_a_released_lock_leaves_no_file_and_can_be_taken_again(path: Path) -> None:
    for _ in range(2):
        lock = WriteLock.take(path, NOW)
        lock.release()
        lock.release()
    assert os.listdir(path.parent) == []


def test_a_lock_file_that_was_left_behind_holds_nobody_up(path: Path) -> None:
    path.with_name("case.db.lock").write_text("{not json")
    with Store.writer(path, NOW) as store:
        assert store.reports() == ()


def test_a_lock_without_a_name_is_busy_all_the_same(path: Path) -> None:
    with Store.writer(path, NOW):
        path.with_name("case.db.lock").write_text("")
        with pytest.raises(CaseBusy, match=r"written by another run\. Wait"):
            Store.writer(path, NOW)


def test_the_lock_of_a_killed_process_is_gone(path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(path), NOW.isoformat()]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"held"
        with pytest.raises(CaseBusy, match=f"process {holder.pid}, since"):
            Store.writer(path, NOW)
        holder.kill()
    with Store.writer(path, NOW) as store:
        assert store.reports() == ()


def test_a_case_in_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="There is no folder"):
        Store.writer(tmp_path / "file" / "case.db", NOW)

"""A run that is killed at any point leaves a case that the next run completes."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from making import NOW, TEXT, claims_of, derive, incident_claim, report_of
from secondsource.store import Store

REPORTS = tuple(report_of(f"r{n}", TEXT + " Again." * n) for n in range(3))
STATEMENTS = 90  # more than one run executes


class Killed(Exception):
    """What stands for the death of the process."""


def fail() -> None:
    """The end of a run by an error."""
    raise Killed


def run(path: Path, *, until: int | None = None, end: Callable[[], None] = fail) -> None:
    """Read three reports and derive; end before the `until`-th statement where it is given."""
    with Store.writer(path, NOW) as store:
        left = iter(range(until if until is not None else 10**6))

        def count(*_: Any) -> None:
            if next(left, None) is None:
                end()

        event.listen(store._connection.engine, "before_cursor_execute", count)
        for report in REPORTS:
            if not store.has_report(report, "coder-1"):
                store.put_report(
                    report, report.text.encode(), claims_of(report), coder="coder-1", at=NOW
                )
        accounts = [incident_claim(r).id for r in REPORTS]
        derive(store, [accounts[:2], accounts[2:]])


def whole(path: Path) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(path)) as raw:
        query = "SELECT name FROM sqlite_master WHERE type = 'table'"
        names = [n for (n,) in raw.execute(query) if not n.startswith("report_words")]
        return {n: raw.execute(f'SELECT * FROM "{n}"').fetchall() for n in names}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crash")
    with Store.writer(folder / "empty.db", NOW):
        pass
    shutil.copy(folder / "empty.db", folder / "calm.db")
    run(folder / "calm.db")
    return folder


@settings(max_examples=15, deadline=None)
@given(points=st.lists(st.integers(0, STATEMENTS), min_size=1, max_size=3))
def test_after_an_error_at_any_statement_the_next_run_completes(
    folder: Path, points: list[int]
) -> None:
    path = folder / "stormy.db"
    shutil.copy(folder / "empty.db", path)
    for point in points:
        try:
            run(path, until=point)
        except Killed:
            with Store.reader(path) as store:
                assert [r.id for r in store.reports()] == [
                    r.id for r in REPORTS[: len(store.reports())]
                ]
                assert len(store.claims()) == 3 * len(store.reports())
                assert len(store.incidents()) in (0, 2)
    run(path)
    assert whole(path) == whole(folder / "calm.db")


def test_the_points_cover_a_whole_run(folder: Path) -> None:
    run(folder / "long.db", until=STATEMENTS)


DIE = """
import os, sys
from pathlib import Path
sys.path[:0] = [sys.argv[1], sys.argv[2]]
import test_crash
test_crash.run(Path(sys.argv[3]), until=int(sys.argv[4]), end=lambda: os._exit(9))
"""


@pytest.mark.parametrize("point", [3, 65])
def test_after_a_sudden_death_the_next_run_completes(folder: Path, point: int) -> None:
    path = folder / f"dead{point}.db"
    here = Path(__file__).parent
    command = [sys.executable, "-c", DIE, str(here.parent), str(here), str(path), str(point)]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 9
    run(path)
    assert whole(path) == whole(folder / "calm.db")

"""What is installed and whether the data files are whole, for `secondsource doctor`.

In: nothing, or a case file. Out: one check a thing, each with what was found. It repairs nothing.
"""

from __future__ import annotations

import platform
import sqlite3
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from secondsource import __version__
from secondsource.errors import SecondSourceError
from secondsource.pipeline import open_tools
from secondsource.store import Store

LIBRARIES = ("sqlalchemy", "alembic", "trafilatura", "rapidfuzz", "numpy", "onnxruntime")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at, whether it is sound, and what was found."""

    name: str
    sound: bool
    found: str


def examine(case: Path | None) -> list[Check]:
    """Every check, in the order to read them."""
    checks = [
        Check("secondsource", True, __version__),
        Check("Python", True, f"{platform.python_version()} on {platform.system()}"),
        Check("SQLite", True, sqlite3.sqlite_version),
    ]
    checks.extend(_library(name) for name in LIBRARIES)
    checks.append(_tools())
    if case is not None:
        checks.append(_case(case))
    return checks


def _library(name: str) -> Check:
    try:
        return Check(name, True, version(name))
    except PackageNotFoundError:
        return Check(name, False, f"missing; install it with: pip install {name}")


def _tools() -> Check:
    try:
        tools = open_tools()
    except SecondSourceError as fault:
        return Check("data files", False, str(fault))
    return Check("data files", True, f"whole; results carry the mark {tools.coder}")


def _case(case: Path) -> Check:
    try:
        with Store.reader(case) as store:
            held = f"{len(store.reports())} reports, {len(store.incidents())} incidents"
    except SecondSourceError as fault:
        return Check(str(case), False, str(fault))
    return Check(str(case), True, held)

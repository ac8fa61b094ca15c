"""What is installed and whether the data files are whole, for `secondsource doctor`.

In: nothing, or a case file. Out: one check a thing, each with what was found. It repairs nothing.
"""

from __future__ import annotations

import platform
import re
import sqlite3
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.resources import files
from pathlib import Path

from secondsource import __version__
from secondsource.errors import SecondSourceError
from secondsource.examples import example_reports
from secondsource.pipeline import open_tools
from secondsource.store import Store
from secondsource.wording import plural

NEEDED = re.compile(r"^[A-Za-z0-9._-]+")  # the name at the start of a requirement


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
    checks.extend(_library(name) for name in libraries())
    checks.append(_tools())
    checks.append(_examples())
    if case is not None:
        checks.append(_case(case))
    return checks


def libraries() -> list[str]:
    """The libraries that the installed package says it needs, without those of its extras."""
    needed = [line for line in requires("secondsource") or () if "extra ==" not in line]
    return [found[0] for line in needed if (found := NEEDED.match(line))]


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
    reader = "rules and model" if tools.reader.tagger else "rules alone, no model"
    found = f"whole, in {files('secondsource') / 'data'}; {reader}; results carry {tools.coder}"
    return Check("data files", True, found)


def _examples() -> Check:
    """The reports that ship."""
    folder = example_reports()
    if not folder.is_dir():
        return Check("examples", False, f"{folder} is missing; install secondsource again")
    return Check("examples", True, str(folder))


def _case(case: Path) -> Check:
    try:
        with Store.reader(case) as store:
            reports, incidents = len(store.reports()), len(store.incidents())
            held = f"{plural(reports, 'report')}, {plural(incidents, 'incident')}"
    except SecondSourceError as fault:
        return Check(str(case), False, str(fault))
    return Check(str(case), True, held)

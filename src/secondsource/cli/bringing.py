"""What brings reports into a case: reading, sheets, incidents entered by hand.

In: sources and forms as words of the command line. Out: a case, and its table. It refuses to say a
run is whole where reports failed: exit code 3.
"""

from __future__ import annotations

import getpass
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from secondsource.cli.frame import (
    DEFAULT_CASE,
    MOST_ISSUES,
    ByOption,
    CaseOption,
    JsonOption,
    app,
    case_words,
    print_case,
    print_row,
    talk,
)
from secondsource.errors import ConfigError
from secondsource.wording import plural

if TYPE_CHECKING:  # what a verb needs is imported in the verb, so that the others start at once
    from secondsource.pipeline import Ran, Tools
    from secondsource.store import Store


@app.command()
def run(
    sources: Annotated[
        list[str] | None,
        typer.Argument(help="Files, folders, URLs, lists of URLs, or - for standard input."),
    ] = None,
    case: CaseOption = DEFAULT_CASE,
    example: Annotated[
        bool, typer.Option("--example", help="Read the example reports that ship with it.")
    ] = False,
    actors: Annotated[
        Path | None, typer.Option(help="Your own actors (CSV, columns as in data/actors.csv).")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Read reports into a case and print its incidents."""
    from secondsource.examples import example_reports
    from secondsource.pipeline import open_tools
    from secondsource.store import Store

    wanted = [*(sources or []), *([str(example_reports())] if example else [])]
    if not wanted:
        raise ConfigError(
            "No reports were named. Give a file, a folder, - or a URL, or use --example."
        )
    tools = open_tools(actors)
    with Store.writer(case, datetime.now(UTC)) as store:
        ran = _run_with_progress(wanted, store, tools)
        print_case(store, case, as_json)
    if ran.failed:
        talk(f"{len(ran.failed)} could not be read: secondsource issues{case_words(case)}")
        raise typer.Exit(3)


def _run_with_progress(sources: Sequence[str], store: Store, tools: Tools) -> Ran:
    from secondsource.pipeline import run as run_pipeline
    from secondsource.terminal.progress import progress

    started, at = time.monotonic(), datetime.now(UTC)
    with progress(talk, on_terminal=sys.stderr.isatty()) as tell:
        ran = run_pipeline(sources, store, tools, at=at, progress=tell)
    talk(
        f"{plural(ran.new, 'new report')}, {ran.unchanged:,} already read, "
        f"{len(ran.failed):,} failed · {time.monotonic() - started:.1f} s"
    )
    return ran


@app.command("import")
def import_command(
    sheet: Annotated[Path, typer.Argument(help="A sheet: XLSX, CSV or TSV.")],
    case: CaseOption = DEFAULT_CASE,
    own_map: Annotated[
        Path | None, typer.Option("--map", help="What the columns say (TOML); guessed without.")
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="What the rows are known by; the file's name without.")
    ] = None,
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring in the rows of a sheet, each a report with one claim; again, and it is updated."""
    from secondsource.enter import import_sheet
    from secondsource.pipeline import open_tools
    from secondsource.store import Store

    at, who = datetime.now(UTC), by or getpass.getuser()
    with Store.writer(case, at) as store:
        done = import_sheet(
            sheet, store, open_tools(), by=who, at=at, own_map=own_map, name=name,
            tell_layout=lambda layout: talk(f"{layout.as_map()}\n") if layout.guessed else None,
        )  # fmt: skip
        print_case(store, case, as_json)
    talk(f"{plural(done.new, 'new row')}, {done.changed:,} changed, {done.unchanged:,} as before")
    for issue in sorted(done.issues, key=lambda issue: not issue.failed)[:MOST_ISSUES]:
        talk(issue.message)
    if done.failed:
        number = plural(len(done.failed), "row")
        talk(f"{number} could not be read: secondsource issues{case_words(case)}")
        raise typer.Exit(3)


@app.command("enter")
def enter_command(
    fields: Annotated[
        list[str], typer.Argument(help="place=Goma date=2024-02-07 killed=3 source=… notes=…")
    ],
    case: CaseOption = DEFAULT_CASE,
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Enter one incident by hand with its source, as a report with one claim."""
    from secondsource.enter import enter_incident
    from secondsource.pipeline import open_tools
    from secondsource.store import Store

    pairs = [field.partition("=") for field in fields]
    if wrong := next((name for name, sign, _ in pairs if not sign), None):
        raise ConfigError(f"{wrong!r} is no field. Write NAME=WORDS, such as place=Goma.")
    at, who = datetime.now(UTC), by or getpass.getuser()
    with Store.writer(case, at) as store:
        words = {name.strip(): said for name, _, said in pairs}
        done = enter_incident(words, store, open_tools(), by=who, at=at)
        if as_json:
            print_row(store, done.claim)
    talk(f"Entered as {done.report.id}: secondsource show {done.report.id}{case_words(case)}")
    for issue in done.issues:
        talk(issue.message)

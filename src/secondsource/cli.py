"""The command line: one function a verb; the only module that prints, asks the clock and exits.

Data goes to stdout, talk to stderr. Exit codes: 0 done; 1 failed, one line on stderr; 2 wrong
usage; 3 done, some reports failed and are listed by `secondsource issues`.
"""

from __future__ import annotations

import io
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Annotated, TextIO, cast

import typer
from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from secondsource import __version__, doctor, terminal
from secondsource import evaluate as evaluation
from secondsource.errors import ConfigError, InputError, SecondSourceError
from secondsource.export import FORMATS, export_case
from secondsource.export.tags import LAYERS, tag_row
from secondsource.model import Claim, Incident, Issue, Kind, Report
from secondsource.pipeline import Ran, Tools, explain_accounts, open_tools, tag
from secondsource.pipeline import run as run_pipeline
from secondsource.store import Store
from secondsource.wording import plural

WELCOME = """\
Second Source reads a pile of reports and keeps one evidence-linked record of what is said
to have happened.

  First table:   secondsource run FOLDER --case my.db
  Look closer:   secondsource show 3 --case my.db      secondsource disputes --case my.db
  Take it away:  secondsource export --case my.db --format csv -o incidents.csv
  No reports at hand?  secondsource run --example --case example.db

All commands: secondsource --help"""

DEFAULT_CASE = Path("case.db")
QUIET_SECONDS = 30

app = typer.Typer(
    add_completion=True,
    no_args_is_help=False,
    invoke_without_command=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Reads news reports on armed conflict into one evidence-linked record of incidents.",
)

CaseOption = Annotated[Path, typer.Option("--case", help="The case file.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON Lines instead of a table.")]
OutOption = Annotated[
    Path | None, typer.Option("-o", "--out", help="File to write; stdout where it is not given.")
]


@app.callback()
def welcome(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Without a command: how to get a first table."""
    if version:
        print(f"secondsource {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(WELCOME)


# --- running ----------------------------------------------------------------------------------


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
    with _examples(example) as ours:
        wanted = [*(sources or []), *ours]
        if not wanted:
            raise ConfigError(
                "No reports were named. Give a file, a folder, - or a URL, or use --example."
            )
        tools = open_tools(actors)
        with Store.writer(case, datetime.now(UTC)) as store:
            ran = _run_with_progress(wanted, store, tools)
            _print_case(store, case, as_json)
    if ran.failed:
        _talk(
            f"{plural(len(ran.failed), 'report')} could not be read: "
            f"secondsource issues --case {case}"
        )
        raise typer.Exit(3)


@contextmanager
def _examples(wanted: bool) -> Iterator[list[str]]:
    if not wanted:
        yield []
        return
    packed = resources.files("secondsource") / "data" / "examples"
    if packed.is_dir():
        with resources.as_file(packed) as folder:
            yield [str(folder)]
    else:  # a checkout, where the examples stand beside src
        yield [str(Path(__file__).parents[2] / "examples" / "reports")]


def _run_with_progress(sources: Sequence[str], store: Store, tools: Tools) -> Ran:
    started = time.monotonic()
    at = datetime.now(UTC)
    if sys.stderr.isatty():
        with Progress(
            TextColumn("Reading {task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        ) as bar:
            task = bar.add_task("reports", total=None)

            def advance(done: int, what: str) -> None:
                bar.update(task, completed=done, description=what)

            ran = run_pipeline(sources, store, tools, at=at, progress=advance)
    else:
        last = [started]

        def line(done: int, what: str) -> None:
            if time.monotonic() - last[0] >= QUIET_SECONDS:
                last[0] = time.monotonic()
                _talk(f"{plural(done, 'report')} read; {what}")

        ran = run_pipeline(sources, store, tools, at=at, progress=line)
    seconds = time.monotonic() - started
    _talk(
        f"{plural(ran.new, 'new report')}, {ran.unchanged} already read, "
        f"{len(ran.failed)} failed · {seconds:.1f} s"
    )
    return ran


def _print_case(store: Store, case: Path, as_json: bool) -> None:
    if as_json:
        _print_rows(store, "incidents")
        return
    shown = _shown(store)
    kinds = [claim.kind for claim in shown.claims.values()]
    console = _console()
    console.print(
        terminal.summary(shown, kinds.count(Kind.TOTAL), kinds.count(Kind.REACTION)),
        f"· {case.name}",
        style="bold",
        highlight=False,
    )
    for line in terminal.warning_lines(shown):
        console.print(line, highlight=False)
    console.print()
    console.print(terminal.incident_table(shown, width=console.width))
    console.print()
    for line in terminal.source_lines(shown):
        console.print(line, highlight=False)


# --- looking ----------------------------------------------------------------------------------


@app.command()
def show(
    what: Annotated[
        str | None,
        typer.Argument(help="A number of the table, or the id of an incident, claim or report."),
    ] = None,
    case: CaseOption = DEFAULT_CASE,
    as_json: JsonOption = False,
) -> None:
    """Show an incident, a claim or a report with its quotes in context; without one, the table."""
    with Store.reader(case) as store:
        if what is None:
            _print_case(store, case, as_json)
            return
        shown = _shown(store)
        found = _find(shown, what)
        console = _console()
        if as_json:
            _print_row(store, found)
        elif isinstance(found, Incident):
            console.print(terminal.incident_page(shown, found, width=console.width))
        elif isinstance(found, Report):
            console.print(terminal.report_page(shown, found))
        else:
            console.print(terminal.claim_page(shown, found))


def _find(shown: terminal.Shown, what: str) -> Incident | Report | Claim:
    if what.isdigit() and 1 <= int(what) <= len(shown.incidents):
        return shown.incidents[int(what) - 1]
    for incident in shown.incidents:
        if what == incident.id or what in incident.former_ids:
            return incident
    if what in shown.reports:
        return shown.reports[what]
    if what in shown.claims:
        return shown.claims[what]
    starts = [r for name, r in shown.reports.items() if what and what in name]
    if len(starts) == 1:
        return starts[0]
    raise InputError(
        f"Nothing in this case is called {what!r}. Use a number from 1 to {len(shown.incidents)}, "
        "or an id as `secondsource export` writes it."
    )


@app.command()
def disputes(case: CaseOption = DEFAULT_CASE, as_json: JsonOption = False) -> None:
    """List where reports contradict one another, or themselves, with the words of each side."""
    with Store.reader(case) as store:
        if as_json:
            _print_rows(store, "disputes")
            return
        console = _console()
        console.print(terminal.dispute_list(_shown(store), width=console.width))


@app.command()
def issues(case: CaseOption = DEFAULT_CASE, as_json: JsonOption = False) -> None:
    """List what could not be read, and doubts kept as data."""
    with Store.reader(case) as store:
        found = store.issues()
    if as_json:
        for issue in found:
            print(json.dumps(_issue_row(issue), ensure_ascii=False))
    elif found:
        _console().print(terminal.issue_table(found))
    else:
        _console().print("No issues: everything was read, and nothing was left in doubt.")


def _issue_row(issue: Issue) -> dict[str, object]:
    return {name: getattr(issue, name) for name in Issue.__dataclass_fields__}


@app.command()
def explain(
    left: Annotated[str, typer.Argument(help="A claim, account or report id, or table number.")],
    right: Annotated[str, typer.Argument(help="Another.")],
    case: CaseOption = DEFAULT_CASE,
    as_json: JsonOption = False,
) -> None:
    """Say why two accounts were joined or kept apart, weight by weight."""
    with Store.reader(case) as store:
        shown = _shown(store)
        link = explain_accounts(store, _account(shown, left), _account(shown, right), open_tools())
    if as_json:
        reasons = [
            {"feature": r.feature, "detail": r.detail, "weight": r.weight} for r in link.reasons
        ]
        row = {
            "left": link.left,
            "right": link.right,
            "weight": link.weight,
            "joined": link.joined,
            "reasons": reasons,
        }
        print(json.dumps(row, ensure_ascii=False))
    else:
        _console().print(terminal.link_page(shown, link))


def _account(shown: terminal.Shown, what: str) -> str:
    if any(claim.account_id == what for claim in shown.claims.values()):
        return what
    found = _find(shown, what)
    if isinstance(found, Incident):
        return found.accounts[0]
    if isinstance(found, Report):
        raise InputError(f"{what} is a report; name one of its claims (secondsource show {what}).")
    return found.account_id


# --- taking away ------------------------------------------------------------------------------


@app.command()
def export(
    format_: Annotated[str, typer.Option("--format", help=f"One of: {', '.join(FORMATS)}.")],
    case: CaseOption = DEFAULT_CASE,
    out: OutOption = None,
) -> None:
    """Write a case as JSON Lines, CSV or GeoJSON (formats: docs/export_formats.md)."""
    with Store.reader(case) as store:
        export_case(store, format_, out or sys.stdout)


@app.command("tag")
def tag_command(
    sources: Annotated[list[str], typer.Argument(help="Files, folders, URLs or -.")],
    layer: Annotated[str, typer.Option(help="dates, places, actors or claims.")],
    out: OutOption = None,
) -> None:
    """Tag every date, place, actor or claim of reports, one line a report, without a case."""
    if layer not in LAYERS:
        raise ConfigError(f"There is no layer {layer!r}; use one of {', '.join(LAYERS)}.")
    failed = False
    with _output(out) as stream:
        for found in tag(sources, open_tools(), at=datetime.now(UTC)):
            if isinstance(found, Issue):
                _talk(found.message)
                failed = failed or found.failed
            else:
                report, mentions, claims = found
                row = tag_row(report, layer, mentions, claims)
                stream.write(json.dumps(row, ensure_ascii=False) + "\n")
    if failed:
        raise typer.Exit(3)


@app.command("evaluate")
def evaluate_command(
    gold: Annotated[Path, typer.Argument(help="A folder with reports.jsonl and incidents.json.")],
    only: Annotated[str, typer.Option(help="Keep reports whose id starts so.")] = "",
    floors: Annotated[
        Path | None, typer.Option(help="Figures that must not fall below these (JSON).")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure the whole chain on hand-coded reports."""
    figures = evaluation.evaluate(gold, open_tools(), at=datetime.now(UTC), only=only)
    if as_json:
        print(json.dumps(figures, ensure_ascii=False, default=str))
    else:
        for name, value in evaluation.flat(figures):
            print(f"{name:<48} {value:10.4f}")
    if floors:
        fallen = evaluation.below_floor(figures, json.loads(floors.read_text("utf-8")))
        if fallen:
            raise SecondSourceError(" ".join(fallen))


@app.command("doctor")
def doctor_command(
    case: Annotated[Path | None, typer.Option("--case", help="A case file to look at.")] = None,
) -> None:
    """Say what is installed, where data files lie, and whether they are whole."""
    sound = True
    for check in doctor.examine(case):
        mark = "ok " if check.sound else "NOT"
        print(f"{mark}  {check.name}: {check.found}")
        sound = sound and check.sound
    if not sound:
        raise typer.Exit(1)


# --- helpers of this module -------------------------------------------------------------------


def _shown(store: Store) -> terminal.Shown:
    return terminal.Shown(
        incidents=store.incidents(),
        claims={claim.id: claim for claim in store.claims()},
        reports={report.id: report for report in store.reports()},
        warnings=store.warnings(),
        disputes=store.disputes(),
        links=store.links(),
    )


def _print_rows(store: Store, name: str) -> None:
    export_case(store, name, sys.stdout)


def _print_row(store: Store, found: Incident | Report | Claim) -> None:
    """The one exported row of an incident, a report or a claim."""
    name, key = {
        Incident: ("incidents", "incident_id"),
        Report: ("reports", "report_id"),
        Claim: ("claims", "claim_id"),
    }[type(found)]
    out = io.StringIO()
    export_case(store, name, out)
    for line in out.getvalue().splitlines():
        if json.loads(line)[key] == found.id:
            print(line)


@contextmanager
def _output(out: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that appears whole or not at all."""
    if out is None:
        yield sys.stdout
        return
    try:
        handle = tempfile.NamedTemporaryFile(  # noqa: SIM115 - renamed into place below
            "w", encoding="utf-8", newline="", dir=out.parent, prefix=f".{out.name}.", delete=False
        )
    except OSError as fault:
        raise ConfigError(
            f"{out} cannot be written: {fault.strerror}. Choose another -o."
        ) from fault
    try:
        with handle as stream:
            yield cast(TextIO, stream)
        os.replace(handle.name, out)
    except BaseException:
        Path(handle.name).unlink(missing_ok=True)
        raise


def _console() -> Console:
    width = None if sys.stdout.isatty() else int(os.environ.get("COLUMNS", "110"))
    return Console(width=width, soft_wrap=False)


def _talk(sentence: RenderableType) -> None:
    print(sentence, file=sys.stderr)


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app(args=argv, prog_name="secondsource", standalone_mode=True)
    except SecondSourceError as fault:
        _talk(f"secondsource: {fault}")
        sys.exit(1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        _talk("secondsource: stopped; what was read is kept, and the next run goes on from there.")
        sys.exit(1)


if __name__ == "__main__":
    main()

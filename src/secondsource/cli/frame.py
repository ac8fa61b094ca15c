"""What all verbs share: the application, its options, and how they print.

In: pages and sentences. Out: data on standard output, talk on standard error. It refuses to leave
half a file.
"""

from __future__ import annotations

import io
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO, cast

import typer
from typer.core import TyperGroup

from secondsource import __version__
from secondsource.errors import ConfigError, SecondSourceError
from secondsource.model import Claim, Incident, Report

if TYPE_CHECKING:  # what a verb needs is imported in the verb, so that the others start at once
    from rich.console import Console, RenderableType

    from secondsource.store import Store
    from secondsource.terminal import Shown

WELCOME = """\
Second Source reads a pile of reports and keeps one evidence-linked record of what is said
to have happened.

  First table:   secondsource run FOLDER --case my.db
  Look closer:   secondsource show 3 --case my.db      secondsource disputes --case my.db
  In a browser:  secondsource review --case my.db
  Take it away:  secondsource export --case my.db --format csv -o incidents.csv
  No reports at hand?  secondsource run --example --case example.db

All commands: secondsource --help"""

DEFAULT_CASE = Path("case.db")
RECORDS = (
    "claims",
    "incidents",
    "disputes",
    "reports",
    "links",
    "totals",
    "reactions",
    "decisions",
)
FORMATS = (*RECORDS, "csv", "geojson")
RELINKED_AT_ONCE = 300  # reports: some ten seconds; in a bigger case a decision waits for a run
LOOPBACK = ("127.0.0.1", "localhost", "::1")
MOST_ISSUES = 20  # of an import that are told at once; `secondsource issues` has all
LAYERS = ("dates", "places", "actors", "claims")


class Verbs(TyperGroup):
    """The commands, ended in one line by Ctrl-C and in silence by a reader that has gone."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            done = super().invoke(ctx)
            sys.stdout.flush()
            return done
        except KeyboardInterrupt:
            kept = "; what was read is kept, and the next run goes on from there"
            raise SecondSourceError(
                f"Stopped{kept if ctx.invoked_subcommand == 'run' else ''}."
            ) from None
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None


app = typer.Typer(
    cls=Verbs,
    add_completion=True,
    no_args_is_help=False,
    invoke_without_command=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Reads news reports on armed conflict into one evidence-linked record of incidents.",
)

gazetteer_app = typer.Typer(help="Places of your own beside those that ship.", no_args_is_help=True)
app.add_typer(gazetteer_app, name="gazetteer")

CaseOption = Annotated[Path, typer.Option("--case", help="The case file.")]
EveryOption = Annotated[bool, typer.Option("--all", help="Leave no quote out.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON Lines instead of a table.")]
ReasonOption = Annotated[str | None, typer.Option("--reason", help="Why.")]
ByOption = Annotated[
    str | None, typer.Option("--by", help="Who decides; your user name where it is not given.")
]
NowOption = Annotated[
    bool | None,
    typer.Option("--now/--later", help="Work it in at once, or at the next run of a big case."),
]
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


def shown_of(store: Store, console: Console) -> Shown:
    """What a case holds, as the tables of a console show it."""
    from secondsource.terminal import Shown

    return Shown.of(
        store.incidents(),
        store.claims(),
        store.reports(),
        store.warnings(),
        store.disputes(),
        store.copies(),
        standings=store.standings(),
        case=case_words(store.path),
        marks=console.color_system is None,
    )


def case_words(case: Path) -> str:
    """How a command names this case: nothing where it is the default one."""
    if case == DEFAULT_CASE:
        return ""
    name = str(case)
    return f' --case "{name}"' if " " in name else f" --case {name}"


def print_rows(
    store: Store, name: str, wanted: Callable[[dict[str, Any]], bool] | None = None
) -> None:
    """The rows of one export, or those of them that are wanted."""
    from secondsource.export import export_case

    if wanted is None:
        export_case(store, name, sys.stdout)
        return
    out = io.StringIO()
    export_case(store, name, out)
    for line in out.getvalue().splitlines():
        if wanted(json.loads(line)):
            print(line)


def print_row(store: Store, found: Incident | Report | Claim) -> None:
    """The one exported row of an incident, a report or a claim."""
    name, key = {
        Incident: ("incidents", "incident_id"),
        Report: ("reports", "report_id"),
        Claim: ("claims", "claim_id"),
    }[type(found)]
    print_rows(store, name, lambda row: row[key] == found.id)


@contextmanager
def written_to(out: Path | None) -> Iterator[TextIO]:
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


def console_here() -> Console:
    """The console of standard output."""
    from secondsource.terminal import open_console

    return open_console()


def print_page(console: Console, page: RenderableType) -> None:
    """A page on standard output, without the blanks at line ends where it is plain text."""
    if console.color_system is not None:
        console.print(page)
        return
    with console.capture() as plain:
        console.print(page)
    print("\n".join(line.rstrip() for line in plain.get().split("\n")), end="")


def talk(sentence: str) -> None:
    """Say a sentence on standard error."""
    print(sentence, file=sys.stderr)


def print_case(store: Store, case: Path, as_json: bool) -> None:
    """The table of a case, or its incidents as JSON Lines."""
    if as_json:
        print_rows(store, "incidents")
        return
    from secondsource import terminal

    console = console_here()
    shown = shown_of(store, console)
    print_page(console, terminal.case_page(shown, case.name, width=console.width))

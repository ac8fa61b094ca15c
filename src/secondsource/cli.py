"""The command line: one function a verb; the only module that prints, asks the clock and exits.

Data goes to stdout, talk to stderr. Exit codes: 0 done; 1 failed, one line on stderr; 2 wrong
usage; 3 done, some reports failed and are listed by `secondsource issues`.
"""

from __future__ import annotations

import getpass
import io
import json
import os
import secrets
import sys
import tempfile
import threading
import time
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, Any, TextIO, cast

import typer
from typer.core import TyperGroup

from secondsource import __version__
from secondsource.errors import ConfigError, InputError, SecondSourceError
from secondsource.model import Claim, Decision, Force, Incident, Issue, Report
from secondsource.wording import plural

if TYPE_CHECKING:  # what a verb needs is imported in the verb, so that the others start at once
    from rich.console import Console, RenderableType

    from secondsource.decide import Act
    from secondsource.pipeline import Ran, Tools
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
        _print_case(store, case, as_json)
    if ran.failed:
        _talk(f"{len(ran.failed)} could not be read: secondsource issues{_case_words(case)}")
        raise typer.Exit(3)


def _run_with_progress(sources: Sequence[str], store: Store, tools: Tools) -> Ran:
    from secondsource.pipeline import run as run_pipeline
    from secondsource.terminal.progress import progress

    started, at = time.monotonic(), datetime.now(UTC)
    with progress(_talk, on_terminal=sys.stderr.isatty()) as tell:
        ran = run_pipeline(sources, store, tools, at=at, progress=tell)
    _talk(
        f"{plural(ran.new, 'new report')}, {ran.unchanged:,} already read, "
        f"{len(ran.failed):,} failed · {time.monotonic() - started:.1f} s"
    )
    return ran


def _print_case(store: Store, case: Path, as_json: bool) -> None:
    if as_json:
        _print_rows(store, "incidents")
        return
    from secondsource import terminal

    console = _console()
    shown = _shown(store, console)
    _print(console, terminal.case_page(shown, case.name, width=console.width))


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
            tell_layout=lambda layout: _talk(f"{layout.as_map()}\n") if layout.guessed else None,
        )  # fmt: skip
        _print_case(store, case, as_json)
    _talk(f"{plural(done.new, 'new row')}, {done.changed:,} changed, {done.unchanged:,} as before")
    for issue in done.failed[:MOST_ISSUES]:
        _talk(issue.message)
    if done.failed:
        number = plural(len(done.failed), "row or cell", "rows or cells")
        _talk(f"{number} could not be read: secondsource issues{_case_words(case)}")
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
            _print_row(store, done.claim)
    _talk(f"Entered as {done.report.id}: secondsource show {done.report.id}{_case_words(case)}")
    for issue in done.issues:
        _talk(issue.message)
    if any(issue.failed for issue in done.issues):
        raise typer.Exit(3)


# --- looking ----------------------------------------------------------------------------------


@app.command()
def show(
    what: Annotated[
        str | None,
        typer.Argument(help="A number of the table, or the id of an incident, claim or report."),
    ] = None,
    case: CaseOption = DEFAULT_CASE,
    every: EveryOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show an incident, a claim or a report with its quotes; without one, the table."""
    from secondsource import terminal
    from secondsource.store import Store

    with Store.reader(case) as store:
        if what is None:
            _print_case(store, case, as_json)
            return
        console = _console()
        shown = _shown(store, console)
        found = terminal.find(shown, what)
        if as_json:
            _print_row(store, found)
        elif isinstance(found, Incident):
            _print(console, terminal.incident_page(shown, found, every=every))
        elif isinstance(found, Report):
            _print(console, terminal.report_page(shown, found, every=every))
        else:
            _print(console, terminal.claim_page(shown, found))


@app.command()
def disputes(
    what: Annotated[
        str | None, typer.Argument(help="An incident, by number or id; without one, all.")
    ] = None,
    case: CaseOption = DEFAULT_CASE,
    every: EveryOption = False,
    as_json: JsonOption = False,
) -> None:
    """List where reports contradict one another, or themselves, in their own words."""
    from secondsource import terminal
    from secondsource.store import Store

    with Store.reader(case) as store:
        if as_json and what is None:
            _print_rows(store, "disputes")
            return
        console = _console()
        shown = _shown(store, console)
        about = terminal.find(shown, what) if what else None
        if about and not isinstance(about, Incident):
            raise InputError(f"{what} is no incident. Give its number in the table, or its id.")
        if as_json and about:
            _print_rows(store, "disputes", lambda row: row["about"] == about.id)
            return
        asked = [d for d in shown.disputes if about is None or d.about == about.id]
        _print(console, terminal.dispute_list(shown, asked, every=every))


@app.command()
def rules(
    name: Annotated[
        str | None, typer.Argument(help="The rule set to go by; without one, all are listed.")
    ] = None,
    case: CaseOption = DEFAULT_CASE,
) -> None:
    """List the rule sets that make one value of many, or go by another; nothing is read again."""
    from secondsource.pipeline import open_tools, rules_in_force, switch_rules
    from secondsource.reconcile import open_rules, rule_names
    from secondsource.store import Store

    if name is None:
        with Store.reader(case) as store:
            mine = rules_in_force(store).name
        for known in map(open_rules, rule_names()):
            print(f"{'*' if known.name == mine else ' '} {known.name}: {known.title}")
            print(f"    {known.source}")
        return
    at = datetime.now(UTC)
    with Store.writer(case, at) as store:
        chosen = switch_rules(name, store, open_tools(), at=at)
    _talk(f"The case now goes by {chosen.name}: {chosen.source}.")


@app.command()
def issues(case: CaseOption = DEFAULT_CASE, as_json: JsonOption = False) -> None:
    """List what could not be read, and what was left in doubt."""
    from secondsource import terminal
    from secondsource.store import Store

    with Store.reader(case) as store:
        found = store.issues()
    if as_json:
        for issue in found:
            print(json.dumps(_issue_row(issue), ensure_ascii=False))
    elif found:
        _print(_console(), terminal.issue_table(found))
    else:
        print("No issues: everything was read, and nothing was left in doubt.")


def _issue_row(issue: Issue) -> dict[str, object]:
    return {name: getattr(issue, name) for name in Issue.__dataclass_fields__}


@app.command()
def explain(
    left: Annotated[str, typer.Argument(help="A claim, account or report id, or table number.")],
    right: Annotated[str, typer.Argument(help="Another.")],
    case: CaseOption = DEFAULT_CASE,
    svg: Annotated[Path | None, typer.Option(help="File for a picture of the weights.")] = None,
    html: Annotated[Path | None, typer.Option(help="File for a page with the picture.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Say why two accounts were joined or kept apart."""
    from secondsource import terminal
    from secondsource.pipeline import explain_accounts, open_tools
    from secondsource.store import Store

    console = _console()
    with Store.reader(case) as store:
        shown = _shown(store, console)
        link = explain_accounts(
            store,
            terminal.find_account(shown, left),
            terminal.find_account(shown, right),
            open_tools(),
        )
    for file, draw in ((svg, terminal.waterfall_svg), (html, terminal.waterfall_html)):
        if file is not None:
            with _output(file) as stream:
                stream.write(draw(shown, link))
            _talk(f"{file} shows the weights.")
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
        _print(console, terminal.link_page(shown, link))


# --- deciding ---------------------------------------------------------------------------------


@app.command()
def judge(
    verdict: Annotated[str, typer.Argument(help="same, different or unsure.")],
    left: Annotated[
        str, typer.Argument(help="An incident or claim: table number, id, or account.")
    ],
    right: Annotated[str, typer.Argument(help="Another.")],
    case: CaseOption = DEFAULT_CASE,
    reason: Annotated[str | None, typer.Option(help="Why.")] = None,
    by: ByOption = None,
    now: NowOption = None,
    as_json: JsonOption = False,
) -> None:
    """Judge whether two claims or incidents are one incident; the incidents follow."""
    from secondsource import decide, terminal

    with _deciding(case, by, reason, now=now) as (store, shown, act):
        one, two = terminal.find_told(shown, left), terminal.find_told(shown, right)
        _print_decisions(store, decide.judge(store, verdict, one, two, act), as_json)


@app.command()
def rule(
    what: Annotated[str, typer.Argument(help="An incident, by number or id.")],
    field: Annotated[str, typer.Argument(help="killed, date, place, perpetrator …")],
    value: Annotated[str, typer.Argument(help="12, 10-14, 12+, 2024-02-07, a name, or unknown.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    case: CaseOption = DEFAULT_CASE,
    low: Annotated[int | None, typer.Option(help="The least number, of a toll.")] = None,
    high: Annotated[int | None, typer.Option(help="The greatest number, of a toll.")] = None,
    evidence: Annotated[
        list[str] | None, typer.Option(help="Id of a statement it rests on; may be repeated.")
    ] = None,
    url: Annotated[str | None, typer.Option(help="What it rests on outside the case.")] = None,
    note: Annotated[str | None, typer.Option(help="What is to be found there.")] = None,
    by: ByOption = None,
    now: NowOption = None,
    as_json: JsonOption = False,
) -> None:
    """Rule on one field of an incident; both camps of the reports stay listed."""
    from secondsource import decide, terminal

    with _deciding(case, by, reason, now=now) as (store, shown, act):
        found = terminal.find_incident(shown, what)
        said = [decide.find_statement(list(shown.claims.values()), e) for e in evidence or ()]
        words, grounds = decide.bounded(value, low, high), decide.Grounds(said, url, note)
        _print_decisions(store, decide.rule(store, found, field, words, act, grounds), as_json)


@app.command()
def check(
    what: Annotated[
        str | None, typer.Argument(help="An incident or claim: table number or id.")
    ] = None,
    fields: Annotated[
        list[str] | None, typer.Argument(help="killed, date, place …; all where none is named.")
    ] = None,
    case: CaseOption = DEFAULT_CASE,
    two_person: Annotated[
        bool | None,
        typer.Option(
            "--two-person/--one-person",
            help="Ask for a second name on perpetrators and tolls of civilians, from now on.",
        ),
    ] = None,
    reason: Annotated[str | None, typer.Option(help="Why.")] = None,
    by: ByOption = None,
    now: NowOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say that you have checked an incident, some fields of it, or a claim."""
    from secondsource import decide, terminal

    if two_person is not None:
        _ask_for_two(case, two_person)
    if what is None:
        if two_person is None:
            raise ConfigError("Name what was checked: secondsource check 3 killed place.")
        return
    with _deciding(case, by, reason, now=now) as (store, shown, act):
        found = terminal.find_told(shown, what)
        _print_decisions(store, decide.check(store, found, act, fields or ()), as_json)


def _ask_for_two(case: Path, two: bool) -> None:
    from secondsource.pipeline import open_tools, switch_two_person
    from secondsource.store import Store

    Store.reader(case).close()  # a case that is not there is not made
    at = datetime.now(UTC)
    with Store.writer(case, at) as store:
        switch_two_person(two, store, open_tools(), at=at)
    _talk(f"Perpetrators and tolls of civilians now need {'two names' if two else 'one name'}.")


@app.command()
def reject(
    what: Annotated[str, typer.Argument(help="The id of a claim.")],
    case: CaseOption = DEFAULT_CASE,
    from_: Annotated[
        str | None,
        typer.Option("--from", help="The incident it is not about; it stays a claim of its own."),
    ] = None,
    reason: Annotated[str | None, typer.Option(help="Why.")] = None,
    by: ByOption = None,
    now: NowOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say that a claim is none, or that it is not about an incident."""
    from secondsource import decide, terminal

    with _deciding(case, by, reason, now=now) as (store, shown, act):
        claim = terminal.find_claim(shown, what)
        incident = terminal.find_incident(shown, from_) if from_ else None
        _print_decisions(store, decide.reject(store, claim, act, incident), as_json)


@app.command()
def retype(
    what: Annotated[str, typer.Argument(help="The id of a claim.")],
    event_type: Annotated[str, typer.Argument(help="bombing, armed_clash, denial …")],
    case: CaseOption = DEFAULT_CASE,
    reason: Annotated[str | None, typer.Option(help="Why.")] = None,
    by: ByOption = None,
    now: NowOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give a claim another type."""
    from secondsource import decide, terminal

    with _deciding(case, by, reason, now=now) as (store, shown, act):
        claim = terminal.find_claim(shown, what)
        _print_decisions(store, decide.retype(store, claim, event_type, act), as_json)


@app.command()
def note(
    what: Annotated[str, typer.Argument(help="An incident, claim or report.")],
    text: Annotated[str, typer.Argument(help="What the note says.")],
    case: CaseOption = DEFAULT_CASE,
    field: Annotated[str | None, typer.Option(help="The field of an incident it is on.")] = None,
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Leave a comment on an incident, one field of it, a claim or a report."""
    from secondsource import decide, terminal

    with _deciding(case, by, None) as (store, shown, act):
        found = terminal.find(shown, what)
        _print_decisions(store, decide.note(store, found, text, act, field), as_json)


@app.command()
def split(
    what: Annotated[str, typer.Argument(help="An incident, by number or id.")],
    part: Annotated[list[str], typer.Argument(help="The claims that are another incident.")],
    case: CaseOption = DEFAULT_CASE,
    reason: Annotated[str | None, typer.Option(help="Why.")] = None,
    by: ByOption = None,
    now: NowOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make two incidents of one: the claims named, and the rest."""
    from secondsource import decide, terminal

    with _deciding(case, by, reason, now=now) as (store, shown, act):
        incident = terminal.find_incident(shown, what)
        claims = [terminal.find_claim(shown, name) for name in part]
        _print_decisions(store, decide.split(store, incident, claims, act), as_json)


@app.command()
def add(
    where: Annotated[str, typer.Argument(help="The id of a report.")],
    words: Annotated[str, typer.Argument(help="Its words as printed, or offsets: 120:240.")],
    event_type: Annotated[
        str | None, typer.Option("--type", help="bombing, denial …; none for a total.")
    ] = None,
    kind: Annotated[str, typer.Option(help="incident, total or reaction.")] = "incident",
    trigger: Annotated[str | None, typer.Option(help="The words for the deed.")] = None,
    read: Annotated[
        list[str] | None,
        typer.Option(help="A field and its words: killed=three men, or date=12:20=2024-02-07."),
    ] = None,
    incident: Annotated[str | None, typer.Option(help="The incident it tells of.")] = None,
    case: CaseOption = DEFAULT_CASE,
    reason: Annotated[str | None, typer.Option(help="Why.")] = None,
    by: ByOption = None,
    now: NowOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a claim that was missed, in the words of its report."""
    from secondsource import decide, terminal
    from secondsource.pipeline import open_tools

    with _deciding(case, by, reason, now=now) as (store, shown, act):
        report = terminal.find_report(shown, where)
        sentence = decide.find_words(report, words)
        found = decide.Found(
            sentence,
            decide.kind_of(kind),
            event_type,
            decide.find_words(report, trigger, sentence) if trigger else None,
            [decide.read_of(report, one, sentence) for one in read or ()],
            terminal.find_incident(shown, incident) if incident else None,
        )
        tools = act.tools or open_tools()
        _print_decisions(store, decide.add(store, report, found, act, tools), as_json)


@app.command()
def fill(
    what: Annotated[str, typer.Argument(help="The id of a claim.")],
    read: Annotated[
        str, typer.Argument(help="A field and its words: killed=three men, place=12:20=Mosul.")
    ],
    case: CaseOption = DEFAULT_CASE,
    beside: Annotated[
        bool, typer.Option("--beside", help="Keep what was read of that field as well.")
    ] = False,
    reason: Annotated[str | None, typer.Option(help="Why.")] = None,
    by: ByOption = None,
    now: NowOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say which words of its report give a field of a claim, in place of those that were read."""
    from secondsource import decide, terminal
    from secondsource.pipeline import open_tools

    with _deciding(case, by, reason, now=now) as (store, shown, act):
        claim = terminal.find_claim(shown, what)
        said = decide.read_of(shown.reports[claim.report_id], read, claim.evidence)
        tools = act.tools or open_tools()
        done = decide.fill(store, claim, said, act, tools, instead=not beside)
        _print_decisions(store, done, as_json)


@app.command()
def identify(
    party: Annotated[str, typer.Argument(help="A provisional party, by name or id.")],
    meant: Annotated[str, typer.Argument(help="The party it is, by id or name.")],
    case: CaseOption = DEFAULT_CASE,
    reason: Annotated[str | None, typer.Option(help="Why.")] = None,
    by: ByOption = None,
    now: NowOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say who a party is that the list of actors does not know; every claim of it follows."""
    from secondsource import decide
    from secondsource.pipeline import open_tools

    with _deciding(case, by, reason, now=now) as (store, _, act):
        tools = act.tools or open_tools()
        _print_decisions(store, decide.identify(store, party, meant, act, tools), as_json)


@app.command()
def scope(
    case: CaseOption = DEFAULT_CASE,
    first: Annotated[str | None, typer.Option("--from", help="First day: 2024-02-07.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day.")] = None,
    place: Annotated[
        list[str] | None, typer.Option(help="ISO code, region or place; may be repeated.")
    ] = None,
    actor: Annotated[list[str] | None, typer.Option(help="Id or name; may be repeated.")] = None,
    event_type: Annotated[
        list[str] | None, typer.Option("--type", help="bombing …; may be repeated.")
    ] = None,
    lift: Annotated[bool, typer.Option("--lift", help="Limit the case no more.")] = False,
    reason: Annotated[str | None, typer.Option(help="Why.")] = None,
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what a case is about; what lies outside is kept, marked and left out of counts."""
    from secondsource import decide
    from secondsource.scope import Scope

    limits = Scope(
        decide.day_of(first) if first else None,
        decide.day_of(last) if last else None,
        tuple(place or ()),
        tuple(actor or ()),
        tuple(event_type or ()),
    )
    if lift is (limits != Scope()):
        raise ConfigError("Give limits (--from, --to, --place, --actor, --type), or --lift alone.")
    with _deciding(case, by, reason) as (store, _, act):
        _print_decisions(store, decide.limit(store, None if lift else limits, act), as_json)


@app.command()
def translate(
    report: Annotated[str, typer.Argument(help="A report, by id.")],
    file: Annotated[Path, typer.Argument(help="A text file with its translation.")],
    case: CaseOption = DEFAULT_CASE,
    by: ByOption = None,
    reason: Annotated[str | None, typer.Option(help="Whose translation it is.")] = None,
) -> None:
    """Keep a translation beside a report in another language; quotes stay in the original."""
    from secondsource import decide, terminal
    from secondsource.store import Store

    try:
        words = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError(f"{file} cannot be read as UTF-8 text: {fault}. Check it.") from fault
    Store.reader(case).close()  # a case that is not there is not made
    at = datetime.now(UTC)
    with Store.writer(case, at) as store:
        found = terminal.find(_shown(store, _console()), report)
        if not isinstance(found, Report):
            raise InputError(f"{report} is no report. Give the id of one.")
        act = decide.Act(by or getpass.getuser(), at, reason)
        (kept,) = decide.translate(store, found.id, words, act)
    _talk(f"Kept beside {found.id} ({kept.id}).")


@app.command()
def undo(
    what: Annotated[str, typer.Argument(help="A decision: its number in the list, or its id.")],
    case: CaseOption = DEFAULT_CASE,
    reason: Annotated[str | None, typer.Option(help="Why.")] = None,
    by: ByOption = None,
    now: NowOption = None,
    as_json: JsonOption = False,
) -> None:
    """Undo a decision; both stay in the ledger."""
    from secondsource import decide

    with _deciding(case, by, reason, now=now) as (store, _, act):
        _print_decisions(store, decide.undo(store, what, act), as_json)


@app.command()
def decisions(case: CaseOption = DEFAULT_CASE, as_json: JsonOption = False) -> None:
    """List every decision, who took it and why, and whether it holds."""
    from secondsource import terminal
    from secondsource.store import Store

    with Store.reader(case) as store:
        if as_json:
            _print_rows(store, "decisions")
            return
        console = _console()
        shown = _shown(store, console)
    if shown.standings:
        _print(console, terminal.decision_list(shown, shown.standings))
    else:
        print("Nothing was decided yet: secondsource judge, rule, check and others; see --help.")


@contextmanager
def _deciding(
    case: Path, by: str | None, reason: str | None, *, now: bool | None = False
) -> Iterator[tuple[Store, Shown, Act]]:
    """The case open for a decision, what it shows, and who decides.

    With `now` the incidents follow at once; with None they do in all but big cases.
    """
    from secondsource.decide import Act
    from secondsource.pipeline import open_tools
    from secondsource.store import Store

    Store.reader(case).close()  # a case that is not there is not made
    at = datetime.now(UTC)
    with Store.writer(case, at) as store:
        shown = _shown(store, _console())
        at_once = len(shown.reports) <= RELINKED_AT_ONCE if now is None else now
        tools = open_tools() if at_once else None
        yield store, shown, Act(by or getpass.getuser(), at, reason, tools)
        if any(s.force is Force.PENDING for s in store.standings()):
            _talk("Noted. The incidents follow with the next `secondsource run`, or with --now.")


def _print_decisions(store: Store, taken: Sequence[Decision], as_json: bool) -> None:
    from secondsource import terminal

    ids = {decision.id for decision in taken}
    if as_json:
        _print_rows(store, "decisions", lambda row: row["decision_id"] in ids)
        return
    console = _console()
    shown = _shown(store, console)
    mine = [s for s in shown.standings if s.decision.id in ids]
    _print(console, terminal.decision_list(shown, mine))


# --- taking away ------------------------------------------------------------------------------


def _formats_from(incomplete: str) -> list[str]:
    return [name for name in FORMATS if name.startswith(incomplete)]


def _layers_from(incomplete: str) -> list[str]:
    return [name for name in LAYERS if name.startswith(incomplete)]


@app.command()
def export(
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            help=f"One of: {', '.join(FORMATS)}.",
            autocompletion=_formats_from,
        ),
    ],
    case: CaseOption = DEFAULT_CASE,
    out: OutOption = None,
) -> None:
    """Write a case as JSON Lines, CSV or GeoJSON."""
    from secondsource.export import export_case
    from secondsource.store import Store

    with Store.reader(case) as store:
        export_case(store, format_, out or sys.stdout)


@app.command()
def publish(
    out: Annotated[Path | None, typer.Option(help="Folder for the site.")] = None,
    case: CaseOption = DEFAULT_CASE,
    title: Annotated[str | None, typer.Option(help="What stands over the pages.")] = None,
    drafts: Annotated[
        bool, typer.Option("--drafts", help="Unchecked incidents too, marked as drafts.")
    ] = False,
    names: Annotated[
        str | None, typer.Option(help="roles: no person is named, however many sources do.")
    ] = None,
    snap: Annotated[
        str | None, typer.Option(help="Move places to their region: admin1 or admin2.")
    ] = None,
    delay: Annotated[
        str | None, typer.Option(help="Leave out what may be younger: 72h, 3d or 2w.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would go out, and what is held back.")
    ] = False,
) -> None:
    """Write what was checked as a site that opens from disk, with its downloads."""
    from secondsource import publish as publishing
    from secondsource.resolve import open_actors, open_gazetteer
    from secondsource.store import Store

    if out is None and not dry_run:
        raise ConfigError("No folder was named. Give one with --out, or look with --dry-run.")
    options = publishing.options_of(drafts=drafts, names=names, snap=snap, delay=delay)
    tools = open_gazetteer(), open_actors()
    with Store.reader(case) as store:
        copy, account = publishing.prepare(
            store,
            options,
            *tools,
            at=datetime.now(UTC),
            title=title or "",
        )
    if dry_run or out is None:
        print("\n".join(publishing.lines_of(account)))
        return
    publishing.write_site(copy, out)
    _talk(next(iter(publishing.lines_of(account))))
    _talk(f"Open {out / 'index.html'}. What is held back: the same command with --dry-run.")


@app.command("tag")
def tag_command(
    sources: Annotated[list[str], typer.Argument(help="Files, folders, URLs or -.")],
    layer: Annotated[
        str,
        typer.Option(
            help=f"One of: {', '.join(LAYERS)}.",
            autocompletion=_layers_from,
        ),
    ],
    out: OutOption = None,
) -> None:
    """Tag dates, places, actors or claims of reports, without a case."""
    from secondsource.export.tags import tag_row
    from secondsource.pipeline import open_tools, tag

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


@gazetteer_app.command("add")
def gazetteer_add(
    file: Annotated[
        Path, typer.Argument(help="A GeoNames country dump (SY.txt, SY.zip), or a CSV of your own.")
    ],
) -> None:
    """Add places to the gazetteer: check a file, keep a copy and build the gazetteer with it."""
    from secondsource.resolve import open_gazetteer
    from secondsource.resolve.additions import add_places, additions_folder

    added = add_places(file, additions_folder())
    _talk("Building the gazetteer …")
    open_gazetteer()
    left = f"; {plural(added.left_out, 'line')} left out" if added.left_out else ""
    _talk(f"{plural(added.places, 'place')} added as {added.name}{left}.")
    _talk("Cases are coded with them the next time that `secondsource run` reads into them.")


@gazetteer_app.command("list")
def gazetteer_list() -> None:
    """List the files of places that were added."""
    from secondsource.resolve.additions import additions_folder, list_added

    folder = additions_folder()
    found = list_added(folder)
    for one in found:
        print(f"{one.name}: {plural(one.places, 'place')}")
    _talk(f"Kept in {folder}." if found else "No places were added to those that ship.")


@gazetteer_app.command("remove")
def gazetteer_remove(
    name: Annotated[str, typer.Argument(help="A name that `secondsource gazetteer list` gives.")],
) -> None:
    """Take an added file of places out again."""
    from secondsource.resolve.additions import additions_folder, remove_places

    remove_places(name, additions_folder())
    _talk(f"{name} is out of the gazetteer.")


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
    from secondsource import evaluate as evaluation
    from secondsource.pipeline import open_tools

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
    """Say what is installed, and whether the data files are whole."""
    from secondsource import doctor

    sound = True
    for check in doctor.examine(case):
        mark = "ok " if check.sound else "NOT"
        print(f"{mark}  {check.name}: {check.found}")
        sound = sound and check.sound
    if not sound:
        raise typer.Exit(1)


@app.command()
def review(
    case: Annotated[Path | None, typer.Option("--case", help="The case file.")] = None,
    host: Annotated[
        str, typer.Option(help="Address to listen on; this machine only.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8477,
    browser: Annotated[bool, typer.Option(help="Open it in a browser.")] = True,
    by: ByOption = None,
    tiles: Annotated[
        str | None, typer.Option(help="Address of map tiles with {z}, {x} and {y}.")
    ] = None,
    two: Annotated[
        bool,
        typer.Option("--two-person", help="Ask for a second name from now on, as check does."),
    ] = False,
) -> None:
    """Open the review desk in a browser, on this machine unless --host says more.

    Without --case a page asks which one: the example, a new one, or one opened before.
    """
    from secondsource.folders import config_folder, data_folder
    from secondsource.store import Store

    desk = _desk()
    token = None if host in LOOPBACK else secrets.token_urlsafe(18)
    if case is None and (two or token is not None):
        raise ConfigError("Name the --case: only a desk of this machine alone can choose one.")
    if case is not None:
        Store.reader(case).close()  # a case that is not there is not made
        if two:
            _ask_for_two(case, two)
    address = f"http://{'localhost' if host in LOOPBACK else host}:{port}/"
    _talk(f"The desk is open at {address} and stops with Ctrl-C.")
    if token is not None:
        _talk(f"Whoever opens it is asked for this token: {token}")
    if browser and token is None:
        threading.Timer(1.0, webbrowser.open, [address]).start()
    settings = desk.Settings(
        now=lambda: datetime.now(UTC),
        case=case,
        by=by or getpass.getuser(),
        token=token,
        tiles=tiles,
        recent=config_folder() / "recent.json",
        cases=data_folder() / "cases",
    )
    desk.serve(settings, host, port)


def _desk() -> ModuleType:
    """The review desk, which needs packages that the rest does not."""
    try:
        from secondsource import review as desk
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.startswith("secondsource"):
            raise
        raise ConfigError(
            f"The review desk needs {missing.name}, which is not installed. "
            "Install it with `pip install 'secondsource[desk]'`."
        ) from None
    return desk


# --- helpers of this module -------------------------------------------------------------------


def _shown(store: Store, console: Console) -> Shown:
    from secondsource.terminal import Shown

    return Shown.of(
        store.incidents(),
        store.claims(),
        store.reports(),
        store.warnings(),
        store.disputes(),
        store.copies(),
        standings=store.standings(),
        case=_case_words(store.path),
        marks=console.color_system is None,
    )


def _case_words(case: Path) -> str:
    """How a command names this case: nothing where it is the default one."""
    if case == DEFAULT_CASE:
        return ""
    name = str(case)
    return f' --case "{name}"' if " " in name else f" --case {name}"


def _print_rows(
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


def _print_row(store: Store, found: Incident | Report | Claim) -> None:
    """The one exported row of an incident, a report or a claim."""
    name, key = {
        Incident: ("incidents", "incident_id"),
        Report: ("reports", "report_id"),
        Claim: ("claims", "claim_id"),
    }[type(found)]
    _print_rows(store, name, lambda row: row[key] == found.id)


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
    from secondsource.terminal import open_console

    return open_console()


def _print(console: Console, page: RenderableType) -> None:
    """A page on standard output, without the blanks at line ends where it is plain text."""
    if console.color_system is not None:
        console.print(page)
        return
    with console.capture() as plain:
        console.print(page)
    print("\n".join(line.rstrip() for line in plain.get().split("\n")), end="")


def _talk(sentence: str) -> None:
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


if __name__ == "__main__":
    main()

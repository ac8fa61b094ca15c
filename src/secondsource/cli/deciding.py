"""What a person decides, verb by verb; each is a function of `decide`.

In: things named by number or id, and words. Out: the decisions as the ledger has them. It refuses
nothing itself: `decide` does.
"""

from __future__ import annotations

import getpass
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from secondsource.cli.frame import (
    DEFAULT_CASE,
    RELINKED_AT_ONCE,
    ByOption,
    CaseOption,
    JsonOption,
    NowOption,
    ReasonOption,
    app,
    console_here,
    print_page,
    print_rows,
    shown_of,
    talk,
)
from secondsource.errors import ConfigError, InputError
from secondsource.model import Decision, Force, Report

if TYPE_CHECKING:  # what a verb needs is imported in the verb, so that the others start at once
    from secondsource.decide import Act
    from secondsource.store import Store
    from secondsource.terminal import Shown


@app.command()
def judge(
    verdict: Annotated[str, typer.Argument(help="same, different or unsure.")],
    left: Annotated[
        str, typer.Argument(help="An incident or claim: table number, id, or account.")
    ],
    right: Annotated[str, typer.Argument(help="Another.")],
    case: CaseOption = DEFAULT_CASE,
    reason: ReasonOption = None,
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
    reason: ReasonOption = None,
    by: ByOption = None,
    now: NowOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say that you have checked an incident, some fields of it, or a claim."""
    from secondsource import decide, terminal

    if two_person is not None:
        ask_for_two(case, two_person)
    if what is None:
        if two_person is None:
            raise ConfigError("Name what was checked: secondsource check 3 killed place.")
        return
    with _deciding(case, by, reason, now=now) as (store, shown, act):
        found = terminal.find_told(shown, what)
        _print_decisions(store, decide.check(store, found, act, fields or ()), as_json)


def ask_for_two(case: Path, two: bool) -> None:
    """Ask for a second name in a case from now on, or no more."""
    from secondsource.pipeline import open_tools, switch_two_person
    from secondsource.store import Store

    Store.reader(case).close()  # a case that is not there is not made
    at = datetime.now(UTC)
    with Store.writer(case, at) as store:
        switch_two_person(two, store, open_tools(), at=at)
    talk(f"Perpetrators and tolls of civilians now need {'two names' if two else 'one name'}.")


@app.command()
def reject(
    what: Annotated[str, typer.Argument(help="The id of a claim.")],
    case: CaseOption = DEFAULT_CASE,
    from_: Annotated[
        str | None,
        typer.Option("--from", help="The incident it is not about; it stays a claim of its own."),
    ] = None,
    reason: ReasonOption = None,
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
    reason: ReasonOption = None,
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
    reason: ReasonOption = None,
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
    reason: ReasonOption = None,
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
    reason: ReasonOption = None,
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
    reason: ReasonOption = None,
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
    reason: ReasonOption = None,
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what a case is about; what lies outside is kept, marked and left out of counts."""
    from secondsource import decide
    from secondsource.scope import Scope, outside, scope_of, unmet

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
        incidents, held = store.incidents(), scope_of(store.standings())
        if held and (strange := unmet(incidents, held)):
            talk(f"No incident of this case bears {', '.join(strange)}: is that the name meant?")
        if incidents and len(outside(incidents, held)) == len(incidents):
            talk(
                "Every incident lies outside these limits, so nothing is counted or published. "
                "Set others, or lift them with --lift."
            )


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
        found = terminal.find(shown_of(store, console_here()), report)
        if not isinstance(found, Report):
            raise InputError(f"{report} is no report. Give the id of one.")
        act = decide.Act(by or getpass.getuser(), at, reason)
        (kept,) = decide.translate(store, found.id, words, act)
    talk(f"Kept beside {found.id} ({kept.id}).")


@app.command()
def undo(
    what: Annotated[str, typer.Argument(help="A decision: its number in the list, or its id.")],
    case: CaseOption = DEFAULT_CASE,
    reason: ReasonOption = None,
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
            print_rows(store, "decisions")
            return
        console = console_here()
        shown = shown_of(store, console)
    if shown.standings:
        print_page(console, terminal.decision_list(shown, shown.standings))
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
        shown = shown_of(store, console_here())
        at_once = len(shown.reports) <= RELINKED_AT_ONCE if now is None else now
        tools = open_tools() if at_once else None
        yield store, shown, Act(by or getpass.getuser(), at, reason, tools)
        if any(s.force is Force.PENDING for s in store.standings()):
            talk("Noted. The incidents follow with the next `secondsource run`, or with --now.")


def _print_decisions(store: Store, taken: Sequence[Decision], as_json: bool) -> None:
    from secondsource import terminal

    ids = {decision.id for decision in taken}
    if as_json:
        print_rows(store, "decisions", lambda row: row["decision_id"] in ids)
        return
    console = console_here()
    shown = shown_of(store, console)
    mine = [s for s in shown.standings if s.decision.id in ids]
    print_page(console, terminal.decision_list(shown, mine))

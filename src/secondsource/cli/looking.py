"""What shows a case: tables, pages, disputes, rules, issues, reasons.

In: an id, a number or nothing. Out: text for people, JSON with --json. It refuses to change a case,
save for the rule set that a case goes by.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from secondsource.cli.frame import (
    DEFAULT_CASE,
    CaseOption,
    EveryOption,
    JsonOption,
    app,
    console_here,
    print_case,
    print_page,
    print_row,
    print_rows,
    shown_of,
    talk,
    written_to,
)
from secondsource.errors import InputError
from secondsource.model import Incident, Issue, Report

if TYPE_CHECKING:  # what a verb needs is imported in the verb, so that the others start at once
    pass


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
            print_case(store, case, as_json)
            return
        console = console_here()
        shown = shown_of(store, console)
        found = terminal.find(shown, what)
        if as_json:
            print_row(store, found)
        elif isinstance(found, Incident):
            print_page(console, terminal.incident_page(shown, found, every=every))
        elif isinstance(found, Report):
            print_page(console, terminal.report_page(shown, found, every=every))
        else:
            print_page(console, terminal.claim_page(shown, found))


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
            print_rows(store, "disputes")
            return
        console = console_here()
        shown = shown_of(store, console)
        about = terminal.find(shown, what) if what else None
        if about and not isinstance(about, Incident):
            raise InputError(f"{what} is no incident. Give its number in the table, or its id.")
        if as_json and about:
            print_rows(store, "disputes", lambda row: row["about"] == about.id)
            return
        asked = [d for d in shown.disputes if about is None or d.about == about.id]
        print_page(console, terminal.dispute_list(shown, asked, every=every))


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
    talk(f"The case now goes by {chosen.name}: {chosen.source}.")


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
        print_page(console_here(), terminal.issue_table(found))
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

    console = console_here()
    with Store.reader(case) as store:
        shown = shown_of(store, console)
        link = explain_accounts(
            store,
            terminal.find_account(shown, left),
            terminal.find_account(shown, right),
            open_tools(),
        )
    for file, draw in ((svg, terminal.waterfall_svg), (html, terminal.waterfall_html)):
        if file is not None:
            with written_to(file) as stream:
                stream.write(draw(shown, link))
            talk(f"{file} shows the weights.")
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
        print_page(console, terminal.link_page(shown, link))

"""The case itself: what it is about, by which rules, what was run, what failed, who decided.

In: the case, and forms that set how it is worked. Out: a page and its twin, and every export as a
download. It refuses to say where the case lies on this machine.
"""

from __future__ import annotations

import json
import platform
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from secondsource import __version__
from secondsource.codes import open_codes
from secondsource.export import FORMATS, export_case
from secondsource.export.case import read_case
from secondsource.export.workbook import write_xlsx
from secondsource.model import Force, Issue, Standing
from secondsource.pipeline import rules_in_force, switch_rules, switch_two_person, two_person
from secondsource.reconcile import RuleSet, open_rules, rule_names
from secondsource.review.answer import KEYS, answer, desk_of, page, without_path
from secondsource.review.incident import title_of
from secondsource.review.index import Index
from secondsource.review.security import cookie_line
from secondsource.scope import Scope, unmet
from secondsource.store import Run, Store
from secondsource.terminal.quotes import one_line
from secondsource.wording import plural, say_day

router = APIRouter(tags=["case"])
Text = Annotated[str, Form()]
MOST_RUNS, MOST_ISSUES, MOST_OUTSIDE = 12, 100, 40
TOLL = {
    "supported": "The toll is the one that most independent sources give, later before earlier.",
    "lowest": "The toll is the lowest that reports give.",
}
PEOPLE = {"all": "Everyone counts.", "civilians": "Only civilians count."}
GRADING = {
    "sources": "Incidents are graded by how well they are sourced.",
    "harm": "Incidents are graded as allegations of harm to civilians.",
}
DOWNLOADS = {
    "csv": "incidents, a row each, for a spreadsheet",
    "xlsx": "incidents, as a workbook",
    "geojson": "incidents, for a map",
    "incidents": "incidents with every field and its statements",
    "claims": "every claim with its words",
    "reports": "reports, without their originals",
    "disputes": "where reports disagree",
    "links": "which accounts were joined, and why",
    "totals": "running totals",
    "reactions": "what was said and done about incidents",
    "decisions": "the ledger",
}


@dataclass(frozen=True, slots=True)
class Outside:
    """One incident that lies outside the scope."""

    id: str
    number: int
    title: str


@dataclass(frozen=True, slots=True)
class Limits:
    """The scope of the case, in a sentence and as a form has it."""

    sentence: str
    first: str | None
    last: str | None
    places: tuple[str, ...]
    actors: tuple[str, ...]
    types: tuple[str, ...]
    unmet: tuple[str, ...]  # places and actors that no incident bears
    outside: int
    examples: tuple[Outside, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """One rule set and what it means."""

    name: str
    title: str
    means: str
    source: str
    here: bool


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run that wrote the case."""

    id: int
    at: str
    what: str
    decision: str | None
    version: str
    ended: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One issue, and whether a report was lost to it."""

    message: str
    failed: bool
    report: str | None


@dataclass(frozen=True, slots=True)
class Decider:
    """How much somebody has decided."""

    name: str
    many: int
    stand: int
    kinds: str
    last: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """What the page shows."""

    name: str
    reports: int
    incidents: int
    limits: Limits | None
    rules: tuple[Rules, ...]
    two_person: bool
    runs: tuple[RunRow, ...]
    more_runs: int
    issues: tuple[Told, ...]
    more_issues: int
    versions: tuple[tuple[str, str], ...]
    deciders: tuple[Decider, ...]
    downloads: Mapping[str, str]
    decisions: int
    may_open: bool


@page(router, "/case")
def case(request: Request) -> Response:
    """What the case is about and how it is worked."""
    desk = desk_of(request)
    with desk.reading() as store:
        index, standings = desk.index(store), store.standings()
        runs, issues = store.runs(), store.issues()
        view = CaseView(
            name=desk.path().name,
            reports=len(index.sources),
            incidents=len(index.incidents),
            limits=_limits(index),
            rules=_rules(rules_in_force(store)),
            two_person=two_person(store),
            runs=tuple(_run(r) for r in reversed(runs[-MOST_RUNS:])),
            more_runs=max(0, len(runs) - MOST_RUNS),
            issues=tuple(_issue(request, i) for i in issues[:MOST_ISSUES]),
            more_issues=max(0, len(issues) - MOST_ISSUES),
            versions=_versions(runs),
            deciders=_deciders(standings),
            downloads={name: DOWNLOADS[name] for name in DOWNLOADS},
            decisions=len(standings),
            may_open=desk.alone,
        )
    types = [(code, t.name) for code, t in open_codes().types.items() if not t.reaction]
    return answer(request, "case.html", view, types=types)


@router.post("/case/rules", include_in_schema=False)
def rules(request: Request, name: Text) -> Response:
    """Reconcile the case by another rule set from now on."""
    desk = desk_of(request)
    with desk.writing() as store:
        switch_rules(name, store, desk.tools(), at=desk.settings.now())
    return RedirectResponse("/case#rules", 303)


@router.post("/case/two-person", include_in_schema=False)
def persons(request: Request, on: Text = "") -> Response:
    """Ask for a second name from now on, or no more."""
    desk = desk_of(request)
    with desk.writing() as store:
        switch_two_person(on == "on", store, desk.tools(), at=desk.settings.now())
    return RedirectResponse("/case#persons", 303)


@router.post("/case/keys", include_in_schema=False)
def keys(on: Text = "") -> Response:
    """Let letters act in this browser, or not."""
    response = RedirectResponse("/case#keys-title-case", 303)
    response.headers.append("set-cookie", cookie_line(KEYS, "on" if on == "on" else "off"))
    return response


@router.get("/export/{name}")
def export(request: Request, name: str) -> Response:
    """One export of the whole case, as a download."""
    desk = desk_of(request)
    stem = desk.path().stem.encode("ascii", "replace").decode("ascii")
    with desk.reading() as store:
        kind, ending, body = _written(store, name)
    quoted = json.dumps(f"{stem}-{ending}" if "." in ending else f"{stem}.{ending}")
    headers = {"content-disposition": f"attachment; filename={quoted}"}
    return Response(body, media_type=kind, headers=headers)


def _written(store: Store, name: str) -> tuple[str, str, bytes]:
    """An export with its kind and how its file is called behind the name of the case."""
    if name == "xlsx":
        book = BytesIO()
        write_xlsx(read_case(store), book)
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return kind, "xlsx", book.getvalue()
    if name not in FORMATS:
        raise HTTPException(404, f"There is no export {name!r}. The page Case lists all.")
    out = StringIO(newline="")
    export_case(store, name, out)
    body = out.getvalue().encode("utf-8")
    if name == "csv":
        return "text/csv", "csv", body
    if name == "geojson":
        return "application/geo+json", "geojson", body
    return "application/x-ndjson", f"{name}.jsonl", body


# --- what the page says -----------------------------------------------------------------------


def _limits(index: Index) -> Limits | None:
    scope = index.scope
    if scope is None:
        return None
    left = [i for i in index.incidents if i.id in index.outside]
    return Limits(
        sentence=say_limits(scope, index.countries),
        first=scope.first.isoformat() if scope.first else None,
        last=scope.last.isoformat() if scope.last else None,
        places=scope.places,
        actors=scope.actors,
        types=scope.types,
        unmet=tuple(index.countries.get(n, n) for n in unmet(index.incidents, scope)),
        outside=len(left),
        examples=tuple(
            Outside(i.id, index.number[i.id], title_of(i, index)) for i in left[:MOST_OUTSIDE]
        ),
    )


def say_limits(scope: Scope, countries: Mapping[str, str]) -> str:
    """What a case is about, in one sentence."""
    known = open_codes().types
    types = [known[t].name.lower() if t in known else t for t in scope.types]
    places = [countries.get(place, place) for place in scope.places]
    parts = [
        f"from {say_day(scope.first)}" if scope.first else "",
        f"until {say_day(scope.last)}" if scope.last else "",
        f"in {_either(places)}" if places else "",
        f"with {_either(scope.actors)}" if scope.actors else "",
    ]
    what = _either(types) if types else "what happened"
    return " ".join(["This case is about", what, *filter(None, parts)]) + "."


def _either(names: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _rules(here: RuleSet) -> tuple[Rules, ...]:
    found = [open_rules(name) for name in rule_names()]
    return tuple(Rules(r.name, r.title, _means(r), r.source, r.name == here.name) for r in found)


def _means(rules: RuleSet) -> str:
    enough = f"{plural(rules.fair_sources, 'independent source')} make an incident fair."
    return " ".join((TOLL[rules.toll], PEOPLE[rules.people], GRADING[rules.grading], enough))


def _run(run: Run) -> RunRow:
    settings = dict(run.settings)
    said = {
        "decision": "a decision",
        "entered": f"entered by hand: {settings.get('entered')}",
        "import": f"a sheet: {settings.get('import')}",
        "two_person": f"a second name: {settings.get('two_person')}",
        "rules": f"under the rules {settings.get('rules')}",
    }
    what = next((words for name, words in said.items() if name in settings), "a run")
    at = f"{say_day(run.started_at.date())}, {run.started_at:%H:%M}"
    return RunRow(
        run.id, at, what, settings.get("decision"), run.code_version, run.ended_at is not None
    )


def _issue(request: Request, issue: Issue) -> Told:
    words = without_path(one_line(issue.message), desk_of(request).case)
    return Told(words, issue.failed, issue.report_id)


def _versions(runs: Sequence[Run]) -> tuple[tuple[str, str], ...]:
    """What reads this case now, and what coded it last."""
    coded = next((dict(r.digests) for r in reversed(runs) if r.digests), {})
    return (
        ("Second Source", __version__),
        ("Python", platform.python_version()),
        ("SQLite", sqlite3.sqlite_version),
        *sorted(coded.items()),
    )


def _deciders(standings: Sequence[Standing]) -> tuple[Decider, ...]:
    names = Counter(s.decision.by for s in standings)
    found = []
    for name, many in names.most_common():
        mine = [s for s in standings if s.decision.by == name]
        kinds = Counter(s.decision.kind.value for s in mine)
        gone = (Force.UNDONE, Force.REPLACED)
        found.append(
            Decider(
                name,
                many,
                sum(s.force not in gone for s in mine),
                ", ".join(f"{n} {kind}" for kind, n in kinds.most_common()),
                say_day(max(s.decision.at for s in mine).date()),
            )
        )
    return tuple(found)

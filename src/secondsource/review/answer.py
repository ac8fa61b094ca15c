"""A page and its JSON twin from one view.

In: a request, the name of a template, and a view (a frozen dataclass of plain values). Out: HTML,
or the same view as JSON where the address ends in `.json`. It refuses to let a page say more than
its twin: templates get the view and the frame around it, nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

from fastapi import APIRouter, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.responses import HTMLResponse, JSONResponse, Response

from secondsource import __version__
from secondsource.errors import StoreError
from secondsource.export.plain import plain
from secondsource.review.desk import Desk
from secondsource.review.index import Index
from secondsource.review.queue import read_queue
from secondsource.review.security import cookie, form_token
from secondsource.store import Store
from secondsource.terminal.decisions import say_decision
from secondsource.terminal.shown import Shown
from secondsource.wording import say_day, say_days

HERE = Path(__file__).parent
NAME, THEME, KEYS = "desk_name", "desk_theme", "desk_keys"
PAGES = (
    ("/reports-in", "Reports in"),
    ("/incidents", "Overview"),
    ("/review", "Review"),
    ("/disputes", "Disputes"),
    ("/totals", "Totals"),
    ("/sources", "Sources"),
    ("/actors", "Actors"),
    ("/case", "Case"),
)
STATUS_WORDS = {
    "agreed": "Agreed",
    "single_source": "One source",
    "compatible": "Compatible",
    "updated": "Updated",
    "disputed": "Disputed",
    "ruled": "Ruled",
    "not_said": "Not said",
}
REVIEW_WORDS = {
    "unreviewed": "Unreviewed",
    "in_part": "In part",
    "checked": "Checked",
    "reopened": "Reopened",
    "second": "Needs a second name",
}

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Done:
    """What was just decided, which the page offers to undo."""

    id: str
    what: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page."""

    case: str | None  # name of the case file
    by: str
    theme: str
    keys: str  # on, off: whether letters do anything
    token: str
    here: str
    counts: dict[str, int]
    version: str
    done: Done | None


def environment() -> Environment:
    """The templates; everything that goes into them is escaped."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["day"] = lambda iso: say_day(date.fromisoformat(iso))
    made.filters["days"] = say_days
    made.globals.update(pages=PAGES, status_words=STATUS_WORDS, review_words=REVIEW_WORDS)
    return made


def desk_of(request: Request) -> Desk:
    """The desk that a request speaks to."""
    desk: Desk = request.app.state.desk
    return desk


def without_path(words: str, case: Path | None) -> str:
    """A sentence without where the case lies on this machine."""
    if case is None:
        return words
    return words.replace(str(case), "The case").replace(f"{case.parent}{os.sep}", "")


def person(request: Request) -> str:
    """Who is at the desk, as this browser said."""
    return unquote(cookie(request.headers, NAME) or "") or desk_of(request).settings.by


def frame(request: Request) -> Frame:
    """What stands around the page that is asked for."""
    desk = desk_of(request)
    counts: dict[str, int] = {}
    done = None
    if desk.case is not None:
        with suppress(StoreError), desk.reading() as store:  # the page itself says what is wrong
            index = desk.index(store)
            waiting = desk.kept("queue", store, lambda: read_queue(store, index))
            counts = {"/review": len(waiting), "/disputes": len(index.disputes)}
            done = _done(store, index, request.query_params.get("done"))
    return Frame(
        case=desk.case.name if desk.case else None,
        by=person(request),
        theme=cookie(request.headers, THEME) or "light",
        keys="off" if cookie(request.headers, KEYS) == "off" else "on",
        token=form_token(request.app.state.secret, request.state.session),
        here="/" + request.url.path.strip("/").split("/")[0].removesuffix(".json"),
        counts=counts,
        version=__version__,
        done=done,
    )


def _done(store: Store, index: Index, decision_id: str | None) -> Done | None:
    """What was just decided, in the words of the ledger."""
    if not decision_id:
        return None
    standings = store.standings()
    found = next((s for s in standings if s.decision.id == decision_id), None)
    if found is None:
        return None
    claims = store.claims_in({s.evidence.report_id for s in found.decision.spans})
    shown = Shown.of(index.incidents, claims, (), {}, standings=standings)
    return Done(decision_id, say_decision(shown, found))


def page(router: APIRouter, path: str, **options: Any) -> Callable[[F], F]:
    """Serve a function at an address and, with `.json` behind it, as its JSON twin."""

    def both(function: F) -> F:
        router.get(f"{path}.json", response_class=JSONResponse, **options)(function)
        router.get(path, response_class=HTMLResponse, include_in_schema=False)(function)
        return function

    return both


def answer(request: Request, template: str, view: Any, **choices: Any) -> Response:
    """The page of a view, or the view itself; `choices` are what forms of the page offer."""
    if request.url.path.endswith(".json"):
        return JSONResponse(plain(view))
    return html(request, template, view=view, **choices)


def html(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A template filled; a part of a page where its name begins with an underscore."""
    made: Environment = request.app.state.templates
    words = made.get_template(template).render(frame=frame(request), **values)
    return HTMLResponse(words, status)

"""Where a case is chosen: the example, a new one, one of those opened last, or one by its path.

In: forms. Out: the desk over that case. It refuses to list the files of this machine, to show where
a case lies, and to change the case where anybody but its own user can reach the desk.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from secondsource.errors import InputError, SecondSourceError, StoreError
from secondsource.examples import example_reports
from secondsource.read import Named
from secondsource.review.answer import answer, desk_of, html, page
from secondsource.review.desk import Desk
from secondsource.review.intake import plain_name
from secondsource.review.pages.reports_in import reports_of
from secondsource.review.recent import read_recent
from secondsource.store import Store
from secondsource.wording import say_day

router = APIRouter(tags=["start"])
Text = Annotated[str, Form()]
EXAMPLE = "The example reports"
OF_THE_COMMAND = "Name another file with --case."


@dataclass(frozen=True, slots=True)
class Before:
    """A case that was opened before, by its name alone."""

    key: str
    name: str
    opened: str
    here: bool  # it is the one that is open now


@dataclass(frozen=True, slots=True)
class Start:
    """What the start page offers."""

    may_open: bool
    recent: tuple[Before, ...]
    fault: str | None = None
    asked: str | None = None  # which form the fault is of


@page(router, "/start")
def start(request: Request) -> Response:
    """Where a case is chosen."""
    return answer(request, "start.html", _view(desk_of(request)))


@router.post("/start/example", include_in_schema=False)
def example(request: Request, name: Text = "example", folder: Text = "") -> Response:
    """Make a case of the reports that ship, and read them."""

    def does(desk: Desk) -> str:
        desk.open(_made(desk, name, folder))
        named = [
            Named(p.name, p)
            for p in sorted(example_reports().iterdir())
            if p.is_file() and not p.name.startswith(".")
        ]
        desk.intake.start(desk.path(), EXAMPLE, reports_of(desk, named))
        return "/reports-in"

    return _opened(request, "example", does)


@router.post("/start/new", include_in_schema=False)
def new(request: Request, name: Text = "", folder: Text = "") -> Response:
    """Make an empty case."""

    def does(desk: Desk) -> str:
        desk.open(_made(desk, name, folder))
        return "/reports-in"

    return _opened(request, "new", does)


@router.post("/start/recent", include_in_schema=False)
def recent(request: Request, key: Text = "") -> Response:
    """Open one of the cases that were opened last."""

    def does(desk: Desk) -> str:
        found = next((r for r in read_recent(desk.settings.recent) if r.key == key), None)
        if found is None:
            raise InputError("That case is no longer where it was. Open it by its path.")
        return _over(desk, found.path)

    return _opened(request, "recent", does)


@router.post("/start/open", include_in_schema=False)
def open_case(request: Request, path: Text = "") -> Response:
    """Open a case by its path on this machine."""

    def does(desk: Desk) -> str:
        if not path.strip():
            raise InputError("No path was given. Write where the case file lies.")
        return _over(desk, Path(path.strip()).expanduser())

    return _opened(request, "open", does)


def _view(desk: Desk, fault: str | None = None, asked: str | None = None) -> Start:
    known = read_recent(desk.settings.recent) if desk.alone else ()
    here = desk.case.absolute() if desk.case else None
    recent = tuple(
        Before(r.key, r.path.name, say_day(datetime.fromisoformat(r.opened).date()), r.path == here)
        for r in known
    )
    return Start(desk.alone, recent, fault, asked)


def _opened(request: Request, asked: str, does: Callable[[Desk], str]) -> Response:
    """Go where an act leads; what it refuses is said beside its form."""
    desk = desk_of(request)
    if not desk.alone:
        raise PermissionError(
            "This desk is open to a network, so its case stays. Start it with another --case."
        )
    try:
        return RedirectResponse(does(desk), 303)
    except SecondSourceError as fault:
        return html(request, "start.html", 422, view=_view(desk, str(fault), asked))


def _over(desk: Desk, path: Path) -> str:
    if not path.is_file():
        raise InputError(f"There is no file at {path}. Look again at how its path is written.")
    try:
        Store.reader(path).close()  # what is no case is not opened
    except StoreError as fault:
        raise InputError(str(fault).replace(OF_THE_COMMAND, "Open another.")) from fault
    desk.open(path)
    return "/incidents"


def _made(desk: Desk, name: str, folder: str) -> Path:
    """A new case file; InputError where its name is taken or its folder is not there."""
    words = plain_name(name, "sahel-2026")
    home = Path(folder.strip()).expanduser() if folder.strip() else desk.settings.cases
    if home is None:
        raise InputError("No folder was named. Write where the case should lie.")
    if not folder.strip():
        home.mkdir(parents=True, exist_ok=True)
    path = home / (words if "." in words else f"{words}.db")
    if path.exists():
        raise InputError(f"{path.name} is there already. Open it, or choose another name.")
    with Store.writer(path, desk.settings.now()):
        return path

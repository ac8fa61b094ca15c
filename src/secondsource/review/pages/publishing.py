"""What would be published: what goes out, what is held back and why, before anything is written.

In: what is asked of the copy. Out: the account as a page and its twin; and, where the desk is its
user's alone, the site in a folder beside the case. It refuses a folder anywhere else.
"""

from __future__ import annotations

import shlex
from collections import Counter
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from secondsource import publish
from secondsource.errors import SecondSourceError
from secondsource.publish import Account, HeldBack, Options, Publication
from secondsource.publish.select import reason_of
from secondsource.review.answer import answer, desk_of, html, page, without_path
from secondsource.review.desk import Desk
from secondsource.review.intake import plain_name

router = APIRouter(tags=["publish"])
Text = Annotated[str, Form()]
MOST = 200  # of what is held back that is listed one by one


@dataclass(frozen=True, slots=True)
class Back:
    """One thing that is held back, and why."""

    what: str
    id: str | None
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the copy, in the words of the command."""

    drafts: bool
    names: str
    snap: str
    delay: str


@dataclass(frozen=True, slots=True)
class Publishing:
    """What would go out and what would not."""

    asked: Asked
    incidents: int
    quotes: int
    reports: int
    names: tuple[str, ...]
    reasons: dict[str, int]
    held: tuple[Back, ...]
    more: int
    command: str
    may_write: bool
    folder: str
    written: str | None = None
    fault: str | None = None


@page(router, "/publish")
def look(
    request: Request, drafts: str = "", names: str = "", snap: str = "", delay: str = ""
) -> Response:
    """What would go out of the case, asked as it is, and what is held back."""
    desk = desk_of(request)
    asked = Asked(bool(drafts), names, snap, delay)
    _, account = _copy(desk, asked)
    return answer(request, "publish.html", _view(desk, asked, account))


@router.post("/publish", include_in_schema=False)
def write(
    request: Request,
    folder: Text = "",
    drafts: Text = "",
    names: Text = "",
    snap: Text = "",
    delay: Text = "",
) -> Response:
    """Write the site into a folder beside the case."""
    desk = desk_of(request)
    if not desk.alone:
        raise PermissionError(
            "This desk is open to a network, so it writes no files. Use the command instead."
        )
    asked = Asked(bool(drafts), names, snap, delay)
    copy, account = _copy(desk, asked)
    try:
        name = plain_name(folder, "site")
        publish.write_site(copy, desk.path().parent / name)
    except SecondSourceError as fault:
        words = without_path(str(fault), desk.case)
        return html(request, "publish.html", 422, view=_view(desk, asked, account, fault=words))
    return html(request, "publish.html", view=_view(desk, asked, account, name, written=name))


def _copy(desk: Desk, asked: Asked) -> tuple[Publication, Account]:
    options: Options = publish.options_of(
        drafts=asked.drafts, names=asked.names, snap=asked.snap, delay=asked.delay
    )
    tools = desk.tools()
    with desk.reading() as store:
        return publish.prepare(
            store,
            options,
            tools.gazetteer,
            tools.actors,
            at=desk.settings.now(),
        )


def _view(
    desk: Desk,
    asked: Asked,
    account: Account,
    folder: str = "site",
    *,
    written: str | None = None,
    fault: str | None = None,
) -> Publishing:
    held = account.held_back
    reasons = Counter[str]()
    for one in held:
        reasons[_reason(one)] += _many(one)
    return Publishing(
        asked,
        account.incidents,
        account.quotes,
        account.reports,
        account.names,
        dict(reasons.most_common()),
        tuple(_back(h) for h in held[:MOST]),
        max(0, len(held) - MOST),
        _command(desk, asked, folder),
        desk.alone,
        folder,
        written,
        fault,
    )


def _reason(held: HeldBack) -> str:
    """Why it is held back, without what is said of it alone."""
    kinds = {"name": "names of persons", "disputes": f"disputes {held.why}"}
    return kinds.get(held.what) or reason_of(held)


def _many(held: HeldBack) -> int:
    """How many things it stands for: disputes are told by their number."""
    number = held.which.partition(" ")[0].replace(",", "")
    return int(number) if held.what == "disputes" and number.isdecimal() else 1


def _back(held: HeldBack) -> Back:
    incident = held.which if held.what == "incident" else None
    return Back(held.what, incident, held.title or held.which, held.why)


def _command(desk: Desk, asked: Asked, folder: str) -> str:
    """The command that writes the same."""
    parts = ["secondsource", "publish", "--case", desk.path().name, "--out", folder]
    parts += ["--drafts"] if asked.drafts else []
    for name in ("names", "snap", "delay"):
        value = getattr(asked, name)
        parts += [f"--{name}", value] if value else []
    return shlex.join(parts)

"""An incident entered by hand, with its source.

In: a form. Out: a report with one claim, or the form again with what is wrong beside its field. It
refuses to fill in what was left empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from secondsource.codes import open_codes
from secondsource.enter import Entered, enter_incident
from secondsource.errors import InputError
from secondsource.review.answer import desk_of, html, person
from secondsource.review.desk import Desk
from secondsource.told import HAND, Role

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form."""

    role: str
    label: str
    hint: str = ""
    needed: bool = False
    long: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """The form as it was sent, and what is wrong with it."""

    words: Mapping[str, str]
    faults: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by role; "" of no field
    entered: str | None = None  # id of the report that stands already, faults or not


GROUPS = (
    (
        "What happened",
        (
            Field("notes", "In the words of the source", needed=True, long=True),
            Field("event_type", "Type"),
        ),
    ),
    (
        "When and where",
        (
            Field("date", "Day", "2024-02-07, or early February 2024"),
            Field("end_date", "Last day"),
            Field("place", "Place", "Goma"),
            Field("admin1", "Province"),
            Field("country", "Country"),
            Field("lat", "Latitude", "-1.68"),
            Field("lon", "Longitude", "29.22"),
        ),
    ),
    (
        "Its source",
        (
            Field("source", "Who tells it", "a radio, a ministry, a witness by role"),
            Field("published", "On which day", "2024-02-08"),
            Field("title", "Title"),
            Field("url", "Address", "https://…"),
            Field("lang", "Language", "ar, es, uk"),
        ),
    ),
    (
        "Who, whom and by what means",
        (
            Field("perpetrator", "By"),
            Field("target", "On"),
            Field("weapon", "Means"),
        ),
    ),
    (
        "Toll",
        (
            Field("killed", "Killed"),
            Field("killed_low", "Killed, at least"),
            Field("killed_high", "Killed, at most"),
            Field("injured", "Injured"),
            Field("injured_low", "Injured, at least"),
            Field("injured_high", "Injured, at most"),
        ),
    ),
)


@router.get("/enter")
def blank(request: Request) -> Response:
    """The empty form."""
    return _page(request, Form({}))


@router.post("/enter")
async def enter(request: Request) -> Response:
    """Enter one incident; what cannot be read is said, and sending again corrects it."""
    sent = await request.form()
    roles = {role.value for role in Role}
    words = {k: str(v) for k, v in sent.items() if k in roles and str(v).strip()}
    try:
        done = await run_in_threadpool(_enter, desk_of(request), words, person(request))
    except InputError as fault:
        return _page(request, Form(words, _placed((str(fault),), words)), 422)
    if done.issues:
        kept = done.report.id.removeprefix(f"{HAND}:")
        said = _placed((i.message for i in done.issues), words)
        return _page(request, Form({**words, "id": kept}, said, done.report.id), 422)
    return RedirectResponse(f"/reports/{quote(done.report.id)}", 303)


def _placed(said: Iterable[str], words: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """What is wrong at the field that it is about, by the words it quotes; else at none."""
    found: dict[str, tuple[str, ...]] = {}
    for message in dict.fromkeys(said):
        quoting = [role for role, held in words.items() if f"{held.strip()[:60]!r}" in message]
        quoting.sort(key=lambda role: role not in message)
        role = quoting[0] if quoting else "notes" if not words.get("notes") else ""
        at = message.find(": ") if message.startswith("Report ") else -1
        told = message[at + 2 :] if at > 0 else message
        found[role] = (*found.get(role, ()), told[:1].upper() + told[1:])
    return found


def _enter(desk: Desk, words: Mapping[str, str], by: str) -> Entered:
    tools = desk.tools()
    with desk.writing() as store:
        return enter_incident(words, store, tools, by=by, at=desk.settings.now())


def _page(request: Request, view: Form, status: int = 200) -> Response:
    types = [(code, t.name) for code, t in open_codes().types.items() if not t.reaction]
    return html(request, "enter.html", status, view=view, groups=GROUPS, types=types)

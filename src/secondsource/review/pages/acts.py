"""Every act of review, as a form of the desk sends it.

In: forms. Out: a redirect to the page that was left, which says what was done and offers to undo
it; or, where somebody else decided on the same thing meanwhile, both versions side by side. It
refuses nothing itself: `decide` does, in sentences.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import JSONResponse, RedirectResponse, Response

from secondsource import decide
from secondsource.decide import Act
from secondsource.errors import Clash, InputError
from secondsource.model import Claim, Decision, Evidence, Incident, Kind, Property, Report, Standing
from secondsource.review.answer import desk_of, html, person
from secondsource.review.desk import Desk
from secondsource.review.security import own_address
from secondsource.scope import Scope
from secondsource.store import Store
from secondsource.terminal.quotes import one_line
from secondsource.wording import say

router = APIRouter(prefix="/act", include_in_schema=False)
Text = Annotated[str, Form()]
Many = Annotated[list[str], Form()]
Seen = Annotated[int | None, Form()]
Does = Callable[[Store, Act], Sequence[Decision]]


@dataclass(frozen=True, slots=True)
class Theirs:
    """What somebody else decided meanwhile."""

    by: str
    at: str
    what: str
    why: str | None


@dataclass(frozen=True, slots=True)
class Clashed:
    """Two versions of one thing, and the form that puts one in place of the other."""

    words: str
    theirs: tuple[Theirs, ...]
    mine: str
    action: str
    fields: tuple[
        tuple[str, str], ...
    ]  # of the form as it was sent, with `seen` brought up to date
    back: str


@router.post("/rule")
async def rule(
    request: Request,
    incident: Text,
    field: Text,
    value: Text,
    reason: Text = "",
    url: Text = "",
    note: Text = "",
    low: Text = "",
    high: Text = "",
    seen: Seen = None,
) -> Response:
    """Rule on one field of an incident."""
    evidence = [str(v) for v in (await request.form()).getlist("evidence")]

    def does(store: Store, act: Act) -> Sequence[Decision]:
        said = store.statements(evidence) if evidence else ()
        grounds = decide.Grounds(said, url or None, note or None)
        words = decide.bounded(value, _whole(low), _whole(high))
        return decide.rule(store, _incident(store, incident), field, words, act, grounds)

    return await _do(request, does, reason, seen)


@router.post("/check")
async def check(request: Request, thing: Text, reason: Text = "", seen: Seen = None) -> Response:
    """Check an incident, some fields of it, or a claim."""
    fields = [str(v) for v in (await request.form()).getlist("field")]
    return await _do(
        request,
        lambda store, act: decide.check(store, _told(store, thing), act, fields),
        reason,
        seen,
    )


@router.post("/reject")
async def reject(
    request: Request, claim: Text, incident: Text = "", reason: Text = "", seen: Seen = None
) -> Response:
    """Reject a claim, or say that it is not about one incident."""

    def does(store: Store, act: Act) -> Sequence[Decision]:
        about = _incident(store, incident) if incident else None
        return decide.reject(store, _claim(store, claim), act, about)

    return await _do(request, does, reason, seen)


@router.post("/retype")
async def retype(
    request: Request, claim: Text, event_type: Text, reason: Text = "", seen: Seen = None
) -> Response:
    """Give a claim another type."""
    return await _do(
        request,
        lambda store, act: decide.retype(store, _claim(store, claim), event_type, act),
        reason,
        seen,
    )


@router.post("/note")
async def note(request: Request, thing: Text, text: Text, field: Text = "") -> Response:
    """Leave a comment on an incident, a field, a claim or a report."""
    return await _do(
        request,
        lambda store, act: decide.note(store, _any(store, thing), text, act, field or None),
        "",
        None,
    )


@router.post("/judge")
async def judge(
    request: Request, verdict: Text, left: Text, right: Text, reason: Text = "", seen: Seen = None
) -> Response:
    """Say whether two accounts or incidents are one."""

    def does(store: Store, act: Act) -> Sequence[Decision]:
        return decide.judge(store, verdict, _told(store, left), _told(store, right), act)

    return await _do(request, does, reason, seen)


@router.post("/merge")
async def merge(
    request: Request, incident: Text, other: Text, reason: Text = "", seen: Seen = None
) -> Response:
    """Make two incidents one."""

    def does(store: Store, act: Act) -> Sequence[Decision]:
        return decide.merge(store, _incident(store, incident), _incident(store, other), act)

    return await _do(request, does, reason, seen)


@router.post("/split")
async def split(request: Request, incident: Text, reason: Text = "", seen: Seen = None) -> Response:
    """Make another incident of some claims of one."""
    part = [str(v) for v in (await request.form()).getlist("claim")]

    def does(store: Store, act: Act) -> Sequence[Decision]:
        claims = [_claim(store, c) for c in part]
        return decide.split(store, _incident(store, incident), claims, act)

    return await _do(request, does, reason, seen)


@router.post("/undo")
async def undo(request: Request, what: Text = "", reason: Text = "") -> Response:
    """Undo a decision; without one, the last of this person that holds."""

    def does(store: Store, act: Act) -> Sequence[Decision]:
        return decide.undo(store, what or _last(store, act.by), act)

    return await _do(request, does, reason, None)


@router.post("/fill")
async def fill(
    request: Request,
    claim: Text,
    field: Text,
    start: Seen = None,
    end: Seen = None,
    words: Text = "",
    value: Text = "",
    beside: Text = "",
    reason: Text = "",
    seen: Seen = None,
) -> Response:
    """Fill a field of a claim with words of its report, selected or typed."""

    def does(store: Store, act: Act) -> Sequence[Decision]:
        told = _claim(store, claim)
        report = _report(store, told.report_id)
        if start is None or end is None:  # typed, not selected
            quoted = decide.find_words(report, words, told.evidence)
            read = _read(report, field, quoted.start, quoted.end, value)
        else:
            read = _read(report, field, start, end, value)
        return decide.fill(store, told, read, act, desk_of(request).tools(), instead=not beside)

    return await _do(request, does, reason, seen)


@router.post("/add")
async def add(
    request: Request,
    report: Text,
    start: Seen = None,
    end: Seen = None,
    words: Text = "",
    kind: Text = "incident",
    event_type: Text = "",
    incident: Text = "",
    reason: Text = "",
    seen: Seen = None,
) -> Response:
    """Add a claim that was missed, in words of the report, selected or typed."""

    def does(store: Store, act: Act) -> Sequence[Decision]:
        told = _report(store, report)
        if start is None or end is None:  # typed, not selected
            quoted = decide.find_words(told, words)
        else:
            quoted = told.evidence(*_inside(told, start, end))
        reads = (decide.Read(Property.COUNT, quoted),) if kind == Kind.TOTAL.value else ()
        found = decide.Found(
            quoted,
            decide.kind_of(kind),
            event_type or None,
            reads=reads,
            incident=_incident(store, incident) if incident else None,
        )
        return decide.add(store, told, found, act, desk_of(request).tools())

    return await _do(request, does, reason, seen)


@router.post("/translate")
async def translate(request: Request, report: Text, text: Text = "", reason: Text = "") -> Response:
    """Keep a translation beside a report."""
    return await _do(
        request, lambda store, act: decide.translate(store, report, text, act), reason, None
    )


@router.post("/limit")
async def limit(
    request: Request,
    first: Text = "",
    last: Text = "",
    places: Text = "",
    actors: Text = "",
    reason: Text = "",
    lift: Text = "",
    seen: Seen = None,
) -> Response:
    """Say what the case is about, or lift its limits."""
    types = [str(v) for v in (await request.form()).getlist("types")]
    scope = Scope(
        decide.day_of(first) if first.strip() else None,
        decide.day_of(last) if last.strip() else None,
        _listed(places),
        _listed(actors),
        tuple(types),
    )
    if not lift and scope == Scope():
        raise InputError("No limit was given. Give a day, a place, an actor or a type.")

    def does(store: Store, act: Act) -> Sequence[Decision]:
        return decide.limit(store, None if lift else scope, act)

    return await _do(request, does, reason, seen)


@router.post("/identify")
async def identify(
    request: Request, party: Text, meant: Text, reason: Text = "", seen: Seen = None
) -> Response:
    """Say who a provisional party is."""

    def does(store: Store, act: Act) -> Sequence[Decision]:
        return decide.identify(store, party, meant, act, desk_of(request).tools())

    return await _do(request, does, reason, seen)


@router.get("/read-as")
def read_as(
    request: Request, report: str, field: str, start: int, end: int, claim: str = ""
) -> Response:
    """How selected words would be kept as the value of a field, before anything is stored."""
    desk = desk_of(request)
    with desk.reading() as store:
        told = _report(store, report)
        read = _read(told, field, start, end, "")
        about = _claim(store, claim) if claim else None
        value = decide.value_read(read, told, desk.tools(), about)
    return JSONResponse({"value": one_line(say(value))})


# --- doing ----------------------------------------------------------------------------------------


async def _do(request: Request, does: Does, reason: str, seen: int | None) -> Response:
    """Carry out an act and go back, or show both versions where two people clash."""
    desk, by = desk_of(request), person(request)
    form = await request.form()
    back = own_address(str(form.get("next") or request.headers.get("referer", "/")))
    try:
        done = await run_in_threadpool(_done, desk, does, by, reason, seen)
    except Clash as fault:
        return html(request, "clash.html", 409, view=_clashed(desk, request, form, fault, back))
    mark = urlencode({"done": done[0].id})
    path, _, anchor = back.partition("#")
    base = "&".join(p for p in urlsplit(path).query.split("&") if p and not p.startswith("done="))
    query = f"{base}&{mark}" if base else mark
    where = f"{urlsplit(path).path}?{query}" + (f"#{anchor}" if anchor else "")
    if request.headers.get("hx-request") == "true":  # sent beside the page, which goes there itself
        return Response(status_code=204, headers={"hx-redirect": where})
    return RedirectResponse(where, 303)


def _done(desk: Desk, does: Does, by: str, reason: str, seen: int | None) -> Sequence[Decision]:
    with desk.writing() as store:
        return does(store, desk.act(by, reason, seen))


def _clashed(desk: Desk, request: Request, form: FormData, fault: Clash, back: str) -> Clashed:
    with desk.reading() as store:
        now = len(store.decisions())
    pairs = [(k, str(v)) for k, v in form.multi_items() if k != "seen"]
    kept = (*((k, v) for k, v in pairs if k != "token"), ("seen", str(now)))
    mine = "; ".join(dict.fromkeys(_words(d) for d in fault.mine))
    return Clashed(
        str(fault),
        tuple(_theirs(s) for s in fault.theirs),
        mine,
        request.url.path,
        tuple(kept),
        back,
    )


def _theirs(standing: Standing) -> Theirs:
    d = standing.decision
    return Theirs(d.by, d.at.strftime("%-d %b %Y %H:%M"), _words(d), d.reason)


def _words(decision: Decision) -> str:
    """A decision in a few words, without what it speaks of, which both versions share."""
    kind = decision.kind.value.replace("_", " ")
    if len(decision.subject) == 2 and decision.kind.value == "value":
        return f"{decision.subject[1].replace('_', ' ')}: {decision.value or 'unknown'}"
    return f"{kind}: {decision.value}" if decision.value else kind


def _last(store: Store, by: str) -> str:
    mine = [
        s.decision
        for s in store.standings()
        if s.decision.by == by and s.force.value in ("in_force", "pending", "overruled")
        if s.decision.kind.value != "undo"
    ]
    if not mine:
        raise InputError(f"{by} has decided nothing that could be undone.")
    return mine[-1].id


# --- finding what a form names --------------------------------------------------------------------


def _whole(words: str) -> int | None:
    if not words.strip():
        return None
    if not words.strip().isdecimal():
        raise InputError(f"{words!r} is no whole number. Write digits only.")
    return int(words)


def _listed(words: str) -> tuple[str, ...]:
    """Names between commas or on lines."""
    return tuple(w for w in (part.strip() for part in re.split(r"[,;\n]", words)) if w)


def _incident(store: Store, name: str) -> Incident:
    found = store.incident(name)
    if found is None:
        raise InputError(f"This case has no incident {name!r}. Give its number in the list.")
    return found


def _claim(store: Store, name: str) -> Claim:
    found = store.claim(name) or next((c for c in store.claims() if c.id == name), None)
    if found is None:
        raise InputError(f"This case has no claim {name!r}. Open its report again.")
    return found


def _told(store: Store, name: str) -> Incident | Claim:
    return store.incident(name) or _claim(store, name)


def _any(store: Store, name: str) -> Incident | Claim | Report:
    return store.incident(name) or store.report(name) or _claim(store, name)


def _report(store: Store, name: str) -> Report:
    found = store.report(name)
    if found is None:
        raise InputError(f"This case has no report {name!r}. Sources lists all.")
    return found


def _inside(report: Report, start: int, end: int) -> tuple[int, int]:
    if not 0 <= start < end <= len(report.text):
        raise InputError(f"{start}:{end} does not lie in the report. Select the words again.")
    return start, end


def _read(report: Report, field: str, start: int, end: int, value: str) -> decide.Read:
    words: Evidence = report.evidence(*_inside(report, start, end))
    prop = next((p for p in Property if p.value == field), None)
    if prop is None:
        raise InputError(f"There is no field {field!r}. Choose one of the list.")
    return decide.Read(prop, words, value.strip() or None)

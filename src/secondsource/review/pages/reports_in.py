"""Reports in: files, pasted words, addresses and sheets, from the browser alone.

In: forms. Out: a batch that is read beside the pages, how far it is, then what is new, what joined
what was there, and what failed and why. It refuses to fetch an address that nobody pasted, to trust
the name of a file, and to bring in a sheet before anybody has seen how its columns are read.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.responses import RedirectResponse, Response

from secondsource.enter import import_sheet
from secondsource.errors import DataError, InputError, SecondSourceError
from secondsource.model import Incident, Issue
from secondsource.pipeline import Ran, run
from secondsource.read import (
    Layout,
    Named,
    Sheet,
    holds_rows,
    is_address,
    layout_of,
    open_sheet,
    read_map,
)
from secondsource.review.answer import answer, desk_of, html, page, person, without_path
from secondsource.review.desk import Desk
from secondsource.review.incident import title_of
from secondsource.review.index import Index, Source
from secondsource.review.intake import Came, Held, Job, Work, came_of, name_of
from secondsource.review.security import MOST_BYTES, MOST_FILES, is_outside
from secondsource.terminal.quotes import one_line
from secondsource.wording import plural

router = APIRouter(tags=["reports in"])
Text = Annotated[str, Form()]
PASTED = "Pasted text"
SHOWN = 40  # incidents of a kind, or issues, that are named; the rest is counted
FIRST_ROWS = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One incident that a batch told of, with the reports that came in."""

    id: str
    number: int
    title: str
    reports: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """The batch that is read now, or was read last."""

    what: str
    running: bool
    linking: bool
    seen: int
    fault: str | None
    read: int = 0
    known: int = 0
    reports: tuple[Source, ...] = ()
    fresh: tuple[Line, ...] = ()
    more_fresh: int = 0
    joined: tuple[Line, ...] = ()
    more_joined: int = 0
    failed: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    more_issues: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sheet that waits for somebody to look at how its columns are read."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class ReportsIn:
    """What the page shows: the batch, the sheets that wait, and what the case holds."""

    batch: Batch | None
    sheets: tuple[Waiting, ...]
    reports: int
    incidents: int
    most_mb: int


@dataclass(frozen=True, slots=True)
class SheetView:
    """A sheet, how its columns are read, and its first rows."""

    key: str
    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    many: int
    map: str
    read_as: tuple[tuple[str, str], ...]  # role and column
    left: tuple[str, ...]  # columns that nothing is read from
    guessed: bool
    fault: str | None


@page(router, "/reports-in")
def reports_in(request: Request) -> Response:
    """How reports come in, and what came of the last batch."""
    desk = desk_of(request)
    batch = _batch(desk)
    with desk.reading() as store:
        index = desk.index(store)
    sheets = tuple(Waiting(k, s.name) for k, s in desk.intake.sheets.items())
    view = ReportsIn(batch, sheets, len(index.sources), len(index.incidents), MOST_BYTES >> 20)
    return answer(request, "reports_in.html", view)


@router.get("/reports-in/progress", include_in_schema=False)
def progress(request: Request) -> Response:
    """How far the batch is; the page asks again until it is done."""
    return html(request, "_batch.html", batch=_batch(desk_of(request)))


@router.post("/reports-in/files", include_in_schema=False)
async def files(request: Request) -> Response:
    """Read files; sheets among them wait until their columns have been looked at."""
    form = await request.form(max_files=MOST_FILES)
    try:
        return await run_in_threadpool(_take, desk_of(request), form)
    finally:
        await form.close()


@router.post("/reports-in/text", include_in_schema=False)
def text(
    request: Request, text: Text = "", source: Text = "", published: Text = "", title: Text = ""
) -> Response:
    """Read pasted words as one report."""
    if not text.strip():
        raise InputError("No words were pasted. Paste the text of a report, then send it again.")
    desk = desk_of(request)
    desk.path()  # where no case is open nothing is kept
    folder = desk.intake.folder()
    told = {"text": text, "source": source, "published": published, "title": title}
    words = {name: said for name, said in told.items() if said.strip()}
    (folder / "1").write_text(json.dumps(words), encoding="ascii")
    return _read(desk, "The pasted words", [Named(PASTED, folder / "1")], folder)


@router.post("/reports-in/addresses", include_in_schema=False)
def addresses(request: Request, addresses: Text = "") -> Response:
    """Fetch the pages at pasted addresses, and nothing else."""
    named = list(dict.fromkeys(addresses.split()))
    wrong = next((one for one in named if not is_address(one)), None)
    if wrong is not None or not named:
        said = f"{wrong[:80]!r} is no address" if wrong else "No address was pasted"
        raise InputError(f"{said}. Write each as https://…, one a line; nothing was fetched.")
    if not desk_of(request).alone:
        inside = next((one for one in named if not is_outside(one)), None)
        if inside:
            raise PermissionError(
                f"{inside[:80]!r} lies in the network of this machine, which others may not look "
                "into through the desk. Nothing was fetched."
            )
    return _read(desk_of(request), plural(len(named), "page"), named)


@router.get("/reports-in/sheets/{key}", include_in_schema=False)
def sheet(request: Request, key: str) -> Response:
    """How the columns of a sheet are read, before a row is."""
    held = desk_of(request).intake.sheet(key)
    return html(request, "sheet.html", view=_sheet(key, held, None))


@router.post("/reports-in/sheets/{key}", include_in_schema=False)
def bring(request: Request, key: str, map: Text = "", do: Text = "look") -> Response:
    """Look again with a corrected map, bring the rows in, or leave the sheet."""
    desk = desk_of(request)
    held = desk.intake.sheet(key)
    if do == "leave":
        _drop(desk, key, held)
        return RedirectResponse("/reports-in", 303)
    view = _sheet(key, held, map)
    if view.fault or do != "import":
        return html(request, "sheet.html", 422 if view.fault else 200, view=view)
    own = held.path.with_suffix(".toml")
    own.write_text(map, encoding="utf-8")
    desk.intake.start(
        desk.path(), f"The rows of {held.name}", _rows(desk, held, own, person(request)),
        held.path.parent,
    )  # fmt: skip
    desk.intake.sheets.pop(key, None)
    return RedirectResponse("/reports-in#batch", 303)


# --- taking in --------------------------------------------------------------------------------


def _take(desk: Desk, form: FormData) -> Response:
    """Keep what was sent under names of our own, and read it."""
    desk.path()  # where no case is open nothing is kept
    folder = desk.intake.folder()
    sent = [f for f in form.getlist("files") if isinstance(f, UploadFile) and f.filename]
    if not sent:
        shutil.rmtree(folder, ignore_errors=True)
        raise InputError("No file was chosen. Choose files or a folder, then send them.")
    named: list[Named] = []
    sheets: list[Named] = []
    for number, upload in enumerate(sent, 1):
        one = Named(name_of(upload.filename or ""), folder / str(number))
        with one.path.open("wb") as out:
            shutil.copyfileobj(upload.file, out)
        if _hidden(one.name):
            continue
        (sheets if holds_rows(one.name, one.path) else named).append(one)
    keys = [_keep(desk, one) for one in sheets]
    if named:
        return _read(desk, plural(len(named), "file"), named, folder)
    shutil.rmtree(folder, ignore_errors=True)
    one_sheet = len(keys) == 1
    return RedirectResponse(f"/reports-in/sheets/{keys[0]}" if one_sheet else "/reports-in", 303)


def _hidden(name: str) -> bool:
    """Whether a file of a folder is none of the user's: .DS_Store, ~$report.docx."""
    return name.rpartition("/")[2].startswith((".", "~$"))


def _keep(desk: Desk, sheet: Named) -> str:
    kept = desk.intake.folder() / "sheet"
    shutil.move(sheet.path, kept)
    return desk.intake.keep(Named(sheet.name, kept))


def _drop(desk: Desk, key: str, held: Named) -> None:
    desk.intake.sheets.pop(key, None)
    shutil.rmtree(held.path.parent, ignore_errors=True)


def _read(desk: Desk, what: str, sources: Sequence[str | Named], *folders: Path) -> Response:
    try:
        desk.intake.start(desk.path(), what, reports_of(desk, sources), *folders)
    except SecondSourceError:
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    return RedirectResponse("/reports-in#batch", 303)


def reports_of(desk: Desk, sources: Sequence[str | Named]) -> Work:
    """The work of reading sources into the case of a desk."""

    def work(job: Job) -> Came:
        tools, at = desk.tools(), desk.settings.now()
        with desk.writing() as store:
            before, known = Held.of(store), set(store.issues())
            ran: Ran = run(sources, store, tools, at=at, progress=job.tell)
            more = [i for i in store.issues() if i not in known and i not in ran.failed]
            return came_of(before, store, ran.new, ran.unchanged, (*ran.failed, *more))

    return work


def _rows(desk: Desk, held: Named, own: Path, by: str) -> Work:
    def work(job: Job) -> Came:
        tools, at = desk.tools(), desk.settings.now()
        with desk.writing() as store:
            before = Held.of(store)
            done = import_sheet(
                held.path, store, tools, by=by, at=at, own_map=own, file=held.name
            )  # fmt: skip
            read = done.new + done.changed
            return came_of(before, store, read, done.unchanged, done.issues)

    return work


# --- showing ----------------------------------------------------------------------------------


def _batch(desk: Desk) -> Batch | None:
    """The batch as it stands; the case is read after that, so that it holds all that came."""
    job = desk.intake.job
    if job is None or job.case != desk.case:
        return None
    fault = without_path(job.fault, job.case) if job.fault else None
    batch = Batch(job.what, job.running, job.linking, job.seen, fault)
    came = job.came
    if came is None or batch.running:
        return batch
    with desk.reading() as store:
        index = desk.index(store)
    fresh = [line for i in came.incidents if (line := _line(i, None, came, index))]
    joined = [line for i, told in came.joined if (line := _line(i, told, came, index))]
    return replace(
        batch,
        read=came.read,
        known=came.known,
        reports=tuple(index.sources[r] for r in came.reports if r in index.sources),
        fresh=tuple(fresh[:SHOWN]),
        more_fresh=max(0, len(fresh) - SHOWN),
        joined=tuple(joined[:SHOWN]),
        more_joined=max(0, len(joined) - SHOWN),
        failed=_messages(came.issues, failed=True, case=job.case),
        doubts=_messages(came.issues, failed=False, case=job.case),
        more_issues=max(0, len(came.issues) - 2 * SHOWN),
    )


def _messages(issues: Sequence[Issue], *, failed: bool, case: Path) -> tuple[str, ...]:
    said = [without_path(one_line(i.message), case) for i in issues if i.failed is failed]
    return tuple(dict.fromkeys(said))[:SHOWN]


def _line(name: str, told: Sequence[str] | None, came: Came, index: Index) -> Line | None:
    """An incident with the reports of the batch that tell of it; None where it is gone again."""
    incident: Incident | None = index.by_id.get(name)
    if incident is None:
        return None
    reports = told if told is not None else incident.reports
    return Line(
        incident.id,
        index.number[incident.id],
        title_of(incident, index),
        tuple(index.sources[r] for r in reports if r in index.sources),
    )


def _sheet(key: str, held: Named, words: str | None) -> SheetView:
    """A sheet as a map reads it; a map that does not fit is shown with what is wrong with it."""
    fault = None
    layout: Layout | None = None
    found = _open(held)
    try:
        own = _map_of(held, words) if words is not None else {}
        if own.get("sheet"):
            found = _open(held, str(own["sheet"]))
        layout = layout_of(found.columns, Path(held.name).stem, own)
    except SecondSourceError as why:
        fault = str(why)
    read_as = layout.columns if layout else {}
    return SheetView(
        key=key,
        name=held.name,
        columns=found.columns,
        rows=tuple(
            tuple(one_line(row.cells.get(c, "")) for c in found.columns)
            for row in found.rows[:FIRST_ROWS]
        ),
        many=len(found.rows),
        map=words if words is not None else layout.as_map() if layout else _empty(held.name),
        read_as=tuple((role.value, column) for role, column in read_as.items()),
        left=tuple(c for c in found.columns if c and c not in set(read_as.values())),
        guessed=words is None,
        fault=fault,
    )


def _open(held: Named, sheet: str | None = None) -> Sheet:
    try:
        return open_sheet(held.path, sheet)
    except InputError as fault:
        raise InputError(str(fault).replace(str(held.path), held.name)) from fault


def _map_of(held: Named, words: str) -> dict[str, Any]:
    """What a map says; the file it is read from goes unnamed."""
    path = held.path.with_suffix(".toml")
    path.write_text(words, encoding="utf-8")
    try:
        return read_map(path)
    except DataError as fault:
        raise DataError(str(fault).replace(str(path), "The map")) from fault


def _empty(name: str) -> str:
    """A map to begin with where nothing could be guessed."""
    said = json.dumps(Path(name).stem, ensure_ascii=False)
    return f'name = {said}\n\n[columns]\ndate = ""\nplace = ""\nnotes = ""'

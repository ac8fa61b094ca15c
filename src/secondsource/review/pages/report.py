"""The page of one report, and two reports side by side.

In: a report's id. Out: its page and twin. It refuses an id that the case does not know.
"""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from secondsource.codes import open_codes
from secondsource.model import Property, Report
from secondsource.review.answer import answer, desk_of, page
from secondsource.review.index import Source
from secondsource.review.report import Beside, read_report, side_by_side
from secondsource.store import Store
from secondsource.terminal.quotes import harmless

router = APIRouter(tags=["reports"])
FILLED = [p.value for p in Property if p is not Property.RETALIATION_FOR]
MOST_COMPARED = 40_000  # characters of either text


@dataclass(frozen=True, slots=True)
class Compared:
    """Two reports side by side."""

    here: Source
    there: Source
    passages: tuple[Beside, ...]
    cut: bool


@page(router, "/reports/{report_id:path}/beside/{other_id:path}")
def beside(request: Request, report_id: str, other_id: str) -> Response:
    """Two reports word by word, differences marked."""
    desk = desk_of(request)
    with desk.reading() as store:
        index = desk.index(store)
        one, two = _report(store, report_id), _report(store, other_id)
    texts = [harmless(r.text[:MOST_COMPARED]) for r in (one, two)]
    cut = any(len(r.text) > MOST_COMPARED for r in (one, two))
    view = Compared(index.sources[one.id], index.sources[two.id], side_by_side(*texts), cut)
    return answer(request, "beside.html", view)


@page(router, "/reports/{report_id:path}")
def report(request: Request, report_id: str) -> Response:
    """One report: its warnings, its text with every claim and value marked, and its claims."""
    desk = desk_of(request)
    with desk.reading() as store:
        index = desk.index(store)
        view = read_report(store, index, _report(store, report_id))
    codes = open_codes().types
    return answer(
        request,
        "report.html",
        view,
        fields=FILLED,
        types=[t for t in codes if not codes[t].reaction],
        reactions=[t for t in codes if codes[t].reaction],
    )


def _report(store: Store, report_id: str) -> Report:
    found = store.report(report_id)
    if found is None:
        raise HTTPException(404, f"This case has no report {report_id}. Sources lists all.")
    return found

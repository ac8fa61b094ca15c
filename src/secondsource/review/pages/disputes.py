"""Where reports contradict one another, or themselves: every dispute with its sides.

In: the disputes of a case. Out: a page and its twin. It refuses to order sides by favour: they
stand as the case lists them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from secondsource.model import Dispute, Evidence, Property, Side, Status
from secondsource.review.answer import answer, desk_of, page
from secondsource.review.incident import independent
from secondsource.review.index import Index
from secondsource.review.words import Quoter, Words
from secondsource.terminal.disputes import question
from secondsource.terminal.shown import Shown
from secondsource.wording import say_edtf

router = APIRouter(tags=["disputes"])
QUOTES = 2  # of one side
LISTED = 100  # of one page


@dataclass(frozen=True, slots=True)
class Held:
    """One side of a dispute."""

    value: str
    words: tuple[Words, ...]
    reports: int
    known: int  # reports that name a publisher and are no copy of another here


@dataclass(frozen=True, slots=True)
class Row:
    """One dispute."""

    id: str
    question: str
    kind: str
    incident: str | None
    property: str | None
    sides: tuple[Held, ...]
    note: str | None


@dataclass(frozen=True, slots=True)
class Disputes:
    """All disputes, or those of one field or report, and how all fields of the case stand."""

    rows: tuple[Row, ...]
    total: int
    incidents: int  # in scope, that `fields` counts
    fields: dict[str, dict[str, int]]  # property to status to number
    properties: tuple[str, ...]  # that any dispute is about
    chosen: str | None
    report: str | None
    wanted: int  # that the choice leaves
    start: int  # of the rows among them
    step: int  # rows of one page


@page(router, "/disputes")
def disputes(
    request: Request, field: str | None = None, report: str | None = None, start: int = 0
) -> Response:
    """Every dispute with its sides and their words, the weightiest first."""
    desk = desk_of(request)
    with desk.reading() as store:
        index = desk.index(store)
        found = index.disputes
        wanted = [d for d in found if _wanted(d, field, report)]
        quoter = Quoter(store, index)
        shown = Shown.of(index.incidents, (), (), {}, found)
        start = max(0, min(start, len(wanted) - 1))
        listed = wanted[start : start + LISTED]
        quoter.claims(e.report_id for d in listed for s in d.sides for e in s.evidence)  # at once
        rows = tuple(_row(d, question(shown, d), quoter, index) for d in listed)
    view = Disputes(
        rows,
        len(found),
        len(index.within),
        _standing(index),
        tuple(sorted({d.property for d in found if d.property})),
        field,
        report,
        len(wanted),
        start,
        LISTED,
    )
    return answer(request, "disputes.html", view)


def _wanted(dispute: Dispute, field: str | None, report: str | None) -> bool:
    told = {e.report_id for s in dispute.sides for e in s.evidence}
    return (not field or dispute.property == field) and (not report or report in told)


def _row(dispute: Dispute, asked: str, quoter: Quoter, index: Index) -> Row:
    sides = tuple(_held(side, quoter, index) for side in dispute.sides)
    asked = asked.rpartition("  [")[0] or asked
    return Row(
        dispute.id,
        asked,
        dispute.kind.value,
        dispute.about,
        dispute.property,
        sides,
        dispute.note,
    )


def _held(side: Side, quoter: Quoter, index: Index) -> Held:
    first: dict[str, Evidence] = {}
    for words in side.evidence:
        first.setdefault(words.report_id, words)
    claims = quoter.claims(first)
    says = {
        (s.evidence.report_id, s.evidence.start, s.evidence.end): s.attribution or c.attribution
        for c in claims.values()
        for s in c.statements
        if s.id in side.statement_ids
    }
    quotes = tuple(
        quoter.words(e, says.get((e.report_id, e.start, e.end))) for e in _few(list(first.values()))
    )
    return Held(say_edtf(side.value), quotes, len(first), independent(first, index))


def _few(evidence: Sequence[Evidence]) -> Sequence[Evidence]:
    return evidence[:QUOTES]


def _standing(index: Index) -> dict[str, dict[str, int]]:
    """How often each field of the incidents stands in each status."""
    told = (Property.DATE, Property.PLACE, Property.PERPETRATOR, Property.TARGET, Property.KILLED)
    counted: dict[str, Counter[str]] = {p.value: Counter() for p in told}
    for incident in index.within:
        for prop in told:
            entry = incident.field(prop)
            counted[prop.value][(entry.status if entry else Status.NOT_SAID).value] += 1
    return {name: dict(number) for name, number in counted.items()}

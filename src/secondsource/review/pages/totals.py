"""Running totals as series, against what the case itself counts in the same days.

In: the totals of a case. Out: a page and its twin. It refuses to add totals up: they overlap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from secondsource.model import Claim, Count, DisputeKind, Kind, Property, When
from secondsource.review.answer import answer, desk_of, page
from secondsource.review.index import Index
from secondsource.review.rows import Row
from secondsource.review.words import Quoter, Words
from secondsource.store import Store
from secondsource.terminal.quotes import one_line
from secondsource.wording import UNKNOWN, plural, say_range, say_when

router = APIRouter(tags=["totals"])


@dataclass(frozen=True, slots=True)
class Total:
    """One running total."""

    id: str
    number: str
    low: int | None
    high: int | None
    what: str
    period: str
    published: str | None
    words: Words
    case_counts: str | None  # what the case counts in the same days, where they are known


@dataclass(frozen=True, slots=True)
class Series:
    """Totals that a dispute sets side by side, and why they do not fit."""

    thing: str
    totals: tuple[Total, ...]
    note: str | None
    most: int  # the largest number, for one scale


@dataclass(frozen=True, slots=True)
class Totals:
    """All running totals of a case."""

    series: tuple[Series, ...]
    others: tuple[Total, ...]


@page(router, "/totals")
def totals(request: Request) -> Response:
    """Running totals with their words, those that do not fit together first."""
    desk = desk_of(request)
    with desk.reading() as store:
        view = desk.kept("totals", store, lambda: _totals(store, desk.index(store)))
    return answer(request, "totals.html", view)


def _totals(store: Store, index: Index) -> Totals:
    """All running totals, those that a dispute sets side by side first."""
    quoter = Quoter(store, index)
    rows = [row for row in index.table.rows if not row.outside]
    claims = {c.id: c for c in store.claims(kind=Kind.TOTAL)}
    clashing = [d for d in index.disputes if d.kind is DisputeKind.TOTALS]
    found = {c.id: _total(c, quoter, rows) for c in claims.values()}
    of_statement = {s.id: c.id for c in claims.values() for s in c.statements}
    series, told = [], set()
    for dispute in clashing:
        ids = [of_statement[i] for s in dispute.sides for i in s.statement_ids if i in of_statement]
        beside = tuple(found[i] for i in dict.fromkeys(ids))
        told |= {total.id for total in beside}
        thing = (dispute.property or "totals").replace("_", " ")
        series.append(Series(thing, beside, dispute.note, _most(beside)))
    others = sorted((t for t in found.values() if t.id not in told), key=_order)
    return Totals(tuple(series), tuple(others))


def _order(total: Total) -> tuple[str, str]:
    return total.published or "9999", total.id


def _most(totals: Sequence[Total]) -> int:
    return max((n for t in totals for n in (t.low, t.high) if n is not None), default=1) or 1


def _total(claim: Claim, quoter: Quoter, rows: Sequence[Row]) -> Total:
    count = next((s.value for s in claim.said(Property.COUNT) if isinstance(s.value, Count)), None)
    what = next((one_line(s.evidence.quote) for s in claim.said(Property.WHAT)), UNKNOWN)
    said = next(iter(claim.said(Property.PERIOD)), None)
    when = said.value if said and isinstance(said.value, When) else None
    period = say_when(when) if when else UNKNOWN
    if period == UNKNOWN and said:
        period = f"“{one_line(said.evidence.quote)}”"
    words = quoter.words(claim.evidence, claim.attribution)
    number = say_range(count.low, count.best, count.high) if count else UNKNOWN
    return Total(
        claim.id,
        number if number != UNKNOWN or not count else one_line(count.wording),
        (count.low if count.low is not None else count.best) if count else None,
        count.high if count else None,
        what,
        period,
        words.report.published,
        words,
        _counted(when, rows),
    )


def _counted(period: When | None, rows: Sequence[Row]) -> str | None:
    """How many incidents of the case lie in a period, and how many they killed."""
    if period is None or period.earliest is None or period.latest is None:
        return None
    first, last = period.earliest.isoformat(), period.latest.isoformat()
    dated = (row for row in rows if row.earliest and row.latest)
    inside = [row for row in dated if first <= str(row.earliest) and str(row.latest) <= last]
    dead = sum(row.low or 0 for row in inside)
    return f"{plural(len(inside), 'incident')}, at least {dead:,} killed"

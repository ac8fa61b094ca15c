"""The overview: list, map and timeline of incidents, filtered together by the address.

In: the query of an address. Out: the page and its twin, its list part by part, what map and
timeline draw, the words of one incident, and files of exactly what is shown. It refuses to drop an
incident for having no date or no place: these stand in groups of their own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO, StringIO
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from secondsource.errors import ConfigError, StoreError
from secondsource.export.case import Case, read_case
from secondsource.export.geo import write_geojson
from secondsource.export.tables import write_csv
from secondsource.export.workbook import write_xlsx
from secondsource.model import Incident, Property, Reconciled, Status
from secondsource.review.answer import (
    REVIEW_WORDS,
    STATUS_WORDS,
    answer,
    desk_of,
    html,
    page,
)
from secondsource.review.choices import HEADS, Names, Offer, chips, offered
from secondsource.review.filters import MANY, SORTS, Filter, Shown, apply
from secondsource.review.index import Index, Source
from secondsource.review.rows import STRIP, Row, points
from secondsource.review.words import Quoter, Words
from secondsource.store import Store
from secondsource.wording import say_field

router = APIRouter(tags=["incidents"])
BLOCK = 50  # rows of the list that are written and taken away together
OFFERED = 30  # values of a filter that the page is written with
WHOLE = 200  # rows; a longer list is written with its first block only
QUOTES = 2  # of one camp of a disputed field, where a row opens into its words; else 1
OPENED = 2  # fields at least, where a row opens; disputed ones all
UNDATED = 12  # incidents without a year whose words stand beside the timeline
FIRST_ASKED = (
    Property.KILLED,
    Property.DATE,
    Property.PLACE,
    Property.PERPETRATOR,
    Property.TARGET,
    Property.VICTIM,
)


@dataclass(frozen=True, slots=True)
class Unnamed:
    """One incident whose words give no year, with those words where there are any."""

    row: Row
    words: Words | None


@dataclass(frozen=True, slots=True)
class Overview:
    """What the page shows of a case, and what it hides."""

    sentence: str
    shown: Shown
    query: str
    sort: str
    down: bool
    chips: dict[str, str | None]
    offers: tuple[Offer, ...]  # what each filter may ask for
    sources: tuple[Source, ...]  # of the rows shown
    most_killed: int  # the scale of the bars
    undated: tuple[Unnamed, ...]
    tiles: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """One field of an incident with the words of either camp."""

    name: str
    property: str
    status: str
    value: str
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Peek:
    """An incident opened in the list: the fields that ask for a look, in their words."""

    id: str
    fields: tuple[Told, ...]
    disputed: str | None  # the first disputed property
    read: Words | None  # where its reports may be read


@page(router, "/incidents")
def incidents(request: Request) -> Response:
    """The incidents that the filters of the address leave, and what each filter hides."""
    with desk_of(request).reading() as store:
        asked = Filter.of(request.query_params.multi_items())
        view = _view(request, store, asked)
    if request.url.path.endswith(".json"):
        return answer(request, "", view)
    return html(request, "overview.html", view=view, heads=HEADS, strip=STRIP, **_list(view, asked))


@router.get("/overview/part", include_in_schema=False)
def part(request: Request) -> Response:
    """What changes on the page when a filter does."""
    with desk_of(request).reading() as store:
        asked = Filter.of(request.query_params.multi_items())
        view = _view(request, store, asked, whole=False)
    return html(request, "_overview.html", view=view, strip=STRIP, **_list(view, asked))


@router.get("/overview/beside/{incident_id}", include_in_schema=False)
def beside(request: Request, incident_id: str) -> Response:
    """Where an incident stands in a filtered list, and which stand before and after it."""
    desk = desk_of(request)
    with desk.reading() as store:
        shown = _shown(store, desk.index(store), Filter.of(request.query_params.multi_items()))
    ids = [row.id for row in shown.rows]
    at = ids.index(incident_id) if incident_id in ids else None
    if at is None:
        return JSONResponse({"at": None, "total": len(ids), "before": None, "after": None})
    before, after = ids[at - 1] if at else None, ids[at + 1] if at + 1 < len(ids) else None
    return JSONResponse({"at": at + 1, "total": len(ids), "before": before, "after": after})


@router.get("/overview/choices", include_in_schema=False)
def choices(request: Request, key: str) -> Response:
    """Every value that one filter may ask for."""
    desk = desk_of(request)
    with desk.reading() as store:
        index = desk.index(store)
    offers = {offer.key: offer for offer in offered(index.table, _names(index))}
    if key not in offers:
        raise ConfigError(f"key={key} is no filter with choices. Choose one of {', '.join(MANY)}.")
    return html(request, "_choices.html", offer=offers[key])


@router.get("/overview/undated", include_in_schema=False)
def undated(request: Request) -> Response:
    """The words of incidents without a year, which the page fills in after the list."""
    with desk_of(request).reading() as store:
        index = desk_of(request).index(store)
        shown = _shown(store, index, Filter.of(request.query_params.multi_items()))
        first = _undated(shown, index, store)
    return html(request, "_undated.html", first=first, shown=shown, sources=index.sources)


@router.get("/overview/rows", include_in_schema=False)
def rows(request: Request, block: int = 0) -> Response:
    """One more block of the list."""
    desk = desk_of(request)
    with desk.reading() as store:
        index = desk.index(store)
        asked = Filter.of(request.query_params.multi_items())
        shown = _shown(store, index, asked)
    values: dict[str, Any] = {
        "strip": STRIP,
        "blocks": [(block, shown.rows[block * BLOCK : (block + 1) * BLOCK])],
        "before": shown.rows[block * BLOCK - 1] if block else None,
        "sources": index.sources,
        "most": _most_killed(index),
        "by_map": asked.bbox is not None,
    }
    return html(request, "_rows.html", **values)


@router.get("/overview/points.json", include_in_schema=False)
def drawn(request: Request) -> Response:
    """What map and timeline draw of every incident of the case."""
    desk = desk_of(request)
    with desk.reading() as store:
        table = desk.index(store).table
    return JSONResponse({"rows": points(table), "sides": dict(table.sides)})


@router.get("/incidents/{incident_id}/peek", include_in_schema=False)
def peek(request: Request, incident_id: str) -> Response:
    """One incident opened into its words."""
    desk = desk_of(request)
    with desk.reading() as store:
        index = desk.index(store)
        incident = index.by_id.get(incident_id)
        if incident is None:
            raise StoreError(f"There is no incident {incident_id}. Open the overview again.")
        view = _peek(incident, Quoter(store, index), index.countries)
    return html(request, "_peek.html", view=view)


def _view(request: Request, store: Store, asked: Filter, *, whole: bool = True) -> Overview:
    desk = desk_of(request)
    index = desk.index(store)
    shown = _shown(store, index, asked)
    names = _names(index)
    most = None if request.url.path.endswith(".json") else OFFERED
    return Overview(
        sentence=shown.sentence(asked),
        shown=shown,
        query=asked.query(),
        sort=asked.sort,
        down=asked.down,
        chips=chips(asked, names),
        offers=offered(index.table, names, most) if whole else (),
        sources=tuple(index.sources[r] for r in sorted({r for w in shown.rows for r in w.reports})),
        most_killed=_most_killed(index),
        undated=_undated(shown, index, store) if whole else (),
        tiles=desk.settings.tiles,
    )


def _names(index: Index) -> Names:
    labels = {source.id: source.label for source in index.sources.values()}
    return Names(index.countries, index.table.sides, labels, STATUS_WORDS, REVIEW_WORDS)


def _shown(store: Store, index: Index, asked: Filter) -> Shown:
    found = frozenset(store.search(asked.words)) if asked.words else frozenset[str]()
    return apply(asked, index.table.rows, found)


def _most_killed(index: Index) -> int:
    return max((row.best or row.low or 0 for row in index.table.rows), default=0)


def _list(view: Overview, asked: Filter) -> dict[str, Any]:
    """The first blocks of the list, and how the browser knows the rest."""
    rows = view.shown.rows
    written = len(rows) if len(rows) <= WHOLE else BLOCK
    blocks = [(at // BLOCK, rows[at : at + BLOCK]) for at in range(0, written, BLOCK)]
    state = {
        "shown": [row.number - 1 for row in rows],
        "chips": view.chips,
        "query": view.query,
        "block": BLOCK,
    }
    return {
        "blocks": blocks,
        "before": None,
        "sources": {source.id: source for source in view.sources},
        "most": view.most_killed,
        "first": view.undated,
        "shown": view.shown,
        "by_map": bool(view.chips["bbox"]),
        "orders": {name: asked.sorted_by(name).query() for name in SORTS},
        "state": state,
    }


def _undated(shown: Shown, index: Index, store: Store) -> tuple[Unnamed, ...]:
    """The first incidents without a year, each with the words it has for a date."""
    quoter = Quoter(store, index)
    rows = [row for row in shown.rows if not row.dated and not row.outside][:UNDATED]
    quoter.claims({report for row in rows for report in row.reports})  # read once for all
    return tuple(Unnamed(row, _date_words(index.by_id[row.id], quoter)) for row in rows)


def _date_words(incident: Incident, quoter: Quoter) -> Words | None:
    entry = incident.field(Property.DATE)
    return next(iter(_quotes(entry, incident, quoter, 1)), None) if entry else None


# --- the words of one incident ----------------------------------------------------------------


def _peek(incident: Incident, quoter: Quoter, countries: Mapping[str, str]) -> Peek:
    told = [f for f in incident.fields if f.supporting or f.conflicting]
    told.sort(key=lambda f: _rank(f.property))
    disputed = [f for f in told if f.status is Status.DISPUTED]
    rest = [f for f in told if f.status is not Status.DISPUTED]
    fields = tuple(
        _told(f, _quotes(f, incident, quoter, many), countries)
        for some, many in ((disputed, QUOTES), (rest[: max(0, OPENED - len(disputed))], 1))
        for f in some
    )
    first = disputed[0].property.value if disputed else None
    return Peek(incident.id, fields, first, next((w for f in fields for w in f.words), None))


def _rank(prop: Property) -> int:
    return FIRST_ASKED.index(prop) if prop in FIRST_ASKED else len(FIRST_ASKED)


def _told(entry: Reconciled, words: tuple[Words, ...], countries: Mapping[str, str]) -> Told:
    name = entry.property.value
    return Told(
        name.replace("_", " ").capitalize(),
        name,
        entry.status.value,
        say_field(entry, countries),
        words,
    )


def _quotes(entry: Reconciled, incident: Incident, quoter: Quoter, most: int) -> tuple[Words, ...]:
    """The first words of either camp, each report once in a camp."""
    claims = quoter.claims(incident.reports)
    told = [claims[c] for c in incident.claims if c in claims]
    said = {s.id: (claim, s) for claim in told for s in claim.statements}
    found: list[Words] = []
    for camp in (entry.supporting, entry.conflicting):
        first: dict[str, Words] = {}
        for claim, statement in (said[s] for s in camp if s in said):
            if claim.report_id not in first and len(first) < most:
                first[claim.report_id] = quoter.statement(claim, statement)
        found += first.values()
    return tuple(found)


# --- files of what is shown -------------------------------------------------------------------


def _file(request: Request, write: Callable[[Case], bytes], kind: str, ending: str) -> Response:
    """The incidents that the filters of the address leave, in their order, as a file."""
    desk = desk_of(request)
    with desk.reading() as store:
        index = desk.index(store)
        shown = _shown(store, index, Filter.of(request.query_params.multi_items()))
        case = read_case(store)
    chosen: Sequence[Incident] = [index.by_id[row.id] for row in shown.rows]
    name = f"{desk.path().stem}-incidents.{ending}"
    quoted = json.dumps(name.encode("ascii", "replace").decode("ascii"))
    return Response(
        write(replace(case, incidents=tuple(chosen))),
        media_type=kind,
        headers={"content-disposition": f"attachment; filename={quoted}"},
    )


@router.get("/incidents.csv")
def as_csv(request: Request) -> Response:
    """What is shown, as CSV."""

    def write(case: Case) -> bytes:
        out = StringIO(newline="")
        write_csv(case, out)
        return out.getvalue().encode("utf-8-sig")  # the mark lets spreadsheets read accents

    return _file(request, write, "text/csv; charset=utf-8", "csv")


@router.get("/incidents.xlsx")
def as_xlsx(request: Request) -> Response:
    """What is shown, as a workbook."""

    def write(case: Case) -> bytes:
        out = BytesIO()
        write_xlsx(case, out)
        return out.getvalue()

    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _file(request, write, kind, "xlsx")


@router.get("/incidents.geojson")
def as_geojson(request: Request) -> Response:
    """What is shown, as GeoJSON."""

    def write(case: Case) -> bytes:
        out = StringIO()
        write_geojson(case, out)
        return out.getvalue().encode()

    return _file(request, write, "application/geo+json", "geojson")

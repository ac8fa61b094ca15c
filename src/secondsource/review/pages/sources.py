"""Where reports come from: who copies whom, what to be wary of, and who stands alone.

In: the reports of a case. Out: a page and its twin. It refuses to rank sources by reliability.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from secondsource.model import ReportWarning
from secondsource.review.answer import answer, desk_of, page
from secondsource.review.index import Source

router = APIRouter(tags=["sources"])
MOST = 12  # publishers in the matrix of copies


@dataclass(frozen=True, slots=True)
class Row:
    """One report."""

    source: Source
    warnings: tuple[str, ...]
    tells: int  # incidents
    alone: int  # of them told by no other lineage
    disagrees: int  # disputes in which its words stand
    copies: Source | None
    share: int | None  # in 100, of its words
    copied_by: int


@dataclass(frozen=True, slots=True)
class Publisher:
    """One publisher with all its reports; reports that name none stand together."""

    name: str
    known: bool
    reports: tuple[Row, ...]
    tells: int
    alone: int
    disagrees: int


@dataclass(frozen=True, slots=True)
class Sources:
    """All reports by publisher, and which publishers repeat which."""

    publishers: tuple[Publisher, ...]
    total: int
    undated: int
    names: tuple[str, ...]  # rows and columns of the matrix
    matrix: tuple[tuple[int, ...], ...]  # row copies column, number of reports


@page(router, "/sources")
def sources(request: Request) -> Response:
    """Every report with what to be wary of, and who copies whom."""
    desk = desk_of(request)
    with desk.reading() as store:
        index = desk.index(store)
        copies, warnings = store.copies(), store.warnings()
    tells: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    for incident in index.within:
        tells.update(incident.reports)
        lineages = {index.sources[r].copy_of or r for r in incident.reports}
        if len(lineages) == 1:
            alone.update(incident.reports)
    disagrees: Counter[str] = Counter()
    for dispute in index.disputes:
        disagrees.update({e.report_id for side in dispute.sides for e in side.evidence})
    best: dict[str, tuple[str, int]] = {}
    for copy in sorted(copies, key=lambda c: c.share):
        best[copy.report_id] = (copy.copy_of, round(100 * copy.share))
    copied_by = Counter(original for original, _ in best.values())
    by_name: dict[str, list[Row]] = defaultdict(list)
    for source in index.sources.values():
        original, share = best.get(source.id, (None, None))
        by_name[source.source or ""].append(
            Row(
                source,
                _warned(warnings.get(source.id, ())),
                tells[source.id],
                alone[source.id],
                disagrees[source.id],
                index.sources[original] if original else None,
                share,
                copied_by[source.id],
            )
        )
    pairs = Counter(
        (index.sources[a].source or "unknown", index.sources[b].source or "unknown")
        for a, (b, _) in best.items()
    )
    names = tuple(n for n, _ in Counter(n for pair in pairs for n in pair).most_common(MOST))
    view = Sources(
        tuple(_publisher(name, rows) for name, rows in sorted(by_name.items(), key=_by_size)),
        len(index.sources),
        sum(s.published is None for s in index.sources.values()),
        names,
        tuple(tuple(pairs[a, b] for b in names) for a in names),
    )
    return answer(request, "sources.html", view)


def _by_size(item: tuple[str, list[Row]]) -> tuple[bool, int, str]:
    return not item[0], -len(item[1]), item[0]


def _publisher(name: str, rows: list[Row]) -> Publisher:
    return Publisher(
        name or "Names no publisher",
        bool(name),
        tuple(sorted(rows, key=lambda r: (r.source.published or "9999", r.source.id))),
        sum(r.tells for r in rows),
        sum(r.alone for r in rows),
        sum(r.disagrees for r in rows),
    )


def _warned(warnings: tuple[ReportWarning, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(w.message for w in warnings))

"""Every incident of a case in brief: what lists, maps and filters go by.

In: an open store. Out: an `Index`, small enough to keep. It refuses to hold claims: pages that
quote words read them from the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from secondsource.model import Dispute, Incident, ReportWarning
from secondsource.review.rows import EMPTY, Table, read_rows
from secondsource.scope import Scope, outside, scope_of
from secondsource.store import Head, Store
from secondsource.terminal.shown import short_names
from secondsource.wording import country_names


@dataclass(frozen=True, slots=True)
class Source:
    """One report in brief."""

    id: str
    label: str  # its id, shortened where it is a hash
    source: str | None
    title: str | None
    published: str | None  # ISO day
    lang: str | None
    unknown: bool  # names no publisher: counts 0
    machine: bool  # says it is machine-written: counts 0
    copy_of: str | None

    @property
    def css(self) -> str:
        """How its chip is drawn: known, unknown or machine."""
        return "machine" if self.machine else "unknown" if self.unknown else "known"


@dataclass(frozen=True, slots=True)
class Index:
    """The incidents in table order with their reports."""

    incidents: tuple[Incident, ...]
    versions: Mapping[str, Incident]  # by which the next index knows what has not changed
    by_id: Mapping[str, Incident]  # former ids lead to the incident of today
    number: Mapping[str, int]  # table number by id, from 1
    sources: Mapping[str, Source]  # reports in brief, by id
    countries: Mapping[str, str]
    within: tuple[Incident, ...]  # those that lie in the scope of the case
    table: Table  # the incidents as rows of lists, maps and timelines
    scope: Scope | None  # what the case is about, where somebody said so
    outside: frozenset[str]  # ids of incidents that lie outside it
    disputes: tuple[Dispute, ...]  # the weightiest first


def read_index(store: Store, before: Index | None = None) -> Index:
    """The index of a case as the store holds it now; what is as it was `before` is taken over."""
    versions = store.incidents_by_version(before.versions if before else {})
    incidents, disputes = tuple(versions.values()), store.disputes()
    reports, warnings = store.heads(), store.warnings()
    copies = {c.report_id: c.copy_of for c in store.copies()}
    countries = country_names()
    labels = short_names(r.id for r in reports)
    scope = scope_of(store.standings())
    left = outside(incidents, scope)
    return Index(
        incidents=incidents,
        versions=versions,
        by_id={
            **{old: i for i in incidents for old in i.former_ids},
            **{i.id: i for i in incidents},
        },
        number={i.id: n for n, i in enumerate(incidents, 1)},
        sources={
            r.id: _source(r, labels.get(r.id, r.id), warnings.get(r.id, ()), copies.get(r.id))
            for r in reports
        },
        countries=countries,
        within=tuple(i for i in incidents if i.id not in left),
        table=read_rows(
            incidents,
            disputes,
            {r.id: r.source for r in reports},
            countries,
            left,
            before.table if before else EMPTY,
        ),
        scope=scope,
        outside=left,
        disputes=disputes,
    )


def _source(
    report: Head, label: str, warnings: tuple[ReportWarning, ...], copy_of: str | None
) -> Source:
    return Source(
        id=report.id,
        label=label,
        source=report.source,
        title=report.title,
        published=report.published,
        lang=report.lang,
        unknown=not report.source,
        machine=any(w.code == "machine_written" for w in warnings),
        copy_of=copy_of,
    )

"""What people enter: the rows of a sheet, and single incidents from a form, as reports of a case.

In: an open case, the tools, and a sheet or what a form gives. Out: reports with one claim each,
worked into the incidents. It refuses to have them coded by the reader: what a person coded stays,
and the same row read again updates its report and never doubles it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from secondsource import __version__
from secondsource.errors import InputError
from secondsource.extract import claim_told
from secondsource.model import Claim, Issue, Report
from secondsource.pipeline import Tools, rebuild
from secondsource.read import (
    Layout,
    Where,
    form_layout,
    layout_of,
    open_sheet,
    read_map,
    report_warnings,
    tell,
    tell_rows,
)
from secondsource.resolve import resolve_told
from secondsource.store import PERSON, Store
from secondsource.told import HAND, Role, Told

ABOUT_WRITING = frozenset({"no_named_source", "truncated", "not_english", "only_headline"})
"""Warnings on how a report is written and read, which say nothing of a row or a form."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: rows new, changed and as they were, and what could not be read."""

    layout: Layout
    new: int
    changed: int
    unchanged: int
    issues: tuple[Issue, ...]

    @property
    def failed(self) -> tuple[Issue, ...]:
        """The rows that could not be read; of other rows a cell may have been left open."""
        return tuple(i for i in self.issues if i.failed)


@dataclass(frozen=True, slots=True)
class Entered:
    """One incident entered by hand: its report, its claim, and what could not be read."""

    report: Report
    claim: Claim
    issues: tuple[Issue, ...]


def import_sheet(
    path: Path,
    store: Store,
    tools: Tools,
    *,
    by: str,
    at: datetime,
    own_map: Path | None = None,
    name: str | None = None,
    file: str | None = None,
    tell_layout: Callable[[Layout], None] = lambda layout: None,
) -> Imported:
    """Bring the rows of a sheet into a case, a report with one claim each, and link them.

    `file` is what issues and rows are named after where the file itself bears another name, as an
    upload does. `tell_layout` is told how the columns are read before any row is.
    """
    shown = file or str(path)
    own = read_map(own_map) if own_map else {}
    sheet = open_sheet(path, own.get("sheet"))
    layout = layout_of(sheet.columns, Path(shown).stem, own, name)
    tell_layout(layout)
    run_id = store.start_run(__version__, {}, {"import": layout.name, "by": by}, at)
    counts, issues = Counter[str](), []
    with store.transaction():
        known = _Known.of(store)
        for found in tell_rows(sheet, layout, shown, retrieved_at=at):
            if isinstance(found, Issue):
                issues.append(found)
                continue
            claim, doubts = code_told(found, tools)
            issues += [_doubt(found, words, shown) for words in doubts]
            counts[_put(found, claim, store, known, f"{PERSON}:{by}", at)] += 1
        store.put_issues(issues, at=at, files=[shown])
    if counts["new"] or counts["changed"]:
        rebuild(store, tools, at=at)
    store.end_run(run_id, at)
    return Imported(layout, counts["new"], counts["changed"], counts["unchanged"], tuple(issues))


def enter_incident(
    fields: Mapping[str, str], store: Store, tools: Tools, *, by: str, at: datetime
) -> Entered:
    """Enter one incident by hand, with its source; `fields` are words by role, as in a form.

    InputError where nothing is said of what happened. The same words entered twice are one entry;
    an `id` of its own makes later words a revision of earlier ones.
    """
    unknown = [name for name in fields if name not in set(Role)]
    if unknown:
        raise InputError(f"{unknown[0]!r} is no field; use one of {', '.join(Role)}.")
    layout = form_layout(HAND)
    cells = {layout.columns[Role(name)]: words for name, words in fields.items()}
    made = tell(cells, layout, Where("by hand"), origin="person", retrieved_at=at, seen=Counter())
    found = list(made)
    told = next((f for f in found if isinstance(f, Told)), None)
    issues = [f for f in found if isinstance(f, Issue)]
    if told is None:
        raise InputError(" ".join(issue.message for issue in issues))
    claim, doubts = code_told(told, tools)
    issues += [_doubt(told, words, None) for words in doubts]
    with store.transaction():
        run_id = store.start_run(__version__, {}, {"entered": told.report.id, "by": by}, at)
        _put(told, claim, store, _Known.of(store), f"{PERSON}:{by}", at, tuple(issues))
        rebuild(store, tools, at=at)
        store.end_run(run_id, at)
    return Entered(told.report, claim, tuple(issues))


def code_told(told: Told, tools: Tools) -> tuple[Claim, tuple[str, ...]]:
    """The one claim of a row or form with its values, and what could not be read of it."""
    claim, doubt = claim_told(told, tools.reader.columns)
    resolved, doubts = resolve_told(claim, told, tools.gazetteer, tools.actors)
    return resolved, (*filter(None, (doubt,)), *doubts)


@dataclass(frozen=True, slots=True)
class _Known:
    """What a case holds already: its reports, their claims, and which of them people gave."""

    reports: Mapping[str, Report]
    claims: Mapping[str, tuple[Claim, ...]]
    told: frozenset[str]

    @classmethod
    def of(cls, store: Store) -> _Known:
        told = frozenset(store.told())
        claims: dict[str, tuple[Claim, ...]] = {}
        for claim in store.claims(anchored=False, decided=False):
            if claim.report_id in told:
                claims[claim.report_id] = (*claims.get(claim.report_id, ()), claim)
        return cls({r.id: r for r in store.reports()}, claims, told)

    def holds(self, report: Report, claim: Claim) -> bool:
        """Whether a report stands in the case as it is now told."""
        before = self.reports.get(report.id)
        return (
            before is not None
            and report.id in self.told
            and _as_told(before) == _as_told(report)
            and self.claims.get(report.id) == (claim,)
        )


def _as_told(report: Report) -> Report:
    """A report without when and from which bytes it was read."""
    return replace(report, retrieved_at=None, original_sha256="")


def _put(
    told: Told,
    claim: Claim,
    store: Store,
    known: _Known,
    coder: str,
    at: datetime,
    issues: tuple[Issue, ...] = (),
) -> str:
    """Store a report that a person told, unless it stands so already: new, changed, unchanged."""
    report = told.report
    if known.holds(report, claim):
        return "unchanged"
    warnings = [w for w in report_warnings(report) if w.code not in ABOUT_WRITING]
    store.put_report(
        report, told.original, (claim,), coder=coder, at=at, warnings=warnings, issues=issues
    )
    return "changed" if report.id in known.reports else "new"


def _doubt(told: Told, words: str, file: str | None) -> Issue:
    where = Where(file, told.line) if file else f"Report {told.report.id}"
    return Issue("extract", "unreadable_cell", f"{where}: {words}", told.report.id, file, told.line)

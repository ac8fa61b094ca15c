"""The whole ledger: every decision, who took it and why, and whether it holds.

In: the decisions of a case. Out: pages and their twins, the latest first, each decision with an
anchor by its id. It refuses to leave out what no longer holds.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from secondsource.model import Claim, Force, Standing
from secondsource.review.answer import answer, desk_of, page
from secondsource.review.index import Index
from secondsource.store import Store
from secondsource.terminal.decisions import say_decision, say_force, say_grounds, say_standing
from secondsource.terminal.shown import Shown

router = APIRouter(tags=["decisions"])
LISTED = 100  # on one page
GONE = (Force.UNDONE, Force.REPLACED)
WORDS = {
    "same": "Judged to be one incident",
    "different": "Judged to be two incidents",
    "unsure": "Cannot be told whether one or two",
    "check": "Checked",
    "note": "Note",
    "reject": "Rejected",
    "retype": "Given another type",
    "add": "Added",
    "scope": "What the case is about",
}
"""What the page calls the acts that the ledger names by a code."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision of the ledger."""

    id: str
    number: int
    what: str
    by: str
    grounds: str  # who, when, why, and on which words
    stands: str
    force: str
    may_undo: bool
    incident: str | None  # of today, that it speaks of
    report: str | None


@dataclass(frozen=True, slots=True)
class Ledger:
    """One page of all decisions, or of those of one person, the latest first."""

    entries: tuple[Entry, ...]
    first: int  # of the entries among those wanted, from 1
    wanted: int
    page: int
    pages: int
    total: int
    forces: dict[str, int]
    people: tuple[str, ...]
    by: str | None


@page(router, "/decisions")
def decisions(
    request: Request, by: str | None = None, page: int = 1, entry: str | None = None
) -> Response:
    """Every decision and what has become of it, a hundred to a page; or the page of one entry."""
    desk = desk_of(request)
    with desk.reading() as store:
        index, standings = desk.index(store), store.standings()
        wanted = [s for s in reversed(standings) if not by or s.decision.by == by]
        pages = max(1, -(-len(wanted) // LISTED))
        at = next((n for n, s in enumerate(wanted) if s.decision.id == entry), None)
        page = max(1, min(page if at is None else 1 + at // LISTED, pages))
        start = (page - 1) * LISTED
        listed = wanted[start : start + LISTED]
        shown = _shown(store, index, standings, listed)
        home = {c: i.id for i in index.incidents for c in (*i.claims, *i.accounts)}
        entries = tuple(_entry(shown, s, index, home) for s in listed)
    forces = Counter(say_force(s.force) for s in standings)
    people = tuple(sorted({s.decision.by for s in standings}))
    view = Ledger(
        entries,
        start + 1,
        len(wanted),
        page,
        pages,
        len(standings),
        dict(forces),
        people,
        by or None,
    )
    return answer(request, "decisions.html", view)


def _in_words(said: str) -> str:
    act, mark, rest = said.partition(": ")
    return f"{WORDS.get(act, act)}{mark}{rest}"


def _shown(
    store: Store, index: Index, standings: tuple[Standing, ...], listed: list[Standing]
) -> Shown:
    """What the words of some decisions draw on; their numbers are those of the whole ledger."""
    named = {name for s in listed for name in (s.decision.id, s.decision.supersedes)}
    told = (s.decision for s in standings if s.decision.id in named)  # an undo says what it undid
    spoken = {s.evidence.report_id for decision in told for s in decision.spans}
    about = {name for s in listed for name in s.subject if name in index.sources}
    claims: tuple[Claim, ...] = store.claims_in(spoken)
    reports = [r for name in sorted(spoken | about) if (r := store.report(name))]
    return Shown.of(index.incidents, claims, reports, {}, standings=standings)


def _entry(shown: Shown, standing: Standing, index: Index, home: dict[str, str]) -> Entry:
    decision = standing.decision
    incident = next(
        (index.by_id[n].id if n in index.by_id else home.get(n) for n in standing.subject
         if n in index.by_id or n in home),
        None,
    )  # fmt: skip
    return Entry(
        decision.id,
        shown.ledger[decision.id],
        _in_words(say_decision(shown, standing)),
        decision.by,
        say_grounds(standing),
        say_standing(standing),
        standing.force.value,
        standing.force not in GONE,
        incident,
        next((n for n in standing.subject if n in index.sources), None),
    )

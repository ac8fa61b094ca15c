"""The whole ledger: every decision, who took it and why, and whether it holds.

In: the decisions of a case. Out: a page and its twin, the latest first, each with an anchor by its
id. It refuses to leave out what no longer holds.
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
    """All decisions, or those of one person, the latest first."""

    entries: tuple[Entry, ...]
    total: int
    forces: dict[str, int]
    people: tuple[str, ...]
    by: str | None


@page(router, "/decisions")
def decisions(request: Request, by: str | None = None) -> Response:
    """Every decision and what has become of it."""
    desk = desk_of(request)
    with desk.reading() as store:
        index, standings = desk.index(store), store.standings()
        shown = _shown(store, index, standings)
        home = {c: i.id for i in index.incidents for c in (*i.claims, *i.accounts)}
        entries = tuple(
            _entry(shown, s, index, home)
            for s in reversed(standings)
            if not by or s.decision.by == by
        )
    forces = Counter(say_force(s.force) for s in standings)
    people = tuple(sorted({s.decision.by for s in standings}))
    return answer(
        request, "decisions.html", Ledger(entries, len(standings), dict(forces), people, by or None)
    )


def _in_words(said: str) -> str:
    act, mark, rest = said.partition(": ")
    return f"{WORDS.get(act, act)}{mark}{rest}"


def _shown(store: Store, index: Index, standings: tuple[Standing, ...]) -> Shown:
    spoken = {s.evidence.report_id for standing in standings for s in standing.decision.spans}
    about = {name for s in standings for name in s.subject if name in index.sources}
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

"""The parties that reports name, as doers and as those aimed at; provisional ones first.

In: the incidents of a case. Out: a page and its twin. It refuses persons: this desk is built
around incidents, and lists states, forces, groups and organisations only.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from secondsource.model import Actor, ActorKind, Property, Thing
from secondsource.review.answer import answer, desk_of, page
from secondsource.review.index import Index
from secondsource.store import Store
from secondsource.terminal.quotes import one_line

router = APIRouter(tags=["actors"])
NAMES = 4  # ways of naming one party that are shown


@dataclass(frozen=True, slots=True)
class Party:
    """One party."""

    id: str
    name: str
    kind: str
    country: str | None
    provisional: bool
    part_of: str | None
    said_as: tuple[str, ...]  # the words reports use for it, the commonest first
    doer: int  # incidents in which it is held to be the doer
    aim: int  # incidents in which it, or what is its, was aimed at
    speaks: int  # claims that it vouches for


@dataclass(frozen=True, slots=True)
class Actors:
    """All parties; provisional ones are names that the list of actors does not know."""

    provisional: tuple[Party, ...]
    known: tuple[Party, ...]
    ledger: int  # entries read; an act sends it back


@page(router, "/actors")
def actors(request: Request) -> Response:
    """Every party with how often it is doer, aim and speaker."""
    desk = desk_of(request)
    with desk.reading() as store:
        index = desk.index(store)
        parties = desk.kept("parties", store, lambda: _parties(store, index))
        ledger = len(store.decisions())
    view = Actors(
        tuple(p for p in parties if p.provisional),
        tuple(p for p in parties if not p.provisional),
        ledger,
    )
    return answer(request, "actors.html", view)


def _parties(store: Store, index: Index) -> list[Party]:
    """Every party of the case, those named most first."""
    found = store.parties()
    known: dict[str, Actor] = {}
    words: dict[str, Counter[str]] = defaultdict(Counter)
    for (actor, quote), many in reversed(found.named.most_common()):
        known[actor.id] = actor  # in the end as most claims have it
        words[actor.id][one_line(quote)] += many
    doer: Counter[str] = Counter()
    aim: Counter[str] = Counter()
    for incident in index.within:
        held = incident.field(Property.PERPETRATOR)
        if held and isinstance(held.value, Actor):
            doer[held.value.id] += 1
        target = incident.field(Property.TARGET)
        if target and isinstance(target.value, Thing) and target.value.actor_id:
            aim[target.value.actor_id] += 1
    rows = [
        Party(
            a.id,
            one_line(a.name),
            a.kind.value.replace("_", " "),
            index.countries.get(a.country or "", a.country),
            a.provisional,
            known[a.part_of].name if a.part_of and a.part_of in known else None,
            tuple(w for w, _ in words[a.id].most_common(NAMES)),
            doer[a.id],
            aim[a.id],
            found.vouch[a.id],
        )
        for a in known.values()
        if a.kind is not ActorKind.PERSON
    ]
    return sorted(rows, key=lambda p: (-p.doer - p.aim, p.name.casefold(), p.id))

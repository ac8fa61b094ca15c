"""The review page: the queue on the left, one question with all that bears on it on the right.

In: a question's key. Out: its page and twin. It refuses to nudge: answers have equal size, and the
odds speak of joining only.
"""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from secondsource.review.answer import answer, desk_of, page
from secondsource.review.incident import Field, Pair, Whole, read_incident, read_pair
from secondsource.review.queue import Asked, Question, in_words, read_queue

router = APIRouter(tags=["review"])
LISTED = 200


@dataclass(frozen=True, slots=True)
class Review:
    """The queue and the question at hand."""

    queue: tuple[Asked, ...]
    total: int
    asked: Question | None
    words: Asked | None
    position: int
    next: str  # where to go once it is answered
    incident: Whole | None
    other: Whole | None
    field: Field | None
    pair: Pair | None
    answered: bool  # the key asked for waits no more
    reports: int  # that the case holds


@page(router, "/review")
def first(request: Request) -> Response:
    """The weightiest question."""
    return _review(request, None)


@page(router, "/review/{key}")
def review(request: Request, key: str) -> Response:
    """One question of the queue."""
    return _review(request, key)


def _review(request: Request, key: str | None) -> Response:
    desk = desk_of(request)
    with desk.reading() as store:
        index = desk.index(store)
        queue = desk.kept("queue", store, lambda: read_queue(store, index))
        at = next((n for n, q in enumerate(queue) if q.key == key), None)
        position = at if at is not None else 0
        asked = queue[position] if queue else None
        whole = other = pair = field = None
        listed = queue[max(0, position - 20) : position + LISTED]
        told = in_words(listed, index)
        if asked:
            incident = index.by_id[asked.incident]
            whole = read_incident(store, index, incident, incident.id)
            field = next((f for f in whole.fields if f.name == asked.field), None)
            if asked.other and asked.other in index.by_id:
                second = index.by_id[asked.other]
                other = read_incident(store, index, second, second.id)
            if asked.pair:
                pair = read_pair(store, index, asked.pair, asked.other)
    following = queue[position + 1] if position + 1 < len(queue) else None
    view = Review(
        told,
        len(queue),
        asked,
        told[min(position, 20)] if asked else None,
        position + 1 if asked else 0,
        f"/review/{following.key}" if following else "/review",
        whole,
        other,
        field,
        pair,
        key is not None and at is None,
        len(index.sources),
    )
    return answer(request, "review.html", view)

"""What waits for a person: questions that a person can answer, most doubt times weight first.

In: an open store and the index. Out: `Question`s in order. It refuses to ask what was answered:
what somebody ruled, judged or checked is asked again only when it was reopened.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from secondsource.model import (
    Dispute,
    DisputeKind,
    Incident,
    Property,
    Reconciled,
    ReviewState,
    Status,
)
from secondsource.review.incident import title_of
from secondsource.review.index import Index
from secondsource.store import Store
from secondsource.terminal.disputes import question
from secondsource.terminal.shown import Shown
from secondsource.wording import plural, say_edtf

UNSURE = 2.5  # log2 odds; a pair within this of even is asked about
MOST_PAIRS = 2_000  # the nearest to even; the others wait until these are judged
SECOND = frozenset({Property.PERPETRATOR, Property.KILLED, Property.INJURED})


class Asks(StrEnum):
    """What a question is about."""

    DISPUTE = "dispute"
    REOPENED = "reopened"
    SECOND = "second"
    PAIR = "pair"
    INCIDENT = "incident"


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that a person can settle."""

    key: str  # of its address
    asks: Asks
    weight: float
    incident: str
    field: str | None = None
    other: str | None = None  # of a pair: the other incident, or None where both are in one
    pair: tuple[str, str] | None = None  # account ids
    dispute: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in words, with why it matters."""

    key: str
    asks: Asks
    incident: str
    words: str
    why: str


def read_queue(store: Store, index: Index) -> tuple[Question, ...]:
    """Every question of a case, the weightiest first."""
    found = [
        *_disputed(index),
        *_looked_at(index),
        *_pairs(store.even_links(UNSURE, MOST_PAIRS), index),
        *_unchecked(index),
    ]
    found = [q for q in found if q.incident not in index.outside]
    return tuple(sorted(found, key=lambda q: (-q.weight, q.key)))


def in_words(questions: Sequence[Question], index: Index) -> tuple[Asked, ...]:
    """Questions as a person reads them."""
    disputes = {d.id: d for d in index.disputes}
    shown = Shown.of(index.incidents, (), (), {}, ())
    return tuple(
        Asked(q.key, q.asks, q.incident, *_words(q, disputes.get(q.dispute or ""), shown, index))
        for q in questions
    )


def _words(asked: Question, dispute: Dispute | None, shown: Shown, index: Index) -> tuple[str, str]:
    """A question, and why it matters."""
    incident = index.by_id[asked.incident]
    title, name = title_of(incident, index), (asked.field or "").replace("_", " ")
    match asked.asks:
        case Asks.REOPENED:
            why = "It was checked, and something new came in. The check stands until you look."
            return f"Is the {name} still right? {title}", why
        case Asks.SECOND:
            why = "One person has checked it, and this case asks for two."
            return f"A second look at the {name}: {title}", why
        case Asks.PAIR if asked.other:
            other = title_of(index.by_id[asked.other], index)
            return f"Are these one? {title}; {other}", "Kept apart, and nearly as likely not."
        case Asks.PAIR:
            return f"Do both reports tell of one? {title}", "Joined, and nearly as likely not."
        case Asks.DISPUTE if dispute:
            sides = " or ".join(say_edtf(s.value) for s in dispute.sides[:3])
            return question(shown, dispute).rpartition("  [")[0], f"Reports say {sides}."
    said = plural(sum(f.status is not Status.NOT_SAID for f in incident.fields), "field")
    reports = plural(len(incident.reports), "report")
    why = f"Nobody has looked at its {said} yet. Told by {reports}."
    return f"Is this right? {title}", why


def weight_of(incident: Incident) -> float:
    """How much hangs on an incident: the dead at most, in steps of twice as many."""
    for field in incident.fields:
        if field.property is Property.KILLED:
            return 1.0 + math.log2(1 + max(field.low or 0, field.best or 0, field.high or 0))
    return 1.0


def _disputed(index: Index) -> Iterator[Question]:
    for dispute in index.disputes:
        incident = index.by_id.get(dispute.about or "")
        if incident is None or dispute.kind is DisputeKind.TOTALS:
            continue
        field = _field(incident, dispute.property)
        if field and (field.status is Status.RULED or field.review is ReviewState.CHECKED):
            continue
        yield Question(
            f"d-{dispute.id}",
            Asks.DISPUTE,
            2.0 + dispute.weight * weight_of(incident),
            incident.id,
            dispute.property,
            dispute=dispute.id,
        )


def _field(incident: Incident, name: str | None) -> Reconciled | None:
    prop = next((p for p in Property if p.value == name), None)
    return incident.field(prop) if prop else None


def _looked_at(index: Index) -> Iterator[Question]:
    """Fields that a check no longer covers, and those that need a second name."""
    for incident in index.incidents:
        for field in incident.fields:
            if field.review is ReviewState.REOPENED:
                asks, doubt = Asks.REOPENED, 4.0
            elif field.review is ReviewState.IN_PART and field.property in SECOND:
                asks, doubt = Asks.SECOND, 3.0
            else:
                continue
            name = field.property.value
            weight = doubt + weight_of(incident)
            yield Question(f"f-{incident.id}-{name}", asks, weight, incident.id, name)


def _pairs(links: Iterable[tuple[str, str, float]], index: Index) -> Iterator[Question]:
    """Pairs of incidents, or of accounts in one, that the reasons leave nearly even."""
    home = {a: i for i in index.incidents for a in i.accounts}
    best: dict[tuple[str, str], tuple[str, str, float]] = {}
    for link in links:
        left, right = home.get(link[0]), home.get(link[1])
        if left is None or right is None or (left is right and len(left.accounts) != 2):
            continue
        ids = (min(left.id, right.id), max(left.id, right.id))
        if ids not in best or link[2] > best[ids][2]:
            best[ids] = link
    for (one, two), (first, second, odds) in best.items():
        doubt = 1 - abs(odds) / UNSURE
        yield Question(
            f"p-{first}-{second}",
            Asks.PAIR,
            doubt * max(weight_of(index.by_id[one]), weight_of(index.by_id[two])),
            one,
            other=None if one == two else two,
            pair=(first, second),
        )


def _unchecked(index: Index) -> Iterator[Question]:
    for incident in index.incidents:
        if incident.review_state is ReviewState.UNREVIEWED:
            key = f"i-{incident.id}"
            yield Question(key, Asks.INCIDENT, 0.1 * weight_of(incident), incident.id)

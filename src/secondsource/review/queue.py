"""What waits for a person: questions that a person can answer, most doubt times weight first.

In: an open store and the index. Out: `Question`s in order. It refuses to ask what was answered:
what somebody ruled, judged or checked is asked again only when it was reopened.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from secondsource.model import (
    Dispute,
    DisputeKind,
    Incident,
    Link,
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
    words: str
    why: str  # it matters
    weight: float
    incident: str
    field: str | None = None
    other: str | None = None  # of a pair: the other incident, or None where both are in one
    pair: tuple[str, str] | None = None  # account ids
    dispute: str | None = None


def read_queue(store: Store, index: Index) -> tuple[Question, ...]:
    """Every question of a case, the weightiest first."""
    disputes = store.disputes()
    shown = Shown.of(index.incidents, (), (), {}, disputes)
    found = [
        *_disputed(disputes, shown, index),
        *_looked_at(index),
        *_pairs(store.links(), index),
        *_unchecked(index),
    ]
    found = [q for q in found if q.incident not in index.outside]
    return tuple(sorted(found, key=lambda q: (-q.weight, q.key)))


def weight_of(incident: Incident) -> float:
    """How much hangs on an incident: the dead at most, in steps of twice as many."""
    killed = incident.field(Property.KILLED)
    most = max((n for n in (killed.low, killed.best, killed.high) if n), default=0) if killed else 0
    return 1.0 + math.log2(1 + most)


def _disputed(disputes: Iterable[Dispute], shown: Shown, index: Index) -> Iterator[Question]:
    for dispute in disputes:
        incident = index.by_id.get(dispute.about or "")
        if incident is None or dispute.kind is DisputeKind.TOTALS:
            continue
        field = _field(incident, dispute.property)
        if field and (field.status is Status.RULED or field.review is ReviewState.CHECKED):
            continue
        words = question(shown, dispute).rpartition("  [")[0]
        sides = " or ".join(say_edtf(s.value) for s in dispute.sides[:3])
        yield Question(
            f"d-{dispute.id}",
            Asks.DISPUTE,
            words,
            f"Reports say {sides}.",
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
            name = field.property.value.replace("_", " ")
            key = f"f-{incident.id}-{field.property.value}"
            title = title_of(incident, index)
            if field.review is ReviewState.REOPENED:
                yield Question(
                    key,
                    Asks.REOPENED,
                    f"Is the {name} still right? {title}",
                    "It was checked, and something new came in. The check stands until you look.",
                    4.0 + weight_of(incident),
                    incident.id,
                    field.property.value,
                )
            elif field.review is ReviewState.IN_PART and field.property in SECOND:
                yield Question(
                    key,
                    Asks.SECOND,
                    f"A second look at the {name}: {title}",
                    "One person has checked it, and this case asks for two.",
                    3.0 + weight_of(incident),
                    incident.id,
                    field.property.value,
                )


def _pairs(links: Iterable[Link], index: Index) -> Iterator[Question]:
    """Pairs of incidents, or of accounts in one, that the reasons leave nearly even."""
    home = {a: i for i in index.incidents for a in i.accounts}
    best: dict[tuple[str, str], Link] = {}
    for link in links:
        left, right = home.get(link.left), home.get(link.right)
        if left is None or right is None or any("judged" in r.feature for r in link.reasons):
            continue
        if left is right:
            if len(left.accounts) == 2 and abs(link.weight) < UNSURE:
                best[left.id, left.id] = link
            continue
        ids = (min(left.id, right.id), max(left.id, right.id))
        if abs(link.weight) < UNSURE and link.weight > best.get(ids, _never()).weight:
            best[ids] = link
    for (one, two), link in best.items():
        left, right = index.by_id[one], index.by_id[two]
        doubt = 1 - abs(link.weight) / UNSURE
        told = title_of(left, index)
        joined = one == two
        words = f"Do both reports tell of one? {told}"
        if not joined:
            words = f"Are these one? {told}; {title_of(right, index)}"
        yield Question(
            f"p-{link.left}-{link.right}",
            Asks.PAIR,
            words,
            f"{'Joined' if joined else 'Kept apart'}, and nearly as likely not.",
            doubt * max(weight_of(left), weight_of(right)),
            left.id,
            other=None if joined else right.id,
            pair=(link.left, link.right),
        )


def _unchecked(index: Index) -> Iterator[Question]:
    for incident in index.incidents:
        if incident.review_state is not ReviewState.UNREVIEWED:
            continue
        said = [f for f in incident.fields if f.status is not Status.NOT_SAID]
        reports = plural(len(incident.reports), "report")
        yield Question(
            f"i-{incident.id}",
            Asks.INCIDENT,
            f"Is this right? {title_of(incident, index)}",
            f"Nobody has looked at its {plural(len(said), 'field')} yet. Told by {reports}.",
            0.1 * weight_of(incident),
            incident.id,
        )


def _never() -> Link:
    return Link("", "", -math.inf, False, ())

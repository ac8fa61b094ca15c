"""What a person ruled on a field outranks every rule.

In: reconciled fields and the rulings on their incident. Out: the fields, the ruled ones with the
person's value. It refuses nothing a person wrote: a value that is no number, day or known name is
kept in the person's words; an empty one means that the field is held to be unknown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from secondsource.model import (
    ACTED,
    COUNTED,
    DATED,
    PLACED,
    Actor,
    ActorKind,
    Claim,
    Count,
    Decision,
    DecisionKind,
    Place,
    Property,
    Reconciled,
    Status,
    Thing,
    Value,
    When,
)


def apply_rulings(
    fields: Sequence[Reconciled],
    incident_id: str,
    rulings: Sequence[Decision],
    claims: Sequence[Claim],
) -> tuple[Reconciled, ...]:
    """The fields with the rulings in force on this incident; what they contradict stays listed."""
    latest = _latest(incident_id, rulings)
    by = {f.property: f for f in fields}
    for prop, ruling in sorted(latest.items()):
        by[prop] = _ruled(by.get(prop), prop, ruling, claims)
    order = list(Property)
    return tuple(sorted(by.values(), key=lambda f: order.index(f.property)))


def _latest(incident_id: str, rulings: Sequence[Decision]) -> dict[Property, Decision]:
    """The last ruling on each property of an incident that no later decision supersedes."""
    gone = {d.supersedes for d in rulings if d.supersedes}
    found: dict[Property, Decision] = {}
    for ruling in sorted(rulings, key=lambda d: (d.at, d.id)):
        mine = ruling.kind is DecisionKind.VALUE and ruling.subject[:1] == (incident_id,)
        if mine and ruling.id not in gone and len(ruling.subject) > 1:
            found[Property(ruling.subject[1])] = ruling
    return found


def _ruled(
    field: Reconciled | None, prop: Property, ruling: Decision, claims: Sequence[Claim]
) -> Reconciled:
    value = _value(prop, ruling.value, claims)
    statements = [s for c in claims for s in c.said(prop)]
    behind = tuple(sorted(s.id for s in statements if _says(s.value, value)))
    against = tuple(sorted({s.id for s in statements} - set(behind)))
    count = value if isinstance(value, Count) else None
    return Reconciled(
        property=prop,
        value=value,
        status=Status.RULED,
        rule=f"ruled by {ruling.by}: {ruling.reason or 'no reason given'}",
        supporting=behind,
        conflicting=against,
        low=count.low if count else None,
        best=count.best if count else None,
        high=count.high if count else None,
        basis=field.basis if field else None,
    )


def _says(said: Value | None, ruled: Value | None) -> bool:
    """Whether a statement says what was ruled."""
    if said is None or ruled is None:
        return False
    if isinstance(said, Count) and isinstance(ruled, Count):
        return (said.best or said.low) == ruled.best
    if isinstance(said, When) and isinstance(ruled, When):
        return (said.earliest, said.latest) == (ruled.earliest, ruled.latest)
    if isinstance(said, When | Count) or isinstance(ruled, When | Count):
        return False
    return said.name == ruled.name


def _value(prop: Property, words: str | None, claims: Sequence[Claim]) -> Value | None:
    """The value that a ruling's words name: one a report gives, where the words name one."""
    if words is None or not words.strip():
        return None
    text = words.strip()
    if prop in COUNTED:
        return _count(text)
    if prop in DATED:
        return _when(text)
    for claim in claims:
        for statement in claim.said(prop):
            value = statement.value
            if isinstance(value, Place | Actor | Thing) and text in (
                value.name,
                getattr(value, "id", None),
            ):
                return value
    if prop in PLACED:
        return Place(None, text)
    if prop in ACTED:
        return Actor(f"actor:{text.lower().replace(' ', '-')}", text, ActorKind.ORGANISATION)
    return Thing(text)


def _count(text: str) -> Count:
    """The counts that "12", "10-14" and "12+" write."""
    found = [int(n) for n in re.findall(r"\d+", text.replace(",", ""))]
    if not found:
        return Count(None, None, None, text)
    if len(found) > 1:
        low, high = min(found), max(found)
        return Count(low, found[1] if len(found) > 2 else low, high, text)
    return Count(found[0], found[0], None if text.endswith("+") else found[0], text)


def _when(text: str) -> When:
    """An ISO day, or two with a slash between, as an interval."""
    days = [date.fromisoformat(d) for d in re.findall(r"\d{4}-\d\d-\d\d", text)]
    if not days:
        return When(text, None, None, None, "ruled")
    first, last = min(days), max(days)
    return When(text, first, last, 1 if first == last else 2, "ruled")

"""What is said of an incident's fields: rulings and checks.

In: an incident as a person had it before them, the field, and what they say of it. Out: the
decisions noted, with the words the field was told in at that moment, so that what comes in later
can reopen it. It refuses a field that an incident cannot have, and a number or day that is none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from secondsource.decide.acts import Act, draft, record
from secondsource.errors import InputError
from secondsource.model import (
    COUNTED,
    Claim,
    Decision,
    DecisionKind,
    Evidence,
    Incident,
    Property,
    Statement,
)
from secondsource.reconcile import as_ruled, reads_as_value
from secondsource.store import Store
from secondsource.wording import read_day

UNKNOWN = "unknown"
NOT_RULED = frozenset(
    {Property.COUNT, Property.WHAT, Property.PERIOD, Property.ACTOR, Property.RETALIATION_FOR}
)
RULED = tuple(p for p in Property if p not in NOT_RULED)
"""The fields of an incident that can be ruled."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a ruling rests on: statements of the case, or something outside it."""

    statements: Sequence[Statement] = ()
    url: str | None = None
    note: str | None = None


def rule(
    store: Store, incident: Incident, field: str, words: str, act: Act, grounds: Grounds
) -> tuple[Decision, ...]:
    """Note the value of one field of an incident; "unknown" holds that nobody can know it."""
    prop = field_of(field)
    value = None if words.strip().lower() in ("", UNKNOWN) else words.strip()
    if value and prop is Property.DATE:
        value = read_day(value)
    refuse_odd_value(prop, value)
    if grounds.url and not grounds.url.startswith(("http://", "https://")):
        raise InputError(f"{grounds.url!r} is no URL. Give it whole, from https:// on.")
    words_of = tuple(dict.fromkeys(s.evidence for s in grounds.statements))
    outside = " ".join(filter(None, (grounds.url, grounds.note))) or None
    subject = (incident.id, prop.value)
    noted = draft(
        DecisionKind.VALUE,
        subject,
        act,
        value,
        evidence=words_of,
        external=outside,
        seen=_seen(store, incident, (prop,)),
    )
    return record(store, act, noted)


def field_of(field: str) -> Property:
    """The property of an incident that a field is called by."""
    prop = next((p for p in RULED if p.value == field.strip().replace("-", "_")), None)
    if prop is None:
        raise InputError(f"{field!r} is no field of an incident. Use one of {', '.join(RULED)}.")
    return prop


def refuse_odd_value(prop: Property, value: str | None) -> None:
    """Raise InputError where words are no number or day and the field takes nothing else."""
    if value is not None and not reads_as_value(prop, value):
        form = (
            "12, 10-14, 12+"
            if prop in COUNTED
            else "7 Feb 2024, 2024-02-07, 2024-02, 2024-02-05/2024-02-07"
        )
        raise InputError(
            f"{value!r} is no value for {prop.replace('_', ' ')}. Write it as {form} or {UNKNOWN}."
        )


def bounded(words: str, low: int | None, high: int | None) -> str:
    """The words of a ruling on a toll with its low and high: "10/12/14"."""
    if low is None and high is None:
        return words
    best = words.strip().removesuffix("+")
    if not best.isdecimal():
        raise InputError(f"{words!r} cannot have --low or --high. Give the best number: 12 or 12+.")
    top = None if words.strip().endswith("+") and high is None else high or int(best)
    bottom = int(best) if low is None else low
    if bottom > int(best) or (top is not None and top < int(best)):
        raise InputError(f"{best} does not lie between {bottom} and {top}. Mend --low or --high.")
    return f"{bottom}/{best}/{'' if top is None else top}"


def check(
    store: Store, thing: Incident | Claim, act: Act, fields: Sequence[str] = ()
) -> tuple[Decision, ...]:
    """Note that a person has checked a claim, a whole incident, or some fields of an incident.

    A field is checked as it is in `thing`: with that value, told in those words.
    """
    if isinstance(thing, Claim):
        if fields:
            raise InputError(f"{thing.id} is a claim. Check it whole, or fields of its incident.")
        seen = tuple(s.evidence for s in thing.statements)
        return record(store, act, draft(DecisionKind.CHECK, (thing.id,), act, seen=seen))
    props = tuple(dict.fromkeys(map(field_of, fields)))
    if not props:
        values = {f.property.value: as_ruled(f) for f in thing.fields}
        whole = draft(
            DecisionKind.CHECK,
            (thing.id,),
            act,
            json.dumps(values, ensure_ascii=False),
            seen=_seen(store, thing, values),
        )
        return record(store, act, whole)
    drafts = []
    for prop in props:
        field = thing.field(prop)
        value = as_ruled(field) if field else None
        subject, seen = (thing.id, prop.value), _seen(store, thing, (prop,))
        drafts.append(draft(DecisionKind.CHECK, subject, act, value, seen=seen))
    return record(store, act, *drafts)


def _seen(store: Store, incident: Incident, props: Iterable[str]) -> tuple[Evidence, ...]:
    """The words of every statement that some fields of an incident weigh."""
    held = [f for p in props if (f := incident.field(Property(p)))]
    ids = {name for f in held for name in (*f.supporting, *f.conflicting)}
    return tuple(dict.fromkeys(s.evidence for s in store.statements(ids)))


def find_statement(claims: Sequence[Claim], what: str) -> Statement:
    """The statement that an id, or the beginning of one, names."""
    said = [s for c in claims for s in c.statements if what and s.id.startswith(what)]
    exact = [s for s in said if s.id == what] or said
    if len(exact) != 1:
        number = "no statement" if not exact else f"{len(exact)} statements"
        raise InputError(
            f"{what!r} names {number}. `secondsource export --format claims` has their ids."
        )
    return exact[0]

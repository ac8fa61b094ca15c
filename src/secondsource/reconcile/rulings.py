"""What a person ruled on a field outranks every rule.

In: reconciled fields and the rulings in force, in the order of the ledger. Out: the fields, the
ruled ones with the person's value. It refuses nothing a person wrote: a value that is no number,
day or known name is kept in the person's words (`reads_as_value` says whether it is one); an
empty one means that the field is held to be unknown.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
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
    Statement,
    Status,
    Thing,
    Value,
    When,
)
from secondsource.reconcile.case import fit

Known = Callable[[str], Place | Actor | None]
"""Gives the place or party of an id, where it is known."""


def nothing_known(_: str) -> None:
    """No id is known."""


def apply_rulings(
    fields: Sequence[Reconciled],
    incident_id: str,
    rulings: Sequence[Decision],
    claims: Sequence[Claim],
    known: Known = nothing_known,
) -> tuple[Reconciled, ...]:
    """The fields with the last ruling on each; what a ruling contradicts stays listed."""
    by = {f.property: f for f in fields}
    latest = {
        Property(r.subject[1]): r
        for r in rulings
        if r.kind is DecisionKind.VALUE and r.subject[:1] == (incident_id,)
    }
    for prop, ruling in latest.items():
        by[prop] = _ruled(by.get(prop), prop, ruling, claims, known)
    order = list(Property)
    return tuple(sorted(by.values(), key=lambda f: order.index(f.property)))


def _ruled(
    field: Reconciled | None,
    prop: Property,
    ruling: Decision,
    claims: Sequence[Claim],
    known: Known,
) -> Reconciled:
    """The field as ruled; its camps are those of the reports, sorted by what was ruled."""
    value = value_of(prop, ruling.value, claims, known)
    weighed = {*field.supporting, *field.conflicting} if field else set()
    named = {s.id for c in claims for s in c.said(prop) if _rests_on(ruling, s)}
    behind = {
        s.id for c in claims for s in c.statements if s.id in weighed and _says(s.value, value)
    }
    count = value if isinstance(value, Count) else None
    return Reconciled(
        property=prop,
        value=value,
        status=Status.RULED,
        rule=_who_and_why(ruling),
        supporting=tuple(sorted(behind | named)),
        conflicting=tuple(sorted(weighed - behind - named)),
        low=count.low if count else None,
        best=count.best if count else None,
        high=count.high if count else None,
    )


def reads_as_value(prop: Property, words: str) -> bool:
    """Whether the words of a ruling are a number or a date, where the field takes one."""
    if prop in COUNTED:
        return re.fullmatch(r"\d[\d,]*(\+|\s?[-–]\s?\d[\d,]*)?|\d*/\d+/\d*", words) is not None
    return prop not in DATED or _when(words).earliest is not None


def as_ruled(field: Reconciled) -> str | None:
    """The words of a ruling that would give a field the value it has; None for no value."""
    value = field.value
    if field.property in COUNTED:
        low, best, high = field.low, field.best, field.high
        if low is best is high is None:
            return None
        best = best if best is not None else low if low is not None else high
        return "/".join("" if n is None else str(n) for n in (low, best, high))
    match value:
        case When():
            if value.edtf or value.earliest is None:
                return value.edtf
            return f"{value.earliest}/{value.latest}"
        case Place() | Actor():
            return value.id or value.name
        case Thing():
            return value.name
    return None


def _rests_on(ruling: Decision, statement: Statement) -> bool:
    """Whether a ruling names the words of a statement."""
    words = statement.evidence
    return any(
        e.report_id == words.report_id and e.overlaps(words.start, words.end)
        for e in ruling.evidence
    )


def _says(said: Value | None, ruled: Value | None) -> bool:
    """Whether a statement can be right if the ruling is."""
    if said is None or ruled is None:
        return False
    if isinstance(said, Thing | Place) and isinstance(ruled, Thing | Place) and not _known(ruled):
        one, two = said.name.casefold(), ruled.name.casefold()
        return one in two or two in one
    return fit(said, ruled)


def _known(value: Thing | Place) -> bool:
    """Whether more than the name is known, so that values of other names can be compared."""
    return isinstance(value, Place) and (value.lat is not None or value.country is not None)


def _who_and_why(ruling: Decision) -> str:
    why = ruling.reason or "no reason given"
    outside = f" ({ruling.external})" if ruling.external else ""
    return f"ruled by {ruling.by} on {ruling.at.date()}: {why}{outside}"


def value_of(
    prop: Property, words: str | None, claims: Sequence[Claim], known: Known
) -> Value | None:
    """The value that a person's words name: one a report gives, or one that is known by its id."""
    if words is None or not words.strip():
        return None
    text = words.strip()
    plain = _count(text) if prop in COUNTED else _when(text) if prop in DATED else None
    if plain is not None:
        return plain
    for claim in claims:
        for statement in claim.said(prop):
            value = statement.value
            if isinstance(value, Place | Actor | Thing) and text.casefold() in (
                value.name.casefold(),
                getattr(value, "id", None),
            ):
                return value
    listed = known(text)
    if prop in PLACED:
        return listed if isinstance(listed, Place) else Place(None, text)
    if prop in ACTED:
        if isinstance(listed, Actor):
            return listed
        return Actor(f"actor:{text.lower().replace(' ', '-')}", text, ActorKind.ORGANISATION)
    return Thing(text)


def _count(text: str) -> Count:
    """The counts that "12", "10-14", "12+" and "10/12/14" (low, best, high; or open) write."""
    bounds = re.fullmatch(r"(\d*)/(\d+)/(\d*)", text)
    if bounds:
        low, best, high = (int(n) if n else None for n in bounds.groups())
        return Count(low, best, high, text)
    found = [int(n) for n in re.findall(r"\d+", text.replace(",", ""))]
    if not found:
        return Count(None, None, None, text)
    if len(found) > 1:
        return Count(min(found), min(found), max(found), text)
    return Count(found[0], found[0], None if text.endswith("+") else found[0], text)


def _when(text: str) -> When:
    """A day, month or year in ISO form, or two of them with a slash between, as an interval."""
    found = [span for part in text.split("/") if (span := _interval(part.strip()))]
    if not found or len(found) != len(text.split("/")):
        return When(text, None, None, None, "ruled")
    first, last = min(s[0] for s in found), max(s[1] for s in found)
    return When(text, first, last, _precision(first, last), "ruled")


def _interval(text: str) -> tuple[date, date] | None:
    """The first and last day of "2024-02-07", "2024-02" or "2024"."""
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", text)
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return first, first
    ends = date(first.year, month, monthrange(first.year, month)[1]) if month else None
    return first, ends or date(first.year, 12, 31)


def _precision(first: date, last: date) -> int:
    """UCDP's date_prec: 1 a day, 2 to six days, 3 a week, 4 a month, 5 more."""
    days = (last - first).days + 1
    return next(n for n, most in ((1, 1), (2, 6), (3, 7), (4, 31), (5, days)) if days <= most)

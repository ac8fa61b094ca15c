"""Wholes and parts related anew around what changed are those of relating all anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from secondsource.model import Claim, Incident, Property, When
from secondsource.reconcile import (
    Sources,
    open_rules,
    reconcile_incident,
    relate_again,
    relate_incidents,
    windows,
)
from telling import BAGHDAD, actor, claim, count, day

RULES = open_rules()
DOERS = (actor("Front"), actor("League"))
FIRST = date(2024, 3, 1)
TOLD = st.tuples(
    st.integers(0, 9),  # its first day
    st.integers(0, 4),  # how many more days
    st.sampled_from(("drone_strike", "shelling")),
    st.sampled_from(DOERS),
    st.sampled_from((0, 0, 3, 5)),  # targets hit
)
Told = tuple[int, int, str, object, int]


def told(name: str, what: Told) -> Claim:
    start, more, kind, doer, targets = what
    first = FIRST + timedelta(days=start)
    last = first + timedelta(days=more)
    when = When(f"{first}/{last}", first, last, 2 if more else 1, "days")
    says = [("date", when), ("place", BAGHDAD), ("perpetrator", doer)]
    says += [("targets_hit", count(targets))] if targets else []
    return claim(name, f"r-{name}", says, event_type=kind)


def reconciled(claims: Sequence[Claim]) -> list[Incident]:
    sources = Sources.of((), ())
    return [reconcile_incident(f"i-{c.id}", [c], sources, (), RULES) for c in claims]


def days(incident: Incident) -> tuple[date, date]:
    field = incident.field(Property.DATE)
    assert field is not None and isinstance(field.value, When)
    assert field.value.earliest is not None and field.value.latest is not None
    return field.value.earliest, field.value.latest


@settings(max_examples=300, deadline=None)
@given(st.lists(TOLD, min_size=2, max_size=9), TOLD, st.booleans())
def test_what_a_change_does_to_wholes_and_parts_is_found_around_it(
    before: list[Told], turned: Told, goes: bool
) -> None:
    claims = [told(f"c{n}", what) for n, what in enumerate(before)]
    stood = relate_incidents(reconciled(claims), claims)
    after = [*([] if goes else [told("c0", turned)]), *claims[1:]]
    expected = {i.id: i for i in relate_incidents(reconciled(after), after)}
    changed = [] if goes else reconciled(after[:1])
    near = windows([stood[0], *changed])
    around = [
        i
        for i in stood[1:]
        if any(
            kind == i.event_type and first <= days(i)[0] and days(i)[1] <= last
            for kind, first, last in near
        )
    ]
    found = {i.id: i for i in relate_again(changed, stood[:1], around, {c.id: c for c in after})}
    assert {**{i.id: i for i in stood[1:]}, **found} == expected


def test_nothing_answers_what_came_after_it() -> None:
    def answers(first: str, cause: str) -> tuple[str, ...]:
        told = [
            claim("a", "r1", [("date", day(cause))]),
            claim("b", "r1", [("date", day(first))], start=60, retaliation_for="a"),
        ]
        related = relate_incidents(reconciled(told), told)
        return tuple(r.incident_id for i in related for r in i.retaliation_for)

    assert answers("2024-02-07", "2024-02-02") == ("i-a",)
    assert answers("2024-02-06", "2024-02-07") == ("i-a",)  # the night before
    assert answers("2024-02-02", "2024-02-07") == ()

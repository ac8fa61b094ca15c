"""How far an incident is checked: by field, by two persons, and reopened by what comes in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from secondsource.model import (
    Claim,
    Count,
    Decision,
    DecisionKind,
    Evidence,
    Force,
    Group,
    GroupStatus,
    Incident,
    Property,
    Standing,
    Value,
)
from secondsource.reconcile import (
    Sources,
    as_ruled,
    open_rules,
    reads_as_value,
    reconcile_incident,
    value_of,
    with_reviews,
)
from telling import BAGHDAD, GOMA, actor, claim, count, day, judge, report

KH = actor("Kataib Hezbollah")
DATE, KILLED = ("date", day("2024-02-07")), ("killed", count(3))
FIGHTERS = Count(3, 3, 3, "three fighters", group=Group(GroupStatus.COMBATANT))
A, B, C = (claim(name, f"r-{name}", [DATE, KILLED]) for name in "abc")
FOUR = claim("four", "r-four", [DATE, ("killed", count(4))])


def incident(claims: Sequence[Claim], *rulings: Decision) -> Incident:
    known = [report(n, source=f"paper {n}") for n in sorted({c.report_id for c in claims})]
    return reconcile_incident("i1", claims, Sources.of(known, (), ()), rulings, open_rules())


def looked(
    claims: Sequence[Claim], *props: str, by: str = "ana", whole: bool = False, of: str = ""
) -> list[Standing]:
    """Checks of fields, of the whole incident or of one claim, taken on some claims."""
    now = incident(claims)

    def words(fields: Sequence[Any]) -> tuple[Evidence, ...]:
        ids = {s for f in fields for s in (*f.supporting, *f.conflicting)}
        return tuple(s.evidence for c in claims for s in c.statements if s.id in ids)

    def standing(subject: tuple[str, ...], value: str | None, seen: Any, on: Any) -> Standing:
        known = judge("check", *subject, value=value, name=f"{by}-{subject}")
        decision = replace(known, by=by, seen=seen)
        return Standing(decision, Force.IN_FORCE, subject, (tuple(on),))

    if of:
        return [standing((of,), None, None, (of,))]
    told = [c.id for c in claims]
    if whole:
        values = json.dumps({f.property.value: as_ruled(f) for f in now.fields})
        return [standing(("i1",), values, words(now.fields), told)]
    fields = [now.field(Property(p)) for p in props]
    return [
        standing(("i1", p), as_ruled(f) if f else None, words([f] if f else []), told)
        for p, f in zip(props, fields, strict=True)
    ]


def ruled(prop: str, value: str, by: str, seen: tuple[Evidence, ...] | None = None) -> Standing:
    decision = replace(judge("value", "i1", prop, value=value), by=by, seen=seen)
    return Standing(decision, Force.IN_FORCE, ("i1", prop), (("a",),))


def states(
    claims: Sequence[Claim], standing: Sequence[Standing], *, two: bool = False
) -> dict[str, str]:
    """The state of each said field, and of the whole, as the incident stands on some claims."""
    rulings = [s.decision for s in standing if s.decision.kind is DecisionKind.VALUE]
    (found,) = with_reviews([incident(claims, *rulings)], claims, standing, two_person=two)
    fields = {f.property.value: f.review.value for f in found.fields}
    return {"whole": found.review_state.value} | fields


def test_nothing_is_checked_until_a_person_has_looked() -> None:
    assert set(states([A, B], []).values()) == {"unreviewed"}


def test_a_field_is_checked_and_the_incident_once_all_said_fields_are() -> None:
    one = states([A, B], looked([A, B], "killed"))
    assert (one["whole"], one["killed"], one["date"]) == ("in_part", "checked", "unreviewed")
    both = states([A, B], looked([A, B], "killed", "date"))
    assert (both["whole"], both["injured"]) == ("checked", "unreviewed")  # no report says injured


def test_the_whole_incident_is_checked_at_once() -> None:
    found = states([A, B], looked([A, B], whole=True))
    assert {found[name] for name in ("whole", "killed", "date")} == {"checked"}


@pytest.mark.parametrize("whole", [True, False])
def test_a_new_statement_reopens_its_field_and_the_incident(whole: bool) -> None:
    checks = looked([A, B], "killed", "date", whole=whole)
    added = replace(FOUR, statements=FOUR.statements[1:])  # says nothing of the date
    found = states([A, B, added], checks)
    assert (found["whole"], found["killed"], found["date"]) == ("reopened", "reopened", "checked")
    again = states([A, B, added], [*checks, *looked([A, B, added], "killed")])
    assert (again["whole"], again["killed"]) == ("checked", "checked")


def test_a_new_report_reopens_a_whole_check_even_where_it_says_nothing_new() -> None:
    silent = claim("silent", "r-silent")
    checks = looked([A], whole=True)
    assert states([A, silent], checks)["whole"] == "reopened"
    assert states([A, silent], [*checks, *looked([A, silent], "date")])["whole"] == "checked"
    fields = looked([A], "killed", "date")
    assert states([A, silent], fields)["whole"] == "checked"


def test_another_value_in_the_same_words_reopens() -> None:
    said = replace(A.statements[1], value=count(5))
    other = replace(A, statements=(A.statements[0], said))
    assert states([other], looked([A], "killed"))["killed"] == "reopened"


def test_words_that_moved_and_ids_that_changed_reopen_nothing() -> None:
    moved = tuple(
        replace(s, id=f"new-{s.id}", evidence=replace(e, start=e.start + 50, end=e.end + 50))
        for s in A.statements
        for e in [s.evidence]
    )
    assert states([replace(A, statements=moved)], looked([A], whole=True))["killed"] == "checked"


def test_a_field_that_comes_to_be_said_reopens_a_whole_check_and_the_check_of_silence() -> None:
    placed = claim("p", "r-a", [DATE, KILLED, ("place", GOMA)])
    now = replace(placed, id="a", statements=placed.statements)
    assert states([now], looked([A], whole=True))["place"] == "reopened"
    assert states([now], looked([A], "place"))["place"] == "reopened"
    assert states([now], looked([A], "date"))["place"] == "unreviewed"


def test_claims_checked_one_by_one_check_the_fields_they_tell_of() -> None:
    one = states([A, B], looked([A, B], of="a"))
    assert (one["whole"], one["killed"]) == ("in_part", "unreviewed")
    both = [*looked([A, B], of="a"), *looked([A, B], of="b")]
    assert states([A, B], both)["whole"] == "checked"
    assert states([A, B, C], both)["whole"] == "in_part"  # no one said the incident was done


def test_a_ruling_checks_its_field_until_something_new_is_said() -> None:
    seen = tuple(s.evidence for s in A.statements)
    assert states([A], [ruled("killed", "5", "ana", seen)])["killed"] == "checked"
    assert states([A, FOUR], [ruled("killed", "5", "ana", seen)])["killed"] == "reopened"
    assert states([A, FOUR], [ruled("killed", "5", "ana")])["killed"] == "checked"
    checked = [*looked([A], "killed"), ruled("killed", "5", "ana", seen)]
    assert states([A], checked)["killed"] == "checked"  # her last word, though not her first


def test_the_doer_and_tolls_of_civilians_need_a_second_name_where_two_are_asked_for() -> None:
    told = [claim("a", "r1", [DATE, KILLED, ("perpetrator", KH)])]
    first = looked(told, "date", "killed", "perpetrator")
    found = states(told, first, two=True)
    assert (found["date"], found["killed"], found["perpetrator"]) == (
        "checked",
        "in_part",
        "in_part",
    )
    assert found["whole"] == "in_part"
    assert states(told, first)["whole"] == "checked"
    again = [*first, *looked(told, "killed", "perpetrator", by="Ana ")]
    assert states(told, again, two=True)["killed"] == "in_part"  # the same name is no second
    second = [*first, *looked(told, "killed", "perpetrator", by="ben")]
    assert states(told, second, two=True)["whole"] == "checked"


def test_fighters_and_silence_need_no_second_name() -> None:
    told = [claim("a", "r1", [("killed", FIGHTERS)])]
    assert states(told, looked(told, whole=True), two=True)["whole"] == "checked"


def test_a_ruling_needs_the_check_of_another() -> None:
    told = [A]
    ruling = ruled("killed", "5", "ana", tuple(s.evidence for s in A.statements))
    assert states(told, [ruling], two=True)["killed"] == "in_part"
    value = replace(looked(told, "killed", by="ben")[0].decision, value="5/5/5")
    check = Standing(value, Force.IN_FORCE, ("i1", "killed"), (("a",),))
    assert states(told, [ruling, check], two=True)["killed"] == "checked"
    stale = looked(told, "killed", by="ben")  # of the value that was ruled away
    assert states(told, [*stale, ruling], two=True)["killed"] == "reopened"


def test_a_decision_that_holds_no_more_checks_nothing() -> None:
    gone = [replace(s, force=Force.UNDONE) for s in looked([A], whole=True)]
    assert set(states([A], gone).values()) == {"unreviewed"}


@pytest.mark.parametrize(
    ("prop", "value"),
    [
        ("killed", count(3)),
        ("killed", count(5, 5, None)),
        ("killed", count(10, 12, 14)),
        ("date", day("2024-02-07")),
        ("place", BAGHDAD),
        ("perpetrator", KH),
    ],
)
def test_what_a_field_holds_can_be_ruled_in_the_words_that_a_check_keeps(
    prop: str, value: Value
) -> None:
    told = [claim("a", "r1", [(prop, value)])]
    field = incident(told).field(Property(prop))
    assert field is not None
    words = as_ruled(field)
    assert words is not None and reads_as_value(field.property, words)
    again = value_of(field.property, words, told, lambda name: None)
    if isinstance(value, Count):
        assert isinstance(again, Count)
        assert (again.low, again.best, again.high) == (field.low, field.best, field.high)
    else:
        assert getattr(again, "edtf", again) == getattr(value, "edtf", value)

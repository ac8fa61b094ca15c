"""Where reports cannot all be right, with the words of each side, and nothing merely vaguer."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondsource.model import (
    Actor,
    ActorKind,
    Claim,
    Dispute,
    DisputeKind,
    Kind,
    Report,
    Scope,
    SpeakerRole,
    Thing,
    ThingKind,
    Value,
    When,
)
from secondsource.reconcile import (
    Sources,
    claims_by_group,
    facts_of,
    find_disputes,
    find_superlatives,
    find_totals,
    heaviest_first,
    open_rules,
    praises_of,
    reconcile_incident,
    relate_incidents,
)
from telling import BAGHDAD, GOMA, actor, claim, count, day, report

RULES = open_rules()
US = actor("United States armed forces", kind=ActorKind.EXTERNAL_FORCES)


def disputes(
    claims: Sequence[Claim], groups: Sequence[Sequence[str]], reports: Sequence[Report] = ()
) -> tuple[Dispute, ...]:
    known = {r.id: r for r in reports}
    for c in claims:
        known.setdefault(c.report_id, report(c.report_id, source=f"paper {c.report_id}"))
    sources = Sources.of(list(known.values()), ())
    packs = claims_by_group(claims, groups)
    found = [reconcile_incident(f"i{n}", p, sources, (), RULES) for n, p in enumerate(packs)]
    facts = [facts_of(i, {c.id: c for c in claims}) for i in found]
    praises = praises_of(known.values(), claims, RULES)
    return heaviest_first(
        (
            *find_disputes(relate_incidents(found, claims, facts), claims, sources, facts),
            *find_superlatives(praises, facts),
            *find_totals(claims, sources, RULES),
        )
    )


def test_two_dates_of_one_incident_are_shown_with_both_camps() -> None:
    told = [
        claim("a", "r1", [("date", day("2024-02-07"))]),
        claim("b", "r2", [("date", day("2024-02-07"))]),
        claim("c", "r3", [("date", day("2024-02-01"))]),
    ]
    (found,) = disputes(told, [("a", "b", "c")])
    assert (found.kind, found.property, found.about) == (DisputeKind.BETWEEN, "date", "i0")
    assert [s.value for s in found.sides] == ["2024-02-07", "2024-02-01"]
    assert [{e.report_id for e in s.evidence} for s in found.sides] == [{"r1", "r2"}, {"r3"}]
    assert found.note and "better supported" in found.note


def test_a_report_against_itself_is_within() -> None:
    told = [
        claim("a", "r1", [("killed", count(18))], account="a"),
        claim("b", "r1", [("killed", count(24))], account="a", start=90),
    ]
    (found,) = disputes(told, [("a",)])
    assert (found.kind, found.property) == (DisputeKind.WITHIN, "killed")


def test_a_part_larger_than_the_whole_is_shown() -> None:
    told = [
        claim("a", "r1", [("killed", count(9))], account="a"),
        claim("b", "r1", [("killed", count(12, scope=Scope.PARTIAL))], account="a", start=90),
    ]
    (found,) = disputes(told, [("a",)])
    assert found.kind is DisputeKind.WITHIN
    assert [s.value for s in found.sides] == ["9 in all", "12 in a part"]


@pytest.mark.parametrize(
    "says",
    [
        [("killed", count(8, 8, None)), ("killed", count(10))],
        [("killed", count(10)), ("killed", count(1, scope=Scope.LEADER_ONLY))],
        [("place", BAGHDAD), ("place", BAGHDAD)],
        [("date", day("2024-02-07")), ("date", When(None, None, None, None, "open"))],
    ],
)
def test_what_is_merely_vaguer_is_no_dispute(says: list[tuple[str, Value]]) -> None:
    told = [claim(f"c{n}", f"r{n}", [s]) for n, s in enumerate(says)]
    assert disputes(told, [("c0", "c1")]) == ()


def test_a_growing_toll_is_no_dispute() -> None:
    reports = [report("r1", published="2024-02-08"), report("r2", published="2024-02-10")]
    told = [
        claim("a", "r1", [("date", day("2024-02-07")), ("killed", count(8))]),
        claim("b", "r2", [("date", day("2024-02-07")), ("killed", count(10))]),
    ]
    assert disputes(told, [("a", "b")], reports) == ()


def test_an_answer_before_its_cause_is_out_of_order() -> None:
    told = [
        claim("a", "r1", [("date", day("2024-02-20"))]),
        claim("b", "r1", [("date", day("2024-02-07"))], start=60, retaliation_for="a"),
    ]
    (found,) = disputes(told, [("a",), ("b",)])
    assert (found.kind, found.about) == (DisputeKind.ORDER, "i1")
    assert len(found.sides) == 2


def strike(
    name: str, report_id: str, when: str, doer: Actor = US, text: str = "A strike."
) -> Claim:
    says: list[tuple[str, Value]] = [
        ("date", day(when)), ("place", BAGHDAD), ("perpetrator", doer),
    ]  # fmt: skip
    return claim(name, report_id, says, text=text)


FIRST = "It was the first known direct US attack against the militia."


def test_the_first_attack_is_set_against_an_earlier_one() -> None:
    reports = [report("r1", FIRST), report("r2", "A strike in November.")]
    told = [strike("a", "r1", "2024-01-04", text=FIRST), strike("b", "r2", "2023-11-22")]
    (found,) = disputes(told, [("a",), ("b",)], reports)
    assert (found.kind, found.about) == (DisputeKind.SUPERLATIVE, "i0")
    assert found.sides[0].evidence[0].quote == FIRST


@pytest.mark.parametrize(
    ("text", "when", "doer"),
    [
        (FIRST, "2024-03-01", US),  # later
        (FIRST, "2023-11-22", actor("Islamic State")),  # another party
        ("It was not the first US attack on the militia.", "2023-11-22", US),
        ("It was the first US attack since 2023 on the militia.", "2023-11-22", US),
        ("The first rescuers came late.", "2023-11-22", US),
    ],
)
def test_superlatives_that_nothing_breaks_are_left_alone(text: str, when: str, doer: Actor) -> None:
    reports = [report("r1", text), report("r2", "A strike.")]
    told = [strike("a", "r1", "2024-01-04", text=text), strike("b", "r2", when, doer)]
    assert disputes(told, [("a",), ("b",)], reports) == ()


def total(name: str, report_id: str, n: int, since: str, what: str = "attacks") -> Claim:
    says: list[tuple[str, Value]] = [
        ("count", count(n, n, None)),
        ("what", Thing(what)),
        ("period", When(since, None, None, None, "since")),
    ]
    return claim(
        name, report_id, says, kind=Kind.TOTAL, event_type="", quotes={"period": f"since {since}"}
    )


def test_a_longer_period_cannot_count_less() -> None:
    told = [total("a", "r1", 55, "XXXX-09"), total("b", "r2", 160, "XXXX-10-17", "times")]
    (found,) = disputes(told, [])
    assert (found.kind, found.about) == (DisputeKind.TOTALS, None)
    assert {e.report_id for s in found.sides for e in s.evidence} == {"r1", "r2"}


def test_totals_that_fit_or_count_other_things_are_left_alone() -> None:
    assert (
        disputes([total("a", "r1", 168, "XXXX-09"), total("b", "r2", 160, "XXXX-10-17")], []) == ()
    )
    other = [total("a", "r1", 55, "XXXX-09"), total("b", "r2", 160, "XXXX-10-17", "people killed")]
    assert disputes(other, []) == ()


def test_two_names_for_one_victim_are_rivals() -> None:
    def killing(name: str, report_id: str, person: str) -> Claim:
        victim = Thing(person, ThingKind.PERSON)
        return claim(name, report_id, [("victim", victim)], event_type="assassination", text=person)

    told = [
        killing("a", "r1", "Alaa Suleiman"),
        killing("b", "r2", "Moshtaq Talib al-Saadi"),
        killing("c", "r3", "Mushtaq Talib al-Saidi"),
    ]
    (found,) = disputes(told, [("a", "b", "c")])
    assert found.property == "victim"
    assert [len(s.evidence) for s in found.sides] == [2, 1]


@given(st.randoms(use_true_random=False))
def test_order_changes_nothing(shuffle: random.Random) -> None:
    told = [
        claim("a", "r1", [("date", day("2024-02-07")), ("killed", count(3))]),
        claim("b", "r2", [("date", day("2024-02-01")), ("killed", count(5))]),
        claim("c", "r3", [("place", GOMA)], speaker=("a witness", SpeakerRole.WITNESS)),
        claim("d", "r4", [("place", BAGHDAD), ("killed", count(3))]),
        total("t", "r5", 55, "XXXX-09"),
        total("u", "r6", 160, "XXXX-10-17"),
    ]
    expected = disputes(told, [("a", "b", "c", "d")])
    assert expected and all(len(d.sides) > 1 for d in expected)
    assert list(expected) == sorted(expected, key=lambda d: (-d.weight, d.id))
    mixed = list(told)
    shuffle.shuffle(mixed)
    assert disputes(mixed, [("a", "b", "c", "d")]) == expected

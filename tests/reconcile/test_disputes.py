"""Where reports cannot all be right, with the words of each side, and nothing merely vaguer."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondsource.model import (
    Actor,
    ActorKind,
    Claim,
    Dispute,
    DisputeKind,
    Evidence,
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
    find_disputes,
    open_rules,
    reconcile_incident,
    relate_incidents,
)
from telling import BAGHDAD, GOMA, actor, claim, count, day, report

RULES = open_rules()
HOSPITAL, POLICE = ("a hospital", SpeakerRole.MEDICAL), ("police", SpeakerRole.POLICE)
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
    return find_disputes(relate_incidents(found, claims), claims, sources, RULES)


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
        claim("a", "r1", [("killed", count(18))], account="a", speaker=HOSPITAL),
        claim("b", "r1", [("killed", count(24))], account="a", start=90, speaker=POLICE),
    ]
    (found,) = disputes(told, [("a",)])
    assert (found.kind, found.property) == (DisputeKind.WITHIN, "killed")


def test_two_numbers_of_one_voice_are_a_whole_and_its_part() -> None:
    told = [
        claim("a", "r1", [("killed", count(18))], account="a"),
        claim("b", "r1", [("killed", count(24))], account="a", start=90),
        claim("c", "r2", [("killed", count(18))]),
    ]
    assert disputes(told, [("a", "c")]) == ()


def test_a_list_is_one_side_with_all_its_words() -> None:
    text = "Five officers and an inmate died."
    one, two = (
        claim(n, "r1", [("killed", count(k))], quotes={"killed": words}, text=text)
        for n, k, words in (("a", 5, "Five officers"), ("p", 1, "an inmate"))
    )
    late = replace(two.statements[0], evidence=Evidence("r1", 18, 27, "an inmate"))
    told = [
        replace(one, statements=(*one.statements, late)),
        claim("b", "r2", [("killed", count(9))]),
    ]
    (found,) = disputes(told, [("a", "b")])
    assert {s.value: [e.quote for e in s.evidence] for s in found.sides} == {
        "6": ["Five officers", "an inmate"],
        "9": ["9"],
    }


def test_a_party_that_no_list_knows_and_one_report_names_is_no_side() -> None:
    unknown = replace(actor("The Riders"), provisional=True)
    told = [
        claim(name, f"r{name}", [("perpetrator", who)])
        for name, who in (("a", US), ("b", actor("Islamic State")), ("c", unknown))
    ]
    (found,) = disputes(told, [("a", "b", "c")])
    assert {s.value for s in found.sides} == {US.name, "Islamic State"}
    again = claim("d", "rd", [("perpetrator", unknown)])
    (found,) = disputes([*told, again], [("a", "b", "c", "d")])
    assert "The Riders" in {s.value for s in found.sides}


def test_an_attacker_whom_others_name_as_attacked_is_said_to_be_reversed() -> None:
    victim = Thing("soldiers", ThingKind.MILITARY, US.id)
    told = [
        claim("a", "r1", [("perpetrator", actor("Islamic State")), ("victim", victim)]),
        claim("b", "r2", [("perpetrator", US)]),
    ]
    (found,) = disputes(told, [("a", "b")])
    assert "attacker whom another names as attacked" in (found.note or "")


MOURNED = "The blood of our fallen commander calls us, said Adan Roble, head of the Sabri Brigade."


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (MOURNED, True),
        (MOURNED.replace("Sabri Brigade", "Kandar Front"), False),
        (MOURNED.replace("our fallen", "the"), False),
    ],
)
def test_a_party_that_mourns_its_own_is_set_against_who_was_struck(text: str, shown: bool) -> None:
    struck = Thing("leaders of the Kandar Front", ThingKind.ARMED_GROUP, "actor:kandar")
    told = [claim("a", "r1", [("target", struck)])]
    found = disputes(told, [("a",)], [report("r1", text)])
    assert [d.property for d in found] == ["victim"] * shown


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


@pytest.mark.parametrize(("since", "shown"), [("Amar took office", True), ("the coup", False)])
def test_the_first_since_then_is_set_against_several_counted_since_then(
    since: str, shown: bool
) -> None:
    text = "It was the first air strike on the town since President Amar took office."
    reports = [report("r1", text), report("r2")]
    told = [strike("a", "r1", "2024-01-04", text=text), total("t", "r2", 3, since, "air strikes")]
    found = disputes(told, [("a",)], reports)
    assert [d.kind for d in found] == [DisputeKind.SUPERLATIVE] * shown


@pytest.mark.parametrize(
    "text",
    [
        "It was the first US attack on the militia since early December.",
        "It was the first US attack on the militia in two weeks.",
        "It was the first answer to the attack on the militia.",
    ],
)
def test_a_superlative_holds_from_the_day_it_names(text: str) -> None:
    reports = [report("r1", text), report("r2", "A strike.")]
    told = [strike("a", "r1", "2024-01-04", text=text), strike("b", "r2", "2023-11-22")]
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


def test_a_year_with_no_more_than_three_months_is_shown() -> None:
    told = [total("a", "r1", 168, "XXXX-10-17"), lasting("b", "r2", 170, "over the past two years")]
    reports = [report("r1", published="2024-02-08"), report("r2", published="2024-02-09")]
    (found,) = disputes(told, [], reports)
    assert [s.value for s in found.sides] == [
        "at least 168 since XXXX-10-17",
        "at least 170 over the past two years",
    ]
    fits = [told[0], lasting("b", "r2", 400, "over the past two years")]
    assert disputes(fits, [], reports) == ()
    open_ended = [told[0], lasting("b", "r2", 170, "over the past years")]
    assert disputes(open_ended, [], reports) == ()


def lasting(name: str, report_id: str, n: int, period: str) -> Claim:
    says: list[tuple[str, Value]] = [
        ("count", count(n, n, None)),
        ("what", Thing("attacks")),
        ("period", When(None, None, None, None, "open")),
    ]
    return claim(name, report_id, says, kind=Kind.TOTAL, event_type="", quotes={"period": period})


def test_totals_of_reports_that_name_no_party_in_common_are_left_alone() -> None:
    told = [total("a", "r1", 55, "XXXX-09"), total("b", "r2", 160, "XXXX-10-17")]
    one = claim("c", "r1", [("perpetrator", US)], start=90)
    two = claim("d", "r2", [("perpetrator", actor("Islamic State"))], start=90)
    assert [d.kind for d in disputes([*told, one, two], [])] == []
    assert [d.kind for d in disputes([*told, one], [])] == [DisputeKind.TOTALS]


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


@pytest.mark.parametrize(
    ("scope", "shown"), [(Scope.LEADER_ONLY, 1), (Scope.TOTAL, 0), (Scope.PARTIAL, 0)]
)
def test_two_names_for_one_leader_are_rivals_too(scope: Scope, shown: int) -> None:
    def strike_on(name: str, person: str) -> Claim:
        says: list[tuple[str, Value]] = [
            ("victim", Thing(person, ThingKind.PERSON)),
            ("killed", count(1, scope=scope)),
        ]
        return claim(name, name, says, text=person)

    found = disputes([strike_on("a", "Adan Roble"), strike_on("b", "Musa Kediye")], [("a", "b")])
    assert len(found) == shown


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

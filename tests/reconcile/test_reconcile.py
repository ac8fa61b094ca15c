"""The incident that statements add up to: values, camps, sources, grades, rulings."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondsource.errors import ConfigError
from secondsource.model import (
    Actor,
    ActorKind,
    Basis,
    Claim,
    Copy,
    Count,
    Decision,
    Grade,
    Incident,
    Kind,
    Place,
    Property,
    Reconciled,
    Report,
    Scope,
    SpeakerRole,
    Stance,
    Status,
    Thing,
    Value,
    When,
)
from secondsource.reconcile import (
    Sources,
    claims_by_group,
    open_rules,
    reads_as_value,
    reconcile_incident,
    relate_incidents,
)
from telling import BAGHDAD, GOMA, MASHTAL, actor, claim, count, day, judge, partial, report

RULES = open_rules()
US = actor("United States armed forces", kind=ActorKind.EXTERNAL_FORCES)
KH = actor("Kataib Hezbollah")
GUNMEN = actor("gunmen", kind=ActorKind.UNKNOWN_ARMED)


def incident(
    claims: list[Claim],
    *decisions: Decision,
    reports: list[Report] | None = None,
    copies: tuple[Copy, ...] = (),
    machine: tuple[str, ...] = (),
) -> Incident:
    names = sorted({c.report_id for c in claims})
    known = reports or [report(n, source=f"paper {n}") for n in names]
    return reconcile_incident("i1", claims, Sources.of(known, copies, machine), decisions, RULES)


def field(found: Incident, prop: str) -> Reconciled:
    value = found.field(Property(prop))
    assert value is not None
    return value


def named(value: Value | None) -> str | None:
    assert not isinstance(value, Count | When)
    return value.name if value else None


# --- what every report leaves unsaid stays unsaid ---------------------------------------------


def test_killed_and_injured_are_always_there_and_nothing_else_is_made_up() -> None:
    found = incident([claim("a", "r1")])
    assert {f.property.value for f in found.fields} == {"killed", "injured"}
    for f in found.fields:
        assert (f.status, f.value, f.low, f.best, f.high) == (
            Status.NOT_SAID,
            None,
            None,
            None,
            None,
        )


def test_a_denied_statement_cannot_win() -> None:
    told = [
        claim("a", "r1", [("killed", count(3)), ("perpetrator", KH)]),
        claim("b", "r2", [("killed", count(40)), ("perpetrator", US)], stance=Stance.DENIED),
        claim("c", "r3", [("killed", count(41))], negated=True),
    ]
    found = incident(told)
    assert field(found, "killed").best == 3
    assert named(field(found, "perpetrator").value) == "Kataib Hezbollah"


# --- dates and places -------------------------------------------------------------------------


def test_the_day_most_reports_give_wins_and_the_other_is_kept() -> None:
    told = [
        claim("a", "r1", [("date", day("2024-02-07"))]),
        claim("b", "r2", [("date", day("2024-02-07"))]),
        claim("c", "r3", [("date", day("2024-02-01"))]),
    ]
    date = field(incident(told), "date")
    assert isinstance(date.value, When) and date.value.edtf == "2024-02-07"
    assert (date.status, date.conflicting) == (Status.DISPUTED, ("c.0",))


def test_of_two_days_that_a_report_gives_the_one_told_more_often_wins() -> None:
    told = [
        claim("a", "r1", [("date", day("2024-02-08"))]),
        claim("b", "r1", [("date", day("2024-02-09"))], start=200, account="a"),
        claim("c", "r1", [("date", day("2024-02-09"))], start=400, account="a"),
    ]
    assert field(incident(told), "date").value == day("2024-02-09")


def test_a_vaguer_date_is_compatible() -> None:
    week = When(
        "2024-02-05/2024-02-11", day("2024-02-05").earliest, day("2024-02-11").latest, 2, ""
    )
    told = [claim("a", "r1", [("date", week)]), claim("b", "r2", [("date", day("2024-02-07"))])]
    date = field(incident(told), "date")
    assert isinstance(date.value, When) and date.value.edtf == "2024-02-07"
    assert date.status is Status.COMPATIBLE


def test_a_day_taken_from_another_report_is_compatible_and_no_agreement() -> None:
    taken = replace(day("2024-02-07"), derived=True, anchor="r2")
    told = [claim("a", "r1", [("date", taken)]), claim("b", "r2", [("date", day("2024-02-07"))])]
    date = field(incident(told), "date")
    assert (date.status, date.supporting) == (Status.COMPATIBLE, ("a.0", "b.0"))


@pytest.mark.parametrize(
    ("words", "status"), [("February 1st", Status.DISPUTED), ("last week", Status.COMPATIBLE)]
)
def test_a_day_in_words_disputes_though_others_give_its_year(words: str, status: Status) -> None:
    taken = replace(day("2024-02-01"), derived=True)
    told = [
        *(claim(name, f"r{name}", [("date", day("2024-02-07"))]) for name in "ab"),
        claim("c", "rc", [("date", taken)], quotes={"date": words}),
    ]
    assert field(incident(told), "date").status is status


def test_a_date_without_year_stays_without_year() -> None:
    date = field(incident([claim("a", "r1", [("date", partial("XXXX-02-07"))])]), "date")
    assert isinstance(date.value, When)
    assert (date.value.edtf, date.value.earliest) == ("XXXX-02-07", None)


def test_the_finer_place_wins_and_the_city_is_compatible() -> None:
    told = [
        claim("a", "r1", [("place", BAGHDAD)]),
        claim("b", "r2", [("place", BAGHDAD)]),
        claim("c", "r3", [("place", MASHTAL)]),
    ]
    place = field(incident(told), "place")
    assert place.status is Status.COMPATIBLE and not place.conflicting


def test_places_in_two_countries_dispute() -> None:
    told = [
        claim("a", "r1", [("place", BAGHDAD)]),
        claim("b", "r2", [("place", BAGHDAD)]),
        claim("c", "r3", [("place", GOMA)]),
    ]
    place = field(incident(told), "place")
    assert isinstance(place.value, Place) and place.value.name == "Baghdad"
    assert (place.status, place.conflicting) == (Status.DISPUTED, ("c.0",))


# --- parties ----------------------------------------------------------------------------------


def test_a_named_party_comes_before_nameless_gunmen() -> None:
    told = [
        claim("a", "r1", [("perpetrator", GUNMEN)]),
        claim("b", "r2", [("perpetrator", GUNMEN)]),
        claim("c", "r3", [("perpetrator", KH)], stance=Stance.ALLEGED),
    ]
    doer = field(incident(told), "perpetrator")
    assert named(doer.value) == "Kataib Hezbollah"
    assert (doer.status, doer.basis) == (Status.AGREED, Basis.ALLEGED)


def test_unrelated_parties_dispute_and_members_do_not() -> None:
    iri = actor("Islamic Resistance in Iraq")
    member = actor("Kataib Hezbollah", part_of=iri.id)
    one = [claim("a", "r1", [("perpetrator", iri)]), claim("b", "r2", [("perpetrator", member)])]
    assert field(incident(one), "perpetrator").status is Status.AGREED
    two = [claim("a", "r1", [("perpetrator", US)]), claim("b", "r2", [("perpetrator", KH)])]
    assert field(incident(two), "perpetrator").status is Status.DISPUTED


def test_both_sides_of_a_fight_told_in_one_voice_dispute_nothing() -> None:
    fight = [
        claim("a", "r1", [("perpetrator", KH)]),
        claim("b", "r2", [("perpetrator", KH)]),
        claim("c", "r2", [("perpetrator", US)], start=60),
    ]
    assert field(incident(fight), "perpetrator").status is not Status.DISPUTED
    beside = [*fight[:1], claim("b", "r2", [("perpetrator", GUNMEN)]), fight[2]]
    assert field(incident(beside), "perpetrator").status is not Status.DISPUTED
    voice = ("the militia", SpeakerRole.ARMED_GROUP)
    blamed = [*fight[:2], claim("c", "r2", [("perpetrator", US)], start=60, speaker=voice)]
    assert field(incident(blamed), "perpetrator").status is Status.DISPUTED
    assert field(incident([fight[0], fight[2]]), "perpetrator").status is Status.DISPUTED


def test_who_claims_it_goes_before_another_as_well_supported() -> None:
    told = [claim("a", "r1", [("perpetrator", KH)]), claim("b", "r2", [("perpetrator", US)])]
    for who in (KH, US):
        claiming = claim("c", "r1", [("claimed_by", who)], kind=Kind.REACTION, about="a", start=90)
        assert named(field(incident([*told, claiming]), "perpetrator").value) == who.name
        denied = replace(claiming, negated=True)
        bare = field(incident(told), "perpetrator").value
        assert field(incident([*told, denied]), "perpetrator").value == bare


def test_a_known_group_that_claims_it_is_the_doer_where_none_is_named() -> None:
    act = "claim_of_responsibility"
    claiming = claim("c", "r2", [("claimed_by", KH)], event_type=act, kind=Kind.REACTION, about="a")
    for doers in ([("perpetrator", GUNMEN)], []):
        doer = field(incident([claim("a", "r1", doers), claiming]), "perpetrator")
        assert (named(doer.value), doer.basis) == (KH.name, Basis.SELF_CLAIMED)
        assert "c.0" in doer.supporting
    told = claim("a", "r1", [("perpetrator", US)])
    assert named(field(incident([told, claiming]), "perpetrator").value) == US.name
    stranger = replace(KH, provisional=True)
    for other in (stranger, replace(KH, kind=ActorKind.PERSON)):
        said = replace(claiming, statements=(replace(claiming.statements[0], value=other),))
        assert incident([claim("a", "r1"), said]).field(Property.PERPETRATOR) is None


def test_who_shot_it_down_did_not_send_it() -> None:
    down = claim("a", "r1", [("perpetrator", US)], event_type="interception")
    sent = claim("b", "r2", [("perpetrator", KH)], stance=Stance.ALLEGED)
    more = claim("c", "r3", [("perpetrator", US)], event_type="interception")
    assert named(field(incident([down, sent, more]), "perpetrator").value) == KH.name
    assert named(field(incident([down]), "perpetrator").value) == US.name


def test_parties_as_well_supported_go_by_how_surely_they_are_read() -> None:
    for surer in (KH, US):
        told = [
            replace(c, statements=(replace(c.statements[0], score=0.9 if who is surer else 0.6),))
            for who, c in ((w, claim(w.id, w.id, [("perpetrator", w)])) for w in (KH, US))
        ]
        assert named(field(incident(told), "perpetrator").value) == surer.name


@pytest.mark.parametrize(("score", "doer"), [(0.4, "gunmen"), (0.8, "Haru")])
def test_a_name_on_no_list_that_is_hardly_read_gives_way(score: float, doer: str) -> None:
    haru = replace(actor("Haru", kind=ActorKind.PERSON), provisional=True)
    said = claim("a", "r1", [("perpetrator", haru)])
    said = replace(said, statements=(replace(said.statements[0], score=score),))
    told = [said, claim("b", "r2", [("perpetrator", GUNMEN)])]
    assert named(field(incident(told), "perpetrator").value) == doer


def test_nameless_doers_are_told_in_their_surest_words() -> None:
    others = replace(GUNMEN, name="a hundred")
    told = claim("a", "r1", [("perpetrator", GUNMEN), ("perpetrator", others)])
    sure, unsure = told.statements
    told = replace(told, statements=(replace(sure, score=0.8), replace(unsure, score=0.4)))
    assert named(field(incident([told]), "perpetrator").value) == "gunmen"


def test_two_sides_of_a_clash_are_no_dispute() -> None:
    told = [
        claim("a", "r1", [("perpetrator", US), ("perpetrator", KH)], event_type="armed_clash"),
        claim("b", "r2", [("perpetrator", KH)], event_type="armed_clash"),
    ]
    assert field(incident(told), "perpetrator").status is not Status.DISPUTED


@pytest.mark.parametrize(
    ("who", "basis", "grade"),
    [(US, Basis.ADMITTED, Grade.CONFIRMED), (KH, Basis.SELF_CLAIMED, Grade.WEAK)],
)
def test_what_a_doer_says_of_himself(who: Actor, basis: Basis, grade: Grade) -> None:
    found = incident([claim("a", "r1", [("perpetrator", who)], stance=Stance.CLAIMED)])
    assert (field(found, "perpetrator").basis, found.grade) == (basis, grade)


def test_a_claim_of_responsibility_names_who_claims() -> None:
    told = [
        claim("a", "r1", [("perpetrator", KH)]),
        claim(
            "r", "r1", [("claimed_by", KH)], kind=Kind.REACTION,
            event_type="claim_of_responsibility", about="a",
        ),
    ]  # fmt: skip
    found = incident(told)
    assert named(field(found, "claimed_by").value) == "Kataib Hezbollah"
    assert field(found, "perpetrator").basis is Basis.SELF_CLAIMED
    assert found.claims == ("a",)


def test_a_denial_by_the_doer_makes_an_incident_contested() -> None:
    told = [
        claim("a", "r1", [("perpetrator", KH)]),
        claim("b", "r2", [("perpetrator", KH)]),
        claim("r", "r2", [("denied_by", KH)], kind=Kind.REACTION, event_type="denial", about="b"),
    ]
    assert incident(told).grade is Grade.CONTESTED


# --- sources ----------------------------------------------------------------------------------


def test_copies_and_one_publisher_count_once_and_the_unknown_apart() -> None:
    reports = [
        report("r1", source="Wire"),
        report("r2", source="Paper"),
        report("r3", source="wire "),
        report("r4", source=None),
        report("r5", source="Robot News"),
    ]
    told = [claim(f"c{n}", f"r{n}") for n in range(1, 6)]
    found = incident(told, reports=reports, copies=(Copy("r2", "r1", 0.9, False),), machine=("r5",))
    assert (found.independent_sources, found.unknown_sources) == (1, 2)
    assert found.grade is Grade.WEAK


@pytest.mark.parametrize(
    ("sources", "grade"),
    [(["a", "b"], Grade.FAIR), (["a"], Grade.WEAK), ([None, None], Grade.NONE)],
)
def test_grades(sources: list[str | None], grade: Grade) -> None:
    reports = [report(f"r{n}", source=s) for n, s in enumerate(sources)]
    told = [claim(f"c{n}", r.id) for n, r in enumerate(reports)]
    assert incident(told, reports=reports).grade is grade


def test_one_sides_officials_count_once_for_a_toll() -> None:
    side = ("US officials", SpeakerRole.MILITARY)
    told = [
        claim("a", "r1", [("killed", count(30))], speaker=side),
        claim("b", "r2", [("killed", count(30))], speaker=side),
        claim("c", "r3", [("killed", count(12))], speaker=("a hospital", SpeakerRole.MEDICAL)),
    ]
    assert field(incident(told), "killed").best == 12


# --- type and facets --------------------------------------------------------------------------


def test_types_complete_each_other() -> None:
    told = [
        claim("a", "r1", event_type="drone_strike"),
        claim("b", "r2", event_type="drone_strike"),
        claim("c", "r3", event_type="assassination"),
        claim("d", "r4", event_type="other_violence"),
    ]
    found = incident(told)
    assert found.event_type == "drone_strike"
    assert (found.facets.means, found.facets.targeted_killing) == ("drone", True)


# --- rulings ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prop", "words", "shown"),
    [
        ("killed", "4", (4, 4, 4)),
        ("killed", "3-5", (3, 3, 5)),
        ("killed", "12+", (12, 12, None)),
        ("killed", None, (None, None, None)),
    ],
)
def test_a_ruling_outranks_every_rule(
    prop: str, words: str | None, shown: tuple[int | None, ...]
) -> None:
    told = [claim("a", "r1", [("killed", count(3))]), claim("b", "r2", [("killed", count(4))])]
    found = field(incident(told, judge("value", "i1", prop, value=words)), prop)
    assert found.status is Status.RULED
    assert (found.low, found.best, found.high) == shown
    assert {*found.supporting, *found.conflicting} == {"a.0", "b.0"}
    assert "a coder" in found.rule


def test_a_ruling_can_name_a_day_a_place_or_a_party_of_the_reports() -> None:
    told = [
        claim("a", "r1", [("date", day("2024-02-01")), ("place", MASHTAL), ("perpetrator", KH)])
    ]
    found = incident(
        told,
        judge("value", "i1", "date", name="d1", value="2024-02-07"),
        judge("value", "i1", "place", name="d2", value="Mashtal"),
        judge("value", "i1", "perpetrator", name="d3", value="Kataib Hezbollah"),
    )
    assert isinstance(when := field(found, "date").value, When) and when.edtf == "2024-02-07"
    assert field(found, "place").value == MASHTAL
    assert field(found, "perpetrator").value == KH


@pytest.mark.parametrize(
    ("prop", "words", "reads", "shown"),
    [
        ("killed", "10/12/14", True, (10, 12, 14)),
        ("killed", "10/12/", True, (10, 12, None)),
        ("killed", "1,200", True, (1200, 1200, 1200)),
        ("killed", "a few", False, (None, None, None)),
        ("date", "2024-02", True, ("2024-02-01", "2024-02-29", 4)),
        ("date", "2024", True, ("2024-01-01", "2024-12-31", 5)),
        ("date", "2024-02-07/2024-02-09", True, ("2024-02-07", "2024-02-09", 2)),
        ("date", "2024-02-31", False, (None, None, None)),
        ("date", "a Friday", False, (None, None, None)),
    ],
)
def test_how_the_words_of_a_ruling_are_read(
    prop: str, words: str, reads: bool, shown: tuple[object, ...]
) -> None:
    assert reads_as_value(Property(prop), words) is reads
    told = [claim("a", "r1", [("killed", count(3)), ("date", day("2024-02-07"))])]
    value = field(incident(told, judge("value", "i1", prop, value=words)), prop).value
    if isinstance(value, When):
        days = [d.isoformat() if d else None for d in (value.earliest, value.latest)]
        assert (*days, value.precision) == shown
    else:
        assert isinstance(value, Count)
        assert (value.low, value.best, value.high) == shown


def test_a_ruling_sorts_the_camps_by_what_can_be_right_and_leaves_out_other_scopes() -> None:
    told = [
        claim("a", "r1", [("killed", count(3))]),
        claim("b", "r2", [("killed", count(5, 5, None)), ("weapon", Thing("a drone"))]),
        claim("c", "r3", [("killed", count(1, scope=Scope.LEADER_ONLY))]),
    ]
    found = incident(
        told,
        judge("value", "i1", "killed", name="d1", value="7"),
        judge("value", "i1", "weapon", name="d2", value="a mortar"),
    )
    killed = field(found, "killed")
    assert (killed.supporting, killed.conflicting) == (("b.0",), ("a.0",))
    assert field(found, "weapon").conflicting == ("b.1",)


def test_the_basis_is_that_of_the_doer_who_was_ruled() -> None:
    told = [
        claim("a", "r1", [("perpetrator", KH), ("claimed_by", KH)]),
        claim("b", "r2", [("perpetrator", US)]),
    ]
    for words, basis in (("Kataib Hezbollah", "self_claimed"), (US.name, "alleged"), (None, None)):
        ruled = field(
            incident(told, judge("value", "i1", "perpetrator", value=words)), "perpetrator"
        )
        assert ruled.basis == (basis or "unknown")


def test_words_that_a_ruling_names_support_it() -> None:
    told = [claim("a", "r1", [("killed", count(3))]), claim("b", "r2", [("killed", count(4))])]
    ruling = judge("value", "i1", "killed", value="9")
    ruling = replace(ruling, evidence=(told[0].statements[0].evidence,), external="a list")
    killed = field(incident(told, ruling), "killed")
    assert (killed.supporting, killed.conflicting) == (("a.0",), ("b.0",))
    assert killed.rule == "ruled by a coder on 2026-01-01: because (a list)"


def test_rulings_on_other_incidents_change_nothing() -> None:
    told = [claim("a", "r1", [("killed", count(3))])]
    assert incident(told, judge("value", "i2", "killed", value="9")) == incident(told)


# --- the whole ---------------------------------------------------------------------------------


VALUES = st.lists(
    st.sampled_from(
        [
            ("killed", count(3)),
            ("killed", count(5, 5, None)),
            ("injured", count(7)),
            ("date", day("2024-02-07")),
            ("date", day("2024-02-01")),
            ("place", BAGHDAD),
            ("place", MASHTAL),
            ("place", GOMA),
            ("perpetrator", US),
            ("perpetrator", KH),
            ("perpetrator", GUNMEN),
            ("killed", count(1, scope=Scope.LEADER_ONLY)),
        ]
    ),
    max_size=4,
)


@given(
    st.lists(st.tuples(VALUES, st.sampled_from(list(Stance))), min_size=1, max_size=6),
    st.randoms(use_true_random=False),
)
def test_order_changes_nothing_and_camps_hold_only_what_was_said(
    rows: list[tuple[list[tuple[str, Value]], Stance]], shuffle: random.Random
) -> None:
    told = [claim(f"c{n}", f"r{n}", says, stance=s) for n, (says, s) in enumerate(rows)]
    found = incident(told)
    ids = {s.id for c in told for s in c.statements}
    for f in found.fields:
        assert ids.issuperset(f.supporting) and ids.issuperset(f.conflicting)
        assert not set(f.supporting) & set(f.conflicting)
        said = [s for c in told for s in c.said(f.property)]
        assert said or f.status is Status.NOT_SAID
    mixed = list(told)
    shuffle.shuffle(mixed)
    assert incident(mixed) == found


def test_claims_and_reactions_find_their_group() -> None:
    told = [
        claim("a", "r1"),
        claim("b", "r2"),
        claim("r", "r2", kind=Kind.REACTION, event_type="denial", about="b"),
        claim("t", "r2", kind=Kind.TOTAL),
    ]
    packs = claims_by_group(told, [("a",), ("b",)])
    assert [[c.id for c in p] for p in packs] == [["a"], ["b", "r"]]


def test_stated_answers_are_carried_with_their_words() -> None:
    told = [
        claim("a", "r1", text="The base was hit in January."),
        claim("b", "r1", text="The strike came in response.", retaliation_for="a", start=60),
    ]
    packs = claims_by_group(told, [("a",), ("b",)])
    sources = Sources.of([report("r1")], ())
    both = [reconcile_incident(f"i{n}", p, sources, (), RULES) for n, p in enumerate(packs)]
    related = relate_incidents(both, told)
    (answer,) = related[1].retaliation_for
    assert (answer.incident_id, answer.basis) == ("i0", "stated")
    assert answer.quote == "The strike came in response."
    assert related[0].retaliation_for == ()


def test_unknown_rule_sets_are_named() -> None:
    with pytest.raises(ConfigError, match="ucdp_like"):
        open_rules("mine")

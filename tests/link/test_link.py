"""Accounts of one incident are joined, near misses are not, and people's judgements hold."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondsource.errors import DataError
from secondsource.link import explain_accounts, find_copies, link_accounts, open_weights, profile
from secondsource.model import Claim, Decision, Kind, Report, Stance, Thing, ThingKind, Value
from telling import BAGHDAD, GOMA, MASHTAL, actor, claim, count, day, judge, report

WEIGHTS = open_weights()
US = actor("United States armed forces")
KH = actor("Kataib Hezbollah")
CAR = Thing("a vehicle", ThingKind.VEHICLE)


def strike(
    name: str,
    report_id: str,
    date: str,
    killed: int,
    text: str = "A US drone strike hit a car in the Mashtal quarter of Baghdad.",
    extra: tuple[tuple[str, Value], ...] = (),
) -> Claim:
    says: list[tuple[str, Value]] = [
        ("date", day(date)),
        ("place", BAGHDAD),
        ("perpetrator", US),
        ("target", CAR),
        ("killed", count(killed)),
        *extra,
    ]
    return claim(name, report_id, says, text=text)


REPORTS = [report(f"r{n}", published="2024-02-09") for n in range(1, 6)]
CLAIMS = [
    strike("a1", "r1", "2024-02-07", 3, extra=(("place", MASHTAL),)),
    strike("a2", "r2", "2024-02-07", 3),
    strike("b1", "r2", "2024-01-04", 2, "A strike on a headquarters killed Abu Taqwa in January."),
    strike("b2", "r3", "2024-01-04", 2, "The January strike that killed Abu Taqwa."),
    claim(
        "c1",
        "r4",
        [("date", day("2024-02-07")), ("place", GOMA), ("killed", count(3))],
        event_type="shelling",
        text="Shells fell on a camp near Goma.",
    ),
]


def groups(claims: list[Claim], *decisions: Decision, reports: list[Report] = REPORTS) -> set[str]:
    linking = link_accounts(claims, reports, find_copies(reports), decisions, WEIGHTS)
    return {"+".join(g) for g in linking.groups}


def test_one_incident_is_joined_and_near_misses_stay_apart() -> None:
    assert groups(CLAIMS) == {"a1+a2", "b1+b2", "c1"}


@given(st.randoms(use_true_random=False))
def test_order_changes_nothing(shuffle: random.Random) -> None:
    claims, reports = list(CLAIMS), list(REPORTS)
    shuffle.shuffle(claims)
    shuffle.shuffle(reports)
    expected = link_accounts(CLAIMS, REPORTS, (), (), WEIGHTS)
    assert link_accounts(claims, reports, (), (), WEIGHTS) == expected


def test_a_judgement_of_difference_is_never_overruled() -> None:
    assert groups(CLAIMS, judge("different", "a1", "a2")) == {"a1", "a2", "b1+b2", "c1"}


def test_a_judgement_of_sameness_joins_what_nothing_supports() -> None:
    assert groups(CLAIMS, judge("same", "a1", "c1")) >= {"b1+b2"}
    assert any({"a1", "c1"} <= set(g.split("+")) for g in groups(CLAIMS, judge("same", "a1", "c1")))


def test_the_last_judgement_on_a_pair_holds() -> None:
    first = judge("different", "a1", "a2", name="d1")
    second = judge("same", "a1", "a2", name="d2")
    assert "a1+a2" in groups(CLAIMS, first, second)


def test_difference_outranks_sameness_by_way_of_a_third() -> None:
    found = groups(
        CLAIMS,
        judge("same", "a1", "c1", name="d1"),
        judge("same", "a2", "c1", name="d2"),
        judge("different", "a1", "a2", name="d3"),
    )
    assert not any({"a1", "a2"} <= set(g.split("+")) for g in found)


def test_two_accounts_of_one_report_are_two_incidents() -> None:
    twice = [strike("a1", "r1", "2024-02-07", 3), strike("a2", "r1", "2024-02-07", 3)]
    assert groups(twice) == {"a1", "a2"}


def test_other_reports_may_join_two_accounts_of_one_report_that_are_alike() -> None:
    twice = [strike("a1", "r1", "2024-02-07", 3), strike("a2", "r1", "2024-02-07", 3)]
    others = [strike(f"b{n}", f"r{n}", "2024-02-07", 3) for n in (2, 3, 4)]
    assert groups([*twice, *others]) == {"a1+a2+b2+b3+b4"}
    apart = [twice[0], replace(CLAIMS[4], id="c2", account_id="c2", report_id="r1")]
    assert {"a1+b2+b3+b4", "c2"} == groups([*apart, *others])


def test_what_a_report_sets_apart_no_other_report_joins() -> None:
    once, again = (strike(name, "r1", "2024-02-07", 3) for name in ("a1", "a2"))
    date, *rest = again.statements
    date = replace(date, evidence=replace(date.evidence, quote="days later"))
    again = replace(again, statements=(date, *rest))
    others = [strike(f"b{n}", f"r{n}", "2024-02-07", 3) for n in (2, 3, 4)]
    assert not any({"a1", "a2"} <= set(g.split("+")) for g in groups([once, again, *others]))


def test_a_table_row_that_tells_again_what_the_text_tells_is_one_with_it() -> None:
    row = "2024-02-07 | Mashtal, Baghdad | US drone strike | a car | killed: 3"
    told = strike("a1", "r1", "2024-02-07", 3, extra=(("place", MASHTAL),))
    again = strike("a2", "r1", "2024-02-07", 3, row, extra=(("place", MASHTAL),))
    assert groups([told, again]) == {"a1+a2"}
    assert groups([told, strike("a2", "r1", "2024-02-14", 3, row)]) == {"a1", "a2"}
    assert groups([replace(told, evidence=again.evidence), again]) == {"a1", "a2"}


def test_a_report_that_tells_anothers_story_may_come_back_to_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Accounts of one report, far from alike, where a second report tells the whole story."""
    monkeypatch.setattr(profile, "LONG", 5)
    told = "Masked men took the miller Rufo Danlat from his boat below the weir at Sunday dusk."
    back = "The search for the abducted miller goes on, divers said beside the ferry landing."
    claims = [
        claim("a", "r1", [("place", MASHTAL)], event_type="abduction", text=told),
        claim("b", "r2", [("place", MASHTAL)], event_type="abduction", text=told),
        claim("c", "r2", [("place", MASHTAL)], event_type="abduction", text=back, start=300),
    ]
    same = [report("r1", f"{told} {back}"), report("r2", f"{told} The weir was shut. {back}")]
    other = "Harvest prices rose, a ministry spokesman told farmers in the southern marshes."
    assert groups(claims, reports=same) == {"a+b+c"}
    assert groups(claims, reports=[same[0], report("r2", other)]) == {"a+b", "c"}


def test_only_what_is_told_to_have_happened_is_linked() -> None:
    others = [
        claim("t", "r1", kind=Kind.TOTAL),
        claim("n", "r1", negated=True),
        claim("x", "r1", stance=Stance.THREATENED),
    ]
    assert groups(CLAIMS + others) == groups(CLAIMS)


def test_reasons_add_up_to_the_weight_and_say_why() -> None:
    linking = link_accounts(CLAIMS, REPORTS, (), (), WEIGHTS)
    link = next(k for k in linking.links if (k.left, k.right) == ("a1", "a2"))
    assert link.joined
    assert link.weight == pytest.approx(sum(r.weight for r in link.reasons), abs=0.01)
    assert {"date", "place", "type", "killed"} <= {r.feature for r in link.reasons}
    assert all(r.detail for r in link.reasons)


def test_any_two_accounts_can_be_explained() -> None:
    link = explain_accounts("a1", "c1", CLAIMS, REPORTS, (), WEIGHTS)
    assert link is not None and link.weight < 0
    assert explain_accounts("a1", "nothing", CLAIMS, REPORTS, (), WEIGHTS) is None


def test_accounts_of_a_copy_follow_those_of_its_original() -> None:
    text = (
        "Gunmen killed a guard. " + "The town was quiet and the shops were shut again today. " * 9
    )
    reports = [report("r1", text, source="Wire"), report("r2", text, source="Paper")]
    claims = [
        claim("a", "r1", text="Gunmen killed a guard.", event_type="armed_assault"),
        claim("b", "r2", text="Gunmen killed a guard.", event_type="armed_assault"),
    ]
    assert groups(claims, reports=reports) == {"a+b"}
    apart = groups(claims, judge("different", "a", "b"), reports=reports)
    assert apart == {"a", "b"}


@pytest.mark.parametrize("names", [("a", "b", "x"), ("x", "b", "a"), ("b", "x", "a")])
def test_a_persons_same_beats_what_a_copy_brings(names: tuple[str, str, str]) -> None:
    """Whatever the order of ids: the copy's account goes where the person says."""
    first, second, twin = names
    filler = "The town was quiet and the shops were shut again today. " * 9
    text = f"Gunmen killed a guard. A bomb went off. {filler}"
    reports = [report("r1", text, source="Wire"), report("r2", text, source="Paper")]
    guard, bomb = "Gunmen killed a guard.", "A bomb went off."
    claims = [
        claim(first, "r1", text=guard, event_type="armed_assault"),
        claim(second, "r1", text=bomb, event_type="bombing", start=23),
        claim(twin, "r2", text=guard, event_type="armed_assault"),
    ]
    assert groups(claims, reports=reports) == {"+".join(sorted((first, twin))), second}
    found = groups(claims, judge("same", twin, second), reports=reports)
    assert found == {first, "+".join(sorted((second, twin)))}


def test_a_judgement_stands_among_the_reasons_and_weighs_nothing() -> None:
    linking = link_accounts(CLAIMS, REPORTS, (), (judge("same", "a1", "c1"),), WEIGHTS)
    link = next(k for k in linking.links if (k.left, k.right) == ("a1", "c1"))
    assert link.joined
    said = next(r for r in link.reasons if r.feature == "judged_same")
    assert (said.detail, said.weight) == ("by a coder: because", 0.0)
    assert link.weight == pytest.approx(sum(r.weight for r in link.reasons), abs=0.01)


def test_damaged_weights_say_what_to_do(tmp_path: object) -> None:
    path = tmp_path / "weights.json"  # type: ignore[operator]
    path.write_text("{}")
    with pytest.raises(DataError, match=r"training/weights\.py"):
        open_weights(path)

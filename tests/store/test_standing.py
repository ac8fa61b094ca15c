"""What has become of decisions: homes by overlap, last words, splits, and rulings that follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from making import NOW, find, report_of
from secondsource.model import (
    Claim,
    Count,
    Decision,
    DecisionKind,
    Force,
    Kind,
    Property,
    Report,
    Standing,
    Statement,
)
from secondsource.store import (
    as_decided,
    in_force,
    judgements,
    listed,
    of_today,
    placed,
    standings,
)
from secondsource.store.spans import spans_of

FIRST = "A bomb killed three in Goma and gunmen shot a guard in Bukavu."
SECOND = "The blast wounded nine. Rebels denied it."
REPORTS = [report_of("r1", f"{FIRST} {SECOND}"), report_of("r2", FIRST), report_of("r3", FIRST)]


def told(
    name: str,
    report: Report = REPORTS[0],
    trigger: str = "bomb",
    sentence: str = FIRST,
    **more: Any,
) -> Claim:
    """A claim with its sentence and trigger; its account is its own if none is given."""
    known = {"account_id": name, "kind": Kind.INCIDENT, "event_type": "bombing"} | more
    words = find(report, sentence), find(report, trigger)
    return Claim(name, report_id=report.id, evidence=words[0], trigger=words[1], **known)


BOMB, SHOT = told("bomb"), told("shot", trigger="shot", event_type="armed_assault")
BLAST = told("blast", trigger="blast", sentence="The blast wounded nine.", account_id="bomb")
TWIN = told("twin", REPORTS[1])
OTHER = told("other", REPORTS[2])
ALL = [BOMB, SHOT, BLAST, TWIN, OTHER]


def said(
    number: int,
    kind: str,
    *subject: str,
    claims: Sequence[Claim] = ALL,
    members: dict[str, list[str]] | None = None,
    **more: Any,
) -> Decision:
    """A decision as the store keeps it, taken when these claims and incidents were there."""
    plain = {"value": None, "reason": None, "evidence": (), "external": None} | more
    decision = Decision(f"d{number}", DecisionKind(kind), subject, by="ana", at=NOW, **plain)
    return replace(decision, spans=spans_of(decision, claims, members or {}))


def stand(
    *ledger: Decision, claims: Sequence[Claim] = ALL, reports: Sequence[Report] = REPORTS
) -> tuple[Standing, ...]:
    return standings(ledger, claims, reports)


def moved(claim: Claim, by: int) -> Claim:
    """The claim as another reading has it: another id, a trigger some letters further."""
    assert claim.trigger is not None
    start, quote = claim.trigger.start + by, claim.trigger.quote[by:]
    trigger = replace(claim.trigger, start=start, quote=quote)
    return replace(claim, id=f"new-{claim.id}", account_id=f"new-{claim.id}", trigger=trigger)


# --- the claim that is meant --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "home"),
    [
        ([BOMB, SHOT], "bomb"),
        ([moved(BOMB, 1), moved(SHOT, 1)], "new-bomb"),
        ([moved(SHOT, 1), moved(BOMB, 1)], "new-bomb"),
        ([told("x", trigger="killed"), SHOT], "x"),  # other words of the sentence
        ([SHOT], None),  # stood beside it: not the one meant
        ([moved(SHOT, 1)], None),
        ([told("x", trigger="shot", kind=Kind.REACTION)], None),
        ([], None),
    ],
)
def test_a_claim_is_found_again_by_its_words(now: list[Claim], home: str | None) -> None:
    (standing,) = stand(said(1, "check", "bomb"), claims=now)
    assert standing.claims[0] == ((home,) if home else ())
    assert standing.force is (Force.IN_FORCE if home else Force.LOST)
    if home is None:
        assert "A bomb killed three" in str(standing.why)
        assert "d1" in listed([standing])[0].message


@pytest.mark.parametrize(
    ("text", "sentence", "home"),
    [
        (f"Corrected. {FIRST}", FIRST, True),
        (FIRST.replace("three", "four"), FIRST.replace("three", "four"), True),
        ("All of it was wrong: a bomb.", "All of it was wrong: a bomb.", False),
    ],
)
def test_a_claim_is_found_again_in_another_revision(text: str, sentence: str, home: bool) -> None:
    report = report_of("r1", text)
    now = [told("x", report, sentence=sentence)]
    (standing,) = stand(said(1, "check", "bomb"), claims=now, reports=[report])
    assert standing.claims[0] == (("x",) if home else ())


def test_what_was_lost_is_found_when_it_is_read_again() -> None:
    decision = said(1, "same", "bomb", "twin")
    assert stand(decision, claims=[SHOT, TWIN])[0].force is Force.LOST
    assert stand(decision)[0].force is Force.IN_FORCE


# --- the last word ------------------------------------------------------------------------------


def test_an_undoing_that_is_undone_leaves_the_first_in_force() -> None:
    ledger = [said(1, "check", "bomb")]
    forces = {1: [Force.IN_FORCE], 2: [Force.UNDONE, Force.IN_FORCE]}
    forces[3] = [Force.IN_FORCE, Force.UNDONE, Force.IN_FORCE]
    for number in (1, 2, 3):
        assert [s.force for s in stand(*ledger)] == forces[number]
        ledger.append(said(number + 1, "undo", f"d{number}", supersedes=f"d{number}"))
    assert [d.id for d in in_force(ledger)] == ["d2", "d4"]


@pytest.mark.parametrize("last", ["same", "different", "unsure"])
def test_the_last_word_on_two_accounts_holds(last: str) -> None:
    found = stand(said(1, "same", "bomb", "twin"), said(2, last, "twin", "blast"))
    assert [s.force for s in found] == [Force.REPLACED, Force.IN_FORCE]
    assert found[0].why == "replaced by d2"


def test_a_judgement_on_incidents_holds_where_no_later_word_takes_a_pair_out() -> None:
    incidents = {"i1": ["bomb", "blast", "twin"], "i2": ["other"]}
    whole = said(1, "same", "i1", "i2", members=incidents)
    found = stand(whole, said(2, "different", "twin", "other"))
    assert [s.force for s in found] == [Force.IN_FORCE, Force.IN_FORCE]
    pairs = [(j.subject, j.kind.value) for j in judgements(found)]
    assert (("bomb", "other"), "same") in pairs
    assert pairs[-1] == (("other", "twin"), "different")


# --- claims as decided --------------------------------------------------------------------------


def test_rejected_claims_go_and_types_are_as_given() -> None:
    found = stand(said(1, "reject", "shot"), said(2, "retype", "bomb", value="riot"))
    claims = as_decided(ALL, found)
    assert [c.id for c in claims] == ["bomb", "blast", "twin", "other"]
    assert claims[0].event_type == "riot"


def test_only_a_person_splits_an_account() -> None:
    three = [BOMB, replace(SHOT, account_id="bomb"), BLAST]
    accounts = [c.account_id for c in as_decided(three, stand(claims=three))]
    assert accounts == ["bomb"] * 3
    parted = said(1, "different", "bomb", "shot", claims=three)
    accounts = [c.account_id for c in as_decided(three, stand(parted, claims=three))]
    assert accounts == ["bomb", "shot", "bomb"]
    along = said(2, "same", "shot", "blast", claims=three)
    accounts = [c.account_id for c in as_decided(three, stand(parted, along, claims=three))]
    assert accounts == ["bomb", "shot", "shot"]
    again = said(3, "unsure", "bomb", "shot", claims=three)
    found = stand(parted, again, claims=three)
    assert [c.account_id for c in as_decided(three, found)] == ["bomb"] * 3
    assert found[0].force is Force.REPLACED


def test_two_that_are_read_as_one_claim_cannot_be_told_apart() -> None:
    one = [told("x", trigger="A bomb killed three in Goma and gunmen shot")]
    (standing,) = stand(said(1, "different", "bomb", "shot"), claims=one)
    assert (standing.force, standing.why) == (Force.LOST, "both of its claims are read as one now")


# --- incidents ----------------------------------------------------------------------------------

I1 = {"i1": ["bomb", "blast", "twin", "other"]}


def rules(*homes: dict[str, str], **more: Any) -> list[tuple[Force, tuple[str, ...]]]:
    """Where a ruling on i1 stands when its claims tell of these incidents."""
    found = stand(said(1, "value", "i1", "killed", members=I1, value="3", **more))
    return [(s.force, s.subject) for home in homes for s in placed(found, home)]


def test_a_ruling_follows_the_claims_it_was_made_on() -> None:
    merged = dict.fromkeys(["bomb", "blast", "twin", "other"], "i0")
    parted = {**merged, "other": "i1"}
    assert rules(merged, parted) == [(Force.IN_FORCE, ("i0", "killed"))] * 2
    halved = {**parted, "twin": "i1"}
    assert rules(halved)[0][0] is Force.DIVIDED
    assert rules({})[0][0] is Force.LOST


def test_a_ruling_whose_words_stand_on_both_sides_waits_for_a_person() -> None:
    claims = [
        replace(c, statements=(saying(c),)) if c.id in ("bomb", "twin", "other") else c for c in ALL
    ]
    words = tuple(saying(c).evidence for c in claims if c.id in ("bomb", "twin", "other"))
    ruling = said(1, "value", "i1", "killed", claims=claims, members=I1, value="3", evidence=words)
    assert {s.claim_id for s in ruling.spans} == {"bomb", "twin", "other"}
    found = standings([ruling], claims, REPORTS)
    home = dict.fromkeys(["bomb", "blast", "twin"], "i1") | {"other": "i2"}
    (standing,) = placed(found, home)
    assert (standing.force, standing.why) == (
        Force.DIVIDED,
        "what it rests on stands in i1, i2 now",
    )
    assert of_today([standing]) == ()
    assert [i.code for i in listed([standing])] == ["divided_decision"]


def saying(claim: Claim) -> Statement:
    """A toll that a claim states."""
    words = find(next(r for r in REPORTS if r.id == claim.report_id), "three")
    return Statement(f"s-{claim.id}", claim.id, Property.KILLED, Count(3, 3, 3, "three"), words)


def test_of_two_rulings_on_one_field_the_later_holds_after_a_merge() -> None:
    incidents = {"i1": ["bomb", "blast", "twin"], "i2": ["other"]}
    ledger = [said(n, "value", f"i{n}", "killed", members=incidents, value=str(n)) for n in (1, 2)]
    home = dict.fromkeys(["bomb", "blast", "twin", "other"], "i1")
    found = placed(stand(*ledger), home)
    assert [s.force for s in found] == [Force.REPLACED, Force.IN_FORCE]
    assert [d.value for d in of_today(found)] == ["2"]


def test_a_same_that_a_different_forbids_is_listed_with_what_forbids_it() -> None:
    ledger = [
        said(1, "same", "bomb", "twin"),
        said(2, "same", "twin", "other"),
        said(3, "different", "bomb", "other"),
    ]
    home = {"bomb": "i1", "blast": "i1", "twin": "i1", "other": "i2"}
    found = placed(stand(*ledger), home)
    assert [s.force for s in found] == [Force.IN_FORCE, Force.OVERRULED, Force.IN_FORCE]
    assert found[1].why == "kept apart by what was judged different: d3"


def test_the_check_of_an_incident_names_the_claims_that_were_checked() -> None:
    found = placed(stand(said(1, "check", "i1", members=I1)), dict.fromkeys(I1["i1"], "i7"))
    assert found[0].claims == (("bomb", "blast", "twin", "other"),)
    assert of_today(found)[0].subject == ("i7",)


# --- weak accounts ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "subject", "sure"),
    [
        ("same", ("bomb", "twin"), True),
        ("different", ("bomb", "twin"), True),
        ("unsure", ("twin", "blast"), True),
        ("retype", ("bomb",), True),
        ("different", ("other", "twin"), False),
        ("check", ("bomb",), False),
        ("reject", ("blast",), False),
    ],
)
def test_a_weak_account_that_somebody_judged_counts_as_sure(
    kind: str, subject: tuple[str, ...], sure: bool
) -> None:
    claims = [replace(c, weak=c.account_id == "bomb") for c in ALL]
    value = "shelling" if kind == "retype" else None
    decided = as_decided(claims, stand(said(1, kind, *subject, value=value), claims=claims))
    mine = [c for c in decided if c.id in ("bomb", "blast")]
    assert {c.weak for c in mine} == {not sure}
    assert not any(c.weak for c in decided if c not in mine)

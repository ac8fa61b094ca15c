"""An account that mixes two incidents is parted where other reports tell them apart."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from secondsource.link import link_accounts, open_weights
from secondsource.model import Claim, Thing, ThingKind, Value
from telling import BAGHDAD, GOMA, actor, claim, count, day, report

WEIGHTS = open_weights()
ARMY = actor("United States armed forces")
CAR = Thing("a car", ThingKind.VEHICLE)
REPORTS = [report(f"r{n}", published="2024-02-09") for n in range(1, 4)]


def raid(name: str, where: str) -> Claim:
    says: list[tuple[str, Value]] = [
        ("date", day("2024-02-07")),
        ("place", BAGHDAD),
        ("perpetrator", ARMY),
        ("target", CAR),
        ("killed", count(3)),
    ]
    return claim(name, where, says, text="A US drone strike hit a car in the Mashtal quarter.")


def shells(name: str, where: str, start: int = 0) -> Claim:
    says: list[tuple[str, Value]] = [
        ("date", day("2024-01-12")),
        ("place", GOMA),
        ("killed", count(41)),
    ]
    words = "Shells fell on a camp at Goma."
    return claim(name, where, says, event_type="shelling", text=words, start=start)


def mixed(*claims: Claim) -> list[Claim]:
    """Claims that a reader took for one account, in the order of the text."""
    return [replace(c, account_id=claims[0].id) for c in claims]


def groups(claims: list[Claim]) -> set[str]:
    return {"+".join(g) for g in link_accounts(claims, REPORTS, (), (), WEIGHTS).groups}


ALONE = [raid("a1", "r1"), shells("b2", "r2")]
MIXED = mixed(raid("c1", "r3"), shells("c2", "r3", 400))


def test_each_part_joins_the_report_that_tells_of_it() -> None:
    assert groups([*ALONE, *MIXED]) == {"a1+c1", "b2+c2"}


def test_the_claims_say_which_account_they_are_of_now() -> None:
    told = link_accounts([*ALONE, *MIXED], REPORTS, (), (), WEIGHTS).claims
    assert {c.id: c.account_id for c in told} == {"a1": "a1", "b2": "b2", "c1": "c1", "c2": "c2"}


def test_what_leans_to_neither_side_goes_with_the_story() -> None:
    bare = claim("c3", "r3", [], text="Nobody claimed it.", start=900)
    told = link_accounts([*ALONE, *mixed(*MIXED, bare)], REPORTS, (), (), WEIGHTS).claims
    assert {c.account_id for c in told if c.id == "c3"} == {"c1"}


def test_an_account_is_never_parted_on_a_toll_alone() -> None:
    words = "Shells killed 41 people in a camp at Goma."
    toll = claim("c2", "r3", [("killed", count(41))], text=words, start=400)
    told = link_accounts([*ALONE, *mixed(MIXED[0], toll)], REPORTS, (), (), WEIGHTS).claims
    assert {c.account_id for c in told if c.report_id == "r3"} == {"c1"}


def test_no_account_is_parted_where_the_other_reports_tell_of_one_incident() -> None:
    same = mixed(raid("c1", "r3"), raid("c2", "r3"))
    assert groups([raid("a1", "r1"), raid("b1", "r2"), *same]) == {"a1+b1+c1"}


@given(st.randoms(use_true_random=False))
def test_order_changes_nothing(shuffle: random.Random) -> None:
    claims = [*ALONE, *MIXED]
    shuffle.shuffle(claims)
    assert groups(claims) == {"a1+c1", "b2+c2"}

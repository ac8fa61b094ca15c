"""A weak account is in force where it fits what other reports tell surely, and moves nothing."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest

from secondsource.link import Linking, find_copies, link_accounts, open_weights
from secondsource.link.block import Account, block
from secondsource.link.profile import Profile, profiles
from secondsource.link.weak import Weak, fitting, weighed, weighed_again
from secondsource.model import Claim
from telling import BAGHDAD, GOMA, actor, claim, count, day, report

WEIGHTS = open_weights()
US, REBELS = actor("United States armed forces"), actor("M23 rebels")
REPORTS = [report(f"r{n}", published="2024-02-09") for n in range(1, 6)]


def strike(name: str, report_id: str, date: str = "2024-02-07", start: int = 0) -> Claim:
    says = [("date", day(date)), ("place", BAGHDAD), ("perpetrator", US), ("killed", count(3))]
    text = "A US drone strike hit a car in the Mashtal quarter of Baghdad."
    return claim(name, report_id, says, text=text, start=start)


def raid(name: str, report_id: str, date: str = "2024-01-20") -> Claim:
    says = [("date", day(date)), ("place", GOMA), ("perpetrator", REBELS)]
    text = "Rebels raided a market near Goma."
    return claim(name, report_id, says, event_type="armed_assault", text=text, start=100)


def weakly(*claims: Claim) -> list[Claim]:
    return [replace(c, weak=True) for c in claims]


SURE = [strike("a1", "r1"), strike("a2", "r2"), raid("b1", "r1")]


def linked(*claims: Claim) -> Linking:
    return link_accounts(claims, REPORTS, find_copies(REPORTS), (), WEIGHTS)


def in_force(linking: Linking) -> dict[str, str]:
    return {name: "+".join(group) for name, group in linking.fits.items()}


def test_a_weak_account_joins_what_others_tell_surely() -> None:
    linking = linked(*SURE, *weakly(strike("w", "r3")))
    assert in_force(linking) == {"w": "a1+a2"}
    assert linking.groups == (("a1", "a2"), ("b1",))
    assert "w" in {c.id for c in linking.claims}
    joined = {(k.left, k.right): k for k in linking.links if "w" in (k.left, k.right)}
    assert joined.keys() == {("a1", "w"), ("a2", "w")}
    assert all(k.joined and k.reasons and k.weight > 0 for k in joined.values())


@pytest.mark.parametrize(
    ("told", "weak"),
    [
        ([], [strike("w", "r3")]),  # nobody tells of it
        ([raid("b1", "r1")], [strike("w", "r3"), strike("v", "r4")]),  # both only weakly
        (SURE, [raid("w", "r3", "2023-06-01")]),  # another day
        (SURE, [strike("w", "r2", start=300)]),  # its own report tells of it surely
    ],
)
def test_where_it_fits_nothing_it_is_shown_nowhere(
    told: Sequence[Claim], weak: Sequence[Claim]
) -> None:
    alone, linking = linked(*told), linked(*told, *weakly(*weak))
    assert not linking.fits
    assert linking.claims == alone.claims
    assert linking.links == alone.links


def test_sure_accounts_stay_as_they_are_whatever_is_told_weakly() -> None:
    alone = linked(*SURE)
    linking = linked(*SURE, *weakly(strike("w", "r3"), raid("v", "r2"), strike("u", "r4")))
    assert linking.groups == alone.groups
    assert set(alone.links) < set(linking.links)
    assert linking.stand.bonds == alone.stand.bonds
    assert linking.stand.pile == alone.stand.pile


def test_of_two_weak_accounts_of_one_report_the_better_joins() -> None:
    vague = claim("v", "r3", [("place", BAGHDAD)], text="A strike in Baghdad killed three.")
    linking = linked(*SURE, *weakly(vague, strike("w", "r3", start=200)))
    assert in_force(linking) == {"w": "a1+a2"}


def _weak(name: str, report_id: str, odds: Mapping[str, float | None]) -> Weak:
    none = np.zeros(0, np.int64)
    return Weak(Account(name, report_id, none, none), odds)


def _reports(accounts: Collection[str]) -> dict[str, str]:
    return {a: f"r-{a}" for a in accounts}


@pytest.mark.parametrize(
    ("odds", "home"),
    [
        ({"a1": 3.0, "a2": 1.0}, ("a1", "a2")),
        ({"a1": 3.0, "a2": -4.0}, None),  # on the whole against
        ({"a1": 3.0}, None),  # a2 has nothing in common with it: -4
        ({"a1": 9.0, "a2": -4.5}, None),  # no single pair outvotes the others
        ({"a1": 2.0, "a2": 2.0, "b1": 3.0}, ("b1",)),
        ({"a1": 2.0, "a2": 2.0, "b1": 2.0}, ("a1", "a2")),  # a tie goes by id
        ({"a1": 4.0, "a2": None}, None),  # not on the day of a2
        ({"a1": 4.0, "a2": None, "b1": 0.5}, ("b1",)),
        ({}, None),
    ],
)
def test_the_best_mean_above_even_odds_decides(
    odds: Mapping[str, float | None], home: tuple[str, ...] | None
) -> None:
    groups = [("a1", "a2"), ("b1",)]
    assert fitting([_weak("w", "r", odds)], groups, _reports, WEIGHTS).get("w") == home


WORDS = [f"word{n}" for n in range(12)]


def made(chance: random.Random, first: int, last: int) -> list[Profile]:
    claims = [claim(f"c{n:02}", f"r{n // 2:02}", [], start=90 * (n % 2)) for n in range(60)]
    told = [report(f"r{n:02}") for n in range(30)]
    found = profiles(claims, told, WEIGHTS.rarity, WEIGHTS.plain)[first:last]
    return [replace(p, names=dict.fromkeys(chance.sample(WORDS, 5), 5.0)) for p in found]


@pytest.mark.parametrize("seed", range(8))
def test_weighed_again_gives_what_weighing_all_gives(seed: int) -> None:
    chance = random.Random(seed)
    sure = {p.id: p for p in made(chance, 0, 40)}
    weak = {p.id: p for p in made(chance, 40, 60)}

    def weigh() -> tuple[Weak, ...]:
        mine = [weak[name] for name in sorted(weak)]
        return weighed(mine, block(list(sure.values())), lambda ids: sure, WEIGHTS)

    held = {name: sure.pop(name) for name in chance.sample(sorted(sure), 4)}
    late = {name: weak.pop(name) for name in chance.sample(sorted(weak), 3)}
    had = weigh()
    renewed = {p.id: p for p in made(chance, 0, 40) if chance.random() < 0.2}
    gone = set(chance.sample(sorted(sure), 3))
    sure = {n: p for n, p in (sure | held | renewed).items() if n not in gone}
    reached = {p.id: p for p in made(chance, 40, 60) if chance.random() < 0.2} | late
    weak |= reached
    again = weighed_again(
        had,
        list(reached.values()),
        {*held, *renewed, *gone},
        block(list(sure.values())),
        lambda ids: sure | weak,
        WEIGHTS,
    )
    mine, theirs = ({w.account.id: w.odds for w in told} for told in (again, weigh()))
    assert mine == theirs
    assert any(mine.values())
    assert [w.account.id for w in again] == sorted(weak)

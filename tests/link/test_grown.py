"""Linking that goes on from where it stood gives what linking everything gives."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import pytest

from secondsource.link import Bond, Linking, More, grow, link_accounts, open_weights, pile_of, usual
from secondsource.link.block import Blocks
from secondsource.link.usual import Pile
from secondsource.model import Claim, Place, Report
from telling import BAGHDAD, GOMA, claim, count, day, report

WEIGHTS = open_weights()
MOSUL = Place("geo:4", "Mosul", "Nineveh", None, "IQ", 36.34, 43.13, 1, 10.0)
ALEPPO = Place("geo:5", "Aleppo", "Aleppo", None, "SY", 36.20, 37.16, 1, 10.0)
SHELLED = "Shells fell on a camp at Goma."
REPORTS = [report(f"r{n}", published="2024-02-09") for n in range(1, 7)]
Pair = tuple[str, str]


@dataclass(frozen=True)
class Stood:
    """What linking stood on at the last run, and the claims of today."""

    told: list[Claim]
    last: Linking

    @property
    def pile(self) -> Pile:
        return self.last.stand.pile

    @property
    def first(self) -> Blocks:
        return self.last.stand.first

    @property
    def second(self) -> Blocks:
        return self.last.stand.second

    @property
    def moved(self) -> Mapping[str, str]:
        return self.last.stand.moved

    def claims(self, report_ids: Collection[str]) -> list[Claim]:
        return [c for c in self.told if c.report_id in report_ids]

    were = claims

    def reports(self, report_ids: Collection[str]) -> list[Report]:
        return [r for r in REPORTS if r.id in report_ids]

    def bonds(self, accounts: Collection[str]) -> dict[Pair, Bond]:
        return {p: b for p, b in self.last.stand.bonds.items() if set(accounts).intersection(p)}

    def before(self, accounts: Collection[str]) -> dict[Pair, float | None]:
        return {p: w for p, w in self.last.stand.before.items() if set(accounts).intersection(p)}

    def reports_of(self, accounts: Collection[str]) -> dict[str, str]:
        return {c.id: c.report_id for c in self.told if c.id in accounts}


def raid(name: str, where: str, start: int = 0) -> Claim:
    says = [("date", day("2024-02-07")), ("place", BAGHDAD), ("killed", count(3))]
    return claim(name, where, says, text="A drone hit a car in Baghdad.", start=start)


def shells(name: str, where: str, start: int = 0) -> Claim:
    says = [("date", day("2024-01-12")), ("place", GOMA), ("killed", count(41))]
    return claim(name, where, says, event_type="shelling", text=SHELLED, start=start)


def bomb(name: str, where: str, text: str = "A bomb went off in Mosul.", start: int = 0) -> Claim:
    says = [("date", day("2023-05-03")), ("place", MOSUL), ("killed", count(17))]
    return claim(name, where, says, event_type="bombing", text=text, start=start)


def seized(name: str, where: str, start: int = 0) -> Claim:
    says = [("date", day("2023-08-20")), ("place", ALEPPO), ("killed", count(8))]
    text = "Gunmen stormed a bank at Aleppo."
    return claim(name, where, says, event_type="armed_assault", text=text, start=start)


def one(*claims: Claim) -> list[Claim]:
    """Claims that a reader took for one account."""
    return [replace(c, account_id=claims[0].id) for c in claims]


def test_accounts_of_one_report_are_parted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usual, "EXACT", 1)
    shared = claim("c3", "r3", [], event_type="other_violence", text=SHELLED, start=900)
    mixed = one(raid("c1", "r3"), shells("c2", "r3", 400), shared)
    beside = one(bomb("d1", "r3", SHELLED, 900), seized("d2", "r3", 1300))
    alone = [raid("a1", "r1"), shells("b1", "r2"), bomb("e1", "r4"), seized("f1", "r5")]
    had, more = [*alone, *mixed, *beside], raid("g1", "r6")
    stood = Stood([*had, more], link_accounts(had, REPORTS[:5], (), (), WEIGHTS))
    pile = pile_of(stood.told, REPORTS)
    grown = grow(
        stood, More(frozenset({"r6"}), frozenset(), frozenset(), pile, (), (), {}), WEIGHTS
    )
    anew = link_accounts(stood.told, REPORTS, (), (), WEIGHTS).stand
    assert anew.moved and grown.moved == anew.moved
    assert {p: anew.bonds.get(p) for p in grown.bonds} == {
        p: b for p, (_, b) in grown.bonds.items()
    }

"""Weak claims are read beside the sure ones, and say of themselves when or where."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from secondsource.model import Claim, Kind, Property, Report, Statement
from secondsource.pipeline import Tools
from secondsource.resolve import resolve_claims, tag_report

FIRST = "A bomb killed three people in Quetta on 4 May 2021."


def _claim(report: Report, sentence: str, trigger: str, **says: str) -> Claim:
    """A claim in words, as extraction leaves it."""
    start = report.text.index(sentence)

    def words(quote: str) -> tuple[int, int]:
        at = report.text.index(quote, start)
        return at, at + len(quote)

    statements = tuple(
        Statement(f"{trigger}-{p}", trigger, Property(p), None, report.evidence(*words(q)))
        for p, q in says.items()
    )
    whole, mark = words(sentence), words(trigger)
    return Claim(
        trigger, trigger, report.id, Kind.INCIDENT, "bombing",
        report.evidence(*whole), report.evidence(*mark), statements,
    )  # fmt: skip


def _resolved(report: Report, claims: tuple[Claim, ...], tools: Tools) -> tuple[Claim, ...]:
    mentions = tag_report(report, tools.gazetteer, tools.actors)
    return resolve_claims(claims, report, mentions, tools.gazetteer, tools.actors)


@pytest.mark.parametrize(
    ("second", "says", "kept"),
    [
        ("Gunmen shot a guard on 6 May 2021.", {"date": "6 May 2021"}, True),
        ("Gunmen shot a guard in May 2021.", {"date": "May 2021"}, False),
        ("Gunmen shot a guard in 2021.", {"date": "2021"}, False),
        ("Gunmen shot a guard in Peshawar.", {"place": "Peshawar"}, True),
        ("Gunmen shot a guard at the Zarqana hotel.", {"place": "the Zarqana hotel"}, False),
        ("Gunmen shot a guard at a Quetta hotel.", {"place": "a Quetta hotel"}, True),
        ("Gunmen shot a guard in Pakistan.", {"place": "Pakistan"}, False),
        ("Gunmen shot a guard there, police said.", {}, False),
    ],
)
def test_a_weak_claim_has_a_day_or_a_place_of_its_own(
    second: str, says: dict[str, str], kept: bool, tools: Tools
) -> None:
    report = Report("r", f"{FIRST} {second}", "", "", published=date(2021, 5, 7))
    sure = _claim(report, FIRST, "bomb", place="Quetta", date="4 May 2021")
    weak = replace(_claim(report, second, "shot", **says), weak=True)
    (alone,) = _resolved(report, (sure,), tools)
    found = _resolved(report, (sure, weak), tools)
    assert found[0] == alone
    assert [c.id for c in found[1:]] == (["shot"] if kept else [])

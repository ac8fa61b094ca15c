"""Many reported counts to one, with what replaces what and what disputes what."""

from __future__ import annotations

import random
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondsource.model import (
    Claim,
    Count,
    Property,
    Reconciled,
    Report,
    Scope,
    SpeakerRole,
    Status,
)
from secondsource.reconcile.rules import open_rules
from secondsource.reconcile.sources import Sources, said
from secondsource.reconcile.tolls import reconcile_toll
from telling import claim, count, report

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "tolls.toml").read_text("utf-8"))
RULES = open_rules()


def number(n: int) -> int | None:
    return None if n == -1 else n


def told(rows: list[list[Any]]) -> tuple[list[Claim], list[Report]]:
    claims, reports = [], {}
    for n, (name, published, low, best, high, scope, role) in enumerate(rows):
        value = Count(number(low), number(best), number(high), str(best), None, Scope(scope))
        speaker = (f"speaker {name}", SpeakerRole(role)) if role else None
        claims.append(claim(f"c{n}", name, [("killed", value)], speaker=speaker))
        reports[name] = report(name, published=published or None, source=f"paper {name}")
    return claims, list(reports.values())


def reconcile(claims: list[Claim], reports: list[Report], happened: date | None) -> Reconciled:
    rows = said(claims, Property.KILLED, Sources.of(reports, ()))
    return reconcile_toll(Property.KILLED, rows, happened, RULES)


@pytest.mark.parametrize("case", CASES["case"], ids=lambda c: c["name"])
def test_tolls(case: dict[str, Any]) -> None:
    field = reconcile(*told(case["said"]), date(2024, 2, 7))
    bounds = tuple(-1 if n is None else n for n in (field.low, field.best, field.high))
    assert (field.status.value, *bounds) == (
        case["status"],
        case["low"],
        case["best"],
        case["high"],
    )


def test_both_camps_are_listed() -> None:
    field = reconcile(*told(CASES["case"][4]["said"]), None)
    assert (field.supporting, field.conflicting) == (("c0.0",), ("c1.0",))


ROWS = st.lists(
    st.tuples(
        st.sampled_from("abcd"),
        st.just("2024-02-08"),
        st.integers(0, 30),
        st.sampled_from(["total", "partial", "leader_only", "combined", "superseded"]),
    ),
    max_size=8,
)


@given(ROWS, st.randoms(use_true_random=False))
def test_tolls_keep_their_bounds_and_forget_the_order(
    rows: list[tuple[str, str, int, str]], shuffle: random.Random
) -> None:
    claims, reports = told([[r, d, n, n, n, s, ""] for r, d, n, s in rows])
    field = reconcile(claims, reports, None)
    if field.best is not None:
        assert field.low is not None and field.low <= field.best
        assert field.high is None or field.best <= field.high
        whole = {n for _, _, n, s in rows if s == "total"}
        assert not whole or field.best in whole
    else:
        assert field.status is Status.NOT_SAID
    shuffle.shuffle(claims)
    shuffle.shuffle(reports)
    assert reconcile(claims, reports, None) == field


@given(st.lists(st.integers(1, 9), min_size=1, max_size=5))
def test_parts_never_dispute(parts: list[int]) -> None:
    total = claim("t", "a", [("killed", count(10))])
    others = [
        claim(f"p{n}", f"r{n}", [("killed", count(k, scope=Scope.LEADER_ONLY))])
        for n, k in enumerate(parts)
    ]
    reports = [report("a"), *(report(f"r{n}") for n in range(len(parts)))]
    assert reconcile([total, *others], reports, None).status is Status.SINGLE_SOURCE


def test_rule_sets_can_be_switched() -> None:
    claims, reports = told(
        [
            ["a", "", 20, 20, 20, "total", ""],
            ["b", "", 20, 20, 20, "total", ""],
            ["c", "", 12, 12, 12, "total", ""],
        ]
    )
    rows = said(claims, Property.KILLED, Sources.of(reports, ()))
    best = {
        name: reconcile_toll(Property.KILLED, rows, None, open_rules(name)).best
        for name in ("ucdp_like", "acled_like")
    }
    assert best == {"ucdp_like": 20, "acled_like": 12}

"""What the rule sets make of the same words, and how they grade."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from secondsource.errors import ConfigError
from secondsource.model import (
    ActorKind,
    Claim,
    Count,
    Evidence,
    Grade,
    Group,
    GroupStatus,
    Modifier,
    Property,
    Scope,
    SpeakerRole,
    Stance,
    Statement,
    Status,
    Thing,
    ThingKind,
    Value,
)
from secondsource.reconcile import Sources, open_rules, reconcile_incident, rule_names
from secondsource.reconcile.sources import said
from secondsource.reconcile.tolls import reconcile_toll
from telling import actor, claim, report

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "rule_sets.toml").read_text("utf-8"))
DAYS = {"a": "2024-02-08", "b": "2024-02-10"}


def number(n: int) -> int | None:
    return None if n == -1 else n


def test_every_rule_set_names_its_source_and_has_a_column_of_cases() -> None:
    assert rule_names() == ("ucdp_like", "acled_like", "ibc_like", "airwars_like")
    for name in rule_names():
        assert open_rules(name).source
        assert all(name in case for case in CASES["case"])
    with pytest.raises(ConfigError, match="airwars_like"):
        open_rules("gdelt_like")


def test_the_page_names_every_rule_set_and_modifier() -> None:
    page = (Path(__file__).parents[2] / "docs" / "rule_sets.md").read_text("utf-8")
    for name in rule_names():
        assert f"`{name}`" in page
        assert open_rules(name).source in page
    assert all(f"`{m.value}`" in page for m in Modifier)
    assert all(f"`{g.value}`" in page for g in Grade)


@pytest.mark.parametrize("name", rule_names())
@pytest.mark.parametrize("case", CASES["case"], ids=lambda c: c["name"])
def test_what_a_rule_set_makes_of_a_toll(case: dict[str, Any], name: str) -> None:
    claims = []
    for n, (source, words, low, best, high, modifier, standing) in enumerate(case["said"]):
        group = Group(GroupStatus(standing))
        count = Count(low, number(best), number(high), words, Modifier(modifier), group=group)
        claims.append(claim(f"c{n}", source, [("killed", count)]))
    reports = [report(r, published=day, source=f"paper {r}") for r, day in DAYS.items()]
    rows = said(claims, Property.KILLED, Sources.of(reports, ()))
    field = reconcile_toll(Property.KILLED, rows, date(2024, 2, 7), open_rules(name))
    bounds = [field.low, field.best, field.high] if field.status is not Status.NOT_SAID else []
    assert bounds == case[name]


@pytest.mark.parametrize("name", ["acled_like", "airwars_like"])
@pytest.mark.parametrize("case", CASES["parts"], ids=lambda c: c["name"])
def test_the_lowest_is_sought_among_accounts_that_differ(case: dict[str, Any], name: str) -> None:
    claims = []
    for n, (source, words, many, modifier, who) in enumerate(case["said"]):
        best = None if modifier == "vague" else many
        count = Count(0 if modifier == "up_to" else many, best, best, words, Modifier(modifier))
        speaker = (who, SpeakerRole.OTHER) if who else None
        made = claim(f"c{n}", source, [("killed", count)], account=source, speaker=speaker)
        claims.append(made)
    reports = [report(r, published="2024-02-08", source=f"paper {r}") for r in DAYS]
    rows = said(claims, Property.KILLED, Sources.of(reports, ()))
    field = reconcile_toll(Property.KILLED, rows, date(2024, 2, 7), open_rules(name))
    assert field.best == case["lowest"]


def sentence(n: int, source: str, text: str, counts: list[list[Any]], start: int) -> Claim:
    """A claim of that text, with each count at its words."""
    made = claim(f"c{n}", source, account=f"account {source}", text=text, start=start)
    statements = []
    for k, (quote, number, scope, standing) in enumerate(counts):
        group = Group(GroupStatus(standing))
        value = Count(number, number, number, quote, scope=Scope(scope), group=group)
        at = start + text.index(quote)
        where = Evidence(source, at, at + len(quote), quote)
        statements.append(Statement(f"c{n}.{k}", made.id, Property.KILLED, value, where))
    return replace(made, statements=tuple(statements))


@pytest.mark.parametrize("name", rule_names())
@pytest.mark.parametrize("case", CASES["attackers"], ids=lambda c: c["name"])
def test_whose_dead_a_rule_set_counts(case: dict[str, Any], name: str) -> None:
    claims = [
        sentence(n, source, text, counts, 200 * n)
        for n, (source, text, *counts) in enumerate(case["said"])
    ]
    reports = [report(r, published=day, source=f"paper {r}") for r, day in DAYS.items()]
    rows = said(claims, Property.KILLED, Sources.of(reports, ()))
    field = reconcile_toll(Property.KILLED, rows, date(2024, 2, 7), open_rules(name))
    bounds = [field.low, field.best, field.high] if field.status is not Status.NOT_SAID else []
    counts_them = name == "acled_like"
    assert bounds == case["counted" if counts_them else "apart"]
    assert ("attackers counted" in field.rule) is counts_them
    own = {r.statement.id for r in rows if scope_of(r.statement) is Scope.PERPETRATORS}
    assert bool(own & set(field.supporting)) is (counts_them and case["added"])


def scope_of(statement: Statement) -> Scope:
    assert isinstance(statement.value, Count)
    return statement.value.scope


# --- grades -----------------------------------------------------------------------------------

US = actor("United States armed forces", kind=ActorKind.EXTERNAL_FORCES)
SIX = Count(6, 6, 6, "six")
CIVILIANS = replace(SIX, group=Group(GroupStatus.CIVILIAN))
FIGHTERS = replace(SIX, group=Group(GroupStatus.COMBATANT))
NOBODY = Count(0, 0, 0, "none", Modifier.NONE_REPORTED)


@pytest.mark.parametrize(
    ("says", "sourced", "harm"),
    [
        ([[("killed", CIVILIANS)]], Grade.WEAK, Grade.WEAK),
        ([[("killed", CIVILIANS)], [("killed", SIX)]], Grade.FAIR, Grade.FAIR),
        ([[("killed", FIGHTERS)], [("killed", SIX)]], Grade.FAIR, Grade.DISCOUNTED),
        ([[("killed", FIGHTERS)], [("killed", CIVILIANS)]], Grade.FAIR, Grade.FAIR),
        ([[("victim", Thing("shoppers", ThingKind.CIVILIANS))]], Grade.WEAK, Grade.WEAK),
        ([[("killed", NOBODY)]], Grade.WEAK, Grade.NONE),
        ([[("target", Thing("a depot", ThingKind.BUILDING))]], Grade.WEAK, Grade.NONE),
    ],
)
def test_grades(says: list[list[tuple[str, Value]]], sourced: Grade, harm: Grade) -> None:
    claims = [claim(f"c{n}", f"r{n}", s) for n, s in enumerate(says)]
    sources = Sources.of([report(c.report_id, source=c.report_id) for c in claims], ())
    for name, grade in (("ucdp_like", sourced), ("airwars_like", harm)):
        assert reconcile_incident("i", claims, sources, (), open_rules(name)).grade is grade


def test_harm_that_the_doer_admits_is_confirmed_and_what_is_denied_contested() -> None:
    says: list[tuple[str, Value]] = [("perpetrator", US), ("killed", CIVILIANS)]
    sources = Sources.of([report("r1")], ())
    for stance, grade in ((Stance.CLAIMED, Grade.CONFIRMED), (Stance.DENIED, Grade.CONTESTED)):
        told = [claim("a", "r1", says, stance=stance)]
        held = reconcile_incident("i", told, sources, (), open_rules("airwars_like"))
        assert held.grade is grade

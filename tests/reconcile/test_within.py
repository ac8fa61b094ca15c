"""What one report says against itself, in its own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from secondsource.model import Claim, Dispute, Group, GroupStatus, Scope, Statement, Value
from secondsource.reconcile import Sources, claims_by_group, find_disputes, open_rules
from secondsource.reconcile import reconcile_incident as reconciled
from telling import claim, count, report

RULES = open_rules()


def within(text: str, published: str | None, *told: Claim) -> tuple[Dispute, ...]:
    told = told or (claim("a", "r1", text=text),)
    sources = Sources.of([report("r1", text, published=published)], ())
    packs = claims_by_group(told, [("a",)])
    found = [reconciled("i0", p, sources, (), RULES) for p in packs]
    return find_disputes(found, told, sources, RULES)


@pytest.mark.parametrize(
    ("text", "published", "sides"),
    [
        # weekdays: 1 February 2024 was a Thursday
        ("A car was hit on Wednesday, 1 February 2024.", None, ["Wednesday", "2024-02-01"]),
        ("A car was hit on Wednesday, February 1.", "2024-02-10", ["Wednesday", "2024-02-01"]),
        ("A car was hit on Thursday, February 1.", "2024-02-10", []),
        ("A car was hit on Thursday, Feb. 1st, 2024.", None, []),
        ("A car was hit on Wednesday, February 1.", None, []),  # no year is said
        ("A car was hit on Wednesday. February 31 is no day.", "2024-02-10", []),
        # periods
        ("The siege lasted from 25 to 9 May.", None, ["begins on the 25", "ends on the 9"]),
        ("The siege lasted from 9 to 25 May.", None, []),
        # known dates
        (
            "It is the worst raid since the Taliban returned to power five years ago.",
            "2023-08-20",
            ["five years ago", "2021-08-15, as is known"],
        ),
        ("The Taliban returned to power two years ago.", "2023-08-20", []),
        ("The Taliban returned to power, and five years ago a mine went off.", "2023-08-20", []),
        ("The Taliban returned to power five years ago.", None, []),
    ],
)
def test_one_report_against_itself(text: str, published: str | None, sides: list[str]) -> None:
    found = within(text, published)
    assert [s.value for d in found for s in d.sides] == sides
    for dispute in found:
        assert dispute.about == "i0"
        for side in dispute.sides:
            assert all(text[e.start : e.end] == e.quote for e in side.evidence)


def part(n: int) -> tuple[str, Value]:
    return "killed", count(n, scope=Scope.PARTIAL)


def _with(whole: Claim, parts: Sequence[Statement]) -> Claim:
    own = (replace(s, id=f"p{n}", claim_id="a") for n, s in enumerate(parts))
    return replace(whole, statements=(*whole.statements, *own))


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        (["nine women", "five children"], True),
        (["four women", "five children"], False),
        (["nine children", "five girls"], False),  # the girls are among the children
        (["nine civilians", "five women"], False),  # so may the women be
    ],
)
def test_parts_that_make_more_than_the_whole_are_shown(parts: list[str], shown: bool) -> None:
    numbers = {"nine": 9, "five": 5, "four": 4}
    whole = claim("a", "r1", [("killed", count(12))])
    statements = [
        claim("p", "r1", [part(numbers[p.split()[0]])], quotes={"killed": p}).statements[0]
        for p in parts
    ]
    told = _with(whole, statements)
    found = within("", None, told)
    assert [d.sides[0].value for d in found] == ["12 in all"] * shown


def test_civilians_are_no_part_of_the_fighters_counted() -> None:
    civilian = Group(GroupStatus.CIVILIAN)
    fighters = replace(count(11, scope=Scope.PARTIAL), group=Group(GroupStatus.COMBATANT))
    few = claim("a", "r1", [("killed", replace(count(3), group=civilian)), ("killed", fighters)])
    assert within("", None, few) == ()
    many = claim("a", "r1", [("killed", count(3)), ("killed", fighters)])
    assert len(within("", None, many)) == 1

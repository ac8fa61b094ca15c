"""Many reported counts to one, with what replaces what and what disputes what."""

from __future__ import annotations

import random
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondsource.model import (
    Claim,
    Count,
    Evidence,
    Group,
    GroupStatus,
    Modifier,
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


# --- one report's numbers ---------------------------------------------------------------------

POLICE, CLINIC = ("police", SpeakerRole.POLICE), ("a clinic", SpeakerRole.MEDICAL)


def field_of(*claims: Claim) -> Reconciled:
    reports = [report(name, source=name) for name in sorted({c.report_id for c in claims})]
    return reconcile(list(claims), reports, None)


@pytest.mark.parametrize(
    ("numbers", "speakers", "status"),
    [
        ((24, 18), (None, None), "agreed"),  # 18 of the 24, as the other report has it
        ((24, 18), (POLICE, CLINIC), "disputed"),
        ((24, 1), (POLICE, CLINIC), "disputed"),  # with the 18 of the other report
        ((18, 1), (POLICE, CLINIC), "agreed"),  # "one of the dead was"
    ],
)
def test_a_reports_smaller_number_is_a_part_unless_another_speaker_gives_it(
    numbers: tuple[int, int], speakers: tuple[Any, Any], status: str
) -> None:
    told_twice = [
        claim(f"c{n}", "a", [("killed", count(k))], account="c0", start=90 * n, speaker=who)
        for n, (k, who) in enumerate(zip(numbers, speakers, strict=True))
    ]
    assert field_of(*told_twice, claim("x", "b", [("killed", count(18))])).status == status


def sentence(name: str, text: str, counts: dict[str, int], report_id: str = "a") -> Claim:
    """A claim that counts the quoted words of its sentence, each for itself."""
    whole = claim(name, report_id, text=text)
    said = [
        replace(
            claim(name, report_id, [("killed", count(n))], quotes={"killed": words}).statements[0],
            id=f"{name}.{k}",
            evidence=Evidence(report_id, at, at + len(words), words),
        )
        for k, (words, n) in enumerate(counts.items())
        if (at := text.index(words)) >= 0
    ]
    return replace(whole, statements=tuple(said))


@pytest.mark.parametrize(
    ("text", "counts", "best"),
    [
        ("Five officers and an inmate died.", {"Five officers": 5, "an inmate": 1}, 6),
        ("Five officers and an inmate died.", {"Five officers and": 5, "an inmate": 1}, 6),
        ("A man, two women and a girl died.", {"A man": 1, "two women": 2, "a girl": 1}, 4),
        ("Of the nine hurt, two died, three left.", {"nine": 9, "two": 2, "three": 3}, 9),
        ("A man, two women and a girl died.", {"A man,": 1, "two women and a girl": 3}, 4),
        (
            "Three people, a man and two girls, died.",
            {"Three people": 3, "a man and two girls": 3},
            3,
        ),
        ("Nine died, including a girl.", {"Nine": 9, "a girl": 1}, 9),
        ("Nine died and hospitals counted seven.", {"Nine": 9, "seven": 7}, 9),
    ],
)
def test_counts_of_one_list_are_added(text: str, counts: dict[str, int], best: int) -> None:
    field = field_of(sentence("c", text, counts))
    assert (field.best, field.status) == (best, Status.SINGLE_SOURCE)
    if best == sum(counts.values()):
        assert field.supporting == tuple(f"c.{n}" for n in range(len(counts)))


@pytest.mark.parametrize(
    ("text", "counts", "best"),
    [
        ("A man, two women and a girl died.", {"A man": 1, "two women": 2, "a girl": 1}, 4),
        ("A man and two boys, a child and a baby, died.", {"A man": 1, "two boys": 2}, 3),
        ("A man and two boys were among the dead.", {"A man": 1, "two boys": 2}, 2),
        ("A man and two boys also died.", {"A man": 1, "two boys": 2}, 2),
        ("A man died and two boys too.", {"A man": 1, "two boys": 2}, 2),
    ],
)
def test_a_list_of_parts_alone_is_the_whole(text: str, counts: dict[str, int], best: int) -> None:
    parts = scoped(sentence("c", text, counts), Scope.PARTIAL)
    assert field_of(parts).best == best
    whole = claim("x", "a", [("killed", count(9))], account="c", start=90)
    assert field_of(parts, whole).best == 9


def test_a_part_is_added_to_the_total_it_is_joined_to() -> None:
    told = sentence("c", "Nine pupils and a clerk died.", {"Nine pupils": 9, "a clerk": 1})
    pupils, clerk = told.statements
    assert isinstance(clerk.value, Count)
    part = replace(clerk, value=replace(clerk.value, scope=Scope.PARTIAL))
    field = field_of(replace(told, statements=(pupils, part)))
    assert (field.best, field.supporting) == (10, ("c.0", "c.1"))
    assert isinstance(field.value, Count) and field.value.scope is Scope.TOTAL


def scoped(told: Claim, scope: Scope) -> Claim:
    """A claim whose counts all reach as far."""
    statements = (replace(s, value=replace(s.value, scope=scope)) for s in told.statements)
    return replace(told, statements=tuple(statements))


def test_five_of_five_and_one_are_a_part() -> None:
    whole = sentence("c", "Five officers and an inmate died.", {"Five officers": 5, "an inmate": 1})
    field = field_of(whole, claim("x", "b", [("killed", count(5))]))
    assert (field.best, field.status) == (6, Status.SINGLE_SOURCE)
    fewer = claim("y", "b", [("killed", count(4))], account="x", start=90)
    field = field_of(whole, claim("x", "b", [("killed", count(5))]), fewer)
    assert (field.best, field.status) == (6, Status.SINGLE_SOURCE)
    assert field_of(whole, replace(fewer, account_id="y")).status is Status.DISPUTED


def test_a_ceiling_far_above_a_plain_number_disputes_it() -> None:
    for plain, status in ((98, Status.DISPUTED), (200, Status.AGREED)):
        most = Count(0, 300, 300, "as many as 300", Modifier.UP_TO)
        told_both = claim("a", "a", [("killed", most)]), claim("b", "b", [("killed", count(plain))])
        assert field_of(*told_both).status is status


@pytest.mark.parametrize(
    ("text", "best", "status"),
    [
        ("At first four were reported dead.", 6, "updated"),
        ("Initial reports had put the toll at four.", 6, "updated"),
        ("Four died, according to preliminary information.", 6, "updated"),
        ("Four died, more than initially thought.", 4, "disputed"),
        ("A preliminary inquiry counts four dead.", 4, "disputed"),
        ("Four were reported dead.", 4, "disputed"),
        ("The mayor had given a figure of four.", 6, "updated"),
        ("The mayor initially spoke of four dead.", 6, "updated"),
        ("The gunmen had set fire to a mill and killed four.", 4, "disputed"),
        ("Initially they hid in a mill, then four were killed.", 4, "disputed"),
    ],
)
def test_what_words_call_a_first_toll_is_superseded(text: str, best: int, status: str) -> None:
    first = claim("c", "a", [("killed", count(4))], text=text)
    field = field_of(first, claim("x", "b", [("killed", count(6))]))
    assert (field.best, field.status) == (best, status)
    assert field.conflicting == (("c.0",) if best == 6 else ("x.0",))
    assert field_of(first).best == 4  # where there is no other


def test_a_sentence_of_two_totals_has_no_first_toll() -> None:
    told = sentence("c", "Six died, and first reports spoke of four.", {"Six": 6, "four": 4})
    field = field_of(told, claim("x", "b", [("killed", count(5))]))
    assert "c.0" in (*field.supporting, *field.conflicting)
    assert field.best != 4


@pytest.mark.parametrize(
    ("text", "counts", "best"),
    [
        ("The embassy gave two before the army raised it to three.", ("two", "three"), 3),
        ("Two had died, and the toll rose to at least three.", ("Two", "three"), 3),
        ("They gave two, revised it to three, then to four.", ("two", "three"), 2),
        ("They gave two, and three were taken to the morgue.", ("two", "three"), 2),
        ("Two dead were brought to the camp with three hurt.", ("Two", "three"), 2),
    ],
)
def test_what_a_toll_was_raised_to_replaces_what_stands_before_it(
    text: str, counts: tuple[str, str], best: int
) -> None:
    told = sentence("c", text, dict(zip(counts, (2, 3), strict=True)))
    wrong = told.statements[1]
    assert isinstance(wrong.value, Count)
    misread = replace(wrong, value=replace(wrong.value, scope=Scope.SUPERSEDED))
    told = replace(told, statements=(told.statements[0], misread))
    assert field_of(told).best == best
    again = replace(told, id="d", statements=(replace(misread, id="d.1"),))
    assert field_of(told, again).best == best


def test_what_a_toll_was_raised_to_is_no_first_one() -> None:
    text = "Four were reported dead at first; a death in hospital brought the number to five."
    told = sentence("c", text, {"Four": 4, "five": 5})
    field = field_of(told, claim("x", "b", [("killed", count(5))]))
    assert field.best == 5
    assert set(field.supporting) == {"c.1", "x.0"}


def test_an_injured_woman_of_81_is_no_total_where_others_count_more() -> None:
    hurt = [
        claim("c", "a", [("injured", count(1))], quotes={"injured": "A woman of 81"}),
        claim("d", "b", [("injured", count(11))]),
        claim("e", "c", [("injured", count(13))]),
    ]
    rows = said(hurt, Property.INJURED, Sources.of([report(r) for r in "abc"], ()))
    field = reconcile_toll(Property.INJURED, rows, None, RULES)
    assert (field.low, field.best, field.high) == (11, 11, 13)


@pytest.mark.parametrize(("civilians", "others", "best"), [(0, 1, 1), (4, 1, 1), (0, 0, 4)])
def test_men_shot_dead_who_are_elsewhere_the_attackers_are_no_victims(
    civilians: int, others: int, best: int
) -> None:
    shot = claim("c", "a", [("killed", count(4))], text="Police shot four men dead.")
    told = [
        shot,
        claim("d", "b", [("killed", count(4))], text="Guards shot four men dead."),
        claim("e", "c", [("killed", count(4, scope=Scope.PERPETRATORS))]),
    ]
    if others:
        told.append(claim("f", "d", [("killed", count(others))], text="One officer was killed."))
    if civilians:
        group = Group(GroupStatus.CIVILIAN)
        told.append(claim("g", "e", [("killed", replace(count(civilians), group=group))]))
        best = civilians
    assert field_of(*told).best == best


def test_several_speak_against_one() -> None:
    several = Count(3, None, None, "several", Modifier.VAGUE)
    told = [claim(f"v{n}", f"v{n}", [("killed", several)]) for n in range(3)]
    one = claim("a", "a", [("killed", count(1))], text="One was killed.")
    five = claim("b", "b", [("killed", count(5))])
    assert field_of(one, five).best == 1
    assert field_of(one, five, *told).best == 5

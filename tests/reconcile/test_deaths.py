"""Which counts of an incident are of its dead, and which of its injured."""

from __future__ import annotations

from dataclasses import replace

import pytest

from secondsource.model import Claim, Property, Scope
from secondsource.reconcile.deaths import of_the_dead, without_the_dead
from secondsource.reconcile.sources import Sources, said
from telling import claim, count, report

SOURCES = Sources.of([report("a")], ())


def told(name: str, text: str, prop: str, number: int, scope: Scope = Scope.TOTAL) -> Claim:
    return claim(name, "a", [(prop, count(number, scope=scope))], text=text, account="a")


@pytest.mark.parametrize(
    ("text", "number", "beside", "left"),
    [
        (
            "Six people were shot.",
            6,
            [("One man died.", "killed", 1), ("Five hurt.", "injured", 5)],
            1,
        ),
        ("Six people were shot.", 6, [("Six were hurt.", "injured", 6)], 0),
        ("Six people were shot.", 6, [("Four were hurt.", "injured", 4)], 0),
        ("Six people were shot.", 6, [("A boy was hurt.", "injured", 1)], 1),
        ("Six people were shot.", 6, [("Six were killed.", "killed", 6)], 2),
        ("Six people were shot.", 6, [("A priest died.", "killed", 1)], 2),
        ("Six people were shot.", 6, [], 1),
        ("Six people were shot dead.", 6, [("Six were hurt.", "injured", 6)], 1),
        ("One man was shot.", 1, [("One was hurt.", "injured", 1)], 1),
        ("Six died in two separate raids.", 6, [("A raid killed two.", "killed", 2)], 1),
        ("Six died in two separate raids.", 6, [], 1),
        ("She was the third of six nurses killed.", 6, [("A raid killed one.", "killed", 1)], 1),
        ("Six died in a separate raid.", 6, [("A raid killed two.", "killed", 2)], 2),
    ],
)
def test_whose_dead_are_an_incidents(
    text: str, number: int, beside: list[tuple[str, str, int]], left: int
) -> None:
    claims = [told("c", text, "killed", number)]
    claims += [told(f"b{n}", words, prop, k) for n, (words, prop, k) in enumerate(beside)]
    rows = [said(claims, p, SOURCES) for p in (Property.KILLED, Property.INJURED)]
    assert len(of_the_dead(*rows)) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("No sailor had been killed before in the group's campaign.", 0),
        ("Nobody had ever died in such a raid.", 0),
        ("No sailor was killed.", 1),
        ("The guards had left and nobody died.", 1),
    ],
)
def test_that_nobody_had_died_before_is_no_toll(text: str, left: int) -> None:
    rows = said([told("c", text, "killed", 0)], Property.KILLED, SOURCES)
    assert len(of_the_dead(rows, ())) == left


def test_shot_beside_wounded_is_dead() -> None:
    shot = told("c", "Guards shot six and wounded nine.", "killed", 6)
    hurt = told("c", "Guards shot six and wounded nine.", "injured", 9)
    rows = [said([c], p, SOURCES) for c, p in ((shot, Property.KILLED), (hurt, Property.INJURED))]
    assert len(of_the_dead(*rows)) == 1


def test_a_part_is_not_all_who_died() -> None:
    shot = told("c", "Six people were shot.", "killed", 6)
    part = told("p", "A priest died.", "killed", 1, Scope.PARTIAL)
    hurt = told("h", "Five were hurt.", "injured", 5)
    rows = [said([shot, part, hurt], p, SOURCES) for p in (Property.KILLED, Property.INJURED)]
    assert len(of_the_dead(*rows)) == 2


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("a man", 0),
        ("a 16-year-old boy", 0),
        ("one man", 1),
        ("another man", 1),
    ],
)
def test_who_died_is_not_counted_among_the_injured(words: str, left: int) -> None:
    dead = claim("d", "a", [("killed", count(1))])
    hurt = claim("i", "a", [("injured", count(1))], quotes={"injured": words}, start=90)
    killed, injured = (said([dead, hurt], p, SOURCES) for p in (Property.KILLED, Property.INJURED))
    assert len(without_the_dead(injured, killed)) == left
    assert len(without_the_dead(injured, ())) == 1
    beside = replace(hurt, id="d")  # the sentence that also counts the dead
    assert len(without_the_dead(said([beside], Property.INJURED, SOURCES), killed)) == 1

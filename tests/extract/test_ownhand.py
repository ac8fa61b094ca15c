"""A doer who killed others and himself is counted apart; a victim of his own hand is not."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from secondsource.extract.draft import Argument, Draft
from secondsource.extract.ownhand import open_own_hand, with_own_deaths
from secondsource.model import Kind, Property, Scope

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "own_hand.toml").read_text("utf-8"))


def incident(text: str, trigger: str, killed: str, scope: str = "total") -> Draft:
    """A draft of the whole text, with what it counts as killed."""
    at, count = text.index(trigger), text.index(killed)
    argument = Argument(Property.KILLED, count, count + len(killed), scope=Scope(scope))
    return Draft(
        Kind.INCIDENT, "armed_assault", (0, len(text)), (at, at + len(trigger)), (argument,)
    )


@pytest.mark.parametrize("case", CASES["case"], ids=lambda c: c["text"])
def test_a_doer_who_killed_himself_too_is_counted_apart(case: dict[str, Any]) -> None:
    text, (trigger, killed, own) = case["text"], case["told"]
    (found,) = with_own_deaths([incident(text, trigger, killed)], text, open_own_hand())
    apart = [a for a in found.arguments if a.scope is Scope.PERPETRATORS]
    assert [text[a.start : a.end] for a in apart] == ([own] if own else [])
    assert all(a.property is Property.KILLED for a in apart)


def test_what_is_counted_already_is_not_counted_again() -> None:
    text = "The bomber killed two guards and then killed himself."
    guards = incident(text, "killed", "two guards")
    bomber = incident(text, "killed", "The bomber", scope="perpetrators")
    for drafts in (
        [guards, bomber],
        [guards._replace(event_type="suicide_bombing")],
        [guards._replace(negated=True)],
    ):
        assert with_own_deaths(drafts, text, open_own_hand()) == tuple(drafts)
    twice = with_own_deaths([guards, guards], text, open_own_hand())
    assert [len(d.arguments) for d in twice] == [2, 1]


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("Lena found the pistol before shooting herself.", "total"),
        ("The gunman fled before shooting himself.", "perpetrators"),
    ],
)
def test_a_doer_of_whom_alone_the_words_tell_is_a_victim(text: str, scope: str) -> None:
    alone = incident(text, "shooting", text[-8:-1].strip(), scope="perpetrators")
    (found,) = with_own_deaths([alone], text, open_own_hand())
    assert [a.scope.value for a in found.arguments] == [scope]


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("A recruit fatally shot himself at the depot.", "total"),
        ("The guard then killed himself.", "perpetrators"),
        ("The gunman killed himself.", "perpetrators"),
        ("A recruit tried to kill and nearly killed himself.", None),
    ],
)
def test_a_death_by_ones_own_hand_alone_is_counted(text: str, scope: str | None) -> None:
    act = text.index("himself") + len("himself")
    trigger = (text.index("shot" if "shot" in text else "killed"), act)
    draft = Draft(Kind.INCIDENT, "armed_assault", (0, len(text)), trigger)
    for told, wanted in ((draft, scope), (draft._replace(negated=True), None)):
        (found,) = with_own_deaths([told], text, open_own_hand())
        assert [a.scope.value for a in found.arguments] == ([wanted] if wanted else [])

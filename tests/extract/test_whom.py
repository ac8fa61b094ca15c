"""Ships given as places are targets, and people told apart after a toll are victims."""

from __future__ import annotations

import pytest

from secondsource.extract.draft import Argument, Draft
from secondsource.extract.whom import with_targets
from secondsource.model import Kind, Property

from .reading import rules


@pytest.mark.parametrize(
    ("text", "prop", "given", "added"),
    [
        ("a missile fired at the M/V Aurora", Property.PLACE, "the M/V Aurora", "the M/V Aurora"),
        ("a missile fired at an oil tanker", Property.PLACE, "an oil tanker", "an oil tanker"),
        ("a missile fired at the ship port", Property.PLACE, "the ship port", None),
        ("shots at the market", Property.PLACE, "the market", None),
        ("killed 202 people, mostly young men", Property.KILLED, "202 people", "young men"),
        ("killed 30 (most of them pupils) there", Property.KILLED, "30", "pupils"),
        ("killed 30 people, all of them in a bus", Property.KILLED, "30 people", None),
        ("killed 30 people, police said", Property.KILLED, "30 people", None),
    ],
)  # fmt: skip
def test_whom_an_act_was_aimed_at(text: str, prop: Property, given: str, added: str | None) -> None:
    start = text.index(given)
    argument = Argument(prop, start, start + len(given))
    draft = Draft(Kind.INCIDENT, "bombing", (0, len(text)), (0, 1), (argument,))
    (found,) = with_targets([draft], text, rules().lexicon)
    assert [text[a.start : a.end] for a in found.arguments[1:]] == ([added] if added else [])


def test_a_target_given_stands() -> None:
    text = "fired at a quay from the tanker"
    arguments = (Argument(Property.TARGET, 9, 15), Argument(Property.PLACE, 21, 31))
    draft = Draft(Kind.INCIDENT, "bombing", (0, len(text)), (0, 1), arguments)
    assert with_targets([draft], text, rules().lexicon)[0].arguments == arguments

"""Deaths told without a count."""

from __future__ import annotations

import pytest

from secondsource.extract.draft import Argument, Draft
from secondsource.extract.dying import open_dying, with_lone_deaths
from secondsource.model import Kind, Property

WORDS = open_dying()


def incident(text: str, trigger: str, **found: str) -> Draft:
    """A draft of the whole text, with the words found for each property."""
    arguments = tuple(
        Argument(Property(prop), at, at + len(words))
        for prop, words in found.items()
        if (at := text.index(words)) >= 0
    )
    at = text.index(trigger)
    return Draft(Kind.INCIDENT, "shelling", (0, len(text)), (at, at + len(trigger)), arguments)


def killed(draft: Draft, text: str) -> list[str]:
    (found,) = with_lone_deaths([draft], text, WORDS)
    return [text[a.start : a.end] for a in found.arguments if a.property is Property.KILLED]


@pytest.mark.parametrize(
    ("text", "trigger", "found", "dead"),
    [
        ("The boy later died in a clinic.", "died", {"victim": "The boy"}, ["The boy"]),
        ("Omar was pronounced dead there.", "pronounced dead", {"victim": "Omar"}, ["Omar"]),
        ("She was taken to Goma, where she died.", "died", {}, ["she"]),
        ("Omar and his aunt died.", "died", {"victim": "Omar", "killed": "his aunt"}, ["his aunt"]),
        ("The boy nearly died in a clinic.", "died", {"victim": "The boy"}, []),
        ("The boy was hurt in the shelling.", "hurt", {"victim": "The boy"}, []),
        ("All died there.", "died", {}, []),
        ("A deadly raid shook the town.", "deadly raid", {}, ["deadly"]),
        ("A non-lethal raid shook the town.", "lethal raid", {}, []),
    ],
)
def test_one_who_died_is_one_dead(
    text: str, trigger: str, found: dict[str, str], dead: list[str]
) -> None:
    assert killed(incident(text, trigger, **found), text) == dead


def test_nobody_is_chosen_among_several() -> None:
    text = "The boy and the girl were taken away, and he died."
    boy = incident(text, "died", victim="The boy")
    girl = incident(text, "died", victim="the girl")
    assert killed(boy._replace(arguments=(*boy.arguments, *girl.arguments)), text) == []


def test_who_died_of_it_is_not_injured() -> None:
    text = "The boy succumbed to his wounds."
    both = incident(text, "succumbed to", victim="The boy", injured="The boy")
    (found,) = with_lone_deaths([both], text, WORDS)
    assert {a.property for a in found.arguments} == {Property.VICTIM, Property.KILLED}


def test_a_deadly_act_says_no_more_where_the_report_counts() -> None:
    text = "A deadly raid shook the town. The raid killed six."
    deadly = incident(text, "deadly raid")
    counted = incident(text, "killed", killed="six")
    assert with_lone_deaths([deadly, counted], text, WORDS) == (deadly, counted)

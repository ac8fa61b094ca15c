"""Stated motives: clauses that give a reason, and the model's words made whole or left out."""

from __future__ import annotations

import pytest

from secondsource.extract.draft import Argument, Draft
from secondsource.extract.motives import open_motives, with_motives
from secondsource.model import Kind, Property

MOTIVES = open_motives()


def motives(text: str, trigger: str, *said: tuple[str, float]) -> list[str]:
    """The motives of one act whose model gave the words in `said` with their scores."""
    start = text.index(trigger)
    arguments = tuple(
        Argument(Property.MOTIVE, text.index(words), text.index(words) + len(words), score)
        for words, score in said
    )
    act = Draft(
        Kind.INCIDENT, "air_strike", (0, len(text)), (start, start + len(trigger)), arguments
    )
    (draft,) = with_motives([act], text, MOTIVES)
    return [text[a.start : a.end] for a in draft.arguments if a.property is Property.MOTIVE]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Jets bombed a camp in retaliation for the ambush.", "in retaliation for the ambush"),
        (
            "Jets bombed a camp in response to the Jan. 28 attack, he said.",
            "in response to the Jan. 28 attack",
        ),
        ("“We bombed a camp because of the traitors” in it.", "because of the traitors"),
        ("In retaliation for the ambush, jets bombed a camp.", None),
    ],
)
def test_a_clause_of_reason_after_the_act_is_its_motive(text: str, reason: str | None) -> None:
    assert motives(text, "bombed") == ([reason] if reason else [])


def test_words_that_overlap_are_one_motive() -> None:
    text = "Jets bombed a camp in order to avenge the dead of Nahrin."
    said = ("order to avenge", 0.7), ("avenge the dead", 0.5)
    assert motives(text, "bombed", *said) == ["in order to avenge the dead of Nahrin"]


def test_the_word_that_opens_a_reason_is_taken_in() -> None:
    text = "They shot a man for selling cheese to soldiers."
    assert motives(text, "shot", ("selling cheese", 0.44)) == ["for selling cheese"]


@pytest.mark.parametrize(
    ("words", "score", "kept"),
    [
        ("one-way", 0.9, False),
        ("revenge", 0.4, True),
        ("a cattle rustler", 0.45, False),
        ("a cattle rustler", 0.6, True),
        ("to burn", 0.35, False),
    ],
)
def test_what_gives_no_reason_is_left_out(words: str, score: float, kept: bool) -> None:
    text = f"Jets bombed a camp {words}."
    assert motives(text, "bombed", (words, score)) == ([words] if kept else [])


def test_a_motive_does_not_end_at_a_preposition() -> None:
    text = "Jets answered attacks in Mosul."
    assert motives(text, "Jets", ("answered attacks in", 0.6)) == ["answered attacks"]

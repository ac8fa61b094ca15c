"""What a report says answers what: by its words, in either order, or pointing back."""

from __future__ import annotations

import pytest

from secondsource.extract.draft import Argument, Draft
from secondsource.extract.reprisals import open_reasons, with_reprisals
from secondsource.model import Kind, Property
from secondsource.text import sentences

REASONS = open_reasons()


def answered(
    text: str, *acts: str | tuple[str, Property, str], told: int | None = None
) -> list[int | None]:
    """What each act of a text answers; an act is its words, maybe with one argument."""
    drafts = []
    for act in acts:
        words, *said = (act,) if isinstance(act, str) else act
        start = text.index(str(words))
        at = next((s.start, s.end) for s in sentences(text) if s.start <= start < s.end)
        arguments = ()
        if said:
            where = text.index(str(said[1]))
            arguments = (Argument(Property(said[0]), where, where + len(str(said[1]))),)
        drafts.append(
            Draft(Kind.INCIDENT, "air_strike", at, (start, start + len(str(words))), arguments)
        )
    if told is not None:
        drafts[-1] = drafts[-1]._replace(retaliation_for=told)
    return [d.retaliation_for for d in with_reprisals(drafts, text, REASONS)]


@pytest.mark.parametrize(
    ("text", "acts", "expected"),
    [
        ("Jets bombed a camp in retaliation for the ambush.", ("bombed", "ambush"), [1, None]),
        ("In response to the ambush, jets bombed a camp.", ("ambush", "bombed"), [None, 0]),
        ("An ambush killed two. Jets bombed a camp in response.", ("ambush", "bombed"), [None, 0]),
        ("Guards shot a boy. That attack prompted a raid.", ("shot", "raid"), [None, 0]),
        (
            "An ambush killed two. Days later jets bombed a camp.",
            ("ambush", "bombed"),
            [None, None],
        ),
    ],
)
def test_what_is_answered(text: str, acts: tuple[str, ...], expected: list[int | None]) -> None:
    assert answered(text, *acts) == expected


def test_words_that_name_an_earlier_act_are_enough() -> None:
    text = "A mine went off at Nahrin. A bus burned at Khost. Jets hit a camp: revenge for Nahrin."
    acts = ("mine", Property.PLACE, "Nahrin"), ("burned", Property.PLACE, "Khost"), "hit"
    assert answered(text, *acts) == [None, None, 0]


def test_the_word_of_the_model_counts_where_a_cue_stands() -> None:
    text = "A mine killed two. A bus burned at Khost. The police responded and shot a man."
    acts = ("mine", "burned", "shot")
    assert answered(text, *acts) == [None, None, None]
    assert answered(text, *acts, told=1) == [None, None, 1]
    assert answered(text.replace("responded", "came"), *acts, told=1) == [None, None, None]


def test_of_two_acts_one_answers_the_other() -> None:
    text = "The army shelled the town in response to rockets that fell in response to arrests."
    assert answered(text, "shelled", "rockets") == [1, None]
    assert answered(text, "shelled", "rockets", told=0) == [1, None]


def test_what_is_only_called_for_answers_nothing() -> None:
    text = "A mine killed two. The government sees no choice but to retaliate as attacks continue."
    assert answered(text, "mine", "attacks") == [None, None]
    assert answered(text, "mine", "attacks", told=0) == [None, None]

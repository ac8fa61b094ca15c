"""One verb may tell of two acts, each with its people and its place."""

from __future__ import annotations

import re

import pytest

from secondsource.extract.draft import Argument, Draft
from secondsource.extract.oneverb import each_act
from secondsource.model import Kind, Property

MARKED = re.compile(r"\[(\w+):([^\]]*)\]")


def marked(text: str, **more: object) -> tuple[str, Draft]:
    """A text without its marks, and the draft of the words marked: "[killed:two] in [place:A]"."""
    plain, arguments, trigger, at = "", [], (0, 0), 0
    for mark in MARKED.finditer(text):
        plain += text[at : mark.start()]
        span = (len(plain), len(plain) + len(mark[2]))
        plain += mark[2]
        at = mark.end()
        if mark[1] == "act":
            trigger = span
        else:
            arguments.append(Argument(Property(mark[1]), *span))
    plain += text[at:]
    return plain, Draft(
        Kind.INCIDENT, "massacre", (0, len(plain)), trigger, tuple(arguments), **more
    )


def told(text: str) -> list[list[str]]:
    plain, draft = marked(text)
    found = each_act([draft], (), plain)
    return [[plain[a.start : a.end] for a in act.arguments] for act in found]


def test_each_act_keeps_its_people_and_place_and_what_both_share() -> None:
    text = (
        "[perpetrator:Gunmen] [act:killed] [killed:nine people] in [place:Barani] and "
        "[killed:four] in [place:Koumbri] on [date:Monday], police said."
    )
    assert told(text) == [
        ["Gunmen", "nine people", "Barani", "Monday"],
        ["Gunmen", "four", "Koumbri", "Monday"],
    ]


def test_days_of_their_own_stay_apart() -> None:
    text = (
        "[killed:Two] were [act:shot dead] on [date:3 May] in [place:Apo] and "
        "[killed:one] on [date:5 May] in [place:Bor]."
    )
    assert told(text) == [["Two", "3 May", "Apo"], ["one", "5 May", "Bor"]]


def test_three_acts_are_three() -> None:
    text = (
        "They [act:murdered] [killed:two] in [place:Apo], [killed:six] in [place:Bor], "
        "and [killed:ten] in [place:Cue]."
    )
    assert [act[-1] for act in told(text)] == ["Apo", "Bor", "Cue"]


@pytest.mark.parametrize(
    "text",
    [
        "They [act:shelled] [target:a school] in [place:Apo] and [target:a mill] in [place:Bor].",
        "Jets [act:hit] it, killing [killed:two] in [place:Apo] and [killed:one] in [place:Bor].",
        "[killed:Nine] [act:died] in raids, including [killed:two] in [place:Apo] and "
        "[killed:one] in [place:Bor].",
        "They [act:shot] [killed:two] in [place:Apo] and [killed:one] in each of [place:Bor, Cue].",
        "They [act:killed] [killed:two] in [place:Apo] and [killed:one] in [place:Apo].",
        "They [act:killed] [killed:two] in [place:a market] and [killed:one] in [place:a bakery].",
        "They [act:killed] [killed:two] in [place:Apo], [place:Bor].",
    ],
)  # fmt: skip
def test_one_act_stays_one(text: str) -> None:
    assert len(told(text)) == 1


def test_another_act_with_words_of_its_own_is_no_second_part() -> None:
    plain, draft = marked(
        "They [act:killed] [killed:two] in [place:Apo] and wounded [injured:one] in [place:Bor]."
    )
    at = plain.index("wounded")
    other = Draft(Kind.INCIDENT, "armed_assault", draft.sentence, (at, at + 7))
    assert len(each_act([draft, other], (), plain)) == 2


def test_links_of_drafts_behind_point_to_the_same_drafts() -> None:
    plain, draft = marked(
        "They [act:killed] [killed:two] in [place:Apo] and [killed:one] in [place:Bor]."
    )
    later = draft._replace(sentence=(500, 501), trigger=(500, 501), arguments=(), same_as=0)
    answer = later._replace(sentence=(600, 601), same_as=None, retaliation_for=1)
    found = each_act([draft, later, answer], (), plain)
    assert [d.same_as for d in found] == [None, None, 0, None]
    assert found[3].retaliation_for == 2

"""Arguments are cut to the words that carry them."""

from __future__ import annotations

import pytest

from secondsource.extract.draft import Argument, Draft
from secondsource.extract.totals import without_spelt_out
from secondsource.extract.trim import trimmed
from secondsource.model import Kind, Property, Scope

EMPTY = frozenset({"the", "its", "of", "those"})


@pytest.mark.parametrize(
    ("text", "given", "kept"),
    [
        ("three one-way attack drones", "way attack drones", "one-way attack drones"),
        ("three one-way attack drones", "three one", "three one-way"),
        ("in St. Samuel, Minya", ". Samuel,", "Samuel"),
        ("Egypt's world-famous pyramids", "-", None),
        ("the U.S. struck", "U.S.", "U.S."),
        ("the group", "the", None),
        ("those of its own", "those", None),
        ("police 's men", "'s", None),
        ("the envoy and his guard", "the envoy and", "the envoy"),
        ("(Kafr Kana)", "(Kafr Kana)", "Kafr Kana"),
        ("men attempting to flee", "men attempting to", "men"),
    ],
)
def test_arguments_are_trimmed(text: str, given: str, kept: str | None) -> None:
    start = text.index(given)
    argument = Argument(Property.TARGET, start, start + len(given))
    draft = Draft(Kind.INCIDENT, "air_strike", (0, len(text)), (0, 1), (argument,))
    (found,) = trimmed([draft], text, EMPTY | {"s"})
    assert [text[a.start : a.end] for a in found.arguments] == ([kept] if kept else [])


def test_arguments_that_become_one_are_one() -> None:
    text = "three one-way drones"
    arguments = (Argument(Property.WEAPON, 6, 9), Argument(Property.WEAPON, 10, 13))
    draft = Draft(Kind.INCIDENT, "drone_strike", (0, len(text)), (0, 1), arguments)
    (found,) = trimmed([draft], text, EMPTY)
    assert [text[a.start : a.end] for a in found.arguments] == ["one-way"]


def test_an_incident_that_spells_out_a_total_is_left_out() -> None:
    text = "More than 160 attacks since October wounded 70 troops; a strike killed 3."
    total = Draft(
        Kind.TOTAL, None, (0, 50), None, (Argument(Property.COUNT, 0, 21),), origin="model"
    )
    same = Draft(Kind.INCIDENT, "other_violence", (0, 50), (14, 21))
    strike = Draft(Kind.INCIDENT, "air_strike", (0, 70), (text.index("strike"), 63), same_as=1)
    kept = without_spelt_out([total, same, strike])
    assert [d.trigger for d in kept] == [None, strike.trigger]


def test_the_number_of_a_name_is_no_count() -> None:
    text = "from Tu-22M3 bombers, 12 missiles"
    arguments = (
        Argument(Property.MUNITIONS, text.index("22M3"), text.index(" bombers")),
        Argument(Property.MUNITIONS, text.index("12"), len(text)),
    )
    draft = Draft(Kind.INCIDENT, "missile_strike", (0, len(text)), (0, 1), arguments)
    (found,) = trimmed([draft], text, EMPTY)
    assert [text[a.start : a.end] for a in found.arguments] == ["12 missiles"]


def test_since_when_is_not_when() -> None:
    text = "On Friday the first attack since March killed two."
    friday, march = text.index("Friday"), text.index("March")
    arguments = (
        Argument(Property.DATE, friday, friday + 6),
        Argument(Property.DATE, march, march + 5),
    )
    trigger = text.index("attack")
    draft = Draft(
        Kind.INCIDENT, "other_violence", (0, len(text)), (trigger, trigger + 6), arguments
    )
    (found,) = trimmed([draft], text, EMPTY)
    assert [text[a.start : a.end] for a in found.arguments] == ["Friday"]


def test_a_count_quotes_whole_words_and_never_an_article_alone() -> None:
    text = "killed an officer, Talib al-Saadi, on Friday"
    talib = text.index("Talib")
    arguments = (
        Argument(Property.KILLED, 7, 9),
        Argument(Property.KILLED, 7, 17),
        Argument(Property.KILLED, talib, text.index("Saadi")),
    )
    draft = Draft(Kind.INCIDENT, "assassination", (0, len(text)), (0, 6), arguments)
    (found,) = trimmed([draft], text, EMPTY)
    assert [text[a.start : a.end] for a in found.arguments] == ["an officer", "Talib al-Saadi"]


def test_a_total_keeps_its_count() -> None:
    text = "a 17th attack"
    draft = Draft(Kind.TOTAL, None, (0, len(text)), None, (Argument(Property.COUNT, 0, 1),))
    (found,) = trimmed([draft], text, EMPTY)
    assert [a.property for a in found.arguments] == [Property.COUNT]


def test_words_that_name_no_place_are_no_place() -> None:
    text = "in front of the bank, at several points in Lima"
    spans = [(3, 11), (25, 39), (43, 47)]
    arguments = tuple(Argument(Property.PLACE, *span) for span in spans)
    draft = Draft(Kind.INCIDENT, "bombing", (0, len(text)), (0, 1), arguments)
    (found,) = trimmed([draft], text, EMPTY | {"in", "at"})
    assert [text[a.start : a.end] for a in found.arguments] == ["Lima"]


@pytest.mark.parametrize(
    ("text", "given", "both"),
    [
        ("No casualties were reported", "No casualties", True),
        ("with no injuries, casualties or damage", "no injuries", True),
        ("without any casualties", "casualties", True),
        ("no injuries were reported", "no injuries", False),
        ("five casualties", "five casualties", False),
    ],
)
def test_no_casualties_is_said_of_the_killed_too(text: str, given: str, both: bool) -> None:
    start = text.index(given)
    argument = Argument(Property.INJURED, start, start + len(given))
    draft = Draft(Kind.INCIDENT, "shelling", (0, len(text)), (0, 1), (argument,))
    (found,) = trimmed([draft], text, EMPTY)
    assert (Property.KILLED in {a.property for a in found.arguments}) is both


@pytest.mark.parametrize(("score", "scope", "kept"), [(0.5, "partial", 0), (0.7, "partial", 1)])
def test_a_doubtful_share_of_the_victims_is_left_out(score: float, scope: str, kept: int) -> None:
    argument = Argument(Property.KILLED, 0, 8, score, scope=Scope(scope))
    draft = Draft(Kind.INCIDENT, "shelling", (0, 20), (0, 1), (argument,))
    (found,) = trimmed([draft], "nine men among dead.", EMPTY)
    assert len(found.arguments) == kept


@pytest.mark.parametrize(
    ("quote", "scope", "kept"),
    [
        ("-year-old", "perpetrators", 0),
        ("year-old", "perpetrators", 0),
        ("-year-old guard", "perpetrators", 1),
        ("-year-old", "total", 1),
    ],
)
def test_attackers_are_not_counted_by_the_end_of_a_word(quote: str, scope: str, kept: int) -> None:
    text = "charged a 19-year-old guard with the death"
    start = text.index(quote)
    argument = Argument(Property.KILLED, start, start + len(quote), scope=Scope(scope))
    draft = Draft(Kind.INCIDENT, "armed_assault", (0, len(text)), (0, 7), (argument,))
    (found,) = trimmed([draft], text, EMPTY)
    assert len(found.arguments) == kept


@pytest.mark.parametrize(
    ("text", "count", "kept"),
    [
        ("There were about 60 people in the shelter when it was hit.", "about 60 people", False),
        ("There were 60 dead in the shelter.", "60 dead", True),
        ("About 60 people in the shelter were killed.", "About 60 people", True),
        ("Image 2 of 8 A child was shot.", "2 of 8", False),
        ("The blast killed 2 of 8 guards.", "2 of 8 guards", True),
    ],
)
def test_who_is_present_and_what_numbers_a_picture_is_no_toll(
    text: str, count: str, kept: bool
) -> None:
    at = text.index(count)
    toll = Argument(Property.KILLED, at, at + len(count))
    draft = Draft(Kind.INCIDENT, "other_violence", (0, len(text)), (0, 1), (toll,))
    (found,) = trimmed([draft], text, EMPTY)
    assert bool(found.arguments) is kept

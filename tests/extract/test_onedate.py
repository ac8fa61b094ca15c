"""Each event takes the date that stands with it, and none of what else the sentence tells."""

from __future__ import annotations

import pytest

from secondsource.extract.draft import Argument, Draft
from secondsource.extract.onedate import one_day, told_days
from secondsource.model import Kind, Property
from secondsource.resolve.dates import tag_dates
from telling import report

Read = tuple[str, str, float]  # words, origin, score


def dates(text: str, trigger: str, *said: Read, others: tuple[str, ...] = ()) -> list[str]:
    """The words of the dates that a draft keeps, among drafts of other events."""
    source = report("r", text, published="2024-03-06")

    def draft(word: str, *arguments: Argument) -> Draft:
        start = text.index(word)
        span = (start, start + len(word))
        return Draft(Kind.INCIDENT, "armed_assault", (0, len(text)), span, arguments)

    arguments = tuple(
        Argument(Property.DATE, text.index(words), text.index(words) + len(words), score, origin)
        for words, origin, score in said
    )
    drafts = [draft(trigger, *arguments), *(draft(word) for word in others)]
    settled = one_day(drafts, tag_dates(source), text)[0]
    return [text[a.start : a.end] for a in settled.arguments if a.property is Property.DATE]


@pytest.mark.parametrize(
    ("text", "trigger", "said", "kept"),
    [
        (
            "The ship sank on March 2 after a missile hit it on Feb. 18.",
            "hit",
            [("March 2", "model", 0.8), ("Feb. 18", "model", 0.9)],
            ["Feb. 18"],
        ),
        (
            "A drone hit a car on Wednesday, killing a man tied to a raid of last month.",
            "hit",
            [("Wednesday", "model", 0.9), ("last month", "rules", 0.95)],
            ["Wednesday"],
        ),
        (
            "Drones hit a barracks at 10 p.m. on Tuesday, March 5.",
            "hit",
            [("10 p.m.", "model", 0.9), ("Tuesday, March 5", "model", 0.8)],
            ["10 p.m.", "Tuesday, March 5"],
        ),
        (
            "Mourners gathered on Saturday, a day after gunmen ambushed a bus.",
            "ambushed",
            [("Saturday", "model", 0.9)],
            ["a day after"],
        ),
        (
            "It came days after rebels struck the base on January 28.",
            "struck",
            [("January 28", "model", 0.9)],
            ["January 28"],
        ),
        (
            "Raids have killed 170 since Sunday, when rebels slaughtered villagers.",
            "slaughtered",
            [],
            ["Sunday"],
        ),
        ("Friday's deadly drone strike drew protests.", "drone strike", [], ["Friday"]),
        ("It follows raids in Sirte over the past weekend.", "raids", [], ["the past weekend"]),
        ("Police said on Monday two bombs exploded.", "exploded", [], []),
        ("The army announced Friday that it shelled Bria.", "shelled", [], []),
        ("Rebels attacked Bria, the governor said on Monday.", "attacked", [], []),
        ("Rebels attacked Bria. Talks begin on Monday.", "attacked", [], []),
        ("It is calm, he said. On Monday bombs exploded.", "exploded", [], ["Monday"]),
    ],
)
def test_an_event_takes_the_date_that_stands_with_it(
    text: str, trigger: str, said: list[Read], kept: list[str]
) -> None:
    assert dates(text, trigger, *said) == kept


def test_a_date_between_two_events_goes_to_the_first_behind_it() -> None:
    text = "On Friday gunmen stormed a post and burned it."
    assert dates(text, "stormed", others=("burned",)) == ["Friday"]
    assert dates(text, "burned", others=("stormed",)) == []


def test_an_hour_contradicts_no_day() -> None:
    text = "The missile of October 17 landed in Ganja at about 1 a.m."
    said = (("October 17", "model", 0.9), ("about 1 a.m.", "model", 0.95))
    assert dates(text, "landed", *said) == ["October 17", "about 1 a.m."]


def test_the_date_of_an_owned_event_is_not_that_of_a_later_one() -> None:
    text = "It tied no one to Friday's attack, but killed 30 people in raids."
    said = (("Friday", "model", 0.9),)
    assert dates(text, "raids", *said, others=("attack",)) == []
    assert dates(text, "attack", *said, others=("raids",)) == ["Friday"]


def test_a_date_in_the_words_of_an_event_is_its_own() -> None:
    text = "The abuses began the morning after the attack of June 13."
    assert dates(text, "attack of June 13", ("June 13", "model", 0.9)) == ["June 13"]


@pytest.mark.parametrize(
    ("behind", "kept"),
    [
        ("The incident happened on Monday evening.", ["Monday evening"]),
        ("It was the second round of air strikes Tuesday.", ["Tuesday"]),
        ("The latest attack took place on Sunday.", ["Sunday"]),
        ("It was the second since Monday.", []),
        ("It was claimed by the group on Monday.", []),
        ("The minister said on Monday it was a crime.", []),
        ("The road opened on Monday.", []),
        ("It was the third strike this month.", []),
    ],
)
def test_the_next_sentence_may_tell_the_day(behind: str, kept: list[str]) -> None:
    first = "Gunmen fired on a post near Bria."
    text = f"{first} {behind}"
    draft = Draft(Kind.INCIDENT, "armed_assault", (0, len(first)), (7, 15))
    source = report("r", text, published="2024-03-06")
    (dated,) = told_days([draft], tag_dates(source), text)
    assert [text[a.start : a.end] for a in dated.arguments] == kept


@pytest.mark.parametrize(
    ("text", "trigger", "kept"),
    [
        ("Police said on Monday that two bombs exploded in Quetta.", "exploded", ["Monday"]),
        ("A spokesman told Reuters on Monday that a mine killed two.", "killed", ["Monday"]),
        ("Two bombs exploded in Quetta, police said on Monday.", "exploded", []),
        ("Rebels have attacked Bria. Talks begin on Monday.", "attacked", []),
    ],
)
def test_an_undated_account_at_the_head_is_news_of_the_day_it_is_told(
    text: str, trigger: str, kept: list[str]
) -> None:
    source = report("r", text, published="2024-03-06")
    start = text.index(trigger)
    span = (start, start + len(trigger))
    draft = Draft(Kind.INCIDENT, "armed_assault", (0, len(text)), span)
    dated = draft._replace(arguments=(Argument(Property.DATE, 0, 4),), same_as=0)
    (alone,) = told_days([draft], tag_dates(source), text)
    assert [text[a.start : a.end] for a in alone.arguments] == kept
    assert told_days([draft, dated], tag_dates(source), text)[0] == draft


LOG = "Incidents in the district\n\n"


@pytest.mark.parametrize(
    ("entry", "trigger", "kept"),
    [
        ("* 22 Feb, Baraka (lake shore). Night raid by rebels, six dead.", "raid", ["22 Feb"]),
        (
            "3. Monday 26 February. Column of 80. Troops torched Paleto.",
            "torched",
            ["Monday 26 February"],
        ),
        ("2 March – Three mine workers are killed near Nairi.", "killed", ["2 March"]),
        ("**February.** The depot burns. A drone explodes over a pier.", "explodes", ["February"]),
        ("On 22 February, talks began. A bomb exploded in Quetta.", "exploded", []),
        ("22 Feb, Baraka. Calm. On 24 Feb troops torched Paleto.", "torched", []),
        ("22 February saw no fighting. A bomb exploded in Quetta.", "exploded", []),
        ("Yesterday: a bomb exploded in Quetta.", "exploded", ["Yesterday"]),
    ],
)
def test_an_undated_account_takes_the_day_at_the_head_of_its_entry(
    entry: str, trigger: str, kept: list[str]
) -> None:
    text = LOG + entry
    source = report("r", text, published="2024-03-06")
    start = text.index(trigger)
    draft = Draft(Kind.INCIDENT, "armed_assault", (len(LOG), len(text)), (start, start + 5))
    (dated,) = told_days([draft], tag_dates(source), text)
    assert [text[a.start : a.end] for a in dated.arguments] == kept


def test_the_first_line_of_a_report_heads_no_entry() -> None:
    text = "22 Feb, Baraka. Night raid by rebels."
    draft = Draft(Kind.INCIDENT, "armed_assault", (16, len(text)), (22, 26))
    mentions = tag_dates(report("r", text, published="2024-03-06"))
    assert told_days([draft], mentions, text) == (draft,)


@pytest.mark.parametrize(
    ("first", "kept"),
    [
        ("On March 3 mines went off in Gao and Menaka.", ["March 3"]),
        ("On March 3 and March 4 mines went off in Gao and Menaka.", []),
        ("Mines went off in Gao and Menaka, the army said on March 3.", []),
    ],
)
def test_the_latter_of_two_has_the_day_of_both(first: str, kept: list[str]) -> None:
    text = f"{first} In the latter two herders were killed."
    start = text.index("killed")
    sentence = (len(first) + 1, len(text))
    draft = Draft(Kind.INCIDENT, "landmine", sentence, (start, start + 6), ())
    found = told_days([draft], tag_dates(report("r", text, published="2024-03-06")), text)[0]
    assert [text[a.start : a.end] for a in found.arguments] == kept

"""Event to place: names weighed, the finer half of a stated place, and carrying."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib import resources

import pytest

from secondsource.model import Claim, Kind, Mention, Place, Property, Report, Statement
from secondsource.resolve import open_actors, tag_report
from secondsource.resolve.gazetteer import Gazetteer, open_gazetteer
from secondsource.resolve.places import tag_places
from secondsource.resolve.placing import place_of
from secondsource.resolve.placing_carried import carry_places
from secondsource.resolve.placing_claims import settle_places
from secondsource.resolve.placing_events import chances, line_of, place_of_event


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return open_gazetteer()


def chosen(text: str, gazetteer: Gazetteer) -> str | None:
    """The name where the event in brackets was."""
    start, end = text.index("["), text.index("]") - 1
    plain = text.replace("[", "").replace("]", "")
    mentions = tag_places(Report("r", plain, "", ""), gazetteer, ())
    line = line_of(plain, 0, len(plain), (start, end), mentions)
    found = place_of_event(line)
    return None if found is None else line.names[found].quote


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Gunmen [killed] four farmers in Katsina on Sunday.", "Katsina"),
        ("A bomb [exploded] in Quetta, officials in Islamabad said.", "Quetta"),
        ("Officials in Kabul said a mine [killed] six people near Kunduz.", "Kunduz"),
        ("In Mosul, three men were [shot] dead by gunmen.", "Mosul"),
        ("Rebels [attacked] a convoy in Goma, killing two.", "Goma"),
        ("Police [arrested] two men on Monday.", None),
    ],
)
def test_an_event_is_where_its_words_put_it(
    text: str, name: str | None, gazetteer: Gazetteer
) -> None:
    assert chosen(text, gazetteer) == name


def test_chances_are_shares_of_one(gazetteer: Gazetteer) -> None:
    text = "Shells from Gaza hit Sderot and Ashkelon."
    mentions = tag_places(Report("r", text, "", ""), gazetteer, ())
    found = chances(line_of(text, 0, len(text), (17, 20), mentions))
    assert len(found.at) == len(mentions) == 3
    assert sum(found.at) + found.nowhere == pytest.approx(1.0)


def test_the_weights_hold_no_sentence() -> None:
    file = resources.files("secondsource") / "data" / "event_places.json"
    assert max(len(sign.split()) for sign in json.loads(file.read_text("utf-8"))) <= 3


def claim(report: Report, name: str, sentence: str, trigger: str, *places: str) -> Claim:
    """A claim of one sentence with the places that a reader found in it."""
    at = report.text.index(sentence)
    words = [report.text.index(p, at) for p in places]
    statements = tuple(
        Statement(f"{name}{n}", name, Property.PLACE, None, report.evidence(start, start + len(p)))
        for n, (start, p) in enumerate(zip(words, places, strict=True))
    )
    mark = report.text.index(trigger, at)
    return Claim(
        name, name, "r", Kind.INCIDENT, "armed_assault", report.evidence(at, at + len(sentence)),
        report.evidence(mark, mark + len(trigger)), statements,
    )  # fmt: skip


def read(text: str, gazetteer: Gazetteer) -> tuple[Report, tuple[Mention, ...]]:
    report = Report("r", text, "", "")
    return report, tag_places(report, gazetteer, ())


def said(one: Claim) -> list[tuple[str, str]]:
    return [(s.evidence.quote, s.origin) for s in one.said(Property.PLACE)]


def test_the_finer_half_of_a_stated_place_is_added(gazetteer: Gazetteer) -> None:
    text = "A drone hit Harir in northern Iraq on Friday."
    report, mentions = read(text, gazetteer)
    found = settle_places([claim(report, "c", text, "hit", "Iraq")], report, mentions)
    assert said(found[0]) == [("Iraq", "rules"), ("Harir", "rules")]
    assert said(settle_places(found, report, mentions)[0]) == said(found[0])


def test_the_finer_half_may_lie_in_the_countryside_of_the_other() -> None:
    text = "A drone hit Harir in the countryside of Erbil province on Friday."
    assert ("Harir", "rules") in said(settled(text, "hit", "the countryside of Erbil province"))
    text = "A drone hit Harir in revenge for raids on Erbil province on Friday."
    assert ("Harir", "rules") not in said(settled(text, "hit", "Erbil province"))


def test_a_place_that_the_reader_passed_over_is_carried(gazetteer: Gazetteer) -> None:
    text = "Gunmen killed four farmers in Katsina on Sunday."
    report, mentions = read(text, gazetteer)
    found = settle_places([claim(report, "c", text, "killed")], report, mentions)
    assert said(found[0]) == [("Katsina", "carried")]


def settled(text: str, trigger: str, *places: str, target: str = "", kind: str = "") -> Claim:
    """The claim of a sentence with its places settled."""
    report, mentions = read(text, open_gazetteer())
    one = claim(report, "c", text, trigger, *places)
    if target:
        at = text.index(target)
        words = report.evidence(at, at + len(target))
        hit = Statement("t", "c", Property.TARGET, None, words)
        one = replace(one, statements=(*one.statements, hit))
    return settle_places([replace(one, event_type=kind or one.event_type)], report, mentions)[0]


def test_a_base_that_was_the_target_is_where_it_was() -> None:
    text = "A drone hit the Al-Tanf garrison late on Friday, far from towns in Syria."
    assert ("Al-Tanf garrison", "carried") in said(
        settled(text, "hit", "Syria", target="Al-Tanf garrison")
    )
    text = "A drone hit the Al-Tanf garrison, near Palmyra."
    assert said(settled(text, "hit", "Palmyra", target="Al-Tanf garrison")) == [
        ("Palmyra", "rules")
    ]


@pytest.mark.parametrize(
    "text",
    ["A fuel lorry was shelled at dawn, says Moscow.",
     "A fuel lorry was shelled at dawn, the defence ministry in Moscow said."],
)  # fmt: skip
def test_where_somebody_speaks_is_not_where_it_was(text: str, gazetteer: Gazetteer) -> None:
    report = Report("r", text, "", "")
    mentions = tag_report(report, gazetteer, open_actors())
    [told] = settle_places([claim(report, "c", text, "shelled")], report, mentions)
    assert not told.said(Property.PLACE)


def test_a_site_that_was_the_target_is_where_it_was() -> None:
    text = "Protesters attacked the embassy on Friday."
    assert said(settled(text, "attacked", target="the embassy")) == [("the embassy", "carried")]
    text = "Gunmen attacked bases used by mercenaries on Friday."
    assert said(settled(text, "attacked", target="bases used by mercenaries")) == [
        ("bases", "carried")
    ]
    assert said(settled("Gunmen attacked two farmers.", "attacked", target="two farmers")) == []


def test_a_target_told_as_the_same_base_is_where_it_was_beside_a_wider_place() -> None:
    text = "The same base, which is west of Baghdad, was attacked on Friday."
    found = settled(text, "attacked", "west of Baghdad", target="The same base")
    assert ("The same base", "carried") in said(found)


def test_the_latter_is_a_place(gazetteer: Gazetteer) -> None:
    text = "Shells fell in Kutum and in Nyala. In the latter, two men were killed."
    report, mentions = read(text, gazetteer)
    one = claim(report, "c", "In the latter, two men were killed.", "killed")
    (found,) = settle_places([one], report, mentions)
    assert said(found) == [("the latter", "carried")]
    words = found.said(Property.PLACE)[0].evidence
    assert place_of(words, found, report, mentions, gazetteer).name == "Nyala"


def test_a_country_that_is_part_of_a_party_is_not_where_it_was() -> None:
    text = "Jets struck Iran-linked groups in Iraq and Syria."
    assert ("Iran", "carried") not in said(settled(text, "struck"))


def test_a_capitalised_name_that_stands_as_a_place_may_be_where_it_was(
    gazetteer: Gazetteer,
) -> None:
    text = "Troops patrolled the Zorvak market."
    line = line_of(text, 0, len(text), (7, 16), read(text, gazetteer)[1])
    assert [name.quote for name in line.names] == ["Zorvak"]
    text = "Troops praised Zorvak loudly."
    assert not line_of(text, 0, len(text), (7, 14), read(text, gazetteer)[1]).names


def test_names_of_one_list_stand_together(gazetteer: Gazetteer) -> None:
    text = "Jets bombed Kutum, Nyala and Zalingei, then flew to Khartoum."
    line = line_of(text, 0, len(text), (5, 11), read(text, gazetteer)[1])
    assert line.listed(1) == [0, 1, 2]
    assert line.listed(3) == [3]


def test_countries_side_by_side_are_a_statement_each() -> None:
    found = settled("Jets bombed depots in Iraq and Syria.", "bombed", "Iraq and Syria")
    assert said(found) == [("Iraq", "rules"), ("Syria", "rules")]
    found = settled("Jets bombed depots between Mosul and Erbil.", "bombed", "Mosul and Erbil")
    assert said(found) == [("Mosul and Erbil", "rules")]


def test_words_that_stop_before_their_name_take_it() -> None:
    found = settled("Gunmen shot two men in the town of Kutum.", "shot", "the town of")
    assert said(found) == [("the town of Kutum", "rules")]


def test_what_a_drone_took_off_from_is_not_where_it_struck() -> None:
    text = "Drones that took off from Nyala struck a market in Kutum."
    found = settled(text, "struck", "Nyala", "Kutum", kind="drone_strike")
    assert said(found) == [("Kutum", "rules")]
    assert [s.evidence.quote for s in found.said(Property.LAUNCHED_FROM)] == ["Nyala"]
    text = "A bomb brought down a jet that took off from Nyala."
    assert said(settled(text, "bomb", "Nyala", kind="bombing")) == [("Nyala", "rules")]


@pytest.mark.parametrize(
    ("text", "trigger", "places", "found"),
    [
        (
            "A mine killed two herders near Kutum; three were flown to a hospital in Nyala.",
            "killed", ["Kutum", "Nyala"], [("Kutum", "rules")],
        ),
        (
            "The men shot in Kutum are being treated at Nyala and El Fasher hospitals.",
            "shot", ["Kutum", "Nyala", "El Fasher"], [("Kutum", "rules")],
        ),
        (
            "Two boys hit by shells were taken to Nasser Hospital in Khan Younis.",
            "shells", ["Nasser Hospital in Khan Younis"], [],
        ),
        (
            "Shells fell on a hospital in Nyala where herders were treated.",
            "fell", ["Nyala"], [("Nyala", "rules")],
        ),
    ],
)  # fmt: skip
def test_where_the_wounded_were_treated_is_not_where_it_was(
    text: str, trigger: str, places: list[str], found: list[tuple[str, str]]
) -> None:
    assert said(settled(text, trigger, *places)) == found


def carried(report: Report, mentions: tuple[Mention, ...], *claims: Claim) -> list[Claim]:
    """The claims with values and with what is carried to them."""
    gazetteer = open_gazetteer()
    valued = [
        replace(
            c,
            statements=tuple(
                replace(s, value=place_of(s.evidence, c, report, mentions, gazetteer))
                for s in c.statements
            ),
        )
        for c in claims
    ]
    return list(carry_places(valued, report, mentions, gazetteer))


def test_a_heading_carries_a_country_only_where_it_is_the_heading(gazetteer: Gazetteer) -> None:
    for heading, expected in (("Sudan", ["Sudan"]), ("War returns to Sudan", [])):
        text = f"{heading}:\n- On Sunday a column was shelled for an hour.\n- It rained.\n"
        report, mentions = read(text, gazetteer)
        one = claim(report, "c", "On Sunday a column was shelled for an hour.", "shelled")
        (found,) = carried(report, mentions, one)
        assert [words for words, _ in said(found)] == expected


def test_a_line_of_places_sets_the_scene(gazetteer: Gazetteer) -> None:
    text = "Incident 12, Musayib, Babil province, Iraq. On Sunday it was shelled for an hour."
    report, mentions = read(text, gazetteer)
    sentence = "On Sunday it was shelled for an hour."
    [found] = carried(report, mentions, claim(report, "c", sentence, "shelled"))
    [statement] = found.said(Property.PLACE)
    place = statement.value
    assert isinstance(place, Place) and place.country == "IQ" and place.precision == 2
    assert (statement.evidence.quote, statement.origin) == ("Musayib", "carried")
    assert place.radius_km is not None and place.radius_km >= 10


def test_nothing_is_carried_from_another_event_or_from_two_places(gazetteer: Gazetteer) -> None:
    text = "Shells hit Kharkiv on Friday. Two men were shot later that day."
    report, mentions = read(text, gazetteer)
    first = claim(report, "a", "Shells hit Kharkiv on Friday.", "hit", "Kharkiv")
    second = claim(report, "b", "Two men were shot later that day.", "shot")
    assert not carried(report, mentions, first, second)[1].statements
    text = "Homs and Aleppo are cities of Syria. Two men were shot on Friday."
    report, mentions = read(text, gazetteer)
    sentence = "Two men were shot on Friday."
    assert not carried(report, mentions, claim(report, "c", sentence, "shot"))[0].statements


def test_a_dateline_is_where_the_reporter_is(gazetteer: Gazetteer) -> None:
    text = "NAIROBI, Jan 5 (Agency) - A base was overrun. Nine men were killed."
    report, mentions = read(text, gazetteer)
    sentence = "Nine men were killed."
    assert not carried(report, mentions, claim(report, "c", sentence, "killed"))[0].statements

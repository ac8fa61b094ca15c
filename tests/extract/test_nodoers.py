"""Doers that the words give as a victim, a weapon or a place are no doers."""

from __future__ import annotations

import pytest

from secondsource.extract.draft import Argument, Draft
from secondsource.extract.nodoers import without_false_doers
from secondsource.model import Actor, ActorKind, Kind, Layer, Mention, Property

ISRAEL = Actor("actor:il-military", "Israel Defense Forces (IDF)", ActorKind.STATE_FORCES, "IL")


@pytest.mark.parametrize(
    ("text", "doers", "expected"),
    [
        ("a vote held after Soto's killing.", ["Soto"], ["victim"]),
        ("a vote held after the Soto killing in March", ["Soto"], ["victim"]),
        ("rebels killing in March", ["rebels"], ["perpetrator"]),
        ("Soto killing five men", ["Soto"], ["perpetrator"]),
        ("after the Israeli killing in Beirut", ["Israeli"], ["perpetrator"]),
        ("An AC-130J Ghostrider gunship fired", ["AC-130J"], ["weapon"]),
        ("An Su-25 jet fired on them", ["An Su-25"], ["weapon"]),
        ("M23 tanks fired", ["M23"], ["perpetrator"]),
        ("M23 fired on the town", ["M23"], ["perpetrator"]),
        ("US troops in Iraq fired", ["US troops", "Iraq"], ["perpetrator"]),
        ("shots in Iraq", ["Iraq"], ["perpetrator"]),
        ("troops, and in Mali rebels", ["troops", "Mali rebels"], ["perpetrator"] * 2),
    ],
)
def test_a_doer_is_what_its_words_make_of_it(
    text: str, doers: list[str], expected: list[str]
) -> None:
    said = tuple(
        Argument(Property.PERPETRATOR, text.index(d), text.index(d) + len(d)) for d in doers
    )
    draft = Draft(Kind.INCIDENT, "armed_assault", (0, len(text)), (0, 1), said)
    at = text.find("Israeli")
    known = [Mention(Layer.ACTORS, at, at + 7, "Israeli", ISRAEL)] if at >= 0 else []
    (found,) = without_false_doers([draft], text, known)
    assert [a.property.value for a in found.arguments] == expected


def test_who_does_the_next_act_is_no_second_doer_of_the_one_before() -> None:
    text = "groups attacking the embassy and troops killed two"
    doers = [("groups", 0), ("troops", text.index("troops"))]
    said = tuple(Argument(Property.PERPETRATOR, at, at + len(who)) for who, at in doers)
    killed = text.index("killed")
    first = Draft(Kind.INCIDENT, "other_violence", (0, len(text)), (7, 16), said)
    second = first._replace(trigger=(killed, killed + 6), arguments=said[1:])
    found = without_false_doers([first, second], text, [])
    assert [a.start for a in found[0].arguments] == [0]
    assert [a.start for a in found[1].arguments] == [doers[1][1]]

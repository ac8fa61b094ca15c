"""Place names in context: which are places, which place they mean, what the words leave open."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from secondsource.distance import distance_km
from secondsource.model import Claim, Kind, Place, Property, Report, Statement
from secondsource.resolve import open_actors, tag_report
from secondsource.resolve.gazetteer import Gazetteer, open_gazetteer
from secondsource.resolve.places import place_of, tag_places

CASES: dict[str, list[Any]] = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "places.toml").read_text("utf-8")
)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return open_gazetteer()


def report(text: str) -> Report:
    return Report("r", text, "", "")


def unmarked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """A text without its brackets, and where the bracketed words stand."""
    plain, spans, start = "", [], 0
    for piece in re.split(r"([\[\]])", text):
        if piece == "[":
            start = len(plain)
        elif piece == "]":
            spans.append((start, len(plain)))
        else:
            plain += piece
    return plain, spans


def resolved(text: str, gazetteer: Gazetteer) -> Place:
    """The place of a statement whose words are the bracketed ones."""
    plain, [(start, end)] = unmarked(text)
    read = report(plain)
    words = read.evidence(start, end)
    statement = Statement("s", "c", Property.PLACE, None, words)
    whole = read.evidence(0, len(plain))
    claim = Claim("c", "c", "r", Kind.INCIDENT, "other_violence", whole, None, (statement,))
    return place_of(words, claim, read, tag_places(read, gazetteer, ()), gazetteer)


@pytest.mark.parametrize(
    ("name", "country", "lat", "lon"), CASES["spellings"], ids=lambda v: str(v)
)
def test_spellings_of_one_name_find_one_place(
    name: str, country: str, lat: float, lon: float, gazetteer: Gazetteer
) -> None:
    spots = [s for s in gazetteer.named(name) if s.country == country]
    spots += gazetteer.sounding(name, [country])
    near = [s for s in spots if s.lat and distance_km((s.lat, s.lon or 0), (lat, lon)) < 35]
    assert near, [(s.name, s.kind, s.lat, s.lon) for s in spots]


@pytest.mark.parametrize(("text", "countries"), CASES["texts"], ids=lambda v: str(v)[:60])
def test_every_place_name_is_tagged_with_its_country(
    text: str, countries: str, gazetteer: Gazetteer
) -> None:
    plain, spans = unmarked(text)
    mentions = tag_places(report(plain), gazetteer, ())
    assert [m.quote for m in mentions] == [plain[a:b] for a, b in spans]
    found = [
        "-" if m.value is None else (m.value.country or "*") if isinstance(m.value, Place) else "?"
        for m in mentions
    ]
    assert found == countries.split()


@pytest.mark.parametrize("text", CASES["none"])
def test_other_names_are_not_places(text: str, gazetteer: Gazetteer) -> None:
    assert [m.quote for m in tag_places(report(text), gazetteer, ())] == []


@pytest.mark.parametrize(
    ("text", "country", "lat", "lon", "km", "precision"), CASES["placed"], ids=lambda v: str(v)[:60]
)
def test_words_of_a_statement_stand_for_a_place(
    text: str,
    country: str,
    lat: float,
    lon: float,
    km: float,
    precision: int,
    gazetteer: Gazetteer,
) -> None:
    place = resolved(text, gazetteer)
    assert (place.country or "") == country, place
    assert place.lat is not None and place.lon is not None, place
    assert distance_km((place.lat, place.lon), (lat, lon)) <= km, place
    assert place.precision == precision, place


def test_unknown_words_stay_unknown(gazetteer: Gazetteer) -> None:
    place = resolved("Gunmen opened fire at [a wedding hall].", gazetteer)
    assert place == Place(None, "a wedding hall")


def test_an_unknown_place_lies_where_the_claim_puts_it(gazetteer: Gazetteer) -> None:
    read = report("Bombs hit the Zurqoba market in Kunduz, Afghanistan.")
    market, town = read.evidence(10, 28), read.evidence(32, 38)
    statements = tuple(
        Statement(str(n), "c", Property.PLACE, None, words)
        for n, words in enumerate((market, town))
    )
    whole = read.evidence(0, len(read.text))
    claim = Claim("c", "c", "r", Kind.INCIDENT, "bombing", whole, None, statements)
    place = place_of(market, claim, read, tag_places(read, gazetteer, ()), gazetteer)
    assert (place.id, place.country) == (None, "AF")
    assert place.precision is not None and place.precision >= 2


def test_a_name_spelt_otherwise_is_not_that_of_a_far_town(gazetteer: Gazetteer) -> None:
    far = resolved("Police in Srinagar, India, say marchers died. [Barakpor] is shut.", gazetteer)
    assert (far.lat, far.country) == (None, "IN")
    near = resolved("Police in Kolkata, India, say marchers died. [Barakpor] is shut.", gazetteer)
    assert near.id == "geonames:1277100"


def test_a_town_far_from_all_countries_that_a_report_names_is_not_meant(
    gazetteer: Gazetteer,
) -> None:
    said = "In Mali and Niger, raiders crossed from Burkina Faso. Monks fled [Borgo] near Mopti."
    assert resolved(said, gazetteer).country != "FR"
    ward = "Police in Niger and Mali, and in Niamey, said the dead lay at [Madina Hospital]."
    assert resolved(ward, gazetteer).country != "SA"
    far = "Police in Riyadh, Saudi Arabia, said the dead lay at [Madina Hospital]."
    assert resolved(far, gazetteer).country == "SA"


def test_a_capital_that_speaks_is_not_the_town_spoken_of(gazetteer: Gazetteer) -> None:
    text = "Shells fell on Goma in Congo, and Kigali denied it. A convoy was hit outside the town."
    read = report(text)
    words = read.evidence(text.index("outside"), text.index("outside") + len("outside the town"))
    statement = Statement("s", "c", Property.PLACE, None, words)
    whole = read.evidence(0, len(text))
    claim = Claim("c", "c", "r", Kind.INCIDENT, "other_violence", whole, None, (statement,))
    mentions = tag_report(read, gazetteer, open_actors())
    assert place_of(words, claim, read, mentions, gazetteer).country == "CD"


def test_a_village_not_named_before_is_none_of_those_named(gazetteer: Gazetteer) -> None:
    place = resolved("Islamabad and Quetta are calm. Mortars hit [a border village].", gazetteer)
    assert place.id is None


def test_the_people_before_a_town_say_which_namesake_it_is(gazetteer: Gazetteer) -> None:
    said = "Jets struck the Lebanese city of [Tripoli], said the army of Libya in Benghazi."
    assert resolved(said, gazetteer).country == "LB"
    assert resolved("He fled to the Israeli town of [Nablus].", gazetteer).country == "PS"


@pytest.mark.parametrize(
    "text",
    [
        "A bomb went off in Lima on Calle Tarata. The dead of [Tarata] were buried.",
        "A bomb went off in Lima on [Calle Tarata].",
        "Two cars blew up in Lima, one at [Barrios Zorvak].",
    ],
)
def test_a_street_lies_in_the_town_spoken_of(text: str, gazetteer: Gazetteer) -> None:
    place = resolved(text, gazetteer)
    assert place.id is None and place.admin1 != "Tacna"
    assert place.lat is None or place.admin1 == "Municipalidad Metropolitana de Lima"


def test_an_unknown_village_lies_in_the_region_of_all_places_that_the_report_names(
    gazetteer: Gazetteer,
) -> None:
    told = (
        "Police in Srinagar and Anantnag, in India, say seven marchers died. [Zorvakpora] is shut."
    )
    place = resolved(told, gazetteer)
    assert (place.name, place.id, place.precision) == ("Zorvakpora", None, 4)
    assert place.admin1 == "Indian-administered Kashmir"
    alone = resolved(told.replace(" and Anantnag", ""), gazetteer)
    assert (alone.lat, alone.country) == (None, "IN")
    for other in ("There [some men] are", "The [Iraqi mission] is"):
        assert resolved(told.replace("[Zorvakpora] is", other), gazetteer).lat is None


def test_an_unknown_site_is_in_the_country_where_its_sentence_is(gazetteer: Gazetteer) -> None:
    told = "The U.S. bombed depots in Syria after a drone of Iran hit [a barrack] of the force."
    assert resolved(told, gazetteer) == Place(None, "a barrack", country="SY")
    told = "The U.S. bombed depots in Syria and in Iraq after a drone hit [a barrack]."
    assert resolved(told, gazetteer) == Place(None, "a barrack")


def test_what_stands_beside_words_in_a_list_does_not_hold_them(gazetteer: Gazetteer) -> None:
    read = report("Police raided flats in the Sinai Peninsula and the Zorvak area of Egypt.")
    first, second = read.evidence(23, 42), read.evidence(47, 62)
    told = tuple(Statement(w.quote, "c", Property.PLACE, None, w) for w in (first, second))
    whole = read.evidence(0, len(read.text))
    claim = Claim("c", "c", "r", Kind.INCIDENT, "arrest", whole, None, told)
    place = place_of(second, claim, read, tag_places(read, gazetteer, ()), gazetteer)
    assert place.lat != 29.5


def test_a_direction_before_a_name_may_be_no_part_of_it(gazetteer: Gazetteer) -> None:
    place = resolved("Shells fell on Tyre, Lebanon. Nine died: [Upper Nabatiyeh] burnt.", gazetteer)
    assert (place.name, place.country) == ("Nabatieh", "LB")


def test_a_country_within_a_name_and_the_number_of_a_paragraph_are_no_places(
    gazetteer: Gazetteer,
) -> None:
    for text in (
        "A charge went off at the police station of villa El Salvador.",
        "PARA 1. Two men died.\n\nPARA 2. A car burnt.\n\nPARA 3. A bus burnt.",
    ):
        assert tag_places(report(text), gazetteer, ()) == ()


def test_every_quote_stands_at_its_offsets(gazetteer: Gazetteer) -> None:
    text = "Naïve – “Ḩalab”, Côte d’Ivoire; Şırnak’s and al-Ḥasakah\n\nDEIR EZ-ZOR, Syria\r\n"
    for mention in tag_places(report(text), gazetteer, ()):
        assert text[mention.start : mention.end] == mention.quote


def test_tagging_twice_gives_the_same(gazetteer: Gazetteer) -> None:
    read = report(" ".join(text for text, _ in CASES["texts"]).replace("[", "").replace("]", ""))
    assert tag_places(read, gazetteer, ()) == tag_places(read, open_gazetteer(), ())


def test_there_are_enough_cases() -> None:
    assert sum(len(rows) for rows in CASES.values()) >= 300

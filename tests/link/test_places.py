"""Open places are narrowed only where other reports give the name or agree on the incident."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from secondsource.link.places import names_told, narrow_places
from secondsource.model import Claim, Place, Property
from telling import BAGHDAD, GOMA, MASHTAL, claim

SUBURB = Place("geo:4", "Goma", "North Kivu", None, "CD", -1.70, 29.25, 1, 2.0)
CONGO = Place("geo:5", "Congo", None, None, "CD", -2.0, 23.0, 6, 1000.0)


def words(quote: str, country: str | None = None) -> Place:
    return Place(None, quote, country=country)


def told(name: str, place: Place, quote: str | None = None) -> Claim:
    quotes = {"place": quote or place.name}
    return claim(name, f"report-{name}", [("place", place)], quotes=quotes)


def first(claims: Sequence[Claim], groups: Sequence[Sequence[str]] = ()) -> Place:
    place = narrow_places(claims, groups, names_told(claims))[0].said(Property.PLACE)[0].value
    assert isinstance(place, Place)
    return place


def test_a_name_means_what_another_report_says_it_does() -> None:
    found = first([told("a", words("near Kibati")), told("b", GOMA, "the village of Kibati")])
    assert (found.lat, found.country, found.anchor) == (GOMA.lat, "CD", "report-b")
    assert (found.id, found.name, found.precision, found.radius_km) == (None, "near Kibati", 2, 10)


def test_a_name_in_another_country_is_another_name() -> None:
    assert first([told("a", words("Kibati", "IQ")), told("b", GOMA, "Kibati")]).lat is None


def test_words_without_a_name_lie_where_the_incident_is() -> None:
    claims = [told("a", words("the aid queue")), told("b", GOMA), told("c", SUBURB)]
    assert first(claims).country is None
    assert first(claims, [("a", "b", "c")]).anchor in {"report-b", "report-c"}


def test_accounts_that_disagree_narrow_nothing() -> None:
    claims = [told("a", words("the hotel")), told("b", GOMA), told("c", BAGHDAD)]
    assert first(claims, [("a", "b", "c")]) == words("the hotel")


def test_accounts_that_disagree_within_a_country_give_it_alone() -> None:
    far = replace(GOMA, id=None, name="Kindu", lat=-2.9, lon=25.9)
    found = first(
        [told("a", words("the hotel")), told("b", GOMA), told("c", far)], [("a", "b", "c")]
    )
    assert (found.name, found.country, found.lat) == ("the hotel", "CD", None)


def test_accounts_that_agree_on_the_country_alone_give_it() -> None:
    found = first([told("a", words("the hotel")), told("b", CONGO)], [("a", "b")])
    assert (found.country, found.lat, found.anchor) == ("CD", None, "report-b")


def test_what_a_report_settles_stays() -> None:
    claims = [told("a", MASHTAL), told("b", GOMA)]
    assert first(claims, [("a", "b")]) == MASHTAL


def test_a_report_does_not_rest_on_itself() -> None:
    own = [
        claim("a", "r1", [("place", words("the hotel"))], quotes={"place": "the hotel"}),
        claim("b", "r1", [("place", GOMA)]),
    ]
    assert first(own, [("a", "b")]) == words("the hotel")

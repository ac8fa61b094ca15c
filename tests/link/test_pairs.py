"""How two accounts compare, feature by feature."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from secondsource.link import profile
from secondsource.link.folded import sound
from secondsource.link.pairs import compare, compare_places, compare_tolls, compare_types
from secondsource.link.profile import Profile, Toll, profiles
from secondsource.link.usual import Rarity
from secondsource.link.where import finest
from secondsource.model import ActorKind, Place, Property, Scope, Thing, ThingKind, Value, When
from telling import BAGHDAD, GOMA, MASHTAL, actor, claim, count, day, partial, report

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "pairs.toml").read_text("utf-8"))
RARITY = Rarity(1000, {"attack": 400, "strike": 500})


def when(words: str) -> tuple[When, dict[str, str]]:
    if words.startswith("open:"):
        return When(None, None, None, None, "open"), {"date": words.removeprefix("open:")}
    if words.startswith("XXXX"):
        return partial(words), {}
    return replace(day(words.rstrip("~")), edtf=words), {}


def two(one: list[tuple[str, Value]], other: list[tuple[str, Value]], **more: Any) -> list[Profile]:
    claims = [
        claim("a", "r1", one, **more.get("a", {})),
        claim("b", "r2", other, **more.get("b", {})),
    ]
    reports = [report("r1", published=more.get("pa")), report("r2", published=more.get("pb"))]
    return list(profiles(claims, reports, RARITY, frozenset({"the", "a", "in"})))


def level(feature: str, a: Profile, b: Profile) -> str | None:
    found = [f.level for f in compare(a, b, {}) if f.feature == feature]
    back = [f.level for f in compare(b, a, {}) if f.feature == feature]
    assert found == back, "a pair compares the same whichever comes first"
    return found[0] if found else None


@pytest.mark.parametrize("case", CASES["dates"], ids=lambda c: f"{c['one']} {c['two']}")
def test_dates_compare(case: dict[str, str]) -> None:
    (one, words), (other, more) = when(case["one"]), when(case["two"])
    a, b = two([("date", one)], [("date", other)], a={"quotes": words}, b={"quotes": more})
    assert level("date", a, b) == case["level"]


@pytest.mark.parametrize("case", CASES["tolls"], ids=lambda c: f"{c['one']} {c['two']}")
def test_tolls_compare(case: dict[str, Any]) -> None:
    one, other = (
        [Toll(Property.KILLED, *(case[k] + [None])[:3], Scope.TOTAL)] for k in ("one", "two")
    )
    found = compare_tolls(Property.KILLED, one, other)
    assert found is not None and found.level == case["level"]


@pytest.mark.parametrize("case", CASES["sounds"], ids=lambda c: f"{c['one']} {c['two']}")
def test_names_meet_by_sound(case: dict[str, Any]) -> None:
    assert (sound(case["one"]) == sound(case["two"])) is case["same"]


def test_a_part_does_not_speak_against_a_total() -> None:
    total = Toll(Property.KILLED, 12, 12, 12, Scope.TOTAL)
    leader = Toll(Property.KILLED, 1, 1, 1, Scope.LEADER_ONLY)
    assert compare_tolls(Property.KILLED, [total], [leader]) is None


def test_news_from_before_the_day_is_no_news_of_it() -> None:
    a, b = two([("date", day("2024-02-07"))], [], pb="2024-01-05")
    assert level("date", a, b) == "before_it_happened"


def test_silence_on_dates_is_no_finding() -> None:
    a, b = two([("date", day("2024-02-07"))], [])
    assert level("date", a, b) is None


def test_a_quarter_and_its_city_are_no_near_miss() -> None:
    found = compare_places(finest([BAGHDAD, MASHTAL]), [MASHTAL])
    assert found is not None and found.level == "same_spot"
    found = compare_places([BAGHDAD], [MASHTAL])
    assert found is not None and found.level in ("next_door", "near")


def test_different_countries_part() -> None:
    found = compare_places([BAGHDAD], [GOMA])
    assert found is not None and found.level == "other_country"


def test_one_operation_in_the_same_two_countries_is_no_usual_thing() -> None:
    iraq, syria, lebanon = (
        Place(f"geo:{n}", name, None, None, name, 33.0, 40.0 + n, 6, None)
        for n, name in enumerate(("IQ", "SY", "LB"))
    )
    found = compare_places([iraq, syria], [syria, lebanon, iraq])
    assert found is not None and found.level == "same_countries"
    found = compare_places([iraq, syria], [syria, lebanon])
    assert found is not None and found.level == "same_country"
    found = compare_places([iraq, syria], [BAGHDAD, syria])
    assert found is not None and found.level == "same_country"


def test_one_name_in_two_gazetteer_entries_is_one_place() -> None:
    other = Place("geo:9", "Mashtal", None, None, "IQ", 36.0, 43.0, 1, 2.0)
    found = compare_places([MASHTAL], [other])
    assert found is not None and found.level == "same_spot"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (actor("PKK"), actor("PKK"), "same"),
        (actor("Colina group"), actor("Grupo Colina"), "different"),
        (actor("Kataib Hezbollah"), actor("Kata'ib Hizballah"), "same"),
        (actor("Nujaba", part_of="actor:iri"), actor("KH", part_of="actor:iri"), "related"),
        (actor("gunmen", kind=ActorKind.UNKNOWN_ARMED), actor("PKK"), "nameless"),
        (actor("PKK"), actor("Islamic State"), "different"),
    ],
)
def test_doers_compare(one: Value, other: Value, expected: str) -> None:
    a, b = two([("perpetrator", one)], [("perpetrator", other)])
    assert level("perpetrator", a, b) == expected


def test_attacker_in_one_and_attacked_in_the_other_is_seen() -> None:
    us, kh = actor("US"), actor("KH")
    hit_kh = Thing("a KH base", ThingKind.BASE, actor_id="actor:kh")
    a, b = two([("perpetrator", us), ("target", hit_kh)], [("perpetrator", kh)])
    assert level("perpetrator", a, b) == "swapped"


def test_persons_are_told_apart_by_name() -> None:
    one = Thing("Mushtaq Talib al-Saidi", ThingKind.PERSON)
    same = Thing("Moshtaq Talib al-Saadi", ThingKind.PERSON)
    other = Thing("Abu Bakr", ThingKind.PERSON)
    a, b = two([("victim", one)], [("victim", same)])
    assert level("person", a, b) in ("many", "most")
    a, b = two([("victim", one)], [("victim", other)])
    assert level("person", a, b) == "none"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("a 14-year-old boy", "the 17-year-old boy", "same_kind"),
        ("a 14-year-old boy", "a 15-year-old boy", "usual_words"),
        ("a 14-year-old boy", "a 14-year-old boy", "usual_words"),
        ("a 14-year-old", "a retired teacher", "same_kind"),
    ],
)
def test_people_of_other_ages_are_others(one: str, other: str, expected: str) -> None:
    struck = [Thing(words, ThingKind.CIVILIANS) for words in (one, other)]
    a, b = two([("victim", struck[0])], [("victim", struck[1])])
    assert level("target", a, b) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"), [(85, 85, "same_rare"), (3, 3, "same"), (85, 9, "differ")]
)
def test_counts_of_other_things_compare(one: int, other: int, expected: str) -> None:
    a, b = two([("targets_hit", count(one))], [("targets_hit", count(other))])
    assert level("count", a, b) == expected


def test_countries_in_common_are_no_place_names_in_common() -> None:
    iraq = Place("geo:5", "Iraq", None, None, "IQ", 33.0, 44.0, 6, 500.0)
    a, b = two([("place", iraq)], [("place", iraq)])
    assert level("spot", a, b) is None
    assert level("place", a, b) == "same_country"


def test_countries_in_longer_words_are_no_place_names_in_common() -> None:
    north = Place(None, "northern Iraq", None, None, "IQ", 36.0, 43.0, 5, 200.0)
    west = Place(None, "western Iraq", None, None, "IQ", 33.0, 41.0, 5, 200.0)
    says = [[("place", north)], [("place", west)]]
    a, b = two(
        *says, a={"quotes": {"place": "northern Iraq"}}, b={"quotes": {"place": "west Iraq"}}
    )
    assert level("spot", a, b) == "none"


def test_what_many_reports_of_the_case_say_tells_little() -> None:
    doer = actor("Kataib Hezbollah")
    says: list[tuple[str, Value]] = [("place", BAGHDAD), ("perpetrator", doer)]
    claims = [claim(f"a{n}", f"r{n}", says) for n in range(9)]
    reports = [report(f"r{n}") for n in range(9)]
    a, b, *_ = profiles(claims, reports, RARITY, frozenset())
    assert level("place", a, b) == "usual_town"
    assert level("perpetrator", a, b) == "usual"
    assert level("type", a, b) == "usual"
    alone = two(says, says)
    assert level("place", *alone) == "same_town"
    assert level("perpetrator", *alone) == "same"


def test_a_month_that_few_reports_tell_of_tells_incidents_apart() -> None:
    days = ["2024-02-07"] * 8 + ["2024-02", "2017-05", "2017-05-26"]
    claims = [claim(f"a{n}", f"r{n}", [("date", day_or_month(d))]) for n, d in enumerate(days)]
    reports = [report(f"r{n}") for n in range(len(days))]
    known = {p.id: p for p in profiles(claims, reports, RARITY, frozenset())}
    assert level("date", known["a0"], known["a8"]) == "within_month"
    assert level("date", known["a9"], known["a10"]) == "within_rare_month"


def day_or_month(words: str) -> When:
    first = day(words if len(words) > 7 else f"{words}-01")
    if len(words) > 7 or first.earliest is None:
        return first
    return replace(first, edtf=words, latest=first.earliest.replace(day=28), precision=4)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("rocket_attack", "missile_strike", "near"),
        ("massacre", "armed_assault", "near"),
        ("drone_strike", "air_strike", "akin"),
        ("arrest", "air_strike", "different"),
    ],
)
def test_types_compare(one: str, other: str, expected: str) -> None:
    kin = {"air_strike": frozenset({"drone_strike"})}
    found = compare_types(frozenset({one}), frozenset({other}), kin)
    assert found is not None and found.level == expected


def test_where_both_name_days_the_days_alone_count() -> None:
    a, b = two(
        [("date", partial("XXXX-02-01")), ("date", partial("XXXX-01"))],
        [("date", day("2024-01-04"))],
    )
    assert level("date", a, b) == "weeks_apart"


@pytest.mark.parametrize(
    ("weeks", "month", "expected"),
    [
        (("2020-01-03", "2020-02-07"), "XXXX-07", "weeks_apart"),
        (("2020-01-03", "2020-02-07"), "XXXX-02", None),
        (("2019-12-20", "2020-01-10"), "XXXX-01-04", None),
        (("2019-12-20", "2020-01-10"), "XXXX-11", "weeks_apart"),
    ],
)
def test_a_month_without_its_year_lies_outside_some_weeks(
    weeks: tuple[str, str], month: str, expected: str | None
) -> None:
    first, last = map(date.fromisoformat, weeks)
    between = When("/".join(weeks), first, last, 3, "told")
    a, b = two([("date", between)], [("date", partial(month))])
    assert level("date", a, b) == expected


def test_specifics_are_counted_and_the_usual_is_not_among_them() -> None:
    same: list[tuple[str, Value]] = [("date", day("2024-02-07")), ("killed", count(23))]
    assert level("specific", *two(same, same, a={"text": "One."}, b={"text": "Two."})) == "two"
    a, b = two([("killed", count(2))], [("killed", count(2))], a={"text": "x"}, b={"text": "y"})
    assert level("specific", a, b) == "none"


def test_what_is_told_beside_places_an_account_without_a_place() -> None:
    claims = [
        claim("a", "r1", [("place", BAGHDAD), ("date", day("2024-02-07"))], start=0),
        claim("b", "r1", [("killed", count(3))], start=200),
        claim("c", "r2", [("place", BAGHDAD), ("date", day("2024-02-07"))]),
        claim("d", "r3", [("place", GOMA)]),
    ]
    reports = [report("r1"), report("r2"), report("r3")]
    known = {p.id: p for p in profiles(claims, reports, RARITY, frozenset())}
    assert level("held", known["b"], known["c"]) == "both"
    assert level("held", known["b"], known["d"]) == "apart"
    assert level("held", known["a"], known["c"]) is None


@pytest.mark.parametrize(
    ("beside", "other", "expected"),
    [
        ("2020-01-08", "2020-04-20", "weeks"),
        ("2020-04-14", "2020-04-20", "apart"),
        ("2020-04-20", "2020-04-20", "day"),
        ("2018-02-03", "2020-04-20", "years"),
    ],
)
def test_what_is_told_beside_dates_an_account_without_a_day(
    beside: str, other: str, expected: str
) -> None:
    claims = [
        claim("a", "r1", [("date", day(beside))], start=0),
        claim("b", "r1", [], start=200),
        claim("c", "r2", [("date", day(other))]),
    ]
    told = profiles(claims, [report("r1"), report("r2")], RARITY, frozenset())
    known = {p.id: p for p in told}
    assert level("held", known["b"], known["c"]) == expected


def test_reports_of_other_years_tell_of_other_incidents_where_a_day_is_open() -> None:
    a, b = two([], [], pa="2021-05-02", pb="2023-01-10")
    assert level("held", a, b) == "years"
    a, b = two([], [], pa="2022-05-02", pb="2023-01-10")
    assert level("held", a, b) is None


def test_a_season_is_no_month() -> None:
    """EDTF counts the seasons as months 21 to 24."""
    claims = [
        claim("a", "r1", [("place", BAGHDAD)]),
        claim("b", "r1", [("date", partial("XXXX-22"))]),
        claim("c", "r2", [("date", partial("XXXX-03-04"))]),
    ]
    known = profiles(claims, [report("r1"), report("r2")], RARITY, frozenset())
    a, b, c = sorted(known, key=lambda p: p.id)
    assert a.past == ()
    assert level("date", b, c) is None
    assert level("date", a, c) is None


def test_a_month_of_last_year_says_nothing_of_the_time_of_year() -> None:
    told = [claim("a", "r1", [("place", BAGHDAD)])]
    earlier = partial("XXXX-06")
    june = ((6, 1), (6, 28))
    for quote, past in (
        ("in June", june),
        ("in June this year", june),
        ("in June of last year", ()),
    ):
        claims = [*told, claim("b", "r1", [("date", earlier)], quotes={"date": quote}, start=90)]
        known = profiles(claims, [report("r1")], RARITY, frozenset())
        assert next(p for p in known if p.id == "a").past == past


def test_reports_alike_speak_for_what_both_tell_first(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[tuple[str, Value]] = [("place", BAGHDAD)]
    story = "Two fishermen died when a mortar hit their boat moored beside the grain silo."
    other = "Ministers met bankers over the price of bread and a loan for new tram lines."
    claims = [claim("a", "r1", said), claim("b", "r2", said), claim("c", "r3", said, start=900)]
    claims.append(claim("d", "r3", said, start=2))
    texts = (story, f"{story} A week passed.", other)
    reports = [replace(report(f"r{n}"), text=text) for n, text in enumerate(texts, 1)]
    short = {p.id: p for p in profiles(claims, reports, RARITY, frozenset())}
    assert level("report", short["a"], short["b"]) is None  # they say nothing beside the story
    monkeypatch.setattr(profile, "LONG", 5)
    known = {p.id: p for p in profiles(claims, reports, RARITY, frozenset())}
    assert level("report", known["a"], known["b"]) == "nearly_all"
    assert level("report", known["a"], known["d"]) == "none"
    assert level("report", known["a"], known["c"]) is None


def test_reports_alike_in_what_the_whole_case_says_are_less_alike(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(profile, "LONG", 1)
    said: list[tuple[str, Value]] = [("place", BAGHDAD)]
    text = "Shells fell on the harbour at dawn, the governor told a radio station."
    claims = [claim(f"a{n}", f"r{n}", said) for n in range(9)]
    reports = [replace(report(f"r{n}"), text=f"{text} Word{n}{n} item{n}.") for n in range(9)]
    a, b, *_ = profiles(claims, reports, RARITY, frozenset())
    c, d = profiles(claims[:2], reports[:2], RARITY, frozenset())
    assert _alike(a, b) < _alike(c, d) - 0.1


def _alike(a: Profile, b: Profile) -> float:
    return sum(v * b.report.get(w, 0.0) for w, v in a.report.items())

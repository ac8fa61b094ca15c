"""How two accounts compare, feature by feature.

In: two profiles of different reports. Out: a `Finding` for each feature: the level on which they
compare ("same_day") and a sentence that says so. It refuses to weigh: what a level is worth stands
in data and is the business of `score`. A feature of which either account is silent has no finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rapidfuzz import fuzz

from secondsource.distance import apart_km
from secondsource.link.folded import WEEKDAYS, WORD, fold, stem
from secondsource.link.profile import Profile, Toll
from secondsource.link.usual import value_keys
from secondsource.link.where import size_km
from secondsource.model import Actor, ActorKind, Place, Property, Scope, Thing, When

_PARTIAL = re.compile(r"^(?:XXXX|\d{4})-(0\d|1[0-2]|XX)(?:-(\d\d))?$")  # no seasons


@dataclass(frozen=True, slots=True)
class Finding:
    """One feature of a pair: the level on which it compares, and a sentence saying so."""

    feature: str
    level: str
    detail: str


def compare(a: Profile, b: Profile, kin: Mapping[str, frozenset[str]]) -> tuple[Finding, ...]:
    """Every feature on which two accounts can be compared; the same whichever comes first."""
    a, b = sorted((a, b), key=lambda p: p.id)
    usual = a.usual & b.usual
    found = (
        compare_dates(a, b),
        compare_places(a.finest, b.finest, usual),
        _shared("spot", "place names", a, b, usual),
        compare_types(a.types, b.types, kin, usual),
        compare_doers(a, b),
        compare_struck(a, b),
        _shared("person", "persons", a, b, usual),
        compare_tolls(Property.KILLED, a.tolls, b.tolls),
        compare_tolls(Property.INJURED, a.tolls, b.tolls),
        compare_counts(a.tolls, b.tolls),
        _shared("weapon", "weapons", a, b),
        _shared("name", "names", a, b, usual),
        compare_words(a, b),
        compare_around(a, b),
        compare_held(a, b, usual),
        compare_position(a, b),
        compare_setting(a, b),
        compare_reports(a, b),
    )
    known = tuple(f for f in found if f is not None)
    return (*known, compare_specifics(known))


SPECIFIC = {
    "the day": {"date": {"same_day", "same_yearless", "within_rare_month"}},
    "the place": {
        "place": {"same_spot", "same_town", "next_door"},
        "spot": {"some", "many", "most"},
    },
    "a person": {"person": {"some", "many", "most"}},
    "a number": {
        "killed": {"same_many", "same_rare", "same_part_rare", "close", "can_agree"},
        "injured": {"same_many", "same_rare", "same_part_rare", "close", "can_agree"},
        "count": {"same_rare"},
    },
    "what was struck": {"target": {"same_words"}},
    "rare words": {"name": {"many", "most"}, "words": {"more", "nearly_all"}},
}
"""What can tell one incident of a theatre from the next, by the levels that show agreement."""

_SPECIFIC_LEVELS = {
    (feature, level): what
    for what, features in SPECIFIC.items()
    for feature, levels in features.items()
    for level in levels
}


def compare_specifics(found: Sequence[Finding]) -> Finding:
    """On how many things that could tell two incidents apart the accounts agree.

    Type, party and kind of target are shared by most incidents of one theatre and never count.
    """
    hit = {_SPECIFIC_LEVELS.get((f.feature, f.level)) for f in found}
    agreed = [what for what in SPECIFIC if what in hit]
    level = ("none", "one", "two", "three", "four")[min(len(agreed), 4)]
    if not agreed and {"usual"} == {f.level for f in found if f.feature in ("type", "perpetrator")}:
        level = "usual_only"
    return Finding("specific", level, f"in common: {', '.join(agreed) or 'nothing specific'}")


# --- dates ------------------------------------------------------------------------------------


def compare_dates(a: Profile, b: Profile) -> Finding | None:
    """How near the days of two accounts are; the nearest of their dates counts."""
    near = _nearest_dates(a.dates, b.dates, a.usual & b.usual)
    if near is not None:
        return near
    return (
        _told_after(a, b)
        or _told_after(b, a)
        or _by_weekday(a, b)
        or _against_publication(a, b)
        or _against_publication(b, a)
        or _published(a, b)
    )


def _nearest_dates(
    left: Sequence[When], right: Sequence[When], usual: frozenset[str]
) -> Finding | None:
    """The nearest two of two sets of dates; where both name days, the days alone count."""
    exact = [(x, y) for x in left for y in right if _names_day(x) and _names_day(y)]
    pairs = exact or [(x, y) for x in left for y in right]
    near = [found for x, y in pairs if (found := _two_dates(x, y, usual)) is not None]
    return min(near, key=lambda n: (n[0], n[1].level, n[1].detail))[1] if near else None


def _names_day(when: When) -> bool:
    """Whether a date is a day, with or without its year."""
    named = _month_day(when)
    return named is not None and named[1] is not None


def _two_dates(x: When, y: When, usual: frozenset[str]) -> tuple[float, Finding] | None:
    one, two = _days(x), _days(y)
    if one is None or two is None:
        return _partial(x, y)
    gap = max((two[0] - one[1]).days, (one[0] - two[1]).days, 0)
    width = max((one[1] - one[0]).days, (two[1] - two[0]).days)
    words = f"{_said(x)} and {_said(y)}"
    if gap == 0 and width <= 1:
        return 0, Finding("date", "same_day", f"both on {_said(x)}")
    if gap == 0:
        level = "within_week" if width <= 7 else "within_month" if width <= 31 else "within_year"
        if width <= 31 and not usual.issuperset((*value_keys(x), *value_keys(y))):
            level = "within_rare_month"
        return width / 1000, Finding("date", level, f"{words} can be the same day")
    steps = ((1, "one_day_apart"), (3, "days_apart"), (10, "week_apart"), (45, "weeks_apart"))
    level = next((name for limit, name in steps if gap <= limit), "far_apart")
    if width == 0 and (one[0].month, one[0].day) == (two[0].month, two[0].day):
        level = "day_of_another_year"  # who gets a date wrong mostly gets its year wrong
    elif any("~" in (w.edtf or "") for w in (x, y)):
        level = "vaguely_apart"
    elif gap > 10 and width == 0:
        level = "firmly_apart"
    return gap, Finding("date", level, f"{words} are {gap} day{'s' * (gap != 1)} apart")


def _days(when: When) -> tuple[date, date] | None:
    if when.earliest is None or when.latest is None:
        return None
    return when.earliest, when.latest


def _said(when: When) -> str:
    days = _days(when)
    if when.edtf or days is None:
        return when.edtf or "an open date"
    return str(days[0]) if days[0] == days[1] else f"{days[0]} to {days[1]}"


def _month_day(when: When) -> tuple[int | None, int | None] | None:
    """Month and day of a partial date, or of a single day."""
    days = _days(when)
    if days is not None:
        return (days[0].month, days[0].day) if days[0] == days[1] else None
    match = _PARTIAL.match(when.edtf or "")
    if match is None or match.group(1) == "XX":
        return None
    return int(match.group(1)), int(match.group(2)) if match.group(2) else None


def _partial(x: When, y: When) -> tuple[float, Finding] | None:
    """Two dates of which at least one lacks its year."""
    one, two = _month_day(x), _month_day(y)
    if one is None or two is None:
        return _other_months(x, y)
    words = f"{_said(x)} and {_said(y)}"
    if one[0] != two[0]:
        return 40, Finding("date", "weeks_apart", f"{words} are in different months")
    if one[1] is None or two[1] is None:
        return 0.02, Finding("date", "within_month", f"{words} are in the same month")
    gap = abs(one[1] - two[1])
    if gap == 0:
        return 0, Finding("date", "same_yearless", f"{words} are the same day of the year")
    level = "one_day_apart" if gap == 1 else "days_apart" if gap <= 3 else "week_apart"
    return gap, Finding("date", level, f"{words} are {gap} day{'s' * (gap != 1)} apart")


def _other_months(x: When, y: When) -> tuple[float, Finding] | None:
    """A date without its year beside some weeks or months in which its month does not fall."""
    for wide, open_ in ((x, y), (y, x)):
        days, named = _days(wide), _month_day(open_)
        if days is None or named is None or (days[1] - days[0]).days > 300:
            continue
        month, first, last = named[0] or 0, days[0].month, days[1].month
        if month and (month - first) % 12 > (last - first) % 12:
            level = "vaguely_apart" if "~" in (wide.edtf or "") else "weeks_apart"
            words = f"{_said(x)} and {_said(y)} are in different months"
            return 40, Finding("date", level, words)
    return None


def _by_weekday(a: Profile, b: Profile) -> Finding | None:
    """Two dates of which at least one is a bare weekday."""
    if not a.weekdays or not b.weekdays:
        return None
    shared = sorted(a.weekdays & b.weekdays)
    if shared:
        return Finding("date", "same_weekday", f"both on a {WEEKDAYS[shared[0]].capitalize()}")
    one, two = (WEEKDAYS[min(p.weekdays)].capitalize() for p in (a, b))
    gap = min((x - y) % 7 for x, y in [(i, j) for i in a.weekdays for j in b.weekdays])
    near = min(gap, 7 - gap) == 1
    level = "next_weekday" if near else "other_weekday"
    return Finding("date", level, f"one on a {one}, the other on a {two}")


def _told_after(story: Profile, other: Profile) -> Finding | None:
    """The lead story of a report without a date is younger than all else the report dates."""
    named = [d for w in other.dates if (d := _month_day(w)) is not None]
    if not story.past or not named:
        return None
    first, last = _arc([_of_year(m, d) for m, d in story.past])
    days = [(m or 1, d or end) for m, d in named for end in ((1, 28) if d is None else (0,))]
    ages = [(last - _of_year(m, d)) % 365 for m, d in days]
    if max(ages) > 2 and all(age <= (last - first) % 365 for age in ages):
        detail = "the one is told as news after all days its report names, the other lies before"
        return Finding("date", "weeks_apart", detail)
    return None


def _of_year(month: int, day: int) -> int:
    """The day of a common year, 29 February as the day after 28 February."""
    return date(2023, month, 1).timetuple().tm_yday + day - 1


def _arc(days: Sequence[int]) -> tuple[int, int]:
    """First and last of some days of unknown years: the widest gap between them is the future."""
    ring = sorted(set(days))
    gaps = [
        ((after - day) % 365 or 365, day, after)
        for day, after in zip(ring, ring[1:] + ring[:1], strict=True)
    ]
    _, last, first = max(gaps)
    return first, last


def _against_publication(a: Profile, b: Profile) -> Finding | None:
    """A date of one account against the day on which the other, undated, was published."""
    firm = [d for d in map(_days, a.dates) if d is not None]
    if not firm or b.published is None or any(_days(d) for d in b.dates):
        return None
    gap = min((b.published - earliest).days for earliest, _ in firm)
    if gap < -1:
        detail = f"published on {b.published}, before the other's day"
        return Finding("date", "before_it_happened", detail)
    if not b.lead:
        return None
    level = "news_of_the_day" if gap <= 3 else "old_news" if gap > 30 else "recent_news"
    return Finding("date", level, f"published {max(gap, 0)} days after the other's day")


def _published(a: Profile, b: Profile) -> Finding | None:
    """Two undated lead accounts by their days of publication."""
    if a.published is None or b.published is None or not (a.lead and b.lead):
        return None
    gap = abs((a.published - b.published).days)
    level = "published_close" if gap <= 3 else "published_apart" if gap > 14 else None
    return None if level is None else Finding("date", level, f"published {gap} days apart")


# --- places -----------------------------------------------------------------------------------


def compare_places(
    left: Sequence[Place], right: Sequence[Place], usual: frozenset[str] = frozenset()
) -> Finding | None:
    """How near two sets of places are; the nearest two count. `usual` places tell little."""
    shared = _countries(left) & _countries(right)
    if len(shared) > 1:
        return Finding("place", "same_countries", f"both in {' and '.join(sorted(shared))}")
    known = [_two_places(x, y, usual) for x in left for y in right]
    found = [k for k in known if k is not None]
    return min(found, key=lambda f: (f[0], f[1].detail))[1] if found else None


def _countries(places: Sequence[Place]) -> set[str]:
    """The countries of some places, where nothing finer is named."""
    if any((p.precision or 6) < 6 for p in places):
        return set()
    return {p.country for p in places if p.country}


def _two_places(x: Place, y: Place, usual: frozenset[str]) -> tuple[float, Finding] | None:
    words = f"{x.name} and {y.name}"
    coarse = max(x.precision or 6, y.precision or 6)
    same = x.id is not None and x.id == y.id
    if coarse <= 4 and (same or fuzz.ratio(fold(x.name), fold(y.name)) >= 88):
        level = "same_spot" if max(size_km(x), size_km(y)) < 4 else "same_town"
        if usual.issuperset(value_keys(x)) and usual.issuperset(value_keys(y)):
            return 0.1, Finding("place", "usual_town", f"both at {x.name}, as many in this case")
        return 0, Finding("place", level, f"both at {x.name}")
    if x.country and y.country and x.country != y.country:
        return 9, Finding("place", "other_country", f"{words} lie in different countries")
    apart = apart_km(x, y)
    if coarse >= 6 or apart is None:
        if x.country is None or x.country != y.country:
            return None
        return 5, Finding("place", "same_country", f"{words} lie in one country")
    if coarse >= 4:
        if x.admin1 and x.admin1 == y.admin1:
            return 3, Finding("place", "same_region", f"{words} lie in {x.admin1}")
        level = "same_country" if apart <= max(size_km(x), size_km(y)) else "far"
        return 6, Finding("place", level, f"{words} are about {apart:.0f} km apart")
    slack = min(max(size_km(x), size_km(y)), 15.0)
    steps = ((5.0, "next_door"), (25.0, "near"), (80.0, "apart"))
    level = next((name for limit, name in steps if apart - slack <= limit), "far")
    return 1 + apart / 1000, Finding("place", level, f"{words} are about {apart:.0f} km apart")


# --- type, parties, targets -------------------------------------------------------------------


def compare_types(
    a: frozenset[str],
    b: frozenset[str],
    kin: Mapping[str, frozenset[str]],
    usual: frozenset[str] = frozenset(),
) -> Finding | None:
    """Whether the event types can name one incident; `kin` lists the types that may."""
    if not a or not b:
        return None
    words = f"{'/'.join(sorted(a))} and {'/'.join(sorted(b))}"
    if a & b:
        level = "usual" if usual.issuperset(f"type:{t}" for t in a & b) else "same"
        return Finding("type", level, f"both tell of {'/'.join(sorted(a & b))}")
    if any(x in near and y in near for near in NEAR for x in a for y in b):
        return Finding("type", "near", f"{words} are near one another")
    if any(y in kin.get(x, ()) or x in kin.get(y, ()) for x in a for y in b):
        return Finding("type", "akin", f"{words} can name one incident")
    return Finding("type", "different", f"{words} name different things")


NEAR = (
    frozenset({"air_strike", "missile_strike", "rocket_attack", "shelling"}),
    frozenset({"bombing", "suicide_bombing", "landmine"}),
    frozenset({"armed_assault", "armed_clash", "massacre", "assassination"}),
)
"""Of the kin those that most often name one incident; who says "drone strike" names its means."""

_NAMELESS = frozenset({ActorKind.UNKNOWN_ARMED, ActorKind.CIVILIANS, ActorKind.RIOTERS})


def compare_doers(a: Profile, b: Profile) -> Finding | None:
    """Whether the same party did it; umbrellas and their members are related."""
    usual = a.usual & b.usual
    if not a.doers or not b.doers:
        return _swapped(a, b)
    ranks = [_two_actors(x, y) for x in a.doers for y in b.doers]
    level, x, y = max(ranks, key=lambda r: (_ORDER.index(r[0]), r[1].id, r[2].id))
    words = f"{x.name} and {y.name}"
    detail = {
        "same": f"both name {x.name}",
        "related": f"{words} belong together",
        "nameless": f"{words}: one names no party",
        "different": f"{words} are different parties",
    }[level]
    if level == "different" and _swapped(a, b) is not None:
        return _swapped(a, b)
    if level == "same" and usual.issuperset((*value_keys(x), *value_keys(y))):
        return Finding("perpetrator", "usual", f"both name {x.name}, as many in this case")
    return Finding("perpetrator", level, detail)


_ORDER = ("different", "nameless", "related", "same")


def _two_actors(x: Actor, y: Actor) -> tuple[str, Actor, Actor]:
    if x.id == y.id and x.kind not in _NAMELESS:
        return "same", x, y
    if x.kind in _NAMELESS or y.kind in _NAMELESS:
        return "nameless", x, y
    if x.part_of == y.id or y.part_of == x.id or (x.part_of and x.part_of == y.part_of):
        return "related", x, y
    if _alike(x.name, y.name):
        return "same", x, y
    if x.country and x.country == y.country and x.kind == y.kind:
        return "related", x, y
    backers = {k.actor_id for k in x.backed_by} | {x.id}
    if backers & ({k.actor_id for k in y.backed_by} | {y.id}):
        return "related", x, y
    return "different", x, y


@lru_cache(maxsize=65536)
def _alike(one: str, two: str) -> bool:
    """Whether two names are spellings of one name, or one is the other's short form."""
    a, b = sorted((fold(one), fold(two)), key=lambda n: (len(n), n))
    initials = "".join(w[0] for w in re.findall(r"\w+", b))
    if len(a) >= 3 and a == initials:
        return True
    return fuzz.ratio(a, b) >= 85 or (len(a) >= 5 and fuzz.token_set_ratio(a, b) >= 95)


def _swapped(a: Profile, b: Profile) -> Finding | None:
    """One account's attacker is the other's attacked: one clash, or two attacks."""
    for x, y in ((a, b), (b, a)):
        hit = {t.actor_id for t in y.struck if t.actor_id}
        both = sorted(d.name for d in x.doers if d.id in hit)
        if both:
            detail = f"{both[0]} strikes in one and is struck in the other"
            return Finding("perpetrator", "swapped", detail)
    return None


def compare_struck(a: Profile, b: Profile) -> Finding | None:
    """Whether the same was struck: by party, by words, by kind."""
    if not a.struck or not b.struck:
        return None
    pairs = [(x, y) for x in a.struck for y in b.struck]
    same = sorted(x.name for x, y in pairs if x.actor_id and x.actor_id == y.actor_id)
    alike = sorted((_likeness(x, y), x.name, y.name) for x, y in pairs)
    score, one, two = alike[-1]
    if score >= 85:
        level = "same_words" if _telling(one, two, a, b) >= RARE else "usual_words"
        return Finding("target", level, f"both strike {one}")
    if same:
        return Finding("target", "same_party", f"both strike {same[0]}")
    if score >= 60:
        return Finding("target", "like_words", f"{one} and {two} can be the same")
    kinds = {x.kind for x in a.struck} & {y.kind for y in b.struck}
    if kinds:
        return Finding("target", "same_kind", f"both strike {sorted(kinds)[0].value}")
    return Finding("target", "different", f"{one} and {two} are different")


RARE = 3.0  # weight of a word, by its rarity at large and in the case, from which it is telling


def _telling(one: str, two: str, a: Profile, b: Profile) -> float:
    """The weight of the most telling word that two wordings share."""
    stems = [{stem(w) for w in WORD.findall(words)} for words in (one, two)]
    shared = stems[0] & stems[1]
    return max((max(a.words.get(w, 0.0), b.words.get(w, 0.0)) for w in shared), default=0.0)


def _likeness(x: Thing, y: Thing) -> float:
    return _names_alike(x.name, y.name)


_AGE = re.compile(r"\b(\d+)[\s-]+(?:year|month|week|day)s?[\s-]+olds?\b", re.IGNORECASE)


@lru_cache(maxsize=65536)
def _names_alike(one: str, two: str) -> float:
    """Likeness of two wordings, 0 to 100, that of their shared words if these are long.

    People of different ages are not alike, and that both are of some age says nothing.
    """
    ages = [{int(n) for n in _AGE.findall(words)} for words in (one, two)]
    if all(ages) and min(abs(x - y) for x in ages[0] for y in ages[1]) > 1:
        return 0.0
    if any(ages) and ages[0] != ages[1]:
        one, two = (_AGE.sub("", words) for words in (one, two))
    a, b = fold(one), fold(two)
    shared = {w for w in a.split() if len(w) >= 4} & {w for w in b.split() if len(w) >= 4}
    whole = fuzz.token_sort_ratio(a, b)
    return max(whole, 70.0) if shared else whole


# --- tolls ------------------------------------------------------------------------------------


def compare_tolls(prop: Property, a: Sequence[Toll], b: Sequence[Toll]) -> Finding | None:
    """How two accounts' counts of one thing stand to each other; the best match counts."""
    mine, other = _totals(prop, a), _totals(prop, b)
    whole = [(x, y) for x in mine for y in other]
    if not whole:
        return _parts(prop, a, b)
    ranks = sorted((_two_tolls(x, y), _words(x), _words(y)) for x, y in whole)
    (rank, level), one, two = ranks[0]
    del rank
    detail = f"{one} and {two} {prop.value}" if one != two else f"both have {one} {prop.value}"
    return Finding(prop.value, level, detail)


OTHER_COUNTS = (
    Property.TARGETS_HIT,
    Property.MUNITIONS,
    Property.ABDUCTED,
    Property.ARRESTED,
    Property.MISSING,
    Property.DISPLACED,
)


def compare_counts(a: Sequence[Toll], b: Sequence[Toll]) -> Finding | None:
    """Counts of other things than the dead and injured; equal ones speak, the rarer the more."""
    pairs = [(x, y) for p in OTHER_COUNTS for x in a for y in b if x.prop is p and y.prop is p]
    if not pairs:
        return None
    same = sorted(((x.number or 0, x.prop.value) for x, y in pairs if x.number == y.number))
    if same and same[-1][0] > 1:
        number, prop = same[-1]
        level = "same_rare" if number >= 8 else "same"
        return Finding("count", level, f"both count {number} {prop}")
    x, y = pairs[0]
    level = "can_agree" if any(_overlap(x, y) for x, y in pairs) else "differ"
    return Finding("count", level, f"{_words(x)} and {_words(y)} {x.prop.value}")


def _totals(prop: Property, tolls: Iterable[Toll]) -> list[Toll]:
    return [t for t in tolls if t.prop is prop and t.scope in (Scope.TOTAL, Scope.COMBINED)]


def _parts(prop: Property, a: Sequence[Toll], b: Sequence[Toll]) -> Finding | None:
    """Counts of which at least one covers only a part: equal numbers speak, others do not."""
    numbers = {t.number for t in a if t.prop is prop} & {t.number for t in b if t.prop is prop}
    same = sorted(n for n in numbers if n)
    if not same:
        return None
    level = "same_part_rare" if same[-1] >= 5 else "same_part"
    return Finding(prop.value, level, f"both count {same[-1]} {prop.value}")


def _words(toll: Toll) -> str:
    if toll.low is not None and toll.high is None:
        return f"at least {toll.low}"
    if toll.low != toll.high and toll.best is None:
        return f"{toll.low or 0} to {toll.high}"
    return str(toll.number)


def _two_tolls(x: Toll, y: Toll) -> tuple[int, str]:
    """A rank, best first, and the level of two counts."""
    one, two = x.number or 0, y.number or 0
    if one == two:
        steps = ((0, "same_none"), (1, "same_one"), (4, "same_few"), (19, "same_many"))
        return 0, next((name for limit, name in steps if one <= limit), "same_rare")
    if min(one, two) == 0:
        return 6, "some_or_none"
    ratio = min(one, two) / max(one, two)
    if _overlap(x, y):
        few = min(one, two) < 5
        return (1, "can_agree_few" if few else "can_agree") if ratio >= 0.5 else (3, "can_grow")
    if ratio >= 0.8 or abs(one - two) == 1:
        return 2, "close" if min(one, two) >= 5 else "close_few"
    return (4, "differ") if ratio >= 0.4 else (5, "far_apart")


def _overlap(x: Toll, y: Toll) -> bool:
    low = max(x.low or 0, y.low or 0)
    highs = [h for h in (x.high, y.high) if h is not None]
    return not highs or low <= min(highs)


# --- words ------------------------------------------------------------------------------------


def _shared(
    feature: str,
    noun: str,
    one: Profile,
    two: Profile,
    usual: frozenset[str] = frozenset(),
) -> Finding | None:
    """Shared rare words of one kind, weighed by rarity against the smaller of the two sets."""
    a, b = (getattr(p, f"{feature}s") for p in (one, two))
    if not a or not b:
        return None
    common = sorted((w for w in a.keys() & b.keys() if a[w] and b[w]), key=lambda w: (-a[w], w))
    if not common:
        return Finding(feature, "none", f"no {noun} in common")
    if (
        feature == "person" and len(common) == 1 and min(len(a), len(b)) > 2
    ):  # a family name, with other names beside it
        return Finding(feature, "none", f"no {noun} in common but the name {common[0]}")
    if usual.issuperset(f"name:{w}" for w in common):
        return Finding(feature, "usual", f"{noun} in common, as in many: {', '.join(common[:4])}")
    sums = (p.sums.get(feature, sum(had.values())) for p, had in ((one, a), (two, b)))
    share = sum(min(a[w], b[w]) for w in common) / min(sums)
    level = "some" if share < 0.34 else "many" if share < 0.67 else "most"
    return Finding(feature, level, f"{noun} in common: {', '.join(common[:4])}")


def cosine(a: Profile, b: Profile) -> float:
    """Likeness of the words of two accounts by their rarity, 0 to 1."""
    small, large = sorted((a.words, b.words), key=len)
    shared = sum(w * large[k] for k, w in small.items() if k in large)
    return shared / (a.whole * b.whole) if a.whole and b.whole else 0.0


def compare_words(a: Profile, b: Profile) -> Finding:
    """Likeness of the sentences that tell of the two accounts."""
    score = cosine(a, b)
    steps = ((0.03, "none"), (0.07, "little"), (0.14, "some"), (0.24, "much"), (0.45, "more"))
    level = next((name for limit, name in steps if score < limit), "nearly_all")
    shared = sorted(a.words.keys() & b.words.keys(), key=lambda w: (-a.words[w], w))
    detail = f"likeness {score:.2f}; words in common: {', '.join(shared[:5]) or 'none'}"
    return Finding("words", level, detail)


def compare_around(a: Profile, b: Profile) -> Finding | None:
    """Likeness of the passages that two accounts stand in."""
    if not a.breadth or not b.breadth:
        return None
    small, large = sorted((a.around, b.around), key=len)
    shared = {w: v * large[w] for w, v in small.items() if w in large}
    score = sum(shared.values()) / (a.breadth * b.breadth)
    steps = ((0.03, "none"), (0.07, "little"), (0.12, "some"), (0.2, "much"), (0.32, "more"))
    level = next((name for limit, name in steps if score < limit), "nearly_all")
    words = ", ".join(sorted(shared, key=lambda w: (-shared[w], w))[:5]) or "none"
    return Finding("around", level, f"passages alike {score:.2f}; words in common: {words}")


def compare_held(a: Profile, b: Profile, usual: frozenset[str]) -> Finding | None:
    """Whether day and place agree once an account without takes those told before it."""
    undated = not (a.dates and b.dates)
    if undated and _years_apart(a, b):
        return Finding("held", "years", "years apart, going by what is told beside and published")
    if not (a.held_dates or b.held_dates or a.held_places or b.held_places):
        return None
    when = _nearest_dates(a.dates or a.held_dates, b.dates or b.held_dates, usual)
    day = when.level if when else ""
    left, right = a.finest or a.held_places, b.finest or b.held_places
    where = compare_places(left, right, usual)
    spot = where.level if where else ""
    if undated and day in OTHER_WEEKS:
        return Finding("held", "weeks", "weeks apart, going by what is told beside")
    apart = day in APART_DAYS or spot in APART_PLACES
    if day in SAME_DAYS and spot in SAME_PLACES:
        return Finding("held", "both", "day and place agree with what is told beside")
    if apart:
        return Finding("held", "apart", "day or place is another, going by what is told beside")
    if day in SAME_DAYS:
        return Finding("held", "day", "the day agrees with what is told beside")
    if spot in SAME_PLACES:
        return Finding("held", "place", "the place agrees with what is told beside")
    return None


YEARS = 400  # days: who tells of last year's attack a year later is within them


def _years_apart(a: Profile, b: Profile) -> bool:
    """Whether what two accounts have of a time lies more than a year apart."""
    one, two = _time(a), _time(b)
    if one is None or two is None:
        return False
    return max((two[0] - one[1]).days, (one[0] - two[1]).days) > YEARS


def _time(account: Profile) -> tuple[date, date] | None:
    """What its dates reach over, or those told beside it; else the day of publication."""
    spans = [d for d in map(_days, account.dates or account.held_dates) if d is not None]
    if spans:
        return min(first for first, _ in spans), max(last for _, last in spans)
    return (account.published, account.published) if account.published else None


SAME_DAYS = frozenset({"same_day", "same_yearless"})
SAME_PLACES = frozenset({"same_spot", "same_town", "usual_town", "next_door"})
OTHER_WEEKS = frozenset({"weeks_apart", "far_apart", "firmly_apart"})
APART_DAYS = OTHER_WEEKS | {"week_apart", "days_apart"}
APART_PLACES = frozenset({"other_country", "far", "apart"})


def compare_position(a: Profile, b: Profile) -> Finding:
    """Whether each is its report's first account or one that follows."""
    if a.lead and b.lead:
        return Finding("position", "both_lead", "the first account of both reports")
    if a.lead or b.lead:
        return Finding("position", "one_lead", "the first account of one report")
    return Finding("position", "none_lead", "the first account of neither report")


def compare_setting(a: Profile, b: Profile) -> Finding | None:
    """Whether two whole reports share so few names, or so many, that it tells something."""
    if not a.setting or not b.setting:
        return None
    small, large = sorted((a.setting, b.setting), key=len)
    shared = {w: v * large[w] for w, v in small.items() if w in large}
    score = sum(shared.values())
    if 0.06 <= score < 0.15:
        return None
    steps = ((0.02, "none"), (0.06, "little"), (0.3, "much"))
    level = next((name for limit, name in steps if score < limit), "most")
    names = ", ".join(sorted(shared, key=lambda w: (-shared[w], w))[:4]) or "none"
    return Finding("setting", level, f"names that both reports share: {names}")


def compare_reports(a: Profile, b: Profile) -> Finding | None:
    """Likeness of two whole reports, which speaks for what both tell first."""
    if not (a.report and b.report):
        return None
    small, large = sorted((a.report, b.report), key=len)
    shared = {w: v * large[w] for w, v in small.items() if w in large}
    score = sum(shared.values())
    steps = ((0.03, "none"), (0.15, "little"), (0.22, "much"), (0.3, "more"))
    level = next((name for limit, name in steps if score < limit), "nearly_all")
    words = ", ".join(sorted(shared, key=lambda w: (-shared[w], w))[:5]) or "none"
    return Finding("report", level, f"reports alike {score:.2f}; words in common: {words}")

"""Place names become places: which of its namesakes a name means, or none of them.

In: a report, the gazetteer and the actor names of the report. Out: a mention for every place name
(`tag_places`), and the place that a statement's words stand for (`place_of`). It refuses to guess:
where nothing known fits, the place has the words as its name and nothing else.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from secondsource.distance import distance_km
from secondsource.model import Layer, Mention, Place, Report
from secondsource.resolve.gazetteer import Gazetteer, Spot
from secondsource.resolve.page import Candidate, Page, Words, open_words
from secondsource.resolve.placing import place_of
from secondsource.resolve.toponyms import candidates

__all__ = ["place_of", "tag_places"]

HOMES = frozenset({"country", "region", "admin1", "admin2", "area", "island"})
WIDE = frozenset({"continent", "sea", "area", "region"})
NOT_AGAIN = frozenset(
    {
        "title_before",
        "name_before",
        "organisation",
        "money",
        "name_after",
        "person_elsewhere",
        "common_word",
        "in_lower_case",
    }
)
LIST = re.compile(r",? (?:and|or|&) |, |,? as well as |/")
_PEOPLES = re.compile(
    r"\b(?P<people>[A-Z]\w+)(?: [a-z]+){0,2}"
    r" (?:city|town|village|hamlet|port|province|district|governorate)(?: of)? $"
)
UNCOUNTED = {"admin1": 30_000, "admin2": 10_000}  # people of a region that no list counts
PRIOR = 2.2  # what the country and region of the rest of the report weigh
NEIGHBOURS = 0.5  # what the places near a namesake weigh beside its country and region
CLOSE_KM = 100.0
CLOSE_DEGREES = 1.0  # of latitude: 111 km
SMALL = 200_000  # people of a town that no reader elsewhere is expected to know
FAR_KM = 200.0  # from every place named, beyond which a namesake is not across a border
ABROAD = 1.5  # against a namesake in a country that the report, naming others, does not name
ENOUGH = 0.0  # log-odds above which a name is taken for a place


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a report plays: how often each country and region is named."""

    countries: Counter[str]  # mentions, twice for a name, once for a people or an actor
    regions: Counter[int]
    points: tuple[tuple[int, float, float], ...] = ()  # places finer than a country, with their row

    def leading(self) -> list[str]:
        """The countries that the report is mostly about, at most three."""
        top = self.countries.most_common(3)
        return [code for code, count in top if count * 4 >= top[0][1]]

    def first(self) -> str:
        """The country that the report names most."""
        return self.countries.most_common(1)[0][0]

    def abroad(self, spot: Spot) -> bool:
        """Whether a report that names countries does not name that of a spot."""
        return self.countries.total() >= 5 and (spot.country or "") not in self.countries

    def foreign(self, spot: Spot, gazetteer: Gazetteer, facility: bool = False) -> bool:
        """Whether a town, but no large one, lies far from all places and countries of a report.

        A hospital or an airport may bear the name of any town.
        """
        if spot.kind != "city" or (spot.country or "") in self.countries:
            return False
        if spot.population > SMALL and not facility:
            return False
        if self.countries.total() < 3:
            return False
        lands = [gazetteer.country(code) for code in self.countries]
        here = (spot.lat or 0.0, spot.lon or 0.0)
        return all(
            land is not None
            and land.lat is not None
            and land.lon is not None
            and distance_km(here, (land.lat, land.lon)) > FAR_KM + land.radius_km
            for land in lands
        ) and all(distance_km(here, (lat, lon)) > FAR_KM for _, lat, lon in self.points)

    def within(self, spots: tuple[Spot, ...]) -> tuple[Spot, ...]:
        """The spots in regions that the report names or names places of; all where it does not."""
        if not self.regions:
            return spots
        return tuple(s for s in spots if s.admin1 in self.regions or s.row in self.regions)

    def weight(self, spot: Spot) -> float:
        """How much the rest of the report speaks for a spot's country and region."""
        seen = min(6.0, self.countries.get(spot.country or "", 0) / 2)
        near = self.regions.get(spot.admin1 or -1, 0) + self.regions.get(spot.row, 0)
        return math.log1p(seen) + 0.7 * math.log1p(near) + NEIGHBOURS * math.log1p(self.close(spot))

    def close(self, spot: Spot) -> int:
        """How many other places that the report names lie near a spot."""
        if spot.lat is None or spot.lon is None or spot.kind in WIDE or spot.kind == "country":
            return 0
        here = (spot.lat, spot.lon)
        return sum(
            row != spot.row
            and abs(lat - spot.lat) < CLOSE_DEGREES
            and distance_km(here, (lat, lon)) <= CLOSE_KM
            for row, lat, lon in self.points
        )


def tag_places(
    report: Report, gazetteer: Gazetteer, parties: tuple[Mention, ...]
) -> tuple[Mention, ...]:
    """Every place name of a report, with its place, or None where no known place fits."""
    words = open_words()
    page = Page(report.text, words)
    found = candidates(page, gazetteer, parties)
    around = [around_of(found, index, report.text, gazetteer) for index in range(len(found))]
    scene = scene_of(page, gazetteer, found, around, parties)
    verdicts = [
        _settle(candidate, scene, beside, gazetteer, words)
        for candidate, beside in zip(found, around, strict=True)
    ]
    for order in (range(1, len(found)), range(len(found) - 2, -1, -1)):
        step = -1 if order.step == 1 else 1
        for index in order:
            if verdicts[index] is None:
                verdicts[index] = _listed(found, verdicts, index, index + step, report, gazetteer)
    meant = _meanings(found, verdicts)
    mentions = []
    for candidate, verdict in zip(found, verdicts, strict=True):
        if verdict is None or verdict.place is None or verdict.place.id is None:
            if verdict is None and NOT_AGAIN & candidate.features:
                continue
            verdict = meant.get(candidate.words.casefold(), verdict)
        if verdict is not None:
            quote = report.text[candidate.start : candidate.end]
            place = verdict.place
            mentions.append(Mention(Layer.PLACES, candidate.start, candidate.end, quote, place))
    return tuple(mentions)


def _listed(
    found: list[Candidate],
    verdicts: list[Verdict | None],
    index: int,
    other: int,
    report: Report,
    gazetteer: Gazetteer,
) -> Verdict | None:
    """A name beside a place in a list is a place of that country: "near Lysivka and Kotlyne"."""
    this, first = found[index], found[min(index, other)]
    gap = report.text[first.end : found[max(index, other)].start]
    verdict = verdicts[other]
    if verdict is None or not LIST.fullmatch(gap) or (NOT_AGAIN | {"short"}) & this.features:
        return None
    place = verdict.place
    if place is None or place.country is None or (place.precision or 9) > 4:
        return None
    spots = tuple(s for s in this.spots if s.country == place.country and s.kind != "country")
    spots = spots or gazetteer.sounding(this.words, [place.country])
    near = choose(this._replace(spots=spots), Scene(Counter(), Counter()), Around(), gazetteer)
    if near is not None:
        return Verdict(gazetteer.place(near))
    return (
        Verdict(None) if re.search(r"and|or|&", gap) and "possessive" not in this.features else None
    )


def _meanings(found: list[Candidate], verdicts: list[Verdict | None]) -> dict[str, Verdict]:
    """What each name means where the report says it most clearly: it means that throughout."""
    meant: dict[str, Verdict] = {}
    for candidate, verdict in zip(found, verdicts, strict=True):
        if verdict is None:
            continue
        old = meant.get(candidate.words.casefold())
        if old is None or _clarity(verdict) > _clarity(old):
            meant[candidate.words.casefold()] = verdict
    return meant


def _clarity(verdict: Verdict) -> int:
    place = verdict.place
    return 0 if place is None else 1 if place.id is None else 2


@dataclass(frozen=True, slots=True)
class Verdict:
    """A name is a place: which one, or None where none that is known fits."""

    place: Place | None


def _settle(
    candidate: Candidate, scene: Scene, around: Around, gazetteer: Gazetteer, words: Words
) -> Verdict | None:
    """Whether a name is a place and which; None where it is hardly one."""
    home = _home(candidate, around, scene, gazetteer)
    if home is None and "unplaced" in candidate.features:
        return None
    spot = choose(_at_home(candidate, home), scene, around, gazetteer)
    if spot is not None and home is not None and around.said and _elsewhere(spot, home, gazetteer):
        return Verdict(_somewhere_in(candidate.words, home, gazetteer))
    if spot is not None and _odds(candidate, spot, scene, around, gazetteer, words) >= ENOUGH:
        facility = "facility" in candidate.features
        if home is not None or not scene.foreign(spot, gazetteer, facility):
            return Verdict(gazetteer.place(spot))
        return Verdict(None) if {"head", "preposition"} & candidate.features else None
    if spot is not None and not (home or candidate.head):
        return None
    lands = [home.country] if home and home.country else scene.leading()
    heard = scene.within(gazetteer.sounding(candidate.words, lands))
    if (
        heard
        and not {"common_word", "title_case", "name_before", "name_after"} & candidate.features
    ):
        spot = choose(candidate._replace(spots=heard), scene, around, gazetteer)
        if spot is not None:
            return Verdict(gazetteer.place(spot))
    if "unplaced" in candidate.features and not around.comma:
        return None
    if home is not None and _plain(candidate):
        return Verdict(_somewhere_in(candidate.words, home, gazetteer))
    if not candidate.spots and {"head", "preposition", "place_column"} & candidate.features:
        return Verdict(None)
    return None


def _plain(candidate: Candidate) -> bool:
    """Whether nothing but its being unknown speaks against a name's being a place."""
    against = {
        "common_word",
        "title_case",
        "name_before",
        "name_after",
        "title_before",
        "organisation",
        "in_lower_case",
        "person_elsewhere",
        "first_word",
        "short",
    }
    return not against & candidate.features


def _home(candidate: Candidate, around: Around, scene: Scene, gazetteer: Gazetteer) -> Spot | None:
    """The country or region that the words say a name lies in: "X, Y" and "X in Y"."""

    def fit(region: Spot) -> tuple[float, int]:
        score = min(_base(region, gazetteer), 6.0) + PRIOR * scene.weight(region)
        held = [_base(spot, gazetteer) for spot in candidate.spots if _holds(region, spot)]
        return score + max(held, default=0.0), -region.row

    regions = [s for s in around.outer if s.kind in HOMES and s.lat is not None]
    home = max(regions, key=fit, default=None)
    if home is None or any(s.kind == "country" for s in candidate.spots):
        return None
    known = [s for s in candidate.spots if s.country in (home.country, None)]
    strong = any(_base(s, gazetteer) > 5.0 and not s.rank for s in candidate.spots)
    return None if strong and not known else home


def _at_home(candidate: Candidate, home: Spot | None) -> Candidate:
    """The candidate with only the namesakes in the country that the words name, if any."""
    if home is None:
        return candidate
    spots = tuple(s for s in candidate.spots if s.country in (home.country, None))
    return candidate._replace(spots=spots)


def _elsewhere(spot: Spot, home: Spot, gazetteer: Gazetteer) -> bool:
    """Whether a town lies well outside the province that the words put it in."""
    if spot.kind != "city" or spot.population > SMALL or home.kind not in {"admin1", "admin2"}:
        return False
    if _holds(home, spot) or spot.lat is None or spot.lon is None:
        return False
    region = gazetteer.place(home)
    if region.lat is None or region.lon is None:
        return False
    reach = 1.5 * (region.radius_km or 50.0) + 20
    return distance_km((spot.lat, spot.lon), (region.lat, region.lon)) > reach


def _somewhere_in(name: str, home: Spot, gazetteer: Gazetteer) -> Place:
    """A place that is not known but for the region that the words put it in."""
    region = gazetteer.place(home)
    return replace(region, id=None, name=name, precision=max(region.precision or 3, 3))


def scene_of(
    page: Page,
    gazetteer: Gazetteer,
    found: list[Candidate],
    around: list[Around],
    parties: tuple[Mention, ...],
) -> Scene:
    """Countries and regions named beyond doubt, by name, people ("Iraqi") or actor.

    A name that is borne in several countries counts for the one that the rest of the report speaks
    for. Where no name is beyond doubt, the country that several of them share is the report's.
    """
    sure = _sure_names(page, gazetteer, found, around)
    peoples = _peoples(page, gazetteer, parties)
    first = _scene(sure.values(), peoples)
    again = {}
    for index, spot in sure.items():
        same = [s for i, s in sure.items() if found[i].words == found[index].words]
        rest = Scene(Counter(first.countries), Counter(first.regions))
        rest.countries.subtract({spot.country or "": 2 * len(same)})
        rest.regions.subtract({_region(spot): len(same)})
        others = Scene(+rest.countries, +rest.regions, _without(first, same))
        again[index] = choose(found[index], others, around[index], gazetteer) or spot
    scene = _scene(again.values(), peoples)
    if not again:
        shared = _shared_country(found)
        if shared is not None:
            scene.countries[shared] += 4
    return scene


def _sure_names(
    page: Page, gazetteer: Gazetteer, found: list[Candidate], around: list[Around]
) -> dict[int, Spot]:
    """The names that are places beyond doubt before the report has been read."""
    empty = Scene(Counter(), Counter())
    sure = {}
    for index, candidate in enumerate(found):
        spot = choose(candidate, empty, around[index], gazetteer)
        if spot is None or not spot.country or "facility" in candidate.features:
            continue
        lone = spot.kind == "admin1" and len({s.country for s in candidate.spots}) == 1
        known = spot.kind == "country" or _base(spot, gazetteer) > 5.0 or lone
        if known and _odds(candidate, spot, empty, around[index], gazetteer, page.words) > 0.5:
            sure[index] = spot
    return sure


def _peoples(page: Page, gazetteer: Gazetteer, parties: tuple[Mention, ...]) -> Counter[str]:
    """How often each country's people or actors are named."""
    countries: Counter[str] = Counter()
    for token in page.tokens:
        if token.capital and not token.text.isupper():
            country = gazetteer.people_of(token.text)
            if country:
                countries[country] += 1
    countries.update(c for p in parties if (c := getattr(p.value, "country", None)))
    return countries


def _scene(spots: Iterable[Spot], peoples: Counter[str]) -> Scene:
    countries, regions, told = Counter(peoples), Counter[int](), list(spots)
    for spot in told:
        countries[spot.country or ""] += 2
        if _region(spot) >= 0:
            regions[_region(spot)] += 1
    points = {
        (s.row, s.lat, s.lon)
        for s in told
        if s.lat is not None and s.lon is not None and s.kind in {"city", "admin2"}
    }
    return Scene(+countries, regions, tuple(sorted(points)))


def _without(scene: Scene, spots: list[Spot]) -> tuple[tuple[int, float, float], ...]:
    rows = {spot.row for spot in spots}
    return tuple(point for point in scene.points if point[0] not in rows)


def _region(spot: Spot) -> int:
    """The row of the first-order region that a spot is or lies in, or -1."""
    if spot.admin1 is not None:
        return spot.admin1
    return spot.row if spot.kind == "admin1" else -1


def _shared_country(found: list[Candidate]) -> str | None:
    """The one country where at least three names of a report are all borne, or None."""
    lands = {
        c.words.casefold(): {s.country for s in c.spots if s.lat is not None and s.rank == 0}
        for c in found
        if c.spots and not (NOT_AGAIN | {"short"}) & c.features
    }
    votes = Counter(code for codes in lands.values() for code in codes if code)
    top = votes.most_common(2)
    if not top or top[0][1] < 3 or (len(top) > 1 and top[1][1] * 2 > top[0][1]):
        return None
    return top[0][0]


def _base(spot: Spot, gazetteer: Gazetteer) -> float:
    """How likely a name is to mean this spot before the report has been read."""
    people = math.log10(spot.population + 10 if spot.population else UNCOUNTED.get(spot.kind, 10))
    if spot.kind == "country":
        score = 10.5
    elif spot.kind in {"sea", "continent"}:
        score = 14.0
    elif spot.kind in WIDE or spot.id.startswith("place:"):
        score = 6.0
    elif spot.kind == "admin1":
        score = 0.8 * people - 0.3
    elif spot.kind == "admin2":
        score = 0.8 * people - 1.5
    else:
        score = 0.9 * people
    if spot.row in gazetteer.capitals:
        score += 1.5
    return score - (1.5 if spot.rank and spot.kind == "city" else 0.8 if spot.rank else 0.0)


@dataclass(frozen=True, slots=True)
class Around:
    """The namesakes of the places a name may lie in or hold, and what it is listed with."""

    outer: tuple[Spot, ...] = ()
    inner: tuple[Spot, ...] = ()
    beside: tuple[Spot, ...] = ()  # the likeliest of each name in the same list
    comma: bool = False  # nothing but a comma stands before the name of `outer`
    said: bool = False  # the words say that the name lies in the name of `outer`: "X in Y"


def around_of(found: list[Candidate], index: int, text: str, gazetteer: Gazetteer) -> Around:
    """What a name's neighbours may be to it: "X, Y", "X (Y)", "Y's X", "Syrian town of X"."""
    this = found[index]
    words = open_words()
    beside = _beside(found, index, text)
    if _in_list(beside):
        return Around(beside=beside)
    outer: tuple[Spot, ...] = ()
    inner: tuple[Spot, ...] = ()
    if index + 1 < len(found) and _contains(text[this.end : found[index + 1].start], words):
        outer += found[index + 1].spots
    if index:
        gap = text[found[index - 1].end : this.start]
        if gap in {"'s ", "’s "}:
            outer += found[index - 1].spots
        elif _contains(gap, words):
            inner += found[index - 1].spots
    if not outer:
        outer = _of_people(this, text, gazetteer)
    ahead = text[this.end : found[index + 1].start] if index + 1 < len(found) else ""
    said = bool(outer) and re.search(r"\b(?:in|of)\b", ahead) is not None
    return Around(outer, inner, beside, ahead == ", ", said)


def _of_people(this: Candidate, text: str, gazetteer: Gazetteer) -> tuple[Spot, ...]:
    """The country whose town or region the words before a name call it: "the Syrian town of X"."""
    if this.head is None:
        return ()
    told = _PEOPLES.search(text[max(0, this.start - 60) : this.start])
    land = gazetteer.country(gazetteer.people_of(told["people"])) if told else None
    borne = {spot.country for spot in this.spots}
    return (land,) if land is not None and (not borne or land.country in borne) else ()


def _beside(found: list[Candidate], index: int, text: str) -> tuple[Spot, ...]:
    """The likeliest spot of each name that stands beside this one in a list."""
    beside = []
    for other in (index - 1, index + 1):
        if 0 <= other < len(found):
            first, second = found[min(index, other)], found[max(index, other)]
            if LIST.fullmatch(text[first.end : second.start].replace("the ", "")):
                likely = max(found[other].spots, key=lambda s: (_rough(s), -s.row), default=None)
                beside += [likely] if likely else []
    return tuple(beside)


def _in_list(beside: tuple[Spot, ...]) -> bool:
    """Whether a name stands between two provinces or two countries in a list."""
    return (
        len(beside) == 2
        and beside[0].kind == beside[1].kind
        and beside[0].kind in {"admin1", "country"}
    )


def _rough(spot: Spot) -> float:
    return {"country": 10.0, "admin1": 6.0}.get(spot.kind, 0.0) + math.log10(spot.population + 10)


def _alike(spot: Spot, around: Around) -> float:
    """How well a spot goes with the places that its name is listed with."""
    score = 0.0
    for other in around.beside:
        if other.country == spot.country:
            score += 1.5 if other.kind == spot.kind else 0.7
        elif other.kind == spot.kind:
            score += 0.5
    return score


def _contains(gap: str, words: Words) -> bool:
    """Whether the words between two names say that the first lies in the second."""
    if len(gap) > 60 or not re.search(r"^[^,(]{0,25}(?:,|\(|\b(?:in|of)\b)", gap):
        return False
    said = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", gap.lower())
    odd = [
        word
        for word in said
        if not any(
            words.has(name, word)
            for name in (
                "within",
                "directions",
                "head_before",
                "head_admin",
                "head_other",
                "head_city",
            )
        )
    ]
    return len(odd) <= 1 and not set(odd) & words.lists["apart"] and not re.search(r"[.;:\n]", gap)


def _holds(outer: Spot, spot: Spot) -> bool:
    """Whether one spot lies in another by the gazetteer's regions."""
    if outer.row == spot.row or outer.country != spot.country:
        return False
    return outer.row in (spot.admin1, spot.admin2) or (
        outer.kind == "country" and spot.kind != "country"
    )


def _nested(spot: Spot, around: Around) -> float:
    """5 where a neighbour holds the spot, 3 where the spot holds a neighbour, else 0."""
    if any(_holds(outer, spot) for outer in around.outer):
        return 5.0
    return 3.0 if any(_holds(spot, inner) for inner in around.inner) else 0.0


def choose(candidate: Candidate, scene: Scene, around: Around, gazetteer: Gazetteer) -> Spot | None:
    """The likeliest of the spots that bear a name."""
    placed = [spot for spot in candidate.spots if spot.lat is not None]
    if len(placed) < 2:
        return placed[0] if placed else None
    best: tuple[float, int] | None = None
    chosen = None
    for spot in placed:
        base = _base(spot, gazetteer)
        score = base + PRIOR * scene.weight(spot) + _fit(spot, candidate.head)
        score += _nested(spot, around) + _alike(spot, around)
        if base < 5.0 and scene.abroad(spot):
            score -= ABROAD
        key = (score, -spot.row)
        if best is None or key > best:
            best, chosen = key, spot
    return chosen


def _fit(spot: Spot, head: str | None) -> float:
    """How well a spot's kind agrees with the noun beside its name."""
    if head is None:
        return 0.6 if spot.kind == "city" else 0.0
    words = open_words()
    if head in words.lists["head_city"]:
        return 2.0 if spot.kind == "city" else -1.0
    if head in words.lists["head_admin"]:
        order = {"admin1": 2.0, "admin2": 1.5, "area": 1.5, "region": 1.5, "country": 0.0}
        if head in {"district", "county", "municipality", "subdistrict", "woreda", "regency"}:
            order = {"admin2": 3.0, "admin1": 0.5, "area": 1.5}
        return order.get(spot.kind, -1.5)
    return 0.0


def evidence_for(
    candidate: Candidate, spot: Spot, scene: Scene, around: Around, gazetteer: Gazetteer
) -> dict[str, float]:
    """What speaks for and against a name's being meant as a place, each with its strength."""
    wide = spot.kind in WIDE or spot.id.startswith("place:")
    found = dict.fromkeys(candidate.features, 1.0)
    found["bias"] = 1.0
    found["wide" if wide else spot.kind] = 1.0
    if spot.kind in {"city", "admin1", "admin2"}:
        found["people"] = max(0.0, math.log10(spot.population + 10) - 3)
    found["prior"] = min(2.0, scene.weight(spot))
    found["tokens"] = float(min(2, candidate.last - candidate.first))
    lonely = spot.id.startswith("place:") and candidate.first == candidate.last
    if lonely and spot.country and scene.countries and not scene.weight(spot):
        found["unsupported"] = 1.0
    if spot.kind != "country" and not wide and scene.abroad(spot):
        found["abroad"] = 1.0
    if spot.rank and spot.kind == "city" and scene.countries and spot.country != scene.first():
        found["abroad_other_name"] = 1.0
    if spot.rank and spot.kind == "city" and not scene.countries and spot.population < 200_000:
        found["nowhere_other_name"] = 1.0
    nested = _nested(spot, around)
    if nested > 3:
        found["inside_another"] = 1.0
    elif nested:
        found["holds_another"] = 1.0
    if spot.row in gazetteer.capitals:
        found["capital"] = 1.0
    if spot.rank:
        found["other_name"] = 1.0
    elif len(candidate.words) > 4 and len({s.country for s in candidate.spots}) == 1:
        found["one_land"] = 1.0
    return found


def _odds(
    candidate: Candidate,
    spot: Spot,
    scene: Scene,
    around: Around,
    gazetteer: Gazetteer,
    words: Words,
) -> float:
    """Log-odds that a name is meant as a place."""
    evidence = evidence_for(candidate, spot, scene, around, gazetteer)
    return sum(words.weights.get(name, 0.0) * value for name, value in evidence.items())

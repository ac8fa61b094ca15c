"""Place names become places: which of its namesakes a name means, or none of them.

In: a report, the gazetteer and the actor names of the report. Out: a mention for every place name
(`tag_places`), and the place that a statement's words stand for (`place_of`). It refuses to guess:
where nothing known fits, the place has the words as its name and nothing else.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

from secondsource.model import Layer, Mention, Report
from secondsource.resolve.gazetteer import Gazetteer, Spot
from secondsource.resolve.placing import place_of
from secondsource.resolve.toponyms import Candidate, Words, candidates, open_words, tokens

__all__ = ["place_of", "tag_places"]

WIDE = frozenset({"continent", "sea", "area", "region"})
ENOUGH = 0.0  # log-odds above which a name is taken for a place


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a report plays: how often each country and region is named."""

    countries: Counter[str]
    regions: Counter[int]

    def weight(self, spot: Spot) -> float:
        """How much the rest of the report speaks for a spot's country and region."""
        seen = self.countries.get(spot.country or "", 0)
        near = self.regions.get(spot.admin1 or -1, 0) + self.regions.get(spot.row, 0)
        return math.log1p(seen) + 0.7 * math.log1p(near)


def tag_places(
    report: Report, gazetteer: Gazetteer, parties: tuple[Mention, ...]
) -> tuple[Mention, ...]:
    """Every place name of a report, with its place, or None where no known place fits."""
    words = open_words()
    found = candidates(report.text, gazetteer, parties, words)
    scene = _scene(report, gazetteer, found, parties, words)
    mentions = []
    for index, candidate in enumerate(found):
        around = _around(found, index, report.text)
        spot = _choose(candidate, scene, around, gazetteer)
        if spot is None:
            continue
        odds = _odds(candidate, spot, scene, around, gazetteer, words)
        if odds < ENOUGH:
            continue
        mentions.append(
            Mention(
                Layer.PLACES,
                candidate.start,
                candidate.end,
                report.text[candidate.start : candidate.end],
                gazetteer.place(spot),
            )
        )
    return tuple(mentions)


def _scene(
    report: Report,
    gazetteer: Gazetteer,
    found: list[Candidate],
    parties: tuple[Mention, ...],
    words: Words,
) -> Scene:
    """Countries and regions named beyond doubt, by name, people ("Iraqi") or actor."""
    countries: Counter[str] = Counter()
    regions: Counter[int] = Counter()
    empty = Scene(Counter(), Counter())
    for index, candidate in enumerate(found):
        around = _around(found, index, report.text)
        spot = _choose(candidate, empty, around, gazetteer)
        if spot is None or not spot.country:
            continue
        sure = spot.kind == "country" or _base(spot, gazetteer) > 5.0
        if sure and _odds(candidate, spot, empty, around, gazetteer, words) > 0.5:
            countries[spot.country] += 1
            if spot.admin1 is not None or spot.kind == "admin1":
                regions[spot.admin1 if spot.admin1 is not None else spot.row] += 1
    for token in tokens(report.text):
        if token.capital:
            country = gazetteer.people_of(token.text)
            if country:
                countries[country] += 1
    for party in parties:
        country = getattr(party.value, "country", None)
        if country:
            countries[country] += 1
    return Scene(countries, regions)


def _base(spot: Spot, gazetteer: Gazetteer) -> float:
    """How likely a name is to mean this spot before the report has been read."""
    people = math.log10(spot.population + 10)
    if spot.kind == "country":
        score = 9.0
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
    return score - 0.6 * min(spot.rank, 4)


def _around(found: list[Candidate], index: int, text: str) -> tuple[Spot, ...]:
    """The places a name may be said to lie in: "X, Y", "X in Y", "X (Y)", "Y's X"."""
    this = found[index]
    near: list[Spot] = []
    if index + 1 < len(found):
        gap = text[this.end : found[index + 1].start]
        if len(gap) < 45 and _contains(gap):
            near += found[index + 1].spots
    if index:
        gap = text[found[index - 1].end : this.start]
        if gap in {"'s ", "’s "}:
            near += found[index - 1].spots
    return tuple(near)


def _contains(gap: str) -> bool:
    plain = gap.strip()
    if plain in {",", "(", "in", ", in"}:
        return True
    words = plain.replace(",", " ").split()
    return bool(words) and len(words) <= 5 and ("in" in words or "of" in words) and not {"and", "or", "from", "to"} & set(words)


def _inside(spot: Spot, around: tuple[Spot, ...]) -> bool:
    return any(
        other.row != spot.row
        and (
            other.row in (spot.admin1, spot.admin2)
            or (other.kind == "country" and other.country == spot.country and spot.kind != "country")
        )
        for other in around
    )


def _choose(
    candidate: Candidate, scene: Scene, around: tuple[Spot, ...], gazetteer: Gazetteer
) -> Spot | None:
    """The likeliest of the spots that bear a name."""
    best: tuple[float, int] | None = None
    chosen = None
    for spot in candidate.spots:
        if spot.lat is None:
            continue
        score = _base(spot, gazetteer) + 1.6 * scene.weight(spot) + _fit(spot, candidate.head)
        if _inside(spot, around):
            score += 6.0
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


def _odds(
    candidate: Candidate,
    spot: Spot,
    scene: Scene,
    around: tuple[Spot, ...],
    gazetteer: Gazetteer,
    words: Words,
) -> float:
    """Log-odds that a name is meant as a place."""
    weights = words.weights
    kind = "wide" if spot.kind in WIDE or spot.id.startswith("place:") else spot.kind
    odds = weights["bias"] + weights.get(kind, 0.0)
    if spot.kind in {"city", "admin1", "admin2"}:
        odds += weights["people"] * max(0.0, math.log10(spot.population + 10) - 3)
    if spot.row in gazetteer.capitals:
        odds += weights["capital"]
    if spot.rank:
        odds += weights["other_name"]
    odds += weights["tokens"] * (candidate.last - candidate.first)
    odds += weights["prior"] * min(2.0, scene.weight(spot))
    if _inside(spot, around):
        odds += weights["inside_another"]
    return odds + sum(weights[name] for name in candidate.features)

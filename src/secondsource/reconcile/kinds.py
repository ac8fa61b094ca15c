"""What kind of incident it was: one type, and the facets that one type mixes.

In: the claims of one incident. Out: its event type and its facets. It refuses to see a dispute in
types that complete each other: a drone strike and an assassination can be one incident.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from secondsource.model import Claim, Facets, Property, Stance, Thing
from secondsource.reconcile.sources import Sources

VAGUE = {"other_violence": 0.3, "armed_assault": 0.8, "interception": 0.7, "assassination": 0.9}
"""Types that name little: a report that says more outweighs them."""

MEANS = (
    ("drone", ("drone", "uav", "unmanned")),
    ("air", ("air", "jet", "warplane", "helicopter", "aircraft")),
    ("missile", ("missile",)),
    ("rocket", ("rocket", "katyusha", "grad")),
    ("artillery", ("shell", "artillery", "mortar", "howitzer", "tank")),
    ("suicide_bomb", ("suicide", "explosive vest", "explosive belt")),
    ("bomb", ("bomb", "ied", "explosive", "dynamite", "grenade", "mine")),
    ("firearm", ("gun", "rifle", "shot", "fire", "kalashnikov", "pistol")),
    ("blade", ("knife", "machete", "axe", "sword")),
    ("fire", ("petrol", "arson", "torch")),
)
BY_TYPE = {
    "drone_strike": "drone",
    "air_strike": "air",
    "missile_strike": "missile",
    "rocket_attack": "rocket",
    "shelling": "artillery",
    "bombing": "bomb",
    "landmine": "bomb",
    "suicide_bombing": "suicide_bomb",
    "arson": "fire",
}


def type_of(claims: Sequence[Claim], sources: Sources) -> str:
    """The event type most reports give, the more telling before the vague."""
    behind: dict[str, dict[str, float]] = defaultdict(dict)
    told: dict[str, float] = defaultdict(float)
    for claim in claims:
        if claim.event_type is None:
            continue
        lineage = sources.lineage(claim.report_id)
        worth = (1.0 if lineage.known else 0.7) * (0.5 + 0.5 * claim.score)
        mine = behind[claim.event_type]
        mine[lineage.key] = max(worth, mine.get(lineage.key, 0.0))
        told[claim.event_type] += worth
    if not behind:
        return "other_violence"

    def support(name: str) -> tuple[float, str]:
        points = (sum(behind[name].values()) + 0.3 * told[name]) * VAGUE.get(name, 1.0)
        return (round(points, 6), name)

    return max(behind, key=support)


def facets_of(claims: Sequence[Claim], event_type: str) -> Facets:
    """Means, aim, scale and outcome, as far as any report tells."""
    types = {c.event_type for c in claims}
    return Facets(
        means=_means(claims, event_type),
        targeted_killing="assassination" in types,
        mass_killing="massacre" in types,
        outcome=_outcome(claims),
    )


def _means(claims: Sequence[Claim], event_type: str) -> str | None:
    if event_type in BY_TYPE:
        return BY_TYPE[event_type]
    said = sorted({BY_TYPE[c.event_type] for c in claims if c.event_type in BY_TYPE})
    if said:
        return said[0]
    weapons = " ".join(sorted(_weapons(claims)))
    return next((m for m, words in MEANS if any(w in weapons for w in words)), None)


def _weapons(claims: Iterable[Claim]) -> set[str]:
    return {
        s.value.name.lower()
        for c in claims
        for s in c.said(Property.WEAPON)
        if isinstance(s.value, Thing)
    }


def _outcome(claims: Sequence[Claim]) -> str:
    real = [c for c in claims if c.stance is not Stance.THREATENED]
    stopped = sum(c.event_type == "interception" for c in real)
    return "intercepted" if stopped * 2 > len(real) else "completed"

"""What kind of incident it was: one type, and the facets that one type mixes.

In: the claims of one incident. Out: its event type and its facets. It refuses to see a dispute in
types that complete each other: a drone strike and an assassination can be one incident.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from secondsource.model import Claim, Facets, Property, Stance, Thing
from secondsource.reconcile.rules import Words
from secondsource.reconcile.sources import Sources


def type_of(claims: Sequence[Claim], sources: Sources, words: Words) -> str:
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
        points = (sum(behind[name].values()) + 0.3 * told[name]) * words.vague_types.get(name, 1.0)
        return (round(points, 6), name)

    return max(behind, key=support)


def facets_of(claims: Sequence[Claim], event_type: str, words: Words) -> Facets:
    """Means, aim, scale and outcome, as far as any report tells."""
    types = {c.event_type for c in claims}
    return Facets(
        means=_means(claims, event_type, words),
        targeted_killing="assassination" in types,
        mass_killing="massacre" in types,
        outcome=_outcome(claims),
    )


def _means(claims: Sequence[Claim], event_type: str, words: Words) -> str | None:
    by_type = words.means_of_types
    if event_type in by_type:
        return by_type[event_type]
    said = sorted({m for c in claims if (m := by_type.get(c.event_type or "")) is not None})
    if said:
        return said[0]
    weapons = " ".join(sorted(_weapons(claims)))
    found = (m for m, names in words.means.items() if any(n in weapons for n in names))
    return next(found, None)


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

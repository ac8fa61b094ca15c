"""How far apart places are, and which of an account's places only frame others.

In: places as reports give them. Out: kilometres, and the finest places. It refuses to place what
has neither a point nor a country.
"""

from __future__ import annotations

from collections.abc import Sequence

from secondsource.distance import apart_km
from secondsource.model import Place


def finest(places: Sequence[Place]) -> tuple[Place, ...]:
    """The located places of an account, without those that hold another of them."""
    located = [p for p in places if p.country or p.lat is not None]
    return tuple(p for p in located if not any(_frames(p, q) for q in located))


def _frames(outer: Place, inner: Place) -> bool:
    """Whether a place is the town, region or country around a finer one of the same account."""
    if outer is inner or size_km(outer) <= size_km(inner):
        return False
    if (outer.precision or 6) >= 6:
        return outer.country == inner.country
    apart = apart_km(outer, inner)
    return apart is not None and apart <= max(size_km(outer), TOWN_KM)


def size_km(place: Place) -> float:
    """How far a place's words leave it open, in kilometres; by its precision where not said."""
    if place.radius_km is not None:
        return place.radius_km
    return {1: 5.0, 2: 15.0, 3: 40.0, 4: 120.0, 5: 150.0}.get(place.precision or 6, 500.0)


TOWN_KM = 30.0  # places this near a town of the same account lie in it

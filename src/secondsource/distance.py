"""Kilometres between points and between places, for every stage that needs them.

In: latitudes and longitudes in degrees, or places. Out: kilometres along the great circle. It
refuses a distance between places of which one has no point.
"""

from __future__ import annotations

import math

from secondsource.model import Place

EARTH_KM = 6371.0
Point = tuple[float, float]  # latitude, longitude


def distance_km(one: Point, two: Point) -> float:
    """Great-circle distance in kilometres."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*one, *two))
    h = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def apart_km(one: Place, two: Place) -> float | None:
    """Kilometres between two places, where both have a point."""
    if one.lat is None or one.lon is None or two.lat is None or two.lon is None:
        return None
    return distance_km((one.lat, one.lon), (two.lat, two.lon))

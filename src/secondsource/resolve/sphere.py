"""Points on the sphere: distances, bearings, middles, borders, and coordinates in words.

In: latitudes and longitudes in degrees, distances in kilometres, or the words of a report. Out:
points and kilometres. It refuses to know any place: names are the business of its neighbours.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from secondsource.distance import EARTH_KM, Point, distance_km


def coordinates(quote: str) -> Point | None:
    """Latitude and longitude written out in degrees and minutes, or in decimal degrees."""
    sides = re.findall(
        r"(\d{1,3}(?:\.\d+)?)\s*[°º]\s*(?:(\d{1,2}(?:\.\d+)?)\s*['’′]\s*)?(?:(\d{1,2}(?:\.\d+)?)\s*[\"”″]\s*)?([NSEW])",
        quote,
    )
    if len(sides) != 2 or sides[0][3] not in "NS" or sides[1][3] not in "EW":
        return None
    values = []
    for degrees, minutes, seconds, side in sides:
        value = float(degrees) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
        values.append(-value if side in "SW" else value)
    return round(values[0], 4), round(values[1], 4)


def shifted(point: Point, bearing: float, km: float) -> Point:
    """The point a distance away in one direction (degrees clockwise from north)."""
    lat, lon = map(math.radians, point)
    turn, arc = math.radians(bearing), km / EARTH_KM
    there = math.asin(
        math.sin(lat) * math.cos(arc) + math.cos(lat) * math.sin(arc) * math.cos(turn)
    )
    east = math.atan2(
        math.sin(turn) * math.sin(arc) * math.cos(lat),
        math.cos(arc) - math.sin(lat) * math.sin(there),
    )
    return math.degrees(there), (math.degrees(lon + east) + 180) % 360 - 180


def mean_point(points: Sequence[Point]) -> Point:
    """The middle of some points."""
    x = sum(math.cos(math.radians(a)) * math.cos(math.radians(o)) for a, o in points)
    y = sum(math.cos(math.radians(a)) * math.sin(math.radians(o)) for a, o in points)
    z = sum(math.sin(math.radians(a)) for a, _ in points)
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))


def border_points(here: Sequence[Point], there: Sequence[Point]) -> list[Point]:
    """Points between towns of two countries that lie within half a degree of one another."""
    cells: dict[tuple[int, int], Point] = {(round(a * 2), round(o * 2)): (a, o) for a, o in here}
    line = []
    for lat, lon in {(round(a * 2), round(o * 2)): (a, o) for a, o in there}.values():
        row, column = round(lat * 2), round(lon * 2)
        for near in ((row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1)):
            if near in cells and distance_km(cells[near], (lat, lon)) < 70:
                line.append(mean_point([cells[near], (lat, lon)]))
    return line

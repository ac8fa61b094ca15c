"""The words that change what a place name stands for: bearings, distances, nearness, borders.

In: the tables of `data/places.toml`. Out: look-ups and patterns. It refuses to read any report.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Hints:
    """The words of `data/places.toml` that change what a name stands for."""

    bearings: dict[str, float]
    units: dict[str, float]
    around: dict[str, frozenset[str]]
    backward: dict[str, frozenset[str]]
    kinds: frozenset[str]
    sites: frozenset[str]
    streets: frozenset[str]
    came_from: re.Pattern[str]  # at the end of the words before a name
    care: re.Pattern[str]  # without which nothing says that the wounded were treated at a name
    treated: re.Pattern[str]  # at the end of the words before a name, or before one after it
    coast: re.Pattern[str]  # at the end of the words before a name
    distance: re.Pattern[str]
    direction: re.Pattern[str]


@cache
def open_hints() -> Hints:
    """The hints that ship."""
    file = resources.files("secondsource") / "data" / "places.toml"
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    bearings = {str(k): float(v) for k, v in data["bearings"].items()}
    units = {str(k): float(v) for k, v in data["units"].items()}
    longest = sorted(bearings, key=len, reverse=True)
    ways = "|".join(w for w in longest if w.islower())
    short = "|".join(w for w in longest if w.isupper())
    way = rf"(?:(?i:{ways})|{short})"
    unit = "|".join(sorted(units, key=len, reverse=True))
    number = r"\d+(?:[.,]\d+)?"
    measure = rf"(?P<n>{number})(?:\s*(?:-|–|to)\s*(?P<m>{number}))?\s*-?(?P<unit>(?i:{unit}))\b"
    extra = r"(?:\s*\((?:[^()]*)\))?"
    return Hints(
        bearings,
        units,
        {k: frozenset(v.split()) for k, v in data["around"].items() if isinstance(v, str)},
        {k: frozenset(v.split()) for k, v in data["backward"].items()},
        frozenset(data["kinds"]["again"].split()),
        frozenset(data["kinds"]["site"].split()),
        frozenset(data["kinds"]["street"].split()),
        re.compile(rf"\b(?:{'|'.join(data['around']['came_from'])})(?:\s+the)?\s*$", re.IGNORECASE),
        re.compile(
            "|".join(data["around"]["treated"].split() + data["around"]["care"].split()), re.I
        ),
        _treated(data["around"]),
        re.compile(
            r"(?<!took )(?<!take )(?<!taken )(?<!takes )(?<!taking )(?<!cut )(?<!cutting )"
            rf"\b(?:{'|'.join(sorted(data['around']['coast'].split()))})"
            r"(?:\s+(?:of|from|the|coast))*\s*$"
        ),
        re.compile(
            rf"{measure}{extra}[\s,]+(?:(?:to\s+the\s+)?(?P<way>{way})\b\s*)?"
            rf"(?:of|from|off|outside|away from|away)?\s*(?:the\s+)?"
            rf"(?:(?:coast|port|city|town|village|capital)\s+(?:of\s+|city\s+(?:of\s+)?)?)?"
            rf"(?:\w+\s+){{0,2}}$"
        ),
        re.compile(rf"\b(?P<way>{way})(?P<of>\s+(?:of|from)(?:\s+the)?(?:\s+\w+){{0,4}}?)?[\s-]+$"),
    )


def _treated(around: Mapping[str, str]) -> re.Pattern[str]:
    """What says that the wounded or dead were brought to a name: "treated in", "hospitals in"."""
    treated, moved, care, plain = (
        "|".join(around[name].split()) for name in ("treated", "moved", "care", "to_care")
    )
    between = rf"(?:[\s,]+(?:{plain}|{care}|[^\W\d_a-z][\w'’-]*))*[\s,]*"
    return re.compile(rf"\b(?:{treated}|(?:{moved}){between}\b(?i:{care}))\b{between}$")

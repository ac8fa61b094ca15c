"""What two drafts of one report have in common, in conflict, and what rules out that they are one.

In: the profiles of two drafts. Out: named features of the pair, and whether anything bars that both
tell of one incident. It refuses to weigh the features: `accounts` does.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from secondsource.extract.draft import AIMED
from secondsource.extract.profiles import Profile, clash
from secondsource.model import Place, Property
from secondsource.text import UnitKind

_GENERIC = frozenset({"other_violence"})
_CUSTODY = frozenset({"arrest", "protest", "riot"})
_ROLES = {
    "killed": ("killed", frozenset({Property.KILLED})),
    "injured": ("injured", frozenset({Property.INJURED})),
    "doers": ("doer", frozenset({Property.PERPETRATOR})),
    "targets": ("target", AIMED),
    "persons": ("persons", AIMED),
}
"""Of a field of a profile: its name among the features, and the properties it comes from."""

_FAMILIES: tuple[frozenset[str], ...] = (
    frozenset(
        {
            "drone_strike",
            "air_strike",
            "missile_strike",
            "rocket_attack",
            "shelling",
            "ship_attack",
            "interception",
        }
    ),
    frozenset({"bombing", "suicide_bombing", "landmine"}),
    frozenset({"armed_assault", "armed_clash", "assassination", "massacre"}),
    frozenset({"abduction", "hostage_taking"}),
    frozenset({"protest", "riot"}),
    frozenset({"arson", "looting"}),
)


def pair_of(mine: Profile, other: Profile) -> dict[str, float]:
    """What two drafts have in common and in conflict, as named features."""
    copied = _copied(mine, other)
    found = _when_and_where(mine, other, copied) | _who(mine, other, copied)
    found[f"type_{_types(mine.type, other.type)}"] = 1.0
    if (mine.type in _CUSTODY) != (other.type in _CUSTODY):
        found["custody_differs"] = 1.0
    if mine.trigger & other.trigger:
        found["trigger_same"] = 1.0
        if mine.definite:
            found["trigger_back"] = 1.0
    found["names_shared"] = min(len(mine.names & other.names), 4) / 2
    found["words_shared"] = len(mine.content & other.content) / (
        3 + min(len(mine.content), len(other.content))
    )
    if mine.by_day & other.dates:
        found["by_day"] = 1.0
    if mine.sentence == other.sentence:
        found["same_sentence"] = 1.0
        if mine.blamed and not other.blamed:
            found["blamed_apart"] = 1.0
    if _listed_apart(mine, other):
        found["items_apart"] = 1.0
    if mine.head and other.head and mine.head != other.head and not mine.dates & other.dates:
        found["heads_apart"] = 1.0
    if other.unit_kind is UnitKind.HEADLINE:
        found["headline"] = 1.0
    if _crossed(mine, other):
        found["crossed"] = 1.0
    return found


def barred(pair: Mapping[str, float]) -> bool:
    """Whether two drafts cannot be of one incident, whatever else speaks for it."""
    return any(pair.get(name) for name in _BARS)


_BARS = ("blamed_apart", "date_apart", "age_apart", "place_apart", "place_far")


def _copied(mine: Profile, other: Profile) -> frozenset[Property]:
    """The properties for which both drafts of one sentence rest on the same words.

    Such words belong to one of the two acts, and say nothing of whether they are one.
    """
    if mine.sentence != other.sentence:
        return frozenset()
    return frozenset(prop for prop, _, _ in mine.spans & other.spans)


def _when_and_where(mine: Profile, other: Profile, copied: frozenset[Property]) -> dict[str, float]:
    dates = "" if Property.DATE in copied else _dates(mine, other)
    places = "" if Property.PLACE in copied else _places(mine, other)
    found = {}
    if dates:
        found[f"date_{dates}"] = 1.0
    if dates in ("", "differs") and mine.ages and other.ages:
        gap = min(abs(x - y) for x in mine.ages for y in other.ages)
        if gap:
            found["age_apart" if gap > 1 else "age_differs"] = 1.0
    if places:
        found[f"place_{places}"] = 1.0
    return found


def _who(mine: Profile, other: Profile, copied: frozenset[Property]) -> dict[str, float]:
    """What the two say of doers, harmed and tolls."""
    found = {}
    for field, (name, props) in _ROLES.items():
        left, right = getattr(mine, field), getattr(other, field)
        if left and right and not props & copied:
            found[name + ("_same" if left & right else "_differs")] = 1.0
    if (mine.doers & other.targets or mine.targets & other.doers) and not mine.doers & other.doers:
        found["sides_swapped"] = 1.0
    for name in ("doer_id", "target_id"):
        left, right = getattr(mine, f"{name}s"), getattr(other, f"{name}s")
        if left and right:
            found[name + ("_same" if left & right else "_differs")] = 1.0
    if (mine.doer_ids & other.target_ids) | (mine.target_ids & other.doer_ids):
        found["ids_swapped"] = 1.0
        if not mine.doer_ids & other.doer_ids and not mine.target_ids & other.target_ids:
            found["ids_swapped_only"] = 1.0
    return found


def _crossed(mine: Profile, other: Profile) -> bool:
    """Whether one's doer is the other's target, and neither doers nor targets are shared.

    Both sides of a clash do harm, and "gunmen" may be anybody's.
    """
    if _copied(mine, other) or "armed_clash" in (mine.type, other.type):
        return False
    doers, targets = mine.doers | mine.doer_ids, mine.targets | mine.target_ids
    their_doers, their_targets = other.doers | other.doer_ids, other.targets | other.target_ids
    if doers & their_doers or targets & their_targets:
        return False
    crossed = (doers & their_targets) | (targets & their_doers)
    return any(not name.startswith("kind:") for name in crossed)


def _listed_apart(mine: Profile, other: Profile) -> bool:
    """Whether two drafts stand in different rows, or in different items under one header."""
    if mine.unit == other.unit or mine.unit_kind is not other.unit_kind:
        return False
    listed = mine.unit_kind is UnitKind.ITEM and mine.header == other.header
    return mine.unit_kind is UnitKind.ROW or listed


FAR = 120.0
"""Kilometres between two towns that one attack does not span."""


def _far(a: Place, b: Place) -> bool:
    """Whether two places known to the district are too far apart for one incident."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return False
    if (a.precision or 9) > 3 or (b.precision or 9) > 3:
        return False
    north = math.radians(a.lat - b.lat)
    east = math.radians(a.lon - b.lon) * math.cos(math.radians((a.lat + b.lat) / 2))
    return 6371 * math.hypot(north, east) > FAR + (a.radius_km or 0) + (b.radius_km or 0)


def _other_region(a: Place, b: Place) -> bool:
    """Whether two places lie in two first-order regions: one incident in one of a hundred pairs."""
    return a.admin1 is not None and b.admin1 is not None and a.admin1 != b.admin1


def _types(a: str, b: str) -> str:
    if a == b:
        return "generic" if a in _GENERIC else "same"
    if a in _GENERIC or b in _GENERIC:
        return "open"
    return "kin" if any(a in f and b in f for f in _FAMILIES) else "differs"


def _dates(a: Profile, b: Profile) -> str:
    if not a.dates or not b.dates:
        return ""
    if a.dates & b.dates:
        return "same"
    pairs = [(x.earliest, x.latest, y.earliest, y.latest) for x in a.days for y in b.days]
    bounded = [(p, q, r, s) for p, q, r, s in pairs if p and q and r and s]
    if bounded:
        return "meets" if any(p <= s and r <= q for p, q, r, s in bounded) else "apart"
    pairs_of_calendars = [(x, y) for x in a.calendar for y in b.calendar]
    if pairs_of_calendars and all(clash(x, y) for x, y in pairs_of_calendars):
        return "apart"
    if any(x[1] and x[2] and x[1:3] == y[1:3] for x, y in pairs_of_calendars):
        return "same"  # "Nov 20" and "November 20"
    return "differs"


def _places(a: Profile, b: Profile) -> str:
    if not a.places or not b.places:
        return ""
    if a.places & b.places:
        return "same"
    if any(x in y or y in x for x in a.places for y in b.places):
        return "part"
    pairs = [(x, y) for x in a.points for y in b.points if x.country and y.country]
    if pairs and all(x.country != y.country for x, y in pairs):
        return "apart"
    if pairs and all(_far(x, y) for x, y in pairs):
        return "far"
    if pairs and all(_other_region(x, y) for x, y in pairs):
        return "regions"
    if any(6 in (x.precision, y.precision) for x, y in pairs if x.country == y.country):
        return "wider"
    if any(x.country == y.country and x.admin1 and x.admin1 == y.admin1 for x, y in pairs):
        return "wider"
    return "differs"

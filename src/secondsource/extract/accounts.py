"""Which claims of one report tell of one incident.

In: the drafts of a report in order, its sentences and mentions, and weights. Out: the same drafts
with `same_as` set to the first draft of their account. Each incident draft in turn joins the
account that the weights favour most, or opens its own. It refuses to look beyond the report.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from secondsource.extract.draft import Draft, without
from secondsource.extract.profiles import Profile, clash, profiles_of
from secondsource.extract.words import read_lexicon
from secondsource.model import Kind, Mention
from secondsource.text import Sentence, UnitKind

JOIN = -0.15
"""The least log-odds at which a draft joins (best accounts F1 on both development golds)."""

TOLD = 1.0
"""Log-odds that the model's own word on sameness adds; to be measured with the model."""

Weights = Mapping[str, float]
"""Log-odds that a feature adds to "this draft belongs to that account"."""


def open_weights() -> Weights:
    """The weights that ship with the package; `training/accounts.py` says how they were found."""
    return {str(k): float(v) for k, v in read_lexicon("accounts")["weights"].items()}


def with_accounts(
    drafts: Sequence[Draft],
    text: str,
    read: Sequence[Sentence],
    mentions: Sequence[Mention],
    weights: Weights,
    *,
    least: float = 0.0,
) -> tuple[Draft, ...]:
    """The drafts with `same_as` pointing to the first draft of the same incident.

    An account whose best draft scores below `least` is left out.
    """
    profiles = profiles_of(drafts, text, read, mentions)
    accounts: list[list[int]] = []
    found = list(drafts)
    for k, draft in enumerate(drafts):
        if draft.kind is not Kind.INCIDENT:
            continue
        home = _home(k, accounts, profiles, weights, told=draft.same_as)
        if home is None:
            found[k] = replace(draft, same_as=None)
            accounts.append([k])
            continue
        found[k] = replace(draft, same_as=accounts[home][0])
        accounts[home].append(k)
    for members in accounts:
        code = _shared_type([drafts[m] for m in members])
        for m in members:
            if code and found[m].event_type == "other_violence":
                found[m] = replace(found[m], event_type=code)
    weak = {m for ms in accounts if max(drafts[m].score for m in ms) < least for m in ms}
    return without(found, weak)


def _shared_type(members: Sequence[Draft]) -> str | None:
    """The type that an account makes clear for its claims that name no means: the weightiest."""
    weight: dict[str, float] = {}
    for draft in members:
        code = draft.event_type
        if code and code != "other_violence":
            weight[code] = weight.get(code, 0.0) + draft.score
    return max(sorted(weight), key=lambda c: weight[c]) if weight else None


def _home(
    k: int,
    accounts: Sequence[Sequence[int]],
    profiles: Sequence[Profile],
    weights: Weights,
    *,
    told: int | None,
) -> int | None:
    """The account a draft belongs to: the best above nought, else None."""
    best, best_score = None, JOIN
    for a, members in enumerate(accounts):
        features = features_of(k, a, accounts, profiles)
        score = sum(weights.get(name, 0.0) * value for name, value in features.items())
        if told is not None:
            score += TOLD if told in members else -TOLD
        if score > best_score:
            best, best_score = a, score
    return best


def features_of(
    k: int, a: int, accounts: Sequence[Sequence[int]], profiles: Sequence[Profile]
) -> dict[str, float]:
    """What speaks for draft `k` belonging to account `a`."""
    members = accounts[a]
    mine = profiles[k]
    pairs = [_pair(mine, profiles[m]) for m in members]
    found: dict[str, float] = {"bias": 1.0}
    for name in sorted({n for p in pairs for n in p}):
        found[name] = max(p.get(name, 0.0) for p in pairs)
    for name in ("date", "place", "doer", "doer_id", "target", "target_id", "killed", "injured"):
        if found.get(f"{name}_same"):
            found[f"{name}_differs"] = found[f"{name}_apart"] = 0.0
    if found.get("date_apart"):
        for name in ("date_apart&type_same", "date_apart&killed_same"):
            found[name] = found.get(name.split("&")[1], 0.0)
    newest = max(members)
    found["newest"] = float(all(max(o) <= newest for o in accounts))
    found["first"] = float(a == 0)
    found["only"] = float(len(accounts) == 1)
    found["size"] = math.log(len(members))
    found["accounts"] = math.log(len(accounts))
    found["gap"] = math.log1p(mine.sentence - profiles[newest].sentence)
    found["same_unit"] = float(mine.unit == profiles[newest].unit)
    found |= _alone(mine, bool(found["newest"]), a == 0)
    return found


def _alone(mine: Profile, newest: bool, first: bool) -> dict[str, float]:
    """Features of the draft itself, with its account the newest or the first of the report."""
    own = {
        "definite": mine.definite,
        "indefinite": mine.indefinite,
        "other": mine.other,
        "effect": mine.effect,
        "pronoun": mine.pronoun,
        "past_perfect": mine.past_perfect,
        "turning": mine.turning,
        "under": mine.under,
        "old": mine.old,
        "doer_back": mine.doer_back,
        "target_back": mine.target_back,
        "dated": bool(mine.dates),
        "placed": bool(mine.places),
        "bare": not (mine.dates or mine.places or mine.doers),
        "item": mine.unit_kind in (UnitKind.ITEM, UnitKind.ROW),
    }
    found = {name: float(value) for name, value in own.items()}
    for name, value in own.items():
        if value and newest:
            found[f"{name}_newest"] = 1.0
        if value and first:
            found[f"{name}_first"] = 1.0
    return found


_GENERIC = frozenset({"other_violence"})

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


def _pair(mine: Profile, other: Profile) -> dict[str, float]:
    """What two drafts have in common and in conflict."""
    dates, places = _dates(mine, other), _places(mine, other)
    found: dict[str, float] = {}
    if dates:
        found[f"date_{dates}"] = 1.0
    if places:
        found[f"place_{places}"] = 1.0
    found[f"type_{_types(mine.type, other.type)}"] = 1.0
    for name in ("killed", "injured", "doers", "targets"):
        left, right = getattr(mine, name), getattr(other, name)
        if left and right:
            same = "same" if left & right else "differs"
            found[f"{name.removesuffix('s') if name in ('doers', 'targets') else name}_{same}"] = (
                1.0
            )
    crossed = (mine.doers & other.targets) or (mine.targets & other.doers)
    if crossed and not mine.doers & other.doers:
        found["sides_swapped"] = 1.0
    if mine.trigger & other.trigger:
        found["trigger_same"] = 1.0
        if mine.definite:
            found["trigger_back"] = 1.0
    if mine.doer_ids and other.doer_ids:
        found["doer_id_same" if mine.doer_ids & other.doer_ids else "doer_id_differs"] = 1.0
    if (mine.doer_ids & other.target_ids) | (mine.target_ids & other.doer_ids):
        found["ids_swapped"] = 1.0
        if not mine.doer_ids & other.doer_ids and not mine.target_ids & other.target_ids:
            found["ids_swapped_only"] = 1.0
    if mine.target_ids and other.target_ids:
        found["target_id_same" if mine.target_ids & other.target_ids else "target_id_differs"] = 1.0
    shared = len(mine.names & other.names)
    found["names_shared"] = min(shared, 4) / 2
    found["words_shared"] = len(mine.content & other.content) / (
        3 + min(len(mine.content), len(other.content))
    )
    if mine.sentence == other.sentence:
        found["same_sentence"] = 1.0
    listed = mine.unit_kind is UnitKind.ITEM and mine.header == other.header
    if (
        mine.unit != other.unit
        and mine.unit_kind is other.unit_kind
        and (mine.unit_kind is UnitKind.ROW or listed)
    ):
        found["items_apart"] = 1.0
    if other.unit_kind is UnitKind.HEADLINE:
        found["headline"] = 1.0
    return found


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
    if any(6 in (x.precision, y.precision) for x, y in pairs if x.country == y.country):
        return "wider"
    if any(x.country == y.country and x.admin1 and x.admin1 == y.admin1 for x, y in pairs):
        return "wider"
    return "differs"

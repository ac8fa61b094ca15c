"""Which claims of one report tell of one incident.

In: the drafts of a report in order. Out: the same drafts with `same_as` set to the first draft of
their account. It refuses to join across types that exclude one another, across dates or places
that differ, and across two tolls that cannot be one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from secondsource.extract.draft import Draft
from secondsource.model import Kind, Mention, Place, Property, Scope, When

_FAMILIES: tuple[frozenset[str], ...] = (
    frozenset({"drone_strike", "air_strike", "missile_strike", "rocket_attack", "shelling", "ship_attack", "interception", "other_violence", "assassination", "massacre"}),
    frozenset({"bombing", "suicide_bombing", "landmine", "other_violence", "assassination", "massacre", "armed_assault", "hostage_taking"}),
    frozenset({"armed_assault", "armed_clash", "assassination", "massacre", "other_violence", "hostage_taking", "abduction", "arson", "looting", "sexual_violence"}),
    frozenset({"protest", "riot", "other_violence", "arrest"}),
    frozenset({"ship_attack", "abduction", "hostage_taking", "armed_assault", "other_violence"}),
    frozenset({"armed_clash", "shelling", "air_strike", "other_violence", "rocket_attack"}),
)


@dataclass(frozen=True, slots=True)
class Profile:
    """What one draft says that can tell it from another incident."""

    type: str
    dates: frozenset[str]
    days: tuple[When, ...]
    places: frozenset[str]
    points: tuple[Place, ...]
    killed: frozenset[str]
    injured: frozenset[str]
    doers: frozenset[str]
    targets: frozenset[str]
    definite: bool
    score: float


def with_accounts(
    drafts: Sequence[Draft], text: str, mentions: Sequence[Mention]
) -> tuple[Draft, ...]:
    """The drafts with `same_as` pointing to the first draft of the same incident."""
    values = {(m.start, m.end): m.value for m in mentions}
    profiles = [_profile(d, text, values) for d in drafts]
    accounts: list[list[int]] = []
    found = list(drafts)
    for k, draft in enumerate(drafts):
        if draft.kind is not Kind.INCIDENT:
            continue
        home = _home(k, accounts, drafts, profiles)
        if home is None:
            accounts.append([k])
            continue
        found[k] = replace(draft, same_as=accounts[home][0])
        accounts[home].append(k)
    return tuple(found)


def _home(
    k: int,
    accounts: Sequence[Sequence[int]],
    drafts: Sequence[Draft],
    profiles: Sequence[Profile],
) -> int | None:
    """The account a draft belongs to: the best above nought, else None."""
    best, best_score = None, 0.0
    for a, members in enumerate(accounts):
        score = _affinity(k, members, drafts, profiles, recent=len(accounts) - 1 - a)
        if score > best_score:
            best, best_score = a, score
    return best


def _affinity(
    k: int,
    members: Sequence[int],
    drafts: Sequence[Draft],
    profiles: Sequence[Profile],
    recent: int,
) -> float:
    mine = profiles[k]
    if any(drafts[m].sentence == drafts[k].sentence for m in members):
        return -9.0
    scores = [_pair(mine, profiles[m]) for m in members]
    if min(scores) <= -5.0:
        return -9.0
    gap = min(k - m for m in members)
    near = 0.6 if gap == 1 else 0.2 if gap <= 3 else 0.0
    return max(scores) + near - 0.15 * recent


def _pair(a: Profile, b: Profile) -> float:
    """How far two drafts speak of one incident; -9 where they cannot."""
    if not _compatible(a.type, b.type):
        return -9.0
    score = -1.0
    if a.type == b.type and a.type != "other_violence":
        score += 0.4
    date = _dates(a, b)
    place = _places(a, b)
    if date <= -5 or place <= -5:
        return -9.0
    score += date + place
    for mine, theirs in ((a.killed, b.killed), (a.injured, b.injured)):
        if mine and theirs:
            score += 1.0 if mine & theirs else -0.8
    if a.doers and b.doers:
        score += 0.4 if a.doers & b.doers else -0.7
    if a.targets and b.targets:
        score += 0.7 if a.targets & b.targets else -0.3
    if a.definite:
        score += 0.9
    return score


def _compatible(a: str, b: str) -> bool:
    return a == b or any(a in family and b in family for family in _FAMILIES)


def _dates(a: Profile, b: Profile) -> float:
    if not a.dates or not b.dates:
        return 0.0
    if a.dates & b.dates:
        return 1.1
    bounded = [
        (x, y) for x in a.days for y in b.days if x.earliest and y.earliest and x.latest and y.latest
    ]
    if bounded:
        meets = any(
            x.earliest <= y.latest and y.earliest <= x.latest
            for x, y in bounded
            if x.earliest and x.latest and y.earliest and y.latest
        )
        return 0.5 if meets else -9.0
    return -1.2


def _places(a: Profile, b: Profile) -> float:
    if not a.places or not b.places:
        return 0.0
    if a.places & b.places:
        return 0.8
    if any(x in y or y in x for x in a.places for y in b.places):
        return 0.6
    pairs = [(x, y) for x in a.points for y in b.points]
    if any(x.country and x.country == y.country and 6 in (x.precision, y.precision) for x, y in pairs):
        return 0.3
    if any(x.country and x.country == y.country and x.admin1 == y.admin1 for x, y in pairs):
        return 0.2
    if pairs and all(x.country and y.country and x.country != y.country for x, y in pairs):
        return -9.0
    return -1.0


_WORD = re.compile(r"[^\W_]{3,}")
_EMPTY = frozenset("the and for with from that this who was were are has had have its their his her new last two three four five six seven eight nine ten".split())


def _profile(
    draft: Draft, text: str, values: Mapping[tuple[int, int], object]
) -> Profile:
    def quotes(prop: Property) -> list[str]:
        return [text[a.start : a.end].lower() for a in draft.arguments if a.property is prop]

    def content(prop: Property) -> frozenset[str]:
        words = [w for q in quotes(prop) for w in _WORD.findall(q)]
        return frozenset(w for w in words if w not in _EMPTY)

    def found(prop: Property) -> list[object]:
        return [values.get((a.start, a.end)) for a in draft.arguments if a.property is prop]

    def numbers(prop: Property) -> frozenset[str]:
        return frozenset(
            m
            for a in draft.arguments
            if a.property is prop and a.scope is Scope.TOTAL
            for m in [_number(text[a.start : a.end].lower())]
            if m
        )

    start = draft.trigger[0] if draft.trigger else draft.sentence[0]
    lead = text[max(draft.sentence[0], start - 28) : start].lower()
    definite = bool(re.search(r"\b(the|this|that|those|these)\s+([\w.'’-]+\s+){0,2}$", lead))
    return Profile(
        draft.event_type or "",
        frozenset(quotes(Property.DATE)),
        tuple(v for v in found(Property.DATE) if isinstance(v, When)),
        frozenset(quotes(Property.PLACE)),
        tuple(v for v in found(Property.PLACE) if isinstance(v, Place)),
        numbers(Property.KILLED),
        numbers(Property.INJURED),
        content(Property.PERPETRATOR),
        content(Property.TARGET) | content(Property.VICTIM) | content(Property.DESTROYED),
        definite,
        draft.score,
    )


_NUMERAL = re.compile(r"\d[\d,]*|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens|scores|hundreds)\b")
_DIGITS = {w: str(n) for n, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())}


def _number(quote: str) -> str | None:
    match = _NUMERAL.search(quote)
    return _DIGITS.get(match.group(), match.group().replace(",", "")) if match else None

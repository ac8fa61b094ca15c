"""Which claims of one report tell of one incident.

In: the drafts of a report in order, its sentences and mentions, and weights. Out: the same drafts
with `same_as` set to the first draft of their account. Each incident draft in turn joins the
account that the weights favour most, or opens its own; then an account joins an earlier one that
its drafts on the whole would join. It refuses to look beyond the report.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from secondsource.extract.compare import barred, pair_of
from secondsource.extract.draft import AIMED, Draft, without
from secondsource.extract.profiles import Profile, profiles_of
from secondsource.extract.vague import HARM, Vague, is_vague, open_vague
from secondsource.extract.words import read_lexicon
from secondsource.model import Kind, Mention, Property
from secondsource.text import Sentence, UnitKind

JOIN = -0.6
"""The least log-odds at which a draft joins an account of its report."""

NAMELESS = -4.0
"""The same of a draft that says nothing by which an incident is known, neither when nor where nor
whom or what it harmed: such an act stands in a report to tell more of another."""

AFTERWARDS = 0.5
"""The least mean log-odds at which two accounts become one, once all of a report are known."""

TOLD = 2.0
"""Weight of the log-odds that the model gives a pair of drafts."""

LIFT = 0.9
"""What is added to them: the mean over an account is lower than what its best pair would say."""

MATE, NO_MATE = 1.5, -0.375
"""Log-odds where the model names the likeliest mate of a draft, or says that it has none."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What decides on accounts: the log-odds of features, and words of what recurs."""

    features: Mapping[str, float]
    habit: re.Pattern[str]
    vague: Vague


Pair = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Compared:
    """What the drafts of a report say, and what each two have in common, worked out when asked."""

    profiles: Mapping[int, Profile]
    _pairs: dict[tuple[int, int], Pair | None] = field(default_factory=dict)

    def pair(self, k: int, m: int) -> Pair | None:
        """What draft `k` has in common with one before it; None where they cannot be one."""
        if (k, m) not in self._pairs:
            mine, other = self.profiles[k], self.profiles[m]
            found = None if m == mine.answers or k == other.answers else pair_of(mine, other)
            self._pairs[k, m] = None if found is None or barred(found) else found
        return self._pairs[k, m]


def open_weights() -> Weights:
    """The weights that ship with the package; `training/extract_weights.py` finds them."""
    features = {str(k): float(v) for k, v in read_lexicon("accounts")["weights"].items()}
    phrases = "|".join(re.escape(p) for p in read_lexicon("habits")["phrases"])
    habit = re.compile(rf"\b(?:{phrases})\b", re.IGNORECASE)
    return Weights(features, habit, open_vague())


def with_accounts(
    drafts: Sequence[Draft],
    text: str,
    read: Sequence[Sentence],
    mentions: Sequence[Mention],
    weights: Weights,
    *,
    least: float = 0.0,
    sure: float = 0.0,
) -> tuple[Draft, ...]:
    """The drafts with `same_as` pointing to the first draft of the same incident.

    An account whose best draft scores below `least` is left out, and one that only says what is
    done again and again; one whose best scores below `sure` is weak. Drafts that are weak already
    stand alone.
    """
    incidents = [k for k, draft in enumerate(drafts) if draft.kind is Kind.INCIDENT]
    told = profiles_of([drafts[k] for k in incidents], text, read, mentions)
    profiles = dict(zip(incidents, told, strict=True))
    compared = Compared(profiles)
    accounts: list[list[int]] = []
    found = list(drafts)
    for k in incidents:
        if drafts[k].weak:
            continue
        home = _home(k, drafts, accounts, compared, weights.features)
        if home is None:
            accounts.append([k])
        else:
            accounts[home].append(k)
    accounts = _joined(accounts, drafts, compared, weights.features)
    accounts += [[k] for k in incidents if drafts[k].weak]
    for members in accounts:
        first = members[0]
        for m in members:
            found[m] = drafts[m]._replace(same_as=None if m == first else first)
        code = _shared_type([drafts[m] for m in members])
        weak = drafts[first].weak or max(drafts[m].score for m in members) < sure
        for m in members:
            found[m] = found[m]._replace(weak=weak)
            if code and found[m].event_type == "other_violence":
                found[m] = found[m]._replace(event_type=code)
    dropped = {
        m
        for members in accounts
        if max(drafts[m].score for m in members) < least
        or all(_habitual(drafts[m], profiles[m], text, weights.habit) for m in members)
        or is_vague(
            [drafts[m] for m in members], [profiles[m] for m in members], text, weights.vague
        )
        for m in members
    }
    return without(found, dropped)


_TOLLS = HARM - {Property.DISPLACED}

_KNOWN_BY = HARM | AIMED | {Property.DATE, Property.PLACE, Property.MISSING}


def _habitual(draft: Draft, profile: Profile, text: str, habit: re.Pattern[str]) -> bool:
    """Whether a draft tells of what recurs, and states neither a day nor a toll."""
    if profile.calendar or profile.ages or any(a.property in _TOLLS for a in draft.arguments):
        return False
    return bool(habit.search(text[slice(*draft.sentence)]))


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
    drafts: Sequence[Draft],
    accounts: Sequence[Sequence[int]],
    compared: Compared,
    weights: Mapping[str, float],
) -> int | None:
    """The account a draft belongs to: the likeliest of those open to it, else None."""
    told = _KNOWN_BY & {a.property for a in drafts[k].arguments}
    best, best_score = None, JOIN if told or compared.profiles[k].anew else NAMELESS
    for a in range(len(accounts)):
        score = _odds(k, a, drafts, accounts, compared, weights)
        if score is not None and score > best_score:
            best, best_score = a, score
    return best


def _odds(
    k: int,
    a: int,
    drafts: Sequence[Draft],
    accounts: Sequence[Sequence[int]],
    compared: Compared,
    weights: Mapping[str, float],
) -> float | None:
    """The log-odds of draft `k` belonging to account `a` of those before it; None if barred."""
    members = accounts[a]
    pairs = open_pairs(k, members, compared)
    if pairs is None:
        return None
    features = features_of(k, a, accounts, compared.profiles, pairs)
    score = math.fsum(weights.get(name, 0.0) * value for name, value in features.items())
    return score + _told(drafts[k], members) + _told_again(k, members, compared.profiles, pairs)


def _joined(
    accounts: Sequence[Sequence[int]],
    drafts: Sequence[Draft],
    compared: Compared,
    weights: Mapping[str, float],
) -> list[list[int]]:
    """The accounts, each one with an earlier where its drafts on the whole would join that."""
    found = [list(members) for members in accounts]
    y = 1
    while y < len(found):
        odds = _mean_odds(y, drafts, found, compared, weights)
        x = max(range(y), key=odds.__getitem__)
        if odds[x] > AFTERWARDS:
            found[x] = sorted(found[x] + found.pop(y))
        else:
            y += 1
    return found


def _mean_odds(
    y: int,
    drafts: Sequence[Draft],
    accounts: Sequence[Sequence[int]],
    compared: Compared,
    weights: Mapping[str, float],
) -> list[float]:
    """The mean log-odds of the drafts of account `y` belonging to each earlier account."""
    sums = [0.0] * y
    for k in accounts[y]:
        before = [told for a in accounts[: y + 1] if (told := [m for m in a if m < k])]
        for x in range(y):
            odds = None if math.isinf(sums[x]) else _odds(k, x, drafts, before, compared, weights)
            sums[x] = -math.inf if odds is None else sums[x] + odds
    return [total / len(accounts[y]) for total in sums]


def open_pairs(k: int, members: Sequence[int], compared: Compared) -> tuple[Pair, ...] | None:
    """What a draft has in common with each member of an account, or None where it is barred.

    A clash with any member bars it, and so does an answer.
    """
    pairs = []
    for m in members:
        pair = compared.pair(k, m)
        if pair is None:
            return None
        pairs.append(pair)
    return tuple(pairs)


AGAIN = 6.0
"""Log-odds of two claims that agree where incidents rarely do: a report that comes back to what it
told, or a table row and a text. Everything from 5 on does as well."""


def _told_again(
    k: int, members: Sequence[int], profiles: Mapping[int, Profile], pairs: Sequence[Pair]
) -> float:
    """Whether one claim tells again what another tells."""
    sure = any(_sure(pair) for pair in pairs) or _row_again(k, members, profiles, pairs)
    return AGAIN if sure else 0.0


_APART = (
    *("date_differs", "age_differs", "place_differs", "killed_differs", "injured_differs"),
    "type_open",
)


def _sure(pair: Pair) -> bool:
    """Whether the dead agree with the day or the place, or the day with the harmed.

    Nothing may differ: of 330 such pairs of annotated claims 5 were of two incidents.
    """
    if pair.get("same_sentence") or any(pair.get(name) for name in _APART):
        return False
    day = pair.get("date_same")
    if pair.get("killed_same"):
        return bool(day or pair.get("place_same") or pair.get("place_part"))
    return bool(day and (pair.get("target_same") or pair.get("persons_same")))


def _row_again(
    k: int, members: Sequence[int], profiles: Mapping[int, Profile], pairs: Sequence[Pair]
) -> bool:
    """Whether a table row tells again what the text tells, or the other way round."""
    row = profiles[k].unit_kind is UnitKind.ROW
    for m, pair in zip(members, pairs, strict=True):
        if row == (profiles[m].unit_kind is UnitKind.ROW):
            continue
        placed = pair.get("place_same") or pair.get("place_part")
        if pair.get("date_same") and placed and pair.get("type_same"):
            return True
    return False


def _told(draft: Draft, members: Sequence[int]) -> float:
    """The log-odds that the model's word gives a draft and an account.

    Its chances count by their mean over the account. Where it only names a mate, that speaks for
    the mate's account, and against every other.
    """
    odds = [_odds_of(chance) for m, chance in draft.alike if m in members]
    if odds:
        return TOLD * (sum(odds) / len(odds) + LIFT)
    if draft.alike or draft.origin != "model":
        return 0.0
    if draft.same_as is None:
        return NO_MATE
    return MATE if draft.same_as in members else -MATE


def _odds_of(chance: float) -> float:
    """The log-odds of a chance, held between 2 and 98 per cent."""
    held = min(max(chance, 0.02), 0.98)
    return math.log(held / (1 - held))


_EITHER = (
    "date",
    "place",
    "doer",
    "doer_id",
    "target",
    "target_id",
    "killed",
    "injured",
    "persons",
)
"""What differs from one member does not count where it is the same as another's."""


def features_of(
    k: int,
    a: int,
    accounts: Sequence[Sequence[int]],
    profiles: Mapping[int, Profile],
    pairs: Sequence[Pair],
) -> dict[str, float]:
    """What speaks for draft `k` belonging to account `a`; `pairs` are those with its members."""
    members = accounts[a]
    mine = profiles[k]
    found: dict[str, float] = {"bias": 1.0}
    for pair in pairs:
        for name, value in pair.items():
            found[name] = max(value, found.get(name, 0.0))
    for name in _EITHER:
        if found.get(f"{name}_same"):
            found[f"{name}_differs"] = 0.0
    newest = members[-1]  # each account holds its drafts in the order of the text
    found["newest"] = float(all(o[-1] <= newest for o in reversed(accounts)))
    found["first"] = float(a == 0)
    found["only"] = float(len(accounts) == 1)
    found["size"] = math.log(len(members))
    found["accounts"] = math.log(len(accounts))
    found["gap"] = math.log1p(mine.sentence - profiles[newest].sentence)
    found["same_unit"] = float(mine.unit == profiles[newest].unit)
    if found["same_unit"] and mine.head and not (mine.dates or mine.places):
        found["same_entry"] = 1.0
    for name in ("killed_differs", "type_differs"):
        found[f"any_{name}"] = float(any(p.get(name) for p in pairs))
    if mine.it_follows:
        found["it_follows"] = 1.0
        if found["newest"]:
            found["it_follows_newest"] = 1.0
    found |= _alone(mine, bool(found["newest"]), a == 0)
    return found


def _alone(mine: Profile, newest: bool, first: bool) -> dict[str, float]:
    """Features of the draft itself, with its account the newest or the first of the report."""
    said = (
        ("definite", mine.definite),
        ("indefinite", mine.indefinite),
        ("other", mine.other),
        ("effect", mine.effect),
        ("pronoun", mine.pronoun),
        ("past_perfect", mine.past_perfect),
        ("turning", mine.turning),
        ("under", mine.under),
        ("old", mine.old),
        ("doer_back", mine.doer_back),
        ("target_back", mine.target_back),
        ("anew", mine.anew),
        ("dated", bool(mine.dates)),
        ("placed", bool(mine.places)),
        ("bare", not (mine.dates or mine.places or mine.doers)),
        ("item", mine.unit_kind in (UnitKind.ITEM, UnitKind.ROW)),
    )
    found = {}
    for name, holds in said:
        if holds:
            found[name] = 1.0
            if newest:
                found[f"{name}_newest"] = 1.0
            if first:
                found[f"{name}_first"] = 1.0
    return found

"""What speaks for and against pairs of accounts being one incident.

In: profiles and weights. Out: the odds of every pair worth comparing, whether its days can be one,
and the reasons of the pairs worth showing; those of others are worked out when asked for, so that a
large case fits in memory. It refuses to compare again what has not changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from secondsource.link.block import Blocks, block
from secondsource.link.cluster import Pair
from secondsource.link.pairs import SAME_DAYS, SAME_PLACES, compare, compare_reports
from secondsource.link.profile import Profile
from secondsource.link.regroup import ordered
from secondsource.link.score import Weights
from secondsource.model import Reason

CLASH = -4.5  # log2 odds of dates that bar a union: weeks apart, or told before the day
WORTH_SHOWING = -3.0  # log2 odds below which a pair that is not joined is no link to look at
MUCH_ALIKE = frozenset({"more", "nearly_all"})  # levels of whole reports that tell one story

Reasons = tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Accounts by id, and the pairs of them that were compared."""

    known: Mapping[str, Profile]
    odds: Mapping[Pair, float]
    clashing: frozenset[Pair]  # pairs whose days cannot be one
    shown: Mapping[Pair, Reasons]  # of pairs worth showing
    weights: Weights
    blocks: Blocks = field(default_factory=lambda: block(()))

    def reasons(self, pair: Pair) -> Reasons:
        """What speaks for and against any two accounts."""
        one, two = (self.known[account] for account in pair)
        return self.shown.get(pair) or self.weights.reasons(compare(one, two, self.weights.kin))

    def story(self, pair: Pair) -> bool:
        """Whether both are the first accounts of reports that tell much the same as a whole."""
        alike = compare_reports(*(self.known[account] for account in pair))
        return alike is not None and alike.level in MUCH_ALIKE

    def row_again(self, pair: Pair) -> bool:
        """Whether one account is a table row, the other is not, and day and place are the same."""
        one, two = (self.known[account] for account in pair)
        if one.row == two.row:
            return False
        level = {f.feature: f.level for f in compare(one, two, self.weights.kin)}
        return level.get("date") in SAME_DAYS and level.get("place") in SAME_PLACES


def compare_all(
    profiles: Sequence[Profile], weights: Weights, before: Compared | None = None
) -> Compared:
    """The accounts, compared; with `before`, pairs of accounts that are as before stay as they are.

    What is usual in the case must be the same as before.
    """
    known = {p.id: p for p in profiles}
    had = before or Compared({}, {}, frozenset(), {}, weights)
    same = {name for name, profile in known.items() if had.known.get(name) == profile}
    odds: dict[Pair, float] = {}
    clashing: set[Pair] = set()
    shown: dict[Pair, Reasons] = {}
    blocks = block(profiles)
    for i, j in sorted(blocks.pairs()):
        pair = ordered(profiles[i].id, profiles[j].id)
        if pair in had.odds and same.issuperset(pair):
            odds[pair], clash, said = had.odds[pair], pair in had.clashing, had.shown.get(pair)
        else:
            findings = compare(profiles[i], profiles[j], weights.kin)
            odds[pair] = round(weights.total(findings), 3)
            clash = any(_clash(f.feature, weights.worth(f)) for f in findings)
            said = weights.reasons(findings) if odds[pair] > WORTH_SHOWING else None
        if clash:
            clashing.add(pair)
        if said:
            shown[pair] = said
    return Compared(known, odds, frozenset(clashing), shown, weights, blocks)


def odds_of(reasons: Reasons) -> float:
    """The log2 odds that reasons add up to, in whole thousandths."""
    return round(sum(r.weight for r in reasons), 3)


def clashes(reasons: Reasons) -> bool:
    """Whether the days of two accounts cannot be one."""
    return any(_clash(r.feature, r.weight) for r in reasons)


def _clash(feature: str, weight: float) -> bool:
    return feature == "date" and weight <= CLASH

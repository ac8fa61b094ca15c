"""Pairs to groups: which accounts are held to tell of one incident.

In: accounts, the log2 odds of compared pairs, what must and what cannot be together. Out: groups,
and the unions that made them. It refuses chains: two groups are joined for the mean of all pairs
between them, and never where a single pair cannot be together, so that no link is made that only a
third account supports. The order of the input changes nothing.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Pair = tuple[str, str]

Union = tuple[float, str, str]
"""Two groups made one, named by their smallest accounts, and the mean odds they were joined for."""

SCALE = 1000  # odds are summed in whole thousandths: exact, so that the order of unions is too


@dataclass(slots=True)
class _Groups:
    """Groups in the making, each named by its smallest account."""

    members: dict[str, tuple[str, ...]]
    home: dict[str, str]  # of each account
    sums: dict[str, dict[str, tuple[int, int]]]  # between groups: thousandths, pairs compared
    bars: dict[str, set[str]]  # groups that cannot be together
    heap: list[tuple[float, str, str, int, int]] = field(default_factory=list)
    unions: list[Union] = field(default_factory=list)

    def mean(self, a: str, b: str, apart: int) -> float:
        """Mean odds between two groups in thousandths; pairs never compared count as `apart`."""
        total, compared = self.sums[a].get(b, (0, 0))
        pairs = len(self.members[a]) * len(self.members[b])
        return (total + apart * (pairs - compared)) / pairs

    def bar(self, pairs: Iterable[Pair]) -> None:
        """Keeps the groups of each pair apart from now on, unless they are one already."""
        for one, two in pairs:
            a, b = self.home[one], self.home[two]
            if a != b:
                self.bars[a].add(b)
                self.bars[b].add(a)

    def join_all(self, pairs: Iterable[Pair]) -> None:
        """Makes one group of the groups of each pair that is not barred, in the order given."""
        for one, two in pairs:
            a, b = self.home[one], self.home[two]
            if a != b and b not in self.bars[a]:
                self.join(a, b, math.inf)

    def join(self, a: str, b: str, mean: float) -> str:
        """Makes one group of two and returns its name."""
        keep, gone = min(a, b), max(a, b)
        self.unions.append((mean, keep, gone))
        self.home |= dict.fromkeys(self.members[gone], keep)
        self.members[keep] = tuple(sorted(self.members[keep] + self.members.pop(gone)))
        for other, (total, compared) in self.sums.pop(gone).items():
            self.sums[other].pop(gone)
            if other != keep:
                had = self.sums[keep].get(other, (0, 0))
                both = (had[0] + total, had[1] + compared)
                self.sums[keep][other] = self.sums[other][keep] = both
        for other in self.bars.pop(gone, set()):
            self.bars[other].discard(gone)
            self.bars[other].add(keep)
            self.bars[keep].add(other)
        return keep


@dataclass(frozen=True, slots=True)
class Grouping:
    """Accounts as sorted groups, and the unions that made them, in their order."""

    groups: tuple[tuple[str, ...], ...]
    unions: tuple[Union, ...]


def group(
    accounts: Iterable[str],
    odds: Mapping[Pair, float],
    *,
    same: Iterable[Pair] = (),
    different: Iterable[Pair] = (),
    together: Iterable[Pair] = (),
    never: Iterable[Pair] = (),
    threshold: float,
    apart: float,
) -> Grouping:
    """Accounts as sorted groups.

    What people judged comes first: `different` yields to nothing, `same` to that alone, and of
    several that cannot all be, one yields to those before it. Then `never` bars what the reports
    themselves keep apart, `together` joins what is not barred, and the odds come last. A mean over
    all pairs is never above the best of the means it is made of: so accounts that like nobody
    outside make the same unions whatever stands beside them.
    """
    least, beyond = round(SCALE * threshold), round(SCALE * apart)
    groups = _start(accounts, odds)
    groups.bar(different)
    groups.join_all(same)
    groups.bar(never)
    groups.join_all(sorted(together))
    for name in sorted(groups.members):
        _offer(groups, name, beyond, least)
    while groups.heap:
        mean, a, b, size_a, size_b = heapq.heappop(groups.heap)
        fresh = a in groups.members and b in groups.members
        if not fresh or (len(groups.members[a]), len(groups.members[b])) != (size_a, size_b):
            continue
        _offer(groups, groups.join(a, b, -mean), beyond, least)
    made = tuple(groups.members[name] for name in sorted(groups.members))
    return Grouping(made, tuple(groups.unions))


def _start(accounts: Iterable[str], odds: Mapping[Pair, float]) -> _Groups:
    sums: dict[str, dict[str, tuple[int, int]]] = {a: {} for a in accounts}
    for (a, b), weight in odds.items():
        sums[a][b] = sums[b][a] = (round(SCALE * weight), 1)
    return _Groups({a: (a,) for a in sums}, {a: a for a in sums}, sums, defaultdict(set))


def _offer(groups: _Groups, name: str, apart: int, threshold: int) -> None:
    """Puts a group's possible unions on the heap, best first, ties by name."""
    for other in groups.sums[name]:
        if other in groups.bars[name]:
            continue
        mean = groups.mean(name, other, apart)
        if mean > threshold:
            a, b = min(name, other), max(name, other)
            entry = (-mean, a, b, len(groups.members[a]), len(groups.members[b]))
            heapq.heappush(groups.heap, entry)

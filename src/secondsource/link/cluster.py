"""Pairs to groups: which accounts are held to tell of one incident.

In: accounts, the log2 odds of compared pairs, what must and what cannot be together. Out: groups.
It refuses chains: two groups are joined for the mean of all pairs between them, and never where a
single pair cannot be together, so that no link is made that only a third account supports. The
order of the input changes nothing.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Pair = tuple[str, str]

Union = tuple[float, str, str]
"""Two groups made one, named by their smallest accounts, and their mean odds in thousandths."""

SCALE = 1000  # odds are summed in whole thousandths: exact, so that the order of unions is too


@dataclass(slots=True)
class _Groups:
    """Groups in the making, each named by its smallest account."""

    members: dict[str, tuple[str, ...]]
    sums: dict[str, dict[str, tuple[int, int]]]  # between groups: thousandths, pairs compared
    bars: dict[str, set[str]]  # groups that cannot be together
    heap: list[tuple[float, str, str, int, int]] = field(default_factory=list)
    unions: list[Union] = field(default_factory=list)

    def mean(self, a: str, b: str, apart: int) -> float:
        """Mean odds between two groups in thousandths; pairs never compared count as `apart`."""
        total, compared = self.sums[a].get(b, (0, 0))
        pairs = len(self.members[a]) * len(self.members[b])
        return (total + apart * (pairs - compared)) / pairs

    def join(self, a: str, b: str) -> str:
        """Makes one group of two and returns its name."""
        keep, gone = min(a, b), max(a, b)
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


def group(
    accounts: Sequence[str],
    odds: Mapping[Pair, float],
    together: Iterable[Pair],
    never: Iterable[Pair],
    *,
    threshold: float,
    apart: float,
) -> tuple[tuple[str, ...], ...]:
    """Accounts as sorted groups; `together` yields only to `never`, and both to no odds."""
    return grouping(accounts, odds, together, never, threshold=threshold, apart=apart)[0]


def grouping(
    accounts: Sequence[str],
    odds: Mapping[Pair, float],
    together: Iterable[Pair],
    never: Iterable[Pair],
    *,
    threshold: float,
    apart: float,
) -> tuple[tuple[tuple[str, ...], ...], tuple[Union, ...]]:
    """The groups, and the unions that made them after those that had to be.

    A mean over all pairs is never above the best of the means it is made of. So two groups that
    like one another best are joined whatever happens elsewhere, and before or after it.
    """
    threshold, apart = round(SCALE * threshold), round(SCALE * apart)
    groups = _start(accounts, odds, never)
    home = {a: a for a in accounts}
    for a, b in sorted({(min(p), max(p)) for p in together}):
        one, two = home[a], home[b]
        if one != two and two not in groups.bars[one]:
            keep = groups.join(one, two)
            home.update(dict.fromkeys(groups.members[keep], keep))
    for name in sorted(groups.members):
        _offer(groups, name, apart, threshold)
    while groups.heap:
        mean, a, b, size_a, size_b = heapq.heappop(groups.heap)
        fresh = a in groups.members and b in groups.members
        if not fresh or (len(groups.members[a]), len(groups.members[b])) != (size_a, size_b):
            continue
        groups.unions.append((-mean, a, b))
        _offer(groups, groups.join(a, b), apart, threshold)
    return tuple(groups.members[n] for n in sorted(groups.members)), tuple(groups.unions)


def _start(accounts: Sequence[str], odds: Mapping[Pair, float], never: Iterable[Pair]) -> _Groups:
    sums: dict[str, dict[str, tuple[int, int]]] = {a: {} for a in accounts}
    for (a, b), weight in odds.items():
        sums[a][b] = sums[b][a] = (round(SCALE * weight), 1)
    bars: dict[str, set[str]] = defaultdict(set)
    for a, b in never:
        bars[a].add(b)
        bars[b].add(a)
    return _Groups({a: (a,) for a in accounts}, sums, bars)


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

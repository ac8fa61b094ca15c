"""Which reports repeat another: reprints, wire copy under other headlines, lightly edited text.

In: reports. Out: a `Copy` for each report most of whose words stand, in the same order, in another.
The original is the earliest published, then the smallest id. It refuses re-tellings: the same facts
in other words are another report. The cost grows with the amount of text, not with its square, and
`Prints` are kept, so that one report more is held only against those it shares words with.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from secondsource.model import Copy, Report

SHINGLE = 5  # words in a row
KEPT = 4  # one shingle in so many is looked up; the rest only confirms
CROWD = 50  # a shingle in more reports than this is a phrase or boilerplate
SHARE = 0.3  # of shingles in common; clusters train: copies .36 to .78, all others at most .02
SHORTEST = 12  # words below which a text is too short to be told apart from a phrase

_WORD = re.compile(r"\w+")

Age = tuple[date, str]
"""Sorts an original before its copies: day of publication (the undated last), then id."""


@dataclass(frozen=True, slots=True)
class Print:
    """What is kept of one text."""

    age: Age
    sha256: str
    size: int  # how many shingles it has

    @property
    def id(self) -> str:
        """The report's id."""
        return self.age[1]


@dataclass(frozen=True, slots=True)
class Prints:
    """The texts of a case as far as copies are looked for, and what each directly repeats."""

    prints: tuple[Print, ...]
    shingles: NDArray[np.uint32]  # those that are looked up, in order
    holders: NDArray[np.int32]  # of each, the position of a print that has it
    direct: Mapping[str, Copy]

    @classmethod
    def empty(cls) -> Prints:
        """The prints of no report."""
        return cls((), np.zeros(0, np.uint32), np.zeros(0, np.int32), {})

    def copies(self) -> tuple[Copy, ...]:
        """The copies among the reports, each with its first original, by report id."""
        return tuple(_rooted(self.direct[key], self.direct) for key in sorted(self.direct))

    def with_reports(
        self,
        gone: Collection[str],
        fresh: Sequence[Report],
        texts: Callable[[Collection[str]], Mapping[str, str]],
    ) -> Prints:
        """The prints without some reports and with others, as if made of all of them at once.

        A report that has changed is both gone and fresh; `texts` gives those of other reports.
        """
        stays = np.array([p.id not in gone for p in self.prints], bool)
        place = np.cumsum(stays, dtype=np.int64) - 1
        held = stays[self.holders]
        known = tuple(p for p, kept in zip(self.prints, stays.tolist(), strict=True) if kept)
        made = [(_print(r), _looked_up(r.text)) for r in fresh]
        many = [len(looked_up) for _, looked_up in made]
        shingles = [self.shingles[held], *(looked_up for _, looked_up in made)]
        news = np.repeat(np.arange(len(known), len(known) + len(made)), many)
        holders = np.concatenate((place[self.holders[held]], news)).astype(np.int32)
        prints = (*known, *(p for p, _ in made))
        shelf = _Shelf.of(prints, np.concatenate(shingles).astype(np.uint32), holders)
        before = _Shelf.of(self.prints, self.shingles, self.holders)
        again = set(range(len(known), len(prints)))
        if known:
            place_of = {p.id: n for n, p in enumerate(prints)}
            lost = np.flatnonzero(~stays).tolist()
            met = {self.prints[m].id for n in lost for m in before.near(n)}
            met |= {prints[m].id for n in sorted(again) for m in shelf.near(n)}
            again |= {place_of[name] for name in met if name in place_of}
        direct = {k: c for k, c in self.direct.items() if k not in gone}
        for n in again:
            direct.pop(prints[n].id, None)
        own = {r.id: r.text for r in fresh}
        direct |= shelf.originals(sorted(again), lambda ids: {**texts(set(ids) - set(own)), **own})
        return Prints(prints, shelf.shingles, shelf.holders, direct)


def find_copies(reports: Sequence[Report]) -> tuple[Copy, ...]:
    """The copies among reports, each with the original that holds most of it, by report id."""
    return Prints.empty().with_reports((), reports, lambda ids: {}).copies()


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Prints with their shingles in order."""

    prints: Sequence[Print]
    shingles: NDArray[np.uint32]
    holders: NDArray[np.int32]
    rank: NDArray[np.int64]  # of each print, its place by age
    exact: Mapping[str, Sequence[int]]  # prints of one text, by its digest, the original first
    by_holder: NDArray[np.int64]
    starts: NDArray[np.int64]

    @classmethod
    def of(
        cls, prints: Sequence[Print], shingles: NDArray[np.uint32], holders: NDArray[np.int32]
    ) -> _Shelf:
        """The shelf of prints, whatever the order of their shingles."""
        by_age = sorted(range(len(prints)), key=lambda n: prints[n].age)
        rank = np.empty(len(prints), np.int64)
        rank[by_age] = np.arange(len(prints))
        order = np.lexsort((rank[holders], shingles))
        exact: dict[str, list[int]] = defaultdict(list)
        for n in by_age:
            exact[prints[n].sha256].append(n)
        shingles, holders = shingles[order], holders[order]
        by_holder = np.argsort(holders, kind="stable")
        starts = np.searchsorted(holders[by_holder], np.arange(len(prints) + 1))
        return cls(prints, shingles, holders, rank, exact, by_holder, starts)

    def _rows(self, n: int) -> Iterable[list[int]]:
        """For each shingle of a print that others have, its holders by age."""
        mine = self.shingles[self.by_holder[self.starts[n] : self.starts[n + 1]]]
        first = np.searchsorted(self.shingles, mine, "left")
        last = np.searchsorted(self.shingles, mine, "right")
        shared = last - first > 1
        for a, b in zip(first[shared].tolist(), last[shared].tolist(), strict=True):
            yield self.holders[a : min(b, a + CROWD + 2)].tolist()

    def near(self, n: int) -> set[int]:
        """The younger prints whose original may change with a print."""
        found = {m for row in self._rows(n) for m in row}
        found |= set(self.exact[self.prints[n].sha256])
        return {m for m in found if self.rank[m] > self.rank[n]}

    def originals(
        self, wanted: Sequence[int], texts: Callable[[Collection[str]], Mapping[str, str]]
    ) -> dict[str, Copy]:
        """What each of some prints repeats, where it repeats another."""
        found: dict[str, Copy] = {}
        likely: dict[int, list[int]] = {}
        for n in wanted:
            first = self.exact[self.prints[n].sha256][0]
            if first != n:
                mine = self.prints[n].id
                found[mine] = Copy(mine, self.prints[first].id, 1.0, True)
            elif others := self._likely(n):
                likely[n] = others
        names = {self.prints[n].id for mine, others in likely.items() for n in (mine, *others)}
        known = texts(names) if names else {}
        for n, others in likely.items():
            held = shingles(known[self.prints[n].id])
            shares = [
                (-_share(held, shingles(known[self.prints[m].id])), self.prints[m].age)
                for m in others
            ]
            share, (_, original) = min(shares)
            if -share >= SHARE:
                name = self.prints[n].id
                found[name] = Copy(name, original, round(-share, 3), False)
        return found

    def _likely(self, n: int) -> list[int]:
        """The older prints that share enough of the shingles looked up."""
        met: Counter[int] = Counter()
        for row in self._rows(n):
            older = [m for m in row if self.rank[m] < self.rank[n]]
            if len(older) <= CROWD:
                met.update(older)
        size = self.prints[n].size
        return [m for m, hits in met.items() if hits * KEPT >= SHARE * size / 2]


def _print(report: Report) -> Print:
    age = (report.published or date.max, report.id)
    return Print(age, report.sha256, len(shingles(report.text)))


def _looked_up(text: str) -> NDArray[np.uint32]:
    return np.array([s for s in shingles(text) if s % KEPT == 0], np.uint32)


def shingles(text: str) -> frozenset[int]:
    """Hashes of every run of five words; case, punctuation and layout do not matter."""
    words = _WORD.findall(text.lower())
    if len(words) < SHORTEST:
        return frozenset()
    runs = (" ".join(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1))
    return frozenset(zlib.crc32(run.encode("utf-8", "surrogatepass")) for run in runs)


def _share(mine: frozenset[int], other: frozenset[int]) -> float:
    """The share of the shorter text's shingles that stand in the longer."""
    smaller = min(len(mine), len(other))
    if smaller == 0 or max(len(mine), len(other)) > 3 * smaller:
        return len(mine & other) / max(1, len(mine))
    return len(mine & other) / smaller


def _rooted(copy: Copy, copies: Mapping[str, Copy]) -> Copy:
    """A copy of a copy points to the first original."""
    root = copy.copy_of
    while root in copies:
        root = copies[root].copy_of
    exact = copy.exact and root == copy.copy_of
    return Copy(copy.report_id, root, copy.share, exact)

"""Which reports repeat another: reprints, wire copy under other headlines, lightly edited text.

In: reports. Out: a `Copy` for each report most of whose words stand, in the same order, in another.
The original is the earliest published, then the smallest id. It refuses re-tellings: the same facts
in other words are another report. The cost grows with the amount of text, not with its square.
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

Ints = NDArray[np.int64]
NONE: Ints = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Print:
    """A report as it is looked up by what it repeats."""

    report_id: str
    published: date | None
    sha256: str
    size: int  # shingles
    kept: Ints  # those that are looked up, in order

    @property
    def age(self) -> tuple[date, str]:
        """Sorts the original before its copies."""
        return (self.published or date.max, self.report_id)


@dataclass(frozen=True, slots=True)
class Copying:
    """The reports of a case, and which of them repeats which, be that a copy itself."""

    prints: tuple[Print, ...]
    direct: Mapping[str, Copy]

    def copies(self) -> tuple[Copy, ...]:
        """The copies, each with the first original, by report id."""
        return tuple(_rooted(self.direct[key], self.direct) for key in sorted(self.direct))


def find_copies(
    reports: Sequence[Report], rows: Mapping[str, str] | None = None
) -> tuple[Copy, ...]:
    """The copies among reports, each with the original that holds most of it, by report id.

    `rows` names the sheet of each report that is a row of one; rows of one sheet are written alike
    and copy one another never.
    """
    return copying(reports, rows).copies()


def copying(reports: Sequence[Report], rows: Mapping[str, str] | None = None) -> Copying:
    """The reports, and the original that holds most of each copy."""
    sheets, said = rows or {}, {r.id: shingles(r.text) for r in reports}
    prints = sorted((_print(r, said[r.id]) for r in reports), key=lambda p: p.age)
    shelf: dict[int, list[Print]] = defaultdict(list)
    exact: dict[str, str] = {}
    direct: dict[str, Copy] = {}
    for mine in prints:
        first = exact.setdefault(mine.sha256, mine.report_id)
        found = _copy(mine, first, _likely(mine, shelf, sheets), sheets, said)
        if found is not None:
            direct[mine.report_id] = found
        for shingle in mine.kept.tolist():
            shelf[shingle].append(mine)
    return Copying(tuple(prints), direct)


def copying_again(
    had: Copying,
    new: Sequence[Report],
    rows: Mapping[str, str],
    read: Callable[[Collection[str]], Iterable[Report]],
) -> Copying:
    """The same once reports are added; `read` gives the texts of reports that are compared again.

    Of the older ones those are looked at again that came later than a new one and may repeat it,
    and those that repeat another and of whose words it makes a phrase.
    """
    fresh = [_print(r, shingles(r.text)) for r in new]
    prints = (*had.prints, *fresh)
    shelf = _Shelf(prints)
    first = len(had.prints)
    same = {p.sha256 for p in fresh}
    asked = {n for n, p in enumerate(prints) if n >= first or p.sha256 in same}
    for n in range(first, len(prints)):
        asked |= shelf.turned(n, len(fresh), had.direct)
    direct = dict(had.direct)
    alike: dict[str, list[Print]] = {prints[n].sha256: [] for n in asked}
    for mine in prints:
        if mine.sha256 in alike:
            alike[mine.sha256].append(mine)
    likely = {n: _likely(prints[n], shelf.earlier(n), rows) for n in sorted(asked)}
    unread = {
        name for n, found in likely.items() if found for name in (prints[n].report_id, *found)
    }
    said = {r.id: shingles(r.text) for r in read(unread)}
    for n, others in likely.items():
        mine = prints[n]
        original = min(alike[mine.sha256], key=lambda p: p.age).report_id
        direct.pop(mine.report_id, None)
        found = _copy(mine, original, others, rows, said)
        if found is not None:
            direct[mine.report_id] = found
    return Copying(prints, direct)


class _Shelf:
    """All shingles that are looked up, with the reports they stand in."""

    def __init__(self, prints: Sequence[Print]) -> None:
        words = np.concatenate([NONE, *(p.kept for p in prints)])
        order = np.argsort(words, kind="stable")
        self.prints = prints
        self.words = words[order]
        self.holder = np.repeat(np.arange(len(prints)), [len(p.kept) for p in prints])[order]
        self.age = np.empty(len(prints), np.int64)
        ages = [p.age for p in prints]
        self.age[sorted(range(len(prints)), key=ages.__getitem__)] = np.arange(len(prints))

    def holding(self, n: int) -> dict[int, Ints]:
        """The reports that hold each shingle of one."""
        kept = self.prints[n].kept
        first, end = (np.searchsorted(self.words, kept, side) for side in ("left", "right"))
        spans = zip(kept.tolist(), first.tolist(), end.tolist(), strict=True)
        return {shingle: self.holder[a:b] for shingle, a, b in spans}

    def earlier(self, n: int) -> dict[int, list[Print]]:
        """The earlier reports that hold each shingle of one, where it is no phrase."""
        older = {s: held[self.age[held] < self.age[n]] for s, held in self.holding(n).items()}
        return {
            s: [self.prints[m] for m in held.tolist()]
            for s, held in older.items()
            if len(held) <= CROWD
        }

    def turned(self, n: int, new: int, copied: Collection[str]) -> set[int]:
        """The later reports that may repeat one, and those of `copied` of whose words it makes a
        phrase: others repeat nothing with fewer words to be looked up by.
        """
        holding = self.holding(n)
        hits = np.bincount(np.concatenate([NONE, *holding.values()]), minlength=len(self.prints))
        later = np.flatnonzero((hits > 0) & (self.age > self.age[n])).tolist()
        found = {m for m in later if _enough(int(hits[m]), self.prints[m])}
        for held in holding.values():
            if len(held) > CROWD + 1:
                by_age = held[np.argsort(self.age[held])]
                turning = set(by_age[CROWD + 1 : CROWD + 1 + new].tolist()) & set(later)
                found |= {m for m in turning if self.prints[m].report_id in copied}
        return found


def _print(report: Report, said: frozenset[int]) -> Print:
    kept = np.array(sorted(s for s in said if s % KEPT == 0), np.int64)
    return Print(report.id, report.published, report.sha256, len(said), kept)


def _copy(
    mine: Print,
    first: str,
    likely: Mapping[str, Print],
    sheets: Mapping[str, str],
    said: Mapping[str, frozenset[int]],
) -> Copy | None:
    """What a report repeats, if anything; `first` has the same words before all others."""
    if first != mine.report_id and not _one_sheet(first, mine.report_id, sheets):
        return Copy(mine.report_id, first, 1.0, True)
    own = said.get(mine.report_id, frozenset())
    shares = [(-_share(own, said[p.report_id]), p.age) for p in likely.values()]
    if not shares:
        return None
    share, (_, best) = min(shares)
    return None if -share < SHARE else Copy(mine.report_id, best, round(-share, 3), False)


def _likely(
    mine: Print, shelf: Mapping[int, Sequence[Print]], sheets: Mapping[str, str]
) -> dict[str, Print]:
    """The earlier reports that may hold enough of a report."""
    met: Counter[str] = Counter()
    known: dict[str, Print] = {}
    for shingle in mine.kept.tolist():
        others = shelf.get(shingle, ())
        if len(others) <= CROWD:
            met.update(p.report_id for p in others)
            known.update((p.report_id, p) for p in others)
    return {
        name: known[name]
        for name, hits in met.items()
        if _enough(hits, mine) and not _one_sheet(mine.report_id, name, sheets)
    }


def _enough(hits: int, mine: Print) -> bool:
    return hits * KEPT >= SHARE * mine.size / 2


_FORM = re.compile(r"(?:^|(?<=\n))(?:[^\n:]{1,60}: [^\n]*(?:\n|\Z)){3,}\Z")
"""Lines of a form at the end of a text ("Date: …"): every form of its kind has their words."""


def shingles(text: str) -> frozenset[int]:
    """Hashes of every run of five words; case, punctuation, layout and forms do not matter."""
    words = _WORD.findall(_FORM.sub("", text).lower())
    if len(words) < SHORTEST:
        return frozenset()
    runs = (" ".join(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1))
    return frozenset(zlib.crc32(run.encode()) for run in runs)


def _one_sheet(one: str, two: str, sheets: Mapping[str, str]) -> bool:
    return one in sheets and sheets[one] == sheets.get(two)


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

"""Which reports repeat another: reprints, wire copy under other headlines, lightly edited text.

In: reports. Out: a `Copy` for each report most of whose words stand, in the same order, in another.
The original is the earliest published, then the smallest id. It refuses re-tellings: the same facts
in other words are another report. The cost grows with the amount of text, not with its square.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from secondsource.model import Copy, Report

SHINGLE = 5  # words in a row
KEPT = 4  # one shingle in so many is looked up; the rest only confirms
CROWD = 50  # a shingle in more reports than this is a phrase or boilerplate
SHARE = 0.3  # of shingles in common; clusters train: copies .36 to .78, all others at most .02
SHORTEST = 12  # words below which a text is too short to be told apart from a phrase

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Print:
    report: Report
    shingles: frozenset[int]

    @property
    def age(self) -> tuple[date, str]:
        """Sorts the original before its copies."""
        return (self.report.published or date.max, self.report.id)


def find_copies(
    reports: Sequence[Report], rows: Mapping[str, str] | None = None
) -> tuple[Copy, ...]:
    """The copies among reports, each with the original that holds most of it, by report id.

    `rows` names the sheet of each report that is a row of one; rows of one sheet are written alike
    and copy one another never.
    """
    sheets = rows or {}
    prints = sorted((_Print(r, shingles(r.text)) for r in reports), key=lambda p: p.age)
    shelf: dict[int, list[int]] = defaultdict(list)
    copies: dict[str, Copy] = {}
    exact: dict[str, str] = {}
    for n, mine in enumerate(prints):
        report = mine.report
        first = exact.setdefault(report.sha256, report.id)
        if first != report.id and not _one_sheet(first, report.id, sheets):
            copies[report.id] = Copy(report.id, first, 1.0, True)
        elif (found := _original(mine, prints, shelf, sheets)) is not None:
            copies[report.id] = found
        for shingle in mine.shingles:
            if shingle % KEPT == 0:
                shelf[shingle].append(n)
    return tuple(_rooted(copies[key], copies) for key in sorted(copies))


_FORM = re.compile(r"(?:^|(?<=\n))(?:[^\n:]{1,60}: [^\n]*(?:\n|\Z)){3,}\Z")
"""Lines of a form at the end of a text ("Date: …"): every form of its kind has their words."""


def shingles(text: str) -> frozenset[int]:
    """Hashes of every run of five words; case, punctuation, layout and forms do not matter."""
    words = _WORD.findall(_FORM.sub("", text).lower())
    if len(words) < SHORTEST:
        return frozenset()
    runs = (" ".join(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1))
    return frozenset(zlib.crc32(run.encode()) for run in runs)


def _original(
    mine: _Print,
    earlier: Sequence[_Print],
    shelf: Mapping[int, Sequence[int]],
    sheets: Mapping[str, str],
) -> Copy | None:
    """The earlier report that holds most of this one, if it holds enough."""
    met: Counter[int] = Counter()
    for shingle in mine.shingles:
        if shingle % KEPT == 0 and len(others := shelf.get(shingle, ())) <= CROWD:
            met.update(others)
    likely = [
        n
        for n, hits in met.items()
        if hits * KEPT >= SHARE * len(mine.shingles) / 2
        and not _one_sheet(mine.report.id, earlier[n].report.id, sheets)
    ]
    shares = [(-_share(mine, earlier[n]), earlier[n].age, n) for n in likely]
    if not shares:
        return None
    share, _, best = min(shares)
    if -share < SHARE:
        return None
    return Copy(mine.report.id, earlier[best].report.id, round(-share, 3), False)


def _one_sheet(one: str, two: str, sheets: Mapping[str, str]) -> bool:
    return one in sheets and sheets[one] == sheets.get(two)


def _share(mine: _Print, other: _Print) -> float:
    """The share of the shorter text's shingles that stand in the longer."""
    smaller = min(len(mine.shingles), len(other.shingles))
    if smaller == 0 or max(len(mine.shingles), len(other.shingles)) > 3 * smaller:
        return len(mine.shingles & other.shingles) / max(1, len(mine.shingles))
    return len(mine.shingles & other.shingles) / smaller


def _rooted(copy: Copy, copies: Mapping[str, Copy]) -> Copy:
    """A copy of a copy points to the first original."""
    root = copy.copy_of
    while root in copies:
        root = copies[root].copy_of
    exact = copy.exact and root == copy.copy_of
    return Copy(copy.report_id, root, copy.share, exact)

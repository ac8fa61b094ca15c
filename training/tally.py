"""Spans found against spans wanted, one to one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Tally:
    """Right, found and wanted spans."""

    right: int = 0
    found: int = 0
    wanted: int = 0

    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / max(1, self.found + self.wanted)

    def add(self, found: set[tuple[int, int]], wanted: set[tuple[int, int]]) -> None:
        """Matches spans of one label one to one."""
        self.right += len(matched(found, wanted))
        self.found += len(found)
        self.wanted += len(wanted)

    def row(self) -> list[float]:
        """Precision, recall, F1, wanted."""
        precision, recall = self.right / max(1, self.found), self.right / max(1, self.wanted)
        return [round(precision, 3), round(recall, 3), round(self.f1(), 3), self.wanted]


def matched(
    found: set[tuple[int, int]], wanted: set[tuple[int, int]]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Found spans with the wanted span each takes."""
    pairs: dict[tuple[int, int], tuple[int, int]] = {}
    used: set[tuple[int, int]] = set()
    for a in sorted(found):
        fits = [b for b in wanted if b not in used and a[0] < b[1] and b[0] < a[1]]
        if fits:
            best = max(fits, key=lambda b: (min(a[1], b[1]) - max(a[0], b[0]), -b[0]))
            pairs[a] = best
            used.add(best)
    return pairs

"""Spans out of the model's word-by-word probabilities.

In: probabilities of one layer of labels, outside first, then begin and inside of each label. Out:
spans that do not overlap, with scores. It knows nothing of what the labels mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Span:
    """Words first to last (exclusive) under one label."""

    first: int
    last: int
    label: int
    score: float


def spans_of(probabilities: Numbers, thresholds: Sequence[float]) -> list[Span]:
    """The spans of one layer: runs of words whose best label passes its threshold.

    A label's mass on a word is begin plus inside. A run is cut where begin outweighs inside. The
    score is the mean mass of its words.
    """
    if not len(probabilities):
        return []
    begin, inside = probabilities[:, 1::2], probabilities[:, 2::2]
    mass = begin + inside
    best = mass.argmax(axis=1)
    rows = np.arange(len(mass))
    passed = mass[rows, best] > np.asarray(thresholds, dtype=np.float32)[best]
    if not passed.any():
        return []
    starts = begin[rows, best] > inside[rows, best]
    found: list[Span] = []
    first = -1
    for at in range(len(mass) + 1):
        on = at < len(mass) and bool(passed[at])
        goes_on = on and first >= 0 and best[at] == best[at - 1] and not starts[at]
        if first >= 0 and not goes_on:
            label = int(best[first])
            found.append(Span(first, at, label, float(mass[first:at, label].mean())))
            first = -1
        if on and first < 0:
            first = at
    return found


def softmax(logits: Numbers) -> Numbers:
    """Probabilities over the last axis."""
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), dtype=np.float32)


def sigmoid(logits: Numbers) -> Numbers:
    """Probabilities of yes."""
    return np.asarray(1.0 / (1.0 + np.exp(-logits)), dtype=np.float32)

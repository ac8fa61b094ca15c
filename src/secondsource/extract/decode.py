"""Spans out of the model's word-by-word probabilities.

In: probabilities of one layer of labels, outside first, then begin and inside of each label. Out:
spans that do not overlap, with scores. It knows nothing of what the labels mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float32]
Truths = npt.NDArray[np.bool_]


class Span(NamedTuple):
    """Words first to last (exclusive) under one label."""

    first: int
    last: int
    label: int
    score: float


def spans_of(
    probabilities: Numbers, thresholds: Sequence[float], cut: Truths | None = None
) -> list[Span]:
    """The spans of one layer over a row of words: runs whose best label passes its threshold.

    A label's mass on a word is begin plus inside. A run is cut where begin outweighs inside, and
    before a word that is `cut`. The score is the mean mass of its words.
    """
    if not len(probabilities):
        return []
    begin, inside = probabilities[:, 1::2], probabilities[:, 2::2]
    mass = begin + inside
    best = mass.argmax(axis=1)
    places = np.arange(len(best))
    passed = mass[places, best] > np.asarray(thresholds, dtype=np.float32)[best]
    goes_on = passed & (begin <= inside)[places, best]
    goes_on[1:] &= passed[:-1] & (best[1:] == best[:-1])
    goes_on[0] = False
    if cut is not None:
        goes_on &= ~cut
    found = []
    for first in np.flatnonzero(passed & ~goes_on).tolist():
        end = first + 1
        while end < len(goes_on) and goes_on[end]:
            end += 1
        label = int(best[first])
        score = float(np.add.reduce(mass[first:end, label]) / np.float32(end - first))
        found.append(Span(first, end, label, score))
    return found


def softmax(logits: Numbers, axis: int = -1) -> Numbers:
    """Probabilities over one axis, the last unless named."""
    raised = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return np.asarray(raised / raised.sum(axis=axis, keepdims=True), dtype=np.float32)


def sigmoid(logits: Numbers) -> Numbers:
    """Probabilities of yes."""
    return np.asarray(1.0 / (1.0 + np.exp(-logits)), dtype=np.float32)

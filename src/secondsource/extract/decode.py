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


def spans_of(probabilities: Numbers, thresholds: Sequence[float]) -> list[Span]:
    """The spans of one layer over a row of words: runs whose best label passes its threshold.

    A label's mass on a word is begin plus inside. A run is cut where begin outweighs inside. The
    score is the mean mass of its words.
    """
    return spans_of_rows(probabilities[None], thresholds, np.zeros(len(probabilities), bool))[0]


def spans_of_rows(
    probabilities: Numbers, thresholds: Sequence[float], cut: Truths
) -> list[list[Span]]:
    """The spans of several rows of words at once; none goes on into a word that is `cut`."""
    found: list[list[Span]] = [[] for _ in probabilities]
    if not probabilities.size:
        return found
    begin, inside = probabilities[..., 1::2], probabilities[..., 2::2]
    mass = begin + inside
    best = mass.argmax(axis=-1)
    passed = mass.max(axis=-1) > np.asarray(thresholds, dtype=np.float32)[best]
    if not passed.any():
        return found
    starts = np.take_along_axis(begin > inside, best[..., None], -1)[..., 0]
    goes_on = passed & ~starts & ~cut
    goes_on[:, 1:] &= passed[:, :-1] & (best[:, 1:] == best[:, :-1])
    goes_on[:, 0] = False
    last = goes_on.shape[1]
    for row, first in np.argwhere(passed & ~goes_on).tolist():
        end = first + 1
        while end < last and goes_on[row, end]:
            end += 1
        label = int(best[row, first])
        held = mass[row, first:end, label]
        score = float(np.add.reduce(held) / np.float32(end - first))
        found[row].append(Span(first, end, label, score))
    return found


def softmax(logits: Numbers, axis: int = -1) -> Numbers:
    """Probabilities over one axis, the last unless named."""
    raised = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return np.asarray(raised / raised.sum(axis=axis, keepdims=True), dtype=np.float32)


def sigmoid(logits: Numbers) -> Numbers:
    """Probabilities of yes."""
    return np.asarray(1.0 / (1.0 + np.exp(-logits)), dtype=np.float32)

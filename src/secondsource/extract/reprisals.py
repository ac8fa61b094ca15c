"""Which incident of a report answers which, as the report itself states.

In: the drafts of a report in order and its text. Out: the same drafts with `retaliation_for`. It
refuses mere timing: "days after" is no reason.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from secondsource.extract.answers import Cues, Row, open_answer_cues, pairs_told
from secondsource.extract.draft import Draft, account_of
from secondsource.extract.words import read_lexicon

LEAST = 1.0
"""The log-odds from which one act is held to answer another."""

TOLD = 2.5
"""What the model's word adds to them."""


@dataclass(frozen=True, slots=True)
class Reasons:
    """How reports say that one act answers another: cues, and log-odds of their features."""

    cues: Cues
    weights: Mapping[str, float]


def open_reasons() -> Reasons:
    """The cues and weights that ship with the package; `training/answers.py` finds the weights."""
    weights = {str(k): float(v) for k, v in read_lexicon("answer_weights")["weights"].items()}
    return Reasons(open_answer_cues(), weights)


def with_reprisals(drafts: Sequence[Draft], text: str, reasons: Reasons) -> tuple[Draft, ...]:
    """The drafts with what they answer, where the text says so."""
    answered = _answered(drafts, pairs_told(drafts, text, reasons.cues), reasons)
    return tuple(d._replace(retaliation_for=answered.get(k)) for k, d in enumerate(drafts))


def _answered(
    drafts: Sequence[Draft], pairs: Mapping[tuple[int, int], Row], reasons: Reasons
) -> dict[int, int]:
    """For each draft the one it likeliest answers; of two accounts one answers the other."""
    odds = {}
    for (k, m), row in pairs.items():
        score = math.fsum(reasons.weights.get(name, 0.0) * value for name, value in row.items())
        told = drafts[k].retaliation_for
        if told is not None and account_of(told, drafts) == account_of(m, drafts):
            score += TOLD
        odds[k, m] = score
    found: dict[int, int] = {}
    ways: set[tuple[int, int]] = set()
    for k, m in sorted(odds, key=lambda pair: (-odds[pair], pair)):
        way = account_of(k, drafts), account_of(m, drafts)
        if odds[k, m] > LEAST and k not in found and way[::-1] not in ways:
            found[k] = m
            ways.add(way)
    return found

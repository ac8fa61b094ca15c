"""How far two readers who agree are to be trusted, and one who is alone.

In: the drafts of the rules and of the trained model for one report, and fitted weights. Out: both
again, the model's drafts with the score that both readers' scores give and without those that
fall short; the rules' drafts that stand beside one of the model's, and those of table rows. It
refuses to change what a draft says.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from secondsource.extract.draft import Draft, without
from secondsource.extract.words import read_lexicon
from secondsource.model import Kind, Property

TABLE = "table"
"""Origin of the arguments of a table row, which the rules read by its columns."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Of each kind: log-odds of the model's score, of the rules' (or of their presence), and 1."""

    both: Mapping[Kind, tuple[float, float, float]]
    alone: Mapping[Kind, tuple[float, float, float]]
    least: Mapping[Kind, float]  # the score a draft needs


def open_votes() -> Weights:
    """The weights that ship with the package; `training/votes.py` says how they were found."""
    table = read_lexicon("votes")

    def of(case: str) -> dict[Kind, tuple[float, float, float]]:
        rows = {kind: table[case][kind.value] for kind in Kind}
        return {k: (float(r[0]), float(r[1]), float(r[2])) for k, r in rows.items()}

    least = {kind: float(table["least"][kind.value]) for kind in Kind}
    return Weights(of("both"), of("alone"), least)


def holding(rules: Sequence[Draft], weights: Weights) -> Callable[[Draft], bool]:
    """Whether a draft of the model, going by words and score, holds beside the rules' drafts."""
    rows = [d.sentence for d in rules if _from_table(d)]

    def holds(draft: Draft) -> bool:
        if any(overlap(draft.sentence, row) for row in rows):
            return False
        return joint(draft, rules, weights) >= weights.least[draft.kind]

    return holds


def weighed(
    rules: Sequence[Draft], model: Sequence[Draft], weights: Weights
) -> tuple[tuple[Draft, ...], tuple[Draft, ...]]:
    """The drafts of both readers that hold, the model's with the score of both."""
    holds = holding(rules, weights)
    weak = {k for k, d in enumerate(model) if not holds(d)}
    kept = [replace(d, score=joint(d, rules, weights)) for d in without(model, weak)]
    seconded = tuple(
        replace(d, score=d.score if _from_table(d) else 0.0)
        for d in rules
        if _from_table(d) or any(same_trigger(d, k) for k in kept)
    )
    return seconded, tuple(kept)


def joint(draft: Draft, rules: Sequence[Draft], weights: Weights) -> float:
    """The share of such drafts that are right, given what the rules make of the same words."""
    twins = [r.score for r in rules if same_trigger(r, draft)]
    if twins:
        a, b, c = weights.both[draft.kind]
        return _share(a * odds_of(draft.score) + b * odds_of(max(twins)) + c)
    near = any(r.kind is draft.kind and overlap(r.sentence, draft.sentence) for r in rules)
    a, b, c = weights.alone[draft.kind]
    return _share(a * odds_of(draft.score) + b * near + c)


def same_trigger(a: Draft, b: Draft) -> bool:
    """Whether two drafts of one kind rest on the same words."""
    return a.kind is b.kind and overlap(mark_of(a), mark_of(b))


def mark_of(draft: Draft) -> tuple[int, int]:
    """The span that names a draft: its trigger, or the count of a total."""
    if draft.trigger is not None:
        return draft.trigger
    count = next((a for a in draft.arguments if a.property is Property.COUNT), None)
    return (count.start, count.end) if count else draft.sentence


def _from_table(draft: Draft) -> bool:
    return any(a.origin == TABLE for a in draft.arguments)


def overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    """Whether two spans share a character."""
    return a[0] < b[1] and b[0] < a[1]


def odds_of(score: float) -> float:
    """The log-odds of a score, held between 1 and 99 per cent."""
    held = min(max(score, 0.01), 0.99)
    return math.log(held / (1 - held))


def _share(odds: float) -> float:
    return round(1 / (1 + math.exp(-odds)), 4)

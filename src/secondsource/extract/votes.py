"""How far two readers who agree are to be trusted, and one who is alone.

In: the drafts of the rules and of the trained model for one report, and fitted weights. Out: both
again, the model's drafts with the score that both readers' scores give and without those that
fall short; the rules' drafts that stand beside one of the model's, and those of table rows. The
same holds for the arguments of a draft. It refuses to change what a draft says.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from secondsource.extract.draft import Argument, Draft, without
from secondsource.extract.words import read_lexicon
from secondsource.model import Kind, Property

TABLE = "table"
"""Origin of the arguments of a table row, which the rules read by its columns."""


@dataclass(frozen=True, slots=True)
class Voices:
    """What the log-odds of an argument of one property are made of."""

    model: float  # weight of the log-odds of the model's score
    seconded: float  # where the rules give the same words
    start: float
    silent: float  # log-odds of words that the rules alone give, where the model gives none
    other: float  # and where the model gives other words


@dataclass(frozen=True, slots=True)
class Weights:
    """Of each kind: log-odds of the model's score, of the rules' (or of their presence), and 1."""

    both: Mapping[Kind, tuple[float, float, float]]
    alone: Mapping[Kind, tuple[float, float, float]]
    least: Mapping[Kind, float]  # the score a draft needs
    arguments: Mapping[Property, Voices]
    least_argument: float  # the score an argument needs


def open_votes() -> Weights:
    """The weights that ship with the package; `training/votes.py` says how they were found."""
    table = read_lexicon("votes")

    def of(case: str) -> dict[Kind, tuple[float, float, float]]:
        rows = {kind: table[case][kind.value] for kind in Kind}
        return {k: (float(r[0]), float(r[1]), float(r[2])) for k, r in rows.items()}

    least = {kind: float(table["least"][kind.value]) for kind in Kind}
    voices = {Property(k): Voices(*map(float, row)) for k, row in table["arguments"].items()}
    return Weights(of("both"), of("alone"), least, voices, float(table["least"]["argument"]))


def holding(
    rows: Sequence[Draft],
    near: Callable[[tuple[int, int]], Sequence[Draft]],
    weights: Weights,
) -> Callable[[Draft], bool]:
    """Whether a draft of the model, going by words and score, holds beside the rules' drafts.

    `rows` hold the drafts of all table rows, `near` gives the rules' drafts of a sentence.
    """
    spans = [d.sentence for d in rows if _from_table(d)]

    def holds(draft: Draft) -> bool:
        if any(overlap(draft.sentence, span) for span in spans):
            return False
        return joint(draft, near(draft.sentence), weights) >= weights.least[draft.kind]

    return holds


def by_sentence(drafts: Sequence[Draft]) -> dict[tuple[int, int], list[Draft]]:
    """The drafts of each sentence: both readers read the same sentences, so none else meet."""
    found: dict[tuple[int, int], list[Draft]] = {}
    for draft in drafts:
        found.setdefault(draft.sentence, []).append(draft)
    return found


def weighed(
    rules: Sequence[Draft], model: Sequence[Draft], weights: Weights
) -> tuple[tuple[Draft, ...], tuple[Draft, ...]]:
    """The drafts of both readers that hold, the model's with the score of both."""
    near = by_sentence(rules)
    holds = holding(rules, lambda sentence: near.get(sentence, ()), weights)
    weak = {k for k, d in enumerate(model) if not holds(d)}
    kept = []
    for draft in without(model, weak):
        beside = near.get(draft.sentence, ())
        score = joint(draft, beside, weights)
        kept.append(replace(draft, score=score, arguments=_sifted(draft, beside, weights)))
    held = by_sentence(kept)
    seconded = (_seconding(d, held.get(d.sentence, ()), weights) for d in rules)
    return tuple(d for d in seconded if d is not None), tuple(kept)


def _sifted(draft: Draft, rules: Sequence[Draft], weights: Weights) -> tuple[Argument, ...]:
    """The arguments of a model's draft that hold, each with the score of both readers."""
    twins = [r for r in rules if same_trigger(r, draft)]
    scored = (replace(a, score=chance_of(a, twins, weights)) for a in draft.arguments)
    return tuple(
        a
        for a in scored
        if a.property not in weights.arguments or a.score >= weights.least_argument
    )


def chance_of(argument: Argument, twins: Sequence[Draft], weights: Weights) -> float:
    """The share of such arguments of the model that are right, given what the rules say."""
    voices = weights.arguments.get(argument.property)
    if voices is None:
        return argument.score
    seconded = any(rivals(argument, b) for r in twins for b in r.arguments)
    odds = voices.model * odds_of(argument.score) + voices.seconded * seconded
    return _share(odds + voices.start)


def _seconding(draft: Draft, kept: Sequence[Draft], weights: Weights) -> Draft | None:
    """A draft of the rules with what it may add to the model's; None where it stands alone."""
    if _from_table(draft):
        return draft
    twin = next((k for k in kept if same_trigger(draft, k)), None)
    if twin is None:
        return None
    added = []
    for argument in draft.arguments:
        said = [a for a in twin.arguments if a.property is argument.property]
        voices = weights.arguments.get(argument.property)
        if voices is None or any(rivals(argument, a) for a in said):
            added.append(argument)
            continue
        score = _share(voices.other if said else voices.silent)
        if score >= weights.least_argument:
            added.append(replace(argument, score=score))
    return replace(draft, score=0.0, arguments=tuple(added))


def rivals(a: Argument, b: Argument) -> bool:
    """Whether two arguments say one property with the same words."""
    return a.property is b.property and overlap((a.start, a.end), (b.start, b.end))


def joint(draft: Draft, rules: Sequence[Draft], weights: Weights) -> float:
    """The share of such drafts that are right, given what the rules make of the same words."""
    mark = mark_of(draft)
    twins = [r.score for r in rules if r.kind is draft.kind and overlap(mark_of(r), mark)]
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

"""How far two readers who agree are to be trusted, and one who is alone.

In: the drafts of the rules and of the trained model for one report, and fitted weights. Out: both
again, the model's drafts with the score that both readers' scores give and without those that
fall short; the rules' drafts that stand beside one of the model's, and those of table rows. The
same holds for the arguments of a draft. It refuses to change what a draft says.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from secondsource.extract.draft import Argument, Draft, Holding, overlap, without
from secondsource.extract.words import read_lexicon
from secondsource.model import Kind, Property

Numbers = tuple[float, float, float, float, float]
"""Log-odds of the model's score, of the rules' score (or whether they have a claim elsewhere in the
sentence), 1, whether the draft is the likeliest of those with its arguments, and whether it bears a
toll that is sure."""

SURE = 0.85
"""The score of a toll of which the model is sure."""

LIKELY = 0.5
"""The score of an argument by which two drafts are told to be one claim."""

CLOSE = 40
"""Characters between the words of two drafts that are likely to tell of one thing."""

TOLLS = (Property.KILLED, Property.INJURED)

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
    """Of each kind: what the `Numbers` of a draft weigh, beside one of the rules or alone."""

    both: Mapping[Kind, Numbers]
    alone: Mapping[Kind, Numbers]
    least: Mapping[Kind, float]  # the score a draft needs
    arguments: Mapping[Property, Voices]
    least_argument: float  # the score an argument needs


def open_votes() -> Weights:
    """The weights that ship with the package; `training/votes.py` says how they were found."""
    table = read_lexicon("votes")

    def of(case: str) -> dict[Kind, Numbers]:
        rows = {kind: [float(n) for n in table[case][kind.value]] for kind in Kind}
        return {k: (r[0], r[1], r[2], r[3], r[4]) for k, r in rows.items()}

    least = {kind: float(table["least"][kind.value]) for kind in Kind}
    voices = {Property(k): Voices(*map(float, row)) for k, row in table["arguments"].items()}
    return Weights(of("both"), of("alone"), least, voices, float(table["least"]["argument"]))


def holding(
    rows: Sequence[Draft],
    near: Callable[[tuple[int, int]], Sequence[Draft]],
    weights: Weights,
) -> Holding:
    """Which drafts of the model, going by words and scores, may hold beside the rules' drafts.

    Of arguments nothing is known yet. The best is supposed of each draft: that it bears a toll and
    leads those with its arguments. That it leads is not supposed where the rules have no draft of
    its words and the model has a surer one close by: of 365 such drafts in 380 reports two held
    in the end. `rows` hold the drafts of all table rows, `near` gives the rules' drafts of a
    sentence.
    """
    spans = [d.sentence for d in rows if _from_table(d)]

    def which(drafts: Sequence[Draft]) -> list[bool]:
        peers = by_sentence(drafts)
        return [_may_hold(d, peers[d.sentence]) for d in drafts]

    def _may_hold(draft: Draft, peers: Sequence[Draft]) -> bool:
        if any(overlap(draft.sentence, span) for span in spans):
            return False
        agreed, best = numbers_of(draft, near(draft.sentence), None)
        if not agreed and any(_surer_close_by(draft, p) for p in peers):
            score, second, one, _, bears = best
            best = (score, second, one, 0.0, bears)
        return _chance(draft.kind, agreed, best, weights) >= weights.least[draft.kind]

    return which


def _surer_close_by(draft: Draft, other: Draft) -> bool:
    (start, end), (first, last) = mark_of(draft), mark_of(other)
    close = first - CLOSE <= end and start <= last + CLOSE
    return close and other.kind is draft.kind and other.score > draft.score


def by_sentence(drafts: Sequence[Draft]) -> dict[tuple[int, int], list[Draft]]:
    """The drafts of each sentence: both readers read the same sentences, so none else meet."""
    found: dict[tuple[int, int], list[Draft]] = {}
    for draft in drafts:
        found.setdefault(draft.sentence, []).append(draft)
    return found


def weighed(
    rules: Sequence[Draft], model: Sequence[Draft], weights: Weights
) -> tuple[tuple[Draft, ...], tuple[Draft, ...]]:
    """The drafts of both readers that hold, the model's with the score of both.

    Of the model's only those come in that `holding` lets through.
    """
    near, peers = by_sentence(rules), by_sentence(model)
    scores = [joint(d, near.get(d.sentence, ()), weights, peers[d.sentence]) for d in model]
    weak = {k for k, d in enumerate(model) if scores[k] < weights.least[d.kind]}
    strong = [score for k, score in enumerate(scores) if k not in weak]
    kept = [
        d._replace(score=score, arguments=sifted(d, near.get(d.sentence, ()), weights))
        for d, score in zip(without(model, weak), strong, strict=True)
    ]
    twins = by_sentence(kept)
    seconded = (_seconding(d, twins.get(d.sentence, ()), weights) for d in rules)
    return tuple(d for d in seconded if d is not None), tuple(kept)


def sifted(draft: Draft, rules: Sequence[Draft], weights: Weights) -> tuple[Argument, ...]:
    """The arguments of a model's draft that hold, each with the score of both readers."""
    twins = [r for r in rules if same_trigger(r, draft)]
    scored = ((a, chance_of(a, twins, weights)) for a in draft.arguments)
    return tuple(
        a._replace(score=score)
        for a, score in scored
        if a.property not in weights.arguments or score >= weights.least_argument
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
            added.append(argument._replace(score=score))
    return draft._replace(score=0.0, arguments=tuple(added))


def rivals(a: Argument, b: Argument) -> bool:
    """Whether two arguments say one property with the same words."""
    return a.property is b.property and overlap((a.start, a.end), (b.start, b.end))


def joint(
    draft: Draft, rules: Sequence[Draft], weights: Weights, model: Sequence[Draft] = ()
) -> float:
    """The share of such drafts that are right, given what the rules make of the same words.

    `model` are the drafts that the model has of the same sentence.
    """
    return _chance(draft.kind, *numbers_of(draft, rules, model), weights)


def numbers_of(
    draft: Draft, rules: Sequence[Draft], model: Sequence[Draft] | None
) -> tuple[bool, Numbers]:
    """Whether the rules have a draft of the same words, and what is weighed.

    The model often spreads one claim over several words of a sentence, none of them likely by
    itself ("the missile", "killed"): the likeliest of those that share half of their arguments
    stands for all, above all with a sure toll.
    Where `model` is None a draft is supposed to lead and to bear a toll.
    """
    twins = [r.score for r in rules if same_trigger(r, draft)]
    near = any(r.kind is draft.kind and overlap(r.sentence, draft.sentence) for r in rules)
    second = odds_of(max(twins)) if twins else float(near)
    leads = bears = True
    if model is not None:
        surer = [m for m in model if m.kind is draft.kind and m.score > draft.score]
        tolls = _sure_tolls(draft)
        own = _likely(draft)
        leads = not any(own and 2 * len(own & _likely(m)) >= len(own) for m in surer)
        bears = bool(tolls) and not any(tolls & _sure_tolls(m) for m in surer)
    return bool(twins), (odds_of(draft.score), second, 1.0, float(leads), float(bears))


def _likely(draft: Draft) -> set[tuple[Property, int]]:
    return {(a.property, a.start) for a in draft.arguments if a.score > LIKELY}


def _sure_tolls(draft: Draft) -> set[int]:
    return {a.start for a in draft.arguments if a.property in TOLLS and a.score > SURE}


def _chance(kind: Kind, agreed: bool, numbers: Numbers, weights: Weights) -> float:
    row = (weights.both if agreed else weights.alone)[kind]
    return _share(sum(a * b for a, b in zip(row, numbers, strict=True)))


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


def odds_of(score: float) -> float:
    """The log-odds of a score, held between 1 and 99 per cent."""
    held = min(max(score, 0.01), 0.99)
    return math.log(held / (1 - held))


def _share(odds: float) -> float:
    return round(1 / (1 + math.exp(-odds)), 4)

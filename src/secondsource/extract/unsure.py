"""Unsure acts: what the votes left out although it has words of its own.

In: the model's drafts of a report, which of them hold, and the mentions; later the same drafts with
their arguments. Out: incidents that fell short and that have a day, a place or people that no surer
act of their sentence has, as weak drafts: above all its second act. It refuses what a surer act may
have said already.
"""

from __future__ import annotations

from collections.abc import Sequence

from secondsource.extract.draft import AIMED, Argument, Beside, Draft, alone, overlap
from secondsource.extract.votes import Weights, by_sentence, mark_of, sifted
from secondsource.model import Kind, Layer, Mention, Property

LEAST = 0.3
"""The least score of the words that tell of an act."""

SCORE = 0.56
"""The score of an unsure act, whatever the model gives it: about so many are right."""

OWN, TAKEN = 0.5, 0.3
"""The least score of an argument that an unsure act has, and of one that another act has."""

_TELLING = (
    frozenset({Property.DATE}),
    frozenset({Property.PLACE}),
    AIMED,
)


def beside(mentions: Sequence[Mention]) -> Beside:
    """Which drafts that do not hold may be second acts, going by words and scores.

    Each has a day or a place in its sentence to which no other act is nearer.
    """
    marks = [(m.start, m.end) for m in mentions if m.layer in (Layer.DATES, Layer.PLACES)]

    def which(drafts: Sequence[Draft], held: Sequence[bool]) -> list[bool]:
        asked = [False] * len(drafts)
        acts = [k for k, d in enumerate(drafts) if d.kind is Kind.INCIDENT and d.score >= LEAST]
        for sentence in {drafts[k].sentence for k in acts if held[k]}:
            here = [k for k in acts if drafts[k].sentence == sentence]
            for mark in marks if len(here) > 1 else ():
                if overlap(mark, sentence):
                    asked[min(here, key=lambda k: _gap(drafts[k], mark))] = True
        return [ask and not holds for ask, holds in zip(asked, held, strict=True)]

    return which


def _gap(draft: Draft, mark: tuple[int, int]) -> int:
    start, end = mark_of(draft)
    return max(start - mark[1], mark[0] - end)


def unsure_acts(
    model: Sequence[Draft], kept: Sequence[Draft], rules: Sequence[Draft], weights: Weights
) -> tuple[Draft, ...]:
    """Of all drafts of the model those that fell short but have words of their own, weak.

    The surest come first. They take no part in accounts: each stands alone.
    """
    acts, twins = by_sentence([d for d in kept if d.kind is Kind.INCIDENT]), by_sentence(rules)
    found = []
    for draft in sorted(model, key=lambda d: -d.score):
        others = acts.get(draft.sentence, [])
        if draft.kind is not Kind.INCIDENT or draft.score < LEAST:
            continue
        if any(overlap(mark_of(draft), mark_of(other)) for other in others):
            continue
        if any(_own(argument, others) for argument in draft.arguments):
            acts[draft.sentence] = [*others, draft]
            told = sifted(draft, twins.get(draft.sentence, ()), weights)
            found.append(alone(draft)._replace(arguments=told, score=SCORE, weak=True))
    return tuple(found)


def _own(argument: Argument, others: Sequence[Draft]) -> bool:
    """Whether an argument is sure and says when, where or whom in words no other act has."""
    return argument.score > OWN and any(
        argument.property in telling
        and not any(
            a.property in telling
            and a.score > TAKEN
            and overlap((a.start, a.end), (argument.start, argument.end))
            for other in others
            for a in other.arguments
        )
        for telling in _TELLING
    )

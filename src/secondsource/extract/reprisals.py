"""Which incident of a report answers which, as the report itself states.

In: the drafts of a report in order and its text. Out: the same drafts with `retaliation_for`, and
the stated reason as `motive`. It refuses mere timing: "days after" is no reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from secondsource.extract.answers import Cues, Row, open_answer_cues, pairs_told
from secondsource.extract.draft import Argument, Draft, account_of
from secondsource.extract.words import read_lexicon
from secondsource.model import Kind, Property

LEAST = 1.0
"""The log-odds from which one act is held to answer another."""

TOLD = 2.5
"""What the model's word adds to them."""


@dataclass(frozen=True, slots=True)
class Reasons:
    """How reports state reasons: cues of answers, log-odds of their features, words of motives."""

    cues: Cues
    weights: Mapping[str, float]
    motive: re.Pattern[str]


def open_reasons() -> Reasons:
    """The cues and weights that ship with the package; `training/answers.py` finds the weights."""
    weights = {str(k): float(v) for k, v in read_lexicon("answer_weights")["weights"].items()}
    motives = read_lexicon("answers")["motive"]["words"]
    motive = re.compile(rf"\b(?:{'|'.join(motives)})\b", re.I)
    return Reasons(open_answer_cues(), weights, motive)


def with_reprisals(drafts: Sequence[Draft], text: str, reasons: Reasons) -> tuple[Draft, ...]:
    """The drafts with what they answer, where the text says so, and with stated motives."""
    leads: dict[tuple[int, int], tuple[int, int] | None] = {}  # first trigger of each sentence
    for draft in drafts:
        if draft.kind is Kind.INCIDENT:
            leads.setdefault(draft.sentence, draft.trigger)
    answered = _answered(drafts, pairs_told(drafts, text, reasons.cues), reasons)
    return tuple(
        _with_motive(d, leads, text, reasons.motive)._replace(retaliation_for=answered.get(k))
        for k, d in enumerate(drafts)
    )


def _answered(
    drafts: Sequence[Draft], pairs: Mapping[tuple[int, int], Row], reasons: Reasons
) -> dict[int, int]:
    """For each draft the one it likeliest answers; of two accounts one answers the other."""
    odds = {}
    for (k, m), row in pairs.items():
        score = sum(reasons.weights.get(name, 0.0) * value for name, value in row.items())
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


def _with_motive(
    draft: Draft,
    leads: Mapping[tuple[int, int], tuple[int, int] | None],
    text: str,
    motive: re.Pattern[str],
) -> Draft:
    """The draft with its stated reason, up to the end of the clause.

    `leads` are the first triggers of each sentence: the reason is theirs alone.
    """
    if draft.kind is not Kind.INCIDENT or draft.trigger is None:
        return draft
    match = motive.search(text, draft.trigger[1], draft.sentence[1])
    if match is None or leads[draft.sentence] != draft.trigger:
        return draft
    stop = re.search(r"[,;.:!?—–\n”\"]|\s-\s", text[match.end() : draft.sentence[1]])
    end = match.end() + stop.start() if stop else draft.sentence[1]
    words = text[match.start() : end].rstrip()
    if not 2 <= len(words.split()) <= 16:
        return draft
    argument = Argument(Property.MOTIVE, match.start(), match.start() + len(words), 0.6)
    return draft._replace(arguments=(*draft.arguments, argument))

"""Which incident of a report answers which, as the report itself states.

In: the drafts of a report in order and its text. Out: the same drafts with `retaliation_for`, and
the stated reason as `motive`. It refuses mere timing: "days after" is no reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from secondsource.extract.draft import Argument, Draft
from secondsource.extract.words import read_lexicon
from secondsource.model import Kind, Property


@dataclass(frozen=True, slots=True)
class Cues:
    """Patterns of words that state a reason."""

    answers: re.Pattern[str]  # A … "in retaliation for" … B: A answers B
    provokes: re.Pattern[str]  # A … "prompted" … B: B answers A
    back: re.Pattern[str]  # A alone: answers the account before it
    motive: re.Pattern[str]


def open_cues() -> Cues:
    """The cues that ship with the package."""
    data = read_lexicon("claims")["reprisal"]
    pattern = {k: re.compile(rf"\b(?:{'|'.join(v)})\b", re.I) for k, v in data.items()}
    return Cues(pattern["answers"], pattern["provokes"], pattern["back"], pattern["motive"])


def with_reprisals(drafts: Sequence[Draft], text: str, cues: Cues) -> tuple[Draft, ...]:
    """The drafts with what they answer, where the text says so."""
    together: dict[tuple[int, int], list[int]] = {}  # the incidents of each sentence
    for k, draft in enumerate(drafts):
        if draft.kind is Kind.INCIDENT:
            together.setdefault(draft.sentence, []).append(k)
    leads = {at: drafts[held[0]].trigger for at, held in together.items()}
    found = [_with_motive(d, leads, text, cues) for d in drafts]
    for k, draft in enumerate(found):
        if draft.kind is not Kind.INCIDENT or draft.trigger is None:
            continue
        beside = [j for j in together[draft.sentence] if j != k]
        target = _answered(k, beside, found, text, cues)
        if target is None and draft.retaliation_for is not None:
            target = draft.retaliation_for
        if target is None:
            target = _before(k, beside, found, text, cues)
        if target is not None and _account(target, found) != _account(k, found):
            found[k] = draft._replace(retaliation_for=target)
    return tuple(found)


def _answered(
    k: int, beside: Sequence[int], drafts: Sequence[Draft], text: str, cues: Cues
) -> int | None:
    """The incident of the same sentence that draft `k` is said to answer."""
    mine = drafts[k].trigger or drafts[k].sentence
    for j in beside:
        other = drafts[j].trigger or drafts[j].sentence
        if mine[1] <= other[0] and cues.answers.search(text, mine[1], other[0]):
            return j
        if other[1] <= mine[0] and cues.provokes.search(text, other[1], mine[0]):
            return j
        lead = text[drafts[k].sentence[0] : other[0]]
        if other[1] <= mine[0] and cues.answers.match(lead.lstrip()):
            return j  # "In retaliation for the attack, …"
    return None


def _before(
    k: int, beside: Sequence[int], drafts: Sequence[Draft], text: str, cues: Cues
) -> int | None:
    """The latest incident of another account that a bare "in response" points back to."""
    start, end = drafts[k].sentence
    if beside or not cues.back.search(text, start, end):
        return None
    for j in range(k - 1, -1, -1):
        if drafts[j].kind is Kind.INCIDENT and _account(j, drafts) != _account(k, drafts):
            return j
    return None


def _account(k: int, drafts: Sequence[Draft]) -> int:
    same = drafts[k].same_as
    return k if same is None else same


def _with_motive(
    draft: Draft, leads: Mapping[tuple[int, int], tuple[int, int] | None], text: str, cues: Cues
) -> Draft:
    """The draft with its stated reason, up to the end of the clause.

    `leads` are the first triggers of each sentence: the reason is theirs alone.
    """
    if draft.kind is not Kind.INCIDENT or draft.trigger is None:
        return draft
    match = cues.motive.search(text, draft.trigger[1], draft.sentence[1])
    if match is None or leads[draft.sentence] != draft.trigger:
        return draft
    stop = re.search(r"[,;.:!?—–\n”\"]|\s-\s", text[match.end() : draft.sentence[1]])
    end = match.end() + stop.start() if stop else draft.sentence[1]
    words = text[match.start() : end].rstrip()
    if not 2 <= len(words.split()) <= 16:
        return draft
    argument = Argument(Property.MOTIVE, match.start(), match.start() + len(words), 0.6)
    return draft._replace(arguments=(*draft.arguments, argument))

"""Doers who died by their own hand, told in the sentence on those they killed.

In: the drafts of a report and its text. Out: the same drafts; where the words have the doer kill
others and himself, his death is a count of its own, of the attackers; a death by one's own hand
that stands alone is a victim's unless the words set it after an act or name a doer. It refuses
those only tried or feared.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from secondsource.extract.draft import Argument, Draft
from secondsource.extract.words import read_lexicon
from secondsource.model import Kind, Property, Scope

_NEAR = 40  # characters before a death, and after it, in which words make it none
_ALONE = re.compile(r"(?:him|her)self", re.I)


@dataclass(frozen=True, slots=True)
class OwnHand:
    """Patterns of words for a death by one's own hand."""

    hint: re.Pattern[str]  # in every death
    death: re.Pattern[str]
    before: re.Pattern[str]  # between the deaths of others and it
    after: re.Pattern[str]  # between it and the deaths of others
    doer: re.Pattern[str]
    none: re.Pattern[str]  # near it: nobody died so


def open_own_hand() -> OwnHand:
    """The patterns that ship with the package."""
    data = read_lexicon("claims")["own_hand"]
    death = re.compile("|".join(rf"(?<!\w)(?:{p})(?!\w)" for p in data["death"]), re.I)
    pattern = {k: re.compile(rf"\b(?:{'|'.join(v)})\b", re.I) for k, v in data.items()}
    hint = re.compile("|".join(data["hint"]), re.I)
    return OwnHand(hint, death, *(pattern[k] for k in ("before", "after", "doer", "none")))


def with_own_deaths(drafts: Sequence[Draft], text: str, words: OwnHand) -> tuple[Draft, ...]:
    """The drafts with the deaths of doers by their own hand, each in one draft of its sentence."""
    found = [_no_doer_alone(d, text, words) for d in drafts]
    together: dict[tuple[int, int], list[int]] = {}
    for k, draft in enumerate(found):
        if draft.kind is Kind.INCIDENT:
            together.setdefault(draft.sentence, []).append(k)
    for sentence, held in together.items():
        death = _death(sentence, text, words)
        if death is None or any(_counts_doers(found[k], death) for k in held):
            continue
        for k in held:
            if _beside_others(found[k], death, text, words):
                own = Argument(Property.KILLED, *death, 0.7, scope=Scope.PERPETRATORS)
                found[k] = found[k]._replace(arguments=(*found[k].arguments, own))
                break
        else:
            _alone(found, held, death, text, words)
    return tuple(found)


def _alone(
    found: list[Draft], held: Sequence[int], death: tuple[int, int], text: str, words: OwnHand
) -> None:
    """Count a death by one's own hand in the draft that tells of it alone, if any does."""
    for k in held:
        draft = found[k]
        trigger = draft.trigger or (0, 0)
        told = trigger[0] < death[1] and death[0] < trigger[1] and not draft.negated
        if told and all(a.property is not Property.KILLED for a in draft.arguments):
            before = text[draft.sentence[0] : death[1]]
            doer = words.doer.search(text, *draft.sentence) or words.before.search(before)
            scope = Scope.PERPETRATORS if doer else Scope.TOTAL
            own = Argument(Property.KILLED, *death, 0.7, scope=scope)
            found[k] = draft._replace(arguments=(*draft.arguments, own))
            return


def _no_doer_alone(draft: Draft, text: str, words: OwnHand) -> Draft:
    """The draft; "herself" alone, where the words tell of nobody else's harm, is a victim."""
    harmed = [a for a in draft.arguments if a.property in (Property.KILLED, Property.INJURED)]
    if len(harmed) != 1 or harmed[0].scope is not Scope.PERPETRATORS:
        return draft
    said = harmed[0]
    alone = _ALONE.fullmatch(text[said.start : said.end].strip())
    if not alone or words.doer.search(text, *draft.sentence):
        return draft
    victim = said._replace(scope=Scope.TOTAL)
    return draft._replace(arguments=tuple(victim if a is said else a for a in draft.arguments))


def _death(sentence: tuple[int, int], text: str, words: OwnHand) -> tuple[int, int] | None:
    """Where a sentence has somebody die by his own hand."""
    if not words.hint.search(text, *sentence):
        return None
    for death in words.death.finditer(text, *sentence):
        start = max(sentence[0], death.start() - _NEAR)
        end = min(sentence[1], death.end() + _NEAR)
        if not words.none.search(text, start, end):
            return death.span()
    return None


def _counts_doers(draft: Draft, death: tuple[int, int]) -> bool:
    """Whether a draft counts the doers' dead already, or whoever died so, or a suicide bomber."""
    return draft.event_type == "suicide_bombing" or any(
        a.property is Property.KILLED
        and (a.scope is Scope.PERPETRATORS or (a.start < death[1] and death[0] < a.end))
        for a in draft.arguments
    )


def _beside_others(draft: Draft, death: tuple[int, int], text: str, words: OwnHand) -> bool:
    """Whether a draft tells whom else the one killed who died by his own hand."""
    if draft.trigger is None or draft.negated:
        return False
    start, end = draft.trigger
    killed = [a for a in draft.arguments if a.property is Property.KILLED]
    return any(
        _killed_before((start, end), other, death, text, words)
        or (death[1] <= start and end <= other.start and words.after.search(text, death[1], start))
        for other in killed
    )


def _killed_before(
    trigger: tuple[int, int], other: Argument, death: tuple[int, int], text: str, words: OwnHand
) -> bool:
    """Whether one kills others first: "shot two and then himself", "two died before he shot"."""
    if other.end > death[0]:
        return False
    between = text[other.end : death[0]]
    linked = words.before.search(between) or words.doer.search(between)
    return trigger[1] <= other.start or linked is not None

"""Drafts become claims: merged, joined into accounts, given ids and quotes.

In: the drafts of rules and model for one report. Out: `Claim`s in the order of the text. It
refuses a quote that does not stand at its offsets (the model of `Evidence` sees to that).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from secondsource.extract.draft import Argument, Draft, relinked
from secondsource.extract.votes import mark_of, rivals, same_trigger
from secondsource.model import (
    COUNTED,
    Attribution,
    Claim,
    Count,
    Directness,
    Evidence,
    Kind,
    Property,
    Report,
    Statement,
)

WORDED = frozenset({"drone_strike", "ship_attack", "shelling"})
"""Types that the rules give only where the words name the drone, the ship or the shells.

Where the model gives another, the rules are right 8 times and the model once (both development
golds and the train clusters); for every other type the model is right more often.
"""

ON_THE_DEED = {"claim_of_responsibility": Property.CLAIMED_BY, "denial": Property.DENIED_BY}


def merge(rules: Sequence[Draft], model: Sequence[Draft]) -> tuple[Draft, ...]:
    """The drafts of both readers in the order of the text, one for each trigger.

    Where both read a trigger, the model's kind, type and stance stand, its arguments stand where
    both give a property at overlapping words, and an argument that only one of them gives stays
    under its own origin. A draft that only one of them gives stays with its own score.
    """
    kept = list(model)
    homes = []  # where each draft of the rules went
    for draft in rules:
        twin = next((k for k, m in enumerate(model) if same_trigger(m, draft)), None)
        if twin is None:
            homes.append(len(kept))
            kept.append(draft)
        else:
            homes.append(twin)
            kept[twin] = _joined(kept[twin], draft)
    linked = [
        *kept[: len(model)],
        *(relinked(d, homes.__getitem__) for d in kept[len(model) :]),
    ]
    order = sorted(range(len(linked)), key=lambda k: (linked[k].sentence[0], _anchor(linked[k]), k))
    places = [0] * len(order)
    for place, k in enumerate(order):
        places[k] = place
    return tuple(relinked(linked[k], places.__getitem__) for k in order)


def _joined(first: Draft, second: Draft) -> Draft:
    extra = tuple(a for a in second.arguments if not any(rivals(a, b) for b in first.arguments))
    worded = second.event_type in WORDED and second.event_type != first.event_type
    return first._replace(
        event_type=second.event_type if worded else first.event_type,
        arguments=(*first.arguments, *extra),
        speaker=first.speaker or second.speaker,
        via=first.via or second.via,
        score=max(first.score, second.score),
    )


def _anchor(draft: Draft) -> int:
    return mark_of(draft)[0]


def claims_of(report: Report, drafts: Sequence[Draft]) -> tuple[Claim, ...]:
    """The claims that drafts make, in their order; links between drafts become claim ids."""
    ids = _ids(report, drafts)
    return tuple(_claim(report, draft, ids, k, drafts) for k, draft in enumerate(drafts))


def _ids(report: Report, drafts: Sequence[Draft]) -> list[str]:
    seen: dict[tuple[str, int], int] = {}
    found = [""] * len(drafts)
    for k in sorted(range(len(drafts)), key=lambda k: drafts[k].weak):
        key = (drafts[k].kind.value, _anchor(drafts[k]))
        ordinal = seen.get(key, 0)
        seen[key] = ordinal + 1
        found[k] = "c" + _digest(report.id, report.sha256, *key, ordinal)
    return found


def _digest(*parts: object) -> str:
    return hashlib.sha256("\x1f".join(str(p) for p in parts).encode()).hexdigest()[:16]


def _claim(
    report: Report, draft: Draft, ids: Sequence[str], k: int, drafts: Sequence[Draft]
) -> Claim:
    claim_id = ids[k]
    account = k
    seen = {k}
    while drafts[account].same_as is not None and drafts[account].same_as not in seen:
        account = drafts[account].same_as or 0
        seen.add(account)
    trigger = report.evidence(*draft.trigger) if draft.trigger else None
    return Claim(
        claim_id,
        ids[account],
        report.id,
        draft.kind,
        draft.event_type,
        sentence_evidence(report, draft.sentence),
        trigger,
        _statements(report, claim_id, (*draft.arguments, *_on_the_deed(draft))),
        _attribution(report, draft),
        draft.stance,
        draft.negated,
        draft.score,
        ids[draft.retaliation_for] if draft.retaliation_for is not None else None,
        ids[draft.about] if draft.about is not None else None,
        draft.weak,
    )


def _on_the_deed(draft: Draft) -> Iterator[Argument]:
    """What a claim of responsibility or a denial says of the deed itself: whose it is, or not."""
    prop = ON_THE_DEED.get(draft.event_type or "")
    if draft.kind is Kind.REACTION and prop:
        for argument in draft.arguments:
            if argument.property is Property.ACTOR:
                yield argument._replace(property=prop)


def sentence_evidence(report: Report, span: tuple[int, int]) -> Evidence:
    """A sentence quoted without the blanks around it."""
    words = report.text[span[0] : span[1]]
    start = span[0] + len(words) - len(words.lstrip())
    return report.evidence(start, start + len(words.strip()))


def _statements(
    report: Report, claim_id: str, arguments: Sequence[Argument]
) -> tuple[Statement, ...]:
    """One statement for each property said by the same words, as the first argument says it."""
    found: dict[str, Statement] = {}
    for argument in arguments:
        statement = statement_of(report, claim_id, argument)
        found.setdefault(statement.id, statement)
    return tuple(found.values())


def statement_of(report: Report, claim_id: str, argument: Argument) -> Statement:
    """What one argument says of a claim, under the id that its words give it."""
    evidence = report.evidence(argument.start, argument.end)
    value = None
    if argument.property in COUNTED:
        value = Count(None, None, None, evidence.quote, scope=argument.scope, group=argument.group)
    name = "s" + _digest(claim_id, argument.property.value, argument.start, argument.end)
    return Statement(
        name, claim_id, argument.property, value, evidence, None, argument.origin, argument.score
    )


def _attribution(report: Report, draft: Draft) -> Attribution | None:
    if draft.speaker is None:
        return None
    evidence = report.evidence(*draft.speaker)
    via = report.text[draft.via[0] : draft.via[1]] if draft.via else None
    directness = Directness.VIA_MEDIA if via else Directness.DIRECT
    return Attribution(evidence.quote, evidence, directness=directness, via=via)

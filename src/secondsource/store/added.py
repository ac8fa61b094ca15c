"""Claims that a person added and fields that a person filled, as words of reports.

In: decisions of the kind `add`, the text of today and the claims another reading finds in it. Out:
where the added words stand now, and the claims with what was added. It refuses words that the text
no longer has: the decision is then lost, and listed. Where a reader finds the claim that a person
had added, the two are one, and what the person said of it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from secondsource.model import (
    Claim,
    Decision,
    DecisionKind,
    Evidence,
    Force,
    Span,
    Standing,
    Statement,
)
from secondsource.store.spans import common, home_of, mark_of, moved, shifted
from secondsource.store.values import dumps, loads
from secondsource.wording import in_brief

HOLDING = frozenset({Force.IN_FORCE, Force.PENDING})


@dataclass(frozen=True, slots=True)
class Filled:
    """A statement that a person read in a claim, and whether it takes the place of others."""

    statement: Statement
    instead: bool


def claim_in_words(claim: Claim) -> tuple[str, tuple[Evidence, ...]]:
    """An added claim as a decision keeps it: its value and its words."""
    return dumps(claim, Claim), tuple(_words(claim))


def filled_in_words(filled: Filled) -> tuple[str, tuple[Evidence, ...]]:
    """A filled field as a decision keeps it: its value and its words."""
    return dumps(filled, Filled), (filled.statement.evidence,)


def added_claim(decision: Decision) -> Claim | None:
    """The claim that a decision adds, as it was added; None where it adds none."""
    if decision.kind is not DecisionKind.ADD or len(decision.subject) != 1:
        return None
    return loads(decision.value or "", Claim)


def filled_field(decision: Decision) -> Filled | None:
    """The statement that a decision adds to a claim, as it was added; None where it adds none."""
    if decision.kind is not DecisionKind.ADD or len(decision.subject) != 2:
        return None
    return loads(decision.value or "", Filled)


def added_in(decision: Decision) -> tuple[str, ...]:
    """The report that a decision adds a claim or a statement to, if it adds one."""
    adds = decision.kind is DecisionKind.ADD
    return tuple(s.evidence.report_id for s in decision.spans[:1]) if adds else ()


def _words(claim: Claim) -> Iterable[Evidence]:
    own = [e for e in (claim.evidence, claim.trigger) if e]
    return chain(own, (s.evidence for s in claim.statements))


# --- where it stands ----------------------------------------------------------------------------


def stand_added(decision: Decision, text: str, claims: Sequence[Claim]) -> Standing:
    """What was added, with the claim of today that it stands on and its words of today.

    `claims` are those of its report, with what was added before. An added claim that no reader has
    found stands on itself.
    """
    span = decision.spans[0]
    now = moved(span, text)
    by = now.evidence.start - span.evidence.start if now else 0
    words = [_stands(e, text, by) for e in decision.evidence]
    home = None
    if now and added_claim(decision):
        home = _same(replace(now, claim_id=decision.subject[0]), claims)
    elif now:
        home = home_of(span, text, claims)
    found = tuple(e for e in words if e)
    if home is None or len(found) < len(words):
        quote = in_brief((decision.evidence or (span.evidence,))[0].quote, 60)
        why = f"“{quote}” stands in {span.evidence.report_id} no more"
        return Standing(decision, Force.LOST, decision.subject, ((),), why)
    subject = (home, *decision.subject[1:])
    return Standing(decision, Force.IN_FORCE, subject, ((home,),), evidence=found)


def _same(span: Span, claims: Sequence[Claim]) -> str:
    """The claim of the same kind whose mark meets that of an added one most, or the added one."""
    if any(c.id == span.claim_id for c in claims):
        return span.claim_id
    met = [
        (-common(mark_of(c), span.mark), c.id)
        for c in claims
        if c.kind is span.kind
        and common(mark_of(c), span.mark)
        and not any(common(mark_of(c), other) for other in span.beside)
    ]
    return min(met)[1] if met else span.claim_id


def _stands(words: Evidence, text: str, by: int) -> Evidence | None:
    """Words where their sentence has moved, or at the one place of the text that has them."""
    start = words.start + by
    if start >= 0 and text.startswith(words.quote, start):
        return shifted(words, by)
    if text.count(words.quote) == 1:
        return shifted(words, text.index(words.quote) - words.start)
    return None


# --- the claims with it -------------------------------------------------------------------------


def with_added(claims: Sequence[Claim], standing: Iterable[Standing]) -> tuple[Claim, ...]:
    """The claims, those that a person added among them, and with the fields that one filled."""
    ours = [s for s in standing if s.decision.kind is DecisionKind.ADD and s.force in HOLDING]
    if not ours:
        return tuple(claims)
    known = {c.id: c for c in claims}
    for s in ours:
        ((home,),) = s.claims
        new, filled = added_claim(s.decision), filled_field(s.decision)
        if new:
            new = _moved_to(new, s.evidence)
            known[home] = _joined(known[home], new) if home in known else new
        elif filled and home in known:
            said = replace(filled.statement, claim_id=home, evidence=s.evidence[0])
            known[home] = _filled(known[home], said, instead=filled.instead)
    ordered = sorted(known.values(), key=lambda c: (c.evidence.start, c.evidence.end, c.id))
    return tuple(sorted(ordered, key=lambda c: c.report_id))


def _moved_to(claim: Claim, words: Sequence[Evidence]) -> Claim:
    """An added claim with its words where they stand today."""
    first, *rest = words
    trigger = rest.pop(0) if claim.trigger else None
    said = zip(claim.statements, rest, strict=True)
    statements = tuple(replace(s, evidence=e) for s, e in said)
    return replace(claim, evidence=first, trigger=trigger, statements=statements)


def _joined(found: Claim, added: Claim) -> Claim:
    """A claim that a reader finds where a person has added one: the person's word on it stands."""
    mine = tuple(replace(s, claim_id=found.id) for s in added.statements)
    said = {s.property for s in mine}
    rest = tuple(s for s in found.statements if s.property not in said)
    kind = added.event_type or found.event_type
    return replace(found, event_type=kind, score=added.score, statements=(*rest, *mine))


def _filled(claim: Claim, said: Statement, *, instead: bool) -> Claim:
    """A claim with one more statement, in place of others of the property or of the same words."""
    rest = (
        s
        for s in claim.statements
        if s.property is not said.property or not (instead or common(s.evidence, said.evidence) > 0)
    )
    return replace(claim, statements=(*rest, said))

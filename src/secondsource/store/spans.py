"""The words a decision speaks of, and where they stand among the claims of another reading.

In: a decision with claims and incidents as they are when it is taken; later its spans with claims
and texts of another day. Out: spans; the claim that each span now stands on. It refuses a claim
that stood beside the one meant, and a sentence that shares less than half of its words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from secondsource.model import Claim, Decision, Evidence, Property, Span

HALF = 0.5  # of the words of two sentences together: fewer in common, and they are two sentences


# --- when a decision is taken -------------------------------------------------------------------


def spans_of(
    decision: Decision, claims: Sequence[Claim], members: Mapping[str, Sequence[str]]
) -> tuple[Span, ...]:
    """The words of every claim that a decision speaks of.

    `members` are the claims of the incidents among its subjects, by incident id. A ruling that
    names words of reports stands on the claims that tell them, any other on its whole incident.
    """
    known = {c.id: c for c in claims}
    named = {known[s].account_id for s in decision.subject if s in known}
    found = []
    for subject in decision.subject:
        told = [known[i] for i in members.get(subject, (subject,)) if i in known]
        if subject in members:  # beside a claim of its own, an incident is the rest of it
            told = [c for c in told if c.account_id not in named]
        rests = [c for c in told if any(_tells(c, e) for e in decision.evidence)]
        found += [span_of(subject, claim, claims) for claim in rests or told]
    return tuple(found)


def _tells(claim: Claim, words: Evidence) -> bool:
    """Whether a claim has a statement with some of these words."""
    return claim.report_id == words.report_id and any(
        s.evidence.overlaps(words.start, words.end) for s in claim.statements
    )


def span_of(subject: str, claim: Claim, claims: Iterable[Claim]) -> Span:
    """The words of one claim that a decision speaks of, with those of its sentence not meant."""
    sentence = claim.evidence
    beside = [
        mark_of(c)
        for c in claims
        if c.report_id == claim.report_id
        and c.id != claim.id
        and c.kind is claim.kind
        and c.evidence.overlaps(sentence.start, sentence.end)
    ]
    return Span(
        subject,
        claim.id,
        claim.kind,
        claim.event_type,
        sentence,
        mark_of(claim),
        tuple(sorted(set(beside) - {mark_of(claim)}, key=lambda e: (e.start, e.end))),
    )


def mark_of(claim: Claim) -> Evidence:
    """The words that tell a claim from others of its sentence: trigger, number, or all of it."""
    counts = [s.evidence for s in claim.said(Property.COUNT)]
    return claim.trigger or (counts[0] if counts else claim.evidence)


# --- later --------------------------------------------------------------------------------------


def home_of(span: Span, text: str, claims: Sequence[Claim]) -> str | None:
    """The claim among those of its report that a span now stands on, or None.

    The claim itself where it is there; else the one whose mark, then whose sentence covers most
    of the words; where the sentence was rewritten, the one that shares most words with it.
    """
    if any(c.id == span.claim_id for c in claims):
        return span.claim_id
    rivals = [c for c in claims if c.kind is span.kind]
    now = moved(span, text)
    if now is None:
        ranked = [(_likeness(span, c), c) for c in rivals]
        fit = [(-like, *_order(span, c)) for like, c in ranked if like >= HALF]
        return min(fit)[-1] if fit else None
    overlaps = [
        (-common(now.mark, mark_of(c)), -common(now.evidence, c.evidence), *_order(now, c))
        for c in rivals
        if common(now.evidence, c.evidence) and not _is_beside(now, c)
    ]
    return min(overlaps)[-1] if overlaps else None


def _is_beside(span: Span, claim: Claim) -> bool:
    """Whether a claim is one that stood in the same sentence when the decision was taken."""
    mark = mark_of(claim)
    if common(mark, span.mark):
        return False
    return any(common(mark, other) for other in span.beside)


def _order(span: Span, claim: Claim) -> tuple[bool, bool, int, str]:
    """Among equals: the same mark, the same type, the nearest, the smallest id."""
    return (
        mark_of(claim).quote != span.mark.quote,
        claim.event_type != span.event_type,
        abs(claim.evidence.start - span.evidence.start),
        claim.id,
    )


def common(one: Evidence, two: Evidence) -> int:
    """How many characters two quotes of one report share."""
    return max(0, min(one.end, two.end) - max(one.start, two.start))


def _likeness(span: Span, claim: Claim) -> float:
    left, right = set(span.evidence.quote.split()), set(claim.evidence.quote.split())
    return len(left & right) / max(1, len(left | right))


def moved(span: Span, text: str) -> Span | None:
    """The span where its sentence now stands, the nearest place first; None where it is gone."""
    quote, start = span.evidence.quote, span.evidence.start
    if text.startswith(quote, start):
        return span
    places = [text.rfind(quote, 0, start + len(quote)), text.find(quote, start)]
    found = [place for place in places if place >= 0]
    if not found:
        return None
    by = min(found, key=lambda place: abs(place - start)) - start
    return replace(
        span,
        evidence=shifted(span.evidence, by),
        mark=shifted(span.mark, by),
        beside=tuple(shifted(e, by) for e in span.beside),
    )


def shifted(words: Evidence, by: int) -> Evidence:
    """The same words so many characters further on."""
    start = max(0, words.start + by)
    return replace(words, start=start, end=start + len(words.quote))

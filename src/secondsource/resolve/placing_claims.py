"""The statements of place of a claim, as far as its sentence and its report settle them.

In: claims in words, their report and its mentions. Out: the same claims, with a place that the
sentence gives the event and the reader passed over: the finer half of a stated one ("X in Y",
origin `rules`), or the likeliest name of the sentence where an account has none (`carried`, which
linking does not weigh). It refuses to take a stated place away.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from secondsource.model import (
    PLACED,
    Claim,
    Evidence,
    Kind,
    Mention,
    Place,
    Property,
    Report,
    Statement,
)
from secondsource.resolve.placing_events import Line, chances, line_of

SURE = 0.9  # of the event's being at a name, for a statement that the reader did not make
BESIDE = 0.2  # for the finer of two names that are one place: "X in Y"


def settle_places(
    claims: Sequence[Claim], report: Report, mentions: Sequence[Mention]
) -> tuple[Claim, ...]:
    """The claims with the places that their sentences give their events.

    A reader that passed over the place of a whole account is helped out; one that found a place
    only for some of its sentences is not.
    """
    placed = {c.account_id for c in claims if c.said(Property.PLACE)}
    return tuple(_settled(c, report, mentions, c.account_id in placed) for c in claims)


def _settled(claim: Claim, report: Report, mentions: Sequence[Mention], placed: bool) -> Claim:
    stated = claim.said(Property.PLACE)
    if claim.kind is not Kind.INCIDENT or claim.trigger is None or (placed and not stated):
        return claim
    event = (claim.trigger.start, claim.trigger.end)
    line = line_of(report.text, claim.evidence.start, claim.evidence.end, event, mentions)
    if not line.names:
        return claim
    likely = chances(line).at
    origin = "rules" if stated else "carried"
    other = [s.evidence for s in claim.statements if s.property in PLACED]
    added = [
        _statement(claim, report.evidence(name.start, name.end), origin, chance)
        for name, chance in zip(line.names, likely, strict=True)
        if not any(e.overlaps(name.start, name.end) for e in other)
        and _is_added(name, chance, line, likely, stated)
    ]
    return replace(claim, statements=(*claim.statements, *added)) if added else claim


def _is_added(
    name: Mention, chance: float, line: Line, likely: Sequence[float], stated: Sequence[Statement]
) -> bool:
    """Whether a name is where the event was although no statement says so.

    Where none is stated, the sentence must leave hardly a doubt; beside a stated place, the name
    must be the finer half of one: "X in Y".
    """
    if name.value is None:
        return False
    if not stated:
        return chance >= SURE and chance == max(likely)
    index = line.names.index(name)
    if index + 1 >= len(line.names) or chance < BESIDE or not line.chained(index):
        return False
    outer = line.names[index + 1]
    finer = _precision(name) < _precision(outer)
    return finer and any(s.evidence.overlaps(outer.start, outer.end) for s in stated)


def _precision(name: Mention) -> int:
    return (name.value.precision or 9) if isinstance(name.value, Place) else 9


def _statement(claim: Claim, words: Evidence, origin: str, score: float) -> Statement:
    parts = (claim.id, Property.PLACE.value, str(words.start), str(words.end))
    name = "s" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
    return Statement(name, claim.id, Property.PLACE, None, words, None, origin, round(score, 3))

"""Whom a count reaches, where its own words do not say it but other counts or its sentence do.

In: all counts of one property of an incident. Out: the same counts, some with another scope: of
the attackers, superseded, or the total after all. It refuses to take the last total away.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from secondsource.model import GroupStatus, Scope
from secondsource.reconcile.sums import Toll


def as_attackers(tolls: Sequence[Toll]) -> list[Toll]:
    """The counts, those set right that count the attackers without saying so.

    "Police shot four men dead" counts no victims where other words say that four attackers died and
    others give another total, unless as many civilians are counted somewhere.
    """
    own = {t.number for t in tolls if t.count.scope is Scope.PERPETRATORS and t.number > 1}
    totals = [t for t in tolls if t.count.scope is Scope.TOTAL]
    own -= {t.number for t in totals if t.count.group.status is GroupStatus.CIVILIAN}
    if all(t.number in own for t in totals):
        return list(tolls)
    return [t.reaching(Scope.PERPETRATORS) if t in totals and t.number in own else t for t in tolls]


_TOLD = (
    "said|says|told|spoke|spoken|reported|gave|given|put|announced|counted|thought|believed"
    "|estimated|feared"
)
_AT_FIRST = re.compile(
    r"(?<!than )\b(?:"
    r"(?:initial|first|early|earlier|previous|preliminary|provisional) (?:\w+ )?(?:reports?"
    r"|announcements?|tolls?|figures?|count|estimates?|statements?|accounts?|information)"
    rf"|(?:at first|initially) (?:\w+ ){{0,2}}(?:{_TOLD})"
    rf"|(?:{_TOLD}) (?:\w+ ){{0,3}}(?:at first|initially)"
    r"|had (?:put|set|placed) (?:it|them|(?:\w+ ){0,2}(?:toll|number|figure|count)\b.{0,20}) at"
    r"|had (?:given|counted|reported|spoken of) (?:\d+|an? (?:toll|number|figure|count)\b)"
    r")\b",
    re.IGNORECASE,
)


_RAISED = re.compile(
    r"\b(?:rais|revis|updat|correct|increas|lower|ris|rose|climb|gr[eo]w|br(?:ing|ought)|reach)\w*\b"
    r"[^.;]{0,45}?\bto\s+(?:(?:at least|about|around|some|nearly|more than|over)\s+)?$",
    re.IGNORECASE,
)
_AGAIN = re.compile(r"^[^.;]{0,15}\b(?:then|later|finally|and\s+in\s+the\s+end)\b", re.IGNORECASE)


def as_superseded(tolls: Sequence[Toll]) -> list[Toll]:
    """The counts, those set right that their words call a first one: "had put the toll at 40".

    What a sentence says a toll was raised to is the total, and what stands before it is not: in "at
    first reported two dead before Central Command raised the number to three" it is three. (Of 50
    annotated counts after "raised to" 47 are totals and three were raised again; of nine before
    them in their sentences none is a total.) Other first counts are set right only where another
    total is told, and for the one total of a sentence.
    """
    raised: dict[tuple[str, int], int] = {}  # sentence -> where the count stands that holds
    for toll in filter(_is_raised, tolls):
        raised[toll.sentence] = max(_start(toll), raised.get(toll.sentence, 0))
    tolls = [_beside_raised(t, raised[t.sentence]) if t.sentence in raised else t for t in tolls]
    totals = [t for t in tolls if t.count.scope is Scope.TOTAL]
    alone = Counter(t.sentence for t in totals if t.sentence not in raised)
    first = [
        t
        for t in totals
        if alone[t.sentence] == 1 and _AT_FIRST.search(t.said.claim.evidence.quote)
    ]
    if len(first) == len(totals):
        return tolls
    return [t.reaching(Scope.SUPERSEDED) if t in first else t for t in tolls]


_OF_ALL = (Scope.TOTAL, Scope.SUPERSEDED)


def _start(toll: Toll) -> int:
    return toll.said.statement.evidence.start


def _is_raised(toll: Toll) -> bool:
    """Whether a count is what a sentence says a toll was raised or lowered to, in the end."""
    if toll.count.scope not in _OF_ALL:
        return False
    words, said = toll.said.claim.evidence, toll.said.statement.evidence
    before = words.quote[: max(0, said.start - words.start)]
    after = words.quote[max(0, said.end - words.start) :]
    return _RAISED.search(before) is not None and _AGAIN.search(after) is None


def _beside_raised(toll: Toll, holds: int) -> Toll:
    """A count in a sentence where a toll was raised to the count at `holds`."""
    if toll.count.scope not in _OF_ALL or _start(toll) > holds:
        return toll
    return toll.reaching(Scope.TOTAL if _start(toll) == holds else Scope.SUPERSEDED)

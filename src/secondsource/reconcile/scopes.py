"""Whom a count reaches, where its own words do not say it but other counts or its sentence do.

In: all counts of one property of an incident. Out: the same counts, some with another scope: of
the attackers, or superseded. It refuses to take the last total away.
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


def as_superseded(tolls: Sequence[Toll]) -> list[Toll]:
    """The counts, those set right that their words call a first one: "had put the toll at 40".

    Only where another total is told, and for the one total of a sentence.
    """
    totals = [t for t in tolls if t.count.scope is Scope.TOTAL]
    alone = Counter(t.sentence for t in totals)
    first = [
        t
        for t in totals
        if alone[t.sentence] == 1 and _AT_FIRST.search(t.said.claim.evidence.quote)
    ]
    if len(first) == len(totals):
        return list(tolls)
    return [t.reaching(Scope.SUPERSEDED) if t in first else t for t in tolls]

"""How rare words are at large, and what is so usual in one case that it tells nothing there.

In: claims and reports of a case. Out: in how many of its reports each word, name and value stands.
It refuses to count what only answers or sums up.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from secondsource.link.folded import NAME, WORD, fold, sound, stem
from secondsource.model import Actor, Claim, Kind, Place, Report, Stance, Statement, Thing

SMALL = 20  # reports added to those of a case, so that what a small case shares stays telling
USUAL = 0.6  # share below which something is usual: 5 of 7 reports, 9 of 75, 60 of 10,000


@dataclass(frozen=True, slots=True)
class Rarity:
    """How rare words are in conflict reports, from counts shipped as data."""

    documents: int
    counts: Mapping[str, int]

    def of(self, word: str) -> float:
        """Inverse document frequency of a folded word; unknown words are the rarest."""
        return math.log((1 + self.documents) / (1 + self.counts.get(word, 0)))

    @property
    def highest(self) -> float:
        """The rarity of a word never counted."""
        return math.log(1 + self.documents)


@dataclass(frozen=True, slots=True)
class Pile:
    """What the reports of one case have in common, which tells none of them from another.

    In fifty reports on one army's strikes in one country, the army, the country and "air strike"
    say nothing about which strike is meant.
    """

    reports: int
    words: Mapping[str, int]  # stems, with the number of reports they stand in
    names: Mapping[str, int]  # names by sound
    values: Mapping[str, int]  # places, parties and types that accounts give

    def share(self, reports: int) -> float:
        """How telling something is that stands in so many reports: 1 in one report, towards 0."""
        whole = self.reports + SMALL
        return max(0.0, math.log(whole / (1 + max(1, reports))) / math.log(whole / 2))

    def usual(self, reports: int) -> bool:
        """Whether something stands in too many reports to tell incidents apart."""
        return self.share(reports) < USUAL


def pile_of(claims: Sequence[Claim], reports: Sequence[Report]) -> Pile:
    """What is usual in a case: in how many reports each word, name and value stands."""
    words: Counter[str] = Counter()
    names: Counter[str] = Counter()
    for report in reports:
        words.update({stem(w) for w in set(WORD.findall(report.text))})
        names.update({sound(w) for w in set(NAME.findall(report.text))})
    said = {
        (c.report_id, key)
        for c in claims
        if tells(c)
        for key in (*type_keys(c), *(k for s in c.statements for k in _own_keys(s)))
    }
    return Pile(len(reports), words, names, Counter(key for _, key in said))


def _own_keys(statement: Statement) -> tuple[str, ...]:
    """The keys of a value that the claim's own words give."""
    return () if statement.origin == "carried" else value_keys(statement.value)


def type_keys(claim: Claim) -> tuple[str, ...]:
    """What the type of a claim is counted by within a case."""
    return (f"type:{claim.event_type}",) if claim.event_type else ()


def value_keys(value: object) -> tuple[str, ...]:
    """What a place or a party is counted by within a case."""
    if isinstance(value, Place):
        return (f"place:{value.id or fold(value.name)}",)
    if isinstance(value, Actor):
        return (f"actor:{value.id}",)
    if isinstance(value, Thing) and value.actor_id:
        return (f"actor:{value.actor_id}",)
    return ()


def tells(claim: Claim) -> bool:
    """Whether a claim tells of an incident held to have happened."""
    return (
        claim.kind is Kind.INCIDENT
        and not claim.negated
        and claim.stance not in (Stance.THREATENED,)
    )

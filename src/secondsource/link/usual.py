"""How rare words are at large, and what is so usual in one case that it tells nothing there.

In: claims and reports of a case. Out: in how many of its reports each word, name and value stands,
and what more reports turn. It refuses to count what only answers or sums up. In a large case shares
are told in fifths, so that one report more seldom makes anything more or less usual.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from secondsource.link.folded import NAME, WORD, fold, sound, stem
from secondsource.model import Actor, Claim, Kind, Place, Report, Stance, Statement, Thing, When

SMALL = 20  # reports added to those of a case, so that what a small case shares stays telling
EXACT = 250  # reports up to which shares are told exactly: all is done anew in a few seconds
GROWTH = 1.5  # beyond, a case counts as large as the nearest power of this
FIFTHS = 5
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
    values: Mapping[str, int]  # places, parties, months and types that accounts give

    @property
    def whole(self) -> float:
        """How large a case counts."""
        return _whole(self.reports, self.small)

    def share(self, reports: int) -> float:
        """How telling something is that stands in so many reports: 1 in one report, towards 0."""
        share = self._share(reports)
        return share if self.small else max(1, math.ceil(FIFTHS * share)) / FIFTHS

    @property
    def small(self) -> bool:
        """Whether a case is so small that all is done anew with every report."""
        return self.reports <= EXACT

    def usual(self, reports: int) -> bool:
        """Whether something stands in too many reports to tell incidents apart."""
        return self._share(reports) < USUAL

    def _share(self, reports: int) -> float:
        return _share(self.whole, reports)

    def with_more(self, more: Pile) -> Pile:
        """What two sets of reports have in common, taken together."""
        counts = ((self.words, more.words), (self.names, more.names), (self.values, more.values))
        return Pile(self.reports + more.reports, *(Counter(a) + Counter(b) for a, b in counts))

    def without(self, less: Pile) -> Pile:
        """What the reports of a set have in common without some of them."""
        counts = ((self.words, less.words), (self.names, less.names), (self.values, less.values))
        return Pile(self.reports - less.reports, *(Counter(a) - Counter(b) for a, b in counts))

    def turned(self, now: Pile) -> frozenset[str] | None:
        """What is more or less usual in another pile: keys as `carriers` has them; None for all."""
        if self.whole != now.whole or self.small != now.small:
            return None
        if now.small and now.reports != self.reports:
            return None
        kinds = (
            ("word:", self.words, now.words),
            ("name:", self.names, now.names),
            ("", self.values, now.values),
        )
        return frozenset(
            start + key
            for start, had, has in kinds
            for key in {key for key, _ in had.items() ^ has.items()}
            if now._level(had.get(key, 0)) != now._level(has.get(key, 0))
        )

    def _level(self, reports: int) -> tuple[float, bool]:
        return self.share(reports), self.usual(reports)


@lru_cache(maxsize=65536)
def _whole(reports: int, exact: bool) -> float:
    whole = reports + SMALL
    return whole if exact else GROWTH ** round(math.log(whole, GROWTH))


@lru_cache(maxsize=65536)
def _share(whole: float, reports: int) -> float:
    return max(0.0, math.log(whole / (1 + max(1, reports))) / math.log(whole / 2))


def pile_of(claims: Sequence[Claim], reports: Sequence[Report]) -> Pile:
    """What is usual in a case: in how many reports each word, name and value stands."""
    words: Counter[str] = Counter()
    names: Counter[str] = Counter()
    for report in reports:
        words.update(words_of(report.text))
        names.update(names_of(report.text))
    return Pile(len(reports), words, names, Counter(key for _, key in values_given(claims)))


def words_of(text: str) -> set[str]:
    """The words of a text, by stem."""
    return {stem(w) for w in set(WORD.findall(text))}


def names_of(text: str) -> set[str]:
    """The capitalised words of a text, by sound."""
    return {sound(w) for w in set(NAME.findall(text))}


def values_given(claims: Iterable[Claim]) -> set[tuple[str, str]]:
    """The values that reports give, each with its report."""
    return {
        (c.report_id, key)
        for c in claims
        if tells(c)
        for key in (*type_keys(c), *(k for s in c.statements for k in _own_keys(s)))
    }


def _own_keys(statement: Statement) -> tuple[str, ...]:
    """The keys of a value that the claim's own words give."""
    return () if statement.origin == "carried" else value_keys(statement.value)


def type_keys(claim: Claim) -> tuple[str, ...]:
    """What the type of a claim is counted by within a case."""
    return (f"type:{claim.event_type}",) if claim.event_type else ()


def value_keys(value: object) -> tuple[str, ...]:
    """What a place, a party or the month of a date is counted by within a case."""
    if isinstance(value, Place):
        return (f"place:{value.id or fold(value.name)}",)
    if isinstance(value, Actor):
        return (f"actor:{value.id}",)
    if isinstance(value, Thing) and value.actor_id:
        return (f"actor:{value.actor_id}",)
    if isinstance(value, When) and value.earliest and value.latest:
        months = {f"month:{day:%Y-%m}" for day in (value.earliest, value.latest)}
        return tuple(months) if len(months) == 1 else ()
    return ()


def tells(claim: Claim) -> bool:
    """Whether a claim tells of an incident held to have happened."""
    return (
        claim.kind is Kind.INCIDENT
        and not claim.negated
        and claim.stance not in (Stance.THREATENED,)
    )

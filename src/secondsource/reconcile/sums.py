"""Counts of different people as one: lists in a sentence, and attackers beside their victims.

In: the counts of one incident, each with the statement it stands in. Out: the same counts, those
that the words set beside each other added up. It refuses to add what one report counts to what
another does, and to add people twice: attackers who are among the dead already stay there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from secondsource.model import Count, Group, GroupStatus, Modifier, Scope
from secondsource.reconcile.rules import RuleSet, UpTo
from secondsource.reconcile.sources import Said


@dataclass(frozen=True, slots=True)
class Toll:
    """A count with the statement that gives it, and those that were added to it."""

    said: Said
    count: Count
    added: tuple[Said, ...] = ()  # statements of one sentence whose counts are in this one

    @property
    def number(self) -> int:
        """The number that stands for the count."""
        found = (n for n in (self.count.best, self.count.low, self.count.high) if n is not None)
        return next(found)

    def worth(self, rules: RuleSet) -> int:
        """The number a rule set takes it for: its low where it is a mere ceiling."""
        ceiling = rules.up_to is UpTo.CEILING and self.count.modifier is Modifier.UP_TO
        return self.count.low or 0 if ceiling else self.number

    @property
    def account(self) -> str:
        """The account it stands in."""
        return self.said.claim.account_id

    @property
    def sentence(self) -> tuple[str, int]:
        """The report and the place of the sentence it stands in."""
        return self.said.claim.report_id, self.said.claim.evidence.start

    def reaching(self, scope: Scope) -> Toll:
        """The same count with another scope."""
        return replace(self, count=replace(self.count, scope=scope))

    @property
    def day(self) -> date:
        """When it was published; the undated sort last."""
        return self.said.published or date.max


def numbered(value: object) -> Count | None:
    """A count that carries a number."""
    if not isinstance(value, Count):
        return None
    return None if value.low is value.best is value.high is None else value


_ONE = re.compile(r"\d|\b(?:one|single|sole|only)\b", re.IGNORECASE)


def only_named(toll: Toll, words: str) -> bool:
    """Whether a count of one rests on the mention of somebody in these words, not on a number."""
    return toll.number == 1 and _ONE.search(words) is None


_AGE = re.compile(
    r"\b\d+[\s-]+(?:years?|months?|weeks?|days?)[\s-]+olds?\b|(?:\b(?:of|aged?)\s+|,\s*)\d{1,2}\b",
    re.IGNORECASE,
)


def without_ages(words: str) -> str:
    """The words without ages, which look like numbers of people."""
    return _AGE.sub("", words)


_AND = re.compile(r"\s*(?:,?\s*\band\b|&|along with|as well as|plus)\s*", re.IGNORECASE)
_COMMA = re.compile(r"\s*,\s*")
_ENDS = re.compile(r"(?:\s+and|\s*,)$", re.IGNORECASE)  # a link that a count's words end with


def sums(tolls: Sequence[Toll]) -> list[Toll]:
    """The totals; "five officers and an inmate", counted one by one in a sentence, are six.

    Parts are added to a total that an "and" joins them to; a list of parts alone is a total where
    its report counts as many nowhere else, and the sentence tells of nobody else.
    """
    by_claim: dict[str, list[Toll]] = {}
    for toll in tolls:
        by_claim.setdefault(toll.said.claim.id, []).append(toll)
    most: dict[str, int] = {}
    for toll in tolls:
        if toll.count.scope is Scope.TOTAL:
            most[toll.account] = max(toll.number, most.get(toll.account, 0))
    found: list[Toll] = []
    for mine in by_claim.values():
        mine.sort(key=lambda t: (t.said.statement.evidence.start, t.said.statement.id))
        while mine:
            length = _list_length(mine)
            found.append(_sum(mine[:length]))
            del mine[:length]
    whole = [t for t in found if t.count.scope is Scope.TOTAL or _all_told(t, most)]
    return sorted(
        (t.reaching(Scope.TOTAL) for t in whole), key=lambda t: (t.day, t.said.statement.id)
    )


def listed(rows: Sequence[Said]) -> dict[str, Count]:
    """Statement -> the sum of the list that it is counted in, where it is in one."""
    tolls = [
        Toll(r, c)
        for r in rows
        if (c := numbered(r.statement.value)) is not None and c.scope in _LISTED
    ]
    lists = [t for t in sums(tolls) if t.added]
    return {r.statement.id: t.count for t in lists for r in (t.said, *t.added)}


_LISTED = (Scope.TOTAL, Scope.PARTIAL)
_OTHERS = re.compile(
    r"\b(?:among|includ\w+|counting|of\s+(?:them|whom)|of\s+the\s+(?:\w+\s+)?(?:dead|killed|victims)"
    r"|others?|another|also|more|too)\b",
    re.IGNORECASE,
)


def _all_told(parts: Toll, most: Mapping[str, int]) -> bool:
    """Whether a list of parts is all that its report counts: "a man and two boys were killed"."""
    alone = _OTHERS.search(parts.said.claim.evidence.quote) is None
    return bool(parts.added) and alone and most.get(parts.account, 0) < parts.number


def _list_length(tolls: Sequence[Toll]) -> int:
    """How many of the counts of a sentence, from the first, are one list: "a, b and c".

    What a comma joins is one list only where the words count it in one way: "nine, three of them
    children" is none. Behind its "and" a list goes on with another "and" alone. "Three people, a
    guard and two clerks" are three.
    """
    length, commas = 1, False
    for n, (one, two) in enumerate(pairwise(tolls), 2):
        between = _between(one, two)
        if between is None or None in (one.count.best, two.count.best):
            break
        if _AND.fullmatch(between):
            length = n
        elif length == 1 and _COMMA.fullmatch(between) and one.count.scope is two.count.scope:
            commas = True
            if _AND.search(two.said.statement.evidence.quote):
                length = n
        else:
            break
    apart = commas and tolls[0].number == sum(t.number for t in tolls[1:length])
    return 1 if apart else length


def _between(one: Toll, two: Toll) -> str | None:
    """The words between two counts of one sentence, with a link that ends the first."""
    first, second = one.said.statement.evidence, two.said.statement.evidence
    text = one.said.claim.evidence
    link = _ENDS.search(first.quote)
    end = first.start + link.start() if link else first.end
    if first.end > second.start or end < text.start or second.end > text.end:
        return None
    return text.quote[end - text.start : second.start - text.start]


def _sum(tolls: Sequence[Toll]) -> Toll:
    """Counts of different people as one."""
    first, counts = tolls[0], [t.count for t in tolls]
    if len(tolls) == 1:
        return first
    highs = [c.high for c in counts if c.high is not None]
    count = replace(
        first.count,
        low=sum(c.low or 0 for c in counts),
        best=sum(c.best or 0 for c in counts),
        high=sum(highs) if len(highs) == len(counts) else None,
        wording=" and ".join(c.wording for c in counts),
        group=first.count.group if len({c.group for c in counts}) == 1 else Group(),
    )
    return Toll(first.said, count, tuple(t.said for t in tolls[1:]))


def without_addends(totals: Sequence[Toll]) -> list[Toll]:
    """The totals, without those that are a part of another report's sum: five of "five and one".

    What the same account counts below such a part goes with it.
    """
    parts = {
        c.best
        for t in totals
        if t.added
        for r in (t.said, *t.added)
        if isinstance(c := r.statement.value, Count)
    }
    told: dict[str, int] = {}
    for toll in totals:
        if not toll.added and toll.count.best in parts:
            told[toll.account] = max(toll.number, told.get(toll.account, 0))
    return [t for t in totals if t.added or t.number > told.get(t.account, -1)]


def with_attackers(totals: Sequence[Toll], own: Sequence[Toll]) -> list[Toll]:
    """The totals, each with the attackers' own dead where its report counts them beside it.

    A total that another is larger than by just these dead counts the victims alone, and is out.
    """
    together = {t.account for t in own for u in totals if t.sentence == u.sentence}
    found, alone = [], []
    for total in totals:
        dead = [t for t in own if _beside(t, total, totals, together)]
        found += [_sum([total, max(dead, key=lambda t: t.number)])] if dead else []
        alone += [] if dead else [total]
    numbers = {t.number for t in (*found, *alone)}
    victims = {n - t.number for n in numbers for t in own if t.number}
    return [*found, *(t for t in alone if t.number not in victims)]


def _beside(own: Toll, total: Toll, totals: Sequence[Toll], together: Collection[str]) -> bool:
    """Whether attackers stand beside a total, and not in it.

    In one sentence they do, unless its words or its numbers say otherwise. Elsewhere in a report
    they stand beside those that are called civilians and were killed.
    """
    if own.account != total.account:
        return False
    if own.sentence != total.sentence:
        civilians = total.count.group.status is GroupStatus.CIVILIAN
        return civilians and own.account not in together and not _of_dead(total)
    rest = total.number - own.number
    counted = any(t.number == rest > 0 for t in totals if t.sentence == total.sentence)
    return not (counted or _among(own, total) or (_by_own_hand(own) and _of_dead(total)))


_AMONG = re.compile(r"\b(?:including|among|counting|of\s+(?:them|whom)|one\s+of)\b", re.IGNORECASE)
_OWN_HAND = re.compile(r"sel(?:f|ves)\b|suicide|\bown\s+li(?:fe|ves)", re.IGNORECASE)
_DEAD = re.compile(
    r"\b(?:dead|died?|dies|dying|deaths?|deceased|bodies|body|fatalities|lives)\b", re.IGNORECASE
)


def _among(own: Toll, total: Toll) -> bool:
    """Whether the words have the attackers within a total: "five, including two bombers"."""
    first, second = total.said.statement.evidence, own.said.statement.evidence
    if first.start < second.end and second.start < first.end:
        return True
    sentence = total.said.claim.evidence
    start, end = min(first.end, second.end), max(first.start, second.start)
    return _AMONG.search(sentence.quote[start - sentence.start : end - sentence.start]) is not None


def _by_own_hand(own: Toll) -> bool:
    return _OWN_HAND.search(own.said.statement.evidence.quote) is not None


def _of_dead(total: Toll) -> bool:
    """Whether a total counts the dead, whoever killed them: "three people were found dead"."""
    quote, sentence = total.said.statement.evidence, total.said.claim.evidence
    after = sentence.quote[quote.start - sentence.start : quote.end - sentence.start + _NEXT]
    return _DEAD.search(after) is not None


_NEXT = 28  # characters after a count in which its verb stands: "were apparently found dead"

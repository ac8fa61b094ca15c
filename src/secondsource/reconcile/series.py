"""Running totals set side by side as series: what one counts over a period that another holds.

In: a case. Out: one dispute a kind of total, with all totals that do not fit together. It refuses
to compare what is not alike: totals of other things or of reports that name no party in common,
rates ("60 a month"), and periods whose order their words leave open.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from secondsource.model import (
    Actor,
    Claim,
    Count,
    Dispute,
    DisputeKind,
    Kind,
    Property,
    Side,
    Statement,
    Thing,
    When,
)
from secondsource.reconcile.case import Case, dispute_of, number_words
from secondsource.reconcile.rules import RuleSet, Words

ALIKE = 1.15  # counts within this of one another are one number, rounded
UNLIKE_PERIODS = 2.5  # how many times longer a period must be to count more than that
HALF_A_YEAR = 183
Start = tuple[int, int, int]  # year (0 where nobody says it), month, day


@dataclass(frozen=True, slots=True)
class _Total:
    """A running total, with the first and last day it counts, as far as the words go."""

    claim: Claim
    count: Count
    statement: Statement
    thing: str
    start: Start | None
    days: int | None  # how long the period is, where words or dates say so
    as_of: date | None


def find_totals(case: Case, rules: RuleSet) -> Iterable[Dispute]:
    """Running totals of one kind that cannot all be right, as one dispute a kind."""
    parties = _parties(case)
    newest = _newest(case)
    found = (_total(c, case, newest, rules) for c in case.claims.values())
    totals = _largest(t for t in found if t is not None)
    alike: dict[str, list[_Total]] = defaultdict(list)
    for total in totals:
        alike[total.thing].append(total)
    clashing: dict[str, list[_Total]] = defaultdict(list)
    for one, two in (pair for same in alike.values() for pair in combinations(same, 2)):
        a, b = one.claim.report_id, two.claim.report_id
        strangers = parties[a] and parties[b] and not parties[a] & parties[b]
        if a != b and not strangers and _clash(one, two):
            clashing[one.thing] += [one, two]
    for thing, together in sorted(clashing.items()):
        once = {t.claim.id: t for t in together}
        ordered = sorted(once.values(), key=lambda t: (t.count.low or 0, t.claim.id))
        sides = [_series_side(t) for t in ordered]
        note = _note(ordered)
        yield dispute_of(DisputeKind.TOTALS, None, thing, sides, 1.2, note)


def _note(totals: Sequence[_Total]) -> str:
    """Why the totals do not fit, and which of them is better supported."""
    dated = [t for t in totals if t.start is not None]
    firm = f"{number_words(dated[-1].count)} names the day it counts from" if dated else ""
    if any(_as_many(a, b) or _as_many(b, a) for a, b in combinations(totals, 2)):
        why = "About as many are counted over a much longer period."
    else:
        why = "A longer period, up to the same day or a later one, counts less."
    if not firm or len(dated) == len(totals):
        return f"{why} Neither side is better supported by that alone."
    return f"{why} {firm}, and is the better supported."


def _parties(case: Case) -> dict[str, set[str]]:
    """The listed parties that each report names."""
    found: dict[str, set[str]] = defaultdict(set)
    for claim in case.claims.values():
        for statement in claim.statements:
            value = statement.value
            if isinstance(value, Actor) and not value.provisional:
                found[claim.report_id].add(value.id)
            elif isinstance(value, Thing) and value.actor_id:
                found[claim.report_id].add(value.actor_id)
    return found


def _largest(totals: Iterable[_Total]) -> list[_Total]:
    """Of one report's totals over one period the largest; the others count parts of it."""
    best: dict[tuple[object, ...], _Total] = {}
    for total in totals:
        key = (total.claim.report_id, total.thing, total.start, total.days)
        if key not in best or (total.count.low or 0) > (best[key].count.low or 0):
            best[key] = total
    return list(best.values())


def _series_side(total: _Total) -> Side:
    period = [s.evidence for s in total.claim.said(Property.PERIOD)]
    said = " ".join(e.quote for e in sorted(period, key=lambda e: e.start))
    words = f"{number_words(total.count)} {said}".strip()
    places = dict.fromkeys([total.statement.evidence, *period])
    return Side(words, (total.statement.id,), tuple(places))


# --- one total --------------------------------------------------------------------------------


def _total(claim: Claim, case: Case, newest: Mapping[str, date], rules: RuleSet) -> _Total | None:
    if claim.kind is not Kind.TOTAL or claim.negated:
        return None
    counted = next((s for s in claim.said(Property.COUNT) if isinstance(s.value, Count)), None)
    if counted is None or not isinstance(counted.value, Count) or not counted.value.low:
        return None
    quotes = [s.evidence.quote for s in claim.said(Property.WHAT)]
    said = set(re.findall(r"\w+", " ".join([*quotes, counted.evidence.quote]).lower()))
    thing = next((name for name, words in rules.words.totals.items() if said & set(words)), None)
    if thing is None:
        return None
    start, end = _period(claim)
    as_of = end or case.sources.published(claim.report_id) or newest.get(claim.report_id)
    start = _in_its_year(start, as_of)
    days = _lasting(claim, rules.words) or _since(start, as_of)
    return _Total(claim, counted.value, counted, thing, start, days, as_of)


_OPEN = re.compile(r"\b(?:since|from)\b", re.IGNORECASE)
_START = re.compile(r"(?:XXXX|\d{4})-(0\d|1[0-2])(?:-(\d\d))?")


def _period(claim: Claim) -> tuple[Start | None, date | None]:
    """The first day of a total's period, and its last where the words close it."""
    said = claim.said(Property.PERIOD)
    lasting = any(_OPEN.search(s.evidence.quote) for s in said)
    for statement in said:
        when = statement.value
        if not isinstance(when, When):
            continue
        if when.earliest is not None:
            first = when.earliest
            return (first.year, first.month, first.day), None if lasting else when.latest
        start = _START.match(when.edtf or "")
        if start is not None and lasting:
            return (0, int(start[1]), int(start[2] or 1)), None
    return None, None


def _newest(case: Case) -> dict[str, date]:
    """The newest day that each report tells of: it is no older than that."""
    found: dict[str, date] = {}
    for claim in case.claims.values():
        for s in claim.said(Property.DATE):
            if isinstance(when := s.value, When) and when.latest is not None:
                known = found.get(claim.report_id, when.latest)
                found[claim.report_id] = max(known, when.latest)
    return found


def _lasting(claim: Claim, words: Words) -> int | None:
    """The days in "over the past three months"."""
    text = " ".join(s.evidence.quote for s in claim.said(Property.PERIOD)).lower()
    numbers, units = "|".join(words.numbers), "|".join(words.units)
    many = rf"(?:(\d+|{numbers})\s+)?(?:of\s+)?"
    found = re.search(rf"\b(?:past|last|previous)\s+{many}({units})(s?)\b", text)
    if found is None or (found[1] is None and found[3]):  # "over the past years"
        return None
    number = found[1] or "one"
    return (int(number) if number.isdigit() else words.numbers[number]) * words.units[found[2]]


def _in_its_year(start: Start | None, as_of: date | None) -> Start | None:
    """A start without year, in the year before the day the total was counted, where that is known.

    29 February is taken for the day before.
    """
    if start is None or start[0] or as_of is None:
        return start
    _, month, day = start
    day = 28 if (month, day) == (2, 29) else day
    past = date(as_of.year, month, day) <= as_of
    return (as_of.year if past else as_of.year - 1), month, day


def _since(start: Start | None, as_of: date | None) -> int | None:
    """The days from a start to the day a total was counted."""
    if start is None or not start[0] or as_of is None:
        return None
    first = date(*start)
    return (as_of - first).days if first <= as_of else None


# --- two totals -------------------------------------------------------------------------------


def _clash(one: _Total, two: _Total) -> bool:
    """Whether the longer of two periods, up to the same day or a later one, counts less.

    Or no more, though it is several times as long.
    """
    if _as_many(one, two) or _as_many(two, one):
        return True
    if one.start is None or two.start is None:
        return False
    a, b = one.start, two.start
    if (a[0] == 0) != (b[0] == 0):
        return False
    if a[0] == 0 and abs(_day_of_year(a) - _day_of_year(b)) > HALF_A_YEAR:
        return False  # either can be the earlier
    if a == b:
        return _shrinks(one, two) or _shrinks(two, one)
    longer, shorter = (one, two) if a < b else (two, one)
    if longer.as_of is not None and shorter.as_of is not None and longer.as_of < shorter.as_of:
        return False
    return _less(longer.count, shorter.count)


def _day_of_year(start: Start) -> int:
    return (date(2000, start[1], start[2]) - date(2000, 1, 1)) // timedelta(days=1)


def _as_many(longer: _Total, shorter: _Total) -> bool:
    """Whether a much longer period counts about as many as a shorter one."""
    if longer.days is None or shorter.days is None or shorter.days < 1:
        return False
    one, two = longer.count.low or 0, shorter.count.low or 0
    alike = max(one, two) <= ALIKE * min(one, two) and min(one, two) >= 10
    return alike and longer.days >= UNLIKE_PERIODS * shorter.days


def _shrinks(early: _Total, late: _Total) -> bool:
    """Whether a count over the same period is lower on a later day."""
    if early.as_of is None or late.as_of is None or early.as_of >= late.as_of:
        return False
    return _less(late.count, early.count)


def _less(one: Count, two: Count) -> bool:
    """Whether one count is lower than another by more than a rounding; open ones by their low."""
    high = one.high if one.high is not None else one.best
    return high is not None and two.low is not None and high * 1.1 < two.low

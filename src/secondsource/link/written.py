"""When a report without a date was written, as far as it and other reports tell.

In: the claims of such a report, the days that other reports give for the incidents it tells of, and
a reading of the report as if written on some day. Out: the days on which it can have been written
and what its open dates mean on each of them. It refuses a day on which its words would contradict
more of the other reports than they agree with.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Protocol

from secondsource.model import Claim, Property, Report, When

REACH = 400  # days after an incident in which a report that dates it by "January" is looked for
NEWS = 15  # days after an incident in which its day is said by "yesterday" or "last week"
STEP = 7  # days between the first looks
WEEK = 7  # days
STALE = 270  # days after which "February 1" rather is the next one
FRESH = 2  # days between an incident and the news of it
WIDEST = 70  # days; a report that can be from any of more is read only on the first looks


class Clues(Protocol):
    """What a report says of its own day of writing."""

    @property
    def latest_year(self) -> int | None:
        """The latest year that the report names."""
        ...

    def allows(self, day: date) -> bool:
        """Whether the report can have been written on a day."""
        ...

    def days(self, since: int | None = None) -> tuple[date, ...]:
        """The days of writing that the report's own words leave."""
        ...


class Reading(Protocol):
    """How a report without a date is read again."""

    def clues(self, report: Report) -> Clues:
        """What the report says of its own day of writing."""
        ...

    def on(self, report: Report, claims: Sequence[Claim], day: date) -> Mapping[str, When]:
        """What its open dates mean if it was written on a day, by statement."""
        ...


ReadOn = Callable[[date], Mapping[str, When]]
"""What the open dates of one report mean if it was written on a day, by statement."""


@dataclass(frozen=True, slots=True)
class Firm:
    """An interval of days that a report settles, or that was settled for it."""

    earliest: date
    latest: date
    report_id: str

    @property
    def length(self) -> int:
        """How many days it leaves open, beside the first."""
        return (self.latest - self.earliest).days

    def meets(self, when: When) -> bool:
        """Whether a date can be one of these days."""
        if when.earliest is None or when.latest is None:
            return False
        return when.earliest <= self.latest and self.earliest <= when.latest


@dataclass(frozen=True, slots=True)
class Told:
    """One account of the report: its open dates, those it settles, and what others give."""

    open: tuple[str, ...]  # statement ids
    yearless: frozenset[str]  # those that name a day and a month
    settled: tuple[When, ...]
    firm: tuple[Firm, ...]  # of other reports, all of one length
    weekdays: tuple[int, ...]  # that other reports name without settling the day, Monday 0
    answered: tuple[Claim, ...] = ()  # claims of the report that this account answers

    def agreement(self, said: Sequence[When]) -> float | None:
        """How well dates fit what others give: 1 for what most of them say, None for no telling."""
        finest = _finest(said)
        if not finest or not self.firm:
            return None
        support = Counter((f.earliest, f.latest) for f in self.firm)
        met = [support[f.earliest, f.latest] for f in self.firm if any(map(f.meets, finest))]
        return max(met, default=0) / max(support.values())

    def on_weekdays(self, said: Sequence[When]) -> float | None:
        """The share of the weekdays named by others that dates fall on, None for no telling."""
        days = {w.earliest.weekday() for w in _finest(said) if w.earliest and not _length(w)}
        if not days or not self.weekdays:
            return None
        return sum(w in days for w in self.weekdays) / len(self.weekdays)


def _finest(said: Sequence[When]) -> list[When]:
    """The dates of an account that leave the fewest days open."""
    shortest = min((_length(w) for w in said), default=0)
    return [w for w in said if _length(w) == shortest]


Agreement = Callable[[Told, Sequence[When]], float | None]
"""How well the dates of an account fit what other reports say of it, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Written:
    """The days on which a report can have been written, and its dates on each."""

    days: tuple[date, ...]
    readings: tuple[Mapping[str, When], ...]
    anchor: str | None  # the report that the days rest on; None where it rests on its own words
    news: bool = False  # whether the earliest day follows right on what it tells by "Monday"
    named: bool = False  # whether what it rests on is told by its day, and not by a month


@dataclass(frozen=True, slots=True)
class Asked:
    """All there is to go by for the day of writing of a report."""

    clues: Clues
    accounts: tuple[str, ...]
    told: tuple[Told, ...]  # of each account
    since: tuple[int, str] | None  # the latest year that a report of the same news names, and it


def writing_days(asked: Asked, read_on: ReadOn) -> Written | None:
    """The days on which a report can have been written; None where nothing tells."""
    clues, told = asked.clues, asked.told
    own = clues.days(asked.since[0] if asked.since else None)
    if own:
        found = _best(told, read_on, own, Told.on_weekdays)
        if found is not None and len({d.year for d in found[0]}) == 1:
            anchor = asked.since[1] if asked.since and not clues.days() else None
            return Written(*found, anchor, news=True, named=True)
    firm = sorted({f for t in told if t.open for f in t.firm}, key=_order)
    found = _best(told, read_on, [d for d in _looks(firm) if clues.allows(d)])
    if found is None:
        return None
    near = sorted({d + timedelta(days=n) for d in found[0] for n in range(1 - STEP, STEP)})
    if len(near) <= WIDEST:
        found = _best(told, read_on, [d for d in near if clues.allows(d)]) or found
    agreeing = [f for f in firm if _agrees(f, told, found[1])]
    if not agreeing:
        return None
    first, anchoring = found[0][0], list(_anchoring(told, found[1][0]))
    return Written(
        *found,
        agreeing[0].report_id,
        news=any(_is_fresh(when, first) and not yearless for when, yearless in anchoring),
        named=bool(anchoring),
    )


def _anchoring(told: Sequence[Told], read: Mapping[str, When]) -> Iterator[tuple[When, bool]]:
    """The dates of a few days that other reports confirm, and whether they are yearless."""
    for account in told:
        for name in account.open:
            when = read.get(name)
            if when and _length(when) <= FRESH and any(f.meets(when) for f in account.firm):
                yield when, name in account.yearless


def _is_fresh(when: When, written: date) -> bool:
    """Whether a date is one day, right before writing."""
    return when.earliest == when.latest is not None and (written - when.latest).days <= FRESH


def _order(firm: Firm) -> tuple[int, date, str]:
    return firm.length, firm.earliest, firm.report_id


def _looks(firm: Iterable[Firm]) -> list[date]:
    """Every day of the first two weeks after the days of the incidents, then one a week."""
    found: set[date] = set()
    for one in firm:
        first, end = one.earliest - timedelta(days=1), REACH + one.length
        steps = (*range(one.length + NEWS), *range(one.length + NEWS, end, STEP))
        found.update(first + timedelta(days=n) for n in steps)
    return sorted(found)


def _best(
    told: Sequence[Told],
    read_on: ReadOn,
    days: Sequence[date],
    agreement: Agreement = Told.agreement,
) -> tuple[tuple[date, ...], tuple[Mapping[str, When], ...]] | None:
    """The days on which most of the report agrees with other reports and with itself."""
    tried = [(day, read_on(day)) for day in days]
    marks = [_mark(told, day, read, agreement) for day, read in tried]
    worth = [fit - strained / 2 for fit, strained in marks if fit >= 0]
    if not worth:
        return None
    kept = [
        pair
        for pair, (fit, strained) in zip(tried, marks, strict=True)
        if fit >= 0 and fit - strained / 2 == max(worth)
    ]
    return tuple(day for day, _ in kept), tuple(read for _, read in kept)


def _length(when: When) -> int:
    """How many days a date leaves open, beside the first."""
    return (when.latest - when.earliest).days if when.earliest and when.latest else 0


def _mark(
    told: Sequence[Told], written: date, read: Mapping[str, When], agreement: Agreement
) -> tuple[float, float]:
    """How far the accounts agree with other reports, and how many not with themselves."""
    fit = 0.0
    strained = 0
    spans = []  # of each account, in the order of the text
    for account in told:
        said = [read[s] for s in account.open if s in read and read[s].earliest]
        spans.append((*account.settled, *said))
        agreed = agreement(account, said)
        if agreed is not None:
            fit += 2 * agreed - 1
        strained += any(_apart(x, y) for x, y in combinations([*account.settled, *said], 2))
        strained += any(_stale(read[s], written) for s in account.yearless if s in read)
        strained += any(_before(read, account, other) for other in account.answered)
    return fit, strained + _is_old_news(spans)


def _stale(when: When, written: date) -> bool:
    """Whether a day said without its year would be so old that news says the year."""
    return when.earliest is not None and (written - when.earliest).days > STALE


def _is_old_news(spans: Sequence[Sequence[When]]) -> bool:
    """Whether the first story of a report would lie before what it dates by "last week"."""
    dated = [[w for w in span if w.earliest and _length(w) < WEEK] for span in spans]
    lead, *others = [span for span in dated if span] or [[]]
    ends = [w.latest for w in lead if w.latest]
    starts = [w.earliest for span in others for w in span if w.earliest and _length(w) > 0]
    return bool(ends and starts) and max(ends) < max(starts)


def _before(read: Mapping[str, When], account: Told, answered: Claim) -> bool:
    """Whether an account would lie before what it is told to answer."""
    first = [read[s] for s in account.open if s in read]
    given = answered.said(Property.DATE)
    second = [read.get(s.id, s.value) for s in given]
    return any(
        x.latest is not None and isinstance(y, When) and y.earliest and x.latest < y.earliest
        for x in first
        for y in second
    )


def _apart(x: When, y: When) -> bool:
    """Whether two dates of one account cannot be one day."""
    if not (x.earliest and x.latest and y.earliest and y.latest):
        return False
    return x.earliest > y.latest or y.earliest > x.latest


def _agrees(firm: Firm, told: Sequence[Told], readings: Sequence[Mapping[str, When]]) -> bool:
    """Whether some reading of the report puts an account on the days of another report."""
    return any(
        firm.meets(read[s])
        for account in told
        if firm in account.firm
        for s in account.open
        for read in readings
        if s in read
    )


def dates_of(claim: Claim) -> tuple[When, ...]:
    """The days that a claim gives for its incident."""
    return tuple(s.value for s in claim.said(Property.DATE) if isinstance(s.value, When))

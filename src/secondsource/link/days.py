"""Single dates, narrowed to the days that other reports of the same incident give.

In: a date statement, and the intervals that the claims of its group settle. Out: the statement with
the day or days that its words leave open and most of the finest other reports give, derived and
naming one of them. It refuses days that the words rule out, those after publication, and to narrow
what is named from its first day to its last.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from secondsource.link.folded import weekdays_named
from secondsource.link.written import Firm, dates_of
from secondsource.model import Claim, Property, Statement, When

LONGEST = 366  # days; a longer interval settles no year
WIDE = 6  # days; a longer interval narrows nothing
_FROM_TO = re.compile(
    r"\b(?:between|from|since|until|till|through|throughout|to|and|for)\s+\w|\b\d{1,2}\s*[-–/]\s*\d{1,2}\b",
    re.I,
)
_HOUR = re.compile(
    r"\b(?:dawn|dusk|daybreak|sunrise|sunset|nightfall|noon|midday|midnight|night|overnight|evening"
    r"|morning|afternoon|hours|o'clock|a\.?m\b|p\.?m\b|\d{1,2}:\d\d)",
    re.I,
)


def firm_days(claims: Sequence[Claim], home: Mapping[str, int]) -> dict[int, tuple[Firm, ...]]:
    """The intervals that each group's claims settle, the shortest first."""
    found: dict[int, set[Firm]] = {}
    for claim in claims:
        if claim.account_id not in home or claim.negated:
            continue
        for when in dates_of(claim):
            if when.earliest and when.latest:
                firm = Firm(when.earliest, when.latest, claim.report_id)
                if firm.length <= LONGEST:
                    found.setdefault(home[claim.account_id], set()).add(firm)
    return {
        n: tuple(sorted(days, key=lambda f: (f.length, f.earliest, f.report_id)))
        for n, days in found.items()
    }


def narrowed(claim: Claim, firm: Sequence[Firm], published: date | None) -> Claim:
    """A claim with its open and its wide dates as far as other reports narrow them."""
    if not firm or not any(is_open(s) or _is_wide(s) for s in claim.statements):
        return claim
    return replace(claim, statements=tuple(_anchored(s, firm, published) for s in claim.statements))


def is_open(statement: Statement) -> bool:
    """Whether a date statement has no interval of its own."""
    when = statement.value
    return statement.property is Property.DATE and isinstance(when, When) and when.earliest is None


def _is_wide(statement: Statement) -> bool:
    """Whether words leave several days open that they do not name from first to last."""
    when = statement.value
    if statement.property is not Property.DATE or not isinstance(when, When):
        return False
    if when.earliest is None or when.earliest == when.latest:
        return False
    return _FROM_TO.search(statement.evidence.quote) is None


def _anchored(statement: Statement, firm: Sequence[Firm], published: date | None) -> Statement:
    """The statement with what its words and the shortest intervals of others allow."""
    when, own = statement.value, statement.evidence.report_id
    if not isinstance(when, When):
        return statement
    others = [f for f in firm if f.report_id != own]
    if _is_wide(statement):
        found = _within(others, when.earliest or date.min, when.latest or date.max)
    elif is_open(statement):
        quote = statement.evidence.quote
        found = _one_day(when, quote, own, firm, published)
        if found is None and _names_nothing(when, quote):
            found = _within(others, date.min, published or date.max)
    else:
        found = None
    if found is None:
        return statement
    first, last = found.earliest, found.latest
    edtf = first.isoformat() if first == last else f"{first}/{last}"
    said = "day" if first == last else "days"
    basis = f"{when.basis}; the {said} from report {found.report_id}"
    value = When(edtf, first, last, 1 if first == last else 2, basis, True, found.report_id)
    return replace(statement, value=value)


def _within(others: Sequence[Firm], earliest: date, latest: date) -> Firm | None:
    """The few days inside an interval that most of the finest other reports give."""
    most_days = min((latest - earliest).days, WIDE)
    inside = [
        f for f in others if earliest <= f.earliest and f.latest <= latest and f.length < most_days
    ]
    finest = [f for f in inside if f.length == inside[0].length]
    told = Counter((f.earliest, f.latest) for f in finest)
    most = [f for f in finest if 2 * told[f.earliest, f.latest] > len(finest)]
    return most[0] if most else None


def _one_day(
    when: When, quote: str, own: str, firm: Sequence[Firm], published: date | None
) -> Firm | None:
    """The one day that open words and the shortest intervals of others allow."""
    fits = (
        _of_the_hour(published) if _names_hour(when, quote) else _of_words(when, quote, published)
    )
    shortest = [f for f in firm if f.length == firm[0].length]
    told = Counter(day for f in shortest for day in set(filter(fits, _days(f))))
    others = [f for f in shortest if f.report_id != own and any(map(fits, _days(f)))]
    most = [day for day, reports in told.items() if 2 * reports > len(shortest)]
    if not others or len(most) != 1 or (len(told) > 1 and not _names_hour(when, quote)):
        return None
    (day,) = most
    anchor = next((f.report_id for f in others if day in _days(f)), None)
    return Firm(day, day, anchor) if anchor is not None else None


def _days(firm: Firm) -> list[date]:
    return [firm.earliest + timedelta(days=n) for n in range(firm.length + 1)]


def _names_hour(when: When, quote: str) -> bool:
    """Whether words name a time of day and no day at all: "before dawn", "at 6:30 p.m."."""
    return when.edtf is None and not weekdays_named(quote) and _HOUR.search(quote) is not None


def _names_nothing(when: When, quote: str) -> bool:
    """Whether words name no day, no weekday and no hour: "two days after", "hours later"."""
    return when.edtf is None and not weekdays_named(quote) and not _HOUR.search(quote)


def _of_the_hour(published: date | None) -> Callable[[date], bool]:
    """Whether news that names only its hour can mean a day: one right before its publication."""
    return lambda day: published is None or 0 <= (published - day).days <= 1


def _of_words(when: When, quote: str, published: date | None) -> Callable[[date], bool]:
    """Whether words without a year, or a bare weekday, can mean a day."""
    partial = re.fullmatch(r"(XXXX|\d{4})-(0\d|1[0-2]|XX)(?:-(\d\d|XX))?", when.edtf or "")
    named = weekdays_named(quote)

    def fits(day: date) -> bool:
        if partial:
            have = (f"{day:%Y}", f"{day:%m}", f"{day:%d}")
            parts = zip(partial.groups(), have, strict=True)
            return all(said is None or "X" in said or said == real for said, real in parts)
        if _names_nothing(when, quote):
            return published is None or day <= published
        return len(named) == 1 and day.weekday() == named[0]

    return fits

"""Dates of undated reports, narrowed from other reports of the same incident.

In: claims, and the groups of accounts held to be one incident each. Out: the claims whose open
dates could be narrowed, each new date derived and naming the report it rests on. It refuses to
narrow where the dated accounts of the group disagree, and to touch what a report itself settles.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from secondsource.model import Claim, Property, Statement, When

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


LONGEST = 366  # days; a longer interval settles no year


@dataclass(frozen=True, slots=True)
class _Firm:
    """An interval of days that a report settles by itself."""

    earliest: date
    latest: date
    report_id: str

    @property
    def length(self) -> int:
        """How many days it leaves open, beside the first."""
        return (self.latest - self.earliest).days


def narrow_dates(claims: Sequence[Claim], groups: Sequence[Sequence[str]]) -> tuple[Claim, ...]:
    """The claims in their order, with open dates narrowed where their group allows."""
    home = {account: n for n, group in enumerate(groups) for account in group}
    firm = _firm_days(claims, home)
    return tuple(_narrowed(c, firm.get(home.get(c.account_id, -1), ())) for c in claims)


def _firm_days(claims: Sequence[Claim], home: Mapping[str, int]) -> dict[int, tuple[_Firm, ...]]:
    """The intervals that each group's claims settle, the shortest first."""
    found: dict[int, set[_Firm]] = {}
    for claim in claims:
        if claim.account_id not in home or claim.negated:
            continue
        for statement in claim.said(Property.DATE):
            when = statement.value
            if isinstance(when, When) and when.earliest and when.latest:
                firm = _Firm(when.earliest, when.latest, claim.report_id)
                if firm.length <= LONGEST:
                    found.setdefault(home[claim.account_id], set()).add(firm)
    return {
        n: tuple(sorted(days, key=lambda f: (f.length, f.earliest, f.report_id)))
        for n, days in found.items()
    }


def _narrowed(claim: Claim, firm: Sequence[_Firm]) -> Claim:
    if not firm or not any(_open(s) for s in claim.statements):
        return claim
    return replace(claim, statements=tuple(_anchored(s, firm) for s in claim.statements))


def _open(statement: Statement) -> bool:
    """Whether a date statement has no interval of its own."""
    when = statement.value
    return statement.property is Property.DATE and isinstance(when, When) and when.earliest is None


def _anchored(statement: Statement, firm: Sequence[_Firm]) -> Statement:
    """The statement with the one day that its words and the shortest intervals of others allow."""
    when = statement.value
    if not _open(statement) or not isinstance(when, When):
        return statement
    quote, own = statement.evidence.quote, statement.evidence.report_id
    shortest = firm[0].length
    options = {
        f: [d for d in _days(f) if _fits(when, quote, d)] for f in firm if f.length == shortest
    }
    others = [f for f, days in options.items() if days and f.report_id != own]
    fitting = {d for days in options.values() for d in days}
    if not others or len(fitting) != 1:
        return statement
    (day,) = fitting
    basis = f"{when.basis}; the day from report {others[0].report_id}"
    anchor = others[0].report_id
    value = When(day.isoformat(), day, day, 1, basis, derived=True, anchor=anchor)
    return replace(statement, value=value)


def _days(firm: _Firm) -> list[date]:
    return [firm.earliest + timedelta(days=n) for n in range(firm.length + 1)]


def _fits(when: When, quote: str, day: date) -> bool:
    """Whether words without a year, or a bare weekday, can mean a day."""
    partial = re.fullmatch(r"(XXXX|\d{4})-(\d\d|XX)(?:-(\d\d|XX))?", when.edtf or "")
    if partial:
        have = (f"{day:%Y}", f"{day:%m}", f"{day:%d}")
        parts = zip(partial.groups(), have, strict=True)
        return all(said is None or "X" in said or said == real for said, real in parts)
    named = [n for n in _WEEKDAYS if n in quote.lower()]
    return len(named) == 1 and _WEEKDAYS[day.weekday()] == named[0]

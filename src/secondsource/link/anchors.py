"""Dates of undated reports, narrowed from other reports of the same incident.

In: claims, their reports, and the groups of accounts held to be one incident each. Out: the claims
whose open dates could be narrowed, each new date derived and naming the report it rests on. It
refuses to narrow where the dated accounts of the group disagree, and to touch what a report itself
settles.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from secondsource.link.written import (
    Asked,
    Clues,
    Firm,
    Reading,
    Told,
    Written,
    dates_of,
    writing_days,
)
from secondsource.model import Claim, Property, Report, Statement, When

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = re.compile(r"XXXX-\d\d-\d\d")
_HOUR = re.compile(
    r"\b(?:dawn|dusk|daybreak|sunrise|sunset|nightfall|noon|midday|midnight|night|overnight|evening"
    r"|morning|afternoon|hours|o'clock|a\.?m\b|p\.?m\b|\d{1,2}:\d\d)",
    re.I,
)

LONGEST = 366  # days; a longer interval settles no year
WEEK = 7  # days
SOON = 2  # days after the earliest possible one within which news is likely written
HALF_YEAR = 150  # days in which "January" goes on to mean the one before
WORTH = 31  # days; a wider interval of what an open date can mean is left open
ROUNDS = 4  # each lets the dates won by the last one date further reports


def narrow_dates(
    claims: Sequence[Claim],
    groups: Sequence[Sequence[str]],
    reports: Sequence[Report] = (),
    reading: Reading | None = None,
) -> tuple[Claim, ...]:
    """The claims in their order, with open dates narrowed where their group allows.

    With a `reading`, the reports without a date are read again as if written on the days that fit
    what other reports say; what they mean on all these days holds, and may date others in turn.
    """
    now = tuple(claims)
    if reading is not None:
        now = _read_again(now, groups, [r for r in reports if r.published is None], reading)
    home = _home(groups)
    firm = _firm_days(now, home)
    days = {r.id: r.published for r in reports}
    return tuple(
        _narrowed(c, firm.get(home.get(c.account_id, -1), ()), days.get(c.report_id)) for c in now
    )


def _read_again(
    claims: tuple[Claim, ...],
    groups: Sequence[Sequence[str]],
    undated: Sequence[Report],
    reading: Reading,
) -> tuple[Claim, ...]:
    """The claims of undated reports with the dates that other reports leave, round by round."""
    waiting = {c.report_id for c in claims if leaves_open(c)}
    reports = {r.id: r for r in undated if r.id in waiting}
    clues = {name: reading.clues(report) for name, report in reports.items()}
    asked: dict[str, Asked] = {}
    for _ in range(ROUNDS):
        case = _Case.of(claims, groups, clues)
        found: dict[str, When] = {}
        for name in sorted(reports):
            question = case.question(name)
            if question is not None and question != asked.get(name):
                asked[name] = question
                found.update(case.answer(question, reports[name], reading))
        if not found:
            break
        claims = tuple(_with(c, found) for c in claims)
    return claims


def _with(claim: Claim, found: Mapping[str, When]) -> Claim:
    if not any(s.id in found for s in claim.statements):
        return claim
    said = tuple(replace(s, value=found.get(s.id, s.value)) for s in claim.statements)
    return replace(claim, statements=said)


def _home(groups: Sequence[Sequence[str]]) -> dict[str, int]:
    return {account: n for n, group in enumerate(groups) for account in group}


# --- reports without a date ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Case:
    """What the claims of a case say, by group and by report."""

    home: Mapping[str, int]
    firm: Mapping[int, tuple[Firm, ...]]
    by_report: Mapping[str, Sequence[Claim]]
    by_group: Mapping[int, Sequence[str]]  # the undated reports that tell a group as news
    weekdays: Mapping[int, Sequence[tuple[str, int]]]  # report and the weekday it names, by group
    clues: Mapping[str, Clues]  # of the undated reports with open dates

    @classmethod
    def of(
        cls,
        claims: Sequence[Claim],
        groups: Sequence[Sequence[str]],
        clues: Mapping[str, Clues],
    ) -> _Case:
        """The claims ordered by report and group."""
        home = _home(groups)
        by_report: dict[str, list[Claim]] = {}
        by_group: dict[int, set[str]] = {}
        weekdays: dict[int, set[tuple[str, int]]] = {}
        for claim in claims:
            if claim.report_id in clues:
                by_report.setdefault(claim.report_id, []).append(claim)
                if claim.account_id in home and any(_is_news(s) for s in claim.statements):
                    by_group.setdefault(home[claim.account_id], set()).add(claim.report_id)
                    for day in map(_weekday, claim.statements):
                        if day is not None:
                            said = weekdays.setdefault(home[claim.account_id], set())
                            said.add((claim.report_id, day))
        return cls(
            home,
            _firm_days(claims, home),
            by_report,
            {n: tuple(sorted(ids)) for n, ids in by_group.items()},
            {n: tuple(sorted(days)) for n, days in weekdays.items()},
            clues,
        )

    def question(self, report_id: str) -> Asked | None:
        """What there is to go by for the open dates of a report; None where it has none."""
        claims = self.by_report.get(report_id, ())
        if not any(_open(s) for c in claims for s in c.statements):
            return None
        told = self._told(report_id, claims)
        return Asked(
            self.clues[report_id], tuple(told), tuple(told.values()), self._since(report_id)
        )

    def answer(self, asked: Asked, report: Report, reading: Reading) -> dict[str, When]:
        """New values for the open dates of a report without a date."""
        claims = self.by_report[report.id]
        written = writing_days(asked, lambda day: reading.on(report, claims, day))
        if written is None:
            return {}
        firm = {name: told.firm for name, told in zip(asked.accounts, asked.told, strict=True)}
        found = {}
        for claim in claims:
            for statement in filter(_open, claim.statements):
                when = _meant(statement, written, firm.get(claim.account_id, ()))
                if when is not None:
                    found[statement.id] = when
        return found

    def _told(self, report_id: str, claims: Sequence[Claim]) -> dict[str, Told]:
        """The accounts of a report, with the days that other reports give for each."""
        accounts: dict[str, list[Claim]] = {}
        known = {c.id: c for c in claims}
        for claim in claims:
            if claim.account_id in self.home and not claim.negated:
                accounts.setdefault(claim.account_id, []).append(claim)
        return {
            name: Told(
                tuple(s.id for c in said for s in c.statements if _open(s)),
                frozenset(s.id for c in said for s in c.statements if _is_yearless(s)),
                tuple(w for c in said for w in dates_of(c) if w.earliest),
                self._others(name, said),
                tuple(
                    day
                    for other, day in self.weekdays.get(self.home[name], ())
                    if other != report_id
                ),
                tuple(known[c.retaliation_for] for c in said if c.retaliation_for in known),
            )
            for name, said in accounts.items()
        }

    def _others(self, account: str, said: Sequence[Claim]) -> tuple[Firm, ...]:
        """The shortest intervals that other reports give for the incident of an account.

        A month or a year dates nothing that is told as news of the week.
        """
        news = all(_is_news(s) for c in said for s in c.statements if _open(s))
        firm = [
            f
            for f in self.firm.get(self.home[account], ())
            if f.report_id != said[0].report_id and (f.length < WEEK or not news)
        ]
        return tuple(f for f in firm if f.length == firm[0].length)

    def _since(self, report_id: str) -> tuple[int, str] | None:
        """The latest year named by an undated report that tells of the same news, and that one."""
        groups = {self.home.get(c.account_id, -1) for c in self.by_report[report_id]}
        others = {r for g in groups for r in self.by_group.get(g, ())} - {report_id}
        years = [
            (year, name)
            for name in sorted(others)
            if (year := self.clues[name].latest_year) is not None
        ]
        return max(years, key=lambda y: y[0], default=None)


def _is_yearless(statement: Statement) -> bool:
    """Whether an open date names a day of a month without its year."""
    when = statement.value
    return _open(statement) and isinstance(when, When) and bool(_DAY.match(when.edtf or ""))


def _is_news(statement: Statement) -> bool:
    """Whether a date is seen from the day of writing: a weekday, or without any days."""
    return _open(statement) and isinstance(statement.value, When) and not statement.value.edtf


def _weekday(statement: Statement) -> int | None:
    """The one weekday that an open date names, Monday 0."""
    if not _is_news(statement):
        return None
    named = _named(statement.evidence.quote)
    return named[0] if len(named) == 1 else None


def _meant(statement: Statement, written: Written, firm: Sequence[Firm]) -> When | None:
    """What an open date means on all the days on which its report can have been written."""
    ends = _ends(statement, written)
    if not ends:
        return None
    anchor = written.anchor
    span = f"on {written.days[0]}"
    if len(written.days) > 1:
        span = f"between {written.days[0]} and {written.days[-1]}"
    basis = f"{statement.evidence.quote!r} in a report written {span}"
    if anchor is not None:
        basis += f", going by report {anchor}"
    if len(set(ends)) > 1 or ends[0][0] < ends[0][1]:
        days = _days_in(firm, ends)
        if len(days) == 1:
            (day,) = days
            source = next(f.report_id for f in firm if f.earliest == day)
            basis += f"; the day from report {source}"
            return When(day.isoformat(), day, day, 1, basis, True, source)
    first, last = min(a for a, _ in ends), max(b for _, b in ends)
    if len(set(ends)) > 1 and (last - first).days >= WORTH:
        return None
    if len(set(ends)) == 1:
        value = next(r[statement.id] for r in written.readings if r[statement.id].earliest == first)
        return replace(value, basis=basis, derived=anchor is not None, anchor=anchor)
    edtf = f"{first}/{last}"
    return When(edtf, first, last, _precision(first, last), basis, anchor is not None, anchor)


def _ends(statement: Statement, written: Written) -> list[tuple[date, date]]:
    """What an open date can mean, first and last day; on the likely days where all differ.

    A report is likely written within two days after the earliest day that fits its news, and
    within half a year after a day that it names without the year.
    """
    found = [
        (day, (when.earliest, when.latest))
        for day, read in zip(written.days, written.readings, strict=True)
        if (when := read.get(statement.id)) and when.earliest and when.latest
    ]
    if len(found) < len(written.days):
        return []
    news = _is_news(statement)
    near = (SOON if written.news else 0) if news else (HALF_YEAR if written.named else 0)
    likely = [ends for day, ends in found if (day - written.days[0]).days <= near]
    return likely if near and len(set(likely)) == 1 else [ends for _, ends in found]


def _days_in(firm: Sequence[Firm], ends: Iterable[tuple[date, date]]) -> set[date]:
    """The single days of other reports that some interval holds, those that most of them give."""
    spans = list(ends)
    told = Counter(
        f.earliest for f in firm if f.length == 0 and any(a <= f.earliest <= b for a, b in spans)
    )
    return {day for day, reports in told.items() if reports == max(told.values())}


def _precision(first: date, last: date) -> int:
    """UCDP's date_prec of an interval."""
    days = (last - first).days + 1
    return 1 if days == 1 else 2 if days < 7 else 3 if days == 7 else 4 if days <= 31 else 5


# --- single dates -------------------------------------------------------------------------------


def _firm_days(claims: Sequence[Claim], home: Mapping[str, int]) -> dict[int, tuple[Firm, ...]]:
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


def _narrowed(claim: Claim, firm: Sequence[Firm], published: date | None) -> Claim:
    if not firm or not any(_open(s) for s in claim.statements):
        return claim
    return replace(claim, statements=tuple(_anchored(s, firm, published) for s in claim.statements))


def leaves_open(claim: Claim) -> bool:
    """Whether some date of a claim has no interval of its own."""
    return any(map(_open, claim.statements))


def _open(statement: Statement) -> bool:
    """Whether a date statement has no interval of its own."""
    when = statement.value
    return statement.property is Property.DATE and isinstance(when, When) and when.earliest is None


def _anchored(statement: Statement, firm: Sequence[Firm], published: date | None) -> Statement:
    """The statement with the one day that its words and the shortest intervals of others allow."""
    when = statement.value
    if not _open(statement) or not isinstance(when, When):
        return statement
    quote, own = statement.evidence.quote, statement.evidence.report_id
    fits = _of_the_hour(published) if _names_hour(when, quote) else _of_words(when, quote)
    shortest = [f for f in firm if f.length == firm[0].length]
    told = Counter(day for f in shortest for day in set(filter(fits, _days(f))))
    others = [f for f in shortest if f.report_id != own and any(map(fits, _days(f)))]
    most = [day for day, reports in told.items() if 2 * reports > len(shortest)]
    if not others or len(most) != 1 or (len(told) > 1 and not _names_hour(when, quote)):
        return statement
    (day,) = most
    anchor = next((f.report_id for f in others if day in _days(f)), None)
    if anchor is None:
        return statement
    basis = f"{when.basis}; the day from report {anchor}"
    value = When(day.isoformat(), day, day, 1, basis, derived=True, anchor=anchor)
    return replace(statement, value=value)


def _days(firm: Firm) -> list[date]:
    return [firm.earliest + timedelta(days=n) for n in range(firm.length + 1)]


def _names_hour(when: When, quote: str) -> bool:
    """Whether words name a time of day and no day at all: "before dawn", "at 6:30 p.m."."""
    return when.edtf is None and not _named(quote) and _HOUR.search(quote) is not None


def _of_the_hour(published: date | None) -> Callable[[date], bool]:
    """Whether news that names only its hour can mean a day: one right before its publication."""
    return lambda day: published is None or 0 <= (published - day).days <= 1


def _of_words(when: When, quote: str) -> Callable[[date], bool]:
    """Whether words without a year, or a bare weekday, can mean a day."""
    partial = re.fullmatch(r"(XXXX|\d{4})-(0\d|1[0-2]|XX)(?:-(\d\d|XX))?", when.edtf or "")
    named = _named(quote)

    def fits(day: date) -> bool:
        if partial:
            have = (f"{day:%Y}", f"{day:%m}", f"{day:%d}")
            parts = zip(partial.groups(), have, strict=True)
            return all(said is None or "X" in said or said == real for said, real in parts)
        return len(named) == 1 and day.weekday() == named[0]

    return fits


def _named(quote: str) -> list[int]:
    """The weekdays that words name, Monday 0."""
    return [n for n, name in enumerate(_WEEKDAYS) if name in quote.lower()]

"""Dates of undated reports, read as if written on the days that fit other reports.

In: claims, their reports, and the groups of accounts held to be one incident each. Out: the claims
whose dates could be narrowed, each new date derived and naming the report it rests on. It refuses
to narrow where the dated accounts of the group disagree, and to touch a day that a report names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from secondsource.link.days import firm_days, is_open, narrowed
from secondsource.link.folded import weekdays_named
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
from secondsource.model import Claim, Report, Statement, When

_DAY = re.compile(r"XXXX-\d\d-\d\d")

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
    """The claims in their order, with open and wide dates narrowed where their group allows.

    With a `reading`, the reports without a date are read again as if written on the days that fit
    what other reports say; what they mean on all these days holds, and may date others in turn.
    """
    now = tuple(claims)
    if reading is not None:
        now = _read_again(now, groups, [r for r in reports if r.published is None], reading)
    home = _home(groups)
    firm = firm_days(now, home)
    days = {r.id: r.published for r in reports}
    return tuple(
        narrowed(c, firm.get(home.get(c.account_id, -1), ()), days.get(c.report_id)) for c in now
    )


def _read_again(
    claims: tuple[Claim, ...],
    groups: Sequence[Sequence[str]],
    undated: Sequence[Report],
    reading: Reading,
) -> tuple[Claim, ...]:
    """The claims of undated reports with the dates that other reports leave, round by round."""
    waiting = {c.report_id for c in claims if any(map(is_open, c.statements))}
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
            firm_days(claims, home),
            by_report,
            {n: tuple(sorted(ids)) for n, ids in by_group.items()},
            {n: tuple(sorted(days)) for n, days in weekdays.items()},
            clues,
        )

    def question(self, report_id: str) -> Asked | None:
        """What there is to go by for the open dates of a report; None where it has none."""
        claims = self.by_report.get(report_id, ())
        if not any(is_open(s) for c in claims for s in c.statements):
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
            for statement in filter(is_open, claim.statements):
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
                tuple(s.id for c in said for s in c.statements if is_open(s)),
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
        news = all(_is_news(s) for c in said for s in c.statements if is_open(s))
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
    return is_open(statement) and isinstance(when, When) and bool(_DAY.match(when.edtf or ""))


def _is_news(statement: Statement) -> bool:
    """Whether a date is seen from the day of writing: a weekday, or without any days."""
    return is_open(statement) and isinstance(statement.value, When) and not statement.value.edtf


def _weekday(statement: Statement) -> int | None:
    """The one weekday that an open date names, Monday 0."""
    if not _is_news(statement):
        return None
    named = weekdays_named(statement.evidence.quote)
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

"""One report against itself: parts against sums, weekdays against dates, periods that cannot be.

In: a case. Out: disputes inside single reports, each with the words of both sides. It refuses to
guess a year: a weekday is held against a date only where the report says or implies the year.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from secondsource.model import (
    Count,
    Dispute,
    DisputeKind,
    Incident,
    Kind,
    Property,
    Report,
    Scope,
    Side,
)
from secondsource.reconcile.case import Case, dispute_of, shown, side_of_rows
from secondsource.reconcile.fields import WEEKDAYS
from secondsource.reconcile.rules import RuleSet, Words
from secondsource.reconcile.sources import Said
from secondsource.reconcile.tolls import other_people

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
NEAR = 60  # characters between an event and the "two years ago" that dates it


def find_within(case: Case, rules: RuleSet) -> Iterable[Dispute]:
    """Every contradiction that stands inside one report, but for rival values of a field."""
    for incident in case.incidents:
        yield from _of_tolls(incident, case)
    for name in sorted({c.report_id for c in case.claims.values()}):
        report = case.sources.reports.get(name)
        if report is not None:
            yield from _weekdays(report, case)
            yield from _periods(report, case)
            yield from _known_dates(report, case, rules.words)


def _about(report_id: str, start: int, end: int, case: Case) -> str | None:
    """The incident that is told where the words stand."""
    for claim in case.claims.values():
        mine = claim.report_id == report_id and claim.kind is Kind.INCIDENT
        if mine and claim.evidence.overlaps(start, end):
            home = case.home.get(claim.account_id)
            return home.id if home else None
    return None


def _in_words(
    report: Report,
    case: Case,
    about: tuple[int, int],
    field: str,
    sides: Iterable[tuple[str, tuple[int, int]]],
    weight: float,
    note: str,
) -> Dispute:
    """A dispute between stretches of one report, each with the value it stands for."""
    told = [Side(value, (), (report.evidence(*span),)) for value, span in sides]
    home = _about(report.id, *about, case)
    return dispute_of(DisputeKind.WITHIN, home, field, told, weight, note)


# --- tolls ------------------------------------------------------------------------------------


def _of_tolls(incident: Incident, case: Case) -> Iterable[Dispute]:
    """A part, or parts together, larger than the whole that the same report gives."""
    by_report: dict[tuple[str, Property], list[Said]] = defaultdict(list)
    for name in incident.claims:
        claim = case.claims[name]
        if claim.negated:
            continue
        for statement in claim.statements:
            if statement.property in (Property.KILLED, Property.INJURED):
                key = (claim.report_id, statement.property)
                by_report[key].append(case.statements[statement.id])
    for (_, prop), rows in sorted(by_report.items()):
        yield from _part_over_whole(incident, prop, rows)
        yield from _sum_over_whole(incident, prop, rows)


def _part_over_whole(incident: Incident, prop: Property, rows: Sequence[Said]) -> Iterable[Dispute]:
    wholes = [r for r in rows if _scope(r) is Scope.TOTAL and (_high(r) or 0) > 1]
    parts = [r for r in rows if _scope(r) is Scope.PARTIAL and _low(r)]
    over = [(w, p) for w in wholes for p in parts if _exceeds(p, w)]
    if not over:
        return
    whole, part = min(over, key=lambda x: (x[0].statement.id, x[1].statement.id))
    if any((_high(w) or 0) >= (_low(part) or 0) for w in wholes):
        return
    sides = [
        side_of_rows(f"{shown(whole.statement.value)} in all", [whole]),
        side_of_rows(f"{shown(part.statement.value)} in a part", [part]),
    ]
    note = f"A part cannot be larger than the whole; the report counts both as {prop.value}."
    yield dispute_of(DisputeKind.WITHIN, incident.id, prop.value, sides, 1.5, note)


def _exceeds(part: Said, whole: Said) -> bool:
    one, two = part.statement.value, whole.statement.value
    apart = isinstance(one, Count) and isinstance(two, Count) and other_people(one, two)
    return (_low(part) or 0) > (_high(whole) or 0) and not apart


_KIND = re.compile(r"\b(men|women|children|boys|girls|babies|infants)\b", re.IGNORECASE)


def _sum_over_whole(incident: Incident, prop: Property, rows: Sequence[Said]) -> Iterable[Dispute]:
    """Men, women and children of one sentence that together are more than its total."""
    by_claim: dict[str, list[Said]] = defaultdict(list)
    for row in rows:
        by_claim[row.claim.id].append(row)
    for _, mine in sorted(by_claim.items()):
        wholes = [r for r in mine if _scope(r) is Scope.TOTAL and _high(r) is not None]
        parts = {
            found[1].lower(): r
            for r in mine
            if _scope(r) is Scope.PARTIAL
            and _low(r)
            and (found := _KIND.search(r.statement.evidence.quote))
        }
        told = sum(_low(r) or 0 for r in parts.values())
        most = max((_high(w) or 0 for w in wholes), default=None)
        if most is None or len(parts) < 2 or told <= most or _overlap(parts):
            continue
        words = " and ".join(shown(r.statement.value) for r in parts.values())
        sides = [
            side_of_rows(f"{most} in all", wholes),
            side_of_rows(f"{words} make {told}", parts.values()),
        ]
        note = f"The parts make {told - most} more than the whole; the total is what most repeat."
        yield dispute_of(DisputeKind.WITHIN, incident.id, prop.value, sides, 1.5, note)


def _overlap(parts: Iterable[str]) -> bool:
    """Whether one kind is counted within another: girls within women or children."""
    kinds = set(parts)
    young = {"boys", "girls", "babies", "infants"}
    return "children" in kinds and bool(kinds & young)


def _scope(row: Said) -> Scope | None:
    value = row.statement.value
    return value.scope if isinstance(value, Count) else None


def _low(row: Said) -> int | None:
    value = row.statement.value
    return value.low if isinstance(value, Count) else None


def _high(row: Said) -> int | None:
    value = row.statement.value
    return value.high if isinstance(value, Count) else None


# --- weekdays and periods ---------------------------------------------------------------------

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?\b"
_WEEKDAY = r"\b(monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b"
_WRITTEN = re.compile(
    rf"{_WEEKDAY},?\s+(?P<date>(?:the\s+)?(?:{_DAY}\s+(?:of\s+)?({_MONTH})|({_MONTH})\s+{_DAY})"
    r"(?:,?\s+(?P<year>(?:19|20)\d\d)\b)?)",
    re.IGNORECASE,
)


def _weekdays(report: Report, case: Case) -> Iterable[Dispute]:
    """A weekday beside a date that fell on another one."""
    for found in _WRITTEN.finditer(report.text):
        day = _written_day(found, report, case)
        if day is None or WEEKDAYS[day.weekday()] == found[1].lower():
            continue
        sides = [(found[1], found.span(1)), (day.isoformat(), found.span("date"))]
        fell = WEEKDAYS[day.weekday()].capitalize()
        note = f"{day.isoformat()} was a {fell}; neither is better supported."
        yield _in_words(report, case, found.span(), "date", sides, 2.0, note)


def _written_day(found: re.Match[str], report: Report, case: Case) -> date | None:
    """The day that is written; without a year, the one nearest to publication."""
    number, month = int(found[3] or found[6]), month_of(found[4] or found[5])
    if month is None:
        return None
    if found["year"]:
        return _date(int(found["year"]), month, number)
    published = case.sources.published(report.id)
    if published is None:
        return None
    years = (published.year - 1, published.year, published.year + 1)
    near = [d for y in years if (d := _date(y, month, number)) is not None]
    return min(near, key=lambda d: abs((d - published).days), default=None)


def month_of(word: str) -> int | None:
    """The number of a month by its name or the start of it."""
    start = word[:3].lower()
    return next((n for n, name in enumerate(MONTHS, 1) if name.startswith(start)), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_BACKWARD = re.compile(
    rf"\b(?:from|between)\s+(?P<first>{_DAY})\s+(?:to|and|until|till)\s+"
    rf"(?P<last>{_DAY}\s+(?:of\s+)?{_MONTH})",
    re.IGNORECASE,
)


def _periods(report: Report, case: Case) -> Iterable[Dispute]:
    """A period of one month that ends before it begins."""
    for found in _BACKWARD.finditer(report.text):
        first, last = int(found[2]), int(found[4])
        if not 1 <= last < first <= 31:
            continue
        sides = [
            (f"begins on the {first}", found.span("first")),
            (f"ends on the {last}", found.span("last")),
        ]
        note = "A period cannot end before it begins; neither day is better supported."
        yield _in_words(report, case, found.span(), "period", sides, 1.5, note)


# --- known dates ------------------------------------------------------------------------------

SLACK = 0.75  # of a year or month: "two years ago" is said of what is 1.25 to 2.75 years back


def _known_dates(report: Report, case: Case, words: Words) -> Iterable[Dispute]:
    """How long ago a report puts what everybody can look up."""
    published = case.sources.published(report.id)
    if published is None:
        return
    numbers = "|".join(words.numbers)
    ago = re.compile(rf"\b(\d+|an?|{numbers})\s+(year|month)s?\s+ago\b", re.IGNORECASE)
    for said in ago.finditer(report.text):
        event = _event_near(said, report.text, words)
        if event is None:
            continue
        found, day = event
        length = {"year": 365.25, "month": 30.44}[said[2].lower()]
        past = (published - day).days / length
        if past > 0 and abs(past - _number(said[1].lower(), words)) > SLACK:
            yield _misdated(report, found, said, day, case)


_NEXT_CLAUSE = r"[.;!?\n]|\b(?:and|but|when)\b"


def _event_near(said: re.Match[str], text: str, words: Words) -> tuple[re.Match[str], date] | None:
    """What is known of, right before "two years ago" or right after it, in one clause."""
    low, high = max(0, said.start() - 2 * NEAR), said.end() + 2 * NEAR
    for pattern, day in words.known_dates:
        for found in re.compile(pattern, re.IGNORECASE).finditer(text, low, high):
            before, after = text[found.end() : said.start()], text[said.end() : found.start()]
            if found.end() <= said.start() and _one_clause(before, _NEXT_CLAUSE):
                return found, day
            if said.end() <= found.start() and _one_clause(after, r"[.;!?\n,]"):
                return found, day
    return None


def _one_clause(between: str, ends: str) -> bool:
    return len(between) <= NEAR and re.search(ends, between) is None


def _number(word: str, words: Words) -> int:
    return int(word) if word.isdigit() else words.numbers.get(word, 1)


def _misdated(
    report: Report, event: re.Match[str], said: re.Match[str], day: date, case: Case
) -> Dispute:
    sides = [(said[0], said.span()), (f"{day.isoformat()}, as is known", event.span())]
    years = (case.sources.published(report.id) or day) - day
    ago = f"{round(years.days / 365.25, 1):g} years"
    note = (
        f"{event[0]} is known to be of {day.isoformat()}, {ago} before "
        "the report; the known day is better supported."
    )
    return _in_words(report, case, event.span(), "date", sides, 1.8, note)

"""Accounts that linking keeps apart and that only their dates part: one incident, or two?

In: related incidents, the links of the case, its claims. Out: pairs of accounts with the dates that
part them; their incidents with the date shown as disputed. It refuses to join them, and pairs whose
dates lie farther apart than a slip of the pen: a wrong day of the same days, or a wrong year.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from secondsource.model import (
    Claim,
    Dispute,
    DisputeKind,
    Incident,
    Link,
    Property,
    Side,
    Status,
    When,
)
from secondsource.reconcile.case import Case, dispute_of, shown, side_of_rows
from secondsource.reconcile.fields import day_said, days_meet, weekday_said
from secondsource.reconcile.sources import Said, Sources, weight_of

LIKELY = 2.0  # log2 odds of a pair, with its dates, from which it is shown: see docs/decisions.md
LIKELY_YEAR = 1.0  # the same where only the year differs
DAYS_APART = 10
TWINS_WEIGHT = 4.0  # of their dispute


@dataclass(frozen=True, slots=True)
class Twins:
    """Two incidents with accounts that only their dates keep apart, the better supported first."""

    about: Incident
    mine: tuple[Said, ...]  # what dates the incident so
    theirs: tuple[Said, ...]
    year: bool  # whether only the year differs


def find_twins(
    incidents: Sequence[Incident], claims: Sequence[Claim], sources: Sources, links: Sequence[Link]
) -> tuple[Twins, ...]:
    """The pairs, each pair of incidents once, by its likeliest link."""
    case = Case.of(incidents, claims, sources)
    found: dict[tuple[str, str], Twins] = {}
    for link in sorted(links, key=lambda k: (-k.weight, k.left, k.right)):
        one, two = case.home.get(link.left), case.home.get(link.right)
        if link.weight < LIKELY_YEAR or one is None or two is None or one.id == two.id:
            continue
        pair = (min(one.id, two.id), max(one.id, two.id))
        if pair not in found and (twins := _twins(link, one, two, case)) is not None:
            found[pair] = twins
    return tuple(found[pair] for pair in sorted(found))


def _twins(link: Link, one: Incident, two: Incident, case: Case) -> Twins | None:
    mine, theirs = _dated(link.left, one, case), _dated(link.right, two, case)
    parted = [(r, s) for r in mine for s in theirs if _parts(r, s, link.weight)]
    if not parted or any(_agree(r, s) for r in mine for s in theirs):
        return None
    year = any(_wrong_year(_when(r), _when(s)) for r, s in parted)
    if (_backing(two, case), two.id) > (_backing(one, case), one.id):
        one, two, mine, theirs = two, one, theirs, mine
    return Twins(one, _camp(one, mine, case), _camp(two, theirs, case), year)


def _camp(incident: Incident, account: Sequence[Said], case: Case) -> tuple[Said, ...]:
    """The dates of an account, and those of its incident that go with them."""
    held = {_when(r).earliest for r in account}
    rows = [r for r in _rows(incident, case) if _when(r).earliest in held]
    return tuple({r.statement.id: r for r in [*account, *rows]}.values())


def _backing(incident: Incident, case: Case) -> float:
    return weight_of(_rows(incident, case))


def _dated(account: str, incident: Incident, case: Case) -> list[Said]:
    """The statements that date an account to a day, or by its weekday."""
    return [
        row
        for row in _rows(incident, case)
        if row.claim.account_id == account and (day_said(row) or weekday_said(row) is not None)
    ]


def _rows(incident: Incident, case: Case) -> list[Said]:
    return [
        case.statements[s.id]
        for name in incident.claims
        for s in case.claims[name].said(Property.DATE)
        if s.value is not None and not case.claims[name].negated
    ]


def _when(row: Said) -> When:
    value = row.statement.value
    assert isinstance(value, When)
    return value


def _parts(one: Said, two: Said, weight: float) -> bool:
    """Whether two dates differ, and no more than by a slip."""
    first, second = day_said(one), day_said(two)
    if first and second and _wrong_year(_when(one), _when(two)):
        return True
    if weight < LIKELY:
        return False
    if first and second:
        return 1 < abs((first - second).days) <= DAYS_APART
    return _wrong_weekday(one, two) or _wrong_weekday(two, one)


def _wrong_year(one: When, two: When) -> bool:
    """Whether two days are the same but for the year."""
    a, b = one.earliest, two.earliest
    if a is None or b is None or (one.latest, two.latest) != (a, b):
        return False
    return a.year != b.year and (a.month, a.day) == (b.month, b.day)


def _wrong_weekday(one: Said, two: Said) -> bool:
    """Whether one statement names a day, and the other another weekday of those days."""
    day, weekday, when = day_said(one), weekday_said(two), _when(two)
    if day is None or weekday is None or day.weekday() == weekday:
        return False
    return when.earliest is not None and days_meet(_when(one), when)


def _agree(one: Said, two: Said) -> bool:
    """Whether two statements can name the same day."""
    first, second = day_said(one), day_said(two)
    return first is not None and first == second


# --- what becomes of them ---------------------------------------------------------------------


def dates_disputed(twins: Iterable[Twins]) -> Mapping[str, tuple[str, ...]]:
    """Incident -> the statements of another account that speak against its date."""
    found: dict[str, tuple[str, ...]] = {}
    for pair in twins:
        held = {r.statement.id for r in pair.theirs}
        found[pair.about.id] = tuple(sorted({*found.get(pair.about.id, ()), *held}))
    return found


def with_disputed_dates(
    incidents: Sequence[Incident], twins: Iterable[Twins]
) -> tuple[Incident, ...]:
    """The incidents; a date that a twin contradicts is disputed, and names its statements."""
    against = dates_disputed(twins)
    return tuple(_with_date(i, against[i.id]) if i.id in against else i for i in incidents)


def _with_date(incident: Incident, against: Sequence[str]) -> Incident:
    fields = tuple(
        replace(
            f,
            status=Status.DISPUTED,
            rule=f"{f.rule}; an account that only its date keeps apart gives another",
            conflicting=tuple(sorted({*f.conflicting, *against})),
        )
        if f.property is Property.DATE and f.status is not Status.RULED
        else f
        for f in incident.fields
    )
    return replace(incident, fields=fields)


def disputes_of(twins: Iterable[Twins]) -> Iterable[Dispute]:
    """One dispute a pair, on the date of the incident that is better supported."""
    for pair in twins:
        sides = [_side(pair.mine), _side(pair.theirs)]
        slip = "year" if pair.year else "day"
        note = (
            "Only their dates keep these accounts apart: they tell of one incident, one of them "
            f"with a wrong {slip}, or of two. More stands behind {sides[0].value}."
        )
        yield dispute_of(DisputeKind.BETWEEN, pair.about.id, "date", sides, TWINS_WEIGHT, note)


def _side(rows: Sequence[Said]) -> Side:
    """The narrowest of the dates in words and, where the words are a weekday, those."""
    best = min(rows, key=lambda r: (day_said(r) is None, r.statement.id))
    words = best.statement.evidence.quote if day_said(best) is None else ""
    return side_of_rows(words or shown(best.statement.value), rows)

"""Which incidents go out, and why the others do not.

In: a case, what was asked, and the time. Out: the incidents that go out, in the order of the case,
and one reason for each of the others. It refuses to let an incident pass for old enough whose day
nobody knows: then its first report's day counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from secondsource.export.case import Case
from secondsource.model import Incident, Property, Report, ReviewState, When
from secondsource.publish.nouns import HeldBack, Options
from secondsource.wording import UNKNOWN, country_names, say_day, say_field

OUTSIDE = "outside the scope of the case"
UNCHECKED = {
    ReviewState.UNREVIEWED: "nobody has checked it",
    ReviewState.IN_PART: "checked in part only",
    ReviewState.REOPENED: "new reports came in since it was checked",
}
REASONS = (*UNCHECKED.values(), OUTSIDE, "too recent")


def choose(
    case: Case, options: Options, at: datetime
) -> tuple[tuple[Incident, ...], tuple[tuple[Incident, HeldBack], ...]]:
    """The incidents that go out, and each of the others with the reason."""
    chosen: list[Incident] = []
    held: list[tuple[Incident, HeldBack]] = []
    countries = country_names()
    for incident in case.incidents:
        why = _why_not(case, incident, options, at)
        if why is None:
            chosen.append(incident)
        else:
            title = _title(case, incident, countries)
            held.append((incident, HeldBack("incident", incident.id, why, title)))
    return tuple(chosen), tuple(held)


def _title(case: Case, incident: Incident, countries: Mapping[str, str]) -> str:
    """An incident for the one who publishes, with nothing held back."""
    where, when = (say_field(incident.field(p), countries) for p in (Property.PLACE, Property.DATE))
    name = case.codes.event_type(incident.event_type).name
    return ", ".join([name[:1].upper() + name[1:], *(w for w in (where, when) if w != UNKNOWN)])


def reason_of(held: HeldBack) -> str:
    """The reason without what it says of the one incident."""
    return next((reason for reason in REASONS if held.why.startswith(reason)), held.why)


def _why_not(case: Case, incident: Incident, options: Options, at: datetime) -> str | None:
    if incident.id in case.outside:
        return OUTSIDE
    if not options.drafts and incident.review_state is not ReviewState.CHECKED:
        return UNCHECKED[incident.review_state]
    if options.delay is None:
        return None
    last = last_day(case, incident)
    if last is None:
        return "too recent: no report says when, and none has a date"
    if _age(last, at) < options.delay:
        return f"too recent: it may have been as late as {say_day(last)}"
    return None


def _age(last: date, at: datetime) -> timedelta:
    """The time since the end of a day."""
    return at - datetime.combine(last + timedelta(days=1), time(), UTC)


def last_day(case: Case, incident: Incident) -> date | None:
    """The latest day that any report leaves possible, else that on which the first one came out."""
    field = incident.field(Property.DATE)
    values = [field.value if field else None]
    for claim in (case.told[c] for c in incident.claims if c in case.told):
        values += [s.value for s in claim.said(Property.DATE)]
    days = [v.latest for v in values if isinstance(v, When) and v.latest]
    if days:
        return max(days)
    reports = [r for r in case.reports if r.id in incident.reports]
    return min((day for r in reports if (day := _came_out(r))), default=None)


def _came_out(report: Report) -> date | None:
    read = report.retrieved_at.date() if report.retrieved_at else None
    return report.published or read

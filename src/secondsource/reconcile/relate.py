"""How incidents stand to one another: what answers what, and what is part of what.

In: reconciled incidents of a case and their claims. Out: the same incidents, related. It refuses
to infer: an answer is carried only where a report states it, with its words; a whole is the
parent of its parts only where its claims count several targets and its parts fit day and doer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from secondsource.model import Claim, Incident, Retaliation, Stance
from secondsource.reconcile.case import Facts
from secondsource.reconcile.fields import related

MOST_DAYS = 3  # a coordinated whole lasts no longer than this


def relate_incidents(
    incidents: Sequence[Incident], claims: Sequence[Claim], facts: Sequence[Facts]
) -> tuple[Incident, ...]:
    """The incidents, in their order, with stated answers, parents and parts.

    `facts` are those of all incidents of the case; the claims are those of the reports that tell
    of the incidents.
    """
    by_claim = {c.id: c for c in claims}
    home = {a: known.id for known in facts for a in known.accounts}
    answered = [replace(i, retaliation_for=_answers(i, by_claim, home)) for i in incidents]
    return with_parts(answered, parents_of(facts))


def with_parts(incidents: Sequence[Incident], parents: Mapping[str, str]) -> tuple[Incident, ...]:
    """The incidents, in their order, with their parents and parts."""
    parts: dict[str, list[str]] = {}
    for child, parent in sorted(parents.items()):
        parts.setdefault(parent, []).append(child)
    return tuple(
        replace(i, part_of=parents.get(i.id), parts=tuple(parts.get(i.id, ()))) for i in incidents
    )


def _answers(
    incident: Incident, by_claim: Mapping[str, Claim], home: Mapping[str, str]
) -> tuple[Retaliation, ...]:
    """The incidents that reports say this one answers, each with the first such words."""
    found: dict[str, Retaliation] = {}
    for name in incident.claims:
        claim = by_claim[name]
        if claim.retaliation_for is None or claim.negated or claim.stance is Stance.DENIED:
            continue
        earlier = by_claim.get(claim.retaliation_for)
        target = home.get(earlier.account_id) if earlier else None
        if target is not None and target != incident.id:
            found.setdefault(target, Retaliation(target, "stated", claim.evidence.quote))
    return tuple(found[k] for k in sorted(found))


# --- parents ----------------------------------------------------------------------------------


LEAST_TARGETS = 3  # hit at once, from which an incident is a whole of several strikes


def parents_of(facts: Sequence[Facts]) -> dict[str, str]:
    """Child -> parent, where exactly one whole fits."""
    wholes: dict[str, list[Facts]] = defaultdict(list)
    for known in facts:
        if known.targets >= LEAST_TARGETS and known.placed:
            wholes[known.event_type].append(known)
    found = {}
    for known in facts:
        if known.targets < LEAST_TARGETS and known.placed:
            near = wholes.get(known.event_type, ())
            fitting = [w.id for w in near if _same_country(known, w) and _inside(known, w)]
            if len(fitting) == 1:
                found[known.id] = fitting[0]
    return found


def _same_country(one: Facts, two: Facts) -> bool:
    """Whether two places lie in one country; one that names none lies in the other's."""
    return len({one.country, two.country} - {None}) == 1


def _inside(part: Facts, whole: Facts) -> bool:
    """Whether day and doer let one incident be a part of another of its type and country."""
    mine, other = _days(part), _days(whole)
    if mine is None or other is None or part.doer is None or whole.doer is None:
        return False
    short = (mine[1] - mine[0]).days <= 1 and (other[1] - other[0]).days <= MOST_DAYS
    return short and _covered(mine, other) and related(part.doer, whole.doer)


def _covered(inner: tuple[date, date], outer: tuple[date, date]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _days(known: Facts) -> tuple[date, date] | None:
    when = known.when
    if when is None or when.earliest is None or when.latest is None:
        return None
    return when.earliest, when.latest

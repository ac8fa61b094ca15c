"""What the exports are written from: one state of a case, with its parts at hand by id.

In: an open store. Out: everything of the case as it stands. It refuses nothing; claims that a
person rejected are left out, since they are held not to be in their report.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from secondsource.codes import Codes, Scene, SideKind, open_codes
from secondsource.model import (
    Actor,
    Claim,
    Copy,
    DecisionKind,
    Dispute,
    Force,
    Incident,
    Link,
    Property,
    Report,
    ReportWarning,
    ReviewState,
    Standing,
    Statement,
    Thing,
    Value,
)
from secondsource.scope import outside, scope_of
from secondsource.store import Store


@dataclass(frozen=True, slots=True)
class Case:
    """One state of a case; all tuples are in the order of the store."""

    reports: tuple[Report, ...]
    claims: tuple[Claim, ...]
    incidents: tuple[Incident, ...]
    links: tuple[Link, ...]
    disputes: tuple[Dispute, ...]
    warnings: Mapping[str, tuple[ReportWarning, ...]]
    copy_of: Mapping[str, Copy]  # report id to its nearest original
    incident_of: Mapping[str, str]  # claim id to incident id
    told: Mapping[str, Claim]  # claim id to claim
    accounts: Mapping[str, tuple[Claim, ...]]  # account id to its claims
    claims_in: Mapping[str, tuple[Claim, ...]]  # report id to its claims
    state_of: Mapping[str, ReviewState]  # incident id to how far it is checked
    checked: frozenset[str]  # claim and incident ids that a person has checked
    standings: tuple[Standing, ...]  # what has become of every decision
    outside: frozenset[str]  # ids of incidents outside the scope of the case
    codes: Codes

    @property
    def within(self) -> tuple[Incident, ...]:
        """The incidents that lie in the scope of the case, in order."""
        return tuple(i for i in self.incidents if i.id not in self.outside)

    def scene(self, claim: Claim) -> Scene | None:
        """What the codebooks' rules look at in one claim; None for a total.

        The sides and means are those of its account; the sentence is its own.
        """
        if claim.event_type is None:
            return None
        account = self.accounts.get(claim.account_id, (claim,))
        whole = scene_of(claim.event_type, account, self.codes)
        return replace(whole, sentence=claim.evidence.quote)

    def scene_of_incident(self, incident: Incident) -> Scene:
        """What the codebooks' rules look at in all claims of an incident."""
        claims = tuple(self.told[c] for c in incident.claims if c in self.told)
        return scene_of(incident.event_type, claims, self.codes)


def scene_of(event_type: str, claims: tuple[Claim, ...], codes: Codes) -> Scene:
    """The sides, means and sentences of claims that tell of one incident.

    What was aimed at decides; only where no side shows there, those who were harmed.
    """
    statements = [s for c in claims for s in c.statements]
    doers = _said(statements, Property.PERPETRATOR)
    aims, harmed = (_said(statements, p) for p in (Property.TARGET, Property.VICTIM))
    means = [c.trigger.quote for c in claims if c.trigger]
    means += [s.evidence.quote for s in statements if s.property is Property.WEAPON]
    return Scene(
        event_type,
        codes.sides(actors=[v.kind for v in doers if isinstance(v, Actor)]),
        _sides(aims, codes) or _sides(harmed, codes),
        "\n".join(means),
        "\n".join(c.evidence.quote for c in claims),
    )


def _said(statements: list[Statement], prop: Property) -> list[Value | None]:
    return [s.value for s in statements if s.property is prop]


def _sides(values: list[Value | None], codes: Codes) -> frozenset[SideKind]:
    return codes.sides(things=[v.kind for v in values if isinstance(v, Thing)])


def read_case(store: Store, *, with_claims: bool = True) -> Case:
    """The case as the store holds it now; claims are most of it, and not every format has them."""
    claims = store.claims() if with_claims else ()
    found = store.standings()
    checks = [
        (*s.subject, *(c for homes in s.claims for c in homes))
        for s in found
        if s.decision.kind is DecisionKind.CHECK
        and len(s.subject) == 1
        and s.force in (Force.IN_FORCE, Force.PENDING)
    ]
    incidents = store.incidents()
    return Case(
        reports=store.reports(),
        claims=claims,
        incidents=incidents,
        links=store.links(),
        disputes=store.disputes(),
        warnings=store.warnings(),
        copy_of=_nearest(store.copies()),
        incident_of={c: i.id for i in incidents for c in i.claims},
        told={c.id: c for c in claims},
        accounts=_grouped(claims, lambda c: c.account_id),
        claims_in=_grouped(claims, lambda c: c.report_id),
        state_of={i.id: i.review_state for i in incidents},
        checked=frozenset(thing for subject in checks for thing in subject),
        standings=found,
        outside=outside(incidents, scope_of(found)),
        codes=open_codes(),
    )


def _grouped(
    claims: tuple[Claim, ...], key: Callable[[Claim], str]
) -> dict[str, tuple[Claim, ...]]:
    found: dict[str, list[Claim]] = {}
    for claim in claims:
        found.setdefault(key(claim), []).append(claim)
    return {name: tuple(held) for name, held in found.items()}


def _nearest(copies: tuple[Copy, ...]) -> dict[str, Copy]:
    """Report id to the original it shares most with, the smallest id among equals."""
    nearest: dict[str, Copy] = {}
    for copy in sorted(copies, key=lambda c: (-c.share, c.copy_of)):
        nearest.setdefault(copy.report_id, copy)
    return nearest

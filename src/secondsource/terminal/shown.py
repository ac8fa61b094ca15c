"""What a case holds, indexed once for everything that is shown of it.

In: incidents, claims, reports and what goes with them, read from a case at one moment. Out: one
`Shown`, which finds an incident's number, a statement's claim and a report's short name at once.
It refuses to read the case itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from secondsource.model import (
    Claim,
    Copy,
    Dispute,
    Incident,
    Report,
    ReportWarning,
    Standing,
    Statement,
)
from secondsource.scope import outside, scope_of
from secondsource.wording import country_names

SHORT = 6  # characters of an id made from a hash, if they name one report only
HASHED = 17  # length of such an id: a letter and sixteen hexadecimal digits


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything the tables draw on, and how it is to look; made by `Shown.of`."""

    incidents: tuple[Incident, ...]  # in table order
    claims: Mapping[str, Claim]
    reports: Mapping[str, Report]
    warnings: Mapping[str, tuple[ReportWarning, ...]]
    disputes: tuple[Dispute, ...]
    original: Mapping[str, str]  # of a copy, by report id
    countries: Mapping[str, str]  # names by ISO code
    standings: tuple[Standing, ...]  # of every decision, in the order of the ledger
    case: str  # what follows a command that looks at this case: " --case my.db", or nothing
    marks: bool  # whether quotes are marked with «…», where the terminal shows no bold
    ledger: Mapping[str, int]  # number of each decision
    outside: frozenset[str]  # ids of incidents outside the scope of the case
    _numbers: Mapping[str, int] = field(repr=False)
    _statements: Mapping[str, tuple[Claim, Statement]] = field(repr=False)
    _of_claim: Mapping[str, Incident] = field(repr=False)
    _labels: Mapping[str, str] = field(repr=False)

    @classmethod
    def of(
        cls,
        incidents: Sequence[Incident],
        claims: Iterable[Claim],
        reports: Iterable[Report],
        warnings: Mapping[str, tuple[ReportWarning, ...]],
        disputes: Sequence[Dispute] = (),
        copies: Iterable[Copy] = (),
        *,
        standings: Sequence[Standing] = (),
        case: str = "",
        marks: bool = True,
    ) -> Shown:
        """A case as it is now, its incidents by date."""
        ordered = tuple(incidents)
        said = {claim.id: claim for claim in claims}
        told = {report.id: report for report in reports}
        return cls(
            ordered,
            said,
            told,
            warnings,
            tuple(disputes),
            {copy.report_id: copy.copy_of for copy in copies},
            country_names(),
            tuple(standings),
            case,
            marks,
            {s.decision.id: n for n, s in enumerate(standings, 1)},
            outside(ordered, scope_of(standings)),
            {incident.id: n for n, incident in enumerate(ordered, 1)},
            {s.id: (claim, s) for claim in said.values() for s in claim.statements},
            {claim: incident for incident in ordered for claim in incident.claims},
            short_names(told),
        )

    @property
    def within(self) -> tuple[Incident, ...]:
        """The incidents that lie in the scope of the case, in table order."""
        return tuple(i for i in self.incidents if i.id not in self.outside)

    def number(self, incident_id: str | None) -> int | None:
        """The table number of an incident, from 1."""
        return self._numbers.get(incident_id or "")

    def incident_of(self, claim_id: str) -> Incident | None:
        """The incident that a claim tells of, or None where it tells of none."""
        return self._of_claim.get(claim_id)

    def claims_of(self, incident: Incident) -> list[Claim]:
        """The claims of one incident, in the order of reports and text."""
        return [self.claims[c] for c in incident.claims if c in self.claims]

    def claims_in(self, report: Report) -> list[Claim]:
        """The claims of one report, in the order of its text."""
        mine = (c for c in self.claims.values() if c.report_id == report.id)
        return sorted(mine, key=lambda c: (c.evidence.start, c.evidence.end, c.id))

    def place_in_ledger(self, standing: Standing) -> int:
        """The number of a decision, from 1; it never changes, as nothing leaves the ledger."""
        return self.ledger[standing.decision.id]

    def said(self, statement_id: str) -> tuple[Claim, Statement] | None:
        """A statement with its claim, or None where no live claim carries it."""
        return self._statements.get(statement_id)

    def label(self, report_id: str) -> str:
        """A report's id, shortened where it is a hash and the beginning names no other."""
        return self._labels.get(report_id, report_id)


def short_names(reports: Iterable[str]) -> dict[str, str]:
    """The shortest beginning of each hashed id that names no other report; other ids whole."""
    hashed = [r for r in reports if len(r) == HASHED and r[0] == "r"]
    length = SHORT
    while length < HASHED and max(Counter(r[:length] for r in hashed).values(), default=1) > 1:
        length += 1
    return {r: r[:length] for r in hashed}

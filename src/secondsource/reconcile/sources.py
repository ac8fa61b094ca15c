"""Who stands behind a statement: publishers, copies, and speakers with one access.

In: reports, copies, and which reports say they were machine-written. Out: the lineage of a report
and how many independent lineages stand behind statements. It refuses to count outlets: ten
reprints of one report count once, and a report of unknown or machine-written origin counts apart.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from secondsource.model import (
    Attribution,
    Claim,
    Copy,
    Property,
    Report,
    SpeakerRole,
    Stance,
    Statement,
)
from secondsource.sides import side_of


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a report's words come from; `known` where a publisher answers for them."""

    key: str
    known: bool


@dataclass(frozen=True, slots=True)
class Sources:
    """The reports of a case as sources."""

    reports: Mapping[str, Report]
    roots: Mapping[str, str]  # copy -> original
    machine_written: frozenset[str]

    @classmethod
    def of(
        cls,
        reports: Sequence[Report],
        copies: Sequence[Copy],
        machine_written: Collection[str] = (),
    ) -> Sources:
        """The sources of a case; `machine_written` are ids of reports that say they are."""
        return cls(
            {r.id: r for r in reports},
            {c.report_id: c.copy_of for c in copies},
            frozenset(machine_written),
        )

    def lineage(self, report_id: str) -> Lineage:
        """The lineage of a report: that of the original it copies, by its publisher."""
        root = self.roots.get(report_id, report_id)
        report = self.reports.get(root)
        name = " ".join((report.source or "").lower().split()) if report else ""
        if not name or root in self.machine_written:
            return Lineage(f"report:{root}", known=False)
        return Lineage(f"source:{name}", known=True)

    def published(self, report_id: str) -> date | None:
        """The day on which a report's words first came out: of the original where it is a copy."""
        for name in (self.roots.get(report_id), report_id):
            report = self.reports.get(name) if name else None
            if report is not None and report.published is not None:
                return report.published
        return None

    def independent(self, report_ids: Iterable[str]) -> tuple[int, int]:
        """How many known lineages, and how many unknown ones, stand behind reports."""
        lineages = {self.lineage(r) for r in report_ids}
        return sum(s.known for s in lineages), sum(not s.known for s in lineages)


@dataclass(frozen=True, slots=True)
class Said:
    """One statement with the claim it stands in and what it rests on."""

    statement: Statement
    claim: Claim
    lineage: Lineage
    published: date | None

    @property
    def attribution(self) -> Attribution | None:
        """Who vouches for the statement, or else for its claim."""
        return self.statement.attribution or self.claim.attribution

    @property
    def voice(self) -> str | None:
        """Who says it inside the report; None where the report itself does."""
        who = self.attribution
        return who.speaker_actor or who.speaker.lower() if who else None

    @property
    def access(self) -> str:
        """What the statement rests on: one side's officials are one access, whoever prints them."""
        who = self.attribution
        official = (SpeakerRole.GOVERNMENT, SpeakerRole.MILITARY, SpeakerRole.ARMED_GROUP)
        if who is not None and who.speaker_actor and who.role in official:
            return f"side:{side_of(who.speaker_actor)}"
        return self.lineage.key


def said(claims: Iterable[Claim], prop: Property, sources: Sources) -> tuple[Said, ...]:
    """Every statement on one property with a value, in an order that input cannot change."""
    found = [
        Said(s, c, sources.lineage(c.report_id), sources.published(c.report_id))
        for c in claims
        for s in c.said(prop)
        if s.value is not None
    ]
    return tuple(sorted(found, key=lambda x: (x.published or date.max, x.statement.id)))


RELIABLE = {
    SpeakerRole.UN: 1.2,
    SpeakerRole.MONITOR: 1.2,
    SpeakerRole.NGO: 1.1,
    SpeakerRole.MEDICAL: 1.1,
    SpeakerRole.GOVERNMENT: 0.8,
    SpeakerRole.MILITARY: 0.7,
    SpeakerRole.ARMED_GROUP: 0.6,
}
"""How far a speaker's count is taken: those who count for a living before the parties."""


def reliability(row: Said) -> float:
    """How far a count is taken: a doer's own count least, then that of a party."""
    if row.claim.stance is Stance.CLAIMED:
        return 0.5
    who = row.attribution
    worth = RELIABLE.get(who.role, 1.0) if who is not None else 1.0
    return worth * (0.7 if row.claim.stance is Stance.ALLEGED else 1.0)


def weight_of(rows: Iterable[Said]) -> float:
    """How much stands behind statements: a known access counts 1, an unknown one a half."""
    worth: dict[str, float] = {}
    for row in rows:
        one = 1.0 if row.lineage.known else 0.5
        worth[row.access] = max(one, worth.get(row.access, 0.0))
    return sum(worth.values())


def counted_weight(rows: Iterable[Said]) -> float:
    """As `weight_of`, each access by how far its counts are taken."""
    worth: dict[str, float] = {}
    for row in rows:
        one = (1.0 if row.lineage.known else 0.5) * reliability(row)
        worth[row.access] = max(one, worth.get(row.access, 0.0))
    return sum(worth.values())

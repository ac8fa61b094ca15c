"""What only the store knows of: runs, the parcel of everything derived, decisions in force.

In and out: frozen dataclasses. It refuses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from secondsource.model import Claim, Copy, Decision, Dispute, Incident, Issue, Link
from secondsource.store.identity import Identity, Member

STAGES_OF_DERIVED = ("link", "reconcile")
"""Stages whose issues are derived, and replaced with the rest."""


@dataclass(frozen=True, slots=True)
class Derived:
    """Everything that linking and reconciling give, to be stored in one step."""

    incidents: tuple[Incident, ...] = ()
    links: tuple[Link, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    copies: tuple[Copy, ...] = ()
    claims: tuple[Claim, ...] = ()  # as linking narrowed them: dates and places with anchors
    issues: tuple[Issue, ...] = ()  # of the stages link and reconcile
    kept: Mapping[str, bytes] = field(default_factory=dict)  # by name, for later runs


@dataclass(frozen=True, slots=True)
class Patch:
    """What changes of everything derived when a few reports have come, changed or gone."""

    incidents: tuple[Incident, ...]  # those that were worked out again
    told: frozenset[str]  # of those the ids of all but the ones that only changed their parts
    identities: tuple[Identity, ...]  # of all incidents
    members: tuple[Member, ...]  # what the log said of them
    gone: frozenset[str]  # ids of incidents that are no more
    links: tuple[Link, ...]
    unlinked: frozenset[tuple[str, str]]
    disputes: tuple[Dispute, ...]  # over those incidents, and all over the whole case
    copies: tuple[Copy, ...]  # all
    claims: tuple[Claim, ...]  # those whose dates and places linking looked at again
    reports: frozenset[str]  # whose claims have changed
    issues: tuple[Issue, ...]  # all of the stages link and reconcile
    kept: Mapping[str, bytes]


def in_force(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions that no later one supersedes, in the order of the ledger."""
    ledger = tuple(decisions)
    gone = {d.supersedes for d in ledger if d.supersedes}
    return tuple(d for d in ledger if d.id not in gone)


def rehomed(decisions: Iterable[Decision], homes: Mapping[str, str]) -> tuple[Decision, ...]:
    """The decisions, led from what is gone to what now stands in its place."""
    return tuple(replace(d, subject=tuple(homes.get(s, s) for s in d.subject)) for d in decisions)


@dataclass(frozen=True, slots=True)
class Run:
    """One run that wrote the case: which code, which data files, which settings, when."""

    id: int
    code_version: str
    digests: tuple[tuple[str, str], ...]  # data file and its SHA-256
    settings: tuple[tuple[str, str], ...]
    started_at: datetime
    ended_at: datetime | None = None  # None: still running, or killed

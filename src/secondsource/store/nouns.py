"""What only the store knows of: runs, the parcel of everything derived, decisions in force.

In and out: frozen dataclasses. It refuses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from secondsource.model import Claim, Copy, Decision, Dispute, Incident, Issue, Link

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

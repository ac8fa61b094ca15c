"""What only the store knows of: runs, and the parcel of everything derived.

In and out: frozen dataclasses. It refuses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from secondsource.model import Claim, Copy, Dispute, Incident, Issue, Link
from secondsource.store.identity import Identities

PERSON = "person"
"""What the coder of a report begins with whose claims a person gave: no run codes it anew."""

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
    kept: Mapping[str, str] = field(default_factory=dict)  # what a decision goes on from
    ids: Identities | None = None  # where the accounts were given their ids already


@dataclass(frozen=True, slots=True)
class Change:
    """What a decision or a report changes in the derived tables; all else stays as it is."""

    gone: frozenset[str]  # ids of incidents that are no more
    incidents: tuple[Incident, ...]
    links: tuple[Link, ...]
    unlinked: frozenset[tuple[str, str]]  # pairs whose links go, unless they are among `links`
    undisputed: frozenset[str]  # disputes that go, unless they are among `disputes`
    disputes: tuple[Dispute, ...]
    claims: tuple[Claim, ...]  # as linking narrowed them
    unsaid: frozenset[str]  # statements that are no more
    issues: tuple[Issue, ...]
    kept: Mapping[str, str]
    copies: tuple[Copy, ...] | None = None  # all of them, where any differs


@dataclass(frozen=True, slots=True)
class Head:
    """One report without its text."""

    id: str
    source: str | None
    title: str | None
    lang: str | None
    published: str | None  # ISO day


@dataclass(frozen=True, slots=True)
class Run:
    """One run that wrote the case: which code, which data files, which settings, when."""

    id: int
    code_version: str
    digests: tuple[tuple[str, str], ...]  # data file and its SHA-256
    settings: tuple[tuple[str, str], ...]
    started_at: datetime
    ended_at: datetime | None = None  # None: still running, or killed

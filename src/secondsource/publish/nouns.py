"""What goes out: the nouns of the publication copy, from which every published format is written.

In: nothing. Out: frozen dataclasses without a name that is held back, without an offset, without
the text of a report. They refuse nothing and do no work: `build` makes them, `redact` cleans them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from secondsource.model import (
    Basis,
    DisputeKind,
    Facets,
    Grade,
    Property,
    ReviewState,
    SpeakerRole,
    Status,
    Value,
)
from secondsource.publish.snap import Snap

DRAFT = "Draft: machine-made, unchecked"
"""What stands on every page and in every row of a draft."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a person asked of the copy."""

    drafts: bool = False  # unchecked incidents too, marked on every page and row
    roles: bool = False  # no person's name, however many sources give it
    snap: Snap | None = None  # the regions that places are moved to
    delay: timedelta | None = None  # how old an incident has to be


@dataclass(frozen=True, slots=True)
class Quote:
    """The words of one report on one thing, in a little of their context."""

    report: str  # number of the report in the copy
    before: str
    words: str
    after: str
    says: str  # the value they are read as
    speaker: str | None = None  # None for the reporter's own voice
    role: SpeakerRole | None = None
    via: str | None = None


@dataclass(frozen=True, slots=True)
class Camp:
    """What some reports say of one field, with their words."""

    says: str
    holds: bool  # it agrees with the value of the field
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an incident as it goes out."""

    property: Property
    label: str
    value: Value | None
    says: str
    status: Status
    rule: str  # how the value was had of the statements
    camps: tuple[Camp, ...]
    low: int | None = None
    best: int | None = None
    high: int | None = None
    basis: Basis | None = None


@dataclass(frozen=True, slots=True)
class Reaction:
    """What somebody said or did about an incident."""

    event_type: str
    name: str
    by: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Sides that cannot all be right, about what goes out."""

    id: str
    kind: DisputeKind
    about: str | None  # incident id
    property: str | None
    sides: tuple[Camp, ...]
    note: str | None


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a person decided of an incident, and why; who it was does not go out."""

    kind: str
    property: str | None
    value: str | None
    reason: str | None
    external: str | None
    on: date


@dataclass(frozen=True, slots=True)
class Answered:
    """An earlier incident that goes out, and that this one answers."""

    incident_id: str
    basis: str
    quote: str | None


@dataclass(frozen=True, slots=True)
class Event:
    """One incident as it goes out."""

    id: str
    draft: str | None  # what marks it as unchecked
    title: str
    event_type: str
    event_name: str
    acled_event: str | None
    acled_sub_event: str | None
    violence: int | None  # UCDP's type
    facets: Facets
    fields: tuple[Field, ...]
    reports: tuple[str, ...]  # numbers
    independent_sources: int
    unknown_sources: int
    grade: Grade
    review_state: ReviewState
    part_of: str | None
    parts: tuple[str, ...]
    retaliation_for: tuple[Answered, ...]
    reactions: tuple[Reaction, ...]
    rulings: tuple[Ruling, ...]

    def field(self, prop: Property) -> Field | None:
        """The field of one property, or None where no report speaks of it."""
        return next((f for f in self.fields if f.property is prop), None)


@dataclass(frozen=True, slots=True)
class Cited:
    """A report that an incident rests on: where it can be found, never its text."""

    number: str
    source: str | None
    title: str | None
    url: str | None
    published: date | None
    lang: str | None
    warnings: tuple[str, ...]
    copy_of: str | None  # number


@dataclass(frozen=True, slots=True)
class Total:
    """A running total that a report gives, kept apart from incidents."""

    says: str
    what: str
    period: str | None
    low: int | None
    best: int | None
    high: int | None
    draft: str | None
    quote: Quote


@dataclass(frozen=True, slots=True)
class Publication:
    """The one redacted copy of a case that every published format is written from."""

    title: str
    made_at: datetime
    draft: str | None
    options: Options
    events: tuple[Event, ...]
    reports: tuple[Cited, ...]
    totals: tuple[Total, ...]
    contradictions: tuple[Contradiction, ...]
    rules: str  # name of the rule set in force
    left_out: Mapping[str, int]  # why, and how many incidents


@dataclass(frozen=True, slots=True)
class HeldBack:
    """One thing that does not go out, and why; for who publishes, never published."""

    what: str  # incident, name, total, dispute
    which: str
    why: str
    title: str | None = None  # of an incident


@dataclass(frozen=True, slots=True)
class Account:
    """What would go out and what is held back: what `--dry-run` and the desk show."""

    incidents: int
    reports: int
    quotes: int
    names: tuple[str, ...]  # of persons, that go out
    held_back: tuple[HeldBack, ...]

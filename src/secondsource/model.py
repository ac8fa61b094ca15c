"""The nouns: what the stages pass to one another and what a case keeps.

Everything here is a frozen dataclass with slots or a closed list; nothing here does any work.
Offsets count Unicode code points into `Report.text`. Days are civil days at the incident's place;
instants (`*_at`) are aware UTC datetimes. Unknown is a value: `None`, never a default.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from secondsource.errors import EvidenceError

# --- closed lists -----------------------------------------------------------------------------


class Kind(StrEnum):
    """What a claim tells of."""

    INCIDENT = "incident"
    TOTAL = "total"
    REACTION = "reaction"


class Stance(StrEnum):
    """How firmly, and by whose side, a claim is made."""

    ASSERTED = "asserted"
    CLAIMED = "claimed"  # the doer's own side says so
    ALLEGED = "alleged"
    DENIED = "denied"
    THREATENED = "threatened"


class Property(StrEnum):
    """What a statement is about; the last four exist only in totals and reactions."""

    DATE = "date"
    PLACE = "place"
    PERPETRATOR = "perpetrator"
    TARGET = "target"
    VICTIM = "victim"
    WEAPON = "weapon"
    LAUNCHED_FROM = "launched_from"
    KILLED = "killed"
    INJURED = "injured"
    MISSING = "missing"
    ABDUCTED = "abducted"
    ARRESTED = "arrested"
    DISPLACED = "displaced"
    DESTROYED = "destroyed"
    MUNITIONS = "munitions"
    TARGETS_HIT = "targets_hit"
    CLAIMED_BY = "claimed_by"
    DENIED_BY = "denied_by"
    RETALIATION_FOR = "retaliation_for"
    MOTIVE = "motive"
    COUNT = "count"  # of a total
    WHAT = "what"  # what a total counts
    PERIOD = "period"  # of a total
    ACTOR = "actor"  # of a reaction


COUNTED = frozenset(
    {
        Property.KILLED,
        Property.INJURED,
        Property.MISSING,
        Property.ABDUCTED,
        Property.ARRESTED,
        Property.DISPLACED,
        Property.MUNITIONS,
        Property.TARGETS_HIT,
        Property.COUNT,
    }
)
"""Properties whose value is a `Count`."""

ACTED = frozenset({Property.PERPETRATOR, Property.CLAIMED_BY, Property.DENIED_BY, Property.ACTOR})
"""Properties whose value is an `Actor`."""

DATED = frozenset({Property.DATE, Property.PERIOD})
"""Properties whose value is a `When`."""

PLACED = frozenset({Property.PLACE, Property.LAUNCHED_FROM})
"""Properties whose value is a `Place`; every property in none of these sets has a `Thing`."""


class SpeakerRole(StrEnum):
    """What kind of speaker vouches for a claim inside a report."""

    GOVERNMENT = "government"
    MILITARY = "military"
    POLICE = "police"
    ARMED_GROUP = "armed_group"
    MEDICAL = "medical"
    MONITOR = "monitor"
    UN = "un"
    NGO = "ngo"
    MEDIA = "media"
    WITNESS = "witness"
    RELATIVE = "relative"
    OTHER = "other"


class Directness(StrEnum):
    """How the speaker's words reached the report."""

    DIRECT = "direct"
    VIA_MEDIA = "via_media"
    HEARSAY = "hearsay"


class ActorKind(StrEnum):
    """ACLED's eight interaction kinds, and what reports name besides."""

    STATE_FORCES = "state_forces"
    REBEL_GROUP = "rebel_group"
    POLITICAL_MILITIA = "political_militia"
    IDENTITY_MILITIA = "identity_militia"
    EXTERNAL_FORCES = "external_forces"
    RIOTERS = "rioters"
    PROTESTERS = "protesters"
    CIVILIANS = "civilians"
    GOVERNMENT = "government"
    ORGANISATION = "organisation"
    PERSON = "person"
    UNKNOWN_ARMED = "unknown_armed"


class ThingKind(StrEnum):
    """What kind of person or thing a target, victim or weapon is."""

    PERSON = "person"  # named
    CIVILIANS = "civilians"
    MILITARY = "military"
    POLICE = "police"
    ARMED_GROUP = "armed_group"
    OFFICIAL = "official"
    AID = "aid"
    MEDIA = "media"
    VEHICLE = "vehicle"
    BUILDING = "building"
    BASE = "base"
    INFRASTRUCTURE = "infrastructure"
    SHIP = "ship"
    WEAPON = "weapon"
    OTHER = "other"


class Modifier(StrEnum):
    """What the words around a number make of it."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    ABOUT = "about"
    UP_TO = "up_to"
    RANGE = "range"
    VAGUE = "vague"
    NONE_REPORTED = "none_reported"


class Scope(StrEnum):
    """Whom a count covers."""

    TOTAL = "total"
    PARTIAL = "partial"
    LEADER_ONLY = "leader_only"
    PERPETRATORS = "perpetrators"
    COMBINED = "combined"  # killed and injured together
    SUPERSEDED = "superseded"  # an earlier toll that the report itself replaces


class GroupStatus(StrEnum):
    """Whether the people counted are civilians, as far as the words go."""

    CIVILIAN = "civilian"
    COMBATANT = "combatant"
    CONTESTED = "contested"
    UNKNOWN = "unknown"


class Status(StrEnum):
    """How the reports stand to one another on one field of an incident."""

    AGREED = "agreed"
    SINGLE_SOURCE = "single_source"
    COMPATIBLE = "compatible"  # date and place only: one is the more precise
    UPDATED = "updated"  # a later toll replaces an earlier one
    DISPUTED = "disputed"
    RULED = "ruled"
    NOT_SAID = "not_said"


class Basis(StrEnum):
    """What the attribution of an incident to its perpetrator rests on."""

    ADMITTED = "admitted"
    SELF_CLAIMED = "self_claimed"
    ALLEGED = "alleged"
    UNKNOWN = "unknown"


class Grade(StrEnum):
    """How well an incident is sourced (after Airwars' grading, our reading)."""

    CONFIRMED = "confirmed"
    FAIR = "fair"
    WEAK = "weak"
    CONTESTED = "contested"
    DISCOUNTED = "discounted"  # under rules on harm to civilians: only fighters are counted
    NONE = "none"


class ReviewState(StrEnum):
    """How far a person has checked an incident or a claim."""

    UNREVIEWED = "unreviewed"
    IN_PART = "in_part"
    CHECKED = "checked"
    REOPENED = "reopened"


class DecisionKind(StrEnum):
    """The acts of review."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"
    VALUE = "value"
    REJECT = "reject"
    RETYPE = "retype"
    ADD = "add"
    CHECK = "check"
    NOTE = "note"
    SCOPE = "scope"
    UNDO = "undo"
    TRANSLATION = "translation"
    IDENTIFY = "identify"  # who a provisional party is


class Force(StrEnum):
    """What has become of a decision."""

    IN_FORCE = "in_force"
    PENDING = "pending"  # noted, and worked into the incidents by the next run
    UNDONE = "undone"
    REPLACED = "replaced"  # by a later word on the same thing
    OVERRULED = "overruled"  # a "same" that a "different" forbids
    LOST = "lost"  # its words are told by no claim any more
    DIVIDED = "divided"  # a ruling whose evidence stands in several incidents


class Layer(StrEnum):
    """What a mention may be: the layers of `secondsource tag`."""

    DATES = "dates"
    PLACES = "places"
    ACTORS = "actors"


class DisputeKind(StrEnum):
    """Where two sides of a dispute stand."""

    BETWEEN = "between"  # two reports
    WITHIN = "within"  # one report against itself
    TOTALS = "totals"
    SUPERLATIVE = "superlative"
    ORDER = "order"


# --- small values -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where words stand: a W3C text-position and text-quote selector into one report."""

    report_id: str
    start: int
    end: int
    quote: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or len(self.quote) != self.end - self.start:
            raise EvidenceError(
                f"The quote {self.quote[:40]!r} cannot stand at {self.start}:{self.end} of report "
                f"{self.report_id}; its length is {len(self.quote)}. Read the report again."
            )

    def overlaps(self, start: int, end: int) -> bool:
        """Whether any of the words stand between two offsets."""
        return self.start < end and start < self.end


@dataclass(frozen=True, slots=True)
class When:
    """An interval of civil days, as tight as the words allow.

    `earliest` and `latest` are both given or both None (a partial date such as `XXXX-02-01` has
    EDTF but no interval). `precision` is UCDP's date_prec, 1 day to 5 year. `derived` is true when
    the interval rests on another report, which `anchor` names.
    """

    edtf: str | None
    earliest: date | None
    latest: date | None
    precision: int | None
    basis: str
    derived: bool = False
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A place with how tightly the words fix it.

    `id` is None where the gazetteer knows no such place. `precision` is UCDP's where_prec (1 exact
    point or town, 2 near it, 3 second-order region, 4 first-order region, 5 an area between or
    off these, 6 country, 7 international). `radius_km` says how far the words leave it open.
    `anchor` names the other report that gives the place, where the report itself leaves it open.
    """

    id: str | None
    name: str
    admin1: str | None = None
    admin2: str | None = None
    country: str | None = None  # ISO 3166-1 alpha-2
    lat: float | None = None
    lon: float | None = None
    precision: int | None = None
    radius_km: float | None = None
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Backing:
    """One backer of an actor, and on whose word."""

    actor_id: str
    source: str


@dataclass(frozen=True, slots=True)
class Actor:
    """A party: a state's forces, a group, an organisation, a person, or a typed unknown."""

    id: str
    name: str
    kind: ActorKind
    country: str | None = None
    part_of: str | None = None  # id of the larger actor
    backed_by: tuple[Backing, ...] = ()
    provisional: bool = False  # not in the list of actors; offered for merging


@dataclass(frozen=True, slots=True)
class Group:
    """Who the people counted are, as far as the words go."""

    status: GroupStatus = GroupStatus.UNKNOWN
    side: str | None = None
    sex_age: str | None = None
    occupation: str | None = None
    nationality: str | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people or things with what the words leave open.

    "at least 5" is 5/5/None, "more than 5" 6/6/None, "up to 8" 0/8/8, "about 40" 36/40/44,
    "dozens" 24/None/None, "many" None/None/None. `extract` sets wording, scope and group only;
    `resolve` sets the numbers and the modifier.
    """

    low: int | None
    best: int | None
    high: int | None
    wording: str
    modifier: Modifier | None = None
    scope: Scope = Scope.TOTAL
    group: Group = Group()


@dataclass(frozen=True, slots=True)
class Thing:
    """A target, victim, weapon, destroyed object or motive, as the report words it."""

    name: str
    kind: ThingKind = ThingKind.OTHER
    actor_id: str | None = None  # the party it belongs to, where the words name one


Value = When | Place | Actor | Count | Thing


@dataclass(frozen=True, slots=True)
class Mention:
    """One date expression, place name or actor name of a text, and what it stands for.

    `value` is None where the words are a name but nothing known fits.
    """

    layer: Layer
    start: int
    end: int
    quote: str
    value: When | Place | Actor | None
    timex_type: str | None = None  # dates: DATE, TIME, DURATION, SET
    timex_value: str | None = None  # dates: TIMEX3


# --- what reports say -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Report:
    """One document in one revision; all offsets point into `text`.

    `title` is context, never evidence. `published` is None unless the source, the page or a date
    line of the text gives it, and `published_basis` says which.
    """

    id: str
    text: str
    sha256: str  # of `text` in UTF-8
    original_sha256: str  # of the bytes it was read from
    source: str | None = None
    url: str | None = None
    title: str | None = None
    lang: str | None = None
    published: date | None = None
    published_basis: str | None = None
    retrieved_at: datetime | None = None

    def evidence(self, start: int, end: int) -> Evidence:
        """The words between two offsets, quoted."""
        return Evidence(self.id, start, end, self.text[start:end])

    def check(self, evidence: Evidence) -> None:
        """Raise EvidenceError unless the quote stands at its offsets in this report."""
        if self.text[evidence.start : evidence.end] != evidence.quote:
            raise EvidenceError(
                f"Report {self.id} does not read {evidence.quote[:40]!r} at {evidence.start}:"
                f"{evidence.end}. The report has changed since; read it again."
            )


@dataclass(frozen=True, slots=True)
class ReportWarning:
    """Something a reader should know before trusting a report."""

    code: str  # machine_written, no_date, no_named_source, placeholder, truncated, not_english …
    message: str
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who vouches inside the report; where a claim has none, the reporter's own voice speaks."""

    speaker: str
    evidence: Evidence
    speaker_actor: str | None = None
    role: SpeakerRole = SpeakerRole.OTHER
    named: bool = False
    directness: Directness = Directness.DIRECT
    via: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One report's word on one property, always with the words themselves.

    `value` is None between extract and resolve only, save for counts, whose wording, scope and
    group are set by extract.
    """

    id: str
    claim_id: str
    property: Property
    value: Value | None
    evidence: Evidence
    attribution: Attribution | None = None
    origin: str = "rules"  # rules, model, table, carried, person
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence, list item, table row or headline telling of one incident, total or reaction.

    A total has no trigger; its number, what it counts and its period are the statements `count`,
    `what` and `period`. A reaction has the statement `actor`, and `about_claim` where the report
    says what it is about. All claims of an account are weak, or none is.
    """

    id: str
    account_id: str
    report_id: str
    kind: Kind
    event_type: str | None  # a code of data/event_types.toml; None for a total
    evidence: Evidence
    trigger: Evidence | None
    statements: tuple[Statement, ...] = ()
    attribution: Attribution | None = None
    stance: Stance = Stance.ASSERTED
    negated: bool = False
    score: float = 1.0
    retaliation_for: str | None = None  # claim id in the same report
    about_claim: str | None = None  # claim id in the same report
    weak: bool = False  # in force only where it fits what other reports tell surely

    def said(self, prop: Property) -> tuple[Statement, ...]:
        """The statements on one property, in the order of the claim."""
        return tuple(s for s in self.statements if s.property == prop)


@dataclass(frozen=True, slots=True)
class Issue:
    """A doubt or a failure kept as data: what could not be read or decided, and where."""

    stage: str  # read, extract, resolve, link, reconcile, store, review
    code: str
    message: str
    report_id: str | None = None
    file: str | None = None
    line: int | None = None
    failed: bool = False  # a report was lost to it, so the run exits 3


# --- what people decide -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """The words of one claim that a decision speaks of, by which it is found in another reading.

    `mark` is the claim's trigger, or the number of a total; `beside` are the marks of other claims
    in the same sentence, which are not meant.
    """

    subject: str  # of the decision: this claim, or the incident it told of
    claim_id: str
    kind: Kind
    event_type: str | None
    evidence: Evidence
    mark: Evidence
    beside: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's word, in one append-only ledger; a later one supersedes, nothing is edited.

    `subject` is a claim or an incident (check, note; claims only: reject, retype, add), two of them
    (same, different, unsure), an incident or claim and a property (value, check, note, add), a
    report (note, translation), a provisional party (identify), a decision (undo), or nothing
    (scope). `value` is what was ruled or checked, in the words of a ruling, the new type, the text
    of a note or translation, or in JSON what was added, who the party is, the scope, and what a
    whole incident held when it was checked. `evidence` are the words that a ruling rests on or that
    were added; `seen` those that a checked or ruled field was told in. Decisions of one `act` are
    undone together. The store adds the `spans` when the decision is taken.
    """

    id: str
    kind: DecisionKind
    subject: tuple[str, ...]
    value: str | None
    reason: str | None
    evidence: tuple[Evidence, ...]
    external: str | None  # URL, SHA-256 or note where it rests on something outside the case
    by: str
    at: datetime
    supersedes: str | None = None
    spans: tuple[Span, ...] = ()
    seen: tuple[Evidence, ...] | None = None
    act: str | None = None  # the first decision of an act that took several


@dataclass(frozen=True, slots=True)
class Standing:
    """A decision as it stands today: whether it holds, what it now speaks of, and if not, why."""

    decision: Decision
    force: Force
    subject: tuple[str, ...]  # ids of today
    claims: tuple[tuple[str, ...], ...] = ()  # of today, that each thing it speaks of stands on
    why: str | None = None
    evidence: tuple[Evidence, ...] = ()  # of today: where words that a person added now stand


# --- what is derived --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Copy:
    """A report that repeats another; the original is the earliest published, then smallest id."""

    report_id: str
    copy_of: str
    share: float  # of the copy's words that stand in the original, 0 to 1
    exact: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """One feature of a pair of accounts and the log2 odds it adds."""

    feature: str
    detail: str
    weight: float


@dataclass(frozen=True, slots=True)
class Link:
    """What speaks for and against two accounts telling of one incident."""

    left: str  # account ids, left < right
    right: str
    weight: float
    joined: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Reconciled:
    """One field of an incident: the value, its range where it is a count, and both camps."""

    property: Property
    value: Value | None
    status: Status
    rule: str
    supporting: tuple[str, ...] = ()  # statement ids
    conflicting: tuple[str, ...] = ()
    low: int | None = None
    best: int | None = None
    high: int | None = None
    basis: Basis | None = None  # perpetrator only
    review: ReviewState = ReviewState.UNREVIEWED  # in part: one name, where it needs two


@dataclass(frozen=True, slots=True)
class Facets:
    """Means, aim, scale and outcome, which the one event type mixes."""

    means: str | None = None
    targeted_killing: bool = False
    mass_killing: bool = False
    outcome: str = "completed"  # completed, intercepted, failed


@dataclass(frozen=True, slots=True)
class Retaliation:
    """An earlier incident that this one answers."""

    incident_id: str
    basis: str  # stated, timing
    quote: str | None


@dataclass(frozen=True, slots=True)
class Incident:
    """What is held to have happened, derived from its accounts and the decisions on them."""

    id: str
    event_type: str
    accounts: tuple[str, ...]
    claims: tuple[str, ...]
    reports: tuple[str, ...]
    fields: tuple[Reconciled, ...]
    facets: Facets
    independent_sources: int  # known lineages only
    unknown_sources: int  # lineages of unknown or machine-written origin, shown apart
    grade: Grade
    review_state: ReviewState = ReviewState.UNREVIEWED
    retaliation_for: tuple[Retaliation, ...] = ()
    part_of: str | None = None
    parts: tuple[str, ...] = ()
    revision: int = 1
    former_ids: tuple[str, ...] = ()

    def field(self, prop: Property) -> Reconciled | None:
        """The reconciled field of one property, or None where no report speaks of it."""
        return next((f for f in self.fields if f.property == prop), None)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a dispute: what it holds and the words it rests on."""

    value: str
    statement_ids: tuple[str, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Dispute:
    """Two or more sides that cannot all be right."""

    id: str
    kind: DisputeKind
    about: str | None  # incident id
    property: str | None
    sides: tuple[Side, ...]
    weight: float
    note: str | None = field(default=None)  # which side is better supported, and why

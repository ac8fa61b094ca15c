"""One incident as its page shows it: every field beside the words it rests on.

In: an open store, the index and an incident. Out: a `Whole`, plain values in the order of the
page. It refuses to order camps by favour: they stand by their value.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from secondsource.model import (
    COUNTED,
    Basis,
    Claim,
    Count,
    Dispute,
    Incident,
    Kind,
    Link,
    Place,
    Property,
    Reconciled,
    ReviewState,
    Scope,
    Statement,
    Status,
    When,
)
from secondsource.reconcile import reads_as_value
from secondsource.review.drawing import Axis, Toll, date_axis, toll_drawing
from secondsource.review.index import Index, Source
from secondsource.review.words import Quoter, Words
from secondsource.store import Store
from secondsource.terminal.decisions import decided, say_decision, say_standing
from secondsource.terminal.incidents import date_of, what_of, when_of
from secondsource.terminal.quotes import one_line
from secondsource.terminal.shown import Shown
from secondsource.wording import UNKNOWN, plural, say, say_day, say_field, say_sources

FIRST = (
    Property.DATE,
    Property.KILLED,
    Property.INJURED,
    Property.PLACE,
    Property.PERPETRATOR,
    Property.TARGET,
    Property.VICTIM,
    Property.WEAPON,
)
ALWAYS = (*FIRST[:6], Property.WEAPON)  # said to be missing where no report gives them
NAMES = {
    Property.PERPETRATOR: "By",
    Property.TARGET: "On",
    Property.VICTIM: "Harmed",
    Property.WEAPON: "Means",
}
FEATURES = {
    "prior": "Any two accounts",
    "type": "Kind of incident",
    "perpetrator": "By whom",
    "target": "On whom or what",
    "date": "Day",
    "place": "Place",
    "spot": "Named spot",
    "name": "Names of places",
    "person": "Names of persons",
    "killed": "Killed",
    "injured": "Injured",
    "count": "Other numbers",
    "weapon": "Means",
    "words": "Rare words in common",
    "around": "Words around it",
    "position": "Main story or background",
    "setting": "What both leave unsaid",
    "specific": "How much is said",
    "held": "Held by whom",
    "copy": "One repeats the other",
    "report": "One report tells both",
    "judged_same": "A person judged: one",
    "judged_different": "A person judged: two",
}
NEAR = 3  # pairs that were kept apart, the closest first
HELD_APART = -6.0  # log2 odds; pairs below were never near


RESTS_ON = {
    Basis.ADMITTED: "it admits it",
    Basis.SELF_CLAIMED: "it claims it",
    Basis.ALLEGED: "reports name it; it has not said so itself",
}


@dataclass(frozen=True, slots=True)
class Quoted:
    """One statement: its words, and how they were read."""

    id: str
    words: Words
    value: str
    read_as: str | None


@dataclass(frozen=True, slots=True)
class Camp:
    """What holds one value of a field."""

    letter: str
    value: str
    rule_as: str | None  # the value as a ruling would write it, where it can be one
    quotes: tuple[Quoted, ...]
    known: int  # reports that name a publisher and repeat no other
    reports: int


@dataclass(frozen=True, slots=True)
class Then:
    """A toll as it was told on one day of publication."""

    day: str
    value: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an incident."""

    name: str
    label: str
    value: str
    notes: tuple[str, ...]
    status: str
    review: str
    rule: str
    camps: tuple[Camp, ...]
    toll: Toll | None
    axis: Axis | None
    history: tuple[Then, ...]  # of a toll over the days of publication, where it changed


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another incident that stands near this one, and how."""

    id: str
    title: str
    how: str
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One reason for or against a pair."""

    feature: str
    detail: str
    weight: float
    size: int  # of its bar, 0 to 100


@dataclass(frozen=True, slots=True)
class Pair:
    """Two accounts and what speaks for and against their being one incident."""

    left: Words
    right: Words
    weight: float
    chance: int  # in 100
    judged: bool
    steps: tuple[Step, ...]
    other: str | None  # the incident of the account that was kept apart
    other_title: str | None


@dataclass(frozen=True, slots=True)
class Reaction:
    """What was said about the incident."""

    kind: str
    actor: str | None
    words: Words


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision of the ledger."""

    id: str
    number: int
    what: str
    by: str
    at: str
    why: str | None
    stands: str


@dataclass(frozen=True, slots=True)
class Whole:
    """One incident as its page shows it."""

    id: str
    number: int
    total: int
    before: str | None
    after: str | None
    title: str
    summary: str
    review_state: str
    grade: str
    outside: bool  # of the scope of the case
    former: bool  # the address named an id that now leads here
    fields: tuple[Field, ...]
    silent: tuple[str, ...]  # fields no report speaks of
    sources: tuple[Source, ...]
    joined: tuple[Pair, ...]
    apart: tuple[Pair, ...]
    around: tuple[Neighbour, ...]
    reactions: tuple[Reaction, ...]
    decisions: tuple[Decided, ...]
    disputes: tuple[str, ...]
    ledger: int  # entries read; an act sends it back
    claims: tuple[tuple[str, Words], ...]


def title_of(incident: Incident, index: Index) -> str:
    """A title made from the values: "Drone strike in Baghdad, Iraq, 1 or 7 Feb 2024"."""
    words = what_of(incident)
    where = one_line(say_field(incident.field(Property.PLACE), index.countries))
    when = when_of(incident)
    words += f" in {where}" if where != UNKNOWN else ""
    return words + (f", {when}" if when != UNKNOWN else "")


def read_incident(store: Store, index: Index, incident: Incident, asked: str) -> Whole:
    """Everything that the page of one incident shows."""
    quoter = Quoter(store, index)
    claims = quoter.claims(incident.reports)
    disputes = tuple(d for d in index.disputes if d.about == incident.id)
    standings = store.standings()
    shown = Shown.of(index.incidents, claims.values(), (), {}, disputes, standings=standings)
    links = store.links_of(incident.accounts)
    number = index.number[incident.id]
    said = {s.id: (c, s) for c in claims.values() for s in c.statements}
    fields = tuple(
        _field(f, incident, said, disputes, quoter, index)
        for f in sorted(incident.fields, key=_place)
        if f.status is not Status.NOT_SAID
    )
    told = {f.name for f in fields}
    return Whole(
        id=incident.id,
        number=number,
        total=len(index.incidents),
        before=index.incidents[number - 2].id if number > 1 else None,
        after=index.incidents[number].id if number < len(index.incidents) else None,
        title=title_of(incident, index),
        summary=_summary(incident),
        review_state=incident.review_state.value,
        grade=incident.grade.value,
        former=asked in incident.former_ids,
        outside=incident.id in index.outside,
        fields=tuple(sorted(fields, key=lambda f: f.status != Status.DISPUTED.value)),
        silent=tuple(_label(p) for p in ALWAYS if p.value not in told),
        sources=tuple(index.sources[r] for r in incident.reports),
        joined=_joined(incident, links, quoter, index),
        apart=_apart(incident, links, quoter, index),
        around=_around(incident, index),
        reactions=_reactions(incident, claims, quoter),
        decisions=tuple(
            Decided(
                s.decision.id,
                shown.place_in_ledger(s),
                say_decision(shown, s),
                s.decision.by,
                s.decision.at.strftime("%-d %b %Y %H:%M"),
                s.decision.reason,
                say_standing(s),
            )
            for s in reversed(decided(shown, incident))
        ),
        disputes=tuple(d.note for d in disputes if d.note),
        ledger=len(standings),
        claims=tuple(
            (c.id, quoter.words(c.evidence, c.attribution))
            for c in (claims[i] for i in incident.claims if i in claims)
        ),
    )


def _summary(incident: Incident) -> str:
    who, whom = (say_field(incident.field(p)) for p in (Property.PERPETRATOR, Property.TARGET))
    sides = [one_line(w) for w in (who, whom)]
    words = f"{sides[0] if sides[0] != UNKNOWN else 'By whom is not said,'} on {sides[1]}. "
    if sides == [UNKNOWN, UNKNOWN]:
        words = "By whom and on whom is not said. "
    elif sides[1] == UNKNOWN:
        words = f"By {sides[0]}. "
    sources = say_sources(incident.independent_sources, incident.unknown_sources)
    return f"{words}Told by {plural(len(incident.reports), 'report')}; sources: {sources}."


def _place(field: Reconciled) -> tuple[int, int]:
    order = list(Property)
    first = FIRST.index(field.property) if field.property in FIRST else len(FIRST)
    return first, order.index(field.property)


def _label(prop: Property) -> str:
    return NAMES.get(prop, prop.value.replace("_", " ").capitalize())


# --- fields -------------------------------------------------------------------------------------


def _field(
    field: Reconciled,
    incident: Incident,
    said: dict[str, tuple[Claim, Statement]],
    disputes: Sequence[Dispute],
    quoter: Quoter,
    index: Index,
) -> Field:
    ids = (*field.supporting, *field.conflicting)
    rows = [said[i] for i in dict.fromkeys(ids) if i in said]
    if field.status is Status.DISPUTED:
        camps = _camps_of(field, rows, disputes, said, quoter, index)
    else:
        one = _camp("", say_field(field, index.countries), rows, quoter, index)
        camps = (one,) if rows else ()
    counted = field.property in COUNTED
    values = [s for _, s in rows]
    return Field(
        name=field.property.value,
        label=_label(field.property),
        value=_said(field, index),
        notes=_notes(field, index),
        status=field.status.value,
        review=_review(field),
        rule=field.rule.replace("_", " "),
        camps=camps,
        toll=toll_drawing(field, values, index) if counted else None,
        history=_history(values, index) if counted else (),
        axis=date_axis(field, values, incident, index) if field.property is Property.DATE else None,
    )


def _review(field: Reconciled) -> str:
    """How far the field is checked; "second" where it waits for a second name."""
    if field.review is ReviewState.IN_PART:
        return "second"
    return field.review.value


def _history(said: Sequence[Statement], index: Index) -> tuple[Then, ...]:
    """A toll day by day of publication, where dated reports give it differently."""
    told: dict[tuple[str, str], list[Source]] = {}
    for statement in said:
        source = index.sources[statement.evidence.report_id]
        count = statement.value
        if source.published and isinstance(count, Count) and count.scope is Scope.TOTAL:
            sources = told.setdefault((source.published, _value(statement, index)), [])
            if source not in sources:
                sources.append(source)
    if len({day for day, _ in told}) < 2 or len({value for _, value in told}) < 2:
        return ()
    return tuple(
        Then(say_day(date.fromisoformat(day)), value, tuple(sources))
        for (day, value), sources in sorted(told.items())
    )


def _said(field: Reconciled, index: Index) -> str:
    if isinstance(field.value, When):
        return date_of(field.value)
    return one_line(say_field(field, index.countries))


def _notes(field: Reconciled, index: Index) -> tuple[str, ...]:
    """What qualifies a value, in the desk's words."""
    notes = []
    value = field.value
    if isinstance(value, When) and value.derived and value.anchor and value.anchor in index.sources:
        notes.append(f"derived: rests on {index.sources[value.anchor].label} too")
    if isinstance(value, Place):
        if value.radius_km:
            notes.append(f"within {value.radius_km:,.0f} km: the words are no more exact")
        if value.anchor and value.anchor in index.sources:
            notes.append(f"the place is named by {index.sources[value.anchor].label}")
    if field.basis in RESTS_ON:
        notes.append(RESTS_ON[field.basis])
    return tuple(notes)


def _camps_of(
    field: Reconciled,
    rows: Sequence[tuple[Claim, Statement]],
    disputes: Sequence[Dispute],
    said: dict[str, tuple[Claim, Statement]],
    quoter: Quoter,
    index: Index,
) -> tuple[Camp, ...]:
    """The sides of the dispute on this field; without one, the two camps of the rule."""
    mine = next((d for d in disputes if d.property == field.property.value), None)
    sides: list[tuple[str, list[tuple[Claim, Statement]]]]
    if mine:
        sides = [(s.value, [said[i] for i in s.statement_ids if i in said]) for s in mine.sides]
    else:
        for_, against = set(field.supporting), set(field.conflicting)
        sides = [("", [row for row in rows if row[1].id in ids]) for ids in (for_, against) if ids]
    letters = "ABCDEFGHIJ"
    return tuple(
        _camp(letters[n], value or _value(told[0][1], index), told, quoter, index)
        for n, (value, told) in enumerate(s for s in sides if s[1])
        if n < len(letters)
    )


def _camp(
    letter: str,
    value: str,
    rows: Sequence[tuple[Claim, Statement]],
    quoter: Quoter,
    index: Index,
) -> Camp:
    quotes = tuple(
        Quoted(s.id, quoter.statement(c, s), _value(s, index), _read_as(s)) for c, s in rows
    )
    told = {c.report_id for c, _ in rows}
    first = rows[0][1].value if rows else None
    if isinstance(first, When) and first.edtf == value:
        value = date_of(first)
    as_ruled = _rule_as(first, value)
    takes = bool(rows) and reads_as_value(rows[0][1].property, as_ruled)
    return Camp(
        letter, value, as_ruled if takes else None, quotes, independent(told, index), len(told)
    )


def independent(told: Collection[str], index: Index) -> int:
    """How many of some reports name their publisher and repeat no other of them."""
    sources = [index.sources[r] for r in told]
    return sum(s.css == "known" and s.copy_of not in told for s in sources)


def _rule_as(value: object, said: str) -> str:
    """A value as `rule` takes it: ISO days, a bare number, a name."""
    match value:
        case When() if value.earliest and value.latest:
            first, last = value.earliest.isoformat(), value.latest.isoformat()
            return first if first == last else f"{first}/{last}"
        case Count() if value.best is not None or value.low is not None:
            low, high = value.low, value.high
            best = value.best if value.best is not None else low
            return f"{best}+" if high is None else f"{best}" if low == high else f"{low}-{high}"
    return said


def _value(statement: Statement, index: Index) -> str:
    value = statement.value
    words = date_of(value) if isinstance(value, When) else one_line(say(value, index.countries))
    if words == UNKNOWN and isinstance(value, Count):
        words = one_line(value.wording)
    return words


def _read_as(statement: Statement) -> str | None:
    value = statement.value
    parts = []
    if isinstance(value, When) and value.basis:
        parts.append(value.basis)
    if isinstance(value, Count) and value.scope is not Scope.TOTAL:
        parts.append(f"counts only part: {value.scope.value.replace('_', ' ')}")
    if statement.origin == "carried":
        parts.append("carried over from another sentence of the report")
    return "; ".join(parts) or None


# --- beside the fields --------------------------------------------------------------------------


def _joined(
    incident: Incident, links: Sequence[Link], quoter: Quoter, index: Index
) -> tuple[Pair, ...]:
    """Why these accounts are one incident: for each but the first its strongest pair."""
    inside = set(incident.accounts)
    mine = sorted(
        (k for k in links if k.left in inside and k.right in inside), key=lambda k: -k.weight
    )
    seen: set[str] = set()
    kept = []
    for link in mine:
        if not {link.left, link.right} <= seen:
            seen |= {link.left, link.right}
            kept.append(link)
    return tuple(p for k in kept if (p := _pair(k, quoter, index, None)))


def _apart(
    incident: Incident, links: Sequence[Link], quoter: Quoter, index: Index
) -> tuple[Pair, ...]:
    """What was near and yet kept apart."""
    inside = set(incident.accounts)
    home = {a: i.id for i in index.incidents for a in i.accounts}
    near = sorted(
        (k for k in links if (k.left in inside) != (k.right in inside) and k.weight > HELD_APART),
        key=lambda k: -k.weight,
    )
    best: dict[str, Link] = {}
    for link in near:
        other = home.get(link.right if link.left in inside else link.left)
        if other:
            best.setdefault(other, link)
    found = list(best.items())[:NEAR]
    return tuple(p for other, k in found if (p := _pair(k, quoter, index, other)))


def _pair(link: Link, quoter: Quoter, index: Index, other: str | None) -> Pair | None:
    told = [quoter.account(a) for a in (link.left, link.right)]
    if None in told:
        return None
    left, right = (quoter.words(c.evidence, c.attribution) for c in told if c)
    most = max((abs(r.weight) for r in link.reasons), default=1.0) or 1.0
    steps = tuple(
        Step(
            FEATURES.get(r.feature, r.feature.replace("_", " ")),
            one_line(r.detail),
            r.weight,
            round(100 * abs(r.weight) / most),
        )
        for r in sorted(link.reasons, key=lambda r: (r.feature != "prior", -abs(r.weight)))
    )
    chance = round(100 / (1 + 2 ** max(-40.0, min(40.0, -link.weight))))
    judged = any(r.feature in ("judged_same", "judged_different") for r in link.reasons)
    title = title_of(index.by_id[other], index) if other else None
    return Pair(left, right, link.weight, chance, judged, steps, other, title)


def read_pair(
    store: Store, index: Index, accounts: tuple[str, str], other: str | None
) -> Pair | None:
    """Two accounts with the reasons for and against their being one incident."""
    wanted = tuple(sorted(accounts))
    found = [k for k in store.links_of(accounts[:1]) if (k.left, k.right) == wanted]
    return _pair(found[0], Quoter(store, index), index, other) if found else None


def _around(incident: Incident, index: Index) -> tuple[Neighbour, ...]:
    """What it answers and what answered it; what it is part of and what is part of it."""

    def named(other: str, how: str, quote: str | None = None) -> list[Neighbour]:
        found = index.by_id.get(other)
        return [Neighbour(found.id, title_of(found, index), how, quote)] if found else []

    rows = []
    for answer in incident.retaliation_for:
        stated = "A report says that it answers" if answer.basis == "stated" else "By timing, after"
        rows += named(answer.incident_id, stated, answer.quote)
    for later in index.incidents:
        for answer in later.retaliation_for:
            if answer.incident_id == incident.id:
                stated = (
                    "A report says that it was answered by"
                    if answer.basis == "stated"
                    else "By timing, followed by"
                )
                rows += named(later.id, stated, answer.quote)
    if incident.part_of:
        rows += named(incident.part_of, "Part of")
    for part in incident.parts:
        rows += named(part, "Consists of")
    return tuple(rows)


def _reactions(
    incident: Incident, claims: dict[str, Claim], quoter: Quoter
) -> tuple[Reaction, ...]:
    mine = set(incident.claims)
    found = []
    for claim in claims.values():
        if claim.kind is Kind.REACTION and claim.about_claim in mine:
            actor = next(iter(claim.said(Property.ACTOR)), None)
            name = one_line(say(actor.value)) if actor else None
            kind = (claim.event_type or "reaction").replace("_", " ").capitalize()
            words = quoter.words(claim.evidence, claim.attribution)
            found.append(Reaction(kind, name if name != UNKNOWN else None, words))
    return tuple(found)

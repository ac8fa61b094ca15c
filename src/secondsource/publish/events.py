"""Incidents as they go out: fields with both camps, reactions, and why people decided as they did.

In: the desk and an incident. Out: an event without a name that is held back. It refuses the names
of reviewers: who ruled does not go out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from secondsource.export.case import Case
from secondsource.export.contract import field_row
from secondsource.model import (
    Claim,
    Count,
    DecisionKind,
    Force,
    Incident,
    Kind,
    Property,
    Reconciled,
    Standing,
    Statement,
    Status,
    Value,
)
from secondsource.publish.desk import Desk
from secondsource.publish.nouns import Answered, Camp, Event, Field, Quote, Reaction, Ruling
from secondsource.publish.quoting import Words, quote_of
from secondsource.publish.redact import Redactor
from secondsource.wording import UNKNOWN, say, say_field

LABELS: Mapping[Property, str] = {
    Property.DATE: "Date",
    Property.PLACE: "Place",
    Property.PERPETRATOR: "By",
    Property.TARGET: "On",
    Property.VICTIM: "Harmed",
    Property.WEAPON: "Means",
    Property.LAUNCHED_FROM: "Launched from",
    Property.KILLED: "Killed",
    Property.INJURED: "Injured",
    Property.MISSING: "Missing",
    Property.ABDUCTED: "Abducted",
    Property.ARRESTED: "Arrested",
    Property.DISPLACED: "Displaced",
    Property.DESTROYED: "Destroyed",
    Property.MUNITIONS: "Munitions",
    Property.TARGETS_HIT: "Targets hit",
    Property.CLAIMED_BY: "Claimed by",
    Property.DENIED_BY: "Denied by",
    Property.MOTIVE: "Motive",
}
RULED = "ruled by a reviewer"
EXPLAINED = (DecisionKind.VALUE, DecisionKind.SAME, DecisionKind.DIFFERENT, DecisionKind.RETYPE)


def event_of(desk: Desk, incident: Incident) -> Event:
    """An incident as it goes out."""
    redactor = desk.redactor(incident.reports)
    case = desk.case
    fields = tuple(_field(desk, redactor, f) for f in _held(incident))
    scene = case.scene_of_incident(incident)
    sub_event = case.codes.acled_sub_event(scene)
    name = case.codes.event_type(incident.event_type).name
    event = Event(
        id=incident.id,
        draft=desk.draft(),
        title=_title(name, fields),
        event_type=incident.event_type,
        event_name=name,
        acled_event=case.codes.acled_event_types.get(sub_event or ""),
        acled_sub_event=sub_event,
        violence=case.codes.ucdp_violence(scene),
        facets=incident.facets,
        fields=fields,
        reports=tuple(sorted((desk.numbers[r] for r in incident.reports), key=_order)),
        independent_sources=incident.independent_sources,
        unknown_sources=incident.unknown_sources,
        grade=incident.grade,
        review_state=incident.review_state,
        part_of=incident.part_of if incident.part_of in desk.chosen else None,
        parts=tuple(p for p in incident.parts if p in desk.chosen),
        retaliation_for=tuple(
            Answered(r.incident_id, r.basis, r.quote)
            for r in incident.retaliation_for
            if r.incident_id in desk.chosen
        ),
        reactions=tuple(_reactions(desk, incident)),
        rulings=tuple(_rulings(desk, incident)),
    )
    return redactor.through(event)


def _order(number: str) -> int:
    return int(number[1:])


def _held(incident: Incident) -> list[Reconciled]:
    """The fields in the order of their labels; a toll that no report gives is said to be so."""
    by = {f.property: f for f in incident.fields}
    for prop in (Property.KILLED, Property.INJURED):
        by.setdefault(prop, Reconciled(prop, None, Status.NOT_SAID, "not_said"))
    return [by[p] for p in LABELS if p in by]


def _title(name: str, fields: Sequence[Field]) -> str:
    """What stands over an incident: "Drone strike in Baghdad, Iraq, 7 Feb 2024"."""
    said = {f.property: f.says for f in fields if f.says != UNKNOWN}
    where = f" in {said[Property.PLACE]}" if Property.PLACE in said else ""
    when = f", {said[Property.DATE]}" if Property.DATE in said else ""
    return f"{name[:1].upper()}{name[1:]}{where}{when}"


def _field(desk: Desk, redactor: Redactor, entry: Reconciled) -> Field:
    value: Value | None = redactor.through(entry.value)
    row = field_row(entry.property, entry)
    shown = replace(entry, value=value)
    return Field(
        property=entry.property,
        label=LABELS[entry.property],
        value=value,
        says=say_field(shown, desk.countries),
        status=entry.status,
        rule=RULED if entry.status is Status.RULED else entry.rule.replace("_", " "),
        camps=_camps(desk, redactor, entry),
        low=row.get("low"),
        best=row.get("best"),
        high=row.get("high"),
        basis=entry.basis,
    )


def _camps(desk: Desk, redactor: Redactor, entry: Reconciled) -> tuple[Camp, ...]:
    """What reports say of a field, those that agree with its value first."""
    found: dict[tuple[bool, str], list[Quote]] = {}
    for holds, names in ((True, entry.supporting), (False, entry.conflicting)):
        for name in names:
            if name in desk.said:
                claim, statement = desk.said[name]
                says = says_of(desk, redactor, statement)
                quote = _quote(desk, claim, statement, says)
                mine = found.setdefault((holds, says), [])
                if quote not in mine:
                    mine.append(quote)
    return tuple(Camp(says, holds, tuple(quotes)) for (holds, says), quotes in found.items())


def says_of(desk: Desk, redactor: Redactor, statement: Statement) -> str:
    """The value of a statement in words, as far as it goes out."""
    value = redactor.through(statement.value)
    words = say(value, desk.countries)
    if words == UNKNOWN and isinstance(value, Count):
        return value.wording
    return words


def _quote(desk: Desk, claim: Claim, statement: Statement, says: str) -> Quote:
    report = desk.reports[claim.report_id]
    said = statement.attribution or claim.attribution
    words = Words(desk.numbers[report.id], says, said)
    return quote_of(report, claim.evidence, statement.evidence, words)


def about_of(case: Case, claim: Claim) -> str | None:
    """The incident that a claim tells of, or that a reaction is about."""
    about = case.incident_of.get(claim.about_claim) if claim.about_claim else None
    return about or case.incident_of.get(claim.id)


def _reactions(desk: Desk, incident: Incident) -> Iterable[Reaction]:
    case = desk.case
    told: set[tuple[str | None, str]] = set()  # a copy adds no reaction
    for report in incident.reports:
        for claim in case.claims_in.get(report, ()):
            if claim.kind is not Kind.REACTION or about_of(case, claim) != incident.id:
                continue
            trigger = claim.trigger.quote if claim.trigger else claim.evidence.quote
            if (claim.event_type, trigger) in told and report in case.copy_of:
                continue
            told.add((claim.event_type, trigger))
            actors = claim.said(Property.ACTOR)
            by = say(desk.redactor(incident.reports).through(actors[0].value)) if actors else ""
            name = case.codes.event_type(claim.event_type or "").name
            words = Words(desk.numbers[report], name, claim.attribution)
            quote = quote_of(desk.reports[report], claim.evidence, claim.trigger, words)
            yield Reaction(claim.event_type or "", name, by, quote)


def _rulings(desk: Desk, incident: Incident) -> Iterable[Ruling]:
    """What people decided of an incident, in the order of the ledger."""
    for standing in desk.case.standings:
        decision = standing.decision
        explained = decision.kind in EXPLAINED and standing.force is Force.IN_FORCE
        if explained and _is_of(standing, incident):
            ruled = decision.kind is DecisionKind.VALUE
            yield Ruling(
                decision.kind.value,
                standing.subject[1] if ruled else None,
                decision.value,
                decision.reason,
                decision.external,
                decision.at.date(),
            )


def _is_of(standing: Standing, incident: Incident) -> bool:
    if incident.id in standing.subject:
        return True
    return any(c in incident.claims for claims in standing.claims for c in claims)

"""The rows of claims, totals and reactions.

In: a case. Out: one row a line, each key declared once with its meaning, its JSON Schema and how
it is had, so that rows and schemas cannot part. It refuses nothing and leaves nothing out: these
rows are the case itself, whole, each with its review state.
"""

from __future__ import annotations

from collections.abc import Mapping

from secondsource.export.case import Case
from secondsource.export.columns import Column, row_of, rows_schema
from secondsource.export.plain import (
    NULL,
    WORDS,
    Row,
    Schema,
    either,
    form,
    joined,
    plain,
    record,
    words,
)
from secondsource.model import (
    ACTED,
    COUNTED,
    DATED,
    PLACED,
    Actor,
    Attribution,
    Claim,
    Count,
    Directness,
    Kind,
    Place,
    Property,
    ReviewState,
    SpeakerRole,
    Stance,
    Statement,
    Thing,
    When,
)

_TEXT = form(str)
_MAYBE_TEXT = form(str | None)
_IDS = form(tuple[str, ...])
_WHOLE = form(int)
_MAYBE_WHOLE = form(int | None)
LIFTED = (Property.COUNT, Property.WHAT, Property.PERIOD, Property.ACTOR)
"""Statements of totals and reactions that stand as keys of their own."""


def value_type(prop: Property) -> type[When | Place | Actor | Count | Thing]:
    """The type of the values of a property."""
    if prop in DATED:
        return When
    if prop in PLACED:
        return Place
    if prop in ACTED:
        return Actor
    return Count if prop in COUNTED else Thing


def value_schema(prop: Property) -> Schema:
    """The JSON Schema of the values of a property; null where the words could not be resolved."""
    return either(form(value_type(prop)), NULL)


# --- parts of a claim -------------------------------------------------------------------------

_SPEAKER = joined(
    record(
        {
            "speaker": _TEXT,
            "speaker_actor": _MAYBE_TEXT,
            "role": form(SpeakerRole),
            "named": form(bool),
            "directness": form(Directness),
            "via": _MAYBE_TEXT,
        }
    ),
    WORDS,
)
SPEAKER_SCHEMA = either(_SPEAKER, NULL)


def speaker(attribution: Attribution | None) -> Row | None:
    """Who vouches, with the words that name them; null for the reporter's own voice."""
    if attribution is None:
        return None
    return {
        "speaker": attribution.speaker,
        "speaker_actor": attribution.speaker_actor,
        "role": attribution.role.value,
        "named": attribution.named,
        "directness": attribution.directness.value,
        "via": attribution.via,
        **words(attribution.evidence),
    }


def statement_row(statement: Statement) -> Row:
    """One report's word on one property."""
    return {
        "statement_id": statement.id,
        "property": statement.property.value,
        **words(statement.evidence),
        "origin": statement.origin,
        "score": statement.score,
        "attribution": speaker(statement.attribution),
        "value": plain(statement.value),
    }


def statement_schema() -> Schema:
    """The JSON Schema of a statement: its value's form goes by its property."""
    own = [p for p in Property if p not in LIFTED]
    base = joined(
        record({"statement_id": _TEXT, "property": {"enum": [p.value for p in own]}}),
        WORDS,
        record(
            {"origin": _TEXT, "score": _SCORE, "attribution": SPEAKER_SCHEMA, "value": {}},
        ),
    )
    rules = []
    for kind in (When, Place, Actor, Count, Thing):
        names = [p.value for p in own if value_type(p) is kind]
        rules.append(
            {
                "if": {"properties": {"property": {"enum": names}}},
                "then": {"properties": {"value": either(form(kind), NULL)}},
            }
        )
    return {**base, "allOf": rules}


_SCORE: Schema = {"type": "number", "minimum": 0, "maximum": 1}


def lifted(claim: Claim, prop: Property) -> Row | None:
    """The value of a total's or reaction's own statement, with its words; null for none."""
    said = claim.said(prop)
    if not said:
        return None
    value = plain(said[0].value) or {}
    return {**value, "statement_id": said[0].id, **words(said[0].evidence)}


def _lifted_schema(prop: Property) -> Schema:
    known = form(value_type(prop))
    named = joined(record({"statement_id": _TEXT}), WORDS)
    return record(known["properties"] | named["properties"], optional=tuple(known["properties"]))


def _what(case: Case, claim: Claim) -> Row | None:
    said = claim.said(Property.WHAT)
    return words(said[0].evidence) | {"statement_id": said[0].id} if said else None


# --- claims -----------------------------------------------------------------------------------


def _sub_event(case: Case, claim: Claim) -> str | None:
    scene = case.scene(claim)
    return case.codes.acled_sub_event(scene) if scene else None


def _claim_state(case: Case, claim: Claim) -> str:
    checked = claim.id in case.checked
    return (ReviewState.CHECKED if checked else ReviewState.UNREVIEWED).value


def _about(case: Case, claim: Claim) -> str | None:
    about = case.incident_of.get(claim.about_claim) if claim.about_claim else None
    return about or case.incident_of.get(claim.id)


CLAIM: tuple[Column[Claim], ...] = (
    Column("claim_id", "id of the claim", _TEXT, lambda _, c: c.id),
    Column(
        "account_id",
        "shared by all claims of one report about one incident",
        _TEXT,
        lambda _, c: c.account_id,
    ),
    Column("report_id", "the report that makes the claim", _TEXT, lambda _, c: c.report_id),
    Column(
        "incident_id",
        "the incident it tells of; null for a total and for what belongs to none",
        _MAYBE_TEXT,
        lambda case, c: case.incident_of.get(c.id),
    ),
    Column("kind", "incident, total or reaction", form(Kind), lambda _, c: c.kind.value),
    Column(
        "event_type",
        "a code of the closed list; null for a total",
        _MAYBE_TEXT,
        lambda _, c: c.event_type,
    ),
    Column(
        "acled_sub_event_type",
        "ACLED's sub-event type by our reading of its codebook; null where it has none",
        _MAYBE_TEXT,
        _sub_event,
    ),
    Column("stance", "how firmly it is made", form(Stance), lambda _, c: c.stance.value),
    Column("negated", "the text says it did not happen", form(bool), lambda _, c: c.negated),
    Column("score", "how likely there is such a claim, 0 to 1", _SCORE, lambda _, c: c.score),
    Column(
        "retaliation_for",
        "the claim of the same report that this one answers, as the text states",
        _MAYBE_TEXT,
        lambda _, c: c.retaliation_for,
    ),
    Column("review_state", "how far a person has checked it", form(ReviewState), _claim_state),
    Column(
        "evidence", "the sentence, item, row or headline", WORDS, lambda _, c: words(c.evidence)
    ),
    Column(
        "trigger",
        "the words for the incident or reaction; null for a total",
        either(WORDS, NULL),
        lambda _, c: words(c.trigger) if c.trigger else None,
    ),
    Column(
        "attribution",
        "who vouches inside the report; null for the reporter's own voice",
        SPEAKER_SCHEMA,
        lambda _, c: speaker(c.attribution),
    ),
    Column(
        "statements",
        "what it says, property by property, each with its words",
        {"type": "array", "items": statement_schema()},
        lambda _, c: [statement_row(s) for s in c.statements if s.property not in LIFTED],
    ),
)

TOTAL: tuple[Column[Claim], ...] = (
    Column(
        "count",
        "the number",
        either(_lifted_schema(Property.COUNT), NULL),
        lambda _, c: lifted(c, Property.COUNT),
    ),
    Column(
        "what",
        "what is counted",
        either(joined(record({"statement_id": _TEXT}), WORDS), NULL),
        _what,
    ),
    Column(
        "period",
        "over which time",
        either(_lifted_schema(Property.PERIOD), NULL),
        lambda _, c: lifted(c, Property.PERIOD),
    ),
)

REACTION: tuple[Column[Claim], ...] = (
    Column(
        "about_claim",
        "the claim of the same report that it is about",
        _MAYBE_TEXT,
        lambda _, c: c.about_claim,
    ),
    Column("about", "the incident that it is about", _MAYBE_TEXT, _about),
    Column(
        "actor",
        "who reacts",
        either(_lifted_schema(Property.ACTOR), NULL),
        lambda _, c: lifted(c, Property.ACTOR),
    ),
)

_MORE: Mapping[Kind, tuple[Column[Claim], ...]] = {Kind.TOTAL: TOTAL, Kind.REACTION: REACTION}


def claim_row(case: Case, claim: Claim) -> Row:
    """One claim as `claims`, `totals` and `reactions` give it."""
    return row_of((*CLAIM, *_MORE.get(claim.kind, ())), case, claim)


def claim_schema(kind: Kind | None = None) -> Schema:
    """The JSON Schema of the claims of one kind, or of all three."""
    if kind is not None:
        schema = rows_schema((*CLAIM, *_MORE.get(kind, ())))
        schema["properties"]["kind"] = {"const": kind.value}
        return schema
    return {"oneOf": [claim_schema(k) for k in Kind]}

"""The stable exports, a line a row: claims, incidents, disputes, reports, links, decisions ...

In: a case. Out: one row a line, each key declared once with its meaning, its JSON Schema and how
it is had, so that rows and schemas cannot part. It refuses nothing and leaves nothing out: these
exports are the case itself, whole, with the review state of every row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from secondsource.export.case import Case
from secondsource.export.claims import LIFTED, claim_row, claim_schema, value_schema
from secondsource.export.columns import Column, row_of, rows_schema
from secondsource.export.plain import (
    NULL,
    PLACED_WORDS,
    WORDS,
    Row,
    Schema,
    either,
    form,
    plain,
    record,
    words,
)
from secondsource.model import (
    COUNTED,
    Basis,
    DecisionKind,
    Dispute,
    DisputeKind,
    Facets,
    Force,
    Grade,
    Incident,
    Kind,
    Link,
    Property,
    Reason,
    Reconciled,
    Report,
    Retaliation,
    ReviewState,
    Standing,
    Status,
)

T = TypeVar("T")

_TEXT = form(str)
_MAYBE_TEXT = form(str | None)
_IDS = form(tuple[str, ...])
_WHOLE = form(int)
_MAYBE_WHOLE = form(int | None)
# --- incidents --------------------------------------------------------------------------------

_ALWAYS = (Property.KILLED, Property.INJURED)


def field_row(prop: Property, entry: Reconciled | None) -> Row:
    """One field of an incident; `entry` is None where no report speaks of a toll."""
    held = entry or Reconciled(prop, None, Status.NOT_SAID, "not_said")
    row: Row = {"value": plain(held.value), "status": held.status.value, "rule": held.rule}
    if prop in COUNTED:
        best = held.low if held.best is None else held.best
        row |= {"low": held.low, "best": best, "high": held.high}
    if prop is Property.PERPETRATOR:
        row["basis"] = held.basis.value if held.basis else Basis.UNKNOWN.value
    row |= {"supporting": list(held.supporting), "conflicting": list(held.conflicting)}
    return row | {"review_state": held.review.value}


def _field_schema(prop: Property) -> Schema:
    parts: dict[str, Schema] = {
        "value": value_schema(prop),
        "status": form(Status),
        "rule": _TEXT,
    }
    if prop in COUNTED:
        parts |= {"low": _MAYBE_WHOLE, "best": _MAYBE_WHOLE, "high": _MAYBE_WHOLE}
    if prop is Property.PERPETRATOR:
        parts["basis"] = form(Basis)
    return record(
        parts | {"supporting": _IDS, "conflicting": _IDS, "review_state": form(ReviewState)}
    )


def _fields(_: Case, incident: Incident) -> Row:
    held: dict[Property, Reconciled | None] = dict.fromkeys(_ALWAYS)
    held |= {entry.property: entry for entry in incident.fields}
    return {p.value: field_row(p, held[p]) for p in Property if p in held}


def _fields_schema() -> Schema:
    own = {p.value: _field_schema(p) for p in Property if p not in LIFTED}
    return record(own, optional=set(own) - {p.value for p in _ALWAYS})


INCIDENT: tuple[Column[Incident], ...] = (
    Column("incident_id", "id of the incident", _TEXT, lambda _, i: i.id),
    Column("event_type", "a code of the closed list", _TEXT, lambda _, i: i.event_type),
    Column(
        "facets",
        "means, aim, scale and outcome, which the one type mixes",
        form(Facets),
        lambda _, i: plain(i.facets),
    ),
    Column("fields", "property by property, with both camps", _fields_schema(), _fields),
    Column("revision", "rises by one when the content changes", _WHOLE, lambda _, i: i.revision),
    Column("accounts", "its accounts, one a report", _IDS, lambda _, i: list(i.accounts)),
    Column("claims", "the claims of its accounts", _IDS, lambda _, i: list(i.claims)),
    Column("reports", "the reports that speak of it", _IDS, lambda _, i: list(i.reports)),
    Column(
        "independent_sources",
        "independent sources of known lineage; a copy adds none",
        _WHOLE,
        lambda _, i: i.independent_sources,
    ),
    Column(
        "unknown_sources",
        "lineages of unknown or machine-written origin, counted apart",
        _WHOLE,
        lambda _, i: i.unknown_sources,
    ),
    Column("grade", "how well it is sourced", form(Grade), lambda _, i: i.grade.value),
    Column("part_of", "the larger incident it is part of", _MAYBE_TEXT, lambda _, i: i.part_of),
    Column("parts", "the incidents that are parts of it", _IDS, lambda _, i: list(i.parts)),
    Column(
        "review_state",
        "how far a person has checked it",
        form(ReviewState),
        lambda _, i: i.review_state.value,
    ),
    Column(
        "in_scope",
        "false where it lies outside what the case is about",
        form(bool),
        lambda case, i: i.id not in case.outside,
    ),
    Column(
        "retaliation_for",
        "the earlier incidents it answers",
        {"type": "array", "items": form(Retaliation)},
        lambda _, i: plain(i.retaliation_for),
    ),
    Column("former_ids", "ids that now lead to it", _IDS, lambda _, i: list(i.former_ids)),
)


# --- disputes, links, reports -----------------------------------------------------------------


def _sides(_: Case, dispute: Dispute) -> list[Any]:
    return plain(dispute.sides)  # type: ignore[no-any-return]


_SIDE = record(
    {
        "value": _TEXT,
        "statement_ids": _IDS,
        "evidence": {"type": "array", "items": PLACED_WORDS, "minItems": 1},
    }
)

DISPUTE: tuple[Column[Dispute], ...] = (
    Column("dispute_id", "id of the dispute", _TEXT, lambda _, d: d.id),
    Column("kind", "where its sides stand", form(DisputeKind), lambda _, d: d.kind.value),
    Column("about", "the incident it is about", _MAYBE_TEXT, lambda _, d: d.about),
    Column("property", "the property it is about", _MAYBE_TEXT, lambda _, d: d.property),
    Column(
        "sides",
        "what cannot all be right",
        {"type": "array", "items": _SIDE, "minItems": 2},
        _sides,
    ),
    Column(
        "weight", "how much hangs on it; the list goes by it", form(float), lambda _, d: d.weight
    ),
    Column("note", "which side is better supported, and why", _MAYBE_TEXT, lambda _, d: d.note),
    Column(
        "review_state",
        "of the incident it is about",
        form(ReviewState),
        lambda case, d: case.state_of.get(d.about or "", ReviewState.UNREVIEWED).value,
    ),
)


def _link_state(_: Case, link: Link) -> str:
    """Checked where a person has judged two claims of the two accounts."""
    judged = any(r.feature in ("judged_same", "judged_different") for r in link.reasons)
    return (ReviewState.CHECKED if judged else ReviewState.UNREVIEWED).value


LINK: tuple[Column[Link], ...] = (
    Column("left", "an account", _TEXT, lambda _, k: k.left),
    Column("right", "another account", _TEXT, lambda _, k: k.right),
    Column(
        "weight", "log2 odds that both tell of one incident", form(float), lambda _, k: k.weight
    ),
    Column("joined", "they stand in one incident", form(bool), lambda _, k: k.joined),
    Column(
        "reasons",
        "what each feature adds",
        {"type": "array", "items": form(Reason)},
        lambda _, k: plain(k.reasons),
    ),
    Column(
        "review_state", "checked where a person has judged the pair", form(ReviewState), _link_state
    ),
)


def _warnings(case: Case, report: Report) -> list[Row]:
    return [
        {
            "code": w.code,
            "message": w.message,
            "evidence": words(w.evidence) if w.evidence else None,
        }
        for w in case.warnings.get(report.id, ())
    ]


def _copy_of(case: Case, report: Report) -> str | None:
    copy = case.copy_of.get(report.id)
    return copy.copy_of if copy else None


def _copy_share(case: Case, report: Report) -> float | None:
    copy = case.copy_of.get(report.id)
    return copy.share if copy else None


def _report_state(case: Case, report: Report) -> str:
    """Checked when every claim is, in part when some are."""
    states = [c.id in case.checked for c in case.claims_in.get(report.id, ())]
    if not any(states):
        return ReviewState.UNREVIEWED.value
    return (ReviewState.CHECKED if all(states) else ReviewState.IN_PART).value


_WARNING = record({"code": _TEXT, "message": _TEXT, "evidence": either(WORDS, NULL)})

REPORT: tuple[Column[Report], ...] = (
    Column("report_id", "id of the report", _TEXT, lambda _, r: r.id),
    Column(
        "id", "the same, so that the export can be read again as a source", _TEXT, lambda _, r: r.id
    ),
    Column("source", "who published it", _MAYBE_TEXT, lambda _, r: r.source),
    Column("url", "where it was published", _MAYBE_TEXT, lambda _, r: r.url),
    Column("title", "its title: context, never evidence", _MAYBE_TEXT, lambda _, r: r.title),
    Column("lang", "its language", _MAYBE_TEXT, lambda _, r: r.lang),
    Column(
        "published",
        "the day of publication, where it is known",
        form(type(None) | str) | {"format": "date"},
        lambda _, r: plain(r.published),
    ),
    Column(
        "published_basis", "what that day rests on", _MAYBE_TEXT, lambda _, r: r.published_basis
    ),
    Column("retrieved_at", "when it was read", _MAYBE_TEXT, lambda _, r: plain(r.retrieved_at)),
    Column("sha256", "of the text in UTF-8", _TEXT, lambda _, r: r.sha256),
    Column(
        "original_sha256", "of the bytes it was read from", _TEXT, lambda _, r: r.original_sha256
    ),
    Column("copy_of", "the report it repeats", _MAYBE_TEXT, _copy_of),
    Column(
        "copy_share",
        "how much of it stands in that report, 0 to 1",
        form(float | None),
        _copy_share,
    ),
    Column(
        "warnings",
        "what to know before trusting it",
        {"type": "array", "items": _WARNING},
        _warnings,
    ),
    Column("review_state", "checked when every claim of it is", form(ReviewState), _report_state),
    Column("text", "the text that all offsets point into", _TEXT, lambda _, r: r.text),
)


# --- decisions --------------------------------------------------------------------------------

_QUOTED: Schema = {"type": "array", "items": PLACED_WORDS}

DECISION: tuple[Column[Standing], ...] = (
    Column("decision_id", "id of the decision", _TEXT, lambda _, s: s.decision.id),
    Column("kind", "the act of review", form(DecisionKind), lambda _, s: s.decision.kind.value),
    Column(
        "subject",
        "the claims, incidents, property or decision it speaks of, as they were called then",
        _IDS,
        lambda _, s: list(s.decision.subject),
    ),
    Column("subject_now", "the same, as they are called today", _IDS, lambda _, s: list(s.subject)),
    Column(
        "value",
        "what was ruled or checked (null: unknown), the new type, the note; JSON of what was added",
        _MAYBE_TEXT,
        lambda _, s: s.decision.value,
    ),
    Column("reason", "why, in the person's words", _MAYBE_TEXT, lambda _, s: s.decision.reason),
    Column("by", "who decided", _TEXT, lambda _, s: s.decision.by),
    Column("at", "when", form(datetime), lambda _, s: plain(s.decision.at)),
    Column("force", "what has become of it", form(Force), lambda _, s: s.force.value),
    Column("why", "why it does not hold, where it does not", _MAYBE_TEXT, lambda _, s: s.why),
    Column(
        "supersedes",
        "the decision that it undoes or replaces",
        _MAYBE_TEXT,
        lambda _, s: s.decision.supersedes,
    ),
    Column(
        "act",
        "the first decision of an act that took several; they are undone together",
        _MAYBE_TEXT,
        lambda _, s: s.decision.act,
    ),
    Column(
        "evidence",
        "the words of reports that a ruling rests on, or that were added",
        _QUOTED,
        lambda _, s: plain(s.decision.evidence),
    ),
    Column(
        "external",
        "what it rests on outside the case",
        _MAYBE_TEXT,
        lambda _, s: s.decision.external,
    ),
    Column(
        "about",
        "the sentences it speaks of, by which it is found again after another reading",
        _QUOTED,
        lambda _, s: plain(tuple(dict.fromkeys(span.evidence for span in s.decision.spans))),
    ),
)


# --- formats ----------------------------------------------------------------------------------

Rows = Callable[[Case], Iterable[Row]]


@dataclass(frozen=True, slots=True)
class Format:
    """One JSON Lines export: its rows, and the JSON Schema of each."""

    rows: Rows
    schema: Callable[[], Schema]


def _claims(kind: Kind | None) -> Format:
    def rows(case: Case) -> Iterator[Row]:
        return (claim_row(case, c) for c in case.claims if kind is None or c.kind is kind)

    return Format(rows, lambda: claim_schema(kind))


def _table(columns: Sequence[Column[T]], items: Callable[[Case], Iterable[T]]) -> Format:
    def rows(case: Case) -> Iterator[Row]:
        return (row_of(columns, case, item) for item in items(case))

    return Format(rows, lambda: rows_schema(columns))


LINES: Mapping[str, Format] = {
    "claims": _claims(None),
    "incidents": _table(INCIDENT, lambda case: case.incidents),
    "disputes": _table(DISPUTE, lambda case: case.disputes),
    "reports": _table(REPORT, lambda case: case.reports),
    "links": _table(LINK, lambda case: case.links),
    "totals": _claims(Kind.TOTAL),
    "reactions": _claims(Kind.REACTION),
    "decisions": _table(DECISION, lambda case: case.standings),
}
"""The JSON Lines exports by name."""

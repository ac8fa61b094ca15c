"""Between the nouns and the rows of the tables.

In: a noun of `model.py`. Out: the row that holds it, and back. The whole noun stands in `body`
(or, for a report, in its own columns); other columns repeat what is searched for. It refuses
nothing itself: a row that does not fit its noun is refused by `values.py`.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import PurePath
from typing import Any, TypeVar

from secondsource.errors import EvidenceError, StoreError
from secondsource.model import (
    DATED,
    Claim,
    Copy,
    Decision,
    Dispute,
    Incident,
    Issue,
    Link,
    Place,
    Property,
    Reconciled,
    Report,
    Statement,
    When,
)
from secondsource.store.nouns import Run
from secondsource.store.values import dumps, loads, loads_all, to_json

Row = Mapping[str, Any]
T = TypeVar("T")


def nouns(rows: Iterable[Row], kind: type[T]) -> list[T]:
    """The nouns that the bodies of some rows hold."""
    return loads_all((row["body"] for row in rows), kind)


def digest(text: str) -> str:
    """The SHA-256 of a text in UTF-8."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


# --- reports ----------------------------------------------------------------------------------


def report_version(report: Report) -> str:
    """What tells one revision of a report from another: text and particulars."""
    return digest(dumps(replace(report, text="", retrieved_at=None, original_sha256=""), Report))


def report_row(report: Report) -> dict[str, Any]:
    """The columns of a report."""
    return {
        "id": report.id,
        "version": report_version(report),
        "sha256": report.sha256,
        "original_sha256": report.original_sha256,
        "source": report.source,
        "url": report.url,
        "title": report.title,
        "lang": report.lang,
        "published": report.published.isoformat() if report.published else None,
        "published_basis": report.published_basis,
        "retrieved_at": instant(report.retrieved_at) if report.retrieved_at else None,
        "text": report.text,
    }


def report_of(row: Row) -> Report:
    """The report of a row."""
    published, retrieved = row["published"], row["retrieved_at"]
    return Report(
        id=row["id"],
        text=row["text"],
        sha256=row["sha256"],
        original_sha256=row["original_sha256"],
        source=row["source"],
        url=row["url"],
        title=row["title"],
        lang=row["lang"],
        published=date.fromisoformat(published) if published else None,
        published_basis=row["published_basis"],
        retrieved_at=datetime.fromisoformat(retrieved) if retrieved else None,
    )


def latest(rows: Sequence[Row]) -> int:
    """The seq of the revision that holds among all rows of one report.

    Texts are ordered by published, retrieved, SHA-256 (an undated one before a dated one); of
    one text with several particulars, the one read last speaks.
    """

    def when_read(row: Row) -> tuple[str, str, str]:
        return (row["retrieved_at"] or "", row["published"] or "", row["version"])

    of_text: dict[str, Row] = {}
    for row in sorted(rows, key=when_read):
        of_text[row["sha256"]] = row
    last = max(
        of_text.values(),
        key=lambda row: (row["published"] or "", row["retrieved_at"] or "", row["sha256"]),
    )
    return int(last["seq"])


# --- claims -----------------------------------------------------------------------------------


def claim_row(claim: Claim) -> dict[str, Any]:
    """The columns of a claim; its statements have rows of their own."""
    return {
        "id": claim.id,
        "account_id": claim.account_id,
        "report_id": claim.report_id,
        "kind": claim.kind.value,
        "event_type": claim.event_type,
        "start": claim.evidence.start,
        "end": claim.evidence.end,
        "body": dumps(replace(claim, statements=()), Claim),
    }


def statement_row(statement: Statement, number: int) -> dict[str, Any]:
    """The columns of a statement, the `number`-th of its claim."""
    return {
        "id": statement.id,
        "claim_id": statement.claim_id,
        "report_id": statement.evidence.report_id,
        "place_in_claim": number,
        "property": statement.property.value,
        "start": statement.evidence.start,
        "end": statement.evidence.end,
        "body": dumps(statement, Statement),
    }


def claims_of(
    rows: Sequence[Row], statements: Sequence[Row], anchors: Mapping[str, str]
) -> tuple[Claim, ...]:
    """The claims of rows, each with its statements in order, values narrowed by the anchors."""
    said: dict[str, list[Statement]] = {}
    for statement in nouns(statements, Statement):
        said.setdefault(statement.claim_id, []).append(_narrowed(statement, anchors))
    return tuple(replace(c, statements=tuple(said.get(c.id, ()))) for c in nouns(rows, Claim))


def narrowed(claims: Sequence[Claim], anchors: Mapping[str, str]) -> tuple[Claim, ...]:
    """The claims with the values of their statements narrowed by the anchors."""
    return tuple(
        replace(c, statements=tuple(_narrowed(s, anchors) for s in c.statements)) for c in claims
    )


def _narrowed(statement: Statement, anchors: Mapping[str, str]) -> Statement:
    if statement.id not in anchors:
        return statement
    kind: type[When | Place] = When if statement.property in DATED else Place
    return replace(statement, value=loads(anchors[statement.id], kind))


def check_quotes(report: Report, claims: Sequence[Claim]) -> None:
    """Raise EvidenceError unless every quote of the claims stands in the report."""
    for claim in claims:
        voices = [claim.attribution, *(s.attribution for s in claim.statements)]
        words = [claim.evidence, claim.trigger, *(s.evidence for s in claim.statements)]
        for evidence in (*words, *(v.evidence for v in voices if v)):
            if evidence is not None:
                report.check(evidence)


def check_unique(report_id: str, claims: Sequence[Claim]) -> None:
    """Raise EvidenceError where two claims or two statements of a report bear one id."""
    ids = [c.id for c in claims] + [s.id for c in claims for s in c.statements]
    if len(set(ids)) < len(ids):
        twice = sorted({i for i in ids if ids.count(i) > 1})
        raise EvidenceError(
            f"Report {report_id} has two claims or statements of one id ({', '.join(twice[:3])}). "
            "Extraction must number equals."
        )


# --- decisions, issues, runs ------------------------------------------------------------------


def decision_row(decision: Decision) -> dict[str, Any]:
    """The columns of a decision."""
    return {
        "id": decision.id,
        "kind": decision.kind.value,
        "at": instant(decision.at),
        "supersedes": decision.supersedes,
        "body": dumps(decision, Decision),
    }


def issue_row(issue: Issue) -> dict[str, Any]:
    """The columns of an issue; its digest tells the same issue from another."""
    body = dumps(issue, Issue)
    return {
        "digest": digest(body),
        "stage": issue.stage,
        "code": issue.code,
        "report_id": issue.report_id,
        "file": issue.file,
        "body": body,
    }


def issue_order(issue: Issue) -> tuple[str, str, str, int, str, str]:
    """Where an issue stands in a list: by stage, report, file, line, code, message."""
    return (
        issue.stage,
        issue.report_id or "",
        issue.file or "",
        issue.line or 0,
        issue.code,
        issue.message,
    )


def lies_under(file: str, place: str) -> bool:
    """Whether a file is a place (a file or folder), or lies in it."""
    return PurePath(file).is_relative_to(place)


def match_of(words: str) -> str:
    """The full-text query for all of some words, none of them read as an operator."""
    parts = []
    for word in words.split():
        bare = word.rstrip("*").replace('"', '""')
        if bare:
            parts.append(f'"{bare}"' + ("*" if word.endswith("*") else ""))
    return " ".join(parts)


def run_of(row: Row) -> Run:
    """The run of a row."""
    ended = row["ended_at"]
    return Run(
        id=row["id"],
        code_version=row["code_version"],
        digests=tuple(json.loads(row["digests"]).items()),
        settings=tuple(json.loads(row["settings"]).items()),
        started_at=datetime.fromisoformat(row["started_at"]),
        ended_at=datetime.fromisoformat(ended) if ended else None,
    )


def unpack(packed: bytes, expected: str, report_id: str) -> bytes:
    """The original bytes, checked against their SHA-256."""
    try:
        original = zlib.decompress(packed)
    except zlib.error as error:
        raise StoreError(f"The original of report {report_id} is damaged: {error}.") from error
    if sha256(original).hexdigest() != expected:
        raise StoreError(
            f"The original of report {report_id} no longer has its SHA-256 {expected[:12]}. "
            "The case was changed from outside; restore a copy."
        )
    return original


def instant(at: datetime) -> str:
    """An instant as the case writes it: ISO 8601 in UTC."""
    return str(to_json(at, datetime))


# --- derived ----------------------------------------------------------------------------------


def incident_row(incident: Incident) -> dict[str, Any]:
    """The columns of an incident; its fields have rows of their own."""
    dated = incident.field(Property.DATE)
    when = dated.value if dated and isinstance(dated.value, When) else None
    return {
        "id": incident.id,
        "event_type": incident.event_type,
        "earliest": when.earliest.isoformat() if when and when.earliest else None,
        "latest": when.latest.isoformat() if when and when.latest else None,
        "review_state": incident.review_state.value,
        "body": dumps(replace(incident, fields=()), Incident),
    }


def field_row(incident: Incident, entry: Reconciled, number: int) -> dict[str, Any]:
    """The columns of one field, the `number`-th of its incident."""
    return {
        "incident_id": incident.id,
        "property": entry.property.value,
        "number": number,
        "status": entry.status.value,
        "low": _searchable(entry.low),
        "best": _searchable(entry.best),
        "high": _searchable(entry.high),
        "body": dumps(entry, Reconciled),
    }


def _searchable(number: int | None) -> int | None:
    """A number as a column can hold it; `body` has it whole, however big a report makes it."""
    return None if number is None else max(-_MOST, min(_MOST, number))


_MOST = 2**63 - 1


def incidents_of(rows: Sequence[Row], fields: Sequence[Row]) -> tuple[Incident, ...]:
    """The incidents of rows, each with its fields in order."""
    said: dict[str, list[Reconciled]] = {}
    entries = nouns(fields, Reconciled)
    for row, entry in zip(fields, entries, strict=True):
        said.setdefault(row["incident_id"], []).append(entry)
    return tuple(replace(i, fields=tuple(said.get(i.id, ()))) for i in nouns(rows, Incident))


def by_date(incident: Incident) -> tuple[bool, date, date, str, str]:
    """Where an incident stands among others: by first day, those without a year last."""
    dated = incident.field(Property.DATE)
    when = dated.value if dated and isinstance(dated.value, When) else None
    if when and when.earliest and when.latest:
        return (False, when.earliest, when.latest, "", incident.id)
    partial = (when.edtf if when else None) or "~"  # "XXXX-11-20" before "XXXX-12" before none
    return (True, date.max, date.max, partial, incident.id)


def content(incident: Incident) -> str:
    """The digest of what an incident says; its revision and former ids are history, not content."""
    return digest(dumps(replace(incident, revision=1, former_ids=()), Incident))


def link_row(link: Link) -> dict[str, Any]:
    """The columns of a link."""
    return {
        "left": link.left,
        "right": link.right,
        "weight": link.weight,
        "joined": link.joined,
        "body": dumps(link, Link),
    }


def dispute_row(dispute: Dispute) -> dict[str, Any]:
    """The columns of a dispute."""
    return {
        "id": dispute.id,
        "kind": dispute.kind.value,
        "about": dispute.about,
        "property": dispute.property,
        "weight": dispute.weight,
        "body": dumps(dispute, Dispute),
    }


def copy_row(copy: Copy) -> dict[str, Any]:
    """The columns of a copy."""
    return {"report_id": copy.report_id, "copy_of": copy.copy_of, "body": dumps(copy, Copy)}

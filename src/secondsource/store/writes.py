"""Steps of writing, each inside a transaction that `Store` has begun.

In: a connection, nouns and the time as the case writes it. Out: rows. It refuses an original that
is not what the report says it was read from. Rows of the logs are never edited: those that no
longer hold get `replaced_at`. Derived tables are written only where they differ.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, delete, insert, select, update

from secondsource.errors import StoreError
from secondsource.model import (
    DATED,
    Claim,
    Incident,
    Issue,
    Place,
    Property,
    Report,
    ReportWarning,
    Statement,
    When,
)
from secondsource.store import rows, schema
from secondsource.store.nouns import STAGES_OF_DERIVED, Change, Derived
from secondsource.store.values import dumps, loads


def add_revision(connection: Connection, report: Report, original: bytes | None, now: str) -> int:
    """The row of this version of a report, made if need be; its seq."""
    table, row = schema.report, rows.report_row(report)
    known = select(table.c.seq).where(table.c.id == report.id, table.c.version == row["version"])
    seq = connection.execute(known).scalar()
    if seq is not None:
        return int(seq)
    if original is None:
        raise StoreError(f"Report {report.id} is new, so its original bytes are needed.")
    _keep_original(connection, report, original)
    # replaced until `settle_revisions` says which revision holds
    row |= {"added_at": now, "replaced_at": now}
    key = connection.execute(insert(table), row).inserted_primary_key
    return int(key[0]) if key else 0


def _keep_original(connection: Connection, report: Report, original: bytes) -> None:
    digest = sha256(original).hexdigest()
    if digest != report.original_sha256:
        raise StoreError(
            f"The original of report {report.id} has SHA-256 {digest}, not "
            f"{report.original_sha256}. Read the report again."
        )
    table = schema.original
    if connection.execute(select(table.c.size).where(table.c.sha256 == digest)).first():
        return
    row = {"sha256": digest, "size": len(original), "zlib": zlib.compress(original)}
    connection.execute(insert(table), row)


def add_coding(connection: Connection, seq: int, coder: str, now: str) -> None:
    """Record which coder has read a revision; "" for one that has to be read again."""
    row = {"report_seq": seq, "coder": coder, "at": now}
    connection.execute(insert(schema.coding), row)


def live_revision(connection: Connection, report_id: str) -> int | None:
    """The seq of the revision of a report that holds, or None for a new report."""
    table = schema.report
    live = select(table.c.seq).where(table.c.id == report_id, table.c.replaced_at.is_(None))
    seq = connection.execute(live).scalar()
    return None if seq is None else int(seq)


def settle_revisions(
    connection: Connection, report_id: str, now: str, given: int | None = None
) -> int:
    """Mark the one revision of a report that holds, `given` where a person says so; its seq."""
    table = schema.report
    known = select(table).where(table.c.id == report_id)
    live = rows.latest(fetched(connection, known)) if given is None else given
    mine = update(table).where(table.c.id == report_id)
    others = mine.where(table.c.seq != live, table.c.replaced_at.is_(None))
    connection.execute(others.values(replaced_at=now))
    connection.execute(mine.where(table.c.seq == live).values(replaced_at=None))
    return live


def add_rows(
    connection: Connection, table: Table, wanted: Iterable[Mapping[str, Any]], now: str
) -> None:
    """Add rows that hold from now on."""
    fresh = [{**row, "added_at": now} for row in wanted]
    if fresh:
        connection.execute(insert(table), fresh)


def supersede(
    connection: Connection,
    table: Table,
    report_id: str,
    wanted: Mapping[str, dict[str, Any]],
    now: str,
    heirs: Mapping[str, str],
) -> None:
    """Make the live rows of a report those wanted, by id; rows that stay the same are kept.

    `heirs` names for an id that goes the id that takes its place.
    """
    live = (table.c.report_id == report_id) & table.c.replaced_at.is_(None)
    kept = set()
    for row in fetched(connection, select(table).where(live)):
        want = wanted.get(row["id"])
        if want is not None and all(row[name] == value for name, value in want.items()):
            kept.add(row["id"])
            continue
        change = {"replaced_at": now}
        if row["id"] in heirs:
            change["heir"] = heirs[row["id"]]
        connection.execute(update(table).where(table.c.seq == row["seq"]).values(change))
    add_rows(connection, table, (row for key, row in wanted.items() if key not in kept), now)


def put_warnings(connection: Connection, report_id: str, warnings: Sequence[ReportWarning]) -> None:
    """Make the warnings of a report these."""
    table = schema.warning
    connection.execute(delete(table).where(table.c.report_id == report_id))
    fresh = [
        {"report_id": report_id, "number": n, "code": w.code, "body": dumps(w, ReportWarning)}
        for n, w in enumerate(warnings)
    ]
    if fresh:
        connection.execute(insert(table), fresh)


def swap_issues(connection: Connection, issues: Sequence[Issue], now: str, where: Any) -> None:
    """Close open issues that match `where` and do not recur; add those that are new."""
    table = schema.issue
    wanted = {row["digest"]: row for row in map(rows.issue_row, issues)}
    live = table.c.replaced_at.is_(None)
    for row in fetched(connection, select(table.c.seq, table.c.digest).where(live, where)):
        if row["digest"] not in wanted:
            gone = update(table).where(table.c.seq == row["seq"])
            connection.execute(gone.values(replaced_at=now))
    known = {row["digest"] for row in fetched(connection, select(table.c.digest).where(live))}
    add_rows(connection, table, (row for key, row in wanted.items() if key not in known), now)


def put_derived(
    connection: Connection, derived: Derived, incidents: Sequence[Incident], now: str
) -> None:
    """Make the derived tables hold this; `incidents` are those of `derived` with their history."""
    sync(connection, schema.incident, map(rows.incident_row, incidents))
    fields = (rows.field_row(i, f, n) for i in incidents for n, f in enumerate(i.fields))
    sync(connection, schema.field, fields)
    sync(connection, schema.link, map(rows.link_row, derived.links))
    sync(connection, schema.dispute, map(rows.dispute_row, derived.disputes))
    sync(connection, schema.copy, map(rows.copy_row, derived.copies))
    sync(connection, schema.anchor, _narrowed(connection, derived.claims))
    sync(connection, schema.home, _homes(incidents))
    sync(connection, schema.kept, _kept(derived.kept))
    swap_issues(connection, derived.issues, now, schema.issue.c.stage.in_(STAGES_OF_DERIVED))


def put_change(
    connection: Connection, change: Change, incidents: Sequence[Incident], now: str
) -> None:
    """Bring the derived tables up to date; `incidents` are those of `change`, with their history.

    Rows under the keys named are replaced, all others stay.
    """
    ids = {i.id for i in incidents} | change.gone
    fields = (rows.field_row(i, f, n) for i in incidents for n, f in enumerate(i.fields))
    table = schema.incident
    sync(connection, table, map(rows.incident_row, incidents), table.c.id.in_(ids))
    sync(connection, schema.field, fields, schema.field.c.incident_id.in_(ids))
    home = schema.home.c
    accounts = home.account_id.in_([a for i in incidents for a in i.accounts])
    sync(connection, schema.home, _homes(incidents), accounts | home.incident_id.in_(ids))
    link, pairs = schema.link, {*change.unlinked, *((k.left, k.right) for k in change.links)}
    mine = link.c.left.in_({a for a, _ in pairs}) & link.c.right.in_({b for _, b in pairs})
    kept = (
        row
        for row in fetched(connection, select(link).where(mine))
        if (row["left"], row["right"]) not in pairs
    )
    sync(connection, link, [*kept, *map(rows.link_row, change.links)], mine)
    disputed = schema.dispute
    going = disputed.c.id.in_({*change.undisputed, *(d.id for d in change.disputes)})
    sync(connection, disputed, map(rows.dispute_row, change.disputes), going)
    if change.copies is not None:
        sync(connection, schema.copy, map(rows.copy_row, change.copies))
    said = schema.anchor.c.statement_id.in_(
        {*change.unsaid, *(s.id for c in change.claims for s in c.statements)}
    )
    reports = {c.report_id for c in change.claims}
    sync(connection, schema.anchor, _narrowed(connection, change.claims, reports), said)
    sync(connection, schema.kept, _kept(change.kept), schema.kept.c.name.in_(change.kept))
    swap_issues(connection, change.issues, now, schema.issue.c.stage.in_(STAGES_OF_DERIVED))


def _homes(incidents: Iterable[Incident]) -> Iterator[dict[str, str]]:
    return ({"account_id": a, "incident_id": i.id} for i in incidents for a in i.accounts)


def _kept(kept: Mapping[str, str]) -> Iterator[dict[str, str]]:
    return ({"name": name, "body": body} for name, body in kept.items())


def _narrowed(
    connection: Connection, claims: Iterable[Claim], reports: Collection[str] | None = None
) -> Iterator[dict[str, Any]]:
    """A row for each date and place that linking gave another value than its report.

    Dates and places that a person read have one always: their reports' claims have them not.
    """
    table = schema.statement
    narrowed = (*DATED, Property.PLACE)
    moved = table.c.property.in_([prop.value for prop in narrowed])
    query = select(table.c.body).where(table.c.replaced_at.is_(None), moved)
    if reports is not None:
        query = query.where(table.c.report_id.in_(reports))
    alone = {
        s.id: s.value for s in (loads(r["body"], Statement) for r in fetched(connection, query))
    }
    for claim in claims:
        for s in claim.statements:
            if s.property in narrowed and s.value is not None and s.value != alone.get(s.id):
                kind = When if s.property in DATED else Place
                yield {"statement_id": s.id, "body": dumps(s.value, kind)}


def sync(
    connection: Connection, table: Table, wanted: Iterable[Mapping[str, Any]], where: Any = None
) -> None:
    """Make a derived table, or the part `where` names, hold exactly these rows.

    Only rows that differ are written.
    """
    keys = list(table.primary_key.columns)
    new = {tuple(row[k.name] for k in keys): dict(row) for row in wanted}
    query = select(table) if where is None else select(table).where(where)
    going = []
    for row in fetched(connection, query):
        key = tuple(row[k.name] for k in keys)
        if key in new and new[key] == row:
            del new[key]
        else:
            going.append({f"its_{k.name}": row[k.name] for k in keys})
    if going:
        here = delete(table).where(*(k == bindparam(f"its_{k.name}") for k in keys))
        connection.execute(here, going)
    if new:
        connection.execute(insert(table), list(new.values()))


def fetched(connection: Connection, query: Select[Any]) -> list[dict[str, Any]]:
    """The rows that a query finds, each by the names of its columns."""
    found = connection.execute(query)
    names = tuple(found.keys())
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

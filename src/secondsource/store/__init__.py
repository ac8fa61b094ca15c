"""All state of a case: one SQLite file with append-only logs and derived tables.

In: nouns of `model.py` and the time. Out: the same nouns. It refuses a claim whose quotes do not
stand in its report, a second writer (CaseBusy), a case of another schema (SchemaOutdated) and
anything the file cannot hold (StoreError). It knows neither the stages nor the clock.

Opening (both are context managers; a reader sees one unchanging state until it is closed):

    Store.reader(path) -> Store
    Store.writer(path, now) -> Store                    makes or upgrades the case; takes the lock

Writing, each in one transaction (`with store.transaction():` makes one of several):

    start_run(code_version, digests, settings, at) -> int;   end_run(run_id, at)
    has_report(report, coder) -> bool                   stored in this version, coded by this coder
    put_report(report, original, claims, *, coder, at, warnings=(), issues=())
    put_issues(issues, *, at, files=())                 of reading; closes older ones of `files`
    put_decision(decision)
    replace_derived(derived: Derived, *, at) -> int     incidents whose content changed
    apply(change: Change, ids: Identities | None, *, at)         only what a decision changes
    clear_derived()

Ids and decisions, before and after linking:

    standings(ledger, claims, reports)                  each decision with the claims it speaks of
    as_decided(claims, standing)                        without those rejected, accounts split
    judgements(standing)                                what linking has to respect
    identities = assign_ids(groups, store.members())    -> Identity(id, accounts, former_ids) each
    placed(standing, home)                              rulings led to the incidents of today
    of_today(standing);  listed(standing)               decisions that hold; issues of the others

Reading (tuples in a fixed order, whatever the order of writing):

    reports()  heads()  report(id)  original(id)  revisions(id)  uncoded(coder)  told()
    search(words)
    claims(anchored=True, decided=True, kind=None)  claims_in(reports)  claim(id)  account(id)
    statements(ids)  warnings(report_id=None)  issues()
    incidents()  incidents_by_version(known)  incident(id or table number)
    links()  links_of(accounts)
    even_links(within, most)  disputes()  copies()
    decisions()  standings()  translations()  members()  runs()  mark()  parties()

Reading a part, for what a decision reaches (`Change`): read_in, homes, accounts_of, in_days,
twin_links, disputes_on, warned, kept, last_coding, coded_since.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    delete,
    func,
    insert,
    or_,
    select,
    text,
    true,
    update,
)

from secondsource.errors import StoreError
from secondsource.model import (
    Claim,
    Copy,
    Decision,
    DecisionKind,
    Dispute,
    DisputeKind,
    Force,
    Incident,
    Issue,
    Kind,
    Link,
    Report,
    ReportWarning,
    Span,
    Standing,
    Statement,
)
from secondsource.store import lineage, rows, schema, writes
from secondsource.store.added import (
    HOLDING,
    Filled,
    added_claim,
    added_in,
    claim_in_words,
    filled_field,
    filled_in_words,
    with_added,
)
from secondsource.store.file import connect, plainly
from secondsource.store.identity import Identities, Identity, Member, assign_ids
from secondsource.store.lock import WriteLock
from secondsource.store.named import named_party, names_meant, party_in_words
from secondsource.store.nouns import PERSON, STAGES_OF_DERIVED, Change, Derived, Head, Run
from secondsource.store.parties import Parties, parties_beside, parties_of
from secondsource.store.spans import span_of, spans_of
from secondsource.store.standing import (
    ON_NOTHING,
    as_decided,
    in_force,
    judgements,
    listed,
    of_today,
    placed,
    standings,
)
from secondsource.store.values import from_json, loads, to_json

__all__ = [
    "PERSON",
    "Change",
    "Derived",
    "Filled",
    "Head",
    "Identities",
    "Identity",
    "Member",
    "Parties",
    "Run",
    "Store",
    "added_claim",
    "added_in",
    "as_decided",
    "assign_ids",
    "claim_in_words",
    "filled_field",
    "filled_in_words",
    "from_json",
    "in_force",
    "judgements",
    "listed",
    "named_party",
    "names_meant",
    "of_today",
    "party_in_words",
    "placed",
    "span_of",
    "standings",
    "to_json",
]

EVERY: ColumnElement[bool] = true()
FEW = 1000  # reports below which it is quicker to ask for what is theirs than to read all


class Store:
    """One case, open for reading, or for reading and writing."""

    def __init__(self, path: Path, connection: Connection, lock: WriteLock | None) -> None:
        self.path = path
        self._connection = connection
        self._lock = lock

    @classmethod
    def reader(cls, path: Path | str) -> Self:
        """The case at `path` as it is now; what others write later is not seen."""
        case = Path(path)
        return cls(case, connect(case, write=False), None)

    @classmethod
    def writer(cls, path: Path | str, now: datetime) -> Self:
        """The case at `path`, made if there is none; CaseBusy where another run writes it."""
        case = Path(path)
        if not case.parent.is_dir():
            raise StoreError(
                f"There is no folder {case.parent} to hold {case.name}. Make it first."
            )
        lock = WriteLock.take(case, now)
        try:
            return cls(case, connect(case, write=True), lock)
        except BaseException:
            lock.release()
            raise

    def close(self) -> None:
        """End the use of the case; what was not finished is undone."""
        try:
            with plainly(self.path):
                self._connection.close()
        finally:
            if self._lock:
                self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Makes all that is written inside one step: wholly stored, or not at all."""
        if self._lock is None:
            raise StoreError(f"{self.path} is open for reading only. Open it for writing.")
        with self._use():
            yield

    @contextmanager
    def _use(self) -> Iterator[Connection]:
        """The connection inside a transaction: the one under way, or a new one for a writer."""
        with plainly(self.path):
            if self._lock is None or self._connection.in_transaction():
                yield self._connection
            else:
                with self._connection.begin():
                    yield self._connection

    def _all(self, query: Select[Any]) -> Sequence[Mapping[str, Any]]:
        with self._use() as connection:
            return writes.fetched(connection, query)

    def mark(self) -> str:
        """A mark that differs whenever anything in the case has changed."""
        logs = (schema.report, schema.coding, schema.decision, schema.run, schema.membership)
        parts = [f"(SELECT count(*) || '.' || ifnull(max(rowid), 0) FROM {t.name})" for t in logs]
        ended = "(SELECT max(ended_at) FROM run)"
        with self._use() as connection:
            found = connection.execute(text(f"SELECT {', '.join((*parts, ended))}")).one()
        return "/".join(str(part) for part in found)

    # --- runs ---------------------------------------------------------------------------------

    def start_run(
        self,
        code_version: str,
        digests: Mapping[str, str],
        settings: Mapping[str, str],
        at: datetime,
    ) -> int:
        """Record that a run begins; the number of the run."""
        row = {
            "code_version": code_version,
            "digests": json.dumps(dict(sorted(digests.items()))),
            "settings": json.dumps(dict(sorted(settings.items()))),
            "started_at": rows.instant(at),
        }
        with self.transaction():
            key = self._connection.execute(insert(schema.run), row).inserted_primary_key
        return int(key[0]) if key else 0

    def end_run(self, run_id: int, at: datetime) -> None:
        """Record that a run came to its end."""
        table = schema.run
        query = update(table).where(table.c.id == run_id).values(ended_at=rows.instant(at))
        with self.transaction():
            self._connection.execute(query)

    def runs(self) -> tuple[Run, ...]:
        """Every run that wrote the case, oldest first."""
        found = self._all(select(schema.run).order_by(schema.run.c.id))
        return tuple(rows.run_of(row) for row in found)

    # --- reports and claims -------------------------------------------------------------------

    def has_report(self, report: Report, coder: str) -> bool:
        """Whether this version of a report is stored and was last coded so, or by a person."""
        table, coding = schema.report, schema.coding
        query = (
            select(coding.c.coder)
            .join(table, table.c.seq == coding.c.report_seq)
            .where(table.c.id == report.id, table.c.version == rows.report_version(report))
            .order_by(coding.c.seq.desc())
            .limit(1)
        )
        with self._use() as connection:
            last = connection.execute(query).scalar()
        return last is not None and (last == coder or last.startswith(PERSON))

    def put_report(
        self,
        report: Report,
        original: bytes | None,
        claims: Sequence[Claim],
        *,
        coder: str,
        at: datetime,
        warnings: Sequence[ReportWarning] = (),
        issues: Sequence[Issue] = (),
    ) -> None:
        """Store a report with all that was read from it, in one transaction.

        `original` are the bytes it was read from; None where this version is stored already and
        only its claims are new. Of several revisions of a report only the latest has live claims;
        should another one than this become the latest, `uncoded` names it. What a person gave last
        (a coder that begins with `PERSON`) holds, whatever its day.
        """
        rows.check_quotes(report, claims)
        now = rows.instant(at)
        with self.transaction():
            before = writes.live_revision(self._connection, report.id)
            seq = writes.add_revision(self._connection, report, original, now)
            writes.add_coding(self._connection, seq, coder, now)
            given = seq if coder.startswith(PERSON) else None
            live = writes.settle_revisions(self._connection, report.id, now, given)
            if live == seq:
                self._put_claims(report, claims, now, new=before is None)
                writes.put_warnings(self._connection, report.id, warnings)
                issue = schema.issue.c
                coded_from = issue.stage.not_in(STAGES_OF_DERIVED) & issue.file.is_(None)
                writes.swap_issues(
                    self._connection, issues, now, coded_from & (issue.report_id == report.id)
                )
            elif live != before:  # new particulars made another text the one that holds
                self._put_claims(report, (), now, new=False)
                writes.add_coding(self._connection, live, "", now)

    def _put_claims(self, report: Report, claims: Sequence[Claim], now: str, *, new: bool) -> None:
        """Make the live claims of a report these; a `new` report has none to supersede."""
        rows.check_unique(report.id, claims)
        told = {c.id: rows.claim_row(c) for c in claims}
        said = {
            s.id: rows.statement_row(s, number)
            for c in claims
            for number, s in enumerate(c.statements)
        }
        if new:
            writes.add_rows(self._connection, schema.claim, told.values(), now)
            writes.add_rows(self._connection, schema.statement, said.values(), now)
            return
        before = self._claims(schema.claim.c.report_id == report.id)
        heirs = lineage.heirs(report, before, claims)
        writes.supersede(self._connection, schema.claim, report.id, told, now, heirs)
        writes.supersede(self._connection, schema.statement, report.id, said, now, {})

    def reports(self, ids: Collection[str] | None = None) -> tuple[Report, ...]:
        """Every report in the revision that holds, or those of some ids, by id."""
        table = schema.report
        query = select(table).where(table.c.replaced_at.is_(None)).order_by(table.c.id)
        found = self._all(query if ids is None else query.where(table.c.id.in_(ids)))
        return tuple(rows.report_of(row) for row in found)

    def heads(self) -> tuple[Head, ...]:
        """Every report as `reports` gives them, without its text, which takes longest to read."""
        table = schema.report.c
        query = select(table.id, table.source, table.title, table.lang, table.published)
        found = self._all(query.where(table.replaced_at.is_(None)).order_by(table.id))
        return tuple(Head(**row) for row in found)

    def report(self, report_id: str) -> Report | None:
        """The report of that id in the revision that holds, or None."""
        table = schema.report
        query = select(table).where(table.c.id == report_id, table.c.replaced_at.is_(None))
        return next((rows.report_of(row) for row in self._all(query)), None)

    def revisions(self, report_id: str) -> tuple[Report, ...]:
        """Every stored revision of a report, in the order of reading."""
        table = schema.report
        query = select(table).where(table.c.id == report_id).order_by(table.c.seq)
        return tuple(rows.report_of(row) for row in self._all(query))

    def original(self, report_id: str) -> bytes | None:
        """The bytes a report was read from, or None for an unknown id."""
        table, source = schema.report, schema.original
        query = (
            select(source.c.zlib, source.c.sha256)
            .join(table, table.c.original_sha256 == source.c.sha256)
            .where(table.c.id == report_id, table.c.replaced_at.is_(None))
        )
        for row in self._all(query):
            return rows.unpack(row["zlib"], row["sha256"], report_id)
        return None

    def search(self, words: str) -> tuple[str, ...]:
        """Ids of the reports whose title or text holds all the words, the best match first.

        A word is matched whole, whatever its case and accents; a star at its end stands for any
        ending. Nothing else has a special meaning.
        """
        query = text(
            "SELECT report.id FROM report_words JOIN report ON report.seq = report_words.rowid "
            "WHERE report_words MATCH :query AND report.replaced_at IS NULL "
            "ORDER BY bm25(report_words), report.id"
        )
        match = rows.match_of(words)
        if not match:
            return ()
        with self._use() as connection:
            return tuple(connection.execute(query, {"query": match}).scalars())

    def uncoded(self, coder: str) -> tuple[Report, ...]:
        """Every report that another coder, no person, coded last: what has to be read again."""
        table, coding = schema.report, schema.coding
        last = select(coding.c.report_seq, coding.c.coder).order_by(coding.c.seq)
        coders = {row["report_seq"]: row["coder"] for row in self._all(last)}
        found = self._all(select(table).where(table.c.replaced_at.is_(None)).order_by(table.c.id))
        named = ((row, coders.get(row["seq"], "")) for row in found)
        return tuple(
            rows.report_of(r) for r, by in named if by != coder and not by.startswith(PERSON)
        )

    def told(self) -> dict[str, str]:
        """Id of each report whose claims a person gave, to the coder that says who."""
        table, coding = schema.report, schema.coding
        given = select(coding.c.report_seq).where(coding.c.coder.startswith(PERSON))
        query = (
            select(table.c.id, coding.c.coder)
            .join(coding, table.c.seq == coding.c.report_seq)
            .where(table.c.replaced_at.is_(None), table.c.seq.in_(given))
            .order_by(coding.c.seq)
        )
        last = {row["id"]: row["coder"] for row in self._all(query)}
        return {name: by for name, by in last.items() if by.startswith(PERSON)}

    def claims(
        self, *, anchored: bool = True, decided: bool = True, kind: Kind | None = None
    ) -> tuple[Claim, ...]:
        """Every live claim, or those of one kind, by report and place in the text.

        With `anchored` dates and places are as linking narrowed them from other reports; without,
        they are what each report alone allows, which is what linking has to start from. With
        `decided` claims are as people decided (see `as_decided`), and weak ones only where they
        are in force.
        """
        told, where = schema.claim.c, EVERY
        if kind:  # and the claims that decisions speak of, which may change those of this kind
            quoted = {s.evidence.report_id for d in self.decisions() for s in d.spans}
            where = (told.kind == kind.value) | told.report_id.in_(quoted)
        claims = self._claims(where, anchored=anchored)
        claims = self._decided(claims, anchored=anchored) if decided else claims
        return tuple(c for c in claims if kind in (None, c.kind))

    def parties(self) -> Parties:
        """The parties that claims name and those that vouch for them, as people decided."""
        ledger = self.decisions()
        reports = self._quoted(ledger)
        quoted = {r.id for r in reports}
        claims = self._claims(schema.claim.c.report_id.in_(quoted))
        standing = standings(ledger, claims, reports)
        here = parties_of(self._in_force(as_decided(claims, standing)))
        meant = names_meant(s.decision for s in standing if s.force in HOLDING)
        there = parties_beside(self._all, quoted, meant)
        return Parties(here.named + there.named, here.vouch + there.vouch)

    def claims_in(self, reports: Iterable[str]) -> tuple[Claim, ...]:
        """The live claims of some reports, as linking narrowed them and as people decided."""
        wanted = set(reports)
        claims = self._claims(schema.claim.c.report_id.in_(sorted(wanted)), anchored=True)
        return tuple(c for c in self._decided(claims, anchored=True) if c.report_id in wanted)

    def _decided(self, claims: tuple[Claim, ...], *, anchored: bool) -> tuple[Claim, ...]:
        """Claims as people decided, and those that they added to any report."""
        ledger = self.decisions()
        told = self._in_force(as_decided(claims, standings(ledger, claims, self._quoted(ledger))))
        added = anchored and any(d.kind is DecisionKind.ADD for d in ledger)
        return self.anchored(told) if added else told

    def anchored(self, claims: Sequence[Claim]) -> tuple[Claim, ...]:
        """Claims, what people added among them, with dates and places as linking narrowed them."""
        return rows.narrowed(claims, self._anchors())

    def _in_force(self, claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
        """The claims without those weak ones that fit no incident."""
        weak = {c.account_id for c in claims if c.weak}
        held = self.homes(weak) if weak else {}
        return tuple(c for c in claims if not c.weak or c.account_id in held)

    def _quoted(self, ledger: Iterable[Decision]) -> tuple[Report, ...]:
        """The reports whose words decisions speak of."""
        return self.reports({s.evidence.report_id for d in ledger for s in d.spans})

    def read_in(self, report_ids: Collection[str], *, anchored: bool = False) -> tuple[Claim, ...]:
        """Every live claim of some reports, as `claims` gives them before anybody decides."""
        return self._claims(schema.claim.c.report_id.in_(report_ids), anchored=anchored)

    def claim(self, claim_id: str) -> Claim | None:
        """The live claim of that id, or None."""
        told = self._claims(schema.claim.c.id == claim_id, anchored=True)
        for claim in self._in_force(told):
            return claim
        added = {r for d in self.decisions() for r in added_in(d)}
        return next((c for c in self._told_in(added) if c.id == claim_id), None)

    def account(self, account_id: str) -> tuple[Claim, ...]:
        """Every live claim of one account, in the order of the text."""
        told = self._claims(schema.claim.c.account_id == account_id, anchored=True)
        return self._in_force(told)

    def _claims(self, where: ColumnElement[bool], *, anchored: bool = False) -> tuple[Claim, ...]:
        table, said = schema.claim, schema.statement
        live = select(table).where(table.c.replaced_at.is_(None), where)
        found = self._all(live.order_by(table.c.report_id, table.c.start, table.c.end, table.c.id))
        query = select(said.c.body).where(said.c.replaced_at.is_(None))
        if where is not EVERY:
            ids = select(table.c.id).where(table.c.replaced_at.is_(None), where)
            query = query.where(said.c.claim_id.in_(ids))
        statements = self._all(query.order_by(said.c.claim_id, said.c.place_in_claim))
        anchors = self._anchors({row["report_id"] for row in found}) if anchored else {}
        return rows.claims_of(found, statements, anchors)

    def statements(self, ids: Collection[str]) -> tuple[Statement, ...]:
        """The statements of some ids, people's among them, by report and place in the text."""
        table = schema.statement
        query = select(table.c.body).where(table.c.replaced_at.is_(None), table.c.id.in_(ids))
        found = {s.id: s for s in rows.nouns(self._all(query), Statement)}
        if set(ids) - found.keys():
            told = self._told_in({r for d in self.decisions() for r in added_in(d)})
            found |= {s.id: s for c in told for s in c.statements if s.id in ids}
        at = {name: (s.evidence.report_id, s.evidence.start, name) for name, s in found.items()}
        return tuple(found[name] for name in sorted(found, key=at.__getitem__))

    def _anchors(self, report_ids: Collection[str] | None = None) -> dict[str, str]:
        """What linking narrowed statements, or those of some reports, to, by statement."""
        table, said = schema.anchor, schema.statement.c
        query = select(table)
        if report_ids is not None and len(report_ids) < FEW:
            mine = select(said.id).where(said.report_id.in_(report_ids))
            query = query.where(table.c.statement_id.in_(mine))
        return {row["statement_id"]: row["body"] for row in self._all(query)}

    def last_coding(self) -> int:
        """The number of the last coding of a report: it grows whenever claims can have changed."""
        with self._use() as connection:
            return connection.execute(select(func.max(schema.coding.c.seq))).scalar() or 0

    def coded_since(self, number: int) -> frozenset[str]:
        """The reports that were coded after a coding, by its number."""
        table, coding = schema.report, schema.coding
        query = select(table.c.id).join(coding, table.c.seq == coding.c.report_seq)
        found = self._all(query.where(coding.c.seq > number))
        return frozenset(row["id"] for row in found)

    def naming(self, party_ids: Collection[str]) -> frozenset[str]:
        """The reports with a claim that names one of some parties, as it is read."""
        found: set[str] = set()
        for table in (schema.claim.c, schema.statement.c):
            for name in party_ids:
                said = table.body.contains(f'"{name}"', autoescape=True)
                query = select(table.report_id).where(table.replaced_at.is_(None), said)
                found |= {row["report_id"] for row in self._all(query.distinct())}
        return frozenset(found)

    def warned(self, code: str) -> frozenset[str]:
        """The reports with a warning of some code."""
        table = schema.warning
        query = select(table.c.report_id).where(table.c.code == code)
        return frozenset(row["report_id"] for row in self._all(query))

    def warnings(self, report_id: str | None = None) -> dict[str, tuple[ReportWarning, ...]]:
        """Report id to its warnings, for one report or all that have any."""
        table = schema.warning
        query = select(table).order_by(table.c.report_id, table.c.number)
        if report_id is not None:
            query = query.where(table.c.report_id == report_id)
        found: dict[str, list[ReportWarning]] = {}
        for row in self._all(query):
            found.setdefault(row["report_id"], []).append(loads(row["body"], ReportWarning))
        return {key: tuple(warnings) for key, warnings in found.items()}

    # --- issues -------------------------------------------------------------------------------

    def put_issues(
        self, issues: Sequence[Issue], *, at: datetime, files: Sequence[str] = ()
    ) -> None:
        """Store issues that are not known yet; older ones of `files` not among them are closed.

        `files` are the files and folders that were read whole; what stood in them is settled.
        """
        where = schema.issue.c.file.in_(self._issue_files(files))
        with self.transaction():
            writes.swap_issues(self._connection, issues, rows.instant(at), where)

    def _issue_files(self, files: Sequence[str]) -> list[str]:
        """The files with open issues that are one of `files` or lie under one."""
        table = schema.issue
        query = select(table.c.file).where(table.c.replaced_at.is_(None)).distinct()
        known = [row["file"] for row in self._all(query) if row["file"]]
        return [file for file in known if any(rows.lies_under(file, f) for f in files)]

    def issues(self) -> tuple[Issue, ...]:
        """Every open issue, by stage, report, file and line."""
        table = schema.issue
        found = self._all(select(table.c.body).where(table.c.replaced_at.is_(None)))
        known = rows.nouns(found, Issue)
        return tuple(sorted(known, key=rows.issue_order))

    # --- decisions ----------------------------------------------------------------------------

    def put_decision(self, decision: Decision) -> Decision:
        """Add a person's word to the ledger, with the words of all that it speaks of.

        Spans that it has already are kept. Nothing in the ledger is ever changed.
        """
        with self.transaction():
            known = {row["id"] for row in self._all(select(schema.decision.c.id))}
            if decision.id in known:
                raise StoreError(f"The decision {decision.id} stands already. Give a new id.")
            if decision.supersedes is not None and decision.supersedes not in known:
                raise StoreError(
                    f"There is no decision {decision.supersedes} to supersede. List them first."
                )
            grounded = replace(decision, spans=decision.spans or self._spans(decision))
            self._connection.execute(insert(schema.decision), rows.decision_row(grounded))
        return grounded

    def _spans(self, decision: Decision) -> tuple[Span, ...]:
        """The words of what a decision speaks of, as claims and incidents are now."""
        held, told = schema.incident, schema.claim.c
        query = select(held.c.body).where(held.c.id.in_(decision.subject))
        incidents = rows.nouns(self._all(query), Incident)
        members = {i.id: i.claims for i in incidents}
        ids = {*decision.subject, *(c for claims in members.values() for c in claims)}
        query = select(told.report_id).where(told.id.in_(ids)).distinct()
        reports = {row["report_id"] for row in self._all(query)}
        reports |= {r for d in self.decisions() if ids.intersection(d.subject) for r in added_in(d)}
        new = added_claim(decision)
        if new:
            return spans_of(decision, (*self._told_in({*reports, new.report_id}), new), members)
        return spans_of(decision, self._told_in(reports), members)

    def _told_in(self, reports: set[str]) -> tuple[Claim, ...]:
        """The claims of some reports as these tell them, with what people added to them."""
        claims = self._claims(schema.claim.c.report_id.in_(sorted(reports)))
        ledger = self.decisions()
        if reports.isdisjoint(r for d in ledger for r in added_in(d)):
            return claims
        found = standings(ledger, claims, self._quoted(ledger))
        return with_added(claims, [s for s in found if reports.intersection(added_in(s.decision))])

    def decisions(self) -> tuple[Decision, ...]:
        """The whole ledger, oldest first; `in_force` leaves out what was superseded."""
        table = schema.decision
        found = self._all(select(table.c.body).order_by(table.c.seq))
        return tuple(rows.nouns(found, Decision))

    def standings(self) -> tuple[Standing, ...]:
        """What has become of every decision, in the order of the ledger.

        What was decided after the last run is pending: the incidents do not show it yet.
        """
        ledger = self.decisions()
        reports = self._quoted(ledger)
        claims = self._claims(schema.claim.c.report_id.in_([r.id for r in reports]))
        ended = max((run.ended_at for run in self.runs() if run.ended_at), default=None)
        found = [
            replace(s, force=Force.PENDING)
            if s.force is Force.IN_FORCE
            and s.decision.kind not in ON_NOTHING
            and ended
            and s.decision.at > ended
            else s
            for s in standings(ledger, claims, reports)
        ]
        return placed(found, self._homes_of(with_added(claims, found)))

    def _homes_of(self, claims: Collection[Claim]) -> dict[str, str]:
        """Those of some claims that tell of an incident, with that incident."""
        reports = {c.report_id for c in claims}
        accounts = select(schema.claim.c.id).where(schema.claim.c.report_id.in_(reports))
        account = schema.home.c.account_id  # what people added is in no table of claims
        mine = account.in_(accounts) | account.in_({c.account_id for c in claims})
        query = select(schema.home.c.incident_id).where(mine)
        ids = {row["incident_id"] for row in self._all(query)}
        return {c: i.id for i in self.incidents(ids) for c in i.claims}

    def translations(self) -> dict[str, Decision]:
        """The translation in force of each report that has one, by report id."""
        ledger = in_force(self.decisions())
        return {d.subject[0]: d for d in ledger if d.kind is DecisionKind.TRANSLATION}

    # --- derived ------------------------------------------------------------------------------

    def members(
        self, moved: Mapping[str, str] | None = None, among: Collection[str] | None = None
    ) -> tuple[Member, ...]:
        """What the membership log last says of every incident id, oldest id first.

        `moved` are claims that linking now has in another account than their report, and which.
        `among` names incidents: of others only the ids are told that none bears today.
        """
        table = schema.membership
        query = select(table).order_by(table.c.seq)
        if among is not None:
            borne = table.c.incident_id.in_(select(schema.incident.c.id))
            query = query.where(table.c.incident_id.in_(among) | ~borne)
        log = self._all(query)
        accounts = None if among is None else lineage.accounts_in(log)
        now = lineage.account_now(self._claim_log(accounts), {**self._moved(), **(moved or {})})
        return lineage.members_of(log, now)

    def _claim_log(self, ids: Collection[str] | None) -> Sequence[Mapping[str, Any]]:
        """The rows of claims, with the heirs of their heirs; of all, those that tell what moved."""
        told = schema.claim.c
        query = select(told.id, told.account_id, told.heir, told.replaced_at).order_by(told.seq)
        if ids is None:
            gone = select(told.id).where(told.replaced_at.is_not(None))
            heirs = select(told.heir).where(told.heir.is_not(None))
            moving = or_(told.id != told.account_id, told.id.in_(gone), told.id.in_(heirs))
            return self._all(query.where(moving))
        found: list[Mapping[str, Any]] = []
        wanted, seen = set(ids), set(ids)
        while wanted:
            rows_now = self._all(query.where(told.id.in_(wanted)))
            found.extend(rows_now)
            wanted = {row["heir"] for row in rows_now if row["heir"]} - seen
            seen |= wanted
        return found

    def incident_ids(self) -> frozenset[str]:
        """Every id that an incident has ever borne."""
        query = select(schema.membership.c.incident_id).distinct()
        with self._use() as connection:
            return frozenset(connection.execute(query).scalars())

    def _known(self, ids: Collection[str]) -> tuple[Member, ...]:
        """What the membership log last says of some ids; accounts as they were then."""
        table = schema.membership
        query = select(table).where(table.c.incident_id.in_(ids)).order_by(table.c.seq)
        return lineage.members_of(self._all(query), {})

    def _moved(self) -> dict[str, str]:
        """Claims that people added or whose account they split, with the account they are in now.

        An added claim that a reader has found since is in the account of the claim that was found.
        """
        ledger = self.decisions()
        apart = [d.spans for d in ledger if d.kind is DecisionKind.DIFFERENT]
        quoted = [[s.evidence.report_id for s in spans] for spans in apart]
        reports = {r for ids in quoted if len(set(ids)) < len(ids) for r in ids}
        reports |= {r for d in ledger for r in added_in(d)}
        if not reports:
            return {}
        claims = self._claims(schema.claim.c.report_id.in_(reports))
        standing = standings(ledger, claims, self._quoted(ledger))
        account = {c.id: c.account_id for c in as_decided(claims, standing)}
        new = [s for s in standing if added_claim(s.decision)]
        homes = {
            s.decision.subject[0]: account[home]
            for s in new
            for found in s.claims
            for home in found
            if home in account
        }
        return account | homes

    def replace_derived(self, derived: Derived, *, at: datetime) -> int:
        """Store everything derived in one step; how many incidents changed in content.

        Incidents must bear the ids that `assign_ids` gives, or gave as `derived.ids`. The store
        sets their revision and former ids from the membership log, which gains a row for each that
        changed.
        """
        with self.transaction():
            ordered = sorted(derived.incidents, key=lambda i: i.id)
            ids = derived.ids or self._identified(ordered)
            bearing = {a: identity for identity in ids.every for a in identity.accounts}
            told = [next(bearing[a] for a in i.accounts if a in bearing) for i in ordered]
            incidents, log = lineage.remember(
                ordered, told, ids.members, rows.instant(at), ids.every
            )
            if log:
                self._connection.execute(insert(schema.membership), log)
            writes.put_derived(self._connection, derived, incidents, rows.instant(at))
        return sum(row["merged_into"] is None for row in log)

    def _identified(self, incidents: Sequence[Incident]) -> Identities:
        """The identities of the groups of accounts that incidents are made of."""
        members = self.members()
        return Identities(assign_ids([i.accounts for i in incidents], members), members)

    def apply(self, change: Change, ids: Identities | None, *, at: datetime) -> None:
        """Bring what is derived up to date where a decision changes it, in one step.

        `ids` are the identities of those whose accounts were grouped again.
        """
        with self.transaction():
            now = rows.instant(at)
            again = {i.id: i for i in ids.every} if ids else {}
            others = [i.id for i in change.incidents if i.id not in again]
            stood = {i.id: i.former_ids for i in self.incidents(others)}
            told = [
                again.get(i.id) or Identity(i.id, i.accounts, stood[i.id]) for i in change.incidents
            ]
            members = (*(ids.members if ids else ()), *self._known(others))
            every = (*again.values(), *told)
            incidents, log = lineage.remember(change.incidents, told, members, now, every)
            if log:
                self._connection.execute(insert(schema.membership), log)
            writes.put_change(self._connection, change, incidents, now)

    def clear_derived(self) -> None:
        """Empty every derived table; a rebuild gives the same incidents again."""
        with self.transaction():
            for table in schema.DERIVED:
                self._connection.execute(delete(table))

    def incidents(self, ids: Collection[str] | None = None) -> tuple[Incident, ...]:
        """Every incident, or those of some ids, by first possible day (those without a year last).

        Those of one day stand by id.
        """
        table, part = schema.incident, schema.field
        query, fields = select(table), select(part).order_by(part.c.number)
        if ids is not None:
            query = query.where(table.c.id.in_(ids))
            fields = fields.where(part.c.incident_id.in_(ids))
        found = rows.incidents_of(self._all(query), self._all(fields))
        return tuple(sorted(found, key=rows.by_date))

    def incidents_by_version(self, known: Mapping[str, Incident]) -> dict[str, Incident]:
        """Every incident by its version, in the order of `incidents()`; none of `known` is read.

        A version says all that an incident says: the row of the incident, and the digest of its
        fields and of the rest in the membership log.
        """
        table, log = schema.incident.c, schema.membership.c
        last = select(log.digest).where(log.incident_id == table.id).order_by(log.seq.desc())
        query = select(table.id, table.body, last.limit(1).scalar_subquery().label("digest"))
        named = {f"{row['digest']} {row['body']}": row["id"] for row in self._all(query)}
        new = [name for version, name in named.items() if version not in known]
        read = {i.id: i for i in self.incidents(new if len(new) < FEW else None)}
        found = {v: known[v] if v in known else read[name] for v, name in named.items()}
        return dict(sorted(found.items(), key=lambda item: rows.by_date(item[1])))

    def in_days(self, event_type: str, first: date, last: date) -> frozenset[str]:
        """Ids of the incidents of a type that lie within some days."""
        table = schema.incident.c
        days = (table.earliest >= first.isoformat(), table.latest <= last.isoformat())
        query = select(table.id).where(table.event_type == event_type, *days)
        return frozenset(row["id"] for row in self._all(query))

    def of_types(self, event_types: Collection[str]) -> frozenset[str]:
        """Ids of the incidents of some types."""
        table = schema.incident.c
        query = select(table.id).where(table.event_type.in_(event_types))
        return frozenset(row["id"] for row in self._all(query))

    def homes(self, accounts: Collection[str] | None = None) -> dict[str, str]:
        """Each account that tells of an incident, or those of some, with its incident."""
        table = schema.home
        query = select(table)
        if accounts is not None:
            query = query.where(table.c.account_id.in_(accounts))
        return {row["account_id"]: row["incident_id"] for row in self._all(query)}

    def accounts_of(self, incident_ids: Collection[str]) -> dict[str, str]:
        """The accounts of some incidents, each with its incident."""
        table = schema.home
        query = select(table).where(table.c.incident_id.in_(incident_ids))
        return {row["account_id"]: row["incident_id"] for row in self._all(query)}

    def accounts_in(self, report_ids: Collection[str]) -> frozenset[str]:
        """The accounts of some reports that tell of incidents."""
        claim, home = schema.claim.c, schema.home.c
        query = select(home.account_id).join(schema.claim, claim.id == home.account_id)
        query = query.where(claim.report_id.in_(report_ids))
        return frozenset(row["account_id"] for row in self._all(query))

    def reports_of(self, accounts: Collection[str]) -> dict[str, str]:
        """The report of each of some accounts, which are named after one of their claims."""
        table = schema.claim.c
        query = select(table.id, table.report_id)
        query = query.where(table.id.in_(accounts), table.replaced_at.is_(None))
        return {row["id"]: row["report_id"] for row in self._all(query)}

    def kept(self, names: Collection[str]) -> dict[str, str]:
        """What the last run kept under some names."""
        table = schema.kept
        query = select(table).where(table.c.name.in_(names))
        return {row["name"]: row["body"] for row in self._all(query)}

    def incident(self, reference: str) -> Incident | None:
        """The incident of an id, a former id, or a number in the order of `incidents()`."""
        found = self.incidents((reference,))
        if found:
            return found[0]
        incidents = self.incidents()
        if reference.isdecimal():
            number = int(reference)
            return incidents[number - 1] if 0 < number <= len(incidents) else None
        for incident in incidents:
            if reference == incident.id or reference in incident.former_ids:
                return incident
        return None

    def links(self) -> tuple[Link, ...]:
        """Every scored pair of accounts, by their ids."""
        table = schema.link
        found = self._all(select(table.c.body).order_by(table.c.left, table.c.right))
        return tuple(rows.nouns(found, Link))

    def twin_links(self, accounts: Collection[str], least: float) -> tuple[Link, ...]:
        """The links of some accounts that weigh as much as `least`, by their ids."""
        table = schema.link
        mine = or_(table.c.left.in_(accounts), table.c.right.in_(accounts))
        query = select(table.c.body).where(table.c.weight >= least, mine)
        found = self._all(query.order_by(table.c.left, table.c.right))
        return tuple(rows.nouns(found, Link))

    def links_of(self, accounts: Iterable[str]) -> tuple[Link, ...]:
        """Every scored pair that one of these accounts is in, by their ids."""
        table, named = schema.link, sorted(set(accounts))
        where = table.c.left.in_(named) | table.c.right.in_(named)
        found = self._all(select(table.c.body).where(where).order_by(table.c.left, table.c.right))
        return tuple(rows.nouns(found, Link))

    def even_links(self, within: float, most: int) -> tuple[tuple[str, str, float], ...]:
        """The pairs nearest to even odds that nobody has judged: account ids and weight."""
        table = schema.link
        size, judged = func.abs(table.c.weight), table.c.body.contains('"judged_')
        query = select(table.c.left, table.c.right, table.c.weight).where(size < within, ~judged)
        found = self._all(query.order_by(size, table.c.left, table.c.right).limit(most))
        return tuple((row["left"], row["right"], float(row["weight"])) for row in found)

    def disputes(self) -> tuple[Dispute, ...]:
        """Every dispute, the weightiest first."""
        table = schema.dispute
        found = self._all(select(table.c.body).order_by(table.c.weight.desc(), table.c.id))
        return tuple(rows.nouns(found, Dispute))

    def disputes_on(
        self, incident_ids: Collection[str] | None, kinds: Collection[DisputeKind]
    ) -> tuple[Dispute, ...]:
        """The disputes of some kinds on some incidents, or on any."""
        table = schema.dispute
        query = select(table.c.body).where(table.c.kind.in_(k.value for k in kinds))
        if incident_ids is not None:
            query = query.where(table.c.about.in_(incident_ids))
        return tuple(rows.nouns(self._all(query), Dispute))

    def copies(self) -> tuple[Copy, ...]:
        """Every report that repeats another, by id."""
        table = schema.copy
        found = self._all(select(table.c.body).order_by(table.c.report_id, table.c.copy_of))
        return tuple(rows.nouns(found, Copy))

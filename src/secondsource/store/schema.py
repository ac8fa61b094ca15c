"""The tables of a case: append-only logs, and derived tables that can be deleted and rebuilt.

In: nothing. Out: the SQLAlchemy tables as the newest upgrade leaves them (a test compares the
two). It refuses to hold what cannot be told apart: one live row a report, claim and statement.

Logs: original, report, coding, claim, statement, issue (superseded, never edited: a row that no
longer holds keeps `replaced_at`), decision, membership, run. Derived: incident, field, link,
dispute, copy, anchor, home, kept, and warning, which goes with the report it was drawn from.
Beside them stands `report_words`, a full-text index that SQLite keeps (upgrade 0002).
Columns named `body` hold JSON as `values.py` writes it; the columns beside it exist to be searched.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)

metadata = MetaData()
_LIVE = text("replaced_at IS NULL")


original = Table(
    "original",
    metadata,
    Column("sha256", Text, primary_key=True),  # of the bytes as they were read
    Column("size", Integer, nullable=False),
    Column("zlib", LargeBinary, nullable=False),
)

report = Table(
    "report",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    Column("version", Text, nullable=False),  # digest of text and particulars
    Column("sha256", Text, nullable=False),  # of the text
    Column("original_sha256", Text, ForeignKey("original.sha256"), nullable=False),
    Column("source", Text),
    Column("url", Text),
    Column("title", Text),
    Column("lang", Text),
    Column("published", Text),
    Column("published_basis", Text),
    Column("retrieved_at", Text),
    Column("text", Text, nullable=False),
    Column("added_at", Text, nullable=False),
    Column("replaced_at", Text),
    Index("report_version", "id", "version", unique=True),
    Index("report_live", "id", unique=True, sqlite_where=_LIVE),
)

coding = Table(
    "coding",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("report_seq", Integer, ForeignKey("report.seq"), nullable=False),
    Column("coder", Text, nullable=False),
    Column("at", Text, nullable=False),
    Index("coding_report", "report_seq"),
)

claim = Table(
    "claim",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    Column("account_id", Text, nullable=False),
    Column("report_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("event_type", Text),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("added_at", Text, nullable=False),
    Column("replaced_at", Text),
    Column("heir", Text),  # the live claim that now stands where this one stood
    Index("claim_live", "id", unique=True, sqlite_where=_LIVE),
    Index("claim_report", "report_id"),
    Index("claim_account", "account_id"),
)

statement = Table(
    "statement",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    Column("claim_id", Text, nullable=False),
    Column("report_id", Text, nullable=False),
    Column("place_in_claim", Integer, nullable=False),
    Column("property", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("added_at", Text, nullable=False),
    Column("replaced_at", Text),
    Index("statement_live", "id", unique=True, sqlite_where=_LIVE),
    Index("statement_claim", "claim_id"),
    Index("statement_report", "report_id"),
)

warning = Table(
    "warning",
    metadata,
    Column("report_id", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("code", Text, nullable=False),
    Column("body", Text, nullable=False),
)

decision = Table(
    "decision",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("supersedes", Text),
    Column("body", Text, nullable=False),
)

membership = Table(
    "membership",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("incident_id", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("accounts", Text, nullable=False),  # JSON list of account ids
    Column("digest", Text, nullable=False),  # of the incident's content in this revision
    Column("merged_into", Text),
    Column("at", Text, nullable=False),
    Index("membership_incident", "incident_id"),
)

issue = Table(
    "issue",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("report_id", Text),
    Column("file", Text),
    Column("body", Text, nullable=False),
    Column("added_at", Text, nullable=False),
    Column("replaced_at", Text),
    Index("issue_live", "digest", unique=True, sqlite_where=_LIVE),
)

run = Table(
    "run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code_version", Text, nullable=False),
    Column("digests", Text, nullable=False),  # JSON object: data file to its SHA-256
    Column("settings", Text, nullable=False),  # JSON object
    Column("started_at", Text, nullable=False),
    Column("ended_at", Text),
)

incident = Table(
    "incident",
    metadata,
    Column("id", Text, primary_key=True),
    Column("event_type", Text, nullable=False),
    Column("earliest", Text),
    Column("latest", Text),
    Column("review_state", Text, nullable=False),
    Column("body", Text, nullable=False),  # without its fields
)

field = Table(
    "field",
    metadata,
    Column("incident_id", Text, primary_key=True),
    Column("property", Text, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("low", Integer),
    Column("best", Integer),
    Column("high", Integer),
    Column("body", Text, nullable=False),
)

link = Table(
    "link",
    metadata,
    Column("left", Text, primary_key=True),
    Column("right", Text, primary_key=True),
    Column("weight", Float, nullable=False),
    Column("joined", Boolean, nullable=False),
    Column("body", Text, nullable=False),
    Index("link_right", "right"),
)

dispute = Table(
    "dispute",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("about", Text),
    Column("property", Text),
    Column("weight", Float, nullable=False),
    Column("body", Text, nullable=False),
    Index("dispute_about", "about"),
)

copy = Table(
    "copy",
    metadata,
    Column("report_id", Text, primary_key=True),
    Column("copy_of", Text, primary_key=True),
    Column("body", Text, nullable=False),
)

anchor = Table(
    "anchor",
    metadata,
    Column("statement_id", Text, primary_key=True),
    Column("body", Text, nullable=False),  # the narrowed When or Place
)

home = Table(
    "home",
    metadata,
    Column("account_id", Text, primary_key=True),
    Column("incident_id", Text, nullable=False),
    Index("home_incident", "incident_id"),
)

kept = Table(
    "kept",
    metadata,
    Column("name", Text, primary_key=True),
    Column("body", Text, nullable=False),  # JSON; whoever keeps it says what it means
)

DERIVED = (incident, field, link, dispute, copy, anchor, home, kept)
"""Tables that `Store.clear_derived` empties and a rebuild fills again."""

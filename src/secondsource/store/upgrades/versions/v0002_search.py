"""Upgrade 0002: full-text search over titles and texts of reports."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Index what is stored and, from now on, what is added; rows of `report` never change text."""
    op.execute(
        "CREATE VIRTUAL TABLE report_words USING fts5("
        "title, text, content='report', content_rowid='seq', "
        "tokenize='unicode61 remove_diacritics 2')"
    )
    op.execute("INSERT INTO report_words(report_words) VALUES ('rebuild')")
    op.execute(
        "CREATE TRIGGER report_words_added AFTER INSERT ON report BEGIN "
        "INSERT INTO report_words(rowid, title, text) VALUES (new.seq, new.title, new.text); END"
    )

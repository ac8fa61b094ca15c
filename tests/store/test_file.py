"""Opening a case: new, old, newer, damaged, not a case at all; and upgrading it."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import NullPool, create_engine

from making import NOW, TEXT, full_case, incident_claim, put, report_of
from secondsource.errors import SchemaOutdated, StoreError
from secondsource.model import Report
from secondsource.store import Store, file
from secondsource.store.file import SCHEMA_VERSION, upgrade
from secondsource.store.rows import claim_row, report_row, statement_row
from secondsource.store.schema import metadata


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "case.db"


def first_version(path: Path) -> Report:
    """A case as the first version of the schema left it, with one report and one claim."""
    report = report_of("r1")
    claim = incident_claim(report)
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    with engine.begin() as connection:
        upgrade(connection, "0001")
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("INSERT INTO original VALUES (?, 1, x'00')", (report.original_sha256,))
        added = {"added_at": "2025-01-01T00:00:00+00:00"}
        tables = [
            ("report", report_row(report)),
            ("claim", claim_row(claim)),
            *(("statement", statement_row(s, n)) for n, s in enumerate(claim.statements)),
        ]
        for table, row in tables:
            full = row | added
            names, marks = ", ".join(f'"{n}"' for n in full), ", ".join("?" * len(full))
            raw.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(full.values()))
    return report


def set_version(path: Path, version: str) -> None:
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = ?", (version,))


# --- upgrades ---------------------------------------------------------------------------------


def test_the_newest_upgrade_is_the_version_this_code_reads() -> None:
    script = ScriptDirectory(str(Path(file.__file__).parent / "upgrades"))
    assert script.get_current_head() == SCHEMA_VERSION
    assert len(script.get_heads()) == 1


def test_the_upgrades_lead_to_the_tables_of_the_schema(path: Path) -> None:
    with Store.writer(path, NOW):
        pass
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    with engine.connect() as connection:
        options = {
            "include_name": lambda name, kind, _: not str(name).startswith("report_words"),
        }
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def test_a_writer_copies_an_old_case_and_upgrades_it(path: Path) -> None:
    report = first_version(path)
    before = path.read_bytes()
    with Store.writer(path, NOW) as store:
        assert store.reports() == (report,)
        assert store.claims() == (incident_claim(report),)
        assert store.search("baghdad") == ("r1",)
        put(store, report_of("r2", "Words of Kyiv."), ())
        assert store.search("kyiv") == ("r2",)
    kept = path.with_name("case.db.schema-0001")
    with closing(sqlite3.connect(kept)) as raw:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
        assert raw.execute("SELECT id FROM report").fetchall() == [("r1",)]
    kept.unlink()
    path.write_bytes(before)
    shutil.copy(path, kept)
    with Store.writer(path, NOW):
        pass
    assert path.with_name("case.db.schema-0001.2").exists()


def test_a_reader_leaves_an_old_case_as_it_is(path: Path) -> None:
    first_version(path)
    before = path.read_bytes()
    with pytest.raises(SchemaOutdated, match=r"older version.*0001.*keeps a copy of it and upgra"):
        Store.reader(path)
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == ["case.db"]


@pytest.mark.parametrize("write", [True, False])
def test_a_newer_case_is_refused(path: Path, write: bool) -> None:
    full_case(path)
    set_version(path, "9999")
    with pytest.raises(SchemaOutdated, match=r"newer version .*9999.*Install the newer"):
        _ = Store.writer(path, NOW) if write else Store.reader(path)
    set_version(path, SCHEMA_VERSION)
    with Store.writer(path, NOW) as store:  # the lock was given back
        assert len(store.incidents()) == 1


def test_an_upgrade_that_fails_leaves_the_case_as_it_was(path: Path) -> None:
    first_version(path)
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("CREATE TABLE report_words (in_the_way)")
    with pytest.raises(StoreError, match="already exists"):
        Store.writer(path, NOW)
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
        raw.execute("DROP TABLE report_words")
        raw.commit()
    with Store.writer(path, NOW) as store:
        assert len(store.reports()) == 1


# --- what is no case --------------------------------------------------------------------------


def test_a_case_that_is_not_there_is_named_with_the_way_to_make_it(path: Path) -> None:
    with pytest.raises(StoreError, match=r"There is no case at .*case\.db.*makes one"):
        Store.reader(path)
    assert not path.exists()


def test_a_case_in_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="There is no folder"):
        Store.writer(tmp_path / "none" / "case.db", NOW)


@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"This is a text, not a database at all." * 200, "is not a case of Second Source"),
        (b"SQLite format 3\x00" + bytes(100), "is not a case|is damaged|is empty"),
        (b"PK\x03\x04", "is not a case of Second Source"),
    ],
)
def test_a_file_that_is_no_case_is_refused_and_kept(
    path: Path, write: bool, content: bytes, said: str
) -> None:
    path.write_bytes(content)
    with pytest.raises(StoreError, match=said):
        _ = Store.writer(path, NOW) if write else Store.reader(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("write", [True, False])
def test_a_database_of_something_else_is_refused(path: Path, write: bool) -> None:
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("CREATE TABLE stamps (country)")
    with pytest.raises(StoreError, match="is a database, but not a case"):
        _ = Store.writer(path, NOW) if write else Store.reader(path)


def test_a_folder_is_no_case(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        Store.writer(tmp_path, NOW)


def test_an_empty_file_becomes_a_case_for_a_writer_only(path: Path) -> None:
    path.touch()
    with pytest.raises(StoreError, match="is empty"):
        Store.reader(path)
    with Store.writer(path, NOW) as store:
        assert store.reports() == ()


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_case_is_refused_with_a_sentence(path: Path, share: float) -> None:
    full_case(path)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    with (
        pytest.raises(StoreError, match=r"is damaged|is not a case|cannot be"),
        Store.reader(path) as store,
    ):
        store.reports(), store.claims(), store.incidents(), store.links(), store.disputes()
        store.original("seed-1"), store.decisions(), store.search("baghdad")


def test_a_row_that_was_changed_from_outside_is_refused_with_a_sentence(path: Path) -> None:
    full_case(path)
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("UPDATE statement SET body = ?", (json.dumps({"id": "x"}),))
    with Store.reader(path) as store, pytest.raises(StoreError, match="does not hold a Statement"):
        store.claims()


def test_a_full_disk_is_told_and_what_was_stored_is_kept(path: Path) -> None:
    with Store.writer(path, NOW) as store:
        put(store, report_of("r1"))
        raw = store._connection.connection.dbapi_connection
        assert isinstance(raw, sqlite3.Connection)
        pages = raw.execute("PRAGMA page_count").fetchone()[0]
        raw.execute(f"PRAGMA max_page_count = {pages}")
        long = "".join(f"{n} words. " for n in range(90_000))
        with pytest.raises(StoreError, match=r"No space is left .* what is stored is kept"):
            put(store, report_of("r2", long), ())
        assert [r.id for r in store.reports()] == ["r1"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs a user without root")
def test_a_folder_that_may_not_be_written_is_told_and_can_be_read(path: Path) -> None:
    full_case(path)
    path.parent.chmod(0o500)
    try:
        with Store.reader(path) as store:
            assert len(store.reports()) == 2
        with pytest.raises(StoreError, match="cannot be written"):
            Store.writer(path, NOW)
    finally:
        path.parent.chmod(0o700)


# --- readers and writers at once --------------------------------------------------------------


def test_a_reader_sees_one_state_while_another_writes(path: Path) -> None:
    full_case(path)
    with Store.reader(path) as reader:
        assert len(reader.reports()) == 2
        with Store.writer(path, NOW) as writer:
            put(writer, report_of("r3"))
            assert len(writer.reports()) == 3
        assert len(reader.reports()) == 2
    with Store.reader(path) as reader:
        assert len(reader.reports()) == 3
    assert os.listdir(path.parent) == ["case.db"]


def test_a_transaction_is_whole_or_nothing(path: Path) -> None:
    with Store.writer(path, NOW) as store:
        with pytest.raises(KeyError), store.transaction():
            put(store, report_of("r1"))
            raise KeyError
        assert store.reports() == ()
        with store.transaction():
            put(store, report_of("r1"))
            put(store, report_of("r2", TEXT + " More."))
        assert len(store.reports()) == 2

"""One case file: opening, checking its version, upgrading it, and saying plainly what went wrong.

In: a path. Out: a SQLAlchemy connection to a SQLite file in WAL mode that holds the newest schema.
It refuses what is no case, a case of a newer version, and (for readers) one of an older version:
readers never upgrade. A writer keeps a copy of the file beside it before it upgrades.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError

from secondsource.errors import SchemaOutdated, StoreError

SCHEMA_VERSION = "0003"
"""The newest upgrade in `upgrades/versions`; a test compares the two."""

_UPGRADES = Path(__file__).parent / "upgrades"


def connect(path: Path, *, write: bool) -> Connection:
    """A connection to a case of the newest schema, made or upgraded where `write` is true."""
    if not write and not path.exists():
        raise StoreError(
            f"There is no case at {path}. `secondsource run SOURCE --case {path}` makes one."
        )
    with plainly(path):
        connection = _engine(path, write=write).connect()
        try:
            if write:
                _ready(connection, path)
            else:
                _check(version(connection, path), path)
        except BaseException:
            connection.close()
            raise
    return connection


def version(connection: Connection, path: Path) -> str | None:
    """The number of the last upgrade of a case, or None for an empty file."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table'"
    tables = {row[0] for row in connection.exec_driver_sql(query)}
    if not tables:
        return None
    if "alembic_version" not in tables or "report" not in tables:
        raise StoreError(
            f"{path} is a database, but not a case of Second Source. Name another file with --case."
        )
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None else str(found)


@contextmanager
def plainly(path: Path) -> Iterator[None]:
    """Turns what the database says into one sentence about the case."""
    try:
        yield
    except IntegrityError as error:
        raise StoreError(
            f"{path} refuses a row that breaks a rule of the case: {error.orig}."
        ) from error
    except DBAPIError as error:
        raise StoreError(_sentence(path, str(error.orig))) from error
    except sqlite3.Error as error:
        raise StoreError(_sentence(path, str(error))) from error
    except UnicodeEncodeError as error:
        raise StoreError(
            f"{path} cannot hold a text with half a character ({error.object[error.start]!r}). "
            "Readers must replace lone surrogates."
        ) from error


_SENTENCES = (
    ("not a database", "{path} is not a case of Second Source. Name another file with --case."),
    (
        "malformed",
        "{path} is damaged. Restore a copy, or build the case again from its reports.",
    ),
    ("disk i/o", "{path} cannot be read or written: the disk reports an error. Check the disk."),
    (
        "is full",
        "No space is left on the disk of {path}. Free some and run again; what is stored is kept.",
    ),
    ("readonly", "{path} cannot be written. Choose a file you may write to, with --case."),
    ("unable to open", "{path} cannot be opened. Check that its folder exists and may be used."),
    ("locked", "{path} is held by another program. Close it there, or use another --case."),
)


def _sentence(path: Path, said: str) -> str:
    for words, sentence in _SENTENCES:
        if words in said.lower():
            return sentence.format(path=path)
    return f"{path} cannot be used as a case: {said}. Restore a copy, or use another --case."


def _engine(path: Path, *, write: bool) -> Engine:
    uri = _uri(path, write=write)
    engine = create_engine(
        "sqlite://",
        poolclass=NullPool,
        creator=lambda: sqlite3.connect(
            uri, uri=True, isolation_level=None, timeout=5.0, check_same_thread=False
        ),
    )
    begin = "BEGIN IMMEDIATE" if write else "BEGIN"
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    event.listen(engine, "connect", _prepare if write else _read_only)
    return engine


def _uri(path: Path, *, write: bool) -> str:
    name = path.absolute().as_uri()
    if write:
        return name
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        return f"{name}?mode=rw"  # so that the last to close tidies up; see `_read_only`
    wal = path.with_name(path.name + "-wal")
    return f"{name}?mode=ro" if wal.exists() else f"{name}?immutable=1"


def _prepare(raw: sqlite3.Connection, _record: object) -> None:
    """Settings of a writer's connection; they must be made outside a transaction."""
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("PRAGMA synchronous = NORMAL")
    raw.execute("PRAGMA foreign_keys = ON")


def _read_only(raw: sqlite3.Connection, _record: object) -> None:
    """A reader's connection cannot change a row."""
    raw.execute("PRAGMA query_only = ON")


def _check(found: str | None, path: Path) -> None:
    """Refuse what a reader of this version cannot read."""
    if found is None:
        raise StoreError(
            f"{path} is empty. `secondsource run SOURCE --case {path}` makes it a case."
        )
    if found > SCHEMA_VERSION:
        raise SchemaOutdated(
            f"{path} was written by a newer version of Second Source (schema {found}, this one "
            f"knows {SCHEMA_VERSION}). Install the newer version."
        )
    if found < SCHEMA_VERSION:
        raise SchemaOutdated(
            f"{path} was written by an older version of Second Source (schema {found}, this one "
            f"reads {SCHEMA_VERSION}). `secondsource run SOURCE --case {path}` keeps a copy of it "
            "and upgrades it."
        )


def _ready(connection: Connection, path: Path) -> None:
    """Make or upgrade the case of a writer, which holds the lock."""
    found = version(connection, path)
    if found is not None and found > SCHEMA_VERSION:
        _check(found, path)
    connection.rollback()
    if found == SCHEMA_VERSION:
        return
    if found is not None:
        _back_up(connection, path, found)
    with connection.begin():
        upgrade(connection, SCHEMA_VERSION)


def _back_up(connection: Connection, path: Path, found: str) -> None:
    """A copy of the whole case beside it, named after the schema it has."""
    copy = path.with_name(f"{path.name}.schema-{found}")
    number = 1
    while copy.exists():
        number += 1
        copy = path.with_name(f"{path.name}.schema-{found}.{number}")
    raw = connection.connection.dbapi_connection
    if not isinstance(raw, sqlite3.Connection):
        raise StoreError(f"{path} could not be copied before its upgrade, so it was left as it is.")
    target = sqlite3.connect(copy)
    try:
        raw.backup(target)
    finally:
        target.close()


def upgrade(connection: Connection, target: str) -> None:
    """Run the upgrades up to `target` inside the transaction of the connection."""
    from alembic import command  # only a writer of a new or old case pays for the import
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_UPGRADES).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, target)

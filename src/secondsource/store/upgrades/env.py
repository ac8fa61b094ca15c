"""How Alembic runs the upgrades: on the one connection it is handed, inside its transaction."""

from __future__ import annotations

from alembic import context

from secondsource.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()

"""The numbered upgrades of a case file, run by Alembic; see `store.file.upgrade`."""

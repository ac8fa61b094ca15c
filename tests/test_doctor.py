"""What `doctor` looks at, and what it says of a damaged case."""

from __future__ import annotations

from pathlib import Path

from making import full_case
from secondsource.doctor import examine, libraries


def test_it_looks_at_every_library_the_package_needs() -> None:
    names = {check.name for check in examine(None)}
    assert set(libraries()) <= names
    assert {"typer", "rich", "sqlalchemy", "onnxruntime"} <= names
    assert "scipy" not in names  # of an extra


def test_it_finds_data_files_and_examples() -> None:
    found = {check.name: check for check in examine(None)}
    assert found["data files"].sound
    assert found["examples"].sound


def test_it_counts_what_a_case_holds(tmp_path: Path) -> None:
    case = full_case(tmp_path / "my.db")
    last = examine(case)[-1]
    assert last.sound
    assert "2 reports, 1 incident" in last.found


def test_what_is_no_case_is_not_sound(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("not a database at all, only words", encoding="utf-8")
    for name in ("notes.db", "nothing.db"):
        last = examine(tmp_path / name)[-1]
        assert not last.sound
        assert name in last.found

"""The example case with two incidents checked, and copies of it."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from publishing import AIRPORT, AT, STATION, Prepare, the
from secondsource.model import Decision, DecisionKind
from secondsource.pipeline import Tools, decide
from secondsource.publish import Options, prepare
from secondsource.store import Store


@pytest.fixture(scope="session")
def checked_case(
    example_case: Path, tools: Tools, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The example case with two incidents checked by a person, and one of them ruled on."""
    case = tmp_path_factory.mktemp("checked") / "example.db"
    shutil.copy(example_case, case)
    with Store.writer(case, AT) as store:
        held = store.incidents()
        station, airport = the(held, *STATION), the(held, *AIRPORT)
        kinds = (
            ("a1", DecisionKind.VALUE, (airport.id, "killed"), "72", "As Kenneth McKenzie said."),
            ("a2", DecisionKind.CHECK, (station.id,), None, None),
            ("a3", DecisionKind.CHECK, (airport.id,), None, None),
        )
        for name, kind, subject, value, reason in kinds:
            noted = Decision(name, kind, subject, value, reason, (), None, "ana.k", AT)
            decide(store, noted, tools)
    return case


@pytest.fixture
def prepared(checked_case: Path, tools: Tools) -> Prepare:
    """Makes a copy of the checked case."""

    def make(case: Path = checked_case, at: datetime = AT, **options: Any) -> Any:
        with Store.reader(case) as store:
            return prepare(
                store,
                Options(**options),
                tools.gazetteer,
                tools.actors,
                at=at,
                title="Example",
            )

    return make

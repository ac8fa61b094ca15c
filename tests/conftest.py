"""What several test files share: the evaluation folder, the tools, skips with reasons."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "repeatable", derandomize=True, deadline=None, suppress_health_check=list(HealthCheck)
)
settings.load_profile("repeatable")

AT = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="session")
def tools() -> Any:
    """The tools that ship with the package, opened once."""
    from secondsource.pipeline import open_tools

    return open_tools()


@pytest.fixture(scope="session")
def example_case(tmp_path_factory: pytest.TempPathFactory, tools: Any) -> Path:
    """A case of the example reports, made once; copy it before writing to it."""
    from secondsource.pipeline import run
    from secondsource.store import Store

    case = tmp_path_factory.mktemp("example") / "example.db"
    with Store.writer(case, AT) as store:
        run([str(Path(__file__).parents[1] / "examples" / "reports")], store, tools, at=AT)
    return case


@pytest.fixture(scope="session")
def undated_case(example_case: Path, tools: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example case and an incident that nobody dates; copy it before writing to it."""
    from secondsource.pipeline import run
    from secondsource.store import Store

    folder = tmp_path_factory.mktemp("undated")
    case, report = folder / "example.db", folder / "clinic.txt"
    shutil.copy(example_case, case)
    report.write_text("Gunmen shot dead two nurses at a clinic in Gao.", encoding="utf-8")
    with Store.writer(case, AT) as store:
        run([str(report)], store, tools, at=AT)
    return case


@pytest.fixture(scope="session")
def eval_folder() -> Path:
    """The evaluation folder, or a skip that says why."""
    folder = Path(os.environ.get("SECONDSOURCE_EVAL", "../shared")).resolve()
    if not (folder / "eval" / "gold" / "incidents.json").is_file():
        pytest.skip(f"the evaluation folder is not at {folder}; set SECONDSOURCE_EVAL")
    return folder


@pytest.fixture(scope="session")
def need() -> Callable[[bool, str], None]:
    """Skips with a reason, or fails where SECONDSOURCE_REQUIRE=all forbids the skip."""

    def check(present: bool, what: str) -> None:
        if not present:
            if os.environ.get("SECONDSOURCE_REQUIRE") == "all":
                pytest.fail(f"{what} is required here and absent")
            pytest.skip(f"{what} is absent")

    return check

"""A case that is brought up to date report by report holds what one built at once holds."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from conftest import AT
from secondsource import derive
from secondsource.extract import open_rules
from secondsource.link import block, copies, usual
from secondsource.pipeline import Tools, rebuild, run
from secondsource.store import Store
from telling import judge
from test_laws import UNSHRUNK, exports, reports

CLUSTERS = Path(os.environ.get("SECONDSOURCE_EVAL", "../shared")) / "data" / "clusters"


@pytest.fixture
def rules(tools: Tools) -> Tools:
    """The tools without the model, which decides on nothing that is tested here."""
    return replace(tools, reader=open_rules())


@pytest.fixture
def patches(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Limits so low that small cases behave as large ones; and what was patched or rebuilt."""
    done: list[str] = []
    for name in ("_patch", "rebuild"):
        real = getattr(derive, name)

        def noted(*told: Any, _name: str = name, _real: Any = real, **more: Any) -> None:
            done.append(_name)
            _real(*told, **more)

        monkeypatch.setattr(derive, name, noted)
    for module, limits in (
        (usual, {"SAMPLE": 2}),
        (block, {"EVERY": 4, "PARTNERS": 3, "CROWD": 6}),
        (copies, {"CROWD": 2}),
        (derive, {"FEW": 1.0}),
    ):
        for limit, value in limits.items():
            monkeypatch.setattr(module, limit, value)
    yield done


def fed(rows: list[dict[str, Any]], store: Store, tools: Tools, folder: Path) -> None:
    """Read rows into a case in one run."""
    source = folder / "source.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    run([str(source)], store, tools, at=AT)


def at_once(
    rows: list[dict[str, Any]], tools: Tools, folder: Path, name: str
) -> dict[str, list[Any]]:
    with Store.writer(folder / f"{name}.db", AT) as store:
        fed(rows, store, tools, folder)
        rebuild(store, tools, at=AT)
        return exports(store)


@settings(
    max_examples=25,
    phases=UNSHRUNK,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=reports())
def test_report_by_report_is_at_once(
    rows: list[dict[str, Any]],
    patches: list[str],
    rules: Tools,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("derive")
    with Store.writer(folder / "one.db", AT) as store:
        for row in rows:
            fed([row], store, rules, folder)
        assert exports(store) == at_once(rows, rules, folder, "all")


@pytest.mark.skipif(not CLUSTERS.is_dir(), reason=f"no clusters in {CLUSTERS}")
def test_clusters_report_by_report_are_clusters_at_once(
    patches: list[str], rules: Tools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usual, "SAMPLE", 8)
    monkeypatch.setattr(block, "PARTNERS", 8)
    with gzip.open(CLUSTERS / "reports.jsonl.gz", "rt", encoding="utf-8") as stream:
        told = [json.loads(line) for line in stream]
    keys = ("id", "text", "source", "title", "published")
    rows = [{k: row[k] for k in keys if row.get(k)} for row in told[:60]]
    with Store.writer(tmp_path / "one.db", AT) as store:
        for n, row in enumerate(rows):
            fed([row], store, rules, tmp_path)
            if n % 20 == 19:
                assert exports(store) == at_once(rows[: n + 1], rules, tmp_path, f"all{n}")
        revised = [{**row, "text": row["text"][: len(row["text"]) // 2]} for row in rows[3:60:9]]
        for row in revised:
            fed([row], store, rules, tmp_path)
        assert exports(store) == at_once([*rows, *revised], rules, tmp_path, "revised")
    assert patches.count("_patch") >= 25


def test_a_decision_works_everything_out_again(
    patches: list[str], rules: Tools, tmp_path: Path
) -> None:
    texts = ("A bomb killed 3 people in Mosul on 3 March 2021.", "Gunmen killed 9 people in Goma.")
    rows = [{"id": f"r{n}", "text": text} for n, text in enumerate(texts)]
    with Store.writer(tmp_path / "case.db", AT) as store:
        fed(rows, store, rules, tmp_path)
        fed(rows, store, rules, tmp_path)
        assert patches == ["rebuild"]
        one, two = (i.accounts[0] for i in store.incidents())
        store.put_decision(replace(judge("same", one, two), at=AT + timedelta(hours=1)))
        fed(rows, store, rules, tmp_path)
        assert patches == ["rebuild", "rebuild"]
        assert len(store.incidents()) == 1

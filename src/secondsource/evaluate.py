"""Accuracy of the whole chain on a hand-coded gold folder, with floors that only rise.

In: a gold folder (`reports.jsonl`, `incidents.json`; form in docs/accuracy.md). Out: the scorers'
own figures, as a tree. The reports are run in a temporary case; nothing else is touched. It
refuses a folder without gold, and says what to install where scipy is missing.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from secondsource.errors import ConfigError, InputError
from secondsource.export import export_case
from secondsource.pipeline import Tools, run
from secondsource.store import Store

Figures = dict[str, Any]


def evaluate(
    gold: Path, tools: Tools, *, at: datetime, only: str = "", resamples: int = 1000
) -> Figures:
    """The figures of every scorer on one gold folder, as one tree of ratios.

    `only` keeps the reports whose id starts so. Each ratio has value, numerator, denominator and
    a 95 % interval over `resamples` draws of reports.
    """
    try:
        from secondsource.scorers import evallib, score_contradictions, score_incidents
    except ModuleNotFoundError as missing:
        raise ConfigError(
            f"Measuring needs {missing.name}; install it with: pip install 'secondsource[evaluate]'"
        ) from missing
    for name in ("reports.jsonl", "incidents.json"):
        if not (gold / name).is_file():
            raise InputError(f"{gold} has no {name}; name a gold folder (see docs/accuracy.md).")
    with tempfile.TemporaryDirectory() as folder:
        exports = exports_of(gold, only, Path(folder), tools, at)
        claims = evallib.read_jsonl(exports / "claims.jsonl")
        incidents = evallib.read_jsonl(exports / "incidents.jsonl")
        disputes = evallib.read_jsonl(exports / "disputes.jsonl")
    figures: Figures = score_incidents.score(
        score_incidents.Gold.load(gold, only), claims, incidents, resamples
    )
    rows = json.loads((gold / "incidents.json").read_text(encoding="utf-8"))["contradictions"]
    judged = [row for row in rows if score_contradictions.judged(row, only)]
    shown, _ = score_contradictions.score(judged, disputes)
    figures["contradictions"] = {"shown": shown, "judged": len(judged), "disputes": len(disputes)}
    return figures


def exports_of(gold: Path, only: str, folder: Path, tools: Tools, at: datetime) -> Path:
    """A folder with the claims, incidents and disputes that a gold folder's reports give."""
    source = folder / "reports.jsonl"
    lines = (gold / "reports.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = (line for line in lines if line.strip() and json.loads(line)["id"].startswith(only))
    source.write_text("".join(kept), encoding="utf-8")
    with Store.writer(folder / "gold.db", at) as store:
        run([str(source)], store, tools, at=at)
        for name in ("claims", "incidents", "disputes"):
            with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as out:
                export_case(store, name, out)
    return folder


def flat(figures: Figures, prefix: str = "") -> Iterator[tuple[str, float]]:
    """Every figure as (dotted name, value), for tables and floors."""
    for key, node in figures.items():
        name = f"{prefix}{key}"
        if isinstance(node, dict) and "value" in node:
            node = node["value"]
        if isinstance(node, dict):
            yield from flat(node, f"{name}.")
        elif isinstance(node, int | float) and not isinstance(node, bool):
            yield name, float(node)


def below_floor(figures: Figures, floors: dict[str, float]) -> list[str]:
    """One sentence for each figure that has fallen below its floor."""
    got = dict(flat(figures))
    found = []
    for name, floor in sorted(floors.items()):
        value = got.get(name)
        if value is None:
            found.append(f"{name} is no longer measured; its floor is {floor:.3f}.")
        elif value < floor:
            found.append(f"{name} is {value:.3f}, below its floor of {floor:.3f}.")
    return found

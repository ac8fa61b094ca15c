"""Linking on the Gun Violence Corpus: one report, one registry incident, with its date and tolls.

Run: `python benchmarks/gvc.py [--parts train dev] [--rules NAME] [--keep FOLDER] [--json F]`. In:
documents and registry under `$SECONDSOURCE_EVAL/data/gvc` (default `../shared`) and the scorer
`score_linking.py` under `$SECONDSOURCE_EVAL/eval`. Out: a line a figure and part, the product
beside text similarity alone and the registry's own ceiling, and the dead under `acled_like`, which
like the registry counts the attackers; `--rules` is the rule set of all else; with `--keep`, the
cases and their exports. The corpus is for measuring only: no text of it is printed, and nothing is
learnt from it.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from secondsource.export import export_case
from secondsource.pipeline import Tools, open_tools, run, switch_rules
from secondsource.reconcile import DEFAULT_RULES, rule_names
from secondsource.store import Store

Row = dict[str, Any]
FOLDER = Path(os.environ.get("SECONDSOURCE_EVAL", "../shared"))


def scorer(name: str) -> ModuleType:
    """A scorer of the evaluation folder."""
    folder = FOLDER / "eval"
    if not (folder / f"{name}.py").is_file():
        sys.exit(f"{folder} has no {name}.py; set SECONDSOURCE_EVAL to the evaluation data.")
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    return importlib.import_module(name)


def read(path: Path) -> list[Row]:
    """The rows of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def source_of(document: Row) -> Row:
    """A document as a report: its text, its title and its day of publication."""
    row = {"id": document["id"], "text": document["text"]}
    day = str(document.get("dct") or "")[:10]
    return (
        row | ({"title": document["title"]} if document.get("title") else {}) | {"published": day}
    )


LIKE_THE_REGISTRY = "acled_like"


def exports(documents: Sequence[Row], case: Path, tools: Tools, rules: str) -> Path:
    """A case of these documents, its claims and incidents beside it, the latter by both rules."""
    source = case.with_suffix(".source.jsonl")
    source.write_text("".join(json.dumps(source_of(d)) + "\n" for d in documents), "utf-8")
    at = datetime.now(UTC)
    with Store.writer(case, at) as store:
        run([str(source)], store, tools, at=at)
        for by in (LIKE_THE_REGISTRY, rules):
            switch_rules(by, store, tools, at=at)
            for name in ("claims", "incidents"):
                with case.with_suffix(f".{by}.{name}.jsonl").open("w", encoding="utf-8") as out:
                    export_case(store, name, out)
    return case


def measured(part: str, folder: Path, tools: Tools, rules: str) -> Row:
    """The figures of one part of the corpus."""
    documents = read(FOLDER / "data" / "gvc" / f"docs_{part}.jsonl")
    registry = read(FOLDER / "data" / "gvc" / f"incidents_{part}.jsonl")
    case = exports(documents, folder / f"gvc_{part}.db", tools, rules)

    def told(by: str) -> tuple[list[Row], list[Row]]:
        names = (case.with_suffix(f".{by}.{name}.jsonl") for name in ("claims", "incidents"))
        claims, incidents = map(read, names)
        return claims, incidents

    score = scorer("score_linking").score
    claims, incidents = told(rules)
    result: Row = score(documents, registry, claims, incidents)
    all_dead = score(documents, registry, *told(LIKE_THE_REGISTRY), resamples=2)
    result["incidents"]["killed_with_attackers"] = all_dead["incidents"]["killed"]
    result["reports"]["share_without_claim"] = {
        "value": result["reports"]["reports_without_claim"] / len(documents),
        "den": len(documents),
    }
    result["incidents"]["killed_but_attackers"] = {
        "value": victims_right(documents, registry, claims, incidents) / len(registry),
        "den": len(registry),
    }
    return result


def victims_right(
    documents: Sequence[Row],
    registry: Sequence[Row],
    claims: Sequence[Row],
    incidents: Sequence[Row],
) -> int:
    """Incidents whose dead are right with or without the attackers, whom the registry counts."""
    linking, ev = scorer("score_linking"), scorer("evallib")
    mains = linking.main_claims(claims, {d["id"] for d in documents}, "first")
    home = {report: str(told[0]["incident_id"]) for report, told in mains.items()}
    shared = Counter((d["incident_id"], home[d["id"]]) for d in documents if d["id"] in home)
    pairs = ev.one_to_one({pair: float(n) for pair, n in shared.items()})
    fields = {i["incident_id"]: i["fields"] for i in incidents}
    right = 0
    for row in registry:
        attackers = sum(
            p["type"].startswith("Subject") and "Killed" in (p.get("status") or "")
            for p in row["participants"]
        )
        found = fields.get(str(pairs.get(row["incident_id"])))
        best = (found["killed"]["best"] or 0) if found else None
        right += best in (row["killed"], row["killed"] - attackers)
    return right


WANTED = (
    ("CoNLL F1", "system.conll_f1"),
    ("B3 F1", "system.b3_f1"),
    ("B3 precision", "system.b3_precision"),
    ("B3 recall", "system.b3_recall"),
    ("text similarity alone, CoNLL F1", "baseline_tfidf.conll_f1"),
    ("same city and week, CoNLL F1", "baseline_same_date_and_city.conll_f1"),
    ("registry's date and city, CoNLL F1", "ceiling_registry_date_and_city.conll_f1"),
    ("reports without a claim", "reports.share_without_claim"),
    ("incident: date", "incidents.date_equal_or_narrow"),
    ("incident: killed", "incidents.killed"),
    ("incident: killed under acled_like", "incidents.killed_with_attackers"),
    ("incident: killed, the attackers aside", "incidents.killed_but_attackers"),
    ("incident: injured", "incidents.injured"),
    ("incident: state", "incidents.state"),
    ("report: date equal", "reports.date_equal"),
    ("report: killed", "reports.killed"),
    ("report: injured", "reports.injured"),
)


def lines(results: dict[str, Row]) -> Iterator[str]:
    """A table: figures down, parts across."""
    yield f"| | {' | '.join(results)} |"
    yield f"|---|{'---|' * len(results)}"
    for words, path in WANTED:
        cells = []
        for result in results.values():
            node: Any = result
            for key in path.split("."):
                node = node[key]
            cells.append(f"{node['value']:.3f} of {node['den']:g}")
        yield f"| {words} | {' | '.join(cells)} |"


def main() -> None:
    """Measure and print."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--parts", nargs="+", default=["train", "dev"])
    wanted.add_argument("--rules", choices=rule_names(), default=DEFAULT_RULES)
    wanted.add_argument("--keep", type=Path, help="Folder for the cases and their exports.")
    wanted.add_argument("--json", type=Path)
    given = wanted.parse_args()
    tools = open_tools()
    with tempfile.TemporaryDirectory() as passing:
        folder = given.keep or Path(passing)
        folder.mkdir(parents=True, exist_ok=True)
        results = {part: measured(part, folder, tools, given.rules) for part in given.parts}
    print("\n".join(lines(results)))
    if given.json:
        given.json.write_text(json.dumps(results, indent=1, default=str), encoding="utf-8")


if __name__ == "__main__":
    main()

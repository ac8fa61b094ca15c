"""How much of the MUC-4 incident templates the product's claims fill, slot by slot.

Run: `python benchmarks/muc4.py DATA [--sets tst1 tst2] [--resamples 1000] [--json FILE]`. In: a
folder with `NAME.jsonl` (or `.jsonl.gz`) messages and their templates, and the scorer
`score_muc4.py` under `$SECONDSOURCE_EVAL/eval` (default `../shared/eval`). Out: the slot table of
1992 and the overall figures, with 95 % intervals, for all sets together. The messages are run in a
temporary case. It reads no template before the run is over.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from secondsource.export import export_case
from secondsource.pipeline import open_tools, run
from secondsource.store import Store

Row = dict[str, Any]


def scorer() -> ModuleType:
    """The module that scores claims against templates."""
    folder = Path(os.environ.get("SECONDSOURCE_EVAL", "../shared")) / "eval"
    if not (folder / "score_muc4.py").is_file():
        sys.exit(f"{folder} has no score_muc4.py; set SECONDSOURCE_EVAL to the evaluation data.")
    sys.path.insert(0, str(folder))
    return importlib.import_module("score_muc4")


def messages(data: Path, names: Sequence[str]) -> Iterator[Row]:
    """The messages of some sets, with their templates."""
    for name in names:
        file = next(
            (f for f in (data / f"{name}.jsonl", data / f"{name}.jsonl.gz") if f.is_file()), None
        )
        if file is None:
            sys.exit(f"{data} has no {name}.jsonl; name the folder of the MUC-4 messages.")
        opened = gzip.open if file.suffix == ".gz" else open
        with opened(file, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def source_of(message: Row) -> Row:
    """A message as a report: its text, and the day of its header as the day of publication."""
    published = (message.get("header") or {}).get("date_iso")
    report = {"id": message["id"], "text": message["text"]}
    return report | ({"published": published} if published else {})


def claims_of(rows: Sequence[Row]) -> list[Row]:
    """The claims export of a temporary case with these messages."""
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "messages.jsonl", Path(folder) / "claims.jsonl"
        source.write_text("".join(json.dumps(source_of(r)) + "\n" for r in rows), encoding="utf-8")
        at = datetime.now(UTC)
        with Store.writer(Path(folder) / "muc4.db", at) as store:
            run([str(source)], store, open_tools(), at=at)
            export_case(store, "claims", out)
        return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def report(result: Row) -> None:
    """Print the slots that are asked for or filled, and the overall figures."""
    print("| slot | asked for | given | right | partly | precision | recall | F |")
    print("|---|---|---|---|---|---|---|---|")
    for slot, row in result["slots"].items():
        if row["pos"] or row["act"]:
            counts = " | ".join(f"{row[k]:g}" for k in ("pos", "act", "cor", "par"))
            shares = " | ".join(f"{row[k]:.0f}" for k in ("precision", "recall", "f"))
            print(f"| {slot.lower()} | {counts} | {shares} |")
    for name in ("all_templates", "slots_the_contract_fills"):
        for part in ("precision", "recall", "f1"):
            value = result[name][part]
            low, high = value["ci95"]
            print(f"{name}.{part} {value['value']:.3f} [{low:.2f}, {high:.2f}]")
    roles = result["ceaf_ree"]["micro"]["f1"]["value"]
    print(f"ceaf_ree.micro.f1 {roles:.3f}")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sets", nargs="+", default=["tst1", "tst2"])
    parser.add_argument("--resamples", type=int, default=1000)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    muc4 = scorer()
    docs = list(messages(options.data, options.sets))
    claims = claims_of(docs)
    result = muc4.score(docs, muc4.contract_templates(claims), options.resamples)
    report(result)
    if options.json:
        options.json.write_text(json.dumps(result, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()

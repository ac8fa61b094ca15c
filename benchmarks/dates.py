"""How well and how fast time expressions are read, beside other tools on the same texts.

Run: `python benchmarks/dates.py [--tags NAME=FILE …] [--sources FOLDER]` with the evaluation folder
named by `SECONDSOURCE_EVAL` (default `../shared`). In: WikiWars documents 1 to 16 and the MEANTIME
articles, and what other tools found in them: JSON Lines with `report_id` and `spans`, each with
`start`, `end`, `quote` and a `value` of `timex_type`, `timex_value` and `edtf`; `NAME` ends in
`.wikiwars` or `.meantime`. Out: one line a tool and text with span, value and same-days F1, and the
reports of 400 words that the dates layer reads a second. With `--sources` the texts are written for
other tools to read. MEANTIME is annotated up to its sixth sentence: what lies behind is cut.

The scorer is `eval/score_tags.py` of the evaluation folder, which is not part of the project.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
import time
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from secondsource.model import Report
from secondsource.resolve.dates import tag_dates

FOLDER = Path(os.environ.get("SECONDSOURCE_EVAL", "../shared"))
ANNOTATED = 6  # sentences of a MEANTIME article
WORDS = 400
BAR = 200  # reports a second on one core

Row = dict[str, Any]


def corpora() -> dict[str, list[Row]]:
    """The annotated texts by name."""
    wars = (FOLDER / "data" / "wikiwars" / "docs.jsonl").read_text(encoding="utf-8")
    with gzip.open(FOLDER / "data" / "meantime" / "docs.jsonl.gz", "rt", encoding="utf-8") as rows:
        news = [cut(json.loads(row)) for row in rows]
    return {"wikiwars": [json.loads(row) for row in wars.splitlines()], "meantime": news}


def cut(row: Row) -> Row:
    """An article up to where its annotation ends."""
    end = end_of(row)
    inside = [t for t in row["timex"] if t.get("end") is not None and t["end"] <= end]
    return {**row, "timex": inside}


def end_of(row: Row) -> int:
    """Where the annotation of a text ends."""
    sentences = row.get("sentences") if row.get("dataset") == "meantime" else None
    return int(sentences[:ANNOTATED][-1]["end"]) if sentences else len(row["text"])


def report_of(row: Row) -> Report:
    """A text as a report with its day of publication."""
    return Report(str(row["id"]), row["text"], "", "", published=published(row))


def published(row: Row) -> date | None:
    """The day of writing; a MEANTIME article has it on its second line."""
    if row.get("dataset") == "meantime":
        return datetime.strptime(row["text"].split("\n")[1].strip(), "%B %d, %Y").date()
    given = row.get("dct")
    given = given.get("value") if isinstance(given, dict) else given
    return date.fromisoformat(given[:10]) if given else None


def ours(row: Row) -> Row:
    """What this project finds in a text."""
    spans = [
        {
            "start": m.start,
            "end": m.end,
            "quote": m.quote,
            "value": {
                "timex_type": m.timex_type,
                "timex_value": m.timex_value,
                "edtf": getattr(m.value, "edtf", None),
            },
        }
        for m in tag_dates(report_of(row))
    ]
    return {"report_id": str(row["id"]), "spans": spans}


def figures(rows: Sequence[Row], found: Sequence[Row]) -> str:
    """Span, value and same-days F1 of some tags."""
    sys.path.insert(0, str(FOLDER / "eval"))
    from score_tags import score_dates

    ends = {str(row["id"]): end_of(row) for row in rows}
    tags = {
        row["report_id"]: [s for s in row["spans"] if s["end"] <= ends[row["report_id"]]]
        for row in found
        if row["report_id"] in ends
    }
    scores = score_dates(rows, tags, "timex2", 2)
    names = ("strict", "relaxed", "type", "value", "value_same_days")
    return "  ".join(f"{name} {scores[name]['f1']['value']:.3f}" for name in names)


def rate(rows: Sequence[Row]) -> float:
    """Reports of 400 words a second, the best of five rounds."""
    words = " ".join(row["text"] for row in rows).split(" ")
    texts = [" ".join(words[n : n + WORDS]) for n in range(0, len(words) - WORDS, WORDS)]
    best = 0.0
    for turn in range(5):
        reports = [
            Report(f"{turn}-{n}", text, "", "", published=date(2009, 12, 19))
            for n, text in enumerate(texts)
        ]
        began = time.process_time()
        for report in reports:
            tag_dates(report)
        best = max(best, len(reports) / (time.process_time() - began))
    return best


def main() -> int:
    """Print the figures; exit 1 where the bar of speed is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tags", action="append", default=[], help="NAME=FILE of another tool")
    parser.add_argument("--sources", type=Path, help="write the texts here, for other tools")
    args = parser.parse_args()
    texts = corpora()
    if args.sources:
        for name, rows in texts.items():
            with (args.sources / f"{name}.jsonl").open("w", encoding="utf-8") as out:
                for row in rows:
                    day = published(row)
                    source = {"id": row["id"], "text": row["text"], "published": str(day)}
                    out.write(json.dumps(source) + "\n")
    for name, rows in texts.items():
        print(f"secondsource {name}: {figures(rows, [ours(row) for row in rows])}")
        for given in args.tags:
            tool, _, file = given.partition("=")
            if tool.endswith(name):
                found = [json.loads(row) for row in Path(file).read_text("utf-8").splitlines()]
                print(f"{tool}: {figures(rows, found)}")
    speed = rate(texts["meantime"])
    print(f"dates layer: {speed:.0f} reports of {WORDS} words a second on one core (bar {BAR})")
    return int(speed < BAR)


if __name__ == "__main__":
    sys.exit(main())

"""Which of the contradictions a careful reader found does a case's `disputes` export show.

In: a gold folder and the `disputes` export (JSON Lines: dispute_id, about, property, kind, sides: [{value, statement_ids, evidence: [{report_id,
start, end, quote}]}]). Out: recall over gold contradictions with two or more quoted values that rest on the reports alone, and how many disputes the
case shows in all. A dispute shows a contradiction when two different sides of it quote two different gold values (any overlap).
Usage: score_contradictions.py --gold DIR --disputes FILE [--only seed-]
"""
from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from secondsource.scorers import evallib as ev
from secondsource.scorers.evallib import Json


def judged(row: Json, only: str) -> bool:
    """Whether reports alone show the contradiction: two or more quoted values, not outside knowledge, not mere context, not compatible values."""
    return len(row["values"]) >= 2 and row["kind"] in ("between", "within", "between and within") and row["about"] != "context" and not row["why"].startswith("compatible") and all(v["report_id"].startswith(only) for v in row["values"])


def quotes(side: Json, value: Json) -> bool:
    """Whether one side of a dispute quotes a gold value."""
    return any(e.get("report_id") == value["report_id"] and ev.overlap(ev.span_of(e), ev.span_of(value)) > 0 for e in side.get("evidence") or [])


def shows(dispute: Json, row: Json) -> bool:
    """Whether two sides quote two values."""
    hits = [{n for n, v in enumerate(row["values"]) if quotes(s, v)} for s in dispute.get("sides") or []]
    return any(a and b and len(a | b) > 1 for i, a in enumerate(hits) for b in hits[i + 1 :])


def score(rows: Sequence[Json], disputes: Sequence[Json]) -> tuple[int, list[Json]]:
    """(number shown, those missed)."""
    missed = [r for r in rows if not any(shows(d, r) for d in disputes)]
    return len(rows) - len(missed), missed


def main(argv: Sequence[str] | None = None) -> int:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--gold", required=True)
    p.add_argument("--disputes", required=True)
    p.add_argument("--only", default="")
    a = p.parse_args(argv)
    rows = [r for r in json.loads((Path(a.gold) / "incidents.json").read_text(encoding="utf-8"))["contradictions"] if judged(r, a.only)]
    disputes = ev.read_jsonl(a.disputes)
    found, missed = score(rows, disputes)
    print(f"contradictions.recall {found / max(1, len(rows)):.4f} {found}/{len(rows)}\ndisputes.count {len(disputes)}")
    for r in missed:
        print("missed", json.dumps({k: r[k] for k in ("field", "about", "why")}, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())

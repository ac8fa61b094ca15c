r"""Claims and incidents of our own reports that no reader was trained on, as one case.

    PYTHONPATH=src:training python training/held_sets.py

In: the parts of `texts.jsonl.gz` that `data.py` holds out; 44 of their incidents are told by
several reports. Out: figures on stdout. Nothing in the package was chosen by them, so they show
what a change is worth on reports nobody has looked at.
A claim is right where its trigger, else its sentence, meets an annotated one.
"""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Hashable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from data import OWN_TEXTS, accounts_of, held_out, read_lines

from secondsource.evaluate import exports_of
from secondsource.pipeline import open_tools
from secondsource.scorers import evallib

Row = dict[str, Any]
Labels = dict[Hashable, Hashable]
AT = datetime(2026, 1, 1, tzinfo=UTC)


def annotated(records: Iterable[Row]) -> dict[str, list[tuple[int, int, str]]]:
    """For each report its annotated triggers, with the incident each tells of."""
    found = {}
    for record in records:
        claims = record["claims"]
        found[record["id"]] = [
            (c["trigger"]["start"], c["trigger"]["end"],
             c.get("incident") or f"{record['id']}#{first}")
            for c, first in zip(claims, accounts_of(claims), strict=True)
            if c["kind"] == "incident"
        ]  # fmt: skip
    return found


def matched(claims: list[Row], golds: list[tuple[int, int, str]]) -> dict[int, int]:
    """Which annotated claim each claim of a report is."""
    weights = {}
    for n, claim in enumerate(claims):
        words = evallib.span_of(claim.get("trigger") or claim["evidence"])
        sentence = evallib.span_of(claim["evidence"])
        for m, (start, end, _) in enumerate(golds):
            if evallib.overlap(words, (start, end)):
                weights[n, m] = 2.0
            elif evallib.overlap(sentence, (start, start + 1)):
                weights[n, m] = 0.5
    return evallib.one_to_one(weights)


def labels(
    claims: list[Row], golds: dict[str, list[tuple[int, int, str]]]
) -> tuple[Labels, Labels]:
    """The incident of every annotated and of every exported claim, shared ones under one key."""
    told: dict[str, list[Row]] = defaultdict(list)
    for claim in claims:
        if claim["kind"] == "incident" and claim.get("incident_id"):
            told[claim["report_id"]].append(claim)
    key: Labels = {(r, m): gold[2] for r, rows in golds.items() for m, gold in enumerate(rows)}
    response: Labels = {}
    for report, mine in told.items():
        match = matched(mine, golds[report])
        for n, claim in enumerate(mine):
            response[report, match.get(n, f"claim {n}")] = claim["incident_id"]
    return key, response


def across(labelled: Labels) -> set[tuple[Hashable, Hashable]]:
    """The pairs of claims of different reports that tell of one incident."""
    groups: dict[Hashable, list[Any]] = defaultdict(list)
    for item, incident in labelled.items():
        groups[incident].append(item)
    return {
        (a, b) for items in groups.values() for a in items for b in items
        if a[0] < b[0]
    }  # fmt: skip


def main() -> None:
    """Prints the figures."""
    records = [r for r in read_lines(OWN_TEXTS) if held_out("written", r)]
    with tempfile.TemporaryDirectory() as folder:
        given = [{k: r.get(k) for k in ("id", "source", "title", "published", "text")}
                 for r in records]  # fmt: skip
        (Path(folder) / "reports.jsonl").write_text("".join(json.dumps(r) + "\n" for r in given))
        exports_of(Path(folder), "", Path(folder), open_tools(), AT)
        claims = evallib.read_jsonl(Path(folder) / "claims.jsonl")
    key, response = labels(claims, annotated(records))
    both = key.keys() & response.keys()
    print(f"{len(records)} reports, {len(key)} claims, {len(set(key.values()))} incidents")
    print(f"claims P {len(both) / len(response):.3f} R {len(both) / len(key):.3f}")
    for name, scores in (
        ("end to end", evallib.cluster_scores(key, response)),
        ("matched claims", evallib.cluster_scores({k: key[k] for k in both},
                                                  {k: response[k] for k in both})),
    ):  # fmt: skip
        shown = ("b3_precision", "b3_recall", "b3_f1", "conll_f1")
        print(f"{name}:", " ".join(f"{k} {scores[k]:.3f}" for k in shown))
    gold, got = across(key), across(response)
    right = len(gold & got)
    print(f"pairs across reports P {right / len(got):.3f} R {right / len(gold):.3f}")


if __name__ == "__main__":
    main()

"""Fits how the scores of rules and model are joined, on the texts held out from the model.

    python training/votes.py --data $SECONDSOURCE_EVAL/data > votes.toml   (of data/lexicons)

In: the annotated texts that `data.py` holds out. Out: `votes.toml`, and on stderr figures by
halves: fitted on one half of the texts, measured on the other. Deterministic.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from data import held_out, read_lines

import secondsource.extract as extract
from secondsource.extract.draft import Draft
from secondsource.extract.tagger import open_tagger
from secondsource.extract.votes import Weights, mark_of, odds_of, overlap, same_trigger, weighed
from secondsource.model import Kind, Report
from secondsource.resolve import open_actors, open_gazetteer, tag_report
from secondsource.text import sentences

SETS = ("fakes", "own", "muc4", "sentences", "voa")
LEAST = {Kind.INCIDENT: 0.45, Kind.TOTAL: 0.45, Kind.REACTION: 0.35}
"""The least scores: best F1 by halves, for totals and reactions within its noise."""
Case = tuple[Kind, str]
Read = tuple[dict[str, Any], list[tuple[int, int]], tuple[Draft, ...], tuple[Draft, ...]]


def read_all(folder: Path) -> list[Read]:
    """Each held-out text with its sentences and what each of the two readers makes of it."""
    tagger = open_tagger()
    assert tagger is not None, "no model is shipped; run export.py first"
    reader, gazetteer, actors = extract.open_rules(), open_gazetteer(), open_actors()
    rows: list[Read] = []
    for name in SETS:
        for record in read_lines(folder / "claims" / f"{name}.jsonl.gz"):
            if not held_out(name, record):
                continue
            text, said = record["text"], record["published"]
            mark = hashlib.sha256(text.encode()).hexdigest()
            day = date.fromisoformat(said) if said else None
            report = Report(record["id"], text, mark, "", published=day)
            read = [s for s in sentences(text) if s.unit.kind not in extract._SKIPPED]
            rules = extract._rule_drafts(text, read, tag_report(report, gazetteer, actors), reader)
            spans = [(s.start, s.end) for s in read]
            rows.append((record, spans, rules, tagger.drafts(text, read)))
    return rows


def place(at: int, spans: Sequence[tuple[int, int]]) -> int:
    """The sentence an offset stands in."""
    return next((k for k, (a, b) in enumerate(spans) if a <= at < b), -1)


def right(drafts: Sequence[Draft], row: Read) -> list[bool]:
    """For each draft whether it finds an annotated claim of its kind in its sentence."""
    record, spans = row[0], row[1]
    pairs = []
    for j, claim in enumerate(record["claims"]):
        anchor = claim.get("trigger") or claim.get("count")
        if not anchor or claim["negated"]:
            continue
        home = place(anchor["start"], spans)
        for i, draft in enumerate(drafts):
            start, end = mark_of(draft)
            if draft.kind.value != claim["kind"] or place(start, spans) != home or draft.negated:
                continue
            hit = 2.0 * (start < anchor["end"] and anchor["start"] < end)
            hit += 0.5 * (draft.event_type == claim.get("event_type"))
            pairs.append((-(hit + 0.1 * draft.score), i, j))
    used: set[int] = set()
    found: set[int] = set()
    for _, i, j in sorted(pairs):
        if i not in found and j not in used:
            found.add(i)
            used.add(j)
    return [i in found for i in range(len(drafts))]


def features(draft: Draft, rules: Sequence[Draft]) -> tuple[str, list[float]]:
    """The case a draft of the model is in, and the numbers that `votes.joint` weighs."""
    twins = [r.score for r in rules if same_trigger(r, draft)]
    if twins:
        return "both", [odds_of(draft.score), odds_of(max(twins)), 1.0]
    near = any(r.kind is draft.kind and overlap(r.sentence, draft.sentence) for r in rules)
    return "alone", [odds_of(draft.score), float(near), 1.0]


def fitted(rows: Sequence[Read]) -> Weights:
    """Logistic regression by Newton steps, of each kind and case."""
    given: dict[Case, list[list[float]]] = defaultdict(list)
    truth: dict[Case, list[bool]] = defaultdict(list)
    for row in rows:
        for draft, good in zip(row[3], right(row[3], row), strict=True):
            case, numbers = features(draft, row[2])
            given[draft.kind, case].append(numbers)
            truth[draft.kind, case].append(good)

    def of(case: str) -> dict[Kind, tuple[float, float, float]]:
        return {kind: newton(given[kind, case], truth[kind, case]) for kind in Kind}

    return Weights(of("both"), of("alone"), LEAST)


def newton(rows: Sequence[Sequence[float]], truth: Sequence[bool]) -> tuple[float, float, float]:
    """Weights of three numbers; a little ridge keeps the rare cases near the model's own score."""
    start = np.array([1.0, 0.0, 0.0])
    w = start.copy()
    if not rows:
        return (1.0, 0.0, 0.0)
    x, y = np.array(rows), np.array(truth, dtype=float)
    for _ in range(80):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (p - y) + 1.0 * (w - start)
        hessian = (x * (p * (1 - p))[:, None]).T @ x + 1.0 * np.eye(3)
        step = np.linalg.solve(hessian, gradient)
        w -= step / max(1.0, float(np.abs(step).max()))
    return (round(float(w[0]), 3), round(float(w[1]), 3), round(float(w[2]), 3))


def figures(rows: Sequence[Read], weights: Weights, count: Counter[tuple[str, str]]) -> None:
    """Counts of right, found and wanted claims of each kind."""
    for row in rows:
        drafts = weighed(row[2], row[3], weights)[1]
        for draft, good in zip(drafts, right(drafts, row), strict=True):
            if not draft.negated:
                count[draft.kind.value, "found"] += 1
                count[draft.kind.value, "right"] += good
        for claim in row[0]["claims"]:
            if not claim["negated"]:
                count[claim["kind"], "wanted"] += 1


def toml(weights: Weights) -> str:
    """The lexicon file."""
    lines = [
        "# How the scores of rules and model are joined (training/votes.py). Of each kind: weight",
        "# of the log-odds of the model's score; of those of the rules' score (both), or of the",
        "# rules having a claim elsewhere in the sentence (alone); and what is added.",
        "# `least` is the score a draft needs.",
        "",
        "[least]",
        *(f"{kind.value} = {share}" for kind, share in weights.least.items()),
    ]

    def rows(name: str, table: Mapping[Kind, tuple[float, float, float]]) -> None:
        lines.append(f"\n[{name}]")
        lines.extend(f"{kind.value} = [{', '.join(map(str, w))}]" for kind, w in table.items())

    rows("both", weights.both)
    rows("alone", weights.alone)
    return "\n".join(lines)


def main() -> None:
    """Prints the weights; figures by halves to stderr."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    rows = read_all(parser.parse_args().data)
    halves = (rows[::2], rows[1::2])
    for least in (0.3, 0.35, 0.4, 0.45, 0.5):
        count: Counter[tuple[str, str]] = Counter()
        for at in (0, 1):
            weights = replace(fitted(halves[1 - at]), least=dict.fromkeys(Kind, least))
            figures(halves[at], weights, count)
        for kind in Kind:
            n = {k: count[kind.value, k] for k in ("right", "found", "wanted")}
            p, r = n["right"] / max(1, n["found"]), n["right"] / max(1, n["wanted"])
            f = 2 * n["right"] / max(1, n["found"] + n["wanted"])
            print(f"least {least} {kind.value}: P {p:.3f} R {r:.3f} F1 {f:.3f}", file=sys.stderr)
    print(toml(fitted(rows)))


if __name__ == "__main__":
    main()

"""Fits the weights by which an event is tied to one of the places named in its sentence.

In: the set `event_location` under `$SECONDSOURCE_EVAL/data` (default `../shared`), without the rows
of its `dev_ids.txt`, which nothing trains on. Out: `src/secondsource/data/event_places.json`, a
weight a sign. A choice among the names of a sentence and "none of them", its likelihood that of
any right name; the penalty was chosen by leaving out a fifth of the sentences in turn. No text is
kept: a sign that names an event's words is kept only where 20 rows or more show it.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
import zlib
from collections import Counter
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from secondsource.model import Report
from secondsource.resolve import open_actors, open_gazetteer, tag_report
from secondsource.resolve.placing_events import line_of, signs_of

ROOT = Path(__file__).resolve().parents[1]
SET = Path(os.environ.get("SECONDSOURCE_EVAL", "../shared")) / "data" / "event_location"
PENALTY = 2.0
SEEN = 8
Row = tuple[str, list[list[str]], list[int]]


def rows() -> list[Row]:
    """The signs of every answer of every row, and which answers are right (0 is none)."""
    held = set((SET / "dev_ids.txt").read_text("utf-8").split())
    gazetteer, actors = open_gazetteer(), open_actors()
    found, tagged = [], {}
    with gzip.open(SET / "train.jsonl.gz", "rt", encoding="utf-8") as stream:
        for row in map(json.loads, stream):
            if row["id"] in held:
                continue
            text = row["text"]
            if text not in tagged:
                tagged[text] = tag_report(Report("r", text, "", ""), gazetteer, actors)
            verb = (row["verb"]["start"], row["verb"]["end"])
            line = line_of(text, 0, len(text), verb, tagged[text])
            right = [
                index
                for index, name in enumerate(line.names, 1)
                if any(g["start"] < name.end and name.start < g["end"] for g in row["locations"])
            ]
            if line.names and (right or not row["locations"]):
                found.append((text, signs_of(line), right or [0]))
    return found


def fit(data: list[Row], penalty: float) -> dict[str, float]:
    """The weights that make the right answers likeliest, less a penalty on their squares."""
    seen: Counter[str] = Counter()
    for _text, answers, _right in data:
        seen.update({sign for signs in answers for sign in signs})
    names = sorted(sign for sign, count in seen.items() if count >= SEEN)
    column = {name: i for i, name in enumerate(names)}
    indices, pointers, group, right = [], [0], [], []
    for number, (_text, answers, truth) in enumerate(data):
        for index, signs in enumerate(answers):
            indices += [column[s] for s in signs if s in column]
            pointers.append(len(indices))
            group.append(number)
            right.append(index in truth)
    x = csr_matrix((np.ones(len(indices)), indices, pointers), (len(group), len(names)))
    groups, good = np.array(group), np.array(right)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        score = x @ w
        top = np.full(len(data), -np.inf)
        np.maximum.at(top, groups, score)
        odds = np.exp(score - top[groups])
        total = np.bincount(groups, odds)
        hit = np.bincount(groups, odds * good)
        slope = odds / total[groups] - odds * good / hit[groups]
        value = float(np.sum(np.log(total) - np.log(hit))) + penalty / 2 * float(w @ w)
        return value, x.T @ slope + penalty * w

    best = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B")
    return dict(zip(names, best.x, strict=True))


def share_right(data: list[Row], weights: dict[str, float]) -> float:
    """The share of rows whose likeliest answer is a right one."""
    hits = 0
    for _text, answers, right in data:
        scores = [sum(weights.get(s, 0.0) for s in signs) for signs in answers]
        hits += scores.index(max(scores)) in right
    return hits / len(data)


def main() -> None:
    """Write the weights; with `--folds`, print what each penalty gets on sentences left out."""
    data = rows()
    if "--folds" in sys.argv:
        fold = [zlib.crc32(text.encode()) % 5 for text, _answers, _right in data]
        for penalty in (0.5, 1.0, 2.0, 4.0, 8.0):
            got = 0.0
            for part in range(5):
                kept = [row for row, f in zip(data, fold, strict=True) if f != part]
                left = [row for row, f in zip(data, fold, strict=True) if f == part]
                got += share_right(left, fit(kept, penalty)) * len(left)
            print(f"penalty {penalty}: {got / len(data):.4f} of {len(data)} rows with a name")
        return
    weights = {k: round(float(v), 3) for k, v in fit(data, PENALTY).items() if abs(v) >= 0.005}
    text = json.dumps(weights, indent=0, sort_keys=True, ensure_ascii=False)
    path = ROOT / "src" / "secondsource" / "data" / "event_places.json"
    path.write_text(text + "\n", encoding="utf-8")
    print(f"{len(weights)} weights, fits {share_right(data, weights):.4f} of {len(data)} rows")


if __name__ == "__main__":
    main()

"""Fits the weights by which an event is tied to one of the places named in its sentence.

In: under `$SECONDSOURCE_EVAL/data` (default `../shared`) the set `event_location` without the rows
of its `dev_ids.txt`, which nothing trains on, and the incidents of the annotated claims that may
train a shipped model, which count `CLAIMS` each: trigger and places of one sentence. Out:
`src/secondsource/data/event_places.json`, a weight a sign. A choice among the names of a sentence
and "none of them", its likelihood that of any right name; penalty and share were chosen by leaving
out a fifth of the sentences in turn. No text is kept: a sign is kept only where `SEEN` rows or more
show it.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
import zlib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from secondsource.model import Mention, Report
from secondsource.resolve import Actors, Gazetteer, open_actors, open_gazetteer, tag_report
from secondsource.resolve.placing_events import line_of, signs_of
from secondsource.text import sentences

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("SECONDSOURCE_EVAL", "../shared")) / "data"
SET = DATA / "event_location"
TEXTS = ("fakes", "sentences", "voa", "own", "re3d")
PENALTY = 4.0
CLAIMS = 0.3
SEEN = 2.5
LEAST = 0.03  # smaller weights are left out


class Row(NamedTuple):
    """The signs of every answer of one event, which answers are right (0 is none), its weight."""

    text: str
    answers: list[list[str]]
    right: list[int]
    weight: float


def rows() -> list[Row]:
    """The rows of both sets that have a name to choose and a right answer."""
    held = set((SET / "dev_ids.txt").read_text("utf-8").split())
    tag = cache(partial(_tagged, gazetteer=open_gazetteer(), actors=open_actors()))
    found, kept_out = [], set()
    for row in _read(SET / "train.jsonl.gz"):
        text = row["text"]
        if row["id"] in held:
            kept_out.add(text.strip())
            continue
        verb = (row["verb"]["start"], row["verb"]["end"])
        places = [(g["start"], g["end"]) for g in row["locations"]]
        found.append(_row(text, 0, len(text), verb, places, tag(text), 1.0))
    for name in TEXTS:
        for record in _read(DATA / "claims" / f"{name}.jsonl.gz"):
            text = record["text"]
            if not record.get("share_alike") and text.strip() not in kept_out:
                found += _claims(text, record["claims"], tag(text))
    return [row for row in found if row is not None]


def _claims(
    text: str, claims: list[dict[str, Any]], mentions: tuple[Mention, ...]
) -> Iterator[Row | None]:
    """A row for each incident whose places stand in the sentence of its trigger, or nowhere."""
    lines = sentences(text)
    for claim in claims:
        trigger = claim.get("trigger")
        if claim["kind"] != "incident" or not trigger:
            continue
        line = next((s for s in lines if s.start <= trigger["start"] < s.end), None)
        said = [s for s in claim["statements"] if s["property"] == "place"]
        if line is None:
            continue
        here = [(s["start"], s["end"]) for s in said if line.start <= s["start"] < line.end]
        if here or not said:
            verb = (trigger["start"], trigger["end"])
            yield _row(text, line.start, line.end, verb, here, mentions, CLAIMS)


def _row(
    text: str,
    start: int,
    end: int,
    verb: tuple[int, int],
    places: list[tuple[int, int]],
    mentions: tuple[Mention, ...],
    weight: float,
) -> Row | None:
    line = line_of(text, start, end, verb, mentions)
    right = [
        index
        for index, name in enumerate(line.names, 1)
        if any(a < name.end and name.start < b for a, b in places)
    ]
    if not line.names or not (right or not places):
        return None
    return Row(text.strip(), signs_of(line), right or [0], weight)


def _tagged(text: str, gazetteer: Gazetteer, actors: Actors) -> tuple[Mention, ...]:
    return tag_report(Report("r", text, "", ""), gazetteer, actors)


def _read(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        yield from map(json.loads, stream)


def fit(data: list[Row], penalty: float) -> dict[str, float]:
    """The weights that make the right answers likeliest, less a penalty on their squares."""
    seen: defaultdict[str, float] = defaultdict(float)
    for row in data:
        for sign in {sign for signs in row.answers for sign in signs}:
            seen[sign] += row.weight
    names = sorted(sign for sign, count in seen.items() if count >= SEEN)
    column = {name: i for i, name in enumerate(names)}
    indices, pointers, group, right = [], [0], [], []
    for number, row in enumerate(data):
        for index, signs in enumerate(row.answers):
            indices += [column[s] for s in signs if s in column]
            pointers.append(len(indices))
            group.append(number)
            right.append(index in row.right)
    x = csr_matrix((np.ones(len(indices)), indices, pointers), (len(group), len(names)))
    turned = x.T.tocsr()
    groups, good = np.array(group), np.array(right)
    weight = np.array([row.weight for row in data])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        score = x @ w
        top = np.full(len(data), -np.inf)
        np.maximum.at(top, groups, score)
        odds = np.exp(score - top[groups])
        total = np.bincount(groups, odds)
        hit = np.bincount(groups, odds * good)
        slope = weight[groups] * (odds / total[groups] - odds * good / hit[groups])
        value = float(np.sum(weight * (np.log(total) - np.log(hit))))
        return value + penalty / 2 * float(w @ w), turned @ slope + penalty * w

    best = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B")
    return dict(zip(names, best.x, strict=True))


def share_right(data: list[Row], weights: dict[str, float]) -> float:
    """The share of rows whose likeliest answer is a right one."""
    hits = 0
    for row in data:
        scores = [sum(weights.get(s, 0.0) for s in signs) for signs in row.answers]
        hits += scores.index(max(scores)) in row.right
    return hits / len(data)


def _fold(row: Row) -> int:
    return zlib.crc32(row.text.encode()) % 5


def main() -> None:
    """Write the weights; with `--folds`, print what each penalty gets on sentences left out."""
    data = rows()
    own = [row for row in data if row.weight == 1.0]
    if "--folds" in sys.argv:
        for penalty in (2.0, 4.0, 8.0):
            got = 0.0
            for part in range(5):
                kept = [row for row in data if _fold(row) != part]
                left = [row for row in own if _fold(row) == part]
                got += share_right(left, fit(kept, penalty)) * len(left)
            print(f"penalty {penalty}: {got / len(own):.4f} of {len(own)} rows with a name")
        return
    weights = {k: round(float(v), 3) for k, v in fit(data, PENALTY).items() if abs(v) >= LEAST}
    text = json.dumps(weights, indent=0, sort_keys=True, ensure_ascii=False)
    path = ROOT / "src" / "secondsource" / "data" / "event_places.json"
    path.write_text(text + "\n", encoding="utf-8")
    print(f"{len(weights)} weights, fits {share_right(own, weights):.4f} of {len(own)} rows")


if __name__ == "__main__":
    main()

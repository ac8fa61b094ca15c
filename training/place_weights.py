"""Fits the log-odds by which a known name is taken for a place, from texts with marked places.

In: the sets `wikigold`, `re3d` and `gum` under `$SECONDSOURCE_EVAL/data` (default `../shared`);
share-alike documents are left out. Out: the table `[weights]` on standard output, to be put into
`src/secondsource/data/places.toml`. Logistic regression; the same texts and gazetteer give the
same weights, and the penalty is on the distance from the weights in force. A name counts as a
place where the smallest marked entity around it is one; countries are left out, since the sets
disagree on them ("U.S. officials").
"""

from __future__ import annotations

import gzip
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from secondsource.resolve import places
from secondsource.resolve.gazetteer import open_gazetteer
from secondsource.resolve.page import Page, open_words
from secondsource.resolve.toponyms import candidates

SETS = Path(os.environ.get("SECONDSOURCE_EVAL", "../shared")) / "data"
PENALTY = 25.0
Span = tuple[int, int, bool]  # start, end, place


def read(name: str) -> Iterator[dict]:
    """The records of one file."""
    opened = gzip.open if name.endswith(".gz") else open
    with opened(SETS / name, "rt", encoding="utf-8") as stream:
        yield from map(json.loads, stream)


def marked() -> Iterator[tuple[str, list[Span]]]:
    """Texts with their entities."""
    for row in read("wikigold/sentences.jsonl"):
        yield row["text"], [(e["start"], e["end"], e["type"] == "LOC") for e in row["entities"]]
    for row in read("re3d/docs.jsonl"):
        if not row["share_alike"]:
            yield (
                row["text"],
                [(e["start"], e["end"], e["type"] == "Location") for e in row["entities"]],
            )
    for row in read("gum/docs.jsonl.gz"):
        if not row["share_alike"]:
            yield (
                row["text"],
                [(e["start"], e["end"], e["type"] == "place") for e in row["entities"]],
            )


def is_place(start: int, end: int, spans: list[Span]) -> bool:
    """Whether the smallest entity that holds a name is a place."""
    around = [(b - a, not place) for a, b, place in spans if a <= start and end <= b]
    return bool(around) and not min(around)[1]


def rows() -> Iterator[tuple[dict[str, float], bool]]:
    """Evidence and truth for every candidate of every text."""
    gazetteer, words = open_gazetteer(), open_words()
    for text, spans in marked():
        page = Page(text, words)
        found = candidates(page, gazetteer, ())
        around = [places.around_of(found, index, text) for index in range(len(found))]
        scene = places.scene_of(page, gazetteer, found, around, ())
        for candidate, beside in zip(found, around, strict=True):
            spot = places.choose(candidate, scene, beside, gazetteer)
            if spot is not None and spot.kind != "country":
                evidence = places.evidence_for(candidate, spot, scene, beside, gazetteer)
                yield evidence, is_place(candidate.start, candidate.end, spans)


def fit(data: list[tuple[dict[str, float], bool]]) -> dict[str, float]:
    """Newton's method on the penalised likelihood."""
    names = sorted({name for evidence, _ in data for name in evidence})
    column = {name: i for i, name in enumerate(names)}
    x = np.zeros((len(data), len(names)))
    for i, (evidence, _) in enumerate(data):
        for name, value in evidence.items():
            x[i, column[name]] = value
    y = np.array([place for _, place in data], float)
    start = np.array([open_words().weights.get(name, 0.0) for name in names])
    w = start.copy()
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (y - p) - PENALTY * (w - start)
        hessian = (x.T * (p * (1 - p))) @ x + PENALTY * np.eye(len(names))
        w = w + np.linalg.solve(hessian, gradient)
    p = 1 / (1 + np.exp(-x @ w))
    right = ((p > 0.5) == (y > 0.5)).mean()
    tp = ((p > 0.5) & (y > 0.5)).sum()
    print(
        f"# {len(data)} names, {int(y.sum())} places; fits {right:.3f}, "
        f"P {tp / (p > 0.5).sum():.3f} R {tp / y.sum():.3f}",
        file=sys.stderr,
    )
    return dict(zip(names, w, strict=True))


def main() -> None:
    """Print the weights."""
    print("[weights]")
    for name, weight in fit(list(rows())).items():
        print(f"{name} = {weight:.2f}")


if __name__ == "__main__":
    main()

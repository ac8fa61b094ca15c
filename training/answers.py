"""Fits the weights by which words say that one incident answers another.

    PYTHONPATH=src python training/answers.py --data $SECONDSOURCE_EVAL/data

In: the annotated claims and the train part of the clusters, as drafts in the annotators' words.
Out: `data/lexicons/answer_weights.toml`, and figures from five folds on stdout: links between
accounts of one report. Deterministic: logistic regression by Newton steps, folds by the order of
the texts.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from data import CLAIM_FILES, OWN_TEXTS, accounts_of, read_lines
from extract_weights import LEXICONS, Fit, Row

from secondsource.extract.answers import Cues, open_answer_cues, pairs_told
from secondsource.extract.draft import Argument, Draft, account_of
from secondsource.extract.reprisals import LEAST
from secondsource.model import Kind, Property
from secondsource.text import sentences

BY_HAND = {"provokes_earlier": 1.5}
""""That attack prompted …": three examples, of which two are answers."""

Link = tuple[int, int]
Told = tuple[list[tuple[int, Link, Row]], set[Link]]


def records(data: Path) -> Iterator[dict[str, Any]]:
    """The annotated texts, without those of the clusters' dev part."""
    yield from read_lines(OWN_TEXTS)
    for name in CLAIM_FILES:
        yield from read_lines(data / "claims" / f"{name}.jsonl.gz")
    for record in read_lines(data / "clusters" / "reports.jsonl.gz"):
        if record.get("split") == "train":
            yield record


def homes(claims: list[dict[str, Any]]) -> list[int]:
    """For each claim the first that stands for its incident, going by `incident` and `same_as`."""
    told: dict[str, int] = {}
    found = accounts_of(claims)
    for at, claim in enumerate(claims):
        if claim.get("incident") and claim["kind"] == "incident":
            found[at] = told.setdefault(claim["incident"], at)
    return found


def drafts_of(record: dict[str, Any]) -> tuple[list[Draft], set[Link]]:
    """A text's claims as drafts, and which account answers which."""
    claims, read = record["claims"], [(s.start, s.end) for s in sentences(record["text"])]
    order = sorted((i for i, c in enumerate(claims) if c.get("trigger")),
                   key=lambda i: (claims[i]["trigger"]["start"], i))  # fmt: skip
    home, first, drafts = homes(claims), dict[int, int](), []
    for k, i in enumerate(order):
        claim, trigger = claims[i], claims[i]["trigger"]
        at = next((s for s in read if s[0] <= trigger["start"] < s[1]), None)
        arguments = tuple(
            Argument(Property(s["property"]), s["start"], s["end"])
            for s in claim["statements"]
            if "start" in s and s["property"] in set(Property)
        )
        span = trigger["start"], trigger["end"]
        draft = Draft(Kind(claim["kind"]), claim.get("event_type"), at or span, span, arguments)
        if claim["kind"] == "incident":
            lead = first.setdefault(home[i], k)
            draft = draft._replace(same_as=None if lead == k else lead)
        drafts.append(draft)
    links = {
        (first[home[i]], first[home[to]])
        for i in order
        if claims[i]["kind"] == "incident"
        and (to := claims[i].get("retaliation_for")) is not None
        and home[to] in first
    }
    return drafts, links


def told(record: dict[str, Any], cues: Cues) -> Told:
    """A text's pairs of accounts that a cue brings together, and its links."""
    drafts, links = drafts_of(record)
    pairs = pairs_told(drafts, record["text"], cues)
    ways = [(k, (account_of(k, drafts), account_of(m, drafts))) for k, m in pairs]
    return [(k, way, row) for (k, way), row in zip(ways, pairs.values(), strict=True)], links


def fitted(texts: Sequence[Told], *, least: int) -> Fit:
    """The weights that tell links from other pairs."""
    rows = ((row, way in links) for pairs, links in texts for _, way, row in pairs)
    return Fit(rows, least=least, pull=1.0, lift=1.0)


def said(text: Told, fit: Fit, least: float) -> set[Link]:
    """The links that some weights find in a text: of each draft the likeliest."""
    pairs, _ = text
    best: dict[int, Link] = {}
    odds = [float(x) for x in fit.logits([row for _, _, row in pairs])]
    for score, (k, way, _) in sorted(zip(odds, pairs, strict=True), key=lambda x: -x[0]):
        if score > least:
            best.setdefault(k, way)
    return set(best.values())


def main() -> None:
    """Fit, measure in five folds and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, default=Path(os.environ.get("SECONDSOURCE_EVAL", "../shared")) / "data"
    )
    options = parser.parse_args()
    cues = open_answer_cues()
    texts = [told(record, cues) for record in records(options.data)]
    folds = [fitted([t for at, t in enumerate(texts) if at % 5 != f], least=5) for f in range(5)]
    there = sum(len(links) for _, links in texts)
    for least in (0.0, LEAST, 1.5):
        found = [(said(t, folds[at % 5], least), t[1]) for at, t in enumerate(texts)]
        right, made = sum(len(s & t) for s, t in found), sum(len(s) for s, _ in found)
        print(f"from {least}: P {right / made:.3f} R {right / there:.3f} of {there}")
    whole = fitted(texts, least=3)
    for name, weight in BY_HAND.items():
        whole.weights[whole.index[name]] = weight
    whole.write(
        LEXICONS / "answer_weights.toml",
        "Log-odds that one incident of a report answers another; fitted by training/answers.py.",
        0.0,
    )


if __name__ == "__main__":
    main()

"""Fits how the scores of rules and model are joined, on the texts held out from the model.

    python training/votes.py --data $SECONDSOURCE_EVAL/data > votes.toml   (of data/lexicons)

In: the annotated texts that `data.py` holds out. Out: `votes.toml`, and on stderr figures by
halves: fitted on one half of the texts, measured on the other. Deterministic.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from data import OWN_TEXTS, held_out, read_lines

import secondsource.extract as extract
from secondsource.extract.draft import Argument, Draft, all_hold
from secondsource.extract.tagger import open_tagger
from secondsource.extract.votes import (
    Numbers,
    Voices,
    Weights,
    by_sentence,
    mark_of,
    numbers_of,
    odds_of,
    rivals,
    same_trigger,
    weighed,
)
from secondsource.model import Kind, Property, Report
from secondsource.plaincase import in_plain_case
from secondsource.resolve import open_actors, open_gazetteer, tag_report
from secondsource.text import sentences

SETS = ("fakes", "own", "muc4", "sentences", "voa", "written")
LEAST = {Kind.INCIDENT: 0.5, Kind.TOTAL: 0.45, Kind.REACTION: 0.38}
"""The least scores: best F1 by halves, for totals and reactions within its noise."""
LEAST_ARGUMENT = 0.3
"""The least score of an argument: recall of fields pays more than it costs in foreign words."""
USUAL = (1.0, 0.7, 0.0)
LONE, FEW = 0.15, 4
"""How often words that the rules alone give are right, and after how many cases they may differ."""
Case = tuple[Kind, str]
Read = tuple[dict[str, Any], list[tuple[int, int]], tuple[Draft, ...], tuple[Draft, ...]]


def read_all(folder: Path) -> list[Read]:
    """Each held-out text with its sentences and what each of the two readers makes of it."""
    tagger = open_tagger()
    assert tagger is not None, "no model is shipped; run export.py first"
    reader, gazetteer, actors = extract.open_rules(), open_gazetteer(), open_actors()
    rows: list[Read] = []
    for name in SETS:
        path = OWN_TEXTS if name == "written" else folder / "claims" / f"{name}.jsonl.gz"
        for record in read_lines(path):
            if not held_out(name, record):
                continue
            said = record["published"]
            day = date.fromisoformat(said[:10]) if said else None
            report = in_plain_case(Report(record["id"], record["text"], "", "", published=day))
            text = report.text
            told = sentences(text)
            read = extract._kept(told)
            lines = [s for s in told if extract._is_line(text, s)]
            rules = extract._rule_drafts(text, read, tag_report(report, gazetteer, actors), reader)
            spans = [(s.start, s.end) for s in read]
            model = extract._model_drafts(text, read, lines, tagger, all_hold)
            rows.append((record, spans, rules, model))
    return rows


def place(at: int, spans: Sequence[tuple[int, int]]) -> int:
    """The sentence an offset stands in."""
    return next((k for k, (a, b) in enumerate(spans) if a <= at < b), -1)


def right(drafts: Sequence[Draft], row: Read) -> list[bool]:
    """For each draft whether it finds an annotated claim of its kind in its sentence."""
    found = matched(drafts, row)
    return [i in found for i in range(len(drafts))]


def matched(drafts: Sequence[Draft], row: Read) -> dict[int, dict[str, Any]]:
    """The annotated claim of its kind that each draft finds in its sentence, one to one."""
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
    found: dict[int, dict[str, Any]] = {}
    for _, i, j in sorted(pairs):
        if i not in found and j not in used:
            found[i] = record["claims"][j]
            used.add(j)
    return found


def fitted(rows: Sequence[Read]) -> Weights:
    """Logistic regression by Newton steps, of each kind and case."""
    given: dict[Case, list[list[float]]] = defaultdict(list)
    truth: dict[Case, list[bool]] = defaultdict(list)
    for row in rows:
        rules, model = by_sentence(row[2]), by_sentence(row[3])
        for draft, good in zip(row[3], right(row[3], row), strict=True):
            here = draft.sentence
            agreed, numbers = numbers_of(draft, rules.get(here, ()), model[here])
            case = "both" if agreed else "alone"
            weighing = 5 if draft.kind is Kind.INCIDENT else 3
            given[draft.kind, case].append(list(numbers[:weighing]))
            truth[draft.kind, case].append(good)

    def of(case: str) -> dict[Kind, Numbers]:
        rows = {kind: newton(given[kind, case], truth[kind, case]) for kind in Kind}
        return {kind: (*row, 0.0, 0.0)[:5] for kind, row in rows.items()}

    return Weights(of("both"), of("alone"), LEAST, voices(rows), LEAST_ARGUMENT)


def voices(rows: Sequence[Read]) -> dict[Property, Voices]:
    """How far the arguments of both readers are to be trusted, of each property."""
    given: dict[Property, list[list[float]]] = defaultdict(list)
    truth: dict[Property, list[bool]] = defaultdict(list)
    alone: dict[tuple[Property, bool], list[bool]] = defaultdict(list)
    for record, spans, rules, model in rows:
        for at, gold in matched(model, (record, spans, rules, model)).items():
            draft = model[at]
            twins = [r for r in rules if same_trigger(r, draft)]
            for argument in draft.arguments:
                if argument.property is not Property.COUNT:
                    agreed = any(rivals(argument, b) for r in twins for b in r.arguments)
                    given[argument.property].append([odds_of(argument.score), float(agreed), 1.0])
                    truth[argument.property].append(quoted(argument, gold))
            for argument in (a for r in twins for a in r.arguments):
                said = [a for a in draft.arguments if a.property is argument.property]
                if not any(rivals(argument, a) for a in said):
                    alone[argument.property, bool(said)].append(quoted(argument, gold))
    found = {}
    for prop in sorted(set(given) | {p for p, _ in alone}):
        if prop in (Property.COUNT, Property.CLAIMED_BY, Property.DENIED_BY):
            continue
        silent, other = (lone(alone[prop, spoken]) for spoken in (False, True))
        found[prop] = Voices(*newton(given[prop], truth[prop], USUAL), silent, other)
    return found


def quoted(argument: Argument, gold: dict[str, Any]) -> bool:
    """Whether an annotated claim says the property with words that overlap the argument's."""
    rows = [(s["property"], s) for s in gold["statements"]]
    rows += [(k, gold[k]) for k in ("actor", "what", "period") if gold.get(k)]
    return any(
        name == argument.property and q["start"] < argument.end and argument.start < q["end"]
        for name, q in rows
    )


def lone(truth: Sequence[bool]) -> float:
    """The log-odds of words that the rules alone give, held towards `LONE` where there are few."""
    good = sum(truth) + LONE * FEW
    return round(float(np.log(good / (len(truth) + FEW - good))), 3)


def newton(
    rows: Sequence[Sequence[float]], truth: Sequence[bool], usual: Sequence[float] = (1.0,)
) -> tuple[float, ...]:
    """Weights of some numbers; a little ridge keeps the rare cases near what is usual."""
    start = np.zeros(len(rows[0]) if rows else 3)
    start[: len(usual)] = usual
    w = start.copy()
    x, y = np.array(rows), np.array(truth, dtype=float)
    for _ in range(80 if rows else 0):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (p - y) + 1.0 * (w - start)
        hessian = (x * (p * (1 - p))[:, None]).T @ x + 1.0 * np.eye(len(w))
        step = np.linalg.solve(hessian, gradient)
        w -= step / max(1.0, float(np.abs(step).max()))
    return tuple(round(float(n), 3) for n in w)


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
        "# rules having a claim elsewhere in the sentence (alone); what is added; what is added to",
        "# the likeliest of the drafts that share arguments, and to it with a toll that is sure.",
        "# `least` is the score a draft needs.",
        "",
        "[least]",
        *(f"{kind.value} = {share}" for kind, share in weights.least.items()),
        f"argument = {weights.least_argument}",
    ]

    def rows(name: str, table: Mapping[Kind, Numbers]) -> None:
        lines.append(f"\n[{name}]")
        lines.extend(f"{kind.value} = [{', '.join(map(str, w))}]" for kind, w in table.items())

    rows("both", weights.both)
    rows("alone", weights.alone)
    lines += [
        "",
        "# Of arguments: weight of the log-odds of the model's score, of the rules giving the",
        "# same words, what is added; log-odds of words that the rules alone give, where the model",
        "# gives none of that property and where it gives others.",
        "[arguments]",
    ]
    lines += [
        f"{prop.value} = [{v.model}, {v.seconded}, {v.start}, {v.silent}, {v.other}]"
        for prop, v in weights.arguments.items()
    ]
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

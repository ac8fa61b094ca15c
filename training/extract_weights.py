"""Fits the weights of the rules in `extract`: which events are concrete acts, which claims are one.

    python training/extract_weights.py --data $SECONDSOURCE_EVAL/data

In: the annotated claims (fakes, re3d, sentences, voa, own) and the train part of the clusters.
Out: `data/lexicons/concrete.toml` and `data/lexicons/accounts.toml`, and cross-validated figures on
stdout. Deterministic: logistic regression by Newton steps, folds by the order of the texts.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from data import OWN_TEXTS, held_out

import secondsource.extract as extract
from secondsource.extract.accounts import Compared, features_of, open_pairs
from secondsource.extract.background import candidates_of
from secondsource.extract.profiles import profiles_of
from secondsource.extract.scene import scene_of
from secondsource.extract.totals import totals_of
from secondsource.model import Kind, Mention, Report
from secondsource.resolve import open_actors, open_gazetteer, tag_report
from secondsource.text import UnitKind

LEXICONS = Path(__file__).parents[1] / "src" / "secondsource" / "data" / "lexicons"
CLAIM_FILES = ("own", "fakes", "re3d", "sentences", "voa")
ACCOUNT_FILES = ("own", "voa", "written")
"""The claims that the weights of accounts rest on, beside the clusters; with `fakes` among them
accounts F1 on both development golds falls by a point. Of `written` only what the model has not
been trained on."""

Span = tuple[int, int]
Row = dict[str, float]


class Text:
    """One annotated text: its incidents as (trigger span, argument spans, incident name)."""

    def __init__(
        self, source: str, text: str, published: str | None, golds: list[Any], tools: Any
    ) -> None:
        self.source = source
        self.text = text
        self.golds = golds
        day = date.fromisoformat(published[:10]) if published else None
        sha = hashlib.sha256(text.encode()).hexdigest()
        report = Report("x", text, sha, sha, published=day)
        self.mentions: tuple[Mention, ...] = tag_report(report, *tools)
        self.read = extract.sentences_read(text)


def load(data: Path, files: Sequence[str], tools: Any) -> list[Text]:
    """Every annotated text of some files of claims, and of the clusters."""
    found = []
    for name in files:
        path = OWN_TEXTS if name == "written" else data / "claims" / f"{name}.jsonl.gz"
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                if name == "written" and not held_out(name, row):
                    continue
                golds = [
                    (
                        _span(c["trigger"]),
                        [(s["property"], *_span(s)) for s in c["statements"]],
                        c.get("same_as", i),
                    )
                    for i, c in enumerate(row["claims"])
                    if c["kind"] == "incident"
                ]
                found.append(Text(name, row["text"], row.get("published"), golds, tools))
    folder = data / "clusters" / "gold" / "train"
    by: dict[str, list[Any]] = defaultdict(list)
    for m in json.loads((folder / "incidents.json").read_text(encoding="utf-8"))["mentions"]:
        spans = [(p, *_span(m[p])) for p in ("date", "place", "perpetrator") if m[p]]
        by[m["report_id"]].append(((m["start"], m["end"]), spans, m["incident_id"]))
    for line in (folder / "reports.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found.append(Text("clusters", row["text"], row.get("published"), by[row["id"]], tools))
    return found


def _span(piece: Any) -> Span:
    return piece["start"], piece["end"]


def meets(a: Span, b: Span) -> bool:
    """Whether two spans overlap."""
    return a[0] < b[1] and b[0] < a[1]


def paired(found: Sequence[tuple[list[Span], Any]], golds: Sequence[Any]) -> dict[int, int]:
    """Found events and annotated ones, one to one, by trigger and argument overlap."""
    pairs = []
    for i, (triggers, arguments) in enumerate(found):
        for j, (trigger, said, _) in enumerate(golds):
            weight = 3.0 * any(meets(t, trigger) for t in triggers)
            weight += 0.5 * sum(
                any(p == a.property and meets((s, e), (a.start, a.end)) for p, s, e in said)
                for a in arguments
            )
            if weight:
                pairs.append((weight, -i, -j))
    out: dict[int, int] = {}
    for _, i, j in sorted(pairs, reverse=True):
        if -i not in out and -j not in out.values():
            out[-i] = -j
    return out


def concrete_rows(text: Text, reader: extract.Reader) -> list[tuple[Row, bool]]:
    """Features and truth of every candidate event of a text."""
    rows: list[tuple[Row, bool]] = []
    last: int | None = None
    for n, sentence in enumerate(text.read):
        if sentence.unit.kind is UnitKind.ROW:
            continue
        scene = scene_of(text.text, sentence, text.mentions, reader.lexicon)
        found = candidates_of(scene, totals_of(scene), None if last is None else n - last)
        golds = [g for g in text.golds if sentence.start <= g[0][0] < sentence.end]
        spans = [([(k.start, k.end) for k in c.event.nodes], c.arguments) for c in found]
        match = paired(spans, golds)
        rows += [(dict(c.features), i in match) for i, c in enumerate(found)]
        if any(c.looks_concrete for c in found):
            last = n
    return rows


def account_rows(text: Text, reader: extract.Reader) -> list[list[tuple[Row, bool]]]:
    """For every matched draft, features and truth of joining each account open to it."""
    drafts = extract.drafts_of(text.text, text.read, text.mentions, reader)
    incidents = [k for k, d in enumerate(drafts) if d.kind is Kind.INCIDENT and not d.weak]
    spans = [([drafts[k].trigger or drafts[k].sentence], drafts[k].arguments) for k in incidents]
    match = paired(spans, text.golds)
    label = {incidents[i]: text.golds[j][2] for i, j in match.items()}
    profiles = dict(enumerate(profiles_of(drafts, text.text, text.read, text.mentions)))
    compared = Compared(profiles)
    accounts: list[list[int]] = []
    names: list[Any] = []
    rows = []
    for k in incidents:
        if k not in label:
            continue
        choice = [
            (features_of(k, a, accounts, profiles, pairs), names[a] == label[k])
            for a in range(len(accounts))
            if (pairs := open_pairs(k, accounts[a], compared)) is not None
        ]
        rows.append(choice)
        if label[k] in names:
            accounts[names.index(label[k])].append(k)
        else:
            accounts.append([k])
            names.append(label[k])
    return rows


class Fit:
    """Logistic regression over named features."""

    def __init__(
        self, rows: Iterable[tuple[Row, bool]], *, least: int, pull: float, lift: float
    ) -> None:
        kept = list(rows)
        counts = Counter(name for row, _ in kept for name in row)
        self.names = sorted(n for n, c in counts.items() if c >= least)
        self.index = {n: i for i, n in enumerate(self.names)}
        x = self.matrix([row for row, _ in kept])
        y = np.array([float(truth) for _, truth in kept])
        self.weights = _newton(x, y, pull, np.where(y > 0, lift, 1.0))

    def matrix(self, rows: Sequence[Row]) -> Any:
        """The features of rows as an array; unknown names are left out."""
        x = np.zeros((len(rows), len(self.names)))
        for i, row in enumerate(rows):
            for name, value in row.items():
                if name in self.index:
                    x[i, self.index[name]] = value
        return x

    def logits(self, rows: Sequence[Row]) -> Any:
        """The log-odds of each row."""
        return self.matrix(rows) @ self.weights

    def write(self, path: Path, comment: str, least: float) -> None:
        """Write the weights as TOML, leaving out those too small to matter."""
        lines = [
            f"{json.dumps(n)} = {round(float(w), 3)}"
            for n, w in zip(self.names, self.weights, strict=True)
            if abs(w) >= least
        ]
        path.write_text(f"# {comment}\n\n[weights]\n" + "\n".join(lines) + "\n", encoding="utf-8")


def _newton(x: Any, y: Any, pull: float, mass: Any) -> Any:
    w = np.zeros(x.shape[1])
    for _ in range(20):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (mass * (p - y)) + pull * w
        curve = (x * (mass * p * (1 - p))[:, None]).T @ x + pull * np.eye(len(w))
        step = np.linalg.solve(curve, gradient)
        w -= step
        if abs(step).max() < 1e-5:
            break
    return w


def fit_concrete(texts: Sequence[Text], reader: extract.Reader) -> None:
    """Fit, measure in four folds and write the weights of concreteness."""
    rows = [concrete_rows(t, reader) for t in texts]
    golds = sum(len(t.golds) for t in texts)
    options = {"least": 8, "pull": 3.0, "lift": 1.0}
    held: list[tuple[float, bool]] = []
    for fold in range(4):
        fit = Fit((r for i, rs in enumerate(rows) if i % 4 != fold for r in rs), **options)  # type: ignore[arg-type]
        test = [r for i, rs in enumerate(rows) if i % 4 == fold for r in rs]
        held += zip(fit.logits([r for r, _ in test]), [t for _, t in test], strict=True)
    for cut in (0.35, 0.4, 0.45, 0.5, 0.55, 0.6):
        level = np.log(cut / (1 - cut))
        said = [truth for logit, truth in held if logit >= level]
        p, r = sum(said) / len(said), sum(said) / golds
        print(f"concrete at {cut}: P {p:.3f} R {r:.3f} F1 {2 * p * r / (p + r):.3f}")
    Fit((r for rs in rows for r in rs), **options).write(  # type: ignore[arg-type]
        LEXICONS / "concrete.toml",
        "Log-odds that an event is one concrete act; fitted by training/extract_weights.py.",
        0.02,
    )


def fit_accounts(texts: Sequence[Text], reader: extract.Reader) -> None:
    """Fit, measure in five folds and write the weights of accounts."""
    choices = [account_rows(t, reader) for t in texts if len(t.golds) > 1]
    options = {"least": 5, "pull": 2.0, "lift": 1.0}
    right = made = there = 0
    for fold in range(5):
        fit = Fit(
            (r for i, cs in enumerate(choices) if i % 5 != fold for c in cs for r in c), **options
        )  # type: ignore[arg-type]
        for choice in (c for i, cs in enumerate(choices) if i % 5 == fold for c in cs):
            if not choice:
                continue
            logits = fit.logits([row for row, _ in choice])
            best = int(np.argmax(logits))
            there += any(truth for _, truth in choice)
            made += logits[best] > 0
            right += bool(logits[best] > 0 and choice[best][1])
    p, r = right / made, right / there
    print(f"accounts: joins P {p:.3f} R {r:.3f} F1 {2 * p * r / (p + r):.3f} (of {there})")
    whole = Fit((r for cs in choices for c in cs for r in c), **options)  # type: ignore[arg-type]
    whole.write(
        LEXICONS / "accounts.toml",
        "Log-odds that a claim is of an account; fitted by training/extract_weights.py.",
        0.0,
    )


def main() -> None:
    """Fit both sets of weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, default=Path(os.environ.get("SECONDSOURCE_EVAL", "../shared")) / "data"
    )
    parser.add_argument("--only", choices=("concrete", "accounts"))
    options = parser.parse_args()
    files = ACCOUNT_FILES if options.only == "accounts" else CLAIM_FILES
    texts = load(options.data, files, (open_gazetteer(), open_actors()))
    if options.only != "accounts":
        fit_concrete(texts, extract.open_rules())
    if options.only != "concrete":
        read = [t for t in texts if t.source in (*ACCOUNT_FILES, "clusters")]
        fit_accounts(read, extract.open_reader())


if __name__ == "__main__":
    main()

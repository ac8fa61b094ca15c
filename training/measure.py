"""How well a reader reads the held-out texts, and which thresholds serve it best.

Overlap matching as in the data's own baseline: a predicted span is right where a span of the same
label overlaps it, one to one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch
from batches import Batch, Example, batches, pack
from model import ROLE_SIZES, Reader
from tally import Tally, matched
from torch import Tensor

from secondsource.extract.decode import Span, sigmoid, softmax, spans_of
from secondsource.extract.labels import INCIDENT_TYPES, LAYERS, NAMES
from secondsource.extract.pieces import scope_of

GRID = [0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7]
KINDS = ("incident", "reaction", "total")
Kept = list[tuple[Batch, dict[str, Any]]]
Told = list[tuple[dict[str, Any], int, list[tuple[int, Span]]]]
Hits = list[tuple[float, bool]]
Forward = Callable[[Reader, Batch], dict[str, Tensor]]


@dataclass
class Figures:
    """Everything measured."""

    typed: list[float] = field(default_factory=list)
    untyped: list[float] = field(default_factory=list)
    kinds: dict[str, list[float]] = field(default_factory=dict)
    type_given: float = 0.0
    args: list[float] = field(default_factory=list)
    args_chain: list[float] = field(default_factory=list)
    roles: dict[str, list[float]] = field(default_factory=dict)
    names: dict[str, list[float]] = field(default_factory=dict)
    stance: float = 0.0
    not_asserted: list[float] = field(default_factory=list)
    negated: list[float] = field(default_factory=list)
    scope: float = 0.0
    group: float = 0.0
    links: dict[str, list[float]] = field(default_factory=dict)
    by_set: dict[str, list[float]] = field(default_factory=dict)
    thresholds: dict[str, Any] = field(default_factory=dict)
    types: dict[str, list[float]] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return dict(vars(self))

    def line(self) -> str:
        """The figures in one line."""
        return (f"typed {self.typed} untyped {self.untyped} kinds {self.kinds} type|trigger "
                f"{self.type_given:.3f} args {self.args} chain {self.args_chain} stance "
                f"{self.stance:.3f} not asserted {self.not_asserted} neg {self.negated} scope "
                f"{self.scope:.3f} group {self.group:.3f} links {self.links} names "
                f"{ {k: v[2] for k, v in self.names.items()} } sets {self.by_set}")  # fmt: skip


def numbers(value: Tensor) -> Any:
    """A tensor as a numpy array."""
    return value.detach().float().cpu().numpy()


def read_events(
    out: dict[str, Tensor], batch: Batch, thresholds: tuple[float, float, float] = (0.5, 0.5, 0.5)
) -> list[list[tuple[int, int, int, float]]]:
    """The triggers of each report of a batch as (first, last + 1, kind, score)."""
    events, totals = softmax(numbers(out["events"])), softmax(numbers(out["totals"]))
    found = []
    for example, base in zip(batch.examples, batch.word_base, strict=True):
        part = slice(base, base + len(example))
        spans = [(s.first, s.last, s.label, s.score)
                 for s in spans_of(events[part], thresholds[:2])]  # fmt: skip
        spans += [(s.first, s.last, 2, s.score) for s in spans_of(totals[part], thresholds[2:])]
        found.append(sorted(spans))
    return found


def kind_type(kind: int, logits: Any) -> int:
    """The best type that fits the kind; 100 for a total."""
    if kind == 2:
        return 100
    if kind == 0:
        return int(logits[:INCIDENT_TYPES].argmax())
    return INCIDENT_TYPES + int(logits[INCIDENT_TYPES:].argmax())


def role_spans(logits: Any, there: Any, thresholds: list[list[float]]) -> list[tuple[int, Span]]:
    """The arguments of one trigger as (layer, span), words counted from its scope."""
    size = int(there.sum())
    found, at = [], 0
    for layer, width in enumerate(ROLE_SIZES):
        part = softmax(logits[:size, at : at + width])
        found += [(layer, s) for s in spans_of(part, thresholds[layer])]
        at += width
    return found


def flat(value: float = 0.5) -> list[list[float]]:
    """One threshold for every role."""
    return [[value] * len(layer) for layer in LAYERS]


def wanted_args(trigger: dict[str, Any]) -> set[tuple[str, int, int]]:
    """The annotated arguments of a trigger by role."""
    return {(LAYERS[a[0]][a[1]], a[2], a[3]) for a in trigger["args"]}


@torch.no_grad()
def measure(reader: Reader, held: list[Example], forward: Forward, words: int,
            tune: bool = False, at: dict[str, Any] | None = None) -> Figures:  # fmt: skip
    """Figures on held-out texts: `at` thresholds, or with `tune` at those that serve them best."""
    reader.eval()
    device = next(reader.parameters()).device
    f = Figures()
    claims = [e for e in held if e.task == "claims"]
    names = [e for e in held if e.task == "names"]
    _names(f, reader, names, forward, words, device)
    kept: Kept = []
    for group in batches(claims, words, None):
        batch = pack(group).to(device)
        out = forward(reader, batch)
        kept.append((batch, {k: numbers(v) for k, v in out.items()}))
    if at is None:
        at = {"kinds": [0.5] * 3, "roles": flat()}
    if tune:
        at = {"kinds": list(_event_cut(kept)), "roles": _role_cut(kept)}
    event_cut, role_cut = tuple(at["kinds"]), at["roles"]
    f.thresholds = at
    _given(f, kept, role_cut)
    _chain(f, reader, kept, forward, event_cut, role_cut, device)
    return f


def _names(f: Figures, reader: Reader, examples: list[Example], forward: Forward, words: int,
           device: torch.device) -> None:  # fmt: skip
    tallies: dict[str, Tally] = defaultdict(Tally)
    for group in batches(examples, words, None):
        batch = pack(group).to(device)
        got = softmax(numbers(forward(reader, batch)["names"]))
        for example, base in zip(group, batch.word_base, strict=True):
            spans = spans_of(got[base : base + len(example)], [0.5] * len(NAMES))
            gold = np.eye(2 * len(NAMES) + 1, dtype=np.float32)[example.names.numpy()]
            goal = spans_of(gold, [0.5] * len(NAMES))
            for label, name in enumerate(NAMES):
                a = {(s.first, s.last) for s in spans if s.label == label}
                tallies[name].add(a, {(s.first, s.last) for s in goal if s.label == label})
    f.names = {k: v.row() for k, v in tallies.items()}


def _tensors(out: dict[str, Any]) -> dict[str, Tensor]:
    return {k: torch.from_numpy(v) for k, v in out.items()}


def _event_cut(kept: Kept) -> tuple[float, float, float]:
    best = [(0.0, 0.5)] * 3
    for cut in GRID:
        tallies = [Tally(), Tally(), Tally()]
        for batch, out in kept:
            for example, spans in zip(
                batch.examples, read_events(_tensors(out), batch, (cut, cut, cut)), strict=True
            ):
                for kind in range(3):
                    tallies[kind].add({s[:2] for s in spans if s[2] == kind},
                                      {tuple(t["span"]) for t in example.triggers
                                       if t["kind"] == kind})  # fmt: skip
        for kind in range(3):
            best[kind] = max(best[kind], (tallies[kind].f1(), cut))
    return best[0][1], best[1][1], best[2][1]


def _role_tallies(kept: Kept, cut: list[list[float]]) -> dict[str, Tally]:
    tallies: dict[str, Tally] = defaultdict(Tally)
    for batch, out in kept:
        there = numbers(batch.there)
        for row, (number, at) in enumerate(batch.chosen):
            trigger = batch.examples[number].triggers[at]
            base = trigger["scope"][0]
            found = role_spans(out["roles"][row], there[row], cut)
            goal = wanted_args(trigger)
            for layer, roles in enumerate(LAYERS):
                for label, role in enumerate(roles):
                    tallies[role].add(
                        {(s.first + base, s.last + base) for k, s in found
                         if k == layer and s.label == label},
                        {(a, b) for r, a, b in goal if r == role},
                    )  # fmt: skip
    return tallies


def _role_cut(kept: Kept) -> list[list[float]]:
    best = {role: (0.0, 0.5) for layer in LAYERS for role in layer}
    for cut in GRID:
        for role, tally in _role_tallies(kept, flat(cut)).items():
            if tally.wanted >= 15:
                best[role] = max(best[role], (round(tally.f1(), 3), cut))
    return [[best[role][1] for role in layer] for layer in LAYERS]


def _given(f: Figures, kept: Kept, cut: list[list[float]]) -> None:
    """Arguments, types, stances and links for the annotated triggers."""
    tallies = _role_tallies(kept, cut)
    f.roles = {k: v.row() for k, v in sorted(tallies.items(), key=lambda x: -x[1].wanted)}
    whole = Tally(*(sum(getattr(t, k) for role, t in tallies.items() if role != "via")
                    for k in ("right", "found", "wanted")))  # fmt: skip
    f.args = whole.row()
    right: Counter[str] = Counter()
    count: Counter[str] = Counter()
    other, neg = Tally(), Tally()
    links: dict[str, Tally] = defaultdict(Tally)
    for batch, out in kept:
        scopes, groups = numbers(batch.scopes), numbers(batch.groups)
        for name, labels, logits in (("scope", scopes, out.get("scopes")),
                                     ("group", groups, out.get("groups"))):  # fmt: skip
            if logits is not None:
                count[name] += int((labels >= 0).sum())
                right[name] += int(((logits.argmax(-1) == labels) & (labels >= 0)).sum())
        for row, (number, at) in enumerate(batch.chosen):
            trigger = batch.examples[number].triggers[at]
            stance = int(out["stances"][row].argmax())
            count["stance"] += 1
            right["stance"] += stance == trigger["stance"]
            other.right += stance == trigger["stance"] != 0
            other.found += stance != 0
            other.wanted += trigger["stance"] != 0
            if trigger["type"] >= 0:
                count["type"] += 1
                right["type"] += kind_type(trigger["kind"], out["types"][row]) == trigger["type"]
            said = bool(out["negation"][row, 0] > 0)
            neg.right += said and bool(trigger["neg"])
            neg.found += said
            neg.wanted += trigger["neg"]
        if "links" in out:
            yes = sigmoid(out["links"]) > 0.5
            gold = numbers(batch.links)
            for column, name in enumerate(("same", "answers", "answers", "about", "about")):
                kept_rows = gold[:, column] >= 0
                links[name].right += int((yes[:, column] & (gold[:, column] == 1))[kept_rows].sum())
                links[name].found += int(yes[kept_rows, column].sum())
                links[name].wanted += int((gold[kept_rows, column] == 1).sum())
    f.type_given = right["type"] / max(1, count["type"])
    f.stance = right["stance"] / max(1, count["stance"])
    f.not_asserted, f.negated = other.row(), neg.row()
    f.scope = right["scope"] / max(1, count["scope"])
    f.group = right["group"] / max(1, count["group"])
    f.links = {k: v.row() for k, v in links.items()}


def _chain(f: Figures, reader: Reader, kept: Kept, forward: Forward,
           event_cut: tuple[float, float, float], role_cut: list[list[float]],
           device: torch.device) -> None:  # fmt: skip
    """Triggers as found, with their types and arguments."""
    untyped, args = Tally(), Tally()
    kinds = [Tally(), Tally(), Tally()]
    typed: dict[int, Tally] = defaultdict(Tally)
    sets: dict[str, dict[int, Tally]] = defaultdict(lambda: defaultdict(Tally))
    for old, out in kept:
        found = read_events(_tensors(out), old, event_cut)
        read = [replace(e, triggers=asked(e, s)) for e, s in zip(old.examples, found, strict=True)]
        batch = pack(read).to(device)
        got = {k: numbers(v) for k, v in forward(reader, batch).items()}
        there = numbers(batch.there)
        told: dict[int, Told] = defaultdict(list)
        for row, (number, at) in enumerate(batch.chosen):
            trigger = read[number].triggers[at]
            kind = kind_type(trigger["kind"], got["types"][row])
            spans = role_spans(got["roles"][row], there[row], role_cut)
            told[number].append((trigger, kind, spans))
        for number, example in enumerate(old.examples):
            goal = [(t, 100 if t["kind"] == 2 else t["type"]) for t in example.triggers]
            said = told[number]
            spans = {tuple(t["span"]) for t, _, _ in said}
            untyped.add(spans, {tuple(t["span"]) for t, _ in goal})
            for kind in range(3):
                a = {tuple(t["span"]) for t, _, _ in said if t["kind"] == kind}
                kinds[kind].add(a, {tuple(t["span"]) for t, _ in goal if t["kind"] == kind})
            for label in {k for _, k, _ in said} | {k for _, k in goal}:
                a = {tuple(t["span"]) for t, k, _ in said if k == label}
                b = {tuple(t["span"]) for t, k in goal if k == label}
                typed[label].add(a, b)
                sets[example.source][label].add(a, b)
            _chain_args(args, said, [t for t, _ in goal])
    f.untyped = untyped.row()
    f.kinds = {KINDS[k]: t.row() for k, t in enumerate(kinds)}
    f.typed = _whole(typed).row()
    f.types = {str(k): t.row() for k, t in sorted(typed.items(), key=lambda x: -x[1].wanted)}
    f.by_set = {k: _whole(v).row() for k, v in sets.items()}
    f.args_chain = args.row()


def _whole(tallies: dict[int, Tally]) -> Tally:
    return Tally(*(sum(getattr(t, k) for t in tallies.values())
                   for k in ("right", "found", "wanted")))  # fmt: skip


def _chain_args(
    tally: Tally,
    said: Told,
    goal: list[dict[str, Any]],
) -> None:
    pairs: dict[tuple[int, int, int], tuple[int, int, int]] = {}
    for kind in range(3):
        found = {tuple(t["span"]) for t, _, _ in said if t["kind"] == kind}
        wanted = {tuple(t["span"]) for t in goal if t["kind"] == kind}
        pairs.update({(*a, kind): (*b, kind) for a, b in matched(found, wanted).items()})
    gold = {(*t["span"], t["kind"]): wanted_args(t) for t in goal}
    for trigger, _, spans in said:
        base = trigger["scope"][0]
        mine = {(LAYERS[k][s.label], s.first + base, s.last + base) for k, s in spans}
        theirs = gold.pop(pairs.get((*trigger["span"], trigger["kind"]), (0, 0, 9)), set())
        for role in {r for r, _, _ in mine} | {r for r, _, _ in theirs}:
            tally.add({(a, b) for r, a, b in mine if r == role},
                      {(a, b) for r, a, b in theirs if r == role})  # fmt: skip
    tally.wanted += sum(len(v) for v in gold.values())


def asked(example: Example, spans: list[tuple[int, int, int, float]]) -> list[dict[str, Any]]:
    """Found triggers in the form of annotated ones, without any label."""
    view: Any = SimpleNamespace(sentences=example.raw["sent"])
    asked = []
    for first, last, kind, _ in spans:
        window = next(w for w in example.raw["win"] if w[0] <= first < w[1])
        scope = scope_of(view, tuple(window), (first, min(last, window[1])), 96)
        asked.append({"span": (first, min(last, window[1])), "kind": kind, "scope": scope,
                      "type": -1, "stance": -1, "neg": -1, "args": [], "account": -1,
                      "retaliation_for": -1, "about": -1})  # fmt: skip
    return asked


@torch.no_grad()
def scored(
    reader: Reader, held: list[Example], forward: Forward, thresholds: dict[str, Any]
) -> tuple[list[Hits], list[list[Hits]]]:
    """Scores of found triggers by kind and of found arguments by role, each with right or wrong."""
    kinds: list[Hits] = [[], [], []]
    roles: list[list[Hits]] = [[[] for _ in layer] for layer in LAYERS]
    for group in batches([e for e in held if e.task == "claims"], 1200, None):
        batch = pack(group)
        out = forward(reader, batch)
        for example, spans in zip(
            group, read_events(out, batch, tuple(thresholds["kinds"])), strict=True
        ):
            for kind in range(3):
                found = {s[:2]: s[3] for s in spans if s[2] == kind}
                goal = {tuple(t["span"]) for t in example.triggers if t["kind"] == kind}
                right = matched(set(found), goal)
                kinds[kind] += [(score, span in right) for span, score in found.items()]
        there = numbers(batch.there)
        for row, (number, at) in enumerate(batch.chosen):
            trigger = batch.examples[number].triggers[at]
            base = trigger["scope"][0]
            spans = role_spans(numbers(out["roles"][row]), there[row], thresholds["roles"])
            wanted = wanted_args(trigger)
            for layer, span in spans:
                role = LAYERS[layer][span.label]
                hit = any(r == role and a < span.last + base and span.first + base < b
                          for r, a, b in wanted)  # fmt: skip
                roles[layer][span.label].append((span.score, hit))
    return kinds, roles

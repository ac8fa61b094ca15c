"""Examples as tensors, and batches of whole reports.

In: the examples of `data.py`. Out: `Batch`es on a device. A batch holds all windows of its reports,
so that links between two windows of a report are learned too.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any

import torch
from model import NEAR, gap_of
from torch import Tensor
from torch.utils.data import DataLoader

from secondsource.extract.labels import LAYERS

CLS, SEP, MASK = 101, 102, 103
SKIP = -100
MOST_PAIRS = 1500
MOST_TRIGGERS = 40
ROUND = 16  # windows are as long as a multiple of this: few shapes, fast kernels


@dataclass
class Example:
    """One report as tensors."""

    key: str
    source: str
    task: str
    held: bool
    varied: bool  # a copy with other names
    windows: list[tuple[list[int], list[int], list[int]]]  # ids, cases, first pieces of words
    events: Tensor
    totals: Tensor
    names: Tensor
    sentences: Tensor
    triggers: list[dict[str, Any]]
    raw: dict[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.sentences)


@dataclass
class Batch:
    """Reports side by side; words are numbered through the batch."""

    ids: Tensor
    cases: Tensor
    mask: Tensor
    first: Tensor
    events: Tensor
    totals: Tensor
    names: Tensor
    around: Tensor
    there: Tensor
    inside: Tensor
    distance: Tensor
    side: Tensor
    kind: Tensor
    type: Tensor
    stance: Tensor
    negated: Tensor
    roles: Tensor  # [T, S, layers]
    scopes: Tensor
    groups: Tensor
    one: Tensor  # pairs
    other: Tensor
    gap: Tensor
    links: Tensor  # [P, 5], SKIP where not judged
    judged: Tensor  # words of annotated claims
    soft: Tensor  # triggers of plain texts, to be learned from a teacher only
    examples: list[Example] = field(default_factory=list)
    chosen: list[tuple[int, int]] = field(default_factory=list)  # example, trigger
    word_base: list[int] = field(default_factory=list)

    def to(self, device: torch.device) -> Batch:
        """The same batch on a device."""
        moved = {
            f.name: getattr(self, f.name).to(device, non_blocking=True)
            for f in fields(self)
            if isinstance(getattr(self, f.name), Tensor)
        }
        return Batch(**moved, examples=self.examples, chosen=self.chosen, word_base=self.word_base)


def layer_tags(size: int, spans: list[tuple[int, int, int]]) -> Tensor:
    """Begin and inside labels of spans; the shorter of two overlapping spans wins."""
    tags = torch.zeros(size, dtype=torch.long)
    for first, last, label in sorted(spans, key=lambda s: s[0] - s[1]):
        first, last = max(first, 0), min(last, size)
        if first < last:
            tags[first:last] = 2 * label + 2
            tags[first] = 2 * label + 1
    return tags


def example_of(row: dict[str, Any]) -> Example:
    """One row of the training file as tensors."""
    words = len(row["starts"])
    windows = []
    for first, last in row["win"]:
        ids, starts = [CLS], []
        cases = [0]
        for at in range(first, last):
            starts.append(len(ids))
            ids.extend(row["pieces"][at])
            cases.extend([row["shape"][at]] * len(row["pieces"][at]))
        windows.append(([*ids, SEP], [*cases, 0], starts))
    triggers = row.get("triggers", [])
    events = layer_tags(words, [(*t["span"], t["kind"]) for t in triggers if t["kind"] < 2])
    totals = layer_tags(words, [(*t["span"], 0) for t in triggers if t["kind"] == 2])
    names = torch.full((words,), SKIP)
    if row["task"] == "names":
        names = layer_tags(words, [tuple(s) for s in row["names"]])
    elif row["task"] == "claims":
        tags = layer_tags(words, [tuple(s) for s in row["names"]])
        names[tags > 0] = tags[tags > 0]
    if row["task"] != "claims":
        events[:], totals[:] = SKIP, SKIP
    return Example(
        row["id"], row["set"], row["task"], bool(row.get("held")),
        bool(row.get("varied")), windows, events, totals, names,
        torch.tensor(row["sent"]), triggers,
        {"starts": row["starts"], "ends": row["ends"], "win": row["win"], "sent": row["sent"]}
        if row.get("held") or row["task"] == "pool" else {},
    )  # fmt: skip


def pack(examples: list[Example], rng: random.Random | None = None) -> Batch:
    """Reports as one batch; with `rng`, at most so many triggers a report are drawn."""
    ids, cases, first, chosen, base = [], [], [], [], []
    words = 0
    longest = -(-max(len(w[0]) for e in examples for w in e.windows) // ROUND) * ROUND
    for number, example in enumerate(examples):
        base.append(words)
        for piece, case, starts in example.windows:
            first.extend(len(ids) * longest + s for s in starts)
            ids.append(piece + [0] * (longest - len(piece)))
            cases.append(case + [0] * (longest - len(case)))
        drawn = list(range(len(example.triggers)))
        if rng is not None and len(drawn) > MOST_TRIGGERS:
            start = rng.randrange(len(drawn) - MOST_TRIGGERS + 1)
            drawn = drawn[start : start + MOST_TRIGGERS]
        chosen.extend((number, at) for at in drawn)
        words += len(example)
    lengths = torch.tensor([len(w[0]) for e in examples for w in e.windows])
    mask = torch.arange(longest)[None] < lengths[:, None]
    keys = ("events", "totals", "names")
    joined = {k: torch.cat([getattr(e, k) for e in examples]) for k in keys}
    judged = torch.cat([torch.full((len(e),), e.task == "claims") for e in examples])
    return Batch(
        torch.tensor(ids), torch.tensor(cases), mask, torch.tensor(first), **joined,
        **_triggers(examples, chosen, base), **_pairs(examples, chosen), judged=judged,
        examples=examples, chosen=chosen, word_base=base,
    )  # fmt: skip


def _triggers(
    examples: list[Example], chosen: list[tuple[int, int]], base: list[int]
) -> dict[str, Tensor]:
    """Tensors of the chosen triggers."""
    n = len(chosen)
    triggers = [examples[e].triggers[t] for e, t in chosen]
    size = -(-max((t["scope"][1] - t["scope"][0] for t in triggers), default=1) // ROUND) * ROUND
    start = torch.tensor([t["scope"][0] for t in triggers] or [0])[:, None]
    stop = torch.tensor([t["scope"][1] for t in triggers] or [1])[:, None]
    a = torch.tensor([t["span"][0] for t in triggers] or [0])[:, None]
    b = torch.tensor([t["span"][1] for t in triggers] or [1])[:, None]
    at = torch.minimum(start + torch.arange(size)[None], stop - 1)
    there = start + torch.arange(size)[None] < stop
    inside = (at >= a) & (at < b) & there
    distance = torch.where(at < a, at - a, (at - b + 1).clamp(min=0)).clamp(-NEAR, NEAR) + NEAR
    distance[inside] = 2 * NEAR + 1
    offset = torch.tensor([base[e] for e, _ in chosen] or [0])[:, None]
    own = [examples[e].sentences for e, _ in chosen]
    side = torch.ones_like(at)
    roles = torch.full((max(n, 1), size, len(LAYERS)), SKIP)
    scopes = torch.full((max(n, 1), size), SKIP)
    groups = torch.full((max(n, 1), size), SKIP)
    for row, trigger in enumerate(triggers):
        lo, hi = trigger["scope"]
        side[row] = (own[row][at[row]] - own[row][trigger["span"][0]]).sign() + 1
        if examples[chosen[row][0]].task != "claims":
            continue
        for layer in range(len(LAYERS)):
            spans = [(x[2] - lo, x[3] - lo, x[1]) for x in trigger["args"] if x[0] == layer]
            roles[row, : hi - lo, layer] = layer_tags(hi - lo, spans)
        for _, _, first, last, scope, group in trigger["args"]:
            where = slice(max(first - lo, 0), max(last - lo, 0))
            if scope >= 0:
                scopes[row, where] = scope
            if group >= 0:
                groups[row, where] = group
    scopes[~there], groups[~there] = SKIP, SKIP
    soft = torch.tensor([examples[e].task != "claims" for e, _ in chosen], dtype=torch.bool)

    def label(key: str) -> Tensor:
        return torch.tensor(
            [SKIP if s or t[key] < 0 else t[key] for t, s in zip(triggers, soft, strict=True)],
            dtype=torch.long,
        )

    return {
        "around": (at + offset)[:n], "there": there[:n].float(), "inside": inside[:n].float(),
        "distance": distance[:n], "side": side[:n],
        "kind": torch.tensor([t["kind"] for t in triggers], dtype=torch.long),
        "type": label("type"), "stance": label("stance"), "negated": label("neg"),
        "roles": roles[:n], "scopes": scopes[:n], "groups": groups[:n], "soft": soft,
    }  # fmt: skip


def _pairs(examples: list[Example], chosen: list[tuple[int, int]]) -> dict[str, Tensor]:
    """Pairs of triggers of one report, the earlier one first."""
    one, other, links, gaps = [], [], [], []
    rows: dict[int, list[int]] = {}
    for row, (number, _) in enumerate(chosen):
        rows.setdefault(number, []).append(row)
    for number, members in rows.items():
        example = examples[number]
        pairs = [(a, b) for i, a in enumerate(members) for b in members[i + 1 :]]
        for a, b in pairs[:MOST_PAIRS]:
            i, j = chosen[a][1], chosen[b][1]
            s, t = example.triggers[i], example.triggers[j]
            one.append(a)
            other.append(b)
            gaps.append(int(example.sentences[t["span"][0]] - example.sentences[s["span"][0]]))
            links.append(_link(example, i, j) if example.task == "claims" else [SKIP] * 5)
    return {
        "one": torch.tensor(one, dtype=torch.long), "other": torch.tensor(other, dtype=torch.long),
        "gap": gap_of(torch.tensor(gaps, dtype=torch.long)),
        "links": torch.tensor(links, dtype=torch.long).view(-1, 5),
    }  # fmt: skip


def _link(example: Example, i: int, j: int) -> list[int]:
    """Labels of a pair: same; i answers j, j answers i; i is about j, j is about i."""
    s, t = example.triggers[i], example.triggers[j]

    def to(key: str, source: dict[str, Any], target: dict[str, Any], number: int) -> int:
        if source[key] < 0:
            return 0
        goal = example.triggers[source[key]]
        return int(source[key] == number or goal["account"] == target["account"])

    incidents = s["kind"] == 0 and t["kind"] == 0
    return [
        int(s["account"] == t["account"]) if incidents else SKIP,
        to("retaliation_for", s, t, j) if incidents else SKIP,
        to("retaliation_for", t, s, i) if incidents else SKIP,
        to("about", s, t, j) if s["kind"] == 1 else SKIP,
        to("about", t, s, i) if t["kind"] == 1 else SKIP,
    ]


def packed(groups: list[list[Example]], rng: random.Random, workers: int) -> Iterator[Batch]:
    """The batches of an epoch, packed ahead by other processes where there are workers."""

    def slim(group: list[Example]) -> Batch:
        batch = pack(group, rng)
        batch.examples = []
        return batch

    if not workers:
        yield from map(slim, groups)
        return
    yield from DataLoader(groups, batch_size=None, collate_fn=slim, num_workers=workers,
                          prefetch_factor=6)  # fmt: skip


def batches(examples: list[Example], words: int, rng: random.Random | None) -> list[list[Example]]:
    """Examples in groups of about so many words, of about equal length; shuffled with `rng`."""
    order = list(examples)
    if rng is not None:
        rng.shuffle(order)
    noise = (lambda: rng.random()) if rng is not None else (lambda: 0.0)
    order.sort(key=lambda e: min(len(e), 200) // 24 + 1.2 * noise())
    groups: list[list[Example]] = []
    held, longest, windows = [], 0, 0
    for example in order:
        top = max(len(w[0]) for w in example.windows)
        padded = max(longest, top) * (windows + len(example.windows))
        if held and padded > 1.4 * words:
            groups.append(held)
            held, longest, windows = [], 0, 0
        held.append(example)
        longest, windows = max(longest, top), windows + len(example.windows)
    if held:
        groups.append(held)
    if rng is not None:
        rng.shuffle(groups)
    return groups

r"""A trained reader as two ONNX files with 8-bit weights and `model.json`, measured as shipped.

    python training/export.py --reader training/runs/reader.pt --data training/runs/data.json.gz \
        --tokenizer tokenizer.json --out src/secondsource/data/model

`reader.onnx` reads one window: states and labels of its words. `claims.onnx` reads the triggers of
one report: their arguments, types and links. Both are measured on the held-out texts, at full
precision and as shipped; thresholds and calibration come from the shipped form.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import math
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime as ort
import torch
from batches import Batch, example_of
from measure import Figures, measure, scored
from model import ROLE_SIZES, Layer, Reader
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from train import forward, load_reader

from secondsource.extract.labels import GROUPS, LAYERS, TYPES
from secondsource.extract.tagger import INTERFACE, NEARS, SAME, asked_of, asking

FLOOR = 0.2  # drafts below it are not worth the rules' opinion
LOUD = 20  # inputs of each product kept at full precision
CLAIM_INPUTS = ("words", "around", "there", "near", "kind", "mark", "share", "asked", "row", "back",
                "held", "first", "second", "gap")  # fmt: skip
OUTSIDE = [sum(ROLE_SIZES[:at]) for at in range(len(ROLE_SIZES))]
SURE = 20.0  # log-odds of no role for words that are not asked
CLAIM_OUTPUTS = ("roles", "scopes", "groups", "types", "stances", "negation", "links")


class Small(nn.Module):
    """An embedding of 8-bit rows, each with its scale."""

    def __init__(self, table: Tensor):
        super().__init__()
        scale = table.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        self.register_buffer("rows", (table / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids: Tensor) -> Tensor:
        """The rows as numbers."""
        return self.rows[ids].float() * self.scale[ids]


class Split(nn.Module):
    """A linear layer whose few loud inputs are multiplied apart, at full precision.

    The first piece of a window always carries one or two inputs ten times as large as all others;
    quantised with them, the others would lose three of their bits.
    """

    def __init__(self, linear: nn.Linear, loud: Tensor):
        super().__init__()
        weight = linear.weight.detach().clone()
        quiet = torch.ones(weight.shape[1])
        quiet[loud] = 0.0
        self.register_buffer("quiet", quiet)
        self.register_buffer("loud", loud)
        self.apart = nn.Linear(len(loud), weight.shape[0], bias=False)
        self.apart.weight.data = weight[:, loud].contiguous()
        self.rest = nn.Linear(weight.shape[1], weight.shape[0])
        self.rest.weight.data, self.rest.bias.data = weight * quiet, linear.bias.detach().clone()

    def forward(self, x: Tensor) -> Tensor:
        """The same numbers as the linear layer."""
        return self.rest(x * self.quiet) + self.apart(x[..., self.loud])


class Plain(nn.Module):
    """A transformer layer for export: one product for queries, keys, values; loud inputs apart."""

    def __init__(self, layer: Layer, loud: dict[str, Tensor]):
        super().__init__()
        self.heads = layer.heads
        parts = (layer.q, layer.k, layer.v)
        joined = nn.Linear(layer.q.in_features, 3 * layer.q.out_features)
        joined.weight.data = torch.cat([p.weight for p in parts]).detach()
        joined.bias.data = torch.cat([p.bias for p in parts]).detach()
        size = layer.q.out_features // layer.heads
        joined.weight.data[: layer.q.out_features] /= math.sqrt(size)
        joined.bias.data[: layer.q.out_features] /= math.sqrt(size)
        self.qkv, self.up = Split(joined, loud["q"]), Split(layer.up, loud["up"])
        self.o, self.down = layer.o, Split(layer.down, loud["down"])
        self.norm1, self.norm2 = layer.norm1, layer.norm2

    def forward(self, x: Tensor, bias: Tensor | None) -> Tensor:
        """As `model.Layer`, without dropout."""
        b, n, h = x.shape
        q, k, v = (
            part.view(b, n, self.heads, h // self.heads).transpose(1, 2)
            for part in self.qkv(x).split(h, -1)
        )
        mixed = (q @ k.transpose(-1, -2)).softmax(-1) @ v
        x = self.norm1(x + self.o(mixed.transpose(1, 2).reshape(b, n, h)))
        return self.norm2(x + self.down(nn.functional.gelu(self.up(x))))


def _keep_peak(
    peaks: dict[str, Tensor], name: str, _: nn.Module, given: tuple[Tensor, ...]
) -> None:
    top = given[0].abs().amax((0, 1))
    peaks[name] = torch.maximum(peaks.get(name, torch.zeros_like(top)), top)


@torch.no_grad()
def loud_inputs(reader: Reader, windows: list[tuple[list[int], list[int], list[int]]]
                ) -> list[dict[str, Tensor]]:  # fmt: skip
    """For each layer and product the inputs that grow largest on some texts."""
    peaks: list[dict[str, Tensor]] = [{} for _ in reader.encoder.layers]
    hooks = []
    for at, layer in enumerate(reader.encoder.layers):
        for name in ("q", "up", "down"):
            seen = partial(_keep_peak, peaks[at], name)
            hooks.append(getattr(layer, name).register_forward_pre_hook(seen))
    for ids, cases, _ in windows:
        reader.encoder(torch.tensor([ids]), torch.tensor([cases]), None)
    for hook in hooks:
        hook.remove()
    return [{k: v.topk(LOUD).indices.sort().values for k, v in peak.items()} for peak in peaks]


class Window(nn.Module):
    """The first graph."""

    def __init__(self, reader: Reader):
        super().__init__()
        self.reader = reader

    def forward(self, ids: Tensor, cases: Tensor, first: Tensor) -> tuple[Tensor, ...]:
        """States of the words, and probabilities of their labels."""
        words = self.reader.words(ids, cases, None, first)
        return (words, *(t.softmax(-1) for t in self.reader.tags(words)[:2]))


def _joined(parts: Sequence[nn.Linear]) -> nn.Linear:
    """Several products of one input as one."""
    joined = nn.Linear(parts[0].in_features, sum(p.out_features for p in parts))
    joined.weight.data = torch.cat([p.weight for p in parts]).detach().clone()
    joined.bias.data = torch.cat([p.bias for p in parts]).detach().clone()
    return joined


class Claims(nn.Module):
    """The second graph: all words around a trigger are looked at, those of its sentence asked."""

    def __init__(self, reader: Reader):
        super().__init__()
        self.reader = reader
        (layer,) = reader.decoder
        self.layer, self.heads = layer, layer.heads
        self.kv = _joined([layer.k, layer.v])
        self.q = _joined([layer.q])
        scale = math.sqrt(layer.q.out_features // layer.heads)
        self.q.weight.data /= scale
        self.q.bias.data /= scale
        self.answers = _joined([reader.roles, reader.scopes, reader.groups])
        self.sizes = [m.out_features for m in (reader.roles, reader.scopes, reader.groups)]
        places = reader.sentence.weight[:, None] + reader.distance.weight[None]
        self.register_buffer("places", places.detach().reshape(-1, places.shape[-1]))

    def forward(self, words: Tensor, around: Tensor, there: Tensor, near: Tensor, kind: Tensor,
                mark: Tensor, share: Tensor, asked: Tensor, row: Tensor, back: Tensor,
                held: Tensor, first: Tensor, second: Tensor, gap: Tensor,
                ) -> tuple[Tensor, ...]:  # fmt: skip
        """Logits for the words asked, for the triggers, and for pairs of them.

        As `model.Reader.claims` gives them; `tagger.asked_of` says what the inputs are.
        """
        reader, layer, h = self.reader, self.layer, self.heads
        share = share[:, :, None]
        trigger = (words[mark] * share).sum(1)
        x = reader.of_word(words)[around] + self.places[near]
        x = reader.norm(x + (reader.of_trigger(trigger) + reader.kind(kind))[:, None])
        t, s, d = x.shape
        own = x.reshape(t * s, d)[asked]
        k, v = (part.view(t, s, h, d // h).transpose(1, 2) for part in self.kv(x).split(d, -1))
        q = self.q(own)[row].view(t, -1, h, d // h).transpose(1, 2)
        bias = ((1.0 - there) * -1e4)[:, None, None, :]
        mixed = ((q @ k.transpose(-1, -2) + bias).softmax(-1) @ v).transpose(1, 2)
        y = layer.norm1(own + layer.o(mixed.reshape(-1, d)[back]))
        y = layer.norm2(y + layer.down(nn.functional.gelu(layer.up(y))))
        claim = torch.cat([trigger, (y[held] * share).sum(1)], -1)
        z = nn.functional.gelu(reader.of_claim(claim))
        links = reader.pairs(reader.linked(claim), first, second, gap)
        answers = self.answers(y).split(self.sizes, -1)
        return (*answers, reader.types(z), reader.stances(z), reader.negation(z), links)


def export(reader: Reader, folder: Path) -> None:
    """Both graphs at full precision, the table of pieces excepted."""
    reader = reader.eval()
    n, w, t, s = 12, 9, 3, 7
    torch.onnx.export(
        Window(reader),
        (torch.randint(1000, 2000, (1, n)), torch.ones(1, n, dtype=torch.long), torch.arange(w)),
        str(folder / "reader.onnx"), dynamo=False, opset_version=17,
        input_names=["ids", "cases", "first"],
        output_names=["words", "events", "totals"],
        dynamic_axes={"ids": {1: "n"}, "cases": {1: "n"}, "first": {0: "w"}, "words": {0: "w"},
                      "events": {0: "w"}, "totals": {0: "w"}},
    )  # fmt: skip
    own = np.zeros((t, s), bool)
    own[:, 1:5] = True
    own[0, 4] = False
    inside = np.zeros((t, s), bool)
    inside[:, 2] = True
    inside[1, 3] = True
    around = np.tile(np.arange(s), (t, 1))
    feed = {"words": torch.randn(w, reader.shape.hidden), "there": torch.ones(t, s),
            "near": torch.zeros(t, s, dtype=torch.long), "kind": torch.zeros(t, dtype=torch.long),
            "around": torch.from_numpy(around), "first": torch.tensor([0, 0]),
            "second": torch.tensor([1, 2]), "gap": torch.zeros(2, dtype=torch.long)}  # fmt: skip
    feed |= {k: torch.from_numpy(v) for k, v in asked_of(around, own, inside).items()}
    axes: dict[str, dict[int, str]] = {"words": {0: "w"}, "kind": {0: "t"}, "first": {0: "p"},
                                       "second": {0: "p"}, "gap": {0: "p"}}  # fmt: skip
    axes |= {k: {0: "t", 1: "s"} for k in ("around", "there", "near")}
    axes |= {"row": {0: "t", 1: "r"}, "mark": {0: "t", 1: "m"}, "share": {0: "t", 1: "m"},
             "held": {0: "t", 1: "m"}}  # fmt: skip
    axes |= {k: {0: "q"} for k in ("asked", "back", "roles", "scopes", "groups")}
    axes |= {k: {0: "t"} for k in ("types", "stances", "negation")} | {"links": {0: "p"}}
    torch.onnx.export(
        Claims(reader), tuple(feed[k] for k in CLAIM_INPUTS),
        str(folder / "claims.onnx"), dynamo=False, opset_version=17,
        input_names=list(CLAIM_INPUTS), output_names=list(CLAIM_OUTPUTS), dynamic_axes=axes,
    )  # fmt: skip


def session(path: Path) -> ort.InferenceSession:
    """An ONNX session as the product opens it."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = 2
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


class Exported:
    """The exported graphs in the place of a reader, for `measure`."""

    def __init__(self, folder: Path):
        self.window, self.claims = session(folder / "reader.onnx"), session(folder / "claims.onnx")
        self.stub = nn.Linear(1, 1)

    def eval(self) -> None:
        """Nothing to do."""

    def parameters(self) -> Any:
        """Only the device is asked for."""
        return self.stub.parameters()


def forward_exported(reader: Any, batch: Batch) -> dict[str, Tensor]:
    """All logits of a batch, report by report and window by window, as the product runs them."""
    words, parts = [], {k: [] for k in ("events", "totals")}
    row = 0
    claims: dict[str, list[Any]] = {k: [] for k in CLAIM_OUTPUTS}
    size = batch.around.shape[1]
    for number, example in enumerate(batch.examples):
        states = []
        for ids, cases, first in example.windows:
            got = reader.window.run(None, {"ids": np.array([ids]), "cases": np.array([cases]),
                                           "first": np.array(first)})  # fmt: skip
            states.append(got[0])
            for key, value in zip(parts, got[1:], strict=True):
                parts[key].append(np.log(value + 1e-9))
        words.append(np.concatenate(states))
        rows = [r for r, (n, _) in enumerate(batch.chosen) if n == number]
        row += len(example)
        if not rows:
            continue
        pick = slice(rows[0], rows[-1] + 1)
        wide = int(batch.there[pick].sum(1).max())
        mine = (batch.one >= rows[0]) & (batch.one <= rows[-1])
        around, there, inside, distance, side = (
            getattr(batch, k)[pick, :wide].numpy()
            for k in ("around", "there", "inside", "distance", "side")
        )
        around = around - batch.word_base[number]
        own = asking(side == SAME, there > 0) | (inside > 0)
        feed = {"around": around, "there": there, "near": side * NEARS + distance,
                "words": words[-1], "kind": batch.kind[pick].numpy(),
                **asked_of(around, own, inside > 0),
                 "first": (batch.one[mine] - rows[0]).numpy(),
                 "second": (batch.other[mine] - rows[0]).numpy(),
                 "gap": batch.gap[mine].numpy()}  # fmt: skip
        for key, value in zip(CLAIM_OUTPUTS, reader.claims.run(None, feed), strict=True):
            if key in ("roles", "scopes", "groups"):
                whole = np.zeros((len(rows), size, value.shape[1]), np.float32)
                if key == "roles":
                    whole[..., OUTSIDE] = SURE
                whole[:, :wide][own] = value
                value = whole
            claims[key].append(value)
    out = {k: torch.from_numpy(np.concatenate(v)) for k, v in parts.items()}
    if claims["roles"]:
        out |= {k: torch.from_numpy(np.concatenate(v)) for k, v in claims.items()}
        if not len(batch.one):
            del out["links"]
    return out


def fitted(pairs: list[tuple[float, bool]]) -> list[float]:
    """Slope and offset that turn a score's log-odds into the log-odds of being right."""
    if len(pairs) < 30:
        return [1.0, 0.0]
    x = np.array([math.log(min(max(s, 1e-4), 1 - 1e-4) / (1 - min(max(s, 1e-4), 1 - 1e-4)))
                  for s, _ in pairs])  # fmt: skip
    y = np.array([float(r) for _, r in pairs])
    a, b = 1.0, 0.0
    for _ in range(50):
        p = 1 / (1 + np.exp(-(a * x + b)))
        g = np.array([((p - y) * x).sum() + (a - 1.0), (p - y).sum()])
        w = p * (1 - p)
        h = np.array([[(w * x * x).sum() + 1.0, (w * x).sum()], [(w * x).sum(), w.sum() + 1e-6]])
        a, b = np.array([a, b]) - np.linalg.solve(h, g)
    return [round(float(a), 4), round(float(b), 4)]


def shipped(full: Path, out: Path) -> None:
    """The graphs with 8-bit weights, a scale a column; 7 bits are used, for CPUs without VNNI."""
    for name in ("reader.onnx", "claims.onnx"):
        nodes = [n.name for n in onnx.load(str(full / name)).graph.node if "apart" in n.name]
        quantize_dynamic(full / name, out / name, per_channel=True, reduce_range=True,
                         weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul"],
                         nodes_to_exclude=nodes)  # fmt: skip


def brief(figures: Figures) -> dict[str, Any]:
    """The figures that belong in `model.json`."""
    return {k: v for k, v in figures.to_dict().items() if k not in ("thresholds",)}


def main() -> None:
    """Writes the model folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reader", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(2)
    reader = load_reader(options.reader, torch.device("cpu"))
    with gzip.open(options.data, "rt", encoding="utf-8") as lines:
        rows = [r for r in json.load(lines)["examples"] if r["task"] == "claims"]
    kept = [example_of(r) for r in rows if r["held"]]
    held = [e for e in kept if e.source != "written"]
    known = [example_of(r) for r in rows if not r["held"]][::60]
    plain = measure(reader, held, forward, 1200, tune=True)
    print("full precision:", plain.line(), flush=True)
    loud = loud_inputs(reader, [w for e in known for w in e.windows])
    reader.encoder.layers = nn.ModuleList(
        Plain(layer, inputs) for layer, inputs in zip(reader.encoder.layers, loud, strict=True)
    )
    reader.encoder.word = Small(reader.encoder.word.weight.detach())
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        export(reader, Path(folder))
        shipped(Path(folder), options.out)
    small = Exported(options.out)
    whole = measure(small, kept, forward_exported, 1200, tune=True)  # type: ignore[arg-type]
    print("as shipped, with the texts of our own:", whole.line(), flush=True)
    figures = measure(small, held, forward_exported, 1200, at=whole.thresholds)  # type: ignore[arg-type]
    print("as shipped:", figures.line(), flush=True)
    low = {**whole.thresholds, "kinds": [FLOOR] * 3}
    kinds, roles = scored(small, kept, forward_exported, low)  # type: ignore[arg-type]
    tokenizer = json.loads(options.tokenizer.read_text(encoding="utf-8"))
    tokenizer["truncation"] = tokenizer["padding"] = None
    (options.out / "tokenizer.json").write_text(
        json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )
    digest = {
        name: hashlib.sha256((options.out / name).read_bytes()).hexdigest()
        for name in ("reader.onnx", "claims.onnx", "tokenizer.json")
    }
    notes = {
        "interface": INTERFACE,
        "labels": {"types": list(TYPES), "layers": [list(x) for x in LAYERS],
                   "groups": list(GROUPS)},
        "thresholds": {**whole.thresholds, "links": 0.5, "floor": FLOOR},
        "calibration": {"kinds": [fitted(k) for k in kinds],
                        "roles": [[fitted(r) for r in layer] for layer in roles]},
        "licence": "Apache-2.0",
        "made_from": json.loads((Path(__file__).parent / "sources.json").read_text()),
        "figures": {"full_precision": brief(plain), "as_shipped": brief(figures)},
        "digest": digest,
    }  # fmt: skip
    (options.out / "model.json").write_text(json.dumps(notes, indent=1) + "\n", encoding="utf-8")
    for path in sorted(options.out.iterdir()):
        print(path.name, path.stat().st_size)


if __name__ == "__main__":
    main()

r"""The shipped graphs taken back to a checkpoint that `train.py` can go on from, or mixed with one.

    PYTHONPATH=src python training/restore.py --model src/secondsource/data/model --out start.pt
    PYTHONPATH=src python training/restore.py --mix start.pt taught.pt 0.4 --out mixed.pt

The first takes the weights out of the eight bits of `reader.onnx` and `claims.onnx`; the head for
names, which is not shipped, starts anew. The second is the mean of two readers, the later one
weighing what is said: two readers of which one went on from the other can be mixed so.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from model import NEAR, Reader, Shape
from onnx import numpy_helper
from torch import Tensor

HEADS = ("of_word", "of_trigger", "decoder.0.o", "decoder.0.up", "decoder.0.down", "of_claim",
         "linked", "left", "right", "product", "difference", "links", "types", "stances",
         "negation")  # fmt: skip


def constants(path: Path) -> dict[str, Any]:
    """The numbers of a graph by name."""
    return {i.name: numpy_helper.to_array(i) for i in onnx.load(str(path)).graph.initializer}


def whole(table: dict[str, Any], name: str) -> Any:
    """A product's weights out of their eight bits [in, out]."""
    rows = table[f"{name}_quantized"].astype("f4") - table[f"{name}_zero_point"].astype("f4")
    return rows * table[f"{name}_scale"]


def encoder_of(table: dict[str, Any], shape: Shape) -> dict[str, Any]:
    """The encoder and the heads for words, as `export.py` lays them out in `reader.onnx`."""
    rows = table["reader.encoder.word.rows"].astype("f4")
    found = {"encoder.word.weight": rows * table["reader.encoder.word.scale"]}
    for name in ("position.weight", "case.weight", "norm.weight", "norm.bias"):
        found[f"encoder.{name}"] = table[f"reader.encoder.{name}"]
    numbers = sorted({int(k.split("_")[1]) for k in table if k.startswith("onnx::MatMul_")})
    scale = math.sqrt(shape.hidden // shape.heads)
    for at in range(shape.layers):
        told = f"reader.encoder.layers.{at}."
        mine = f"encoder.layers.{at}."
        q, q_apart, o, up, up_apart, down, down_apart = numbers[7 * at : 7 * at + 7]
        products = {}
        for name, rest, apart in (
            ("qkv", q, q_apart), ("up", up, up_apart), ("down", down, down_apart)
        ):  # fmt: skip
            weight = whole(table, f"onnx::MatMul_{rest}") * table[f"{told}{name}.quiet"][:, None]
            weight[table[f"{told}{name}.loud"]] += table[f"onnx::MatMul_{apart}"]
            products[name] = (weight.T.copy(), table[f"{told}{name}.rest.bias"].copy())
        weight, bias = products["qkv"]
        weight[: shape.hidden] *= scale
        bias[: shape.hidden] *= scale
        for name, w, b in zip("qkv", np.split(weight, 3), np.split(bias, 3), strict=True):
            found[f"{mine}{name}.weight"], found[f"{mine}{name}.bias"] = w, b
        for name in ("up", "down"):
            found[f"{mine}{name}.weight"], found[f"{mine}{name}.bias"] = products[name]
        found[f"{mine}o.weight"] = whole(table, f"onnx::MatMul_{o}").T
        found[f"{mine}o.bias"] = table[f"{told}o.bias"]
        for name in ("norm1.weight", "norm1.bias", "norm2.weight", "norm2.bias"):
            found[mine + name] = table[told + name]
    for name in ("events", "totals"):
        found[f"{name}.weight"] = whole(table, f"reader.{name}.weight_Transposed").T
        found[f"{name}.bias"] = table[f"reader.{name}.bias"]
    return found


def claims_of(table: dict[str, Any], reader: Reader) -> dict[str, Any]:
    """The heads for triggers, as `export.py` lays them out in `claims.onnx`."""
    d = reader.shape.decoder
    places = table["places"].reshape(3, 2 * NEAR + 2, d)
    found = {"distance.weight": places.mean(0)}
    found["sentence.weight"] = (places - places.mean(0)).mean(1)
    for name in ("kind.weight", "gap.weight", "norm.weight", "norm.bias",
                 "decoder.0.norm1.weight", "decoder.0.norm1.bias", "decoder.0.norm2.weight",
                 "decoder.0.norm2.bias"):  # fmt: skip
        found[name] = table[f"reader.{name}"]
    for name in HEADS:
        found[f"{name}.weight"] = whole(table, f"reader.{name}.weight_Transposed").T
        found[f"{name}.bias"] = table[f"reader.{name}.bias"]
    joined = next(k for k in table if k.startswith("onnx::MatMul_") and k.endswith("_quantized"))
    weights = np.split(whole(table, joined.removesuffix("_quantized")).T, 2)
    for name, weight, bias in zip("kv", weights, np.split(table["kv.bias"], 2), strict=True):
        found[f"decoder.0.{name}.weight"], found[f"decoder.0.{name}.bias"] = weight, bias
    scale = math.sqrt(d // reader.decoder[0].heads)
    found["decoder.0.q.weight"] = whole(table, "q.weight_Transposed").T * scale
    found["decoder.0.q.bias"] = table["q.bias"] * scale
    weight, bias, at = whole(table, "answers.weight_Transposed").T, table["answers.bias"], 0
    for name in ("roles", "scopes", "groups"):
        size = getattr(reader, name).out_features
        found[f"{name}.weight"] = weight[at : at + size]
        found[f"{name}.bias"] = bias[at : at + size]
        at += size
    return found


def restored(folder: Path) -> dict[str, Any]:
    """A checkpoint of the graphs in a folder."""
    reader = Reader(Shape())
    found = encoder_of(constants(folder / "reader.onnx"), reader.shape)
    found |= claims_of(constants(folder / "claims.onnx"), reader)
    state = reader.state_dict()
    missing = {k for k in state if not k.startswith("names.")} - found.keys()
    if missing:
        raise SystemExit(f"These weights are not in {folder}: {sorted(missing)}.")
    for name, value in found.items():
        state[name] = torch.tensor(np.ascontiguousarray(value)).float().reshape(state[name].shape)
    return {"shape": reader.shape.to_dict(), "reader": state, "options": {}}


def mixed(first: Path, second: Path, share: float) -> dict[str, Any]:
    """The mean of two checkpoints, the second weighing `share`."""
    one, other = (torch.load(p, weights_only=True, map_location="cpu") for p in (first, second))

    def mean(a: Tensor, b: Tensor) -> Tensor:
        return ((1 - share) * a.float() + share * b.float()).half()

    return other | {"reader": {k: mean(one["reader"][k], v) for k, v in other["reader"].items()}}


def main() -> None:
    """Writes one checkpoint."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, help="a folder that export.py wrote")
    parser.add_argument("--mix", nargs=3, metavar=("FIRST", "SECOND", "SHARE"))
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    if options.mix:
        first, second, share = options.mix
        saved = mixed(Path(first), Path(second), float(share))
    elif options.model:
        saved = restored(options.model)
    else:
        raise SystemExit("Give --model, a folder of graphs, or --mix, two checkpoints and a share.")
    torch.save(saved, options.out)


if __name__ == "__main__":
    main()

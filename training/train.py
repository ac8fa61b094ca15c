r"""Trains the reader, or a teacher for it; measures it on the held-out texts.

    python training/train.py --data training/runs/data.json.gz --encoder model.safetensors \
        --out training/runs/reader.pt

The same command runs on two CPU cores and on a GPU (found by itself). A checkpoint is written
every `--every` seconds; `--resume` goes on from it. `--seconds` bounds the run: the learning rate
then falls to zero in time. With `--teacher` the reader also learns a teacher's probabilities, on
the annotated texts and on `--pool` plain ones.
"""

from __future__ import annotations

import argparse
import copy
import gzip
import json
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from batches import MASK, SKIP, Batch, Example, batches, example_of, pack, packed
from measure import asked, measure, read_events
from model import MPNET, ROLE_SIZES, Reader, Shape, from_bert
from torch import Tensor

SAY_EVERY = 20.0  # seconds
ANSWERS_WEIGHT = 4.0  # stated retaliation is rare


def forward(reader: Reader, batch: Batch) -> dict[str, Tensor]:
    """All logits of a batch, in float32."""
    kind = batch.ids.device.type
    with torch.autocast(kind, torch.bfloat16, enabled=kind == "cuda"):
        words = reader.words(batch.ids, batch.cases, batch.mask, batch.first)
        events, totals, names = reader.tags(words)
        out = {"events": events, "totals": totals, "names": names}
        if len(batch.kind):
            keys = ("roles", "scopes", "groups", "types", "stances", "negation", "vectors")
            got = reader.claims(words, batch.around, batch.there, batch.inside, batch.distance,
                                batch.side, batch.kind)  # fmt: skip
            out.update(zip(keys, got, strict=True))
        if len(batch.one):
            out["links"] = reader.pairs(out["vectors"], batch.one, batch.other, batch.gap)
    return {k: v.float() for k, v in out.items()}


def losses(out: dict[str, Tensor], batch: Batch) -> dict[str, Tensor]:
    """What the annotation teaches, each part a claim's share."""
    scale = torch.maximum((~batch.soft).sum(), batch.judged.sum() / 60).clamp(min=1)

    def ce(logits: Tensor, labels: Tensor, by: Tensor | None = None) -> Tensor:
        flat = logits.reshape(-1, logits.shape[-1])
        total = F.cross_entropy(flat, labels.reshape(-1), ignore_index=SKIP, reduction="sum")
        return total / ((labels != SKIP).sum().clamp(min=1) if by is None else by)

    parts = {
        "events": ce(out["events"], batch.events, scale),
        "totals": ce(out["totals"], batch.totals, scale),
        "names": 10.0 * ce(out["names"], batch.names),
    }
    if "roles" in out:
        parts["roles"] = sum(
            (ce(logits, batch.roles[..., at], scale)
             for at, logits in enumerate(out["roles"].split(ROLE_SIZES, -1))),
            torch.zeros((), device=batch.ids.device),
        )  # fmt: skip
        parts["types"] = ce(out["types"], batch.type)
        parts["stances"] = 0.6 * ce(out["stances"], batch.stance)
        kept = batch.negated != SKIP
        loss = F.binary_cross_entropy_with_logits(
            out["negation"][:, 0], batch.negated.clamp(min=0).float(), reduction="none"
        )
        parts["negation"] = 0.5 * (loss * kept).sum() / kept.sum().clamp(min=1)
        parts["scopes"] = 0.2 * ce(out["scopes"], batch.scopes)
        parts["groups"] = 0.4 * ce(out["groups"], batch.groups)
    if "links" in out:
        kept = batch.links != SKIP
        rare = torch.tensor([1.0, ANSWERS_WEIGHT, ANSWERS_WEIGHT, 1.0, 1.0]).to(batch.ids.device)
        loss = F.binary_cross_entropy_with_logits(
            out["links"], batch.links.clamp(min=0).float(), reduction="none", pos_weight=rare
        )
        parts["links"] = 0.5 * (loss * kept).sum() / scale
    return parts


def distilled(out: dict[str, Tensor], goal: dict[str, Tensor], batch: Batch) -> Tensor:
    """How far a reader's probabilities are from its teacher's."""
    scale = max(float(len(batch.kind)), len(batch.first) / 60, 1.0)

    def kl(key_logits: Tensor, key_goal: Tensor) -> Tensor:
        return F.kl_div(
            key_logits.log_softmax(-1), key_goal.log_softmax(-1), log_target=True, reduction="none"
        ).sum(-1)

    total = kl(out["events"], goal["events"]).sum() + kl(out["totals"], goal["totals"]).sum()
    total = total / scale + 10.0 * kl(out["names"], goal["names"]).mean()
    if "roles" in out:
        there = batch.there
        for mine, theirs in zip(
            out["roles"].split(ROLE_SIZES, -1), goal["roles"].split(ROLE_SIZES, -1), strict=True
        ):
            total = total + (kl(mine, theirs) * there).sum() / scale
        total = total + kl(out["types"], goal["types"]).mean()
        total = total + 0.3 * kl(out["stances"], goal["stances"]).mean()
        total = total + 0.5 * F.binary_cross_entropy_with_logits(
            out["negation"], goal["negation"].sigmoid()
        )
    if "links" in out:
        loss = F.binary_cross_entropy_with_logits(
            out["links"], goal["links"].sigmoid(), reduction="none"
        )
        total = total + 0.5 * loss.sum() / scale
    return total


def noisy(batch: Batch, share: float, generator: torch.Generator) -> Batch:
    """The batch with some pieces masked, and the letter case of some windows hidden."""
    device = batch.ids.device
    drawn = torch.rand(batch.ids.shape, generator=generator, device=device)
    fixed = (batch.ids == 101) | (batch.ids == 102) | ~batch.mask
    hidden = torch.rand(len(batch.ids), 1, generator=generator, device=device) < 0.15
    out = copy.copy(batch)
    out.ids = torch.where((drawn < share) & ~fixed, MASK, batch.ids)
    out.cases = torch.where(hidden, 0, batch.cases)
    return out


def optimiser(reader: Reader, rate: float, head_rate: float, decay: float) -> torch.optim.AdamW:
    """AdamW with lower rates for the lower layers; no decay on norms and biases."""
    groups: dict[tuple[float, float], list[torch.nn.Parameter]] = {}
    top = reader.shape.layers
    for name, value in reader.named_parameters():
        if name.startswith("encoder.layers."):
            lr = rate * decay ** (top - 1 - int(name.split(".")[2]))
        elif name == "encoder.case.weight":
            lr = head_rate
        elif name.startswith("encoder."):
            lr = rate * decay**top
        else:
            lr = head_rate
        groups.setdefault((lr, 0.01 if value.ndim > 1 else 0.0), []).append(value)
    rows = [{"params": values, "lr": lr, "top": lr, "weight_decay": weight_decay}
            for (lr, weight_decay), values in groups.items()]  # fmt: skip
    return torch.optim.AdamW(rows, fused=reader.encoder.word.weight.is_cuda)


def load_encoder(reader: Reader, path: Path) -> None:
    """Published weights into the encoder."""
    if path.suffix == ".safetensors":
        from safetensors.torch import load_file

        weights = from_bert(load_file(str(path)), reader.shape)
    else:
        weights = {k: v.float() for k, v in torch.load(path, weights_only=True).items()}
    reader.encoder.load_state_dict(weights)


def load_reader(path: Path, device: torch.device) -> Reader:
    """A reader from its checkpoint."""
    saved = torch.load(path, weights_only=True, map_location="cpu")
    reader = Reader(Shape(**saved["shape"]))
    reader.load_state_dict(saved["reader"])
    return reader.to(device).eval()


def marked(examples: list[Example], teacher: Reader, words: int, device: torch.device) -> None:
    """Gives plain texts the triggers that a teacher finds, so that it can be asked about them."""
    for group in batches(examples, words, None):
        batch = pack(group).to(device)
        with torch.no_grad():
            found = read_events(forward(teacher, batch), batch)
        for example, spans in zip(group, found, strict=True):
            example.triggers = asked(example, spans)


@dataclass
class Lesson:
    """A batch on the device, and what the teachers make of it (the mean of their logits)."""

    batch: Batch
    goal: dict[str, Tensor] | None


def lessons(groups: list[list[Example]], rng: random.Random, workers: int,
            teachers: list[Reader], device: torch.device) -> Iterator[Lesson]:  # fmt: skip
    """The batches of an epoch with their goals."""
    for batch in packed(groups, rng, workers):
        there, goal = batch.to(device), None
        if teachers:
            with torch.no_grad():
                goals = [forward(t, there) for t in teachers]
            goal = {k: (sum(g[k] for g in goals) / len(goals)).half() for k in goals[0]}
        yield Lesson(there, goal)


@dataclass
class Course:
    """One run's settings and state."""

    options: argparse.Namespace
    device: torch.device
    began: float
    step: int = 0
    epoch: int = 0
    done: float = 0.0  # share of the course

    def say(self, text: str) -> None:
        """One line on stderr and the log."""
        line = f"[{self.options.name} {time.time() - self.began:6.1f}s] {text}"
        print(line, file=sys.stderr, flush=True)


def rate_at(done: float, warm: float) -> float:
    """The share of the full learning rate: up in a line, down in a line."""
    return min(done / warm, 1.0) * max(0.0, (1.0 - done) / (1.0 - warm)) if done < 1 else 0.0


def train(course: Course, reader: Reader, examples: list[Example], pool: list[Example],
          teachers: list[Reader], held: list[Example]) -> Reader:  # fmt: skip
    """Trains and returns the reader with averaged weights."""
    o = course.options
    rng = random.Random(o.seed)
    generator = torch.Generator(course.device).manual_seed(o.seed)
    opt = optimiser(reader, o.rate, o.head_rate, o.layer_decay)
    mean = copy.deepcopy(reader).eval()
    claims = [e for e in examples if e.task == "claims" and not e.varied]
    varied = [e for e in examples if e.varied]
    names = [e for e in examples if e.task == "names"]
    checkpoint = o.out.with_suffix(".checkpoint")
    if o.resume and checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=False, map_location=course.device)
        reader.load_state_dict(saved["reader"])
        mean.load_state_dict(saved["mean"])
        opt.load_state_dict(saved["optimiser"])
        course.step, course.epoch = saved["step"], saved["epoch"]
        course.began -= saved["spent"]
        course.say(f"goes on from epoch {course.epoch}")
    saved_at = said_at = time.time()
    sums: dict[str, float] = {}
    seen = 0
    shelf: list[list[Lesson]] = []
    while course.epoch < o.epochs and course.done < 1:
        again = len(shelf) == o.keep > 0
        if again:
            told = shelf[course.epoch % o.keep]
            count, stream = len(told), iter(rng.sample(told, len(told)))
        else:
            part = claims + rng.sample(names, int(o.names_share * len(names)))
            part = part + rng.sample(pool, int(o.pool_share * len(pool)))
            part = part + rng.sample(varied, int(o.varied_share * len(varied)))
            groups = batches(part, o.words, rng)
            told = []
            count, stream = len(groups), lessons(groups, rng, o.workers, teachers, course.device)
        for at, lesson in enumerate(stream):
            if o.keep and not again:
                told.append(lesson)
            course.done = max((course.epoch + at / count) / o.epochs,
                              (time.time() - course.began) / o.seconds)  # fmt: skip
            if course.done >= 1:
                break
            for g in opt.param_groups:
                g["lr"] = g["top"] * rate_at(course.done, o.warm)
            batch = lesson.batch
            given = noisy(batch, o.mask, generator)
            reader.train()
            out = forward(reader, given)
            parts = losses(out, batch)
            if "roles" in parts:
                parts["roles"] = o.roles_weight * parts["roles"]
            loss = sum(parts.values(), torch.zeros((), device=course.device))
            if lesson.goal:
                goal = {k: v.float() for k, v in lesson.goal.items()}
                parts["taught"] = distilled(out, goal, batch)
                loss = (1 - o.alpha) * loss + o.alpha * parts["taught"]
            opt.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            opt.step()
            course.step += 1
            keep = min(o.average, course.step / (course.step + 10))
            with torch.no_grad():
                torch._foreach_lerp_(list(mean.parameters()), list(reader.parameters()), 1 - keep)
            if course.step % 20 == 0:
                for k, v in parts.items():
                    sums[k] = sums.get(k, 0.0) + float(v.detach())
                seen += 1
            if time.time() - said_at > SAY_EVERY:
                said_at = time.time()
                text = " ".join(f"{k} {v / max(seen, 1):.3f}" for k, v in sums.items())
                course.say(f"epoch {course.epoch} step {course.step} {course.done:.0%}: {text}")
                sums, seen = {}, 0
            if time.time() - saved_at > o.every:
                saved_at = time.time()
                save_checkpoint(checkpoint, course, reader, mean, opt)
        if o.keep and not again:
            shelf.append(told)
        course.epoch += 1
        if o.look and course.epoch % o.look == 0 and held and course.done < 1:
            course.say(measure(mean, held, forward, o.words).line())
    return mean


def save_checkpoint(path: Path, course: Course, reader: Reader, mean: Reader,
                    opt: torch.optim.Optimizer) -> None:  # fmt: skip
    """What `--resume` needs."""
    write(path, {
        "reader": reader.state_dict(), "mean": mean.state_dict(), "optimiser": opt.state_dict(),
        "step": course.step, "epoch": course.epoch, "spent": time.time() - course.began,
    })  # fmt: skip
    course.say("checkpoint written")


def save_reader(path: Path, reader: Reader, options: Any) -> None:
    """The trained reader in half precision."""
    write(path, {
        "shape": reader.shape.to_dict(),
        "reader": {k: (v.half() if v.is_floating_point() else v).cpu()
                   for k, v in reader.state_dict().items()},
        "options": {k: str(v) for k, v in vars(options).items()},
    })  # fmt: skip


def write(path: Path, state: dict[str, Any]) -> None:
    """A file of tensors, written whole or not at all."""
    part = path.with_suffix(".part")
    torch.save(state, part)
    part.replace(path)


def options_of(arguments: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--data", type=Path, required=True)
    add("--encoder", type=Path, help="model.safetensors of MiniLM-L6 or MPNet")
    add("--out", type=Path, required=True)
    add("--start", type=Path, help="a reader to go on from, with a fresh learning rate")
    add("--shape", choices=("minilm", "mpnet"), default="minilm")
    add("--pieces", type=Path, help="for MPNet: its number of each of MiniLM's pieces (JSON)")
    add("--name", default="reader")
    add("--epochs", type=float, default=16)
    add("--seconds", type=float, default=8400.0)
    add("--workers", type=int, default=2 if torch.cuda.is_available() else 0)
    add("--words", type=int, default=2400, help="words in a batch")
    add(
        "--keep",
        type=int,
        default=0,
        help="epochs whose batches and goals stay on the device and come again (0: none)",
    )
    add("--rate", type=float, default=1.2e-4)
    add("--head-rate", type=float, default=6e-4)
    add("--layer-decay", type=float, default=0.9)
    add("--warm", type=float, default=0.08)
    add("--average", type=float, default=0.995)
    add("--mask", type=float, default=0.06)
    add("--dropout", type=float, default=0.1)
    add("--decoder-layers", type=int, default=1)
    add("--roles-weight", type=float, default=0.4)
    add("--names-share", type=float, default=0.4)
    add("--teacher", type=Path, nargs="*", default=[])
    add("--alpha", type=float, default=0.6)
    add("--pool-share", type=float, default=0.0, help="share of the plain texts in each epoch")
    add("--varied-share", type=float, default=0.35, help="share of the texts with other names")
    add("--all", action="store_true", help="train on the held-out texts too")
    add("--no-case", action="store_true")
    add("--leave-out", nargs="*", default=[], help="sets of claims to leave out (ablation)")
    add("--limit", type=int, help="only so many examples, for trying out")
    add("--look", type=int, default=0, help="measure every so many epochs")
    add("--every", type=float, default=1200.0)
    add("--resume", action="store_true")
    add("--seed", type=int, default=1)
    return parser.parse_args(arguments)


def main() -> None:
    """Trains one reader."""
    o = options_of()
    if not (o.encoder or o.start):
        raise SystemExit("Give --encoder or --start: there are no weights to begin with.")
    course = Course(o, torch.device("cuda" if torch.cuda.is_available() else "cpu"), time.time())
    torch.manual_seed(o.seed)
    torch.backends.cuda.enable_cudnn_sdp(False)  # plans anew for each shape of a batch
    with gzip.open(o.data, "rt", encoding="utf-8") as lines:
        rows = json.load(lines)["examples"]
    rows = [r for r in rows if r["task"] != "pool" or o.pool_share > 0]
    rows = rows[:: max(1, len(rows) // o.limit)] if o.limit else rows
    everything = [example_of(r) for r in rows]
    if o.no_case:
        for e in everything:
            e.windows = [(ids, [0] * len(cases), first) for ids, cases, first in e.windows]
    held = [e for e in everything if e.held and e.source != "written"]
    taught = [e for e in everything if e.task != "pool" and (o.all or not e.held)
              and not (e.task == "claims" and e.source in o.leave_out)]  # fmt: skip
    pool = [e for e in everything if e.task == "pool"]
    shape = copy.copy(MPNET if o.shape == "mpnet" else Shape())
    shape.decoder_layers, shape.dropout = o.decoder_layers, o.dropout
    reader = Reader(shape)
    if o.encoder:
        load_encoder(reader, o.encoder)
    if o.pieces:
        reader.pieces.copy_(torch.tensor(json.loads(o.pieces.read_text())))
    if o.start:
        reader = load_reader(o.start, course.device)
    reader.to(course.device)
    teachers = [load_reader(p, course.device) for p in o.teacher]
    if teachers and pool:
        marked(pool, teachers[0], o.words, course.device)
    course.say(f"{len(taught)} texts, {len(pool)} plain ones, {len(held)} held out")
    mean = train(course, reader, taught, pool, teachers, held)
    save_reader(o.out, mean, o)
    if held:
        figures = measure(mean, held, forward, o.words, tune=True)
        course.say(figures.line())
        print(json.dumps({"name": o.name, **figures.to_dict()}), flush=True)


if __name__ == "__main__":
    main()

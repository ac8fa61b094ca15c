"""The reader: one encoder pass over a window, then heads on the words' states.

`Encoder` is a BERT (MiniLM-L6) or an MPNet with an added embedding of letter case. `Reader` adds
the heads: triggers and totals word by word, names word by word; then, for given triggers, the type,
stance and negation, and the roles of the words around them; then links between two triggers.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from secondsource.extract.labels import GROUPS, LAYERS, NAMES, TYPES

ROLE_SIZES = [2 * len(layer) + 1 for layer in LAYERS]
SENTENCE_GAPS = 8
NEAR = 24  # words told apart on either side of a trigger


@dataclass
class Shape:
    """Sizes of a reader."""

    vocabulary: int = 30522
    hidden: int = 384
    layers: int = 6
    heads: int = 12
    inner: int = 1536
    positions: int = 512
    first_position: int = 0
    relative: int = 0  # buckets of relative attention bias
    epsilon: float = 1e-12
    token_types: bool = True
    cases: int = 7
    decoder: int = 256
    decoder_layers: int = 1
    decoder_inner: int = 512
    pair: int = 128
    dropout: float = 0.1

    def to_dict(self) -> dict[str, object]:
        """Plain values for a checkpoint."""
        return asdict(self)


MPNET = Shape(vocabulary=30527, hidden=768, layers=12, heads=12, inner=3072, positions=514,
              first_position=2, relative=32, epsilon=1e-5, token_types=False,
              decoder=384, decoder_inner=1024, pair=192)  # fmt: skip


class Layer(nn.Module):
    """One transformer layer, norm after."""

    def __init__(self, hidden: int, heads: int, inner: int, epsilon: float, dropout: float):
        super().__init__()
        self.heads = heads
        self.q, self.k = nn.Linear(hidden, hidden), nn.Linear(hidden, hidden)
        self.v, self.o = nn.Linear(hidden, hidden), nn.Linear(hidden, hidden)
        self.norm1 = nn.LayerNorm(hidden, eps=epsilon)
        self.up, self.down = nn.Linear(hidden, inner), nn.Linear(inner, hidden)
        self.norm2 = nn.LayerNorm(hidden, eps=epsilon)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor | None) -> Tensor:
        """States to states; `bias` is added to the attention scores."""
        b, n, h = x.shape
        q, k, v = (f(x).view(b, n, self.heads, h // self.heads).transpose(1, 2)
                   for f in (self.q, self.k, self.v))  # fmt: skip
        if torch.onnx.is_in_onnx_export():
            scores = q @ k.transpose(-1, -2) / math.sqrt(h // self.heads)
            mixed = (scores if bias is None else scores + bias).softmax(-1) @ v
        else:
            mixed = F.scaled_dot_product_attention(
                q, k, v, attn_mask=None if bias is None else bias.to(q.dtype)
            )
        x = self.norm1(x + self.dropout(self.o(mixed.transpose(1, 2).reshape(b, n, h))))
        return self.norm2(x + self.dropout(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    """Word pieces to states."""

    def __init__(self, shape: Shape):
        super().__init__()
        self.shape = shape
        self.word = nn.Embedding(shape.vocabulary, shape.hidden)
        self.position = nn.Embedding(shape.positions, shape.hidden)
        self.case = nn.Embedding(shape.cases, shape.hidden)
        nn.init.zeros_(self.case.weight)
        self.norm = nn.LayerNorm(shape.hidden, eps=shape.epsilon)
        self.dropout = nn.Dropout(shape.dropout)
        if shape.relative:
            self.relative = nn.Embedding(shape.relative, shape.heads)
        self.layers = nn.ModuleList(
            Layer(shape.hidden, shape.heads, shape.inner, shape.epsilon, shape.dropout)
            for _ in range(shape.layers)
        )

    def forward(self, ids: Tensor, cases: Tensor, mask: Tensor | None) -> Tensor:
        """States [B, n, H]; `mask` is true where a piece stands (None: everywhere)."""
        n = ids.shape[1]
        places = torch.arange(n, device=ids.device) + self.shape.first_position
        x = self.word(ids) + self.position(places)[None] + self.case(cases)
        x = self.dropout(self.norm(x))
        bias = None
        if mask is not None:
            bias = torch.zeros(mask.shape, device=x.device).masked_fill(~mask, -1e4)[:, None, None]
        if self.shape.relative:
            around = self.relative(_buckets(n, self.shape.relative, ids.device)).permute(2, 0, 1)
            bias = around[None] if bias is None else bias + around[None]
        for layer in self.layers:
            x = layer(x, bias)
        return x


def _buckets(n: int, buckets: int, device: torch.device) -> Tensor:
    """Relative positions in buckets, as MPNet has them."""
    places = torch.arange(n, device=device)
    gap = places[:, None] - places[None, :]
    half = buckets // 2
    side = (gap < 0).long() * half
    gap = gap.abs()
    exact = half // 2
    far = (
        exact
        + (
            torch.log(gap.clamp(min=1).float() / exact) / math.log(128 / exact) * (half - exact)
        ).long()
    )
    return side + torch.where(gap < exact, gap, far.clamp(max=half - 1))


class Reader(nn.Module):
    """Encoder and heads."""

    def __init__(self, shape: Shape):
        super().__init__()
        self.shape = shape
        h, d = shape.hidden, shape.decoder
        self.encoder = Encoder(shape)
        self.dropout = nn.Dropout(shape.dropout)
        if shape.relative:  # MPNet numbers the same pieces differently
            self.register_buffer("pieces", torch.arange(30522))
        self.events, self.totals = nn.Linear(h, 5), nn.Linear(h, 3)
        self.names = nn.Linear(h, 2 * len(NAMES) + 1)
        self.of_word, self.of_trigger = nn.Linear(h, d), nn.Linear(h, d)
        self.kind = nn.Embedding(3, d)
        self.distance = nn.Embedding(2 * NEAR + 2, d)
        self.sentence = nn.Embedding(3, d)
        self.norm = nn.LayerNorm(d)
        self.decoder = nn.ModuleList(
            Layer(d, 8, shape.decoder_inner, 1e-5, shape.dropout)
            for _ in range(shape.decoder_layers)
        )
        self.roles = nn.Linear(d, sum(ROLE_SIZES))
        self.scopes, self.groups = nn.Linear(d, 5), nn.Linear(d, len(GROUPS))
        self.of_claim = nn.Linear(h + d, d)
        self.types, self.stances = nn.Linear(d, len(TYPES)), nn.Linear(d, 5)
        self.negation = nn.Linear(d, 1)
        self.linked = nn.Linear(h + d, shape.pair)
        self.left, self.right = nn.Linear(shape.pair, 128), nn.Linear(shape.pair, 128)
        self.product, self.difference = nn.Linear(shape.pair, 128), nn.Linear(shape.pair, 128)
        self.gap = nn.Embedding(SENTENCE_GAPS, 128)
        self.links = nn.Linear(128, 5)  # same, answers back and forth, about back and forth
        for table in (self.kind, self.distance, self.sentence, self.gap):
            nn.init.normal_(table.weight, std=0.02)

    def words(self, ids: Tensor, cases: Tensor, mask: Tensor | None, first: Tensor) -> Tensor:
        """States of words [W, H]: `first` are the places of their first pieces in [B * n]."""
        if self.shape.relative:
            ids = self.pieces[ids]
        states = self.encoder(ids, cases, mask)
        return self.dropout(states.reshape(-1, self.shape.hidden)[first])

    def tags(self, words: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Logits word by word: events [W, 5], totals [W, 3], names."""
        return self.events(words), self.totals(words), self.names(words)

    def claims(self, words: Tensor, around: Tensor, there: Tensor, inside: Tensor,
               distance: Tensor, side: Tensor, kind: Tensor) -> tuple[Tensor, ...]:  # fmt: skip
        """For triggers: roles, scopes, groups [T, S, ...]; types, stances, negation; vectors.

        `around` [T, S] are word numbers, `there` and `inside` [T, S] 1.0 where a word stands and
        where it is part of the trigger.
        """
        weight = (inside / inside.sum(1, keepdim=True))[:, :, None]
        near = words[around]
        trigger = (near * weight).sum(1)
        x = self.of_word(words)[around] + (self.of_trigger(trigger) + self.kind(kind))[:, None]
        x = self.norm(x + self.distance(distance) + self.sentence(side))
        bias = ((1.0 - there) * -1e4)[:, None, None, :]
        for layer in self.decoder:
            x = layer(x, bias)
        claim = torch.cat([trigger, (x * weight).sum(1)], -1)
        y = self.dropout(F.gelu(self.of_claim(claim)))
        x = self.dropout(x)
        return (self.roles(x), self.scopes(x), self.groups(x),
                self.types(y), self.stances(y), self.negation(y), self.linked(claim))  # fmt: skip

    def pairs(self, vectors: Tensor, first: Tensor, second: Tensor, gap: Tensor) -> Tensor:
        """Logits of links between triggers `first` and `second` (the later one) [P, 5]."""
        a, b = vectors[first], vectors[second]
        x = self.left(vectors)[first] + self.right(vectors)[second]
        x = x + self.product(a * b) + self.difference((a - b).abs()) + self.gap(gap)
        return self.links(self.dropout(F.gelu(x)))


def gap_of(sentences: Tensor) -> Tensor:
    """Sentences between two triggers, in buckets."""
    edges = torch.tensor([1, 2, 3, 5, 9, 17, 33], device=sentences.device)
    return torch.bucketize(sentences, edges, right=True)


def from_bert(weights: dict[str, Tensor], shape: Shape) -> dict[str, Tensor]:
    """State of an `Encoder` from BERT's or MPNet's published weights."""
    weights = {k.removeprefix("bert.").removeprefix("mpnet."): v for k, v in weights.items()}
    out = {
        "word.weight": weights["embeddings.word_embeddings.weight"],
        "position.weight": weights["embeddings.position_embeddings.weight"],
        "norm.weight": weights["embeddings.LayerNorm.weight"],
        "norm.bias": weights["embeddings.LayerNorm.bias"],
        "case.weight": torch.zeros(shape.cases, shape.hidden),
    }
    if shape.token_types:
        out["position.weight"] = (
            out["position.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
        )
    if shape.relative:
        out["relative.weight"] = weights["encoder.relative_attention_bias.weight"]
    mpnet = {"q": "attention.attn.q", "k": "attention.attn.k", "v": "attention.attn.v",
             "o": "attention.attn.o", "norm1": "attention.LayerNorm"}  # fmt: skip
    bert = {"q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
            "o": "attention.output.dense", "norm1": "attention.output.LayerNorm"}  # fmt: skip
    names = (mpnet if shape.relative else bert) | {
        "up": "intermediate.dense", "down": "output.dense", "norm2": "output.LayerNorm",
    }  # fmt: skip
    for at in range(shape.layers):
        for ours, theirs in names.items():
            for part in ("weight", "bias"):
                out[f"layers.{at}.{ours}.{part}"] = weights[f"encoder.layer.{at}.{theirs}.{part}"]
    return out

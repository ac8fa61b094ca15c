"""What a case keeps by the thousand, some in one text: accounts with partners, what reports say.

In: tuples. Out: texts, one for so many of them, and back again; of tuples that are longer or differ
now only the texts that differ. It refuses to know what it keeps them for.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from secondsource.link import Account, Carrier, Print, Weak

T = TypeVar("T")

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Chunks(Generic[T]):
    """How one kind of thing is kept."""

    name: str
    size: int  # things in one text
    written: Callable[[Sequence[T]], dict[str, Any]]
    read: Callable[[dict[str, Any]], Sequence[T]]

    def names(self, many: int, first: int = 0) -> list[str]:
        """The names of the texts for so many things, from the first of some chunk on."""
        return [f"{self.name}:{n}" for n in range(first, -(-many // self.size))]

    def keep(self, every: Sequence[T], had: Sequence[T] = (), first: int = 0) -> dict[str, str]:
        """The texts, by name, of all chunks in which something is not what it was.

        The things are those from the first of some chunk on.
        """
        found = {}
        for n, name in enumerate(self.names(first * self.size + len(every), first)):
            part = slice(n * self.size, (n + 1) * self.size)
            mine, old = every[part], had[part]
            if len(mine) != len(old) or any(a is not b for a, b in zip(mine, old, strict=True)):
                found[name] = json.dumps(
                    self.written(mine), ensure_ascii=False, separators=(",", ":")
                )
        return found

    def again(self, texts: Sequence[str]) -> tuple[T, ...]:
        """The things, from their texts in order."""
        return tuple(one for text in texts for one in self.read(json.loads(text)))


def _put(arrays: Sequence[Ints], kind: str) -> str:
    """Whole numbers of one size, one array after the other."""
    return b64encode(np.concatenate(arrays).astype(kind).tobytes()).decode("ascii")


def _cut(text: str, kind: str, sizes: Sequence[int]) -> list[Ints]:
    every = np.frombuffer(b64decode(text), kind).astype(np.int64)
    ends = list(accumulate(sizes))
    return [every[end - size : end] for end, size in zip(ends, sizes, strict=True)]


def _accounts_written(accounts: Sequence[Account]) -> dict[str, Any]:
    return {
        "ids": [a.id for a in accounts],
        "reports": [a.report_id for a in accounts],
        "sizes": [len(a.keys) for a in accounts],
        "partners": [len(a.near) for a in accounts],
        "keys": _put([a.keys for a in accounts], "<i8"),
        "worth": _put([a.worth for a in accounts], "<i2"),
        "near": _put([a.near for a in accounts], "<i4"),
        "shared": _put([a.shared for a in accounts], "<i4"),
    }


def _accounts_read(body: dict[str, Any]) -> list[Account]:
    sizes, partners = body["sizes"], body["partners"]
    columns = (
        body["ids"],
        body["reports"],
        _cut(body["keys"], "<i8", sizes),
        _cut(body["worth"], "<i2", sizes),
        _cut(body["near"], "<i4", partners),
        _cut(body["shared"], "<i4", partners),
    )
    return [Account(*row) for row in zip(*columns, strict=True)]


def _carriers_written(carriers: Sequence[Carrier]) -> dict[str, Any]:
    return {
        "reports": [c.report_id for c in carriers],
        "sizes": [len(c.keys) for c in carriers],
        "keys": _put([c.keys for c in carriers], "<i4"),
    }


def _carriers_read(body: dict[str, Any]) -> list[Carrier]:
    keys = _cut(body["keys"], "<i4", body["sizes"])
    return [Carrier(*row) for row in zip(body["reports"], keys, strict=True)]


def _prints_written(prints: Sequence[Print]) -> dict[str, Any]:
    return {
        "reports": [p.report_id for p in prints],
        "published": [p.published and p.published.isoformat() for p in prints],
        "sha256": [p.sha256 for p in prints],
        "shingles": [p.size for p in prints],
        "sizes": [len(p.kept) for p in prints],
        "kept": _put([p.kept for p in prints], "<u4"),
    }


def _prints_read(body: dict[str, Any]) -> list[Print]:
    columns = (
        body["reports"],
        [day and date.fromisoformat(day) for day in body["published"]],
        body["sha256"],
        body["shingles"],
        _cut(body["kept"], "<u4", body["sizes"]),
    )
    return [Print(*row) for row in zip(*columns, strict=True)]


def _weak_written(weak: Sequence[Weak]) -> dict[str, Any]:
    return {
        **_accounts_written([w.account for w in weak]),
        "odds": [
            {a: None if odds is None else round(SCALE * odds) for a, odds in w.odds.items()}
            for w in weak
        ],
    }


def _weak_read(body: dict[str, Any]) -> list[Weak]:
    odds = [{a: x if x is None else x / SCALE for a, x in of.items()} for of in body["odds"]]
    return [Weak(*row) for row in zip(_accounts_read(body), odds, strict=True)]


SCALE = 1000  # odds are kept in whole thousandths

FIRST = Chunks("first", 32, _accounts_written, _accounts_read)
SECOND = Chunks("second", 32, _accounts_written, _accounts_read)
CARRIERS = Chunks("carriers", 256, _carriers_written, _carriers_read)
PRINTS = Chunks("prints", 256, _prints_written, _prints_read)
WEAK = Chunks("weak", 32, _weak_written, _weak_read)

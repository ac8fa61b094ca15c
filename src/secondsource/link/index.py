"""What linking keeps of a case, so that one report more need not be held against all others.

In: an index and what is new. Out: the index as it then stands, and bytes from which it is had
again. It holds nothing that the reports, their claims and the decisions do not give: built anew it
is the same. It refuses bytes that it did not write.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from secondsource.errors import StoreError
from secondsource.link.block import Blocks
from secondsource.link.cluster import Pair
from secondsource.link.copies import Print, Prints
from secondsource.link.places import Named
from secondsource.link.usual import Pile
from secondsource.model import Copy, Place


@dataclass(frozen=True, slots=True)
class Index:
    """The state of linking: what is usual, blocks, compared pairs, groups, texts and places."""

    sample: frozenset[str]  # the reports that say what is usual
    pile: Pile
    blocks: Blocks
    codes: NDArray[np.int64]  # compared pairs of positions in the blocks, in order
    odds: NDArray[np.int32]  # of each, log2 in thousandths
    clash: NDArray[np.bool_]  # whether its days cannot be one
    twins: NDArray[np.bool_]  # whether both tell the same sentences of one text
    home: NDArray[np.int32]  # of each account, the number of its group
    prints: Prints
    named: Named
    waiting: frozenset[str]  # reports without a date that leave a date open
    same: frozenset[Pair]  # accounts that a person judged one incident
    different: frozenset[Pair]

    @classmethod
    def empty(cls, sample: frozenset[str], pile: Pile) -> Index:
        """The index of no account."""
        none = np.zeros(0, np.int64)
        no, some = np.zeros(0, np.bool_), np.zeros(0, np.int32)
        nobody: frozenset[Pair] = frozenset()
        blocks, prints, named = Blocks.empty(), Prints.empty(), Named.empty()
        return cls(
            sample,
            pile,
            blocks,
            none,
            some,
            no,
            no,
            some,
            prints,
            named,
            frozenset(),
            nobody,
            nobody,
        )

    def groups(self) -> tuple[tuple[str, ...], ...]:
        """The groups of accounts, in order."""
        found: dict[int, list[str]] = {}
        for account, home in zip(self.blocks.accounts, self.home.tolist(), strict=True):
            found.setdefault(home, []).append(account)
        return tuple(sorted(tuple(sorted(group)) for group in found.values()))

    def dump(self) -> bytes:
        """The index as bytes."""
        out = io.BytesIO()
        words = json.dumps(_told(self), ensure_ascii=False, separators=(",", ":"))
        arrays: dict[str, Any] = {n: getattr(self.blocks, n) for n in _BLOCKS}
        arrays |= {n: getattr(self, n) for n in _OWN}
        arrays["shingles"], arrays["print_holders"] = self.prints.shingles, self.prints.holders
        arrays["said"] = np.frombuffer(words.encode("utf-8", "surrogatepass"), np.uint8)
        np.savez(out, **arrays)
        return out.getvalue()

    @classmethod
    def load(cls, data: bytes) -> Index:
        """The index that was dumped as these bytes."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
                told = json.loads(arrays["said"].tobytes().decode("utf-8", "surrogatepass"))
                return _loaded(told, {name: arrays[name] for name in arrays.files})
        except (ValueError, KeyError, TypeError, OSError) as error:
            raise StoreError(
                f"What the case keeps for linking cannot be read ({error}). Rebuild the case."
            ) from error


_BLOCKS = ("keys", "holders", "worths", "partners", "scores")
_OWN = ("codes", "odds", "clash", "twins", "home")


def _told(index: Index) -> dict[str, Any]:
    """Everything of an index that is no array, as JSON."""
    places: dict[Place, int] = {}
    rows = [
        [name, report, start, claim, n, places.setdefault(place, len(places))]
        for name, told in sorted(index.named.told.items())
        for report, start, claim, n, place in told
    ]
    return {
        "sample": sorted(index.sample),
        "pile": [index.pile.reports, index.pile.words, index.pile.names, index.pile.values],
        "accounts": index.blocks.accounts,
        "reports": index.blocks.reports,
        "prints": [[p.age[0].isoformat(), p.id, p.sha256, p.size] for p in index.prints.prints],
        "direct": [astuple(c) for _, c in sorted(index.prints.direct.items())],
        "places": [astuple(place) for place in places],
        "told": rows,
        "open": {k: sorted(v) for k, v in sorted(index.named.open.items())},
        "waiting": sorted(index.waiting),
        "same": sorted(index.same),
        "different": sorted(index.different),
    }


def _loaded(told: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Index:
    reports, words, names, values = told["pile"]
    prints = tuple(Print((date.fromisoformat(d), i), s, n) for d, i, s, n in told["prints"])
    direct = {row[0]: Copy(*row) for row in told["direct"]}
    places = [Place(*row) for row in told["places"]]
    named: dict[str, list[Any]] = {}
    for name, report, start, claim, n, place in told["told"]:
        named.setdefault(name, []).append((report, start, claim, n, places[place]))
    return Index(
        sample=frozenset(told["sample"]),
        pile=Pile(reports, Counter(words), Counter(names), Counter(values)),
        blocks=Blocks(
            tuple(told["accounts"]), tuple(told["reports"]), *(arrays[n] for n in _BLOCKS)
        ),
        **{n: arrays[n] for n in _OWN},
        prints=Prints(prints, arrays["shingles"], arrays["print_holders"], direct),
        named=Named(
            {k: tuple(rows) for k, rows in named.items()},
            {k: frozenset(v) for k, v in told["open"].items()},
        ),
        waiting=frozenset(told["waiting"]),
        same=frozenset((a, b) for a, b in told["same"]),
        different=frozenset((a, b) for a, b in told["different"]),
    )

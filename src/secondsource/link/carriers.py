"""Which reports say a word, a name or a value, so that those are found for which it turned usual.

In: claims and reports. Out: for each report all that its accounts can be weighed by, hashed. It
refuses to be exact: two things with one hash are taken for one, so that a report too many is found.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from secondsource.link.profile import AROUND
from secondsource.link.usual import names_of, tells, values_given, words_of
from secondsource.model import Claim, Report, Thing

Hashes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Carrier:
    """A report with all that its accounts can be weighed by."""

    report_id: str
    keys: Hashes


def carriers_of(claims: Collection[Claim], reports: Iterable[Report]) -> tuple[Carrier, ...]:
    """Reports with all that they say."""
    told = {r.id: r.text for r in reports}
    said: dict[str, set[str]] = {}
    for name, text in told.items():
        said[name] = {f"word:{w}" for w in words_of(text)} | {f"name:{n}" for n in names_of(text)}
    for name, key in values_given(claims):
        said[name].add(key)
    for claim in filter(tells, claims):
        for words in _pieces(claim, told[claim.report_id]):
            said[claim.report_id] |= {f"word:{w}" for w in words_of(words)}
            said[claim.report_id] |= {f"name:{n}" for n in names_of(words)}
    return tuple(Carrier(name, hashed(said[name])) for name in told)


def _pieces(claim: Claim, text: str) -> Iterator[str]:
    """The pieces of text that a claim is weighed by: at their ends stand parts of words."""
    yield text[max(0, claim.evidence.start - AROUND) : claim.evidence.end + AROUND]
    yield claim.evidence.quote
    if claim.trigger:
        yield claim.trigger.quote
    for statement in claim.statements:
        yield statement.evidence.quote
        if isinstance(statement.value, Thing):
            yield statement.value.name


def carrying(carriers: Iterable[Carrier], keys: Collection[str]) -> set[str]:
    """The reports that say one of some things."""
    every = list(carriers)
    if not every or not keys:
        return set()
    sizes = [len(c.keys) for c in every]
    found = np.isin(np.concatenate([c.keys for c in every]), hashed(keys))
    holder = np.repeat(np.arange(len(every)), sizes)[found]
    return {every[n].report_id for n in np.unique(holder).tolist()}


def hashed(keys: Collection[str]) -> Hashes:
    """Keys as carriers are found by them."""
    digests = (blake2b(k.encode("utf-8", "surrogatepass"), digest_size=4).digest() for k in keys)
    return np.array(sorted(int.from_bytes(d, "little", signed=True) for d in digests), np.int64)

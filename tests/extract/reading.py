"""A report read by the rules alone, with mentions given by hand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import sha256

from secondsource.extract import Reader, extract_claims, open_rules
from secondsource.model import Actor, ActorKind, Claim, Layer, Mention, Report


@cache
def rules() -> Reader:
    return open_rules()


def report_of(text: str) -> Report:
    digest = sha256(text.encode()).hexdigest()
    return Report("r1", text, digest, digest)


def mentions_of(
    text: str, *, dates: Sequence[str] = (), places: Sequence[str] = (), actors: Sequence[str] = ()
) -> tuple[Mention, ...]:
    """Every occurrence of the given words as mentions; actors get a value of their own."""
    found = []
    layers = ((Layer.DATES, dates), (Layer.PLACES, places), (Layer.ACTORS, actors))
    for layer, names in layers:
        for name in names:
            start = text.find(name)
            while start >= 0:
                value = Actor(f"actor:{name}", name, ActorKind.REBEL_GROUP)
                timex = "DATE" if layer is Layer.DATES else None
                said = value if layer is Layer.ACTORS else None
                found.append(Mention(layer, start, start + len(name), name, said, timex))
                start = text.find(name, start + len(name))
    return tuple(sorted(found, key=lambda m: (m.start, m.end, m.layer)))


def claims_in(
    text: str, *, dates: Sequence[str] = (), places: Sequence[str] = (), actors: Sequence[str] = ()
) -> tuple[Claim, ...]:
    mentions = mentions_of(text, dates=dates, places=places, actors=actors)
    return extract_claims(report_of(text), mentions, rules())

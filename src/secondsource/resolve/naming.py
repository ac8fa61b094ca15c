"""Actors that the list does not hold: typed unknowns and provisional actors.

In: the words of a report. Out: an actor made of these words. A typed unknown ("gunmen",
"Iran-backed militias") never stands for one party; a provisional actor is a proper name, offered
for merging. It refuses to guess which known group is meant.
"""

from __future__ import annotations

import re

from secondsource.model import Actor, ActorKind
from secondsource.resolve.folding import fold


def typed(words: str, kind: ActorKind, country: str | None) -> Actor:
    """A typed unknown with the name that the report gives it."""
    return Actor(f"kind:{kind.value}", _plain(words), kind, country)


def provisional(name: str, kind: ActorKind, country: str | None, words: str = "") -> Actor:
    """An actor known only by its proper name in a report."""
    slug = "-".join(fold(name).replace("&", "and").split()) or "-".join(name.casefold().split())
    return Actor(f"provisional:{slug}", _plain(words or name), kind, country, provisional=True)


def _plain(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip(" ,;:.\"“”'")

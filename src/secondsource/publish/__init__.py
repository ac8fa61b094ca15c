"""What goes out of a case: one redacted copy, and every published format written from it.

In: an open case, what was asked, the time, and the gazetteer and the actors. Out: the copy, the
account of what is held back, a site or a file. It refuses to write from anything but the copy.
"""

from __future__ import annotations

from datetime import datetime

from secondsource.export.case import read_case
from secondsource.pipeline import rules_in_force
from secondsource.publish.account import lines_of
from secondsource.publish.asked import options_of
from secondsource.publish.build import build
from secondsource.publish.nouns import DRAFT, Account, HeldBack, Options, Publication
from secondsource.publish.site import write_site
from secondsource.publish.snap import Snap
from secondsource.resolve import Actors, Gazetteer
from secondsource.store import Store

__all__ = [
    "DRAFT",
    "Account",
    "HeldBack",
    "Options",
    "Publication",
    "Snap",
    "lines_of",
    "options_of",
    "prepare",
    "write_site",
]


def prepare(
    store: Store,
    options: Options,
    gazetteer: Gazetteer,
    actors: Actors,
    *,
    at: datetime,
    title: str = "",
) -> tuple[Publication, Account]:
    """The copy of a case that goes out, and the account of what does not."""
    return build(
        read_case(store),
        options,
        gazetteer,
        actors,
        at=at,
        title=title or store.path.stem,
        rules=rules_in_force(store).name,
    )

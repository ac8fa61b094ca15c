"""The one redacted copy of a case that everything published is written from.

In: a case, what was asked, the time, and the gazetteer and actors that tell names from other words.
Out: the copy, and an account of what goes out and what is held back. It refuses to carry anything
from a report but short quotes: no text, no offset, no id that somebody else chose.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from types import MappingProxyType

from secondsource.export.case import Case
from secondsource.publish.account import account_of
from secondsource.publish.beside import cited_of, contradictions_of, totals_of
from secondsource.publish.desk import open_desk
from secondsource.publish.events import event_of
from secondsource.publish.nouns import Account, Options, Publication
from secondsource.publish.select import choose, reason_of
from secondsource.resolve import Actors, Gazetteer


def build(
    case: Case,
    options: Options,
    gazetteer: Gazetteer,
    actors: Actors,
    *,
    at: datetime,
    title: str,
    rules: str,
) -> tuple[Publication, Account]:
    """The copy, and the account of what goes out and what is held back."""
    chosen, held = choose(case, options, at)
    desk = open_desk(case, options, chosen, gazetteer, actors)
    copy = Publication(
        title=title,
        made_at=at,
        draft=desk.draft(),
        options=options,
        events=tuple(event_of(desk, incident) for incident in chosen),
        reports=tuple(cited_of(desk, desk.reports[r]) for r in desk.numbers),
        totals=tuple(totals_of(desk)),
        contradictions=tuple(contradictions_of(desk)),
        rules=rules,
        left_out=MappingProxyType(Counter(reason_of(h) for _, h in held)),
    )
    return copy, account_of(desk, copy, [h for _, h in held])

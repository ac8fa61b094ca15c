"""The type of a claim that tells the outcome alone, taken from the account it belongs to.

In: drafts joined into accounts, and the text. Out: the same drafts; where a trigger says only what
came of an act ("were killed"), and its type only by whose hand, the type is the one most of the
account gives, by score. It refuses to touch a claim that names the act.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from secondsource.extract.draft import Draft
from secondsource.extract.words import read_lexicon
from secondsource.model import Kind

BY_HAND = frozenset({"armed_assault", "other_violence", "massacre", "armed_clash", "assassination"})
"""Types that a bare outcome may get for want of words for the means."""

_LESS = 0.3
"""What a type by hand, and a trigger that tells the outcome, each weigh beside others."""


def open_outcomes() -> re.Pattern[str]:
    """The beginnings of words that tell what came of an act (`data/lexicons/outcomes.toml`)."""
    data = read_lexicon("outcomes")
    words = "|".join(re.escape(w).replace("_", r"\s+") for w in data["begin"].split())
    return re.compile(rf"\b(?:{words})", re.I)


def with_types_of_accounts(
    drafts: Sequence[Draft], text: str, outcomes: re.Pattern[str]
) -> tuple[Draft, ...]:
    """The drafts with the type of their account where they tell its outcome alone."""
    accounts: dict[int, list[int]] = defaultdict(list)
    for k, draft in enumerate(drafts):
        if draft.kind is Kind.INCIDENT:
            accounts[_first(drafts, k)].append(k)
    found = list(drafts)
    for members in accounts.values():
        soft = {k for k in members if _tells_outcome(drafts[k], text, outcomes)}
        weights: dict[str, float] = defaultdict(float)
        for k in members:
            kind = drafts[k].event_type or ""
            weights[kind] += (
                drafts[k].score * (_LESS if k in soft else 1) * (_LESS if kind in BY_HAND else 1)
            )
        best = max(weights, key=lambda kind: weights[kind])
        for k in soft:
            if drafts[k].event_type in BY_HAND:
                found[k] = drafts[k]._replace(event_type=best)
    return tuple(found)


def _first(drafts: Sequence[Draft], k: int) -> int:
    """The first draft of the account of a draft."""
    seen = {k}
    while (link := drafts[k].same_as) is not None and link not in seen:
        seen.add(link)
        k = link
    return k


def _tells_outcome(draft: Draft, text: str, outcomes: re.Pattern[str]) -> bool:
    return draft.trigger is not None and bool(outcomes.search(text[slice(*draft.trigger)]))

"""Doers whom the text below a table names for all its rows: "All are attributed to the ...".

In: the drafts of a report's table rows, its sentences and the names of parties in it. Out: the same
drafts; the rows of the table just above such a sentence, where they name no doer, have its party
for one. It refuses a sentence that says so of some rows only, or that it is not so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from re import Pattern

from secondsource.extract.draft import Argument, Draft
from secondsource.model import Layer, Mention, Property
from secondsource.text import Sentence, UnitKind

NEAR = 3  # sentences below a table in which its doer may be named
_SCORE = 0.5  # as for what is carried from elsewhere in a report


def with_doers_of_all(
    rows: Mapping[int, Draft],
    read: Sequence[Sentence],
    text: str,
    mentions: Sequence[Mention],
    words: Pattern[str],
) -> dict[int, Draft]:
    """The drafts of table rows, by the place of their sentences, with the doers named for all."""
    found = dict(rows)
    for above in _tables(read):
        last = above[-1]
        below = (read[n] for n in range(last + 1, min(last + 1 + NEAR, len(read))))
        doer = next((d for s in below if (d := _doer(s, text, mentions, words))), None)
        for n in above:
            draft = found.get(n)
            if doer is not None and draft is not None and not _names_doer(draft):
                found[n] = draft._replace(arguments=(*draft.arguments, doer))
    return found


def _tables(read: Sequence[Sentence]) -> list[list[int]]:
    """The places of the rows of each table."""
    tables: list[list[int]] = []
    for n, sentence in enumerate(read):
        if sentence.unit.kind is not UnitKind.ROW:
            continue
        if n and tables and tables[-1][-1] == n - 1:
            tables[-1].append(n)
        else:
            tables.append([n])
    return tables


def _doer(
    sentence: Sentence, text: str, mentions: Sequence[Mention], words: Pattern[str]
) -> Argument | None:
    """The party that a sentence names for all."""
    for mention in mentions:
        inside = sentence.start <= mention.start and mention.end <= sentence.end
        if mention.layer is Layer.ACTORS and inside:
            if words.search(text[sentence.start : mention.start]) is None:
                continue
            return Argument(Property.PERPETRATOR, mention.start, mention.end, _SCORE, "carried")
    return None


def _names_doer(draft: Draft) -> bool:
    return any(a.property is Property.PERPETRATOR for a in draft.arguments)

"""Targets and victims that stand in the words as something else.

In: the drafts of a report, its text and the word lists. Out: the same drafts; a ship given as a
place is the target too where no other is given, and people told apart after a toll ("202 people,
mostly tourists") are victims. It refuses other places: what happens at a market need not aim at it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from secondsource.extract.draft import Argument, Draft
from secondsource.extract.lexicon import Lexicon
from secondsource.model import Kind, Property

SCORE = 0.5

_MOST = re.compile(
    r"\s*(?:--|—|–|,|\()\s*"
    r"(?:(?:mostly|mainly|chiefly|largely|all)(?:\s+of\s+them)?|(?:most|many)\s+of\s+them)\s+"
)
_ENDS = "of in at from by to on who were are was had have as with when after aged"
_WORD = rf"(?!(?:{_ENDS.replace(' ', '|')})\b)[^\W\d_][\w'’-]*"
_PEOPLE = re.compile(rf"{_WORD}(?: {_WORD}){{0,4}}")
_PREFIX = re.compile(r"\b(?:M/?V|M/?T|USS|HMS)\b")
_TOLLS = frozenset({Property.KILLED, Property.INJURED})


def with_targets(drafts: Sequence[Draft], text: str, lexicon: Lexicon) -> tuple[Draft, ...]:
    """The drafts with the ships and people among their words that an act was aimed at."""
    return tuple(
        d._replace(arguments=(*d.arguments, *_aimed_at(d, text, lexicon)))
        if d.kind is Kind.INCIDENT
        else d
        for d in drafts
    )


def _aimed_at(draft: Draft, text: str, lexicon: Lexicon) -> Iterator[Argument]:
    bare = all(a.property is not Property.TARGET for a in draft.arguments)
    for said in draft.arguments:
        if said.property is Property.PLACE and bare and _ship(text[said.start : said.end], lexicon):
            yield Argument(Property.TARGET, said.start, said.end, SCORE)
        elif said.property in _TOLLS:
            yield from _most(said, draft, text)


def _ship(words: str, lexicon: Lexicon) -> bool:
    """Whether words name a ship and no port."""
    lows = re.findall(r"[a-z-]+", words.lower())
    named = bool(_PREFIX.search(words)) or any(lexicon.has("ships", low) for low in lows)
    return named and "port" not in lows


def _most(toll: Argument, draft: Draft, text: str) -> Iterator[Argument]:
    lead = _MOST.match(text, toll.end, draft.sentence[1])
    people = lead and _PEOPLE.match(text, lead.end(), draft.sentence[1])
    if people and all(
        a.property is not Property.VICTIM or a.end <= people.start() or people.end() <= a.start
        for a in draft.arguments
    ):
        yield Argument(Property.VICTIM, people.start(), people.end(), SCORE)

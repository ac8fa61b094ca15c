"""The death of one person, told without a count: "the boy was taken to a clinic, where he died".

In: the drafts of a report and its text. Out: the same drafts; where a trigger says that somebody
died and nobody is counted, the one victim of the sentence, or "he" or "she", is one dead. It
refuses to choose among several, and deaths that are feared, denied or long past.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from secondsource.extract.draft import Argument, Draft
from secondsource.extract.words import read_lexicon
from secondsource.model import Kind, Property

_NEAR = 40  # characters before a death in which words make it none
_SCORE = 0.6


@dataclass(frozen=True, slots=True)
class Dying:
    """Patterns of words for the death of somebody who is not counted."""

    death: re.Pattern[str]
    who: re.Pattern[str]
    none: re.Pattern[str]


def open_dying() -> Dying:
    """The patterns that ship with the package."""
    data = read_lexicon("claims")["dying"]
    found = {k: re.compile(rf"\b(?:{'|'.join(v)})\b", re.I) for k, v in data.items()}
    return Dying(found["death"], found["who"], found["none"])


def with_lone_deaths(drafts: Sequence[Draft], text: str, words: Dying) -> tuple[Draft, ...]:
    """The drafts, with one dead where the words tell of one who died and count nobody."""
    return tuple(_with_death(draft, text, words) for draft in drafts)


def _with_death(draft: Draft, text: str, words: Dying) -> Draft:
    if draft.kind is not Kind.INCIDENT or draft.trigger is None or draft.negated:
        return draft
    if any(a.property is Property.KILLED for a in draft.arguments):
        return draft
    death = words.death.search(text, *draft.trigger)
    if death is None or words.none.search(
        text, max(draft.sentence[0], death.start() - _NEAR), death.end()
    ):
        return draft
    who = _who(draft, death.start(), text, words)
    if who is None:
        return draft
    dead = Argument(Property.KILLED, *who, _SCORE)
    others = (
        a for a in draft.arguments if (a.property, a.start, a.end) != (Property.INJURED, *who)
    )
    return draft._replace(arguments=(*others, dead))


def _who(draft: Draft, death: int, text: str, words: Dying) -> tuple[int, int] | None:
    """The words for the one who died: the only victim, else the last "he" or "she" before."""
    start, end = draft.sentence
    victims = {
        (a.start, a.end)
        for a in draft.arguments
        if a.property is Property.VICTIM and start <= a.start < end
    }
    if len(victims) > 1:
        return None
    if victims:
        return victims.pop()
    return next((m.span() for m in reversed([*words.who.finditer(text, start, death)])), None)

"""Deaths told without a count: "the boy was taken to a clinic, where he died", "a deadly raid".

In: the drafts of a report and its text. Out: the same drafts; where a trigger says that somebody
died and nobody is counted, the one victim of the sentence, or "he" or "she", is one dead; where a
whole report counts no dead, an act called deadly has some. It refuses to choose among several, and
deaths that are feared or denied.
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
    deadly: re.Pattern[str]
    none: re.Pattern[str]


def open_dying() -> Dying:
    """The patterns that ship with the package."""
    data = read_lexicon("claims")["dying"]
    found = {k: re.compile(rf"\b(?:{'|'.join(v)})\b", re.I) for k, v in data.items()}
    return Dying(found["death"], found["who"], found["deadly"], found["none"])


def with_lone_deaths(drafts: Sequence[Draft], text: str, words: Dying) -> tuple[Draft, ...]:
    """The drafts, with one dead where the words tell of one who died and count nobody."""
    found = [_with(d, _one(d, text, words), text, words) for d in drafts]
    if not any(map(_counts, found)):
        found = [_with(d, _some(d, text, words), text, words) for d in found]
    return tuple(found)


def _counts(draft: Draft) -> bool:
    return any(a.property is Property.KILLED for a in draft.arguments)


def _with(draft: Draft, dead: tuple[int, int] | None, text: str, words: Dying) -> Draft:
    """The draft with these words as its count of the dead, unless it has one or words deny it."""
    if dead is None or draft.trigger is None or draft.negated or _counts(draft):
        return draft
    near = max(draft.sentence[0], draft.trigger[0] - _NEAR)
    if words.none.search(text, near, draft.trigger[1]):
        return draft
    hurt = (Property.INJURED, *dead)
    others = [a for a in draft.arguments if (a.property, a.start, a.end) != hurt]
    return draft._replace(arguments=(*others, Argument(Property.KILLED, *dead, _SCORE)))


def _some(draft: Draft, text: str, words: Dying) -> tuple[int, int] | None:
    """The word that calls an act deadly."""
    if draft.kind is not Kind.INCIDENT or draft.trigger is None:
        return None
    deadly = words.deadly.search(text, *draft.trigger)
    return deadly.span() if deadly else None


def _one(draft: Draft, text: str, words: Dying) -> tuple[int, int] | None:
    """The words for the one who died: the only victim, else the last "he" or "she" before."""
    if draft.kind is not Kind.INCIDENT or draft.trigger is None:
        return None
    death = words.death.search(text, *draft.trigger)
    if death is None:
        return None
    start, end = draft.sentence
    victims = {
        (a.start, a.end)
        for a in draft.arguments
        if a.property is Property.VICTIM and start <= a.start < end
    }
    if victims:
        return victims.pop() if len(victims) == 1 else None
    said = [m.span() for m in words.who.finditer(text, start, death.start())]
    return said[-1] if said else None

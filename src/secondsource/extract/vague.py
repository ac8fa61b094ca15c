"""Accounts that name no single act: whole campaigns without a day, and goods that were seized.

In: the drafts of one account with their profiles. Out: whether all of them are vague. It refuses
to drop what gives a day, a toll, or a place finer than a country.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from secondsource.extract.draft import Draft
from secondsource.extract.profiles import COUNTRY, Profile
from secondsource.extract.words import read_lexicon
from secondsource.model import Property

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
HARM = frozenset(
    {
        Property.KILLED,
        Property.INJURED,
        Property.ABDUCTED,
        Property.ARRESTED,
        Property.DESTROYED,
        Property.MUNITIONS,
        Property.TARGETS_HIT,
        Property.DISPLACED,
    }
)
_PEOPLE = HARM - {Property.MUNITIONS, Property.TARGETS_HIT, Property.DESTROYED} | {Property.VICTIM}


@dataclass(frozen=True, slots=True)
class Vague:
    """The words of `data/lexicons/vague.toml`."""

    campaigns: tuple[str, ...]
    takes: frozenset[str]
    goods: frozenset[str]


def open_vague() -> Vague:
    """The words that ship with the package."""
    table = read_lexicon("vague")
    return Vague(
        tuple(sorted(str(w) for w in table["campaigns"])),
        frozenset(table["takes"]),
        frozenset(table["goods"]),
    )


def is_vague(drafts: Sequence[Draft], profiles: Sequence[Profile], text: str, words: Vague) -> bool:
    """Whether no draft of an account tells of a single act of violence."""
    return all(
        _campaign(d, p, text, words) or _only_goods(d, text, words)
        for d, p in zip(drafts, profiles, strict=True)
    )


def _campaign(draft: Draft, profile: Profile, text: str, words: Vague) -> bool:
    if draft.trigger is None or not _trigger(draft, text).endswith(words.campaigns):
        return False
    if any(a.property in HARM for a in draft.arguments) or profile.ages:
        return False
    dated = any(month and day for _, month, day, _, _ in profile.calendar)
    fine = any((p.precision or COUNTRY) < COUNTRY for p in profile.points)
    return not dated and not fine


def _only_goods(draft: Draft, text: str, words: Vague) -> bool:
    if draft.trigger is None or not words.takes & set(_WORD.findall(_trigger(draft, text))):
        return False
    if any(a.property in _PEOPLE for a in draft.arguments):
        return False
    taken = [
        text[a.start : a.end].lower() for a in draft.arguments if a.property is Property.TARGET
    ]
    return bool(taken) and all(words.goods & set(_WORD.findall(t)) for t in taken)


def _trigger(draft: Draft, text: str) -> str:
    return text[slice(*draft.trigger)].lower() if draft.trigger else ""

"""Drafts: claims in the making, as spans, before they are assembled into `Claim`s.

Both readers give the same thing: the rules (`rules`, `totals`, `tables`) and the trained model
(`tagger`) each propose drafts for a report; `assemble` merges drafts of one trigger, keeps what
each says under its origin, joins drafts into accounts and makes claims of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from secondsource.model import Group, Kind, Property, Scope, Stance
from secondsource.text import Sentence

UNKNOWN = Group()
"""People of whom the words say nothing."""

AIMED = frozenset({Property.TARGET, Property.VICTIM, Property.DESTROYED})
"""Properties that say whom or what an act was aimed at, or hit."""


Holding = Callable[[Sequence["Draft"]], Sequence[bool]]
"""Of the drafts of a text, going by their words and scores, which may hold."""

Beside = Callable[[Sequence["Draft"], Sequence[bool]], Sequence[bool]]
"""Of the drafts of a text and whether each holds, which others are to be read as well."""


def all_hold(drafts: Sequence[Draft]) -> list[bool]:
    """Every draft may hold."""
    return [True] * len(drafts)


def none_beside(drafts: Sequence[Draft], held: Sequence[bool]) -> list[bool]:
    """No other draft is to be read."""
    return [False] * len(drafts)


def overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    """Whether two spans share a character."""
    return a[0] < b[1] and b[0] < a[1]


class Drafter(Protocol):
    """Whatever reads a text into drafts beside the rules: the trained model, or a stand-in."""

    def drafts(
        self,
        text: str,
        sentences: Sequence[Sentence],
        holding: Holding = all_hold,
        beside: Beside = none_beside,
    ) -> tuple[Draft, ...]:
        """The drafts of a text that hold, in its order, and among them, weak, those beside them."""
        ...


class Argument(NamedTuple):
    """Words that say one property of a drafted claim; offsets are into the report's text."""

    property: Property
    start: int
    end: int
    score: float = 1.0
    origin: str = "rules"
    scope: Scope = Scope.TOTAL  # of counts
    group: Group = UNKNOWN  # of counts


class Draft(NamedTuple):
    """One claim as spans: (start, end) pairs into the report's text.

    A total has no trigger; its `count`, `what` and `period` are arguments, as is a reaction's
    `actor`. `same_as`, `retaliation_for` and `about` point to another draft of the same report by
    its position in the sequence the draft stands in; `alike` gives the chance that it tells of the
    incident of each of some drafts before it.
    """

    kind: Kind
    event_type: str | None
    sentence: tuple[int, int]
    trigger: tuple[int, int] | None
    arguments: tuple[Argument, ...] = ()
    speaker: tuple[int, int] | None = None
    via: tuple[int, int] | None = None
    stance: Stance = Stance.ASSERTED
    negated: bool = False
    score: float = 1.0
    origin: str = "rules"
    same_as: int | None = None
    retaliation_for: int | None = None
    about: int | None = None
    alike: tuple[tuple[int, float], ...] = ()
    weak: bool = False  # whether its account is too unlikely to stand alone


def account_of(k: int, drafts: Sequence[Draft]) -> int:
    """The first draft of the account that a draft belongs to."""
    seen = {k}
    while (back := drafts[k].same_as) is not None and back not in seen:
        k = back
        seen.add(k)
    return k


def alone(draft: Draft) -> Draft:
    """The draft without links to others."""
    return draft._replace(same_as=None, retaliation_for=None, about=None, alike=())


def without(drafts: Sequence[Draft], left_out: set[int]) -> tuple[Draft, ...]:
    """The drafts but some, by position, with the links among them renumbered."""
    if not left_out:
        return tuple(drafts)
    kept = [k for k in range(len(drafts)) if k not in left_out]
    place = {k: n for n, k in enumerate(kept)}
    return tuple(relinked(drafts[k], place.get) for k in kept)


def relinked(draft: Draft, place: Callable[[int], int | None]) -> Draft:
    """The draft with the drafts it points to by their new places; None is one that is left out."""

    def moved(link: int | None) -> int | None:
        return None if link is None else place(link)

    return draft._replace(
        same_as=moved(draft.same_as),
        retaliation_for=moved(draft.retaliation_for),
        about=moved(draft.about),
        alike=tuple((to, chance) for at, chance in draft.alike if (to := place(at)) is not None),
    )

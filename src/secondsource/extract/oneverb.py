"""Two acts under one verb: "killed nine people in Bouroum and four in Nagbingou".

In: the drafts of a report, its text and its mentions. Out: the same drafts; one that names people
at a place and, behind an "and", others at another place is a draft for each. It refuses sites hit
together ("shelled A and B"), tolls told as what one act left ("killing a guard in A and two
children in B"), and a list in which another act has words of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from secondsource.extract.draft import Argument, Draft, relinked
from secondsource.model import Kind, Layer, Mention, Place, Property

_PEOPLE = frozenset(
    {Property.KILLED, Property.INJURED, Property.VICTIM, Property.ABDUCTED, Property.ARRESTED}
)
_REGION = "province|district|region|governorate|state|city|town|village|county"
_AND = re.compile(
    rf"\s*(?:'s)?\s*(?:(?:{_REGION})\b)?\s*"
    r"(?:(?:[,;—–]\s*)?\b(?:and|as well as|along with|plus)\b(?:,[^,]{0,25},)?|,)\s*",
    re.I,
)
_LEFT = re.compile(r"[,:;]|\b\w+ing\b")
"""Between an act and people: they are what it left."""

_OF_THEM = re.compile(r"[:;]|\b(?:including|each|among)\b", re.I)
"""Between people and their place: what stands there divides a toll."""

_NEAR = 25  # characters from the "and" to the people behind it

Span = tuple[int, int]


def each_act(drafts: Sequence[Draft], mentions: Sequence[Mention], text: str) -> tuple[Draft, ...]:
    """The drafts in order, a draft for each of the acts that one verb tells of."""
    places = {
        (m.start, m.end): m.value
        for m in mentions
        if m.layer is Layer.PLACES and isinstance(m.value, Place)
    }
    split = [_acts(d, drafts, places, text) for d in drafts]
    at, to = 0, []
    for acts in split:
        to.append(at)
        at += len(acts)
    return tuple(relinked(act, to.__getitem__) for acts in split for act in acts)


def _acts(
    draft: Draft, drafts: Sequence[Draft], places: Mapping[Span, Place], text: str
) -> tuple[Draft, ...]:
    if draft.kind is not Kind.INCIDENT or draft.trigger is None:
        return (draft,)
    named = _outermost(a for a in draft.arguments if a.property is Property.PLACE)
    if len(named) < 2:
        return (draft,)
    others = {d.trigger for d in drafts if d.kind is Kind.INCIDENT and d.trigger} - {draft.trigger}
    cuts = [*_cuts(draft, named, sorted(others), places, text)]
    if not cuts:
        return (draft,)
    first = cuts[0][0]
    bounds = [first, *(at for _, at in cuts), draft.sentence[1]]
    last = max(a.end for a in draft.arguments if a.property is Property.PLACE)
    dated = {_part(a, bounds) for a in draft.arguments if a.property is Property.DATE}
    acts = []
    for part in range(len(bounds) - 1):
        told = tuple(
            a
            for a in draft.arguments
            if not first <= a.start < last
            or _part(a, bounds) == part
            or (a.property is Property.DATE and len(dated) == 1)
        )
        acts.append(draft._replace(arguments=told))
    return (acts[0], *(act._replace(same_as=None, alike=()) for act in acts[1:]))


def _part(argument: Argument, bounds: Sequence[int]) -> int:
    return sum(argument.start >= at for at in bounds[1:-1])


def _cuts(
    draft: Draft,
    named: Sequence[Argument],
    others: Sequence[Span],
    places: Mapping[Span, Place],
    text: str,
) -> Iterator[tuple[int, int]]:
    """Where people of another act begin, each with where those of the first begin."""
    people = sorted((a for a in draft.arguments if a.property in _PEOPLE), key=lambda a: a.start)
    start, first = draft.sentence[0], None
    for here, there in pairwise(named):
        linked = _AND.match(text, here.end, there.start)
        if linked is None or any(here.end <= other[0] < there.end for other in others):
            continue
        at = linked.end()
        left = [p for p in people if start <= p.start and p.end <= here.start]
        right = [p for p in people if at <= p.start <= at + _NEAR and p.end <= there.start]
        if not left or not right or not _apart(here, there, places, text):
            continue
        if _OF_THEM.search(text, right[0].end, there.start):
            continue
        if first is None:
            if not _governed(draft.trigger or draft.sentence, left[0], here, text):
                return
            first = left[0].start
        yield first, at
        start = at


def _governed(trigger: Span, people: Argument, place: Argument, text: str) -> bool:
    """Whether people are those that an act was done to, at a place."""
    if _OF_THEM.search(text, people.end, place.start):
        return False
    return people.start < trigger[1] or not _LEFT.search(text, trigger[1], people.start)


def _outermost(arguments: Iterator[Argument]) -> list[Argument]:
    """Arguments in order, of those that overlap the longest."""
    found: list[Argument] = []
    for argument in sorted(arguments, key=lambda a: (a.start, -a.end)):
        if not found or argument.start >= found[-1].end:
            found.append(argument)
    return found


def _apart(a: Argument, b: Argument, places: Mapping[Span, Place], text: str) -> bool:
    """Whether two places have names, are two, and neither lies in the other."""
    words = (text[a.start : a.end], text[b.start : b.end])
    if words[0] == words[1] or any(w == w.lower() for w in words):
        return False
    one, two = _known(a, places), _known(b, places)
    return not any(
        x.name in (y.name, y.admin1, y.admin2) or y.name in (x.admin1, x.admin2)
        for x in one
        for y in two
    )


def _known(argument: Argument, places: Mapping[Span, Place]) -> list[Place]:
    """The places that the words of an argument name."""
    return [
        place
        for (start, end), place in places.items()
        if start < argument.end and argument.start < end
    ]

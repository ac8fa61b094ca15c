"""Doers that the words give as something else: the killed, the craft that was flown, the place.

In: the drafts of a report, its text and mentions. Out: the same drafts; "after Soto's killing" has
a victim, "an AC-130 gunship" a weapon, and neither the country of "troops in Iraq" nor who "killed
two" after "groups attacking a base" is a second doer beside the troops and the groups. It refuses
names of known parties: "the Israeli killing" has a doer.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from secondsource.extract.draft import Argument, Draft
from secondsource.model import Kind, Layer, Mention, Property

_KILLING = re.compile(
    r"(?:['’]s?)?\s+(?:killing|assassination|murder|slaying)"
    r"(?=\s*(?:$|[.,;:|)\n]|(?:in|on|at|last|this|earlier)\b))"
)
_MODEL = re.compile(r"(?:(?:[Aa]n?|[Tt]he)\s+)?[A-Z][A-Za-z]{0,3}-\d+[A-Z]*\b.*")
_CRAFT = re.compile(
    r"(?:\s+[A-Z]\w+)?\s+(?:gunship|aircraft|airplane|plane|jet|fighter|bomber|helicopter|drone|"
    r"missile|rocket|tank)s?\b"
)
_WHERE = re.compile(r"\b(?:in|inside|across|throughout)\s+(?:the\s+)?$")


def without_false_doers(
    drafts: Sequence[Draft], text: str, mentions: Sequence[Mention]
) -> tuple[Draft, ...]:
    """The drafts with each doer as what its words make of it."""
    parties = [m for m in mentions if m.layer is Layer.ACTORS and m.value is not None]
    known = {at for m in parties for at in range(m.start, m.end)}
    verbs = {d.trigger[0] for d in drafts if d.kind is Kind.INCIDENT and d.trigger}
    return tuple(
        d._replace(arguments=tuple(_arguments(d, text, known, verbs)))
        if d.kind is Kind.INCIDENT and any(a.property is Property.PERPETRATOR for a in d.arguments)
        else d
        for d in drafts
    )


def _arguments(
    draft: Draft, text: str, known: set[int], verbs: Collection[int]
) -> Iterator[Argument]:
    doers = [a for a in draft.arguments if a.property is Property.PERPETRATOR]
    for said in draft.arguments:
        if said.property is not Property.PERPETRATOR:
            yield said
        elif not (
            _only_where(said, doers, text, draft.sentence[0])
            or _does_the_next(said, doers, draft, verbs)
        ):
            yield said._replace(property=_part(said, text, known))


def _only_where(said: Argument, doers: Sequence[Argument], text: str, start: int) -> bool:
    """Whether words say where the doer before them is."""
    where = _WHERE.search(text, start, said.start)
    return where is not None and any(d.end <= where.start() <= d.end + 1 for d in doers)


def _does_the_next(
    said: Argument, doers: Sequence[Argument], draft: Draft, verbs: Collection[int]
) -> bool:
    """Whether words after an act are who does the next, where its own doer stands before it."""
    if draft.trigger is None or said.start < draft.trigger[1] or said.end + 1 not in verbs:
        return False
    return any(d.end <= draft.trigger[0] for d in doers)


def _part(said: Argument, text: str, known: set[int]) -> Property:
    """What a doer's words are a name of."""
    if known.isdisjoint(range(said.start, said.end)):
        if text[said.start].isupper() and _KILLING.match(text, said.end):
            return Property.VICTIM
        if _MODEL.fullmatch(text[said.start : said.end]) and _CRAFT.match(text, said.end):
            return Property.WEAPON
    return Property.PERPETRATOR

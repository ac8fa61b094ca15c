"""One date for one claim: of several time expressions in a sentence, those that date this event.

In: drafts whose dates may contradict one another, and the mentions of their report. Out: the same
drafts without the dates that belong to what the sentence tells besides: "sank on March 2 after a
missile hit it on February 18" dates the hit once. It refuses to drop what can be the same day, and
leaves a draft that has dates at least one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from secondsource.extract.draft import Argument, Draft
from secondsource.model import Layer, Mention, Property, When

_BESIDE = re.compile(
    r"\W*(?:(?:at|on|in|of|the|about|around|early|late|between|and|night|local|time|just|or)\W+){0,4}",
    re.I,
)
_NO_DAY = re.compile(r"XXXX-XX-XX(?:T\S+)?|PRESENT_REF|PAST_REF|FUTURE_REF|P\S+")


def one_day(drafts: Sequence[Draft], mentions: Sequence[Mention], text: str) -> tuple[Draft, ...]:
    """The drafts, each with dates that can all be one day."""
    dates = [m for m in mentions if m.layer is Layer.DATES]
    return tuple(_settled(d, dates, text) for d in drafts)


def _settled(draft: Draft, dates: Sequence[Mention], text: str) -> Draft:
    said = [a for a in draft.arguments if a.property is Property.DATE]
    if len(said) < 2 or draft.trigger is None:
        return draft
    start, end = draft.trigger

    def rank(argument: Argument) -> tuple[bool, bool, float, int]:
        away = max(start - argument.end, argument.start - end, 0)
        ruled = argument.origin == "rules"
        return not _names_day(argument, dates), ruled, -argument.score, away

    kept: list[Argument] = []
    for argument in sorted(said, key=rank):
        if all(_can_be_one(argument, other, dates, text) for other in kept):
            kept.append(argument)
    arguments = tuple(a for a in draft.arguments if a.property is not Property.DATE or a in kept)
    return replace(draft, arguments=arguments)


def _mention(argument: Argument, dates: Sequence[Mention]) -> Mention | None:
    """The time expression that a date's words are, the longest of several."""
    inside = [m for m in dates if m.start < argument.end and argument.start < m.end]
    return max(inside, key=lambda m: m.end - m.start, default=None)


def _names_day(argument: Argument, dates: Sequence[Mention]) -> bool:
    """Whether words name a day, a week, a month …, and not an hour or a length of time."""
    mention = _mention(argument, dates)
    if mention is None:
        return False
    if isinstance(mention.value, When) and mention.value.edtf:
        return True
    return _NO_DAY.fullmatch(mention.timex_value or "") is None


def _can_be_one(one: Argument, other: Argument, dates: Sequence[Mention], text: str) -> bool:
    """Whether two dates of a claim are said together, or leave a day in common."""
    first, second = sorted((one, other), key=lambda a: a.start)
    if _BESIDE.fullmatch(text[first.end : second.start] if first.end < second.start else ""):
        return True
    a, b = _mention(one, dates), _mention(other, dates)
    if a is not None and a is b:
        return True
    if not (_names_day(one, dates) and _names_day(other, dates)):
        return True  # an hour, or words without a day, contradict nothing
    x, y = (m.value if m else None for m in (a, b))
    if not isinstance(x, When) or not isinstance(y, When):
        return False
    if x.earliest and x.latest and y.earliest and y.latest:
        return x.earliest <= y.latest and y.earliest <= x.latest
    return x.edtf is not None and x.edtf == y.edtf

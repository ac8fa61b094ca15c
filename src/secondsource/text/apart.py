"""Words that set an act apart from those a report told before: "the same day", "another bomb".

In: the words for one property of a claim. Out: whether they say that this is a further act. It
refuses to look at the sentence around them.
"""

from __future__ import annotations

import re

from secondsource.model import Property

_LATER = re.compile(
    r"\bsame (?:day|night|evening|morning|afternoon|time)\b"
    r"|\b(?:minutes?|hours?|days?|weeks?|months?|years?) (?:later|after\w*|before|earlier)\b"
    r"|\blater (?:that|the same|in the) \w+",
    re.I,
)
_ANOTHER = re.compile(r"(?:another|an? (?:second|third|further|separate)) \w", re.I)
_ELSEWHERE = re.compile(r"(?:elsewhere|another)\b", re.I)
_THINGS = frozenset({Property.WEAPON, Property.MUNITIONS, Property.TARGET})


def sets_apart(prop: Property, quote: str) -> bool:
    """Whether words set an act apart from those told before in the same report.

    Of annotated claims with such words 30 told again what stands before, 250 a further act.
    """
    if prop is Property.DATE:
        return _LATER.search(quote) is not None
    if prop is Property.PLACE:
        return _ELSEWHERE.match(quote) is not None
    return prop in _THINGS and _ANOTHER.match(quote) is not None

"""Which counts of an incident are of its dead, and which of its injured.

In: the statements on the killed and the injured of one incident. Out: the same statements without
those that other words of the incident show to count somebody else: people who were shot and lived,
the dead of several incidents together, the injured who died. Where nothing else is said, it
refuses to take any away.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from secondsource.model import Count, Scope
from secondsource.reconcile.sources import Said
from secondsource.reconcile.sums import Toll, numbered, only_named, without_ages

_SHOT = re.compile(r"\b(?:gun)?sho(?:t|ts|oting|otings)\b", re.IGNORECASE)
_DEADLY = re.compile(
    r"\b(?:dead|d(?:ie[sd]?|ying)|deaths?|deadl\w+|kill\w*|fatal\w*|lethal\w*|mortal\w*|murder\w*"
    r"|slain|slay\w*|massacr\w*|assassinat\w*|execut\w*|behead\w*|hanged|li(?:fe|ves)|bod(?:y|ies)"
    r"|corpses?|remains|casualt\w+|perish\w*|succumb\w*|deceased|funerals?|buri\w+|tolls?"
    r"|homicides?|suicides?|martyr\w*|lynch\w*|slaughter\w*|gunned|burn\w*|throats?|hacked"
    r"|claimed|mourn\w*|close range|point.blank|lined|in the (?:head|back))\b",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"\b(?:separate|different|unrelated)\s+(?:[\w-]+\s+){0,2}(?:attack|incident|shooting|strike|airstrike"
    r"|bombing|explosion|blast|raid|clash|ambush|killing|assault|case|crime)(?:e?s)\b"
    r"|\bthe\s+(?:first|second|third|fourth|fifth|latest|last)\s+of\s+(?!them|those|the)\w+",
    re.IGNORECASE,
)
_NEVER_BEFORE = re.compile(
    r"\bhad\b[^.;]{0,60}\b(?:before|previously|ever|until\s+(?:now|then))\b", re.IGNORECASE
)
_AMONG = re.compile(r"\b(?:among|including|of\s+(?:them|whom)|one\s+of)\b", re.IGNORECASE)


def of_the_dead(killed: Sequence[Said], injured: Sequence[Said]) -> tuple[Said, ...]:
    """The killed, without the dead of several incidents and people who were only shot.

    "Four were shot" counts no dead where others say that one died and three were hurt, or count
    people hurt and no sentence on the killed speaks of death; in "shot four and wounded two" it
    does. "No sailor had been killed before" counts nobody of this incident.
    """
    killed = [r for r in killed if not _of_older_days(r)]
    here = [r for r in killed if not _SEVERAL.search(r.claim.evidence.quote)] or killed
    dead = {n for r in here if (n := _number(r)) and _dead_in_all(r)}
    hurt = {n for r in injured if (n := _number(r))}
    beside = {r.claim.id for r in injured if _number(r)}
    harmed = {d + h for d in dead for h in hurt}
    silent = not any(_number(r) and _DEADLY.search(r.claim.evidence.quote) for r in here)
    lived = silent and max(hurt, default=0) > 1
    return tuple(
        r
        for r in here
        if not _only_shot(r)
        or (n := _number(r)) < 2
        or not (n in harmed or (lived and r.claim.id not in beside))
    )


def _of_older_days(row: Said) -> bool:
    """Whether a statement says that until then nobody had died."""
    count = numbered(row.statement.value)
    none = count is not None and count.high == 0
    return none and _NEVER_BEFORE.search(row.claim.evidence.quote) is not None


def _only_shot(row: Said) -> bool:
    """Whether a sentence says of people that they were shot, and of nobody that he died."""
    words = row.claim.evidence.quote
    return _SHOT.search(words) is not None and _DEADLY.search(words) is None


def _dead_in_all(row: Said) -> bool:
    """Whether a statement counts all the dead, in a sentence that speaks of death."""
    count, words = row.statement.value, row.claim.evidence.quote
    whole = isinstance(count, Count) and count.scope is Scope.TOTAL
    return whole and _DEADLY.search(words) is not None and _AMONG.search(words) is None


def _number(row: Said) -> int:
    count = numbered(row.statement.value)
    return Toll(row, count).number if count else 0


_OTHERS = re.compile(r"\b(?:other|others|another|more|also|too|second)\b", re.IGNORECASE)


def without_the_dead(injured: Sequence[Said], killed: Sequence[Said]) -> tuple[Said, ...]:
    """The injured, without those who died of it.

    "A man was found with gunshot wounds" counts nobody else where reports say that one was killed:
    a single person who is only mentioned, in a sentence that does not set him beside the dead.
    """
    dead = [r for r in killed if (c := numbered(r.statement.value)) and c.high != 0]
    beside = {r.claim.id for r in dead}
    return tuple(
        r
        for r in injured
        if not dead
        or r.claim.id in beside
        or not _mentioned(r)
        or _OTHERS.search(r.statement.evidence.quote)
    )


def _mentioned(row: Said) -> bool:
    """Whether an injured person is only mentioned; an age is no number."""
    count = numbered(row.statement.value)
    words = without_ages(row.statement.evidence.quote)
    return count is not None and only_named(Toll(row, count), words)

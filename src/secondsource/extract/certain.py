"""Words that the model doubts and that yet tell of an act for certain.

In: a text and a sentence of it. Out: where such words stand: deeds named after what they answer
("retaliatory strikes", no threat of them), and the dead who are told apart ("Among those killed
was"). It refuses deeds that are only meant, feared or asked for ("vowed retaliatory strikes").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_NAMED = re.compile(
    r"\b(?:retaliatory|reprisal|revenge|punitive|tit-for-tat)\s+(?:[\w-]+\s+)??"
    r"(?:air\s?strikes?|strikes?|attacks?|(?:air )?raids?|shelling|bombings?|bombardments?|fire"
    r"|barrages?|assaults?|offensives?|incursions?|killings?|massacres?|operations?)\b",
    re.I,
)
_MEANT = re.compile(
    r"\b(?:vow|threat|promis|prepar|plan|pledg|consider|warn|call|demand|fear|possib|potential"
    r"|await|expect|will\b|would\b|could\b|may\b|might\b|ready|risk|avoid|avert|against\b|without\b"
    r"|urg|next\b|further\b|future\b|authori[sz])",
    re.I,
)
_AMONG = re.compile(
    r"\W{0,3}(?:also )?among (?:those|the)(?: \w+)? (?:killed|dead|victims|wounded|injured|slain"
    r"|fatalities|casualties)\b[^.\n]{0,30}?\b(?:is|are|was|were)\b",
    re.I,
)
_LEAD = 60  # characters before a deed in which a word may say that it is only meant


def deeds_named(text: str, sentence: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Where a sentence names a deed after what it answers, as (start, end)."""
    for named in _NAMED.finditer(text, *sentence):
        lead = max(sentence[0], named.start() - _LEAD)
        if _MEANT.search(text, lead, named.start()) is None:
            yield named.span()


def dead_told_apart(text: str, sentence: tuple[int, int]) -> tuple[int, int] | None:
    """Where a sentence begins by telling some of the harmed apart, as (start, end).

    Of 16 such sentences in the annotated texts 14 are marked as an incident's.
    """
    among = _AMONG.match(text, *sentence)
    return among.span() if among else None

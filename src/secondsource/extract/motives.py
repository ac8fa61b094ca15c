"""Why an act was done, as the report states it, in words that say so.

In: the drafts of a report and its text. Out: the same drafts, with a motive wherever a clause
that gives a reason follows the first act of its sentence, and each motive in words that give one:
spans that overlap made one, the word before it that opens it taken in, and what gives no reason
("one-way") left out. It refuses to look beyond the clause, and to judge whether the reason holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from secondsource.extract.draft import Argument, Draft
from secondsource.extract.words import read_lexicon
from secondsource.model import Kind, Property

LEAST, SURE = 0.4, 0.5
"""The scores from which words are a motive that begin as a reason does, and those that do not."""

_CLAUSE_END = re.compile(r"[,;:!?—–\n”\"]|\.(?!\s?\d)|\s-\s")
_LEFT_OVER = re.compile(
    r"(?:\s+(?:in|on|at|of|by|to|for|from|with|and|the|an?|what))+[\s\"“]*$|\s+$"
)
_WORD_BEFORE = re.compile(r"[\w'’-]+ $")


@dataclass(frozen=True, slots=True)
class Motives:
    """How reports state reasons: clauses that follow an act, and words that begin or are one."""

    clause: re.Pattern[str]
    opens: re.Pattern[str]
    alone: re.Pattern[str]


def open_motives() -> Motives:
    """The lexicon that ships with the package."""
    words = read_lexicon("motives")
    clause, opens, alone = ("|".join(words[name]["words"]) for name in ("clause", "opens", "alone"))
    return Motives(
        re.compile(rf"\b(?:{clause})\b", re.I),
        re.compile(rf"[\"“']?(?:{opens})\b", re.I),
        re.compile(rf"\W*(?:{alone})\W*", re.I),
    )


def with_motives(drafts: Sequence[Draft], text: str, motives: Motives) -> tuple[Draft, ...]:
    """The drafts with their stated motives; a clause of reason is the first act's alone."""
    leads: dict[tuple[int, int], tuple[int, int] | None] = {}  # first trigger of each sentence
    for draft in drafts:
        if draft.kind is Kind.INCIDENT:
            leads.setdefault(draft.sentence, draft.trigger)
    return tuple(_with_motive(d, leads, text, motives) for d in drafts)


def _with_motive(
    draft: Draft,
    leads: Mapping[tuple[int, int], tuple[int, int] | None],
    text: str,
    motives: Motives,
) -> Draft:
    said = [a for a in draft.arguments if a.property is Property.MOTIVE]
    if draft.kind is Kind.INCIDENT and draft.trigger and leads[draft.sentence] == draft.trigger:
        clause = _clause(draft.trigger[1], draft.sentence[1], text, motives)
        said += [clause] if clause else []
    if not said:
        return draft
    rest = (a for a in draft.arguments if a.property is not Property.MOTIVE)
    opened = (_opened(a, draft.sentence[0], text, motives) for a in said)
    whole = (_without_left_over(a, text) for a in _united(opened))
    kept = (a for a in whole if _gives_a_reason(a, text, motives))
    return draft._replace(arguments=(*rest, *kept))


def _clause(start: int, end: int, text: str, motives: Motives) -> Argument | None:
    """The first clause of reason between two offsets, up to its end."""
    match = motives.clause.search(text, start, end)
    if match is None:
        return None
    stop = _CLAUSE_END.search(text, match.end(), end)
    words = _LEFT_OVER.sub("", text[match.start() : stop.start() if stop else end])
    if not 2 <= len(words.split()) <= 16:
        return None
    return Argument(Property.MOTIVE, match.start(), match.start() + len(words), 0.6)


def _opened(argument: Argument, least: int, text: str, motives: Motives) -> Argument:
    """The argument with the one or two words before it that begin a reason: "for" selling."""
    if motives.opens.match(text, argument.start, argument.end):
        return argument
    start = argument.start
    for _ in range(2):
        word = _WORD_BEFORE.search(text, least, start)
        if word is None:
            return argument
        start = word.start()
        opening = motives.opens.match(text, start, argument.end)
        if opening and opening.end() + 1 >= argument.start:
            return argument._replace(start=start)
    return argument


def _united(arguments: Iterable[Argument]) -> list[Argument]:
    """The arguments in the order of the text, those that overlap made one."""
    found: list[Argument] = []
    for one in sorted(arguments, key=lambda a: (a.start, -a.end)):
        if found and one.start < found[-1].end:
            last = found[-1]
            found[-1] = max(last, one, key=lambda a: a.score)._replace(
                start=last.start, end=max(last.end, one.end)
            )
        else:
            found.append(one)
    return found


def _without_left_over(argument: Argument, text: str) -> Argument:
    """The argument without the preposition or article at which it breaks off."""
    words = text[argument.start : argument.end]
    return argument._replace(end=argument.start + len(_LEFT_OVER.sub("", words)))


def _gives_a_reason(argument: Argument, text: str, motives: Motives) -> bool:
    """Whether the words say why: one word for revenge, or several that begin as a reason does."""
    words = text[argument.start : argument.end]
    if len(words.split()) == 1:
        return motives.alone.fullmatch(words) is not None
    return argument.score >= (LEAST if motives.opens.match(words) else SURE)

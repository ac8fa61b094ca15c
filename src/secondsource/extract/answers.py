"""What a report's words say of one incident answering another, as features.

In: the drafts of a report in order and its text. Out: named numbers for each two drafts of
different accounts that words like "in retaliation for" bring together. It refuses mere timing
("days after"), and decides nothing: `reprisals` weighs the features.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from secondsource.extract.draft import AIMED, Draft, account_of
from secondsource.extract.vague import HARM
from secondsource.extract.words import read_lexicon
from secondsource.model import Kind, Property

Row = dict[str, float]


@dataclass(frozen=True, slots=True)
class Cues:
    """Words that say that something was answered, by how they say it."""

    ways: Mapping[str, re.Pattern[str]]
    earlier: re.Pattern[str]
    end: re.Pattern[str]
    usual: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Cue:
    way: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Side:
    """The words of an account's doers, of those it harmed, and all that it may be called by."""

    doers: frozenset[str]
    harmed: frozenset[str]
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Telling:
    """A report as far as answers go: its incidents by account and sentence, and its cues."""

    drafts: Sequence[Draft]
    text: str
    words: Cues
    incidents: Sequence[int]
    sides: Mapping[int, _Side]  # by account
    beside: Mapping[tuple[int, int], Sequence[int]]  # the incidents of a sentence
    cues: Mapping[tuple[int, int], Sequence[_Cue]]

    def account(self, k: int) -> int:
        """The first draft of the account of a draft."""
        return account_of(k, self.drafts)

    def trigger(self, k: int) -> tuple[int, int]:
        """Where the act of an incident is named."""
        return self.drafts[k].trigger or self.drafts[k].sentence


def open_answer_cues() -> Cues:
    """The cues that ship with the package."""
    data = read_lexicon("answers")
    ways = {k: _any_of(rf"\b(?:{p})\b" for p in v) for k, v in data["cues"].items()}
    words = data["words"]
    return Cues(
        ways,
        re.compile(rf"\W*(?:{'|'.join(words['earlier'])})\b", re.I),
        _any_of(words["end"]),
        frozenset(words["usual"].split()),
    )


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.I)


def pairs_told(drafts: Sequence[Draft], text: str, cues: Cues) -> dict[tuple[int, int], Row]:
    """For each draft and one it may be said to answer what speaks for and against that."""
    telling = _telling(drafts, text, cues)
    found = {}
    for k in telling.incidents:
        stated = telling.cues[drafts[k].sentence]
        ranks = _ranks(k, telling) if stated else {}
        for m in telling.incidents if stated else ():
            if telling.account(m) == telling.account(k):
                continue
            row: Row = {}
            for cue in stated:
                for name, value in _WAYS[cue.way](k, m, cue, telling).items():
                    row[name] = max(row.get(name, value), value)
            if row:
                found[k, m] = row | _of_both(k, m, row, ranks, telling)
    return found


def _telling(drafts: Sequence[Draft], text: str, cues: Cues) -> _Telling:
    incidents = [
        k for k, d in enumerate(drafts) if d.kind is Kind.INCIDENT and d.trigger is not None
    ]
    beside: dict[tuple[int, int], list[int]] = defaultdict(list)
    accounts: dict[int, list[Draft]] = defaultdict(list)
    for k in incidents:
        beside[drafts[k].sentence].append(k)
        accounts[account_of(k, drafts)].append(drafts[k])
    stated = {
        at: [_Cue(way, m.start(), m.end()) for way, p in cues.ways.items()
             for m in p.finditer(text, *at)]
        for at in beside
    }  # fmt: skip
    told = accounts.items() if any(stated.values()) else ()
    sides = {a: _side(members, text, cues) for a, members in told}
    return _Telling(drafts, text, cues, incidents, sides, beside, stated)


_NAMED_BY = AIMED | HARM | {Property.PLACE, Property.DATE, Property.PERPETRATOR, Property.WEAPON}


def _side(members: Sequence[Draft], text: str, cues: Cues) -> _Side:
    def told(properties: frozenset[Property]) -> frozenset[str]:
        spans = [(a.start, a.end) for d in members for a in d.arguments if a.property in properties]
        return frozenset(w for span in spans for w in _words(text[slice(*span)], cues))

    named = {w for d in members if d.trigger for w in _words(text[slice(*d.trigger)], cues)}
    return _Side(told(frozenset({Property.PERPETRATOR})), told(AIMED), told(_NAMED_BY) | named)


_WORD = re.compile(r"[^\W\d_]{4,}|\d+")


def _words(text: str, cues: Cues) -> list[str]:
    """The beginnings of words that are not usual."""
    found = [w.lower() for w in _WORD.findall(text)]
    return [w[:6] for w in found if w not in cues.usual]


def _ranks(k: int, telling: _Telling) -> dict[int, int]:
    """The accounts told before a draft: the latest 0, the one before it 1, and so on."""
    order: dict[int, None] = {}
    for m in telling.incidents:
        account = telling.account(m)
        if m < k and account != telling.account(k):
            order.pop(account, None)
            order[account] = None
    return {account: rank for rank, account in enumerate(reversed(order))}


# --- the ways of saying it --------------------------------------------------------------------

_OPENS = re.compile(r"\W*(?:\w+\W+){0,2}$")


def _answers(k: int, m: int, cue: _Cue, telling: _Telling) -> Row:
    """A "in retaliation for" B, and "In retaliation for B, A"; B an act or words that name one."""
    mine, other, text = telling.trigger(k), telling.trigger(m), telling.text
    sentence = telling.drafts[k].sentence
    last = sentence[1]
    leads = mine[0] >= cue.end and bool(_OPENS.match(text[sentence[0] : cue.start]))
    if not (leads or mine[0] <= cue.start):
        return {}
    if leads:
        comma = re.search(r"[.;:!?\n,]", text[cue.end : mine[0]])
        last = cue.end + comma.start() if comma else mine[0]
    beside = [j for j in telling.beside[sentence] if telling.account(j) != telling.account(k)]
    after = [
        j for j in beside if _follows(telling.trigger(j), cue) and telling.trigger(j)[0] < last
    ]
    if m in after:
        row = {"to": 1.0, "to_gap": -min((other[0] - cue.end) / 40, 3.0)}
        row |= {"to_first": 1.0} if after[0] == m else {}
        return row | ({"nearest": 1.0} if _nearest(k, cue, leads, last, telling) else {})
    if after:
        return {}
    stop = telling.words.end.search(text, cue.end, last)
    words = " ".join(text[cue.end : stop.start() if stop else last].split()[:9])
    named = frozenset(_words(words, telling.words))
    shared = named & telling.sides[telling.account(m)].words
    earlier = not named or bool(telling.words.earlier.match(words))
    if not (shared or earlier):
        return {"unnamed": 1.0} if m < k else {}
    row = {"named": 1.0, "named_share": len(shared) / max(1, len(named))}
    return row | ({"earlier": 1.0} if earlier else {})


def _follows(trigger: tuple[int, int], cue: _Cue) -> bool:
    """Whether an act is named after a cue; its article may be part of the cue."""
    return trigger[0] > cue.start and trigger[1] > cue.end


def _nearest(k: int, cue: _Cue, leads: bool, last: int, telling: _Telling) -> bool:
    """Whether a draft is the one that stands nearest to the cue on its own side."""
    beside = telling.beside[telling.drafts[k].sentence]
    if leads:
        return next((j for j in beside if telling.trigger(j)[0] >= last), None) == k
    return [j for j in beside if telling.trigger(j)[0] <= cue.start][-1:] == [k]


def _provokes(k: int, m: int, cue: _Cue, telling: _Telling) -> Row:
    """B "prompted" A, and B, to which A "responded"; "That attack prompted" A, with B before."""
    mine, other = telling.trigger(k), telling.trigger(m)
    sentence = telling.drafts[k].sentence
    beside = [j for j in telling.beside[sentence] if telling.account(j) != telling.account(m)]
    after = [j for j in beside if telling.trigger(j)[1] > cue.start]
    if k not in after:
        return {}
    follows = {"next": 1.0} if after[0] == k else {}
    if telling.drafts[m].sentence != sentence:
        subject = telling.text[sentence[0] : cue.start]
        points = m < k and telling.words.earlier.match(subject) and len(subject.split()) <= 6
        return {f"{cue.way}_earlier": 1.0} | follows if points else {}
    told = other[0] < cue.start and other[1] <= cue.end and mine[0] > other[0]
    own = {"own": 1.0} if not telling.text[other[1] : cue.start].strip() else {}
    return {cue.way: 1.0} | follows | own if told else {}


def _back(k: int, m: int, cue: _Cue, telling: _Telling) -> Row:
    """A "in return", where B is told before, or after it: "fired in return on those who had …"."""
    start, end = telling.trigger(k)
    if m > k:
        beside = telling.drafts[m].sentence == telling.drafts[k].sentence
        past = start <= cue.start and telling.trigger(m)[0] > cue.end
        return {"back_after": 1.0} if beside and past else {}
    row = {cue.way: 1.0}
    row |= {"near": 1.0} if abs(cue.start - start) < 60 else {}
    return row | ({"of_trigger": 1.0} if cue.start <= end + 1 and cue.end >= start - 1 else {})


_WAYS = {
    "answers": _answers,
    "provokes": _provokes,
    "provokes_in_turn": _provokes,
    "back": _back,
    "replied": _back,
    "fired_back": _back,
}


_POINTS = {
    "back",
    "replied",
    "fired_back",
    "earlier",
    "unnamed",
    "provokes_earlier",
    "provokes_in_turn_earlier",
}


def _of_both(k: int, m: int, row: Row, ranks: Mapping[int, int], telling: _Telling) -> Row:
    """What two acts are to one another, whatever brings them together."""
    mine, other = (telling.sides[telling.account(x)] for x in (k, m))
    found = {
        "bias": True,
        "before": m < k,
        "first": telling.beside[telling.drafts[k].sentence][0] == k,
        "doer_harmed": mine.doers & other.harmed,
        "doer_same": mine.doers & other.doers,
        "harmed_same": mine.harmed & other.harmed,
    }
    if m < k and not _POINTS.isdisjoint(row):
        rank = ranks[telling.account(m)]
        alone = len(telling.beside[telling.drafts[k].sentence]) == 1
        found |= {f"{way}_newest": alone and rank == 0 for way in row.keys() & _POINTS}
        row = row | {"newest": float(rank == 0), "rank": min(rank, 5) / 2}
    return row | {name: 1.0 for name, holds in found.items() if holds}

"""Shallow syntax: the phrases of a sentence and which phrase does what to which.

In: the words of a sentence. Out: `Chunk`s (noun phrase, verb group, preposition, marks) and
questions answered over them: subject, object, agent, prepositional phrases. It refuses deep
analysis: attachment goes to the nearest phrase that can take it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from secondsource.extract.words import Grammar, Tag, Word


class Phrase(StrEnum):
    """The kind of a chunk."""

    NOUN = "np"
    VERB = "vp"
    PREP = "prep"
    SUB = "sub"
    CONJ = "conj"
    COMMA = "comma"
    STOP = "stop"
    DATE = "date"
    ADVERB = "adv"


class Chunk(NamedTuple):
    """A run of words of one phrase; `first` and `last` are word indexes, inclusive."""

    kind: Phrase
    first: int
    last: int
    head: int  # the main verb, or the last word
    passive: bool = False
    negated: bool = False
    modal: str = ""
    infinitive: bool = False
    finite: bool = False


@dataclass(frozen=True, slots=True)
class Parse:
    """The words and chunks of one sentence."""

    text: str
    words: tuple[Word, ...]
    chunks: tuple[Chunk, ...]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets of a run of chunks."""
        return (
            self.words[self.chunks[first].first].start,
            self.words[self.chunks[last].last].end,
        )

    def low(self, chunk: Chunk) -> str:
        """The words of a chunk in lower case."""
        if chunk.first == chunk.last:
            return self.words[chunk.first].low
        return " ".join(w.low for w in self.words[chunk.first : chunk.last + 1])

    def head(self, chunk: Chunk) -> Word:
        """The head word of a chunk."""
        return self.words[chunk.head]


_OPENS_VERB = frozenset({Tag.AUX, Tag.VERB, Tag.TO})
_NOUN_TAGS = frozenset({Tag.DET, Tag.NUM, Tag.NOMINAL, Tag.POSS, Tag.PRON})
_MARKS = {
    Tag.PREP: Phrase.PREP,
    Tag.TO: Phrase.PREP,
    Tag.SUB: Phrase.SUB,
    Tag.CONJ: Phrase.CONJ,
    Tag.COMMA: Phrase.COMMA,
    Tag.STOP: Phrase.STOP,
    Tag.DATE: Phrase.DATE,
}


def parse(text: str, words: tuple[Word, ...], grammar: Grammar) -> Parse:
    """The chunks of a sentence."""
    found: list[Chunk] = []
    i = 0
    while i < len(words):
        chunk = _verb_group(words, i, grammar) or _noun_phrase(words, i, grammar)
        if chunk is None:
            kind = _MARKS.get(words[i].tag, Phrase.ADVERB)
            if words[i].low == "that" and _demonstrative(words, i):
                kind = Phrase.SUB
            chunk = Chunk(kind, i, i, i)
        found.append(chunk)
        i = chunk.last + 1
    return Parse(text, words, tuple(found))


def _demonstrative(words: tuple[Word, ...], i: int) -> bool:
    return words[i].tag is Tag.SUB


def _verb_group(words: tuple[Word, ...], i: int, grammar: Grammar) -> Chunk | None:
    if words[i].tag not in _OPENS_VERB:
        return None
    j = i
    verbs: list[int] = []
    auxiliaries: list[str] = []
    negated = False
    infinitive = False
    while j < len(words):
        word = words[j]
        if word.tag is Tag.AUX and not verbs:
            auxiliaries.append(word.low)
            negated |= word.low in grammar.negations
        elif word.tag in (Tag.ADV, Tag.NEG) and (auxiliaries or infinitive) and not verbs:
            negated |= word.tag is Tag.NEG
        elif word.tag is Tag.TO and not verbs and not auxiliaries and _verb_next(words, j):
            infinitive = True
        elif word.tag is Tag.VERB and not verbs:
            verbs.append(j)
        elif (
            word.tag is Tag.VERB
            and "N" in word.form
            and _reported(words[j - 1], auxiliaries, grammar)
        ):
            verbs.append(j)  # "was reported killed"
        else:
            break
        j += 1
    if not verbs:
        if not auxiliaries:
            return None
        while words[j - 1].tag in (Tag.ADV,):
            j -= 1
        return Chunk(
            Phrase.VERB,
            i,
            j - 1,
            j - 1,
            negated=negated,
            modal=_modal(auxiliaries, grammar),
            finite=True,
        )
    head = verbs[-1]
    form = words[head].form
    be = [a for a in auxiliaries if a in grammar.be]
    passive = bool(be) and "N" in form and auxiliaries[-1] in grammar.be
    if not auxiliaries and not infinitive and form in ("N",):
        passive = True
    finite = bool(auxiliaries) or (not infinitive and form.strip("NG") != "")
    return Chunk(
        Phrase.VERB,
        i,
        head,
        head,
        passive,
        negated,
        _modal(auxiliaries, grammar),
        infinitive,
        finite,
    )


_REPORTED = frozenset(
    {"report", "confirm", "presume", "fear", "believe", "declare", "find", "leave"}
)


def _reported(word: Word, auxiliaries: list[str], grammar: Grammar) -> bool:
    return word.lemma in _REPORTED and bool(auxiliaries) and auxiliaries[-1] in grammar.be


def _modal(auxiliaries: list[str], grammar: Grammar) -> str:
    return next((a for a in auxiliaries if a in grammar.modals), "")


def _verb_next(words: tuple[Word, ...], j: int) -> bool:
    k = j + 1
    while k < len(words) and words[k].tag in (Tag.ADV, Tag.NEG):
        k += 1
    return k < len(words) and (
        (words[k].tag is Tag.VERB and "B" in words[k].form) or words[k].low in ("be", "have")
    )


def _noun_phrase(words: tuple[Word, ...], i: int, grammar: Grammar) -> Chunk | None:
    j = i
    size = _quantifier(words, i, grammar)
    if size:
        j = i + size
    elif words[i].tag not in _NOUN_TAGS:
        return None
    if words[j].tag is Tag.PRON and j == i:
        return Chunk(Phrase.NOUN, i, i, i)
    base = j
    while j < len(words) and (_in_noun_phrase(words, i, j) or _heavily(words, i, j)):
        if j > base and words[j].tag is Tag.DET and words[j - 1].tag not in (Tag.DET, Tag.NUM):
            break
        counts_anew = words[j].tag is Tag.NUM and words[j - 1].tag is Tag.NOMINAL
        if j > base and counts_anew and not (words[j].capital or words[j - 1].capital):
            break
        j += 1
        if _range(words, j):
            j += 1  # "four to six", "two or three"
        if j < len(words) and j > i and _quantifier(words, j, grammar):
            break
    return Chunk(Phrase.NOUN, i, j - 1, j - 1)


def _in_noun_phrase(words: tuple[Word, ...], i: int, j: int) -> bool:
    return words[j].tag in _NOUN_TAGS and not (words[j].tag is Tag.PRON and j > i)


def _heavily(words: tuple[Word, ...], i: int, j: int) -> bool:
    """Whether an adverb stands inside: "the heavily fortified zone"."""
    if words[j].tag is not Tag.ADV or j == i or j + 1 >= len(words):
        return False
    return words[j - 1].tag in (Tag.DET, Tag.NUM) and words[j + 1].tag is Tag.NOMINAL


def _range(words: tuple[Word, ...], j: int) -> bool:
    if j + 1 >= len(words) or words[j].low not in ("or", "to", "and", "-", "–"):
        return False
    return words[j - 1].tag is Tag.NUM and words[j + 1].tag is Tag.NUM


def _quantifier(words: tuple[Word, ...], i: int, grammar: Grammar) -> int:
    """How many words from here quantify a following number, 0 if none."""
    low = words[i].low
    if low not in grammar.quantifying and " " not in low:
        return 0
    for size in (3, 2, 1):
        last = i + size
        if last >= len(words) or words[last].tag is not Tag.NUM:
            continue
        if tuple([w.low for w in words[i:last]]) in grammar.quantifiers:
            return size
    if i + 1 < len(words) and words[i + 1].tag is Tag.NUM and " " in low:
        return 1 if tuple(low.split()) in grammar.quantifiers else 0
    return 0


def phrase_end(parse_: Parse, i: int, *, lists: bool = False) -> int:
    """The last chunk of the noun phrase at `i` with its "of" phrases (and its list, if asked)."""
    chunks = parse_.chunks
    j = i
    while j + 2 < len(chunks):
        link, after = chunks[j + 1], chunks[j + 2]
        if after.kind is not Phrase.NOUN:
            break
        low = parse_.low(link)
        if (link.kind is Phrase.PREP and low == "of") or (
            lists and link.kind is Phrase.CONJ and low in ("and", "or", "&")
        ):
            j += 2
        else:
            break
    return j


def subject_of(parse_: Parse, i: int) -> int | None:
    """The chunk that is the subject of the verb group at `i`, or None."""
    chunks = parse_.chunks
    j = i - 1
    while j >= 0:
        chunk = chunks[j]
        if chunk.kind is Phrase.NOUN:
            governor = chunks[j - 1] if j else None
            if governor is not None and governor.kind is Phrase.PREP:
                j -= 2
                continue
            if j == i - 1 and _bare_count(parse_, i, j):
                return j  # "left at least 35 injured"
            if governor is not None and governor.kind is Phrase.VERB and _shares(parse_, j - 1, i):
                return _over(parse_, j - 1)
            if governor is not None and governor.kind is Phrase.CONJ and j >= 2:
                return _list_subject(parse_, i, j)
            return j
        if chunk.kind is Phrase.SUB:
            if parse_.low(chunk) in ("who", "which", "that"):
                return _antecedent(parse_, j)
            return None
        if chunk.kind is Phrase.VERB:
            return _over(parse_, j) if _shares(parse_, j, i) else None
        if chunk.kind is Phrase.COMMA:
            skipped = _skip_parenthesis(parse_, j) if chunks[i].finite else None
            j = skipped if skipped is not None else j - 1
            continue
        if chunk.kind is Phrase.STOP and parse_.low(chunk) in (";", ":", "—", "–", "|"):
            return None
        j -= 1
    return None


def _over(parse_: Parse, j: int) -> int | None:
    """The subject of a verb that shares or spans the one at `j`: "the base near Erbil which …"."""
    before = parse_.chunks[j - 1] if j else None
    if before is not None and before.kind is Phrase.SUB and parse_.low(before) in _RELATIVES:
        found = list(antecedents(parse_, j - 1))
        return found[-1] if found else None
    return subject_of(parse_, j)


_RELATIVES = frozenset({"who", "which", "that"})


def _list_subject(parse_: Parse, i: int, j: int) -> int | None:
    """The subject where the phrase before the verb closes a list or follows "and"."""
    first = _list_start(parse_, j)
    if first is None or _bare_count(parse_, i, j):
        return j
    before = parse_.chunks[first - 1] if first else None
    if before is not None and before.kind is Phrase.VERB and _shares(parse_, first - 1, i):
        return subject_of(parse_, first - 1)
    return first


def _bare_count(parse_: Parse, i: int, j: int) -> bool:
    """Whether "30" in "40 dead and 30 wounded" stands alone before its participle."""
    verb, noun = parse_.chunks[i], parse_.chunks[j]
    if verb.first != verb.head or "N" not in parse_.head(verb).form:
        return False
    return parse_.words[noun.last].tag is Tag.NUM


def _shares(parse_: Parse, j: int, i: int) -> bool:
    """Whether the verb group at `i` has the subject of the one at `j`."""
    chunks = parse_.chunks
    before = chunks[j - 1] if j else None
    if (
        before is not None
        and before.kind is Phrase.SUB
        and parse_.low(before) in ("who", "which", "that")
    ):
        return chunks[i].finite
    if not chunks[i].finite:
        return True
    last = chunks[i - 1]
    if last.kind is Phrase.ADVERB and i >= 2:
        last = chunks[i - 2]
    return last.kind is Phrase.CONJ


def _list_start(parse_: Parse, j: int) -> int | None:
    """Where the list "A, B and C" that ends at `j` starts, or None where "and" joins clauses."""
    chunks = parse_.chunks
    k = j
    while k >= 2:
        link, before = chunks[k - 1], chunks[k - 2]
        listed = link.kind in (Phrase.COMMA, Phrase.CONJ)
        owned = link.kind is Phrase.PREP and parse_.low(link) == "of"
        if before.kind is not Phrase.NOUN or not (listed or owned):
            break
        k -= 2
    if k == j or (k >= 1 and chunks[k - 1].kind is Phrase.PREP):
        return None
    return k


def _antecedent(parse_: Parse, j: int) -> int | None:
    """The noun phrase that a relative pronoun at `j` stands for: the nearest."""
    return next(antecedents(parse_, j), None)


def antecedents(parse_: Parse, j: int) -> Iterator[int]:
    """The noun phrases that a relative pronoun at `j` may stand for, nearest first."""
    chunks = parse_.chunks
    k = j - 1
    while k >= 0 and chunks[k].kind in (Phrase.COMMA, Phrase.DATE, Phrase.ADVERB, Phrase.PREP):
        k -= 1
    while k >= 0 and chunks[k].kind is Phrase.NOUN:
        yield k
        if k < 2 or chunks[k - 1].kind is not Phrase.PREP:
            return
        k -= 2


def _skip_parenthesis(parse_: Parse, j: int) -> int | None:
    """Over ", …," before the comma at `j`: the chunk before it, or None."""
    chunks = parse_.chunks
    for k in range(j - 1, max(-1, j - 14), -1):
        if chunks[k].kind is Phrase.COMMA and k > 0:
            inner = chunks[k + 1 : j]
            if inner and inner[0].kind in (
                Phrase.NOUN,
                Phrase.SUB,
                Phrase.PREP,
                Phrase.VERB,
                Phrase.DATE,
            ):
                return k - 1
        if chunks[k].kind is Phrase.STOP:
            return None
    return None


def object_of(parse_: Parse, i: int) -> int | None:
    """The noun phrase right after the verb group at `i`, or None."""
    chunks = parse_.chunks
    j = i + 1
    while j < len(chunks) and chunks[j].kind in (Phrase.ADVERB, Phrase.DATE):
        j += 1
    if j + 1 < len(chunks) and chunks[j].kind is Phrase.CONJ and chunks[j + 1].kind is Phrase.VERB:
        same = (
            not parse_.chunks[j + 1].infinitive
            and parse_.words[chunks[j + 1].first].tag is Tag.VERB
        )
        return object_of(parse_, j + 1) if same else None  # "destroyed or damaged 84 targets"
    if (
        j < len(chunks)
        and chunks[j].kind is Phrase.STOP
        and parse_.low(chunks[j]) in ("“", '"', "‘", "«")
    ):
        j += 1
    return j if j < len(chunks) and chunks[j].kind is Phrase.NOUN else None


def prepositions(parse_: Parse, i: int, stop: int) -> Iterator[tuple[str, int]]:
    """Each (preposition, noun phrase) after chunk `i` and before chunk `stop`."""
    chunks = parse_.chunks
    for j in range(i + 1, min(stop, len(chunks)) - 1):
        if chunks[j].kind is Phrase.PREP and chunks[j + 1].kind is Phrase.NOUN:
            yield parse_.low(chunks[j]), j + 1

"""The words of a sentence with their class, told from closed lists and from their neighbours.

In: a report's text, a sentence's offsets and the spans of date expressions. Out: `Word`s with
offsets into the text. It refuses to guess senses: an unknown word is part of a noun phrase unless
its ending and its place make a verb of it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from typing import Any, NamedTuple


class Tag(StrEnum):
    """The class of a word, as coarse as the parser needs."""

    NOMINAL = "x"  # noun, adjective, name
    DET = "det"
    NUM = "num"
    POSS = "poss"
    PREP = "prep"
    CONJ = "conj"
    SUB = "sub"
    AUX = "aux"
    PRON = "pron"
    ADV = "adv"
    NEG = "neg"
    VERB = "verb"
    TO = "to"
    DATE = "date"
    COMMA = "comma"
    STOP = "stop"  # any other punctuation


class Word(NamedTuple):
    """One word: offsets into the report, its lower-case form and, of a verb, lemma and form."""

    start: int
    end: int
    low: str
    capital: bool
    tag: Tag
    lemma: str = ""
    form: str = ""  # B base, S -s, D past, N participle, G -ing; several where they coincide


@dataclass(frozen=True, slots=True)
class Grammar:
    """Closed word classes and the forms of verbs."""

    tags: Mapping[str, Tag]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], Tag], ...]]  # by first word
    forms: Mapping[str, tuple[str, str]]  # form -> lemma, letters
    modals: frozenset[str]
    negations: frozenset[str]
    be: frozenset[str]
    quantifiers: frozenset[tuple[str, ...]]
    quantifying: frozenset[str]  # the first words of these
    times: frozenset[str]


def read_lexicon(name: str) -> dict[str, Any]:
    """The content of one lexicon that ships with the package."""
    folder = resources.files("secondsource") / "data" / "lexicons"
    return tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))


def open_grammar(verbs: Sequence[str]) -> Grammar:
    """The grammar, with the forms of further verbs given by their base."""
    data = read_lexicon("grammar")
    tags: dict[str, Tag] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], Tag]]] = {}
    order = ("num", "adv", "det", "prep", "conj", "sub", "pron", "aux")
    for name in order:
        for entry in data[name].split():
            parts = tuple(entry.split("_"))
            if len(parts) == 1:
                tags[entry] = Tag(name)
            else:
                phrases.setdefault(parts[0], []).append((parts, Tag(name)))
    for name in data["neg"].split():
        if "_" not in name and name not in tags:
            tags[name] = Tag.NEG
    tags["to"] = Tag.TO
    quantifiers = frozenset(tuple(q.split("_")) for q in data["quantifier"].split())
    return Grammar(
        tags,
        {first: tuple(sorted(found, key=lambda p: -len(p[0]))) for first, found in phrases.items()},
        _forms(data, verbs),
        frozenset(data["modal"].split()),
        frozenset(data["neg"].split()),
        frozenset(data["be"].split()),
        quantifiers,
        frozenset(words[0] for words in quantifiers),
        frozenset(data["time"].split()),
    )


def _forms(data: Mapping[str, Any], verbs: Sequence[str]) -> dict[str, tuple[str, str]]:
    forms: dict[str, tuple[str, str]] = {}
    irregular = [line.split() for line in data["irregular"]]
    bases = {line[0] for line in irregular}
    rows = [r for r in irregular]
    rows += [regular_forms(b) for b in [*data["regular"].split(), *verbs] if b not in bases]
    for row in rows:
        for form, letter in zip(row, "BSDNG", strict=True):
            lemma, letters = forms.get(form, (row[0], ""))
            if letter not in letters:
                forms[form] = (lemma, letters + letter)
    return forms


def regular_forms(base: str) -> list[str]:
    """Base, -s, past, participle and -ing form of a regular verb."""
    if re.search(r"[^aeiou]y$", base):
        third, past, ing = base[:-1] + "ies", base[:-1] + "ied", base + "ing"
    elif base.endswith("e"):
        third, past = base + "s", base + "d"
        ing = base + "ing" if base.endswith(("ee", "ye", "oe")) else base[:-1] + "ing"
    elif re.search(r"(s|x|z|ch|sh)$", base):
        third, past, ing = base + "es", base + "ed", base + "ing"
    elif re.fullmatch(r"[^aeiou]*[aeiou][bdgklmnprt]", base) or base.endswith(
        ("nap", "fer", "gun")
    ):
        third, past, ing = base + "s", base + base[-1] + "ed", base + base[-1] + "ing"
    else:
        third, past, ing = base + "s", base + "ed", base + "ing"
    return [base, third, past, past, ing]


_TOKEN = re.compile(
    r"~?\d+(?:[.,:]\d+)*(?:st|nd|rd|th)?\+?(?![\w-])|(?:[A-Za-z]\.){2,}|[A-Z][a-z]{0,3}\.(?=\s+[A-Z0-9])"
    r"|[^\W_]+(?:[-‑’'ʼ`./][^\W_]+)*|\S"
)
_POSSESSIVE = re.compile(r"(?:[’'ʼ]s|(?<=s)[’'])$")
_PAST = re.compile(r"[a-z]{3,}ed")
_NUMBER = re.compile(r"~?\d+(?:[.,]\d+)*\+?|\d+-\d+")
_ABBREVIATED = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "gen",
        "col",
        "lt",
        "maj",
        "sgt",
        "capt",
        "gov",
        "sen",
        "rep",
        "st",
        "jan",
        "feb",
        "mar",
        "apr",
        "aug",
        "sept",
        "sep",
        "oct",
        "nov",
        "dec",
    ]
)


def _tokens(text: str, start: int, end: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for match in _TOKEN.finditer(text, start, end):
        a, b = match.span()
        word = match.group()
        if word.isascii() and word.isalnum():
            found.append((a, b))
            continue
        if (
            len(word) > 1
            and word.endswith(".")
            and word[:-1].lower() not in _ABBREVIATED
            and word.count(".") < 2
        ):
            found += [(a, b - 1), (b - 1, b)]
            continue
        owner = _POSSESSIVE.search(word)
        if owner and a < a + owner.start() < b:
            found += [(a, a + owner.start()), (a + owner.start(), b)]
        else:
            found.append((a, b))
    return found


def words_of(
    text: str, start: int, end: int, dates: Sequence[tuple[int, int]], grammar: Grammar
) -> tuple[Word, ...]:
    """The words of a stretch of text, classed."""
    raw = _first_pass(text, _tokens(text, start, end), dates, grammar)
    return tuple(
        word if word.tag is not Tag.NOMINAL else _settle(raw, i, grammar)
        for i, word in enumerate(raw)
    )


def _first_pass(
    text: str, spans: list[tuple[int, int]], dates: Sequence[tuple[int, int]], grammar: Grammar
) -> list[Word]:
    lows = [text[a:b].lower().replace("’", "'").replace("‑", "-") for a, b in spans]
    found: list[Word] = []
    i = 0
    while i < len(spans):
        a, b = spans[i]
        date_end = _end_of_date(a, dates)
        if date_end is not None:
            j = i
            while j < len(spans) and spans[j][0] < date_end:
                j += 1
            found.append(
                Word(a, max(spans[j - 1][1], b), text[a : spans[j - 1][1]].lower(), False, Tag.DATE)
            )
            i = j
            continue
        phrase = None
        if lows[i] in grammar.phrases:
            phrases = grammar.phrases[lows[i]]
            phrase = next((p for p in phrases if tuple(lows[i : i + len(p[0])]) == p[0]), None)
        if phrase is not None:
            size = len(phrase[0])
            found.append(Word(a, spans[i + size - 1][1], " ".join(phrase[0]), False, phrase[1]))
            i += size
            continue
        found.append(_simple(text, a, b, lows[i], grammar))
        i += 1
    return found


def _end_of_date(at: int, dates: Sequence[tuple[int, int]]) -> int | None:
    """Where the date expression around a place ends, or None where there is none."""
    for start, end in dates:
        if start <= at < end:
            return end
    return None


def _simple(text: str, a: int, b: int, low: str, grammar: Grammar) -> Word:
    capital = text[a].isupper()
    tag = Tag.NOMINAL
    letters = low.isascii() and low.isalpha()
    if not letters and _NUMBER.fullmatch(low):
        tag = Tag.NUM
    elif low in grammar.tags and not _acronym(text, a, b):
        tag = grammar.tags[low]
    elif low in grammar.times:
        tag = Tag.DATE
    elif not letters and (low == "'" or _POSSESSIVE.fullmatch(low)):
        tag = Tag.POSS if low != "'" or (a and text[a - 1].isalnum()) else Tag.STOP
    elif low.endswith("ly") and not capital and low not in _NO_ADVERBS:
        tag = Tag.ADV
    elif not low[0].isalnum():
        tag = Tag.COMMA if low == "," else Tag.NUM if low == "~" else Tag.STOP
    return Word(a, b, low, capital, tag)


def _acronym(text: str, a: int, b: int) -> bool:
    """Whether "US", "IS", "IT" or "WHO" is a name: in capitals, its neighbours not."""
    if text[a:b] not in ("US", "IS", "IT", "WHO", "IN", "AN", "AS"):
        return False
    around = text[max(0, a - 25) : a] + text[b : b + 25]
    return text[a:b] in ("US", "IS", "IT", "WHO") and not around.isupper()


_BEFORE_NOUN = frozenset({Tag.DET, Tag.NUM, Tag.POSS, Tag.PREP})
_OPENS_PHRASE = frozenset({Tag.DET, Tag.NUM, Tag.PRON})


_NO_ADVERBS = frozenset(
    {
        "family",
        "ally",
        "rally",
        "assembly",
        "elderly",
        "deadly",
        "early",
        "daily",
        "weekly",
        "only",
        "supply",
        "reply",
        "fly",
        "friendly",
        "bodily",
        "hourly",
        "monthly",
        "yearly",
        "anomaly",
    }
)


def _settle(words: list[Word], i: int, grammar: Grammar) -> Word:
    """A nominal word with its verb reading decided by its neighbours."""
    word = words[i]
    lemma, form = grammar.forms.get(word.low, ("", ""))
    if not form:
        if word.capital or not _PAST.fullmatch(word.low):
            return word
        lemma, form = word.low[:-2], "DN"
    before, after = _before(words, i), _after(words, i)
    if _is_verb(word, form, before, after, words, i, grammar):
        return Word(word.start, word.end, word.low, word.capital, Tag.VERB, lemma, form)
    return word


def _before(words: list[Word], i: int) -> Word | None:
    j = i - 1
    while j >= 0 and words[j].tag in (Tag.ADV, Tag.NEG):
        j -= 1
    return words[j] if j >= 0 else None


def _after(words: list[Word], i: int) -> Word | None:
    return words[i + 1] if i + 1 < len(words) else None


def _is_verb(
    word: Word,
    form: str,
    before: Word | None,
    after: Word | None,
    words: list[Word],
    i: int,
    grammar: Grammar,
) -> bool:
    tag = before.tag if before else None
    nxt = after.tag if after else None
    if tag is Tag.TO:
        return "B" in form or ("G" in form and nxt in _OPENS_PHRASE)
    if tag is Tag.AUX:
        return True
    if tag in (Tag.DET, Tag.POSS):
        return False
    if "G" in form:
        return _gerund(before, after, grammar)
    if "D" in form or "N" in form:
        return _past(word, form, before, after, words, i, grammar)
    if tag is Tag.PRON or (
        tag is Tag.SUB and before is not None and before.low in ("who", "which", "that")
    ):
        return True
    if tag in (Tag.NUM, Tag.PREP) or before is None:
        return False
    if tag is Tag.CONJ:
        return nxt in _OPENS_PHRASE
    if word.capital and before is not None and not before.capital:
        return False
    if nxt in _OPENS_PHRASE:
        return True
    if i > 1 and words[i - 2].tag is Tag.NUM and "S" in form:
        return False  # "three targeted strikes"
    if after is not None and nxt is Tag.NOMINAL and tag is Tag.NOMINAL:
        if grammar.forms.get(after.low, ("", ""))[1].strip("NG"):
            return False  # "drone strike kills"
        return "S" in form or (before is not None and before.low.endswith("s"))
    if tag is Tag.NOMINAL and nxt is Tag.PREP and after is not None:
        return (
            "S" in form
            and after.low in ("at", "on", "into")
            and word.low not in ("attacks", "strikes", "raids", "shells", "bombs", "rockets")
        )
    return False


def _gerund(before: Word | None, after: Word | None, grammar: Grammar) -> bool:
    nxt = after.tag if after else None
    if after is not None and after.low in ("of", "by"):
        return False
    if before is None:
        return nxt in _OPENS_PHRASE or nxt is Tag.NOMINAL
    if before.tag in (Tag.COMMA, Tag.SUB, Tag.CONJ, Tag.STOP, Tag.DATE):
        return True
    if before.tag is Tag.PREP:
        return nxt in _OPENS_PHRASE or (
            nxt is Tag.NOMINAL and after is not None and before.low != "of"
        )
    if before.tag in (Tag.NOMINAL, Tag.PRON, Tag.VERB):
        return nxt in _OPENS_PHRASE or nxt is Tag.NOMINAL or nxt is Tag.PREP
    return False


def _past(
    word: Word,
    form: str,
    before: Word | None,
    after: Word | None,
    words: list[Word],
    i: int,
    grammar: Grammar,
) -> bool:
    tag = before.tag if before else None
    nominal = after is not None and after.tag is Tag.NOMINAL
    if "B" in form and before is not None and tag is Tag.NUM:
        return False
    if tag is Tag.NUM:  # "12 killed in" but "two suspected militants"
        return not nominal
    if tag is Tag.PREP or before is None:
        return after is not None and after.tag in _OPENS_PHRASE
    if tag is Tag.CONJ:
        prior = words[i - 2] if i > 1 else None
        verbal = prior is not None and (
            grammar.forms.get(prior.low, ("", ""))[1].strip("BSG") != "" or prior.tag is Tag.VERB
        )
        return verbal or not nominal or (prior is not None and prior.tag is not Tag.NOMINAL)
    if tag is Tag.VERB:
        return "B" not in form
    if tag is Tag.NOMINAL and before is not None and nominal and after is not None:
        follow = words[i + 2] if i + 2 < len(words) else None
        if "-" in word.low or (grammar.forms.get(after.low, ("", ""))[1] and follow is None):
            return False
    return True

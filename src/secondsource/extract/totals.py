"""Running totals: counts over many incidents or over a period, never incidents themselves.

In: a scene. Out: total drafts with count, what and period, and the spans they cover. It refuses a
count of one coordinated operation and a toll of one incident.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from secondsource.extract.chunks import Phrase, phrase_end
from secondsource.extract.draft import Argument, Draft, without
from secondsource.extract.lexicon import Lexicon, singular
from secondsource.extract.phrases import phrase_span
from secondsource.extract.scene import Scene, span_type
from secondsource.extract.words import Tag, Word
from secondsource.model import COUNTED, Kind, Property

COUNT_AND_WHAT = (Property.COUNT, Property.WHAT)


def totals_of(scene: Scene, *, table: bool = False) -> tuple[Draft, ...]:
    """The running totals that a sentence, or a cell of a table, states."""
    counts = [
        (i, tags.index(Tag.NUM))
        for i, chunk in enumerate(scene.chunks)
        if chunk.kind is Phrase.NOUN and Tag.NUM in (tags := [w.tag for w in _words(scene, i)])
    ]
    counts = [(i, number) for i, number in counts if _may_be_total(scene, i, number)]
    if not counts:
        return ()
    periods = [_period_at(scene, j) for j in range(len(scene.chunks))]
    found = [_total(scene, i, number, periods, table) for i, number in counts]
    return tuple(draft for draft in found if draft is not None)


_Span = tuple[int, int]


def _words(scene: Scene, i: int) -> tuple[Word, ...]:
    chunk = scene.chunks[i]
    return scene.parse.words[chunk.first : chunk.last + 1]


def _may_be_total(scene: Scene, i: int, number: int) -> bool:
    """Whether word `number` of chunk `i` counts acts, or people in words of a total."""
    if i and scene.low(i - 1) in ("including", "among"):
        return False
    heads = _counted(scene, i, number)
    return _are_acts(scene, heads) or _are_people(scene, heads)


def _counted(scene: Scene, i: int, number: int) -> list[str]:
    """The words from number `number` of chunk `i` on, with those of "dozens of attacks"."""
    words = _words(scene, i)
    heads = [w.low for w in words[number:]]
    if number == len(words) - 1 and phrase_end(scene.parse, i) > i:
        heads += scene.lows(i + 2)
    return heads


def _are_acts(scene: Scene, heads: Sequence[str]) -> bool:
    return not scene.lexicon.sets["totals.what"].isdisjoint(heads)


def _total(
    scene: Scene, i: int, number: int, periods: Sequence[_Span | None], table: bool
) -> Draft | None:
    """The total whose number is word `number` of chunk `i`, if it is one."""
    words = _words(scene, i)
    heads = _counted(scene, i, number)
    acts = _are_acts(scene, heads)
    period = _period(scene, i, periods)
    if not acts and (period is None or _SHORT.search(scene.text[period[0] : period[1]])):
        return None
    if (
        acts
        and period is None
        and not _series(scene, i, heads)
        and not (table and heads[-1].endswith("s"))
    ):
        return None
    if words[number].low in ("one", "1") or (
        words[0].low in ("a", "an") and words[number].low not in ("dozen", "hundred", "100")
    ):
        return None
    start = words[0].start if words[0].tag is not Tag.DET else words[1].start
    last = number
    while last + 1 < len(words) and words[last + 1].tag is Tag.NUM:
        last += 1
    count_end = words[last].end
    arguments = [Argument(Property.COUNT, start, count_end, 0.8)]
    end = phrase_end(scene.parse, i)
    if last + 1 < len(words):
        arguments.append(
            Argument(Property.WHAT, words[last + 1].start, phrase_span(scene, i)[1], 0.7)
        )
    elif end > i:
        arguments.append(Argument(Property.WHAT, scene.span(i + 2)[0], scene.span(end)[1], 0.6))
    if period is not None:
        arguments.append(Argument(Property.PERIOD, *period, 0.7))
    sentence = (scene.sentence.start, scene.sentence.end)
    return Draft(Kind.TOTAL, None, sentence, None, tuple(arguments), score=0.7)


def _period(scene: Scene, i: int, periods: Sequence[_Span | None]) -> _Span | None:
    """The words that say over what time a count at chunk `i` runs, or None.

    `periods` are those that begin at each chunk; the count's own chunk is asked anew.
    """
    before = next((p for p in periods[:i] if p is not None), None)
    here = before or (_period_at(scene, i, own=True) if periods[i] is not None else None)
    return here or next((p for p in periods[i + 1 :] if p is not None), None)


def _period_at(scene: Scene, j: int, *, own: bool = False) -> _Span | None:
    """The period that begins at chunk `j`, where that is the count's `own` or another."""
    chunks = scene.chunks
    low = scene.low(j)
    after = chunks[j + 1] if j + 1 < len(chunks) else None
    if chunks[j].kind is Phrase.DATE and not own and _spans(scene, j):
        led = j > 0 and chunks[j - 1].kind is Phrase.PREP
        return scene.span(j - 1 if led else j, j)
    if _two_months(scene, j):
        return scene.span(j, j + 2)
    if low == "since" and after is not None and after.kind is not Phrase.VERB:
        return scene.span(j, min(_clause_end(scene, j), len(chunks) - 1))
    if not own and low.replace(" ", "_") in scene.lexicon.sets["words.period_tags"]:
        return scene.span(j)
    if low in scene.lexicon.sets["words.period_leads"] and after is not None:
        return _led_period(scene, j)
    return None


def _led_period(scene: Scene, j: int) -> tuple[int, int] | None:
    """ "Over the past years", "per month", "between May and July"."""
    chunks = scene.chunks
    low = scene.low(j)
    rhythm = low == "per" and scene.head(j + 1) in scene.lexicon.sets["words.rhythms"]
    framed = low in ("between", "from") and chunks[j + 1].kind is Phrase.DATE
    if not (rhythm or framed or _long(scene, j + 1)):
        return None
    closed = low == "between" and j + 3 < len(chunks) and chunks[j + 3].kind is Phrase.DATE
    return scene.span(j, j + 3 if closed else j + 1)


def _two_months(scene: Scene, j: int) -> bool:
    """Whether "September and October" stands here."""
    chunks = scene.chunks
    if chunks[j].kind is not Phrase.DATE or j + 2 >= len(chunks):
        return False
    if chunks[j + 2].kind is not Phrase.DATE or scene.low(j + 1) != "and":
        return False
    words = scene.low(j) + scene.low(j + 2)
    return not any(w.isdigit() for w in words) and "day" not in words


def _spans(scene: Scene, j: int) -> bool:
    """Whether a date chunk is a stretch of time or a rhythm: "in the past 15 years", "monthly"."""
    kind, low = span_type(scene, j), scene.low(j)
    if kind == "SET":
        return True
    long = any(w in low for w in ("week", "month", "year", "decade", "days"))
    after = scene.low(j + 1) if j + 1 < len(scene.chunks) else ""
    past = "past" in low or "last" in low or "recent" in low
    if kind == "DURATION":
        before = scene.low(j - 1) if j else ""
        return (
            long
            and (past or before in ("in", "over", "during", "within", "throughout"))
            and after not in ("after", "later", "before", "earlier", "ago")
        )
    return past and low.endswith(("s", "year", "month")) and before_in(scene, j)


def before_in(scene: Scene, j: int) -> bool:
    """Whether "in", "over" or "during" leads up to a date chunk, or stands in it."""
    before = scene.low(j - 1) if j else ""
    low = scene.low(j)
    return before in ("in", "over", "during", "within") or low.startswith(
        ("in ", "over ", "during ")
    )


def _clause_end(scene: Scene, j: int) -> int:
    chunks = scene.chunks
    k = j + 1
    while k + 1 < len(chunks) and chunks[k + 1].kind not in (
        Phrase.COMMA,
        Phrase.STOP,
        Phrase.SUB,
        Phrase.CONJ,
    ):
        if k - j > 5:
            break
        k += 1
    return k


def _long(scene: Scene, j: int) -> bool:
    lows = scene.lows(j)
    text = " ".join(lows)
    spanning = any(
        w in text.split()
        for w in ("past", "last", "recent", "several", "previous", "these", "few", "24")
    )
    if spanning and any(w in scene.lexicon.sets["words.long_times"] for w in text.split()):
        return True
    if "past" in text.split() and ("week" in text or "day" in text or "hours" in text):
        return True
    return any(
        w in ("weeks", "months", "years", "decades", "war", "conflict", "insurgency") for w in lows
    ) or (scene.chunks[j].kind is Phrase.DATE and (" and " in text or "year" in text))


_SHORT = re.compile(
    r"\b(hours?|days?|dawn|morning|noon|midnight|night|weekend|(mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.I,
)
"""Words of a period so short that a toll over it is one incident's as a rule."""


def _are_people(scene: Scene, heads: Sequence[str]) -> bool:
    """Whether people are counted in a sentence with words of a total of people."""
    if not any(scene.lexicon.has("people", h) for h in heads):
        return False
    lows = {w.low for w in scene.parse.words}
    return bool(lows & scene.lexicon.sets["words.people_totals"])


def _series(scene: Scene, i: int, heads: list[str]) -> bool:
    """ "more than 160 times", "a total of eight attacks"."""
    if heads[-1] in ("times", "occasions"):
        return True
    act = singular(heads[-1]) in ("attack", "strike", "incident", "raid", "assault")
    if not act or any(scene.chunks[j].kind is Phrase.DATE for j in range(len(scene.chunks))):
        return False
    digits = heads[0].strip("~+").replace(",", "")
    return (digits.isdigit() and int(digits) >= 6) or heads[0] in (
        "dozens",
        "scores",
        "hundreds",
        "thousands",
        "numerous",
    )


def is_series(scene: Scene, last_word: int) -> bool:
    """Whether a plural act noun is said of a long period: many incidents, none of them told."""
    head = scene.parse.words[last_word].low
    if not head.endswith("s") or head.endswith("ss"):
        return False
    return any(_period_at(scene, j) is not None for j in range(len(scene.chunks)))


def counted(scene: Scene, first: int, last: int, trigger: int, totals: Sequence[Draft]) -> bool:
    """Whether an event is what a total counts: its trigger or its clause holds the count."""
    start, end = scene.span(first)[0], scene.span(last)[1]
    for total in totals:
        spans = [a for a in total.arguments if a.property in (Property.COUNT, Property.WHAT)]
        if any(a.start <= trigger < a.end for a in spans):
            return True
        if any(start <= a.start < end for a in spans if a.property is Property.COUNT):
            return True
    return False


_WORD = re.compile(r"\d[\d,.]*[a-z]*|[^\W\d_]+(?:['’-][^\W\d_]+)*|%")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
_SHARE = 2  # words that may stand between "including" and a share: "including some 28 militants"


def running(drafts: Sequence[Draft], text: str, lexicon: Lexicon) -> tuple[Draft, ...]:
    """The drafts without totals that count nothing over a series or a time.

    These are words without a number ("a series of attacks"), a place in a row of which no length
    is told ("the first deaths", "the second person arrested"), and the toll of one incident that
    is named as a member of the series ("including the bombings of 2002, which killed 202").
    """
    empty = {
        k
        for k, draft in enumerate(drafts)
        if draft.kind is Kind.TOTAL and not _runs(draft, text, lexicon)
    }
    return without(drafts, empty)


def _runs(draft: Draft, text: str, lexicon: Lexicon) -> bool:
    count = next((a for a in draft.arguments if a.property is Property.COUNT), None)
    if count is None:
        return False
    words = _WORD.findall(text[count.start : count.end].lower())
    if not any(_numbers(w, lexicon) for w in words):
        placed = next((w for w in words if _ordinal(w, lexicon)), None)
        return placed is not None and any(a.property is Property.PERIOD for a in draft.arguments)
    return not _of_a_member(text[draft.sentence[0] : count.start], lexicon)


def _ordinal(word: str, lexicon: Lexicon) -> bool:
    last = word.rpartition("-")[2]
    return bool(_ORDINAL.fullmatch(word)) or last in lexicon.sets["totals.ordinals"]


def _numbers(word: str, lexicon: Lexicon) -> bool:
    if word[0].isdigit():
        return not _ORDINAL.fullmatch(word)
    if word in lexicon.sets["totals.numberless"] or _ordinal(word, lexicon):
        return False
    if word in lexicon.sets["totals.times"]:
        return True
    return any(lexicon.grammar.tags.get(part) is Tag.NUM for part in word.split("-"))


def _of_a_member(before: str, lexicon: Lexicon) -> bool:
    """Whether a count belongs to an incident that is named out of many."""
    words = _WORD.findall(before.lower())
    at = max((n for n, w in enumerate(words) if w == "including"), default=None)
    if at is None or len(words) - at - 1 <= _SHARE:
        return False
    between = [w for w in words[at + 1 :] if w != "one" and not _YEAR.fullmatch(w)]
    return not any(_numbers(w, lexicon) for w in between)


def without_spelt_out(drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """The drafts without incidents that only spell out a running total of the same words.

    An incident goes where its trigger stands in the count or the subject of a total, or where a
    count of its own is the total's. Measured on the development gold: totals that come out as
    incidents fall from 8 to 3, and no account is lost.
    """
    totals = [_said(d, COUNT_AND_WHAT) for d in drafts if d.kind is Kind.TOTAL]
    counts = [_said(d, (Property.COUNT,)) for d in drafts if d.kind is Kind.TOTAL]
    spelt = {
        k
        for k, draft in enumerate(drafts)
        if draft.kind is Kind.INCIDENT
        and (
            (draft.trigger and any(_meets([draft.trigger], spans) for spans in totals))
            or any(_meets(_said(draft, COUNTED), spans) for spans in counts)
        )
    }
    return without(drafts, spelt)


def _said(draft: Draft, props: Collection[Property]) -> list[tuple[int, int]]:
    return [(a.start, a.end) for a in draft.arguments if a.property in props]


def _meets(some: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]]) -> bool:
    return any(a < d and c < b for a, b in some for c, d in others)

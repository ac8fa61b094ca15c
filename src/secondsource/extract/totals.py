"""Running totals: counts over many incidents or over a period, never incidents themselves.

In: a scene. Out: total drafts with count, what and period, and the spans they cover. It refuses a
count of one coordinated operation and a toll of one incident.
"""

from __future__ import annotations

from collections.abc import Iterator

from secondsource.extract.arguments import phrase_span
from secondsource.extract.chunks import Phrase, phrase_end
from secondsource.extract.draft import Argument, Draft
from secondsource.extract.scene import Scene
from secondsource.extract.words import Tag
from secondsource.model import Kind, Property


def totals_of(scene: Scene, *, table: bool = False) -> tuple[Draft, ...]:
    """The running totals that a sentence, or a cell of a table, states."""
    found = []
    for i, chunk in enumerate(scene.chunks):
        if chunk.kind is Phrase.NOUN:
            draft = _total(scene, i, table)
            if draft is not None:
                found.append(draft)
    return tuple(found)


def _total(scene: Scene, i: int, table: bool) -> Draft | None:
    chunk = scene.chunks[i]
    words = scene.parse.words[chunk.first : chunk.last + 1]
    number = next((k for k, w in enumerate(words) if w.tag is Tag.NUM), None)
    if number is None:
        return None
    what = scene.lexicon.sets["totals.what"]
    heads = [w.low for w in words[number:]]
    acts = any(h in what for h in heads)
    period = _period(scene, i)
    if not acts and not _people_over_period(scene, heads, period):
        return None
    if acts and period is None and not _series(scene, i, heads) and not (table and heads[-1].endswith("s")):
        return None
    if words[number].low in ("one", "a", "1") or words[0].low in ("a", "an"):
        return None
    start = words[0].start if words[0].tag is not Tag.DET else words[1].start
    last = number
    while last + 1 < len(words) and words[last + 1].tag is Tag.NUM:
        last += 1
    count_end = words[last].end
    arguments = [Argument(Property.COUNT, start, count_end, 0.8)]
    end = phrase_end(scene.parse, i)
    if last + 1 < len(words):
        arguments.append(Argument(Property.WHAT, words[last + 1].start, phrase_span(scene, i)[1], 0.7))
    elif end > i:
        arguments.append(Argument(Property.WHAT, scene.span(i + 2)[0], scene.span(end)[1], 0.6))
    if period is not None:
        arguments.append(Argument(Property.PERIOD, *period, 0.7))
    sentence = (scene.sentence.start, scene.sentence.end)
    return Draft(Kind.TOTAL, None, sentence, None, tuple(arguments), score=0.7)


def _period(scene: Scene, i: int) -> tuple[int, int] | None:
    """The words that say over what time a count runs, or None."""
    chunks = scene.chunks
    for j in range(len(chunks)):
        low = scene.low(j)
        if low == "since" and j + 1 < len(chunks):
            return scene.span(j)[0], scene.span(min(_clause_end(scene, j), len(chunks) - 1))[1]
        if low in ("per", "over", "during", "within", "in", "throughout") and j + 1 < len(chunks):
            if _long(scene, j + 1) or low == "per":
                return scene.span(j, j + 1)
        if chunks[j].kind is Phrase.NOUN and low in ("a month", "a week", "a day", "a year", "every month", "every week", "every day", "each month", "each week", "each day", "this year", "last year", "so far"):
            if j > i:
                return scene.span(j)
    return None


def _clause_end(scene: Scene, j: int) -> int:
    chunks = scene.chunks
    k = j + 1
    while k + 1 < len(chunks) and chunks[k + 1].kind not in (Phrase.COMMA, Phrase.STOP, Phrase.SUB, Phrase.CONJ):
        if k - j > 5:
            break
        k += 1
    return k


_LONG = frozenset({"weeks", "months", "month", "years", "year", "war", "conflict", "decade", "decades", "uprising", "insurgency", "campaign", "fighting"})


def _long(scene: Scene, j: int) -> bool:
    lows = scene.lows(j)
    text = " ".join(lows)
    spanning = any(w in text.split() for w in ("past", "last", "recent", "several", "previous", "these"))
    if spanning and any(w in _LONG for w in text.split()):
        return True
    return any(w in ("weeks", "months", "years", "decades", "war", "conflict", "insurgency") for w in lows) or (
        scene.chunks[j].kind is Phrase.DATE and (" and " in text or "year" in text)
    )


_PEOPLE_TOTAL = frozenset({"killed", "dead", "died", "displaced", "injured", "wounded", "arrested", "lives", "deaths", "casualties", "detained", "kidnapped", "abducted", "fled"})


def _people_over_period(
    scene: Scene, heads: list[str], period: tuple[int, int] | None
) -> bool:
    if period is None:
        return False
    if not any(scene.lexicon.has("people", h) for h in heads):
        return False
    lows = {w.low for w in scene.parse.words}
    return bool(lows & _PEOPLE_TOTAL)


def _series(scene: Scene, i: int, heads: list[str]) -> bool:
    """ "more than 160 times", "a series of at least 85 targets hit"."""
    return heads[-1] in ("times", "occasions") and len(heads) > 1


def covers(totals: tuple[Draft, ...], start: int, end: int) -> bool:
    """Whether a trigger stands in what a total counts."""
    return any(
        a.start <= start < a.end or (start <= a.start < end)
        for t in totals
        for a in t.arguments
        if a.property in (Property.COUNT, Property.WHAT)
    )


def total_spans(totals: tuple[Draft, ...]) -> Iterator[tuple[int, int]]:
    """Offsets of each total's count."""
    for total in totals:
        for a in total.arguments:
            if a.property is Property.COUNT:
                yield a.start, a.end

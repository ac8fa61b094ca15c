"""Where and when an event was, as far as its own words say.

In: a scene and an event. Out: place and date `Argument`s, one for each name. It refuses names that
only say whose ("U.S. forces"), and dates that say when somebody spoke or since when something runs.
"""

from __future__ import annotations

from collections.abc import Iterator

from secondsource.extract.chunks import Phrase
from secondsource.extract.draft import Argument
from secondsource.extract.phrases import within
from secondsource.extract.rules import Event
from secondsource.extract.scene import Scene, span_type
from secondsource.model import Mention, Place, Property

_LOCATIVE = frozenset(
    {
        "in",
        "at",
        "near",
        "on",
        "outside",
        "inside",
        "across",
        "around",
        "over",
        "off",
        "throughout",
        "along",
        "between",
        "north of",
        "south of",
        "east of",
        "west of",
        "northeast of",
        "northwest of",
        "southeast of",
        "southwest of",
        "close to",
        "outside of",
        "into",
        "of",
        "within",
        "against",
        "through",
        "to",
        "toward",
        "towards",
        "onto",
        "upon",
    }
)


def places_of(scene: Scene, event: Event) -> Iterator[Argument]:
    """The place names that say where an event was, most specific words each."""
    owned = {a for n in event.nodes for a in (n.chunk, n.doer, n.agent)}
    for j in range(event.first, event.last + 1):
        chunk = scene.chunks[j]
        if chunk.kind is not Phrase.NOUN:
            continue
        start, end = scene.span(j)
        for mention in within(scene.places, start, end):
            score = _place_score(scene, event, j, mention, owned)
            if score:
                yield Argument(Property.PLACE, mention.start, mention.end, score)


def _place_score(
    scene: Scene, event: Event, j: int, mention: Mention, owned: set[int | None]
) -> float:
    """How likely a place name says where the event was; 0 for names that only make a party."""
    chunks = scene.chunks
    if any(
        m.start <= mention.start
        and m.end >= mention.end
        and m.end - m.start > mention.end - mention.start
        for m in scene.actors
    ):
        return 0.0
    before = chunks[j - 1] if j else None
    prep = scene.low(j - 1) if before is not None and before.kind is Phrase.PREP else ""
    end = scene.span(j)[1]
    if prep in _LOCATIVE and prep != "of":
        if _modifies(mention, end):
            return 0.0
        return 0.75 if mention.end >= end - 2 else 0.6
    if prep == "of":
        return 0.0 if _of_party(scene, j) or _modifies(mention, end) else 0.45
    if prep:
        return 0.0
    if before is not None and before.kind is Phrase.COMMA and j >= 2 and _placed(scene, j - 2):
        return 0.7
    if before is not None and before.kind is Phrase.CONJ and j >= 2 and _placed(scene, j - 2):
        return 0.6
    patients = {n.patient for n in event.nodes}
    if j in patients and not _modifies(mention, end):
        return 0.45
    if any(n.chunk == j and not n.verb and mention.end <= n.start for n in event.nodes):
        return 0.0 if _is_party(scene, mention) else 0.5
    return 0.0


def _modifies(mention: Mention, end: int) -> bool:
    """Whether a country's name only says whose: "U.S. forces"."""
    country = not isinstance(mention.value, Place) or (mention.value.precision or 6) >= 6
    return country and mention.end < end - 2


def _placed(scene: Scene, j: int) -> bool:
    if scene.chunks[j].kind is not Phrase.NOUN:
        return False
    start, end = scene.span(j)
    return bool(within(scene.places, start, end))


def _of_party(scene: Scene, j: int) -> bool:
    head = scene.head(j - 2) if j >= 2 else ""
    return (
        scene.lexicon.has("people", head)
        or scene.lexicon.has("leaders", head)
        or head in ("army", "government", "state", "ministry")
    )


def _is_party(scene: Scene, mention: Mention) -> bool:
    return any(m.start < mention.end and mention.start < m.end for m in scene.actors)


def dates_of(scene: Scene, event: Event) -> Iterator[Argument]:
    """The date expressions that say when an event was."""
    chunks = scene.chunks
    for j in range(event.first, event.last + 1):
        if chunks[j].kind is not Phrase.DATE or _of_speech(scene, j) or _of_period(scene, j):
            continue
        if _of_answer(scene, event, j):
            continue
        if any(scene.lemma(k) in _RISES for k in range(max(event.first, j - 4), j)):
            continue  # "the toll rose to 64 on Wednesday"
        if span_type(scene, j) in ("DURATION", "SET"):
            continue
        start, end = scene.span(j)
        yield Argument(Property.DATE, start, end, 0.75)


_RISES = frozenset({"rise", "climb", "increase"})


def _of_speech(scene: Scene, j: int) -> bool:
    """Whether a date says when somebody spoke."""
    chunks = scene.chunks
    k = j - 1
    while k >= 0 and (
        chunks[k].kind in (Phrase.PREP, Phrase.ADVERB) or scene.head(k) in ("statement",)
    ):
        k -= 1
    if k < 0:
        return False
    verbs = scene.lexicon.sets["attribution.verbs"]
    return (
        chunks[k].kind is Phrase.VERB
        and scene.head(k) in verbs
        and scene.head(k) not in ("described", "identified")
    )


def _of_answer(scene: Scene, event: Event, j: int) -> bool:
    """Whether a date is that of what was done about an act: "condemned Friday the attack"."""
    main = event.main
    if main.verb or main.chunk <= j:
        return False
    beside = (k for k in (j - 1, j + 1) if 0 <= k < main.chunk)
    verb = next((k for k in beside if scene.chunks[k].kind is Phrase.VERB), None)
    if verb is None or any(n.chunk == verb for n in event.nodes):
        return False
    light = {p[0] for p in scene.lexicon.does} | {p[0] for p in scene.lexicon.undergoes}
    if scene.lemma(verb) in light:
        return False
    between = scene.chunks[max(verb, j) + 1 : main.chunk]
    return all(c.kind in (Phrase.NOUN, Phrase.ADVERB) for c in between)


def _of_period(scene: Scene, j: int) -> bool:
    before = scene.low(j - 1) if j else ""
    return before in ("since", "until", "till", "before")

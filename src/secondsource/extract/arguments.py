"""The arguments of an event: who did it to whom, with what, where, when, with what outcome.

In: a scene, an event, the events beside it. Out: `Argument`s, each a span of the report. It
refuses words that another trigger of the sentence owns, and dates that belong to "said on Monday".
"""

from __future__ import annotations

from collections.abc import Iterator

from secondsource.extract.chunks import Phrase, phrase_end, subject_of
from secondsource.extract.doers import doers_of, list_members, party_in
from secondsource.extract.draft import Argument
from secondsource.extract.lexicon import Frame
from secondsource.extract.phrases import is_pronoun, kind_of, phrase_span, within
from secondsource.extract.rules import Event
from secondsource.extract.scene import Node, Scene
from secondsource.extract.tolls import count_at, counts_of
from secondsource.extract.whereabouts import dates_of, places_of
from secondsource.extract.words import Tag
from secondsource.model import Property, Scope


def arguments_of(scene: Scene, event: Event) -> tuple[Argument, ...]:
    """Every argument of an event, without doubles."""
    found: list[Argument] = []
    for node in event.nodes:
        found += doers_of(scene, event, node)
        found += _patients(scene, event, node)
        found += _phrases(scene, event, node)
    found += places_of(scene, event)
    found += dates_of(scene, event)
    found += _none_hurt(scene, event)
    found += _claimed_by(scene, event)
    found += _superseded(scene, event, found)
    return _distinct(found)


def _distinct(found: list[Argument]) -> tuple[Argument, ...]:
    kept: list[Argument] = []
    arms = {(a.start, a.end) for a in found if a.property is Property.WEAPON}
    for argument in found:
        if argument.property is Property.PERPETRATOR and (argument.start, argument.end) in arms:
            continue  # a bomb does nothing of itself
        rival = next(
            (
                k
                for k in kept
                if k.property is argument.property
                and k.start < argument.end
                and argument.start < k.end
            ),
            None,
        )
        if rival is None:
            kept.append(argument)
    return tuple(sorted(kept, key=lambda a: (a.property, a.start)))


# --- to whom ----------------------------------------------------------------------------------


def _patients(scene: Scene, event: Event, node: Node) -> Iterator[Argument]:
    frame, i = node.entry.frame, node.patient
    if frame is Frame.DIE:
        i = node.doer
    if i is None or any(n.chunk == i and n.entry.frame is Frame.NOUN for n in event.nodes):
        return
    if frame in (Frame.HARM, Frame.DIE, Frame.TAKE, Frame.TOLL):
        yield from _harmed(scene, node, i)
    elif frame is Frame.RUIN:
        yield from _ruined(scene, i)
    elif frame is Frame.FIRE:
        yield from _fired(scene, i)
    elif frame in (Frame.BLAST, Frame.PLANT):
        if _blown_up(scene, node, i):
            yield from _target(scene, i)
        elif not is_pronoun(scene, i):
            yield Argument(Property.WEAPON, *phrase_span(scene, i, whole=False), 0.6)
    elif frame in (Frame.STRIKE, Frame.SEIZE, Frame.CLASH, Frame.INTERCEPT) and not is_pronoun(
        scene, i
    ):
        yield from _target(scene, i)
        yield from _held(scene, event, i)


def _blown_up(scene: Scene, node: Node, i: int) -> bool:
    """Whether what somebody "blew up" is what was hit and no bomb."""
    armed = any(scene.lexicon.has("weapons", low) for low in scene.lows(i))
    return node.entry.parts[0] == "blow" and not armed and not is_pronoun(scene, i)


def _target(scene: Scene, i: int) -> Iterator[Argument]:
    start, end = phrase_span(scene, i)
    if any(m.start <= start + 4 and m.end >= end for m in scene.places) or _is_area(scene, i):
        return  # a place says where, not whom
    yield Argument(Property.TARGET, start, end, 0.7)
    words = scene.parse.words[scene.chunks[i].first : scene.chunks[i].last + 1]
    if words[-1].low in scene.lexicon.sets["words.sites"] and any(
        w.tag is Tag.NUM and w.low not in ("one", "1") for w in words
    ):
        yield Argument(Property.TARGETS_HIT, *phrase_span(scene, i, whole=False), 0.65)


_AREAS = frozenset(
    [
        *("outskirts", "area", "areas", "part", "parts", "side", "sides", "country", "region"),
        *("regions", "zone", "zones", "sector", "sectors", "vicinity", "municipality", "province"),
        *("municipalities", "department", "departments", "provinces", "slopes", "foothills"),
    ]
)


def _is_area(scene: Scene, i: int) -> bool:
    """Whether a phrase names a stretch of land: "the outskirts of Lima"."""
    return scene.head(i) in _AREAS


def _held(scene: Scene, event: Event, i: int) -> Iterator[Argument]:
    """Whom a target holds or belongs to: "buses carrying pilgrims", "sites used by the group"."""
    chunks = scene.chunks
    j = phrase_end(scene.parse, i) + 1
    if j + 1 > event.last:
        return
    if chunks[j].kind is Phrase.SUB and scene.low(j) in ("that", "which"):
        j += 1
    if chunks[j].kind is Phrase.VERB and scene.lemma(j) in scene.lexicon.sets["words.holds"]:
        j += 1
        if scene.low(j) in ("by", "to"):
            j += 1
    elif scene.low(j) != "with" or not scene.low(j + 1).startswith(("tie", "link")):
        return
    else:
        j += 3
    if j <= event.last and chunks[j].kind is Phrase.NOUN and not is_pronoun(scene, j):
        yield Argument(Property.TARGET, *phrase_span(scene, j), 0.5)


def _properties(node: Node) -> list[tuple[Property, Scope]]:
    prop = node.entry.property or Property.KILLED
    if {"kill", "killed"} & set(node.entry.parts) and {"wound", "injure"} & set(node.entry.parts):
        return [(Property.KILLED, Scope.COMBINED), (Property.INJURED, Scope.COMBINED)]
    return [(prop, Scope.TOTAL)]


def _harmed(scene: Scene, node: Node, i: int) -> Iterator[Argument]:
    for prop, scope in _properties(node):
        counts = list(counts_of(scene, i, prop, scope, verb=node.chunk))
        yield from counts
    if is_pronoun(scene, i) or node.entry.frame is Frame.TOLL:
        return
    yield from _victim(scene, i)


def _victim(scene: Scene, i: int) -> Iterator[Argument]:
    """The people harmed as described, without their number."""
    chunk = scene.chunks[i]
    words = list(scene.parse.words[chunk.first : chunk.last + 1])
    counted = [k for k, w in enumerate(words) if w.tag is Tag.NUM]
    words = words[counted[-1] + 1 :] if counted else words
    while words and words[0].tag in (Tag.DET, Tag.POSS, Tag.ADV):
        words.pop(0)
    if not words or words[-1].tag not in (Tag.NOMINAL,):
        return
    end = phrase_span(scene, i)[1]
    if words[0].low in ("others", "dead", "lives", "more") or words[-1].low in _EFFECTS:
        return
    yield Argument(Property.VICTIM, words[0].start, end, 0.65)


_EFFECTS = frozenset(
    {"damage", "damages", "losses", "panic", "chaos", "alarm", "destruction", "fires", "delays"}
)


def _ruined(scene: Scene, i: int) -> Iterator[Argument]:
    if is_pronoun(scene, i):
        return
    yield Argument(Property.DESTROYED, *phrase_span(scene, i), 0.65)


def _fired(scene: Scene, i: int) -> Iterator[Argument]:
    if is_pronoun(scene, i):
        return
    chunk = scene.chunks[i]
    words = scene.parse.words[chunk.first : chunk.last + 1]
    start, end = phrase_span(scene, i, whole=scene.head(i) in scene.lexicon.sets["words.amounts"])
    if any(w.tag is Tag.NUM for w in words):
        yield Argument(Property.MUNITIONS, start, end, 0.7)
    yield Argument(Property.WEAPON, start, end, 0.6)


# --- prepositional phrases --------------------------------------------------------------------

_AT = frozenset(
    {"at", "on", "against", "into", "toward", "towards", "onto", "targeting", "upon", "to"}
)
_WITH = frozenset({"with", "using", "from", "by"})


def _phrases(scene: Scene, event: Event, node: Node) -> Iterator[Argument]:
    chunks = scene.chunks
    last = min(event.last, len(chunks) - 2)
    for j in range(node.chunk + 1, last + 1):
        if chunks[j].kind is Phrase.VERB and j != node.chunk:
            if scene.lemma(j) in ("use", "target") and chunks[j + 1].kind is Phrase.NOUN:
                prop = Property.WEAPON if scene.lemma(j) == "use" else Property.TARGET
                if not is_pronoun(scene, j + 1):
                    yield Argument(prop, *phrase_span(scene, j + 1), 0.7)
            if chunks[j].finite:
                return
            continue
        if chunks[j].kind in (Phrase.SUB, Phrase.STOP):
            return
        if chunks[j].kind is Phrase.PREP and chunks[j + 1].kind is Phrase.NOUN:
            yield from _phrase(scene, event, node, scene.low(j), j + 1)


def _phrase(scene: Scene, event: Event, node: Node, prep: str, i: int) -> Iterator[Argument]:
    if is_pronoun(scene, i) or any(n.chunk == i for n in event.nodes):
        return
    frame = node.entry.frame
    start, end = phrase_span(scene, i)
    kind = kind_of(scene, i)
    if prep == "with" and frame is Frame.CLASH:
        yield Argument(Property.PERPETRATOR, start, end, 0.6)
    elif prep in ("between", "with") and node.entry.type == "armed_clash" and kind != "weapon":
        yield Argument(Property.PERPETRATOR, start, end, 0.55)
        for member in list_members(scene, i):
            yield Argument(Property.PERPETRATOR, *phrase_span(scene, member), 0.55)
    elif prep in _WITH and kind == "weapon":
        yield Argument(Property.WEAPON, start, end, 0.7)
        if prep == "by":
            yield from party_in(scene, i)
    elif prep in _AT and frame in (Frame.NOUN, Frame.FIRE, Frame.LAND, Frame.STRIKE):
        covered = any(m.start <= start and m.end >= end for m in scene.places)
        if not covered and not _is_area(scene, i):
            yield Argument(Property.TARGET, start, end, 0.65)
            yield from _held(scene, event, i)
        words = scene.parse.words[scene.chunks[i].first : scene.chunks[i].last + 1]
        if words[-1].low in scene.lexicon.sets["words.sites"] and any(
            w.tag is Tag.NUM and w.low not in ("one", "1") for w in words
        ):
            yield Argument(Property.TARGETS_HIT, *phrase_span(scene, i, whole=False), 0.6)
    elif prep == "of" and frame is Frame.NOUN and node.entry.type in _OF_TARGET:
        yield from _of(scene, node, i, start, end)
    elif prep == "from" and frame in (Frame.FIRE, Frame.LAND) and within(scene.places, start, end):
        yield Argument(Property.LAUNCHED_FROM, start, end, 0.6)


_OF_TARGET = frozenset(
    {
        "killing",
        "assassination",
        "massacre",
        "execution",
        "abduction",
        "hostage_taking",
        "arrest",
        "bombing",
        "shelling",
        "air_strike",
        "sexual_violence",
        "looting",
        "other_violence",
        "armed_clash",
    }
)


def _of(scene: Scene, node: Node, i: int, start: int, end: int) -> Iterator[Argument]:
    kind = node.entry.type
    if kind in ("bombing", "shelling", "air_strike", "looting", "armed_clash", "other_violence"):
        land = i > 1 and _is_area(scene, i - 2)  # "of" belongs to it
        if not land and not scene.lexicon.has("weapons", scene.head(i)):
            yield Argument(Property.TARGET, start, end, 0.5)
        return
    prop = {
        "abduction": Property.ABDUCTED,
        "hostage_taking": Property.ABDUCTED,
        "arrest": Property.ARRESTED,
    }.get(kind, Property.KILLED)
    count = count_at(scene, i, phrase_end(scene.parse, i), prop)
    if count is not None:
        yield count
    yield from _victim(scene, i)


_HARMLESS = ("casualties", "injuries", "deaths", "fatalities", "casualty", "injury", "victims")


def _none_hurt(scene: Scene, event: Event) -> Iterator[Argument]:
    """ "No casualties", "nobody was hurt"."""
    for j in range(event.first, event.last + 1):
        chunk = scene.chunks[j]
        if chunk.kind is not Phrase.NOUN:
            continue
        without = j > 0 and scene.low(j - 1) == "without"
        listed = j > 1 and scene.lows(j - 2)[0] == "no" and scene.low(j - 1) in (",", "or", "and")
        if scene.lows(j)[0] != "no" and not without and not listed:
            continue
        head = scene.head(j)
        if head not in _HARMLESS:
            continue
        start, end = scene.span(j)
        if head in ("casualties", "casualty", "deaths", "fatalities", "victims"):
            yield Argument(Property.KILLED, start, end, 0.6)
        if head in ("casualties", "casualty", "injuries", "injury", "victims"):
            yield Argument(Property.INJURED, start, end, 0.6)


def _claimed_by(scene: Scene, event: Event) -> Iterator[Argument]:
    """Who claims the act: "claimed by X", "X claimed responsibility for"."""
    chunks = scene.chunks
    for j in range(len(chunks)):
        if chunks[j].kind is not Phrase.VERB or scene.lemma(j) != "claim" or chunks[j].negated:
            continue
        after = scene.low(j + 1) if j + 1 < len(chunks) else ""
        act = any(n.chunk == j + 1 for n in event.nodes)
        who: int | None = None
        if after == "by" and j + 2 < len(chunks) and chunks[j + 2].kind is Phrase.NOUN:
            who = j + 2
        elif after.startswith(("responsibility", "credit")) or act:
            who = subject_of(scene.parse, j)
        if (
            who is not None
            and not is_pronoun(scene, who)
            and scene.lows(who)[0] not in ("no", "nobody")
        ):
            yield Argument(Property.CLAIMED_BY, *phrase_span(scene, who), 0.7)
            return


def _superseded(scene: Scene, event: Event, found: list[Argument]) -> Iterator[Argument]:
    """The earlier toll in "rose to 45, up from 27", "from an initial figure of 12"."""
    if not any(a.property is Property.KILLED for a in found):
        return
    chunks = scene.chunks
    toll = any(n.entry.frame is Frame.TOLL for n in event.nodes)
    for j in range(event.first, min(event.last, len(chunks) - 2) + 1):
        low = scene.low(j)
        if low not in ("up from", "down from") and not (toll and low == "from"):
            continue
        for k in (j + 1, j + 3):
            if k < len(chunks) and chunks[k].kind is Phrase.NOUN:
                count = count_at(scene, k, k, Property.KILLED, Scope.SUPERSEDED)
                if count is not None:
                    yield count
                    break

"""Casualty expressions: which noun phrases count people, how far they reach and whom they name.

In: a scene and a noun phrase that a trigger harms. Out: `Argument`s with scope and group, one for
each count ("14 of the group's fighters and 59 troops" gives two). It refuses to read the number
itself: that is the business of `resolve`.
"""

from __future__ import annotations

from collections.abc import Iterator

from secondsource.extract.chunks import Phrase, phrase_end
from secondsource.extract.draft import Argument
from secondsource.extract.lexicon import Lexicon
from secondsource.extract.scene import Scene
from secondsource.extract.words import Tag
from secondsource.model import Group, GroupStatus, Property, Scope

_INCLUDING = frozenset({"including", "among them"})


def counts_of(
    scene: Scene,
    i: int,
    prop: Property,
    scope: Scope = Scope.TOTAL,
    *,
    subset: bool = True,
    verb: int | None = None,
) -> Iterator[Argument]:
    """Each count of people in the list of noun phrases at chunk `i`, and in its subsets."""
    last = i
    for first, end in _members(scene, i, verb):
        argument = count_at(scene, first, end, prop, scope)
        if argument is not None:
            yield argument
        last = end
    if subset:
        yield from _subset(scene, last, prop)


def _members(scene: Scene, i: int, verb: int | None) -> Iterator[tuple[int, int]]:
    """The (first, last) chunks of each member of a list of noun phrases, with "of" phrases."""
    chunks = scene.chunks
    first = i
    while True:
        end = phrase_end(scene.parse, first)
        yield first, end
        link = end + 1
        if link + 1 >= len(chunks):
            return
        if chunks[link].kind is Phrase.COMMA and chunks[link + 1].kind is Phrase.CONJ:
            link += 1
        if chunks[link].kind not in (Phrase.CONJ, Phrase.COMMA):
            return
        if (
            scene.low(link) not in ("and", ",", "or", "&")
            or chunks[link + 1].kind is not Phrase.NOUN
        ):
            return
        after = phrase_end(scene.parse, link + 1) + 1
        if not _counts(scene, link + 1) or (after != verb and _opens_clause(scene, after)):
            return
        first = link + 1


def _opens_clause(scene: Scene, after: int) -> bool:
    """Whether a verb of its own follows: "killed three and five were wounded"."""
    return after < len(scene.chunks) and scene.chunks[after].kind is Phrase.VERB


def _counts(scene: Scene, i: int) -> bool:
    chunk = scene.chunks[i]
    words = scene.parse.words[chunk.first : chunk.last + 1]
    return any(w.tag is Tag.NUM for w in words) or words[0].low in (
        "a",
        "an",
        "one",
        "their",
        "his",
        "its",
    )


def count_at(
    scene: Scene, first: int, end: int, prop: Property, scope: Scope = Scope.TOTAL
) -> Argument | None:
    """The count that one noun phrase gives, or None where it gives no number."""
    chunk = scene.chunks[first]
    words = scene.parse.words[chunk.first : chunk.last + 1]
    number = next((k for k, w in enumerate(words) if w.tag is Tag.NUM), None)
    lows = [w.low for w in words]
    lexicon = scene.lexicon
    start = words[0].start
    stop = words[-1].end
    if number is None:
        if not _single(lows, lexicon):
            return None
        leader = lexicon.has("leaders", lows[-1])
        scope = Scope.LEADER_ONLY if leader and scope is Scope.TOTAL else scope
        return Argument(prop, start, stop, 0.7, scope=scope, group=group_of(lows, lexicon))
    if not _people(scene, first, end, number, len(words)):
        return None
    if words[0].tag is Tag.DET and number > 0:
        start = (
            words[1].start
            if lows[0] in ("the", "all", "those", "these", "his", "its", "their")
            else start
        )
    if number == len(words) - 1 and end > first:  # "14 of the group's fighters"
        stop = scene.span(first, end)[1]
        lows = [low for k in range(first, end + 1) for low in scene.lows(k)]
    if any(lexicon.has("perpetrators", low) for low in lows) and scope is Scope.TOTAL:
        scope = Scope.PERPETRATORS
    return Argument(prop, start, stop, 0.85, scope=scope, group=group_of(lows, lexicon))


def _single(lows: list[str], lexicon: Lexicon) -> bool:
    """Whether a phrase names one unnamed person ("a senior commander") or nobody."""
    if lows[0] in ("no", "nobody", "none"):
        return True
    if lows[0] in ("a", "an", "one", "another", "no_one"):
        return any(lexicon.has("someone", low) for low in lows[1:])
    return False


def _people(scene: Scene, first: int, end: int, number: int, size: int) -> bool:
    """Whether what is counted are people: a bare number, or a head that is no thing."""
    if number == size - 1:
        return True
    head = scene.head(first)
    if head in scene.lexicon.sets["words.no_people"]:
        return False
    if scene.lexicon.has("people", head):
        return True
    return not scene.lexicon.has("things", head) and not scene.lexicon.has("weapons", head)


def _subset(scene: Scene, last: int, prop: Property) -> Iterator[Argument]:
    """Counts after "including" or "among them"."""
    chunks = scene.chunks
    j = last + 1
    while j < min(last + 8, len(chunks) - 1):
        if scene.low(j) == "including" and chunks[j + 1].kind is Phrase.NOUN:
            yield from counts_of(scene, j + 1, prop, Scope.PARTIAL, subset=False)
            return
        if chunks[j].kind is Phrase.VERB or chunks[j].kind is Phrase.STOP:
            return
        j += 1


def group_of(lows: list[str], lexicon: Lexicon) -> Group:
    """Who the people counted are, as far as the words of the phrase go."""
    civilian = any(lexicon.has("civilian", low) for low in lows)
    combatant = any(lexicon.has("combatant", low) for low in lows)
    status = GroupStatus.UNKNOWN
    if civilian != combatant:
        status = GroupStatus.CIVILIAN if civilian else GroupStatus.COMBATANT
    sex = next((k for k, v in lexicon.sex_age.items() if any(low in v for low in lows)), None)
    job = next((k for k, v in lexicon.occupation.items() if any(low in v for low in lows)), None)
    return Group(status=status, sex_age=sex, occupation=job)

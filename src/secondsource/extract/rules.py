"""Incidents as the rules read them: triggers of a sentence joined into events, and their type.

In: a scene and its trigger nodes. Out: `Event`s, each one act with everything that tells its
outcome ("struck … killing three … and wounding five" is one). It refuses to join across "came days
after": an outcome joins its act, two acts stay two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from secondsource.extract.chunks import Phrase, phrase_end
from secondsource.extract.lexicon import EFFECTS, Frame
from secondsource.extract.scene import Node, Scene, noun_phrase_nodes


@dataclass(frozen=True, slots=True)
class Event:
    """One act as a sentence tells it; `first` and `last` bound the chunks that speak of it."""

    nodes: tuple[Node, ...]
    main: Node
    first: int
    last: int


def events_of(scene: Scene, nodes: Sequence[Node]) -> tuple[Event, ...]:
    """The events of a sentence, in order of their first trigger."""
    parent = list(range(len(nodes)))
    for a, b in _joins(scene, nodes):
        ra, rb = _root(parent, a), _root(parent, b)
        parent[max(ra, rb)] = min(ra, rb)
    groups: dict[int, list[Node]] = {}
    for k, node in enumerate(nodes):
        groups.setdefault(_root(parent, k), []).append(node)
    bounds = _bounds(scene, nodes, [_root(parent, k) for k in range(len(nodes))])
    return tuple(
        Event(tuple(members), _main(members), *bounds[root]) for root, members in groups.items()
    )


def _root(parent: list[int], k: int) -> int:
    while parent[k] != k:
        k = parent[k]
    return k


def _main(members: Sequence[Node]) -> Node:
    """The trigger that names the act best: an act before an outcome, a strong noun first."""
    return min(
        members, key=lambda n: (n.effect, n.entry.weak, n.entry.type == "other_violence", n.start)
    )


_CAUSES = frozenset(
    {
        "in",
        "by",
        "during",
        "from",
        "because of",
        "as a result of",
        "with",
        "after",
        "following",
        "of",
        "at the hands of",
        "to",
    }
)


def _joins(scene: Scene, nodes: Sequence[Node]) -> Iterator[tuple[int, int]]:
    """The pairs of triggers that tell of one act."""
    index = {id(n): k for k, n in enumerate(nodes)}
    for k, node in enumerate(nodes):
        if node.verb:
            for noun in _subjects(scene, node, nodes):
                yield index[id(noun)], k
        if k == 0:
            continue
        before = nodes[k - 1]
        if _one_act(scene, before, node):
            yield k - 1, k
        subject = node.verb and not before.verb and before.chunk == node.doer
        subject = subject and before.chunk > 0 and bool(subordinator(scene, before.chunk - 1))
        if k > 1 and subject and _one_act(scene, nodes[k - 2], node):
            yield k - 2, k
        if node.verb and not scene.chunks[node.chunk].finite and node.effect:
            yield k - 1, k


def _subjects(scene: Scene, node: Node, nodes: Sequence[Node]) -> list[Node]:
    """Noun triggers that are the doer (or agent) of an outcome or hit verb."""
    if node.entry.frame in (Frame.PROTEST, Frame.CLASH):
        return []
    if not node.effect and node.entry.frame not in (
        Frame.STRIKE,
        Frame.LAND,
        Frame.BLAST,
        Frame.FIRE,
        Frame.HARM,
    ):
        return []
    found = noun_phrase_nodes(scene, node.doer, nodes)
    if node.entry.frame in (Frame.BLAST, Frame.FIRE):
        found += noun_phrase_nodes(scene, node.patient, nodes)
    return [n for n in found if n is not node]


def _one_act(scene: Scene, a: Node, b: Node) -> bool:
    """Whether trigger `b` right after `a` tells of the same act."""
    chunks = scene.chunks
    between = range(a.chunk + 1, b.chunk)
    links = [scene.low(j) for j in between if chunks[j].kind in (Phrase.CONJ, Phrase.PREP)]
    stops = any(
        chunks[j].kind is Phrase.STOP and scene.low(j) in (";", ":", "—", "–", "|") for j in between
    )
    if stops:
        return a.effect and b.effect
    if a.chunk == b.chunk:
        return True
    if a.entry.frame is Frame.TOLL and not b.verb:
        return not any(subordinator(scene, j) for j in between)
    if not b.verb and b.entry.frame is not Frame.TOLL:
        return _noun_continues(scene, a, b)
    if b.entry.frame is Frame.TOLL:
        return True
    subs = [word for j in between for word in [subordinator(scene, j)] if word]
    if a.effect and b.effect:
        return "after" not in subs and "before" not in subs and not _apart(scene, a, b)
    if a.effect or b.effect:
        if not subs:
            return b.effect or "and" not in links
        if subs[-1] in ("who", "whom", "whose"):
            return False
        return subs[-1] in (
            "when",
            "as",
            "after",
            "where",
            "in which",
            "which",
            "that",
            "while",
            "because",
        ) and (a.effect or subs[-1] not in ("after", "while", "because"))
    return _same_doing(scene, a, b, subs)


def _apart(scene: Scene, a: Node, b: Node) -> bool:
    """Whether two outcomes have a subject and a place or date each: two incidents."""
    chunks = scene.chunks
    if (
        not (chunks[a.chunk].finite and chunks[b.chunk].finite)
        or a.entry.property is not b.entry.property
    ):
        return False
    subject = b.patient if b.passive else b.doer
    if subject is None or subject <= a.chunk:
        return False
    end = next(
        (j for j in range(b.chunk + 1, len(chunks)) if chunks[j].kind is Phrase.STOP), len(chunks)
    )
    return _situated(scene, a.chunk, subject) and _situated(scene, b.chunk, end)


def _situated(scene: Scene, first: int, end: int) -> bool:
    return any(
        scene.chunks[j].kind is Phrase.DATE
        or (
            scene.chunks[j].kind is Phrase.NOUN
            and any(scene.span(j)[0] <= m.start < scene.span(j)[1] for m in scene.places)
        )
        for j in range(first + 1, end)
    )


def subordinator(scene: Scene, j: int) -> str:
    """The word at a chunk that opens a clause of its own: "when", the "after" of "days after"."""
    if scene.chunks[j].kind is Phrase.SUB:
        return scene.low(j)
    if scene.chunks[j].kind is Phrase.DATE:
        last = scene.low(j).split()[-1]
        return last if last in ("after", "before", "since") else ""
    return ""


def _noun_continues(scene: Scene, a: Node, b: Node) -> bool:
    """ "killed in an airstrike", "hit by a rocket attack", "opened fire in an ambush"."""
    before = b.chunk - 1
    if before >= 0 and scene.low(before) == "including":
        return True
    if (
        before >= 0
        and scene.chunks[before].kind is Phrase.COMMA
        and set(scene.lows(b.chunk)) & scene.lexicon.sets["words.ranks"]
    ):
        return True  # ", the latest assault on"
    if before < 0 or scene.chunks[before].kind is not Phrase.PREP:
        return scene.chunks[before].kind is Phrase.VERB and _light(scene, before) and a.effect
    low = scene.low(before)
    gap = range(a.chunk + 1, before)
    if any(subordinator(scene, j) or scene.chunks[j].kind is Phrase.STOP for j in gap):
        return False
    if any(scene.chunks[j].kind is Phrase.VERB for j in gap):
        return False
    if a.effect or a.entry.frame in (Frame.TAKE,):
        return low in _CAUSES
    if a.verb and a.passive and low == "by":
        return True
    return (
        a.verb
        and low in ("in", "during")
        and a.entry.frame in (Frame.STRIKE, Frame.FIRE, Frame.HARM, Frame.INTERCEPT)
    )


def _light(scene: Scene, j: int) -> bool:
    lemma = scene.lemma(j)
    return any(parts[0] == lemma for parts in scene.lexicon.does | scene.lexicon.undergoes)


def _same_doing(scene: Scene, a: Node, b: Node, subs: list[str]) -> bool:
    """Two acts in one breath: a participle that hits a target, "opened fire and shot"."""
    if subs:
        return False
    chunk = scene.chunks[b.chunk]
    if (
        not chunk.finite
        and b.verb
        and b.entry.frame in (Frame.STRIKE, Frame.FIRE, Frame.LAND, Frame.HARM)
    ):
        return a.entry.frame in (Frame.NOUN, Frame.FIRE, Frame.STRIKE, Frame.BLAST, Frame.PLANT)
    if a.entry.frame is Frame.FIRE and a.passive and a.patient == b.doer and b.verb:
        return True  # "rockets fired by rebels hit a base"
    if a.doer is not None and a.doer == b.doer and a.verb and b.verb:
        frames = {a.entry.frame, b.entry.frame}
        return (
            frames <= {Frame.STRIKE, Frame.FIRE, Frame.HARM, Frame.BLAST, Frame.LAND}
            and len({a.entry.type, b.entry.type} - {"other_violence", "killing", "wounding"}) <= 1
        )
    return False


def _bounds(
    scene: Scene, nodes: Sequence[Node], roots: Sequence[int]
) -> dict[int, tuple[int, int]]:
    """The chunks that speak of each event: from its first to its last, with what leads up."""
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    for k, node in enumerate(nodes):
        root = roots[k]
        if root not in starts:
            starts[root] = 0 if k == 0 else _border(scene, nodes[k - 1], node)
        ends[root] = len(scene.chunks) - 1
        if k + 1 < len(nodes) and roots[k + 1] != root:
            ends[root] = max(node.chunk, _border(scene, node, nodes[k + 1]) - 1)
    return {root: (starts[root], ends[root]) for root in starts}


def _border(scene: Scene, a: Node, b: Node) -> int:
    """The chunk where talk of `b` begins, after trigger `a`."""
    chunks = scene.chunks
    anchor = b.chunk
    if b.verb:
        for role in (b.doer, b.patient):
            if role is not None and a.chunk < role < b.chunk:
                anchor = min(anchor, role)
    j = anchor - 1
    while (
        j > a.chunk
        and not subordinator(scene, j)
        and chunks[j].kind not in (Phrase.COMMA, Phrase.STOP, Phrase.VERB, Phrase.CONJ)
    ):
        j -= 1
    if j <= a.chunk:
        k = anchor
        while k - 1 > a.chunk and chunks[k - 1].kind in (Phrase.PREP, Phrase.DATE):
            k -= 1
        return max(k, a.chunk + 1)
    return j if chunks[j].kind is not Phrase.VERB else j + 1


def trigger_span(event: Event) -> tuple[int, int]:
    """Offsets of the words that name the event."""
    return event.main.start, event.main.end


def reach(scene: Scene, i: int) -> int:
    """The last chunk of a noun phrase with "of" phrases and list."""
    return phrase_end(scene.parse, i, lists=True)


__all__ = ["EFFECTS", "Event", "events_of", "reach", "trigger_span"]

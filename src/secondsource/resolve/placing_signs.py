"""The signs by which an event is tied to one of the places named in its sentence.

In: a sentence with its event and its names. Out: for the answer "none of them" and for each name
a list of plain signs: the preposition, the distance, the clause, what the event's words are, what
stands between and beside. They read the words and nothing else: no sign names a place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from secondsource.model import Mention, Place
from secondsource.resolve.placing_line import Line, event_list

_STEPS = ((1, "1"), (2, "2"), (3, "3"), (5, "5"), (8, "8"), (12, "12"), (20, "20"))
_BREAKS = frozenset([";", ":", "-", "–", "—", '"', "“", "”", "|", "."])
_STARTS = frozenset(["in", "at", "near", "outside", "meanwhile", "elsewhere"])


@dataclass(frozen=True, slots=True)
class _Scene:
    """A sentence read once for all of its names."""

    line: Line
    low: tuple[str, ...]
    first: int  # words of the event
    last: int
    event: str
    stem: str
    form: str
    shape: tuple[str, ...]
    clauses: tuple[int, ...]
    spots: tuple[tuple[int, int], ...]  # words of each name


@dataclass(frozen=True, slots=True)
class _Seen:
    """The plain facts of one name, from which the signs are put together."""

    side: str
    step: str
    order: str
    prep: str
    beyond: str  # the word before the preposition
    kind: str
    clause: str
    governor: str
    verbs: str


def signs_of(line: Line) -> list[list[str]]:
    """What speaks for each answer: first for none of the names, then for each."""
    scene = _scene(line)
    none = ["none", f"none:{len(scene.spots)}"[:6], f"none={scene.event}"]
    none += [f"none~{scene.event[-3:]}", f"none={scene.stem}~", f"none={scene.form}"]
    none += [f"none+{sign}" for sign in scene.shape]
    none += [f"none:verbs{min(3, sum(map(_is_verb, scene.low[: scene.first])))}"]
    none += [f"none:quoted{_quoted(line, line.event[0])}"]
    found = [none]
    every = [_seen(scene, index) for index in range(len(scene.spots))]
    for index, seen in enumerate(every):
        between = list(_between(scene, index, seen))
        signs = [*_own(scene, index, seen), *between, *_together(scene, seen)]
        signs += _kin(scene, index, seen)
        if not isinstance(line.names[index].value, Place):
            signs += [f"unplaced&{sign}" for sign in between]
        found.append(signs)
    _compare(scene, every, found)
    return found


def _scene(line: Line) -> _Scene:
    first, last = line.word_at(line.event[0]), line.word_at(line.event[1] - 1)
    low = tuple(w[2].lower() for w in line.words)
    word = low[first] if first < len(low) else ""
    return _Scene(
        line,
        low,
        first,
        last,
        "_".join(low[first : last + 1])[-24:],
        _stem(word),
        _form(low, first),
        tuple(_shape(low, first, last)),
        tuple(line.clauses()),
        tuple((line.word_at(m.start), line.word_at(m.end - 1)) for m in line.names),
    )


def _stem(word: str) -> str:
    """A verb without its ending: "patrolling" and "patrolled" as "patrol"."""
    for ending in ("ing", "ied", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls" else word


def _form(low: tuple[str, ...], first: int) -> str:
    """Whether the event is said to be done or suffered, and the ending of its verb."""
    left = low[max(0, first - 4) : first]
    if left[-1:] == ("to",):
        said = "to"
    else:
        helped = set(left) & {"was", "were", "been", "being", "be", "is", "are"}
        said = "suffered" if helped else "done"
    word = low[first] if first < len(low) else ""
    return said + ("ing" if word.endswith("ing") else "ed" if word.endswith("ed") else "")


def _shape(low: tuple[str, ...], first: int, last: int) -> list[str]:
    """The words around the event: "was killed", "to attack", "the attack in"."""
    left = low[first - 1] if first else "^"
    right = low[last + 1] if last + 1 < len(low) else "$"
    second = low[first - 2] if first > 1 else "^"
    return [f"L={left}", f"R={right}", f"LL={second} {left}"]


def _is_verb(word: str) -> bool:
    return (len(word) > 4 and word.endswith("ed")) or word in event_list("verbs")


def _seen(scene: _Scene, index: int) -> _Seen:
    a, b = scene.spots[index]
    side = "after" if a > scene.last else "before" if b < scene.first else "same"
    gap = _gap(scene, index)
    step = next((name for bound, name in _STEPS if len(gap) < bound), "far")
    prep, beyond = scene.line.before_name(a)
    place = scene.line.names[index].value
    home = scene.clauses[scene.first] if scene.first < len(scene.clauses) else 0
    apart = scene.clauses[min(a, len(scene.clauses) - 1)] - home
    return _Seen(
        side,
        side + step,
        _order(scene, index),
        prep,
        beyond,
        f"kind{place.precision}" if isinstance(place, Place) else "kind?",
        f"clause{max(-3, min(3, apart))}",
        _governor(scene, a),
        f"{side}verbs{min(3, sum(map(_is_verb, gap)))}",
    )


def _gap(scene: _Scene, index: int) -> tuple[str, ...]:
    """The words between the event and a name."""
    a, b = scene.spots[index]
    return scene.low[scene.last + 1 : a] if a > scene.last else scene.low[b + 1 : scene.first]


def _order(scene: _Scene, index: int) -> str:
    """Which of the names after or before the event a name is."""
    after = [i for i, (a, _) in enumerate(scene.spots) if a > scene.last]
    before = [i for i, (_, b) in enumerate(scene.spots) if b < scene.first]
    if index in after:
        return f"later{min(3, after.index(index))}" if index != after[0] else "next"
    if index in before:
        if index == before[-1]:
            return "previous" if after else "previous-only"
        return f"earlier{min(3, len(before) - before.index(index))}"
    return "inside"


def _governor(scene: _Scene, a: int) -> str:
    """What the preposition of a name hangs on: the event, another verb, or where a clause opens."""
    low, at = scene.low, a - 1
    while at >= 0 and a - at < 7 and low[at] in event_list("passed_over"):
        at -= 1
    for here in range(at - 1, max(-1, at - 9), -1):
        if scene.first <= here <= scene.last:
            return "event"
        if _is_verb(low[here]) or (len(low[here]) > 5 and low[here].endswith("ing")):
            return "other"
        if low[here] in (",", ";", "and", "but", "who", "which", "that", "where", "when"):
            return low[here]
    return "nothing"


def _own(scene: _Scene, index: int, seen: _Seen) -> Iterator[str]:
    """What the name and the words beside it say."""
    line, (a, b) = scene.line, scene.spots[index]
    name, prep = line.names[index], seen.prep
    following = scene.low[b + 1] if b + 1 < len(scene.low) else "$"
    second = scene.low[b + 2] if b + 2 < len(scene.low) else "$"
    capital = b + 1 < len(line.words) and line.words[b + 1][2][:1].isupper()
    yield from (seen.kind, f"prep={prep}", f"prep={prep}&{seen.kind}")
    yield f"prep2={seen.beyond} {prep}"
    yield from (f"then={following}", f"then={following}&prep={prep}", f"then2={following} {second}")
    yield f"{scene.event}&prep={prep}"
    if capital:
        yield "then-capital"
    if line.text[name.end : name.end + 2] in ("'s", "’s"):
        yield from ("owner", f"owner&{seen.side}", f"owner>{following}")
        yield "owner-capital" if capital else "owner-small"
    if any(p.start < name.end and name.start < p.end for p in line.parties):
        yield "party"
    if a < 3 and following in {"(", "-", "–", "—", "|", ":"}:
        yield "dateline"
    if a <= 4 and prep in _STARTS and scene.low[0] in _STARTS:
        commas = min(2, scene.low[b + 1 : scene.first].count(","))
        yield from ("initial", f"initial&{seen.side}", f"initial&commas{commas}")
    if a > len(scene.low) - 8:
        yield from ("final", f"final&{prep}")
    if index and line.chained(index - 1):
        yield "holds-last"
        yield f"holds-last{_finer(line.names[index - 1], name)}"
    if index + 1 < len(line.names) and line.chained(index):
        yield "in-next"
        yield f"in-next{_finer(name, line.names[index + 1])}"


def _between(scene: _Scene, index: int, seen: _Seen) -> Iterator[str]:
    """What stands between the event and the name."""
    line, side, low = scene.line, seen.side, _gap(scene, index)
    yield from (seen.step, f"{seen.step}&{seen.prep}", seen.verbs)
    for word in set(low) & event_list("between"):
        yield f"{side}<{word}>"
    yield f"{side}commas{min(3, low.count(','))}"
    if set(low) & _BREAKS:
        yield f"{side}break"
    yield f"{side}acts{min(3, sum(len(w) > 4 and w.endswith(('ed', 'ing')) for w in low))}"
    start, end = sorted((line.names[index].start, line.event[0]))
    yield f"{side}names{min(3, sum(start < m.start < end for m in line.names))}"
    if len(low) <= 3:
        yield f"{side}:{' '.join(low)}"
    if low:
        yield from (f"{side}first={low[0]}", f"{side}first={' '.join(low[:2])}")
        yield f"{side}&prep2={seen.beyond} {seen.prep}"


def _together(scene: _Scene, seen: _Seen) -> Iterator[str]:
    """Pairs of facts: what the event is with where the name stands."""
    side, prep, stem, form = seen.side, seen.prep, scene.stem, scene.form
    where = "after" if side != "before" else "before"
    yield from (seen.order, *(f"{sign}|{where}" for sign in scene.shape))
    yield from (f"{stem}~", f"{stem}~&{side}", f"{stem}~&prep={prep}")
    yield from (f"{stem}~&{seen.governor}", f"{stem}~&{seen.clause}")
    yield from (f"{form}&{side}", f"{form}&{side}&{prep}")
    yield from (f"gov={seen.governor}", f"gov={seen.governor}&{side}&{prep}")
    yield from (f"gov={seen.governor}&{seen.clause}", f"{seen.clause}&{seen.step}")
    yield from (f"{seen.order}&{prep}", f"{seen.order}&{seen.clause}", f"{seen.order}&{seen.step}")
    yield from (f"{seen.kind}&{side}", f"{seen.verbs}&{prep}", f"{seen.verbs}&{seen.clause}")
    tail = _ending(seen.beyond)
    yield from (f"tail={tail}&{prep}", f"tail={tail}&{prep}&{side}")


def _ending(word: str) -> str:
    if word[:1].isdigit():
        return "number"
    if not word[:1].isalnum():
        return "mark"
    return next((end for end in ("ed", "ing", "s") if word.endswith(end)), "plain")


def _kin(scene: _Scene, index: int, seen: _Seen) -> Iterator[str]:
    """How a name stands to the event's quotation, the parties and the other names."""
    line = scene.line
    name = line.names[index]
    place = name.value
    yield f"names{min(4, len(line.names))}"
    yield f"quoted{_quoted(line, line.event[0])}{_quoted(line, name.start)}"
    if any(other.quote == name.quote for other in line.names[:index]):
        yield "said-before"
    if any(other.quote == name.quote for other in line.names[index + 1 :]):
        yield "said-again"
    if not isinstance(place, Place):
        facts = (f"prep={seen.prep}", scene.stem, f"gov={seen.governor}")
        yield from ("unplaced", *(f"unplaced&{fact}" for fact in facts))
        following = scene.spots[index][1] + 1
        yield f"unplaced&then={scene.low[following] if following < len(scene.low) else '$'}"
        return
    if place.country in {getattr(p.value, "country", None) for p in line.parties}:
        yield from ("land-of-party", f"land-of-party&kind{place.precision}")
    others = [
        m.value.precision or 9
        for m in line.names
        if isinstance(m.value, Place) and m.value is not place and m.value.country == place.country
    ]
    own = place.precision or 9
    if place.country and any(other < own for other in others):
        yield "has-finer"
    if place.country and any(other > own for other in others):
        yield "has-wider"


def _quoted(line: Line, offset: int) -> int:
    """1 where an offset stands between quotation marks, else 0."""
    return line.text[line.base : offset].count('"') % 2


def _compare(scene: _Scene, seen: list[_Seen], found: list[list[str]]) -> None:
    """Signs that rest on all the names: the nearest one that stands after "in", "at", "near"."""
    placed = [one.prep in event_list("at") for one in seen]
    near = [a - scene.last if a > scene.last else scene.first - b for a, b in scene.spots]
    best = min((d for d, p in zip(near, placed, strict=True) if p), default=None)
    here = [one.clause == "clause0" for one in seen]
    for index, signs in enumerate(found[1:]):
        signs += [seen[index].clause, f"{seen[index].clause}&prep={seen[index].prep}"]
        if placed[index] and near[index] == best:
            signs += ["nearest-at", f"nearest-at&{seen[index].clause}"]
        if placed[index] and here[index]:
            signs.append("at-here")
        if not placed[index] and best is not None:
            signs.append("another-at")
    if best is None:
        found[0].append("none-at")
    if not any(p and h for p, h in zip(placed, here, strict=True)):
        found[0].append("none-here")
    if not any(here):
        found[0].append("no-name-here")


def _finer(one: Mention, other: Mention) -> str:
    """How the first place's precision stands to the second's."""
    left = one.value.precision if isinstance(one.value, Place) else 0
    right = other.value.precision if isinstance(other.value, Place) else 0
    return "<" if (left or 0) < (right or 0) else ">" if (left or 0) > (right or 0) else "="

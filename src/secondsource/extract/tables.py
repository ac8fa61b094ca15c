"""Table rows: each row one incident (or total), its cells read under their columns.

In: a row and the lexicon. Out: at most one draft, quoted from the cells. It refuses a table whose
columns say nothing of when, where or what.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from re import Pattern

from secondsource.extract.arguments import arguments_of
from secondsource.extract.draft import Argument, Draft
from secondsource.extract.kinds import event_type
from secondsource.extract.lexicon import Lexicon
from secondsource.extract.rules import events_of, trigger_span
from secondsource.extract.scene import nodes_of, scene_of
from secondsource.extract.tolls import group_of
from secondsource.extract.totals import totals_of
from secondsource.extract.words import read_lexicon
from secondsource.model import GroupStatus, Kind, Layer, Mention, Property, Scope, Stance
from secondsource.text import Sentence


@dataclass(frozen=True, slots=True)
class Columns:
    """What header words mean, which cells are empty, and which words name means and doers."""

    roles: Mapping[str, str]
    empty: frozenset[str]
    means: Mapping[str, frozenset[str]]
    doers: Pattern[str]  # what stands before the party that did all that the rows tell


def open_columns() -> Columns:
    """The column words that ship with the package."""
    data = read_lexicon("tables")
    roles: dict[str, str] = {}
    for role, words in data["columns"].items():
        for word in words.split():
            roles.setdefault(word, role)
    return Columns(
        roles,
        frozenset(data["empty"]["words"].split()),
        {code: frozenset(words.split()) for code, words in data["means"].items()},
        re.compile("|".join(data["doers"]["before"]), re.IGNORECASE),
    )


SURE, UNSURE = 0.75, 0.5  # scores of a row that says what, or where and when; of another

MANY = 10
"""Dead of a row from which they were killed helpless, where it counts nobody as hurt."""

_COUNTED = {
    "killed": Property.KILLED,
    "injured": Property.INJURED,
    "arrested": Property.ARRESTED,
    "abducted": Property.ABDUCTED,
}


def row_draft(
    text: str,
    sentence: Sentence,
    mentions: Sequence[Mention],
    lexicon: Lexicon,
    columns: Columns,
) -> Draft | None:
    """The claim a table row makes, or None where its columns are not understood."""
    heads = [_roles(text[a:b], columns) for a, b in sentence.unit.columns]
    counted = any(role in _COUNTED for roles in heads for role in roles)
    cells: dict[str, tuple[int, int]] = {}
    for roles, (start, end) in zip(heads, sentence.unit.cells, strict=False):
        words = text[start:end].strip()
        if not words or words.lower() in columns.empty:
            continue
        if not roles and not counted and _COUNT.match(words):
            roles = ("killed",)  # tolls by who gave them: "Official", "Other"
        offset = start + text[start:end].index(words)
        for role in roles:
            cells.setdefault(role, (offset, offset + len(words)))
    if len(cells) < 2 or not {"date", "event"} & set(cells):
        return None
    return _read(text, sentence, cells, mentions, lexicon, columns)


_COUNT = re.compile(r"\W*(?:(?:up to|over|about|around|more than|at least|some)\s+)?\d")


def _roles(head: str, columns: Columns) -> tuple[str, ...]:
    """What the cells under a head say, in one part or in several: "Date, place"."""
    found = (_role(part, columns) for part in re.split(r"[,/&]|\band\b", head))
    return tuple(dict.fromkeys(role for role in found if role))


def _role(head: str, columns: Columns) -> str | None:
    words = (w.strip("().:*") for w in head.lower().split())
    found = [columns.roles[w] for w in words if w in columns.roles]
    if "perpetrator" in found:
        return "perpetrator"
    return found[0] if found else None


def _read(
    text: str,
    sentence: Sentence,
    cells: Mapping[str, tuple[int, int]],
    mentions: Sequence[Mention],
    lexicon: Lexicon,
    columns: Columns,
) -> Draft | None:
    arguments = [*_cell_arguments(text, cells, mentions, lexicon)]
    event = cells.get("event")
    whole = (sentence.start, sentence.end)
    counted = [a for a in arguments if a.property in (Property.KILLED, Property.INJURED)]
    if event is None:
        if not counted:
            return None
        trigger = cells.get("target") or cells.get("place") or whole
        score = SURE if "date" in cells and "place" in cells else UNSURE
        code = _by_tolls(text, sentence, counted, columns)
        return Draft(Kind.INCIDENT, code, whole, trigger, tuple(arguments), score=score)
    scene = scene_of(text, Sentence(event[0], event[1], sentence.unit), mentions, lexicon)
    total = () if counted else totals_of(scene, table=True)
    if total:
        period = tuple(
            a._replace(property=Property.PERIOD) for a in arguments if a.property is Property.DATE
        )
        return total[0]._replace(sentence=whole, arguments=(*total[0].arguments, *period))
    events = events_of(scene, nodes_of(scene))
    code, trigger = _by_words(text, event, columns)
    if events:
        told = arguments_of(scene, events[0])
        arguments += [a for a in told if not any(a.property is b.property for b in arguments)]
        found = event_type(scene, events[0], tuple(arguments))
        code = found if found != "other_violence" or not code else code
        trigger = trigger_span(events[0])
    if not code:
        return None
    stance = (
        Stance.CLAIMED if _claimed(text, sentence) and "perpetrator" in cells else Stance.ASSERTED
    )
    return Draft(Kind.INCIDENT, code, whole, trigger, tuple(arguments), stance=stance, score=SURE)


def _by_tolls(text: str, sentence: Sentence, counted: Sequence[Argument], columns: Columns) -> str:
    """What a row without a word for the event tells of: many dead and none hurt is a massacre."""
    heads = (_roles(text[a:b], columns) for a, b in sentence.unit.columns)
    fought = any(a.group.status is GroupStatus.COMBATANT for a in counted)
    if fought or any("injured" in roles for roles in heads):
        return "other_violence"
    numbers = (re.search(r"\d+", text[a.start : a.end]) for a in counted)
    many = any(number and int(number.group()) >= MANY for number in numbers)
    return "massacre" if many else "other_violence"


def _claimed(text: str, sentence: Sentence) -> bool:
    return any("claim" in text[a:b].lower() for a, b in sentence.unit.columns)


def _by_words(text: str, event: tuple[int, int], columns: Columns) -> tuple[str, tuple[int, int]]:
    words = {w.strip(".,;()").lower() for w in text[event[0] : event[1]].split()}
    return next((code for code, known in columns.means.items() if words & known), ""), event


_LATER = re.compile(r"[,;]\s*(?:later|then|now|revised to|raised to)\s+(?=\d)")


def _tolls(text: str, start: int, end: int) -> Iterator[tuple[tuple[int, int], Scope]]:
    """The count of a cell; of "98, later 238" the last holds, and the first is superseded."""
    for change in _LATER.finditer(text, start, end):
        yield (start, change.start()), Scope.SUPERSEDED
        start = change.end()
    yield (start, end), Scope.TOTAL


def _cell_arguments(
    text: str,
    cells: Mapping[str, tuple[int, int]],
    mentions: Sequence[Mention],
    lexicon: Lexicon,
) -> list[Argument]:
    found = []
    for role, (start, end) in cells.items():
        if role in ("date", "place"):
            layer = Layer.DATES if role == "date" else Layer.PLACES
            named = [
                (m.start, m.end)
                for m in mentions
                if m.layer is layer and start <= m.start and m.end <= end
            ]
            spans = named or [(start, end)]
            found += [Argument(Property(role), a, b, 0.8, "table") for a, b in spans]
        elif role in ("perpetrator", "target"):
            found.append(Argument(Property(role), start, end, 0.75, "table"))
        elif role in _COUNTED and any(c.isdigit() for c in text[start:end]):
            group = group_of(text[start:end].lower().split(), lexicon)
            for (a, b), scope in _tolls(text, start, end):
                found.append(Argument(_COUNTED[role], a, b, 0.8, "table", scope, group))
    return found

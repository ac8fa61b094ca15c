"""Table rows: each row one incident (or total), its cells read under their columns.

In: a row and the lexicon. Out: at most one draft, quoted from the cells. It refuses a table whose
columns say nothing of when, where or what.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from secondsource.extract.arguments import arguments_of
from secondsource.extract.draft import Argument, Draft
from secondsource.extract.kinds import event_type
from secondsource.extract.lexicon import Lexicon
from secondsource.extract.rules import events_of, trigger_span
from secondsource.extract.scene import nodes_of, scene_of
from secondsource.extract.tolls import group_of
from secondsource.extract.totals import totals_of
from secondsource.extract.words import read_lexicon
from secondsource.model import Kind, Mention, Property, Stance
from secondsource.text import Sentence


@dataclass(frozen=True, slots=True)
class Columns:
    """What header words mean, which cells are empty, and which words name means."""

    roles: Mapping[str, str]
    empty: frozenset[str]
    means: Mapping[str, frozenset[str]]


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
    )


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
    unit = sentence.unit
    roles = [_role(text, c, columns) for c in unit.columns]
    cells = {}
    for role, (start, end) in zip(roles, unit.cells, strict=False):
        words = text[start:end].strip()
        if role and words and words.lower() not in columns.empty and role not in cells:
            offset = start + text[start:end].index(words)
            cells[role] = (offset, offset + len(words))
    if len(cells) < 2 or not {"date", "event"} & set(cells):
        return None
    return _read(text, sentence, cells, mentions, lexicon, columns)


def _role(text: str, cell: tuple[int, int], columns: Columns) -> str | None:
    words = text[cell[0] : cell[1]].lower().replace("/", " ").split()
    found = [columns.roles[w.strip("().,:*")] for w in words if w.strip("().,:*") in columns.roles]
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
    if event is None:
        counted = [a for a in arguments if a.property in (Property.KILLED, Property.INJURED)]
        if not counted:
            return None
        trigger = cells.get("target") or cells.get("place") or whole
        return Draft(Kind.INCIDENT, "other_violence", whole, trigger, tuple(arguments), score=0.5)
    scene = scene_of(text, Sentence(event[0], event[1], sentence.unit), mentions, lexicon)
    total = totals_of(scene, table=True)
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
    return Draft(Kind.INCIDENT, code, whole, trigger, tuple(arguments), stance=stance, score=0.75)


def _claimed(text: str, sentence: Sentence) -> bool:
    return any("claim" in text[a:b].lower() for a, b in sentence.unit.columns)


def _by_words(text: str, event: tuple[int, int], columns: Columns) -> tuple[str, tuple[int, int]]:
    words = {w.strip(".,;()").lower() for w in text[event[0] : event[1]].split()}
    return next((code for code, known in columns.means.items() if words & known), ""), event


def _cell_arguments(
    text: str,
    cells: Mapping[str, tuple[int, int]],
    mentions: Sequence[Mention],
    lexicon: Lexicon,
) -> list[Argument]:
    found = []
    for role, (start, end) in cells.items():
        if role == "date":
            found.append(Argument(Property.DATE, start, end, 0.85, "table"))
        elif role == "place":
            names = [
                m for m in mentions if m.layer == "places" and start <= m.start and m.end <= end
            ]
            spans = [(m.start, m.end) for m in names] or [(start, end)]
            found += [Argument(Property.PLACE, a, b, 0.8, "table") for a, b in spans]
        elif role in ("perpetrator", "target"):
            found.append(Argument(Property(role), start, end, 0.75, "table"))
        elif role in _COUNTED and any(c.isdigit() for c in text[start:end]):
            group = group_of(text[start:end].lower().split(), lexicon)
            found.append(Argument(_COUNTED[role], start, end, 0.8, "table", group=group))
    return found

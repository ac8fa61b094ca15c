"""The disputes, each as a question with its sides, their words and who says them.

In: a `Shown`. Out: rich renderables. It refuses to take a side: which one is better supported was
settled before, and stands in the dispute's note.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from secondsource.model import Dispute, DisputeKind, Evidence, Incident, Property, Side, When
from secondsource.terminal.incidents import date_of, what_of, when_of
from secondsource.terminal.quotes import one_line, origin, quoted, voice
from secondsource.terminal.shown import Shown
from secondsource.wording import UNKNOWN, plural, say_days, say_field

QUOTES_A_SIDE = 2
SIDES = 5  # of one dispute; the rest are counted
QUESTIONS = {
    Property.DATE: "When was",
    Property.PLACE: "Where was",
    Property.PERPETRATOR: "Who carried out",
    Property.TARGET: "Who or what was the target of",
    Property.VICTIM: "Who were the victims of",
    Property.KILLED: "How many were killed in",
    Property.INJURED: "How many were injured in",
    Property.MISSING: "How many were missing after",
    Property.ABDUCTED: "How many were abducted in",
    Property.ARRESTED: "How many were arrested in",
    Property.DISPLACED: "How many were displaced by",
    Property.MUNITIONS: "How many munitions were used in",
    Property.TARGETS_HIT: "How many targets were hit in",
    Property.WEAPON: "With what weapon was",
    Property.LAUNCHED_FROM: "From where came",
    Property.DESTROYED: "What was destroyed in",
    Property.CLAIMED_BY: "Who claimed",
    Property.DENIED_BY: "Who denied",
}
OF_KINDS = {
    DisputeKind.ORDER: "What came first, in",
    DisputeKind.SUPERLATIVE: "Was it as reports call it:",
}


def dispute_list(shown: Shown, disputes: Sequence[Dispute], *, every: bool) -> RenderableType:
    """Each dispute with its sides, their words and who says them; `every` leaves no quote out."""
    if not disputes:
        return Text("No report contradicts another, or itself, as far as could be read.")
    blocks: list[RenderableType] = []
    for n, dispute in enumerate(disputes, 1):
        blocks.append(Text(f"{n}  {question(shown, dispute)}", style="bold"))
        for side in dispute.sides if every else dispute.sides[:SIDES]:
            blocks.extend(_side(shown, side, every))
        if not every and len(dispute.sides) > SIDES:
            rest = f"and {plural(len(dispute.sides) - SIDES, 'more side')}: --all"
            blocks.append(Padding(Text(rest, style="dim"), (0, 0, 0, 3)))
        blocks.extend(Padding(line, (0, 0, 0, 3)) for line in _outcome(shown, dispute))
        blocks.append(Text())
    return Group(*blocks)


def question(shown: Shown, dispute: Dispute) -> str:
    """What the sides disagree on, as a question: "When was the drone strike in Baghdad?"."""
    prop = dispute.property or ""
    number = shown.number(dispute.about)
    if number is None:
        return _without_incident(dispute.kind, prop)
    incident = shown.incidents[number - 1]
    words = prop.replace("_", " ") or "order of events"
    asked = QUESTIONS.get(Property(prop)) if prop in set(Property) else None
    asked = OF_KINDS.get(dispute.kind, asked)
    return f"{asked or f'What was the {words} of'} {_named(shown, incident, prop)}?  [{number}]"


def _without_incident(kind: DisputeKind, prop: str) -> str:
    words = prop.replace("_", " ") or "words"
    return {
        DisputeKind.TOTALS: f"How many in all: {words}?",
        DisputeKind.SUPERLATIVE: f"Is it as reports say: {words}?",
    }.get(kind, f"Which {words} is right?")


def _named(shown: Shown, incident: Incident, prop: str) -> str:
    """An incident in a question, without what is asked: "the drone strike in Baghdad, Iraq"."""
    what = what_of(incident)
    words = f"the {what[0].lower()}{what[1:]}"
    where = one_line(say_field(incident.field(Property.PLACE), shown.countries))
    if where != UNKNOWN and prop != Property.PLACE:
        words += f" in {where}"
    when = when_of(incident)
    return words if when == UNKNOWN or prop == Property.DATE else f"{words}, {when}"


def _side(shown: Shown, side: Side, every: bool) -> Iterator[RenderableType]:
    """What one side holds, and its first quotes; copies are named, not quoted again."""
    quotes, copies = _originals(shown, side.evidence)
    yield Padding(Text(one_line(_held(shown, side)), style="bold"), (0, 0, 0, 3))
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(max_width=24, overflow="fold", style="dim")
    table.add_column(ratio=1)
    for evidence in quotes if every else quotes[:QUOTES_A_SIDE]:
        words = quoted(shown, evidence)
        words.append(f"\n— {_voice(shown, side, evidence)}", style="dim")
        table.add_row(Text(shown.label(evidence.report_id)), words)
    left = len(quotes) - QUOTES_A_SIDE
    notes = [f"{plural(left, 'more report')}: --all"] if left > 0 and not every else []
    if copies:
        notes.append(f"{plural(len(copies), 'copy', 'copies')}: {', '.join(copies)}")
    if notes:
        table.add_row("", Text(f"and {'; '.join(notes)}", style="dim"))
    yield Padding(table, (0, 0, 0, 5))


def _held(shown: Shown, side: Side) -> str:
    """What a side holds; its date as people write it."""
    for statement_id in side.statement_ids:
        found = shown.said(statement_id)
        value = found[1].value if found else None
        if isinstance(value, When) and value.edtf == side.value:
            return date_of(value)
    return say_days(side.value)


def _originals(shown: Shown, evidence: Sequence[Evidence]) -> tuple[list[Evidence], list[str]]:
    """The first words of each report, and the names of those that only copy another of them."""
    first: dict[str, Evidence] = {}
    for words in evidence:
        first.setdefault(words.report_id, words)
    copies = [r for r in first if shown.original.get(r) in first]
    return [e for r, e in first.items() if r not in copies], [shown.label(r) for r in copies]


def _voice(shown: Shown, side: Side, evidence: Evidence) -> str:
    """Who says the words: "Iraqi officials, in Daily News", or the report itself."""
    source = origin(shown.reports.get(evidence.report_id))
    for statement_id in side.statement_ids:
        found = shown.said(statement_id)
        if found and found[1].evidence == evidence:
            speaker = voice(*found)
            return f"{speaker}, in {source}" if speaker else f"own voice, {source}"
    return source


def _outcome(shown: Shown, dispute: Dispute) -> Iterator[Text]:
    """Which side is better supported, and how to look closer."""
    if dispute.note:
        note = dispute.note
        for side in dispute.sides:
            note = note.replace(side.value, _held(shown, side))
        yield Text(one_line(say_days(note)))
    number = shown.number(dispute.about)
    name: object = number
    if number is None:
        name = next((shown.label(e.report_id) for s in dispute.sides for e in s.evidence), None)
    if name is not None:
        yield Text(f"Look closer: secondsource show {name}{shown.case}", style="dim")

"""The ledger of decisions on the terminal: who decided what, why, and whether it holds.

In: a `Shown` and standings. Out: rich renderables. It refuses to leave out what no longer holds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from secondsource.model import Decision, DecisionKind, Force, Incident, Standing
from secondsource.scope import Scope, scope_of_words
from secondsource.store import added_claim, filled_field, named_party
from secondsource.terminal.quotes import one_line
from secondsource.terminal.shown import Shown
from secondsource.wording import in_brief, plural, say_day, say_edtf

QUOTE = 60  # characters of a sentence that was decided on
_ID = re.compile(r"[a-z]+:\S+$")  # of a place or an actor, which says nothing to a reader


def decision_list(shown: Shown, standings: Sequence[Standing]) -> RenderableType:
    """Every decision with its number, its grounds, and what has become of it."""
    forces = Counter(s.force for s in standings)
    counts = ", ".join(f"{forces[f]} {say_force(f)}" for f in Force if forces[f])
    head = Text(f"{plural(len(standings), 'decision')}: {counts}", style="bold")
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column("Decision", ratio=3)
    table.add_column("By, when, why", ratio=2)
    table.add_column("Stands", ratio=1)
    for standing in standings:
        table.add_row(
            str(shown.place_in_ledger(standing)),
            Text.assemble(say_decision(shown, standing), (f"  {standing.decision.id}", "dim")),
            say_grounds(standing),
            say_standing(standing),
        )
    return Group(head, Text(), table)


def decided(shown: Shown, incident: Incident) -> list[Standing]:
    """The decisions that speak of an incident or its claims and were not taken back since."""
    things = {incident.id, *incident.claims, *incident.accounts}
    gone = (Force.UNDONE, Force.REPLACED)
    return [s for s in shown.standings if s.force not in gone and things.intersection(s.subject)]


def say_standing(standing: Standing) -> str:
    """What has become of a decision, with the reason where it does not hold."""
    if standing.force in (Force.UNDONE, Force.REPLACED):
        return standing.why or say_force(standing.force)
    return say_force(standing.force) + (f": {standing.why}" if standing.why else "")


def say_force(force: Force) -> str:
    """What has become of a decision, in words."""
    return force.value.replace("_", " ")


def say_decision(shown: Shown, standing: Standing) -> str:
    """What was decided, in one line."""
    decision = standing.decision
    things = [_thing(shown, standing, n) for n in range(len(standing.subject))]
    match decision.kind:
        case DecisionKind.ADD:
            return one_line(f"add: {_added(decision)} ({shown.label(_report_of(decision))})")
        case DecisionKind.SCOPE:
            return f"scope: {say_scope(decision.value)}"
        case DecisionKind.CHECK | DecisionKind.NOTE if len(things) == 2:
            words = f"{decision.kind.value}: {things[0]}, {things[1].replace('_', ' ')}"
            value = say_edtf(decision.value or "unknown")
            return one_line(f"{words}: {value}" if not _ID.match(value) else words)
        case DecisionKind.IDENTIFY:
            party = named_party(decision)
            return f"{decision.subject[0]} is {party.name if party else decision.value}"
        case DecisionKind.CHECK:
            return f"check: {things[0]}"
        case DecisionKind.VALUE:
            words = f"{things[0]}, {things[1].replace('_', ' ')}"
            return f"{words}: {say_edtf(decision.value or 'unknown')}"
        case DecisionKind.TRANSLATION:
            words = in_brief(one_line(decision.value or ""), QUOTE)
            return f"translation of {shown.label(decision.subject[0])}: {words}"
        case DecisionKind.UNDO:
            undone = next(
                (s for s in shown.standings if s.decision.id == decision.supersedes), None
            )
            number = shown.ledger.get(decision.supersedes or "", decision.supersedes)
            return f"undo {number}" + (f" ({say_decision(shown, undone)})" if undone else "")
    if len(things) == 2 and len(set(things)) == 1:
        things = [f"both are {things[0]} now"]
    words = f"{decision.kind.value}: {' and '.join(things)}" if things else decision.kind.value
    return one_line(f"{words}: {decision.value}" if decision.value else words)


def _added(decision: Decision) -> str:
    """What was added: a claim by its type and words, or a field by its words."""
    claim, filled = added_claim(decision), filled_field(decision)
    if claim:
        return f"{claim.event_type or claim.kind.value} “{in_brief(claim.evidence.quote, QUOTE)}”"
    if filled is None:
        return decision.subject[0]
    said, how = filled.statement, "" if filled.instead else "also "
    return f"{said.property.replace('_', ' ')} is {how}“{in_brief(said.evidence.quote, QUOTE)}”"


def _report_of(decision: Decision) -> str:
    return decision.evidence[0].report_id


def say_scope(words: str | None) -> str:
    """The scope of a case in words."""
    scope = scope_of_words(words) if words else Scope()
    parts = [
        f"{name} {value}"
        for name, value in (
            ("from", scope.first and say_day(scope.first)),
            ("to", scope.last and say_day(scope.last)),
            ("in", ", ".join(scope.places)),
            ("with", ", ".join(scope.actors)),
            ("only", ", ".join(scope.types)),
        )
        if value
    ]
    return "; ".join(parts) or "no limits"


def _thing(shown: Shown, standing: Standing, place: int) -> str:
    """What a decision speaks of: an incident by its number, a claim by its words."""
    now, then = standing.subject[place], standing.decision.subject[place]
    if now in shown.reports:
        return f"report {shown.label(now)}"
    number = shown.number(now)
    if number is not None:
        return f"incident {number}"
    claim = shown.claims.get(now)
    spans = [s for s in standing.decision.spans if s.subject == then]
    evidence = claim.evidence if claim else spans[0].evidence if spans else None
    if evidence is None:
        return now
    quote = in_brief(one_line(evidence.quote), QUOTE)
    return f"“{quote}” ({shown.label(evidence.report_id)})"


def say_grounds(standing: Standing) -> str:
    """Who decided, when, why, and on what grounds."""
    decision = standing.decision
    words = f"{decision.by}, {say_day(decision.at.date())}"
    if decision.reason:
        words += f": {decision.reason}"
    for evidence in decision.evidence:
        words += f" · “{in_brief(evidence.quote, QUOTE)}” ({evidence.report_id})"
    outside = decision.external if decision.kind is not DecisionKind.TRANSLATION else None
    return one_line(f"{words} · {outside}" if outside else words)

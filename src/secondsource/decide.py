"""Acts of review, put into words the ledger keeps.

In: an open case and what a person says of its claims and incidents. Out: the decision that was
noted, worked into the incidents at once where tools are given. It refuses what makes no sense: a
claim that tells of no incident, a thing set beside itself, a number that is none, an act undone
twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from secondsource.errors import InputError
from secondsource.model import (
    COUNTED,
    Claim,
    Decision,
    DecisionKind,
    Evidence,
    Force,
    Incident,
    Kind,
    Property,
    Standing,
    Statement,
)
from secondsource.pipeline import Tools, decide
from secondsource.reconcile import reads_as_value
from secondsource.store import Store

VERDICTS = (DecisionKind.SAME, DecisionKind.DIFFERENT, DecisionKind.UNSURE)
UNKNOWN = "unknown"
LONGEST_TRANSLATION = 1_000_000  # characters
NOT_RULED = frozenset(
    {Property.COUNT, Property.WHAT, Property.PERIOD, Property.ACTOR, Property.RETALIATION_FOR}
)
RULED = tuple(p for p in Property if p not in NOT_RULED)
"""The fields of an incident that can be ruled."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who decides, when and why; with tools the incidents follow at once."""

    by: str
    at: datetime
    reason: str | None = None
    tools: Tools | None = None


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a ruling rests on: statements of the case, or something outside it."""

    statements: Sequence[Statement] = ()
    url: str | None = None
    note: str | None = None


def judge(
    store: Store, verdict: str, left: Incident | Claim, right: Incident | Claim, act: Act
) -> Decision:
    """Note whether two claims or incidents are one incident: same, different or unsure."""
    kind = next((k for k in VERDICTS if k.value == verdict), None)
    if kind is None:
        names = ", ".join(VERDICTS[:-1]) + f" or {VERDICTS[-1]}"
        raise InputError(f"{verdict!r} is no judgement. Say {names}.")
    for thing in (left, right):
        if isinstance(thing, Claim) and thing.kind is not Kind.INCIDENT:
            raise InputError(
                f"{thing.id} is a {thing.kind.value} and tells of no incident of its own. "
                "Name a claim or an incident that does."
            )
    if left.id == right.id:
        raise InputError(f"{left.id} was named twice. Name two claims or incidents.")
    return _note(store, kind, (left.id, right.id), act)


def rule(
    store: Store, incident: Incident, field: str, words: str, act: Act, grounds: Grounds
) -> Decision:
    """Note the value of one field of an incident; "unknown" holds that nobody can know it."""
    prop = next((p for p in RULED if p.value == field.replace("-", "_")), None)
    if prop is None:
        raise InputError(f"{field!r} is no field of an incident. Use one of {', '.join(RULED)}.")
    value = None if words.strip().lower() in ("", UNKNOWN) else words.strip()
    if value is not None and not reads_as_value(prop, value):
        form = "12, 10-14, 12+" if prop in COUNTED else "2024-02-07, 2024-02, 2024-02-05/2024-02-07"
        raise InputError(f"{value!r} is no value for {field}. Write it as {form} or {UNKNOWN}.")
    if grounds.url and not grounds.url.startswith(("http://", "https://")):
        raise InputError(f"{grounds.url!r} is no URL. Give it whole, from https:// on.")
    words_of = tuple(dict.fromkeys(s.evidence for s in grounds.statements))
    outside = " ".join(filter(None, (grounds.url, grounds.note))) or None
    subject = (incident.id, prop.value)
    return _note(store, DecisionKind.VALUE, subject, act, value, words_of, outside)


def bounded(words: str, low: int | None, high: int | None) -> str:
    """The words of a ruling on a toll with its low and high: "10/12/14"."""
    if low is None and high is None:
        return words
    best = words.strip().removesuffix("+")
    if not best.isdecimal():
        raise InputError(f"{words!r} cannot have --low or --high. Give the best number: 12 or 12+.")
    top = None if words.strip().endswith("+") and high is None else high or int(best)
    bottom = int(best) if low is None else low
    if bottom > int(best) or (top is not None and top < int(best)):
        raise InputError(f"{best} does not lie between {bottom} and {top}. Mend --low or --high.")
    return f"{bottom}/{best}/{'' if top is None else top}"


def translate(store: Store, report_id: str, text: str, act: Act) -> Decision:
    """Keep a translation beside a report, in place of one kept before; offsets stay the report's.

    It names the SHA-256 of the text it translates, so that a later revision can be told from it.
    """
    report = store.report(report_id)
    if report is None:
        raise InputError(f"There is no report {report_id!r}. `secondsource show` lists them.")
    if not text.strip():
        raise InputError(f"The translation of {report_id} is empty. Paste its words.")
    if len(text) > LONGEST_TRANSLATION:
        limit = f"{LONGEST_TRANSLATION:,} characters"
        raise InputError(f"The translation of {report_id} is longer than {limit}. Shorten it.")
    before = store.translations().get(report_id)
    return _note(
        store,
        DecisionKind.TRANSLATION,
        (report_id,),
        replace(act, tools=None),  # it changes no incident
        text.strip(),
        external=report.sha256,
        supersedes=before.id if before else None,
    )


def undo(store: Store, what: str, act: Act) -> Decision:
    """Undo a decision, named by its number in the ledger, its id or the beginning of it."""
    standing = find_decision(store.standings(), what)
    found = standing.decision
    if standing.force is Force.UNDONE:
        raise InputError(f"{found.id} has been {standing.why}. Undo that to have it back.")
    return _note(store, DecisionKind.UNDO, (found.id,), act, supersedes=found.id)


def find_decision(standings: Sequence[Standing], what: str) -> Standing:
    """The decision that a number of the ledger, an id or the beginning of one names."""
    if what.isdecimal() and 1 <= int(what) <= len(standings):
        return standings[int(what) - 1]
    named = [s for s in standings if what and s.decision.id.startswith(what)]
    exact = [s for s in named if s.decision.id == what]
    if len(exact or named) == 1:
        return (exact or named)[0]
    if named:
        ids = ", ".join(s.decision.id for s in named[:3])
        raise InputError(f"{what!r} may be any of {len(named)}: {ids} … Give more of the id.")
    raise InputError(
        f"There is no decision {what!r}; there are {len(standings)}. "
        "`secondsource decisions` lists them."
    )


def find_statement(claims: Sequence[Claim], what: str) -> Statement:
    """The statement that an id, or the beginning of one, names."""
    said = [s for c in claims for s in c.statements if what and s.id.startswith(what)]
    exact = [s for s in said if s.id == what] or said
    if len(exact) != 1:
        number = "no statement" if not exact else f"{len(exact)} statements"
        raise InputError(
            f"{what!r} names {number}. `secondsource export --format claims` has their ids."
        )
    return exact[0]


def _note(
    store: Store,
    kind: DecisionKind,
    subject: tuple[str, ...],
    act: Act,
    value: str | None = None,
    evidence: tuple[Evidence, ...] = (),
    external: str | None = None,
    *,
    supersedes: str | None = None,
) -> Decision:
    number = len(store.decisions()) + 1
    parts = (kind.value, *subject, value or "", act.by, act.at.isoformat(), str(number))
    name = "a" + sha256("\n".join(parts).encode()).hexdigest()[:16]
    decision = Decision(
        name, kind, subject, value, act.reason, evidence, external, act.by, act.at, supersedes
    )
    return decide(store, decision, act.tools)

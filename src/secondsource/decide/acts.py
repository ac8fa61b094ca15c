"""How an act gets into the ledger, and out of it again; notes and the scope of a case.

In: an open case, decisions in the making and who takes them. Out: the decisions as they were noted,
all of one act or none, worked into the incidents at once where tools are given. It refuses, with
`Clash`, what others have decided on since the person looked, and an act that is undone already.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from secondsource.codes import open_codes
from secondsource.decide.ledger import clash, find_decision
from secondsource.decide.limits import limits_named
from secondsource.errors import Clash, InputError
from secondsource.model import (
    Claim,
    Decision,
    DecisionKind,
    Force,
    Incident,
    Property,
    Report,
    Standing,
)
from secondsource.pipeline import Tools, decide_together
from secondsource.scope import Scope, scope_in_words
from secondsource.store import Store
from secondsource.wording import plural, read_day

LONGEST_TRANSLATION = 1_000_000  # characters


@dataclass(frozen=True, slots=True)
class Act:
    """Who decides, when and why; with tools the incidents follow at once.

    `seen` is the number of entries that the person had read of the ledger, where others may decide
    at the same time.
    """

    by: str
    at: datetime
    reason: str | None = None
    tools: Tools | None = None
    seen: int | None = None


def draft(
    kind: DecisionKind,
    subject: Sequence[str],
    act: Act,
    value: str | None = None,
    **more: Any,
) -> Decision:
    """A decision of an act that has no id yet."""
    known = {"evidence": (), "external": None} | more
    return Decision("", kind, tuple(subject), value, act.reason, by=act.by, at=act.at, **known)


def record(store: Store, act: Act, *drafts: Decision) -> tuple[Decision, ...]:
    """Note the decisions of one act, all or none, unless others have decided on the same since."""
    ledger = store.decisions()
    if act.seen is not None:
        _refuse_clash(store, act.seen, drafts, {d.id: d.subject for d in ledger})
    named: list[Decision] = []
    for number, decision in enumerate(drafts, len(ledger) + 1):
        parts = (decision.kind.value, *decision.subject, decision.value or "", act.by)
        words = (*parts, act.at.isoformat(), str(number))
        name = "a" + sha256("\n".join(words).encode()).hexdigest()[:16]
        first = (named[0].id if named else name) if len(drafts) > 1 else None
        named.append(replace(decision, id=name, act=first))
    return decide_together(store, named, act.tools)


def _refuse_clash(
    store: Store,
    seen: int,
    drafts: Sequence[Decision],
    subjects: dict[str, tuple[str, ...]],
) -> None:
    """Raise Clash where others have decided since on what an act speaks of."""
    theirs: dict[str, Standing] = {}
    for d in drafts:
        about = subjects.get(d.supersedes or "", d.subject)
        found = clash(store, about, seen, by=d.by, kind=d.kind)
        theirs |= {s.decision.id: s for s in found}
    if theirs:
        others = ", ".join(dict.fromkeys(s.decision.by for s in theirs.values()))
        raise Clash(
            f"{others} took {plural(len(theirs), 'decision')} on this while you were reading. "
            "Yours is not noted, and nothing is lost: look at both, then decide again.",
            tuple(drafts),
            tuple(theirs.values()),
        )


def undo(store: Store, what: str, act: Act) -> tuple[Decision, ...]:
    """Undo a decision, named by its number in the ledger, its id or the beginning of it.

    Of an act that took several decisions all are undone.
    """
    standings = store.standings()
    standing = find_decision(standings, what)
    found = standing.decision
    if standing.force is Force.UNDONE:
        raise InputError(f"{found.id} has been {standing.why}. Undo that to have it back.")
    whole = [
        s.decision
        for s in standings
        if s.decision.id == found.id
        or (found.act and s.decision.act == found.act and s.force is not Force.UNDONE)
    ]
    drafts = [draft(DecisionKind.UNDO, (d.id,), act, supersedes=d.id) for d in whole]
    return record(store, act, *drafts)


def note(
    store: Store,
    thing: Incident | Claim | Report,
    text: str,
    act: Act,
    field: str | None = None,
) -> tuple[Decision, ...]:
    """Note a comment on a claim, an incident, a report, or one field of an incident."""
    if not text.strip():
        raise InputError("The note is empty. Write what it should say.")
    subject: tuple[str, ...] = (thing.id,)
    if field is not None:
        if not isinstance(thing, Incident):
            raise InputError(f"{thing.id} is no incident, so it has no field {field!r}.")
        subject = (thing.id, property_of(field).value)
    return record(store, act, draft(DecisionKind.NOTE, subject, act, text.strip()))


def translate(store: Store, report_id: str, text: str, act: Act) -> tuple[Decision, ...]:
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
    kept = draft(
        DecisionKind.TRANSLATION,
        (report_id,),
        act,
        text.strip(),
        external=report.sha256,
        supersedes=before.id if before else None,
    )
    return record(store, replace(act, tools=None), kept)  # it changes no incident


def property_of(field: str) -> Property:
    """The property that a field is called by; InputError where there is none."""
    prop = next((p for p in Property if p.value == field.strip().replace("-", "_")), None)
    if prop is None:
        raise InputError(f"There is no field {field!r}. Use one of {', '.join(Property)}.")
    return prop


def day_of(words: str) -> date:
    """The day that is written as 2024-02-07; InputError where it is none."""
    try:
        return date.fromisoformat(read_day(words.strip()))
    except ValueError as fault:
        raise InputError(f"{words!r} is no day. Write it as 2024-02-07 or 7 Feb 2024.") from fault


def limit(store: Store, scope: Scope | None, act: Act) -> tuple[Decision, ...]:
    """Note what a case is about; None lifts all limits. Incidents outside are kept, and marked."""
    if scope is not None:
        known = open_codes().types
        strange = [code for code in scope.types if code not in known]
        if strange:
            raise InputError(f"{strange[0]!r} is no event type. Use one of {', '.join(known)}.")
        if scope.first and scope.last and scope.first > scope.last:
            raise InputError(f"{scope.first} lies after {scope.last}. Give the earlier day first.")
        if act.tools is not None:
            scope = limits_named(store, scope, act.tools)
    words = scope_in_words(scope) if scope else None
    return record(store, act, draft(DecisionKind.SCOPE, (), act, words))

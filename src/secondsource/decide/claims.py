"""What is said of single claims: none at all, of another type, missed, or short of a field.

In: a claim, or words that a person selected in a report. Out: the decisions noted; what was added
is kept as words of the report with the values that the machine's own resolvers read in them, or the
person's. It refuses words that do not stand in the report, and a claim that is told already.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from secondsource.codes import open_codes
from secondsource.decide.acts import Act, draft, property_of, record
from secondsource.decide.fields import refuse_odd_value
from secondsource.decide.pairs import part_from
from secondsource.errors import InputError
from secondsource.extract import Argument, Draft, claims_of, statement_of
from secondsource.model import (
    Actor,
    Claim,
    Count,
    Decision,
    DecisionKind,
    Evidence,
    Group,
    GroupStatus,
    Incident,
    Kind,
    Property,
    Report,
    Scope,
    Statement,
    Value,
)
from secondsource.pipeline import Tools, values_read
from secondsource.reconcile import value_of
from secondsource.store import Filled, Store, claim_in_words, filled_in_words, party_in_words

PERSON = "person"
"""The origin of statements that people read."""


@dataclass(frozen=True, slots=True)
class Read:
    """Words of a report that a person reads as a property of a claim.

    `value` is written as in a ruling; without one the words are read as the machine reads them.
    Scope and status are those of a toll.
    """

    property: Property
    words: Evidence
    value: str | None = None
    scope: Scope = Scope.TOTAL
    status: GroupStatus = GroupStatus.UNKNOWN


@dataclass(frozen=True, slots=True)
class Found:
    """A claim that a person found in the words of a report, and the incident it tells of if known.

    `words` is the sentence, item or row; `trigger` the words for the deed. A total has a `count`
    among its reads and no type.
    """

    words: Evidence
    kind: Kind
    event_type: str | None
    trigger: Evidence | None = None
    reads: Sequence[Read] = ()
    incident: Incident | None = None


def reject(
    store: Store, claim: Claim, act: Act, incident: Incident | None = None
) -> tuple[Decision, ...]:
    """Note that a claim is none, or, where an incident is named, that it is not about that one."""
    if incident is not None:
        return part_from(store, incident, claim, act)
    return record(store, act, draft(DecisionKind.REJECT, (claim.id,), act))


def retype(store: Store, claim: Claim, event_type: str, act: Act) -> tuple[Decision, ...]:
    """Note that a claim tells of an incident or a reaction of another type."""
    _refuse_odd_type(claim.kind, event_type)
    return record(store, act, draft(DecisionKind.RETYPE, (claim.id,), act, event_type))


def _refuse_odd_type(kind: Kind, event_type: str | None) -> None:
    """Raise InputError where a kind of claim has no such type."""
    known = open_codes().types
    fit = [t for t in known if known[t].reaction is (kind is Kind.REACTION)]
    if kind is Kind.TOTAL:
        if event_type is not None:
            raise InputError(f"A total has no type, so it cannot be {event_type!r}.")
    elif event_type not in fit:
        raise InputError(
            f"{event_type!r} is no type of a claim of the kind {kind}. Use one of {', '.join(fit)}."
        )


# --- words of a report --------------------------------------------------------------------------


def find_words(report: Report, what: str, within: Evidence | None = None) -> Evidence:
    """The words of a report that are meant: quoted whole, or as offsets "120:240".

    Words that stand in the report more than once are looked for `within` others.
    """
    span = re.fullmatch(r"(\d+):(\d+)", what.strip())
    if span:
        start, end = int(span[1]), int(span[2])
        if not start < end <= len(report.text):
            raise InputError(f"{what} is no span of {report.id} (0:{len(report.text)}).")
        return report.evidence(start, end)
    low, high = (within.start, within.end) if within else (0, len(report.text))
    if not report.text.count(what, low, high):
        low, high = 0, len(report.text)
    places = [m.start() for m in re.finditer(re.escape(what), report.text[low:high]) if what]
    if len(places) != 1:
        where = ", ".join(f"{low + p}:{low + p + len(what)}" for p in places[:5])
        raise InputError(
            f"{what[:60]!r} stands {len(places)} times in {report.id}"
            + (f": name one of {where}." if places else ". Quote the words as they are printed.")
        )
    return report.evidence(low + places[0], low + places[0] + len(what))


def read_of(report: Report, words: str, within: Evidence | None = None) -> Read:
    """What "killed=three men" or "date=12:20=2024-02-07" says: a field, its words, its value."""
    field, _, rest = words.partition("=")
    quote, _, value = rest.partition("=")
    if not quote.strip():
        raise InputError(f"{words!r} names no words. Write the field and them: killed=three men.")
    return Read(property_of(field), find_words(report, quote, within), value.strip() or None)


def kind_of(words: str) -> Kind:
    """The kind of claim that a word names; InputError where there is none."""
    kind = next((k for k in Kind if k.value == words), None)
    if kind is None:
        raise InputError(f"{words!r} is no kind of claim. Use one of {', '.join(Kind)}.")
    return kind


def value_read(
    read: Read, report: Report, tools: Tools, claim: Claim | None = None
) -> Value | None:
    """The value that words would be kept with, as part of a claim or on their own."""
    if claim is None:
        (claim,) = claims_of(report, (_draft(Found(read.words, Kind.INCIDENT, None)),))
    said = statement_of(report, claim.id, _argument(read))
    return (
        _with_values(replace(claim, statements=(said,)), (read,), report, tools).statements[0].value
    )


def _argument(read: Read) -> Argument:
    words, group = read.words, Group(read.status)
    return Argument(read.property, words.start, words.end, 1.0, PERSON, read.scope, group)


def _draft(found: Found) -> Draft:
    words, trigger = found.words, found.trigger
    return Draft(
        found.kind,
        found.event_type,
        (words.start, words.end),
        (trigger.start, trigger.end) if trigger else None,
        tuple(map(_argument, found.reads)),
        origin=PERSON,
    )


def _with_values(claim: Claim, reads: Sequence[Read], report: Report, tools: Tools) -> Claim:
    """A claim with the values that its words have, those a person gave before all others."""
    given = {(r.property, r.words.start, r.words.end): r.value for r in reads if r.value}
    claim = values_read(claim, report, tools)

    def valued(said: Statement) -> Statement:
        words = given.get((said.property, said.evidence.start, said.evidence.end))
        if words is None:
            return said
        value = value_of(said.property, words, (claim,), tools.known)
        if isinstance(value, Count) and isinstance(said.value, Count):
            quote, group = said.evidence.quote, said.value.group
            value = replace(value, wording=quote, group=group, scope=said.value.scope)
        return replace(said, value=value)

    return replace(claim, statements=tuple(map(valued, claim.statements)))


# --- who a party is -----------------------------------------------------------------------------


def identify(store: Store, party: str, meant: str, act: Act, tools: Tools) -> tuple[Decision, ...]:
    """Note who a provisional party is: a party of the list by its id, or another of the case.

    Both may be given by name. Every claim that names the one then speaks of the other.
    """
    known = parties_of(store.claims(decided=False))
    one, other = _party(party, known, tools), _party(meant, known, tools)
    if not one.provisional:
        raise InputError(
            f"{one.name} ({one.id}) is known. Only provisional parties are identified."
        )
    if one.id == other.id:
        raise InputError(f"{one.name} was named twice. Name the party that it is.")
    return record(store, act, draft(DecisionKind.IDENTIFY, (one.id,), act, party_in_words(other)))


def parties_of(claims: Iterable[Claim]) -> dict[str, Actor]:
    """The parties that claims name, by id."""
    said = (s.value for c in claims for s in c.statements)
    return {a.id: a for a in said if isinstance(a, Actor)}


def _party(what: str, known: Mapping[str, Actor], tools: Tools) -> Actor:
    """The party of an id, or the one party of the case or the list that has a name."""
    exact = tools.actors.get(what) or known.get(what)
    if exact:
        return exact
    name = what.strip().casefold()
    named = [a for a in known.values() if a.name.casefold() == name] or tools.actors.named(name)
    if len(named) == 1:
        return named[0]
    many = "no party" if not named else f"{len(named)} parties"
    raise InputError(f"{what!r} names {many}. Give the id of one, of the list or of the case.")


# --- what was missed ----------------------------------------------------------------------------


def add(store: Store, report: Report, found: Found, act: Act, tools: Tools) -> tuple[Decision, ...]:
    """Note a claim that was missed; with its incident, that it tells of that one too.

    `tools` read the words; they need not be those of the act, which may wait for the next run.
    """
    _refuse_odd_type(found.kind, found.event_type)
    if found.kind is Kind.TOTAL and not any(r.property is Property.COUNT for r in found.reads):
        raise InputError("A total needs its number. Say which words are its count.")
    for read in found.reads:
        _refuse_odd_words(read, report)
    for words in filter(None, (found.words, found.trigger)):
        report.check(words)
    (claim,) = claims_of(report, (_draft(found),))
    told = next((c for c in store.claims_in([report.id]) if c.id == claim.id), None)
    if told:
        raise InputError(
            f"{claim.id} tells that already: {told.evidence.quote[:60]!r}. "
            "Retype it, or fill its fields."
        )
    claim = _with_values(claim, found.reads, report, tools)
    value, words_of = claim_in_words(claim)
    drafts = [draft(DecisionKind.ADD, (claim.id,), act, value, evidence=words_of)]
    if found.incident and found.kind is Kind.INCIDENT:
        drafts.append(draft(DecisionKind.SAME, (claim.id, found.incident.id), act))
    return record(store, act, *drafts)


def fill(
    store: Store, claim: Claim, read: Read, act: Act, tools: Tools, *, instead: bool = True
) -> tuple[Decision, ...]:
    """Note which words give a property of a claim, in place of what was read there or beside it."""
    report = store.report(claim.report_id)
    if report is None:
        raise InputError(f"The case has no report {claim.report_id} any more. Read it again.")
    _refuse_odd_words(read, report)
    said = statement_of(report, claim.id, _argument(read))
    told = _with_values(replace(claim, statements=(said,)), (read,), report, tools)
    value, words_of = filled_in_words(Filled(told.statements[0], instead))
    subject = (claim.id, read.property.value)
    return record(store, act, draft(DecisionKind.ADD, subject, act, value, evidence=words_of))


def _refuse_odd_words(read: Read, report: Report) -> None:
    """Raise an error where words do not stand in the report, or their value is none."""
    if read.words.report_id != report.id:
        raise InputError(f"{read.words.quote[:40]!r} is quoted from {read.words.report_id}.")
    report.check(read.words)
    refuse_odd_value(read.property, read.value)

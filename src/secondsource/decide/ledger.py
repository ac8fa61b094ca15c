"""The ledger of decisions, read: who decided what, when, on what, and what became of it.

In: an open case, or the standings of its decisions. Out: entries in the order of the ledger, those
that speak of one thing, and those that others took on a thing since a person looked. It refuses to
leave out what was undone or replaced.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from secondsource.errors import InputError
from secondsource.model import DecisionKind, Force, Property, Standing
from secondsource.store import Store

LOOKING = frozenset({DecisionKind.CHECK})
SILENT = frozenset({DecisionKind.NOTE, DecisionKind.SCOPE})
"""Acts that change nothing that another person could have had before them."""
PROPERTIES = frozenset(p.value for p in Property)


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision of the ledger, with its number and the numbers of those it hangs on."""

    number: int  # from 1; it never changes, as nothing leaves the ledger
    standing: Standing
    act: tuple[int, ...]  # the entries of its act, itself among them
    gone_by: int | None = None  # the entry that undid or replaced it
    undoes: int | None = None


def entries(standings: Sequence[Standing]) -> tuple[Entry, ...]:
    """Every decision with its number, its act, and what undid or replaced it."""
    numbers = {s.decision.id: n for n, s in enumerate(standings, 1)}
    acts: dict[str, list[int]] = {}
    for s in standings:
        acts.setdefault(s.decision.act or s.decision.id, []).append(numbers[s.decision.id])
    by = {
        s.decision.supersedes: numbers[s.decision.id]
        for s in standings
        if s.force not in (Force.UNDONE, Force.REPLACED)
    }
    return tuple(
        Entry(
            numbers[s.decision.id],
            s,
            tuple(acts[s.decision.act or s.decision.id]),
            _gone_by(s, by, numbers),
            numbers.get(s.decision.supersedes or ""),
        )
        for s in standings
    )


def _gone_by(standing: Standing, by: dict[str | None, int], numbers: dict[str, int]) -> int | None:
    if standing.force not in (Force.UNDONE, Force.REPLACED):
        return None
    named = (standing.why or "").rpartition(" ")[2]
    return by.get(standing.decision.id) or numbers.get(named)


def history(found: Iterable[Entry], things: Collection[str]) -> tuple[Entry, ...]:
    """The entries that speak of any of some incidents, claims or reports, and what undid them."""
    ours: dict[int, Entry] = {}
    for entry in found:
        standing = entry.standing
        named = {*_named(standing), *(c for homes in standing.claims for c in homes)}
        if entry.undoes in ours or not named.isdisjoint(things):
            ours[entry.number] = entry
    return tuple(ours.values())


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


# --- two at once --------------------------------------------------------------------------------


def clash(
    store: Store,
    subject: Sequence[str],
    seen: int,
    *,
    by: str | None = None,
    kind: DecisionKind | None = None,
) -> tuple[Standing, ...]:
    """What others decided on a thing since a person had read `seen` entries of the ledger.

    `subject` is as in a decision: claims, incidents, or an incident and a property. A decision on
    a whole incident meets all that is decided on its fields and claims; one on a field meets what
    is decided on that field or the whole. Decisions of the person `by` are left out, notes never
    clash, two checks do not, and what was decided and undone since is as if it had not been.
    """
    if kind in SILENT or seen >= len(store.decisions()):
        return ()
    found = entries(store.standings())
    later = [e for e in found[seen:] if e.standing.decision.by != by]
    mine = _Thing.of(store, subject) if later else None
    return tuple(e.standing for e in later if mine and _meets(e, found, seen, mine, kind))


@dataclass(frozen=True, slots=True)
class _Thing:
    """What a decision speaks of: ids, and the property where it speaks of one field only."""

    ids: frozenset[str]
    prop: str | None

    @classmethod
    def of(cls, store: Store, subject: Sequence[str]) -> _Thing:
        """The thing of a subject; an incident by all its names and, as a whole, by its claims."""
        prop = _property(subject)
        ids = set(subject[:1] if prop else subject)
        for incident in store.incidents():
            names = {incident.id, *incident.former_ids}
            if ids & names:
                ids |= names if prop else {*names, *incident.claims}
        return cls(frozenset(ids), prop)


def _property(subject: Sequence[str]) -> str | None:
    return subject[1] if len(subject) == 2 and subject[1] in PROPERTIES else None


def _named(standing: Standing) -> set[str]:
    """The ids of what a decision speaks of, as they were and as they are."""
    then, now = standing.decision.subject, standing.subject
    return {s for s in (*then, *now) if s not in PROPERTIES}


def _meets(
    entry: Entry,
    found: Sequence[Entry],
    seen: int,
    mine: _Thing,
    kind: DecisionKind | None,
) -> bool:
    """Whether a decision of another changes what a person acts on."""
    standing, decision = entry.standing, entry.standing.decision
    if entry.undoes:
        return entry.undoes <= seen and _meets(found[entry.undoes - 1], found, seen, mine, kind)
    undone_since = standing.force is Force.UNDONE and entry.number > seen
    if undone_since or decision.kind in SILENT or (kind in LOOKING and decision.kind in LOOKING):
        return False
    prop = _property(decision.subject)
    if prop and mine.prop and prop != mine.prop:
        return False
    ids = _named(standing)
    if not prop:
        ids |= {c for homes in standing.claims for c in homes}
    return not mine.ids.isdisjoint(ids)

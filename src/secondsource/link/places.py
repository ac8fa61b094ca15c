"""Places that a report leaves open, taken from other reports of the same case.

In: claims, and the groups of accounts held to be one incident each. Out: the claims whose words of
place fit no known place, with the place that other reports give this name, or else the one that
the other accounts of the incident agree on; each names the report it rests on. It refuses to move
a place that the report itself settles, and to choose where other reports disagree.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeGuard

from secondsource.distance import apart_km
from secondsource.link.where import size_km
from secondsource.model import Claim, Kind, Place, Property, Statement

TOGETHER_KM = 50.0  # places of one incident this near agree
NEAR_KM = 10.0  # at least this open is what lies where another account says
FINE = 3  # UCDP's precision of a second-order region
_NAME = re.compile(r"[^\W\d_a-z][^\W\d_][\w'’ʿ‘]+")


Row = tuple[str, int, str, int, Place]
"""A located place as a report tells it: report, start and id of the claim, ordinal, place."""


@dataclass(frozen=True, slots=True)
class Named:
    """What the reports of a case say of places, by the name they give them."""

    told: Mapping[str, tuple[Row, ...]]  # located, in the order of the reports
    open: Mapping[str, frozenset[str]]  # reports that name such a place and leave it open

    @classmethod
    def empty(cls) -> Named:
        """No place named."""
        return cls({}, {})

    def with_claims(self, gone: Collection[str], claims: Iterable[Claim]) -> Named:
        """The names without those of some reports and with those of other claims."""
        told: dict[str, list[Row]] = defaultdict(list)
        left_open: dict[str, set[str]] = defaultdict(set)
        for claim in claims:
            for n, statement in enumerate(_stated(claim)):
                place, name = statement.value, _name(statement)
                if name and _located(place):
                    row = (claim.report_id, claim.evidence.start, claim.id, n, place)
                    told[name].append(row)
            for statement in filter(_open, claim.statements):
                left_open[_name(statement)].add(claim.report_id)
        out = set(gone)
        for name, rows in self.told.items():
            told[name] += [row for row in rows if row[0] not in out] if out else rows
        for name, reports in self.open.items():
            left_open[name] |= reports - out
        return Named(
            {k: tuple(sorted(rows, key=lambda r: r[:4])) for k, rows in told.items() if rows},
            {k: frozenset(reports) for k, reports in left_open.items() if reports},
        )

    def changed(self, other: Named, reports: Collection[str]) -> frozenset[str]:
        """The reports with an open place whose name was told otherwise by some other reports."""
        names = {
            name
            for named in (self, other)
            for name, rows in named.told.items()
            if name in self.open or name in other.open
            if any(row[0] in reports for row in rows)
        }
        return frozenset(r for name in names for r in other.open.get(name, ()))


def narrow_places(
    claims: Sequence[Claim], groups: Sequence[Sequence[str]], named: Named | None = None
) -> tuple[Claim, ...]:
    """The claims in their order, with open places narrowed where other reports allow.

    `named` are the places of the whole case where the claims are only a part of it.
    """
    home = {account: n for n, group in enumerate(groups) for account in group}
    known = named or Named.empty().with_claims((), claims)
    told: dict[str, list[_Told]] = {}
    grouped: dict[int, list[_Told]] = defaultdict(list)
    for claim in claims:
        for statement in filter(_open, claim.statements):
            name = _name(statement)
            if name not in told:
                rows = known.told.get(name, ())
                told[name] = _once(_Told(place, report) for report, *_, place in rows)
        for statement in _stated(claim):
            place = statement.value
            if _located(place):
                grouped[home.get(claim.account_id, -1)].append(_Told(place, claim.report_id))
    grouped.pop(-1, None)
    return tuple(
        _narrowed(claim, told, grouped.get(home.get(claim.account_id, -1), ())) for claim in claims
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """A located place and the report that gives it."""

    place: Place
    report_id: str

    @property
    def fine(self) -> bool:
        return self.place.lat is not None and (self.place.precision or 9) <= FINE


def _once(told: Iterable[_Told]) -> list[_Told]:
    """Of the reports that give one place the first two: one of them is another than any report."""
    seen: dict[Place, set[str]] = defaultdict(set)
    kept = []
    for one in told:
        if len(seen[one.place] | {one.report_id}) > len(seen[one.place]) < 2:
            seen[one.place].add(one.report_id)
            kept.append(one)
    return kept


def _located(place: object) -> TypeGuard[Place]:
    return isinstance(place, Place) and (place.lat is not None or bool(place.country))


def _stated(claim: Claim) -> Sequence[Statement]:
    """The places of an incident that stand in its own sentence."""
    if claim.kind is not Kind.INCIDENT:
        return ()
    return [s for s in claim.said(Property.PLACE) if s.origin != "carried"]


def _name(statement: Statement) -> str:
    """The name in words of place, folded: "near the Navaly church" is about Navaly."""
    return " ".join(_NAME.findall(statement.evidence.quote)).casefold()


def _open(statement: Statement) -> bool:
    place = statement.value
    return statement.property is Property.PLACE and isinstance(place, Place) and place.lat is None


def _narrowed(claim: Claim, named: Mapping[str, Sequence[_Told]], beside: Sequence[_Told]) -> Claim:
    if not any(map(_open, claim.statements)):
        return claim

    def narrowed(statement: Statement) -> Statement:
        own = statement.value
        if not _open(statement) or not isinstance(own, Place):
            return statement
        for told in (named.get(_name(statement), ()), beside):
            found = _agreed([t for t in told if t.report_id != claim.report_id], own)
            if found is not None:
                return replace(statement, value=_there(found, own))
        return statement

    return replace(claim, statements=tuple(map(narrowed, claim.statements)))


def _agreed(told: Sequence[_Told], own: Place) -> _Told | None:
    """The finest of some places if all fine ones lie together, in the country of the words.

    Where none is fine, the first of the one country they share, if the words have none.
    """
    lands = {t.place.country for t in told}
    if not told or (own.country and lands != {own.country}):
        return None
    fine = [t for t in told if t.fine]
    if not fine:
        return told[0] if len(lands) == 1 and not own.country and None not in lands else None
    best = min(fine, key=lambda t: (t.place.precision or 9, size_km(t.place), t.report_id))
    apart = (apart_km(best.place, t.place) for t in fine)
    return best if all(km is not None and km <= TOGETHER_KM for km in apart) else None


def _there(told: _Told, own: Place) -> Place:
    """The place of other words under its own name, known no better than to be there."""
    if not told.fine:
        return replace(own, country=told.place.country, anchor=told.report_id)
    return replace(
        told.place,
        id=None,
        name=own.name,
        precision=max(told.place.precision or 2, 2),
        radius_km=max(told.place.radius_km or 0.0, NEAR_KM),
        anchor=told.report_id,
    )

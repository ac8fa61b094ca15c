"""Places that a report leaves open, taken from other reports of the same case.

In: claims, and the groups of accounts held to be one incident each. Out: the claims whose words of
place fit no known place, with the place that other reports give this name, or else the one that
the other accounts of the incident agree on; each names the report it rests on. It refuses to move
a place that the report itself settles, and to choose where other reports disagree.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from secondsource.distance import apart_km
from secondsource.link.where import size_km
from secondsource.model import Claim, Kind, Place, Property, Statement

TOGETHER_KM = 50.0  # places of one incident this near agree
NEAR_KM = 10.0  # at least this open is what lies where another account says
FINE = 3  # UCDP's precision of a second-order region
_NAME = re.compile(r"[^\W\d_a-z][^\W\d_][\w'’ʿ‘]+")


@dataclass(frozen=True, slots=True)
class ToldPlace:
    """A located place and the report that gives it."""

    place: Place
    report_id: str

    @property
    def fine(self) -> bool:
        """Whether the place is a point no larger than a second-order region."""
        return self.place.lat is not None and (self.place.precision or 9) <= FINE


Named = Mapping[str, Sequence[ToldPlace]]
"""Names in words of place, folded, with the located places that reports give them."""


def narrow_places(
    claims: Sequence[Claim], groups: Sequence[Sequence[str]], named: Named
) -> tuple[Claim, ...]:
    """The claims in their order, with open places narrowed where other reports allow.

    `named` says what names mean in the whole case.
    """
    home = {account: n for n, group in enumerate(groups) for account in group}
    named = {name: once(told) for name, told in named.items()}
    grouped: dict[int, list[ToldPlace]] = defaultdict(list)
    for claim in claims:
        if claim.account_id in home:
            grouped[home[claim.account_id]] += (told for _, told in _located(claim))
    return tuple(
        _narrowed(claim, named, grouped.get(home.get(claim.account_id, -1), ())) for claim in claims
    )


def names_told(claims: Iterable[Claim], had: Named | None = None) -> dict[str, list[ToldPlace]]:
    """What names mean that reports locate, and with what was `had` from other reports.

    The claims stand in the order of the texts.
    """
    found: dict[str, list[ToldPlace]] = defaultdict(list)
    for claim in claims:
        for name, told in _located(claim):
            if name:
                found[name].append(told)
    known = had or {}
    every = {n: sorted([*known.get(n, ()), *found[n]], key=lambda t: t.report_id) for n in found}
    return {name: every[name] for name in sorted(every)}


def names_open(claims: Iterable[Claim]) -> dict[str, set[str]]:
    """The names of places that reports leave open, each with these reports."""
    found: dict[str, set[str]] = defaultdict(set)
    for claim in claims:
        for statement in filter(_open, claim.statements):
            found[_name(statement)].add(claim.report_id)
    return {name: found[name] for name in sorted(found) if name}


def _located(claim: Claim) -> Iterator[tuple[str, ToldPlace]]:
    """The places that a claim's own sentence gives for its incident, with their names."""
    for statement in _stated(claim):
        place = statement.value
        if isinstance(place, Place) and (place.lat is not None or place.country):
            yield _name(statement), ToldPlace(place, claim.report_id)


def once(told: Iterable[ToldPlace]) -> list[ToldPlace]:
    """Of the reports that give one place the first two: one of them is another than any report."""
    seen: dict[Place, set[str]] = defaultdict(set)
    kept = []
    for one in told:
        if len(seen[one.place] | {one.report_id}) > len(seen[one.place]) < 2:
            seen[one.place].add(one.report_id)
            kept.append(one)
    return kept


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


def _narrowed(claim: Claim, named: Named, beside: Sequence[ToldPlace]) -> Claim:
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


def _agreed(told: Sequence[ToldPlace], own: Place) -> ToldPlace | None:
    """The finest of some places if all fine ones lie together, in the country of the words.

    Where none is fine or they lie apart, only the one country they share, if the words have none.
    """
    lands = {t.place.country for t in told}
    if not told or (own.country and lands != {own.country}):
        return None
    fine = [t for t in told if t.fine]
    if fine:
        best = min(fine, key=lambda t: (t.place.precision or 9, size_km(t.place), t.report_id))
        apart = (apart_km(best.place, t.place) for t in fine)
        if all(km is not None and km <= TOGETHER_KM for km in apart):
            return best
    if own.country or len(lands) > 1 or None in lands:
        return None
    return replace(told[0], place=replace(told[0].place, lat=None, lon=None))


def _there(told: ToldPlace, own: Place) -> Place:
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

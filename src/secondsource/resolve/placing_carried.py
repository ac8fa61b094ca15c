"""A place for an account none of whose sentences names one: carried from the words around it.

In: the claims of a report with their values, its mentions and the gazetteer. Out: the same claims,
the first of such an account with one more statement, of origin `carried`, that quotes the heading
or lead-in over its sentence, or the line before it that names a place inside another and tells of
no incident itself ("Incident 12, Harir, Erbil province. Two strikes …"). It refuses to carry from
headlines, date lines and sentences that name a place in passing, which are wrong half the time,
and from words that name more than one place; what it carries is never finer than "near".
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from secondsource.model import (
    Claim,
    Evidence,
    Kind,
    Layer,
    Mention,
    Place,
    Property,
    Report,
    Statement,
)
from secondsource.resolve.gazetteer import Gazetteer
from secondsource.resolve.placing import innermost_mentions
from secondsource.resolve.placing_within import NEAR_KM
from secondsource.text import Sentence, UnitKind, opening_line, sentences

Span = tuple[int, int]
CARRIED = 0.5  # the score of a carried statement


def carry_places(
    claims: Sequence[Claim], report: Report, mentions: Sequence[Mention], gazetteer: Gazetteer
) -> tuple[Claim, ...]:
    """The claims with a place for each account that has none of its own."""
    placed = {c.account_id for c in claims if _is_placed(c)}
    bare = [c for c in claims if c.kind is Kind.INCIDENT and c.account_id not in placed]
    if not bare:
        return tuple(claims)
    told = [(c.evidence.start, c.evidence.end) for c in claims if c.kind is Kind.INCIDENT]
    text = sentences(report.text)
    parties = [m for m in mentions if m.layer is Layer.ACTORS]
    located = [
        m
        for m in mentions
        if _is_located(m)
        and not _in_opening(m, report, text)
        and not any(p.start <= m.start and m.end <= p.end for p in parties)
    ]
    added: dict[str, Statement] = {}
    done: set[str] = set()
    for claim in bare:
        if claim.account_id in done:
            continue
        for start, end, enough in _around(claim, text, told):
            inside = [m for m in located if start <= m.start and m.end <= end]
            inside = [m for m in inside if _names_scene(m, report.text[start:end])]
            if len(inside) >= enough:
                one = innermost_mentions(inside, gazetteer)
                if len(one) == 1:
                    added[claim.id] = _statement(claim, report, one[0])
                    done.add(claim.account_id)
                break
    return tuple(
        replace(c, statements=(*c.statements, added[c.id])) if c.id in added else c for c in claims
    )


def _known(statement: Statement) -> bool:
    place = statement.value
    return isinstance(place, Place) and bool(place.country or place.lat is not None)


def _is_placed(claim: Claim) -> bool:
    return any(map(_known, claim.said(Property.PLACE)))


def _is_located(mention: Mention) -> bool:
    place = mention.value
    return mention.layer is Layer.PLACES and isinstance(place, Place) and place.lat is not None


def _names_scene(mention: Mention, words: str) -> bool:
    """Whether a name may be the scene of what follows; a country's only where it stands alone."""
    place = mention.value
    assert isinstance(place, Place)
    if (place.precision or 9) <= 5:
        return True
    return place.precision == 6 and words.strip(" .:*#-–—").casefold() == mention.quote.casefold()


def _in_opening(mention: Mention, report: Report, text: Sequence[Sentence]) -> bool:
    """Whether a name is the dateline of the reporter."""
    for sentence in text:
        if sentence.start <= mention.start < sentence.end:
            if sentence.unit.kind is UnitKind.DATELINE:
                return True
            opening = opening_line(report.text, sentence.unit)
            return opening is not None and opening[0] <= mention.start < opening[1]
    return False


def _around(
    claim: Claim, text: Sequence[Sentence], told: Sequence[Span]
) -> Iterator[tuple[int, int, int]]:
    """The words that may set the scene of a claim, with how many places they must name."""
    here = next((i for i, s in enumerate(text) if s.start <= claim.evidence.start < s.end), None)
    if here is None:
        return
    unit = text[here].unit
    for sentence in reversed(text[:here]):
        if sentence.unit != unit or any(a < sentence.end and sentence.start < b for a, b in told):
            break
        yield sentence.start, sentence.end, 2
    if unit.header is not None:
        yield *unit.header, 1


def _statement(claim: Claim, report: Report, mention: Mention) -> Statement:
    place = mention.value
    assert isinstance(place, Place)
    return _stated(claim, report.evidence(mention.start, mention.end), place)


def _stated(claim: Claim, words: Evidence, place: Place) -> Statement:
    """A carried statement, never finer than "near"."""
    parts = (claim.id, "place", str(words.start), str(words.end))
    name = "s" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
    value = replace(
        place,
        precision=max(place.precision or 2, 2),
        radius_km=max(place.radius_km or 0.0, NEAR_KM),
    )
    return Statement(name, claim.id, Property.PLACE, value, words, None, "carried", CARRIED)

"""Words to things: every date, place and actor of a report, and the values of its claims.

In: a report, and the claims found in it as quoted words. Out: mentions with values, and the same
claims with a value on every statement. It refuses to look beyond the report and the data files:
what another report says of a date is for `link`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from secondsource.model import (
    ACTED,
    COUNTED,
    DATED,
    PLACED,
    Claim,
    Count,
    Mention,
    Place,
    Property,
    Report,
    Statement,
    Value,
    When,
)
from secondsource.resolve.actors import (
    Actors,
    actor_of,
    open_actors,
    speaker_of,
    tag_actors,
    thing_of,
)
from secondsource.resolve.blame import carry_doers
from secondsource.resolve.counts import count_of
from secondsource.resolve.dates import tag_dates, when_of
from secondsource.resolve.datewriting import ReadAgain
from secondsource.resolve.gazetteer import Gazetteer, open_gazetteer
from secondsource.resolve.places import place_of, tag_places
from secondsource.resolve.placing_carried import carry_places
from secondsource.resolve.placing_claims import settle_places
from secondsource.resolve.sphere import coordinates
from secondsource.resolve.told import resolve_told

__all__ = [
    "Actors",
    "Gazetteer",
    "ReadAgain",
    "open_actors",
    "open_gazetteer",
    "resolve_claims",
    "resolve_told",
    "tag_report",
]


def tag_report(report: Report, gazetteer: Gazetteer, actors: Actors) -> tuple[Mention, ...]:
    """Every date expression, actor name and place name of a report, in the order of the text."""
    parties = tag_actors(report, actors)
    found = (*tag_dates(report), *parties, *tag_places(report, gazetteer, parties))
    return tuple(sorted(found, key=lambda m: (m.start, m.end, m.layer)))


def resolve_claims(
    claims: tuple[Claim, ...],
    report: Report,
    mentions: tuple[Mention, ...],
    gazetteer: Gazetteer,
    actors: Actors,
) -> tuple[Claim, ...]:
    """The claims with a value on every statement and the speakers' actors and roles.

    A weak claim says only what its own words say: nothing is carried to it or from it. A weak
    account whose own words give neither a day nor a place is left out: it may be of any incident.
    """
    settled = settle_places(claims, report, mentions)
    valued = [_valued(c, report, mentions, gazetteer, actors) for c in settled]
    placed = carry_places([c for c in valued if not c.weak], report, mentions, gazetteer)
    sure = {c.id: c for c in carry_doers(placed, report, mentions, actors.blame, actors.get)}
    known = [m for m in mentions if isinstance(m.value, Place)]
    fixed = {c.account_id for c in valued if any(_fixes(s, known) for s in c.statements)}
    return tuple(sure.get(c.id, c) for c in valued if not c.weak or c.account_id in fixed)


NEAR = 2  # the precision of a site that lies in a town or near it


def _fixes(statement: Statement, known: Sequence[Mention]) -> bool:
    """Whether a claim's own words say within a week when, or within a region where.

    A site that the report alone places ("the church") says nothing of where.
    """
    value, words = statement.value, statement.evidence
    if statement.origin == "carried" or statement.property not in (Property.DATE, Property.PLACE):
        return False
    if isinstance(value, When):
        return (value.precision or 9) <= 3
    if not isinstance(value, Place) or (value.precision or 9) > 4:
        return False
    if value.id is not None or (value.precision or 9) > NEAR:
        return True
    named = any(words.overlaps(m.start, m.end) for m in known)
    return named or coordinates(words.quote) is not None


def _valued(
    claim: Claim,
    report: Report,
    mentions: tuple[Mention, ...],
    gazetteer: Gazetteer,
    actors: Actors,
) -> Claim:
    """A claim with the values that its words have in its report."""

    def value(statement: Statement) -> Value:
        words = statement.evidence
        if statement.property in DATED:
            return when_of(words, claim, report)
        if statement.property in PLACED:
            return place_of(words, claim, report, mentions, gazetteer)
        if statement.property in ACTED:
            return actor_of(words, claim, report, mentions, actors)
        if statement.property in COUNTED and isinstance(statement.value, Count):
            return count_of(statement.value, words, row=statement.property is Property.COUNT)
        return thing_of(words, statement.property, mentions, actors)

    statements = []
    for statement in claim.statements:
        said = statement.attribution
        statements.append(
            replace(
                statement,
                value=value(statement),
                attribution=said and speaker_of(said, mentions, actors),
            )
        )
    said = claim.attribution
    return replace(
        claim,
        statements=tuple(statements),
        attribution=said and speaker_of(said, mentions, actors),
    )

"""Parties that the list of actors does not know, as a person said who they are.

In: claims, and decisions of the kind `identify`. Out: the claims with the party that was meant
wherever the provisional one stood. It refuses to touch the words: only what they stand for changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from secondsource.model import Actor, Claim, Decision, DecisionKind, Statement, Thing
from secondsource.store.values import dumps, loads


def party_in_words(actor: Actor) -> str:
    """A party as a decision keeps it."""
    return dumps(actor, Actor)


def named_party(decision: Decision) -> Actor | None:
    """The party that a decision names; None where it names none."""
    if decision.kind is not DecisionKind.IDENTIFY:
        return None
    return loads(decision.value or "", Actor)


def names_meant(decisions: Iterable[Decision]) -> dict[str, Actor]:
    """Every party that a person identified, by id, as the one meant."""
    said = {d.subject[0]: party for d in decisions if (party := named_party(d))}
    return {old: _last(old, said) for old in said}


def with_names(claims: Sequence[Claim], decisions: Iterable[Decision]) -> tuple[Claim, ...]:
    """The claims with every party that a person identified as the one meant."""
    meant = names_meant(decisions)
    return tuple(_named(c, meant) for c in claims) if meant else tuple(claims)


def _last(name: str, said: Mapping[str, Actor]) -> Actor:
    """The party at the end of what was said of a name; what leads back to itself ends there."""
    party, seen = said[name], {name}
    while party.id in said and party.id not in seen:
        seen.add(party.id)
        party = said[party.id]
    return party


def _named(claim: Claim, meant: Mapping[str, Actor]) -> Claim:
    statements = tuple(_meant(s, meant) for s in claim.statements)
    said = claim.attribution
    if said and said.speaker_actor and said.speaker_actor in meant:
        said = replace(said, speaker_actor=meant[said.speaker_actor].id)
    if statements == claim.statements and said is claim.attribution:
        return claim
    return replace(claim, statements=statements, attribution=said)


def _meant(statement: Statement, meant: Mapping[str, Actor]) -> Statement:
    value = statement.value
    if isinstance(value, Actor) and value.id in meant:
        return replace(statement, value=meant[value.id])
    if isinstance(value, Thing) and value.actor_id and value.actor_id in meant:
        return replace(statement, value=replace(value, actor_id=meant[value.actor_id].id))
    return statement

"""A doer for an account whose sentences name none as such: the party that claims or is blamed.

In: the claims of a report with their values, its mentions and the words of `blame.toml`. Out: the
same claims, one of such an account with a perpetrator more, of origin `carried`, that quotes the
party where it is named: as claimant in the account or in a reaction to it, behind "blamed" or
"fired by", or before the weapon. It refuses to guess from the parties a report names elsewhere.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from secondsource.model import (
    Actor,
    ActorKind,
    Claim,
    Evidence,
    Kind,
    Layer,
    Mention,
    Property,
    Report,
    Statement,
)
from secondsource.resolve.actorwords import open_lexicon

CARRIED = 0.5  # the score of a carried statement
_CLAIM, _ACCUSATION = "claim_of_responsibility", "accusation"


@dataclass(frozen=True, slots=True)
class Blame:
    """Patterns: of the words before and after a blamed party, and between a party and a weapon."""

    before_party: re.Pattern[str]
    after_party: re.Pattern[str]
    before_weapon: re.Pattern[str]


def open_blame() -> Blame:
    """The words that ship with the package."""
    data = open_lexicon("blame.toml")
    before, between = data["before"], data["between"]
    leads = (
        rf"(?:{_either(before['object'])})",
        rf"(?:{_either(before['to'])})(?:\s+(?:{_either(between['to'])}))?\s+to",
        rf"(?:{_either(before['by'])})\s+by",
    )
    after = data["after"]
    being = rf"(?:(?:{_either(after['being'])})\s+)"
    held = (
        rf"{being}*(?:{_either(after['held'])})",
        rf"{being}+(?:{_either(after['charged'])})",
        rf"(?:(?:{_either(after['having'])})\s+)*(?:{_either(after['owned'])})",
    )
    party = rf"(?:\s+(?:{_either(between['party'])}))*\s+"
    return Blame(
        re.compile(rf"\b(?:{'|'.join(leads)}){party}", re.I),
        re.compile(rf"\s+(?:{'|'.join(held)})\b"),
        re.compile(rf"(?:['’]s)?(?:\s+(?!(?:{_either(between['not_weapon'])})\b)[\w-]+)?\s*", re.I),
    )


def _either(words: str) -> str:
    return "|".join(re.escape(w).replace("_", r"\s+") for w in words.split())


Party = tuple[Actor, Evidence]
Larger = Callable[[str], Actor | None]
"""The actor of an id."""


def carry_doers(
    claims: Sequence[Claim],
    report: Report,
    mentions: Sequence[Mention],
    blame: Blame,
    larger: Larger,
) -> tuple[Claim, ...]:
    """The claims with a perpetrator for each account that has none and blames one."""
    accounts: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.kind is Kind.INCIDENT and not claim.negated:
            accounts.setdefault(claim.account_id, []).append(claim)
    reactions = _reactions(claims)
    parties = [m for m in mentions if m.layer is Layer.ACTORS and isinstance(m.value, Actor)]
    added: dict[str, Statement] = {}
    for name, told in accounts.items():
        if any(c.said(Property.PERPETRATOR) for c in told):
            continue
        blamed = _blamed(told, reactions.get(name, []), report, parties, blame)
        found = next((p for p in (_group(party, larger) for party in blamed) if p), None)
        if found is not None:
            home = _home(told, found[1])
            added[home.id] = _statement(home, *found)
    return tuple(
        replace(c, statements=(*c.statements, added[c.id])) if c.id in added else c for c in claims
    )


def _reactions(claims: Sequence[Claim]) -> Mapping[str, list[Claim]]:
    """The firm claims of responsibility and accusations about each account."""
    account = {c.id: c.account_id for c in claims}
    found: dict[str, list[Claim]] = {}
    for claim in claims:
        firm = claim.kind is Kind.REACTION and not claim.negated
        if firm and claim.event_type in (_CLAIM, _ACCUSATION) and claim.about_claim in account:
            found.setdefault(account[claim.about_claim], []).append(claim)
    return found


def _group(party: Party, larger: Larger) -> Party | None:
    """A party as it is; of a spokesman the group, and nothing of other persons."""
    actor, words = party
    if actor.kind is not ActorKind.PERSON:
        return party
    group = larger(actor.part_of) if actor.part_of else None
    return (group, words) if group else None


def _blamed(
    told: Sequence[Claim],
    reactions: Sequence[Claim],
    report: Report,
    parties: Sequence[Mention],
    blame: Blame,
) -> Iterator[Party]:
    """Whom an account and the reactions to it hold responsible, the surest first."""
    claimants = [s for c in told for s in c.said(Property.CLAIMED_BY)]
    claimants += [s for c in reactions if c.event_type == _CLAIM for s in c.said(Property.ACTOR)]
    for statement in claimants:
        if isinstance(statement.value, Actor):
            yield statement.value, statement.evidence
    for claim in told:
        for weapon in claim.said(Property.WEAPON):
            yield from _owner(claim, weapon.evidence, report, parties, blame)
    for claim in (*told, *reactions):
        yield from _after_blame(claim, report, parties, blame)


def _owner(
    claim: Claim, weapon: Evidence, report: Report, parties: Sequence[Mention], blame: Blame
) -> Iterator[Party]:
    """The party named right before a weapon: "the army's heavy guns"."""
    for party in parties:
        ahead = claim.evidence.start <= party.start and party.end <= weapon.start
        if ahead and blame.before_weapon.fullmatch(report.text, party.end, weapon.start):
            yield from _named(party, report)


def _after_blame(
    claim: Claim, report: Report, parties: Sequence[Mention], blame: Blame
) -> Iterator[Party]:
    """The party that follows or comes before words of blame in the sentence of a claim."""
    starts = {m.start: m for m in parties}
    said = claim.evidence
    for party in parties:
        inside = said.start <= party.start and party.end <= said.end
        if inside and blame.after_party.match(report.text, party.end, said.end):
            yield from _named(party, report)
    for match in blame.before_party.finditer(report.text, said.start, said.end):
        if match.end() in starts:
            yield from _named(starts[match.end()], report)


def _named(party: Mention, report: Report) -> Iterator[Party]:
    if isinstance(party.value, Actor):
        yield party.value, report.evidence(party.start, party.end)


def _home(told: Sequence[Claim], words: Evidence) -> Claim:
    """The claim of an account in whose sentence the words stand, else its first."""
    inside = (c for c in told if c.evidence.overlaps(words.start, words.end))
    return next(inside, told[0])


def _statement(claim: Claim, actor: Actor, words: Evidence) -> Statement:
    parts = (claim.id, "perpetrator", str(words.start), str(words.end))
    name = "s" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
    return Statement(name, claim.id, Property.PERPETRATOR, actor, words, None, "carried", CARRIED)

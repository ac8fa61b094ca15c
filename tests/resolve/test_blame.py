"""A party that claims or is blamed is the doer of an account that names no other."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest

from secondsource.model import (
    Actor,
    ActorKind,
    Claim,
    Kind,
    Layer,
    Mention,
    Property,
    Report,
    Statement,
)
from secondsource.resolve.blame import Blame, carry_doers, open_blame

REBELS = Actor("actor:rebels", "Rebels", ActorKind.REBEL_GROUP)
SPOKESMAN = Actor("actor:spokesman", "S", ActorKind.PERSON, part_of="actor:rebels")
STRANGER = Actor("provisional:x", "X", ActorKind.PERSON)
ARMY = Actor("actor:army", "Army", ActorKind.STATE_FORCES)


@pytest.fixture(scope="module")
def blame() -> Blame:
    return open_blame()


def report_of(text: str) -> Report:
    digest = sha256(text.encode()).hexdigest()
    return Report("r1", text, digest, digest)


def parties(text: str) -> tuple[Mention, ...]:
    """The rebels and the army, wherever they are named."""
    found = []
    for name, actor in (("rebels", REBELS), ("army", ARMY)):
        at = text.find(name)
        if at >= 0:
            found.append(Mention(Layer.ACTORS, at, at + len(name), name, actor))
    return tuple(found)


def known(actor_id: str) -> Actor | None:
    """The actor of an id, of the three there are."""
    return {a.id: a for a in (REBELS, ARMY, SPOKESMAN)}.get(actor_id)


def claim_of(
    report: Report,
    name: str,
    sentence: str,
    *said: tuple[Property, str],
    kind: Kind = Kind.INCIDENT,
    event_type: str = "bombing",
    about: str | None = None,
) -> Claim:
    def evidence(words: str) -> tuple[int, int]:
        at = report.text.index(words)
        return at, at + len(words)

    statements = tuple(
        Statement(
            f"{name}-{n}",
            name,
            prop,
            REBELS if "rebels" in words else None,
            report.evidence(*evidence(words)),
        )
        for n, (prop, words) in enumerate(said)
    )
    quoted = report.evidence(*evidence(sentence))
    return Claim(
        name, name, report.id, kind, event_type, quoted, quoted, statements, about_claim=about
    )


def doers(claims: tuple[Claim, ...]) -> list[tuple[str, str]]:
    return [
        (c.id, s.evidence.quote)
        for c in claims
        for s in c.said(Property.PERPETRATOR)
        if s.origin == "carried"
    ]


@pytest.mark.parametrize(
    ("text", "doer"),
    [
        ("The blast was blamed on the rebels.", "rebels"),
        ("The governor accused suspected rebels of the blast.", "rebels"),
        ("The shells were fired by the army.", "army"),
        ("Police attributed the attack to rebels.", "rebels"),
        ("The governor held the rebels responsible.", "rebels"),
        ("The rebels were behind the blast, police said.", "rebels"),
        ("The rebels are blamed.", "rebels"),
        ("Neighbours point to the rebels.", "rebels"),
        ("The rebels have claimed the blast.", "rebels"),
        ("The blast was the work of the rebels.", "rebels"),
        ("The rebels claimed a toll of 25 in a blast.", None),
        ("The rebels blamed the weather for the blast.", None),
        ("The rebels walked behind the blast wall.", None),
        ("The minister was blamed. The army came.", None),
        ("The rebels blamed bad luck.", None),
        ("A blast near the army base.", None),
    ],
)
def test_who_follows_a_word_of_blame(text: str, doer: str | None, blame: Blame) -> None:
    report = report_of(text)
    claims = carry_doers([claim_of(report, "c1", text)], report, parties(text), blame, known)
    assert doers(claims) == ([("c1", doer)] if doer else [])


def test_the_claimant_of_an_account(blame: Blame) -> None:
    text = "A bomb killed two. It was claimed later by a statement of the rebels."
    report = report_of(text)
    told = claim_of(report, "c1", "A bomb killed two.", (Property.CLAIMED_BY, "the rebels"))
    assert doers(carry_doers([told], report, (), blame, known)) == [("c1", "the rebels")]


def test_the_claimant_in_a_reaction_of_its_own(blame: Blame) -> None:
    text = "A bomb killed two. Responsibility was taken that day: the rebels."
    report = report_of(text)
    told = claim_of(report, "c1", "A bomb killed two.")
    reaction = claim_of(
        report,
        "c2",
        "Responsibility was taken that day: the rebels.",
        (Property.ACTOR, "the rebels"),
        kind=Kind.REACTION,
        event_type="claim_of_responsibility",
        about="c1",
    )
    assert doers(carry_doers([told, reaction], report, (), blame, known)) == [("c1", "the rebels")]


def test_whose_weapon_it_was(blame: Blame) -> None:
    text = "The army's heavy guns hit a mill."
    report = report_of(text)
    told = claim_of(report, "c1", text, (Property.WEAPON, "guns"))
    assert doers(carry_doers([told], report, parties(text), blame, known)) == [("c1", "army")]


@pytest.mark.parametrize(
    ("text", "weapon"),
    [
        ("The army says mortars fell on a mill.", "mortars"),
        ("Six rebels by helicopters on the ridge were killed.", "helicopters"),
        ("The army intercepted drones over a mill.", "drones"),
    ],
)
def test_whose_weapon_it_was_not(text: str, weapon: str, blame: Blame) -> None:
    report = report_of(text)
    told = claim_of(report, "c1", text, (Property.WEAPON, weapon))
    assert not doers(carry_doers([told], report, parties(text), blame, known))


def test_a_named_doer_stands(blame: Blame) -> None:
    text = "The rebels hit a mill with shells fired by the army."
    report = report_of(text)
    told = claim_of(report, "c1", text, (Property.PERPETRATOR, "The rebels"))
    assert not doers(carry_doers([told], report, parties(text), blame, known))


@pytest.mark.parametrize(("claimant", "doer"), [(SPOKESMAN, REBELS), (STRANGER, None)])
def test_a_spokesman_claims_for_his_group(
    claimant: Actor, doer: Actor | None, blame: Blame
) -> None:
    report = report_of("A bomb killed two. Haru claimed it.")
    told = claim_of(report, "c1", "A bomb killed two.", (Property.CLAIMED_BY, "Haru"))
    told = replace(told, statements=(replace(told.statements[0], value=claimant),))
    (found,) = carry_doers([told], report, (), blame, known)
    assert [s.value for s in found.said(Property.PERPETRATOR)] == ([doer] if doer else [])

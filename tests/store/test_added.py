"""What people added: where its words stand in another text, and what it makes of claims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from making import NOW, find, report_of
from secondsource.model import (
    Claim,
    Count,
    Decision,
    DecisionKind,
    Evidence,
    Force,
    Kind,
    Property,
    Report,
    Standing,
    Statement,
    Thing,
)
from secondsource.store import Filled, as_decided, claim_in_words, filled_in_words, standings
from secondsource.store.spans import spans_of

FIRST, SECOND = "A bomb killed three in Goma.", "The barracks burnt and six soldiers died."
REPORT = report_of("r1", f"{FIRST} {SECOND}")


def told(name: str, sentence: str, trigger: str, *reads: tuple[str, str, Any], by: str) -> Claim:
    statements = tuple(
        Statement(f"{name}.{n}", name, Property(p), value, find(REPORT, words), origin=by)
        for n, (p, words, value) in enumerate(reads)
    )
    evidence, mark = find(REPORT, sentence), find(REPORT, trigger)
    return Claim(name, name, "r1", Kind.INCIDENT, "arson", evidence, mark, statements)


BOMB = told("bomb", FIRST, "bomb", ("killed", "three", Count(3, 3, 3, "three")), by="model")
FIRE = told(
    "fire",
    SECOND,
    "burnt",
    ("killed", "six soldiers", Count(6, 6, 6, "six soldiers")),
    ("target", "barracks", Thing("barracks")),
    by="person",
)


def taken(
    number: int, subject: tuple[str, ...], kept: tuple[str, tuple[Evidence, ...]]
) -> Decision:
    value, words = kept
    known = Decision(f"d{number}", DecisionKind.ADD, subject, value, None, words, None, "ana", NOW)
    return replace(known, spans=spans_of(known, (BOMB, FIRE), {}))


ADDED = taken(1, ("fire",), claim_in_words(FIRE))


def filled(number: int, claim: str, words: str, *, instead: bool = True) -> Decision:
    said = Statement(
        f"s{number}",
        claim,
        Property.KILLED,
        Count(9, 9, 9, words),
        find(REPORT, words),
        None,
        "person",
    )
    return taken(number, (claim, "killed"), filled_in_words(Filled(said, instead)))


def stand(
    *ledger: Decision, claims: Sequence[Claim] = (BOMB,), report: Report = REPORT
) -> tuple[tuple[Standing, ...], dict[str, Claim]]:
    found = standings(ledger, claims, [report])
    return found, {c.id: c for c in as_decided(claims, found)}


def test_an_added_claim_stands_among_the_others_in_the_order_of_the_text() -> None:
    (standing,), claims = stand(ADDED)
    assert standing.force is Force.IN_FORCE
    assert list(claims.values()) == [BOMB, FIRE]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"Corrected. {FIRST} {SECOND}", True),
        (f"{SECOND} {FIRST}", True),
        (f"{FIRST} The barracks burnt down and six soldiers died.", False),
        (FIRST, False),
    ],
)
def test_its_words_are_found_where_the_text_has_them_and_lost_where_it_has_not(
    text: str, kept: bool
) -> None:
    now = report_of("r1", text)
    (standing,), claims = stand(ADDED, report=now)
    assert (standing.force is Force.IN_FORCE) is kept
    assert ("fire" in claims) is kept
    if kept:
        for words in (claims["fire"].evidence, *(s.evidence for s in claims["fire"].statements)):
            now.check(words)
    else:
        assert standing.why is not None and "stands in r1 no more" in standing.why


def test_a_claim_read_at_the_same_words_is_the_added_one_and_one_beside_it_is_not() -> None:
    model = told(
        "m", SECOND, "burnt and six", ("victim", "soldiers", Thing("soldiers")), by="model"
    )
    model = replace(model, event_type="riot", score=0.4)
    (standing,), claims = stand(ADDED, claims=(BOMB, model))
    assert standing.subject == ("m",)
    assert set(claims) == {"bomb", "m"}
    assert (claims["m"].event_type, claims["m"].score) == ("arson", 1.0)
    assert [s.property.value for s in claims["m"].statements] == ["victim", "killed", "target"]
    assert {s.claim_id for s in claims["m"].statements} == {"m"}
    beside = replace(model, trigger=find(REPORT, "died"))
    _, claims = stand(ADDED, claims=(BOMB, beside))
    assert set(claims) == {"bomb", "fire", "m"}


def test_a_filled_field_replaces_or_stands_beside_and_the_last_word_holds() -> None:
    def said(*ledger: Decision) -> list[str]:
        return [s.evidence.quote for s in stand(*ledger)[1]["bomb"].said(Property.KILLED)]

    assert said(filled(1, "bomb", "six")) == ["six"]
    assert said(filled(1, "bomb", "six", instead=False)) == ["three", "six"]
    assert said(filled(1, "bomb", "three", instead=False)) == ["three"]
    both = filled(1, "bomb", "six"), filled(2, "bomb", "Goma")
    assert said(*both) == ["Goma"]
    assert [s.force for s in stand(*both)[0]] == [Force.REPLACED, Force.IN_FORCE]


def test_a_field_can_be_filled_in_a_claim_that_was_added() -> None:
    found, claims = stand(ADDED, filled(2, "fire", "six"))
    assert [s.force for s in found] == [Force.IN_FORCE] * 2
    assert [s.evidence.quote for s in claims["fire"].said(Property.KILLED)] == ["six"]
    undone = replace(
        ADDED, id="u", kind=DecisionKind.UNDO, subject=("d1",), supersedes="d1", spans=()
    )
    found, claims = stand(ADDED, filled(2, "fire", "six"), undone)
    assert [s.force for s in found] == [Force.UNDONE, Force.LOST, Force.IN_FORCE]
    assert set(claims) == {"bomb"}

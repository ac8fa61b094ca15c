"""What lies in the scope of a case: what is not known to lie outside."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from secondsource.errors import InputError
from secondsource.model import (
    ActorKind,
    Facets,
    Force,
    Grade,
    Incident,
    Property,
    Reconciled,
    Standing,
    Status,
    Thing,
)
from secondsource.scope import Scope, in_scope, outside, scope_in_words, scope_of, scope_of_words
from telling import GOMA, actor, day, judge, partial

M23 = actor("March 23 Movement")
BARE = Incident("i1", "bombing", (), (), (), (), Facets(), 0, 0, Grade.NONE)
COUNTRY = replace(GOMA, id="geo:9", name="Congo", admin1=None, precision=6)


def incident(**values: Any) -> Incident:
    fields = tuple(Reconciled(Property(p), v, Status.AGREED, "x") for p, v in values.items())
    return replace(BARE, fields=fields)


@pytest.mark.parametrize(
    ("scope", "inside", "beyond"),
    [
        ({"first": date(2024, 2, 7)}, {"date": day("2024-02-07")}, {"date": day("2024-02-06")}),
        ({"last": date(2024, 2, 7)}, {"date": day("2024-02-07")}, {"date": day("2024-02-08")}),
        ({"places": ("CD",)}, {"place": GOMA}, {"place": replace(GOMA, country="RW")}),
        ({"places": ("north kivu",)}, {"place": GOMA}, {"place": replace(GOMA, admin1="Ituri")}),
        ({"places": ("geo:3",)}, {"place": GOMA}, {"place": replace(GOMA, id="geo:4")}),
        ({"places": ("Goma", "CM")}, {"place": COUNTRY}, {"place": replace(GOMA, name="Beni")}),
        ({"places": ("RW",)}, {}, {"place": COUNTRY}),
        ({"actors": (M23.id,)}, {"perpetrator": M23}, {"perpetrator": actor("Mai-Mai")}),
        (
            {"actors": ("march 23 movement",)},
            {"perpetrator": actor("the army"), "target": Thing("rebels", actor_id=None)}
            | {"claimed_by": M23},
            {"perpetrator": actor("the army"), "target": Thing("a hill", actor_id="actor:x")},
        ),
    ],
)
def test_what_lies_in_a_scope_and_what_does_not(
    scope: dict[str, Any], inside: dict[str, Any], beyond: dict[str, Any]
) -> None:
    limits = Scope(**scope)
    assert in_scope(incident(**inside), limits)
    assert not in_scope(incident(**beyond), limits)
    assert in_scope(incident(), limits), "what is not known lies not outside"


def test_a_partial_date_and_unnamed_gunmen_shut_nothing_out() -> None:
    limits = Scope(first=date(2024, 1, 1), actors=(M23.id,))
    gunmen = actor("gunmen", kind=ActorKind.UNKNOWN_ARMED)
    assert in_scope(incident(date=partial("XXXX-11-20"), perpetrator=gunmen), limits)


def test_types_limit_what_every_incident_has() -> None:
    assert in_scope(BARE, Scope(types=("bombing", "riot")))
    assert outside([BARE], Scope(types=("riot",))) == {"i1"}
    assert outside([BARE], None) == frozenset()


def test_the_last_scope_that_holds_is_the_scope_and_it_outlives_the_ledger() -> None:
    limits = Scope(date(2024, 1, 1), None, ("CD", "Ituri"), (M23.id,), ("bombing",))
    words = scope_in_words(limits)
    assert scope_of_words(words) == limits

    def said(value: str | None, force: Force = Force.IN_FORCE) -> Standing:
        return Standing(judge("scope", value=value), force, ())

    assert scope_of([said("{}", Force.REPLACED), said(words)]) == limits
    assert scope_of([said(words, Force.REPLACED), said(None)]) is None
    assert scope_of([said(words, Force.UNDONE)]) is None
    with pytest.raises(InputError, match="is no scope"):
        scope_of_words('{"first": "soon"}')

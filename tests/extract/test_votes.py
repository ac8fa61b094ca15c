"""How two readers weigh on one another."""

from __future__ import annotations

import pytest

from secondsource.extract.draft import Argument, Draft
from secondsource.extract.votes import (
    TABLE,
    Voices,
    Weights,
    holding,
    joint,
    mark_of,
    open_votes,
    same_trigger,
    weighed,
)
from secondsource.model import Kind, Property

WEIGHTS = Weights(
    dict.fromkeys(Kind, (1.0, 0.5, -1.0, 1.0, 0.0)),
    dict.fromkeys(Kind, (1.0, -1.0, -1.0, 1.0, 0.4)),
    dict.fromkeys(Kind, 0.5),
    {Property.PLACE: Voices(1.0, 1.0, 0.0, 1.0, -2.0)},
    0.5,
)


def draft(start: int, score: float, *, origin: str = "model", sentence: int = 0) -> Draft:
    where = (100 * sentence, 100 * sentence + 99)
    mark = (where[0] + start, where[0] + start + 5)
    return Draft(Kind.INCIDENT, "bombing", where, mark, score=score, origin=origin)


def test_agreement_lifts_a_doubtful_draft_over_the_bar() -> None:
    doubtful, second = draft(10, 0.45), draft(12, 0.9, origin="rules")
    assert weighed((), (doubtful,), WEIGHTS) == ((), ())
    seconded, kept = weighed((second,), (doubtful,), WEIGHTS)
    assert kept[0].score > 0.5
    assert seconded == (second._replace(score=0.0),)


def test_another_claim_of_the_rules_in_the_sentence_speaks_against_it() -> None:
    likely = draft(10, 0.6)
    elsewhere = draft(50, 0.9, origin="rules")
    assert joint(likely, (), WEIGHTS) == pytest.approx(0.6)
    assert joint(likely, (elsewhere,), WEIGHTS) < 0.4
    assert joint(likely, (elsewhere._replace(sentence=(200, 299)),), WEIGHTS) == pytest.approx(0.6)


def test_a_claim_of_the_rules_alone_is_left_out_but_for_table_rows() -> None:
    lone = draft(10, 0.99, origin="rules")
    row = lone._replace(arguments=(Argument(Property.PLACE, 30, 34, origin=TABLE),))
    assert weighed((lone,), (), WEIGHTS) == ((), ())
    assert weighed((row,), (), WEIGHTS) == ((row,), ())
    assert holding((row,), lambda _: (row,), WEIGHTS)([draft(60, 0.9)]) == [False]


def test_what_the_rules_alone_give_counts_by_what_the_model_gives_of_that_property() -> None:
    here, there = Argument(Property.PLACE, 30, 34, 0.45), Argument(Property.PLACE, 40, 44, 0.9)
    second = draft(12, 0.9, origin="rules")._replace(arguments=(here,))
    for given, kept in ((), [here]), ((here,), [here]), ((there,), []):
        model = draft(10, 0.9)._replace(arguments=given)
        rules, read = weighed((second,), (model,), WEIGHTS)
        assert [(a.start, a.end) for a in rules[0].arguments] == [(a.start, a.end) for a in kept]
        assert len(read[0].arguments) == len(given)
    lone = draft(10, 0.9)._replace(arguments=(here,))
    assert not weighed((), (lone,), WEIGHTS)[1][0].arguments


def test_links_follow_the_drafts_that_stay() -> None:
    model = (draft(10, 0.9), draft(40, 0.1), draft(10, 0.9, sentence=1)._replace(same_as=0))
    _, kept = weighed((), model, WEIGHTS)
    assert [d.same_as for d in kept] == [None, 0]
    lost = (draft(10, 0.1), draft(10, 0.9, sentence=1)._replace(same_as=0))
    assert weighed((), lost, WEIGHTS)[1][0].same_as is None


def test_drafts_of_two_kinds_never_share_a_trigger() -> None:
    one = draft(10, 0.9)
    assert same_trigger(one, draft(12, 0.2))
    assert not same_trigger(one, one._replace(kind=Kind.REACTION))


def test_a_total_is_named_by_its_count() -> None:
    count = Argument(Property.COUNT, 7, 12)
    total = draft(0, 0.9)._replace(kind=Kind.TOTAL, trigger=None, arguments=(count,))
    assert mark_of(total) == (7, 12)
    assert mark_of(total._replace(arguments=())) == total.sentence


def test_one_claim_over_several_words_stands_by_the_likeliest() -> None:
    toll = Argument(Property.KILLED, 50, 55, 0.95)
    first = draft(10, 0.45)._replace(arguments=(toll,))
    second = draft(70, 0.42)._replace(arguments=(toll,))
    _, kept = weighed((), (first, second), WEIGHTS)
    assert [d.trigger for d in kept] == [first.trigger]
    apart = second._replace(arguments=(Argument(Property.KILLED, 80, 85, 0.95),))
    assert len(weighed((), (first, apart), WEIGHTS)[1]) == 2
    close = apart._replace(trigger=(30, 35))
    assert holding((), lambda _: (), WEIGHTS)([first, apart]) == [True, True]
    assert holding((), lambda _: (), WEIGHTS)([first, close]) == [True, False]
    seconded = weighed((draft(30, 0.9, origin="rules"),), (first, close), WEIGHTS)[1]
    assert [d.trigger for d in seconded] == [close.trigger]


def test_the_shipped_weights_rise_with_both_scores() -> None:
    votes = open_votes()
    for kind in Kind:
        assert votes.both[kind][0] > 0 and votes.both[kind][1] > 0
        assert votes.alone[kind][0] > 0
        assert 0.2 < votes.least[kind] < 0.8

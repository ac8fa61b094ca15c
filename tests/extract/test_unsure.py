"""Unsure acts: what the votes left out although it has words of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from secondsource.extract import extract_claims
from secondsource.extract.draft import Argument, Beside, Draft, Holding, all_hold, none_beside
from secondsource.extract.unsure import LEAST, SCORE, beside, unsure_acts
from secondsource.extract.votes import Weights, open_votes
from secondsource.model import Kind, Layer, Mention, Property
from secondsource.text import Sentence

from .reading import report_of, rules

WEIGHTS = Weights({}, {}, {}, {}, 0.5)
SENTENCE = (0, 99)


def act(start: int, score: float, *said: Argument, kind: Kind = Kind.INCIDENT) -> Draft:
    return Draft(kind, "bombing", SENTENCE, (start, start + 5), said, score=score, origin="model")


def at(start: int, score: float = 0.9, prop: Property = Property.PLACE) -> Argument:
    return Argument(prop, start, start + 5, score)


def place(start: int, layer: Layer = Layer.PLACES) -> Mention:
    return Mention(layer, start, start + 5, "Sibi.", None)


def test_only_what_is_nearest_to_a_day_or_a_place_is_asked() -> None:
    sure, other = act(10, 0.9), act(60, LEAST)
    which = [True, False]
    assert beside([place(70)])([sure, other], which) == [False, True]
    assert beside([place(70, Layer.DATES)])([sure, other], which) == [False, True]
    assert beside([place(70, Layer.ACTORS)])([sure, other], which) == [False, False]
    assert beside([place(20)])([sure, other], which) == [False, False]
    assert beside([place(170)])([sure, other], which) == [False, False]


@pytest.mark.parametrize(
    "drafts",
    [
        (act(10, 0.9), act(60, LEAST - 0.01)),
        (act(10, 0.9), act(60, 0.4, kind=Kind.REACTION)),
        (act(10, 0.9, kind=Kind.TOTAL), act(60, 0.4)),
        (act(10, 0.9)._replace(sentence=(100, 199)), act(60, 0.4)),
    ],
)
def test_nothing_is_asked_beside_no_surer_act_of_its_sentence(drafts: tuple[Draft, Draft]) -> None:
    assert beside([place(70)])(drafts, [True, False]) == [False, False]


def test_a_second_act_has_words_that_no_other_has() -> None:
    sure = act(10, 0.9, at(20))
    second = act(60, 0.4, at(70))
    assert unsure_acts((sure, second), (sure,), (), WEIGHTS) == (
        second._replace(score=SCORE, weak=True),
    )
    for taken in (act(60, 0.4, at(20)), act(60, 0.4, at(70, 0.5)), act(60, 0.4)):
        assert unsure_acts((sure, taken), (sure,), (), WEIGHTS) == ()
    doubtful = act(10, 0.9, at(70, 0.3))
    assert len(unsure_acts((doubtful, second), (doubtful,), (), WEIGHTS)) == 1


def test_of_two_with_the_same_words_the_surer_is_taken() -> None:
    sure = act(10, 0.9)
    less, more = act(40, 0.3, at(70)), act(60, 0.4, at(70))
    (found,) = unsure_acts((sure, less, more), (sure,), (), WEIGHTS)
    assert found.trigger == more.trigger


def test_it_is_no_second_act_with_the_words_of_the_first() -> None:
    sure, again = act(10, 0.9), act(12, 0.4, at(70))
    assert unsure_acts((sure, again), (sure,), (), WEIGHTS) == ()


def test_alone_in_its_sentence_it_needs_words_of_its_own() -> None:
    for score, count in ((LEAST, 1), (LEAST - 0.01, 0)):
        assert len(unsure_acts((act(10, score, at(20)),), (), (), WEIGHTS)) == count
    assert unsure_acts((act(10, LEAST),), (), (), WEIGHTS) == ()


def test_it_has_no_links() -> None:
    sure = act(10, 0.9)
    linked = act(60, 0.4, at(70))._replace(same_as=0, alike=((0, 0.9),), retaliation_for=0)
    (found,) = unsure_acts((sure, linked), (sure,), (), WEIGHTS)
    assert (found.same_as, found.alike, found.retaliation_for) == (None, (), None)


TEXT = "Rebels shelled a market in Bria hours after unrest in Bambari."


class Reading:
    """A model that is sure of the shelling and not of the unrest, and asks which to read."""

    def drafts(
        self,
        text: str,
        sentences: Sequence[Sentence],
        holding: Holding = all_hold,
        beside: Beside = none_beside,
    ) -> tuple[Draft, ...]:
        both = [
            self._draft("shelled", "shelling", 0.95, ("a market", "Bria")),
            self._draft("unrest", "riot", LEAST, ("", "Bambari")),
        ]
        held = holding(both)
        more = beside(both, held)
        return tuple(
            d._replace(weak=not h) for d, h, m in zip(both, held, more, strict=True) if h or m
        )

    def _draft(self, word: str, code: str, score: float, said: tuple[str, str]) -> Draft:
        mark, (target, place) = self._at(word), said
        told = [Argument(Property.PLACE, *self._at(place), 0.9, "model")]
        if target:
            told.append(Argument(Property.TARGET, *self._at(target), 0.9, "model"))
        whole = (0, len(TEXT))
        return Draft(Kind.INCIDENT, code, whole, mark, tuple(told), score=score, origin="model")

    def _at(self, words: str) -> tuple[int, int]:
        return TEXT.index(words), TEXT.index(words) + len(words)


def test_what_a_sentence_tells_besides_is_a_weak_claim() -> None:
    reader = replace(rules(), tagger=Reading(), votes=open_votes())
    mentions = [
        Mention(Layer.PLACES, TEXT.index(name), TEXT.index(name) + len(name), name, None)
        for name in ("Bria", "Bambari")
    ]
    claims = extract_claims(report_of(TEXT), mentions, reader)
    assert [(c.event_type, c.weak) for c in claims] == [("shelling", False), ("riot", True)]
    assert {c.account_id for c in claims} == {c.id for c in claims}
    (sure,) = extract_claims(report_of(TEXT), mentions[:1], reader)
    assert sure == claims[0]

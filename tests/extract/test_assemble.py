"""Drafts of the rules and of a model become one where they read one trigger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from secondsource.extract import ACCOUNT, WEAK, Reader, extract_claims
from secondsource.extract.assemble import claims_of, merge
from secondsource.extract.draft import Argument, Beside, Draft, Holding, all_hold, none_beside
from secondsource.model import Claim, Kind, Property
from secondsource.text import Sentence

from .reading import report_of, rules

TEXT = "Rebels attacked a convoy near Bria on Monday."


def _draft(trigger: tuple[int, int], *arguments: Argument, origin: str = "rules") -> Draft:
    return Draft(Kind.INCIDENT, "other_violence", (0, len(TEXT)), trigger, arguments, origin=origin)


def test_one_trigger_keeps_what_each_reader_says() -> None:
    rule = _draft((7, 15), Argument(Property.DATE, 38, 44), Argument(Property.TARGET, 16, 24))
    model = _draft((7, 15), Argument(Property.TARGET, 18, 24, origin="model"), origin="model")
    model = model._replace(event_type="armed_assault")
    (both,) = merge([rule], [model])
    assert both.event_type == "armed_assault"
    assert {(a.property, a.origin) for a in both.arguments} == {
        (Property.TARGET, "model"),
        (Property.DATE, "rules"),
    }


def test_links_follow_drafts_to_their_new_places() -> None:
    late = _draft((30, 34), origin="model")._replace(same_as=1)
    early = _draft((0, 6), origin="model")
    merged = merge([], [late, early])
    assert [d.trigger for d in merged] == [(0, 6), (30, 34)]
    assert merged[1].same_as == 0


def test_a_fake_tagger_of_ten_lines_replaces_the_model() -> None:
    class Fake:
        def drafts(
            self, text: str, sentences: Sequence[Sentence], holding: Holding, beside: Beside
        ) -> tuple[Draft, ...]:
            start = text.index("attacked")
            return (_draft((start, start + 8), origin="model")._replace(event_type="massacre"),)

    reader = replace(rules(), tagger=Fake())
    (claim,) = extract_claims(report_of(TEXT), (), reader)
    assert claim.event_type == "massacre"


NEWS = "A bomb killed three people in Bria on Monday. Rebels also raided a market in Bambari."


class Doubting:
    """Reads both sentences of `NEWS` as two incidents, each as surely as it is told to."""

    def __init__(self, *scores: float) -> None:
        self.scores = scores

    def drafts(
        self, text: str, sentences: Sequence[Sentence], holding: Holding, beside: Beside
    ) -> tuple[Draft, ...]:
        (bomb, raid), (sure, other) = sentences, self.scores
        first = Draft(Kind.INCIDENT, "bombing", (bomb.start, bomb.end), (2, 6), score=sure)
        start = text.index("raided")
        second = Draft(
            *(Kind.INCIDENT, "armed_assault", (raid.start, raid.end), (start, start + 6)),
            score=other,
            alike=((0, 0.01),),
        )
        return first, second


def _read(*scores: float) -> tuple[Claim, ...]:
    return extract_claims(report_of(NEWS), (), replace(rules(), tagger=Doubting(*scores)))


def test_an_account_is_weak_below_the_bar_and_left_out_below_the_floor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("secondsource.extract.drafts_of", _drafts_of)
    sure, unsure = _read(0.9, ACCOUNT), _read(0.9, ACCOUNT - 0.01)
    assert [c.weak for c in sure] == [False, False]
    assert [c.weak for c in unsure] == [False, True]
    assert unsure[0] == sure[0]
    assert [c.id for c in unsure] == [c.id for c in sure]
    assert len(_read(0.9, WEAK)) == 2
    assert _read(0.9, WEAK - 0.01) == sure[:1]


def _drafts_of(
    text: str, read: Sequence[Sentence], mentions: object, reader: Reader, lines: object
) -> tuple[Draft, ...]:
    """The drafts of the tagger alone."""
    assert reader.tagger is not None
    return reader.tagger.drafts(text, read, all_hold, none_beside)


def test_sure_claims_bear_the_ids_that_they_have_alone() -> None:
    twice = _draft((7, 15))
    weak = twice._replace(weak=True)
    alone, both = claims_of(report_of(TEXT), [twice]), claims_of(report_of(TEXT), [weak, twice])
    assert both[1] == alone[0]
    assert both[0].id != both[1].id

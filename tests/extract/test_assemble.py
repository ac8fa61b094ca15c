"""Drafts of the rules and of a model become one where they read one trigger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from secondsource.extract import extract_claims
from secondsource.extract.assemble import merge
from secondsource.extract.draft import Argument, Draft, Holding
from secondsource.model import Kind, Property
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
            self, text: str, sentences: Sequence[Sentence], holding: Holding
        ) -> tuple[Draft, ...]:
            start = text.index("attacked")
            return (_draft((start, start + 8), origin="model")._replace(event_type="massacre"),)

    reader = replace(rules(), tagger=Fake())
    (claim,) = extract_claims(report_of(TEXT), (), reader)
    assert claim.event_type == "massacre"

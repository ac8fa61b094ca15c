"""Campaigns without a day and seized goods are no incidents; a date line gives no arguments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import compress

import pytest

from secondsource.extract import drafts_of, open_rules
from secondsource.extract.draft import Argument, Beside, Draft, Holding
from secondsource.extract.profiles import profiles_of
from secondsource.extract.vague import is_vague, open_vague
from secondsource.model import Kind, Layer, Mention, Place, Property
from secondsource.text import Sentence, UnitKind, sentences


def _draft(text: str, trigger: str, **said: str) -> Draft:
    arguments = []
    for name, words in said.items():
        start = text.index(words)
        arguments.append(Argument(Property(name), start, start + len(words)))
    at = text.index(trigger)
    span = (at, at + len(trigger))
    return Draft(Kind.INCIDENT, "armed_clash", (0, len(text)), span, tuple(arguments))


def _vague(text: str, draft: Draft, mentions: tuple[Mention, ...] = ()) -> bool:
    told = sentences(text)
    return is_vague([draft], profiles_of([draft], text, told, mentions), text, open_vague())


@pytest.mark.parametrize(
    ("text", "trigger", "said", "vague"),
    [
        ("The army's offensive failed.", "offensive", {"perpetrator": "The army"}, True),
        ("The offensive killed 40 rebels.", "offensive", {"killed": "40 rebels"}, False),
        ("The war goes on in Sudan.", "war", {"place": "Sudan"}, True),
        ("Police seized 50 kilos of cocaine.", "seized", {"target": "50 kilos of cocaine"}, True),
        ("Rebels seized two villagers.", "seized", {"victim": "villagers"}, False),
        ("Rebels seized the town hall.", "seized", {"target": "the town hall"}, False),
        ("Rebels attacked the town.", "attacked", {"target": "the town"}, False),
    ],
)
def test_what_names_no_single_act_is_vague(
    text: str, trigger: str, said: dict[str, str], vague: bool
) -> None:
    assert _vague(text, _draft(text, trigger, **said)) is vague


def test_a_campaign_in_a_town_or_on_a_day_is_told_of() -> None:
    text = "The offensive in Aguilares began on 11 November 1989."
    town = Place("p", "Aguilares", country="SV", precision=1)
    placed = _draft(text, "offensive", place="Aguilares")
    dated = _draft(text, "offensive", date="11 November 1989")
    at = text.index("Aguilares")
    mention = Mention(Layer.PLACES, at, at + 9, "Aguilares", town)
    start = text.index("11 November")
    day = Mention(Layer.DATES, start, start + 16, "11 November 1989", None, "DATE", "1989-11-11")
    assert not _vague(text, placed, (mention,))
    assert not _vague(text, dated, (day,))


class _Dated:
    """A reader that takes the first word of the text for the place of everything."""

    def drafts(
        self, text: str, told: Sequence[Sentence], holding: Holding, beside: Beside
    ) -> tuple[Draft, ...]:
        place = Argument(Property.PLACE, 0, text.index(","), origin="model")
        found = []
        for sentence in told:
            span = (sentence.start, sentence.end)
            found.append(Draft(Kind.INCIDENT, "bombing", span, span, (place,), origin="model"))
        return tuple(compress(found, holding(found)))


def test_nothing_is_taken_from_a_date_line() -> None:
    text = "GOMA, Nov. 3 (Agency) - A bomb went off in Beni."
    told = sentences(text)
    lines = [s for s in told if s.unit.kind is UnitKind.DATELINE]
    read = [s for s in told if s not in lines]
    reader = replace(open_rules(), tagger=_Dated())
    (draft,) = (d for d in drafts_of(text, read, (), reader, lines) if d.kind is Kind.INCIDENT)
    assert text[slice(*draft.sentence)].startswith("A bomb")
    assert all(a.start >= draft.sentence[0] for a in draft.arguments)

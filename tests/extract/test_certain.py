"""Words that tell of an act for certain, and those that only look like it."""

from __future__ import annotations

import pytest

from secondsource.extract.certain import dead_told_apart, deeds_named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("The attack led to retaliatory air strikes on two depots.", "retaliatory air strikes"),
        ("US Retaliatory Strikes", "Retaliatory Strikes"),
        ("Sixty villagers died in a reprisal raid by gunmen.", "reprisal raid"),
        ("A revenge shelling attack killed 43.", "revenge shelling"),
        ("Army vows retaliatory strikes.", None),
        ("They prepared for a punitive strike.", None),
        ("Retaliatory tariffs were announced.", None),
    ],
)
def test_a_deed_is_named_after_what_it_answers(text: str, named: str | None) -> None:
    found = [text[start:end] for start, end in deeds_named(text, (0, len(text)))]
    assert found == ([named] if named else [])


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("Among those killed was a senior commander.", True),
        ("Also among the dead, he said, were two girls.", True),
        ("Two girls were among the dead.", False),
        ("Among the demands was a truce.", False),
    ],
)
def test_some_of_the_harmed_are_told_apart(text: str, apart: bool) -> None:
    assert (dead_told_apart(text, (0, len(text))) is not None) is apart

"""Deeds named after what they answer: found where they are told, not where they are only meant."""

from __future__ import annotations

import pytest

from secondsource.extract.deeds import deeds_named


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

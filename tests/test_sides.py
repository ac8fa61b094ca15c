"""Sides read from ids."""

from __future__ import annotations

import pytest

from secondsource.sides import side_of


@pytest.mark.parametrize(
    ("actor_id", "side"),
    [
        ("actor:us-centcom", "actor:us-government"),
        ("actor:us-government", "actor:us-government"),
        ("actor:un-ocha", "actor:un"),
        ("actor:un", "actor:un"),
        ("actor:hamas.qassam", "actor:hamas"),
        ("actor:kataib-hezbollah", "actor:kataib-hezbollah"),
        ("provisional:blue-river-front", "provisional:blue-river-front"),
    ],
)
def test_an_id_gives_its_side(actor_id: str, side: str) -> None:
    assert side_of(actor_id) == side

"""Kinds of targets, victims and weapons, and whose they are."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from secondsource.model import Evidence, Property, Report
from secondsource.resolve.actors import Actors, open_actors, tag_actors, thing_of

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "actors.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def actors() -> Actors:
    return open_actors()


@pytest.mark.parametrize(("text", "words", "prop", "kind", "owner"), CASES["thing"])
def test_a_thing_has_its_kind_and_owner(
    text: str, words: str, prop: str, kind: str, owner: str, actors: Actors
) -> None:
    start = text.index(words)
    spot = Evidence("r", start, start + len(words), words)
    mentions = tag_actors(Report("r", text, "", ""), actors)
    thing = thing_of(spot, Property(prop), mentions, actors)
    assert (thing.name, thing.kind.value, thing.actor_id or "") == (words, kind, owner)

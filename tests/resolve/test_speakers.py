"""Roles, sides and names of speakers."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from secondsource.model import Attribution, Directness, Evidence, Report
from secondsource.resolve.actors import Actors, access, open_actors, speaker_of, tag_actors

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "actors.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def actors() -> Actors:
    return open_actors()


def said(text: str, words: str, actors: Actors) -> Attribution:
    start = text.index(words)
    spot = Evidence("r", start, start + len(words), words)
    mentions = tag_actors(Report("r", text, "", ""), actors)
    quoted = Attribution(words, spot, directness=Directness.VIA_MEDIA, via="AFP")
    return speaker_of(quoted, mentions, actors)


@pytest.mark.parametrize(("text", "words", "role", "actor_id", "named"), CASES["speaker"])
def test_a_speaker_has_a_role_and_a_side(
    text: str, words: str, role: str, actor_id: str, named: bool, actors: Actors
) -> None:
    found = said(text, words, actors)
    assert (found.role.value, found.speaker_actor or "", found.named) == (role, actor_id, named)
    assert (found.directness, found.via) == (Directness.VIA_MEDIA, "AFP")


def test_officials_of_one_side_have_one_access(actors: Actors) -> None:
    speakers = ("CENTCOM", "A US official", "The Pentagon", "President Joe Biden")
    sides = {access(said(f"{words} said so.", words, actors)) for words in speakers}
    assert sides == {"actor:us-government"}
    wings = {access(said(f"{w} said so.", w, actors)) for w in ("Hamas", "The Qassam Brigades")}
    assert wings == {"actor:hamas"}


def test_a_speaker_without_a_party_has_no_access(actors: Actors) -> None:
    assert access(said("Witnesses said so.", "Witnesses", actors)) is None

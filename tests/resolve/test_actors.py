"""Parties of reports: names in their spellings, states with their bodies, what words refer to."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondsource.errors import DataError
from secondsource.model import (
    Actor,
    Claim,
    Evidence,
    Kind,
    Layer,
    Mention,
    Place,
    Property,
    Report,
    Statement,
)
from secondsource.resolve.actors import Actors, actor_of, open_actors, tag_actors

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "actors.toml").read_text("utf-8"))

NAMES = tomllib.loads((Path(__file__).parents[1] / "cases" / "actor_names.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def actors() -> Actors:
    return open_actors()


def report(text: str) -> Report:
    return Report("r", text, "", "")


def words_of(text: str, words: str) -> Evidence:
    start = text.rindex(words)
    return Evidence("r", start, start + len(words), words)


def claim_of(words: Evidence, prop: Property) -> Claim:
    kind = Kind.REACTION if prop is Property.ACTOR else Kind.INCIDENT
    statement = Statement("s", "c", prop, None, words)
    return Claim("c", "c", "r", kind, "other_violence", words, None, (statement,))


@pytest.mark.parametrize(("text", "words", "actor_id"), CASES["tag"])
def test_a_party_is_found_and_known(text: str, words: str, actor_id: str, actors: Actors) -> None:
    found = {m.quote: m.value.id for m in tag_actors(report(text), actors) if m.value}
    assert found.get(words) == actor_id, found


@pytest.mark.parametrize(("text", "words"), CASES["untagged"])
def test_what_is_no_party_is_left_alone(text: str, words: str, actors: Actors) -> None:
    spot = words_of(text, words)
    over = [m.quote for m in tag_actors(report(text), actors) if spot.overlaps(m.start, m.end)]
    assert not over


@pytest.mark.parametrize(("text", "words", "prop", "actor_id", "kind"), CASES["doer"])
def test_the_doer_is_the_party_meant(
    text: str, words: str, prop: str, actor_id: str, kind: str, actors: Actors
) -> None:
    spot = words_of(text, words)
    mentions = tag_actors(report(text), actors)
    actor = actor_of(spot, claim_of(spot, Property(prop)), report(text), mentions, actors)
    assert (actor.id, actor.kind.value) == (actor_id, kind)


def test_names_of_reports_on_one_war_mean_the_right_actors(actors: Actors) -> None:
    wrong = {}
    for name, actor_id in NAMES["names"]:
        text = f"{name} spoke of Iraq and Syria."
        spot = Evidence("r", 0, len(name), name)
        mentions = tag_actors(report(text), actors)
        actor = actor_of(spot, claim_of(spot, Property.ACTOR), report(text), mentions, actors)
        if actor.id != actor_id:
            wrong[name] = actor.id
    assert not wrong


def test_a_states_forces_are_external_where_another_state_is_the_place(actors: Actors) -> None:
    text = "Turkish warplanes bombed Dohuk. Turkish police arrested nine men in Ankara."
    places = (
        Mention(Layer.PLACES, 25, 30, "Dohuk", Place(None, "Dohuk", country="IQ")),
        Mention(Layer.PLACES, 68, 74, "Ankara", Place(None, "Ankara", country="TR")),
    )
    mentions = (*tag_actors(report(text), actors), *places)
    kinds = []
    for start, end, words in ((0, 30, "Turkish"), (32, 74, "Turkish police")):
        spot = Evidence("r", start, start + len(words), words)
        claim = replace(
            claim_of(spot, Property.PERPETRATOR), evidence=report(text).evidence(start, end)
        )
        kinds.append(actor_of(spot, claim, report(text), mentions, actors).kind.value)
    assert kinds == ["external_forces", "state_forces"]


def test_an_unnamed_army_is_that_of_the_place_unless_another_was_named(actors: Actors) -> None:
    for text, start, wanted in (
        ("London and Paris protested. The army shelled Tigha.", 28, "actor:dz-military"),
        ("French army units came. The army shelled Tigha.", 24, "actor:fr-military"),
    ):
        at = text.index("Tigha")
        place = Mention(Layer.PLACES, at, at + 5, "Tigha", Place(None, "Tigha", country="DZ"))
        mentions = (*tag_actors(report(text), actors), place)
        spot = Evidence("r", start, start + 8, "The army")
        claim = claim_of(spot, Property.PERPETRATOR)
        where = Statement("p", "c", Property.PLACE, None, report(text).evidence(at, at + 5))
        claim = replace(claim, statements=(*claim.statements, where))
        assert actor_of(spot, claim, report(text), mentions, actors).id == wanted


def test_every_quote_stands_at_its_offsets_and_none_overlaps(actors: Actors) -> None:
    for text, *_ in CASES["tag"]:
        end = 0
        for mention in tag_actors(report(text), actors):
            assert mention.layer is Layer.ACTORS
            assert text[mention.start : mention.end] == mention.quote
            assert mention.start >= end
            end = mention.end


@given(st.text(max_size=200))
def test_any_text_gives_quotes_that_stand(actors: Actors, text: str) -> None:
    for mention in tag_actors(report(text), actors):
        assert text[mention.start : mention.end] == mention.quote
        spot = Evidence("r", mention.start, mention.end, mention.quote)
        assert actor_of(spot, claim_of(spot, Property.ACTOR), report(text), (), actors).name


def test_a_short_form_that_the_report_explains_is_the_group_named(actors: Actors) -> None:
    text = "The Liberation Front of Kesh (LFK) fired. The LFK left."
    ids = [m.value.id for m in tag_actors(report(text), actors) if m.value]
    assert ids == ["provisional:liberation-front-of-kesh"] * 3


def test_a_backer_is_named_and_is_not_the_doer(actors: Actors) -> None:
    (mention,) = tag_actors(report("Iran-backed militias fired."), actors)
    assert isinstance(mention.value, Actor)
    assert [b.actor_id for b in mention.value.backed_by] == ["actor:ir-government"]
    assert mention.value.country is None


def test_umbrellas_and_members_are_related_not_equal(actors: Actors) -> None:
    assert actors.related("actor:kataib-hezbollah", "actor:islamic-resistance-iraq")
    assert not actors.related("actor:kataib-hezbollah", "actor:hezbollah")
    assert actors.chain("actor:us-centcom") == (
        "actor:us-centcom",
        "actor:us-military",
        "actor:us-government",
    )


def test_ids_are_unique_and_every_link_leads_to_a_row(actors: Actors) -> None:
    for actor_id, entry in actors.entries.items():
        assert actor_id.startswith("actor:") and entry.actor.name
        if entry.actor.part_of:
            assert entry.actor.part_of in actors.entries, actor_id
        for backing in entry.actor.backed_by:
            assert backing.actor_id in actors.entries and backing.source, actor_id


def test_an_id_that_starts_with_a_country_belongs_to_its_government(actors: Actors) -> None:
    for actor_id in actors.entries:
        first = actor_id.removeprefix("actor:").partition("-")[0]
        if len(first) == 2 and first.isalpha() and "-" in actor_id and first != "un":
            assert actors.chain(actor_id)[-1] == f"actor:{first}-government", actor_id


def test_users_add_actors_and_rename_known_ones(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text(
        "id,name,aliases,kind,country\nactor:kesh,Kesh Home Guard,KHG|Home Guard of Kesh,"
        "political_militia,ML\nactor:m23,M23 (ours),,rebel_group,CD\n",
        "utf-8",
    )
    actors = open_actors(own)
    found = [m.value.id for m in tag_actors(report("KHG men fired on M23."), actors) if m.value]
    assert found == ["actor:kesh", "actor:m23"]
    assert actors.entries["actor:m23"].actor.name == "M23 (ours)"


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("actor:x,,,rebel_group,ML", "has no name"),
        ("actor:x,X,,robbers,ML", "'robbers'"),
        (",X,,rebel_group,ML", "has no id"),
    ],
)
def test_a_damaged_row_is_refused_with_its_line(tmp_path: Path, row: str, says: str) -> None:
    own = tmp_path / "own.csv"
    own.write_text(f"id,name,aliases,kind,country\n{row}\n", "utf-8")
    with pytest.raises(DataError, match=says):
        open_actors(own)


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(DataError, match=r"nowhere\.csv"):
        open_actors(Path("nowhere.csv"))

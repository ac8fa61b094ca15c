"""The closed list of event types, and the rules of the codebooks."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from secondsource.codes import Scene, SideKind, open_codes, read_codes
from secondsource.errors import DataError
from secondsource.model import ActorKind, ThingKind

CODES = open_codes()
HERE = Path(__file__).parent
CASES = tomllib.loads((HERE / "cases" / "codes.toml").read_text("utf-8"))["case"]
DATA = HERE.parent / "src" / "secondsource" / "data" / "event_types.toml"

INCIDENTS = (
    "drone_strike air_strike missile_strike rocket_attack shelling bombing suicide_bombing "
    "landmine armed_clash armed_assault assassination massacre ship_attack abduction "
    "hostage_taking arson looting sexual_violence arrest protest riot interception other_violence"
)
REACTIONS = (
    "claim_of_responsibility denial accusation condemnation threat demand praise truce "
    "negotiation legislation deployment withdrawal investigation aid"
)


def sides(case: dict[str, Any], key: str) -> frozenset[SideKind]:
    return frozenset(map(SideKind, case.get(key, ())))


def test_the_list_is_closed() -> None:
    assert [t.code for t in CODES.types.values() if not t.reaction] == INCIDENTS.split()
    assert [t.code for t in CODES.types.values() if t.reaction] == REACTIONS.split()


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['type']}: {c['acled'] or 'none'}")
def test_a_scene_has_its_codes(case: dict[str, Any]) -> None:
    scene = Scene(
        case["type"],
        sides(case, "doer"),
        sides(case, "target"),
        case.get("means", ""),
        case.get("sentence", ""),
    )
    assert (CODES.acled_sub_event(scene) or "") == case["acled"]
    assert (CODES.ucdp_violence(scene) or 0) == case["ucdp"]


@pytest.mark.parametrize("code", INCIDENTS.split())
def test_every_incident_has_codes_of_its_own(code: str) -> None:
    kind = CODES.event_type(code)
    assert kind.name
    assert kind.plover.split()[0] in ("ASSAULT", "COERCE", "PROTEST")
    assert kind.cameo[:2] in ("14", "17", "18", "19", "20")
    assert kind.gtd in range(10)
    assert kind.muc4 in ("", "ATTACK", "BOMBING", "KIDNAPPING", "ARSON", "ROBBERY")
    assert CODES.acled_sub_event(Scene(code)) in CODES.acled_event_types


def test_every_kind_of_actor_has_a_side_and_things_only_where_they_show_one() -> None:
    for kind in ActorKind:
        assert CODES.sides(actors=[kind])
    assert CODES.sides(things=[ThingKind.MILITARY, ThingKind.VEHICLE]) == {SideKind.STATE}
    assert CODES.sides(things=[ThingKind.BUILDING]) == frozenset()


def test_a_code_that_is_not_on_the_list_is_refused() -> None:
    with pytest.raises(DataError, match="'earthquake' is no event type"):
        CODES.acled_sub_event(Scene("earthquake"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('sub_event = "Grenade"', 'sub_event = "Pomegranate"', "what Pomegranate is"),
        ('types = ["arrest"]', 'types = ["detention"]', "what detention is"),
        ('rioters = "crowd"', "", "what rioters is"),
        ('rioters = "crowd"', 'rioters = "cloud"', "is damaged"),
        ("[ucdp]", "[ucdp", "is damaged"),
    ],
)
def test_a_damaged_list_is_refused(old: str, new: str, said: str) -> None:
    text = DATA.read_text("utf-8")
    assert old in text
    with pytest.raises(DataError, match=said):
        read_codes(text.replace(old, new, 1))

"""The JSON Lines exports: the form of DESIGN's contract, its schemas, and offsets that hold."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from making import (
    DAY,
    NOW,
    claims_of,
    derive,
    find,
    full_case,
    incident_claim,
    put,
    reaction_claim,
    report_of,
    total_claim,
)
from secondsource.errors import ConfigError, DataError, StoreError
from secondsource.export import FORMATS, export_case
from secondsource.export.schema import described, schemas, text_of
from secondsource.export.tags import LAYERS, tag_row
from secondsource.model import (
    Decision,
    DecisionKind,
    Kind,
    Layer,
    Mention,
    Property,
    Reconciled,
    Status,
    When,
)
from secondsource.store import Derived, Store

ROOT = Path(__file__).parents[2]
Row = dict[str, Any]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return full_case(tmp_path_factory.mktemp("contract") / "case.db")


def written(path: Path, name: str) -> str:
    out = io.StringIO()
    with Store.reader(path) as store:
        export_case(store, name, out)
    return out.getvalue()


def lines(path: Path, name: str) -> list[Row]:
    return [json.loads(line) for line in written(path, name).splitlines()]


def spans(node: Any) -> list[Row]:
    """Everything with offsets inside a row."""
    if isinstance(node, list):
        return [s for item in node for s in spans(item)]
    if not isinstance(node, dict):
        return []
    return [node] * ("start" in node) + [s for value in node.values() for s in spans(value)]


def test_a_claim_has_the_form_of_the_contract(path: Path) -> None:
    rows = lines(path, "claims")
    strike = next(r for r in rows if r["kind"] == "incident" and r["report_id"] == "seed-1")
    keys = (
        "claim_id account_id report_id incident_id kind event_type acled_sub_event_type stance "
        "negated score retaliation_for review_state evidence trigger attribution statements"
    )
    assert set(strike) == set(keys.split())
    assert strike["incident_id"].startswith("i")
    assert strike["acled_sub_event_type"] == "Air/drone strike"
    assert strike["review_state"] == "unreviewed"
    assert strike["trigger"]["quote"] == "drone strike"
    speaker = strike["attribution"]
    assert set(speaker) == set(
        ["speaker", "speaker_actor", "role", "named", "directness", "via", "start", "end", "quote"]
    )
    said = {s["property"]: s for s in strike["statements"]}
    needed = {"statement_id", "property", "start", "end", "quote", "origin", "score", "value"}
    assert all(needed <= set(s) for s in said.values())
    assert said["killed"]["value"] == {
        "low": 3,
        "best": 3,
        "high": None,
        "wording": "at least three",
        "modifier": "at_least",
        "scope": "total",
        "group": {
            "status": "unknown",
            "side": None,
            "sex_age": None,
            "occupation": None,
            "nationality": None,
        },
    }
    assert said["date"]["value"] == {
        "edtf": "2024-02-07",
        "earliest": "2024-02-07",
        "latest": "2024-02-07",
        "precision": 1,
        "basis": "weekday before publication",
        "derived": False,
        "anchor": None,
    }
    place = said["place"]["value"]
    assert (place["id"], place["lat"], place["precision"], place["radius_km"]) == (
        "geonames:98182",
        33.34,
        1,
        15.0,
    )
    assert said["perpetrator"]["value"]["kind"] == "external_forces"
    assert said["target"]["value"]["kind"] == "armed_group"


def test_the_codes_of_a_claim_go_by_the_parties_of_its_account(tmp_path: Path) -> None:
    report = report_of("r1")
    strike = replace(incident_claim(report), event_type="armed_assault", trigger=None)
    later = replace(
        reaction_claim(report, strike),
        kind=Kind.INCIDENT,
        account_id=strike.id,
        event_type="armed_assault",
        statements=(),
    )
    with Store.writer(tmp_path / "case.db", NOW) as store:
        put(store, report, (strike, later))
    rows = lines(tmp_path / "case.db", "claims")
    assert [row["acled_sub_event_type"] for row in rows] == ["Armed clash", "Armed clash"]


def test_a_total_lifts_its_number_what_and_period(path: Path) -> None:
    total = lines(path, "totals")[0]
    assert total["event_type"] is total["trigger"] is total["incident_id"] is None
    assert total["acled_sub_event_type"] is None
    assert total["statements"] == []
    assert {k: total["count"][k] for k in ("low", "best", "high", "modifier", "quote")} == {
        "low": 161,
        "best": 161,
        "high": None,
        "modifier": "more_than",
        "quote": "160",
    }
    assert total["what"]["quote"] == "attacks"
    assert (total["period"]["edtf"], total["period"]["quote"]) == ("2023-10/..", "since October")


def test_a_total_without_a_period_says_null(tmp_path: Path) -> None:
    report = report_of("r1")
    total = total_claim(report)
    short = replace(total, statements=total.statements[:2])
    with Store.writer(tmp_path / "case.db", NOW) as store:
        put(store, report, (short,))
    (row,) = lines(tmp_path / "case.db", "totals")
    assert row["period"] is None


def test_a_reaction_names_its_actor_and_what_it_is_about(path: Path) -> None:
    rows = lines(path, "reactions")
    (incident,) = lines(path, "incidents")
    assert [r["event_type"] for r in rows] == ["threat", "threat"]
    for row in rows:
        assert row["about"] == incident["incident_id"]
        assert row["about_claim"] in incident["claims"]
        assert row["actor"]["quote"] == "The group"
        assert row["actor"]["name"] == "Kataib Hezbollah"
        assert row["statements"] == []


def test_an_incident_has_the_form_of_the_contract(path: Path) -> None:
    (row,) = lines(path, "incidents")
    keys = (
        "incident_id event_type facets fields revision accounts claims reports "
        "independent_sources unknown_sources grade part_of parts review_state in_scope "
        "retaliation_for former_ids"
    )
    assert set(row) == set(keys.split())
    killed, injured = row["fields"]["killed"], row["fields"]["injured"]
    assert (killed["low"], killed["best"], killed["high"]) == (3, 3, None)
    assert (injured["low"], injured["best"], injured["high"]) == (None, None, None)
    assert injured["status"] == "not_said"
    assert row["fields"]["perpetrator"]["basis"] == "alleged"
    assert row["retaliation_for"][0]["basis"] == "stated"
    known = {s["statement_id"] for c in lines(path, "claims") for s in c["statements"]}
    for field in row["fields"].values():
        assert set(field["supporting"]) | set(field["conflicting"]) <= known


def test_where_words_give_only_a_low_the_best_is_the_low(tmp_path: Path) -> None:
    report = report_of("r1")
    with Store.writer(tmp_path / "case.db", NOW) as store:
        put(store, report)
        (incident,) = derive(store, [(incident_claim(report).id,)])
        dozens = Reconciled(Property.INJURED, None, Status.SINGLE_SOURCE, "only", low=24)
        more = replace(incident, fields=(*incident.fields, dozens))
        store.replace_derived(Derived((more,)), at=NOW)
    (row,) = lines(tmp_path / "case.db", "incidents")
    injured = row["fields"]["injured"]
    assert (injured["low"], injured["best"], injured["high"]) == (24, 24, None)


def test_a_dispute_shows_its_sides_in_their_words(path: Path) -> None:
    (row,) = lines(path, "disputes")
    (incident,) = lines(path, "incidents")
    assert row["about"] == incident["incident_id"]
    assert [len(side["evidence"]) for side in row["sides"]] == [1, 1]
    assert row["sides"][1]["evidence"][0]["report_id"] == "seed-2"


def test_a_report_carries_warnings_and_what_it_copies(path: Path) -> None:
    first, second = lines(path, "reports")
    assert first["warnings"][0]["code"] == "machine_written"
    assert first["warnings"][0]["evidence"]["quote"] == "officials"
    assert (first["copy_of"], second["copy_of"]) == (None, "seed-1")
    assert first["id"] == first["report_id"] == "seed-1"


def test_a_link_carries_its_reasons(path: Path) -> None:
    (row,) = lines(path, "links")
    assert row["joined"]
    assert row["reasons"] == [{"feature": "date", "detail": "same day", "weight": 7.5}]


def test_every_quote_of_every_export_stands_at_its_offsets(path: Path) -> None:
    texts = {row["report_id"]: row["text"] for row in lines(path, "reports")}
    checked = 0
    for name in ("claims", "disputes", "reports"):
        for row in lines(path, name):
            for span in spans(row):
                text = texts[span.get("report_id") or row["report_id"]]
                assert text[span["start"] : span["end"]] == span["quote"]
                checked += 1
    assert checked > 30


@pytest.mark.parametrize("name", sorted(set(schemas()) - {"tag"}))
def test_rows_fit_their_schema(path: Path, name: str) -> None:
    schema = schemas()[name]
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    text = written(path, name)
    rows = [text] if name == "geojson" else text.splitlines()
    assert rows
    for row in rows:
        validator.validate(json.loads(row))


def test_tags_of_every_layer_fit_their_schema() -> None:
    report = report_of("r1")
    claims = claims_of(report)
    validator = Draft202012Validator(schemas()["tag"])
    by_property = {s.property: s for s in claims[0].statements}
    mentions = [
        Mention(Layer.DATES, 0, 1, "x", by_property[Property.DATE].value, "DATE", "2024-02-07"),
        Mention(Layer.DATES, 0, 1, "x", None, "DURATION", "P1D"),
        Mention(Layer.PLACES, 0, 1, "x", by_property[Property.PLACE].value),
        Mention(Layer.PLACES, 0, 1, "x", None),
        Mention(Layer.ACTORS, 0, 1, "x", by_property[Property.PERPETRATOR].value),
    ]
    for layer in LAYERS:
        row = tag_row(report, layer, mentions, claims)
        assert row["spans"]
        validator.validate(json.loads(json.dumps(row)))


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        ("claims", "kind", "rumour"),
        ("claims", "evidence", None),
        ("claims", "extra", 1),
        ("incidents", "fields", {}),
        ("disputes", "sides", []),
        ("reports", "text", None),
    ],
)
def test_the_schemas_refuse_what_is_no_row(path: Path, name: str, key: str, value: Any) -> None:
    row = lines(path, name)[0] | {key: value}
    assert not Draft202012Validator(schemas()[name]).is_valid(row)


def test_a_value_must_have_the_form_of_its_property(path: Path) -> None:
    row = lines(path, "claims")[0]
    killed = next(s for s in row["statements"] if s["property"] == "killed")
    killed["value"] = {"name": "three"}
    assert not Draft202012Validator(schemas()["claims"]).is_valid(row)


@pytest.mark.parametrize("name", sorted(schemas()))
def test_the_schemas_in_the_documentation_are_current(name: str) -> None:
    kept = (ROOT / "docs" / "schema" / f"{name}.json").read_text(encoding="utf-8")
    assert kept == text_of(schemas()[name]), "run `python -m secondsource.export.schema docs`"


def test_the_description_of_the_exports_is_current() -> None:
    page = (ROOT / "docs" / "export_formats.md").read_text(encoding="utf-8")
    assert page == described(page), "run `python -m secondsource.export.schema docs`"
    for name in FORMATS:
        assert f"`{name}`" in page
    for prop in Property:
        assert f"`{prop}`" in page
    with pytest.raises(DataError, match="columns of 'weather'"):
        described("<!-- columns weather -->\n<!-- end -->")


def test_checked_and_rejected_claims(tmp_path: Path) -> None:
    report = report_of("r1")
    strike, total, reaction = claims_of(report)

    def decide(number: int, kind: DecisionKind, claim_id: str, **more: Any) -> Decision:
        return Decision(f"d{number}", kind, (claim_id,), None, None, (), None, "ana", NOW, **more)

    with Store.writer(tmp_path / "case.db", NOW) as store:
        put(store, report)
        store.put_decision(decide(1, DecisionKind.CHECK, strike.id))
        store.put_decision(decide(2, DecisionKind.REJECT, total.id))
        store.put_decision(decide(3, DecisionKind.REJECT, reaction.id))
        store.put_decision(decide(4, DecisionKind.NOTE, reaction.id, supersedes="d3"))
    rows = {row["claim_id"]: row for row in lines(tmp_path / "case.db", "claims")}
    assert set(rows) == {strike.id, reaction.id}
    assert rows[strike.id]["review_state"] == "checked"
    assert rows[reaction.id]["review_state"] == "unreviewed"
    (row,) = lines(tmp_path / "case.db", "reports")
    assert row["review_state"] == "in_part"


def test_an_attribution_stands_beside_its_statement(path: Path) -> None:
    row = lines(path, "claims")[0]
    killed = next(s for s in row["statements"] if s["property"] == "killed")
    place = next(s for s in row["statements"] if s["property"] == "place")
    assert killed["attribution"]["quote"] == "Iraqi officials"
    assert place["attribution"] is None


def test_a_claim_in_no_incident_has_none(tmp_path: Path) -> None:
    report = report_of("r1")
    strike = replace(incident_claim(report), attribution=None, negated=True)
    with Store.writer(tmp_path / "case.db", NOW) as store:
        put(store, report, (strike, reaction_claim(report, strike)))
    first, second = lines(tmp_path / "case.db", "claims")
    assert first["incident_id"] is first["attribution"] is second["about"] is None
    assert second["about_claim"] == strike.id


def test_a_date_narrowed_from_another_report_says_so(tmp_path: Path) -> None:
    report = report_of("r1")
    strike = incident_claim(report)
    narrow = When("2024-02-07", DAY, DAY, 1, "the same strike in r2", True, "r2")
    dated = tuple(
        replace(s, value=narrow) if s.property is Property.DATE else s for s in strike.statements
    )
    with Store.writer(tmp_path / "case.db", NOW) as store:
        put(store, report, (strike,))
        store.replace_derived(Derived(claims=(replace(strike, statements=dated),)), at=NOW)
    (row,) = lines(tmp_path / "case.db", "claims")
    value = next(s["value"] for s in row["statements"] if s["property"] == "date")
    assert (value["derived"], value["anchor"], value["edtf"]) == (True, "r2", "2024-02-07")


def test_a_path_is_replaced_in_one_step(path: Path, tmp_path: Path) -> None:
    out = tmp_path / "claims.jsonl"
    out.write_text("old")
    with Store.reader(path) as store:
        assert export_case(store, "claims", out) == 6
    assert out.read_text(encoding="utf-8") == written(path, "claims")
    assert [p.name for p in tmp_path.iterdir()] == ["claims.jsonl"]


def test_a_path_that_cannot_be_written_is_told(path: Path, tmp_path: Path) -> None:
    with Store.reader(path) as store:
        with pytest.raises(StoreError, match="cannot be written"):
            export_case(store, "claims", tmp_path / "none" / "claims.jsonl")
        with pytest.raises(ConfigError, match=r"no format 'xml'. Choose one of claims, "):
            export_case(store, "xml", io.StringIO())


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_case_can_be_exported(tmp_path: Path, name: str) -> None:
    with Store.writer(tmp_path / "case.db", NOW) as store:
        assert export_case(store, name, io.StringIO()) == 0


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_case_gives_the_same_bytes(path: Path, name: str) -> None:
    assert written(path, name) == written(path, name)


def test_words_outside_ascii_stay_readable(path: Path) -> None:
    assert "🙂" in written(path, "reports")
    assert find(report_of("x"), "Baghdad 🙂").quote in written(path, "claims")

"""The case, its ledger, and what would be published, through the desk."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from review.conftest import AT
from secondsource.export import FORMATS
from secondsource.pipeline import rules_in_force, two_person
from secondsource.review import Settings, create_app
from secondsource.scope import Scope, scope_of
from secondsource.store import Store


def scope(case: Path) -> Scope | None:
    """The scope that the case has now."""
    with Store.reader(case) as store:
        return scope_of(store.standings())


def test_the_page_names_no_path_of_the_machine(desk: TestClient, case: Path) -> None:
    for address in ("/case", "/case.json", "/publish", "/decisions", "/start", "/reports-in"):
        page = desk.get(address)
        assert page.status_code == 200
        assert str(case.parent) not in page.text


def test_a_scope_is_set_and_lifted(desk: TestClient, post: Callable[..., Any], case: Path) -> None:
    answer = post("/act/limit", first="2022-01-01", places="UA; MM", types=["missile_strike"])
    assert answer.status_code == 303
    held = scope(case)
    assert held and (held.places, held.types) == (("UA", "MM"), ("missile_strike",))
    view = desk.get("/case.json").json()
    assert view["limits"]["outside"] > 0
    page = desk.get("/case").text
    assert "This case is about missile strike from 1 Jan 2022 in Ukraine or Myanmar." in page
    assert f"{view['limits']['outside']} of {view['incidents']} incidents lie outside" in page
    post("/act/limit", lift="1")
    assert scope(case) is None and desk.get("/case.json").json()["limits"] is None


def test_names_of_a_scope_are_kept_as_incidents_bear_them(
    desk: TestClient, post: Callable[..., Any], case: Path
) -> None:
    post("/act/limit", places="ukraine, Kiev, mm", actors="ISIS, Philippine armed forces (AFP)")
    held = scope(case)
    assert held and held.places == ("UA", "Kyiv", "MM")
    assert held.actors[0] != "ISIS" and "ISIS" in held.actors[0]
    view = desk.get("/case.json").json()
    assert 0 < view["limits"]["outside"] < view["incidents"]


def test_a_scope_that_leaves_everything_out_is_said(
    desk: TestClient, post: Callable[..., Any]
) -> None:
    words = "Every incident lies outside these limits"
    post("/act/limit", places="UA")
    assert words not in desk.get("/case").text
    post("/act/limit", places="IS", types=["sexual_violence"])
    page = desk.get("/case").text
    assert words in page and "No incident of this case bears Iceland." in page


def test_what_lies_outside_waits_for_nobody(desk: TestClient, post: Callable[..., Any]) -> None:
    before = desk.get("/review.json").json()["queue"]
    post("/act/limit", places="UA")
    left = {o["id"] for o in desk.get("/case.json").json()["limits"]["examples"]}
    after = desk.get("/review.json").json()["queue"]
    assert left & {q["incident"] for q in before}
    assert not left & {q["incident"] for q in after}


def test_the_overview_marks_what_lies_outside_and_does_not_count_it(
    desk: TestClient, post: Callable[..., Any]
) -> None:
    many = desk.get("/case.json").json()["incidents"]
    post("/act/limit", places="UA")
    left = desk.get("/case.json").json()["limits"]["outside"]
    view = desk.get("/incidents.json").json()
    assert 0 < left < many
    assert (view["shown"]["total"], view["shown"]["outside"]) == (many - left, left)
    lie = [row["outside"] for row in view["shown"]["rows"]]
    assert len(lie) == many and lie == sorted(lie) and sum(lie) == left
    assert view["sentence"].startswith(f"{many - left} incidents")
    assert f"{left} more lie outside the scope" in view["sentence"]
    html = desk.get("/incidents").text
    assert html.count("Outside the scope of the case.") == 1
    assert f"These {many - left} as" in html and f"all {many} as" in html
    given = desk.get("/incidents.csv").content.decode("utf-8-sig").splitlines()
    assert len(given) - 1 == many - left
    last = view["shown"]["rows"][-1]["id"]
    assert "outside the <a" in desk.get(f"/incidents/{last}").text


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({}, "No limit was given"),
        ({"first": "7 Feb"}, "no day"),
        ({"first": "2024-02-02", "last": "2024-02-01"}, "lies after"),
        ({"types": ["raid"]}, "no event type"),
        ({"places": "UA, Nowhereshire"}, "knows &#39;Nowhereshire&#39;. Check its spelling"),
        ({"places": "XX"}, "is no ISO code of a country"),
        ({"actors": "the Moon Army"}, "knows &#39;the Moon Army&#39;. Check its spelling"),
    ],
)
def test_a_scope_that_makes_no_sense_is_refused(
    post: Callable[..., Any], sent: dict[str, Any], says: str, case: Path
) -> None:
    answer = post("/act/limit", **sent)
    assert answer.status_code == 422 and says in answer.text
    assert scope(case) is None


def test_rules_and_names_are_switched(
    desk: TestClient, post: Callable[..., Any], case: Path
) -> None:
    post("/case/rules", name="ibc_like")
    post("/case/two-person", on="on")
    with Store.reader(case) as store:
        assert (rules_in_force(store).name, two_person(store)) == ("ibc_like", True)
    view = desk.get("/case.json").json()
    assert [r["name"] for r in view["rules"] if r["here"]] == ["ibc_like"]
    post("/case/two-person", on="off")
    assert desk.get("/case.json").json()["two_person"] is False
    assert post("/case/rules", name="mine").status_code == 422


def test_letters_can_be_turned_off(desk: TestClient, post: Callable[..., Any]) -> None:
    assert '<body data-keys="on">' in desk.get("/case").text
    post("/case/keys", on="off")
    assert '<body data-keys="off">' in desk.get("/incidents").text


@pytest.mark.parametrize("name", [*FORMATS, "xlsx"])
def test_every_export_is_a_download(desk: TestClient, name: str) -> None:
    answer = desk.get(f"/export/{name}")
    assert answer.status_code == 200 and "attachment" in answer.headers["content-disposition"]
    many = desk.get("/case.json").json()["incidents"]
    if name == "csv":
        assert len(list(csv.DictReader(io.StringIO(answer.text)))) == many
    if name == "incidents":
        assert len([json.loads(line) for line in answer.text.splitlines()]) == many


def test_an_export_that_is_none_is_said(desk: TestClient) -> None:
    assert desk.get("/export/doc").status_code == 404


def test_the_ledger_holds_all_and_undoes(desk: TestClient, post: Callable[..., Any]) -> None:
    view = desk.get("/incidents/1.json").json()
    post("/act/note", thing=view["id"], text="<b>look</b>")
    post("/act/check", thing=view["id"])
    ledger = desk.get("/decisions.json").json()
    note = ledger["entries"][-1]
    assert (note["incident"], note["may_undo"]) == (view["id"], True)
    page = desk.get("/decisions").text
    assert f'<tr id="{note["id"]}"' in page and "&lt;b&gt;look" in page
    post("/act/undo", what=note["id"])
    ledger = desk.get("/decisions.json").json()
    assert ledger["entries"][-1]["may_undo"] is False
    assert len(ledger["entries"]) == ledger["total"]
    post("/me", name="Ben")
    post("/act/note", thing=view["id"], text="again")
    assert [e["by"] for e in desk.get("/decisions.json?by=Ben").json()["entries"]] == ["Ben"]
    assert {d["name"] for d in desk.get("/case.json").json()["deciders"]} == {"Ana", "Ben"}


def test_the_ledger_is_turned_page_by_page(
    desk: TestClient, post: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secondsource.review.pages.decisions.LISTED", 2)
    thing = desk.get("/incidents/1.json").json()["id"]
    for n in range(4):
        post("/act/note", thing=thing, text=f"note {n}")
    post("/act/undo")
    views = [desk.get(f"/decisions.json?page={n}").json() for n in (1, 2, 3)]
    assert [[e["number"] for e in view["entries"]] for view in views] == [[5, 4], [3, 2], [1]]
    assert [(view["page"], view["pages"], view["first"]) for view in views] == [
        (1, 3, 1),
        (2, 3, 3),
        (3, 3, 5),
    ]
    assert all(view["total"] == view["wanted"] == 5 for view in views)
    assert "note 3" in views[0]["entries"][0]["what"], "an undo says what it undid"
    whole = desk.get("/decisions?page=2").text
    assert 'rel="prev"' in whole and 'rel="next"' in whole and "3 to 4 of 5" in whole
    assert 'rel="next"' not in desk.get("/decisions?page=3").text
    oldest = views[2]["entries"][0]["id"]
    assert f"/decisions?entry={oldest}#{oldest}" in desk.get("/incidents/1").text
    assert f'<tr id="{oldest}"' in desk.get(f"/decisions?entry={oldest}").text
    assert desk.get("/decisions.json?page=99").json()["page"] == 3
    assert desk.get("/decisions.json?page=0").json()["page"] == 1


def test_what_is_held_back_is_said_before_anything_is_written(
    desk: TestClient, post: Callable[..., Any], case: Path
) -> None:
    view = desk.get("/publish.json").json()
    many = desk.get("/case.json").json()["incidents"]
    assert (view["incidents"], view["reasons"]["nobody has checked it"]) == (0, many)
    checked = desk.get("/incidents/1.json").json()["id"]
    post("/act/check", thing=checked)
    assert desk.get("/publish.json").json()["incidents"] == 1
    answer = post("/publish", folder="site")
    assert answer.status_code == 200 and "Written into" in answer.text
    pages = {p.stem for p in (case.parent / "site" / "incidents").iterdir()}
    assert pages == {checked}
    post("/act/limit", last="1990-01-01")
    view = desk.get("/publish.json").json()
    assert view["incidents"] == 0 and "outside the scope of the case" in view["reasons"]


@pytest.mark.parametrize("folder", ["", "../site", "/tmp/site", "a/b"])
def test_a_site_is_written_beside_the_case_alone(
    desk: TestClient, post: Callable[..., Any], case: Path, folder: str
) -> None:
    post("/act/check", thing=desk.get("/incidents/1.json").json()["id"])
    answer = post("/publish", folder=folder)
    assert answer.status_code == 422
    assert [p.name for p in case.parent.iterdir() if p.is_dir()] == []


def test_over_a_network_nothing_is_written_or_opened(case: Path) -> None:
    settings = Settings(now=lambda: AT, case=case, by="Ana", token="secret")
    with TestClient(create_app(settings)) as client:
        token = token_in(client.get("/login").text)
        client.post("/login", data={"secret": "secret", "token": token})
        for path, sent in (
            ("/publish", {"folder": "site"}),
            ("/start/open", {"path": str(case)}),
            ("/start/new", {"name": "x", "folder": str(case.parent)}),
        ):
            answer = client.post(path, data={**sent, "token": token})
            assert answer.status_code == 403, path
        assert "open to a network" in client.get("/start").text


def token_in(page: str) -> str:
    """The token of the first form of a page."""
    return page.split('name="token" value="', 1)[1].split('"', 1)[0]


def test_map_and_timeline_draw_what_counts(open_desk: Any, desk: TestClient, case: Path) -> None:
    home = "/".join(open_desk.url.split("/", 3)[:3])
    open_desk.goto(f"{home}/case")
    open_desk.locator("input[name=places]").fill("Ukraine, UA")
    with open_desk.expect_navigation():
        open_desk.get_by_role("button", name="Set these limits").click()
    assert open_desk.locator(".toast").is_visible()
    rows = desk.get("/incidents.json").json()["shown"]["rows"]
    open_desk.goto(f"{home}/incidents")
    open_desk.wait_for_selector("body[data-drawn]")
    drawn = set(open_desk.eval_on_selector_all(".tl .mark", "all => all.map(m => m.dataset.id)"))
    assert drawn and drawn <= {r["id"] for r in rows if not r["outside"]}
    last = open_desk.locator("#rows tr.row").last
    assert last.get_attribute("data-id") == rows[-1]["id"] and rows[-1]["outside"]
    last.click()  # it opens into its words as any other
    with open_desk.expect_navigation():
        open_desk.keyboard.press("u")
    assert scope(case) is None

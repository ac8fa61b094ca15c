"""The pages of totals, sources and actors: what they count is what the case holds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from secondsource.model import ActorKind, Kind
from secondsource.store import Store


def test_every_running_total_is_listed_once(desk: TestClient, case: Path) -> None:
    view = desk.get("/totals.json").json()
    listed = [t["id"] for s in view["series"] for t in s["totals"]]
    listed += [t["id"] for t in view["others"]]
    with Store.reader(case) as store:
        totals = {c.id for c in store.claims() if c.kind is Kind.TOTAL}
    assert set(listed) == totals
    assert len(listed) == len(set(listed))
    assert desk.get("/totals").status_code == 200


def test_every_report_stands_under_its_publisher(desk: TestClient, case: Path) -> None:
    view = desk.get("/sources.json").json()
    with Store.reader(case) as store:
        reports = {r.id: r.source for r in store.reports()}
        copies = {c.report_id for c in store.copies()}
    rows = {r["source"]["id"]: r for p in view["publishers"] for r in p["reports"]}
    assert set(rows) == set(reports)
    for publisher in view["publishers"]:
        if publisher["known"]:
            names = {reports[r["source"]["id"]] for r in publisher["reports"]}
            assert names == {publisher["name"]}
    assert {i for i, r in rows.items() if r["copies"]} == copies
    assert all(r["alone"] <= r["tells"] for r in rows.values())
    assert desk.get("/sources").status_code == 200


def test_no_person_is_listed_among_the_parties(desk: TestClient) -> None:
    view = desk.get("/actors.json").json()
    parties = view["known"] + view["provisional"]
    assert parties
    assert ActorKind.PERSON.value not in {p["kind"] for p in parties}
    assert desk.get("/actors").status_code == 200


def test_a_report_of_the_sources_stacks_on_a_phone(open_desk: Any) -> None:
    page = open_desk
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{page.url.split('/incidents')[0]}/sources")
    assert page.locator("table.cards tr[data-row]").count() > 10
    wide = page.eval_on_selector_all(
        ".scroll:has(table.cards)", "all => all.filter(e => e.scrollWidth > e.clientWidth).length"
    )
    assert wide == 0


def test_the_ledger_says_acts_in_full_words(desk: TestClient, post: Callable[..., Any]) -> None:
    post("/act/check", thing="1")
    post("/act/merge", incident="1", other="2")
    said = [e["what"] for e in desk.get("/decisions.json").json()["entries"]]
    assert said[-1].startswith("Checked: ")
    assert said[0].startswith("Judged to be one incident: ")

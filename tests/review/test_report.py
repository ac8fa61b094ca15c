"""The page of one report: its text whole, its words never taken for code."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from review.conftest import AT
from secondsource.pipeline import run
from secondsource.review import Settings, create_app
from secondsource.review.report import side_by_side
from secondsource.store import Store

HOSTILE = (
    "Gunmen <script>window.pwned = 1</script> killed six people in Kabul on 3 May 2023. "
    '“<img src=x onerror="window.pwned = 2">” said a spokesman{{ 7 * 7 }}.\u202e'
)


def hostile_case(folder: Path, tools: Any) -> Path:
    """A case of one report that tries to be code."""
    source = folder / "hostile.jsonl"
    row = {
        "id": "bad</script>\"'",
        "text": HOSTILE,
        "title": "<b>x</b>",
        "url": "javascript:alert(1)",
    }
    source.write_text(json.dumps(row), "utf-8")
    case = folder / "hostile.db"
    with Store.writer(case, AT) as store:
        run([str(source)], store, tools, at=AT)
    return case


def test_the_text_stands_whole(desk: TestClient) -> None:
    for source in ("kramatorsk-update", "bogota"):
        view = desk.get(f"/reports/{source}.json")
        if view.status_code == 404:
            continue
        whole = "".join(p["text"] for p in view.json()["pieces"])
        assert len(whole) == view.json()["length"]


def test_hostile_words_stay_text(
    tmp_path: Path, tools: Any, serving: Callable[[Settings], str], browser_page: Any
) -> None:
    address = serving(Settings(now=lambda: AT, case=hostile_case(tmp_path, tools)))
    page = browser_page
    for path in ("/disputes", "/incidents/1"):
        page.goto(address + path)
        assert page.evaluate("window.pwned") is None
    page.locator(".rep").first.click()
    page.wait_for_url("**/reports/**")
    assert page.evaluate("window.pwned") is None
    assert "<script>window.pwned = 1</script>" in page.locator("#text").inner_text()
    assert "{{ 7 * 7 }}" in page.locator("#text").inner_text()
    assert page.locator("a[href^='javascript']").count() == 0


def test_a_report_that_is_not_there_is_said_plainly(desk: TestClient) -> None:
    answer = desk.get("/reports/nobody.json")
    assert answer.status_code == 404
    assert "no report nobody" in answer.json()["error"]


def test_pages_work_without_reports_of_that_id_on_this_machine(tmp_path: Path, tools: Any) -> None:
    case = hostile_case(tmp_path, tools)
    with TestClient(create_app(Settings(now=lambda: AT, case=case))) as client:
        html = client.get("/incidents/1").text
    assert "<script>window" not in html
    assert 'onerror="window' not in html


@given(st.text(alphabet="ab \n", max_size=40), st.text(alphabet="ab \n", max_size=40))
def test_side_by_side_loses_no_word(one: str, two: str) -> None:
    rows = side_by_side(one, two)
    assert "".join(r.text for r in rows if r.kind != "there") == one
    assert "".join(r.text for r in rows if r.kind != "here") == two


def test_x_and_t_act_on_the_claim_at_hand(open_desk: Any, case: Path) -> None:
    page = open_desk
    with Store.reader(case) as store:
        claim = next(c for c in store.claims() if c.kind.value == "incident")
    page.goto(f"{page.url.rsplit('/', 1)[0]}/reports/{claim.report_id}")
    page.locator(f"#t-{claim.id} > summary").click()
    page.keyboard.press("t")
    assert page.evaluate("document.activeElement.id") == f"type-{claim.id}"
    page.locator(f"#t-{claim.id} > summary").focus()
    with page.expect_navigation():
        page.keyboard.press("x")
    assert "reject" in page.locator(".toast").inner_text()


def test_what_is_not_there_is_not_said_to_be_undone(desk: TestClient) -> None:
    for path, words in (("/nope", "no such page"), ("/act/rule", "only what a form sends")):
        page = desk.get(path).text
        assert words in page
        assert "That cannot be shown" in page

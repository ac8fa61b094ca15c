"""The overview: list, map and timeline follow one address, and files hold what is shown."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable, Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import expect

from review.conftest import AT
from secondsource.pipeline import run
from secondsource.review import Settings, create_app
from secondsource.review.pages import overview
from secondsource.store import Store

RANGE = {"from": "2022-01-01", "to": "2022-12-31"}


@pytest.fixture
def case(undated_case: Path, tmp_path: Path) -> Path:
    """A copy of the example case with an incident that nobody dates."""
    return Path(shutil.copy(undated_case, tmp_path / "example.db"))


@pytest.fixture
def page(open_desk: Any) -> Iterator[Any]:
    """The overview of the example case in a browser, once map and timeline are drawn."""
    open_desk.wait_for_selector("body[data-drawn]")
    yield open_desk


def shown_of(client: TestClient, **query: str) -> list[str]:
    """The ids shown under an address."""
    view = client.get("/incidents.json", params=query).json()
    return [row["id"] for row in view["shown"]["rows"]]


def query_of(page: Any) -> dict[str, list[str]]:
    """What the address of a browser page asks for."""
    return parse_qs(urlsplit(page.url).query)


def listed(page: Any) -> list[str]:
    """The ids in the list of a browser page."""
    ids: list[str] = page.eval_on_selector_all(
        "#rows tr.row", "rows => rows.map(r => r.dataset.id)"
    )
    return ids


# --- what the server says ---------------------------------------------------------------------


def test_page_and_twin_say_the_same(desk: TestClient) -> None:
    view = desk.get("/incidents.json", params=RANGE).json()
    html = desk.get("/incidents", params=RANGE).text
    assert re.findall(r'class="row" data-row data-id="(\w+)"', html) == shown_of(desk, **RANGE)
    assert view["sentence"].partition(":")[0] in html
    assert 0 < len(view["shown"]["rows"]) < view["shown"]["total"]


def test_incidents_without_a_year_stand_last_and_stay(desk: TestClient) -> None:
    rows = desk.get("/incidents.json", params={"from": "2090-01-01"}).json()["shown"]["rows"]
    assert rows, "the case has an incident without a year"
    assert all(row["earliest"] is None for row in rows)
    html = desk.get("/incidents").text
    first = html.index("No year stated.")
    assert html.index(f'data-id="{rows[0]["id"]}"') > first


def test_every_choice_of_a_filter_leaves_what_it_counts(desk: TestClient) -> None:
    offers = desk.get("/incidents.json").json()["offers"]
    assert {offer["key"] for offer in offers} >= {"place", "actor", "type", "status", "source"}
    for offer in offers:
        for choice in offer["choices"][:3]:
            left = shown_of(desk, **{offer["key"]: choice["value"]})
            assert len(left) == choice["many"], (offer["key"], choice)


def test_words_are_searched_in_reports(desk: TestClient, case: Path) -> None:
    with Store.reader(case) as store:
        found = set(store.search("station"))
        told = {i.id for i in store.incidents() if found.intersection(i.reports)}
    assert found and set(shown_of(desk, words="station")) == told
    nothing = desk.get("/incidents", params={"words": "zzyzx"})
    assert "No incident fits all of these filters" in nothing.text


def test_a_filter_that_cannot_be_read_is_said(desk: TestClient) -> None:
    answer = desk.get("/incidents", params={"from": "soon"})
    assert answer.status_code == 422
    assert "from=soon is no day" in answer.text
    assert desk.get("/overview/choices", params={"key": "luck"}).status_code == 422


def test_files_hold_exactly_what_is_shown(desk: TestClient) -> None:
    from openpyxl import load_workbook

    query = {**RANGE, "sort": "-killed"}
    ids = shown_of(desk, **query)
    text = desk.get("/incidents.csv", params=query).content.decode("utf-8-sig")
    assert [row["incident_id"] for row in csv.DictReader(StringIO(text))] == ids
    answer = desk.get("/incidents.xlsx", params=query)
    assert "example-incidents.xlsx" in answer.headers["content-disposition"]
    sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == ids
    geo = desk.get("/incidents.geojson", params=query).json()
    assert [feature["id"] for feature in geo["features"]] == ids


def test_a_row_opens_into_its_words_disputed_fields_first(desk: TestClient) -> None:
    rows = desk.get("/incidents.json", params={"status": "disputed"}).json()["shown"]["rows"]
    row = next(r for r in rows if "killed" in r["disputed"])
    html = desk.get(f"/incidents/{row['id']}/peek").text
    assert html.index("Disputed") < html.index('class="acts"')
    assert "Settle the" in html and "<mark>" in html
    assert desk.get("/incidents/i000/peek").status_code == 422


def test_incidents_without_a_year_stand_with_their_words(tmp_path: Path, tools: Any) -> None:
    source = tmp_path / "undated.jsonl"
    row = {"id": "u1", "text": "Gunmen killed six people in Kabul on November 20, police said."}
    source.write_text(json.dumps(row), "utf-8")
    case = tmp_path / "undated.db"
    with Store.writer(case, AT) as store:
        run([str(source)], store, tools, at=AT)
    with TestClient(create_app(Settings(now=lambda: AT, case=case))) as client:
        for path in ("/incidents", "/overview/undated", "/overview/undated?from=2020-01-01"):
            html = client.get(path).text
            assert "No year in the words: 1" in html
            assert '<q class="said">November 20</q>' in html
        assert client.get("/overview/choices", params={"key": "place"}).text.count("<li>") == 3


def test_an_empty_case_says_what_to_do(tmp_path: Path) -> None:
    case = tmp_path / "empty.db"
    Store.writer(case, AT).close()
    with TestClient(create_app(Settings(now=lambda: AT, case=case))) as client:
        assert "Drop files" in client.get("/incidents").text
        assert client.get("/incidents.csv").status_code == 200


def test_a_whole_country_is_no_point(desk: TestClient) -> None:
    rows = desk.get("/incidents.json").json()["shown"]["rows"]
    points = {p["id"]: p for p in desk.get("/overview/points.json").json()["rows"]}
    assert set(points) == {row["id"] for row in rows}
    for row in rows:
        drawn = "lat" in points[row["id"]]
        assert drawn == (row["lat"] is not None and row["precision"] < 6)


# --- what a browser does ----------------------------------------------------------------------


def test_brush_and_map_filter_the_list(page: Any) -> None:
    whole = len(listed(page))
    box = page.locator(".tl .brush .overlay").bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.7, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.85, y, steps=4)
    page.mouse.up()
    page.wait_for_url("**from=*")
    assert set(query_of(page)) == {"from", "to"}
    page.wait_for_selector("[data-filter=when] .chip.on")
    by_date = len(listed(page))
    assert by_date < whole
    assert f"{by_date} of {whole} incidents shown" in page.locator("#said").inner_text()

    page.locator("[data-hidden=when]").click()
    page.wait_for_url(lambda url: "?" not in url)
    expect(page.locator("#rows tr.row")).to_have_count(whole)
    page.locator("#inview").check()
    page.wait_for_url("**bbox=*")
    before = page.url
    page.locator("#map").focus()
    page.keyboard.press("+")
    page.wait_for_url(lambda url: url != before)
    page.wait_for_selector("[data-hidden=bbox]")
    by_view = len(listed(page))
    assert by_view < whole
    address = page.url
    page.goto(address)  # the address alone brings the same rows back
    assert len(listed(page)) == by_view


def test_rows_are_chosen_and_opened_by_keys(page: Any) -> None:
    ids = listed(page)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.wait_for_selector(f'tr.opened .peek[data-incident="{ids[1]}"]')
    assert page.locator("#rows tr[aria-current]").get_attribute("data-id") == ids[1]
    assert page.locator(f'.tl .mark.chosen[data-id="{ids[1]}"]').count() == 1
    page.keyboard.press("k")
    page.wait_for_selector(f'tr.opened .peek[data-incident="{ids[0]}"]')
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/incidents/{ids[0]}")
    page.go_back()
    page.keyboard.press("j")
    page.wait_for_selector("tr.opened [data-act=o]")
    page.keyboard.press("o")
    page.wait_for_url("**/reports/**#w*")


def test_what_lies_outside_the_view_is_shown_at_its_edge(page: Any) -> None:
    assert page.locator(".edge").count() == 0
    page.locator("#map").focus()
    for _ in range(5):
        page.keyboard.press("+")
    page.wait_for_selector(".edge")
    arrow = page.locator(".edge").first
    many = int(arrow.inner_text())
    title = arrow.get_attribute("title")
    assert title.startswith(f"{many} incident") and "outside this view" in title
    assert "Outside this view" in page.locator("#offmap").inner_text()
    listed_too = page.locator("#offmap button").first
    before = page.locator("#offmap").inner_text()
    arrow.click()
    expect(page.locator("#offmap")).not_to_have_text(before)
    assert arrow.get_attribute("title") != title or int(arrow.inner_text()) != many
    listed_too.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#map")).to_be_focused()


def test_a_filter_is_chosen_saved_and_found_again(page: Any) -> None:
    page.locator("[data-filter=type] summary").click()
    choice = page.locator("[data-filter=type] li").first
    many = int(choice.locator(".many").inner_text())
    choice.locator("input").check()
    page.wait_for_url("**type=*")
    page.wait_for_selector("[data-filter=type] .chip.on")
    assert len(listed(page)) == many
    wanted = query_of(page)
    page.keyboard.press("Escape")
    page.locator("h1").evaluate("h => document.activeElement.blur()")
    page.keyboard.press("s")
    page.locator("#save input").fill("<b>Mine</b>")
    page.keyboard.press("Enter")
    page.goto(page.url.split("?")[0])
    page.locator("#saved-name").click()
    page.locator("#saved-list a", has_text="<b>Mine</b>").click()
    page.wait_for_url("**type=*")
    assert query_of(page) == wanted
    file = page.locator("[data-file=csv]")
    expect(file).to_have_attribute("href", re.compile("type="))
    text = page.evaluate("href => fetch(href).then(a => a.text())", file.get_attribute("href"))
    assert len(list(csv.DictReader(StringIO(text)))) == many


def test_a_long_list_comes_block_by_block(page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = listed(page)
    monkeypatch.setattr(overview, "BLOCK", 5)
    monkeypatch.setattr(overview, "WHOLE", 10)
    page.reload()
    expect(page.locator("#rows tr.row")).to_have_count(len(ids))
    assert listed(page) == ids
    assert page.locator("#rows tr.group").count() == 1


def test_a_phone_shows_one_view_at_a_time(page: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    strip = page.locator("#timeline svg").bounding_box()  # a strip of it stands above every view
    assert strip["height"] == 70 and strip["y"] < page.locator("#tab-list").bounding_box()["y"]
    page.locator("#tab-map").click()
    assert page.locator("#map").is_visible() and not page.locator("#rows").is_visible()
    page.keyboard.press("ArrowRight")
    assert page.locator("#timeline svg").bounding_box()["height"] > 100
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_hostile_words_stay_text(
    tmp_path: Path, tools: Any, serving: Callable[[Settings], str], browser_page: Any
) -> None:
    row = {
        "id": "bad</script>\"'",
        "source": '<img src=x onerror="window.pwned = 1">',
        "text": "Gunmen <script>window.pwned = 2</script> killed six people in Kabul on 3 May "
        'under the banner of <img src=x onerror="window.pwned = 3"> on Monday.',
    }
    source = tmp_path / "hostile.jsonl"
    source.write_text(json.dumps(row), "utf-8")
    case = tmp_path / "hostile.db"
    with Store.writer(case, AT) as store:
        run([str(source)], store, tools, at=AT)
    browser_page.goto(serving(Settings(now=lambda: AT, case=case)) + "/incidents")
    browser_page.wait_for_selector("body[data-drawn]")
    browser_page.keyboard.press("j")
    browser_page.wait_for_selector("tr.opened .peek")
    browser_page.locator("[data-filter=source] summary").click()
    assert "<img" in browser_page.locator("[data-filter=source] ul").inner_text()
    assert browser_page.evaluate("window.pwned") is None
    assert browser_page.locator("main img").count() == 0


def test_pages_of_incidents_go_on_through_the_filtered_list(open_desk: Any) -> None:
    page = open_desk
    home = "/".join(page.url.split("/", 3)[:3])
    page.goto(f"{home}/incidents?place=so")
    view = page.request.get(f"{home}/incidents.json?place=so").json()
    ids = [row["id"] for row in view["shown"]["rows"]]
    assert len(ids) > 2
    page.goto(f"{home}/incidents/{ids[0]}")
    page.get_by_text(f"1 of {len(ids)}").wait_for()
    with page.expect_navigation():
        page.keyboard.press("j")
    assert page.url.endswith(ids[1])

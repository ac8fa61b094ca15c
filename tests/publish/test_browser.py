"""The site in a browser, from disk: it opens, filters, and draws, with no server and no network."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from publishing import AT, Prepare
from secondsource.pipeline import Tools, run
from secondsource.publish import write_site
from secondsource.store import Store

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


@pytest.fixture
def page(need: Callable[[bool, str], None]) -> Iterator[Any]:
    """A page of chromium; a test fails whose page complains of anything."""
    need(CHROMIUM is not None, "chromium")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        opened = browser.new_page(viewport={"width": 1280, "height": 900})
        opened.set_default_timeout(8000)
        faults: list[str] = []
        opened.on("pageerror", lambda error: faults.append(str(error)))
        opened.on(
            "console", lambda said: faults.append(said.text) if said.type == "error" else None
        )
        opened.on("request", lambda asked: _stay_here(asked.url, faults))
        yield opened
        browser.close()
    assert not faults, faults


def _stay_here(url: str, faults: list[str]) -> None:
    if not url.startswith(("file:", "data:", "about:")):
        faults.append(f"asked for {url}")


@pytest.fixture
def site(prepared: Prepare, checked_case: Path, tools: Tools, tmp_path: Path) -> Path:
    """The site of the example case and of an incident that nobody dates."""
    case, undated = tmp_path / "case.db", tmp_path / "undated.txt"
    shutil.copy(checked_case, case)
    undated.write_text("Gunmen shot dead two nurses at a clinic in Gao.", encoding="utf-8")
    with Store.writer(case, AT) as store:
        run([str(undated)], store, tools, at=AT)
    copy, _ = prepared(case, drafts=True)
    write_site(copy, tmp_path / "site")
    return tmp_path / "site"


def shown(page: Any) -> int:
    """How many rows of the list are seen."""
    return int(page.locator("#list tbody tr:visible").count())


def test_list_map_and_timeline_filter_together(page: Any, site: Path) -> None:
    page.goto((site / "index.html").as_uri())
    whole = shown(page)
    assert whole > 20
    assert page.locator("#map .land").count() > 150
    assert page.locator("#timeline rect.bar").count() > 5
    page.fill("input[name=words]", "kramatorsk station")
    few = shown(page)
    assert 0 < few < whole
    assert f"{few} of {whole} incidents shown" in page.inner_text("#count")
    assert "words=kramatorsk" in page.url
    page.click("button[type=reset]")
    page.select_option("select[name=country]", "Somalia")
    assert 0 < shown(page) < whole
    page.reload()
    assert 0 < shown(page) < whole  # the address keeps the filter
    page.click("button[type=reset]")
    page.locator("#list tbody tr:visible").nth(whole - 1).wait_for()  # the form resets first
    assert shown(page) == whole


def test_dragging_over_the_timeline_sets_the_dates(page: Any, site: Path) -> None:
    page.goto((site / "index.html").as_uri())
    whole, box = shown(page), page.locator("#timeline svg").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + 40)
    page.mouse.up()
    assert page.input_value("input[name=from]") and page.input_value("input[name=to]")
    assert 0 < shown(page) < whole
    assert "without a date" in page.inner_text("#count")


def test_an_incident_opens_from_the_list_with_its_map(page: Any, site: Path) -> None:
    page.goto((site / "index.html").as_uri())
    page.fill("input[name=words]", "kramatorsk station")
    page.locator("#list tbody tr:visible a.what").first.click()
    page.wait_for_selector("h1")
    page.wait_for_selector("#map .dot")
    assert page.locator("mark").count() > 3
    assert page.locator("#map .dot").count() == 1
    page.locator("a.rep").first.click()
    assert "reports.html#R" in page.url


@pytest.mark.parametrize("name", ["index", "reports", "methodology", "downloads", "embed"])
def test_pages_fit_a_phone(page: Any, site: Path, name: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto((site / f"{name}.html").as_uri())
    over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert over <= 0


def test_an_embedded_page_leads_out_of_its_frame(page: Any, site: Path) -> None:
    page.goto((site / "embed.html").as_uri())
    targets = page.locator("#list a.what").evaluate_all("all => all.map(a => a.target)")
    assert set(targets) == {"_top"}
    assert page.locator("#map .land").count() > 150

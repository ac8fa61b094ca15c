"""Entered by hand, and reports in other languages, through the desk."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from review.conftest import AT
from review.test_acts import select
from secondsource.model import Report
from secondsource.review import Settings
from secondsource.store import Store

ARABIC = "قُتل خمسة مدنيين في غارة جوية على سوق في مدينة إدلب يوم الثلاثاء 😀 بحسب الدفاع المدني."
SPANISH = (
    "Al menos 12 soldados murieron y ocho resultaron heridos en un ataque con drones del ELN en "
    "Saravena. El gobernador dijo que la explosión de un carro bomba mató a dos civiles."
)
FIELDS = {
    "notes": "Shells fell on Goma.",
    "event_type": "shelling",
    "date": "2024-02-07",
    "place": "Goma",
    "country": "CD",
    "killed": "3",
    "source": "Radio K",
}


def put(case: Path, name: str, words: str, lang: str) -> None:
    """Keep a report in a case."""
    digest = sha256(words.encode()).hexdigest()
    report = Report(name, words, digest, digest, lang=lang, source="Radio")
    with Store.writer(case, AT) as store:
        store.put_report(report, words.encode(), (), coder="person:Ana", at=AT)
        run_id = store.start_run("test", {}, {}, AT)
        store.end_run(run_id, AT)


def test_an_incident_is_entered_with_its_source(
    post: Callable[..., Any], desk: TestClient, case: Path
) -> None:
    before = desk.get("/case.json").json()["incidents"]
    answer = post("/enter", **FIELDS)
    assert answer.status_code == 303
    page = desk.get(answer.headers["location"]).text
    assert "Shells fell on Goma." in page and "Radio K" in page
    assert desk.get("/case.json").json()["incidents"] == before + 1
    with Store.reader(case) as store:
        assert "person:Ana" in store.told().values()


def test_what_is_wrong_is_said_beside_what_was_sent(post: Callable[..., Any]) -> None:
    answer = post("/enter", source="Radio <K>")
    assert answer.status_code == 422 and "says nothing of what happened" in answer.text
    assert 'value="Radio &lt;K&gt;"' in answer.text


def test_a_field_that_cannot_be_read_is_corrected_in_place(
    post: Callable[..., Any], case: Path
) -> None:
    first = post("/enter", **{**FIELDS, "killed": "a lot"})
    assert first.status_code == 422 and "Entered as" in first.text
    found = re.search(r'name="id" value="([^"]+)"', first.text)
    assert found
    assert post("/enter", **FIELDS, id=found.group(1)).status_code == 303
    with Store.reader(case) as store:
        (mine,) = [r for r in store.reports() if r.id.startswith("hand:")]
    assert "Killed: 3" in mine.text


def test_each_fault_stands_at_its_field(post: Callable[..., Any]) -> None:
    sent = {**FIELDS, "killed": "a lot", "lat": "north", "lon": "29.2", "published": "soon"}
    html = post("/enter", **sent).text
    for role in ("killed", "lat", "published"):
        field = re.search(rf'<(?:input|textarea) id="f-{role}"[^>]*>', html)
        assert field and 'aria-invalid="true"' in field.group()
        assert f'aria-describedby="w-{role}"' in field.group()
        assert f'value="{sent[role]}"' in field.group()
        assert re.search(rf'id="w-{role}">[^<]*{sent[role]}', html)
    assert html.count("aria-invalid") == 3 and html.count("autofocus") == 1
    assert html.index("autofocus") < html.index('id="w-lat"'), "the first field has the focus"
    assert "3 fields could not be read" in html


def test_the_first_fault_has_the_focus(open_desk: Any) -> None:
    page = open_desk
    page.goto(f"{page.url.split('/incidents')[0]}/enter")
    page.locator("[name=notes]").fill("Shells fell on Goma.")
    page.locator("[name=injured]").fill("many more")
    page.get_by_role("button", name="Enter it").click()
    page.wait_for_selector("[aria-invalid]")
    assert page.evaluate("document.activeElement.name") == "injured"
    assert page.locator("[name=notes]").input_value() == "Shells fell on Goma."


def test_a_translation_stands_beside_its_report(
    desk: TestClient, post: Callable[..., Any], case: Path
) -> None:
    put(case, "ar", ARABIC, "ar")
    post("/act/translate", report="ar", text="<i>Five</i> civilians were killed.", reason="mine")
    page = desk.get("/reports/ar").text
    assert "&lt;i&gt;Five&lt;/i&gt; civilians" in page and 'lang="ar" dir="auto"' in page
    view = desk.get("/reports/ar.json").json()["translation"]
    assert (view["by"], view["whose"], view["of_this"]) == ("Ana", "mine", True)
    put(case, "ar", ARABIC + " ثانية", "ar")
    assert desk.get("/reports/ar.json").json()["translation"]["of_this"] is False
    assert "earlier revision" in desk.get("/reports/ar").text
    assert post("/act/translate", report="ar", text=" ").status_code == 422


@pytest.mark.parametrize(
    ("words", "lang", "chosen"),
    [(ARABIC, "ar", "😀 بحسب الدفاع"), (SPANISH, "es", "12 soldados murieron")],
)
def test_a_claim_is_added_to_a_report_in_another_language(
    serving: Callable[[Settings], str],
    browser_page: Any,
    case: Path,
    words: str,
    lang: str,
    chosen: str,
) -> None:
    put(case, "other", words, lang)
    page = browser_page
    page.goto(f"{serving(Settings(now=lambda: AT, case=case, by='Ana'))}/reports/other")
    select(page, chosen)
    add = page.locator("#fill [data-add]")
    add.locator("select[name=event_type]").select_option("air_strike")
    with page.expect_navigation():
        add.get_by_role("button", name="Add the claim").click()
    with Store.reader(case) as store:
        (claim,) = store.claims_in(["other"])
    start = words.index(chosen)
    assert (claim.evidence.start, claim.evidence.quote) == (start, chosen)

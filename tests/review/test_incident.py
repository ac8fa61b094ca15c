"""The page of one incident: every value beside its words, camps apart, the way to the report."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from secondsource.review.drawing import _stacked, _step


def disputed(desk: TestClient) -> tuple[str, str]:
    """An incident with a dispute between reports, and the field it is about."""
    rows = desk.get("/disputes.json").json()["rows"]
    return next((r["incident"], r["property"]) for r in rows if r["incident"] and r["property"])


def test_every_value_stands_beside_the_words_it_came_from(desk: TestClient) -> None:
    total = desk.get("/incidents/1.json").json()["total"]
    texts: dict[str, str] = {}
    for number in range(1, total + 1):
        view = desk.get(f"/incidents/{number}.json").json()
        assert view["number"] == number
        for field in view["fields"]:
            if field["status"] == "ruled":
                continue
            quotes = [q for camp in field["camps"] for q in camp["quotes"]]
            assert quotes, (view["title"], field["name"])
            for quote in quotes:
                name = quote["words"]["report"]["id"]
                if name not in texts:
                    pieces = desk.get(f"/reports/{name}.json").json()["pieces"]
                    texts[name] = "".join(p["text"] for p in pieces)
                words = texts[name][quote["words"]["start"] : quote["words"]["end"]]
                assert " ".join(words.split()) == quote["words"]["quote"]


def test_a_disputed_field_comes_first_and_shows_its_camps(desk: TestClient) -> None:
    incident, _ = disputed(desk)
    fields = desk.get(f"/incidents/{incident}.json").json()["fields"]
    states = [f["status"] == "disputed" for f in fields]
    assert states == sorted(states, reverse=True)
    for field in fields:
        if field["status"] == "disputed":
            assert len(field["camps"]) >= 2
            letters = [camp["letter"] for camp in field["camps"]]
            assert letters == sorted(letters)


def test_an_incident_that_is_not_there_is_said_plainly(desk: TestClient) -> None:
    answer = desk.get("/incidents/i0000000000000000")
    assert answer.status_code == 404
    assert "has no incident" in answer.text
    assert desk.get("/incidents/9999.json").status_code == 404


def test_a_quote_leads_to_its_words_in_the_report(open_desk: Any) -> None:
    page = open_desk
    address = page.url.rsplit("/", 1)[0]
    page.goto(f"{address}/incidents/1")
    chip = page.locator(".cite .rep").first
    quote = page.locator(".cite mark").first.inner_text()
    chip.click()
    page.wait_for_url("**/reports/**")
    marked = "".join(page.locator(".text .here").all_inner_texts())
    assert " ".join(quote.split()) in " ".join(marked.split())
    assert page.locator(".text .here").first.is_visible()


def test_j_and_k_lead_through_the_incidents(open_desk: Any) -> None:
    page = open_desk
    page.goto(f"{page.url.rsplit('/', 1)[0]}/incidents/1")
    first = page.title()
    with page.expect_navigation():
        page.keyboard.press("j")
    assert page.title() != first
    with page.expect_navigation():
        page.keyboard.press("k")
    assert page.title() == first


@pytest.mark.parametrize(("top", "step"), [(1, 1), (6, 1), (7, 2), (30, 5), (31, 10), (160, 50)])
def test_an_axis_has_about_six_marks(top: int, step: int) -> None:
    assert _step(top) == step


def test_reports_that_give_one_number_share_a_dot() -> None:
    dots = _stacked([(10.0, "a", False), (10.0, "b", False), (12.0, "c", False)])
    assert [d.label for d in dots] == ["a, b", "c"]
    assert dots[0].level != dots[1].level


def test_a_toll_that_grew_is_told_day_by_day(desk: TestClient) -> None:
    total = desk.get("/incidents/1.json").json()["total"]
    views = [desk.get(f"/incidents/{n}.json").json() for n in range(1, total + 1)]
    grown = [f["history"] for v in views for f in v["fields"] if f["history"]]
    assert grown
    for history in grown:
        assert len({then["day"] for then in history}) > 1
        assert len({then["value"] for then in history}) > 1

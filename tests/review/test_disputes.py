"""The page of disputes: every side with its words, and a twin that says the same."""

from __future__ import annotations

from typing import Any

from fastapi.testclient import TestClient


def test_every_side_stands_with_its_words(desk: TestClient) -> None:
    view = desk.get("/disputes.json").json()
    assert view["rows"] and view["total"] == len(view["rows"])
    html = desk.get("/disputes").text
    for row in view["rows"]:
        assert len(row["sides"]) >= 2
        assert all(side["words"] for side in row["sides"])
        assert row["sides"][0]["words"][0]["report"]["label"] in html


def test_a_field_can_be_chosen(desk: TestClient) -> None:
    view = desk.get("/disputes.json").json()
    name = view["properties"][0]
    chosen = desk.get("/disputes.json", params={"field": name}).json()
    assert {row["property"] for row in chosen["rows"]} == {name}
    nothing = desk.get("/disputes", params={"field": "motive"})
    assert "No dispute is about that" in nothing.text


def test_keys_lead_from_page_to_page(open_desk: Any) -> None:
    page = open_desk
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_url("**/disputes")
    page.keyboard.press("?")
    assert page.locator("dialog#keys").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('[data-row]') !== null")

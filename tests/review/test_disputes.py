"""The page of disputes: every side with its words, and a twin that says the same."""

from __future__ import annotations

import re
from typing import Any

from fastapi.testclient import TestClient

from secondsource.review.answer import STATUS_WORDS


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


def test_how_fields_stand_is_drawn_and_said(desk: TestClient) -> None:
    view = desk.get("/disputes.json").json()
    html = desk.get("/disputes").text
    table = html[html.index('class="stand"') : html.index("</table>")]
    for name, counts in view["fields"].items():
        assert sum(counts.values()) == view["incidents"]
        row = table[table.index(f">{name.capitalize()}<") :].partition("</tr>")[0]
        widths = dict(re.findall(r'<rect class="(\w+)" x="[\d.]+" width="([\d.]+)"', row))
        assert set(widths) == set(counts)
        for status, many in counts.items():
            drawn = float(widths[status]) + 1.5
            assert abs(drawn - 400 * many / view["incidents"]) < 1 or drawn == 2.5
            assert f"{STATUS_WORDS[status]}</span> {many}</span>" in row
    assert "style=" not in html


def test_each_side_is_drawn_with_its_reports(desk: TestClient) -> None:
    sides = [s for row in desk.get("/disputes.json").json()["rows"] for s in row["sides"]]
    html = desk.get("/disputes").text
    drawn = re.findall(r'<svg class="camp".*?</svg> <span[^>]*>([^<]*)', html, re.S)
    bars = re.findall(r'<svg class="camp".*?</svg>', html, re.S)
    assert len(bars) == len(sides)
    for side, bar, words in zip(sides, bars, drawn, strict=True):
        assert bar.count('class="known"') == side["known"]
        assert bar.count("<rect") == side["reports"]
        assert words.startswith(f"{side['known']} independent of {side['reports']} report")


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

"""The desk without a mouse: one whole pass of review, and a ring around whatever has the focus."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import expect

from review.test_acts import base, disputed, exported, incident_of

FOCUS = """() => {
  const at = document.activeElement, css = getComputedStyle(at);
  const box = at.getClientRects()[0] || at.getBoundingClientRect();
  const x = Math.max(1, Math.min(innerWidth - 1, box.left + box.width / 2));
  const y = Math.max(1, Math.min(innerHeight - 1, box.top + Math.min(box.height / 2, 12)));
  const over = document.elementFromPoint(x, y);
  return {
    name: at.tagName + "#" + at.id + "." + at.className + " " + at.textContent.trim().slice(0, 40),
    body: at === document.body,
    ring: css.outlineStyle !== "none" && parseFloat(css.outlineWidth) >= 2,
    seen: box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight,
    hidden: css.pointerEvents !== "none" &&
      !(over && (at.contains(over) || (over.contains(at) && over.closest("label")))),
  };
}"""
MOST = 400  # stops of one page


def fault_of(stop: dict[str, Any]) -> str | None:
    """What is wrong with the place where the focus stands."""
    if stop["body"]:
        return "the focus is lost"
    lacks = [k for k in ("ring", "seen") if not stop[k]] + (["open to view"] * stop["hidden"])
    return f"{stop['name']} has no {' and no '.join(lacks)}" if lacks else None


def at_row(page: Any, name: str) -> bool:
    """Whether the focus stands in a row, by its id."""
    here = page.evaluate(
        "() => { const r = document.activeElement.closest('[data-row]');"
        " return r && (r.id || r.dataset.id); }"
    )
    return bool(here == name)


def held(page: Any) -> None:
    """The focus stands somewhere, and it can be seen where."""
    assert fault_of(page.evaluate(FOCUS)) is None


def press(page: Any, *keys: str) -> None:
    """Press keys one after another."""
    for key in keys:
        page.keyboard.press(key)


def test_a_whole_pass_of_review_needs_no_mouse(
    open_desk: Any, desk: TestClient, case: Path
) -> None:
    page = open_desk
    field = disputed(desk)
    row = f"f-{field['name']}"
    page.wait_for_selector("body[data-drawn]")
    whole = page.locator("#rows tr.row").count()

    # filters: chosen, closed and dropped, with the focus where it was
    press(page, "f", *["Tab"] * 3, "Enter", "Tab")
    while page.evaluate("document.activeElement.type") != "checkbox":
        held(page)
        press(page, "Tab")
    press(page, "Space")
    page.wait_for_url("**type=*")
    expect(page.locator("[data-filter=type] .chip.on")).to_be_visible()
    held(page)
    press(page, "Escape", "Tab", "Enter")
    page.wait_for_url(lambda url: "type=" not in url)
    expect(page.locator("[data-filter=type] summary")).to_be_focused()

    # the timeline
    press(page, "v")
    since = page.get_by_role("slider", name="Shown from")
    expect(since).to_be_focused()
    held(page)
    press(page, "PageUp", "PageUp", "PageUp", "PageUp", "PageUp", "ArrowRight")
    page.wait_for_url("**from=2022-02-01")
    expect(page.locator("#rows tr.row").nth(whole - 1)).to_have_count(0)
    expect(since).to_be_focused()
    assert since.get_attribute("aria-valuetext") == "1 February 2022"
    press(page, "Tab", "PageDown")
    page.wait_for_url("**to=2022-12-31")
    press(page, "End", "Shift+Tab", "Home")
    page.wait_for_url(lambda url: "from=" not in url and "to=" not in url)

    # the map
    press(page, "v", "v")
    expect(page.locator("#map")).to_be_focused()
    held(page)
    press(page, "+", "ArrowRight", "Tab")
    while not page.locator("#inview").evaluate("e => e === document.activeElement"):
        press(page, "Tab")
    press(page, "Space")
    page.wait_for_url("**bbox=*")
    press(page, "Space")
    page.wait_for_url(lambda url: "bbox=" not in url)
    expect(page.locator("#rows tr.row")).to_have_count(whole)

    # the list, to the incident that is disputed
    press(page, "v", "v")
    for _ in range(whole):
        if at_row(page, field["id"]):
            break
        press(page, "j")
    page.wait_for_selector(f'tr.opened .peek[data-incident="{field["id"]}"]')
    held(page)
    press(page, "Enter")
    page.wait_for_url(f"**/incidents/{field['id']}")

    # its fields, the words of one of them in their report, and back
    press(page, "f")
    while not at_row(page, row):
        held(page)
        press(page, "j")
    press(page, "o")
    page.wait_for_url("**/reports/**#w*")
    held(page)
    quote = page.evaluate("document.activeElement.textContent")
    assert quote and any(quote in q["words"]["quote"] for c in field["camps"] for q in c["quotes"])
    press(page, "b")
    page.wait_for_url(f"**/incidents/{field['id']}")
    page.wait_for_function("document.activeElement !== document.body")
    assert at_row(page, row)

    # a dispute is settled, a field checked, another ruled; each leaves the focus on its field
    press(page, "1")
    page.keyboard.type("read it in both")
    with page.expect_navigation():
        press(page, "Enter")
    assert incident_of(case, field["id"])["fields"][field["name"]]["status"] == "ruled"
    assert at_row(page, row)
    held(page)
    press(page, "j")
    checked = page.evaluate("document.activeElement.closest('[data-row]').id")
    with page.expect_navigation():
        press(page, "a")
    view = desk.get(f"/incidents/{field['id']}.json").json()
    assert {f["name"] for f in view["fields"] if f["review"] == "checked"} == {
        field["name"],  # ruled
        checked.removeprefix("f-"),
    }
    assert at_row(page, checked)
    while not at_row(page, "f-date"):
        press(page, "j" if page.locator("#f-date ~ :focus-within").count() == 0 else "k")
    press(page, "e", "Control+a")
    page.keyboard.type("3 May 2021")
    while page.evaluate("document.activeElement.name") != "reason":
        press(page, "Tab")
        held(page)
    page.keyboard.type("a colleague was there")
    with page.expect_navigation():
        press(page, "Enter")
    date = incident_of(case, field["id"])["fields"]["date"]
    assert (date["status"], date["value"]["edtf"]) == ("ruled", "2021-05-03")
    press(page, "Escape")
    with page.expect_navigation():
        press(page, "a")
    assert incident_of(case, field["id"])["review_state"] == "checked"

    # the queue, its keys, and two incidents joined and parted again
    press(page, "g", "r")
    page.wait_for_url("**/review")
    press(page, "?")
    expect(page.locator("dialog#keys")).to_be_visible()
    held(page)
    press(page, "Escape")
    expect(page.locator("dialog#keys")).to_be_hidden()
    press(page, "k", "j")
    held(page)
    press(page, "o")
    page.wait_for_url("**/incidents/*")
    rows = exported(case)
    here = next(n for n, r in enumerate(rows, 1) if r["incident_id"] in page.url)
    press(page, "m")
    page.keyboard.type(str(len(rows) if here != len(rows) else 1))
    with page.expect_navigation():
        press(page, "Enter")
    assert len(exported(case)) == len(rows) - 1
    held_main = page.evaluate("document.activeElement.id")
    assert held_main == "main"
    with page.expect_navigation():
        press(page, "u")
    again = exported(case)
    assert [sorted(r["claims"]) for r in again] == [sorted(r["claims"]) for r in rows]


@pytest.mark.parametrize(
    "path", ["/incidents", "/incidents/1", "report", "/review", "/disputes", "/sources", "/case"]
)
def test_every_stop_of_the_tab_key_is_seen(open_desk: Any, path: str) -> None:
    page = open_desk
    if path == "report":
        told = page.request.get(f"{base(page)}/incidents/1.json").json()["sources"][0]["id"]
        path = f"/reports/{told}"
    page.goto(base(page) + path)
    if path == "/incidents":
        page.wait_for_selector("body[data-drawn]")
    faults, first = [], None
    for _ in range(MOST):
        press(page, "Tab")
        stop = page.evaluate(FOCUS)
        if stop["body"] or stop["name"] == first:
            break
        first = first or stop["name"]
        faults += [fault_of(stop)]
    assert first and re.match("A#.skip", first)
    assert not [f for f in faults if f], [f for f in faults if f]
    assert page.evaluate("document.querySelectorAll('[tabindex]').length < 1000")
    assert not page.evaluate(
        "[...document.querySelectorAll('[tabindex]')].filter(e => e.tabIndex > 0).length"
    )

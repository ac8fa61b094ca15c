"""No page of the desk has a serious fault for those who use it otherwise: axe-core finds none.

`axe/axe.min.js` is axe-core 4.14.1 (MPL-2.0), unchanged; it is no part of the package.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

AXE = Path(__file__).parent / "axe" / "axe.min.js"
PAGES = (
    "/incidents",
    "/incidents/1",
    "/reports/kabul-1",
    "/review",
    "/disputes",
    "/totals",
    "/sources",
    "/actors",
    "/case",
    "/decisions",
    "/publish",
    "/reports-in",
    "/enter",
    "/start",
)
SERIOUS = {"serious", "critical"}


def violations(page: Any) -> list[str]:
    """What axe-core finds serious on a page, with the first element of each."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [
        f"{v['id']}: {v['nodes'][0]['target']} {v['nodes'][0]['failureSummary']}"
        for v in found
        if v["impact"] in SERIOUS
    ]


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 390)])
def test_no_page_has_a_serious_fault(open_desk: Any, theme: str, width: int) -> None:
    page = open_desk
    home = "/".join(page.url.split("/", 3)[:3])
    page.set_viewport_size({"width": width, "height": 900})
    page.context.add_cookies([{"name": "desk_theme", "value": theme, "url": home}])
    report = page.request.get(f"{home}/incidents/1.json").json()["sources"][0]["id"]
    found = {}
    for path in PAGES:
        page.goto(home + path.replace("kabul-1", report))
        found[path] = violations(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path} scrolls sideways: {wide} > {width}"
    assert not any(found.values()), found

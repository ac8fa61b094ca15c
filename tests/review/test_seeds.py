"""The seeds through the desk, where the evaluation folder is: a date with two camps is settled."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from review.conftest import AT
from secondsource.model import Property, Status
from secondsource.pipeline import run
from secondsource.review import Settings
from secondsource.store import Store


@pytest.mark.gold
def test_the_february_strike_is_settled_from_its_two_camps(
    eval_folder: Path,
    tmp_path: Path,
    tools: Any,
    serving: Callable[[Settings], str],
    browser_page: Any,
) -> None:
    case = tmp_path / "seeds.db"
    with Store.writer(case, AT) as store:
        run([str(eval_folder / "eval" / "gold" / "seeds.reports.jsonl")], store, tools, at=AT)
        disputed = [
            i.id
            for i in store.incidents()
            if (date := i.field(Property.DATE)) and date.status is Status.DISPUTED
        ]
    page = browser_page
    home = serving(Settings(now=lambda: AT, case=case, by="Ana"))
    for name in disputed:
        page.goto(f"{home}/incidents/{name}")
        if re.search("Baghdad", page.locator("h1").inner_text()):
            break
    camps = page.locator("#f-date .camp")
    assert camps.count() == 2
    assert "February 1st" in camps.nth(0).inner_text()
    assert "Wednesday" in camps.nth(1).inner_text()
    page.locator("#f-date .camp").nth(0).locator("input[name=reason]").fill("it names the day")
    with page.expect_navigation():
        page.locator("#f-date .camp").nth(0).locator("button").click()
    with Store.reader(case) as store:
        found = store.incident(name)
        field = found.field(Property.DATE) if found else None
    assert field and field.status is Status.RULED

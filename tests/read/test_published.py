from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from secondsource.read.published import date_line, parse_published, url_date

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "published.toml").read_text(encoding="utf-8")
)


def shown(day: object) -> str:
    return str(day) if day is not None else ""


@pytest.mark.parametrize("case", CASES["field"], ids=lambda case: case["words"])
def test_a_field_is_read_as_the_day_it_names(case) -> None:
    assert shown(parse_published(case["words"])) == case["day"]


@pytest.mark.parametrize("case", CASES["line"], ids=lambda case: case["text"][:30])
def test_a_date_line_gives_a_day_only_with_its_year(case) -> None:
    assert shown(date_line(case["text"])) == case["day"]


@pytest.mark.parametrize("case", CASES["url"], ids=lambda case: case["url"])
def test_an_address_gives_a_day_only_from_its_path(case) -> None:
    assert shown(url_date(case["url"])) == case["day"]

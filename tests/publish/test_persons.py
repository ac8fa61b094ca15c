"""Which words of a text are a person's name, and what stands for it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from making import report_of
from secondsource.pipeline import Tools, tag_and_code
from secondsource.publish.desk import tagging_of
from secondsource.publish.persons import names_in, with_article

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "names.toml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES["case"], ids=lambda c: c["text"][:40])
def test_names_are_told_from_places_and_parties(case: dict[str, Any], tools: Tools) -> None:
    tagging = tagging_of(tools.gazetteer, tools.actors)
    report = report_of("r", case["text"])
    found = names_in(report.text, tagging.mentions(report), (), tagging.explained)
    sure = [name for name in found if name.sure]
    assert [name.text for name in sure] == case["sure"]
    assert all(report.text[name.start : name.end] == name.text for name in found)
    if "doubtful" in case:
        assert [name.text for name in found if not name.sure] == case["doubtful"]
    if "roles" in case:
        assert [name.role for name in sure] == case["roles"]


def test_words_that_are_known_to_hold_a_name_need_no_look_of_one(tools: Tools) -> None:
    text = "the dead man was named as Hope Rose by his family"
    start = text.index("Hope")
    assert [n.text for n in names_in(text, (), [(start, start + 9)])] == ["Hope Rose"]
    assert not names_in(text, (), ())


def test_an_article_goes_by_the_first_letter() -> None:
    assert with_article("official") == "an official"
    assert with_article("mayor") == "a mayor"


def test_a_title_that_begins_a_sentence_is_no_part_of_the_name(tools: Tools) -> None:
    report = report_of("r", "President Anwar Sadat was shot at a parade in Cairo in 1981.")
    mentions, _ = tag_and_code(report, tools)
    (name,) = [n for n in names_in(report.text, mentions) if n.sure]
    assert name.text == "Anwar Sadat"
    assert name.role == "a president"

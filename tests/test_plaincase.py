"""Texts in capitals: how they are read, and that they are quoted as printed."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from making import report_of
from secondsource.pipeline import Tools, tag_and_code
from secondsource.plaincase import in_plain_case
from secondsource.text import recased, sentences, shouts

ROWS = tomllib.loads((Path(__file__).parent / "cases/recased.toml").read_text("utf-8"))["case"]
TELEGRAM = (
    "BOGOTA, 4 FEB 90 (WIRE) -- [COMMUNIQUE] [ARMY COMMAND] [TEXT] GUERRILLAS OF THE NATIONAL "
    "LIBERATION ARMY (ELN) TODAY KILLED FOUR POLICEMEN IN AN AMBUSH NEAR OCANA, NORTE DE SANTANDER "
    "DEPARTMENT. TWO SOLDIERS WERE WOUNDED."
)


@pytest.mark.parametrize("case", ROWS, ids=lambda case: case["note"])
def test_a_text_in_capitals_is_read_in_ordinary_case(case: dict[str, str]) -> None:
    text = case["text"]
    assert recased(text, [s.start for s in sentences(text)]) == case["read"]


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_only_the_case_of_letters_differs(text: str) -> None:
    read = recased(text, [0])
    assert len(read) == len(text)
    assert read.lower() == text.lower() or read.casefold() == text.casefold()


def test_a_text_with_letter_case_of_its_own_stays_as_it_is() -> None:
    report = report_of("r", "KABUL - Two men of the TTP were killed in PAKTIA, police said.")
    assert not shouts(report.text)
    assert in_plain_case(report) is report


def test_what_stands_in_front_of_the_first_words_is_no_sentence_of_the_report() -> None:
    first, second, *_ = sentences(TELEGRAM)
    assert TELEGRAM[first.start : first.end].endswith("[TEXT]")
    assert TELEGRAM[second.start :].startswith("GUERRILLAS")


def test_quotes_are_those_of_the_report(tools: Tools) -> None:
    report = report_of("r", TELEGRAM)
    mentions, claims = tag_and_code(report, tools)
    spans = [(m.start, m.end, m.quote) for m in mentions]
    spans += [
        (s.evidence.start, s.evidence.end, s.evidence.quote) for c in claims for s in c.statements
    ]
    assert claims
    assert all(TELEGRAM[start:end] == quote for start, end, quote in spans)
    assert any(s.evidence.quote.startswith("FOUR POLICEMEN") for c in claims for s in c.statements)

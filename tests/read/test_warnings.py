from __future__ import annotations

import hashlib
import tomllib
from datetime import date
from pathlib import Path

import pytest

from secondsource.model import Report
from secondsource.read import report_warnings
from secondsource.read.language import language_of

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "warnings.toml").read_text(encoding="utf-8")
)["case"]


def report(text: str, *, source: str | None = "Desk", published: date | None = None) -> Report:
    digest = hashlib.sha256(text.encode()).hexdigest()
    lang = language_of(text)
    return Report("r1", text, digest, digest, source=source, lang=lang, published=published)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:40])
def test_words_warn(case) -> None:
    found = report_warnings(report(case["text"], published=date(2024, 1, 5)))
    assert [warning.code for warning in found] == case["codes"]
    if "quote" in case:
        evidence = found[0].evidence
        assert evidence is not None
        assert evidence.quote == case["quote"]
        assert case["text"][evidence.start : evidence.end] == evidence.quote


def test_what_is_missing_warns_without_words() -> None:
    found = report_warnings(report("Two people died, police said. A third fled.", source=None))
    assert [(w.code, w.evidence) for w in found] == [("no_date", None), ("no_source", None)]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Two people were killed in the attack, police said.", "en"),
        ("TWO PEOPLE WERE KILLED IN THE ATTACK, POLICE SAID.", "en"),
        ("Deux personnes ont été tuées dans une attaque, selon la police.", "fr"),
        ("Dos personas murieron en el ataque, según la policía.", "es"),
        ("Dua orang tewas dalam serangan itu, kata polisi.", "id"),
        ("قتل شخصان في هجوم على قرية في شمال البلاد، وقال شهود إن", "ar"),
        ("Двое погибли в результате удара по городу, это было вечером", "ru"),
        ("Двоє загинули внаслідок удару, який був у місті та області", "uk"),
        ("两人在袭击中丧生", "zh"),
        ("Mosul 12", "und"),
    ],
)
def test_the_language_is_told_by_common_words_and_script(text: str, lang: str) -> None:
    assert language_of(text) == lang

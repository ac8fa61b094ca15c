from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondsource.text import Sentence, Unit, UnitKind, opening_line, sentences, units

CASES = Path(__file__).parent / "cases"


def rows(name: str) -> list[dict[str, object]]:
    return tomllib.loads((CASES / name).read_text(encoding="utf-8"))["case"]


def quotes(text: str, spans: tuple[Unit | Sentence, ...]) -> list[str]:
    return [text[span.start : span.end] for span in spans]


@pytest.mark.parametrize("case", rows("sentences.toml"), ids=lambda case: case["note"])
def test_sentences_end_where_a_reader_would_end_them(case) -> None:
    assert quotes(case["text"], sentences(case["text"])) == case["sentences"]


@pytest.mark.parametrize("case", rows("units.toml"), ids=lambda case: case["note"])
def test_units_are_what_a_reader_sees(case) -> None:
    text = case["text"]
    found = [[unit.kind.value, text[unit.start : unit.end]] for unit in units(text)]
    assert found == case["units"]


def test_windows_line_ends_left_in_a_text_change_no_unit() -> None:
    text = "Bomb in Basra\r\n\r\nTwo people died, police said.\r\n- One\r\n- Two\r\n"
    assert quotes(text, units(text)) == [
        "Bomb in Basra",
        "Two people died, police said.",
        "One",
        "Two",
    ]


def headers(text: str) -> dict[str, str | None]:
    return {
        text[u.start : u.end]: text[u.header[0] : u.header[1]] if u.header else None
        for u in units(text)
    }


def test_items_stand_under_their_lead_in_and_later_prose_under_the_heading() -> None:
    text = (
        "Attacks Since May\n\nThe bases were hit often. The attacks were:\n- A drone hit Harir.\n"
        "- Rockets hit Asad.\n\nUS Response\n\nJets hit back. Two died.\n\nTargets:\n- A depot\n\n"
        "Iraq protested.\n"
    )
    assert headers(text) == {
        "Attacks Since May": None,
        "The bases were hit often. The attacks were:": None,
        "A drone hit Harir.": "The attacks were:",
        "Rockets hit Asad.": "The attacks were:",
        "US Response": None,
        "Jets hit back. Two died.": "US Response",
        "Targets:": None,
        "A depot": "Targets:",
        "Iraq protested.": "US Response",
    }


def test_rows_know_their_cells_and_columns() -> None:
    text = "Attacks:\n| Date | Place | Dead |\n|---|---|---|\n| 4 May | | 3 |\n"
    row = units(text)[-1]
    cut = [text[start:end] for start, end in row.cells]
    assert (row.kind, cut) == (UnitKind.ROW, ["4 May", "", "3"])
    assert [text[start:end] for start, end in row.columns] == ["Date", "Place", "Dead"]
    assert row.header is not None
    assert text[slice(*row.header)] == "Attacks:"


def test_a_record_has_its_labels_for_columns() -> None:
    text = "Date: 3 March 2024\nLocation: Mosul\nKilled: 4\n"
    (row,) = units(text)
    assert [text[slice(*cell)] for cell in row.cells] == ["3 March 2024", "Mosul", "4"]
    assert [text[slice(*cell)] for cell in row.columns] == ["Date", "Location", "Killed"]


def test_a_row_is_one_sentence() -> None:
    text = "| Date | Event | Dead |\n|---|---|---|\n| 4 May | Bomb. Then shots. | 3 |\n"
    assert quotes(text, sentences(text))[-1] == "4 May | Bomb. Then shots. | 3"


PIECES = st.sampled_from(
    [
        "Two people were killed in Mosul. ",
        "Gen. Ali of the U.S. Army said so. ",
        "“قتل ثلاثة” 😢. ",
        "\n",
        "\n\n",
        "- ",
        "1. ",
        "• ",
        "| ",
        "|---|---|\n",
        "\t",
        "Date: 3 May\n",
        "Related Posts\n",
        "# ",
        "**",
        "...",
        "KEY POINTS:\n",
        "4 May – ",
        "\r\n",
        " ",
        "http://a.b/C.D ",
        "….”",
        "  ",
        "> ",
    ]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=30).map("".join), st.text(max_size=200))


@given(TEXTS)
def test_spans_are_in_order_trimmed_and_apart(text: str) -> None:
    for spans in (units(text), sentences(text)):
        end = 0
        for span in spans:
            assert end <= span.start < span.end <= len(text)
            assert text[span.start : span.end].strip() == text[span.start : span.end]
            end = span.end


@given(TEXTS)
def test_every_letter_outside_bullets_stands_in_a_sentence(text: str) -> None:
    covered = set()
    for sentence in sentences(text):
        covered.update(range(sentence.start, sentence.end))
        assert sentence.unit.start <= sentence.start < sentence.end <= sentence.unit.end
    for unit in units(text):
        for start, end in (*unit.cells, *unit.columns):
            assert 0 <= start <= end <= len(text)
        covered.update(range(unit.start - 6, unit.start))  # a bullet before it
    assert not {at for at, character in enumerate(text) if character.isalpha()} - covered


@pytest.mark.parametrize(
    "text",
    [
        "." * 50_000,
        "a | b\n" * 5_000,
        "-" * 50_000,
        '".' * 20_000,
        "Jan 1 " * 9_000,
        "A. " * 20_000,
    ],
    ids=["dots", "bars", "dashes", "quotes", "dates", "initials"],
)
def test_odd_texts_take_linear_time(text: str) -> None:
    start = time.process_time()
    sentences(text)
    assert time.process_time() - start < 5


@pytest.mark.gold
def test_gold_mentions_are_sentences(eval_folder: Path) -> None:
    """At least 95 in 100 mentions of the development gold coincide with one sentence."""
    import json

    gold = json.loads((eval_folder / "eval/gold/incidents.json").read_text("utf-8"))
    texts = {}
    for name in ("reports.jsonl", "seeds.reports.jsonl"):
        for line in (eval_folder / "eval/gold" / name).read_text("utf-8").splitlines():
            texts[json.loads(line)["id"]] = json.loads(line)["text"]
    told = {report: sentences(text) for report, text in texts.items()}
    openings = {
        report: next((s.end for s in said if s.unit.kind is UnitKind.DATELINE), 0)
        for report, said in told.items()
    }  # the gold counts the date line to the first sentence
    near = sum(
        any(_coincide(texts, m, s, openings[m["report_id"]]) for s in told[m["report_id"]])
        for m in gold["mentions"]
    )
    assert near >= 0.95 * len(gold["mentions"])


def _coincide(texts: dict[str, str], mention: dict, sentence: Sentence, opening: int) -> bool:
    if mention["start"] < opening < mention["end"]:
        mention = mention | {"start": opening}
    words = texts[mention["report_id"]][mention["start"] : mention["end"]]
    bare = words.lstrip("-*•| \n")
    start = mention["start"] + len(words) - len(bare)
    end = start + len(bare.rstrip("| "))
    common = min(end, sentence.end) - max(start, sentence.start)
    return common >= 0.95 * (max(end, sentence.end) - min(start, sentence.start))


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("KABUL, Jan. 5, 2024 (Agency) - Two people died.", "KABUL, Jan. 5, 2024 (Agency) -"),
        ("Naypyitaw, April 12, 2023 (Wire) — It struck.", "Naypyitaw, April 12, 2023 (Wire) —"),
        (
            "SAN SALVADOR, 15 MAR 89 (AFP) -- [TEXT] IT WAS HIT.",
            "SAN SALVADOR, 15 MAR 89 (AFP) -- [TEXT]",
        ),
        ("April 12 (Wire) - The army bombed a village.", "April 12 (Wire) -"),
        ("SURABAYA, Indonesia: A wave of blasts struck.", "SURABAYA, Indonesia:"),
        ("GENEVA (7 February 2025) — Since May it rose.", "GENEVA (7 February 2025) —"),
        ("The U.S. military - with allies - struck Mosul.", None),
        ("On 15 March 2019 gunmen killed three - police said.", None),
        ("THE FOURTH JUDGE -- APPARENTLY THE LAST TO BE MURDERED THIS YEAR -- DIED.", None),
        ("KASINDI: Final toll of the attack is 17 dead.", None),
    ],
)
def test_the_opening_line_of_a_paragraph_is_told_from_its_prose(
    text: str, opening: str | None
) -> None:
    found = opening_line(text, units(text)[0])
    assert (text[slice(*found)] if found else None) == opening


def test_a_sentence_that_runs_on_is_cut_at_a_blank() -> None:
    text = "killed 12 Goma Monday police " * 500
    found = sentences(text)
    assert max(s.end - s.start for s in found) <= 2_000
    assert "".join(text[s.start : s.end] for s in found).split() != []
    assert all(text[s.start : s.end].strip() == text[s.start : s.end] for s in found)

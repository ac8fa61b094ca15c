"""Word pieces: the same as the library that the model was trained with gives."""

from __future__ import annotations

import gzip
import hashlib
import json
import tomllib
from importlib import resources
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondsource.errors import DataError
from secondsource.extract.wordpiece import WordPieces, open_pieces

ROOT = Path(__file__).parents[2]
CASES = tomllib.loads((ROOT / "tests" / "cases" / "wordpieces.toml").read_text("utf-8"))
CONTENT = (resources.files("secondsource") / "data" / "model" / "tokenizer.json").read_bytes()


@pytest.fixture(scope="module")
def known() -> WordPieces:
    return open_pieces(CONTENT)


def digest(known: WordPieces, texts: list[str]) -> str:
    found = hashlib.sha256()
    for text in texts:
        found.update(json.dumps(list(known.words(text))).encode())
    return found.hexdigest()


@pytest.mark.parametrize(("text", "words"), CASES["rows"])
def test_words_and_pieces(known: WordPieces, text: str, words: list[object]) -> None:
    assert json.loads(json.dumps(list(known.words(text)))) == words


def test_whole_reports(known: WordPieces) -> None:
    files = sorted((ROOT / "examples" / "reports").iterdir())
    assert digest(known, [f.read_text("utf-8") for f in files]) == CASES["sha256"]["examples"]


@pytest.mark.gold
def test_reports_of_all_theatres(known: WordPieces, eval_folder: Path) -> None:
    file = eval_folder / "data" / "claims" / "own.jsonl.gz"
    with gzip.open(file, "rt", encoding="utf-8") as stream:
        texts = [json.loads(line)["text"] for line in stream]
    assert digest(known, texts) == CASES["sha256"]["own"]


@given(text=st.text(max_size=60))
def test_words_stand_in_order(known: WordPieces, text: str) -> None:
    words = list(known.words(text))
    assert all(0 <= start < end <= len(text) and pieces for start, end, pieces in words)
    assert all(a[1] <= b[0] for a, b in pairwise(words))
    assert list(known.words(text)) == words


def test_another_way_of_cutting_is_refused() -> None:
    data = json.loads(CONTENT)
    data["normalizer"]["lowercase"] = False
    with pytest.raises(DataError, match="uncased"):
        open_pieces(json.dumps(data).encode())

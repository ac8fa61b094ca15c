"""Two hundred generated malformed inputs: none stops a run, good reports beside them are read."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from secondsource.model import Issue
from secondsource.read import Reading, read_sources, report_warnings
from secondsource.text import sentences

AT = datetime(2026, 1, 1, tzinfo=UTC)
GOOD = {"id": "good", "text": "Two people were killed in Mosul, police said.", "source": "Desk"}
SEEDS: list[bytes] = [
    json.dumps(GOOD).encode() + b"\n" + json.dumps({**GOOD, "id": "g2"}).encode(),
    b'id,text,published\na,"Two killed, police said.",2024-01-05\nb,Three killed.,x\n',
    b"<html><head><title>T</title></head><body><article><h1>H</h1><p>Two killed.</p></article>",
    "---\ntitle: x\n---\n# Head\n\n- قتل “two” 😢\n\n| a | b |\n|---|---|\n| 1 | 2 |\n".encode(),
    b"BAGHDAD, Feb 8, 2024 (X) - Two killed...\r\n\r\nRelated Posts\r\n",
    json.dumps([GOOD, {"text": None}, 3]).encode(),
]


def cut(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def noise(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.randbytes(rng.randrange(1, 40)) + data[at:]


def repeat(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + data[at : at + 3] * rng.randrange(1, 3000) + data[at:]


def swap(data: bytes, rng: random.Random) -> bytes:
    odd = rng.choice(
        [b"\x00", b"\xff", b'"', b"\\", b"{", b"[", b"<", b"\n", b"\r", b"|", b"\xed\xa0\x80"]
    )
    return odd.join(data[at : at + 9] for at in range(0, len(data), 9))


def encode(data: bytes, rng: random.Random) -> bytes:
    codec = rng.choice(["utf-16", "utf-16-be", "utf-32", "utf-7", "cp1252", "cp037"])
    return data.decode("utf-8", errors="ignore").encode(codec, errors="replace")


def nest(data: bytes, rng: random.Random) -> bytes:
    depth = rng.randrange(10, 30_000)
    return b'{"text":' + rng.choice([b"[", b'{"a":']) * depth + data


def tags(data: bytes, rng: random.Random) -> bytes:
    return b"<html><body>" + rng.choice([b"<div>", b"<p", b"<table><tr>", b"<!--"]) * 500 + data


BREAK: list[Callable[[bytes, random.Random], bytes]] = [
    cut,
    noise,
    repeat,
    swap,
    encode,
    nest,
    tags,
]
NAMES = ["a.jsonl", "a.json", "a.csv", "a.tsv", "a.html", "a.txt", "a.md", "a"]


def malformed(number: int) -> tuple[str, bytes]:
    rng = random.Random(number)
    data = rng.choice(SEEDS)
    for _ in range(rng.randrange(1, 4)):
        data = rng.choice(BREAK)(data, rng) or b" "
    return rng.choice(NAMES), data


@pytest.mark.parametrize("first", range(0, 200, 20))
def test_malformed_input_never_stops_a_run(first: int, tmp_path: Path) -> None:
    for number in range(first, first + 20):
        name, data = malformed(number)
        path = tmp_path / str(number) / name
        path.parent.mkdir()
        path.write_bytes(data)
        good = io.BytesIO(json.dumps(GOOD).encode())
        found = list(read_sources([str(path), "-"], retrieved_at=AT, stdin=good))
        assert isinstance(found[-1], Reading)
        assert found[-1].report.id == "good"
        assert len(found) >= 2, f"input {number} is lost without a word"
        for item in found:
            check(item)


def check(item: Reading | Issue) -> None:
    if isinstance(item, Issue):
        assert item.stage == "read"
        assert item.file
        assert item.message.endswith(".")
        item.message.encode("utf-8")
        return
    text = item.report.text
    text.encode("utf-8")
    assert "\x00" not in text
    assert "\r\n" not in text
    assert item.original
    for warning in report_warnings(item.report):
        if warning.evidence is not None:
            item.report.check(warning.evidence)
    for sentence in sentences(text):
        assert text[sentence.start : sentence.end].strip()

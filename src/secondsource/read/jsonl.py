"""JSON: one report a line, or an array of reports.

In: a stream, or a text. Out: readings and issues that name the line. A report has `text`, and
optionally `id`, `title`, `source`, `url`, `published`; other keys are left aside. It refuses
records without text, and goes on with the next.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO, Protocol

from secondsource.model import Issue
from secondsource.read.decode import clean, decode
from secondsource.read.reading import Found, Reading, Where, make_reading

LARGEST_LINE = 32 * 1024 * 1024  # bytes
_BLANK = re.compile(r"[\s,]*")
_LISTS = ("reports", "articles", "documents", "items", "results", "data")


class _Lines(Protocol):
    def readline(self, size: int = -1, /) -> bytes: ...


def looks_like_lines(head: bytes) -> bool:
    """Whether the first line that is not blank is a JSON object, or the start of a long one."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start.startswith(b"{"):
        return False
    line, newline, _ = start.partition(b"\n")
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return not newline and re.match(rb'\{\s*"\w+"\s*:', line) is not None


def read_lines(
    stream: _Lines | BinaryIO, where: Where, *, retrieved_at: datetime
) -> Iterator[Reading | Issue]:
    """The reports of JSON Lines; a broken line costs that line only."""
    number = empty = 0
    while line := stream.readline(LARGEST_LINE + 1):
        number += 1
        here = Where(where.file, number)
        if len(line) > LARGEST_LINE:
            _skip_line(stream, line)
            size = f"longer than {LARGEST_LINE // 1024 // 1024} MB"
            message = f"{here} was not read: the line is {size}. Split the report."
            yield here.issue("too_large", message, failed=True)
        elif line.strip() and line.strip() != b"\xef\xbb\xbf":
            yield from _line(line, here, retrieved_at)
        else:
            empty += 1
    if number == empty:
        message = f"{where} is empty. Check that the right file was saved."
        yield where.issue("empty", message, failed=True)


def _skip_line(stream: _Lines | BinaryIO, line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = stream.readline(LARGEST_LINE)


def _line(line: bytes, here: Where, retrieved_at: datetime) -> Iterator[Reading | Issue]:
    bare = line.rstrip(b"\r\n")
    decoded = decode(bare)
    if decoded is None:
        message = f"{here} is binary data, not JSON. Check how the file was saved."
        yield here.issue("not_text", message, failed=True)
        return
    if not decoded.sure:
        yield here.doubt_of(decoded.encoding)
    record = _parsed(clean(decoded.text), here)
    if isinstance(record, Issue):
        yield record
    else:
        yield from _record(record, bare, here, retrieved_at)


def _parsed(text: str, where: Where) -> object:
    """The value that a JSON text stands for, or the issue that it is none."""
    try:
        return json.loads(text, strict=False)
    except json.JSONDecodeError as error:
        near = text[max(0, error.pos - 20) : error.pos + 20]
        why = f"{error.msg} at character {error.pos + 1}, near {near!r}"
    except (ValueError, RecursionError) as error:
        why = str(error)[:120]
    message = f"{where} is not valid JSON: {why}. Correct it and read it again."
    return where.issue("bad_json", message, failed=True)


def read_json(
    text: str, data: bytes, where: Where, *, retrieved_at: datetime
) -> Iterator[Reading | Issue]:
    """The reports of a JSON array, of an object that holds one, of a single object, or of lines."""
    record = _parsed(text, where)
    if isinstance(record, Issue):
        if looks_like_lines(text[:65536].encode("utf-8", errors="replace")):
            lines = io.BytesIO(text.encode("utf-8", errors="surrogatepass"))
            yield from read_lines(lines, where, retrieved_at=retrieved_at)
        else:
            yield record
        return
    if isinstance(record, dict):
        listed = next((record[key] for key in _LISTS if isinstance(record.get(key), list)), None)
        if "text" in record or listed is None:
            yield from _record(record, data, where, retrieved_at)
            return
        record = listed
    if not isinstance(record, list) or not record:
        message = f"{where} holds no reports. It needs a list of objects with a text."
        yield where.issue("empty", message, failed=True)
        return
    for number, item in enumerate(record, start=1):
        original = json.dumps(item, ensure_ascii=True).encode("ascii")
        yield from _record(item, original, Where(f"{where.file}, item {number}"), retrieved_at)


def _record(
    record: object, original: bytes, where: Where, retrieved_at: datetime
) -> Iterator[Reading | Issue]:
    """The reading of one JSON object."""
    if not isinstance(record, dict):
        shown = json.dumps(record)[:40]
        message = f'{where} is {shown}, not an object. Write {{"id": …, "text": …}}.'
        yield where.issue("bad_record", message, failed=True)
        return
    text = record.get("text")
    if not isinstance(text, str):
        keys = ", ".join(map(str, list(record)[:8])) or "none"
        problem = "has no text" if text is None else f"has a text that is no string: {text!r:.40}"
        message = f'{where} {problem}; its keys are: {keys}. Put the report under "text".'
        yield where.issue("no_text", message, failed=True)
        return
    found = Found(text, original, **{key: _word(record.get(key)) for key in _FIELDS})
    yield from make_reading(found, where, retrieved_at=retrieved_at)


_FIELDS = ("id", "title", "source", "url", "published")


def _word(value: object) -> str | None:
    """A field as words; numbers are taken as written, anything else as not given."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value)

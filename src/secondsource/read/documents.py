"""What an open stream holds: one report, or many in lines, an array or a table.

In: an open stream. Out: readings and issues. The content decides on the form, the name only helps
where the content leaves it open. It refuses files without text, and says what to do with them.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import cast

from secondsource.model import Issue
from secondsource.read.decode import clean, decode, foreign
from secondsource.read.jsonl import looks_like_lines, read_json, read_lines
from secondsource.read.office import is_office, read_office
from secondsource.read.plain import read_plain
from secondsource.read.reading import Found, Reading, Where, make_reading
from secondsource.read.sources import Opened
from secondsource.read.tables import read_table, table_form

LARGEST_FILE = 256 * 1024 * 1024  # bytes of a file that is no JSON Lines
_HEAD = 65536
_LINE_NAMES = (".jsonl", ".ndjson", ".jsonlines")
_TABLE_NAMES = (".csv", ".tsv", ".tab")
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_JSON = re.compile(r"\[\s*\{|\{\s*\"")
_PAGE_MARKS = ("<!doctype html", "<html", "<body", "<article", "<head", "<p>", "<p ", "<div", "<h1")
_FEED_MARKS = ("<rss", "<feed", "<rdf:rdf")


def read_stream(opened: Opened, *, retrieved_at: datetime) -> Iterator[Reading | Issue]:
    """The reports in a stream, in their order."""
    where = Where(opened.name)
    buffered = io.BufferedReader(cast(io.RawIOBase, opened.stream), _HEAD)
    try:
        head = buffered.peek(_HEAD)[:_HEAD]
        name = opened.name.lower()
        lines = name.endswith(_LINE_NAMES) or looks_like_lines(head)
        if is_office(head):
            data = buffered.read(LARGEST_FILE + 1)
            yield from _office(data, opened, where, retrieved_at)
        elif (kind := foreign(head)) is not None:
            yield _not_text(where, *kind)
        elif lines and not name.endswith(".json") and not head.startswith(_WIDE_MARKS):
            yield from read_lines(buffered, where, retrieved_at=retrieved_at)
        else:
            data = buffered.read(LARGEST_FILE + 1)
            yield from _whole(data, opened, where, retrieved_at)
    finally:
        buffered.detach()


def _office(
    data: bytes, opened: Opened, where: Where, retrieved_at: datetime
) -> Iterator[Reading | Issue]:
    """The report of a PDF or DOCX file, or why there is none."""
    found = read_office(data)
    if isinstance(found, Found):
        yield from make_reading(replace(found, url=opened.url), where, retrieved_at=retrieved_at)
    elif found is not None:
        message = f"{where} was not read: {found.why}. {found.then}."
        yield where.issue(found.code, message, failed=True)
    elif (kind := foreign(data)) is not None:
        yield _not_text(where, *kind)


def _not_text(where: Where, kind: str, then: str) -> Issue:
    message = f"{where} is {kind}, not text, and was not read. {then}."
    return where.issue("not_text", message, failed=kind != "a database")


def _whole(
    data: bytes, opened: Opened, where: Where, retrieved_at: datetime
) -> Iterator[Reading | Issue]:
    """The reports of a file read as one piece."""
    if len(data) > LARGEST_FILE:
        size = f"it is larger than {LARGEST_FILE // 1024 // 1024} MB"
        message = f"{where} was not read: {size}. Split it, or save it as JSON Lines."
        yield where.issue("too_large", message, failed=True)
        return
    decoded = decode(data, charset=opened.charset)
    if decoded is None:
        yield _not_text(where, "binary data", "Name a file of text, HTML, JSON Lines or CSV")
        return
    if not decoded.sure:
        yield where.doubt_of(decoded.encoding)
    yield from _by_form(clean(decoded.text), data, opened, where, retrieved_at)


def _by_form(
    text: str, data: bytes, opened: Opened, where: Where, retrieved_at: datetime
) -> Iterator[Reading | Issue]:
    start = text[:4096].lstrip()
    name = opened.name.lower()
    if name.endswith((".json", *_LINE_NAMES)) or _JSON.match(start):
        yield from read_json(text, data, where, retrieved_at=retrieved_at)
    elif any(mark in start[:1000].lower() for mark in _FEED_MARKS):
        message = f"{where} is a feed and was not read. Name the pages it lists instead."
        yield where.issue("not_supported", message, failed=True)
    elif _is_page(start, name):
        found = _read_page(data, text, opened)
        yield from make_reading(found, where, retrieved_at=retrieved_at)
    elif (form := table_form(text, named=name.endswith(_TABLE_NAMES))) is not None:
        yield from read_table(text, form, where, retrieved_at=retrieved_at)
    else:
        found = read_plain(text, data, url=opened.url)
        yield from make_reading(found, where, retrieved_at=retrieved_at)


def _is_page(start: str, name: str) -> bool:
    lowered = start.lower()
    if lowered.startswith(("<!doctype html", "<html")):
        return True
    marked = any(mark in lowered for mark in _PAGE_MARKS)
    return marked and (lowered.startswith("<") or name.endswith((".html", ".htm", ".xhtml")))


def _read_page(data: bytes, text: str, opened: Opened) -> Found:
    from secondsource.read.html import read_page  # trafilatura takes half a second to import

    return read_page(text, data, url=opened.url)

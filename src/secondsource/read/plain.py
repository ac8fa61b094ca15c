"""Plain and Markdown-like text, with or without a block of fields on top.

In: text. Out: what it gives for one report. It refuses to take a block for fields unless it stands
between two lines of `---` and has a field that a report knows.
"""

from __future__ import annotations

import re

from secondsource.read.reading import Found

_BLOCK = re.compile(r"\s*---[ \t]*\n(?P<fields>(?:[^\n]*\n){1,40}?)---[ \t]*(?:\n|$)")
_FIELD = re.compile(r"(?P<name>[A-Za-z_ -]{2,30}):[ \t]*(?P<value>.*)")
_NAMES = {
    "id": "id",
    "title": "title",
    "source": "source",
    "publisher": "source",
    "url": "url",
    "link": "url",
    "published": "published",
    "date": "published",
}


def read_plain(text: str, data: bytes, *, url: str | None) -> Found:
    """What a text gives for one report; the block of fields is no part of its text."""
    fields, body = _fields(text)
    return Found(
        text=body,
        original=data,
        id=fields.get("id"),
        title=fields.get("title"),
        source=fields.get("source"),
        url=fields.get("url") or url,
        published=fields.get("published"),
    )


def _fields(text: str) -> tuple[dict[str, str], str]:
    block = _BLOCK.match(text)
    if block is None:
        return {}, text
    fields: dict[str, str] = {}
    for line in block["fields"].splitlines():
        match = _FIELD.fullmatch(line.strip())
        known = _NAMES.get(match["name"].strip().lower()) if match else None
        if match and known and match["value"].strip():
            fields.setdefault(known, match["value"].strip().strip("\"'"))
    return (fields, text[block.end() :].lstrip("\n")) if fields else ({}, text)

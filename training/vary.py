"""Annotated reports again, with other places and groups in them.

A reader that saw every town and every group of a war in the same ten sentences knows the war, not
the language. In: annotated records. Out: copies in which each name that stands as a place or a doer
is another one from the same annotation, throughout the text; all offsets are moved along.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator
from typing import Any

COPIES = 3
WHOLE_REPORTS = ("fakes", "own", "clusters", "written")
NAME = re.compile(r"(?:[A-Z][\w\u2019'-]+)(?: (?:al-|el-|de |la |ez-)?[A-Z][\w\u2019'-]+){0,2}")
NOT_NAMES = frozenset(
    [
        "north",
        "south",
        "east",
        "west",
        "northern",
        "southern",
        "eastern",
        "western",
        "central",
        "city",
        "street",
        "road",
        "province",
        "district",
        "state",
        "village",
        "town",
        "region",
        "county",
        "department",
        "governorate",
        "border",
        "airport",
        "base",
        "camp",
        "the",
        "he",
        "she",
        "it",
        "they",
        "we",
        "police",
        "army",
        "government",
        "security",
        "military",
        "forces",
        "troops",
        "soldiers",
        "president",
        "ministry",
        "coalition",
        "rebels",
        "militants",
        "gunmen",
        "insurgents",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "guerrillas",
        "terrorists",
    ]
)
PLACES, GROUPS = ("place", "launched_from"), ("perpetrator", "actor")


def with_other_names(
    records: list[tuple[str, dict[str, Any]]],
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each whole report again, `COPIES` times, under other names."""
    records = [(n, r) for n, r in records if not loud(r["text"])]
    places = sorted({q for _, r in records for q in names_of(r, PLACES)})
    groups = sorted({q for _, r in records for q in names_of(r, GROUPS)} - set(places))
    for name, record in records:
        if name not in WHOLE_REPORTS:
            continue
        for copy in range(COPIES):
            again = record | {"id": record["id"] + "+" * copy}
            if swaps := other_names(again, places, groups):
                yield name, renamed(again, swaps)


def other_names(record: dict[str, Any], places: list[str], groups: list[str]) -> dict[str, str]:
    """For each name of a record another one, drawn by the record's id."""
    rng = random.Random(hashlib.sha256(record["id"].encode()).hexdigest())
    swaps: dict[str, str] = {}
    for pool, own in ((places, names_of(record, PLACES)), (groups, names_of(record, GROUPS))):
        for old in sorted(own - set(swaps)):
            swaps[old] = rng.choice(pool)
    return swaps


def loud(text: str) -> bool:
    """Whether a text is in capitals: its names cannot be told."""
    return sum(c.isupper() for c in text) > 0.5 * sum(c.isalpha() for c in text)


def names_of(record: dict[str, Any], roles: tuple[str, ...]) -> set[str]:
    """The proper names that stand in some roles."""
    quotes = [s["quote"] for c in record["claims"] for s in c["statements"]
              if s["property"] in roles]  # fmt: skip
    quotes += [c["actor"]["quote"] for c in record["claims"] if c.get("actor") and "actor" in roles]
    return {
        q for q in quotes
        if NAME.fullmatch(q) and not any(w.lower() in NOT_NAMES for w in q.split())
    }  # fmt: skip


def renamed(record: dict[str, Any], swaps: dict[str, str]) -> dict[str, Any]:
    """The record with whole-word names exchanged and every span moved along."""
    text = record["text"]
    longest = sorted(swaps, key=len, reverse=True)
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest)) + r")(?!\w)")
    pieces, moves, last = [], [], 0
    for found in pattern.finditer(text):
        new = swaps[found.group()]
        pieces += [text[last : found.start()], new]
        moves.append((found.start(), found.end(), len(new)))
        last = found.end()
    changed = "".join([*pieces, text[last:]])

    def moved(offset: int, end: bool) -> int:
        shift = 0
        for start, stop, size in moves:
            if stop <= offset:
                shift += size - (stop - start)
            elif start < offset:
                return start + shift + (size if end else 0)
        return offset + shift

    def walk(value: Any) -> Any:
        if isinstance(value, list):
            return [walk(v) for v in value]
        if not isinstance(value, dict):
            return value
        out = {k: walk(v) for k, v in value.items()}
        if "start" in out and "end" in out:
            out["start"], out["end"] = moved(value["start"], False), moved(value["end"], True)
            out["quote"] = changed[out["start"] : out["end"]]
        return out

    return record | {"id": record["id"] + "+", "text": changed, "claims": walk(record["claims"])}

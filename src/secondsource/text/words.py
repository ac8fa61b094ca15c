"""The words and patterns that the structure of a text rests on: `data/lexicons/text.toml`.

In: the data file. Out: `Words`. It refuses a file with missing keys (KeyError on first use).
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Words:
    """Abbreviations, sentence starters and page furniture; all in lower case."""

    never_ends: frozenset[str]
    may_end: frozenset[str]
    before_digits: frozenset[str]
    starters: frozenset[str]
    goes_on: frozenset[str]
    boilerplate: re.Pattern[str]
    links_follow: re.Pattern[str]
    title_small: frozenset[str]
    label_small: frozenset[str]
    dateline: re.Pattern[str]
    byline: re.Pattern[str]
    entry: re.Pattern[str]
    opening: re.Pattern[str]
    record_labels: frozenset[str]


@cache
def words() -> Words:
    """The words of the data file."""
    path = files("secondsource") / "data/lexicons/text.toml"
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return Words(
        never_ends=frozenset(raw["never_ends"]),
        may_end=frozenset(raw["may_end"]),
        before_digits=frozenset(raw["before_digits"]),
        starters=frozenset(raw["starters"]),
        goes_on=frozenset(raw["goes_on"]),
        boilerplate=_whole_line(raw["boilerplate"]),
        links_follow=_whole_line(raw["links_follow"]),
        title_small=frozenset(raw["title_small"]),
        label_small=frozenset(raw["label_small"]),
        dateline=_twice(_dated(raw, "dateline")),
        byline=re.compile("[Bb][Yy] " + "".join(raw["byline"]).removeprefix("by ")),
        entry=_dated(raw, "entry"),
        opening=re.compile(_dated(raw, "opening").pattern),
        record_labels=frozenset(raw["record_labels"]),
    )


def _whole_line(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def _dated(raw: dict[str, list[str]], name: str) -> re.Pattern[str]:
    line = "".join(raw[name])
    for part in ("clock", "date", "month"):
        line = line.replace(f"{{{part}}}", "".join(raw[part]))
    return re.compile(line, re.IGNORECASE)


def _twice(pattern: re.Pattern[str]) -> re.Pattern[str]:
    """The pattern once, or twice on one line ("5 May 2024 | Updated: 7 May 2024")."""
    once = pattern.pattern
    return re.compile(rf"(?:{once})(?:\s*[|·•/]\s*(?:{once}))?", re.IGNORECASE)

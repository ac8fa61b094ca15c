"""Rule sets by name: which reported value is held to be the best, and when sources are enough.

In: `data/rules.toml` and `data/known_dates.toml`. Out: a `RuleSet`. It refuses unknown names and
unknown choices.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib.resources import files
from typing import Any

from secondsource.errors import ConfigError, DataError


class TollRule(StrEnum):
    """Which reported total is the best estimate."""

    SUPPORTED = "supported"
    LOWEST = "lowest"


class UpTo(StrEnum):
    """What "up to 8" is worth where other reports give a number."""

    NUMBER = "number"  # a total like any other, of 8
    CEILING = "ceiling"  # no more than the highest that it can have been


class People(StrEnum):
    """Whose dead and injured are counted."""

    ALL = "all"
    CIVILIANS = "civilians"  # all but those the words call fighters


class Attackers(StrEnum):
    """Whether the attackers' own dead and injured are counted with those they harmed."""

    COUNTED = "counted"
    APART = "apart"


class Grading(StrEnum):
    """What an incident is graded for."""

    SOURCES = "sources"  # how well any incident is sourced
    HARM = "harm"  # how well an allegation of harm to civilians is


@dataclass(frozen=True, slots=True)
class Words:
    """Words that reconciling looks for, the same under every rule set."""

    superlative: tuple[str, ...]
    of_attacks: tuple[str, ...]
    mourned: tuple[str, ...]  # whom a party calls "our"
    posts: tuple[str, ...]  # what a party's speakers are
    totals: Mapping[str, tuple[str, ...]]  # what a running total counts -> words for it
    vague_types: Mapping[str, float]  # types that name little -> what they weigh
    means: Mapping[str, tuple[str, ...]]  # means -> words of weapons
    means_of_types: Mapping[str, str]
    known_dates: tuple[tuple[str, date], ...]  # pattern of what happened -> its day
    numbers: Mapping[str, int]  # in the length of a period
    units: Mapping[str, int]  # of time -> days


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One published way of making one value of many reports."""

    name: str
    title: str
    source: str
    toll: TollRule
    up_to: UpTo
    people: People
    attackers: Attackers
    grading: Grading
    updates: bool
    fair_sources: int
    open_days: int
    words: Words


DEFAULT_RULES = "ucdp_like"


def rule_names() -> tuple[str, ...]:
    """The names of the rule sets that there are."""
    return tuple(name for name in tomllib.loads(_data("rules.toml")) if name != "words")


def open_rules(name: str = DEFAULT_RULES) -> RuleSet:
    """The rule set of that name; ConfigError lists the names there are."""
    data = tomllib.loads(_data("rules.toml"))
    words = data.pop("words")
    if name not in data:
        raise ConfigError(
            f"There is no rule set {name!r}. Choose one of: {', '.join(sorted(data))}."
        )
    chosen = data[name]
    try:
        return RuleSet(
            name=name,
            title=chosen["title"],
            source=chosen["source"],
            toll=TollRule(chosen["toll"]),
            up_to=UpTo(chosen["up_to"]),
            people=People(chosen["people"]),
            attackers=Attackers(chosen["attackers"]),
            grading=Grading(chosen["grading"]),
            updates=bool(chosen["updates"]),
            fair_sources=int(chosen["fair_sources"]),
            open_days=int(chosen["open_days"]),
            words=_words(words),
        )
    except (KeyError, ValueError) as error:
        raise DataError(
            f"The rule set {name!r} in data/rules.toml lacks or misstates {error}. Correct it."
        ) from error


def _data(name: str) -> str:
    return (files("secondsource") / "data" / name).read_text(encoding="utf-8")


def _words(data: Mapping[str, Any]) -> Words:
    known = tomllib.loads(_data("known_dates.toml"))["known"]
    return Words(
        known_dates=tuple((k["words"], k["day"]) for k in known),
        superlative=tuple(data["superlative"]),
        of_attacks=tuple(data["of_attacks"]),
        mourned=tuple(data["mourned"]),
        posts=tuple(data["posts"]),
        totals={k: tuple(v) for k, v in data["totals"].items()},
        vague_types={k: float(v) for k, v in data["vague_types"].items()},
        means={k: tuple(v) for k, v in data["means"].items()},
        means_of_types=dict(data["means_of_types"]),
        numbers={k: int(v) for k, v in data["numbers"].items()},
        units={k: int(v) for k, v in data["units"].items()},
    )

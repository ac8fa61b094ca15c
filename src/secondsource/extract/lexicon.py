"""What the rules know by heart: triggers with their frames, and words for people and things.

In: the lexicons that ship with the package. Out: one immutable `Lexicon`, opened once. It refuses
an entry whose frame it does not know.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from secondsource.errors import DataError
from secondsource.extract.words import Grammar, open_grammar, read_lexicon
from secondsource.model import Property


class Frame(StrEnum):
    """Which word about a trigger is the doer and which the target."""

    STRIKE = "strike"
    FIRE = "fire"
    LAND = "land"
    BLAST = "blast"
    PLANT = "plant"
    HARM = "harm"
    DIE = "die"
    RUIN = "ruin"
    TAKE = "take"
    CLASH = "clash"
    SEIZE = "seize"
    PROTEST = "protest"
    INTERCEPT = "intercept"
    NOUN = "noun"
    TOLL = "toll"


EFFECTS = frozenset({Frame.HARM, Frame.DIE, Frame.RUIN, Frame.TOLL})
"""Frames that may only tell the outcome of an act named elsewhere in the sentence."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One trigger of the lexicon."""

    parts: tuple[str, ...]
    frame: Frame
    type: str
    property: Property | None = None
    strong: bool = False  # names an act by itself, though its frame is an outcome's
    weak: bool = False  # a noun that needs an argument to be a concrete act
    effect: bool = False


@dataclass(frozen=True, slots=True)
class ReactionEntry:
    """One way to word a reaction."""

    parts: tuple[str, ...]
    type: str
    noun: bool
    verbs: frozenset[str] = frozenset()  # a noun's governors
    act: bool = False  # its object must be an act of violence


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All word lists of the rules."""

    grammar: Grammar
    verbs: Mapping[str, tuple[Entry, ...]]  # by lemma, longest first
    nouns: Mapping[str, tuple[Entry, ...]]  # by last word in the singular, longest first
    reactions: Mapping[str, tuple[ReactionEntry, ...]]
    does: frozenset[tuple[str, ...]]
    undergoes: frozenset[tuple[str, ...]]
    sets: Mapping[str, frozenset[str]]
    sex_age: Mapping[str, frozenset[str]]
    occupation: Mapping[str, frozenset[str]]

    def has(self, name: str, word: str) -> bool:
        """Whether a word stands in one of the named sets."""
        return word in self.sets[name]


def singular(word: str) -> str:
    """The singular of a regular noun."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is", "ous")):
        return word[:-1]
    return word


def open_lexicon() -> Lexicon:
    """The lexicon with the word lists that ship with the package."""
    triggers, things, claims = (read_lexicon(n) for n in ("triggers", "things", "claims"))
    verbs = [_entry(w, e) for e in triggers["verb"] for w in e["words"].split()]
    weak = frozenset(triggers["weak"]["nouns"].split())
    nouns = [_noun(w, e, weak) for e in triggers["noun"] for w in e["words"].split()]
    reactions = [
        ReactionEntry(
            tuple(p.split("_")),
            r["type"],
            bool(r.get("noun")),
            frozenset(r.get("verbs", "").split()),
            r.get("object") == "act",
        )
        for r in claims["reaction"]
        for p in r["phrases"].split()
    ]
    light = triggers["light"]
    bases = [e.parts[0] for e in verbs] + [r.parts[0] for r in reactions if not r.noun]
    bases += [v for r in claims["reaction"] for v in r.get("verbs", "").split()]
    bases += [w.split("_")[0] for name in light for w in light[name].split()]
    return Lexicon(
        open_grammar(sorted({b for b in bases if not b.endswith("ing")})),
        _by(verbs, lambda e: e.parts[0]),
        _by(nouns, lambda e: e.parts[-1]),
        _by_reaction(reactions),
        _phrases(light["does"]),
        _phrases(light["undergoes"]),
        _sets(things, claims),
        {k: frozenset(v.split()) for k, v in things["sex_age"].items()},
        {k: frozenset(v.split()) for k, v in things["occupation"].items()},
    )


def _phrases(words: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(w.split("_")) for w in words.split())


def _entry(words: str, data: Mapping[str, Any]) -> Entry:
    if data["frame"] not in set(Frame):
        raise DataError(
            f"triggers.toml knows no frame {data['frame']!r}; use one of {', '.join(Frame)}."
        )
    prop = Property(data["property"]) if "property" in data else None
    return Entry(
        tuple(words.split("_")), Frame(data["frame"]), data["type"], prop, bool(data.get("strong"))
    )


def _noun(words: str, data: Mapping[str, Any], weak: frozenset[str]) -> Entry:
    return Entry(
        tuple(words.split("_")),
        Frame.NOUN,
        data["type"],
        weak=words in weak,
        effect=bool(data.get("effect")),
    )


def _by(entries: Iterable[Entry], key: Any) -> dict[str, tuple[Entry, ...]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(key(entry), []).append(entry)
    return {k: tuple(sorted(v, key=lambda e: -len(e.parts))) for k, v in found.items()}


def _by_reaction(entries: Iterable[ReactionEntry]) -> dict[str, tuple[ReactionEntry, ...]]:
    found: dict[str, list[ReactionEntry]] = {}
    for entry in entries:
        key = entry.parts[-1] if entry.noun else entry.parts[0]
        found.setdefault(key, []).append(entry)
    return {k: tuple(sorted(v, key=lambda e: -len(e.parts))) for k, v in found.items()}


def _sets(*tables: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for table in tables:
        for name, value in table.items():
            if isinstance(value, str):
                found[name] = frozenset(value.split())
            elif isinstance(value, dict):
                for inner, words in value.items():
                    if isinstance(words, str):
                        found[f"{name}.{inner}"] = frozenset(words.split())
    return found

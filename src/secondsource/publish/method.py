"""How a copy was made, in sentences: rules in force, who is named, and how well the chain reads.

In: the publication copy. Out: the sections of the methodology page. It refuses a figure that no
measurement set: accuracy is what the floors of the tests hold the chain to.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from secondsource.publish.nouns import Options, Publication
from secondsource.publish.snap import Snap
from secondsource.reconcile import RuleSet, open_rules
from secondsource.reconcile.rules import Grading, People, TollRule, UpTo

SETS: Mapping[str, str] = {
    "development": "75 reports, looked at while it was made",
    "clusters": "40 reports in six clusters of near misses",
}
FIGURES: Mapping[str, str] = {
    "accounts.f1": "incidents found in reports (F1 of precision and recall)",
    "claims.precision": "sentences taken for a claim that are one",
    "claims.precision_strict": "the same, repeats and background counted against it",
    "event_type.group": "kind of incident, by group",
    "actors.perpetrator.accuracy": "who did it",
    "actors.target_hit": "on whom or what",
    "date.equal": "date",
    "place.country": "country",
    "place.within_25_km": "place within 25 km",
    "killed.exact_low_high": "killed: low and high exact",
    "injured.exact_low_high": "injured: low and high exact",
    "voices.attribution_hit": "who is quoted for it",
    "linking.matched.conll_f1": "which accounts tell of one incident (CoNLL F1)",
    "totals.f1": "running totals",
    "incident_score": "whole incidents: nothing foreign in them, times the share of fields right",
}
GRADES: Mapping[str, tuple[str, str]] = {
    "confirmed": (
        "the party held responsible admits the deed, and is a state",
        "the same, and people are reported harmed",
    ),
    "fair": ("two or more independent sources", "the same"),
    "weak": ("one", "the same"),
    "contested": ("sources name different parties, or deny the deed", "the same"),
    "discounted": ("not given", "all whom words count or name as harmed are fighters"),
    "none": (
        "no source of known origin",
        "no report alleges harm to people, or no source of known origin",
    ),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure: what it is of, and the least it was on each set of reports."""

    of: str
    least: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Method:
    """What the methodology page says."""

    rules: RuleSet
    values: tuple[tuple[str, str], ...]  # question and answer under the rule set
    grades: tuple[tuple[str, str], ...]
    people: tuple[str, ...]
    sets: tuple[str, ...]
    figures: tuple[Figure, ...]


def method_of(copy: Publication) -> Method:
    """The methodology of a copy."""
    rules = open_rules(copy.rules)
    harm = rules.grading is Grading.HARM
    sets = tuple(name for name in SETS if name in _floors())
    return Method(
        rules,
        tuple(_values(rules)),
        tuple((grade, of_harm if harm else of_any) for grade, (of_any, of_harm) in GRADES.items()),
        tuple(_people(copy.options)),
        tuple(SETS[name] for name in sets),
        tuple(_figures(sets)),
    )


def _values(rules: RuleSet) -> list[tuple[str, str]]:
    best = {
        TollRule.SUPPORTED: "the total that most independent sources give, later ones first; "
        "the lower where as much stands behind several",
        TollRule.LOWEST: "the lowest total that a report gives and no later one replaced",
    }
    up_to = {
        UpTo.NUMBER: "a total like any other",
        UpTo.CEILING: "the highest it can be, and never the best",
    }
    people = {
        People.ALL: "all but the attackers’ own",
        People.CIVILIANS: "all but those called fighters",
    }
    later = f"replace earlier ones for {rules.open_days} days"
    return [
        ("The best number", best[rules.toll]),
        ("Its range", "the lowest to the highest total that a report gives"),
        ("“Up to 8”", up_to[rules.up_to]),
        ("Later, higher totals", later if rules.updates else "stand beside earlier ones"),
        ("Whose dead and injured", people[rules.people]),
        ("Fairly sourced from", f"{rules.fair_sources} independent sources"),
    ]


def _people(options: Options) -> Sequence[str]:
    """How persons and places are held back, as it was asked."""
    named = (
        "No person is named here; roles stand for names."
        if options.roles
        else "A person is named only where two independent sources of known origin name him or "
        "her for the same incident. Elsewhere a role stands for the name."
    )
    said = [
        named,
        "Names that only machine-written reports, reports of unknown origin, or copies of one "
        "report give are held back. In quotes, square brackets show where.",
        "Who checked and ruled is not named.",
    ]
    if options.snap is not None:
        order = "first" if options.snap is Snap.ADMIN1 else "second"
        said.append(
            f"Places are moved to the middle of their {order}-order region, or to what is known "
            "above it, and finer names are held back."
        )
    else:
        said.append("Every point stands with a radius: how far the words leave the place open.")
    if options.delay is not None:
        hours = int(options.delay.total_seconds() // 3600)
        said.append(f"Incidents that may be younger than {hours} hours wait.")
    return said


def _figures(sets: Sequence[str]) -> list[Figure]:
    floors = _floors()
    found = []
    for key, words in FIGURES.items():
        least = tuple(floors[name].get(key) for name in sets)
        if any(value is not None for value in least):
            found.append(Figure(words, least))
    return found


def _floors() -> Mapping[str, Mapping[str, float]]:
    """What the tests hold the chain to: in the package or, in a checkout, beside `src`."""
    packed = files("secondsource") / "data" / "floors.json"
    beside = Path(__file__).parents[3] / "tests" / "floors.json"
    text = packed.read_text("utf-8") if packed.is_file() else None
    if text is None and beside.is_file():
        text = beside.read_text("utf-8")
    floors: dict[str, Any] = json.loads(text) if text else {}
    return floors

"""How a report becomes part of an incident; the module to read first.

    bytes ─ read ─▶ Report ─ tag ─▶ Mentions ─ extract ─▶ Claims (words) ─ resolve ─▶ Claims (values)
            Claims + Judgements ─ link ─▶ groups, with reasons, copies, anchors
            Statements + Rulings ─ reconcile ─▶ fields ─▶ Incident

Work on one report is a pure function (`code_report`), work on one incident is a pure function
(`reconcile_incident`), and only `link_accounts` sees many claims. The stages do not know one
another, the store, the settings or the clock; this module is where they meet.
"""

from __future__ import annotations

from dataclasses import dataclass

from secondsource.extract import Reader, extract_claims, open_reader
from secondsource.model import Claim, Report
from secondsource.resolve import Actors, Gazetteer, open_actors, open_gazetteer, resolve_claims, tag_report


@dataclass(frozen=True, slots=True)
class Tools:
    """What a worker opens once and hands down: everything read from data files."""

    reader: Reader
    gazetteer: Gazetteer
    actors: Actors


def open_tools() -> Tools:
    """The tools with the data files that ship with the package."""
    return Tools(open_reader(), open_gazetteer(), open_actors())


def code_report(report: Report, tools: Tools) -> tuple[Claim, ...]:
    """The claims of one report, with values; a pure function of the report and the data files."""
    mentions = tag_report(report, tools.gazetteer, tools.actors)
    claims = extract_claims(report, mentions, tools.reader)
    return resolve_claims(claims, report, mentions, tools.gazetteer, tools.actors)

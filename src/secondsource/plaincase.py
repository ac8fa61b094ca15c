"""Reports set in capitals are read in ordinary letter case, and quoted as they are printed.

In: a report; later, what was found in it. Out: the report as it is to be read, and the same finds
with the quotes of the report itself. It refuses to touch a report that has letter case of its own.
"""

from __future__ import annotations

from dataclasses import replace

from secondsource.model import Attribution, Claim, Evidence, Mention, Report, Statement
from secondsource.text import UnitKind, recased, sentences, shouts


def in_plain_case(report: Report) -> Report:
    """The report as it is to be read: the same length, but not in capitals."""
    text = report.text
    if not shouts(text):
        return report
    told = sentences(text)
    openings = [(s.start, s.end) for s in told if s.unit.kind is UnitKind.DATELINE]
    return replace(report, text=recased(text, [s.start for s in told], openings))


def mentions_as_printed(found: tuple[Mention, ...], report: Report) -> tuple[Mention, ...]:
    """The mentions with the quotes of the report itself."""
    return tuple(replace(m, quote=report.text[m.start : m.end]) for m in found)


def claims_as_printed(claims: tuple[Claim, ...], report: Report) -> tuple[Claim, ...]:
    """The claims with the quotes of the report itself."""
    return tuple(
        replace(
            claim,
            evidence=_quoted(claim.evidence, report),
            trigger=claim.trigger and _quoted(claim.trigger, report),
            attribution=_voice(claim.attribution, report),
            statements=tuple(_statement(s, report) for s in claim.statements),
        )
        for claim in claims
    )


def _statement(statement: Statement, report: Report) -> Statement:
    evidence = _quoted(statement.evidence, report)
    return replace(statement, evidence=evidence, attribution=_voice(statement.attribution, report))


def _voice(said: Attribution | None, report: Report) -> Attribution | None:
    return said and replace(said, evidence=_quoted(said.evidence, report))


def _quoted(words: Evidence, report: Report) -> Evidence:
    return replace(words, quote=report.text[words.start : words.end])

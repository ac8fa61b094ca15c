"""The statements of place of a claim, as far as its sentence and its report settle them.

In: claims in words, their report and its mentions. Out: the same claims, with a place that the
sentence gives the event and the reader passed over: the finer half of a stated one ("X in Y", of
origin `rules`), the base or camp that was the target, or the likeliest name of the sentence where
an account has none (both `carried`, which linking does not weigh). Countries named side by side
are a statement each, words that stop short of their name ("the village of") have it, and what a
drone took off from is where it came from. It refuses to take a stated place away, save one where
the wounded were treated ("flown to a hospital in X").
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from secondsource.model import (
    PLACED,
    Claim,
    Evidence,
    Kind,
    Layer,
    Mention,
    Place,
    Property,
    Report,
    Statement,
)
from secondsource.resolve.hints import open_hints
from secondsource.resolve.placing_events import Line, chances, line_of

SURE = 0.5  # of the event's being at a name, for a statement that the reader did not make
FROM_AFAR = frozenset(
    {"air_strike", "drone_strike", "missile_strike", "rocket_attack", "shelling", "interception"}
)
_ONE_OF_TWO = re.compile(
    r"\b(?:in|at|near|on) (the (?:former|latter))\b(?=[,.;]| [a-z]*ed\b)", re.IGNORECASE
)
_SEAT = re.compile(r"\b(?:(?:ministry|government|authorities|officials|spokes\w+) in|says|said) $")
"""Before the name of where somebody speaks: "the defence ministry in X", "says X"."""

SITE = 0.5  # the score of a target that is taken for the place
BESIDE = 0.2  # for the finer of two names that are one place: "X in Y"


def settle_places(
    claims: Sequence[Claim], report: Report, mentions: Sequence[Mention]
) -> tuple[Claim, ...]:
    """The claims with the places that their sentences give their events.

    A reader that passed over the place of a whole account is helped out; one that found a place
    only for some of its sentences is not.
    """
    told = [_told_apart(c, report, mentions) for c in claims]
    placed = {c.account_id for c in told if c.said(Property.PLACE)}
    return tuple(_settled(c, report, mentions, c.account_id in placed) for c in told)


def _told_apart(claim: Claim, report: Report, mentions: Sequence[Mention]) -> Claim:
    """The claim with listed countries apart and where a weapon came from no longer as its place."""
    said: dict[str, Statement] = {}
    for statement in claim.statements:
        for one in _parts(claim, statement, report, mentions):
            said.setdefault(one.id, one)
    statements = tuple(said.values())
    return replace(claim, statements=statements) if statements != claim.statements else claim


def _parts(
    claim: Claim, statement: Statement, report: Report, mentions: Sequence[Mention]
) -> Iterator[Statement]:
    """A statement of place up to its name, or a statement for each country that it lists."""
    words = statement.evidence
    if statement.property is not Property.PLACE:
        yield statement
        return
    if _is_of_care(words, report, mentions):
        return
    before = report.text[max(0, words.start - 60) : words.start]
    if claim.event_type in FROM_AFAR and open_hints().came_from.search(before):
        yield _of(statement, Property.LAUNCHED_FROM, words)
        return
    whole = _whole(words, report, mentions)
    if whole is not None:
        yield _of(statement, Property.PLACE, whole)
        return
    lands = [
        m
        for m in mentions
        if m.layer is Layer.PLACES and words.start <= m.start and m.end <= words.end
    ]
    rest = words.quote
    for land in lands:
        rest = rest.replace(land.quote, "", 1)
    listed = len(lands) > 1 and rest.replace(",", "").split() in (["and"], [])
    if not listed or any(_precision(m) != 6 for m in lands):
        yield statement
        return
    for land in lands:
        yield _of(statement, Property.PLACE, report.evidence(land.start, land.end))


def _is_of_care(words: Evidence, report: Report, mentions: Sequence[Mention]) -> bool:
    """Whether words name, of all places, one where the wounded were treated."""
    if not _speaks_of_care(words.start, words.end, report):
        return False
    spans = [
        (m.start, m.end)
        for m in mentions
        if m.layer is Layer.PLACES and words.overlaps(m.start, m.end)
    ]
    return any(_is_treated_at(*span, report) for span in spans or [(words.start, words.end)])


def _speaks_of_care(start: int, end: int, report: Report) -> bool:
    return bool(open_hints().care.search(report.text, max(0, start - 120), end + 20))


def _is_treated_at(start: int, end: int, report: Report) -> bool:
    """Whether a name is that of where the wounded were treated: "flown to a hospital in X"."""
    if not _speaks_of_care(start, end, report):
        return False
    noun = re.match(r" \w+", report.text[end : end + 20])  # "flown to X hospital"
    before = report.text[max(0, start - 120) : start]
    told = (before, before + report.text[start:end] + (noun.group() if noun else ""))
    return any(open_hints().treated.search(words) for words in told)


def _whole(words: Evidence, report: Report, mentions: Sequence[Mention]) -> Evidence | None:
    """The words with the name that they end before, as "the village of" does; else None."""
    if not re.search(r"(?:^|\s)(?:of|in|at|near|around|outside|from|to)$", words.quote):
        return None
    for m in mentions:
        if m.layer is Layer.PLACES and m.start > words.end:
            gap = report.text[words.end : m.start]
            return report.evidence(words.start, m.end) if gap.strip() in ("", "the") else None
    return None


def _of(statement: Statement, prop: Property, words: Evidence) -> Statement:
    """A statement with another property or fewer words."""
    name = _named(statement.claim_id, prop, words)
    return replace(statement, id=name, property=prop, evidence=words)


def _settled(claim: Claim, report: Report, mentions: Sequence[Mention], placed: bool) -> Claim:
    stated = claim.said(Property.PLACE)
    if claim.kind is not Kind.INCIDENT or claim.trigger is None:
        return claim
    event = (claim.trigger.start, claim.trigger.end)
    line = line_of(report.text, claim.evidence.start, claim.evidence.end, event, mentions)
    added = [] if stated else _of_two(claim, line, report)
    if not added and (stated or not placed):
        added = _from_names(claim, line, stated, report)
        added += _from_target(claim, line, report, placed=bool(stated or added))
    return replace(claim, statements=(*claim.statements, *added)) if added else claim


def _from_names(
    claim: Claim, line: Line, stated: Sequence[Statement], report: Report
) -> list[Statement]:
    """Statements for the names of the sentence that are where the event was."""
    other = [s.evidence for s in claim.statements if s.property in PLACED]
    free = [
        n
        for n in line.names
        if not any(e.overlaps(n.start, n.end) for e in other)
        and not _is_treated_at(n.start, n.end, report)
        and not _SEAT.search(report.text, max(0, n.start - 40), n.start)
    ]
    sites = _sites_hit(claim, line, stated)
    if stated:
        free = [n for n in free if n in sites or _is_finer_half(n, line, stated)]
    if not free:
        return []
    likely = chances(line).at
    return [
        _statement(
            claim,
            report.evidence(name.start, name.end),
            "rules" if stated and name not in sites else "carried",
            chance,
        )
        for name, chance in zip(line.names, likely, strict=True)
        if name in free
        and (name in sites or (chance >= BESIDE if stated else _is_sure(name, line, likely)))
    ]


def _from_target(claim: Claim, line: Line, report: Report, *, placed: bool) -> list[Statement]:
    """A statement for a target that is a site: "the embassy", or beside a place "the same base"."""
    for target in claim.said(Property.TARGET):
        words = _site_of(target.evidence, report, line, again=placed)
        if words is not None:
            return [_statement(claim, words, "carried", SITE)]
    return []


def _of_two(claim: Claim, line: Line, report: Report) -> list[Statement]:
    """A statement for "in the latter" in the event's own clause."""
    clauses, here = line.clauses(), line.word_at(line.event[0])
    for found in _ONE_OF_TWO.finditer(report.text, claim.evidence.start, claim.evidence.end):
        near = line.word_at(found.end(1) - 1)
        if near < len(clauses) and here < len(clauses) and clauses[near] == clauses[here]:
            words = report.evidence(found.start(1), found.end(1))
            return [_statement(claim, words, "carried", SITE)]
    return []


def _site_of(target: Evidence, report: Report, line: Line, *, again: bool) -> Evidence | None:
    """The words of a target up to its noun where that is a site's; with `again` "the same" only."""
    hints = open_hints()
    nouns = hints.kinds if again else hints.kinds | hints.sites
    for word in re.finditer(r"[a-z]+", target.quote):
        if {word.group(), word.group().removesuffix("s")} & nouns:
            words = report.evidence(target.start, target.start + word.end())
            same = words.quote.lower().startswith("the same ")
            land = any(words.overlaps(m.start, m.end) and _precision(m) >= 6 for m in line.names)
            return words if (same or not again) and not land else None
    return None


def _is_sure(name: Mention, line: Line, likely: Sequence[float]) -> bool:
    """Whether hardly a doubt is left that the event was at a name or one listed beside it."""
    if name.value is None or _is_partys(name, line):
        return False
    theirs = [_is_partys(other, line) for other in line.names]
    rest = 1.0 - sum(c for c, held in zip(likely, theirs, strict=True) if held)
    group = line.listed(line.names.index(name))
    return sum(likely[i] for i in group if not theirs[i]) >= SURE * rest


def _is_finer_half(name: Mention, line: Line, stated: Sequence[Statement]) -> bool:
    """Whether a name and the stated place after it are one place: "X in Y"."""
    index = line.names.index(name)
    if name.value is None or index + 1 >= len(line.names):
        return False
    outer = line.names[index + 1]
    finer = _precision(name) < _precision(outer)
    said = finer and any(s.evidence.overlaps(outer.start, outer.end) for s in stated)
    return said and line.chained(index, also=open_hints().around["after"])


def _is_partys(name: Mention, line: Line) -> bool:
    """Whether a name is part of a party's ("Iran's Guards"), or a town that speaks."""
    town = _precision(name) < 6
    return any(
        p.start <= name.start and name.end <= p.end and (town or name.end < p.end)
        for p in line.parties
    )


def _sites_hit(claim: Claim, line: Line, stated: Sequence[Statement]) -> list[Mention]:
    """The base, camp or crossing that was the target, where no place as fine is stated."""
    hit = [s.evidence for s in claim.said(Property.TARGET)]
    sites = [
        m
        for m in line.names
        if isinstance(m.value, Place)
        and (m.value.id or "").startswith("place:")
        and _precision(m) <= 2
        and any(e.overlaps(m.start, m.end) for e in hit)
    ]
    fine = [m for m in line.names if _precision(m) <= 2 and m not in sites]
    said = any(s.evidence.overlaps(m.start, m.end) for s in stated for m in fine)
    return [] if said or len(sites) != 1 else sites


def _precision(name: Mention) -> int:
    return (name.value.precision or 9) if isinstance(name.value, Place) else 9


def _statement(claim: Claim, words: Evidence, origin: str, score: float) -> Statement:
    name = _named(claim.id, Property.PLACE, words)
    return Statement(name, claim.id, Property.PLACE, None, words, None, origin, round(score, 3))


def _named(claim_id: str, prop: Property, words: Evidence) -> str:
    """The id of a statement, made as those of the reader are."""
    parts = (claim_id, prop.value, str(words.start), str(words.end))
    return "s" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]

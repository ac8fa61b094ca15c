"""What reports say that the rest of the case speaks against.

In: a case. Out: disputes over who was killed in a targeted killing, over what was called the first
or only one of its kind, and over running totals that do not fit together. It refuses to compare
what is not alike: totals of other things, superlatives that a later incident cannot break.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from rapidfuzz import fuzz

from secondsource.model import (
    Claim,
    Count,
    Dispute,
    DisputeKind,
    Evidence,
    Incident,
    Kind,
    Property,
    Report,
    Side,
    Statement,
    Thing,
    ThingKind,
    When,
)
from secondsource.reconcile.case import (
    Case,
    Facts,
    before,
    dispute_of,
    kind_of,
    number_words,
    side_of_rows,
)
from secondsource.reconcile.fields import related
from secondsource.reconcile.rules import RuleSet
from secondsource.reconcile.sources import Said, Sources, weight_of
from secondsource.text import sentences

# --- persons ----------------------------------------------------------------------------------


def find_rival_persons(case: Case) -> Iterable[Dispute]:
    """Targeted killings whose one victim two reports name differently."""
    for incident in case.incidents:
        if incident.facets.targeted_killing:
            yield from _rival_persons(incident, case)


def _rival_persons(incident: Incident, case: Case) -> Iterable[Dispute]:
    named: dict[str, list[Said]] = defaultdict(list)
    for row in _rows(incident, case):
        value = row.statement.value
        victim = row.statement.property in (Property.VICTIM, Property.TARGET)
        if victim and isinstance(value, Thing) and value.kind is ThingKind.PERSON:
            named[row.claim.report_id].append(row)
    alone = [rows for rows in named.values() if all(_one_person(rows[0], r) for r in rows)]
    camps: list[list[Said]] = []
    for rows in alone:
        home = next((c for c in camps if _one_person(c[0], rows[0])), None)
        if home is None:
            camps.append(list(rows))
        else:
            home.extend(rows)
    if len(camps) > 1 and not _together(camps, incident, case):
        camps.sort(key=lambda c: (-weight_of(c), c[0].statement.id))
        sides = [side_of_rows(_name(c[0]), c) for c in camps]
        note = f"Reports name different persons; {sides[0].value} is named by more of them."
        yield dispute_of(kind_of(sides), incident.id, "victim", sides, 2.5, note)


def _together(camps: Sequence[Sequence[Said]], incident: Incident, case: Case) -> bool:
    """Whether some sentence names persons of two camps, so that both were struck."""
    last = [_name(c[0]).split()[-1].lower() for c in camps]
    texts = [case.claims[c].evidence.quote.lower() for c in incident.claims]
    return any(sum(name in text for name in set(last)) > 1 for text in texts)


def _rows(incident: Incident, case: Case) -> Iterable[Said]:
    for name in incident.claims:
        claim = case.claims[name]
        if not claim.negated:
            yield from (case.statements[s.id] for s in claim.statements)


def _name(row: Said) -> str:
    value = row.statement.value
    return value.name if isinstance(value, Thing) else row.statement.evidence.quote


def _one_person(one: Said, two: Said) -> bool:
    """Whether two wordings can name one person: one name in common, spelt alike."""
    a, b = (
        [w for w in re.findall(r"[\w’'-]+", _name(r).lower()) if len(w) > 3] for r in (one, two)
    )
    return any(fuzz.ratio(x, y) >= 75 for x in a for y in b) or not a or not b


# --- superlatives -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Praise:
    """Words that call an incident the first or only one of its kind, and the account they mean."""

    words: Evidence
    said: str
    account_id: str


def praises_of(
    reports: Iterable[Report], claims: Iterable[Claim], rules: RuleSet
) -> tuple[Praise, ...]:
    """What reports call the first or only one; it depends on each report alone."""
    word = "|".join(map(re.escape, rules.words.superlative))
    noun = "|".join(map(re.escape, rules.words.of_attacks))
    first = re.compile(
        rf"(?<!not )(?<!not the )\b({word})\b(?:\s+[\w-]+){{0,4}}?\s+(?:{noun})s?\b", re.IGNORECASE
    )
    by_report: dict[str, list[Claim]] = defaultdict(list)
    for claim in sorted(claims, key=lambda c: (c.report_id, c.evidence.start, c.id)):
        if claim.kind is Kind.INCIDENT and not claim.negated:
            by_report[claim.report_id].append(claim)
    found = []
    for report in sorted(reports, key=lambda r: r.id):
        if report.id not in by_report or first.search(report.text) is None:
            continue
        for sentence in sentences(report.text):
            match = first.search(report.text, sentence.start, sentence.end)
            if match is not None:
                words = report.evidence(sentence.start, sentence.end)
                near = _told_near(words, by_report[report.id])
                if near is not None:
                    found.append(Praise(words, match.group(), near.account_id))
    return tuple(found)


def find_superlatives(praises: Iterable[Praise], facts: Sequence[Facts]) -> Iterable[Dispute]:
    """What a report calls the first or only one, against earlier ones of the same party."""
    home = {a: known for known in facts for a in known.accounts}
    kin: dict[tuple[str, str | None], list[Facts]] = defaultdict(list)
    for known in facts:
        kin[known.event_type, known.country].append(known)
    for praise in praises:
        incident = home.get(praise.account_id)
        if incident is not None:
            alike = kin[incident.event_type, incident.country]
            yield from _superlative(praise, incident, alike)


def _superlative(praise: Praise, incident: Facts, alike: Sequence[Facts]) -> Iterable[Dispute]:
    rivals = sorted(_rivals(incident, praise.words.quote, alike), key=lambda i: i.id)
    if not rivals:
        return
    earlier = [r.first for r in rivals[:3] if r.first is not None]
    sides = [
        Side(f"“{praise.said}”", (), (praise.words,)),
        Side("an earlier one of the same party", (), tuple(earlier)),
    ]
    count = len(rivals)
    note = f"The case holds {count} earlier incident{'s' * (count != 1)} of this kind and party."
    weight = 1.5 + 0.2 * min(5, count)
    yield dispute_of(DisputeKind.SUPERLATIVE, incident.id, None, sides, weight, note)


NEARBY = 400  # characters within which a sentence speaks of the incident told before it


def _told_near(words: Evidence, claims: Sequence[Claim]) -> Claim | None:
    """The claim that stands in a sentence, or the last one shortly before it."""
    for claim in claims:
        if claim.evidence.overlaps(words.start, words.end):
            return claim
    earlier = [c for c in claims if 0 <= words.start - c.evidence.end <= NEARBY]
    return max(earlier, key=lambda c: (c.evidence.end, c.id)) if earlier else None


def _rivals(incident: Facts, words: str, alike: Sequence[Facts]) -> Iterable[Facts]:
    """Earlier incidents of the same party, of one kind and country, after what "since" names."""
    mine, doer = incident.when, incident.doer
    if mine is None or mine.earliest is None or doer is None or incident.country is None:
        return
    since = _since(words, mine.earliest)
    for other in alike:
        theirs, who = other.when, other.doer
        if theirs is None or theirs.earliest is None or who is None or other.id == incident.id:
            continue
        if since <= theirs.earliest and before(theirs, mine) and related(doer, who):
            yield other


def _since(words: str, day: date) -> date:
    """The day from which a superlative holds: the year it names, else a year before."""
    named = re.search(r"\bsince\b[^.;]*?\b((?:19|20)\d\d)\b", words)
    if named:
        return date(int(named.group(1)) + 1, 1, 1)
    return day - timedelta(days=400)


# --- totals -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Total:
    """A running total, with the first and last day it counts, as far as the words go."""

    claim: Claim
    count: Count
    statement: Statement
    thing: str
    start: tuple[int, int, int] | None  # year (0 where unsaid), month, day
    as_of: date | None


def find_totals(claims: Iterable[Claim], sources: Sources, rules: RuleSet) -> Iterable[Dispute]:
    """Running totals of one kind that cannot all be right, as one dispute a kind."""
    told = sorted(claims, key=lambda c: (c.report_id, c.evidence.start, c.id))
    found = (_total(c, sources, rules) for c in told)
    totals = _largest(t for t in found if t is not None)
    alike: dict[str, list[_Total]] = defaultdict(list)
    for total in totals:
        if total.start is not None:
            alike[total.thing].append(total)
    clashing: dict[str, list[_Total]] = defaultdict(list)
    for one, two in (pair for same in alike.values() for pair in combinations(same, 2)):
        if one.claim.report_id != two.claim.report_id and _clash(one, two):
            clashing[one.thing] += [one, two]
    for thing, together in sorted(clashing.items()):
        once = {t.claim.id: t for t in together}
        ordered = sorted(once.values(), key=lambda t: (t.count.low or 0, t.claim.id))
        sides = [_series_side(t) for t in ordered]
        note = "Counts of one kind over periods that hold one another do not fit together."
        yield dispute_of(DisputeKind.TOTALS, None, thing, sides, 1.2, note)


def _largest(totals: Iterable[_Total]) -> list[_Total]:
    """Of one report's totals over one period the largest; the others count parts of it."""
    best: dict[tuple[object, ...], _Total] = {}
    for total in totals:
        key = (total.claim.report_id, total.thing, total.start)
        if key not in best or (total.count.low or 0) > (best[key].count.low or 0):
            best[key] = total
    return list(best.values())


def _series_side(total: _Total) -> Side:
    period = next((s.evidence for s in total.claim.said(Property.PERIOD)), None)
    words = f"{number_words(total.count)} {period.quote if period else ''}".strip()
    places = [total.statement.evidence] + ([period] if period else [])
    return Side(words, (total.statement.id,), tuple(places))


def _total(claim: Claim, sources: Sources, rules: RuleSet) -> _Total | None:
    if claim.kind is not Kind.TOTAL or claim.negated:
        return None
    counted = next((s for s in claim.said(Property.COUNT) if isinstance(s.value, Count)), None)
    if counted is None or not isinstance(counted.value, Count) or not counted.value.low:
        return None
    what = " ".join(s.evidence.quote for s in claim.said(Property.WHAT)).lower()
    said = set(re.findall(r"\w+", what))
    thing = next((name for name, words in rules.words.totals.items() if said & set(words)), None)
    if thing is None:
        return None
    published = sources.published(claim.report_id)
    start, end = _period(claim)
    return _Total(claim, counted.value, counted, thing, start, end or published)


_OPEN = re.compile(r"\b(?:since|from)\b", re.IGNORECASE)
_START = re.compile(r"(?:XXXX|\d{4})-(0\d|1[0-2])(?:-(\d\d))?")


def _period(claim: Claim) -> tuple[tuple[int, int, int] | None, date | None]:
    """The first day of a total's period, and its last where the words close it."""
    for statement in claim.said(Property.PERIOD):
        when = statement.value
        if not isinstance(when, When):
            continue
        lasting = _OPEN.search(statement.evidence.quote) is not None
        if when.earliest is not None:
            first = when.earliest
            return (first.year, first.month, first.day), None if lasting else when.latest
        said = _START.match(when.edtf or "")
        if said is not None and lasting:
            return (0, int(said[1]), int(said[2] or 1)), None
    return None, None


def _clash(one: _Total, two: _Total) -> bool:
    """Whether the longer of two periods, up to the same day or a later one, counts less."""
    if one.thing != two.thing or one.start is None or two.start is None:
        return False
    a, b = one.start, two.start
    if 0 in (a[0], b[0]):
        a, b = (0, *a[1:]), (0, *b[1:])
    if a == b:
        return _shrinks(one, two) or _shrinks(two, one)
    longer, shorter = (one, two) if a < b else (two, one)
    if longer.as_of is not None and shorter.as_of is not None and longer.as_of < shorter.as_of:
        return False
    return _less(longer.count, shorter.count)


def _shrinks(early: _Total, late: _Total) -> bool:
    """Whether a count over the same period is lower on a later day."""
    if early.as_of is None or late.as_of is None or early.as_of >= late.as_of:
        return False
    return _less(late.count, early.count)


def _less(one: Count, two: Count) -> bool:
    """Whether one count is lower than another by more than a rounding; open ones by their low."""
    high = one.high if one.high is not None else one.best
    return high is not None and two.low is not None and high * 1.1 < two.low

"""What reports say that the rest of the case speaks against.

In: a case. Out: disputes over who was killed in a targeted killing, over what was called the first
or only one of its kind, and over running totals that do not fit together. It refuses to compare
what is not alike: totals of other things, superlatives that a later incident cannot break.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from rapidfuzz import fuzz

from secondsource.model import (
    Claim,
    Dispute,
    DisputeKind,
    Evidence,
    Incident,
    Kind,
    Property,
    Side,
    Thing,
    ThingKind,
)
from secondsource.reconcile.case import (
    Case,
    before,
    country_of,
    dispute_of,
    doer_of,
    kind_of,
    side_of_rows,
    when_of,
)
from secondsource.reconcile.fields import related
from secondsource.reconcile.rules import RuleSet
from secondsource.reconcile.sources import Said, weight_of
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


def find_superlatives(case: Case, rules: RuleSet) -> Iterable[Dispute]:
    """What a report calls the first or only one, against earlier ones of the same party."""
    word = "|".join(map(re.escape, rules.words.superlative))
    noun = "|".join(map(re.escape, rules.words.of_attacks))
    first = re.compile(
        rf"(?<!not )(?<!not the )\b({word})\b(?:\s+[\w-]+){{0,4}}?\s+(?:{noun})s?\b", re.IGNORECASE
    )
    by_report: dict[str, list[Claim]] = defaultdict(list)
    for claim in case.claims.values():
        if claim.kind is Kind.INCIDENT and not claim.negated:
            by_report[claim.report_id].append(claim)
    for name, claims in sorted(by_report.items()):
        report = case.sources.reports.get(name)
        if report is None or first.search(report.text) is None:
            continue
        for sentence in sentences(report.text):
            match = first.search(report.text, sentence.start, sentence.end)
            if match is not None:
                words = report.evidence(sentence.start, sentence.end)
                yield from _superlative(words, match.group(), claims, case)


def _superlative(
    words: Evidence, praise: str, claims: Sequence[Claim], case: Case
) -> Iterable[Dispute]:
    claim = _told_near(words, claims)
    incident = case.home.get(claim.account_id) if claim else None
    if incident is None:
        return
    rivals = sorted(_rivals(incident, words.quote, case), key=lambda i: i.id)
    if not rivals:
        return
    earlier = [_first_words(r, case) for r in rivals[:3]]
    sides = [
        Side(f"“{praise}”", (), (words,)),
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


def _rivals(incident: Incident, words: str, case: Case) -> Iterable[Incident]:
    """Earlier incidents of the same party, kind and country, after what "since" names."""
    mine, doer, country = when_of(incident), doer_of(incident), country_of(incident)
    if mine is None or mine.earliest is None or doer is None or country is None:
        return
    since = _since(words, mine.earliest)
    for other in case.incidents:
        theirs, who = when_of(other), doer_of(other)
        if theirs is None or theirs.earliest is None or who is None or other.id == incident.id:
            continue
        alike = other.event_type == incident.event_type and country_of(other) == country
        if alike and since <= theirs.earliest and before(theirs, mine) and related(doer, who):
            yield other


def _since(words: str, day: date) -> date:
    """The day from which a superlative holds: the year it names, else a year before."""
    named = re.search(r"\bsince\b[^.;]*?\b((?:19|20)\d\d)\b", words)
    if named:
        return date(int(named.group(1)) + 1, 1, 1)
    return day - timedelta(days=400)


def _first_words(incident: Incident, case: Case) -> Evidence:
    return min(
        (case.claims[c].evidence for c in incident.claims),
        key=lambda e: (e.report_id, e.start),
    )

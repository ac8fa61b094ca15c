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
    Actor,
    Claim,
    Count,
    Dispute,
    DisputeKind,
    Evidence,
    Incident,
    Kind,
    Property,
    Report,
    Scope,
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
from secondsource.reconcile.rules import RuleSet, Words
from secondsource.reconcile.sources import Said, weight_of
from secondsource.reconcile.within import month_of
from secondsource.text import sentences

# --- persons ----------------------------------------------------------------------------------


def find_rival_persons(case: Case) -> Iterable[Dispute]:
    """Targeted killings whose one victim two reports name differently."""
    for incident in case.incidents:
        if incident.facets.targeted_killing or _of_leader(incident, case):
            yield from _rival_persons(incident, case)


def _of_leader(incident: Incident, case: Case) -> bool:
    """Whether a report counts a leader alone among the dead."""
    return any(
        isinstance(s.value, Count) and s.value.scope is Scope.LEADER_ONLY
        for name in incident.claims
        for s in case.claims[name].said(Property.KILLED)
    )


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
        better = weight_of(camps[0]) > weight_of(camps[1])
        note = f"{sides[0].value} is" if better else "Neither is"
        note = f"Reports name different persons. {note} better supported."
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


# --- whose dead -------------------------------------------------------------------------------


def find_mourners(case: Case, rules: RuleSet) -> Iterable[Dispute]:
    """A party that mourns the dead as its own, where the report names another party's as struck."""
    words = rules.words
    own = re.compile(
        rf"\bour\s+(?:[\w-]+\s+){{0,2}}?(?:{'|'.join(words.mourned)})\b", re.IGNORECASE
    )
    post = re.compile(
        rf"\b(?:{'|'.join(words.posts)})\s+(?:of|for|in)\s+(?:the\s+)?"
        r"(?P<party>[A-Z][\w’'-]+(?:[ -](?:[A-Z][\w’'-]+|al|of|and|the))*)"
    )
    for name, claims in _told_by(case).items():
        report = case.sources.reports.get(name)
        if report is None or own.search(report.text) is None:
            continue
        struck = _struck(claims, case)
        for sentence in sentences(report.text):
            said = own.search(report.text, sentence.start, sentence.end)
            by = post.search(report.text, sentence.start, sentence.end)
            if struck and said and by and not any(_names(by["party"], r) for r in struck):
                words_of = Side(by["party"], (), (report.evidence(sentence.start, sentence.end),))
                sides = [side_of_rows(_party_of(struck[0]), struck), words_of]
                incident = case.home.get(struck[0].claim.account_id)
                about = incident.id if incident else None
                note = (
                    f"{by['party']} mourns the dead as its own; the report names others as "
                    "struck. A party is better placed to know its own dead."
                )
                yield dispute_of(DisputeKind.WITHIN, about, "victim", sides, 2.0, note)


def _told_by(case: Case) -> dict[str, list[Claim]]:
    """The incident claims of each report, in the order of their words."""
    found: dict[str, list[Claim]] = defaultdict(list)
    for claim in case.claims.values():
        if claim.kind is Kind.INCIDENT and not claim.negated:
            found[claim.report_id].append(claim)
    return dict(sorted(found.items()))


def _struck(claims: Sequence[Claim], case: Case) -> list[Said]:
    """The statements of a report's main story that name the party that was struck."""
    main = claims[0].account_id
    return [
        case.statements[s.id]
        for c in claims
        if c.account_id == main
        for s in (*c.said(Property.TARGET), *c.said(Property.VICTIM))
        if isinstance(s.value, Thing) and s.value.actor_id
    ]


def _party_of(row: Said) -> str:
    value = row.statement.value
    return value.name if isinstance(value, Thing) else row.statement.evidence.quote


def _names(party: str, row: Said) -> bool:
    """Whether the words for what was struck name a party."""
    return fuzz.token_set_ratio(party.lower(), row.statement.evidence.quote.lower()) >= 80


# --- superlatives -----------------------------------------------------------------------------


Kin = dict[tuple[str, str | None], list[Incident]]
"""The incidents of each type and country."""


def find_superlatives(case: Case, rules: RuleSet) -> Iterable[Dispute]:
    """What a report calls the first or only one, against earlier ones of the same party."""
    first = _first(rules)
    kin: Kin = defaultdict(list)
    for incident in case.incidents:
        kin[kin_of(incident)].append(incident)
    for name, claims in _told_by(case).items():
        report = case.sources.reports.get(name)
        if report is None or first.search(report.text) is None:
            continue
        for sentence in sentences(report.text):
            match = first.search(report.text, sentence.start, sentence.end)
            if match is not None:
                words = report.evidence(sentence.start, sentence.end)
                yield from _superlative(words, match.group(), claims, case, kin, rules)


def praising(reports: Iterable[Report], rules: RuleSet) -> tuple[str, ...]:
    """The reports that call something the first or only one of its kind, by id."""
    first = _first(rules)
    return tuple(sorted(r.id for r in reports if first.search(r.text)))


def kin_of(incident: Incident) -> tuple[str, str | None]:
    """The type and country among which something can be the first one."""
    return incident.event_type, country_of(incident)


def _first(rules: RuleSet) -> re.Pattern[str]:
    """What reads as a superlative: "the first such attack"."""
    word = "|".join(map(re.escape, rules.words.superlative))
    noun = "|".join(map(re.escape, rules.words.of_attacks))
    small = "(?:to|of|the|an?|on|in|by|for|that|since|after)"
    return re.compile(
        rf"(?<!not )(?<!not the )\b({word})\b(?:\s+(?!{small}\b)[\w-]+){{0,4}}?\s+(?:{noun})s?\b",
        re.IGNORECASE,
    )


def _superlative(
    words: Evidence, praise: str, claims: Sequence[Claim], case: Case, kin: Kin, rules: RuleSet
) -> Iterable[Dispute]:
    claim = _told_near(words, claims)
    incident = case.home.get(claim.account_id)
    if incident is None:
        return
    rivals = sorted(_rivals(incident, words.quote, kin, rules), key=lambda i: i.id)
    counted = _counted(words, case)
    sides = [Side(f"“{praise}”", (), (words,))]
    if rivals:
        earlier = tuple(_first_words(r, case) for r in rivals[:3])
        sides.append(Side("an earlier one of the same party", (), earlier))
    if counted:
        sides.append(side_of_rows("more than one counted since then", counted))
    if len(sides) < 2:
        return
    count = len(rivals)
    note = (
        f"The case holds {count} earlier incident{'s' * (count != 1)} of this kind and party."
        if rivals
        else "Others count several since the same time: all would have to be later ones."
    )
    weight = 1.5 + 0.2 * min(5, count)
    yield dispute_of(DisputeKind.SUPERLATIVE, incident.id, None, sides, weight, note)


_SINCE = re.compile(r"\bsince\s+([^.,;:—–]+)", re.IGNORECASE)


def _counted(words: Evidence, case: Case) -> list[Said]:
    """Totals of more than one that other reports count from the time a superlative names."""
    since = _SINCE.search(words.quote)
    named = set(re.findall(r"\b[A-Z0-9][\w’'-]+", since[1])) if since else set()
    found = []
    for claim in case.claims.values():
        if claim.kind is not Kind.TOTAL or claim.negated or claim.report_id == words.report_id:
            continue
        start = _SINCE.search(" ".join(s.evidence.quote for s in claim.said(Property.PERIOD)))
        if start is None or not named & set(re.findall(r"\b[A-Z0-9][\w’'-]+", start[1])):
            continue
        alike = since is not None and fuzz.token_set_ratio(since[1], start[1]) >= SAME_START
        for s in claim.said(Property.COUNT):
            if alike and isinstance(s.value, Count) and (s.value.low or 0) > 1:
                found.append(case.statements[s.id])
    return found


SAME_START = 80  # likeness of the words after two "since"


def _told_near(words: Evidence, claims: Sequence[Claim]) -> Claim:
    """The claim that stands in a sentence, else the report's main story: what "it" is."""
    inside = (c for c in claims if c.evidence.overlaps(words.start, words.end))
    return next(inside, claims[0])


def _rivals(incident: Incident, words: str, kin: Kin, rules: RuleSet) -> Iterable[Incident]:
    """Earlier incidents of the same party, kind and country, after what "since" names."""
    mine, doer, country = when_of(incident), doer_of(incident), country_of(incident)
    if mine is None or mine.earliest is None or doer is None or country is None:
        return
    since = _since(words, mine.earliest, rules.words)
    for other in kin[incident.event_type, country]:
        theirs, who = when_of(other), doer_of(other)
        if theirs is None or theirs.earliest is None or who is None or other.id == incident.id:
            continue
        if since <= theirs.earliest and before(theirs, mine) and related(doer, who):
            yield other


def may_precede(praised: Iterable[Incident], others: Iterable[Incident]) -> list[Incident]:
    """Those of other incidents that may speak against a first: its party's, its kind, before it."""
    last: dict[tuple[str, str | None], dict[Actor, date]] = defaultdict(dict)
    for incident in praised:
        when, doer = when_of(incident), doer_of(incident)
        if when is not None and when.earliest is not None and doer is not None:
            mine = last[kin_of(incident)]
            mine[doer] = max(when.earliest, mine.get(doer, when.earliest))
    found = []
    for other in others:
        when, who = when_of(other), doer_of(other)
        if when is not None and when.latest is not None and who is not None:
            days = last.get(kin_of(other), {}).items()
            if any(when.latest < day and related(doer, who) for doer, day in days):
                found.append(other)
    return found


def _since(words: str, day: date, units: Words) -> date:
    """The day from which a superlative holds: what "since" or "in" names, else a year before."""
    year = re.search(r"\bsince\b[^.;]*?\b((?:19|20)\d\d)\b", words)
    if year:
        return date(int(year.group(1)) + 1, 1, 1)
    month = re.search(r"\bsince\s+(?:early\s+|mid-?\s*|late\s+)?([A-Z][a-z]{2,})", words)
    number = month_of(month[1]) if month else None
    if number:
        return date(day.year - (number >= day.month), number, 28)
    many = "|".join(units.numbers)
    past = re.search(
        rf"\bin\s+(?:\w+\s+){{0,2}}?({many}|\d+)\s+({'|'.join(units.units)})s?\b", words
    )
    if past:
        count = int(past[1]) if past[1].isdigit() else units.numbers[past[1]]
        return day - timedelta(days=min(count * units.units[past[2]], 36500))
    return day - timedelta(days=400)


def _first_words(incident: Incident, case: Case) -> Evidence:
    return min(
        (case.claims[c].evidence for c in incident.claims),
        key=lambda e: (e.report_id, e.start),
    )

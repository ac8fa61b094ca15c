"""What one account says, gathered for comparison with others.

In: the claims of a case and its reports. Out: one `Profile` an account: its dates, places, parties,
tolls, names and words, in the form that `pairs` compares. It refuses reactions, totals and negated
claims: they tell of no incident, so they are never linked.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from secondsource.link.folded import NAME, WORD, sound, stem, weekdays_named
from secondsource.link.usual import Pile, Rarity, pile_of, tells, type_keys, value_keys
from secondsource.link.where import finest
from secondsource.model import (
    Actor,
    Claim,
    Count,
    Modifier,
    Place,
    Property,
    Report,
    Scope,
    Statement,
    Thing,
    ThingKind,
    Value,
    When,
)
from secondsource.text.apart import sets_apart
from secondsource.wording import country_names

V = TypeVar("V")

AROUND = 220  # characters before and after a claim that still speak of the same matter

LONG = 50  # different words from which a report says much beside what it tells first

WORDS_SHARE = 0.77  # how telling the words of a text are in a large case, on the whole
NAMES_SHARE = 0.92  # and its names

COMMON = 2.5  # words in more than one text in twelve name no setting


@dataclass(frozen=True, slots=True)
class Toll:
    """One count of an account: of what, how many, and whom it covers."""

    prop: Property
    low: int | None
    best: int | None
    high: int | None
    scope: Scope

    @property
    def number(self) -> int | None:
        """The number that stands for the count."""
        return next((n for n in (self.best, self.low, self.high) if n is not None), None)


@dataclass(frozen=True, slots=True)
class Profile:
    """One account as it is compared: everything its claims say, folded."""

    id: str
    report_id: str
    published: date | None
    lead: bool
    types: frozenset[str]
    dates: tuple[When, ...]
    weekdays: frozenset[int]  # days of the week its dates name or fall on, Monday 0
    places: tuple[Place, ...]
    finest: tuple[Place, ...]  # without the towns and countries around others of them
    spots: Mapping[str, float]  # words of place names, with their rarity
    doers: tuple[Actor, ...]
    struck: tuple[Thing, ...]  # targets and victims
    persons: Mapping[str, float]
    tolls: tuple[Toll, ...]
    weapons: Mapping[str, float]
    names: Mapping[str, float]  # capitalised words, by sound, that name no place and no doer
    words: Mapping[str, float]
    whole: float  # length of the vector of words
    setting: Mapping[str, float]  # the names of its whole report, by sound
    around: Mapping[str, float]  # words of the sentences before, in and after its own
    breadth: float  # length of the vector of those words
    report: Mapping[str, float] = field(default_factory=dict)  # of a lead: its long report's words
    sums: Mapping[str, float] = field(default_factory=dict)  # of weights in full, if others
    past: tuple[tuple[int, int], ...] = ()  # an undated lead story: month and day of older events
    held_dates: tuple[When, ...] = ()  # where it gives none: those of the claim told before
    held_places: tuple[Place, ...] = ()  # likewise
    usual: frozenset[str] = frozenset()  # of its values and names, those usual in the case
    anew: bool = False  # whether its words set it apart from what its report told before
    row: bool = False  # whether it stands in a row of a table


def profiles(
    claims: Sequence[Claim],
    reports: Sequence[Report],
    rarity: Rarity,
    plain: frozenset[str],
    only: frozenset[str] | None = None,
    pile: Pile | None = None,
) -> tuple[Profile, ...]:
    """The accounts of the claims that tell of incidents, in the order of their ids.

    `only` names the accounts to make. What is usual is that of `pile`, or else of these reports.
    Sure accounts are as if there were no weak ones, and a weak one as if it were the only one.
    """
    told = [_own(claim) for claim in claims if tells(claim)]
    sure = [c for c in told if not c.weak]
    pile = pile or pile_of(sure, reports)
    names = None if only is None else frozenset(c.account_id for c in sure) & only
    found = list(_profiles(sure, reports, rarity, plain, names, pile))
    weak: dict[tuple[str, str], list[Claim]] = {}
    for claim in told:
        if claim.weak and (only is None or claim.account_id in only):
            weak.setdefault((claim.report_id, claim.account_id), []).append(claim)
    beside = _beside(sure) if weak else {}
    texts = {r.id: r for r in reports}
    for (report_id, name), mine in weak.items():
        alone = (*mine, *beside.get(report_id, ()))
        of = (texts[report_id],)
        found += _profiles(alone, of, rarity, plain, frozenset((name,)), pile)
    return tuple(sorted(found, key=lambda p: p.id))


def _profiles(
    claims: Sequence[Claim],
    reports: Sequence[Report],
    rarity: Rarity,
    plain: frozenset[str],
    only: frozenset[str] | None,
    pile: Pile,
) -> tuple[Profile, ...]:
    accounts: dict[str, list[Claim]] = {}
    for claim in sorted(claims, key=lambda c: (c.evidence.start, c.id)):
        accounts.setdefault(claim.account_id, []).append(claim)
    lead: dict[str, tuple[int, str]] = {}
    for name, mine in accounts.items():
        place = (mine[0].evidence.start, name)
        lead[mine[0].report_id] = min(place, lead.get(mine[0].report_id, place))
    wanted = accounts if only is None else {n: told for n, told in accounts.items() if n in only}
    of = {mine[0].report_id for mine in wanted.values()}
    published = {r.id: r.published for r in reports}
    maker = _Maker(rarity, plain, _shared_sentences(claims), pile)
    texts = {r.id: r.text for r in reports if r.id in of}
    settings = {name: maker.setting(text) for name, text in texts.items()}
    beside = _beside(claims)
    return tuple(
        maker.profile(
            name,
            mine,
            published.get(mine[0].report_id),
            lead[mine[0].report_id][1] == name,
            settings.get(mine[0].report_id, {}),
            texts.get(mine[0].report_id, ""),
            beside.get(mine[0].report_id, ()),
        )
        for name, mine in sorted(wanted.items())
    )


def _own(claim: Claim) -> Claim:
    """The claim without what was carried to it from words that do not tell of its event."""
    own = tuple(s for s in claim.statements if s.origin != "carried")
    return claim if len(own) == len(claim.statements) else replace(claim, statements=own)


def _beside(claims: Iterable[Claim]) -> dict[str, tuple[Claim, ...]]:
    """The claims of each report in the order of its text."""
    found: dict[str, list[Claim]] = {}
    for claim in sorted(claims, key=lambda c: (c.report_id, c.evidence.start, c.id)):
        found.setdefault(claim.report_id, []).append(claim)
    return {name: tuple(told) for name, told in found.items()}


def _held(prop: Property, first: Claim, beside: Sequence[Claim]) -> tuple[Value, ...]:
    """What the nearest claim before an account says on a property, or else the first after."""
    told = [c for c in beside if c.account_id != first.account_id and c.said(prop)]
    before = [c for c in told if c.evidence.start <= first.evidence.start]
    near = before[-1:] or told[:1]
    return tuple(s.value for c in near for s in c.said(prop) if s.value is not None)


def _past(beside: Sequence[Claim], own: Sequence[Statement]) -> tuple[tuple[int, int], ...]:
    """Month and day of the other events of a report whose own story names neither day nor month.

    What a report without a date tells as news came after whatever else it dates: of a month both
    ends are given. What lies a year back says nothing of the time of year.
    """
    if any(named_in_year(s.value) for s in own):
        return ()
    mine = {s.id for s in own}
    said = [
        s
        for c in beside
        for s in c.said(Property.DATE)
        if s.id not in mine and not _YEARS_BACK.search(s.evidence.quote)
    ]
    return tuple(sorted({day for s in said for day in named_in_year(s.value)}))


_YEARS_BACK = re.compile(
    r"\b(?:(?:last|previous|past) year|years? (?:ago|earlier|before|previously))\b", re.I
)  # "in June of last year", not "in June this year"
_YEARLESS = re.compile(r"XXXX-(0\d|1[0-2])(?:-(\d\d))?$")  # not 21 to 24, the seasons


def named_in_year(value: Value | None) -> tuple[tuple[int, int], ...]:
    """Month and day that a date without its year names; both ends of a month; else nothing."""
    match = _YEARLESS.match((value.edtf or "") if isinstance(value, When) else "")
    if match is None:
        return ()
    month = int(match.group(1))
    return ((month, int(match.group(2))),) if match.group(2) else ((month, 1), (month, 28))


def _shared_sentences(claims: Iterable[Claim]) -> frozenset[tuple[str, int]]:
    """Sentences that tell of more than one incident, whose words cannot be split between them."""
    tellers: dict[tuple[str, int], set[str]] = {}
    for claim in claims:
        key = (claim.report_id, claim.evidence.start)
        tellers.setdefault(key, set()).add(claim.account_id)
    return frozenset(key for key, accounts in tellers.items() if len(accounts) > 1)


@dataclass(frozen=True, slots=True)
class _Maker:
    rarity: Rarity
    plain: frozenset[str]  # words too common to tell one incident from another
    shared: frozenset[tuple[str, int]]
    pile: Pile
    _known: dict[str, tuple[float, float]] = field(default_factory=dict)  # words met, as `worth`
    _heard: dict[str, float] = field(default_factory=dict)  # names met, as `heard`

    def worth(self, word: str) -> tuple[float, float]:
        """How rare a word is at large, and how telling in this case."""
        found = self._known.get(word)
        if found is None:
            found = self.rarity.of(word), self.pile.share(self.pile.words[word])
            self._known[word] = found
        return found

    def heard(self, name: str) -> float:
        """How telling a name, by sound, is in this case."""
        found = self._heard.get(name)
        if found is None:
            found = self._heard[name] = self.pile.share(self.pile.names[name])
        return found

    def profile(
        self,
        name: str,
        claims: Sequence[Claim],
        published: date | None,
        lead: bool,
        setting: Mapping[str, float],
        text: str,
        beside: Sequence[Claim],
    ) -> Profile:
        said = [s for c in claims for s in c.statements]

        def values(*props: Property) -> list[object]:
            return [s.value for s in said if s.property in props and s.value is not None]

        struck = [v for v in values(Property.TARGET, Property.VICTIM) if isinstance(v, Thing)]
        places = [v for v in values(Property.PLACE) if isinstance(v, Place)]
        texts = [self._telling(c) for c in claims]
        words = self.weighed(stem(w) for text in texts for w in WORD.findall(text))
        persons = [t.name for t in struck if t.kind is ThingKind.PERSON]
        spots = [s.evidence.quote for s in said if s.property is Property.PLACE and _local(s)]
        weapons = [t.name for t in values(Property.WEAPON) if isinstance(t, Thing)]
        doers = _distinct(v for v in values(Property.PERPETRATOR) if isinstance(v, Actor))
        dates = _carried([s for s in said if s.property is Property.DATE])
        around = self.weighed(stem(w) for w in _around(claims, text))
        held = [v for v in _held(Property.PLACE, claims[0], beside) if isinstance(v, Place)]
        held_on = [v for v in _held(Property.DATE, claims[0], beside) if isinstance(v, When)]
        known = self.named([*spots, *(d.name for d in doers), *(p.name for p in places)])
        names = {n: w for n, w in self.named(texts, inside=True).items() if n not in known}
        spotted, hit = _less_countries(self.named(spots), places), self.named(persons)
        armed = self.weighed(stem(w) for text in weapons for w in WORD.findall(text))
        return Profile(
            id=name,
            report_id=claims[0].report_id,
            published=published,
            lead=lead,
            types=frozenset(c.event_type for c in claims if c.event_type),
            dates=_distinct(s.value for s in dates if isinstance(s.value, When)),
            weekdays=frozenset(w for s in dates for w in _weekdays(s)),
            places=_distinct(places),
            finest=finest(_distinct(places)),
            spots=spotted,
            doers=doers,
            struck=_distinct(struck),
            persons=hit,
            tolls=_distinct(t for s in said if (t := toll_of(s.property, s.value)) is not None),
            weapons=armed,
            names=names,
            words=words,
            whole=_length(self.full(words)),
            setting=setting,
            around=around,
            breadth=_length(self.full(around)),
            report=self.told(text) if lead else {},
            sums=self.sums(spotted, hit, names, armed),
            past=_past(beside, dates) if lead and published is None else (),
            held_dates=() if dates else _distinct(held_on),
            held_places=() if places else finest(_distinct(held)),
            usual=self._usual(claims, self.named([*spots, *persons, *texts])),
            anew=any(sets_apart(s.property, s.evidence.quote) for s in said),
            row=all("|" in c.evidence.quote or "\t" in c.evidence.quote for c in claims),
        )

    def _usual(self, claims: Sequence[Claim], names: Iterable[str]) -> frozenset[str]:
        """Types, values and names of an account that are usual in the case."""
        keys = {k for c in claims for s in c.statements for k in value_keys(s.value)}
        keys |= {k for c in claims for k in type_keys(c)}
        usual = {k for k in keys if self.pile.usual(self.pile.values[k])}
        return frozenset(
            usual | {f"name:{n}" for n in names if self.pile.usual(self.pile.names[n])}
        )

    def setting(self, text: str) -> dict[str, float]:
        """The names of a whole report: where, and among whom, everything in it happens."""
        counts = Counter(
            sound(w) for w in NAME.findall(text) if len(w) >= 3 and stem(w) not in self.plain
        )
        rare = {sound(w): self.rarity.of(stem(w)) for w in NAME.findall(text)}
        kept = {
            w: rare[w] * (1 + math.log(n)) * self.heard(w)
            for w, n in counts.items()
            if rare[w] > COMMON
        }
        return _to_length_one(kept, self.full(kept, names=True))

    def told(self, text: str) -> dict[str, float]:
        """The words of a whole report, none of a short one; what many reports say counts little."""
        words = self.weighed(stem(w) for w in WORD.findall(text))
        twice = {w: v * self.worth(w)[1] for w, v in words.items()}
        full = twice.values() if self.pile.small else [WORDS_SHARE * w for w in self.full(words)]
        found = _to_length_one(twice, full)
        return found if len(found) >= LONG else {}

    def sums(
        self,
        spots: Mapping[str, float],
        persons: Mapping[str, float],
        names: Mapping[str, float],
        weapons: Mapping[str, float],
    ) -> dict[str, float]:
        """What weights add up to in full, by the feature of a pair; nothing in a small case."""
        if self.pile.small:
            return {}
        of_names = {"spot": spots, "person": persons, "name": names}
        found = {feature: self.full(told, names=True) for feature, told in of_names.items()}
        found["weapon"] = self.full(weapons)
        return {feature: round(sum(told), 9) for feature, told in found.items()}

    def full(self, weights: Mapping[str, float], *, names: bool = False) -> list[float]:
        """Weights of words or names as what others share of them is held against.

        In a large case all of them count there for equally usual, so that what turns usual changes
        nothing between two accounts of which one does not say it.
        """
        if self.pile.small:
            return list(weights.values())
        if names:
            return [NAMES_SHARE * weight / self.heard(w) for w, weight in weights.items()]
        return [WORDS_SHARE * weight / self.worth(w)[1] for w, weight in weights.items()]

    def _telling(self, claim: Claim) -> str:
        """The words of a claim; where its sentence tells of more, only those it quotes."""
        if (claim.report_id, claim.evidence.start) not in self.shared:
            return claim.evidence.quote
        quotes = [s.evidence for s in claim.statements if s.property is not Property.MOTIVE]
        spans = quotes + ([claim.trigger] if claim.trigger else [])
        return " ... ".join(e.quote for e in sorted(spans, key=lambda e: (e.start, e.end)))

    def weighed(self, words: Iterable[str]) -> dict[str, float]:
        """Words with their rarity, rising slowly with how often they stand."""
        counts = Counter(w for w in words if w not in self.plain and len(w) > 1)
        found = {}
        for word, n in sorted(counts.items()):
            rare, share = self.worth(word)
            found[word] = rare * (1 + math.log(n)) * share
        return found

    def named(self, texts: Iterable[str], *, inside: bool = False) -> dict[str, float]:
        """Capitalised words by sound with their rarity; `inside` leaves out sentence openings."""
        found: dict[str, float] = {}
        for text in texts:
            for match in NAME.finditer(text):
                word = match.group()
                if stem(word) in self.plain or len(word) < 3:
                    continue
                if inside and match.start() == 0 and self.rarity.counts.get(stem(word), 0) > 0:
                    continue
                name = sound(word)
                found[name] = self.rarity.of(stem(word)) * self.heard(name)
        return dict(sorted(found.items()))


def _length(weights: Iterable[float]) -> float:
    """The length of a vector, to so many digits that it does not hang on the order."""
    return round(math.sqrt(sum(w * w for w in weights)), 9)


def _to_length_one(words: Mapping[str, float], full: Iterable[float]) -> dict[str, float]:
    """A vector of words, its length in full at 1, without words that weigh nothing."""
    size = _length(full)
    return {w: words[w] / size for w in sorted(words) if words[w]} if size else {}


def _around(claims: Sequence[Claim], text: str) -> list[str]:
    """The words within a sentence or two of an account's own, each part of the text once."""
    parts: list[tuple[int, int]] = []
    for claim in sorted(claims, key=lambda c: (c.evidence.start, c.evidence.end, c.id)):
        start, end = max(0, claim.evidence.start - AROUND), claim.evidence.end + AROUND
        if parts and start <= parts[-1][1]:
            parts[-1] = (parts[-1][0], max(end, parts[-1][1]))
        else:
            parts.append((start, end))
    return [w for start, end in parts for w in WORD.findall(text[start:end])]


def _less_countries(spots: Mapping[str, float], places: Iterable[Place]) -> dict[str, float]:
    """Place names with their weights, of which those of the countries around weigh nothing.

    "Northern Burkina Faso" tells no more than "Burkina Faso".
    """
    told = {country_names().get(p.country, "") for p in places if p.country}
    countries = {sound(w) for name in told for w in NAME.findall(name)}
    return {name: 0.0 if name in countries else weight for name, weight in spots.items()}


def _local(statement: Statement) -> bool:
    """Whether place words name less than a country."""
    place = statement.value
    return not isinstance(place, Place) or (place.precision or 0) < 6


def _carried(dates: Sequence[Statement]) -> list[Statement]:
    """The date statements of an account without a stray one among many of another day."""
    said = [(_day_key(s), s) for s in dates]
    claims = {key: len({s.claim_id for k, s in said if k == key}) for key, _ in said if key}
    most = max(claims.values(), default=0)
    return [s for key, s in said if not key or 2 * claims[key] >= most]


def _day_key(statement: Statement) -> tuple[object, ...]:
    """What a date says: its days, its partial date, or the weekday it names; empty for nothing."""
    when = statement.value
    if isinstance(when, When) and (when.earliest or re.search(r"-\d\d", when.edtf or "")):
        return (when.earliest, when.latest, when.edtf)
    return _weekdays(statement)


def _weekdays(statement: Statement) -> tuple[int, ...]:
    """The weekday a date names, or that of a single day; "Sunday to Monday" names two."""
    when = statement.value
    if isinstance(when, When) and when.earliest and when.latest:
        if (when.latest - when.earliest).days > 1:
            return ()
        return tuple(sorted({when.earliest.weekday(), when.latest.weekday()}))
    return weekdays_named(statement.evidence.quote)


def toll_of(prop: Property, value: object) -> Toll | None:
    """A count as it is compared; None where it is vague ("several") or was taken back."""
    if not isinstance(value, Count) or value.scope is Scope.SUPERSEDED:
        return None
    if value.modifier is Modifier.VAGUE:
        return None
    if value.low is None and value.best is None and value.high is None:
        return None
    return Toll(prop, value.low, value.best, value.high, value.scope)


def _distinct(values: Iterable[V]) -> tuple[V, ...]:
    return tuple(sorted(dict.fromkeys(values), key=repr))

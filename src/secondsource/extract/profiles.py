"""What each draft says that can tell its incident from another, ready to be compared.

In: the drafts of a report, its text, sentences and mentions. Out: one `Profile` a draft. It refuses
to compare: `accounts` does.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from secondsource.extract.draft import AIMED, Draft
from secondsource.model import Actor, Layer, Mention, Place, Property, Scope, When
from secondsource.text import Sentence, UnitKind
from secondsource.text.apart import sets_apart

Calendar = tuple[str, str, str, str, str]
"""Year, month, day, weekday and "last week"-like unit of a date as far as given, else ""."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What one draft says that can tell its incident from another."""

    type: str
    sentence: int
    unit: int
    unit_kind: UnitKind
    header: tuple[int, int] | None
    head: str
    dates: frozenset[str]
    days: tuple[When, ...]
    places: frozenset[str]
    points: tuple[Place, ...]
    killed: frozenset[str]
    injured: frozenset[str]
    doers: frozenset[str]
    targets: frozenset[str]
    trigger: frozenset[str]
    definite: bool
    by_day: frozenset[str]
    indefinite: bool
    other: bool
    effect: bool
    pronoun: bool
    past_perfect: bool
    turning: bool
    under: bool
    blamed: bool
    old: bool
    doer_back: bool
    target_back: bool
    calendar: tuple[Calendar, ...]
    doer_ids: frozenset[str]
    target_ids: frozenset[str]
    names: frozenset[str]
    content: frozenset[str]
    ages: frozenset[int]
    persons: frozenset[str]
    spans: frozenset[tuple[Property, int, int]]
    answers: int | None
    it_follows: bool
    anew: bool


def clash(a: Calendar, b: Calendar) -> bool:
    """Whether two dates cannot be one day, as far as the calendar words go."""
    if any(x and y and x != y for x, y in zip(a[:2], b[:2], strict=True)):
        return True
    if a[1] and b[1] and a[2] and b[2] and a[2] != b[2]:
        return True
    return any(x and y and x != y for x, y in zip(a[3:], b[3:], strict=True))


_TIMEX = re.compile(r"(\d{4}|XXXX)(?:-(\d\d|XX)(?:-(\d\d))?|-W(?:\d\d|XX)-(\d))?")


_RELATIVE = re.compile(
    r"\b(?:last|past|previous|earlier this|this) (week|weekend|month|year|summer|winter)\b", re.I
)


def _calendar(timex: str | None, quote: str) -> Calendar:
    unit = _RELATIVE.search(quote)
    relative = unit.group(1).lower().removesuffix("end") if unit else ""
    match = _TIMEX.match(timex or "")
    if match is None:
        return "", "", "", "", relative
    year, month, day, weekday = (p if p and "X" not in p else "" for p in match.groups())
    return year, month, day, weekday, relative


_WORD = re.compile(r"[^\W_]{3,}")
_EMPTY = frozenset(
    [
        "the",
        "and",
        "for",
        "with",
        "from",
        "that",
        "this",
        "who",
        "was",
        "were",
        "are",
        "has",
        "had",
        "have",
        "its",
        "their",
        "his",
        "her",
        "new",
        "last",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "people",
        "least",
        "more",
        "than",
        "others",
    ]
)
_OTHER = re.compile(
    r"\b(another|second|separate|other|earlier|previous|similar|third|different|further)\b", re.I
)
_DEFINITE = re.compile(
    r"\b(the|this|that|those|these|its|their|\w+day(?: (?:night|morning|evening))?['’]s|week['’]s"
    r"|month['’]s|year['’]s)\s+(?:[^\s,;.]+\s+){0,2}$",
    re.I,
)
_INDEFINITE = re.compile(r"(?:^|\b)(a|an|another)\s+(?:[^\s,;.]+\s+){0,3}$", re.I)
_PRONOUN = re.compile(r"^\W*(he|she|it|they|this|that)\b", re.I)


def profiles_of(
    drafts: Sequence[Draft], text: str, read: Sequence[Sentence], mentions: Sequence[Mention]
) -> list[Profile]:
    """The profile of each draft."""
    values = {(m.start, m.end): m.value for m in mentions}
    actors = [(a, b, v) for (a, b), v in values.items() if isinstance(v, Actor)]
    starts = [s.start for s in read]
    dates = [m for m in mentions if m.layer is Layer.DATES]
    timex = {(m.start, m.end): m.timex_value for m in dates}
    heads = _heads(text, {s.unit.start for s in read}, dates)
    return [
        _profile(d, text, values, actors, timex, heads, *_place_of(d, starts, read)) for d in drafts
    ]


LOG = 3  # dated entries, from which a report is a log
_DAY_NUMBER = re.compile(r"\b\d{1,2}\b")


def _heads(text: str, lines: Iterable[int], dates: Sequence[Mention]) -> Mapping[int, str]:
    """The day at the head of each line of a log that opens with one, by the line's start."""
    opening = {line: day for line in lines if (day := date_at_head(text, line, dates))}
    heads = {
        line: day.timex_value or day.quote
        for line, day in opening.items()
        if _DAY_NUMBER.search(day.quote)
    }
    return heads if len(heads) >= LOG and len(set(heads.values())) > 1 else {}


_MARK = re.compile(r"[\s*•·–—-]*(?:\(?\w{1,3}[.)]|PARA(?:GRAPH)?\s\d+[.:])?[\s*]*")


def date_at_head(text: str, line: int, dates: Sequence[Mention]) -> Mention | None:
    """The time expression before which a line has no more than a bullet or a number, or None.

    `dates` are in the order of the text.
    """
    after = bisect_left(dates, line, key=lambda m: m.start)
    if after == len(dates) or not _MARK.fullmatch(text, line, dates[after].start):
        return None
    return dates[after]


def _place_of(
    draft: Draft, starts: Sequence[int], read: Sequence[Sentence]
) -> tuple[int, Sentence]:
    """The sentence a draft stands in, with its number."""
    number = max(0, bisect_right(starts, draft.sentence[0]) - 1)
    return number, read[number]


def _actors_in(
    spans: Sequence[tuple[int, int]], actors: Sequence[tuple[int, int, Actor]]
) -> frozenset[str]:
    """The actors named in some spans, and their countries."""
    found = [v for p, q in spans for a, b, v in actors if p < b and a < q]
    return frozenset([v.id for v in found] + [v.country for v in found if v.country])


def _countries_in(
    spans: Sequence[tuple[int, int]], values: Mapping[tuple[int, int], object]
) -> frozenset[str]:
    """The countries named in some spans."""
    inside = (v for p, q in spans for (a, b), v in values.items() if p <= a and b <= q)
    return frozenset(
        v.country for v in inside if isinstance(v, Place) and v.precision == COUNTRY and v.country
    )


def _profile(
    draft: Draft,
    text: str,
    values: Mapping[tuple[int, int], object],
    actors: Sequence[tuple[int, int, Actor]],
    timex: Mapping[tuple[int, int], str | None],
    heads: Mapping[int, str],
    number: int,
    sentence: Sentence,
) -> Profile:
    said = {
        prop: [(a.start, a.end) for a in draft.arguments if a.property is prop]
        for prop in (Property.DATE, Property.PLACE, Property.PERPETRATOR, *AIMED)
    }

    quotes = {prop: [text[a:b].lower() for a, b in spans] for prop, spans in said.items()}

    def content(*props: Property) -> frozenset[str]:
        words = [w for p in props for q in quotes[p] for w in _WORD.findall(q)]
        return frozenset(w for w in words if w not in _EMPTY)

    start, end = draft.trigger or draft.sentence
    told = text[draft.sentence[0] : draft.sentence[1]]
    lead = text[max(draft.sentence[0], start - 40) : start]
    days = [values.get(span) for span in said[Property.DATE]]
    points = [p for span in said[Property.PLACE] for p in _points(span, values, text)]
    return Profile(
        type=draft.event_type or "",
        sentence=number,
        unit=sentence.unit.start,
        unit_kind=sentence.unit.kind,
        header=sentence.unit.header,
        head=heads.get(sentence.unit.start, ""),
        dates=frozenset(quotes[Property.DATE]),
        days=tuple(v for v in days if isinstance(v, When)),
        places=frozenset(quotes[Property.PLACE]),
        points=tuple(points),
        killed=_numbers(draft, text, Property.KILLED),
        injured=_numbers(draft, text, Property.INJURED),
        doers=content(Property.PERPETRATOR),
        targets=content(*AIMED),
        trigger=frozenset(_stem(w) for w in _WORD.findall(text[start:end].lower())),
        definite=bool(_DEFINITE.search(lead)),
        by_day=frozenset(
            text[a:b].lower() for a, b in said[Property.DATE] if _named_by(text, a, b, start)
        ),
        indefinite=bool(_INDEFINITE.search(lead)),
        other=bool(_OTHER.search(lead)),
        effect=bool(_EFFECT.match(text[start:end].lower())),
        pronoun=bool(_PRONOUN.match(told)),
        past_perfect=bool(re.search(r"\bhad(?: been| also| earlier)?\s+$", lead + " ")),
        turning=bool(_TURNING.match(told)),
        under=bool(_UNDER.search(lead)),
        blamed=bool(_BLAMED.search(lead)) and _DID.match(text, start, end) is None,
        old=any(_OLD.search(d) for d in quotes[Property.DATE]),
        doer_back=any(_BACK.match(text[a:b]) for a, b in said[Property.PERPETRATOR]),
        target_back=any(_BACK.match(text[a:b]) for p in AIMED for a, b in said[p]),
        calendar=tuple(
            c
            for a, b in said[Property.DATE]
            for c in [_calendar(timex.get((a, b)), text[a:b])]
            if any(c)
        ),
        doer_ids=_actors_in(said[Property.PERPETRATOR], actors)
        | _countries_in(said[Property.PERPETRATOR], values),
        target_ids=_actors_in([*said[Property.TARGET], *said[Property.VICTIM]], actors),
        names=frozenset(_NAME.findall(told[1:])),
        content=frozenset(_stem(w) for w in _CONTENT.findall(told.lower())),
        ages=frozenset(n for q in quotes[Property.DATE] for n in _ages(q)),
        persons=_persons(text, [*said[Property.VICTIM], *said[Property.TARGET]]),
        spans=frozenset((a.property, a.start, a.end) for a in draft.arguments),
        answers=draft.retaliation_for,
        it_follows=bool(_IT_FOLLOWS.match(told)) and bool(_UNDER.search(lead)),
        anew=any(sets_apart(a.property, text[a.start : a.end]) for a in draft.arguments),
    )


_DAY = re.compile(r"\d|day\b", re.I)
_BETWEEN = re.compile(r"(?:['’]s)?\s+(?:[\w-]+\s+){0,2}")


def _named_by(text: str, start: int, end: int, trigger: int) -> bool:
    """Whether an act is named by its day: "the November 15 attack", "Thursday's deadly strike"."""
    if not _DAY.search(text, start, end):
        return False
    own = text[end : end + 2] in ("'s", "’s") or text[max(0, start - 4) : start].lower() == "the "
    return own and _BETWEEN.fullmatch(text, end, trigger) is not None


_EDGE = re.compile(r"\b(?:near|border|frontier|off|from|outside|km|miles|kilomet\w+)\b", re.I)
COUNTRY = 6  # the precision of a place that is a country


def _points(
    span: tuple[int, int], values: Mapping[tuple[int, int], object], text: str
) -> list[Place]:
    """The place that some words are, else the country in which they place something."""
    whole = values.get(span)
    if isinstance(whole, Place):
        return [whole]
    if _EDGE.search(text, *span):
        return []
    inside = (v for (a, b), v in values.items() if span[0] <= a and b <= span[1])
    return [v for v in inside if isinstance(v, Place) and v.precision == COUNTRY]


def _ages(quote: str) -> Iterator[int]:
    """How long ago a date that leans on the day of writing was: days, weeks, months or years."""
    for age, pattern in enumerate(_AGES):
        if pattern.search(quote):
            yield age


def _persons(text: str, spans: Sequence[tuple[int, int]]) -> frozenset[str]:
    """The capitalised words among those who were harmed or aimed at."""
    return frozenset(w for a, b in spans for w in _NAME.findall(text[a:b]))


_MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_AGES = tuple(
    re.compile(p, re.I)
    for p in (
        r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b(?! (?:last|before))"
        r"|\b(?:today|tonight|yesterday|this (?:morning|evening|afternoon)|last night|overnight)\b",
        r"\b(?:last|past|previous) (?:week|weekend)\b|\bdays ago\b|\b(?:a|one) week ago\b",
        r"\b(?:last|past|previous) month\b|\bweeks ago\b|\b(?:a|one) month ago\b",
        r"\bmonths ago\b|\bearlier this year\b|\b(?:last|past|previous) (?:year|summer|winter"
        r"|spring|autumn|fall)\b|\ba year ago\b|\byears (?:ago|earlier|before)\b"
        r"|^(?:(?:in|early|late|mid)[ -])*(?:" + _MONTHS + r",? )?(?:19|20)\d\d$",
    )
)
_IT_FOLLOWS = re.compile(
    r"\W*(?:it|this|that|they|these|the|those)\b(?:\s+[\w’'-]+){0,4}?\s+(?:also )?"
    r"(?:came|comes|come|follow\w*|was|were|is|are|happened|occurred|answered|marks?|marked)\b",
    re.I,
)


_TURNING = re.compile(
    r"\W*(in a separate|separately|meanwhile|elsewhere|earlier|also|another|in another|last"
    r"|previously|in (?:19|20)\d\d|since|before)\b",
    re.I,
)
_UNDER = re.compile(
    r"\b(after|following|since|before|blamed for|behind|responsible for|response to"
    r"|retaliation for|revenge for)\s+(?:[^\s,;.]+\s+){0,3}$",
    re.I,
)
_BLAMED = re.compile(
    r"\b(?:behind|(?:blamed|wanted|responsible) for|(?:suspected|accused) of|planned|ordered"
    r"|planning|ordering|masterminded|organi[sz](?:ed|ing))\s+(?:[^\s,;.]+\s+){0,3}$",
    re.I,
)
_DID = re.compile(r"\w+ed\b", re.I)
_OLD = re.compile(
    r"^(?:in |the )?(?:19|20)\d\d$|\bago\b|last year|previous year|years? (?:earlier|before)", re.I
)
_BACK = re.compile(r"(the|those|these|their|his|its|two of the|one of the)\s+[a-z]")
_NAME = re.compile(r"\b[A-Z][\w’'-]{2,}")
_CONTENT = re.compile(r"[a-z]{5,}")
_EFFECT = re.compile(r"(kill|die|dead|death|wound|injur|hurt|destroy|damag|lost|claim|perish|left)")


_ENDING = re.compile(r"(ings?|ed|s)$")


def _stem(word: str) -> str:
    return _ENDING.sub("", word)


_NUMERAL = re.compile(
    r"\d[\d,]*|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens|scores|hundreds)\b"
)
_DIGITS = {
    w: str(n)
    for n, w in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ]
    )
}


def _numbers(draft: Draft, text: str, prop: Property) -> frozenset[str]:
    """The numbers of total scope under one property, as digits."""
    found = set()
    for argument in draft.arguments:
        if argument.property is not prop or argument.scope is not Scope.TOTAL:
            continue
        match = _NUMERAL.search(text[argument.start : argument.end].lower())
        if match:
            found.add(_DIGITS.get(match.group(), match.group().replace(",", "")))
    return frozenset(found)

"""The values of a row or a form: words by the resolvers of all words, numbers and points as given.

In: a claim whose statements quote cells, and what the cells mean. Out: the same claim with values,
and doubts. The cells are read together, as sentences of one small report ("In Djibo, Soum, Burkina
Faso."), so that a town is sought in its region and "the army" is that of the country. It refuses a
count without a number, and words for a day that name none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from secondsource.distance import distance_km
from secondsource.model import (
    COUNTED,
    Claim,
    Count,
    Evidence,
    Layer,
    Mention,
    Modifier,
    Place,
    Property,
    Report,
    Statement,
    Value,
    When,
)
from secondsource.resolve.actors import Actors, actor_of, tag_actors, thing_of
from secondsource.resolve.counts import count_of
from secondsource.resolve.countwords import numbers_in
from secondsource.resolve.dates import precision_of, tag_dates, when_of
from secondsource.resolve.gazetteer import Gazetteer
from secondsource.resolve.places import place_of, tag_places
from secondsource.told import Role, Told

_SENTENCES = (
    ("In", (Role.PLACE, Role.ADMIN1, Role.COUNTRY)),
    ("By", (Role.PERPETRATOR,)),
    ("Against", (Role.TARGET,)),
    ("With", (Role.WEAPON,)),
    ("On", (Role.DATE,)),
    ("On", (Role.END_DATE,)),
)
_REACH = {1: 2.0, 2: 25.0, 3: 40.0, 4: 150.0, 5: 150.0, 6: 500.0, 7: 1000.0}
"""Kilometres that a point of each UCDP precision leaves open."""
MOST = 10_000_000  # people that a cell may count
_SEVERAL = re.compile(r"\d\s*(?:[^\W\d]+[^()]*?(?:[,;+&]|\band\b)[^()\d]*|\+\s*)\d")
"""Numbers side by side ("3 soldiers, 2 civilians"), of which no one is the cell's."""
_MONTH = re.compile(r"(?:\d{4}|XXXX)-\d\d")
_DAY = re.compile(r"\d{1,3}(?:st|nd|rd|th)?\b(?!-)")
_DAY_BEFORE = re.compile(r"(?<!\d)\d{1,3}(?:st|nd|rd|th)?[.\s]*(?:of\s+)?$")
_DAY_AFTER = re.compile(r"\s+\d{1,2}(?:st|nd|rd|th)?(?!\d)")
"""A month alone, and a number where its day stands, which no reading of the month has taken in."""
_SAME_KM = 30.0  # a named town and a point this near are one place


@dataclass(frozen=True, slots=True)
class _Scene:
    """The cells of a row as a small report, with the mentions in it and where each cell stands."""

    report: Report
    mentions: tuple[Mention, ...]
    spans: dict[Role, Evidence]
    claim: Claim  # its statements quote this report


def resolve_told(
    claim: Claim, told: Told, gazetteer: Gazetteer, actors: Actors
) -> tuple[Claim, tuple[str, ...]]:
    """The claim with a value on every statement that has one, and what could not be read."""
    scene = _scene(claim, told, gazetteer, actors)
    kept, doubts = [], []
    for statement in claim.statements:
        value = _value(statement, told, scene, gazetteer, actors)
        if value is None:
            words = statement.evidence.quote
            what = "number" if statement.property in COUNTED else "day"
            doubts.append(f"{statement.property} {words[:60]!r} names no {what} and was left out.")
        else:
            kept.append(replace(statement, value=value))
    return replace(claim, statements=tuple(kept)), tuple(doubts)


def _scene(claim: Claim, told: Told, gazetteer: Gazetteer, actors: Actors) -> _Scene:
    text, spans = "", {}
    for lead, roles in _SENTENCES:
        words = [(r, w) for r in roles if (w := told.words(r))]
        text += f"{lead} " if words else ""
        for n, (role, said) in enumerate(words):
            text += ", " if n else ""
            spans[role] = (len(text), len(text) + len(said))
            text += said
        text += ". " if words else ""
    report = replace(told.report, text=text)
    parties = tag_actors(report, actors)
    found = (*tag_dates(report), *parties, *tag_places(report, gazetteer, parties))
    mentions = tuple(sorted(found, key=lambda m: (m.start, m.end, m.layer)))
    quoted = {role: report.evidence(*span) for role, span in spans.items()}
    statements = tuple(
        replace(s, evidence=quoted[cells[0].role])
        for s in claim.statements
        if (cells := told.stating(s.property)) and cells[0].role in quoted
    )
    whole = report.evidence(0, len(text)) if text else claim.evidence
    here = replace(claim, evidence=whole, trigger=None, statements=statements)
    return _Scene(report, mentions, quoted, here)


def _value(
    statement: Statement, told: Told, scene: _Scene, gazetteer: Gazetteer, actors: Actors
) -> Value | None:
    prop = statement.property
    if prop in COUNTED:
        return _count(statement, told)
    if prop is Property.DATE:
        return _when(told, scene)
    if prop is Property.PLACE:
        return _place(told, scene, gazetteer)
    words = scene.spans[told.stating(prop)[0].role]
    if prop is Property.PERPETRATOR:
        return actor_of(words, scene.claim, scene.report, scene.mentions, actors)
    return thing_of(words, prop, scene.mentions, actors)


# --- counts -------------------------------------------------------------------------------------


def _count(statement: Statement, told: Told) -> Count | None:
    """Low, best and high as the cells give them."""
    if not isinstance(statement.value, Count):
        return None
    best, low, high = (
        _number(told.words(Role(f"{statement.property}{part}")), statement)
        for part in ("", "_low", "_high")
    )
    found = [c for c in (best, low, high) if c is not None]
    if not found:
        return None
    if low is None and high is None:
        return best
    bottom = low.low if low else best.low if best else None
    top = high.high if high else best.high if best else None
    middle = best.best if best else bottom if top is None or top == bottom else None
    numbers = [n for n in (bottom, middle, top) if n is not None]
    if numbers != sorted(numbers):
        return None
    modifier = Modifier.RANGE if bottom != top and top is not None else found[0].modifier
    return replace(found[0], low=bottom, best=middle, high=top, modifier=modifier)


def _number(words: str | None, statement: Statement) -> Count | None:
    """What the words of one cell count, or None where they name no number."""
    if words is None or not isinstance(statement.value, Count) or _SEVERAL.search(words):
        return None
    if words.isdecimal():
        number = int(words)
        exact = replace(statement.value, low=number, best=number, high=number, wording=words)
        return replace(exact, modifier=Modifier.EXACT) if number <= MOST else None
    evidence = replace(statement.evidence, start=0, end=len(words), quote=words)
    count = count_of(replace(statement.value, wording=words), evidence)
    tokens = re.findall(r"\w+", words.lower())
    told = re.search(r"\d", words) or numbers_in(tokens) or (count.low or 0) > 1
    return count if told or count.modifier is Modifier.NONE_REPORTED else None


# --- days ---------------------------------------------------------------------------------------


def _when(told: Told, scene: _Scene) -> When | None:
    """The days of the cells, as wide as the sheet says they are."""
    if any(_beside_a_month(scene, role) for role in (Role.DATE, Role.END_DATE)):
        return None
    first, last = (_days(scene, role) for role in (Role.DATE, Role.END_DATE))
    found = first or last
    if found is None or (found.edtf is None and not _dated(scene)):
        return None
    if found.earliest is None or found.latest is None:
        return found
    start, end = found.earliest, found.latest
    basis = "given in the sheet" if told.origin == "table" else "given in the form"
    if first and last and last.latest and last.latest >= end:
        end = last.latest
    start, end = _widened(start, end, told.words(Role.DATE_PRECISION))
    if (start, end) == (found.earliest, found.latest) and not _is_day(scene, Role.DATE):
        return found
    edtf = start.isoformat() if start == end else f"{start}/{end}"
    return When(edtf, start, end, precision_of(start, end), basis)


def _days(scene: _Scene, role: Role) -> When | None:
    words = scene.spans.get(role)
    return when_of(words, scene.claim, scene.report) if words else None


def _beside_a_month(scene: _Scene, role: Role) -> bool:
    """Whether a cell gives a month a day that it does not have ("35 May 2023")."""
    cell = scene.spans.get(role)
    if cell is None:
        return False
    text = scene.report.text
    for mention in scene.mentions:
        inside = cell.start <= mention.start and mention.end <= cell.end
        if not inside or not isinstance(mention.value, When):
            continue
        if not _MONTH.fullmatch(mention.value.edtf or ""):
            continue
        before, after = text[cell.start : mention.start], text[mention.end : cell.end]
        if _DAY_BEFORE.search(before) or _DAY_AFTER.match(after) or _DAY.match(mention.quote):
            return True
    return False


def _dated(scene: _Scene) -> bool:
    """Whether the cells of a day hold words for one, though they leave it open ("Tuesday")."""
    words = [e for r in (Role.DATE, Role.END_DATE) if (e := scene.spans.get(r))]
    dates = [m for m in scene.mentions if m.layer is Layer.DATES and m.timex_type == "DATE"]
    return any(e.overlaps(m.start, m.end) for e in words for m in dates)


def _is_day(scene: _Scene, role: Role) -> bool:
    """Whether a cell holds a day as numbers, which nothing around it can change."""
    words = scene.spans.get(role)
    return words is not None and re.fullmatch(r"\d{4}-\d\d-\d\d", words.quote) is not None


def _widened(start: date, end: date, precision: str | None) -> tuple[date, date]:
    """The days that a day stands for: of its week (three to each side), or of its month."""
    if precision == "week" and start == end:
        return start - timedelta(days=3), end + timedelta(days=3)
    if precision == "month" and start == end:
        after = (start.replace(day=28) + timedelta(days=4)).replace(day=1)
        return start.replace(day=1), after - timedelta(days=1)
    return start, end


# --- places -------------------------------------------------------------------------------------


def _place(told: Told, scene: _Scene, gazetteer: Gazetteer) -> Place:
    """The place of the words, at the point that the cells give."""
    cells = told.stating(Property.PLACE)
    words = scene.spans.get(cells[0].role)
    named = _named(words, scene, gazetteer)
    precision = int(told.words(Role.PLACE_PRECISION) or 0) or None
    lat, lon = (told.words(role) for role in (Role.LAT, Role.LON))
    if lat is None or lon is None:
        if precision is None or precision <= (named.precision or 0):
            return named
        return replace(named, precision=precision, radius_km=_REACH[precision])
    point = (float(lat), float(lon))
    exact = precision or 1
    same = (
        named.lat is not None
        and named.lon is not None
        and distance_km((named.lat, named.lon), point) <= max(_SAME_KM, named.radius_km or 0)
    )
    if same:
        reach = max(_REACH[exact], named.radius_km or 0.0) if exact == 1 else _REACH[exact]
        return replace(named, lat=point[0], lon=point[1], precision=exact, radius_km=reach)
    return Place(
        None,
        words.quote if words else f"{lat}, {lon}",
        admin1=told.words(Role.ADMIN1),
        country=_land(told, named, gazetteer),
        lat=point[0],
        lon=point[1],
        precision=exact,
        radius_km=_REACH[exact],
    )


def _named(words: Evidence | None, scene: _Scene, gazetteer: Gazetteer) -> Place:
    if words is None:
        return Place(None, "")
    return place_of(words, scene.claim, scene.report, scene.mentions, gazetteer)


def _land(told: Told, named: Place, gazetteer: Gazetteer) -> str | None:
    """The ISO code of the country that the cells name."""
    words = told.words(Role.COUNTRY)
    if words is None:
        return named.country
    codes: Sequence[str | None] = [
        s.country for s in gazetteer.named(words) if s.kind == "country"
    ] or [words.upper() if gazetteer.country(words.upper()) else None]
    return codes[0]

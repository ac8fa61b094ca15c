"""Many statements on a date, a place, a party or a thing to one value.

In: the statements of one incident on one property. Out: one `Reconciled` with both camps. It
refuses to average: the value is always one that a report gives, the best supported one, and a
vaguer report that leaves room for it is compatible, not in conflict.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from rapidfuzz import fuzz

from secondsource.distance import apart_km
from secondsource.model import (
    Actor,
    ActorKind,
    Basis,
    Place,
    Property,
    Reconciled,
    Stance,
    Status,
    Thing,
    ThingKind,
    Value,
    When,
)
from secondsource.reconcile.sources import Said, weight_of

NEAR_KM = 40.0  # two named places farther apart than this, past their radius, are two places
OFF_KM = 60.0  # how much farther words such as "near" and "south of" can reach


def ids(rows: Iterable[Said]) -> tuple[str, ...]:
    """The statement ids of rows, sorted, each once."""
    return tuple(sorted({r.statement.id for r in rows}))


def plain_status(rows: Sequence[Said]) -> Status:
    """Agreed where more than one access says so, else single_source."""
    return Status.AGREED if len({r.access for r in rows}) > 1 else Status.SINGLE_SOURCE


# --- dates ------------------------------------------------------------------------------------


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def reconcile_date(rows: Sequence[Said]) -> Reconciled | None:
    """The day most reports give; a date without year stays one where no report gives the year."""
    dated = [(r, w) for r in rows if isinstance(w := r.statement.value, When)]
    known = [(r, w) for r, w in dated if w.earliest or month_day(w)]
    if not known:
        whose = [r for r, _ in dated]
        rule = "the words leave the day open"
        return Reconciled(Property.DATE, None, Status.NOT_SAID, rule, ids(whose)) if dated else None
    firm = [(r, w) for r, w in known if w.earliest]
    value = _best_day(firm or known, known)
    agreeing = [r for r, w in known if days_meet(w, value)]
    accounts = {r.claim.account_id for r in agreeing}
    apart = [(r, w) for r, w in known if r.claim.account_id not in accounts]
    named = any(day_said(r) == value.earliest for r in agreeing)
    off = [
        r
        for r, _ in dated
        if named and r.claim.account_id not in accounts and other_weekday(r, value)
    ]
    if off or any(_contradicts(r, w, value) for r, w in apart):
        status = Status.DISPUTED
    elif any(w.derived > value.derived or _ends(w) != _ends(value) for _, w in known):
        status = Status.COMPATIBLE
    else:
        status = plain_status(agreeing)
    return Reconciled(
        Property.DATE,
        value,
        status,
        "the day best supported, the narrowest that fits",
        supporting=ids(agreeing),
        conflicting=ids([*(r for r, _ in apart), *off]),
    )


def day_said(row: Said) -> date | None:
    """The one day that the words of a date name.

    "February 1st" does, whatever year it was given from other reports; "last week" never.
    """
    when = row.statement.value
    words = row.statement.evidence.quote
    if not isinstance(when, When) or (when.derived and not any(c.isdigit() for c in words)):
        return None
    return when.earliest if when.earliest == when.latest else None


def weekday_said(row: Said) -> int | None:
    """The weekday that the words of a date are, 0 for Monday."""
    words = row.statement.evidence.quote.lower()
    return next((n for n, name in enumerate(WEEKDAYS) if name in words), None)


def other_weekday(row: Said, value: Value | None) -> bool:
    """Whether a statement names but a weekday, and not that of a value which is a single day."""
    when, weekday = row.statement.value, weekday_said(row)
    if not isinstance(when, When) or not isinstance(value, When) or weekday is None:
        return False
    if when.earliest or month_day(when) or value.earliest is None:
        return False
    return value.earliest == value.latest and value.earliest.weekday() != weekday


def _ends(when: When) -> tuple[date | None, date | None]:
    return when.earliest, when.latest


def _contradicts(row: Said, when: When, value: When) -> bool:
    """Whether a date that does not meet the value disputes it.

    What is derived or about a day does not, unless the words name the day and leave but its year
    to other reports; nor does the next day, which may be the night between or another time zone,
    unless the words write it out and name no night.
    """
    if when.derived and day_said(row) is None:
        return False
    if any(mark in (when.edtf or "") for mark in "~?%"):
        return False
    if not (when.earliest and when.latest and value.earliest and value.latest):
        return True
    gap = max((when.earliest - value.latest).days, (value.earliest - when.latest).days)
    words = row.statement.evidence.quote
    return gap > 1 or (re.search(r"\d", words) is not None and not _NIGHT.search(words))


_NIGHT = re.compile(r"\b(?:night|overnight|midnight|evening|dawn|small hours)\b", re.IGNORECASE)


_PARTIAL = re.compile(r"(?:XXXX|\d{4})-(0\d|1[0-2])(?:-(\d\d))?")  # no seasons


def month_day(when: When) -> tuple[int, int | None] | None:
    """Month and day of a date that lacks its year."""
    match = None if when.earliest else _PARTIAL.fullmatch(when.edtf or "")
    return (int(match[1]), int(match[2]) if match[2] else None) if match else None


def days_meet(one: When, two: When) -> bool:
    """Whether two dates can mean the same day; open dates meet all others."""
    if one.earliest and one.latest and two.earliest and two.latest:
        return one.earliest <= two.latest and two.earliest <= one.latest
    a, b = month_day(one), month_day(two)
    if a and b:
        return a[0] == b[0] and (a[1] is None or b[1] is None or a[1] == b[1])
    if a and two.earliest and two.latest:
        return _in_interval(a, two.earliest, two.latest)
    if b and one.earliest and one.latest:
        return _in_interval(b, one.earliest, one.latest)
    return True


def _in_interval(said: tuple[int, int | None], earliest: date, latest: date) -> bool:
    """Whether some day of an interval has this month and day."""
    length = (latest - earliest).days
    if length >= 365:
        return True
    days = (earliest + timedelta(days=n) for n in range(length + 1))
    return any(d.month == said[0] and said[1] in (None, d.day) for d in days)


def _width(when: When) -> int:
    if when.earliest is None or when.latest is None:
        return 1 if month_day(when) else 36500
    return (when.latest - when.earliest).days


def _best_day(choices: Sequence[tuple[Said, When]], known: Sequence[tuple[Said, When]]) -> When:
    """The date with most behind it; days before weeks, the most told, then the first reported."""
    behind: dict[tuple[object, ...], list[tuple[Said, When]]] = defaultdict(list)
    for row, when in choices:
        key = (when.earliest, when.latest) if when.earliest else month_day(when) or ()
        behind[key].append((row, when))

    def support(rows: list[tuple[Said, When]]) -> tuple[float, ...]:
        when = rows[0][1]
        own = [r for r, w in rows if not w.derived] or [r for r, _ in rows]
        same = [r for r, w in known if not w.earliest and _narrow(w) and days_meet(w, when)]
        room = [
            r for r, w in known if days_meet(w, when) and (w.derived or _width(w) > _width(when))
        ]
        first = min(r.published or date.max for r, _ in rows)
        short = 1.0 / (1 + _width(when))
        points = weight_of([*own, *same]) * (0.3 + short) + 0.2 * weight_of(room)
        start = when.earliest or date.max
        often = float(len({r.claim.id for r in own}))  # claims: a report keeps to its own day
        return (
            round(points, 6),
            short,
            often,
            -float(first.toordinal()),
            -float(start.toordinal()),
        )

    best = max(behind.values(), key=support)
    return min((w for _, w in best), key=lambda w: (w.derived, w.edtf or "", w.basis))


def _narrow(when: When) -> bool:
    """Whether a date without year names its day."""
    said = month_day(when)
    return said is not None and said[1] is not None


# --- places -----------------------------------------------------------------------------------


def reconcile_place(rows: Sequence[Said]) -> Reconciled | None:
    """The finest place that most reports leave room for."""
    placed = [(r, p) for r in rows if isinstance(p := r.statement.value, Place)]
    if not placed:
        return None
    located = [(r, p) for r, p in placed if p.lat is not None or p.country]
    if not located:
        first = min(placed, key=lambda x: x[0].statement.id)
        rule = "the words as the report has them; the gazetteer knows no such place"
        whose = [r for r, _ in placed]
        return Reconciled(Property.PLACE, first[1], plain_status(whose), rule, ids(whose))
    value = _best_place(located)
    rest = [r for r, p in placed if places_meet(p, value)]
    here = {r.claim.account_id for r in rest}
    other = [r for r, p in located if r.claim.account_id not in here]
    if any(p.precision is not None and p.precision < 6 for r, p in located if r in other):
        status = Status.DISPUTED
    elif any(p.name != value.name for _, p in located):
        status = Status.COMPATIBLE
    else:
        status = plain_status(rest)
    return Reconciled(
        Property.PLACE,
        value,
        status,
        "the finest place that is best supported",
        supporting=ids(rest),
        conflicting=ids(other),
    )


def places_meet(one: Place, two: Place) -> bool:
    """Whether two places can be one: near, one inside the other, or spelt alike."""
    if one.country and two.country and one.country != two.country:
        return False
    coarse = max(one.precision or 7, two.precision or 7)
    apart = apart_km(one, two)
    if coarse >= 6 or apart is None:
        return True
    if coarse >= 4:
        return not (one.admin1 and two.admin1) or one.admin1 == two.admin1 or apart <= 150
    if fuzz.ratio(one.name.lower(), two.name.lower()) >= 90 and apart < 2 * NEAR_KM:
        return True
    loose = sum(OFF_KM for p in (one, two) if (p.precision or 7) > 1)
    return apart <= NEAR_KM + loose + (one.radius_km or 0) + (two.radius_km or 0)


WIDE = 5  # precision from which a place is a part of a country, or wider
NAMELESS_PLACE = 0.5  # what "a building" falls short of a name


def _best_place(located: Sequence[tuple[Said, Place]]) -> Place:
    def support(candidate: tuple[Said, Place]) -> tuple[float, ...]:
        place = candidate[1]
        same = [r for r, p in located if p.id == place.id and p.name == place.name]
        meet = [r for r, p in located if places_meet(p, place)]
        fine = -float(place.precision or 7) if place.lat is not None else -8.0
        points = weight_of(meet) + 0.35 * fine
        if (place.precision or 7) < WIDE:  # that many name the country is no reason against a town
            points += 0.25 * weight_of(same)
        if not any(word[:1].isupper() for word in place.name.split()):
            points -= NAMELESS_PLACE
        return (round(points, 6), fine, -(place.radius_km or 0.0), weight_of(same))

    ranked = sorted(located, key=lambda x: (x[1].id or "", x[1].name, x[0].statement.id))
    return max(ranked, key=support)[1]


# --- parties ----------------------------------------------------------------------------------

NAMELESS = frozenset({ActorKind.UNKNOWN_ARMED, ActorKind.CIVILIANS, ActorKind.RIOTERS})
STATE = frozenset({ActorKind.STATE_FORCES, ActorKind.EXTERNAL_FORCES, ActorKind.GOVERNMENT})


def related(one: Actor, two: Actor) -> bool:
    """Whether two parties are one, or one belongs to the other."""
    if one.id == two.id or one.part_of == two.id or two.part_of == one.id:
        return True
    if one.part_of is not None and one.part_of == two.part_of:
        return True
    if one.country and one.country == two.country and one.kind == two.kind:
        return one.kind in STATE
    return fuzz.token_set_ratio(one.name.lower(), two.name.lower()) >= 90


CLAIMED = 0.5  # what it adds to a party that it says itself to have done it


def reconcile_party(
    prop: Property,
    rows: Sequence[Said],
    *,
    two_sided: bool = False,
    claimers: Sequence[Actor] = (),
) -> Reconciled | None:
    """The party best supported; named before nameless; unrelated named parties dispute it.

    Parties among the `claimers`, who say that they did it, go before others as well supported. Who
    is named in one voice beside the other side of a fight disputes nothing.
    """
    parties = [(r, a) for r in rows if isinstance(a := r.statement.value, Actor)]
    if not parties:
        return None
    behind: dict[str, list[Said]] = defaultdict(list)
    for row, actor in parties:
        behind[actor.id].append(row)
    actors = {name: _best_worded(mine) for name, mine in behind.items()}

    def support(name: str) -> tuple[float, ...]:
        named = actors[name].kind not in NAMELESS and not _misread(actors[name], behind[name])
        kin = [r for r, a in parties if a.id != name and related(a, actors[name])]
        own = sum(firmness(r) for r in behind[name]) / len(behind[name]) * weight_of(behind[name])
        own += CLAIMED if any(related(c, actors[name]) for c in claimers) else 0.0
        points = round(own + 0.5 * weight_of(kin), 6)
        return (float(named), points, float(len(behind[name])), _sure(behind[name]))

    best = actors[max(sorted(actors), key=support)]
    apart = [
        r
        for r, a in parties
        if not related(a, best) and a.kind not in NAMELESS and not _fought(r, a, best, parties)
    ]
    agreeing = [r for r, a in parties if related(a, best) or a.kind in NAMELESS]
    rivals = [r for r in apart if known_party(r, [s for s, a in parties if a == r.statement.value])]
    disputed = bool(rivals) and not two_sided and best.kind not in NAMELESS
    status = Status.DISPUTED if disputed else plain_status(agreeing)
    rule = "the party best supported, named before nameless"
    return Reconciled(prop, best, status, rule, ids(agreeing), ids(apart) if disputed else ())


def _fought(row: Said, actor: Actor, best: Actor, parties: Sequence[tuple[Said, Actor]]) -> bool:
    """Whether the same voice of the same report names the other side too: it tells of a fight.

    Beside the forces of a state the nameless are the other side, if that is no state.
    """
    state = actor.kind in STATE and best.kind not in STATE
    return any(
        related(a, best) or (state and a.kind in NAMELESS)
        for r, a in parties
        if r.claim.report_id == row.claim.report_id and r.voice == row.voice
    )


UNSURE = 0.5  # a name on no list that is read with less may be no name


def _misread(actor: Actor, rows: Sequence[Said]) -> bool:
    """Whether a party is on no list and nowhere surely read as the doer."""
    return actor.provisional and _sure(rows) < UNSURE


def _sure(rows: Sequence[Said]) -> float:
    return max(r.statement.score for r in rows)


def _best_worded(rows: Sequence[Said]) -> Actor:
    """The one of several readings of a party that stands in the surest words."""
    best = max(rows, key=lambda r: (r.statement.score, r.statement.id))
    assert isinstance(best.statement.value, Actor)
    return best.statement.value


def known_party(row: Said, others: Sequence[Said]) -> bool:
    """Whether a party can dispute another: one of the list of actors, or named by two reports."""
    actor = row.statement.value
    listed = isinstance(actor, Actor) and not actor.provisional
    return listed or len({r.claim.report_id for r in others}) > 1


def firmness(row: Said) -> float:
    """How much a statement counts by its stance."""
    return {Stance.ASSERTED: 1.0, Stance.CLAIMED: 1.2, Stance.ALLEGED: 0.7}.get(
        row.claim.stance, 0.3
    )


def basis_of(field: Reconciled, rows: Sequence[Said], claimers: Iterable[Actor]) -> Basis:
    """What holding a party responsible rests on."""
    actor = field.value
    if not isinstance(actor, Actor) or actor.kind in NAMELESS:
        return Basis.UNKNOWN
    own = any(related(actor, c) for c in claimers) or any(
        r.claim.stance is Stance.CLAIMED
        and isinstance(v := r.statement.value, Actor)
        and related(v, actor)
        for r in rows
    )
    if not own:
        return Basis.ALLEGED
    return Basis.ADMITTED if actor.kind in STATE else Basis.SELF_CLAIMED


# --- things -----------------------------------------------------------------------------------


def reconcile_thing(prop: Property, rows: Sequence[Said]) -> Reconciled | None:
    """The wording best supported; named persons disputed only by other named persons."""
    things = [(r, t) for r in rows if isinstance(t := r.statement.value, Thing)]
    if not things:
        return None

    def support(candidate: tuple[Said, Thing]) -> tuple[float, ...]:
        thing = candidate[1]
        like = [r for r, t in things if alike(t, thing)]
        told = thing.kind is not ThingKind.OTHER
        return (round(weight_of(like), 6), float(told), float(len(thing.name)))

    ranked = sorted(things, key=lambda x: (x[1].name, x[0].statement.id))
    best = max(ranked, key=support)[1]
    whose = [r for r, _ in things]
    rule = "the wording best supported"
    return Reconciled(prop, best, plain_status(whose), rule, supporting=ids(whose))


def alike(one: Thing, two: Thing) -> bool:
    """Whether two wordings mean one thing."""
    if one.actor_id and one.actor_id == two.actor_id:
        return True
    return fuzz.token_set_ratio(one.name.lower(), two.name.lower()) >= 80

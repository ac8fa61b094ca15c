"""Which pairs of accounts are worth comparing at all.

In: profiles. Out: pairs of account ids, each once, that share something telling. It refuses to
judge; it only spares the comparison of accounts that share no rare word, name, number or day.
Its cost grows with the number of accounts, not with its square.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from secondsource.link.profile import Profile

EVERY = 250  # below so many accounts every pair is compared: 31,000 pairs take four seconds
PARTNERS = 25  # kept for one account; 15 to 60 change the groups of the gold folders by at most .01
CROWD = 400  # a key shared by more accounts than this tells nothing


def candidates(profiles: Sequence[Profile]) -> Iterator[tuple[int, int]]:
    """Pairs of positions, smaller first, in order; never two accounts of one report."""
    if len(profiles) <= EVERY:
        for i, a in enumerate(profiles):
            for j in range(i + 1, len(profiles)):
                if profiles[j].report_id != a.report_id:
                    yield i, j
        return
    yield from sorted(_by_keys(profiles))


def _by_keys(profiles: Sequence[Profile]) -> set[tuple[int, int]]:
    postings: dict[str, list[int]] = defaultdict(list)
    keys = [_keys(p) for p in profiles]
    for i, mine in enumerate(keys):
        for key in mine:
            postings[key].append(i)
    pairs: set[tuple[int, int]] = set()
    for i, mine in enumerate(keys):
        shared: Counter[int] = Counter()
        for key, worth in mine.items():
            others = postings[key]
            if len(others) <= CROWD:
                for j in others:
                    shared[j] += worth
        ranked = sorted(
            (-score, profiles[j].id, j)
            for j, score in shared.items()
            if profiles[j].report_id != profiles[i].report_id
        )
        pairs.update((min(i, j), max(i, j)) for _, _, j in ranked[:PARTNERS])
    return pairs


def _keys(profile: Profile) -> dict[str, int]:
    """What an account can be found by, with a rough worth in whole points."""
    keys = {f"name:{n}": round(w) for n, w in profile.names.items() if w > 3}
    keys |= {f"spot:{n}": round(w) + 2 for n, w in profile.spots.items() if w > 2}
    keys |= {f"person:{n}": round(w) + 4 for n, w in profile.persons.items()}
    rare = sorted(profile.words, key=lambda w: (-profile.words[w], w))[:25]
    keys |= {f"word:{w}": round(profile.words[w] / 2) for w in rare if profile.words[w] > 4}
    for toll in profile.tolls:
        if (toll.number or 0) >= 3:
            keys[f"{toll.prop}:{toll.number}"] = 3
    places = sorted({p.id or p.name for p in profile.places if (p.precision or 6) <= 3})
    for day in _days(profile):
        keys[f"day:{day}"] = 4
        keys |= {f"day:{day}:{p}": 8 for p in places}
        keys |= {f"day:{day}:{d.id}": 5 for d in profile.doers}
        keys |= {f"day:{day}:{n}": 6 for n, w in profile.names.items() if w > 3}
    keys |= {f"place:{p}": 4 for p in places}
    around = sorted(profile.setting, key=lambda n: (-profile.setting[n], n))[:12]
    keys |= {f"around:{n}": 1 for n in around}
    keys |= {f"{t}:{n}": 2 for t in profile.types for n in around}
    return keys


def _days(profile: Profile) -> list[date]:
    """The days of short dates, with a day on either side."""
    days: set[date] = set()
    for when in profile.dates:
        if when.earliest is None or when.latest is None or (when.latest - when.earliest).days > 3:
            continue
        length = (when.latest - when.earliest).days
        days.update(when.earliest + timedelta(n) for n in range(-1, length + 2))
    return sorted(days)

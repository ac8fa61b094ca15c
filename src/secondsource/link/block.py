"""Which pairs of accounts are worth comparing at all.

In: profiles. Out: pairs of account ids, each once, that share something telling. It refuses to
judge; it only spares the comparison of accounts that share no rare word, name, number or day.
Its cost grows with the number of accounts, not with its square.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from secondsource.link.profile import Profile

EVERY = 250  # below so many accounts every pair is compared: 31,000 pairs take four seconds
PARTNERS = 25  # kept for one account; 15 to 60 change the groups of the gold folders by at most .01
CROWD = 400  # a key shared by more accounts than this tells nothing

Ints = NDArray[np.int64]


def candidates(profiles: Sequence[Profile]) -> Iterator[tuple[int, int]]:
    """Pairs of positions, smaller first, in order; never two accounts of one report."""
    if len(profiles) <= EVERY:
        for i, a in enumerate(profiles):
            for j in range(i + 1, len(profiles)):
                if profiles[j].report_id != a.report_id:
                    yield i, j
        return
    yield from _by_keys(profiles)


def _by_keys(profiles: Sequence[Profile]) -> list[tuple[int, int]]:
    """Each account with those it shares most with, ties by id."""
    key, holder, worth = _postings(profiles)
    first = np.flatnonzero(np.append(True, key[1:] != key[:-1])) if len(key) else key
    many = np.diff(np.append(first, len(key)))
    of_row = np.repeat(np.arange(len(first)), many)  # the distinct key of each row
    rows = np.argsort(holder, kind="stable")  # in the order of their accounts
    starts = np.searchsorted(holder[rows], np.arange(len(profiles) + 1))
    numbers = {r: n for n, r in enumerate(dict.fromkeys(p.report_id for p in profiles))}
    report = np.array([numbers[p.report_id] for p in profiles], np.int64)
    order = np.empty(len(profiles), np.int64)
    order[sorted(range(len(profiles)), key=lambda n: profiles[n].id)] = np.arange(len(profiles))
    pairs: set[tuple[int, int]] = set()
    for n in range(len(profiles)):
        mine = rows[starts[n] : starts[n + 1]]
        mine = mine[many[of_row[mine]] <= CROWD]
        theirs = _runs(first[of_row[mine]], many[of_row[mine]])
        points = np.repeat(worth[mine], many[of_row[mine]])
        shared = np.bincount(holder[theirs], points, len(profiles)).astype(np.int64)
        shared[report == report[n]] = 0
        others = np.flatnonzero(shared)
        best = others[np.argsort(order[others] - shared[others] * len(order))[:PARTNERS]]
        pairs.update((min(n, m), max(n, m)) for m in best.tolist())
    return sorted(pairs)


def _runs(starts: Ints, lengths: Ints) -> Ints:
    """The numbers from each start on, as many as its length says."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    found: Ints = np.repeat(starts - ends + lengths, lengths) + np.arange(total)
    return found


def _postings(profiles: Sequence[Profile]) -> tuple[Ints, Ints, Ints]:
    """Key, position and worth of everything that accounts can be found by, in order of keys."""
    rows = [
        (_hashed(key), n, worth)
        for n, profile in enumerate(profiles)
        for key, worth in _keys(profile).items()
    ]
    table = np.array(rows, np.int64).reshape(-1, 3)
    table = table[np.argsort(table[:, 0], kind="stable")]
    return table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy()


def _hashed(key: str) -> int:
    digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


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

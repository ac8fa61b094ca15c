"""Which pairs of accounts are worth comparing at all.

In: profiles. Out: pairs of accounts, each once, that share something telling. It refuses to judge;
it only spares the comparison of accounts that share no rare word, name, number or day. Its cost
grows with the number of accounts, not with its square, and what one account more changes is found
without looking at the others: a `Blocks` is kept and brought up to date.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from secondsource.link.profile import Profile

EVERY = 250  # up to so many accounts every pair is compared: 31,000 pairs take four seconds
PARTNERS = 25  # kept for one account; 15 to 60 change the groups of the gold folders by at most .01
CROWD = 400  # a key shared by more accounts than this tells nothing

SHIFT = 32

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Blocks:
    """The accounts of a case, what each can be found by, and its best partners.

    Postings stand in the order of their keys: a key, an account that has it, and what it is worth
    to that account. Accounts are named by their position.
    """

    accounts: tuple[str, ...]
    reports: tuple[str, ...]  # of each account
    keys: NDArray[np.uint64]
    holders: NDArray[np.int32]
    worths: NDArray[np.int16]
    partners: NDArray[np.int32]  # of each account, best first, -1 where there are fewer
    scores: NDArray[np.int32]  # of each partner

    @classmethod
    def empty(cls) -> Blocks:
        """The blocks of no account."""
        none = np.zeros((0, PARTNERS), np.int32)
        holders, worths = np.zeros(0, np.int32), np.zeros(0, np.int16)
        return cls((), (), np.zeros(0, np.uint64), holders, worths, none, none)

    def pairs(self) -> NDArray[np.int64]:
        """The pairs of positions worth comparing, in order; never two of one report.

        A pair is one number: its smaller position, shifted, and its larger one.
        """
        many = len(self.accounts)
        if many <= EVERY:
            one, two = np.triu_indices(many, 1)
            told = np.array(self.reports)
            return _coded(one, two)[told[one] != told[two]] if many else _coded(one, two)
        one = np.repeat(np.arange(many), PARTNERS)
        two = self.partners.ravel().astype(np.int64)
        codes = np.sort(_coded(one[two >= 0], two[two >= 0]))
        return codes[np.append(True, codes[1:] != codes[:-1])] if len(codes) else codes

    def with_accounts(self, gone: Collection[str], fresh: Sequence[Profile]) -> Blocks:
        """The blocks without some accounts and with others, as if built from all of them at once.

        An account whose profile has changed is both gone and fresh.
        """
        stays = np.array([a not in gone for a in self.accounts], bool)
        place = np.cumsum(stays, dtype=np.int64) - 1
        known = [n for n, kept in enumerate(stays.tolist()) if kept]
        accounts = (*(self.accounts[n] for n in known), *(p.id for p in fresh))
        reports = (*(self.reports[n] for n in known), *(p.report_id for p in fresh))
        kept = stays[self.holders]
        keys, holders, worths = _postings(fresh, len(known))
        spots = np.searchsorted(self.keys[kept], keys)
        shelf = _Shelf.of(
            accounts,
            reports,
            np.insert(self.keys[kept], spots, keys),
            np.insert(place[self.holders[kept]].astype(np.int32), spots, holders),
            np.insert(self.worths[kept], spots, worths),
        )
        partners = np.full((len(accounts), PARTNERS), -1, np.int32)
        scores = np.zeros((len(accounts), PARTNERS), np.int32)
        old = self.partners[stays]
        moved = np.where(old >= 0, place[np.maximum(old, 0)], -1) if len(place) else old
        partners[: len(known)], scores[: len(known)] = moved, self.scores[stays]
        lost = (old >= 0) & ~stays[np.maximum(old, 0)] if len(stays) else old.astype(bool)
        again = set(range(len(known), len(accounts))) | set(
            np.flatnonzero(lost.any(axis=1)).tolist()
        )
        if known:
            again |= shelf.crossed(self.keys)
            for n in range(len(known), len(accounts)):
                again |= shelf.gained(n, partners, scores)
        for n in sorted(again):
            shelf.rank(n, partners, scores)
        return Blocks(accounts, reports, shelf.keys, shelf.holders, shelf.worths, partners, scores)


def _coded(one: Ints, two: Ints) -> Ints:
    return (np.minimum(one, two).astype(np.int64) << SHIFT) | np.maximum(one, two)


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Postings in the order of their keys, and where each key and each account begins."""

    keys: NDArray[np.uint64]
    holders: NDArray[np.int32]
    worths: NDArray[np.int16]
    firsts: Ints  # of each distinct key, the first posting
    counts: Ints  # of each distinct key, the accounts that have it
    of_posting: Ints  # the distinct key of each posting
    by_holder: Ints  # the postings in the order of their accounts
    starts: Ints  # of each account, its first posting in that order, and the end
    report: Ints  # of each account, a number
    order: Ints  # of each account, its place by id

    @classmethod
    def of(
        cls,
        accounts: Sequence[str],
        reports: Sequence[str],
        keys: NDArray[np.uint64],
        holders: NDArray[np.int32],
        worths: NDArray[np.int16],
    ) -> _Shelf:
        """The shelf of postings that stand in the order of their keys."""
        begins = np.ones(len(keys), bool)
        begins[1:] = keys[1:] != keys[:-1]
        firsts = np.flatnonzero(begins)
        by_holder = np.argsort(holders, kind="stable")
        numbers = {r: n for n, r in enumerate(dict.fromkeys(reports))}
        order = np.empty(len(accounts), np.int64)
        order[sorted(range(len(accounts)), key=accounts.__getitem__)] = np.arange(len(accounts))
        return cls(
            keys,
            holders,
            worths,
            firsts,
            np.diff(np.append(firsts, len(keys))),
            np.cumsum(begins) - 1,
            by_holder,
            np.searchsorted(holders[by_holder], np.arange(len(accounts) + 1)),
            np.array([numbers[r] for r in reports], np.int64),
            order,
        )

    def _meets(self, n: int) -> tuple[Ints, Ints]:
        """The postings of all accounts that share a telling key with one, and its own for each."""
        mine = self.by_holder[self.starts[n] : self.starts[n + 1]]
        mine = mine[self.counts[self.of_posting[mine]] <= CROWD]
        at = self.of_posting[mine]
        many = self.counts[at]
        ends = np.cumsum(many)
        total = int(ends[-1]) if len(ends) else 0
        steps = np.arange(total) - np.repeat(ends - many, many)
        return np.repeat(self.firsts[at], many) + steps, np.repeat(mine, many)

    def rank(self, n: int, partners: NDArray[np.int32], scores: NDArray[np.int32]) -> None:
        """Sets the best partners of an account."""
        theirs, mine = self._meets(n)
        found = np.bincount(self.holders[theirs], self.worths[mine], len(self.order)).astype(int)
        found[self.report == self.report[n]] = 0
        others = np.flatnonzero(found)
        best = others[np.argsort(self.order[others] - found[others] * len(found))[:PARTNERS]]
        partners[n], scores[n] = -1, 0
        partners[n, : len(best)], scores[n, : len(best)] = best, found[best]

    def gained(self, n: int, partners: NDArray[np.int32], scores: NDArray[np.int32]) -> set[int]:
        """The accounts that would have an account among their best partners."""
        theirs, _ = self._meets(n)
        found = np.bincount(self.holders[theirs], self.worths[theirs], len(self.order)).astype(int)
        found[self.report == self.report[n]] = 0
        last, bar = partners[:, -1], scores[:, -1]
        before = self.order[n] < self.order[np.maximum(last, 0)]
        better = (last < 0) | (found > bar) | ((found == bar) & before)
        return set(np.flatnonzero((found > 0) & better).tolist())

    def crossed(self, before: NDArray[np.uint64]) -> set[int]:
        """The accounts that have a key which has become too common to tell, or rare enough."""
        was = np.searchsorted(before, self.keys[self.firsts], "right")
        was -= np.searchsorted(before, self.keys[self.firsts], "left")
        turned = ((was > CROWD) != (self.counts > CROWD)) & (was > 0)
        return set(self.holders[turned[self.of_posting]].tolist())


def _postings(
    fresh: Sequence[Profile], first: int
) -> tuple[NDArray[np.uint64], NDArray[np.int32], NDArray[np.int16]]:
    """Key, position and worth of everything that accounts can be found by, in order."""
    rows = sorted(
        (_hashed(key), first + n, worth)
        for n, profile in enumerate(fresh)
        for key, worth in _keys(profile).items()
    )
    return (
        np.array([k for k, _, _ in rows], np.uint64),
        np.array([n for _, n, _ in rows], np.int32),
        np.array([w for _, _, w in rows], np.int16),
    )


def _hashed(key: str) -> int:
    return int.from_bytes(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest())


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

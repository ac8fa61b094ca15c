"""Which pairs of accounts are worth comparing at all.

In: profiles; later those that are new or changed. Out: for each account those of other reports that
share most with it. It refuses to judge; it only spares the comparison of accounts that share no
rare word, name, number or day. Its cost grows with the number of accounts, not with its square, and
a few accounts more cost little.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from secondsource.link.profile import Profile

EVERY = 250  # below so many accounts every pair is compared: 31,000 pairs take four seconds
PARTNERS = 25  # kept for one account; 15 to 60 change the groups of the gold folders by at most .01
CROWD = 400  # a key shared by more accounts than this tells nothing

Ints = NDArray[np.int64]
NONE: Ints = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Account:
    """What an account can be found by, and the accounts that share most with it, by number."""

    id: str  # "" where the account is no more
    report_id: str
    keys: Ints  # hashed
    worth: Ints  # of each key, in whole points
    near: Ints = field(default_factory=lambda: NONE)  # the best first
    shared: Ints = field(default_factory=lambda: NONE)  # points that each shares

    @property
    def last(self) -> int:
        """How many points it takes to be among the partners, ties aside."""
        return int(self.shared[-1]) if len(self.near) >= PARTNERS else 0


@dataclass(frozen=True, slots=True)
class Blocks:
    """The accounts of a case in the order in which they came, each with its partners."""

    accounts: tuple[Account, ...]

    def pairs(self, numbers: Iterable[int] | None = None) -> set[tuple[int, int]]:
        """The pairs worth comparing, smaller number first; those in which some stand, or all."""
        one = np.repeat(np.arange(len(self.accounts)), [len(a.near) for a in self.accounts])
        two = np.concatenate([NONE, *(a.near for a in self.accounts)])
        if numbers is not None:
            marks = np.zeros(len(self.accounts), bool)
            marks[list(numbers)] = True
            kept = marks[one] | marks[two]
            one, two = one[kept], two[kept]
        return set(zip(np.minimum(one, two).tolist(), np.maximum(one, two).tolist(), strict=True))

    @property
    def numbers(self) -> dict[str, int]:
        """The number of each account that is."""
        return {a.id: n for n, a in enumerate(self.accounts) if a.id}


def block(profiles: Sequence[Profile]) -> Blocks:
    """The partners of all accounts."""
    return _with_partners([account_of(p) for p in profiles])


def block_again(blocks: Blocks, changed: Iterable[Profile], gone: Collection[str] = ()) -> Blocks:
    """The partners of all accounts where some are new or changed, and others gone.

    An account that is new stands after all others, unless it was there before.
    """
    accounts, number = list(blocks.accounts), blocks.numbers
    turned: set[int] = set()
    for name in gone:
        turned.add(number[name])
        accounts[number[name]] = Account("", "", NONE, NONE)
    for profile in sorted(changed, key=lambda p: p.id):
        n = number.get(profile.id, len(accounts))
        turned.add(n)
        accounts[n : n + 1] = [account_of(profile)]
    few = sum(bool(a.id) for a in accounts) <= EVERY
    if few or len(blocks.numbers) <= EVERY:
        return _with_partners(accounts)
    postings = _Postings(accounts)
    return _with_partners(accounts, _reached(blocks.accounts, postings, turned), postings)


def account_of(profile: Profile) -> Account:
    """What an account can be found by, its partners still unknown."""
    keys = {_hashed(key): worth for key, worth in _keys(profile).items()}
    names, worths = np.array(list(keys), np.int64), np.array(list(keys.values()), np.int64)
    return Account(profile.id, profile.report_id, names, worths)


def _with_partners(
    accounts: Sequence[Account],
    anew: Collection[int] | None = None,
    known: _Postings | None = None,
) -> Blocks:
    """The accounts, their partners found anew for all or for some."""
    there = [n for n, a in enumerate(accounts) if a.id]
    if len(there) <= EVERY:
        return Blocks(tuple(_with_all(a, accounts, there) for a in accounts))
    postings = known or _Postings(accounts)
    found = list(accounts)
    for n in there if anew is None else sorted(anew):
        near, shared = postings.partners(n)
        found[n] = replace(found[n], near=near, shared=shared)
    return Blocks(tuple(found))


def _with_all(account: Account, accounts: Sequence[Account], there: Sequence[int]) -> Account:
    """An account with all accounts of other reports for its partners."""
    if not account.id:
        return account
    others = [m for m in there if accounts[m].report_id != account.report_id]
    near = np.array(others, np.int64)
    return replace(account, near=near, shared=np.zeros(len(near), np.int64))


def sharing(
    accounts: Sequence[Account], others: Sequence[Account], least: int
) -> list[list[Account]]:
    """For each account those others of another report that share so many of its points."""
    wanted = np.unique(np.concatenate([NONE, *(a.keys for a in accounts)]))
    keys = np.concatenate([NONE, *(a.keys for a in others)])
    rows = np.flatnonzero(np.isin(keys, wanted))
    rows = rows[np.argsort(keys[rows], kind="stable")]
    key, holder = keys[rows], np.repeat(np.arange(len(others)), [len(a.keys) for a in others])[rows]
    found = []
    for account in accounts:
        first = np.searchsorted(key, account.keys)
        many = np.searchsorted(key, account.keys, "right") - first
        points = np.repeat(account.worth, many)
        shared = np.bincount(holder[_runs(first, many)], points, len(others))
        near = (others[n] for n in np.flatnonzero(shared >= least).tolist())
        found.append(sorted((a for a in near if a.report_id != account.report_id), key=_id))
    return found


def _id(account: Account) -> str:
    return account.id


class _Postings:
    """Everything that accounts can be found by, in order of keys."""

    def __init__(self, accounts: Sequence[Account]) -> None:
        sizes = [len(a.keys) for a in accounts]
        keys = np.concatenate([a.keys for a in accounts])
        order = np.argsort(keys, kind="stable")
        self.accounts = accounts
        self.key = keys[order]
        self.holder = np.repeat(np.arange(len(accounts)), sizes)[order]
        self.worth = np.concatenate([a.worth for a in accounts])[order]
        names = {r: n for n, r in enumerate(dict.fromkeys(a.report_id for a in accounts))}
        self.report = np.array([names[a.report_id] for a in accounts], np.int64)
        self.rank = np.empty(len(accounts), np.int64)
        self.rank[sorted(range(len(accounts)), key=lambda n: accounts[n].id)] = np.arange(
            len(accounts)
        )

    def spans(self, keys: Ints) -> tuple[Ints, Ints]:
        """Where the rows of some keys begin, and how many accounts have each."""
        first = np.searchsorted(self.key, keys)
        many: Ints = np.searchsorted(self.key, keys, "right") - first
        return first.astype(np.int64), many

    def partners(self, n: int) -> tuple[Ints, Ints]:
        """The accounts that share most with one, and how much; ties by id."""
        mine = self.accounts[n]
        first, many = self.spans(mine.keys)
        kept = many <= CROWD
        rows = _runs(first[kept], many[kept])
        points = np.repeat(mine.worth[kept], many[kept])
        shared = np.bincount(self.holder[rows], points, len(self.accounts)).astype(np.int64)
        shared[self.report == self.report[n]] = 0
        others = np.flatnonzero(shared)
        best = np.argsort(self.rank[others] - shared[others] * len(self.rank))[:PARTNERS]
        return others[best], shared[others[best]]

    def sharing(self, n: int) -> Ints:
        """How much each account shares with one, by its own points."""
        first, many = self.spans(self.accounts[n].keys)
        kept = many <= CROWD
        rows = _runs(first[kept], many[kept])
        shared = np.bincount(self.holder[rows], self.worth[rows], len(self.accounts))
        shared[self.report == self.report[n]] = 0
        return shared.astype(np.int64)


def _reached(before: Sequence[Account], postings: _Postings, turned: Collection[int]) -> set[int]:
    """The accounts whose partners may be others where some accounts turned into others."""
    after = postings.accounts
    found = {n for n in turned if after[n].id}
    last = np.array([a.last for a in after], np.int64)
    for n in sorted(found):
        shared = postings.sharing(n)
        found |= set(np.flatnonzero((shared > 0) & (shared >= last)).tolist())
    marks = np.zeros(len(after), bool)
    marks[list(turned)] = True
    found |= {n for n, a in enumerate(after) if a.id and marks[a.near].any()}
    old = [before[n].keys for n in turned if n < len(before)]
    had, has = (np.concatenate([NONE, *x]) for x in (old, [after[n].keys for n in turned]))
    keys = np.unique(np.concatenate([had, has]))
    first, many = postings.spans(keys)
    were = many + _count(had, keys) - _count(has, keys)
    turning = (many <= CROWD) != (were <= CROWD)
    return found | set(postings.holder[_runs(first[turning], many[turning])].tolist())


def _count(keys: Ints, of: Ints) -> Ints:
    """How often each of some keys, in order, stands among keys."""
    found: Ints = np.bincount(np.searchsorted(of, keys), minlength=len(of)).astype(np.int64)
    return found


def _runs(starts: Ints, lengths: Ints) -> Ints:
    """The numbers from each start on, as many as its length says."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    found: Ints = np.repeat(starts - ends + lengths, lengths) + np.arange(total)
    return found


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

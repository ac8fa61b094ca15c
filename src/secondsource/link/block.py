"""Which pairs of accounts are worth comparing at all.

In: profiles; later those that are new or changed. Out: for each account those of other reports that
share most with it. It refuses to judge; it only spares the comparison of accounts that share no
rare word, name, number or day. Its cost grows with the number of accounts, not with its square, and
a few accounts more cost little.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import blake2b
from itertools import combinations

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
    """What an account can be found by."""

    id: str
    report_id: str
    keys: Ints  # hashed
    worth: Ints  # of each key, in whole points


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """The accounts of a case in the order in which they came, each with its partners by number."""

    ids: Sequence[str]  # "" where the account is no more
    reports: Sequence[str]
    sizes: Ints  # how many keys each account can be found by
    keys: Ints  # hashed: those of the first account, those of the second …
    worth: Ints  # of each key, in whole points
    near: Ints  # a row an account: the best partner first, -1 after the last
    shared: Ints  # points that each partner shares

    @property
    def few(self) -> bool:
        """Whether every pair is compared, so that nobody has partners."""
        return sum(map(bool, self.ids)) <= EVERY

    @property
    def numbers(self) -> dict[str, int]:
        """The number of each account that is."""
        return {name: n for n, name in enumerate(self.ids) if name}

    def pairs(self, numbers: Iterable[int] | None = None) -> set[tuple[int, int]]:
        """The pairs worth comparing, smaller number first; those in which some stand, or all."""
        kept = self.near >= 0
        if numbers is not None:
            marks = _marks(len(self.ids), numbers)
            kept &= marks[:-1, None] | marks[self.near]
        one, rank = np.nonzero(kept)
        two = self.near[one, rank]
        if self.few:
            one, two = self._every(marks if numbers is not None else None)
        return set(zip(np.minimum(one, two).tolist(), np.maximum(one, two).tolist(), strict=True))

    def _every(self, marks: NDArray[np.bool_] | None) -> tuple[Ints, Ints]:
        """All pairs of accounts of two reports, or those in which a marked one stands."""
        there = [n for n, name in enumerate(self.ids) if name]
        pairs = [
            (a, b)
            for a, b in combinations(there, 2)
            if self.reports[a] != self.reports[b] and (marks is None or marks[a] or marks[b])
        ]
        one, two = np.array(pairs, np.int64).reshape(-1, 2).T
        return one, two

    def differing(self, had: Blocks) -> Ints:
        """The numbers of the accounts that are new or have other partners than they had."""
        size = len(had.ids)
        if self.few or had.few:
            return np.arange(len(self.ids))
        other = (self.near[:size] != had.near) | (self.shared[:size] != had.shared)
        return np.append(np.flatnonzero(other.any(axis=1)), np.arange(size, len(self.ids)))


def block(profiles: Sequence[Profile]) -> Blocks:
    """The partners of all accounts."""
    found = [_found_by(p) for p in profiles]
    none = np.full((len(found), PARTNERS), -1, np.int64)
    blocks = Blocks(
        [p.id for p in profiles],
        [p.report_id for p in profiles],
        np.array([len(keys) for keys, _ in found], np.int64),
        np.concatenate([NONE, *(keys for keys, _ in found)]),
        np.concatenate([NONE, *(worth for _, worth in found)]),
        none,
        np.zeros_like(none),
    )
    return blocks if blocks.few else _with_partners(blocks, range(len(found)), _Postings(blocks))


def block_again(blocks: Blocks, changed: Iterable[Profile], gone: Collection[str] = ()) -> Blocks:
    """The partners of all accounts where some are new or changed, and others gone.

    An account that is new stands after all others, unless it was there before.
    """
    numbers, new = blocks.numbers, sorted(changed, key=lambda p: p.id)
    if not numbers:
        return block(new)
    fresh = (p.id for p in new if p.id not in numbers)
    numbers |= {name: len(blocks.ids) + n for n, name in enumerate(fresh)}
    now: dict[int, Account | None] = {numbers[name]: None for name in gone}
    now |= {numbers[p.id]: account_of(p) for p in new}
    ends = np.cumsum(blocks.sizes)
    turned = {
        n: account for n, account in sorted(now.items()) if _differs(account, n, blocks, ends)
    }
    after = _replaced(blocks, turned) if turned else blocks
    if after.few or not turned:
        return after
    postings = _Postings(after)
    there = (n for n, name in enumerate(after.ids) if name)
    reached = set(there) if blocks.few else _reached(blocks, after, postings, turned)
    return _with_partners(after, sorted(reached), postings)


def _differs(account: Account | None, number: int, blocks: Blocks, ends: Ints) -> bool:
    """Whether an account is found by something else than it was."""
    if account is None or number >= len(ends):
        return True
    mine = slice(ends[number] - blocks.sizes[number], ends[number])
    same = np.array_equal(account.keys, blocks.keys[mine])
    return not (same and np.array_equal(account.worth, blocks.worth[mine]))


def _replaced(blocks: Blocks, turned: Mapping[int, Account | None]) -> Blocks:
    """The accounts, some replaced or gone and others added behind them, without partners."""
    old = [n for n in turned if n < len(blocks.ids)]
    more = len(turned) - len(old)
    ids, reports = ([*names, *[""] * more] for names in (blocks.ids, blocks.reports))
    found = {n: (a.keys, a.worth) if a else (NONE, NONE) for n, a in turned.items()}
    for n, a in turned.items():
        ids[n], reports[n] = (a.id, a.report_id) if a else ("", "")
    sizes = np.append(blocks.sizes, np.zeros(more, np.int64))
    sizes[list(turned)] = [len(keys) for keys, _ in found.values()]
    ends = np.cumsum(blocks.sizes)[old]
    edges = np.stack([ends - blocks.sizes[old], ends], axis=1).ravel()

    def spliced(had: Ints, part: int) -> Ints:
        pieces = np.split(had, edges)
        pieces[1::2] = [found[n][part] for n in old]
        return np.concatenate([*pieces, *(f[part] for n, f in found.items() if n not in old)])

    near, shared = (
        np.pad(rows, ((0, more), (0, 0)), constant_values=empty)
        for rows, empty in ((blocks.near, -1), (blocks.shared, 0))
    )
    near[old], shared[old] = -1, 0
    return Blocks(
        ids, reports, sizes, spliced(blocks.keys, 0), spliced(blocks.worth, 1), near, shared
    )


def account_of(profile: Profile) -> Account:
    """What an account can be found by."""
    return Account(profile.id, profile.report_id, *_found_by(profile))


def _found_by(profile: Profile) -> tuple[Ints, Ints]:
    """What an account can be found by, hashed, and what each key is worth."""
    keys = sorted({_hashed(key): worth for key, worth in _keys(profile).items()}.items())
    names, worths = np.array(keys, np.int64).reshape(-1, 2).T
    return names, worths


def _with_partners(blocks: Blocks, numbers: Iterable[int], postings: _Postings) -> Blocks:
    """The accounts, the partners of some found anew."""
    near, shared = blocks.near.copy(), blocks.shared.copy()
    for n in numbers:
        best, points = postings.partners(n)
        near[n], shared[n] = -1, 0
        near[n, : len(best)], shared[n, : len(best)] = best, points
    return replace(blocks, near=near, shared=shared)


def sharing(
    accounts: Sequence[Account], blocks: Blocks, least: int, only: Collection[str] | None = None
) -> list[list[str]]:
    """For each account those of another report that share so many of its points, by id.

    `only` names those to look at.
    """
    wanted = np.unique(np.concatenate([NONE, *(a.keys for a in accounts)]))
    holder = np.repeat(np.arange(len(blocks.ids)), blocks.sizes)
    rows = np.arange(len(holder))
    if only is not None:
        numbers = blocks.numbers
        rows = rows[_marks(len(blocks.ids), (numbers[n] for n in only if n in numbers))[holder]]
    rows = rows[np.isin(blocks.keys[rows], wanted)]
    rows = rows[np.argsort(blocks.keys[rows], kind="stable")]
    key, holder = blocks.keys[rows], holder[rows]
    found = []
    for account in accounts:
        first = np.searchsorted(key, account.keys)
        many = np.searchsorted(key, account.keys, "right") - first
        points = np.repeat(account.worth, many)
        shared = np.bincount(holder[_runs(first, many)], points, len(blocks.ids))
        near = np.flatnonzero(shared >= least).tolist()
        found.append(sorted(blocks.ids[n] for n in near if blocks.reports[n] != account.report_id))
    return found


class _Postings:
    """Everything that accounts can be found by, in order of keys."""

    def __init__(self, blocks: Blocks) -> None:
        many = len(blocks.ids)
        order = np.argsort(blocks.keys)
        self.blocks = blocks
        self.ends = np.cumsum(blocks.sizes)
        self.key = blocks.keys[order]
        self.holder = np.repeat(np.arange(many), blocks.sizes)[order]
        self.worth = blocks.worth[order]
        names = {r: n for n, r in enumerate(dict.fromkeys(blocks.reports))}
        self.report = np.array([names[r] for r in blocks.reports], np.int64)
        self.rank = np.empty(many, np.int64)
        self.rank[sorted(range(many), key=blocks.ids.__getitem__)] = np.arange(many)

    def own(self, n: int) -> tuple[Ints, Ints]:
        """The keys of one account, and their worth."""
        mine = slice(self.ends[n] - self.blocks.sizes[n], self.ends[n])
        return self.blocks.keys[mine], self.blocks.worth[mine]

    def spans(self, keys: Ints) -> tuple[Ints, Ints]:
        """Where the rows of some keys begin, and how many accounts have each."""
        first = np.searchsorted(self.key, keys)
        many: Ints = np.searchsorted(self.key, keys, "right") - first
        return first.astype(np.int64), many

    def partners(self, n: int) -> tuple[Ints, Ints]:
        """The accounts that share most with one, and how much; ties by id."""
        keys, worth = self.own(n)
        first, many = self.spans(keys)
        kept = many <= CROWD
        rows = _runs(first[kept], many[kept])
        points = np.repeat(worth[kept], many[kept])
        shared = np.bincount(self.holder[rows], points, len(self.report)).astype(np.int64)
        shared[self.report == self.report[n]] = 0
        others = np.flatnonzero(shared)
        best = np.argsort(self.rank[others] - shared[others] * len(self.rank))[:PARTNERS]
        return others[best], shared[others[best]]

    def sharing(self, n: int) -> Ints:
        """How much each account shares with one, by its own points."""
        first, many = self.spans(self.own(n)[0])
        kept = many <= CROWD
        rows = _runs(first[kept], many[kept])
        shared = np.bincount(self.holder[rows], self.worth[rows], len(self.report))
        shared[self.report == self.report[n]] = 0
        return shared.astype(np.int64)


def _reached(
    before: Blocks, after: Blocks, postings: _Postings, turned: Collection[int]
) -> set[int]:
    """The accounts whose partners may be others where some accounts turned into others.

    As many points as the last of its partners has bring another among them; one that shares as
    much as it did stays where it is.
    """
    found = {n for n in turned if after.ids[n]}
    last = after.shared[:, -1]  # none where it has few partners
    for n in turned:
        shared, stood = postings.sharing(n), np.zeros(len(last), np.int64)
        rows, ranks = np.nonzero(after.near == n)
        stood[rows] = after.shared[rows, ranks]
        near = (stood > 0) | ((shared > 0) & (shared >= last))
        found |= set(np.flatnonzero(near & (shared != stood)).tolist())
    ends = np.cumsum(before.sizes)
    old = [before.keys[ends[n] - before.sizes[n] : ends[n]] for n in turned if n < len(ends)]
    had, has = (np.concatenate([NONE, *x]) for x in (old, [postings.own(n)[0] for n in turned]))
    keys = np.unique(np.concatenate([had, has]))
    first, many = postings.spans(keys)
    were = many + _count(had, keys) - _count(has, keys)
    turning = (many <= CROWD) != (were <= CROWD)
    return found | set(postings.holder[_runs(first[turning], many[turning])].tolist())


def _marks(many: int, numbers: Iterable[int]) -> NDArray[np.bool_]:
    """Some of so many numbers marked; what stands for none, the last, is not."""
    marks = np.zeros(many + 1, bool)
    marks[list(numbers)] = True
    return marks


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

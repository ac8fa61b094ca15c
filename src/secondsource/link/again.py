"""Linking gone on with when reports are added: what stands between accounts is worked out anew only
where the new reports reach.

In: what linking stood on, the reports that are new, and those for which something turned usual.
Out: what it stands on now, and the bonds that differ. It refuses to compare two accounts again of
which neither has changed and which were compared before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from secondsource.link.block import Blocks, block_again
from secondsource.link.bonds import bonds_of, odds_before, storied, together, twins_of, untold
from secondsource.link.cluster import Pair
from secondsource.link.compared import Compared, Reasons, clashes, odds_of
from secondsource.link.mixed import UNLIKE, as_parted, bridging, parted
from secondsource.link.profile import Profile, profiles
from secondsource.link.regroup import Bond, beside, ordered
from secondsource.link.score import Weights
from secondsource.link.usual import Pile
from secondsource.model import Claim, Copy, Report

Odds = Mapping[Pair, float | None]


class Ground(Protocol):
    """What linking stood on at the last run, and the claims of today."""

    @property
    def pile(self) -> Pile:
        """What was usual."""
        ...

    @property
    def first(self) -> Blocks:
        """Which accounts were compared before mixed ones were parted."""
        ...

    @property
    def second(self) -> Blocks:
        """Which accounts were compared after that."""
        ...

    @property
    def moved(self) -> Mapping[str, str]:
        """The claims that left mixed accounts, with the account they went to."""
        ...

    def claims(self, report_ids: Collection[str]) -> Sequence[Claim]:
        """The claims of some reports, in the accounts that their reports have them in."""
        ...

    def were(self, report_ids: Collection[str]) -> Sequence[Claim]:
        """The same as they were at the last run."""
        ...

    def reports(self, report_ids: Collection[str]) -> Sequence[Report]:
        """Some reports."""
        ...

    def bonds(self, accounts: Collection[str]) -> Mapping[Pair, Bond]:
        """Every bond of some accounts as it was."""
        ...

    def before(self, accounts: Collection[str]) -> Odds:
        """Odds of some accounts before mixed ones were parted, where bonds do not tell them."""
        ...

    def reports_of(self, accounts: Collection[str]) -> Mapping[str, str]:
        """The report of each of some accounts."""
        ...


@dataclass(frozen=True, slots=True)
class More:
    """What is new in a case: reports, what they make usual, and which reports repeat which now."""

    new: frozenset[str]
    changed: frozenset[str]  # reports whose claims are others now
    touched: frozenset[str]  # reports that say something which turned usual or unusual
    pile: Pile  # of all
    were: Sequence[Copy]
    copies: Sequence[Copy]
    rows: Mapping[str, str]  # reports that are rows of a sheet, with the sheet


@dataclass(frozen=True, slots=True)
class Grown:
    """What linking stands on now, and what differs."""

    pile: Pile
    first: Blocks
    second: Blocks
    moved: Mapping[str, str]
    before: Mapping[str, Odds]  # odds before parting that bonds do not tell, where some may differ
    bonds: Mapping[Pair, tuple[Bond | None, Bond | None]]  # that differ: as it was, as it is
    reworded: frozenset[str]  # accounts that are new or say something else
    turned: frozenset[str]  # of which only something is more or less usual now
    gone: frozenset[str]  # accounts that are no more
    told: Mapping[str, Profile]  # the accounts that were looked at, as they are now

    def renews(self, pair: Pair) -> bool:
        """Whether what two accounts have in common may be another now."""
        return _renews(pair, self.reworded, self.turned)


def grow(ground: Ground, more: More, weights: Weights) -> Grown:
    """What linking stands on once reports are added, as linking all anew would have it."""
    made = _Makes(ground, more, weights)
    suspects, other = more.new | more.changed | more.touched, more.new | more.changed
    were = made.profiles(suspects - more.new, {}, now=False)
    changed, gone = _turned(were, made.profiles(suspects, {}))
    first = block_again(ground.first, changed, gone)
    reworded = {p.id for p in changed if p.report_id in other}
    anew, leaving = _met(ground.first, first, reworded, _ids(changed))
    known = made.known(anew, {})
    odds = {p: odds_of(made.reasons(p, known)) for p in anew}
    stood = made.odds({a for p in anew | leaving for a in p})
    delta = {p: (stood.get(p), odds.get(p)) for p in anew | leaving}
    moved = made.moved(delta, reworded | gone)
    turned = {c for c in moved.keys() | ground.moved.keys() if moved.get(c) != ground.moved.get(c)}
    other |= set(ground.reports_of(turned).values())
    suspects |= other
    were = made.profiles(suspects - more.new, ground.moved, now=False)
    now = made.profiles(suspects, moved)
    changed, gone = _turned(were, now)
    second = block_again(ground.second, changed, gone)
    reworded = {p.id for p in changed if p.report_id in other}
    anew, leaving = _met(ground.second, second, reworded, _ids(changed))
    had, has = made.twins(other, moved)
    sides = [_beside(told, other, _ids(changed)) for told in (were, now)]
    pairs = anew | leaving | had | has | sides[0] | sides[1]
    stand = ground.bonds({a for p in pairs for a in p})
    pairs |= {p for p in stand if not gone.isdisjoint(p)}
    compared = pairs & _named(second, second.pairs(_numbers(second, {a for p in pairs for a in p})))
    known = made.known(compared | sides[1], moved)
    said = {p: made.reasons(p, known) for p in compared}
    seen = Compared(
        known,
        {p: odds_of(reasons) for p, reasons in said.items()},
        frozenset(p for p, reasons in said.items() if clashes(reasons)),
        said,
        weights,
        second,
    )
    twins = has | {p for p in pairs - had if (bond := stand.get(p)) is not None and bond.copied}
    beyond = storied({p: bond for p, bond in stand.items() if p not in pairs})
    twins = {p for p in twins if gone.isdisjoint(p)}
    found = bonds_of(seen, twins, sides[1], more.rows, beyond)
    ends = {a for p in pairs for a in p} - gone
    turned = ends & (storied(stand) ^ (storied(found) | beyond))
    around = made.beside(turned, other, moved)
    pairs |= around.pairs
    stand = {**stand, **ground.bonds({a for p in around.pairs for a in p})}
    found |= bonds_of(around.seen, (), around.pairs, {}, storied(found) | beyond)
    bonds = {p: (stand.get(p), found.get(p)) for p in pairs if stand.get(p) != found.get(p)}
    return Grown(
        more.pile,
        first,
        second,
        moved,
        made.before(delta, bonds),
        bonds,
        frozenset(reworded),
        frozenset(_ids(changed) - reworded),
        frozenset(gone),
        {**known, **around.seen.known, **{p.id: p for p in now}},
    )


def _turned(were: Iterable[Profile], now: Iterable[Profile]) -> tuple[list[Profile], set[str]]:
    """The accounts that are new or changed, and those that are no more."""
    had, has = {p.id: p for p in were}, {p.id: p for p in now}
    return [p for p in has.values() if had.get(p.id) != p], had.keys() - has.keys()


def _ids(profiles: Iterable[Profile]) -> set[str]:
    return {p.id for p in profiles}


def _met(
    had: Blocks, has: Blocks, reworded: Collection[str], changed: Collection[str]
) -> tuple[set[Pair], set[Pair]]:
    """The pairs to compare that were not, or have something else in common; and those no more."""
    numbers = {*has.differing(had).tolist(), *_numbers(has, changed)}
    before = _named(had, had.pairs(n for n in numbers if n < len(had.ids)))
    after = _named(has, has.pairs(numbers))
    anew = {p for p in after if p not in before or _renews(p, reworded, changed)}
    return anew, before - after


def _renews(pair: Pair, reworded: Collection[str], changed: Collection[str]) -> bool:
    """Whether two accounts may have something else in common, where some say something else.

    Of others that changed only something that they say is more or less usual, which counts where
    both say it.
    """
    one, two = pair
    return one in reworded or two in reworded or (one in changed and two in changed)


def _beside(told: Iterable[Profile], other: Collection[str], changed: Collection[str]) -> set[Pair]:
    """The pairs within reports of which some say something else and others changed accounts."""
    of_report = {p.id: p.report_id for p in told}
    reworded = {name for name, report in of_report.items() if report in other}
    return {p for p in beside(of_report) if _renews(p, reworded, changed)}


def _named(blocks: Blocks, pairs: Iterable[tuple[int, int]]) -> set[Pair]:
    return {ordered(blocks.ids[a], blocks.ids[b]) for a, b in pairs}


def _numbers(blocks: Blocks, names: Iterable[str]) -> set[int]:
    numbers = blocks.numbers
    return {numbers[name] for name in names if name in numbers}


@dataclass(frozen=True, slots=True)
class _Near:
    """Pairs of accounts of one report, with what is known of them."""

    pairs: set[Pair]
    seen: Compared


@dataclass(frozen=True, slots=True)
class _Makes:
    """What is worked out anew, from the claims of the reports that are reached."""

    ground: Ground
    more: More
    weights: Weights
    made: dict[tuple[object, ...], dict[str, Profile | None]] = field(default_factory=dict)
    said: dict[Pair, tuple[Profile, Profile, Reasons]] = field(default_factory=dict)
    stood: dict[str, dict[Pair, float]] = field(default_factory=dict)  # odds at the last run

    def claims(self, names: Collection[str], moved: Mapping[str, str]) -> tuple[Claim, ...]:
        return as_parted(self.ground.claims(names), moved)

    def profiles(
        self,
        names: Collection[str],
        moved: Mapping[str, str],
        *,
        now: bool = True,
        only: Collection[str] | None = None,
    ) -> tuple[Profile, ...]:
        """The accounts of some reports, or `only` these of them, now or at the last run.

        Each is made once for the same claims of its report.
        """
        pile = self.more.pile if now else self.ground.pile
        told: dict[str, list[Claim]] = {name: [] for name in names}
        read = self.ground.claims if now else self.ground.were
        for claim in as_parted(read(names), moved):
            told[claim.report_id].append(claim)
        made = {
            r: self.made.setdefault((r, now, *(c.account_id for c in mine)), {})
            for r, mine in told.items()
        }
        wanted = {
            r: {c.account_id for c in mine if only is None or c.account_id in only}
            for r, mine in told.items()
        }
        unmade = {a: r for r, mine in wanted.items() for a in mine if a not in made[r]}
        if unmade:
            of = set(unmade.values())
            claims = [c for name in sorted(of) for c in told[name]]
            reports, weights = self.ground.reports(of), self.weights
            found = profiles(
                claims, reports, weights.rarity, weights.plain, frozenset(unmade), pile
            )
            of_account = {p.id: p for p in found}
            for account, name in unmade.items():
                made[name][account] = of_account.get(account)
        every = (made[r][a] for r, mine in wanted.items() for a in mine)
        return tuple(sorted((p for p in every if p is not None), key=lambda p: p.id))

    def known(self, pairs: Iterable[Pair], moved: Mapping[str, str]) -> dict[str, Profile]:
        """The accounts of some pairs by id."""
        ends = {a for p in pairs for a in p}
        names = set(self.ground.reports_of(ends).values())
        return {p.id: p for p in self.profiles(names, moved, only=ends)}

    def beside(
        self, accounts: Collection[str], but: Collection[str], moved: Mapping[str, str]
    ) -> _Near:
        """Pairs of some accounts with others of their reports, but those of some reports."""
        names = set(self.ground.reports_of(accounts).values()) - set(but)
        known = {p.id: p for p in self.profiles(names, moved)}
        pairs = beside({name: p.report_id for name, p in known.items()})
        return _Near(
            {p for p in pairs if p[0] in accounts or p[1] in accounts},
            Compared(known, {}, frozenset(), {}, self.weights),
        )

    def reasons(self, pair: Pair, known: Mapping[str, Profile]) -> Reasons:
        """What speaks for and against a pair, compared once while its accounts are the same."""
        one, two = (known[account] for account in pair)
        had = self.said.get(pair)
        if had is None or had[0] is not one or had[1] is not two:
            reasons = Compared(known, {}, frozenset(), {}, self.weights).reasons(pair)
            had = self.said[pair] = (one, two, reasons)
        return had[2]

    # --- before mixed accounts are parted -------------------------------------------------------

    def odds(self, accounts: Collection[str]) -> dict[Pair, float]:
        """The odds of all pairs of some accounts at the last run, before parting."""
        unread = [a for a in accounts if a not in self.stood]
        if unread:
            bonds, before = self.ground.bonds(unread), self.ground.before(unread)
            pairs = bonds.keys() | before.keys()
            of_report = self.ground.reports_of({a for p in pairs for a in p})
            found: dict[str, dict[Pair, float]] = {a: {} for a in unread}
            for pair in pairs:
                odds = odds_before(pair, bonds.get(pair), of_report, before)
                for account in pair:
                    if odds is not None and account in found:
                        found[account][pair] = odds
            self.stood.update(found)
        return together(self.stood, accounts)

    def moved(
        self, delta: Mapping[Pair, tuple[float | None, float | None]], changed: set[str]
    ) -> dict[str, str]:
        """The claims that leave mixed accounts now.

        Accounts of one report may share sentences, so that all of them are looked at together.
        """
        reached = changed | self._reached(delta)
        names = {*self.ground.reports_of(reached).values(), *self.more.changed}
        claims = self.claims(names, {})
        reached |= {c.account_id for c in claims}
        odds = self._now(reached, delta)
        like = {a for p, w in odds.items() if w > 0 and not reached.isdisjoint(p) for a in p}
        odds = self._now(reached | like, delta)
        of_report = self.ground.reports_of({a for p in odds for a in p})
        near = bridging(odds, of_report, sorted(reached))
        told: dict[str, int] = {}
        for claim in claims:
            told[claim.account_id] = told.get(claim.account_id, 0) + 1
        near = {a: others for a, others in near.items() if told.get(a, 0) > 1}
        wanted = [(a, b) for a, others in near.items() for b in others]
        seen = Compared(self.known(wanted, {}), odds, frozenset(), {}, self.weights)
        names = {of_report[a] for a in near}
        mine, reports = self.claims(names, {}), self.ground.reports(names)
        found = parted(mine, reports, seen, self.more.pile, near) if near else {}
        own = {c.id for c in (*claims, *self.ground.were(self.more.changed))}
        stay = {c: a for c, a in self.ground.moved.items() if c not in own}
        return dict(sorted((stay | found).items()))

    def _now(
        self, accounts: Collection[str], delta: Mapping[Pair, tuple[float | None, float | None]]
    ) -> dict[Pair, float]:
        """The odds of all pairs of some accounts, before parting, as they are now."""
        found = self.odds(accounts)
        for pair, (_, odds) in delta.items():
            if odds is None:
                found.pop(pair, None)
            else:
                found[pair] = odds
        return found

    def _reached(self, delta: Mapping[Pair, tuple[float | None, float | None]]) -> set[str]:
        """The accounts that may be mixed, or mixed no more, where odds differ."""
        found = {a for p, both in delta.items() if any((w or 0.0) > 0 for w in both) for a in p}
        turned = {p for p, (a, b) in delta.items() if _two(a) != _two(b)}
        odds = self.odds({a for p in turned for a in p})
        like: dict[str, set[str]] = {}
        for (a, b), weight in odds.items():
            if weight > 0:
                like.setdefault(a, set()).add(b)
                like.setdefault(b, set()).add(a)
        for a, b in turned:
            found |= like.get(a, set()) & like.get(b, set())
        return found

    # --- after ------------------------------------------------------------------------------------

    def twins(
        self, suspects: Collection[str], moved: Mapping[str, str]
    ) -> tuple[set[Pair], set[Pair]]:
        """Accounts that told the same in copied texts, and those that do; where it may differ."""
        were, are = (
            {(c.report_id, c.copy_of): c for c in s} for s in (self.more.were, self.more.copies)
        )
        pairs = {p for p in were.keys() | are.keys() if (p in were) != (p in are)}
        pairs |= {p for p in were.keys() | are.keys() if not set(suspects).isdisjoint(p)}
        names = {name for p in pairs for name in p}
        old = as_parted(self.ground.were(names - self.more.new), self.ground.moved)
        now = self.claims(names, moved)
        had = twins_of(old, [were[p] for p in sorted(pairs & were.keys())])
        has = twins_of(now, [are[p] for p in sorted(pairs & are.keys())])
        return set(had), set(has)

    def before(
        self,
        delta: Mapping[Pair, tuple[float | None, float | None]],
        bonds: Mapping[Pair, tuple[Bond | None, Bond | None]],
    ) -> dict[str, Odds]:
        """The odds before parting that bonds do not tell now, of the accounts of these pairs."""
        pairs = delta.keys() | bonds.keys()
        ends = {a for p in pairs for a in p}
        stood, of_report = self.ground.bonds(ends), self.ground.reports_of(ends)
        odds = self.odds(ends)
        now = {
            p: (
                delta[p][1] if p in delta else odds.get(p),
                bonds[p][1] if p in bonds else stood.get(p),
            )
            for p in pairs
        }
        stay = {p: w for p, w in self.ground.before(ends).items() if p not in pairs}
        found: dict[str, dict[Pair, float | None]] = {account: {} for account in ends}
        for pair, weight in (stay | untold(now, of_report)).items():
            for account in ends.intersection(pair):
                found[account][pair] = weight
        return dict(found)


def _two(odds: float | None) -> bool:
    """Whether two accounts of two reports are two incidents."""
    return odds is None or odds < UNLIKE

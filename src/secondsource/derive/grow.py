"""A report more, or one that says something else now: what it makes usual, what it repeats, what
its accounts have to do with others.

In: a case, the ids of such reports, and what the case keeps. Out: what the case keeps now, and what
differs. It refuses where many accounts say otherwise what they say, since the whole
case then is linked sooner: in a small case, where its size or a word in many reports passes a step.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from secondsource.derive.chunks import CARRIERS, PRINTS, WEAK, keep_blocks
from secondsource.derive.kept import (
    Accounts,
    Kept,
    Shelf,
    before_text,
    bonds_text,
    copies_text,
    open_text,
    places_text,
    whole_of,
)
from secondsource.link import (
    Blocks,
    Bond,
    Grown,
    More,
    Pile,
    ToldPlace,
    Weak,
    Weights,
    carriers_of,
    carrying,
    copying_again,
    grow,
    in_text,
    names_open,
    names_told,
    once,
    pile_of,
    weighed_again,
)
from secondsource.model import Claim, Copy, Kind, Report

MOST_NEW = 0.02  # of the reports of a case: with more new ones all is done anew
MOST_TOUCHED = 0.3  # likewise, of those that say what a new one makes more or less usual

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Growth:
    """What reports more change before anything is grouped again."""

    new: frozenset[str]
    changed: frozenset[str]  # reports that say something else than they did
    linking: Grown
    kept: Kept  # as it is now
    reweighed: frozenset[str]  # weak accounts that are new or no more, or changed in something
    copies: tuple[Copy, ...]
    repeating: frozenset[str]  # reports that are copies now, of another one now, or no more
    parted: frozenset[str]  # reports with accounts that are parted otherwise
    renamed: frozenset[str]  # reports that leave a name open which means something else now
    totals: bool  # whether a report of these counts a running total, or did
    unsaid: frozenset[str]  # statements that are no more
    texts: Mapping[str, str]  # to keep
    accounts: Accounts  # as they are compared now


@dataclass(frozen=True, slots=True)
class _Ground:
    """What linking stood on, as the case keeps it."""

    kept: Kept
    was: Shelf  # of the claims at the last run
    shelf: Shelf  # of the claims in the accounts that their reports have them in
    pile: Pile
    first: Blocks
    second: Blocks

    @property
    def moved(self) -> Mapping[str, str]:
        return self.kept.moved

    def claims(self, report_ids: Collection[str]) -> Sequence[Claim]:
        return self.shelf.claims(report_ids, anchored=False)

    def were(self, report_ids: Collection[str]) -> Sequence[Claim]:
        return self.was.claims(report_ids, anchored=False)

    def reports(self, report_ids: Collection[str]) -> Sequence[Report]:
        return self.shelf.reports(report_ids)

    def bonds(self, accounts: Collection[str]) -> Mapping[Pair, Bond]:
        return self.kept.bonds(accounts)

    def before(self, accounts: Collection[str]) -> Mapping[Pair, float | None]:
        return self.kept.before(accounts)

    def reports_of(self, accounts: Collection[str]) -> Mapping[str, str]:
        return self.kept.reports(accounts)


@dataclass(frozen=True, slots=True)
class Said:
    """What some reports say, and what those of them that are not new said at the last run."""

    new: frozenset[str]
    changed: frozenset[str]  # whose claims people added to, rejected, retyped or split
    praising: frozenset[str]  # new ones that call something the first
    rows: Mapping[str, str]  # reports that are rows of a sheet, with the sheet


def growth_of(said: Said, kept: Kept, was: Shelf, shelf: Shelf, weights: Weights) -> Growth | None:
    """What reports change that are new or say something else; None where all is to be done anew.

    `was` holds the claims as they were at the last run.
    """
    new, changed = said.new, said.changed
    every, many = new | changed, kept.sizes()[2]
    if len(every) > MOST_NEW * many:
        return None
    told, reports = shelf.every(every, anchored=False), shelf.reports(every)
    stood, before = was.every(changed, anchored=False), kept.pile()
    claims, old = ([c for c in said if not c.weak] for said in (told, stood))
    pile = before.without(pile_of(old, shelf.reports(changed))).with_more(pile_of(claims, reports))
    touched = _touched(before, pile, kept)
    had = kept.copying() if new else None
    if touched is None or (had and not {p.report_id for p in had.prints}.isdisjoint(new)):
        return None
    first, second = kept.blocks()
    ground = _Ground(kept, was, shelf, before, first, second)
    fresh = shelf.reports(new)
    now = copying_again(had, fresh, said.rows, shelf.reports) if had else None
    were = kept.store.copies()
    copies = now.copies() if now else were
    more = More(new, changed, touched, pile, were, copies, said.rows)
    linking = grow(ground, more, weights)
    meant, names = _named(old, claims, changed, kept)
    renamed = {n for n, told in names.items() if once(told) != once(meant.get(n, ()))}
    leaving, opened = names_open(stood), names_open(told)
    left = kept.left_open({*renamed, *leaving, *opened})
    counting = {c.report_id for c in claims if c.kind is Kind.TOTAL}
    moved = {c for c, _ in linking.moved.items() ^ kept.moved.items()}
    parted = frozenset(kept.reports(moved).values())
    weak_before = kept.weak()
    grown = replace(
        kept,
        moved=linking.moved,
        superlatives=sorted({*kept.superlatives, *said.praising}),
        totals=(kept.totals - changed) | counting,
        gone=linking.gone,
        piled=linking.pile,
        renamed=names,
    )
    accounts = Accounts(grown, shelf.parted(linking.moved), weights, dict(linking.told))
    weak = _weighed(weak_before, more, parted, linking, accounts)
    grown = replace(grown, weighed=weak)
    grown.rebind({p: bond for p, (_, bond) in linking.bonds.items()})
    unsure = {w.account.id for w in weak}
    ends = {a for p in linking.bonds for a in p}
    size = (len(linking.first.ids), len(linking.second.ids), many + len(new))
    texts = {
        **{f"bonds:{a}": bonds_text(a, grown.known[a]) for a in sorted(ends)},
        **{f"before:{a}": before_text(a, odds) for a, odds in linking.before.items()},
        **{f"place:{name}": places_text(told) for name, told in names.items()},
        **_opened(left, leaving, opened, changed),
        **keep_blocks("first", linking.first, first),
        **keep_blocks("second", linking.second, second),
        **WEAK.keep(weak, weak_before),
        **whole_of(linking.pile, linking.moved, grown.superlatives, grown.totals, unsure, size),
        **_carriers(kept, told, reports, changed),
    }
    if had and now:
        texts |= {**PRINTS.keep(now.prints, had.prints), "direct": copies_text(now.direct)}
    return Growth(
        new,
        changed,
        linking,
        grown,
        _differing(weak_before, weak),
        copies,
        frozenset(c.report_id for c in {*were} ^ {*copies}),
        parted,
        frozenset(r for n in renamed for r in left.get(n, ())) - new,
        bool(counting) or any(c.kind is Kind.TOTAL for c in old),
        frozenset(_statements(stood) - _statements(told)),
        texts,
        accounts,
    )


def _touched(before: Pile, pile: Pile, kept: Kept) -> frozenset[str] | None:
    """The reports that say what others make more or less usual; None where these are too many."""
    turned = before.turned(pile)
    if turned is None:
        return None
    found = carrying(kept.carriers() if turned else (), turned)
    return None if len(found) > MOST_TOUCHED * kept.sizes()[2] else frozenset(found)


def _named(
    old: Collection[Claim], claims: Collection[Claim], changed: Collection[str], kept: Kept
) -> tuple[Mapping[str, Sequence[ToldPlace]], dict[str, Sequence[ToldPlace]]]:
    """What the names of places that claims give meant, and those that are told otherwise now."""
    stated = in_text(claims)
    meant = kept.named({*names_told(in_text(old)), *names_told(stated)})
    stay = {n: [t for t in told if t.report_id not in changed] for n, told in meant.items()}
    told = {**stay, **names_told(stated, stay)}
    return meant, {n: places for n, places in told.items() if places != meant.get(n)}


def _opened(
    left: Mapping[str, set[str]],
    leaving: Collection[str],
    opened: Mapping[str, set[str]],
    changed: Collection[str],
) -> dict[str, str]:
    """The reports that leave names open, as they are kept, for names that any of these leaves."""
    return {
        f"open:{n}": open_text((left.get(n, set()) - set(changed)) | opened.get(n, set()))
        for n in {*leaving, *opened}
    }


def _carriers(
    kept: Kept, claims: Sequence[Claim], reports: Sequence[Report], changed: Collection[str]
) -> dict[str, str]:
    """What reports say, as it is kept, where it differs."""
    first = 0 if changed else kept.sizes()[2] // CARRIERS.size
    stood = kept.carriers(first)
    new = {c.report_id: c for c in carriers_of(claims, reports)}
    now = [new.pop(c.report_id, c) for c in stood]
    return CARRIERS.keep((*now, *new.values()), stood, first)


def _statements(claims: Iterable[Claim]) -> set[str]:
    return {s.id for c in claims for s in c.statements}


def _weighed(
    had: Sequence[Weak],
    more: More,
    parted: Collection[str],
    linking: Grown,
    accounts: Accounts,
) -> tuple[Weak, ...]:
    """The weak accounts with what each is like now."""
    reached = {*more.new, *more.changed, *more.touched, *parted}
    unsure = {c.account_id for c in accounts.shelf.every(reached, anchored=False) if c.weak}
    had = [w for w in had if w.account.report_id not in more.changed]
    if not had and not unsure:
        return ()
    mine = [p for _, p in sorted(accounts(unsure).items())]
    turned = linking.reworded | linking.turned | linking.gone
    return weighed_again(had, mine, turned, linking.second, accounts, accounts.weights)


def _differing(before: Sequence[Weak], now: Sequence[Weak]) -> frozenset[str]:
    """The weak accounts that are new or no more, or of which something has changed."""
    stood, stand = ({w.account.id: w for w in weak} for weak in (before, now))
    return frozenset(n for n in stood.keys() | stand.keys() if stood.get(n) is not stand.get(n))

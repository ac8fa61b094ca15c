"""A report more: what it makes usual, what it repeats, what its accounts have to do with others.

In: a case, the ids of reports that are new in it, and what the case keeps. Out: what the case keeps
now, and what differs. It refuses where many accounts say otherwise what they say, since the whole
case then is linked sooner: in a small case, where its size or a word in many reports passes a step.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from secondsource.derive.chunks import CARRIERS, FIRST, PRINTS, SECOND, WEAK
from secondsource.derive.kept import (
    Kept,
    Shelf,
    bonds_text,
    open_text,
    places_text,
    whole_of,
)
from secondsource.link import (
    Blocks,
    Bond,
    Carrier,
    Grown,
    More,
    Pile,
    Profile,
    ToldPlace,
    Weak,
    Weights,
    as_parted,
    carriers_of,
    carrying,
    copying_again,
    grow,
    in_text,
    names_open,
    names_told,
    pile_of,
    told_by,
    weighed_again,
)
from secondsource.model import Claim, Copy, Kind, Report

MOST_NEW = 0.02  # of the reports of a case: with more new ones all is done anew
MOST_TOUCHED = 0.1  # likewise, of those that say what a new one makes more or less usual

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Growth:
    """What reports more change before anything is grouped again."""

    new: frozenset[str]
    linking: Grown
    kept: Kept  # as it is now
    reweighed: frozenset[str]  # weak accounts that are new, or of which something has changed
    copies: tuple[Copy, ...]
    repeating: frozenset[str]  # reports that are copies now, of another one now, or no more
    parted: frozenset[str]  # reports with accounts that are parted otherwise
    renamed: frozenset[str]  # reports that leave a name open which means something else now
    totals: bool  # whether a new report counts a running total
    texts: Mapping[str, str]  # to keep


@dataclass(frozen=True, slots=True)
class _Ground:
    """What linking stood on, as the case keeps it."""

    kept: Kept
    shelf: Shelf  # of the claims in the accounts that their reports have them in
    pile: Pile
    first: Blocks
    second: Blocks
    before: Mapping[Pair, float | None]

    @property
    def moved(self) -> Mapping[str, str]:
        return self.kept.moved

    def claims(self, report_ids: Collection[str]) -> Sequence[Claim]:
        return self.shelf.claims(report_ids, anchored=False)

    def reports(self, report_ids: Collection[str]) -> Sequence[Report]:
        return self.shelf.reports(report_ids)

    def bonds(self, accounts: Collection[str]) -> Mapping[Pair, Bond]:
        return self.kept.bonds(accounts)

    def reports_of(self, accounts: Collection[str]) -> Mapping[str, str]:
        return self.kept.reports(accounts)


def _touched(pile: Pile, more: Pile, kept: Kept) -> frozenset[str] | None:
    """The reports that say what others make more or less usual; None where these are too many."""
    turned = pile.turned(more)
    if turned is None:
        return None
    found = carrying(kept.carriers() if turned else (), turned)
    return None if len(found) > MOST_TOUCHED * kept.sizes()[2] else frozenset(found)


def growth_of(
    new: Collection[str],
    kept: Kept,
    shelf: Shelf,
    rows: Mapping[str, str],
    superlatives: Collection[str],
    weights: Weights,
) -> Growth | None:
    """What new reports change; None where all is to be done anew.

    `superlatives` are those of them that call something the first.
    """
    many = kept.sizes()[2]
    if len(new) > MOST_NEW * many:
        return None
    claims, reports = shelf.claims(new, anchored=False), shelf.reports(new)
    told = shelf.every(new, anchored=False)
    pile, more = kept.pile(), pile_of(claims, reports)
    touched, had = _touched(pile, more, kept), kept.copying()
    if touched is None or not {p.report_id for p in had.prints}.isdisjoint(new):
        return None
    ground = _Ground(kept, shelf, pile, *kept.blocks(), kept.before())
    now = copying_again(had, reports, rows, shelf.reports)
    were, copies = kept.store.copies(), now.copies()
    added = More(frozenset(new), touched, pile.with_more(more), were, copies, rows)
    linking = grow(ground, added, weights)
    names = _renamed(claims, kept)
    opened = names_open(told)
    left = kept.left_open({*names, *opened})
    totals = {c.report_id for c in claims if c.kind is Kind.TOTAL}
    moved = {c for c, _ in linking.moved.items() ^ kept.moved.items()}
    parted = frozenset(kept.reports(moved).values())
    weak_before = kept.weak()
    weak = _weighed(weak_before, added, parted, linking, shelf, weights)
    fresh = replace(
        kept,
        moved=linking.moved,
        superlatives=sorted({*kept.superlatives, *superlatives}),
        totals=kept.totals | totals,
        gone=linking.gone,
        piled=linking.pile,
        renamed=names,
        unsure=frozenset(w.account.id for w in weak),
        weighed=weak,
    )
    fresh.rebind({p: bond for p, (_, bond) in linking.bonds.items()})
    ends = {a for p in linking.bonds for a in p}
    size = (len(linking.first.accounts), len(linking.second.accounts), len(now.prints))
    texts = {
        **{f"bonds:{a}": bonds_text(fresh.known[a]) for a in sorted(ends)},
        **{f"place:{name}": places_text(told) for name, told in names.items()},
        **{f"open:{n}": open_text(left.get(n, set()) | reports) for n, reports in opened.items()},
        **FIRST.keep(linking.first.accounts, ground.first.accounts),
        **SECOND.keep(linking.second.accounts, ground.second.accounts),
        **PRINTS.keep(now.prints, had.prints),
        **WEAK.keep(weak, weak_before),
        **whole_of(
            linking.pile,
            linking.moved,
            linking.before,
            now.direct,
            fresh.superlatives,
            fresh.totals,
            fresh.unsure,
            size,
        ),
    }
    texts |= _carriers(kept, many, carriers_of(told, reports))
    return Growth(
        frozenset(new),
        linking,
        fresh,
        _differing(weak_before, weak),
        copies,
        frozenset(c.report_id for c in {*were} ^ {*copies}),
        parted,
        frozenset(r for n in names for r in left.get(n, ())) - set(new),
        bool(totals),
        texts,
    )


def _renamed(claims: Sequence[Claim], kept: Kept) -> dict[str, list[ToldPlace]]:
    """What some names mean now that the claims of new reports locate, where it is otherwise."""
    stated = in_text(claims)
    meant = kept.named(names_told(stated))
    return {n: told for n, told in names_told(stated, meant).items() if told != meant.get(n)}


def _carriers(kept: Kept, many: int, new: Sequence[Carrier]) -> dict[str, str]:
    """What new reports say, to keep behind the many that were."""
    last = many // CARRIERS.size
    stood = kept.carriers(last)
    return CARRIERS.keep((*stood, *new), stood, last)


def _weighed(
    had: Sequence[Weak],
    added: More,
    parted: Collection[str],
    linking: Grown,
    shelf: Shelf,
    weights: Weights,
) -> tuple[Weak, ...]:
    """The weak accounts with what each is like now."""

    def profiles(names: Collection[str]) -> dict[str, Profile]:
        claims = as_parted(shelf.every(names, anchored=False), linking.moved)
        found = told_by(claims, shelf.reports(names), linking.pile, weights)
        return {p.id: p for p in found}

    def known(accounts: Collection[str]) -> dict[str, Profile]:
        return profiles(set(shelf.store.reports_of(accounts).values()))

    reached = {*added.new, *added.touched, *parted}
    unsure = {c.account_id for c in shelf.every(reached, anchored=False) if c.weak}
    mine = [p for name, p in sorted(known(unsure).items()) if name in unsure]
    turned = linking.reworded | linking.gone
    return weighed_again(had, mine, turned, linking.second.accounts, known, weights)


def _differing(before: Sequence[Weak], now: Sequence[Weak]) -> frozenset[str]:
    """The weak accounts that are new, or of which something has changed."""
    stood = {w.account.id: w for w in before}
    return frozenset(w.account.id for w in now if stood.get(w.account.id) is not w)

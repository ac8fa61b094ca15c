"""A report more: what it makes usual, what it repeats, what its accounts have to do with others.

In: a case, the ids of reports that are new in it, and what the case keeps. Out: what the case keeps
now, and what differs. It refuses where many accounts say otherwise what they say, since the whole
case then is linked sooner: in a small case, where its size or a word in many reports passes a step.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from secondsource.derive.chunks import CARRIERS, PRINTS, keep_blocks
from secondsource.derive.kept import (
    Kept,
    Shelf,
    before_text,
    bonds_text,
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
    Weights,
    carriers_of,
    carrying,
    copying_again,
    grow,
    in_text,
    names_open,
    names_told,
    pile_of,
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

    @property
    def moved(self) -> Mapping[str, str]:
        return self.kept.moved

    def claims(self, report_ids: Collection[str]) -> Sequence[Claim]:
        return self.shelf.claims(report_ids, anchored=False)

    def reports(self, report_ids: Collection[str]) -> Sequence[Report]:
        return self.shelf.reports(report_ids)

    def bonds(self, accounts: Collection[str]) -> Mapping[Pair, Bond]:
        return self.kept.bonds(accounts)

    def before(self, accounts: Collection[str]) -> Mapping[Pair, float | None]:
        return self.kept.before(accounts)

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
    pile, more = kept.pile(), pile_of(claims, reports)
    touched, had = _touched(pile, more, kept), kept.copying()
    if touched is None or not {p.report_id for p in had.prints}.isdisjoint(new):
        return None
    first, second = kept.blocks()
    ground = _Ground(kept, shelf, pile, first, second)
    now = copying_again(had, reports, rows, shelf.reports)
    were, copies = kept.store.copies(), now.copies()
    added = More(frozenset(new), touched, pile.with_more(more), were, copies, rows)
    linking = grow(ground, added, weights)
    stated = in_text(claims)
    meant = kept.named(names_told(stated))
    names = {n: told for n, told in names_told(stated, meant).items() if told != meant.get(n)}
    left = kept.left_open({*names, *names_open(claims)})
    opened = names_open(claims)
    totals = {c.report_id for c in claims if c.kind is Kind.TOTAL}
    moved = {c for c, _ in linking.moved.items() ^ kept.moved.items()}
    fresh = replace(
        kept,
        moved=linking.moved,
        superlatives=sorted({*kept.superlatives, *superlatives}),
        totals=kept.totals | totals,
        gone=linking.gone,
        piled=linking.pile,
        renamed=names,
    )
    fresh.rebind({p: bond for p, (_, bond) in linking.bonds.items()})
    ends = {a for p in linking.bonds for a in p}
    size = (len(linking.first.ids), len(linking.second.ids), len(now.prints))
    texts = {
        **{f"bonds:{a}": bonds_text(fresh.known[a]) for a in sorted(ends)},
        **{f"before:{a}": before_text(a, odds) for a, odds in linking.before.items()},
        **{f"place:{name}": places_text(told) for name, told in names.items()},
        **{f"open:{n}": open_text(left.get(n, set()) | reports) for n, reports in opened.items()},
        **keep_blocks("first", linking.first, first),
        **keep_blocks("second", linking.second, second),
        **PRINTS.keep(now.prints, had.prints),
        **whole_of(
            linking.pile,
            linking.moved,
            now.direct,
            fresh.superlatives,
            fresh.totals,
            size,
        ),
    }
    last = many // CARRIERS.size
    stood = kept.carriers(last)
    texts |= CARRIERS.keep((*stood, *carriers_of(claims, reports)), stood, last)
    return Growth(
        frozenset(new),
        linking,
        fresh,
        copies,
        frozenset(c.report_id for c in {*were} ^ {*copies}),
        frozenset(kept.reports(moved).values()),
        frozenset(r for n in names for r in left.get(n, ())) - set(new),
        bool(totals),
        texts,
    )

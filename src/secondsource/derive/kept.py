"""What a case keeps from one run, so that a decision need not link and read everything again.

In: what linking stood on; later a case that keeps it. Out: texts to keep, and from them the bonds
of accounts, what is usual, what names of places mean, and the claims of reports as they are asked
for. It refuses to read more of a case than is asked for.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from secondsource.link import Bond, Named, Pile, Stand, ToldPlace, as_parted
from secondsource.model import Claim, Kind, Place, Report, Standing
from secondsource.store import Store, as_decided, from_json, to_json

SCALE = 1000  # odds are kept in whole thousandths
COPIED, CLASH = 1, 2


def kept_of(
    stand: Stand, claims: Iterable[Claim], superlatives: Iterable[str], mark: str
) -> dict[str, str]:
    """What to keep, by name; `superlatives` are the reports that call something the first."""
    bonds: dict[str, dict[str, list[int | str | None]]] = defaultdict(dict)
    for (a, b), bond in stand.bonds.items():
        odds = None if bond.odds is None else round(SCALE * bond.odds)
        flags = COPIED * bond.copied + CLASH * bond.clash
        bonds[a][b] = bonds[b][a] = [odds, flags, *([bond.sheet] if bond.sheet is not None else [])]
    pile = stand.pile
    places = {
        name: [[to_json(t.place, Place), t.report_id] for t in told]
        for name, told in stand.named.items()
    }
    across = {
        "superlatives": sorted(superlatives),
        "totals": sorted({c.report_id for c in claims if c.kind is Kind.TOTAL}),
    }
    return {
        **{f"bonds:{a}": _json(dict(sorted(others.items()))) for a, others in bonds.items()},
        "moved": _json(dict(stand.moved)),
        "pile": _json([pile.reports, pile.words, pile.names, pile.values]),
        "places": _json(places),
        "across": _json(across),
        "stand": mark,
    }


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Kept:
    """What the last run kept, read from the case as it is asked for."""

    store: Store
    stand: str | None
    moved: Mapping[str, str]
    superlatives: Sequence[str]
    totals: frozenset[str]
    known: dict[str, dict[str, Bond]] = field(default_factory=dict)  # read already

    @classmethod
    def of(cls, store: Store) -> Kept:
        """What a case keeps."""
        found = store.kept(("stand", "moved", "across"))
        across = json.loads(found.get("across", "{}"))
        return cls(
            store,
            found.get("stand"),
            json.loads(found.get("moved", "{}")),
            across.get("superlatives", ()),
            frozenset(across.get("totals", ())),
        )

    def pile(self) -> Pile:
        """What is usual in the case."""
        reports, *counts = json.loads(self.store.kept(("pile",))["pile"])
        words, names, values = (defaultdict(int, c) for c in counts)
        return Pile(reports, words, names, values)

    def named(self) -> Named:
        """What names of places mean in the case."""
        found = json.loads(self.store.kept(("places",))["places"])
        return {
            name: [ToldPlace(from_json(place, Place), report) for place, report in told]
            for name, told in found.items()
        }

    def mates(self, accounts: Collection[str]) -> set[str]:
        """These accounts with all that shared an incident with one of them."""
        incidents = self.store.homes(accounts).values()
        return {*accounts, *self.store.accounts_of(set(incidents))}

    def reports(self, accounts: Collection[str]) -> Mapping[str, str]:
        """The report that each account stands in."""
        return self.store.reports_of(accounts)

    def bonds(self, accounts: Collection[str]) -> dict[tuple[str, str], Bond]:
        """Every bond of these accounts."""
        missing = [a for a in accounts if a not in self.known]
        self.known.update((a, {}) for a in missing)
        for name, body in self.store.kept([f"bonds:{a}" for a in missing]).items():
            self.known[name.partition(":")[2]] = {
                other: Bond(
                    None if odds is None else odds / SCALE,
                    bool(flags & COPIED),
                    bool(flags & CLASH),
                    *sheet,
                )
                for other, (odds, flags, *sheet) in json.loads(body).items()
            }
        return {(min(a, b), max(a, b)): bond for a in accounts for b, bond in self.known[a].items()}


@dataclass(frozen=True, slots=True)
class Shelf:
    """The claims of a case by report, as people decided and linking parted them, each read once."""

    store: Store
    quoted: Sequence[Claim]  # as they are read, of all reports that decisions speak of
    standing: Sequence[Standing]
    moved: Mapping[str, str]
    read: dict[bool, dict[str, list[Claim]]] = field(default_factory=lambda: {True: {}, False: {}})
    texts: dict[str, Report] = field(default_factory=dict)

    def claims(self, report_ids: Collection[str], *, anchored: bool = True) -> list[Claim]:
        """The claims of some reports; with `anchored` as linking narrowed them at the last run."""
        shelf = self.read[anchored]
        missing = {r for r in report_ids if r not in shelf}
        if missing:
            shelf.update((r, []) for r in missing)
            found = self.store.read_in(missing, anchored=anchored)
            others = [c for c in self.quoted if c.report_id not in missing]
            for claim in as_parted(as_decided([*found, *others], self.standing), self.moved):
                if claim.report_id in missing:
                    shelf[claim.report_id].append(claim)
        return [c for r in sorted(set(report_ids)) for c in shelf[r]]

    def reports(self, report_ids: Collection[str]) -> list[Report]:
        """Some reports."""
        missing = {r for r in report_ids if r not in self.texts}
        if missing:
            self.texts.update((r.id, r) for r in self.store.reports(missing))
        return [self.texts[r] for r in sorted(set(report_ids)) if r in self.texts]

"""What a case keeps from one run, so that a decision need not link and read everything again.

In: what linking stood on; later a case that keeps it. Out: texts to keep, and from them the bonds
of accounts, what is usual, what names of places mean, and the claims of reports as they are asked
for. It refuses to read more of a case than is asked for.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from secondsource.derive.chunks import (
    CARRIERS,
    PRINTS,
    SCALE,
    WEAK,
    blocks_again,
    keep_blocks,
    names_of_blocks,
)
from secondsource.link import (
    Blocks,
    Bond,
    Carrier,
    Copying,
    Pile,
    Profile,
    Stand,
    ToldPlace,
    Weak,
    Weights,
    as_parted,
    names_open,
    ordered,
    together,
    told_by,
)
from secondsource.model import Claim, Copy, Kind, Place, Report, Standing
from secondsource.store import Store, added_in, as_decided, from_json, to_json

COPIED, CLASH, STORY = 1, 2, 4


Pair = tuple[str, str]


def kept_of(
    stand: Stand,
    claims: Sequence[Claim],
    copying: Copying,
    carriers: Sequence[Carrier],
    superlatives: Iterable[str],
    mark: str,
) -> dict[str, str]:
    """What to keep, by name; `superlatives` are the reports that call something the first."""
    bonds: dict[str, dict[Pair, Bond]] = defaultdict(dict)
    for pair, bond in stand.bonds.items():
        for account in pair:
            bonds[account][pair] = bond
    before: dict[str, dict[Pair, float | None]] = defaultdict(dict)
    for pair, odds in stand.before.items():
        for account in pair:
            before[account][pair] = odds
    return {
        **{f"bonds:{a}": bonds_text(a, told) for a, told in bonds.items()},
        **{f"before:{a}": before_text(a, odds) for a, odds in before.items()},
        **{f"place:{name}": places_text(told) for name, told in stand.named.items()},
        **{f"open:{name}": open_text(told) for name, told in names_open(claims).items()},
        **keep_blocks("first", stand.first),
        **keep_blocks("second", stand.second),
        **WEAK.keep(stand.weak),
        **CARRIERS.keep(carriers),
        **PRINTS.keep(copying.prints),
        "direct": copies_text(copying.direct),
        **whole_of(
            stand.pile,
            stand.moved,
            superlatives,
            {c.report_id for c in claims if c.kind is Kind.TOTAL},
            {w.account.id for w in stand.weak},
            (len(stand.first.ids), len(stand.second.ids), len(copying.prints)),
        ),
        "stand": mark,
    }


def whole_of(
    pile: Pile,
    moved: Mapping[str, str],
    superlatives: Iterable[str],
    totals: Collection[str],
    weak: Iterable[str],
    sizes: Sequence[int],
) -> dict[str, str]:
    """What is kept in one text each."""
    across = {"superlatives": superlatives, "totals": totals, "weak": weak}
    return {
        "moved": _json(dict(moved)),
        "pile": _json(
            [pile.reports, *(sorted(c.items()) for c in (pile.words, pile.names, pile.values))]
        ),
        "across": _json({name: sorted(told) for name, told in across.items()}),
        "sizes": _json(list(sizes)),
    }


def bonds_text(account: str, bonds: Mapping[Pair, Bond]) -> str:
    """The bonds of one account as they are kept."""
    found: dict[str, list[int | str | None]] = {}
    for (a, b), bond in sorted(bonds.items()):
        other = a if b == account else b
        odds = None if bond.odds is None else round(SCALE * bond.odds)
        flags = COPIED * bond.copied + CLASH * bond.clash + STORY * bond.story
        found[other] = [odds, flags, *([bond.sheet] if bond.sheet is not None else [])]
    return _json(found)


def before_text(account: str, odds: Mapping[Pair, float | None]) -> str:
    """Odds of one account before mixed ones were parted, as they are kept."""
    other = {a if b == account else b: w for (a, b), w in sorted(odds.items())}
    return _json({a: None if w is None else round(SCALE * w) for a, w in other.items()})


def places_text(told: Iterable[ToldPlace]) -> str:
    """What one name means, as it is kept: the places, and which reports give it which."""
    given = list(told)
    number = {place: n for n, place in enumerate(dict.fromkeys(t.place for t in given))}
    places = [to_json(place, Place) for place in number]
    return _json([places, [[number[t.place], t.report_id] for t in given]])


def copies_text(direct: Mapping[str, Copy]) -> str:
    """Which report repeats which, as it is kept."""
    return _json([[c.report_id, c.copy_of, c.share, c.exact] for _, c in sorted(direct.items())])


def open_text(reports: Iterable[str]) -> str:
    """The reports that leave one name open, as they are kept."""
    return _json(sorted(reports))


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
    added: Mapping[str, str] = field(default_factory=dict)  # claims that people did, their report
    known: dict[str, dict[Pair, Bond]] = field(default_factory=dict)  # read already
    parting: dict[str, dict[Pair, float | None]] = field(default_factory=dict)  # likewise
    of_account: dict[str, str] = field(default_factory=dict)  # the report of each, likewise
    gone: frozenset[str] = frozenset()  # accounts that are no more
    piled: Pile | None = None  # once it is another than that of the last run
    renamed: Mapping[str, Sequence[ToldPlace]] = field(default_factory=dict)  # likewise
    unsure: frozenset[str] = frozenset()  # the weak accounts at the last run
    weighed: tuple[Weak, ...] | None = None  # the weak accounts, once they are others

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
            unsure=frozenset(across.get("weak", ())),
        )

    def pile(self) -> Pile:
        """What is usual in the case."""
        if self.piled is not None:
            return self.piled
        reports, *counts = json.loads(self.store.kept(("pile",))["pile"])
        words, names, values = (defaultdict(int, c) for c in counts)
        return Pile(reports, words, names, values)

    def named(self, names: Collection[str]) -> dict[str, Sequence[ToldPlace]]:
        """What some names of places mean in the case."""
        texts = self.store.kept([f"place:{name}" for name in names])
        found: dict[str, Sequence[ToldPlace]] = {}
        for key, body in texts.items():
            given, told = json.loads(body)
            places = [from_json(place, Place) for place in given]
            found[key.partition(":")[2]] = [ToldPlace(places[n], report) for n, report in told]
        return found | {n: self.renamed[n] for n in names if n in self.renamed}

    def left_open(self, names: Collection[str]) -> dict[str, set[str]]:
        """The reports that leave some names of places open."""
        texts = self.store.kept([f"open:{name}" for name in names])
        return {key.partition(":")[2]: set(json.loads(body)) for key, body in texts.items()}

    def sizes(self) -> tuple[int, int, int]:
        """How many accounts were compared before and after mixed ones were parted; the reports."""
        first, second, reports = json.loads(self.store.kept(("sizes",))["sizes"])
        return first, second, reports

    def blocks(self) -> tuple[Blocks, Blocks]:
        """Which accounts were compared, before and after mixed ones were parted."""
        found = []
        for name, many in zip(("first", "second"), self.sizes(), strict=False):
            told, met = names_of_blocks(name, many)
            texts = self.store.kept((*told, *met))
            found.append(blocks_again(map(texts.pop, told), map(texts.pop, met)))
        return found[0], found[1]

    def weak(self) -> tuple[Weak, ...]:
        """The weak accounts with what each is like."""
        if self.weighed is not None:
            return self.weighed
        names = WEAK.names(len(self.unsure))
        texts = self.store.kept(names)
        return WEAK.again([texts[name] for name in names])

    def before(self, accounts: Collection[str]) -> dict[Pair, float | None]:
        """Odds of some accounts before mixed ones were parted, where bonds do not tell them."""
        unread = [a for a in accounts if a not in self.parting]
        self.parting.update((a, {}) for a in unread)
        for key, body in self.store.kept([f"before:{a}" for a in unread]).items():
            one = key.partition(":")[2]
            self.parting[one] = {
                ordered(one, two): None if odds is None else odds / SCALE
                for two, odds in json.loads(body).items()
            }
        return together(self.parting, accounts)

    def carriers(self, first: int = 0) -> tuple[Carrier, ...]:
        """What each report says, from the first of some chunk on."""
        names = CARRIERS.names(self.sizes()[2], first)
        texts = self.store.kept(names)
        return CARRIERS.again([texts[name] for name in names])

    def copying(self) -> Copying:
        """The reports as they are looked up by what they repeat."""
        names = PRINTS.names(self.sizes()[2])
        texts = self.store.kept((*names, "direct"))
        direct = (Copy(*row) for row in json.loads(texts["direct"]))
        prints = PRINTS.again([texts[name] for name in names])
        return Copying(prints, {c.report_id: c for c in direct})

    def rebind(self, bonds: Mapping[Pair, Bond | None]) -> None:
        """Has bonds be others than those of the last run; None for one that is no more."""
        self.bonds({a for p in bonds for a in p})
        for pair, bond in bonds.items():
            for account in pair:
                if bond is None:
                    self.known[account].pop(pair, None)
                else:
                    self.known[account][pair] = bond

    def mates(self, accounts: Collection[str]) -> set[str]:
        """These accounts with all that shared an incident with one of them."""
        incidents = self.store.homes(accounts).values()
        return {*accounts, *self.members(set(incidents))} - self.gone

    def members(self, incident_ids: Collection[str]) -> dict[str, str]:
        """The sure accounts that some incidents had, each with its incident."""
        found = self.store.accounts_of(incident_ids)
        return {a: i for a, i in found.items() if a not in self.unsure}

    def reports(self, accounts: Collection[str]) -> Mapping[str, str]:
        """The report that each account stands in."""
        unread = [a for a in accounts if a not in self.of_account]
        if unread:
            self.of_account.update(self.store.reports_of(unread))
        self.of_account.update((a, self.added[a]) for a in unread if a in self.added)
        return {a: self.of_account[a] for a in accounts if a in self.of_account}

    def accounts_in(self, report_ids: Collection[str]) -> set[str]:
        """The accounts of some reports that tell of incidents."""
        ours = self.store.homes([a for a, report in self.added.items() if report in report_ids])
        return {*self.store.accounts_in(report_ids), *ours}

    def bonds(self, accounts: Collection[str]) -> dict[tuple[str, str], Bond]:
        """Every bond of these accounts."""
        missing = [a for a in accounts if a not in self.known]
        self.known.update((a, {}) for a in missing)
        for name, body in self.store.kept([f"bonds:{a}" for a in missing]).items():
            one = name.partition(":")[2]
            self.known[one] = {
                ordered(one, other): Bond(
                    None if odds is None else odds / SCALE,
                    bool(flags & COPIED),
                    bool(flags & CLASH),
                    sheet[0] if sheet else None,
                    bool(flags & STORY),
                )
                for other, (odds, flags, *sheet) in json.loads(body).items()
            }
        return together(self.known, accounts)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The claims of a case by report, as people decided and linking parted them, each read once.

    `force` tells which of some weak accounts have an incident; without it none are in force.
    """

    store: Store
    quoted: Sequence[Claim]  # as they are read, of all reports that decisions speak of
    standing: Sequence[Standing]
    moved: Mapping[str, str]
    read: dict[bool, dict[str, list[Claim]]] = field(default_factory=lambda: {True: {}, False: {}})
    texts: dict[str, Report] = field(default_factory=dict)
    force: Callable[[Collection[str]], Mapping[str, str]] | None = None

    def claims(self, report_ids: Collection[str], *, anchored: bool = True) -> list[Claim]:
        """The claims of some reports; with `anchored` as linking narrowed them at the last run."""
        found = self.every(report_ids, anchored=anchored)
        weak = {c.account_id for c in found if c.weak}
        held = self.force(weak) if weak and self.force else {}
        return [c for c in found if not c.weak or c.account_id in held]

    def weak(self, accounts: Collection[str]) -> tuple[Claim, ...]:
        """The claims of some accounts, those of them that are weak, as their reports have them."""
        names = set(self.store.reports_of(accounts).values())
        return tuple(
            c for c in self.every(names, anchored=False) if c.weak and c.account_id in accounts
        )

    def every(self, report_ids: Collection[str], *, anchored: bool = True) -> list[Claim]:
        """The claims of some reports, those that are not in force among them."""
        shelf = self.read[anchored]
        missing = {r for r in report_ids if r not in shelf}
        if missing:
            shelf.update((r, []) for r in missing)
            found = self.store.read_in(missing, anchored=anchored)
            others = [c for c in self.quoted if c.report_id not in missing]
            told = as_parted(as_decided([*found, *others], self.standing), self.moved)
            mine = [claim for claim in told if claim.report_id in missing]
            adding = {r for s in self.standing for r in added_in(s.decision)}
            if anchored and not adding.isdisjoint(missing):
                mine = list(self.store.anchored(mine))
            for claim in mine:
                shelf[claim.report_id].append(claim)
        return [c for r in sorted(set(report_ids)) for c in shelf[r]]

    def reports(self, report_ids: Collection[str]) -> list[Report]:
        """Some reports."""
        missing = {r for r in report_ids if r not in self.texts}
        if missing:
            self.texts.update((r.id, r) for r in self.store.reports(missing))
        return [self.texts[r] for r in sorted(set(report_ids)) if r in self.texts]

    def parted(self, moved: Mapping[str, str]) -> Shelf:
        """The same as linking parts the claims now; nothing of what was read is read again."""
        read = {
            anchored: {r: list(as_parted(mine, moved)) for r, mine in shelf.items()}
            for anchored, shelf in self.read.items()
        }
        return replace(self, moved=moved, read=read)


@dataclass(frozen=True, slots=True)
class Accounts:
    """Gives accounts as they are compared now, each made once."""

    kept: Kept
    shelf: Shelf
    weights: Weights
    made: dict[str, Profile] = field(default_factory=dict)

    def __call__(self, names: Collection[str]) -> dict[str, Profile]:
        """Some accounts by id, those that tell of incidents."""
        unmade = frozenset(names) - self.made.keys()
        if unmade:
            of = set(self.kept.reports(unmade).values())
            claims, reports = self.shelf.every(of, anchored=False), self.shelf.reports(of)
            found = told_by(claims, reports, self.kept.pile(), self.weights, unmade)
            self.made.update((p.id, p) for p in found)
        return {name: self.made[name] for name in names if name in self.made}

"""How far a change reaches: the accounts whose incident has to be worked out again.

In: the index of a case, and accounts and reports that are new, changed or grouped again. Out: all
accounts whose dates, places or fields can depend on them. An incident is reached whole; and since
reports without a date take days from one incident to the next, so are all incidents that such a
report tells of. It refuses to look at what the reports say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from secondsource.link.index import Index


@dataclass(frozen=True, slots=True)
class Reach:
    """The groups that are reached, and the reports that tell of them or were named."""

    groups: tuple[tuple[str, ...], ...]
    reports: frozenset[str]
    accounts: frozenset[str]


def reach(index: Index, accounts: Collection[str], reports: Collection[str]) -> Reach:
    """What is reached from some accounts and all accounts of some reports."""
    groups: dict[int, list[str]] = defaultdict(list)
    told: dict[str, list[str]] = defaultdict(list)
    home: dict[str, int] = {}
    teller: dict[str, str] = {}
    blocks = index.blocks
    rows = zip(blocks.accounts, blocks.reports, index.home.tolist(), strict=True)
    for account, report, group in rows:
        groups[group].append(account)
        told[report].append(account)
        home[account], teller[account] = group, report
    found: set[str] = set()
    waiting = [*accounts, *(a for r in reports for a in told.get(r, ()))]
    while waiting:
        account = waiting.pop()
        if account not in found:
            mates = groups[home[account]]
            found.update(mates)
            undated = {teller[a] for a in mates} & index.waiting
            waiting += [a for r in sorted(undated) for a in told[r] if a not in found]
    reached = sorted({home[a] for a in found})
    return Reach(
        tuple(sorted(tuple(sorted(groups[n])) for n in reached)),
        frozenset({teller[a] for a in found} | set(reports)),
        frozenset(found),
    )

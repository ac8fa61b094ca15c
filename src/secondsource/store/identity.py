"""Which id each group of accounts bears: ids are minted once, kept, and redirected on a merge.

In: groups of account ids, and what the membership log last said of every incident. Out: one
identity a group, a pure function of both, whatever the order of the groups. It refuses groups
that share an account, since an account tells of one incident.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from secondsource.errors import StoreError


@dataclass(frozen=True, slots=True)
class Member:
    """What the membership log last said of one incident id."""

    incident_id: str
    accounts: frozenset[str]
    order: int  # of minting: the lower, the older
    minted_from: str  # the account whose id gave the incident its own
    merged_into: str | None = None
    revision: int = 1
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """The id that a group of accounts bears, and the ids that now redirect to it."""

    id: str
    accounts: tuple[str, ...]
    former_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Identities:
    """Identities of incidents, and what the membership log said of them when they were given."""

    every: tuple[Identity, ...]
    members: tuple[Member, ...]


def assign_ids(
    groups: Sequence[Sequence[str]], members: Iterable[Member], beyond: Collection[str] = ()
) -> tuple[Identity, ...]:
    """One identity a group, in the order of the groups; `beyond` are ids of no such member.

    An incident keeps its id on the group that holds most of its accounts (on a tie, the one with
    the account it was minted from, then the smallest account). Where two incidents meet in one
    group, the older id stays and the other redirects. A group that no incident claims takes back
    the id it bore before a merge, or else is given a new one from its smallest account.
    """
    group_of = _places(groups)
    known = {m.incident_id: m for m in sorted(members, key=lambda m: m.order)}
    ids, merged = _inherit(groups, group_of, known)
    taken = {*known, *beyond}
    for number in sorted(set(range(len(groups))) - set(ids), key=lambda n: min(groups[n])):
        ids[number] = _mint(min(groups[number]), taken)
        taken.add(ids[number])
    former = _former(known, merged, set(ids.values()))
    return tuple(
        Identity(ids[n], tuple(sorted(group)), former.get(ids[n], ()))
        for n, group in enumerate(groups)
    )


def redirects(identities: Iterable[Identity]) -> dict[str, str]:
    """Every former id with the id it now leads to."""
    return {former: i.id for i in identities for former in i.former_ids}


def _places(groups: Sequence[Sequence[str]]) -> dict[str, int]:
    group_of: dict[str, int] = {}
    for number, group in enumerate(groups):
        if not group:
            raise StoreError(f"Group {number} has no account. An incident rests on at least one.")
        for account in group:
            if group_of.setdefault(account, number) != number:
                raise StoreError(
                    f"The account {account} stands in two incidents. Group the accounts again."
                )
    return group_of


def _heir(
    member: Member, groups: Sequence[Sequence[str]], group_of: Mapping[str, int]
) -> int | None:
    """The group that holds most of an incident's accounts, or None where none holds any."""
    shares = Counter(group_of[a] for a in member.accounts if a in group_of)
    if not shares:
        return None
    return min(
        shares,
        key=lambda n: (-shares[n], member.minted_from not in groups[n], min(groups[n])),
    )


def _inherit(
    groups: Sequence[Sequence[str]], group_of: Mapping[str, int], known: Mapping[str, Member]
) -> tuple[dict[int, str], dict[str, str]]:
    """Group number to id, and merged id to the id that stays; live incidents before merged."""
    ids: dict[int, str] = {}
    merged: dict[str, str] = {}
    for live in (True, False):
        for member in known.values():
            if (member.merged_into is None) is not live:
                continue
            heir = _heir(member, groups, group_of)
            if heir is None:
                continue
            if heir not in ids:
                ids[heir] = member.incident_id
            elif live:
                merged[member.incident_id] = ids[heir]
    return ids, merged


def _mint(account: str, taken: set[str]) -> str:
    salt = 0
    while True:
        seed = account if not salt else f"{account}\n{salt}"
        minted = "i" + sha256(seed.encode()).hexdigest()[:16]
        if minted not in taken:
            return minted
        salt += 1


def _former(
    known: Mapping[str, Member], merged: Mapping[str, str], live: set[str]
) -> dict[str, tuple[str, ...]]:
    """Id to the ids that redirect to it, followed through chains of merges."""
    leads = {m.incident_id: m.merged_into for m in known.values() if m.merged_into} | dict(merged)
    former: dict[str, list[str]] = {}
    for start in sorted(set(leads) - live):
        end, seen = start, {start}
        while end not in live and (onward := leads.get(end)) is not None and onward not in seen:
            seen.add(onward)
            end = onward
        if end in live:
            former.setdefault(end, []).append(start)
    return {end: tuple(starts) for end, starts in former.items()}

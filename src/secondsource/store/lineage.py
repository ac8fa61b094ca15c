"""What takes the place of what: claims that are read anew, accounts, and incidents over time.

In: claims before and after, rows of the logs. Out: heirs of claims and accounts, what the
membership log says, and the rows it gains. It refuses an incident whose id is not its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from secondsource.errors import StoreError
from secondsource.model import Claim, Incident, Report
from secondsource.store.identity import Identity, Member, redirects
from secondsource.store.rows import Row, content

# --- claims and accounts -----------------------------------------------------------------------


def heirs(report: Report, before: Sequence[Claim], after: Sequence[Claim]) -> dict[str, str]:
    """Each claim that goes with the one that takes its place in the report, where there is one.

    The heir is the claim of the same kind that covers most of the former one's words; where the
    text has changed, the one whose sentence shares most words with it, at least half of both
    together. Among equals the same trigger decides, then the same type, then nearness.
    """
    staying = {c.id for c in after}
    found: dict[str, str] = {}
    for old in before:
        if old.id in staying:
            continue
        rivals = ((_likeness(report, old, new), new) for new in after if new.kind is old.kind)
        fit = [(_rank(share, old, new), new.id) for share, new in rivals if share > 0]
        if fit:
            found[old.id] = min(fit)[1]
    return found


def _rank(share: float, old: Claim, new: Claim) -> tuple[float, bool, bool, int]:
    """How well a claim takes the place of another: the smaller, the better."""
    quotes = [c.trigger.quote if c.trigger else "" for c in (old, new)]
    distance = abs(new.evidence.start - old.evidence.start)
    return -share, quotes[0] != quotes[1], old.event_type != new.event_type, distance


def _likeness(report: Report, old: Claim, new: Claim) -> float:
    """How much two claims' words have in common, 0 to 1; 0 where it is too little to count."""
    was, now = old.evidence, new.evidence
    if report.text[was.start : was.end] == was.quote:
        common = min(was.end, now.end) - max(was.start, now.start)
        return max(0, common) / (was.end - was.start)
    left, right = set(was.quote.split()), set(now.quote.split())
    share = len(left & right) / max(1, len(left | right))
    return share if share >= 0.5 else 0.0


def account_now(log: Sequence[Row], split: Mapping[str, str]) -> dict[str, str]:
    """Account ids of any time with the live account that now stands in their place.

    `log` are all claim rows, oldest first. An account is named by its first claim: where that
    claim is superseded, its heir's account takes over. `split` are the claims of accounts that a
    person has split, with the account they are in now.
    """
    live: dict[str, str] = {r["id"]: r["account_id"] for r in log if r["replaced_at"] is None}
    live.update(split)
    return live | {old: live[new] for old, new in claim_now(log).items()}


def claim_now(log: Sequence[Row]) -> dict[str, str]:
    """Claims that are gone with the live claim that now stands in their place, where there is one.

    `log` are all claim rows, oldest first; heirs of heirs are followed.
    """
    live = {row["id"] for row in log if row["replaced_at"] is None}
    onward = {row["id"]: row["heir"] for row in log if row["heir"] and row["id"] not in live}
    found = {}
    for start in onward:
        end, seen = start, {start}
        while end not in live and end in onward and onward[end] not in seen:
            end = onward[end]
            seen.add(end)
        if end in live:
            found[start] = end
    return found


# --- incidents --------------------------------------------------------------------------------


def accounts_in(log: Sequence[Row]) -> set[str]:
    """Every account that rows of the membership log name."""
    return {account for row in log for account in json.loads(row["accounts"])}


def members_of(log: Sequence[Row], now: Mapping[str, str]) -> tuple[Member, ...]:
    """What the membership log, oldest row first, last says of every incident id."""
    members: dict[str, Member] = {}
    for row in log:
        incident_id, accounts = row["incident_id"], json.loads(row["accounts"])
        first = members.get(incident_id)
        members[incident_id] = Member(
            incident_id,
            frozenset(now.get(a, a) for a in accounts),
            first.order if first else row["seq"],
            first.minted_from if first else now.get(min(accounts), min(accounts)),
            row["merged_into"],
            row["revision"],
            row["digest"],
        )
    return tuple(sorted(members.values(), key=lambda m: m.order))


def remember(
    incidents: Sequence[Incident],
    identities: Sequence[Identity],
    members: Sequence[Member],
    now: str,
    every: Sequence[Identity],
) -> tuple[tuple[Incident, ...], list[dict[str, Any]]]:
    """The incidents with revision and former ids, and the rows the membership log gains.

    `identities` are those of the incidents, in their order; `every` are those of all incidents
    whose former ids may have changed.
    """
    known = {m.incident_id: m for m in members}
    done, log = [], []
    for incident, identity in zip(incidents, identities, strict=True):
        if incident.id != identity.id:
            raise StoreError(
                f"The incident {incident.id} should bear the id {identity.id}. Give incidents the "
                "ids that assign_ids gives for their accounts."
            )
        before, says = known.get(incident.id), content(incident)
        same = before is not None and before.digest == says and before.merged_into is None
        revision = (before.revision + (not same)) if before else 1
        done.append(replace(incident, revision=revision, former_ids=identity.former_ids))
        if not same:
            log.append(_entry(incident.id, revision, incident.accounts, says, None, now))
    for former, onward in sorted(redirects(every).items()):
        member = known.get(former)
        if member is not None and member.merged_into != onward:
            kept = tuple(sorted(member.accounts))
            log.append(_entry(former, member.revision, kept, member.digest, onward, now))
    return tuple(done), log


def _entry(
    incident_id: str,
    revision: int,
    accounts: Sequence[str],
    says: str,
    merged_into: str | None,
    now: str,
) -> dict[str, Any]:
    return {
        "incident_id": incident_id,
        "revision": revision,
        "accounts": json.dumps(sorted(accounts)),
        "digest": says,
        "merged_into": merged_into,
        "at": now,
    }

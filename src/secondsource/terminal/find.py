"""What a person means by a number, an id or the beginning of one.

In: a `Shown` and what was typed. Out: the incident, report or claim it names. It refuses what names
nothing, and what names more than one thing.
"""

from __future__ import annotations

from secondsource.errors import InputError
from secondsource.model import Claim, Incident, Report
from secondsource.terminal.shown import Shown


def find(shown: Shown, what: str) -> Incident | Report | Claim:
    """What a number of the table, an id or the beginning of one names."""
    if what.isdecimal() and 1 <= int(what) <= len(shown.incidents):
        return shown.incidents[int(what) - 1]
    for incident in shown.incidents:
        if what == incident.id or what in incident.former_ids:
            return incident
    exact = shown.reports.get(what) or shown.claims.get(what)
    if exact:
        return exact
    if what and not what.isdecimal():
        named: list[Incident | Report | Claim] = [
            *(i for i in shown.incidents if i.id.startswith(what)),
            *(r for r in shown.reports.values() if r.id.startswith(what)),
            *(c for c in shown.claims.values() if c.id.startswith(what)),
        ]
        named = named or [r for r in shown.reports.values() if what in r.id]
        if len(named) == 1:
            return named[0]
        if named:
            raise InputError(
                f"{what!r} may be any of {len(named)}: {', '.join(n.id for n in named[:3])} … "
                "Give more of the id."
            )
    numbers = f"a number from 1 to {len(shown.incidents)}, or " if shown.incidents else ""
    raise InputError(
        f"Nothing in this case is called {what!r}. Use {numbers}an id "
        f"as `secondsource export{shown.case}` writes it."
    )


def find_told(shown: Shown, what: str) -> Incident | Claim:
    """The incident or claim that was named; the id of an account is that of its first claim."""
    found = find(shown, what)
    if isinstance(found, Report):
        raise InputError(f"{what} is a report; name one of its claims (secondsource show {what}).")
    return found


def find_incident(shown: Shown, what: str) -> Incident:
    """The incident that was named; InputError where it is something else."""
    found = find(shown, what)
    if not isinstance(found, Incident):
        raise InputError(f"{what} is no incident. Give its number in the table, or its id.")
    return found


def find_claim(shown: Shown, what: str) -> Claim:
    """The claim that was named; InputError where it is something else."""
    found = find(shown, what)
    if not isinstance(found, Claim):
        raise InputError(
            f"{what} is no claim. `secondsource show{shown.case}` with an incident or a report "
            "prints the ids of its claims."
        )
    return found


def find_report(shown: Shown, what: str) -> Report:
    """The report that was named; InputError where it is something else."""
    found = find(shown, what)
    if not isinstance(found, Report):
        raise InputError(f"{what} is no report. Give the id that `secondsource show` prints.")
    return found


def find_account(shown: Shown, what: str) -> str:
    """The id of an account, where an account, a claim or an incident (its first) was named."""
    if any(claim.account_id == what for claim in shown.claims.values()):
        return what
    found = find_told(shown, what)
    return found.accounts[0] if isinstance(found, Incident) else found.account_id

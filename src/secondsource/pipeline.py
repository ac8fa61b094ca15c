"""How a report becomes part of an incident; the module to read first.

    bytes ─ read ─▶ Report ─ tag ─▶ Mentions ─ extract ─▶ Claims in words ─ resolve ─▶ with values
    Claims + Judgements ─ link ─▶ groups, with reasons, copies, anchors
    Statements + Rulings ─ reconcile ─▶ fields ─▶ Incident

Work on one report is a pure function (`code_report`), work on one incident is a pure function
(`reconcile_incident`), and only `link_accounts` sees many claims. The stages do not know one
another, the store, the settings or the clock; this module is where they meet.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from secondsource import __version__, derive
from secondsource.errors import InputError, StoreError
from secondsource.extract import Reader, extract_claims, open_reader
from secondsource.link import Weights, open_weights
from secondsource.link import explain_accounts as explain_pair
from secondsource.model import (
    Actor,
    Claim,
    Decision,
    Issue,
    Link,
    Mention,
    Place,
    Report,
    Statement,
)
from secondsource.plaincase import claims_as_printed, in_plain_case, mentions_as_printed
from secondsource.read import Named, Reading, is_english, read_sources, report_warnings
from secondsource.reconcile import DEFAULT_RULES, RuleSet, open_rules
from secondsource.resolve import (
    Actors,
    Gazetteer,
    open_actors,
    open_gazetteer,
    resolve_claims,
    tag_report,
)
from secondsource.store import Store

CODING = ("text", "extract", "resolve", "data")  # what decides how a report is coded
DERIVING = ("text", "link", "reconcile", "resolve", "derive", "data")  # what decides on incidents
FAILED = " (failed)"  # of a coder: the next run tries again
BIG = 1_000_000  # bytes; bigger data files stand beside a small one that holds their digest


@dataclass(frozen=True, slots=True)
class Tools:
    """What a worker opens once and hands down: everything read from data files."""

    reader: Reader
    gazetteer: Gazetteer
    actors: Actors
    weights: Weights
    coder: str  # names the code and data that code a report; another one codes it anew
    linker: str  # names the code and data that link and reconcile; another one does it all anew

    def known(self, name: str) -> Place | Actor | None:
        """The place of the gazetteer or the party of the list that has this id."""
        spot = self.gazetteer.known(name)
        return self.gazetteer.place(spot) if spot else self.actors.get(name)


@dataclass(frozen=True, slots=True)
class Ran:
    """What one run did: reports coded, reports known already, and what failed."""

    new: int
    unchanged: int
    failed: tuple[Issue, ...]


Progress = Callable[[int, str], None]
"""Told after each report how many were seen and the id of the last, and when linking begins."""


def open_tools(actors: Path | None = None) -> Tools:
    """The tools with the data files that ship with the package, and the user's own actors."""
    gazetteer = open_gazetteer()
    return Tools(
        open_reader(),
        gazetteer,
        open_actors(actors),
        open_weights(),
        _mark(CODING, actors, gazetteer.added),
        _mark(DERIVING, actors, gazetteer.added),
    )


def _mark(folders: Sequence[str], actors: Path | None, places: str = "") -> str:
    """A mark that changes whenever code or data of some folders change."""
    here = Path(__file__).parent
    files = [here / "model.py", here / "sides.py", here / "distance.py"]
    files += [f for folder in folders for f in (here / folder).rglob("*") if f.suffix != ".pyc"]
    digest = sha256()
    for file in sorted(f for f in files if f.is_file() and f.stat().st_size < BIG):
        digest.update(file.relative_to(here).as_posix().encode())
        digest.update(file.read_bytes())
    if actors is not None:
        digest.update(actors.read_bytes())
    digest.update(places.encode())
    return f"{__version__}+{digest.hexdigest()[:12]}"


# --- one report -------------------------------------------------------------------------------


def code_report(report: Report, tools: Tools) -> tuple[Claim, ...]:
    """The claims of one report, with values; a pure function of the report and the data files."""
    return tag_and_code(report, tools)[1]


def tag_and_code(report: Report, tools: Tools) -> tuple[tuple[Mention, ...], tuple[Claim, ...]]:
    """Every mention of one report, and its claims; none of a report that is not in English.

    The weak claims among them are for `link`: by themselves they say too little.
    """
    if not is_english(report):
        return tag_report(report, tools.gazetteer, tools.actors), ()
    read = in_plain_case(report)
    mentions = tag_report(read, tools.gazetteer, tools.actors)
    claims = extract_claims(read, mentions, tools.reader)
    claims = resolve_claims(claims, read, mentions, tools.gazetteer, tools.actors)
    if read is report:
        return mentions, claims
    return mentions_as_printed(mentions, report), claims_as_printed(claims, report)


def _read_into(store: Store, reading: Reading, tools: Tools, at: datetime) -> tuple[Issue, ...]:
    """Code one report and store it with its claims, in one transaction; what failed, if it did.

    A report that cannot be coded is kept without claims; the next run tries it again.
    """
    try:
        claims = code_report(reading.report, tools)
        _put(store, reading, claims, tools.coder, at)
    except StoreError:
        raise
    except Exception:  # the one catch-all: a bad report never stops a run
        issue = _uncodable(reading.report)
        _put(store, reading, (), f"{tools.coder}{FAILED}", at, (issue,))
        return (issue,)
    return ()


def _put(
    store: Store,
    reading: Reading,
    claims: tuple[Claim, ...],
    coder: str,
    at: datetime,
    issues: tuple[Issue, ...] = (),
) -> None:
    store.put_report(
        reading.report,
        reading.original,
        claims,
        coder=coder,
        at=at,
        warnings=report_warnings(reading.report),
        issues=issues,
    )


def _uncodable(report: Report) -> Issue:
    trace = traceback.format_exc(limit=-3)
    return Issue(
        "extract",
        "uncodable",
        f"Report {report.id} was kept but could not be coded; please report this: {trace}",
        report_id=report.id,
        failed=True,
    )


# --- a case -----------------------------------------------------------------------------------


def run(
    sources: Sequence[str | Named],
    store: Store,
    tools: Tools,
    *,
    at: datetime,
    progress: Progress = lambda done, what: None,
) -> Ran:
    """Read sources into a case, then link and reconcile it; the store is the result.

    What another version of the code or its data has coded is coded anew. A run that is killed
    leaves whole reports behind, and the next run completes it.
    """
    rules = rules_in_force(store)
    run_id = store.start_run(__version__, {"coder": tools.coder}, {"rules": rules.name}, at)
    new = unchanged = 0
    issues: list[Issue] = []
    for found in read_sources(sources, retrieved_at=at):
        if isinstance(found, Issue):
            issues.append(found)
            continue
        if store.has_report(found.report, tools.coder):
            unchanged += 1
        else:
            issues.extend(_read_into(store, found, tools, at))
            new += 1
        progress(new + unchanged, found.report.id)
    tried = {issue.report_id for issue in issues}
    for report in store.uncoded(tools.coder):
        if report.id not in tried:
            issues.extend(_code_anew(store, report, tools, at))
    store.put_issues(
        [i for i in issues if i.stage == "read"], at=at, files=[str(s) for s in sources]
    )
    progress(new + unchanged, "linking")
    derive.catch_up(store, _deriving(store, tools), at=at)
    store.end_run(run_id, at)
    return Ran(new, unchanged, tuple(i for i in issues if i.failed))


def _code_anew(store: Store, report: Report, tools: Tools, at: datetime) -> tuple[Issue, ...]:
    original = store.original(report.id)
    if original is None:
        raise InputError(f"The case has lost the original of report {report.id}. Read it again.")
    return _read_into(store, Reading(report, original), tools, at)


def rules_in_force(store: Store) -> RuleSet:
    """The rule set that a case is reconciled by: the one last chosen, else the default."""
    return open_rules(_last_setting(store, "rules") or DEFAULT_RULES)


def two_person(store: Store) -> bool:
    """Whether the doer and the tolls of civilians need a second name's check in a case."""
    return _last_setting(store, "two_person") == "on"


def _last_setting(store: Store, name: str) -> str | None:
    """What a setting of a case was last set to, or None where it never was."""
    found = (dict(r.settings).get(name) for r in reversed(store.runs()))
    return next((value for value in found if value), None)


def switch_rules(name: str, store: Store, tools: Tools, *, at: datetime) -> RuleSet:
    """Reconcile a case by another rule set from now on; no report is read or coded again."""
    rules = open_rules(name)
    _set(store, {"rules": rules.name}, tools, at)
    return rules


def switch_two_person(on: bool, store: Store, tools: Tools, *, at: datetime) -> None:
    """Ask for a second name from now on, or no more; what was checked stays in the ledger."""
    _set(store, {"two_person": "on" if on else "off"}, tools, at)


def _set(store: Store, settings: dict[str, str], tools: Tools, at: datetime) -> None:
    run_id = store.start_run(__version__, {"coder": tools.coder}, settings, at)
    rebuild(store, tools, at=at)
    store.end_run(run_id, at)


def rebuild(store: Store, tools: Tools, *, at: datetime) -> None:
    """Link and reconcile everything that is stored; the derived tables are replaced in one step."""
    derive.rebuild(store, _deriving(store, tools), at=at)


def _deriving(store: Store, tools: Tools) -> derive.Deriving:
    rules, two = rules_in_force(store), two_person(store)
    return derive.Deriving(tools.weights, rules, tools.known, two, tools.linker)


def decide(store: Store, decision: Decision, tools: Tools | None) -> Decision:
    """Note a decision, and work it into the incidents at once where tools are given."""
    return decide_together(store, (decision,), tools)[0]


def decide_together(
    store: Store, decisions: Sequence[Decision], tools: Tools | None
) -> tuple[Decision, ...]:
    """Note the decisions of one act, all or none, and work them in where tools are given."""
    with store.transaction():
        noted = tuple(store.put_decision(decision) for decision in decisions)
        if tools is not None:
            at = noted[-1].at
            run_id = store.start_run(__version__, {}, {"decision": noted[0].id}, at)
            derive.catch_up(store, _deriving(store, tools), at=at)
            store.end_run(run_id, at)
    return noted


def values_read(claim: Claim, report: Report, tools: Tools) -> Claim:
    """A claim that a person quotes, with the value that each of its words has in its report."""
    read = in_plain_case(report)
    mentions = tag_report(read, tools.gazetteer, tools.actors)
    (told,) = claims_as_printed((claim,), read)

    def value(statement: Statement) -> Statement:
        alone = (replace(told, statements=(statement,)),)
        found = resolve_claims(alone, read, mentions, tools.gazetteer, tools.actors)
        said = (s for c in found for s in c.statements if s.id == statement.id)
        return next(said, statement)

    told = replace(told, statements=tuple(map(value, told.statements)))
    return claims_as_printed((told,), report)[0]


def explain_accounts(store: Store, left: str, right: str, tools: Tools) -> Link:
    """What speaks for and against two accounts telling of one incident, as they stand now."""
    pair = (left, right) if left < right else (right, left)
    for link in store.links():
        if (link.left, link.right) == pair:
            return link
    claims, reports = store.claims(anchored=False), store.reports()
    found = explain_pair(*pair, claims, reports, store.copies(), tools.weights)
    if found is None:
        raise InputError(f"{left} or {right} tells of no incident; name two accounts that do.")
    return found


def tag(
    sources: Sequence[str], tools: Tools, *, at: datetime
) -> Iterator[tuple[Report, tuple[Mention, ...], tuple[Claim, ...]] | Issue]:
    """Each report with its mentions and its sure claims, without a case."""
    for found in read_sources(sources, retrieved_at=at):
        if isinstance(found, Issue):
            yield found
        else:
            mentions, claims = tag_and_code(found.report, tools)
            yield found.report, mentions, tuple(c for c in claims if not c.weak)

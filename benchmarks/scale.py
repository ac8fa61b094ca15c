"""How linking grows: cost, memory and groups of cases of many composed reports, and of one more.

Run: `python benchmarks/scale.py [--reports 1000 3000 10000] [--more 20] [--folder FOLDER]`. In:
reports of `composed.py`, coded by the rules alone (the model would take 20 minutes for 10,000); so
what linking reads has the form and the noise of real claims: dates, tolls, places and parties are
missing, wrong or vague where the rules miss them. Coded cases are kept in the folder. Out: for each
number of reports the seconds and the CPU seconds of linking and reconciling, the peak of memory,
B3 against the truth; then some reports are taken out of the case and added one by one, each in one
step as a run takes it, and the incidents, links and disputes that this gives are held against those
of the case built at once.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from composed import Composed, compose

from secondsource import derive
from secondsource.extract import open_rules
from secondsource.link import sample_of
from secondsource.model import Claim, Incident, Kind, Report
from secondsource.pipeline import code_report, open_tools
from secondsource.store import Store

AT = datetime(2026, 1, 1, tzinfo=UTC)


def report_of(told: Composed) -> Report:
    """A composed report as it would be read."""
    digest = hashlib.sha256(told.text.encode()).hexdigest()
    basis = "source" if told.published else None
    return Report(
        told.id,
        told.text,
        digest,
        digest,
        source=told.source,
        published=told.published,
        published_basis=basis,
        retrieved_at=AT,
    )


def coded(many: int, folder: Path) -> Path:
    """A case with so many composed reports, coded and not linked."""
    case = folder / f"composed-{many}.db"
    if case.exists():
        return case
    tools = replace(open_tools(), reader=open_rules())
    began = time.perf_counter()
    with closing(Store.writer(folder / "coding.db", AT)) as store, store.transaction():
        for told in compose(many):
            report = report_of(told)
            claims = code_report(report, tools)
            store.put_report(report, report.text.encode(), claims, coder="rules", at=AT)
    (folder / "coding.db").rename(case)
    print(f"{many} reports coded by the rules in {time.perf_counter() - began:.0f} s")
    return case


def linked(case: Path, name: str, without: frozenset[str] = frozenset()) -> Path:
    """A copy of a case, linked and reconciled, without some of its reports."""
    copy = case.with_name(f"{case.stem}-{name}.db")
    copy.unlink(missing_ok=True)
    with closing(Store.reader(case)) as store:
        reports, claims = store.reports(), _by_report(store.claims(anchored=False))
    with closing(Store.writer(copy, AT)) as store:
        with store.transaction():
            for report in reports:
                if report.id not in without:
                    told = claims.get(report.id, ())
                    store.put_report(report, report.text.encode(), told, coder="rules", at=AT)
        del reports, claims
        began, spent = time.perf_counter(), time.process_time()
        derive.rebuild(store, open_tools().deriving, at=AT)
        wall, cpu = time.perf_counter() - began, time.process_time() - spent
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"wall": wall, "cpu": cpu, "peak": peak}))
    return copy


def _by_report(claims: Sequence[Claim]) -> dict[str, list[Claim]]:
    found: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        found[claim.report_id].append(claim)
    return found


def b3(case: Path, many: int) -> tuple[float, float]:
    """B3 precision and recall of the accounts that tell of a true incident."""
    truth = {told.id: told.truth for told in compose(many)}
    with closing(Store.reader(case)) as store:
        claims, incidents = store.claims(), store.incidents()
    true: dict[str, int] = {}
    for claim in claims:
        if claim.kind is Kind.INCIDENT and claim.trigger and claim.account_id not in true:
            at = claim.trigger.start
            for start, end, number in truth[claim.report_id]:
                if start <= at < end:
                    true[claim.account_id] = number
    found = {a: i.id for i in incidents for a in i.accounts if a in true}
    ours: dict[str, set[str]] = defaultdict(set)
    theirs: dict[int, set[str]] = defaultdict(set)
    for account, incident in found.items():
        ours[incident].add(account)
        theirs[true[account]].add(account)
    both = [(len(ours[i] & theirs[true[a]]), i, true[a]) for a, i in found.items()]
    precision = sum(n / len(ours[i]) for n, i, _ in both) / len(both)
    return precision, sum(n / len(theirs[t]) for n, _, t in both) / len(both)


def grown(case: Path, base: Path, more: Sequence[str]) -> None:
    """Adds reports one by one to a linked case, and prints what each costs."""
    by = open_tools().deriving
    with closing(Store.reader(case)) as store:
        reports = {r.id: r for r in store.reports_in(more)}
        claims = _by_report(store.claims_in(more))
    times = []
    with closing(Store.writer(base, AT)) as store:
        for name in more:
            report = reports[name]
            told = claims.get(name, ())
            store.put_report(report, report.text.encode(), told, coder="rules", at=AT)
            began, spent = time.perf_counter(), time.process_time()
            derive.derive(store, by, at=AT)
            times.append((time.perf_counter() - began, time.process_time() - spent))
    for what, spent in zip(("wall", "cpu"), zip(*times, strict=True), strict=True):
        ordered = sorted(spent)
        middle, last = ordered[len(ordered) // 2], ordered[-1]
        print(f"  one report more: {middle:.2f} s {what} in the middle, {last:.2f} s at most")


def same(one: Path, two: Path) -> bool:
    """Whether two cases hold the same, but for what remembers history."""
    return _held(one) == _held(two)


def _held(case: Path) -> tuple[object, ...]:
    with closing(Store.reader(case)) as store:
        incidents, links, copies = store.incidents(), store.links(), store.copies()
        claims, disputes = store.claims(), store.disputes()
    name = {i.id: min(i.accounts) for i in incidents}
    told = {min(i.accounts): _plain(i, name) for i in incidents}
    about = {(name.get(d.about or ""), d.kind, d.property, d.weight) for d in disputes}
    return told, links, copies, claims, about


def _plain(incident: Incident, name: dict[str, str]) -> Incident:
    return replace(
        incident,
        id=name[incident.id],
        revision=1,
        former_ids=(),
        part_of=name.get(incident.part_of or ""),
        parts=tuple(sorted(name[p] for p in incident.parts)),
        retaliation_for=tuple(
            sorted(
                (replace(r, incident_id=name[r.incident_id]) for r in incident.retaliation_for),
                key=lambda r: r.incident_id,
            )
        ),
    )


def alone(case: Path, name: str, without: frozenset[str] = frozenset()) -> dict[str, float]:
    """What linking a case costs, in a process of its own."""
    command = [sys.executable, __file__, "--link", str(case), name, *sorted(without)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def main() -> None:
    """Measure each number of reports in turn."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--reports", type=int, nargs="+", default=[1000, 3000, 10000])
    parser.add_argument("--more", type=int, default=20, help="reports added one by one")
    parser.add_argument("--folder", type=Path, default=Path("scale-cases"))
    parser.add_argument("--link", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.link:
        case, name, *without = options.link
        linked(Path(case), name, frozenset(without))
        return
    options.folder.mkdir(parents=True, exist_ok=True)
    for many in options.reports:
        case = coded(many, options.folder)
        cost = alone(case, "whole")
        whole = case.with_name(f"{case.stem}-whole.db")
        precision, recall = b3(whole, many)
        print(
            f"{many} reports: {cost['wall']:.0f} s, {cost['cpu']:.0f} s CPU "
            f"({1000 * cost['cpu'] / many:.1f} ms a report), {cost['peak']:.0f} MB at most; "
            f"B3 precision {precision:.3f}, recall {recall:.3f}",
            flush=True,
        )
        if options.more:
            ids = [told.id for told in compose(many)]
            rest = sorted(set(ids) - sample_of(ids))
            more = rest[:: max(1, len(rest) // options.more)][: options.more]
            alone(case, "grown", frozenset(more))
            base = case.with_name(f"{case.stem}-grown.db")
            grown(case, base, more)
            print(
                f"  the same as built at once: {'yes' if same(base, whole) else 'NO'}", flush=True
            )


if __name__ == "__main__":
    main()

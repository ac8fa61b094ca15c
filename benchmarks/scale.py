"""How linking grows: cost, memory and groups of cases of many composed reports.

Run: `python benchmarks/scale.py [--reports 1000 3000 10000] [--folder FOLDER] [--written]`. In:
reports of `composed.py`, coded by the rules alone (the model would take 20 minutes for 10,000); so
what linking reads has the form and the noise of real claims: dates, tolls, places and parties are
missing, wrong or vague where the rules miss them. Coded cases are kept in the folder. Out: for each
number of reports the seconds and the CPU seconds of linking and reconciling, the peak of memory, B3
against the truth, and the CPU seconds in which a ruling, a judgement on two incidents and one
report more show; of the last also how many had the case linked anew, which is not waited for. With
`--written` the reports are those of `training/texts.jsonl.gz`, whose words are those of news, and
only what a report more takes is measured.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from composed import Composed, compose

from secondsource import derive
from secondsource.decide import Act, Grounds, judge, rule, undo
from secondsource.extract import open_rules
from secondsource.model import Kind, Report
from secondsource.pipeline import code_report, open_tools, rebuild, rules_in_force, two_person
from secondsource.store import Store

AT = datetime(2026, 1, 1, tzinfo=UTC)
DECISIONS = 10
ADDED = 20
WRITTEN = Path(__file__).parents[1] / "training" / "texts.jsonl.gz"


def report_of(told: Composed) -> Report:
    """A composed report as it would be read."""
    return _report(told.id, told.text, told.source, told.published)


def _report(name: str, text: str, source: str, published: date | None) -> Report:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Report(
        name,
        text,
        digest,
        digest,
        source=source,
        published=published,
        published_basis="source" if published else None,
        retrieved_at=AT,
    )


def written() -> list[Report]:
    """The reports written for training, each text once, in a fixed random order."""
    with gzip.open(WRITTEN, "rt", encoding="utf-8") as lines:
        rows = {row["text"]: row for row in map(json.loads, lines)}
    told = [
        _report(
            f"w{n:04}",
            text,
            f"outlet {n % 40}",
            date.fromisoformat(row["published"]) if row.get("published") else None,
        )
        for n, (text, row) in enumerate(rows.items())
    ]
    random.Random(1).shuffle(told)
    return told


def coded(name: str, reports: Iterable[Report], folder: Path) -> Path:
    """A case of some reports, coded by the rules and not linked."""
    case = folder / f"{name}.db"
    if case.exists():
        return case
    tools = replace(open_tools(), reader=open_rules())
    began = time.perf_counter()
    with closing(Store.writer(folder / "coding.db", AT)) as store, store.transaction():
        for report in reports:
            claims = code_report(report, tools)
            store.put_report(report, report.text.encode(), claims, coder="rules", at=AT)
    (folder / "coding.db").rename(case)
    print(f"{name} coded by the rules in {time.perf_counter() - began:.0f} s")
    return case


def coded_composed(many: int, folder: Path) -> Path:
    """A case of so many composed reports, coded and not linked."""
    return coded(f"composed-{many}", map(report_of, compose(many)), folder)


def linked(case: Path) -> Path:
    """A copy of a case, linked and reconciled."""
    copy = case.with_name(f"{case.stem}-linked.db")
    shutil.copy(case, copy)
    tools = open_tools()
    with closing(Store.writer(copy, AT)) as store:
        began, spent = time.perf_counter(), time.process_time()
        rebuild(store, tools, at=AT)
        wall, cpu = time.perf_counter() - began, time.process_time() - spent
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"wall": wall, "cpu": cpu, "peak": peak}))
    return copy


def decided(case: Path) -> tuple[list[float], list[float]]:
    """The CPU seconds that each of some rulings, and each of some judgements, takes."""
    chance, tools = random.Random(1), open_tools()
    act = Act("a reviewer", AT, "as an example", tools)
    rulings, judgements = [], []
    with closing(Store.writer(case, AT)) as store:
        told = [i for i in store.incidents() if len(i.accounts) > 1]
        for _ in range(DECISIONS):
            one, two = chance.sample(told, 2)
            began = time.process_time()
            rule(store, one, "killed", "12", act, Grounds())
            rulings.append(time.process_time() - began)
            began = time.process_time()
            judge(store, "same", one, two, act)
            judgements.append(time.process_time() - began)
            undo(store, store.decisions()[-1].id, act)
    return rulings, judgements


def added(case: Path, more: Sequence[Report]) -> tuple[list[float], int]:
    """The CPU seconds that one report more takes after coding, and how many linked all anew."""
    tools = open_tools()
    coder = replace(tools, reader=open_rules())
    seconds: list[float] = []
    anew = 0
    whole = derive.rebuild
    with closing(Store.writer(case, AT)) as store:
        by = derive.Deriving(
            tools.weights, rules_in_force(store), tools.known, two_person(store), tools.linker
        )
        for told in more:
            report = replace(told, id=f"more-{told.id}")
            claims = code_report(report, coder)
            try:
                with store.transaction():
                    store.put_report(report, report.text.encode(), claims, coder="rules", at=AT)
                    derive.rebuild = _too_long
                    began = time.process_time()
                    derive.catch_up(store, by, at=AT)
                    seconds.append(time.process_time() - began)
            except _AllAnewError:
                anew += 1
            finally:
                derive.rebuild = whole
    return seconds, anew


class _AllAnewError(Exception):
    """All would be linked anew."""


def _too_long(*given: object, **more: object) -> None:
    raise _AllAnewError


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


def alone(case: Path) -> dict[str, float]:
    """What linking a case costs, in a process of its own."""
    command = [sys.executable, __file__, "--link", str(case)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def composed(many: int, folder: Path) -> str:
    """What a case of so many composed reports costs, and how its groups do."""
    case = coded_composed(many, folder)
    cost = alone(case)
    case = case.with_name(f"{case.stem}-linked.db")
    precision, recall = b3(case, many)
    told = _added(case, [report_of(told) for told in compose(ADDED, seed=7)])
    rulings, judgements = map(statistics.median, decided(case))
    return (
        f"{many} reports: {cost['wall']:.0f} s, {cost['cpu']:.0f} s CPU "
        f"({1000 * cost['cpu'] / many:.1f} ms a report), {cost['peak']:.0f} MB at most; "
        f"B3 precision {precision:.3f}, recall {recall:.3f}; "
        f"a ruling {rulings:.2f} s, a judgement {judgements:.2f} s; {told}"
    )


def _added(case: Path, more: Sequence[Report]) -> str:
    seconds, anew = added(case, more)
    return (
        f"a report more {statistics.median(seconds):.2f} s, at most {max(seconds):.2f} s, "
        f"{anew} of {len(more)} with all linked anew"
    )


def main() -> None:
    """Measure each number of reports in turn, or the written ones."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--reports", type=int, nargs="+", default=[1000, 3000, 10000])
    parser.add_argument("--folder", type=Path, default=Path("scale-cases"))
    parser.add_argument("--written", action="store_true")
    parser.add_argument("--link", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.link:
        linked(options.link)
        return
    options.folder.mkdir(parents=True, exist_ok=True)
    if options.written:
        told = written()
        case = coded("written", told[: -2 * ADDED], options.folder)
        alone(case)
        case = case.with_name(f"{case.stem}-linked.db")
        print(f"{len(told) - 2 * ADDED} written reports: {_added(case, told[-2 * ADDED :])}")
        return
    for many in options.reports:
        print(composed(many, options.folder), flush=True)


if __name__ == "__main__":
    main()

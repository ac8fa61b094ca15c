"""How fast the chain reads reports of 400 words, beside the bare encoder and two other tools.

Run: `python benchmarks/speed.py [--reports 80] [--rounds 5] [--check]` with the evaluation folder
named by `SECONDSOURCE_EVAL` (default `../shared`). In: texts of `data/claims` (news of FA-KES and
the project's own), joined and cut to 400 words. Out: one line a figure, against its bar where it
has one; with `--check` the exit code is 1 where a bar is missed.

The bare encoder is the shipped graph up to the states of the words (neither labels nor second
graph), fed with the very windows that the chain reads, cut into pieces beforehand. The chain is all
that is done with one report: mentions, claims, values. Both are timed in turn, report by report,
and each report counts with the best of its rounds, so that other work on the machine weighs on
both alike: once by the clock, each graph on two threads as the product runs it, and once by the
CPU time of one thread, which is what the work costs however it is spread over cores.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from typing import Any

import onnxruntime

from secondsource.extract import sentences_read
from secondsource.extract.pieces import windows_of, words_of
from secondsource.extract.tagger import Tagger, graph_feed, open_tagger
from secondsource.model import Report
from secondsource.pipeline import Tools, open_tools, tag_and_code
from secondsource.resolve import tag_report

FOLDER = Path(os.environ.get("SECONDSOURCE_EVAL", "../shared")) / "data" / "claims"
WORDS = 400
CORES = 2
RATIO, RATE_VNNI, RATE, MEGABYTES, SECONDS = 1.6, 10, 5, 1000, 1.0  # the bars


@dataclass
class Best:
    """The best time of each report in each of its rounds, in seconds by some clock."""

    clock: Callable[[], float] = time.perf_counter
    times: dict[str, dict[str, float]] = field(default_factory=dict)

    def time(self, what: str, report: Report, work: Callable[[], object]) -> None:
        """Do some work on a report and keep its time if it is the best so far."""
        began = self.clock()
        work()
        spent = self.clock() - began
        known = self.times.setdefault(what, {})
        known[report.id] = min(spent, known.get(report.id, spent))

    def per_report(self, what: str) -> float:
        """Seconds a report, over all of them."""
        known = self.times[what]
        return sum(known.values()) / len(known)

    def ratio(self) -> float:
        """What the chain costs, in bare encoders."""
        return self.per_report("chain") / self.per_report("encoder")


def texts(name: str) -> Iterator[str]:
    """The texts of a file of annotated reports, in its order."""
    with gzip.open(FOLDER / f"{name}.jsonl.gz", "rt", encoding="utf-8") as stream:
        for line in stream:
            yield str(json.loads(line)["text"]).strip()


def reports(name: str, many: int) -> list[Report]:
    """Reports of 400 words: one text after another, joined until there are enough, and cut."""
    found: list[Report] = []
    held = ""
    for text in texts(name):
        held = f"{held}\n\n{text}" if held else text
        ends = [word.end() for word in re.finditer(r"\S+", held)]
        if len(ends) >= WORDS:
            found.append(Report(f"{name}-{len(found)}", held[: ends[WORDS - 1]], "", ""))
            held = ""
        if len(found) == many:
            break
    return found


def encoder(tagger: Tagger, report: Report) -> Callable[[], object]:
    """The bare encoder over one report, ready to run."""
    words = words_of(report.text, sentences_read(report.text), tagger.pieces)
    feeds = [graph_feed(words, *window) for window in windows_of(words)]
    options = onnxruntime.RunOptions()
    options.only_execute_path_to_fetches = True
    return lambda: [tagger.window.run(["words"], feed, options) for feed in feeds]


def others() -> dict[str, Callable[[Report], object]]:
    """Other tools that are installed, as work on one report."""
    found: dict[str, Callable[[Report], object]] = {}
    search = _installed("dateparser.search")
    if search:
        found["dateparser.search"] = lambda r: search.search_dates(r.text, languages=["en"])
    trafilatura = _installed("trafilatura")
    if trafilatura:
        found["trafilatura"] = lambda r: trafilatura.extract(page(r))
    return found


def _installed(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"{name} is not installed, so it is left out; pip install {name.split('.')[0]}")
        return None


def page(report: Report) -> str:
    """A report as a plain web page."""
    paragraphs = "".join(f"<p>{escape(p)}</p>" for p in report.text.split("\n") if p.strip())
    return f"<html><body><article><h1>Report</h1>{paragraphs}</article></body></html>"


def has_vnni() -> bool | None:
    """Whether the CPU has AVX-512 VNNI, or None where the system does not say."""
    try:
        return "avx512_vnni" in Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return None


def megabytes() -> float | None:
    """The most memory that this process has held so far, or None where the system does not say."""
    if sys.platform == "win32":
        return None
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def loading() -> float:
    """Seconds to open the model, best of three."""
    spent = []
    for _ in range(3):
        began = time.perf_counter()
        open_tagger()
        spent.append(time.perf_counter() - began)
    return min(spent)


def timed(
    read: list[Report], tools: Tools, tagger: Tagger, rounds: int, clock: Callable[[], float]
) -> Best:
    """The encoder and the chain on every report, several rounds."""
    best = Best(clock)
    tools = replace(tools, reader=replace(tools.reader, tagger=tagger))
    bare = {r.id: encoder(tagger, r) for r in read}
    for _ in range(rounds):
        for r in read:
            best.time("encoder", r, bare[r.id])
            best.time("chain", r, lambda r=r: tag_and_code(r, tools))
            best.time("mentions", r, lambda r=r: tag_report(r, tools.gazetteer, tools.actors))
    return best


def verdict(name: str, value: float, bar: float, *, most: bool) -> bool:
    """Print a figure beside its bar; whether it is met."""
    met = value <= bar if most else value >= bar
    sign = "at most" if most else "at least"
    print(f"{name:36} {value:8.2f}   {sign} {bar:g}: {'met' if met else 'MISSED'}")
    return met


def compare(read: list[Report]) -> None:
    """Other tools on the same reports, one round by the clock."""
    best = Best()
    for name, work in others().items():
        for r in read:
            best.time(name, r, lambda r=r, work=work: work(r))
        print(f"{name:34} {1000 * best.per_report(name):8.1f} ms a report")


def shown(title: str, best: Best) -> None:
    """Print the parts of the work."""
    print(title)
    for name in best.times:
        print(f"  {name:32} {1000 * best.per_report(name):8.1f} ms a report")


def main() -> None:
    """Print one line a figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=80)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    if not FOLDER.is_dir():
        sys.exit(f"No texts at {FOLDER}; set SECONDSOURCE_EVAL to the evaluation folder.")
    loads = loading()
    tools = open_tools()
    tagger = tools.reader.tagger
    if not isinstance(tagger, Tagger):
        sys.exit("No model is shipped with this copy, so there is nothing to measure.")
    half = options.reports // 2
    read = reports("fakes", half) + reports("own", options.reports - half)
    wall = timed(read, tools, tagger, options.rounds, time.perf_counter)
    peak = megabytes()
    alone = open_tagger(threads=1)
    assert alone is not None
    cost = timed(read, tools, alone, options.rounds, time.thread_time)
    vnni = has_vnni()
    said = "unknown" if vnni is None else "yes" if vnni else "no"
    print(f"{len(read)} reports of {WORDS} words, best of {options.rounds} rounds each;")
    print(f"{os.cpu_count()} CPUs, AVX-512 VNNI: {said}")
    shown("CPU time, one thread", cost)
    shown("by the clock, graphs on two threads", wall)
    met = verdict("chain / encoder, CPU time", cost.ratio(), RATIO, most=True)
    met &= verdict("chain / encoder, by the clock", wall.ratio(), RATIO, most=True)
    rate, bar = 1 / wall.per_report("chain"), RATE_VNNI if vnni else RATE
    met &= verdict("reports a second, by the clock", rate, bar, most=False)
    both = CORES / cost.per_report("chain")
    met &= verdict(f"reports a second, {CORES} cores, CPU time", both, bar, most=False)
    met &= verdict("model loads in, seconds", loads, SECONDS, most=True)
    if peak is not None:
        met &= verdict("peak memory, megabytes", peak, MEGABYTES, most=True)
    compare(read)
    if options.check and not met:
        sys.exit(1)


if __name__ == "__main__":
    main()

"""How fast the overview of the review desk is over a case of 5,000 incidents.

Run: `python benchmarks/desk.py [--reports 7000] [--folder FOLDER] [--case FILE]`. In: composed
reports, coded and linked as in `scale.py` (7,000 tell of some 5,000 incidents; the case is kept in
the folder), or a case that there is; what is measured is a copy. Out: how long the first pages, the
first page after a ruling, a judgement and an undo, and the answer to a filter take, over HTTP and
in chromium: a page counts until its list, map and timeline are drawn, a filter until the list has
changed. Bounds: 1.5 s for a page, 300 ms at the median for a filter.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

import uvicorn
from scale import coded_composed, linked

from secondsource.review import Settings, create_app
from secondsource.store import Store

AT = datetime(2026, 1, 1, tzinfo=UTC)
ROUNDS = 3
PAGES = ("/disputes", "/totals", "/actors", "/sources", "/decisions")
QUERIES = (
    {"from": "2021-03-01", "to": "2021-06-30"},
    {"from": "2022-01-01"},
    {"status": "disputed"},
    {"place": "ua"},
    {"type": "drone_strike", "from": "2021-01-01"},
    {"words": "hospital"},
    {"bbox": "30,10,50,40"},
    {"sort": "-killed"},
    {},
)
CHANGED = """() => new Promise(done => {
  const before = performance.now();
  new MutationObserver((_, watch) => {
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - before)));
  }).observe(document.getElementById("list"), {childList: true});
  const order = document.getElementById("order");
  const form = document.getElementById("filters");
  QUERY
})"""


def serve(case: Path) -> str:
    """A desk over a case on a free port of this machine; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = create_app(Settings(now=lambda: AT, case=case))
    server = uvicorn.Server(uvicorn.Config(app, "127.0.0.1", port, log_level="error"))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.02)
    return f"http://127.0.0.1:{port}"


def timed(ask: Callable[[], object]) -> float:
    """Seconds that something takes."""
    began = time.perf_counter()
    ask()
    return time.perf_counter() - began


def fetch(address: str) -> int:
    """The length of what stands at an address."""
    with urlopen(address) as answer:
        return len(answer.read())


def said(name: str, seconds: list[float], bound: float) -> None:
    """One line: median and worst against the bound."""
    middle = statistics.median(seconds)
    verdict = "within" if middle <= bound else "BEYOND"
    print(
        f"{name}: {1000 * middle:.0f} ms at the median, {1000 * max(seconds):.0f} ms at most "
        f"({verdict} {1000 * bound:.0f} ms)",
        flush=True,
    )


def changes(address: str, ids: list[str]) -> Iterator[float]:
    """Rules, judges and undoes by turns; the seconds that each act took."""
    opener = build_opener(HTTPCookieProcessor())
    with opener.open(f"{address}/start") as page:
        token = re.search(r'name="desk-token" content="(\w+)"', page.read().decode())
    assert token

    def act(name: str, **values: str) -> float:
        form = urlencode({**values, "token": token.group(1)}).encode()
        beside = {"hx-request": "true"}  # so that no page is asked for yet
        return timed(lambda: opener.open(Request(f"{address}/act/{name}", form, beside)).close())

    for one, two in pairwise(ids):
        yield act("rule", incident=one, field="killed", value="3")
        yield act("judge", verdict="same", left=one, right=two)
        yield act("undo")


def over_http(address: str, ids: list[str], acts: Iterator[float]) -> None:
    """What the server alone takes."""
    first = timed(lambda: fetch(f"{address}/incidents"))
    print(f"first page of all: {1000 * first:.0f} ms", flush=True)
    for path in PAGES:
        print(f"first {path}: {1000 * timed(lambda p=path: fetch(address + p)):.0f} ms", flush=True)
    took = []
    for path in ("/incidents", f"/incidents/{ids[0]}", "/review", *PAGES):
        waits = []
        for _ in range(ROUNDS):
            took.append(next(acts))
            waits.append(timed(lambda p=path: fetch(address + p)))
        said(f"first {path} after a change", waits, 1.5)
    said("an act", took, 1.5)
    said("page over HTTP", [timed(lambda: fetch(f"{address}/incidents")) for _ in range(5)], 1.5)
    asked = [f"{address}/overview/part?{urlencode(q)}" for q in QUERIES for _ in range(ROUNDS)]
    said("filter over HTTP", [timed(lambda a=a: fetch(a)) for a in asked], 0.3)
    points = timed(lambda: fetch(f"{address}/overview/points.json"))
    print(f"points of map and timeline: {1000 * points:.0f} ms", flush=True)


def in_chromium(address: str, acts: Iterator[float]) -> None:
    """What a person waits for."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("chromium is not here, so only HTTP was measured")
        return
    from playwright.sync_api import sync_playwright

    os.environ.setdefault("PLAYWRIGHT_BROWSERS_PATH", "0")
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        listed, drawn, after = [], [], []
        for turn in range(5 + ROUNDS):
            if turn >= 5:
                next(acts)
            began = time.perf_counter()
            page.goto(f"{address}/incidents", wait_until="commit")
            page.wait_for_selector("#rows tr.row")
            listed.append(time.perf_counter() - began)
            page.wait_for_selector("body[data-drawn]")
            (drawn if turn < 5 else after).append(time.perf_counter() - began)
        said("page in chromium, list", listed[:5], 1.5)
        said("page in chromium, list, map and timeline", drawn, 1.5)
        said("first page in chromium after a change, list", listed[5:], 1.5)
        said("first page in chromium after a change, list, map and timeline", after, 1.5)
        waits = []
        for query in QUERIES * ROUNDS:
            page.wait_for_timeout(150)
            waits.append(page.evaluate(asking(query)) / 1000)
        said("filter in chromium", waits, 0.3)
        browser.close()


def asking(query: dict[str, str]) -> str:
    """A script that sets a filter as a person would, and says how long the list took."""
    link = f"?{urlencode(query)}"
    follow = (
        "const link = document.createElement('a');"
        f"link.dataset.query = {link[1:]!r}; link.href = '#';"
        "document.querySelector('main').append(link); link.click(); link.remove();"
    )
    return CHANGED.replace("QUERY", follow)


def main() -> None:
    """Measure one case."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--reports", type=int, default=7000)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "desk-case")
    parser.add_argument("--case", type=Path)
    options = parser.parse_args()
    case = options.case
    if case is None:
        options.folder.mkdir(parents=True, exist_ok=True)
        case = options.folder / f"composed-{options.reports}-linked.db"
        if not case.exists():
            linked(coded_composed(options.reports, options.folder))
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(shutil.copy(case, folder)))


def measure(case: Path) -> None:
    """Say how long the pages of a case take, which is written to."""
    with Store.reader(case) as store:
        ids = [i.id for i in store.incidents()]
        print(f"{len(ids):,} incidents in {len(store.heads()):,} reports")
    address = serve(case)
    acts = changes(address, ids[len(ids) // 2 :])
    over_http(address, ids, acts)
    in_chromium(address, acts)


if __name__ == "__main__":
    main()

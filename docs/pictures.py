"""The pictures of the review desk in `docs/pictures`, taken of a case of the example reports.

Run: `python docs/pictures.py [FOLDER]`. It needs chromium and the packages of the tests; nothing is
fetched. In: the example reports. Out: a PNG of each main page, and the overview and an incident as
a phone and a dark screen show them.
"""

from __future__ import annotations

import shutil
import socket
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
from playwright.sync_api import sync_playwright

from secondsource.pipeline import open_tools, run
from secondsource.review import Settings, create_app
from secondsource.store import Store

ROOT = Path(__file__).parents[1]
AT = datetime(2026, 1, 2, 9, 30, tzinfo=UTC)
PAGES = {
    "overview": "/incidents",
    "incident": "/incidents/{disputed}",
    "report": "/reports/{report}",
    "review": "/review",
    "disputes": "/disputes",
    "sources": "/sources",
    "case": "/case",
}
OTHERS = {
    "overview-phone": ("/incidents", 390, "light"),
    "incident-phone-dark": ("/incidents/{disputed}", 390, "dark"),
    "overview-dark": ("/incidents", 1440, "dark"),
}


def made_case(folder: Path) -> Path:
    """A case of the example reports."""
    case = folder / "example.db"
    with Store.writer(case, AT) as store:
        run([str(ROOT / "examples" / "reports")], store, open_tools(), at=AT)
    return case


def serve(case: Path) -> str:
    """The address of a desk over a case, on a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = create_app(Settings(now=lambda: AT, case=case, by="Ana"))
    server = uvicorn.Server(uvicorn.Config(app, "127.0.0.1", port, log_level="error"))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.05)
    return f"http://127.0.0.1:{port}"


def take(browser: Any, home: str, path: str, to: Path, width: int, theme: str) -> None:
    """One picture."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.add_cookies([{"name": "desk_theme", "value": theme, "url": home}])
    page = context.new_page()
    page.goto(home + path)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(400)
    page.screenshot(path=to)
    context.close()


def main(folder: Path) -> None:
    """Take every picture into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        home = serve(made_case(Path(temporary)))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
            page = browser.new_page()
            rows = page.request.get(f"{home}/disputes.json").json()["rows"]
            incident = next(r["incident"] for r in rows if r["incident"])
            told = page.request.get(f"{home}/incidents/{incident}.json").json()
            names = {"disputed": incident, "report": told["sources"][0]["id"]}
            for name, path in PAGES.items():
                take(browser, home, path.format(**names), folder / f"{name}.png", 1440, "light")
            for name, (path, width, theme) in OTHERS.items():
                take(browser, home, path.format(**names), folder / f"{name}.png", width, theme)
            browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures")

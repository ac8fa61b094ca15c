"""A desk over the example case, asked directly or by a browser."""

from __future__ import annotations

import os
import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi.testclient import TestClient

from secondsource.review import Settings, create_app

AT = datetime(2026, 1, 2, 9, 30, tzinfo=UTC)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


@pytest.fixture
def case(example_case: Path, tmp_path: Path) -> Path:
    """A copy of the example case to write to."""
    copy = tmp_path / "example.db"
    shutil.copy(example_case, copy)
    return copy


@pytest.fixture
def desk(case: Path) -> Iterator[TestClient]:
    """A client of a desk over the example case."""
    with TestClient(create_app(Settings(now=lambda: AT, case=case, by="Ana"))) as client:
        yield client


def token_of(client: TestClient) -> str:
    """The token that forms of this client's session carry."""
    found = re.search(r'name="desk-token" content="(\w+)"', client.get("/disputes").text)
    assert found
    return found.group(1)


@pytest.fixture
def post(desk: TestClient) -> Callable[..., Any]:
    """Posts a form of the desk as its pages do."""
    token = token_of(desk)

    def send(path: str, **values: Any) -> Any:
        return desk.post(path, data={**values, "token": token}, follow_redirects=False)

    return send


@pytest.fixture
def serving() -> Iterator[Callable[[Settings], str]]:
    """Starts a desk on a free port of this machine and gives its address."""
    servers = []

    def start(settings: Settings) -> str:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        app = create_app(settings)
        server = uvicorn.Server(uvicorn.Config(app, "127.0.0.1", port, log_level="error"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        servers.append((server, thread))
        return f"http://127.0.0.1:{port}"

    yield start
    for server, thread in servers:
        server.should_exit = True
        thread.join(5)


@pytest.fixture
def browser_page(need: Callable[[bool, str], None]) -> Iterator[Any]:
    """A page of Debian's chromium, 1440 by 900; it fails a test whose page reports an error."""
    need(CHROMIUM is not None, "chromium")
    from playwright.sync_api import sync_playwright

    os.environ.setdefault("PLAYWRIGHT_BROWSERS_PATH", "0")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.set_default_timeout(30_000)
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.extend(_fault(said)))
        yield page
        browser.close()
    assert not faults, faults


def _fault(said: Any) -> list[str]:
    """What a console message complains of; answers that refuse something are no fault."""
    return [said.text] if said.type == "error" and "status of 4" not in said.text else []


@pytest.fixture
def open_desk(serving: Callable[[Settings], str], browser_page: Any, case: Path) -> Any:
    """A browser page on the desk over a copy of the example case."""
    browser_page.goto(serving(Settings(now=lambda: AT, case=case, by="Ana")))
    return browser_page

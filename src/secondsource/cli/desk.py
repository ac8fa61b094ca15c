"""What opens the review desk in a browser.

In: a case, or none, and how the desk may be reached. Out: a server that runs until it is stopped.
It refuses a network without a token.
"""

from __future__ import annotations

import getpass
import secrets
import threading
import webbrowser
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated

import typer

from secondsource.cli.deciding import ask_for_two
from secondsource.cli.frame import LOOPBACK, ByOption, app, talk
from secondsource.errors import ConfigError

if TYPE_CHECKING:  # what a verb needs is imported in the verb, so that the others start at once
    pass


@app.command()
def review(
    case: Annotated[Path | None, typer.Option("--case", help="The case file.")] = None,
    host: Annotated[
        str, typer.Option(help="Address to listen on; this machine only.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8477,
    browser: Annotated[bool, typer.Option(help="Open it in a browser.")] = True,
    by: ByOption = None,
    tiles: Annotated[
        str | None, typer.Option(help="Address of map tiles with {z}, {x} and {y}.")
    ] = None,
    two: Annotated[
        bool,
        typer.Option("--two-person", help="Ask for a second name from now on, as check does."),
    ] = False,
) -> None:
    """Open the review desk in a browser, on this machine unless --host says more.

    Without --case a page asks which one: the example, a new one, or one opened before.
    """
    from secondsource.folders import config_folder, data_folder
    from secondsource.store import Store

    desk = _desk()
    token = None if host in LOOPBACK else secrets.token_urlsafe(18)
    if case is None and (two or token is not None):
        raise ConfigError("Name the --case: only a desk of this machine alone can choose one.")
    if case is not None:
        Store.reader(case).close()  # a case that is not there is not made
        if two:
            ask_for_two(case, two)
    address = f"http://{'localhost' if host in LOOPBACK else host}:{port}/"
    talk(f"The desk is open at {address} and stops with Ctrl-C.")
    if token is not None:
        talk(f"Whoever opens it is asked for this token: {token}")
    if browser and token is None:
        threading.Timer(1.0, webbrowser.open, [address]).start()
    settings = desk.Settings(
        now=lambda: datetime.now(UTC),
        case=case,
        by=by or getpass.getuser(),
        token=token,
        tiles=tiles,
        recent=config_folder() / "recent.json",
        cases=data_folder() / "cases",
    )
    desk.serve(settings, host, port)


def _desk() -> ModuleType:
    """The review desk, which needs packages that the rest does not."""
    try:
        from secondsource import review as desk
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.startswith("secondsource"):
            raise
        raise ConfigError(
            f"The review desk needs {missing.name}, which is not installed. "
            "Install it with `pip install 'secondsource[desk]'`."
        ) from None
    return desk

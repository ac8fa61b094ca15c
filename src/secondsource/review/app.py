"""The application: its pages, what guards them, and how its errors are said.

In: `Settings`. Out: an ASGI application, or a server that runs until it is stopped. It refuses to
show a traceback or a path of this machine.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from importlib import import_module
from pkgutil import iter_modules
from threading import Thread

import uvicorn
from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response

from secondsource import __version__
from secondsource.errors import CaseBusy, SecondSourceError
from secondsource.review import pages
from secondsource.review.answer import HERE, desk_of, environment, html, without_path
from secondsource.review.desk import Desk, Settings
from secondsource.review.security import Guard, check_form


def create_app(settings: Settings) -> FastAPI:
    """The desk as an ASGI application."""
    app = FastAPI(
        title="Second Source",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        middleware=[Middleware(Guard, token=settings.token, tiles=settings.tiles)],
    )
    app.state.desk = Desk(settings)
    app.state.secret = secrets.token_bytes(32)
    app.state.templates = environment()
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    for module in sorted(m.name for m in iter_modules(pages.__path__)):
        router = import_module(f"secondsource.review.pages.{module}").router
        app.include_router(router, dependencies=[Depends(check_form)])
    app.add_exception_handler(SecondSourceError, _refused)
    app.add_exception_handler(PermissionError, _refused)
    app.add_exception_handler(HTTPException, _not_found)
    app.add_exception_handler(RequestValidationError, _odd)
    app.add_exception_handler(500, _failed)
    return app


def serve(settings: Settings, host: str, port: int) -> None:
    """Run the desk until it is stopped."""
    app = create_app(settings)
    Thread(target=_warm, args=(app.state.desk,), daemon=True).start()
    uvicorn.run(app, host=host, port=port, log_level="warning", access_log=False)


def _warm(desk: Desk) -> None:
    """Read the incidents and open the tools before anybody asks."""
    with suppress(SecondSourceError), desk.reading() as store:  # the first page says what is wrong
        desk.index(store)
    desk.tools()


def _refused(request: Request, fault: Exception) -> Response:
    """A refusal, said where it was asked: in place for a part of a page, else as a page."""
    status = (
        403 if isinstance(fault, PermissionError) else 409 if isinstance(fault, CaseBusy) else 422
    )
    return _said(request, without_path(str(fault), desk_of(request).case), status)


def _not_found(request: Request, fault: Exception) -> Response:
    status = fault.status_code if isinstance(fault, HTTPException) else 500
    words = str(getattr(fault, "detail", "")) or "That did not work."
    if status == 404 and words == "Not Found":
        words = "There is no such page. The overview lists every incident."
    if status == 405:
        words = "Nothing is shown at this address; it takes only what a form sends."
    return _said(request, words, status)


def _odd(request: Request, fault: Exception) -> Response:
    """A form or an address that lacks something, or has words where a number belongs."""
    errors = fault.errors() if isinstance(fault, RequestValidationError) else ()
    name = str(errors[0]["loc"][-1]).replace("_", " ") if errors else "A part"
    missing = bool(errors) and errors[0]["type"] == "missing"
    what = "is missing" if missing else "is not what belongs there"
    return _said(
        request, f"{name.capitalize()} {what}, so nothing was done. Open the page again.", 422
    )


def _failed(request: Request, fault: Exception) -> Response:
    """A fault of the program, which the server's log holds."""
    return _said(
        request, "The desk failed at this, so it may not be done. Look, then try again.", 500
    )


def _said(request: Request, words: str, status: int) -> Response:
    if request.url.path.endswith(".json"):
        return JSONResponse({"error": words}, status)
    part = request.headers.get("hx-request") == "true"
    said = "That cannot be shown" if request.method == "GET" else "That was not done"
    return html(request, "_fault.html" if part else "fault.html", status, words=words, said=said)

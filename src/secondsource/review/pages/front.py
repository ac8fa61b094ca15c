"""The way in: where the first address leads, who is at the desk, light or dark, logging in.

In: what a browser asks first. Out: redirects and two small forms. It refuses a wrong token without
saying how it was wrong.
"""

from __future__ import annotations

import hmac
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from secondsource.review.answer import NAME, THEME, desk_of, html
from secondsource.review.security import LOGIN, cookie_line, login_mark, own_address

router = APIRouter()
MOST_NAME = 60  # characters


@router.get("/", include_in_schema=False)
def front(request: Request) -> Response:
    """The overview, or the start page where no case is open."""
    return RedirectResponse("/incidents" if desk_of(request).case else "/start", 303)


@router.post("/me", include_in_schema=False)
def call_me(request: Request, name: Annotated[str, Form()] = "") -> Response:
    """Remember who is at this desk."""
    return _back(request, NAME, quote(" ".join(name.split())[:MOST_NAME], safe=""))


@router.post("/theme", include_in_schema=False)
def theme(request: Request, theme: Annotated[str, Form()] = "light") -> Response:
    """Light or dark."""
    return _back(request, THEME, "dark" if theme == "dark" else "light")


def _back(request: Request, name: str, value: str) -> Response:
    response = RedirectResponse(own_address(request.headers.get("referer", "")), 303)
    response.headers.append("set-cookie", cookie_line(name, value))
    return response


@router.get("/login", include_in_schema=False)
def login(request: Request) -> Response:
    """The form that asks for the token."""
    return html(request, "login.html", wrong=False)


@router.post("/login", include_in_schema=False)
def log_in(request: Request, secret: Annotated[str, Form()] = "") -> Response:
    """Let in whoever knows the token."""
    token = desk_of(request).settings.token
    if token is None:
        return RedirectResponse("/", 303)
    if not hmac.compare_digest(secret.strip().encode(), token.encode()):
        return html(request, "login.html", 403, wrong=True)
    response = RedirectResponse("/", 303)
    response.headers.append("set-cookie", cookie_line(LOGIN, login_mark(token)))
    return response

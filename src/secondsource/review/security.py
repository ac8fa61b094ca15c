"""What keeps the desk closed: who may ask, from where, and what a page may run.

In: a request. Out: an answer with the headers that browsers go by, or a refusal in one sentence.
It refuses a host name that is not this machine's (a page elsewhere could otherwise be led to it),
a write without the token of its own page, a body beyond the limit, and, where the desk is open to
a network, whoever has not logged in.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Awaitable, Callable
from hashlib import sha256
from http.cookies import SimpleCookie
from ipaddress import ip_address
from socket import getaddrinfo
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SESSION = "desk_session"
LOGIN = "desk_login"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]", "::1", "testserver"})
MOST_BYTES = 64 * 1024 * 1024  # of one form with its files
MOST_FILES = 20_000  # of one form
OPEN_PATHS = ("/login", "/static/")
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}

Next = Callable[[Request], Awaitable[Response]]


def policy(tiles: str | None) -> str:
    """The content security policy: scripts and styles of this server only, no inline code."""
    images = "'self' data:" + (f" {_origin(tiles)}" if tiles else "")
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
        f"img-src {images}; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


def _origin(url: str) -> str:
    scheme, _, rest = url.partition("://")
    host = rest.split("/", 1)[0].replace("{s}", "*")
    return f"{scheme}://{host}"


class Guard:
    """Checks every request before a page sees it, and adds the headers of `HEADERS`."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        token: str | None = None,
        tiles: str | None = None,
        hosts: frozenset[str] = LOOPBACK,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self.app = app
        self.token = token
        self.hosts = hosts
        self.most_bytes = most_bytes
        self.headers = {**HEADERS, "content-security-policy": policy(tiles)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the request, or pass it on with a session of its own."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        session = cookie(headers, SESSION)
        fresh = session is None
        session = session or secrets.token_urlsafe(32)
        scope.setdefault("state", {})["session"] = session
        refusal = self._refusal(scope, headers)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    out[name] = value
                if not scope["path"].startswith("/static/"):
                    out["cache-control"] = "no-store"
                    if fresh:
                        out.append("set-cookie", cookie_line(SESSION, session))
            await send(message)

        if refusal is not None:
            await refusal(scope, receive, answer)
        else:
            await self.app(scope, self._measured(receive), answer)

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        host = (headers.get("host") or "").rsplit(":", 1)
        name = host[0] if len(host) == 2 and host[1].isdecimal() else headers.get("host", "")
        if self.token is None and name.lower() not in self.hosts:
            return PlainTextResponse(f"This desk does not answer to the name {name!r}.", 421)
        length = headers.get("content-length", "0")
        if length.isdecimal() and int(length) > self.most_bytes:
            most = self.most_bytes // (1024 * 1024)
            return PlainTextResponse(f"This is more than {most} MB. Send it in parts.", 413)
        path = scope["path"]
        if self.token is not None and not path.startswith(OPEN_PATHS):
            given = cookie(headers, LOGIN) or ""
            if not hmac.compare_digest(given, login_mark(self.token)):
                return RedirectResponse("/login", 303)
        return None

    def _measured(self, receive: Receive) -> Receive:
        """The body as it comes, cut off where it grows beyond the limit without saying so."""
        seen = 0

        async def read() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.most_bytes:
                return {"type": "http.disconnect"}
            return message

        return read


def cookie(headers: Headers, name: str) -> str | None:
    """The value of a cookie, or None."""
    found: SimpleCookie = SimpleCookie(headers.get("cookie", ""))
    return found[name].value if name in found else None


def cookie_line(name: str, value: str) -> str:
    """A cookie that scripts cannot read and other sites cannot send."""
    return f"{name}={value}; Path=/; HttpOnly; SameSite=Strict"


def login_mark(token: str) -> str:
    """What a browser keeps to show that it once gave the token."""
    return hmac.new(token.encode(), b"login", sha256).hexdigest()


def is_outside(address: str) -> bool:
    """Whether every machine that an address names lies outside this one and its network."""
    host = urlsplit(address).hostname
    try:
        found = getaddrinfo(host, None) if host else []
        return bool(found) and all(ip_address(one[4][0]).is_global for one in found)
    except (OSError, ValueError):
        return False


def own_address(address: str) -> str:
    """The path of an address of this desk; never one elsewhere."""
    parts = urlsplit(address)
    path = parts.path if parts.path.startswith("/") and not parts.path.startswith("//") else "/"
    query = f"?{parts.query}" if parts.query else ""
    return path + query + (f"#{parts.fragment}" if parts.fragment else "")


def form_token(secret: bytes, session: str) -> str:
    """The token that every form of one session carries."""
    return hmac.new(secret, session.encode(), sha256).hexdigest()


async def check_form(request: Request) -> None:
    """Refuse a write that no page of this session asked for (PermissionError)."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    wanted = form_token(request.app.state.secret, request.state.session)
    given = request.headers.get("x-desk-token")
    if given is None:
        form = await request.form(max_files=MOST_FILES)
        given = str(form.get("token", ""))
    if not hmac.compare_digest(given, wanted):
        raise PermissionError(
            "This form is from another session, so nothing was done. Open the page again."
        )

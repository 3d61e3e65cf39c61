# SPDX-License-Identifier: Apache-2.0
"""What every request passes: name, size, origin, and the headers that keep a page to itself.

A change is accepted only when the browser itself says that it comes from one of our own pages
(Sec-Fetch-Site, or Origin where that is missing, as over plain HTTP beyond this machine). No token
is needed: a page of another site cannot forge these headers. What comes without either is refused.

A page of another site could have its own name point to this machine and so be of our origin in the
browser's eyes. On this machine, therefore, only the machine's own names are answered.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from multifidus.service import Settings
from multifidus.web.pages import page, words
from multifidus.web.visits import nobody, service_of

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
LARGEST: Final = 12 * 1024 * 1024
"""Bytes of a request; the largest that makes sense is a record file taken in."""
READ_AWAY: Final = 64 * 1024 * 1024
"""Up to so many bytes of a request that is too large are read and dropped, for a browser shows an
answer only once it has sent everything."""

POLICY: Final[Mapping[str, str]] = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "media-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS: Final = {
    "Content-Security-Policy": "; ".join(f"{key} {value}" for key, value in POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(self), gyroscope=(self), screen-wake-lock=(self), camera=(), "
        "microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
    ),
}
STRICT: Final = "max-age=31536000"
SVG_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
"""A figure is a document of its own, with its style inside and no script."""

_OWN_NAMES: Final = frozenset({"127.0.0.1", "localhost", "::1"})


def same_origin(headers: Headers) -> bool:
    """Whether the browser says that a request comes from a page of ours."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin", "")
    if not origin.startswith(("http://", "https://")):
        return False
    return urlsplit(origin).netloc == headers.get("host", "")


def name_of(host: str) -> str:
    """Return the name in a Host header, without its port; empty if it is none."""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def answers_to(headers: Headers, settings: Settings) -> bool:
    """Whether the app goes by the name under which it was called.

    On this machine only the machine's own names and those that were set. Where other machines can
    reach the app it has more names than it can know, unless they were set.
    """
    if not settings.loopback and not settings.names:
        return True
    allowed = _OWN_NAMES | {settings.host.lower()} | {name.lower() for name in settings.names}
    return name_of(headers.get("host", "")) in allowed


class Guard:
    """ASGI middleware around the whole app."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an app."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what must not pass; add headers to every answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                for key, value in HEADERS.items():
                    answer.setdefault(key, value)
                if scope["method"] not in SAFE:
                    # It may show what was typed, a ticket or recovery codes.
                    answer["Cache-Control"] = "no-store"
                if scope["scheme"] == "https":
                    answer.setdefault("Strict-Transport-Security", STRICT)
            await send(message)

        refusal = _refusal(Request(scope))
        if refusal is not None:
            await _read_away(receive)
            await refusal(scope, receive, send_with_headers)
            return
        await self.app(scope, _limited(receive), send_with_headers)


def _refusal(request: Request) -> Response | None:
    """Return the answer to a request that must not pass, None for one that may."""
    headers = request.headers
    settings = service_of(request).settings
    if not answers_to(headers, settings):
        text = f"Multifidus does not go by this name. Open {settings.address} instead."
        return PlainTextResponse(text, status_code=400)
    length = headers.get("content-length", "0")
    large = not length.isdecimal() or int(length) > LARGEST
    if not large and (request.method in SAFE or same_origin(headers)):
        return None
    nobody(request)
    _ = words(request).gettext
    if large:
        text = _("This is too large to be taken in. The most is 12 megabytes. Nothing has changed.")
        status = 413
    else:
        text = _("This was sent from a page that is not ours, so nothing was done.")
        status = 403
    context = {"title": _("That did not work"), "text": text, "detail": "", "again": None}
    return page(request, "failure.html", context, status=status)


async def _read_away(receive: Receive) -> None:
    seen = 0
    while seen <= READ_AWAY:
        message = await receive()
        seen += len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body"):
            return


def _limited(receive: Receive) -> Receive:
    """Stop reading a body that says nothing of its length and goes past the limit."""
    seen = 0

    async def limited() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > LARGEST:
            return {"type": "http.disconnect"}
        return message

    return limited

# SPDX-License-Identifier: Apache-2.0
"""Who is at the door: from a request to `Who`, and the cookie between them."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated, Final, cast

from fastapi import Depends, Request, Response

from multifidus.knowledge.language import languages
from multifidus.service import Service, Who
from multifidus.service.accounts import ABSOLUTE, who_is

LANGUAGE_COOKIE: Final = "multifidus-language"
THEME_COOKIE: Final = "multifidus-theme"
THEMES: Final = ("light", "dark")
A_YEAR: Final = 365 * 24 * 3600


def service_of(request: Request) -> Service:
    """Return the house that this app serves."""
    return cast("Service", request.app.state.service)


def cookie_name(request: Request) -> str:
    """Return the name of the sign-in cookie: bound to the host where TLS lets it be."""
    return "__Host-multifidus" if request.url.scheme == "https" else "multifidus"


def address_of(request: Request) -> str:
    """Return where a request comes from."""
    return request.client.host if request.client else ""


def preferred_language(request: Request) -> str:
    """Return the language to speak before anyone has signed in: chosen, else the browser's first."""
    known = languages()
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in known:
        return chosen
    return _first_known(request.headers.get("accept-language", ""), known)


def _first_known(header: str, known: Iterable[str]) -> str:
    wishes = []
    for position, part in enumerate(header.split(",")[:20]):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            weight = 0.0
        wishes.append((-weight, position, tag.partition("-")[0].lower()))
    return next((tag for _, _, tag in sorted(wishes) if tag in known), "en")


def theme_of(request: Request) -> str:
    """Return light or dark if this browser chose one, empty to follow the device."""
    chosen = request.cookies.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else ""


def key_of(request: Request) -> str | None:
    """Return the key that the browser holds, of a sign-in that may have ended."""
    return request.cookies.get(cookie_name(request))


def who_of(request: Request) -> Who:
    """Return whoever sends this request; looked up once a request."""
    if not hasattr(request.state, "who"):
        who = who_is(
            service_of(request),
            key_of(request),
            address=address_of(request),
            language=preferred_language(request),
        )
        request.state.who = replace(who, theme=theme_of(request))
    return cast("Who", request.state.who)


def nobody(request: Request) -> None:
    """Take the request as that of someone unknown, without asking the store, unless that is known."""
    if not hasattr(request.state, "who"):
        request.state.who = Who(
            address=address_of(request),
            language=preferred_language(request),
            theme=theme_of(request),
        )


def keep_key(request: Request, response: Response, key: str) -> None:
    """Put a sign-in's key into the cookie."""
    response.set_cookie(
        cookie_name(request),
        key,
        max_age=int(ABSOLUTE.total_seconds()),
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )


def drop_key(request: Request, response: Response) -> None:
    """Take the sign-in's key out of the browser."""
    response.delete_cookie(
        cookie_name(request),
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )


def keep_choice(request: Request, response: Response, name: str, value: str) -> None:
    """Keep a choice in this browser for a year; an empty one is forgotten."""
    secure = request.url.scheme == "https"
    if not value:
        response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="lax")
        return
    response.set_cookie(
        name, value, max_age=A_YEAR, path="/", secure=secure, httponly=True, samesite="lax"
    )


House = Annotated[Service, Depends(service_of)]
Visitor = Annotated[Who, Depends(who_of)]


def local_path(path: str) -> str:
    """Return a path on this site to go to next; anything that could lead elsewhere becomes Today."""
    plain = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if plain and "\\" not in path else "/today"

# SPDX-License-Identifier: Apache-2.0
"""The front door, the page of everything else, and the language."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from multifidus.knowledge.language import languages
from multifidus.service.accounts import may_sign_up, speak
from multifidus.web.pages import page
from multifidus.web.visits import LANGUAGE_COOKIE, House, Visitor, local_path

router: Final = APIRouter(include_in_schema=False)
A_YEAR: Final = 365 * 24 * 3600


@router.get("/")
def front_door(request: Request, service: House, who: Visitor) -> Response:
    """Welcome a stranger; show someone who is signed in their day."""
    if who.signed_in:
        return RedirectResponse("/today", status_code=303)
    return page(request, "home/welcome.html", {"may_sign_up": may_sign_up(service)})


@router.get("/more")
def more(request: Request, who: Visitor) -> Response:
    """Show where everything else is."""
    if not who.signed_in:
        return RedirectResponse("/sign-in?next=/more", status_code=303)
    return page(request, "home/more.html", nav="more")


@router.post("/language")
def language(
    request: Request,
    service: House,
    who: Visitor,
    language: Annotated[str, Form()],
    next: Annotated[str, Form()] = "/",  # noqa: A002 - the field's name
) -> Response:
    """Speak another language from now on."""
    answer = RedirectResponse(local_path(next), status_code=303)
    if language in languages():
        answer.set_cookie(
            LANGUAGE_COOKIE,
            language,
            max_age=A_YEAR,
            path="/",
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )
        if who.signed_in:
            speak(service, who, language)
    return answer

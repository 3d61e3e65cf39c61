# SPDX-License-Identifier: Apache-2.0
"""Make an account, sign in, sign out; and give back what was typed when a sign-in had run out."""

from dataclasses import replace
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from multifidus.service import Invalid, NotSignedIn, TooMany
from multifidus.service.accounts import (
    CodeNeeded,
    SignedIn,
    enter_code,
    may_sign_up,
    sign_in,
    sign_out,
    sign_up,
)
from multifidus.service.resume import from_text
from multifidus.web.failures import told
from multifidus.web.pages import page
from multifidus.web.visits import (
    House,
    Visitor,
    address_of,
    drop_key,
    keep_key,
    local_path,
    preferred_language,
    theme_of,
)

router: Final = APIRouter(include_in_schema=False)

Text = Annotated[str, Form()]


def _device(request: Request) -> str:
    return request.headers.get("user-agent", "")


def _faults(request: Request, error: Invalid | TooMany, otherwise: str) -> dict[str, str]:
    fields = error.fields if isinstance(error, Invalid) else {}
    return {key: told(request, text) for key, text in fields.items()} or {
        otherwise: told(request, error.text)
    }


@router.get("/sign-up")
def sign_up_page(request: Request, service: House, who: Visitor) -> Response:
    """Show the form for a new account."""
    if who.signed_in and not who.sample:
        return RedirectResponse("/today", status_code=303)
    context = {"open": may_sign_up(service), "faults": {}, "name": ""}
    return page(request, "account/sign_up.html", context)


@router.post("/sign-up")
def make_account(
    request: Request, service: House, name: Text = "", password: Text = ""
) -> Response:
    """Make the account and go on to the way in."""
    try:
        made = sign_up(
            service,
            name=name,
            password=password,
            language=preferred_language(request),
            address=address_of(request),
            device=_device(request),
        )
    except (Invalid, TooMany) as error:
        context = {
            "open": may_sign_up(service),
            "faults": _faults(request, error, "name"),
            "name": name,
        }
        return page(request, "account/sign_up.html", context, status=422)
    answer = RedirectResponse("/start", status_code=303)
    keep_key(request, answer, made.key)
    return answer


@router.get("/sign-in")
def sign_in_page(request: Request, who: Visitor, next: str = "/today") -> Response:  # noqa: A002 - the field's name
    """Show the form to sign in."""
    if who.signed_in and not who.sample:
        return RedirectResponse(local_path(next), status_code=303)
    return _sign_in_form(request, next=next)


def _sign_in_form(
    request: Request,
    *,
    next: str,  # noqa: A002 - the field's name
    kept: str = "",
    name: str = "",
    faults: dict[str, str] | None = None,
    reason: str = "",
    status: int = 200,
) -> Response:
    context = {
        "faults": faults or {},
        "name": name,
        "next": local_path(next),
        "kept": kept,
        "reason": reason,
    }
    return page(request, "account/sign_in.html", context, status=status)


@router.post("/sign-in")
def come_in(
    request: Request,
    service: House,
    who: Visitor,
    name: Text = "",
    password: Text = "",
    next: Text = "/today",  # noqa: A002 - the field's name
    kept: Text = "",
) -> Response:
    """Sign in and go where the visitor wanted to go."""
    try:
        made = sign_in(
            service,
            name=name,
            password=password,
            address=address_of(request),
            device=_device(request),
            instead_of=who.key,
        )
    except (Invalid, TooMany) as error:
        faults = _faults(request, error, "password")
        status = 429 if isinstance(error, TooMany) else 422
        return _sign_in_form(request, next=next, kept=kept, name=name, faults=faults, status=status)
    if isinstance(made, CodeNeeded):
        context = {"ticket": made.ticket, "next": local_path(next), "kept": kept, "faults": {}}
        return page(request, "account/code.html", context)
    return _inside(request, made, next, kept)


@router.post("/sign-in/code")
def come_in_with_code(
    request: Request,
    service: House,
    who: Visitor,
    ticket: Text = "",
    code: Text = "",
    next: Text = "/today",  # noqa: A002 - the field's name
    kept: Text = "",
) -> Response:
    """Finish signing in with a code of the second factor."""
    try:
        made = enter_code(
            service,
            ticket=ticket,
            code=code,
            address=address_of(request),
            device=_device(request),
            instead_of=who.key,
        )
    except NotSignedIn as error:
        reason = told(request, error.text)
        return _sign_in_form(request, next=next, kept=kept, reason=reason, status=401)
    except (Invalid, TooMany) as error:
        context = {
            "ticket": ticket,
            "next": local_path(next),
            "kept": kept,
            "faults": _faults(request, error, "code"),
        }
        status = 429 if isinstance(error, TooMany) else 422
        return page(request, "account/code.html", context, status=status)
    return _inside(request, made, next, kept)


def _inside(request: Request, made: SignedIn, goal: str, kept: str) -> Response:
    """Go where the visitor wanted to go, or offer to send what was typed before."""
    carried = from_text(kept)
    if (
        carried is not None
        and carried.may_go_on_for(made.who.account)
        and local_path(carried.path) == carried.path
    ):
        request.state.who = replace(made.who, theme=theme_of(request))
        answer: Response = page(request, "account/resume.html", {"again": carried})
    else:
        answer = RedirectResponse(local_path(goal), status_code=303)
    keep_key(request, answer, made.key)
    return answer


@router.post("/sign-out")
def go(request: Request, service: House, who: Visitor) -> Response:
    """Sign out; the browser forgets what it kept of this person."""
    if who.signed_in:
        sign_out(service, who)
    answer = RedirectResponse("/", status_code=303)
    drop_key(request, answer)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer

# SPDX-License-Identifier: Apache-2.0
"""Settings: how the app looks and sounds, and the safety of one's account."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from multifidus.service import Action, Invalid, Service, TooMany, Who, decide
from multifidus.service.accounts_care import change_password, end_other_places, end_place, places
from multifidus.service.second_factor import (
    begin,
    new_recovery_codes,
    offered,
    state,
    switch_off,
    switch_on,
)
from multifidus.service.session_log_device import SWITCHES, manner, say_own_device, switch
from multifidus.web.devices import device_words
from multifidus.web.failures import told
from multifidus.web.pages import markup, page, words
from multifidus.web.visits import THEME_COOKIE, THEMES, House, Visitor, keep_choice

router: Final = APIRouter(include_in_schema=False)

Text = Annotated[str, Form()]
_SECOND: Final = "/settings/second-factor"


def saved(request: Request) -> list[tuple[str, str]]:
    """Return the message that something was kept, after the redirect that follows it."""
    _ = words(request).gettext
    texts = {
        "yes": _("Kept."),
        "password": _("Your password is changed. Everywhere else you are signed out."),
        "sign-ins": _("Done. That device has to sign in again."),
        "second-off": _("The second step is off."),
        "backup": _("The backup is made, and it was read back whole."),
    }
    text = texts.get(request.query_params.get("saved", ""))
    return [("good", text)] if text else []


def faults_of(request: Request, error: Invalid | TooMany, otherwise: str) -> dict[str, str]:
    """Return the message for each field; one about the whole form goes to the field named."""
    fields: Mapping[str, str] = error.fields if isinstance(error, Invalid) else {}
    return {key: told(request, text) for key, text in fields.items()} or {
        otherwise: told(request, error.text)
    }


def status_of(error: Invalid | TooMany) -> int:
    """Return the status that goes with a form that was not taken."""
    return 429 if isinstance(error, TooMany) else 422


@router.get("/settings")
def settings_page(request: Request, service: House, who: Visitor) -> Response:
    """Show all settings."""
    now = manner(service, who)
    second = state(service, who)[0] if not who.sample else False
    context = {"manner": now, "second": second, "flash": saved(request)}
    return page(request, "settings/settings.html", context, nav="more")


@router.post("/settings/player")
def set_player(
    service: House,
    who: Visitor,
    sounds: Text = "",
    voice: Text = "",
    longer: Text = "",
) -> Response:
    """Keep how sessions sound and how much time they give."""
    chosen = dict(zip(SWITCHES, (bool(sounds), bool(voice), bool(longer)), strict=True))
    switch(service, who, **chosen)
    return RedirectResponse("/settings?saved=yes", status_code=303)


@router.post("/settings/device")
def set_device(service: House, who: Visitor, own: Text = "") -> Response:
    """Keep whether this device is the visitor's own."""
    say_own_device(service, who, own=own == "yes")
    return RedirectResponse("/settings?saved=yes", status_code=303)


@router.post("/settings/theme")
def set_theme(request: Request, who: Visitor, theme: Text = "") -> Response:
    """Keep light, dark, or whatever the device says."""
    decide(who, Action.READ_RECORD)
    answer = RedirectResponse("/settings?saved=yes", status_code=303)
    keep_choice(request, answer, THEME_COOKIE, theme if theme in THEMES else "")
    return answer


@router.get("/settings/password")
def password_page(request: Request, who: Visitor) -> Response:
    """Show the form for a new password."""
    decide(who, Action.MANAGE_ACCOUNT)
    return page(request, "settings/password.html", {"faults": {}}, nav="more")


@router.post("/settings/password")
def set_password(
    request: Request, service: House, who: Visitor, password: Text = "", new_password: Text = ""
) -> Response:
    """Change the password."""
    try:
        change_password(service, who, now=password, new=new_password)
    except (Invalid, TooMany) as error:
        context = {"faults": faults_of(request, error, "password")}
        return page(request, "settings/password.html", context, nav="more", status=status_of(error))
    return RedirectResponse("/settings?saved=password", status_code=303)


@router.get("/settings/sign-ins")
def sign_ins_page(request: Request, service: House, who: Visitor) -> Response:
    """Show where the visitor is signed in."""
    _ = words(request).gettext
    shown = [(one, device_words(one.device, _)) for one in places(service, who)]
    context = {"places": shown, "flash": saved(request)}
    return page(request, "settings/sign_ins.html", context, nav="more")


@router.post("/settings/sign-ins/end")
def end_sign_in(service: House, who: Visitor, mark: Text = "") -> Response:
    """Sign out one device."""
    end_place(service, who, mark)
    return RedirectResponse("/settings/sign-ins?saved=sign-ins", status_code=303)


@router.post("/settings/sign-ins/end-others")
def end_others(service: House, who: Visitor) -> Response:
    """Sign out everywhere but here."""
    end_other_places(service, who)
    return RedirectResponse("/settings/sign-ins?saved=sign-ins", status_code=303)


def _second_page(
    request: Request,
    service: Service,
    who: Who,
    faults: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    on, left = state(service, who)
    context = {"on": on, "left": left, "faults": faults or {}, "flash": saved(request)}
    return page(request, "settings/second_factor.html", context, nav="more", status=status)


@router.get(_SECOND)
def second_page(request: Request, service: House, who: Visitor) -> Response:
    """Show whether the second step is on."""
    return _second_page(request, service, who)


@router.post(f"{_SECOND}/begin")
def second_begin(request: Request, service: House, who: Visitor, password: Text = "") -> Response:
    """Make a secret for the authenticator app."""
    try:
        begin(service, who, password)
    except (Invalid, TooMany) as error:
        faults = faults_of(request, error, "password")
        return _second_page(request, service, who, faults, status_of(error))
    return RedirectResponse(f"{_SECOND}/new", status_code=303)


def _new_page(
    request: Request,
    service: Service,
    who: Who,
    faults: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    import segno  # noqa: PLC0415 - rarely needed

    offer = offered(service, who)
    if offer is None:
        return RedirectResponse(_SECOND, status_code=303)
    drawn = segno.make(offer.address, error="m", micro=False).svg_inline(
        svgclass="square-code", lineclass=None, omitsize=True, border=4
    )
    secret = offer.secret
    context: dict[str, Any] = {
        "square": markup(drawn),
        "address": offer.address,
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "faults": faults or {},
    }
    return page(request, "settings/second_factor_new.html", context, nav="more", status=status)


@router.get(f"{_SECOND}/new")
def second_new(request: Request, service: House, who: Visitor) -> Response:
    """Show the square code to read with the authenticator app."""
    return _new_page(request, service, who)


def _codes_page(request: Request, codes: tuple[str, ...]) -> Response:
    """Show the recovery codes: in the answer itself, for they are never shown again."""
    return page(request, "settings/recovery_codes.html", {"codes": codes}, nav="more")


@router.post(f"{_SECOND}/on")
def second_on(request: Request, service: House, who: Visitor, code: Text = "") -> Response:
    """Switch the second step on."""
    try:
        codes = switch_on(service, who, code)
    except Invalid as error:
        return _new_page(request, service, who, faults_of(request, error, "code"), 422)
    return _codes_page(request, codes)


@router.post(f"{_SECOND}/codes")
def second_codes(request: Request, service: House, who: Visitor, password: Text = "") -> Response:
    """Make new recovery codes in place of the old."""
    try:
        codes = new_recovery_codes(service, who, password)
    except (Invalid, TooMany) as error:
        faults = faults_of(request, error, "password")
        return _second_page(request, service, who, faults, status_of(error))
    return _codes_page(request, codes)


@router.post(f"{_SECOND}/off")
def second_off(request: Request, service: House, who: Visitor, password: Text = "") -> Response:
    """Switch the second step off."""
    try:
        switch_off(service, who, password)
    except (Invalid, TooMany) as error:
        faults = faults_of(request, error, "password")
        return _second_page(request, service, who, faults, status_of(error))
    return RedirectResponse(f"{_SECOND}?saved=second-off", status_code=303)

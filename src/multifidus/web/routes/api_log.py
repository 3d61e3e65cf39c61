# SPDX-License-Identifier: Apache-2.0
"""What the player's scripts ask and send: events of sessions, sessions to keep, how to behave."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Body, Request
from fastapi.responses import JSONResponse

from multifidus.service import Action, Invalid, NotYours, decide
from multifidus.service.script_page import soon
from multifidus.service.session_log import take_parts
from multifidus.service.session_log_device import SWITCHES, manner, owner_mark, switch
from multifidus.web.pages import words
from multifidus.web.routes.player import script_value
from multifidus.web.visits import House, Visitor

router: Final = APIRouter(include_in_schema=False)
NO_STORE: Final = {"Cache-Control": "no-store"}
Sent = Annotated[dict[str, Any], Body()]


@router.post("/api/log")
def log(service: House, who: Visitor, sent: Sent) -> JSONResponse:
    """Take events in; answer with what is written now and what was refused."""
    if sent.get("owner") != owner_mark(who):
        raise NotYours("These events are of someone else who used this browser.")
    parts = sent.get("parts")
    if not isinstance(parts, list):
        raise Invalid("Send the events as a list called parts.")
    taken = take_parts(service, who, parts)
    refused = [{"client_id": one.client_id, "error": one.error} for one in taken.refused]
    return JSONResponse({"written": list(taken.written), "refused": refused}, headers=NO_STORE)


@router.get("/api/sessions")
def sessions(request: Request, service: House, who: Visitor) -> JSONResponse:
    """Give the sessions that come, for a device that is one's own; nothing for any other."""
    own = manner(service, who).own_device is True
    found = [script_value(request, one) for one in soon(service, who)] if own else []
    return JSONResponse({"owner": owner_mark(who), "own": own, "sessions": found}, headers=NO_STORE)


@router.get("/api/device")
def device(request: Request, service: House, who: Visitor) -> JSONResponse:
    """Say whose device this is, so that what it still holds can be sent, kept or wiped."""
    _ = words(request).gettext
    value = {
        "owner": owner_mark(who),
        "own": manner(service, who).own_device is True,
        "leave": _("Some of your last session has not been sent yet. Sign out and lose it?"),
    }
    return JSONResponse(value, headers=NO_STORE)


@router.post("/api/manner")
def keep_manner(service: House, who: Visitor, sent: Sent) -> JSONResponse:
    """Keep sounds, voice or more time switched on or off."""
    decide(who, Action.ADD_FACTS)
    switches = {key: value for key, value in sent.items() if isinstance(value, bool)}
    if not switches or not set(sent) <= set(SWITCHES) or len(switches) != len(sent):
        raise Invalid("Send switches that are true or false.")
    switch(service, who, **switches)
    return JSONResponse({"kept": sorted(switches)}, headers=NO_STORE)

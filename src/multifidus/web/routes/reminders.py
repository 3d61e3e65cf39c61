# SPDX-License-Identifier: Apache-2.0
"""Reminders: the page, the calendar behind its secret address, and the note in the browser."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from multifidus.domain.phrase import say
from multifidus.service import Invalid, NotYours, calendar_feed, reminders
from multifidus.web.pages import page, speak, translations, words
from multifidus.web.visits import House, Visitor

router: Final = APIRouter(include_in_schema=False)
_FILE: Final = "multifidus.ics"
_LONGEST: Final = 100
"""Letters of a token; no real one is as long."""


def _title(language: str) -> str:
    return translations(language).gettext("Back exercises")


def _context(shown: reminders.Shown) -> dict[str, Any]:
    chosen = shown.reminders
    return {
        "zones": reminders.zones(),
        "since": shown.since,
        "typed": {
            "zone": chosen.zone,
            "morning": chosen.morning.isoformat("minutes"),
            "evening": chosen.evening.isoformat("minutes"),
            "notify": "yes" if chosen.notify else "",
        },
        "chosen": bool(chosen.zone),
        "faults": {},
        "address": "",
        "path": "/reminders",
    }


@router.get("/reminders")
def show(request: Request, service: House, who: Visitor) -> Response:
    """Show how one is reminded."""
    shown = reminders.reminders(service, who)
    return page(request, "reminders/reminders.html", _context(shown), nav="more")


@router.post("/reminders")
def save(
    request: Request,
    service: House,
    who: Visitor,
    zone: Annotated[str, Form()] = "",
    morning: Annotated[str, Form()] = "",
    evening: Annotated[str, Form()] = "",
    notify: Annotated[str, Form()] = "",
) -> Response:
    """Keep what was chosen."""
    typed = {"zone": zone, "morning": morning, "evening": evening, "notify": notify}
    try:
        reminders.save(service, who, typed)
    except Invalid as error:
        return _again(request, service, who, error, typed)
    return RedirectResponse("/reminders", status_code=303)


def _again(
    request: Request, service: House, who: Visitor, error: Invalid, typed: dict[str, str] | None
) -> Response:
    context = _context(reminders.reminders(service, who))
    context["faults"] = {key: speak(text, request) for key, text in error.fields.items()}
    if typed is not None:
        context["typed"] = typed
    return page(request, "reminders/reminders.html", context, status=422, nav="more")


@router.post("/reminders/calendar")
def make(request: Request, service: House, who: Visitor) -> Response:
    """Make a calendar address and show it, this once."""
    try:
        token = reminders.make_address(service, who)
    except Invalid as error:
        return _again(request, service, who, error, None)
    context = _context(reminders.reminders(service, who))
    context["address"] = str(request.url_for("calendar", token=token))
    answer = page(request, "reminders/reminders.html", context, nav="more")
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@router.post("/reminders/calendar/revoke")
def revoke(service: House, who: Visitor) -> Response:
    """Let the calendar address work no more."""
    reminders.revoke_address(service, who)
    return RedirectResponse("/reminders", status_code=303)


def _calendar(content: bytes, disposition: str) -> Response:
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'{disposition}; filename="{_FILE}"',
        "X-Robots-Tag": "noindex",
    }
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


@router.get("/reminders/sessions.ics")
def download(request: Request, service: House, who: Visitor) -> Response:
    """Send the calendar as a file, to be taken in once."""
    try:
        content = calendar_feed.calendar_file(service, who, _title)
    except Invalid as error:
        return _again(request, service, who, Invalid(error.text, {"zone": error.text}), None)
    return _calendar(content, "attachment")


@router.get("/calendar/{token}.ics", name="calendar")
def subscribe(service: House, token: str) -> Response:
    """Send the calendar behind a secret address."""
    if len(token) > _LONGEST:
        raise NotYours(say("There is no such page."))
    return _calendar(calendar_feed.feed(service, token, _title), "inline")


@router.get("/api/reminder")
def wait(service: House, who: Visitor) -> Response:
    """Say after how many seconds the note of the day is due, null if none comes."""
    return JSONResponse(
        {"wait_s": reminders.wait_s(service, who)}, headers={"Cache-Control": "no-store"}
    )


@router.post("/api/reminder")
def claim(request: Request, service: House, who: Visitor) -> Response:
    """Let the browser show the note of the day, if it is the first to ask."""
    _ = words(request).gettext
    answer: dict[str, Any] = {"show": reminders.claim(service, who)}
    if answer["show"]:
        answer |= {
            "title": _("Back exercises"),
            "text": _("Your session is waiting."),
            "url": "/today",
        }
    return JSONResponse(answer, headers={"Cache-Control": "no-store"})

# SPDX-License-Identifier: Apache-2.0
"""What the visitor sees when something goes wrong: plain words, and nothing typed is lost."""

import logging
from contextlib import suppress
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from multifidus.domain.phrase import say
from multifidus.record import (
    ConflictError,
    Damaged,
    DiskFull,
    FutureSchema,
    Locked,
    NeedsMigration,
    ReadOnly,
    StoreError,
    UnknownEntry,
    Unstorable,
)
from multifidus.service import Blocked, Invalid, NotSignedIn, NotYours, ServiceError, TooMany
from multifidus.service.accounts import on_this_machine, once_was
from multifidus.service.accounts_events import refused
from multifidus.service.resume import Carried, carry, to_text
from multifidus.web.guard import HEADERS, SAFE, STRICT
from multifidus.web.pages import page, speak, words
from multifidus.web.visits import key_of, nobody, service_of, who_of

log: Final = logging.getLogger("multifidus.web")

_STATUS: Final[dict[type[ServiceError], int]] = {
    Invalid: 422,
    NotSignedIn: 401,
    NotYours: 404,
    TooMany: 429,
    Blocked: 409,
}
_OF_THE_STORE: Final[dict[type[StoreError], tuple[int, str]]] = {
    ConflictError: (
        409,
        say("This was changed elsewhere in the meantime. Look at it again, then change it anew."),
    ),
    UnknownEntry: (404, say("What you wanted to change is not there.")),
    Unstorable: (422, say("Something in what was sent cannot be kept.")),
    DiskFull: (
        503,
        say("There is no room left on the disk. Nothing was written. Make room, then try again."),
    ),
    ReadOnly: (
        503,
        say(
            "The database may only be read, so nothing was written. Make its file and folder "
            "writable, then try again."
        ),
    ),
    Locked: (
        503,
        say("The database is busy just now. Nothing was written. Wait a moment, then try again."),
    ),
    Damaged: (
        503,
        say(
            "The database is damaged. Nothing was written. Stop Multifidus and put the latest "
            "backup back with the command multifidus restore. The damaged file is kept."
        ),
    ),
    FutureSchema: (
        503,
        say(
            "The database was written by a newer Multifidus. Nothing was changed. Use the newer "
            "Multifidus, or put back a backup made by this one."
        ),
    ),
    NeedsMigration: (
        503,
        say("The database is older than this Multifidus. Stop it and start it again."),
    ),
}
_UNREACHABLE: Final = (
    503,
    say("The database cannot be reached. Nothing was written. Look whether it is there."),
)
_OF_HTTP: Final = {
    400: say("What was sent could not be read. Go back and try again."),
    404: say("There is no such page."),
    405: say("This address cannot be used in that way."),
    413: say("This is too large to be taken in."),
}
_PUBLIC: Final = ("/static/", "/figures/")


def wants_json(request: Request) -> bool:
    """Whether a script asks rather than a person's browser."""
    return request.url.path.startswith("/api/")


def told(request: Request, text: str) -> str:
    """Say a message in the visitor's language, whether it has been made as a phrase or not."""
    spoken = speak(text, request)
    return words(request).gettext(text) if spoken == str(text) else spoken


def failure(
    request: Request,
    status: int,
    title: str,
    text: str,
    *,
    detail: str = "",
    again: Carried | None = None,
) -> Response:
    """Return the page, or for a script the JSON, of something that went wrong.

    Parameters
    ----------
    detail : str
        More, for whoever looks after this Multifidus.
    again : Carried, optional
        The form that was sent, so that one button can send it again.
    """
    if wants_json(request):
        return JSONResponse({"error": text}, status_code=status)
    context = {"title": title, "text": text, "detail": detail, "again": again}
    return page(request, "failure.html", context, status=status)


async def _carried(request: Request) -> Carried | None:
    """Take what was typed out of a request that failed."""
    if request.method in SAFE:
        return None
    form = None
    with suppress(HTTPException):
        form = await request.form()
    if form is None:
        return None
    account = None
    with suppress(StoreError):
        account = await run_in_threadpool(once_was, service_of(request), key_of(request))
    return carry(request.url.path, form.multi_items(), account=account)


def _sign_in_again(request: Request, carried: Carried | None) -> Response:
    context = {
        "faults": {},
        "name": "",
        "next": "/today",
        "kept": to_text(carried),
        "reason": words(request).gettext(
            "Your sign-in has run out. Sign in again, then send what you typed with one tap."
        )
        if carried is not None
        else words(request).gettext("Your sign-in has run out. Sign in again."),
    }
    return page(request, "account/sign_in.html", context, status=401)


def _note_refusal(request: Request) -> None:
    """Write down that someone who is signed in asked for what is not theirs, by the route alone."""
    route = getattr(request.scope.get("route"), "path", "")
    who = who_of(request)
    if not route or route.startswith(_PUBLIC) or not who.signed_in:
        return
    try:
        refused(service_of(request), who, route)
    except StoreError as error:
        log.warning("a refusal could not be noted: %s", error)


def _service_failure(request: Request, error: ServiceError) -> Response:
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 400)
    text = told(request, error.text)
    if isinstance(error, Invalid) and wants_json(request):
        fields = {key: told(request, fault) for key, fault in error.fields.items()}
        return JSONResponse({"error": text, "fields": fields}, status_code=status)
    if isinstance(error, NotYours):
        _note_refusal(request)
    _ = words(request).gettext
    title = _("Not found") if status == 404 else _("That did not work")
    answer = failure(request, status, title, text)
    if isinstance(error, TooMany):
        answer.headers["Retry-After"] = str(error.wait_s)
    return answer


def _store_failure(request: Request, error: StoreError, carried: Carried | None) -> Response:
    nobody(request)
    status, text = next(
        (found for kind, found in _OF_THE_STORE.items() if isinstance(error, kind)), _UNREACHABLE
    )
    _ = words(request).gettext
    title = _("The database cannot be used just now") if status == 503 else _("That did not work")
    # Where the file is, and what is the matter with it, is for the one at the machine.
    near = on_this_machine(service_of(request), who_of(request).address)
    detail = str(error) if near and status == 503 else ""
    return failure(request, status, title, told(request, text), detail=detail, again=carried)


async def _service_error(request: Request, error: Exception) -> Response:
    if isinstance(error, NotSignedIn) and not wants_json(request):
        if request.method in SAFE:
            return RedirectResponse(f"/sign-in?next={request.url.path}", status_code=303)
        carried = await _carried(request)
        return await run_in_threadpool(_sign_in_again, request, carried)
    assert isinstance(error, ServiceError)  # noqa: S101 - registered for this kind alone
    return await run_in_threadpool(_service_failure, request, error)


async def _store_error(request: Request, error: Exception) -> Response:
    log.error("store: %s: %s", type(error).__name__, error)
    nobody(request)
    carried = await _carried(request)
    assert isinstance(error, StoreError)  # noqa: S101 - registered for this kind alone
    return await run_in_threadpool(_store_failure, request, error, carried)


def _bad_request(request: Request, error: Exception) -> Response:
    count = len(error.errors()) if isinstance(error, RequestValidationError) else 0
    log.info("bad request to %s: %d faults", request.url.path, count)
    _ = words(request).gettext
    return failure(
        request, 422, _("That did not work"), _("Something in the address or form is missing.")
    )


def _http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 400
    _ = words(request).gettext
    title = _("Not found") if status == 404 else _("That did not work")
    text = told(request, _OF_HTTP.get(status, _OF_HTTP[400]))
    answer = failure(request, status, title, text)
    if isinstance(error, HTTPException) and error.headers:
        answer.headers.update(error.headers)
    return answer


def _defect(request: Request, error: Exception) -> Response:
    """Say that the fault is ours. This answer passes outside of the guard, so it gets its headers here."""
    log.error("defect in %s: %s", request.url.path, type(error).__name__)
    try:
        nobody(request)
        _ = words(request).gettext
        text = _("This is a fault of Multifidus, not of yours. Go back and try again.")
        answer = failure(request, 500, _("Something went wrong here"), text)
    except Exception:
        log.exception("the page that says so could not be made")
        answer = PlainTextResponse("This is a fault of Multifidus, not of yours.", status_code=500)
    answer.headers.update(HEADERS)
    if request.url.scheme == "https":
        answer.headers["Strict-Transport-Security"] = STRICT
    return answer


def add_failures(app: FastAPI) -> None:
    """Say what each kind of failure looks like."""
    app.add_exception_handler(ServiceError, _service_error)
    app.add_exception_handler(StoreError, _store_error)
    app.add_exception_handler(RequestValidationError, _bad_request)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _defect)

# SPDX-License-Identifier: Apache-2.0
"""Questionnaires: the list, and one page for each."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from multifidus.service import Invalid
from multifidus.service.outcomes import (
    MOST_OWN,
    OWN,
    Sheet,
    answer,
    choose_activities,
    sheet,
    sheets,
)
from multifidus.service.records import kept
from multifidus.web.pages import page, speak
from multifidus.web.visits import House, Visitor

router: Final = APIRouter(include_in_schema=False)


async def _form(request: Request) -> dict[str, str]:
    """Read a form whose fields depend on the questionnaire."""
    form = await request.form(max_files=0, max_fields=100)
    return {key: value for key, value in form.items() if isinstance(value, str)}


Typed = Annotated[dict[str, str], Depends(_form)]


@router.get("/outcomes")
def outcomes(request: Request, service: House, who: Visitor) -> Response:
    """List the questionnaires, those that are due first."""
    found = sheets(service, who)
    if not found and kept(service, who) is None:
        return RedirectResponse("/start", status_code=303)
    ordered = sorted(found, key=lambda one: not one.due)
    return page(request, "outcomes/list.html", {"sheets": ordered}, nav="progress")


def _errors(request: Request, error: Invalid | None) -> dict[str, str]:
    """Return the message for each field at fault, in the visitor's language."""
    return {key: speak(text, request) for key, text in error.fields.items()} if error else {}


def _show(
    request: Request, asked: Sheet, typed: dict[str, str], error: Invalid | None = None
) -> Response:
    return page(
        request,
        "outcomes/sheet.html",
        {"sheet": asked, "typed": typed, "errors": _errors(request, error)},
        status=422 if error else 200,
        nav="progress",
    )


def _choose(
    request: Request, asked: Sheet, typed: dict[str, str], error: Invalid | None = None
) -> Response:
    return page(
        request,
        "outcomes/activities.html",
        {"sheet": asked, "typed": typed, "errors": _errors(request, error), "most": MOST_OWN},
        status=422 if error else 200,
        nav="progress",
    )


@router.get("/outcomes/psfs/activities")
def activities(request: Request, service: House, who: Visitor) -> Response:
    """Show the person's own activities, to choose or to word anew."""
    asked = sheet(service, who, OWN)
    typed = {f"activity-{n}": text for n, text in enumerate(asked.activities, 1)}
    return _choose(request, asked, typed)


@router.post("/outcomes/psfs/activities")
def choose(request: Request, service: House, who: Visitor, typed: Typed) -> Response:
    """Keep the person's own activities."""
    asked = sheet(service, who, OWN)
    given = tuple(typed.get(f"activity-{n}", "") for n in range(1, MOST_OWN + 1))
    try:
        choose_activities(service, who, given)
    except Invalid as error:
        return _choose(request, asked, typed, error)
    return RedirectResponse("/outcomes/psfs", status_code=303)


@router.get("/outcomes/{instrument}")
def one(request: Request, service: House, who: Visitor, instrument: str) -> Response:
    """Show a questionnaire."""
    asked = sheet(service, who, instrument)
    if asked.instrument == OWN and not asked.items:
        return RedirectResponse("/outcomes/psfs/activities", status_code=303)
    return _show(request, asked, {})


@router.post("/outcomes/{instrument}")
def take(request: Request, service: House, who: Visitor, instrument: str, typed: Typed) -> Response:
    """Take in the answers."""
    asked = sheet(service, who, instrument)
    try:
        answer(service, who, instrument, typed)
    except Invalid as error:
        return _show(request, asked, typed, error)
    return RedirectResponse("/outcomes", status_code=303)

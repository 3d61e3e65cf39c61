# SPDX-License-Identifier: Apache-2.0
"""Today, the home of someone who is signed in, and the week in full."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from multifidus.domain.week import Refusal, RefusalKind
from multifidus.service import Service, Who
from multifidus.service.records import kept
from multifidus.service.review import waiting
from multifidus.service.today import today_of
from multifidus.service.today_day import alike
from multifidus.service.way_in import way_of
from multifidus.service.way_in_steps import NEEDED, Screen
from multifidus.service.weeks import Making, the_weeks
from multifidus.web.pages import page
from multifidus.web.visits import House, Visitor

router: Final = APIRouter(include_in_schema=False)

MAKING_S: Final = 0.4
"""How long a page waits for a week in the making before it shows that it is being made."""


def elsewhere(service: Service, who: Who) -> str | None:
    """Return where someone has to go before there can be a week, None if nothing is missing."""
    way = way_of(service, who)
    if way.stopped:
        return "/stop"
    if not way.unfinished:
        return None
    # Someone who has been through the way in is asked the open questions alone.
    left = {one for one in way.screens() if one in NEEDED and not way.is_done(one)}
    return "/safety" if left == {Screen.SAFETY} else "/start"


def no_week(request: Request, refusal: Refusal) -> Response:
    """Show why there is no week, or lead to what has to be answered first."""
    if refusal.kind is RefusalKind.SCREENING:
        asks = refusal.clearance is not None and bool(refusal.clearance.to_ask)
        return RedirectResponse("/safety" if asks else "/stop", status_code=303)
    return page(request, "today/no_week.html", {"refusal": refusal}, nav="today")


@router.get("/today")
def today(request: Request, service: House, who: Visitor) -> Response:
    """Show what is due now."""
    record = kept(service, who)
    where = elsewhere(service, who)
    if where is not None or record is None:
        return RedirectResponse(where or "/start", status_code=303)
    found = today_of(service, who, record, wait_s=MAKING_S)
    if isinstance(found, Making):
        return page(request, "today/making.html", nav="today")
    if isinstance(found, Refusal):
        return no_week(request, found)
    return page(request, "today/today.html", {"standing": found, "day": found.day}, nav="today")


@router.get("/week")
def week(request: Request, service: House, who: Visitor) -> Response:
    """Show the present week in full: every exercise, its dose and its reasons."""
    record = kept(service, who)
    where = elsewhere(service, who)
    if where is not None or record is None:
        return RedirectResponse(where or "/start", status_code=303)
    found = the_weeks(service, who, record, wait_s=MAKING_S)
    if isinstance(found, Making):
        return page(request, "today/making.html", nav="today")
    if isinstance(found, Refusal):
        return no_week(request, found)
    return page(
        request,
        "today/week.html",
        {
            "weeks": [(one, alike(one)) for one in found.weeks],
            "waiting": waiting(service, who, record, found.weeks[0]),
        },
        nav="today",
    )

# SPDX-License-Identifier: Apache-2.0
"""The flare-up button: first the danger signs, then a plan for the next days, then the way back."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from multifidus.domain.week import Refusal
from multifidus.service import Invalid, Service
from multifidus.service.flare import (
    asked_first,
    flare_of,
    help_by_action,
    open_flare,
    over,
    report,
)
from multifidus.service.records import kept
from multifidus.service.way_in import way_of
from multifidus.service.way_in_steps import NEEDED, Screen, Way, groups, questions
from multifidus.service.way_in_typed import Typed
from multifidus.web.pages import page, words
from multifidus.web.routes.today import no_week
from multifidus.web.visits import House, Visitor, who_of
from multifidus.web.way_in_page import Sent, form_page, to

router: Final = APIRouter(include_in_schema=False)


def _elsewhere(way: Way) -> str | None:
    """Return where someone has to go first. The danger signs of the day are asked on the page itself."""
    if way.stopped:
        return "/stop"
    left = {one for one in way.screens() if one in NEEDED and not way.is_done(one)}
    return "/start" if left - {Screen.SAFETY} else None


def _ask(
    request: Request,
    service: Service,
    way: Way,
    typed: Typed | None = None,
    faults: dict[str, str] | None = None,
) -> Response:
    knowledge = service.knowledge_in(who_of(request).language)
    wanted = asked_first(way.clearance, service.knowledge) if way.clearance else ()
    context = {"groups": groups(wanted, knowledge)}
    return form_page(request, "flare/ask.html", typed, context, faults=faults, nav="today")


def _over(request: Request) -> list[tuple[str, str]]:
    _ = words(request).gettext
    if request.query_params.get("said") != "over":
        return []
    return [("good", _("Good. Your plan comes back step by step."))]


@router.get("/flare")
def flare_page(request: Request, service: House, who: Visitor, again: str = "") -> Response:
    """Show the plan of a flare-up, or the questions that come before one."""
    way = way_of(service, who)
    where = _elsewhere(way)
    record = kept(service, who)
    if where is not None or record is None or way.record is None:
        return to(where or "/start")
    if way.clearance is not None and way.clearance.to_ask:
        # In a flare-up the questions of the day come first, as they do before a session.
        return to("/safety") if open_flare(way.record) else _ask(request, service, way)
    found = flare_of(service, who, record)
    if isinstance(found, Refusal):
        return no_week(request, found)
    if found is None or (again and not found.open):
        return _ask(request, service, way)
    texts = service.knowledge_in(who.language)
    context = {
        "flare": found.plan.flare,
        "plan": found.plan,
        "open": found.open,
        "help": help_by_action(found.plan),
        "asked": {asked.id: (asked.text, sign.action) for asked, sign in questions(texts)},
        "flash": _over(request),
    }
    return page(request, "flare/plan.html", context, nav="today")


@router.post("/flare")
def take(request: Request, service: House, who: Visitor, typed: Sent) -> Response:
    """Take in that the back is clearly worse; a danger sign stops everything."""
    way = way_of(service, who)
    where = _elsewhere(way)
    if where is not None or way.record is None:
        return to(where or "/start")
    try:
        report(service, who, way, typed)
    except Invalid as error:
        return _ask(request, service, way, typed, error.fields)
    after = way_of(service, who)
    if after.stopped:
        return to("/stop")
    asks = after.clearance is not None and after.clearance.to_ask
    return to("/safety" if asks else "/flare")


@router.post("/flare/over")
def end(service: House, who: Visitor) -> Response:
    """Keep that the flare-up is over."""
    return to("/flare?said=over" if over(service, who) else "/today")

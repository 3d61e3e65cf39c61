# SPDX-License-Identifier: Apache-2.0
"""The danger signs asked again, and the page where everything stops."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from multifidus.domain.results import Clearance
from multifidus.service import Invalid
from multifidus.service import way_in as use
from multifidus.service.house import Service
from multifidus.service.way_in_steps import Way, ask_again, groups
from multifidus.service.way_in_stop import by_birth, liftable, note_of, save_seen
from multifidus.service.way_in_typed import Typed
from multifidus.web.pages import page
from multifidus.web.visits import House, Visitor, who_of
from multifidus.web.way_in_page import Sent, form_page, step_path, to

router: Final = APIRouter(include_in_schema=False)


def _onward(way: Way) -> Response:
    if way.stopped:
        return to("/stop")
    if way.clearance is not None and way.clearance.to_ask:
        return to("/safety")
    return to(step_path(way.open) if way.unfinished else "/today")


def _questions(
    request: Request,
    service: Service,
    clearance: Clearance,
    typed: Typed | None,
    faults: dict[str, str] | None = None,
) -> Response:
    knowledge = service.knowledge_in(who_of(request).language)
    shown = groups(ask_again(clearance, service.knowledge), knowledge)
    context = {"groups": shown, "draft_url": "/safety/draft"}
    return form_page(request, "way_in/safety_again.html", typed, context, faults=faults)


@router.get("/safety")
def ask(request: Request, service: House, who: Visitor) -> Response:
    """Ask what is due today, or what something new calls for."""
    way = use.way_of(service, who)
    if way.clearance is None:
        return to(step_path(way.open))
    if way.stopped:
        return to("/stop")
    return _questions(request, service, way.clearance, use.draft(service, who, use.AGAIN))


@router.post("/safety")
def answer(request: Request, service: House, who: Visitor, typed: Sent) -> Response:
    """Take in the answers; a sign that is present stops everything."""
    way = use.way_of(service, who)
    if way.clearance is None or way.stopped:
        return _onward(way)
    try:
        return _onward(use.save_again(service, who, typed))
    except Invalid as error:
        return _questions(request, service, way.clearance, typed, error.fields)


@router.post("/safety/draft")
def keep(service: House, who: Visitor, typed: Sent) -> Response:
    """Keep the half-answered questions."""
    use.keep_draft(service, who, use.AGAIN, typed)
    return Response(status_code=204)


@router.get("/stop")
def stop(request: Request, service: House, who: Visitor) -> Response:
    """Say what to do now, and nothing else."""
    way = use.way_of(service, who)
    if not way.stopped:
        return _onward(way)
    context = {
        "way": way,
        "can_lift": bool(liftable(way, service.knowledge)),
        "by_birth": by_birth(way, service.knowledge),
    }
    return page(request, "way_in/stop.html", context)


@router.get("/stop/note")
def note(request: Request, service: House, who: Visitor) -> Response:
    """Show the note for a doctor: what was answered, and when."""
    way = use.way_of(service, who)
    if not way.stopped or way.record is None or way.clearance is None:
        return _onward(way)
    knowledge = service.knowledge_in(who.language)
    context = {"way": way, "note": note_of(way.record, way.clearance, knowledge)}
    return page(request, "way_in/note.html", context)


def _seen(
    request: Request,
    service: Service,
    way: Way,
    typed: Typed | None,
    faults: dict[str, str] | None = None,
) -> Response:
    signs = liftable(way, service.knowledge)
    context = {"way": way, "signs": signs}
    return form_page(request, "way_in/seen.html", typed, context, faults=faults)


@router.get("/stop/seen")
def seen(request: Request, service: House, who: Visitor) -> Response:
    """Ask what a clinician has said since."""
    way = use.way_of(service, who)
    return _seen(request, service, way, None) if way.stopped else _onward(way)


@router.post("/stop/seen")
def take_seen(request: Request, service: House, who: Visitor, typed: Sent) -> Response:
    """Write down what a clinician has said."""
    way = use.way_of(service, who)
    if not way.stopped:
        return _onward(way)
    try:
        save_seen(service, who, way, typed)
    except Invalid as error:
        return _seen(request, service, way, typed, error.fields)
    return _onward(use.way_of(service, who))

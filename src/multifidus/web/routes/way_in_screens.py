# SPDX-License-Identifier: Apache-2.0
"""The way in, screen by screen; each can be left and taken up again."""

from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from multifidus.service import Invalid, NotYours
from multifidus.service import way_in as use
from multifidus.service.house import Service
from multifidus.service.way_in_forms import FILLS, OWN_ACTIVITIES, SINCE, filled
from multifidus.service.way_in_steps import Screen, Way, groups
from multifidus.service.way_in_typed import Typed, first
from multifidus.web.body import marks
from multifidus.web.visits import House, Visitor, who_of
from multifidus.web.way_in_page import (
    Sent,
    captions,
    days,
    form_page,
    letters,
    step_context,
    step_path,
    to,
)

router: Final = APIRouter(include_in_schema=False)
_OWN_PAGES: Final = frozenset({Screen.TESTS, Screen.FOUND})
"""Screens that have routes of their own."""


def _screen(name: str) -> Screen:
    try:
        screen = Screen(name)
    except ValueError:
        raise NotYours("There is no such page.") from None
    if screen in _OWN_PAGES:
        raise NotYours("There is no such page.")
    return screen


def turned_away(way: Way, screen: Screen) -> Response | None:
    """Return where to go instead of a screen that is not to be seen yet, or not any more."""
    if way.stopped and screen is not Screen.YOU:
        return to("/stop")
    if not way.may_see(screen):
        return to(step_path(way.open))
    return None


def _more(request: Request, service: Service, way: Way, screen: Screen) -> dict[str, Any]:
    """Return what one screen shows beyond its form."""
    knowledge = service.knowledge_in(who_of(request).language)
    if screen is Screen.SAFETY:
        return {"groups": groups(use.first_questions(way), knowledge)}
    if screen is Screen.PAIN:
        return {
            "drawing": marks(letters=letters(request), captions=captions(request)),
            "since": SINCE,
        }
    if screen is Screen.ACTIVITIES:
        return {"numbers": range(1, OWN_ACTIVITIES + 1)}
    if screen is Screen.WEEK:
        return {"days": days(request), "fills": tuple(FILLS)}
    return {}


def _show(
    request: Request,
    service: Service,
    way: Way,
    screen: Screen,
    typed: Typed | None,
    faults: dict[str, str] | None = None,
) -> Response:
    context = {**step_context(way, screen), **_more(request, service, way, screen)}
    return form_page(request, f"way_in/{screen}.html", typed, context, faults=faults)


@router.get("/start")
def start(service: House, who: Visitor) -> Response:
    """Go to the first screen that is not done."""
    way = use.way_of(service, who)
    return to("/stop" if way.stopped else step_path(way.open))


@router.get("/start/{name}")
def show(request: Request, service: House, who: Visitor, name: str) -> Response:
    """Show a screen as it was left, or as it was last said."""
    screen = _screen(name)
    way = use.way_of(service, who)
    if (away := turned_away(way, screen)) is not None:
        return away
    typed = use.draft(service, who, screen.value) or use.fields_of(way, screen)
    return _show(request, service, way, screen, typed)


@router.post("/start/{name}")
def save(request: Request, service: House, who: Visitor, name: str, typed: Sent) -> Response:
    """Take in what was typed and go on; what cannot be right comes back with a word about it."""
    screen = _screen(name)
    way = use.way_of(service, who)
    if (away := turned_away(way, screen)) is not None:
        return away
    fill = first(typed, "fill")
    if screen is Screen.WEEK and fill in {*FILLS, "clear"}:
        typed = filled({key: rows for key, rows in typed.items() if key != "fill"}, fill)
        use.keep_draft(service, who, screen.value, typed)
        return _show(request, service, way, screen, typed)
    try:
        now = use.save(service, who, screen, typed)
    except Invalid as error:
        return _show(request, service, way, screen, typed, error.fields or {"": error.text})
    return to("/stop" if now.stopped else step_path(now.open))


@router.post("/start/{name}/draft")
def keep(service: House, who: Visitor, name: str, typed: Sent) -> Response:
    """Keep a half-filled screen as it is."""
    use.keep_draft(service, who, _screen(name).value, typed)
    return Response(status_code=204)

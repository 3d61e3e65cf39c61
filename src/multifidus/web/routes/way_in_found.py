# SPDX-License-Identifier: Apache-2.0
"""What was found, what that means, and the first week."""

from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from multifidus.domain.week import Refusal
from multifidus.service import Who
from multifidus.service import way_in as use
from multifidus.service.house import Service
from multifidus.service.way_in_found import found_now
from multifidus.service.way_in_steps import Screen, Way
from multifidus.service.weeks import Making, Shown
from multifidus.web.body import Mark, found
from multifidus.web.body_scale import scale
from multifidus.web.pages import number, page
from multifidus.web.routes.way_in_screens import turned_away
from multifidus.web.visits import House, Visitor
from multifidus.web.way_in_page import captions, letters, step_context, to

router: Final = APIRouter(include_in_schema=False)
WAIT_S: Final = 4.0
"""How long the page waits for a week before it shows that one is being made."""


def _page(
    request: Request, service: Service, who: Who, way: Way, extra: dict[str, Any]
) -> Response:
    now = found_now(service, who, way, wait_s=WAIT_S)
    drawn = {
        key: scale(
            one,
            low_text=number(round(one.low), who.language),
            high_text=number(round(one.high), who.language),
        )
        for key, one in now.axes.items()
    }
    marked = [
        Mark(kind=one.kind, of=one.of, side=one.side, number=at, sure=one.sure)
        for at, one in now.places
    ]
    context = {
        "way": way,
        "now": now,
        "scales": drawn,
        "drawing": found(marked, letters=letters(request), captions=captions(request)),
        "making": isinstance(now.weeks, Making),
        "refusal": now.weeks if isinstance(now.weeks, Refusal) else None,
        "week": now.weeks.weeks[0] if isinstance(now.weeks, Shown) else None,
        **extra,
    }
    return page(
        request, "way_in/found.html", context, nav="" if extra["first_time"] else "progress"
    )


@router.get("/start/found")
def first_found(request: Request, service: House, who: Visitor) -> Response:
    """Show what was found at the end of the way in."""
    way = use.way_of(service, who)
    if (away := turned_away(way, Screen.FOUND)) is not None:
        return away
    extra = {**step_context(way, Screen.FOUND), "first_time": True}
    return _page(request, service, who, way, extra)


@router.get("/found")
def later_found(request: Request, service: House, who: Visitor) -> Response:
    """Show what is known now."""
    way = use.way_of(service, who)
    if way.stopped:
        return to("/stop")
    if way.unfinished or way.clearance is None:
        return to("/start")
    if way.clearance.blocked:
        return to("/safety")
    return _page(request, service, who, way, {"first_time": False})

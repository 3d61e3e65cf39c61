# SPDX-License-Identifier: Apache-2.0
"""The session player: the page it runs on, with and without network, and what it asks on forms."""

from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from multifidus.domain.week import Refusal
from multifidus.domain.words import Radiation, Slot
from multifidus.service import Who
from multifidus.service.mornings import Settled, Told, next_morning
from multifidus.service.script import script_of
from multifidus.service.script_page import (
    Playable,
    after_question,
    playable,
    short_questions,
)
from multifidus.service.session_log import so_far
from multifidus.service.session_log_device import manner, owner_mark, say_own_device
from multifidus.service.weeks import Making
from multifidus.web.pages import figure_url_of, page, speak
from multifidus.web.visits import House, Visitor, local_path, service_of, who_of

router: Final = APIRouter(include_in_schema=False)


def script_value(request: Request, found: Playable) -> dict[str, Any]:
    """Return a session as the player reads it, in the visitor's language."""
    service, who = service_of(request), who_of(request)
    return script_of(
        found.session,
        service.knowledge,
        texts=service.knowledge_in(who.language),
        figure=figure_url_of(service.knowledge.version),
        speak=lambda text: speak(text, request),
        easier=found.easier,
    ).to_value()


def _context(request: Request, data: dict[str, Any]) -> dict[str, Any]:
    texts = service_of(request).knowledge_in(who_of(request).language)
    asked, after = short_questions(texts), after_question(texts)
    to_do: dict[str, list[str]] = {}
    for one in asked:
        to_do.setdefault(one.action, []).append(one.text)
    return {
        "questions": asked,
        "to_do": list(to_do.items()),
        "after": after,
        "data": {
            "asked": [one.id for one in asked],
            "after": after.id,
            **data,
        },
    }


@router.get("/session/offline")
def offline(request: Request, who: Visitor) -> Response:
    """Show the player without a session: a device that kept some starts them from here.

    The same for everyone, so that the browser may keep it: nothing of a person is in it.
    """
    nobody = Who(language=who.language)
    data: dict[str, Any] = {"script": None, "owner": None, "own": True, "so_far": [], "manner": {}}
    answer = page(
        request,
        "player/player.html",
        {**_context(request, data), "visitor": nobody, "ask_device": False},
    )
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@router.get("/session/{on}/{slot}")
def session(request: Request, service: House, who: Visitor, on: date, slot: Slot) -> Response:
    """Show the player with a session, or where the way goes on when there is none now."""
    found = playable(service, who, on, slot)
    if isinstance(found, Refusal):
        clearance = found.clearance
        asks = clearance is not None and clearance.to_ask and not clearance.complete
        return RedirectResponse("/safety" if asks else "/stop", status_code=303)
    if isinstance(found, Making):
        return page(request, "player/making.html", nav="today")
    how = manner(service, who)
    data = {
        "script": script_value(request, found),
        "owner": owner_mark(who),
        "own": how.own_device is True,
        "so_far": [dict(fact) for fact in so_far(service, who, on, slot)],
        "manner": {"sounds": how.sounds, "voice": how.voice, "longer": how.longer},
    }
    ask = how.own_device is None
    return page(request, "player/player.html", {**_context(request, data), "ask_device": ask})


@router.post("/session/device")
def device(
    service: House,
    who: Visitor,
    own: Annotated[str, Form()],
    next: Annotated[str, Form()] = "/today",  # noqa: A002 - the field's name
) -> Response:
    """Keep whether this is the person's own device."""
    say_own_device(service, who, own=own == "yes")
    return RedirectResponse(local_path(next), status_code=303)


@router.post("/today/next-morning")
def morning(
    service: House,
    who: Visitor,
    session: Annotated[str, Form(max_length=80)],
    pain: Annotated[float, Form(ge=0, le=10)],
    settled: Annotated[Settled | None, Form()] = None,
    leg: Annotated[float | None, Form(ge=0, le=10)] = None,
    reach: Annotated[Radiation | None, Form()] = None,
) -> Response:
    """Keep how the back was on the morning after a session."""
    next_morning(service, who, session, Told(pain=pain, settled=settled, leg=leg, reach=reach))
    return RedirectResponse("/today", status_code=303)

# SPDX-License-Identifier: Apache-2.0
"""The weekly review: what changes, why, and a yes or no to it."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from multifidus.domain.week import Refusal
from multifidus.service.mornings import open_mornings
from multifidus.service.records import kept
from multifidus.service.review import decide_changes, named, review_of
from multifidus.service.weeks import Making, the_weeks
from multifidus.web.pages import page, words
from multifidus.web.routes.today import MAKING_S, elsewhere, no_week
from multifidus.web.visits import House, Visitor
from multifidus.web.way_in_page import to

router: Final = APIRouter(include_in_schema=False)


def _told(request: Request) -> list[tuple[str, str]]:
    """Return what to say after a decision, by how it went."""
    _ = words(request).gettext
    texts = {
        "yes": ("good", _("Done. Your week is being made anew with it.")),
        "no": ("good", _("Left as it is, for this week.")),
        "gone": ("care", _("One of these no longer stands, since something was logged after it.")),
    }
    said = texts.get(request.query_params.get("said", ""))
    return [said] if said else []


@router.get("/review")
def review_page(request: Request, service: House, who: Visitor) -> Response:
    """Show what changes this week and why."""
    record = kept(service, who)
    where = elsewhere(service, who)
    if where is not None or record is None:
        return to(where or "/start")
    found = review_of(service, who, record, wait_s=MAKING_S)
    if isinstance(found, Making):
        return page(request, "today/making.html", nav="today")
    if isinstance(found, Refusal):
        return no_week(request, found)
    texts = service.knowledge_in(who.language)
    context = {
        "review": found,
        "morning": next(reversed(open_mornings(service, who)), None),
        "named": lambda key, text: named(key, text, texts),
        "flash": _told(request),
    }
    return page(request, "review/review.html", context, nav="today")


@router.post("/review")
def decide(
    service: House,
    who: Visitor,
    answer: Annotated[str, Form(max_length=10)] = "",
    change: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Take in a yes or no to one change, or to all that were shown."""
    record = kept(service, who)
    where = elsewhere(service, who)
    if where is not None or record is None:
        return to(where or "/start")
    if answer not in {"yes", "no"} or not change:
        return to("/review")
    gone = decide_changes(service, who, change, accept=answer == "yes")
    after = kept(service, who)
    if after is not None:
        # The week is made while the person reads what they decided.
        the_weeks(service, who, after)
    return to(f"/review?said={'gone' if gone else answer}")

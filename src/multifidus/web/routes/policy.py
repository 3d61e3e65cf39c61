# SPDX-License-Identifier: Apache-2.0
"""The page on which a person says how changes come into force, and how far they may go."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from multifidus.domain.words import Stage
from multifidus.service import Blocked, Invalid, Service, Who
from multifidus.service.policy import save_policy, settings_of, typed_policy
from multifidus.service.way_in_typed import Typed
from multifidus.web.routes.settings import saved
from multifidus.web.visits import House, Visitor
from multifidus.web.way_in_page import Sent, form_page, to

router: Final = APIRouter(include_in_schema=False)


def _show(
    request: Request,
    service: Service,
    who: Who,
    typed: Typed | None = None,
    faults: dict[str, str] | None = None,
) -> Response:
    try:
        found = settings_of(service, who)
    except Blocked:
        return to("/start")
    return form_page(
        request,
        "policy/policy.html",
        typed or typed_policy(found.policy),
        {"most": found.most, "stages_in_order": list(Stage), "flash": saved(request)},
        faults=faults,
        nav="more",
    )


@router.get("/settings/policy")
def policy_page(request: Request, service: House, who: Visitor) -> Response:
    """Show how changes come into force."""
    return _show(request, service, who)


@router.post("/settings/policy")
def set_policy(request: Request, service: House, who: Visitor, typed: Sent) -> Response:
    """Keep how changes come into force."""
    try:
        save_policy(service, who, typed)
    except Blocked:
        return to("/start")
    except Invalid as error:
        return _show(request, service, who, typed, error.fields)
    return to("/settings/policy?saved=yes")

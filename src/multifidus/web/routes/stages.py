# SPDX-License-Identifier: Apache-2.0
"""The page of stages: where the person is, what the next one asks, and the check-points."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from multifidus.domain.words import Stage
from multifidus.service.records import kept
from multifidus.service.stages import stages_of
from multifidus.web.pages import page
from multifidus.web.routes.today import elsewhere
from multifidus.web.visits import House, Visitor
from multifidus.web.way_in_page import to

router: Final = APIRouter(include_in_schema=False)


@router.get("/stage")
def stage_page(request: Request, service: House, who: Visitor) -> Response:
    """Show where the person is in the stages."""
    record = kept(service, who)
    where = elsewhere(service, who)
    if where is not None or record is None:
        return to(where or "/start")
    context = {"found": stages_of(service, who, record), "order": list(Stage)}
    return page(request, "stages/stage.html", context, nav="today")

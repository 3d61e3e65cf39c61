# SPDX-License-Identifier: Apache-2.0
"""The catalogue of exercises, and what a test is about. Open to everyone."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from multifidus.service import catalogue
from multifidus.service.catalogue_search import Filters
from multifidus.web.pages import page
from multifidus.web.visits import House, Visitor

router: Final = APIRouter(include_in_schema=False)


@router.get("/exercises")
def exercises(
    request: Request,
    service: House,
    who: Visitor,
    *,
    words: str = "",
    muscle: str = "",
    position: str = "",
    equipment: str = "",
    stage: str = "",
    modality: str = "",
) -> Response:
    """Show the exercises that fit a search."""
    wanted = Filters(
        words=words,
        muscle=muscle,
        position=position,
        equipment=equipment,
        stage=stage,
        modality=modality,
    )
    listed = catalogue.catalogue(service, who, wanted)
    return page(request, "catalogue/list.html", {"listed": listed}, nav="exercises")


@router.get("/exercises/{key}")
def exercise(request: Request, service: House, who: Visitor, key: str, side: str = "") -> Response:
    """Show one exercise in full."""
    told = catalogue.exercise(service, who, key)
    context = {
        "told": told,
        "row": told.exercise,
        "side": catalogue.side_of(side, sided=told.sided),
        "mine": catalogue.mine(service, who, key),
    }
    return page(request, "catalogue/exercise.html", context, nav="exercises")


@router.get("/tests/{key}/about")
def about_test(
    request: Request, service: House, who: Visitor, key: str, side: str = ""
) -> Response:
    """Show one test in full."""
    row, sided = catalogue.about_test(service, who, key)
    context = {"row": row, "sided": sided, "side": catalogue.side_of(side, sided=sided)}
    return page(request, "catalogue/test.html", context, nav="learn")

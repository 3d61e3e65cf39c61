# SPDX-License-Identifier: Apache-2.0
"""Lessons, popular claims, every source, and what this is. Open to everyone."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from multifidus.service import learn
from multifidus.web.pages import page
from multifidus.web.visits import House, Visitor

router: Final = APIRouter(include_in_schema=False)


@router.get("/learn")
def shelf(request: Request, service: House, who: Visitor) -> Response:
    """Show what there is to read."""
    return page(request, "learn/shelf.html", {"shelf": learn.shelf(service, who)}, nav="learn")


@router.get("/learn/claims")
def claims(request: Request, service: House, who: Visitor) -> Response:
    """Show what people say about backs, and what the evidence says."""
    return page(request, "learn/claims.html", {"shelf": learn.shelf(service, who)}, nav="learn")


@router.get("/learn/sources")
def sources(request: Request, service: House, who: Visitor) -> Response:
    """Show every paper that anything here rests on."""
    return page(
        request, "learn/sources.html", {"sources": learn.sources(service, who)}, nav="learn"
    )


@router.get("/learn/{key}")
def lesson(request: Request, service: House, who: Visitor, key: str) -> Response:
    """Show one lesson."""
    return page(
        request, "learn/lesson.html", {"read": learn.lesson(service, who, key)}, nav="learn"
    )


@router.get("/about")
def about(request: Request, service: House, who: Visitor) -> Response:
    """Say what this is and what it is not."""
    return page(request, "learn/about.html", {"about": learn.about(service, who)}, nav="more")

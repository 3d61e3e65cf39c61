# SPDX-License-Identifier: Apache-2.0
"""The load book: today's load in four taps, the counts of two weeks, and advice."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from multifidus.service import Invalid
from multifidus.service.daily_load import load_book, note_load
from multifidus.web.pages import page
from multifidus.web.visits import House, Visitor

router: Final = APIRouter(include_in_schema=False)

Text = Annotated[str, Form()]


def _show(request: Request, service: House, who: Visitor, *, failed: bool = False) -> Response:
    book = load_book(service, who)
    if book is None:
        return RedirectResponse("/start", status_code=303)
    context = {"book": book, "failed": failed}
    status = 422 if failed else 200
    return page(request, "daily_load/load.html", context, nav="more", status=status)


@router.get("/load")
def load_page(request: Request, service: House, who: Visitor) -> Response:
    """Show the load book."""
    return _show(request, service, who)


@router.post("/load")
def note(
    request: Request, service: House, who: Visitor, kind: Text = "", value: Text = ""
) -> Response:
    """Note one kind of load for today, and go back to where the tap was."""
    try:
        note_load(service, who, kind, value)
    except Invalid:
        return _show(request, service, who, failed=True)
    return RedirectResponse(f"/load#{kind}", status_code=303)

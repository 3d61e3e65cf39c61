# SPDX-License-Identifier: Apache-2.0
"""What this browser offers here, and what the app lacks without it.

A phone that opens the app over plain HTTP gets less from its browser: no offline mode, no screen
kept awake, no tilt. The page says which and what helps.
"""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from multifidus.web.pages import page

router: Final = APIRouter(include_in_schema=False)


@router.get("/phone")
def phone(request: Request) -> Response:
    """Show what works on this device."""
    return page(
        request, "phone/phone.html", {"over_http": request.url.scheme == "http"}, nav="more"
    )

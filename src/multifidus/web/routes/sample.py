# SPDX-License-Identifier: Apache-2.0
"""Look around as the sample person, start over, leave."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from multifidus.service.sample import leave, look_around, start_over
from multifidus.web.visits import House, Visitor, address_of, drop_key, keep_key

router: Final = APIRouter(include_in_schema=False)


@router.post("/sample")
def look(request: Request, service: House, who: Visitor) -> Response:
    """Give the visitor a copy of the sample person; someone who is signed in stays who they are."""
    answer = RedirectResponse("/today", status_code=303)
    if not who.signed_in:
        made = look_around(
            service,
            address=address_of(request),
            device=request.headers.get("user-agent", ""),
            language=who.language,
        )
        keep_key(request, answer, made.key)
    return answer


@router.post("/sample/reset")
def reset(request: Request, service: House, who: Visitor) -> Response:
    """Put the copy back to how it was."""
    made = start_over(service, who, device=request.headers.get("user-agent", ""))
    answer = RedirectResponse("/today", status_code=303)
    keep_key(request, answer, made.key)
    return answer


@router.post("/sample/leave")
def go(request: Request, service: House, who: Visitor) -> Response:
    """Erase the copy and go back to the front door."""
    leave(service, who)
    answer = RedirectResponse("/", status_code=303)
    drop_key(request, answer)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer

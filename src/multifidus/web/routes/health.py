# SPDX-License-Identifier: Apache-2.0
"""Whether the app answers and its database can be read: for whatever starts and watches it."""

from typing import Final

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response

from multifidus.record import StoreError
from multifidus.web.visits import House

router: Final = APIRouter(include_in_schema=False)


@router.get("/health")
def health(service: House) -> Response:
    """Say ok, or that the database cannot be read; nothing else."""
    try:
        with service.store.read() as reading:
            reading.setting("", "")
    except StoreError:
        return PlainTextResponse("database", status_code=503, headers={"Cache-Control": "no-store"})
    return PlainTextResponse("ok", headers={"Cache-Control": "no-store"})

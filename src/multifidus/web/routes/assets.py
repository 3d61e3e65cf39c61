# SPDX-License-Identifier: Apache-2.0
"""Static files and figures: the same for everyone, kept by the browser for good."""

import gzip
import mimetypes
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final, cast

from fastapi import APIRouter, Request
from fastapi.responses import Response

from multifidus.knowledge.schema import Exercise, Test
from multifidus.service import NotYours
from multifidus.web.figures import Figures
from multifidus.web.guard import SVG_POLICY
from multifidus.web.pages import STATIC, static_url
from multifidus.web.visits import House

if TYPE_CHECKING:
    from multifidus.movement import draw

router: Final = APIRouter(include_in_schema=False)
FOR_GOOD: Final = "public, max-age=31536000, immutable"
TYPES: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
}
_FORMS: Final = frozenset({"animated", "still", "strip", "unmarked"})


@lru_cache(maxsize=256)
def _static(path: str) -> tuple[bytes, bytes, str]:
    file = (STATIC / path).resolve()
    if not file.is_relative_to(STATIC.resolve()) or not file.is_file():
        raise NotYours("There is no such page.")
    content = file.read_bytes()
    kind = TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "text/plain"
    return content, gzip.compress(content, mtime=0), kind


def _answer(request: Request, plain: bytes, packed: bytes, kind: str, keep: str) -> Response:
    headers = {"Cache-Control": keep, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", "") and len(packed) < len(plain):
        headers["Content-Encoding"] = "gzip"
        return Response(packed, media_type=kind, headers=headers)
    return Response(plain, media_type=kind, headers=headers)


@router.get("/static/{mark}/{path:path}")
def static(request: Request, mark: str, path: str) -> Response:
    """Send a static file; one of another version is sent too, but not kept."""
    plain, packed, kind = _static(path)
    keep = FOR_GOOD if static_url(path).split("/")[2] == mark else "no-cache"
    return _answer(request, plain, packed, kind, keep)


@router.get("/figures/{version}/{kind}/{name}.svg")
def figure(request: Request, service: House, version: str, kind: str, name: str) -> Response:
    """Draw an exercise or a test."""
    key, _, rest = name.partition(".")  # bridge.still, side-plank.left.animated
    side, _, form = rest.rpartition(".")
    shelf: Mapping[str, Exercise | Test] = {}
    if kind in {"exercise", "test"}:
        known = service.knowledge
        shelf = known.exercises if kind == "exercise" else known.tests
    if key not in shelf or form not in _FORMS or side not in {"", "left", "right"}:
        raise NotYours("There is no such page.")
    plain, packed = cast("Figures", request.app.state.figures).get(
        shelf[key], kind, side, cast("draw.Form", form)
    )
    keep = FOR_GOOD if service.knowledge.version.startswith(version) else "no-cache"
    answer = _answer(request, plain, packed, "image/svg+xml", keep)
    answer.headers["Content-Security-Policy"] = SVG_POLICY
    return answer

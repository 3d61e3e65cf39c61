# SPDX-License-Identifier: Apache-2.0
"""What makes the app stand without network: the service worker and the manifest."""

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from multifidus.web.pages import HERE, LOCALE, STATIC, TEMPLATES, static_url, words
from multifidus.web.visits import House

router: Final = APIRouter(include_in_schema=False)

WORKER: Final = HERE / "sw.js"
SHELL_PAGE: Final = "/session/offline"
_SHELL: Final = (
    "css/*.css",
    "js/player/*.js",
    "js/outbox.js",
    "js/offline.js",
    "js/base.js",
    "icons/*.svg",
)
"""Static files that the player needs without network; the same for everyone."""


def _files() -> list[Path]:
    return sorted(path for pattern in _SHELL for path in STATIC.glob(pattern))


@lru_cache(maxsize=8)
def _worker(version: str) -> str:
    """Write the service worker: a new version whenever anything that it keeps has changed."""
    kept = [
        *_files(),
        WORKER,
        *sorted((TEMPLATES / "player").glob("*.html")),
        *sorted(LOCALE.rglob("*.po")),
    ]
    mark = hashlib.sha256(version.encode())
    for path in kept:
        mark.update(path.name.encode())
        mark.update(path.read_bytes())
    shell = [SHELL_PAGE, *(static_url(path.relative_to(STATIC).as_posix()) for path in _files())]
    head = f"const VERSION = {json.dumps(mark.hexdigest()[:12])};\nconst SHELL = {json.dumps(shell)};\n"
    return head + WORKER.read_text(encoding="utf-8")


@router.get("/sw.js")
def worker(service: House) -> Response:
    """Send the service worker, which looks after every page."""
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"}
    text = _worker(service.knowledge.version)
    return Response(text, media_type="text/javascript; charset=utf-8", headers=headers)


@router.get("/manifest.webmanifest")
def manifest(request: Request) -> Response:
    """Say how the app looks on a home screen."""
    _ = words(request).gettext
    icons = [
        {"src": static_url(f"icons/{name}"), "sizes": size, "type": kind, "purpose": purpose}
        for name, size, kind, purpose in (
            ("app.svg", "any", "image/svg+xml", "any"),
            ("app-192.png", "192x192", "image/png", "any"),
            ("app-512.png", "512x512", "image/png", "any"),
            ("app-maskable-512.png", "512x512", "image/png", "maskable"),
        )
        if (STATIC / "icons" / name).is_file()
    ]
    value = {
        "name": "Multifidus",
        "short_name": "Multifidus",
        "description": _("Exercises for the lower back, made for you."),
        "start_url": "/today",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f6f3ec",
        "theme_color": "#f6f3ec",
        "icons": icons,
    }
    return JSONResponse(
        value, media_type="application/manifest+json", headers={"Cache-Control": "no-cache"}
    )

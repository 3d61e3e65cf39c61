# SPDX-License-Identifier: Apache-2.0
"""The app on a free port and Chromium without a window: what the journeys in a browser share."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
)

from app_house import House
from multifidus.web import create_app

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
EXAMPLES = Path(__file__).parents[2] / "examples"


def chromium() -> str | None:
    """Find the browser: the one that is named, else the system's."""
    named = os.environ.get("MULTIFIDUS_CHROMIUM")
    return named or next((found for name in NAMES if (found := shutil.which(name))), None)


@dataclass(slots=True)
class Live:
    """The app at an address, and the house behind it."""

    house: House
    address: str
    browser: Browser
    troubles: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def context(self, key: str | None = None, **options: Any) -> BrowserContext:
        """Open a browser of its own, signed in with a key."""
        made = self.browser.new_context(
            base_url=self.address, **{"locale": "en-GB", "timezone_id": "UTC", **options}
        )
        made.set_default_timeout(10_000)
        if key is not None:
            made.add_cookies([{"name": "multifidus", "value": key, "url": self.address}])
        self.contexts.append(made)
        return made

    def page(self, key: str | None = None, **options: Any) -> Page:
        """Open a page; what its console complains of and where else it goes is kept."""
        page = self.context(key, **options).new_page()
        self.watch(page)
        return page

    def watch(self, page: Page) -> None:
        """Keep every error of the console, every broken script and every request elsewhere."""

        def said(message: ConsoleMessage) -> None:
            if message.type == "error":
                self.troubles.append(message.text)

        def asked(request: Request) -> None:
            if not request.url.startswith((self.address, "data:", "blob:")):
                self.troubles.append(f"a request elsewhere: {request.url}")

        page.on("console", said)
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("request", asked)


@contextmanager
def serving(house: House, port: int = 0) -> Iterator[str]:
    """Serve a house at a free port, or at one that was used before."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    server = uvicorn.Server(
        uvicorn.Config(create_app(house.service), log_level="warning", lifespan="off")
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    assert server.started
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=20)
    listener.close()


def example(name: str) -> str:
    """Return the text of an example record."""
    return (EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8")

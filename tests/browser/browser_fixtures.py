# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the journeys: one browser for all, one house for each test."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser_house import Live, chromium, serving
from playwright.sync_api import Browser, sync_playwright

from app_house import Clock, make_house


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        assert not os.environ.get("CI"), "continuous integration needs a Chromium"
        pytest.skip("no Chromium here: the journeys in a browser are not tested")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=path,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield started
        started.close()


@pytest.fixture
def live(tmp_path: Path, browser: Browser) -> Iterator[Live]:
    """The app with an empty house, Monday morning; every trouble in the browser fails the test."""
    house = make_house(tmp_path, Clock())
    with serving(house) as address:
        made = Live(house=house, address=address, browser=browser)
        yield made
        for context in made.contexts:
            context.close()
    house.service.planner.close()
    house.service.store.close()
    assert made.troubles == []

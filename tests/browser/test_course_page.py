# SPDX-License-Identifier: Apache-2.0
"""The usual course in a browser: nothing sticks out, axe finds nothing, the table opens by keyboard."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser_house import Live

pytest_plugins = ("browser_fixtures",)
RECORD = Path(__file__).parents[1] / "data/twelve-weeks.yaml"


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_the_course_fits_and_can_be_read(live: Live, width: int, scheme: str) -> None:
    live.house.clock.at = datetime(2027, 2, 8, 8, tzinfo=UTC)
    key = live.house.person("Nora", RECORD.read_text(encoding="utf-8"))[1]
    page = live.page(key, viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto("/progress")
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
    chart = page.locator("#course-chart")
    box = chart.locator(".chart-svg").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert Axe().run(page).response["violations"] == []
    chart.locator("summary").focus()
    page.keyboard.press("Enter")
    assert chart.locator("tbody tr").count() == 14
    assert chart.locator("table").is_visible()
    assert live.troubles == []

# SPDX-License-Identifier: Apache-2.0
"""The living page of the design system: every part of a page, for whoever builds pages here."""

from datetime import date
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from multifidus.service import NotYours
from multifidus.web.charts.lines import Line, Spot, line_chart
from multifidus.web.pages import markup, page
from multifidus.web.visits import House

router: Final = APIRouter(include_in_schema=False)

WEEKS: Final = (date(2026, 11, 16), date(2026, 12, 7), date(2026, 12, 28), date(2027, 1, 18))
AVERAGE: Final = (6, 5, 4, 3)
WORST: Final = (8, 7, 6, 5)


@router.get("/looks")
def looks(request: Request, service: House) -> Response:
    """Show every part of a page with words to look at; only where the app is at home."""
    if not service.settings.loopback:
        raise NotYours("There is no such page.")
    lines = [
        Line(name=name, style=style, spots=tuple(map(_spot, WEEKS, values)))
        for style, (name, values) in enumerate((("Average", AVERAGE), ("Worst", WORST)), 1)
    ]
    chart = line_chart(
        name="looks",
        title="Pain over ten weeks",
        text="Average pain from 6 to 3, worst pain from 8 to 5.",
        lines=lines,
        day=lambda day: f"{day:%b} {day.day}",
        number=str,
        low=0,
        high=10,
        band=(4, 8),
    )
    return page(request, "looks.html", {"looks_chart": markup(chart)})


def _spot(on: date, value: float) -> Spot:
    return Spot(on=on, value=value)

# SPDX-License-Identifier: Apache-2.0
"""The summary to print for a doctor."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from multifidus.service.records import kept
from multifidus.service.summary import by_day, summary_of
from multifidus.web.charts import of_progress as charts
from multifidus.web.pages import page
from multifidus.web.routes.progress import speech_of
from multifidus.web.visits import House, Visitor

router: Final = APIRouter(include_in_schema=False)


@router.get("/summary")
def summary(request: Request, service: House, who: Visitor) -> Response:
    """Show the two pages."""
    record = kept(service, who)
    if record is None:
        return RedirectResponse("/start", status_code=303)
    found = summary_of(service, who, record)
    speech = speech_of(request)
    courses = [*found.progress.pain.items(), ("own", found.progress.own)]
    courses.append(("statements", found.progress.statements))
    return page(
        request,
        "summary/summary.html",
        {
            "found": found,
            "denied": by_day(found.note),
            "pain": charts.pain_chart(found.progress, speech),
            "courses": [(name, one) for name, one in courses if one.points],
            "units": {one.test: charts.unit_word(one.unit, speech) for one in found.progress.tests},
        },
        nav="more",
    )

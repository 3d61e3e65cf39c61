# SPDX-License-Identifier: Apache-2.0
"""How it goes: charts, each with its table, and what changed in the plan."""

from typing import Final

from babel.dates import format_date, format_skeleton
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from multifidus.service.course import outlook_of
from multifidus.service.progress import progress_of
from multifidus.service.records import kept
from multifidus.web.charts import of_progress as charts
from multifidus.web.charts.course import course_chart
from multifidus.web.pages import number, page, speak, words
from multifidus.web.visits import House, Visitor, service_of, who_of

router: Final = APIRouter(include_in_schema=False)


def speech_of(request: Request) -> charts.Speech:
    """Return how the visitor's language says messages, days and numbers."""
    language = who_of(request).language
    return charts.Speech(
        words=words(request),
        day=lambda day: format_skeleton("MMMd", day, locale=language),
        weekday=lambda day: format_date(day, "ccccc", locale=language),
        number=lambda value: number(value, language),
        knowledge=service_of(request).knowledge_in(language),
        speak=lambda thing: speak(thing, request),
    )


@router.get("/progress")
def progress(request: Request, service: House, who: Visitor) -> Response:
    """Show how it goes."""
    record = kept(service, who)
    if record is None:
        return RedirectResponse("/start", status_code=303)
    found = progress_of(service, who, record)
    outlook = outlook_of(service, who, record)
    speech = speech_of(request)
    high = service.knowledge.record_bounds.pain.highest
    return page(
        request,
        "progress/progress.html",
        {
            "progress": found,
            "outlook": outlook,
            "course": course_chart(outlook.course, high, speech) if outlook.course else None,
            "pain": charts.pain_chart(found, speech),
            "function": charts.function_charts(found, speech),
            "effort": charts.effort_chart(found, speech),
            "tests": [(one, charts.test_chart(one, speech)) for one in found.tests],
            "days": charts.days_chart(found, speech),
            "muscles": charts.muscles_chart(found, speech),
        },
        nav="progress",
    )

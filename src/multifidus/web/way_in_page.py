# SPDX-License-Identifier: Apache-2.0
"""What the pages of the way in share: the form as it was sent, and how it is shown again."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from babel.dates import get_day_names
from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from multifidus.domain.words import Day
from multifidus.service.way_in_steps import STEP, STEPS, Screen, Way
from multifidus.service.way_in_typed import Typed, first
from multifidus.web.pages import page, speak, words
from multifidus.web.visits import who_of

SEE_OTHER: Final = 303


async def _sent(request: Request) -> Typed:
    form = await request.form()
    return {key: [value for value in form.getlist(key) if isinstance(value, str)] for key in form}


Sent = Annotated[Typed, Depends(_sent)]
"""The whole form, every value of every field, as it was typed."""


def to(path: str) -> Response:
    """Send the browser on."""
    return RedirectResponse(path, status_code=SEE_OTHER)


def step_path(screen: Screen) -> str:
    """Return the address of a screen."""
    return f"/start/{screen}"


def days(request: Request) -> list[tuple[str, str, str]]:
    """Return the days of the week with their short and long names in the visitor's language."""
    language = who_of(request).language
    short, long = (get_day_names(width, locale=language) for width in ("abbreviated", "wide"))
    return [(day.value, short[day.number], long[day.number]) for day in Day]


def letters(request: Request) -> tuple[str, str]:
    """Return the letters for left and right."""
    catalogue = words(request)
    return catalogue.pgettext("one letter for left", "L"), catalogue.pgettext(
        "one letter for right", "R"
    )


def captions(request: Request) -> dict[Any, str]:
    """Return the words below the two views of the body."""
    _ = words(request).gettext
    return {"back": _("From behind"), "front": _("From the front")}


def form_page(
    request: Request,
    template: str,
    typed: Typed | None,
    context: Mapping[str, Any],
    *,
    faults: Mapping[str, str] | None = None,
    nav: str = "",
) -> HTMLResponse:
    """Render a form: `one`, `many` and `fault` give its fields what was typed and what is off.

    Parameters
    ----------
    typed : mapping, optional
        What stands in the fields.
    faults : mapping, optional
        A word about each field that cannot be right; there is a 422 with them.
    """
    filled = typed or {}
    spoken = {key: speak(text, request) for key, text in (faults or {}).items()}
    return page(
        request,
        template,
        {
            "one": lambda name: first(filled, name),
            "many": lambda name: list(filled.get(name) or ()),
            "fault": lambda name: spoken.get(name, ""),
            "faults": spoken,
            **context,
        },
        status=422 if faults else 200,
        nav=nav,
    )


def step_context(way: Way, screen: Screen) -> dict[str, Any]:
    """Return what the head and foot of a step show."""
    before = way.before(screen)
    return {
        "way": way,
        "screen": screen,
        "step": STEP[screen],
        "steps_in_all": STEPS,
        "back_href": step_path(before) if before else "",
        "draft_url": f"{step_path(screen)}/draft",
    }

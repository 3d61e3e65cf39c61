# SPDX-License-Identifier: Apache-2.0
"""The usual course of people alike as a band, a person's own weeks drawn over it.

Weeks stand wider at the start, where most happens: the distance goes with the root of the week, and
every named week has its mark, so that nobody has to guess.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from multifidus.domain.course import BandPoint, Course, OwnPoint
from multifidus.web.charts.canvas import Canvas, units
from multifidus.web.charts.lines import BELOW, LEFT, LEGEND, PLOT, RIGHT, TOP, nice_step
from multifidus.web.charts.of_progress import Chart, Speech

CAPTION: Final = 18.0
"""Room for the words under the weeks."""

SWATCH: Final = 18.0
SHORTEST: Final = 0.05
"""Edges at an end of the scale are none: nobody can lie beyond it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the drawing says: the title, the sentence, and the names of what is drawn."""

    title: str
    text: str
    others: str
    own: str
    weeks: str


@dataclass(frozen=True, slots=True)
class _Frame:
    """From weeks and values to places."""

    last: int
    high: float
    top: float

    def x(self, week: float) -> float:
        return LEFT + (RIGHT - LEFT) * math.sqrt(min(week, self.last) / self.last)

    def y(self, value: float) -> float:
        return self.top + PLOT * (self.high - min(max(value, 0), self.high)) / self.high


def _band(canvas: Canvas, band: Sequence[BandPoint], frame: _Frame) -> None:
    upper = [(frame.x(one.week), frame.y(one.high)) for one in band]
    lower = [(frame.x(one.week), frame.y(one.low)) for one in band]
    around = " ".join(f"{units(x)},{units(y)}" for x, y in (*upper, *reversed(lower)))
    canvas.add("polygon", "chart-band", points=around)
    canvas.line("chart-band-edge", upper)
    within = [(frame.x(one.week), frame.y(one.low)) for one in band if one.low > SHORTEST]
    if len(within) > 1:
        canvas.line("chart-band-edge", within)


def _own(canvas: Canvas, own: Sequence[OwnPoint], frame: _Frame) -> None:
    places = [(frame.x(one.week), frame.y(one.value)) for one in own]
    if len(places) > 1:
        canvas.line("chart-line", places)
    for x, y in places:
        canvas.add("circle", "chart-dot", cx=x, cy=y, r=4)


def _legend(canvas: Canvas, words: Words) -> float:
    """Name the band and the line, one under the other; return where the frame begins."""
    canvas.add("rect", "chart-band chart-swatch", x=LEFT, y=TOP - 7, width=SWATCH, height=12)
    canvas.write(words.others, "chart-text chart-text-strong", x=LEFT + SWATCH + 6, y=TOP + 4)
    y = TOP + LEGEND
    canvas.line("chart-line", [(LEFT, y), (LEFT + SWATCH, y)])
    canvas.add("circle", "chart-dot", cx=LEFT + SWATCH / 2, cy=y, r=3.5)
    canvas.write(words.own, "chart-text chart-text-strong", x=LEFT + SWATCH + 6, y=y + 4)
    return y + LEGEND


def course_svg(
    *,
    name: str,
    words: Words,
    band: Sequence[BandPoint],
    named: Sequence[int],
    own: Sequence[OwnPoint],
    high: float,
    speech: Speech,
) -> str:
    """Draw the band and the person's own weeks over it.

    Parameters
    ----------
    name : str
        Unique on the page; ids are made of it.
    band : sequence of BandPoint
        Every week, the first one first.
    named : sequence of int
        The weeks that are written under the frame.
    own : sequence of OwnPoint
        The person's own weeks, as many as there are.
    high : float
        The upper end of the scale.
    """
    canvas = Canvas(id=name, title=words.title, text=words.text, height=0)
    top = _legend(canvas, words)
    frame = _Frame(band[-1].week, high, top)
    base = top + PLOT
    canvas.height = base + BELOW + CAPTION
    _band(canvas, band, frame)
    step = nice_step(high)
    for n in range(int(high / step + 0.001) + 1):
        y = frame.y(n * step)
        canvas.line("chart-axis" if n == 0 else "chart-grid", [(LEFT, y), (RIGHT, y)])
        canvas.write(speech.number(n * step), "chart-text", x=LEFT - 6, y=y + 4, anchor="end")
    for week in (0, *named):
        x = frame.x(week)
        canvas.line("chart-axis", [(x, base), (x, base + 4)])
        canvas.write(str(week), "chart-text", x=x, y=base + 17, anchor="middle")
    middle = (LEFT + RIGHT) / 2
    canvas.write(words.weeks, "chart-text", x=middle, y=base + BELOW + 12, anchor="middle")
    _own(canvas, own, frame)
    return canvas.svg()


def course_chart(found: Course, high: float, speech: Speech) -> Chart:
    """Draw the usual course with its table, in the visitor's words."""
    _ = speech.words.gettext
    named = tuple(one.week for one in found.horizons)
    words = Words(
        title=_("Average pain against the usual course, 0 to 10"),
        text=speech.speak(found.place_text),
        others=_("people like you, on average"),
        own=_("you"),
        weeks=_("weeks after the start"),
    )
    mine = {one.week: one for one in found.own}
    weeks = sorted({0, *named, *mine})
    return Chart(
        id="course-chart",
        title=words.title,
        svg=course_svg(
            name="chart-course",
            words=words,
            band=found.band,
            named=named,
            own=found.own,
            high=high,
            speech=speech,
        ),
        summary=words.text,
        head=(_("Week"), _("Usual, from"), _("Usual, to"), _("You")),
        rows=tuple(
            (
                str(week),
                speech.number(found.band[week].low),
                speech.number(found.band[week].high),
                speech.number(mine[week].value) if week in mine else "",
            )
            for week in weeks
        ),
    )

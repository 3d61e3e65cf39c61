# SPDX-License-Identifier: Apache-2.0
"""Values over time: lines with their measurement error, a band to judge them by, and what is usual."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from multifidus.web.charts.canvas import LETTER, WIDTH, Canvas

LEFT: Final = 34.0
RIGHT: Final = WIDTH - 10.0
TOP: Final = 12.0
PLOT: Final = 118.0
BELOW: Final = 22.0
LEGEND: Final = 20.0
TICKS: Final = 5
"""Lines across at most, besides the lowest."""

_STEPS: Final = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One value on one day; `error` is how far the true value may lie from it."""

    on: date
    value: float
    error: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing over time; `style` 1 to 3 tells the lines of a chart apart without colour."""

    name: str
    spots: tuple[Spot, ...]
    style: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A level drawn across, with its word."""

    value: float
    name: str


@dataclass(frozen=True, slots=True)
class _Scale:
    """From days and values to places inside the frame."""

    first: date
    days: int
    low: float
    high: float
    top: float

    def x(self, on: date) -> float:
        if self.days == 0:
            return (LEFT + RIGHT) / 2
        return LEFT + (RIGHT - LEFT) * (on - self.first).days / self.days

    def y(self, value: float) -> float:
        inside = min(max(value, self.low), self.high)
        return self.top + PLOT * (self.high - inside) / (self.high - self.low)


def nice_step(span: float) -> float:
    """Return a round distance that cuts a span into few parts."""
    rough = span / TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in _STEPS if step * power >= rough * 0.999)


def bounds(
    lines: Sequence[Line], marks: Sequence[Mark], low: float | None, high: float | None
) -> tuple[float, float, float]:
    """Return the lowest and highest value of the frame and the step of its lines across."""
    values = [
        edge
        for line in lines
        for spot in line.spots
        for edge in (spot.value - spot.error, spot.value + spot.error)
    ] + [mark.value for mark in marks]
    least = min(values, default=0.0) if low is None else low
    most = max(values, default=1.0) if high is None else high
    if most <= least:
        least, most = least - 1, least + 1
    step = nice_step(most - least)
    if low is None:
        least = math.floor(least / step) * step
    if high is None:
        most = math.ceil(most / step) * step
    return least, most, step


def _legend(canvas: Canvas, lines: Sequence[Line]) -> float:
    """Name the lines above the frame, in as many rows as they need; return where the frame begins."""
    if len(lines) < 2:
        return TOP
    x, y = LEFT, TOP
    for line in lines:
        wide = 42 + LETTER * len(line.name)
        if x > LEFT and x + wide > WIDTH:
            x, y = LEFT, y + LEGEND
        css = "" if line.style == 1 else f"-{line.style}"
        canvas.line(f"chart-line{css}", [(x, y), (x + 18, y)])
        canvas.add("circle", f"chart-dot{css}", cx=x + 9, cy=y, r=3.5)
        canvas.write(line.name, "chart-text chart-text-strong", x=x + 24, y=y + 4)
        x += wide
    return y + LEGEND


def _days(lines: Sequence[Line]) -> tuple[date, ...]:
    return tuple(sorted({spot.on for line in lines for spot in line.spots}))


def _day_labels(
    canvas: Canvas, days: Sequence[date], scale: _Scale, day: Callable[[date], str]
) -> None:
    """Name the first and the last day, and days between as far as there is room."""
    base = scale.top + PLOT + 16
    taken: list[tuple[float, float]] = []
    for on in [days[-1], days[0], *days[1:-1]]:
        words, x = day(on), scale.x(on)
        wide = LETTER * len(words)
        left = min(max(x - wide / 2, 2.0), WIDTH - 2 - wide)
        if all(left > end + 8 or left + wide < start - 8 for start, end in taken):
            taken.append((left, left + wide))
            canvas.write(words, "chart-text", x=left + wide / 2, y=base, anchor="middle")


def line_chart(
    *,
    name: str,
    title: str,
    text: str,
    lines: Sequence[Line],
    day: Callable[[date], str],
    number: Callable[[float], str],
    low: float | None = None,
    high: float | None = None,
    band: tuple[float, float] | None = None,
    marks: Sequence[Mark] = (),
) -> str:
    """Draw values over time.

    Parameters
    ----------
    name : str
        Unique on the page; ids are made of it.
    title, text : str
        What the chart is, and what it shows, for those who do not see it.
    lines : sequence of Line
        At least one with a value.
    day, number : callable
        How days and values are written.
    low, high : float, optional
        Ends of the scale; from the values unless given.
    band : tuple of float, optional
        Lowest and highest value between which nothing is sure to have changed.
    marks : sequence of Mark
        Levels to compare with.
    """
    shown = [line for line in lines if line.spots]
    days = _days(shown)
    least, most, step = bounds(shown, marks, low, high)
    canvas = Canvas(id=name, title=title, text=text, height=0)
    top = _legend(canvas, shown)
    canvas.height = top + PLOT + BELOW
    scale = _Scale(days[0], (days[-1] - days[0]).days, least, most, top)
    if band is not None:
        upper, lower = scale.y(max(band)), scale.y(min(band))
        edges = {"x": LEFT, "width": RIGHT - LEFT}
        canvas.add("rect", "chart-band", y=upper, height=lower - upper, **edges)
        for y in (upper, lower):
            canvas.line("chart-band-edge", [(LEFT, y), (RIGHT, y)])
    for n in range(int((most - least) / step + 0.001) + 1):
        level = least + n * step
        css = "chart-axis" if n == 0 else "chart-grid"
        canvas.line(css, [(LEFT, scale.y(level)), (RIGHT, scale.y(level))])
        canvas.write(number(level), "chart-text", x=LEFT - 6, y=scale.y(level) + 4, anchor="end")
    for mark in marks:
        y = scale.y(mark.value)
        canvas.line("chart-mark", [(LEFT, y), (RIGHT, y)])
        under = y + 14 if y - top < 14 else y - 4
        canvas.write(mark.name, "chart-text", x=LEFT + 4, y=under)
    for line in shown:
        _draw(canvas, line, scale)
    _day_labels(canvas, days, scale, day)
    return canvas.svg()


def _draw(canvas: Canvas, line: Line, scale: _Scale) -> None:
    css = "" if line.style == 1 else f"-{line.style}"
    spots = sorted(line.spots, key=lambda spot: spot.on)
    if len(spots) > 1:
        canvas.line(f"chart-line{css}", [(scale.x(spot.on), scale.y(spot.value)) for spot in spots])
    for spot in spots:
        # Two lines often have a value on one day: their error bars stand beside each other.
        x = scale.x(spot.on)
        if spot.error:
            _error_bar(
                canvas, css, x, (scale.y(spot.value - spot.error), scale.y(spot.value + spot.error))
            )
        canvas.add("circle", f"chart-dot{css}", cx=x, cy=scale.y(spot.value), r=4)


def _error_bar(canvas: Canvas, css: str, x: float, ends: tuple[float, float]) -> None:
    aside = x if not css else x + 3
    canvas.line(f"chart-error{css}", [(aside, ends[0]), (aside, ends[1])])
    for y in ends:
        canvas.line(f"chart-error{css}", [(aside - 3, y), (aside + 3, y)])

# SPDX-License-Identifier: Apache-2.0
"""What became of the days: a sheet of weeks, each day with a mark that needs no colour."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from multifidus.web.charts.canvas import LETTER, WIDTH, Canvas

NAMES: Final = 58.0
HEAD: Final = 20.0
ROW: Final = 28.0
RADIUS: Final = 8.5
DAYS: Final = 7
LEGEND: Final = 22.0

Kind: TypeAlias = Literal["done", "partly", "not", "planned", "rest", "free"]
"""What became of a day; `free` is something done on a day without a plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One week: its name and what became of each of its seven days, Monday first."""

    name: str
    days: tuple[Kind, ...]


def _mark(canvas: Canvas, kind: Kind, x: float, y: float) -> None:
    if kind == "rest":
        canvas.add("circle", "day-rest", cx=x, cy=y, r=2)
        return
    canvas.add("circle", f"day-{kind}", cx=x, cy=y, r=RADIUS)
    if kind == "partly":
        # The half that was done, as a filled half of the ring.
        path = f"M{x:g} {y - RADIUS:g}A{RADIUS:g} {RADIUS:g} 0 0 0 {x:g} {y + RADIUS:g}Z"
        canvas.add("path", "day-half", d=path)
    elif kind in {"done", "free"}:
        canvas.line(f"day-tick-{kind}", [(x - 3.8, y + 0.2), (x - 1, y + 3), (x + 4, y - 3)])


def calendar_chart(
    *,
    name: str,
    title: str,
    text: str,
    weeks: Sequence[Cell],
    days: Sequence[str],
    legend: Mapping[Kind, str],
) -> str:
    """Draw the weeks one under the other.

    Parameters
    ----------
    name, title, text : str
        As in `line_chart`.
    weeks : sequence of Cell
        Oldest first.
    days : sequence of str
        Short names of the days, Monday first.
    legend : mapping
        Words for the marks; only those that occur are explained.
    """
    canvas = Canvas(id=name, title=title, text=text, height=0)
    each = (WIDTH - NAMES) / DAYS
    for column, word in enumerate(days):
        canvas.write(word, "chart-text", x=NAMES + each * (column + 0.5), y=13, anchor="middle")
    for row, week in enumerate(weeks):
        y = HEAD + ROW * (row + 0.5)
        canvas.write(week.name, "chart-text", x=0, y=y + 4)
        for column, kind in enumerate(week.days):
            _mark(canvas, kind, NAMES + each * (column + 0.5), y)
    used = {kind for week in weeks for kind in week.days}
    x, y = RADIUS + 1, HEAD + ROW * len(weeks) + 18
    for kind, words in legend.items():
        if kind not in used:
            continue
        wide = 2 * RADIUS + 18 + LETTER * len(words)
        if x > RADIUS + 1 and x + wide > WIDTH:
            x, y = RADIUS + 1, y + LEGEND
        _mark(canvas, kind, x, y)
        canvas.write(words, "chart-text", x=x + RADIUS + 6, y=y + 4)
        x += wide
    canvas.height = y + RADIUS + 3
    return canvas.svg()

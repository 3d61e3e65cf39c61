# SPDX-License-Identifier: Apache-2.0
"""Amounts by week for many things at once: one row of small columns each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from multifidus.web.charts.canvas import LETTER, WIDTH, Canvas

END: Final = 34.0
NAME: Final = 15.0
COLUMN: Final = 20.0
ROW: Final = NAME + COLUMN + 7.0
HEAD: Final = 20.0
GAP: Final = 3.0
WIDEST: Final = 24.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """One thing and its amounts, one for each column."""

    name: str
    amounts: tuple[float, ...]


def strip_chart(
    *,
    name: str,
    title: str,
    text: str,
    strips: Sequence[Strip],
    columns: Sequence[str],
    number: Callable[[float], str],
) -> str:
    """Draw a row of columns for each thing, all to one scale, and write the last amount behind it.

    Parameters
    ----------
    name, title, text : str
        As in `line_chart`.
    strips : sequence of Strip
        Each with as many amounts as there are columns.
    columns : sequence of str
        Names of the columns; the first and the last are written.
    number : callable
        How amounts are written.
    """
    canvas = Canvas(id=name, title=title, text=text, height=HEAD + ROW * len(strips) + 4)
    room = WIDTH - END
    each = room / max(len(columns), 1)
    wide = min(each - GAP, WIDEST)
    most = max((amount for strip in strips for amount in strip.amounts), default=0.0) or 1.0
    if len(columns) > 1 and LETTER * (len(columns[0]) + len(columns[-1])) < room:
        canvas.write(columns[0], "chart-text", x=0, y=12)
    if columns:
        canvas.write(columns[-1], "chart-text", x=WIDTH, y=12, anchor="end")
    for row, strip in enumerate(strips):
        top = HEAD + ROW * row
        base = top + NAME + COLUMN
        canvas.write(strip.name, "chart-text", x=0, y=top + 11)
        canvas.line("chart-grid", [(0, base), (room, base)])
        for column, amount in enumerate(strip.amounts):
            tall = COLUMN * amount / most
            if tall > 0:
                now = column == len(strip.amounts) - 1
                css = "chart-bar" if now else "chart-bar chart-bar-past"
                x = each * column
                canvas.add("rect", css, x=x, y=base - tall, width=wide, height=tall, rx=1.5)
        value = number(strip.amounts[-1])
        canvas.write(value, "chart-text chart-text-strong", x=WIDTH, y=base, anchor="end")
    return canvas.svg()

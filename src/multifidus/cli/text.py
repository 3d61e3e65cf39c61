# SPDX-License-Identifier: Apache-2.0
"""Plain pages for a terminal: headings, sentences, lists and compact tables.

Nothing is said by colour or weight alone. Where the output is not a terminal there are no control
codes, and lines are at most 100 characters.
"""

import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from io import StringIO
from textwrap import wrap
from typing import Final

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

WIDEST: Final = 100
NARROWEST: Final = 40
_APART: Final = 2
"""Columns between the columns of a table; below a head rich adds one of them itself."""


def on_terminal() -> bool:
    """Whether a person is likely to be looking at the output."""
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def width() -> int:
    """Columns to write in."""
    if not sys.stdout.isatty():
        return WIDEST
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size((80, 24)).columns))


class Page:
    """Collects a page and gives it as text."""

    def __init__(self) -> None:
        self._out = StringIO()
        self._width = width()
        self._console = Console(
            file=self._out,
            width=self._width,
            force_terminal=on_terminal(),
            color_system=None,
            markup=False,
            highlight=False,
            emoji=False,
            legacy_windows=False,
        )

    def title(self, text: str) -> None:
        """Write the page's title."""
        self._console.print(Text(text, style="bold"))

    def heading(self, text: str) -> None:
        """Write a heading, set off by an empty line."""
        self._console.print()
        self._console.print(Text(text, style="bold"))

    def gap(self) -> None:
        """Write an empty line."""
        self._console.print()

    def say(self, text: str, *, indent: int = 0) -> None:
        """Write a paragraph."""
        self.hang(" " * indent, text)

    def points(self, texts: Iterable[str], *, indent: int = 2) -> None:
        """Write a list, a dash before each."""
        for text in texts:
            self.hang(" " * indent + "- ", text)

    def steps(self, texts: Iterable[str], *, indent: int = 2) -> None:
        """Write a numbered list."""
        for n, text in enumerate(texts, start=1):
            self.hang(f"{' ' * indent}{n}. ", text)

    def hang(self, lead: str, text: str) -> None:
        """Write a paragraph whose first line begins with `lead` and whose others are indented."""
        lines = [
            line
            for paragraph in (text.splitlines() or [""])
            for line in wrap(paragraph, max(self._width - len(lead), 20), break_on_hyphens=False)
            or [""]
        ]
        for n, line in enumerate(lines):
            self._out.write((lead if n == 0 else " " * len(lead)) + line + "\n")

    def table(
        self,
        rows: Iterable[Sequence[str]],
        *,
        head: Sequence[str] = (),
        right: Sequence[int] = (),
        whole: Sequence[int] = (),
        indent: int = 2,
    ) -> None:
        """Write a table.

        Parameters
        ----------
        rows : iterable of sequences of str
            The cells.
        head : sequence of str
            The headings; none if empty.
        right, whole : sequence of int
            Columns that are aligned right; columns that are never wrapped.
        indent : int
            Columns before the table.

        Where the words do not fit side by side, each row is written as a sentence instead.
        """
        cells = [tuple(row) for row in rows]
        if not cells:
            return
        widths = self._widths([head, *cells] if head else cells, whole, self._width - indent)
        if widths is None:
            for row in cells:
                named = zip(head, row, strict=True) if head else (("", cell) for cell in row)
                texts = [f"{name}: {cell}" if name else cell for name, cell in named if cell]
                self.hang(" " * indent + "- ", "; ".join(text.strip() for text in texts))
            return
        table = Table(
            box=box.SIMPLE_HEAD if head else None,
            show_header=bool(head),
            show_edge=False,
            pad_edge=False,
            padding=(0, _APART, 0, 0) if not head else (0, _APART - 1, 0, 0),
            header_style="bold",
        )
        for n in range(len(cells[0])):
            table.add_column(
                Text(head[n]) if head else "",
                justify="right" if n in right else "left",
                no_wrap=n in whole,
                overflow="fold",
                width=widths[n],
            )
        for row in cells:
            table.add_row(*(Text(cell) for cell in row))
        self._console.print(Padding(table, (0, 0, 0, indent)))

    @staticmethod
    def _widths(rows: Sequence[Sequence[str]], whole: Sequence[int], room: int) -> list[int] | None:
        """Share the room among the columns so that no word is broken; None when it cannot be."""
        columns = list(zip(*rows, strict=True))
        natural = [max(map(len, column)) for column in columns]
        widths = [
            natural[n]
            if n in whole
            else max(
                (_shift(cell) + len(word) for cell in column for word in cell.split()), default=0
            )
            for n, column in enumerate(columns)
        ]
        left = room - sum(widths) - _APART * len(widths)
        if left < 0:
            return None
        while left > 0 and widths != natural:
            wanting = [n for n, width in enumerate(widths) if width < natural[n]]
            widths[max(wanting, key=lambda n: natural[n] - widths[n])] += 1
            left -= 1
        return widths

    def text(self) -> str:
        """Return the page, without spaces at line ends."""
        return "".join(f"{line.rstrip()}\n" for line in self._out.getvalue().splitlines())


def _shift(cell: str) -> int:
    """How far a cell is set in."""
    return len(cell) - len(cell.lstrip())


_MONTHS: Final = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS: Final = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def long_date(day: date) -> str:
    """Write `Monday 16 November 2026`, whatever the machine's language."""
    return f"{_DAYS[day.weekday()]} {short_date(day)} {day.year}"


def short_date(day: date) -> str:
    """Write `16 November`."""
    return f"{day.day} {_MONTHS[day.month - 1]}"


def weekday(day: date) -> str:
    """Write `Monday`."""
    return _DAYS[day.weekday()]


def number(value: float | None) -> str:
    """Write a number without needless digits; nothing for none."""
    return "" if value is None else f"{round(value, 1):g}"


def count(n: int, one: str, many: str = "") -> str:
    """Write `1 session`, `3 sessions`."""
    return f"{n} {one if n == 1 else many or one + 's'}"

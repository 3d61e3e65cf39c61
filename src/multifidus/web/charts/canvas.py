# SPDX-License-Identifier: Apache-2.0
"""A sheet to draw on: elements with classes and geometry, text escaped, nothing else let in."""

from dataclasses import dataclass, field
from typing import Final
from xml.sax.saxutils import escape, quoteattr

WIDTH: Final = 300
"""Units across every chart; narrow, so that its words can be read on the smallest phone."""

LETTER: Final = 7.0
"""Units that one letter of a label takes at most, on the whole."""


def units(value: float) -> str:
    """Write a length with a tenth of a unit at most."""
    return f"{round(value, 1):g}"


@dataclass(slots=True)
class Canvas:
    """One drawing; `id` tells its title and description from those of other drawings of a page."""

    id: str
    title: str
    text: str
    height: float
    parts: list[str] = field(default_factory=list)

    def add(self, tag: str, css: str, **geometry: float | str) -> None:
        """Add an element that only has a shape."""
        self.parts.append(f"<{tag} {self._attributes(css, geometry)}/>")

    def write(self, words: str, css: str, *, x: float, y: float, anchor: str = "start") -> None:
        """Add a text, its base line at `y`."""
        place = self._attributes(css, {"x": x, "y": y, "text_anchor": anchor})
        self.parts.append(f"<text {place}>{escape(words)}</text>")

    def line(self, css: str, points: list[tuple[float, float]]) -> None:
        """Add a line from point to point."""
        path = " ".join(f"{units(x)},{units(y)}" for x, y in points)
        self.add("polyline", css, points=path)

    @staticmethod
    def _attributes(css: str, geometry: dict[str, float | str]) -> str:
        known = {"class": css} | {
            key.replace("_", "-"): value if isinstance(value, str) else units(value)
            for key, value in geometry.items()
        }
        return " ".join(f"{key}={quoteattr(value)}" for key, value in known.items())

    def svg(self) -> str:
        """Return the drawing."""
        names = f"{self.id}-title {self.id}-text"
        return (
            f'<svg class="chart-svg" viewBox="0 0 {WIDTH} {units(self.height)}" role="img" '
            f'aria-labelledby="{names}"><title id="{self.id}-title">{escape(self.title)}</title>'
            f'<desc id="{self.id}-text">{escape(self.text)}</desc>{"".join(self.parts)}</svg>'
        )

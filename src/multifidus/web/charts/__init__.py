# SPDX-License-Identifier: Apache-2.0
"""Charts as SVG text, drawn here and styled by classes alone: the same on a page and on paper.

Every function is pure and gets its words ready made. What a chart shows stands in a table as well.
"""

from multifidus.web.charts.calendar import Cell, calendar_chart
from multifidus.web.charts.lines import Line, Mark, Spot, line_chart
from multifidus.web.charts.strips import Strip, strip_chart

__all__ = [
    "Cell",
    "Line",
    "Mark",
    "Spot",
    "Strip",
    "calendar_chart",
    "line_chart",
    "strip_chart",
]

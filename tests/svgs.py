# SPDX-License-Identifier: Apache-2.0
"""What tests read in the SVG of a figure."""

import re
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np

SVG = "{http://www.w3.org/2000/svg}"
LARGEST = 12 * 1024


def box(svg: ET.Element) -> tuple[float, float, float, float]:
    left, top, width, height = map(float, svg.attrib["viewBox"].split())
    return left, top, left + width, top + height


def outlines(path: ET.Element) -> list[str]:
    out = [path.attrib["d"]]
    for one in path:
        if one.get("attributeName") == "d":
            out += one.attrib["values"].split(";")
    return out


def points(d: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Every end point of a path's pieces."""
    out, here = [], np.zeros(2)
    for command, text in re.findall(r"([Mqtlhv])([^Mqtlhvz]*)", d):
        numbers = [float(number) for number in re.findall(r"-?\d+\.?\d*", text)]
        if command in "hv":
            steps = [(n, 0.0) if command == "h" else (0.0, n) for n in numbers]
        else:
            steps = list(zip(numbers[::2], numbers[1::2], strict=True))
        if command == "q":
            steps = steps[1:]
        for step in steps:
            here = np.array(step) if command == "M" else here + step
            out.append(here)
    return np.array(out)


def shifts(path: ET.Element) -> list[tuple[float, float]]:
    out = [(0.0, 0.0)]
    for one in path:
        if one.tag == f"{SVG}animateTransform":
            for pair in one.attrib["values"].split(";"):
                x, y = map(float, pair.split())
                out.append((x, y))
    return out

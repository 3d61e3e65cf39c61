# SPDX-License-Identifier: Apache-2.0
"""What holds for the figure of every movement that the product knows."""

import gzip
import re
from functools import cache
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from multifidus.knowledge import schema
from multifidus.knowledge.loader import shipped
from multifidus.movement import draw
from svgs import LARGEST, SVG, box, outlines, points, shifts

KNOWN = shipped()
EVERY: list[schema.Exercise | schema.Test] = [*KNOWN.exercises.values(), *KNOWN.tests.values()]
THINGS = {thing.id: thing for thing in EVERY if thing.movement is not None}
each_thing = pytest.mark.parametrize("name", THINGS)
COMMANDS = re.compile(r"-?\d+\.?\d*| ")


@cache
def drawn(name: str) -> str:
    return draw.of(THINGS[name]).svg()


@each_thing
def test_it_is_small(name: str) -> None:
    assert len(gzip.compress(drawn(name).encode())) <= LARGEST


@each_thing
def test_nothing_is_cut_off_and_every_frame_has_the_same_commands(name: str) -> None:
    svg = ET.fromstring(drawn(name))  # noqa: S314 (our own text)
    left, top, right, bottom = box(svg)
    for path in svg.findall(f"./{SVG}path"):
        every = outlines(path)
        assert len({COMMANDS.sub("", d) for d in every}) == 1
        assert len({len(re.findall(r"-?\d+", d)) for d in every}) == 1
        ends = np.concatenate([points(d) for d in every])
        moves = np.array(shifts(path))
        assert (ends.min(axis=0) + moves.min(axis=0) >= (left, top)).all()
        assert (ends.max(axis=0) + moves.max(axis=0) <= (right, bottom)).all()


def test_a_figure_beside_a_clock_says_no_seconds_of_its_own() -> None:
    """A player counts the dose of the day; the catalogue's hold beside it would contradict."""
    stretch = draw.of(shipped().exercises["calf-stretch"])
    assert "30 s</text>" in stretch.svg("animated")
    assert "30 s</text>" not in stretch.svg("unmarked")

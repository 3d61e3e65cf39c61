# SPDX-License-Identifier: Apache-2.0
"""Where a picture is taken from: a parallel projection of the room onto paper.

The room has x forward, y to the person's left, z up, in metres. Paper has x to the right and y
down, in units of two millimetres, as SVG counts.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from multifidus.knowledge.movement import View, ViewName
from multifidus.movement.skeleton import Array

UNITS_PER_M: Final = 500.0

# Degrees around the person from the right-hand side toward the front, and degrees above the floor.
_VIEWS: Final[dict[ViewName, tuple[float, float]]] = {
    "side": (18, 12),
    "far-side": (162, 12),
    "front": (90, 10),
    "back": (-90, 10),
    "front-side": (48, 14),
    "back-side": (-45, 14),
    "above": (12, 62),
    "feet": (90, 22),
    "head": (-90, 22),
}


@dataclass(frozen=True, slots=True)
class Camera:
    """Three directions in the room (3,): paper's right, paper's up, and toward the viewer."""

    right: Array
    up: Array
    toward: Array

    @property
    def onto(self) -> Array:
        """Matrix (2, 3) that takes room directions to paper, in units per metre."""
        return np.stack([self.right, -self.up]) * UNITS_PER_M

    def paper(self, points: Array) -> Array:
        """Place room points (..., 3) on paper, (..., 2)."""
        return np.asarray(points @ self.onto.T)

    def depth(self, points: Array) -> Array:
        """How near to the viewer points (..., 3) are, in metres; larger is nearer."""
        return np.asarray(points @ self.toward)


def camera(view: ViewName | View) -> Camera:
    """Build the camera of a view.

    Parameters
    ----------
    view : ViewName or View
        A named direction, or one turned further around and raised.

    Returns
    -------
    Camera
    """
    named = View.model_validate({"from": view}) if isinstance(view, str) else view
    around, raised = _VIEWS[named.name]
    around += named.turn
    raised = raised if named.raised is None else named.raised
    a, e = np.radians(around), np.radians(raised)
    toward = np.array([np.sin(a) * np.cos(e), -np.cos(a) * np.cos(e), np.sin(e)])
    right = np.array([np.cos(a), np.sin(a), 0.0])
    return Camera(right, np.cross(right, -toward), toward)

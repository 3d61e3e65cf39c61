# SPDX-License-Identifier: Apache-2.0
"""What is held or worn: straps, bars, weights, cushions, a tape, a phone."""

from typing import Final

import numpy as np

from multifidus.knowledge.loader import shipped
from multifidus.knowledge.movement import HeldItem
from multifidus.movement.camera import UNITS_PER_M, Camera
from multifidus.movement.items import ellipsoids
from multifidus.movement.layers import Layer
from multifidus.movement.motion import Motion
from multifidus.movement.names import Vocabulary
from multifidus.movement.shapes import Sections, hull, sections, tube
from multifidus.movement.skeleton import SIDES, Array, Placement

_GRIPPED: Final = {"strap", "band", "stick", "barbell", "dumbbell", "towel"}
_ORDER: Final = 48.0
_BEHIND: Final = 6.0
_BEFORE: Final = 58.0
# Metres: how far a bar reaches past the hands, how thick soft things are.
_PAST: Final = {"stick": 0.14, "barbell": 0.42}
_SOFT: Final = {"cushion": (0.10, 0.06, 0.085), "towel": (0.05, 0.05, 0.05)}


def grips(motion: Motion) -> set[str]:
    """Sides whose hand is closed around something."""
    names = {
        spot
        for item in motion.movement.held
        if item.item in _GRIPPED
        for spot in item.through
        if isinstance(spot, str)
    }
    return {
        side
        for side in SIDES
        if names & {f"{side}-palm", f"{side}-hand", f"{side}-fingers", "palms", "hands"}
    }


def held(motion: Motion, placed: Placement, camera: Camera) -> list[Layer]:
    """Layers of what is in the hands or on the limbs.

    Parameters
    ----------
    motion : Motion
    placed : Placement
        Of the motion's frames.
    camera : Camera

    Raises
    ------
    ValueError
        For a point that the body does not have.
    """
    words = Vocabulary.of(motion.body, shipped().body)
    out: list[Layer] = []
    for item in motion.movement.held:
        out += _Holding(item, motion, placed, camera, words).layers()
    return out


class _Holding:
    """Draws one held thing."""

    def __init__(
        self, item: HeldItem, motion: Motion, placed: Placement, camera: Camera, words: Vocabulary
    ) -> None:
        self.item, self.body, self.placed, self.camera = item, motion.body, placed, camera
        self.first = 0
        rows = []
        for spot in item.through:
            if not isinstance(spot, str):
                rows.append(np.broadcast_to(np.array(spot), (len(placed.origin), 1, 3)))
                continue
            balls, at = self.places(spot, words)
            self.first = self.first or balls[0]
            rows.append(self.body.points(placed, self.body.ball_bone[np.array(balls)], at))
        self.points = np.concatenate(rows, axis=1)

    def places(self, spot: str, words: Vocabulary) -> tuple[list[int], Array]:
        """Balls of a point's name, and places in their bones' frames."""
        try:
            balls = words.balls(spot)
        except ValueError:
            ball, toward = words.spot(spot)
            out = np.zeros(3) if toward is None else toward * self.body.ball_radii[ball]
            return [ball], (self.body.ball_at[ball] + out)[None]
        return balls, self.body.ball_at[np.array(balls)]

    def layers(self) -> list[Layer]:
        """Draw it."""
        item = self.item.item
        if item in {"strap", "band", "tape"}:
            return [Layer(f"{item} ln", _ORDER, lines=(self.camera.paper(self.points),))]
        if item in _PAST:
            return self.bar(item)
        if item == "dumbbell":
            return [self.dumbbell()]
        if item == "phone":
            return [self.phone()]
        centre = self.points.mean(axis=1, keepdims=True)
        whole = ellipsoids(self.camera, centre, (np.eye(3) * np.array(_SOFT[item]))[None])
        return [Layer("soft o", 46.0, (hull(whole, 8),))]

    def bar(self, item: str) -> list[Layer]:
        """Draw a stick, or a bar with a plate at each end; the near plate lets the body be seen."""
        first, last = self.points[:, 0], self.points[:, -1]
        along = last - first
        along = along / np.maximum(np.linalg.norm(along, axis=-1, keepdims=True), 1e-6)
        ends = np.stack([first - along * _PAST[item], last + along * _PAST[item]], axis=1)
        line = (self.camera.paper(ends),)
        if item == "stick":
            return [Layer("stick ln", _ORDER, lines=line)]
        out = [Layer("bar ln", _ORDER, lines=line)]
        for end, sign in ((0, -1.0), (1, 1.0)):
            inner = ends[:, end] - along * sign * 0.12
            near = float((along * sign @ self.camera.toward).mean()) > 0.05
            disc = _disc(self.camera, inner, along, 0.16)
            out.append(
                Layer("plate o" if near else "dark o", _BEFORE if near else _BEHIND, (disc,))
            )
        return out

    def dumbbell(self) -> Layer:
        """Draw a dumbbell across the palm of the first point."""
        across = self.placed.turn[:, self.body.ball_bone[self.first], :, 0]
        centre = self.points.mean(axis=1)
        discs = [
            _disc(self.camera, centre + across * way, across, 0.055) for way in (-0.085, 0.085)
        ]
        ends = np.stack([centre - across * 0.07, centre + across * 0.07], axis=1)
        handle = ellipsoids(self.camera, ends, np.stack([np.eye(3) * 0.014] * 2))
        return Layer("dark o", _ORDER + 1, (*discs, tube(handle)))

    def phone(self) -> Layer:
        """Draw a phone lying along the front of a limb."""
        bone = np.full(2, self.body.ball_bone[self.first])
        ball = self.body.ball_at[self.first]
        out = float(self.body.ball_radii[self.first][0]) + 0.008
        at = ball + np.array([[out, 0, -0.055], [out, 0, 0.055]])
        flat = np.array([[0.008, 0.036, 0.022]] * 2)
        return Layer("dark o", _ORDER, (tube(sections(self.camera, self.placed, bone, at, flat)),))


def _disc(camera: Camera, centre: Array, axis: Array, radius: float) -> Array:
    """Outline (F, 10, 2) of a flat disc around `centre` (F, 3) with its axis along `axis` (F, 3)."""
    seen = axis @ camera.onto.T
    full = (radius * UNITS_PER_M) ** 2
    # A disc shows a full circle less what its axis shows of itself.
    less = radius**2 - 0.02**2
    spread = np.stack(
        [
            full - seen[:, 0] ** 2 * less,
            -seen[:, 0] * seen[:, 1] * less,
            full - seen[:, 1] ** 2 * less,
        ],
        axis=-1,
    )
    return hull(Sections(camera.paper(centre)[:, None], spread[:, None], centre[:, :1]), 10)

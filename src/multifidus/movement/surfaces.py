# SPDX-License-Identifier: Apache-2.0
"""What bears the body: the floor and the solids of props, as signed distances.

A distance is positive outside. A part that bears on a level top is measured against that plane; one
that must not sink is measured against the whole solid.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from multifidus.knowledge.movement import Movement, Part, PlacedProp, Prop
from multifidus.movement.skeleton import Array, about

FLOOR: Final = "floor"


@dataclass(frozen=True, slots=True)
class Surface:
    """One solid. `prop` is the place of its prop among the placed ones, or -1 for the floor."""

    name: str
    shape: str
    origin: Array
    turn: Array
    half: Array
    prop: int = -1
    solid: bool = True
    level: bool = True
    rolls: bool = False

    def bearing(self, centre: Array, shift: Array) -> tuple[Array, Array]:
        """Distance (F, K) and outward normal (F, K, 3) for parts that bear here.

        `centre` (F, K, 3) are world points, `shift` (F, 3) where the prop has moved.
        """
        if self.shape == "box":
            normal = self.turn[:, 2]
            rise = (centre - shift[:, None] - self.origin) @ normal - self.half[2]
            return np.asarray(rise), np.broadcast_to(normal, centre.shape)
        return self.distance(centre, shift)

    def distance(self, centre: Array, shift: Array) -> tuple[Array, Array]:
        """Signed distance (F, K) and outward normal (F, K, 3) of world points."""
        local = (centre - shift[:, None] - self.origin) @ self.turn
        if self.shape == "box":
            gap, normal = _box(local, self.half)
        elif self.shape == "ball":
            gap, normal = _round(local, self.half[0])
        else:
            flat = local.copy()
            flat[..., 1] = 0.0
            gap, normal = _round(flat, self.half[0])
            past = np.abs(local[..., 1]) - self.half[1]
            gap = np.where(past > 0, np.hypot(np.maximum(gap, 0), past), gap)
        return gap, normal @ self.turn.T

    def over_top(self, point: Array, shift: Array) -> Array:
        """How far a point (F, K, 3) stands past the edge of a level top, in metres; 0 above it."""
        if self.shape != "box":
            return np.zeros(point.shape[:2])
        local = np.abs((point - shift[:, None] - self.origin) @ self.turn)[..., :2]
        return np.asarray(np.linalg.norm(np.maximum(local - self.half[:2], 0), axis=-1))


def _round(local: Array, radius: float) -> tuple[Array, Array]:
    size = np.linalg.norm(local, axis=-1)
    safe = np.where(size < 1e-9, 1.0, size)
    normal = np.where((size < 1e-9)[..., None], np.array([0.0, 0.0, 1.0]), local / safe[..., None])
    return size - radius, normal


def _box(local: Array, half: Array) -> tuple[Array, Array]:
    over = np.abs(local) - half
    outside = np.maximum(over, 0.0)
    length = np.linalg.norm(outside, axis=-1)
    sign = np.where(local < 0, -1.0, 1.0)
    inner = np.max(over, axis=-1)
    face = np.eye(3)[np.argmax(over, axis=-1)] * sign
    safe = np.where(length > 1e-9, length, 1.0)
    normal = np.where((length > 1e-9)[..., None], outside * sign / safe[..., None], face)
    return np.where(inner > 0, length, inner), normal


def floor() -> Surface:
    """Return the floor: the plane z = 0."""
    return Surface(
        name=FLOOR,
        shape="box",
        origin=np.array([0.0, 0.0, -1.0]),
        turn=np.eye(3),
        half=np.array([60.0, 60.0, 1.0]),
    )


def part_frame(part: Part, placed: PlacedProp) -> tuple[Array, Array]:
    """Return where a prop's part stands in the room: origin (3,) and turn (3, 3)."""
    around = about(2, placed.turn)
    origin = np.array(placed.at) + around @ np.array(part.at)
    return origin, around @ about(1, part.tilt)


def _rooted(shape: str, origin: Array, turn: Array, half: Array) -> tuple[Array, Array]:
    """Carry a box that stands on the floor on below it, so that nothing is pushed out that way."""
    upright = np.abs(turn[2]) > 0.99
    if shape != "box" or not upright.any() or origin[2] - half[upright][0] > 0.03:
        return origin, half
    return origin - np.array([0.0, 0.0, 0.5]), half + 0.5 * upright


def surfaces(movement: Movement, props: dict[str, Prop]) -> tuple[Surface, ...]:
    """Return the floor and every solid of the movement's props, in file order.

    Raises
    ------
    KeyError
        For a prop that `props` does not hold.
    """
    out = [floor()]
    for number, placed in enumerate(movement.props):
        prop = props[placed.id]
        for part in prop.parts:
            if part.surface is None and not part.solid:
                continue
            origin, turn = part_frame(part, placed)
            origin, half = _rooted(part.shape, origin, turn, np.array(part.size) / 2)
            out.append(
                Surface(
                    name=part.surface or f"{prop.id}-part",
                    shape=part.shape,
                    origin=origin,
                    turn=turn,
                    half=half,
                    prop=number,
                    solid=part.solid,
                    level=prop.level,
                    rolls=prop.rolls,
                )
            )
    return tuple(out)

# SPDX-License-Identifier: Apache-2.0
"""What a picture is made of: flat pieces with a look, in the order in which they are drawn."""

from dataclasses import dataclass

import numpy as np

from multifidus.movement.skeleton import Array


@dataclass(frozen=True, slots=True)
class Layer:
    """One piece of the picture over F frames.

    `look` is its class in the palette. `curves` are closed outlines and `lines` open ones, each of
    control points (F, N, 2); a piece that never changes has F = 1. `shift` (F, 2) moves the whole
    piece. `order` decides what covers what: larger is drawn later.
    """

    look: str
    order: float
    curves: tuple[Array, ...] = ()
    lines: tuple[Array, ...] = ()
    shift: Array | None = None

    def points(self) -> Array:
        """Every point of the piece over all frames, (N, 2)."""
        flat = []
        for points in (*self.curves, *self.lines):
            moved = points if self.shift is None else points + self.shift[:, None]
            flat.append(moved.reshape(-1, 2))
        return np.concatenate(flat)

    def rows(self) -> Array:
        """Every coordinate as one row per frame, (F, n), for measuring how much changes."""
        parts = [points.reshape(len(points), -1) for points in (*self.curves, *self.lines)]
        if self.shift is not None:
            parts.append(self.shift)
        frames = max(len(part) for part in parts)
        return np.concatenate([part for part in parts if len(part) == frames], axis=1)

    def mirrored(self) -> "Layer":
        """Return the piece with left and right of the paper changed over."""
        turn = np.array([-1.0, 1.0])
        return Layer(
            self.look,
            self.order,
            tuple(points * turn for points in self.curves),
            tuple(points * turn for points in self.lines),
            None if self.shift is None else self.shift * turn,
        )

    def pick(self, which: list[int]) -> "Layer":
        """Return the piece at some frames only."""

        def some(points: Array) -> Array:
            return points if len(points) == 1 else points[which]

        return Layer(
            self.look,
            self.order,
            tuple(map(some, self.curves)),
            tuple(map(some, self.lines)),
            None if self.shift is None else some(self.shift),
        )

# SPDX-License-Identifier: Apache-2.0
"""Rounds kept inside outlines, so that no tint of a muscle shows beside the body."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from multifidus.movement.shapes import Sections
from multifidus.movement.skeleton import Array, Index

# Units between a round and the edge; how small a round may become before it moves; tries.
_MARGIN: Final = 4.0
_ONE: Final = np.int8(1)
_SMALLEST: Final = (0.75, 0.5)


class Room:
    """The union of some closed outlines in F frames, as polygons through points on the curves.

    Parameters
    ----------
    outlines : sequence of array (F, N, 2)
        Control points of each.
    """

    def __init__(self, outlines: Sequence[Array]) -> None:
        rings = [(curve + _next(curve)) / 2 for curve in outlines]
        counts = [ring.shape[1] for ring in rings]
        self.firsts = np.cumsum([0, *counts[:-1]])
        self.owner = np.repeat(np.arange(len(rings)), counts)
        # Hundredths of a unit are close enough, and half as much work.
        start = np.concatenate(rings, axis=1, dtype=np.float32)
        step = np.concatenate([_next(ring) - ring for ring in rings], axis=1, dtype=np.float32)
        self.x, self.y = start[..., 0], start[..., 1]
        self.dx, self.dy = step[..., 0], step[..., 1]
        self.size = np.maximum(self.dx**2 + self.dy**2, 1e-9)

    def apart(self, frame: Index, x: Array, y: Array) -> tuple[Array, Array]:
        """How far right and down points are from each corner, (N, corners) each."""
        x, y = x.astype(np.float32), y.astype(np.float32)
        return x[:, None] - self.x[frame], y[:, None] - self.y[frame]

    def within(self, frame: Index, x: Array, y: Array) -> Array:
        """Which outlines hold each of N points of some frames: (N, outlines)."""
        right, down = self.apart(frame, x, y)
        dx, dy = self.dx[frame], self.dy[frame]
        above, beyond = down >= 0, down >= dy
        cross = dx * down - dy * right
        turns = (above & ~beyond & (cross > 0)) * _ONE - (~above & beyond & (cross < 0)) * _ONE
        return np.asarray(np.add.reduceat(turns, self.firsts, axis=-1) != 0)

    def depth(self, frame: Index, x: Array, y: Array) -> tuple[Array, Array, Array]:
        """How deep N points lie inside, and the unit way inward in x and in y, (N,) each."""
        right, down = self.apart(frame, x, y)
        dx, dy = self.dx[frame], self.dy[frame]
        share = np.clip((right * dx + down * dy) / self.size[frame], 0, 1)
        along, across = share * dx - right, share * dy - down
        square = along**2 + across**2
        nearest = np.minimum.reduceat(square, self.firsts, axis=-1)
        signed = np.sqrt(nearest) * np.where(self.within(frame, x, y), 1, -1)
        best = signed.argmax(axis=-1)
        row = np.arange(len(best))
        depth = signed[row, best]
        edge = np.where(self.owner == best[:, None], square, np.inf).argmin(axis=-1)
        scale = np.where(depth > 0, -1, 1) / np.maximum(np.abs(depth), 1e-6)
        return depth, along[row, edge] * scale, across[row, edge] * scale


def _next(ring: Array) -> Array:
    return np.concatenate([ring[:, 1:], ring[:, :1]], axis=1)


def kept_inside(rounds: Sections, room: Room) -> Sections:
    """Shrink and shift K circles in F frames until they lie inside; none becomes larger."""
    frames, count = rounds.depth.shape
    centre, full = rounds.centre.reshape(-1, 2).copy(), np.sqrt(rounds.spread[..., 0]).ravel()
    radius = full.copy()
    frame, places = np.repeat(np.arange(frames), count), np.arange(frames * count)
    for smallest in _SMALLEST:
        at, (x, y) = frame[places], centre[places].T
        depth, inward, downward = room.depth(at, x, y)
        lacking = radius[places] + _MARGIN - depth
        near = np.flatnonzero(lacking > 0)
        reach = radius[places[near]] + _MARGIN
        edge = x[near] - inward[near] * reach, y[near] - downward[near] * reach
        # An edge that another outline covers is none.
        near = near[~room.within(at[near], *edge).any(axis=-1)]
        if not len(near):
            break
        places, lacking = places[near], lacking[near]
        least = np.maximum(radius[places] - lacking / 2, smallest * full[places])
        smaller = np.minimum(radius[places], least)
        shift = lacking - (radius[places] - smaller)
        centre[places] += np.stack([inward[near], downward[near]], axis=-1) * shift[:, None]
        radius[places] = smaller
    size = (radius**2).reshape(frames, count)
    spread = np.stack([size, np.zeros_like(size), size], axis=-1)
    return Sections(centre.reshape(frames, count, 2), spread, rounds.depth)


def pulled_in(curve: Array, room: Room) -> Array:
    """Move those control points (F, N, 2) of an outline that lie outside to just inside."""
    frames, count = curve.shape[:2]
    points = curve.reshape(-1, 2).copy()
    depth, inward, downward = room.depth(np.repeat(np.arange(frames), count), *points.T)
    shift = np.where(depth < 0, _MARGIN - depth, 0.0)
    points += np.stack([inward * shift, downward * shift], axis=-1)
    return points.reshape(curve.shape)

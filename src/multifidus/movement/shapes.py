# SPDX-License-Identifier: Apache-2.0
"""Smooth closed outlines around chains of ellipsoids, and their shortest SVG path data.

Every outline is a closed quadratic B-spline given by its control points. In SVG that is one `q` and
then only `t` commands, two numbers per point, with the same commands in every frame, so that a
browser can morph one frame into the next.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from multifidus.movement.camera import Camera
from multifidus.movement.skeleton import Array, Index, Placement

_LARGEST: Final = 9000
_STEADY: Final = 0.2
_SIXTY: Final = np.radians(60.0)
# Unit directions of a round cap from one side over the end to the other: across, along.
_CAP: Final = np.stack([np.cos(np.arange(4) * _SIXTY), np.sin(np.arange(4) * _SIXTY)], axis=-1)

End = Literal["round", "flat"]


@dataclass(frozen=True, slots=True)
class Sections:
    """Ellipsoids on paper for F frames: centre (F, K, 2), spread (F, K, 3), depth (F, K).

    `spread` holds xx, xy and yy of the squared half-axes matrix in squared units.
    """

    centre: Array
    spread: Array
    depth: Array

    def of(self, which: Sequence[int]) -> "Sections":
        """Return a chain of some of the ellipsoids."""
        chosen = list(which)
        return Sections(self.centre[:, chosen], self.spread[:, chosen], self.depth[:, chosen])

    def reach(self, direction: Array) -> Array:
        """How far each ellipsoid reaches along unit directions (F, K, 2) or (2,), in units."""
        x, y = direction[..., 0], direction[..., 1]
        xx, xy, yy = self.spread[..., 0], self.spread[..., 1], self.spread[..., 2]
        return np.sqrt(np.maximum(xx * x * x + 2 * xy * x * y + yy * y * y, 1e-6))

    def rim(self, direction: Array) -> Array:
        """Point of each outline whose outward normal is `direction`, from the centre."""
        x, y = direction[..., 0], direction[..., 1]
        xx, xy, yy = self.spread[..., 0], self.spread[..., 1], self.spread[..., 2]
        far = self.reach(direction)
        return np.stack([(xx * x + xy * y) / far, (xy * x + yy * y) / far], axis=-1)


def sections(camera: Camera, placed: Placement, bone: Index, at: Array, radii: Array) -> Sections:
    """Project ellipsoids fixed to bones.

    Parameters
    ----------
    camera : Camera
    placed : Placement
        Of F poses.
    bone, at, radii : arrays (K,), (K, 3), (K, 3)
        In the bone's own frame, metres.

    Returns
    -------
    Sections
    """
    turn = placed.turn[:, bone]
    centre = placed.origin[:, bone] + np.einsum("fkij,kj->fki", turn, at)
    axes = np.einsum("ui,fkij->fkuj", camera.onto, turn) * radii[:, None, :]
    across, down = axes[:, :, 0], axes[:, :, 1]
    spread = np.stack([(across**2).sum(-1), (across * down).sum(-1), (down**2).sum(-1)], axis=-1)
    return Sections(camera.paper(centre), spread, camera.depth(centre))


def _unit(vector: Array) -> Array:
    size = np.linalg.norm(vector, axis=-1, keepdims=True)
    return np.asarray(vector / np.maximum(size, 1e-9))


def _side(along: Array) -> Array:
    return np.stack([-along[..., 1], along[..., 0]], axis=-1)


@dataclass(frozen=True, slots=True)
class Chain:
    """Ellipsoids that one tube runs through, by number, and the shape of its two ends."""

    through: tuple[int, ...]
    start: End = "round"
    stop: End = "round"


def tubes(all_of: Sections, chains: Sequence[Chain]) -> list[Array]:
    """Outlines of chains of two or more ellipsoids, each with control points (F, N, 2).

    Sides follow the ellipsoids' rims across the chain; ends are round or flat. All chains are worked
    out together.
    """
    lengths = [len(chain.through) for chain in chains]
    nodes = all_of.of([place for chain in chains for place in chain.through])
    firsts = np.cumsum([0, *lengths[:-1]])
    lasts = firsts + np.array(lengths) - 1
    along = _along(nodes, firsts, lasts)
    normal = _side(along)
    left, right = nodes.centre - nodes.rim(normal), nodes.centre + nodes.rim(normal)
    outward = np.concatenate([-along[:, firsts], along[:, lasts]], axis=1)
    caps = _caps(nodes.of([*firsts, *lasts]), outward)
    frames, count = left.shape[:2]
    pool = np.concatenate([left, right, caps.reshape(frames, -1, 2)], axis=1)
    round_caps = 2 * count + 3 * np.arange(2 * len(chains)).reshape(2, -1)
    out = []
    for number, chain in enumerate(chains):
        first, last = int(firsts[number]), int(lasts[number])
        places: list[int] = []
        if chain.start == "round":
            places += range(round_caps[0, number], round_caps[0, number] + 3)
        else:
            places += [count + first, first]
        places += range(first + 1, last)
        if chain.stop == "round":
            places += range(round_caps[1, number], round_caps[1, number] + 3)
        else:
            places += [last, count + last]
        places += range(count + last - 1, count + first, -1)
        out.append(pool[:, places])
    return out


def _along(nodes: Sections, firsts: Index, lasts: Index) -> Array:
    """Direction of each chain at each of its nodes, (F, M, 2), steady where it is seen end-on."""
    steps = np.diff(nodes.centre, axis=1)
    ahead = np.concatenate([steps, steps[:, -1:]], axis=1)
    behind = np.concatenate([steps[:, :1], steps], axis=1)
    ahead[:, lasts] = behind[:, lasts]
    behind[:, firsts] = ahead[:, firsts]
    weight = _STEADY * np.sqrt(nodes.spread[..., 0] + nodes.spread[..., 2])[..., None]
    out = _unit(ahead) + _unit(behind)
    trust = np.minimum(np.linalg.norm(ahead, axis=-1), np.linalg.norm(behind, axis=-1))[..., None]
    out = _unit(out + 1e-9) * trust
    for frame in range(1, len(out)):
        # A bone that points at the viewer has no direction on paper: keep some of the last one.
        out[frame] += weight[frame] * _unit(out[frame - 1])
    return _unit(out)


def _caps(ends: Sections, outward: Array) -> Array:
    """Control points over round ends, left of `outward` (F, E, 2) to its right: (F, E, 3, 2)."""
    across = -_side(outward)
    normals = across[:, :, None] * _CAP[:, :1] + outward[:, :, None] * _CAP[:, 1:]
    far = Sections(ends.centre, ends.spread[:, :, None], ends.depth).reach(normals)
    here, there = normals[:, :, :-1], normals[:, :, 1:]
    cross = here[..., 0] * there[..., 1] - here[..., 1] * there[..., 0]
    x = (far[:, :, :-1] * there[..., 1] - far[:, :, 1:] * here[..., 1]) / cross
    y = (far[:, :, 1:] * here[..., 0] - far[:, :, :-1] * there[..., 0]) / cross
    return np.stack([x, y], axis=-1) + ends.centre[:, :, None]


def tube(chain: Sections, *, start: End = "round", stop: End = "round") -> Array:
    """Outline of one chain of at least two ellipsoids, control points (F, N, 2)."""
    return tubes(chain, [Chain(tuple(range(chain.centre.shape[1])), start, stop)])[0]


@lru_cache(maxsize=8)
def _around(corners: int) -> Array:
    turn = np.arange(corners) * 2 * np.pi / corners
    return np.stack([np.cos(turn), np.sin(turn)], axis=-1)


def hull(chain: Sections, corners: int = 12) -> Array:
    """Convex outline around all ellipsoids, control points (F, corners, 2)."""
    normal = _around(corners)
    return meet(normal, _far(chain, normal).max(axis=1))


def ovals(chain: Sections, corners: int = 6) -> list[Array]:
    """Outline of each ellipsoid by itself, control points (F, corners, 2)."""
    normal = _around(corners)
    far = _far(chain, normal)
    return [meet(normal, far[:, place]) for place in range(far.shape[1])]


def _far(chain: Sections, normal: Array) -> Array:
    """How far ellipsoids reach along each normal (N, 2) from the origin, (F, K, N)."""
    spread = Sections(chain.centre, chain.spread[:, :, None], chain.depth)
    return np.asarray(chain.centre @ normal.T + spread.reach(normal))


def meet(normal: Array, far: Array) -> Array:
    """Corners where neighbouring tangents meet: `normal` (N, 2), `far` (F, N) to (F, N, 2)."""
    after, beyond = np.roll(normal, -1, axis=0), np.roll(far, -1, axis=1)
    cross = normal[:, 0] * after[:, 1] - normal[:, 1] * after[:, 0]
    x = (far * after[:, 1] - beyond * normal[:, 1]) / cross
    y = (beyond * normal[:, 0] - far * after[:, 0]) / cross
    return np.stack([x, y], axis=-1)


# --- path data ---------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _words() -> list[str]:
    plus = [f" {number}" for number in range(_LARGEST + 1)]
    return plus + [str(number) for number in range(-_LARGEST, 0)]


def rounded(control: Array) -> NDArray[np.intp]:
    """Turn control points (..., N, 2) into whole-number steps (..., 2 N + 4).

    The first two numbers are where the curve begins, the next two lead to the first control point,
    the rest are the ends of each piece, each from the end of the one before. Every end is rounded
    with the rounding of the ones before it in mind, so that errors never add up.
    """
    count = control.shape[-2]
    first = np.rint((control[..., -1, :] + control[..., 0, :]) / 2)
    held = np.rint(control[..., 0, :])
    out = np.empty((*control.shape[:-2], count + 2, 2))
    out[..., 0, :], out[..., 1, :] = first, held - first
    last = first
    for place in range(count - 1):
        here = np.rint((held + control[..., place + 1, :]) / 2)
        out[..., place + 2, :] = here - last
        held, last = 2 * here - held, here
    out[..., count + 1, :] = first - last
    # The first end is counted from the start too, not from the first control point.
    return out.reshape(*control.shape[:-2], -1).astype(np.intp)


def steps(curves: Sequence[Array]) -> list[list[list[int]]]:
    """Whole-number steps of closed outlines (F, N, 2): for each, a list over frames; see `rounded`.

    Outlines of one size are worked out together.
    """
    by_size: dict[tuple[int, ...], list[int]] = {}
    for place, curve in enumerate(curves):
        by_size.setdefault(curve.shape, []).append(place)
    out: list[list[list[int]]] = [[] for _ in curves]
    for places in by_size.values():
        rows = rounded(np.stack([curves[place] for place in places])).tolist()
        for place, frames in zip(places, rows, strict=True):
            out[place] = frames
    return out


def said(row: list[int]) -> str:
    """Path data of one closed outline from its steps."""
    words = _words()
    x, y, *rest = (words[number] for number in row)
    return f"M{x.lstrip()}{y}q{''.join(rest[:4]).lstrip()}t{''.join(rest[4:]).lstrip()}z"


def line_data(points: Array) -> list[str]:
    """Path data of one open line through points (F, N, 2), for each frame."""
    words = _words()
    whole = np.rint(points).astype(np.intp)
    steps = np.concatenate([whole[:, :1], np.diff(whole, axis=1)], axis=1)
    out = []
    for row in steps.reshape(len(points), -1).tolist():
        x, y, *rest = (words[number] for number in row)
        out.append(f"M{x.lstrip()}{y}l{''.join(rest).lstrip()}")
    return out

# SPDX-License-Identifier: Apache-2.0
"""Things around the body: props as shaded solids, and the shadow on the floor."""

from typing import Final

import numpy as np

from multifidus.knowledge.loader import shipped
from multifidus.knowledge.movement import Part, PlacedProp
from multifidus.movement.camera import Camera
from multifidus.movement.layers import Layer
from multifidus.movement.motion import Motion
from multifidus.movement.shapes import Sections, hull, meet
from multifidus.movement.skeleton import Array, Placement
from multifidus.movement.surfaces import part_frame

_LIGHT: Final = (-0.35, 0.35, 0.87)
_WALL_KEPT: Final = 0.75
# Height at which the shadow of the trunk, and of a limb, has gone; the least of it that is drawn.
_FADES_AT: Final = (0.45, 0.20)
_FAINTEST: Final = 0.5
_COARSE: Final = 4.0
_END_ON: Final = 0.4
_CASTING: Final = {
    "leg": ("thigh-top", "thigh", "knee", "calf", "shin", "ankle", "heel", "forefoot", "toes"),
    "arm": ("shoulder", "upper-arm", "elbow", "forearm", "wrist", "palm", "fingers"),
}
_CORNERS: Final = np.array(
    [[x, y, z] for x in (-1.0, 1.0) for y in (-1.0, 1.0) for z in (-1.0, 1.0)]
)


def _shade(camera: Camera, normal: Array) -> str:
    """Say whether a face is lit (`hi`), plain or in shade (`lo`)."""
    light = _LIGHT[0] * camera.right + _LIGHT[1] * camera.toward + _LIGHT[2] * np.array([0, 0, 1])
    value = float(normal @ light)
    return "hi" if value > 0.6 else "lo" if value < 0.05 else ""


def _box(camera: Camera, origin: Array, turn: Array, half: Array) -> list[tuple[str, Array]]:
    """Visible faces of a box: shade and corners (4, 2)."""
    out = []
    for axis in range(3):
        sign = 1.0 if turn[:, axis] @ camera.toward > 0 else -1.0
        one, two = (axis + 1) % 3, (axis + 2) % 3
        corners = []
        for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
            local = np.zeros(3)
            local[axis], local[one], local[two] = sign, a, b
            corners.append(origin + turn @ (local * half))
        out.append((_shade(camera, turn[:, axis] * sign), camera.paper(np.array(corners))))
    return out


def ellipsoids(camera: Camera, centre: Array, axes: Array) -> Sections:
    """Ellipsoids (K) with half-axes `axes` (K, 3 axes, 3) around `centre` (F, K, 3)."""
    seen = np.einsum("ui,kai->kau", camera.onto, axes)
    spread = np.stack(
        [
            (seen[..., 0] ** 2).sum(-1),
            (seen[..., 0] * seen[..., 1]).sum(-1),
            (seen[..., 1] ** 2).sum(-1),
        ],
        axis=-1,
    )
    return Sections(
        camera.paper(centre),
        np.broadcast_to(spread, (len(centre), *spread.shape)),
        camera.depth(centre),
    )


def _solid(camera: Camera, part: Part, placed: PlacedProp) -> tuple[float, list[tuple[str, Array]]]:
    """Depth of a part and its outlines: shade and control points or corners (N, 2)."""
    origin, turn = part_frame(part, placed)
    half = np.array(part.size) / 2
    if part.look == "wall":
        # Only the half of a wall that lies behind the body is drawn.
        side = 1.0 if turn[:, 1] @ camera.toward < 0 else -1.0
        half = half * np.array([1.0, 0.0, 1.0]) + np.array([0.0, _WALL_KEPT / 2, 0.0])
        origin = origin + turn[:, 1] * side * _WALL_KEPT / 2
    depth = float(origin @ camera.toward)
    if part.shape == "box":
        return depth, _box(camera, origin, turn, half)
    if part.shape == "ball":
        whole = ellipsoids(camera, origin[None, None], (np.eye(3) * half[0])[None])
        shine = ellipsoids(
            camera,
            (origin + np.array([0, 0, 0.42]) * half[0] + 0.2 * half[0] * camera.toward)[None, None],
            (np.eye(3) * half[0] * 0.45)[None],
        )
        return depth, [("round", hull(whole, 8)[0]), ("round hi", hull(shine, 8)[0])]
    axis = turn[:, 1] * (1.0 if turn[:, 1] @ camera.toward > 0 else -1.0)
    disc = np.stack([turn[:, 0] * half[0], turn[:, 2] * half[2], np.zeros(3)])
    ends = np.stack([origin - axis * half[1], origin + axis * half[1]])
    both = ellipsoids(camera, ends[None], np.stack([disc, disc]))
    outer, end = _rim(both), _rim(both.of([1]))
    shaded = [("round lo", outer)] if axis @ camera.toward > _END_ON else []
    return depth, [("round", outer), *shaded, ("round end", end), ("round hi", end)]


def _rim(discs: Sections) -> Array:
    """Outline (24, 2) around discs that never move, through points on their edges."""
    turn = np.arange(24) * np.pi / 12
    normal = np.stack([np.cos(turn), np.sin(turn)], axis=-1)
    edge = np.stack([discs.rim(way)[0] + discs.centre[0] for way in normal])
    furthest = np.einsum("nki,ni->nk", edge, normal).argmax(axis=1)
    return np.asarray(edge[np.arange(24), furthest])


def _sharp(corners: Array) -> Array:
    """Control points whose smooth curve is a polygon with slightly rounded corners."""
    out = []
    for here, there in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        length = float(np.linalg.norm(there - here))
        step = (there - here) * min(0.45, 9.0 / max(length, 1e-9))
        out += [here, here + step, there - step]
    return np.array(out)


def props(motion: Motion, camera: Camera, body_depth: float) -> list[Layer]:
    """Layers of every shown prop, those that bear the body behind it."""
    known = {prop.id: prop for prop in shipped().props.props}
    bearing = {motion.surfaces[n].name for pose in motion.poses for n in pose.bears}
    out: list[Layer] = []
    for number, placed in enumerate(motion.movement.props):
        if not placed.shown:
            continue
        shift = camera.paper(motion.frames.shift[:, number])
        solids = []
        for part in known[placed.id].parts:
            depth, faces = _solid(camera, part, placed)
            behind = part.surface in bearing or part.look == "wall" or depth < body_depth
            solids.append((behind, depth, part, faces))
        mean_shift = float((motion.frames.shift[:, number] @ camera.toward).mean())
        for place, (behind, depth, part, faces) in enumerate(
            sorted(solids, key=lambda row: (not row[0], row[1]))
        ):
            front = not behind and depth + mean_shift > body_depth + 0.1
            order = (60.0 if front else 4.0) + place / 100
            if part.look == "water":
                order = 70.0
            if placed.id == "mat":
                order = 1.0
            out += _dressed(part.look, faces, shift, order)
    return out


def _dressed(look: str, faces: list[tuple[str, Array]], shift: Array, order: float) -> list[Layer]:
    curves: dict[str, list[Array]] = {}
    for shade, outline in faces:
        smooth = outline if shade.startswith("round") else _sharp(outline)
        kind = shade.removeprefix("round").strip()
        curves.setdefault("", []).append(smooth[None])
        if kind:
            curves.setdefault(kind, []).append(smooth[None])
            if shade.startswith("round"):
                curves[""].pop()
    still = bool(np.ptp(shift, axis=0).max() < 1.0)
    moves = shift[:1] if still else shift
    base = look if look == "water" else f"{look} o"
    return [
        Layer(
            base if kind in {"", "end"} else kind, order + 0.001 * place, tuple(rows), shift=moves
        )
        for place, (kind, rows) in enumerate(curves.items())
        if not (look == "water" and kind)
    ]


# --- floor -------------------------------------------------------------------------------------


def shadow(motion: Motion, placed: Placement, camera: Camera) -> list[Layer]:
    """Soft shadow of what is near the floor: one patch for the trunk, and one for each limb."""
    body = motion.body
    bearing = {ball for pose in motion.poses for ball in pose.bears.get(0, ())}
    groups: dict[str, list[int]] = {}
    for place, name in enumerate(body.balls):
        side, _, short = name.partition("-")
        limb = next((limb for limb, balls in _CASTING.items() if short in balls), "")
        groups.setdefault(f"{side}-{limb}" if limb else "trunk", []).append(place)
    patches = [
        _patch(motion, placed, camera, balls, _FADES_AT[name != "trunk"])
        for name, balls in groups.items()
        if "arm" not in name or bearing & set(balls)
    ]
    near = tuple(patch for patch in patches if patch is not None)
    return [Layer("sh", 2.0, near)] if near else []


def _patch(
    motion: Motion, placed: Placement, camera: Camera, balls: list[int], fades_at: float
) -> Array | None:
    """Outline (F, 8, 2) of the shadow of some balls; it shrinks as they leave the floor.

    None for what never comes near.
    """
    body = motion.body
    chosen = np.array(balls)
    centre = body.points(placed, body.ball_bone[chosen], body.ball_at[chosen])
    radii = body.ball_radii[chosen]
    near = np.clip(1 - (centre[..., 2] - radii.min(axis=1)) / fades_at, 0, 1) + 1e-4
    if near.max() < _FAINTEST:
        return None
    weight = near**2 / (near**2).sum(axis=1, keepdims=True)
    middle = np.einsum("fk,fki->fi", weight, centre)
    spot = middle[:, None, :2] + (centre - middle[:, None])[..., :2] * near[..., None]
    around = np.arange(8) * np.pi / 4
    normal = np.stack([np.cos(around), np.sin(around)], axis=-1)
    reach = radii.max(axis=1) * near * 1.15
    flat = meet(normal, (spot @ normal.T + reach[..., None]).max(axis=1))
    room = np.concatenate([flat, np.zeros((*flat.shape[:2], 1))], axis=-1)
    # Nobody sees a soft shadow to the millimetre; coarse numbers keep the drawing small.
    return np.asarray(np.rint(camera.paper(room) / _COARSE) * _COARSE)

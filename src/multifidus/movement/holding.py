# SPDX-License-Identifier: Apache-2.0
"""What is held or worn: straps, bars, weights, cushions, a tape, a phone."""

from collections.abc import Mapping
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
_PIECES: Final = {
    "leg": ("thigh-top", "thigh"),
    "shin": ("knee", "calf", "shin", "ankle", "heel", "forefoot", "toes"),
    "arm": ("shoulder", "upper-arm"),
    "forearm": ("elbow", "forearm", "wrist", "palm", "fingers"),
}
_ORDER: Final = 48.0
_BEHIND: Final = 6.0
_BEFORE: Final = 58.0
# Metres: how far a bar reaches past the hands, how thick soft things are.
_PAST: Final = {"stick": 0.14, "barbell": 0.42}
# Half of a cushion between the limbs, along them and across, less its round edge; a rolled towel.
_CUSHION: Final = (0.030, 0.070, 0.055)
_EDGE: Final = 0.030
_ROLL: Final = (0.048, 0.13)
# Corners of a cushion's seam, in the order in which it runs.
_SEAM: Final = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
_FRONT: Final = (1.0, 0.0, 0.0)


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


def held(
    motion: Motion, placed: Placement, camera: Camera, order: Mapping[str, float]
) -> list[Layer]:
    """Layers of what is in the hands or on the limbs.

    Parameters
    ----------
    motion : Motion
    placed : Placement
        Of the motion's frames.
    camera : Camera
    order : mapping
        When each piece of the body is drawn: `left-leg`, `left-shin`, `left-forearm` and so on.

    Raises
    ------
    ValueError
        For a point that the body does not have.
    """
    words = Vocabulary.of(motion.body, shipped().body)
    out: list[Layer] = []
    for item in motion.movement.held:
        out += _Holding(item, motion, placed, camera, words, order).layers()
    return out


class _Holding:
    """Draws one held thing."""

    def __init__(
        self,
        item: HeldItem,
        motion: Motion,
        placed: Placement,
        camera: Camera,
        words: Vocabulary,
        order: Mapping[str, float],
    ) -> None:
        self.item, self.body, self.placed, self.camera = item, motion.body, placed, camera
        self.order = order
        self.balls: list[int] = []
        self.toward: Array | None = None
        rows = []
        for spot in item.through:
            if not isinstance(spot, str):
                rows.append(np.broadcast_to(np.array(spot), (len(placed.origin), 1, 3)))
                continue
            balls, at = self.places(spot, words)
            self.balls += balls
            rows.append(self.body.points(placed, self.body.ball_bone[np.array(balls)], at))
        self.points = np.concatenate(rows, axis=1)

    def places(self, spot: str, words: Vocabulary) -> tuple[list[int], Array]:
        """Balls of a point's name, and places in their bones' frames."""
        try:
            balls = words.balls(spot)
        except ValueError:
            ball, toward = words.spot(spot)
            self.toward = toward
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
        return self.towel() if item == "towel" else self.cushion()

    def drawn_at(self, ball: int) -> float:
        """When the piece of the body with a ball is drawn."""
        side, _, short = self.body.balls[ball].partition("-")
        piece = next((piece for piece, balls in _PIECES.items() if short in balls), "")
        return self.order.get(f"{side}-{piece}", _ORDER)

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
        """Draw a dumbbell across the hand that holds it, or across both hands."""
        hands = self.body.ball_bone[np.array(self.balls)]
        across = self.placed.turn[:, hands][..., 0]
        ways = np.sign(np.einsum("fki,fi->fk", across, across[:, 0]))
        across = _unit((across * ways[..., None]).sum(axis=1))
        centre = self.points.mean(axis=1)
        discs = [
            _disc(self.camera, centre + across * way, across, 0.055) for way in (-0.085, 0.085)
        ]
        ends = np.stack([centre - across * 0.07, centre + across * 0.07], axis=1)
        handle = ellipsoids(self.camera, ends, np.stack([np.eye(3) * 0.014] * 2))
        order = min(self.drawn_at(ball) for ball in self.balls) - 0.002
        return Layer("dark o", order, (*discs, tube(handle)))

    def phone(self) -> Layer:
        """Draw a phone lying along a limb, on its front unless another side is named."""
        place = self.balls[0]
        bone, ball = self.body.ball_bone[place], self.body.ball_at[place]
        out = np.array(_FRONT) if self.toward is None else self.toward
        far = float(self.body.ball_radii[place] @ np.abs(out)) + 0.008
        ends = np.array([[0, 0, -0.055], [0, 0, 0.055]])
        flat = np.where(np.abs(out) > 0, 0.008, 0.036)
        flat[2] = 0.022
        seen = float((self.placed.turn[:, bone] @ out @ self.camera.toward).mean()) > 0
        outline = sections(
            self.camera,
            self.placed,
            np.full(2, bone),
            ball + out * far + ends,
            np.array([flat] * 2),
        )
        return Layer("dark o", _ORDER if seen else self.drawn_at(place) - 0.002, (tube(outline),))

    def cushion(self) -> list[Layer]:
        """Draw a soft cushion between two limbs, with its seam."""
        camera, centre = self.camera, self.points.mean(axis=1)
        frames = len(centre)
        between = _unit(self.points[:, -1] - self.points[:, 0] + 1e-6 * np.array([0, 1.0, 0]))
        limb = np.broadcast_to(np.array([0, 0, 1.0]), (frames, 3))
        if self.balls:
            limb = self.placed.turn[:, self.body.ball_bone[self.balls[0]], :, 2]
        along = _unit(limb - between * (limb * between).sum(-1, keepdims=True))
        across = np.cross(between, along)
        axes = np.stack([between, along, across], axis=1)
        signs = np.array([[a, b, c] for a in (-1.0, 1.0) for b, c in _SEAM])
        corners = centre[:, None] + (signs * np.array(_CUSHION)) @ axes
        whole = ellipsoids(camera, corners, np.stack([np.eye(3) * _EDGE] * len(corners[0])))
        thick = np.array(_CUSHION)[1:] + _EDGE
        seam = centre[:, None] + (_SEAM * thick) @ axes[:, 1:]
        nearest = int(camera.depth(seam).mean(axis=0).argmax())
        visible = seam[:, [(nearest + step) % 4 for step in (-1, 0, 1)]]
        order = min((self.drawn_at(ball) for ball in self.balls), default=46.0) + 0.004
        return [
            Layer("soft o", order, (hull(whole, 16),)),
            Layer("seam", order + 0.0005, lines=(camera.paper(visible),)),
        ]

    def towel(self) -> list[Layer]:
        """Draw a rolled towel across the body, with its end."""
        radius, half = _ROLL
        centre = self.points.mean(axis=1)
        axis = np.zeros_like(centre)
        axis[:, 0 if self.points.shape[1] == 1 else 1] = 1.0
        if float(axis[0] @ self.camera.toward) < 0:
            axis = -axis
        far, near = (centre + axis * way for way in (-half, half))
        discs = [_disc(self.camera, end, axis, radius) for end in (far, near)]
        whole = ellipsoids(
            self.camera, np.stack([far, near], axis=1), np.stack([np.eye(3) * radius] * 2)
        )
        ring = _disc(self.camera, near, axis, radius * 0.5)
        return [
            Layer("soft o", 46.0, (hull(whole, 12),)),
            Layer("soft o", 46.001, (discs[1],)),
            Layer("seam", 46.002, (ring,)),
        ]


def _unit(vector: Array) -> Array:
    return np.asarray(vector / np.maximum(np.linalg.norm(vector, axis=-1, keepdims=True), 1e-6))


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

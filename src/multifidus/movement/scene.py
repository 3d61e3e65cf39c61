# SPDX-License-Identifier: Apache-2.0
"""One movement seen from one side: every layer of the picture, in order, over all frames."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from multifidus.movement.camera import Camera
from multifidus.movement.holding import grips, held
from multifidus.movement.items import props, shadow
from multifidus.movement.layers import Layer
from multifidus.movement.mannequin import Mannequin
from multifidus.movement.motion import Motion
from multifidus.movement.muscles import tints
from multifidus.movement.skeleton import SIDES, Array, Placement

_FAR: Final = 0.03
_FAR_PAIR: Final = 0.05
_BEHIND: Final = 0.14
_END_ON: Final = 0.15
_LEG: Final = ("thigh", "shank", "instep", "sole")
_ARM: Final = ("upper-arm", "forearm")
_BODY: Final = ("s", "sf", "c", "cf", "p", "pf", "h")


@dataclass(frozen=True, slots=True)
class Scene:
    """Layers in drawing order, and the camera that sees them."""

    layers: tuple[Layer, ...]
    camera: Camera

    def points(self) -> Array:
        """Every point of the picture over all frames, (N, 2)."""
        return np.concatenate([layer.points() for layer in self.layers])

    def silhouette(self) -> tuple[Array, ...]:
        """Outlines of the whole body, for a ghost."""
        return tuple(
            curve
            for layer in self.layers
            if layer.look.split()[0] in _BODY
            for curve in layer.curves
        )


class _Stage:
    """Sorts the pieces of the body for one camera."""

    def __init__(
        self,
        motion: Motion,
        placed: Placement,
        camera: Camera,
        muscles: Mapping[str, int],
        stretches: tuple[str, ...],
        breath: Array | None,
    ) -> None:
        works = motion.movement.works
        self.motion, self.camera, self.placed = motion, camera, placed
        self.tints = tints(motion.body, placed, camera, muscles, stretches, works)
        self.man = Mannequin(motion.body, placed, camera, [t.chain for t in self.tints], breath)
        self.layers: list[Layer] = []
        self.order: dict[str, float] = {"trunk": 33.0, "hips": 43.0}

    def add(self, look: str, order: float, curves: tuple[Array, ...]) -> None:
        """Add pieces of the body with one look."""
        self.layers.append(Layer(f"{look} o", order, curves))

    def place(self, gap: float, root: str, side: str) -> tuple[bool, bool]:
        """Say whether a limb goes behind the trunk, and whether it is the far one of its pair.

        `gap` is how much nearer the limb is than the trunk, in metres.
        """
        twin = "right" if side == "left" else "left"
        apart = self.man.depth((root,), side) - self.man.depth((root,), twin)
        far = apart < -_FAR_PAIR
        behind = gap + apart / 2 < -_FAR if far else gap < -_BEHIND
        return behind, far and behind

    def body(self) -> None:
        """Add the whole body."""
        man, gripping = self.man, grips(self.motion)
        union: list[Array] = []
        hips, chest = man.depth(("pelvis", "belly")), man.depth(("chest", "upper-back"))
        # Seen from the head end, the legs and the pelvis are behind the chest.
        legs = -20 if chest - hips > _END_ON else 0
        self.order["hips"] += legs / 2
        for side in SIDES:
            gap = man.depth(("thigh", "knee", "calf", "ankle"), side) - hips
            behind, dark = self.place(gap, "thigh-root", side)
            order = (20 if behind else 40 + legs) + min(max(gap, -0.9), 0.9)
            self.order[f"{side}-leg"] = order + (2.0 if behind else 3.5)
            self.add("sf" if dark else "s", order, man.curves(_LEG, side))
            shorts = man.curves(("shorts-leg",), side)
            if behind:
                self.add("pf" if dark else "p", order + 1, shorts)
            else:
                union += shorts
            gap = man.depth(("elbow", "forearm", "wrist", "palm"), side) - chest
            behind, dark = self.place(gap, "shoulder", side)
            order = (10 if behind else 50) + min(max(gap, -0.9), 0.9)
            self.order[f"{side}-arm"] = order + 0.2
            hand = ("fist",) if side in gripping else ("hand", "thumb")
            self.add("sf" if dark else "s", order, man.curves((*_ARM, *hand), side))
            self.add("cf" if dark else "c", order + 0.1, man.curves(("sleeve",), side))
        base = 26 if man.depth(("head",)) < chest - _END_ON else 34
        self.add("s", base - 5, man.curves(("neck",)))
        self.add("c", 30, man.curves(("shirt", "yoke")))
        back = man.curves(("left-buttock", "right-buttock"))
        if not legs and man.depth(("left-buttock", "right-buttock")) < hips - 0.02:
            self.add("p", 28, back)
            back = ()
        self.add("p", 43 + legs, (*union, *man.curves(("shorts",)), *back))
        self.head(base)
        for tint, curve in zip(self.tints, man.more, strict=True):
            order = self.order[tint.where] + 0.01 * tint.grade
            self.layers.append(Layer(tint.look, order, (curve,)))

    def head(self, base: float) -> None:
        """Add face, hair, and the eyes and ears that show, from the order `base` on."""
        man = self.man
        head = self.placed.turn[:, self.motion.body.bones.index("head")]
        facing, aside, _ = (float(x) for x in (self.camera.toward @ head).mean(axis=0))
        face, hair = (base + 0.2, base + 0.1) if facing > -0.25 else (base + 0.1, base + 0.2)
        self.add("h", hair, man.curves(("skull",)))
        self.add("s", face, man.curves(("face", "nose")))
        signs = dict(zip(SIDES, (1.0, -1.0), strict=True))
        ears = [f"{side}-ear" for side, sign in signs.items() if aside * sign > 0.25]
        if ears:
            self.add("s", base + 0.3, man.curves(ears))
        eyes = [f"{side}-eye" for side, sign in signs.items() if facing + aside * sign > 0.2]
        if facing > 0.1 and eyes:
            self.layers.append(Layer("ey", base + 0.4, man.curves(eyes)))
        if facing > 0.5:
            self.layers.append(Layer("no", base + 0.4, man.curves(("nose-shade",))))


def scene(
    motion: Motion,
    camera: Camera,
    muscles: Mapping[str, int],
    stretches: tuple[str, ...],
    placed: Placement,
    breath: Array | None = None,
) -> Scene:
    """Draw a movement from one side.

    Parameters
    ----------
    motion : Motion
    camera : Camera
    muscles, stretches
        Muscle ids with grades 1 to 3, and ids of stretch targets.
    placed : Placement
        Where the body is in the motion's frames, as far as the camera does not go along.
    breath : array (F,), optional
        Size of the chest in each frame against its usual one.

    Returns
    -------
    Scene
    """
    stage = _Stage(motion, placed, camera, muscles, stretches, breath)
    stage.body()
    middle = stage.man.depth(("chest", "belly", "pelvis"))
    stage.layers += props(motion, camera, middle)
    stage.layers += held(motion, placed, camera)
    stage.layers.append(shadow(motion, placed, camera))
    return Scene(tuple(sorted(stage.layers, key=lambda layer: layer.order)), camera)

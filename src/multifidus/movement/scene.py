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
from multifidus.movement.muscles import Tint, tints
from multifidus.movement.order import Order, Pieces, nearer
from multifidus.movement.skeleton import SIDES, Array, Placement
from multifidus.movement.timeline import frame_of, telling

_FAR: Final = 0.03
_FAR_PAIR: Final = 0.05
_BEHIND: Final = 0.14
_END_ON: Final = 0.15
_AT_VIEWER: Final = 0.6
_LEG: Final = ("thigh", "shank", "instep", "sole")
_LIMBS: Final = (("leg", "shin"), ("arm", "forearm"))
# Runs of ellipsoids that say how near each piece is; joints belong to one side of them only.
_RUNS: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "trunk": (("shirt-hem", "belly", "waist", "ribs", "chest", "upper-back"),),
    "hips": (
        ("crotch", "pelvis"),
        ("left-hip-back", "left-buttock", "left-thigh-root"),
        ("right-hip-back", "right-buttock", "right-thigh-root"),
    ),
    "head": (("chin", "brow", "skull"),),
    "leg": (("shorts-hem", "above-knee"),),
    "shin": (("calf", "shin", "ankle", "instep", "forefoot", "toes"), ("heel",)),
    "arm": (("upper-arm", "above-elbow"),),
    "forearm": (("elbow", "forearm", "wrist", "palm", "fingers"),),
}
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
        bellies = [(tint.chain, tint.rooms) for tint in self.tints]
        self.man = Mannequin(motion.body, placed, camera, bellies, breath)
        self.layers: list[Layer] = []
        man = self.man
        self.hips, self.chest = man.depth(("pelvis", "belly")), man.depth(("chest", "upper-back"))
        # Seen from the head end, the legs and the pelvis are behind the chest.
        self.legs = -20.0 if self.chest - self.hips > _END_ON else 0.0
        self.behind: set[str] = set()
        self.dark: set[str] = set()
        self.end_on = {side for side in SIDES if self.points_at_viewer(side)}
        self.sorted = self.in_order()
        self.order = self.sorted.rank

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

    def points_at_viewer(self, side: str) -> bool:
        """Whether a thigh points at the viewer, so that its knee covers the rest of it."""
        man, body = self.man, self.motion.body
        length = float(np.linalg.norm(body.offset[body.bones.index(f"{side}-shank")]))
        return man.depth(("knee",), side) - man.depth(("thigh-root",), side) > _AT_VIEWER * length

    def in_order(self) -> Order:
        """Put the pieces of the body in order."""
        man, number = self.man, self.man.names
        base: dict[str, float] = {"trunk": 30.0, "hips": 43.0 + self.legs}
        base["head"] = 26.0 if man.depth(("head",)) < self.chest - _END_ON else 34.0
        fixed = [
            ("trunk", "hips") if base["trunk"] < base["hips"] else ("hips", "trunk"),
            ("trunk", "head") if base["trunk"] < base["head"] else ("head", "trunk"),
        ]
        runs: dict[str, list[tuple[str, ...]]] = {name: list(_RUNS[name]) for name in base}
        for side in SIDES:
            gap = man.depth(("thigh", "knee", "calf", "ankle"), side) - self.hips
            self.note(f"{side}-leg", *self.place(gap, "thigh-root", side))
            low = 20 if f"{side}-leg" in self.behind else 40 + self.legs
            base[f"{side}-leg"] = base[f"{side}-shin"] = low + min(max(gap, -0.9), 0.9)
            fixed.append((f"{side}-leg", "hips"))
            gap = man.depth(("elbow", "forearm", "wrist", "palm"), side) - self.chest
            self.note(f"{side}-arm", *self.place(gap, "shoulder", side))
            low = 10 if f"{side}-arm" in self.behind else 50
            base[f"{side}-arm"] = base[f"{side}-forearm"] = low + min(max(gap, -0.9), 0.9)
            for limb in ("leg", "shin", "arm", "forearm"):
                runs[f"{side}-{limb}"] = [sided(run, side) for run in _RUNS[limb]]
            shorts = sided(("shorts-root", "shorts-mid", "shorts-hem"), side)
            runs[f"{side}-leg" if f"{side}-leg" in self.behind else "hips"].append(shorts)
            knee = sided(("above-knee", "knee"), side)
            runs[f"{side}-shin" if side in self.end_on else f"{side}-leg"].append(knee)
        named = sorted({name for chains in runs.values() for run in chains for name in run})
        place = {name: n for n, name in enumerate(named)}
        chosen = [man.spots[number[name]] for name in named]
        pieces = Pieces(
            np.array([spot.bone for spot in chosen]),
            np.array([spot.at for spot in chosen]),
            np.array([spot.radii for spot in chosen]),
            {name: [[place[n] for n in run] for run in runs[name]] for name in base},
        )
        evidence = nearer(pieces, self.placed, self.camera, self.weights())
        limbs = [(f"{side}-{a}", f"{side}-{b}") for side in SIDES for a, b in _LIMBS]
        return Order(base, evidence, fixed, limbs)

    def note(self, limb: str, behind: bool, dark: bool) -> None:  # noqa: FBT001 (a pair of findings)
        """Remember whether a limb is behind the trunk, and dark."""
        if behind:
            self.behind.add(limb)
        if dark:
            self.dark.add(limb)

    def weights(self) -> dict[int, float]:
        """How much each looked at frame counts for the order: most of all the telling one."""
        motion = self.motion
        if len(motion.poses) == 1:
            return {0: 1.0}
        most = telling(motion)
        keys = sorted({0, len(motion.movement.keys) // 2, most})
        return {frame_of(motion, key): 2.0 if key == most else 1.0 for key in keys}

    def body(self) -> None:
        """Add the whole body."""
        man, order = self.man, self.order
        gripping = grips(self.motion)
        union: list[Array] = []
        for side in SIDES:
            union += self.leg(side)
            self.arm(side, "fist" if side in gripping else "hand")
        self.add("s", order["head"] - 5, man.curves(("neck",)))
        self.add("c", order["trunk"], man.curves(("shirt", "yoke")))
        back = man.curves(("left-buttock", "right-buttock"))
        if not self.legs and man.depth(("left-buttock", "right-buttock")) < self.hips - 0.02:
            self.add("p", order["trunk"] - 2, back)
            back = ()
        self.add("p", order["hips"], (*union, *man.curves(("shorts",)), *back))
        self.head(order["head"])
        for tint, curve in zip(self.tints, man.more, strict=True):
            self.layers.append(Layer(tint.look, self.over(tint), (curve,)))

    def over(self, tint: Tint) -> float:
        """Order of a tint: right above what it lies on."""
        order = self.order[tint.where]
        if tint.where.endswith(("-leg", "-shin")):
            side, limb = tint.where.split("-")
            behind = f"{side}-leg" in self.behind
            whole = order == self.order[f"{side}-leg"]
            if not behind and (whole or limb == "leg"):
                order = max(order, self.order["hips"])
        return order + 0.003 + 0.0001 * tint.grade

    def leg(self, side: str) -> tuple[Array, ...]:
        """Add a leg; return its part of the shorts if that belongs to the hips."""
        man, order = self.man, self.order[f"{side}-leg"]
        behind, dark = f"{side}-leg" in self.behind, f"{side}-leg" in self.dark
        skin, cloth = ("sf", "pf") if dark else ("s", "p")
        shin = self.order[f"{side}-shin"]
        if shin == order:
            self.add(skin, order, man.curves(_LEG, side))
        else:
            start = ("knee-end",) if side in self.end_on else ()
            self.add(skin, order, man.curves(_LEG[:1], side))
            self.add(skin, shin, man.curves((*start, *_LEG[1:]), side))
        shorts = man.curves(("shorts-leg",), side)
        if not behind:
            return shorts
        self.add(cloth, order + 0.002, shorts)
        return ()

    def arm(self, side: str, hand: str) -> None:
        """Add an arm with its hand."""
        man, order = self.man, self.order[f"{side}-arm"]
        skin, cloth = ("sf", "cf") if f"{side}-arm" in self.dark else ("s", "c")
        low = self.order[f"{side}-forearm"]
        fore = ("forearm", hand, *(("thumb",) if hand == "hand" else ()))
        if low == order:
            self.add(skin, order, man.curves(("upper-arm", *fore), side))
        else:
            self.add(skin, order, man.curves(("upper-arm",), side))
            self.add(skin, low, man.curves(fore, side))
        self.add(cloth, order + 0.002, man.curves(("sleeve",), side))

    def head(self, base: float) -> None:
        """Add face, hair, and the eyes and ears that show, from the order `base` on."""
        man = self.man
        head = self.placed.turn[:, self.motion.body.bones.index("head")]
        facing, aside, _ = (float(x) for x in (self.camera.toward @ head).mean(axis=0))
        face, hair = (
            (base + 0.002, base + 0.001) if facing > -0.25 else (base + 0.001, base + 0.002)
        )
        self.add("h", hair, man.curves(("skull",)))
        self.add("s", face, man.curves(("face", "nose")))
        signs = dict(zip(SIDES, (1.0, -1.0), strict=True))
        ears = [f"{side}-ear" for side, sign in signs.items() if aside * sign > 0.25]
        if ears:
            self.add("s", base + 0.003, man.curves(ears))
        eyes = [f"{side}-eye" for side, sign in signs.items() if facing + aside * sign > 0.2]
        if facing > 0.1 and eyes:
            self.layers.append(Layer("ey", base + 0.004, man.curves(eyes)))
        if facing > 0.5:
            self.layers.append(Layer("no", base + 0.004, man.curves(("nose-shade",))))


def sided(names: tuple[str, ...], side: str) -> tuple[str, ...]:
    """Names of one side."""
    return tuple(f"{side}-{name}" for name in names)


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
    stage.layers += held(motion, placed, camera, stage.order)
    stage.layers += shadow(motion, placed, camera)
    return Scene(tuple(sorted(stage.layers, key=lambda layer: layer.order)), camera)

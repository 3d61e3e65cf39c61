# SPDX-License-Identifier: Apache-2.0
"""How the legs are in the starting position, in words: once for both where they are alike."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from multifidus.movement.skeleton import SIDES
from multifidus.movement.words.facts import LOWER_LEG, Place, apart, elevation, other, split
from multifidus.movement.words.phrases import bend, plural, share, thing
from multifidus.movement.words.posture import LYING, SEATED, Scene

_BENT: Final = 30.0
_STRAIGHT: Final = 25.0
_TUCKED: Final = -25.0


def legs_at_start(scene: Scene) -> list[str]:
    """Say how the legs are."""
    if scene.posture in {"plank", "side-plank", "half-kneeling"}:
        return []
    if scene.posture in {"hands-knees", "kneeling"}:
        order = scene.ordered(lambda side: stray_leg(scene, side))
        return [f"the {side} {leg}" for side in order if (leg := stray_leg(scene, side))]
    if scene.posture == "standing":
        return _stance(scene)
    legs = {side: _say(StillLeg(scene, side)) for side in SIDES}
    if legs["left"] == legs["right"]:
        return [legs["left"][1], *_width(scene), *_pulled(scene)]
    order = scene.ordered(lambda side: legs[side][0])
    return [f"the {scene.called(side)} {legs[side][0]}" for side in order]


def stray_leg(scene: Scene, side: str) -> str:
    """Describe a leg that does not kneel while the other does, on hands and knees."""
    if scene.knee(side) or scene.posture == "kneeling" or not scene.knee(other(side)):
        return ""
    foot = scene.foot(side)
    if scene.angle(f"{side}-knee-flexion") > _BENT:
        return "knee off the floor"
    if scene.angle(f"{side}-hip-abduction") > 30:
        return "leg straight out to the side" + (", the foot on the floor" if foot else "")
    return "leg stretched back" + (", the toes on the floor" if foot else "")


# --- lying and sitting -----------------------------------------------------------------------------


@dataclass(frozen=True)
class StillLeg:
    """One leg in one key position."""

    scene: Scene
    side: str

    @cached_property
    def posture(self) -> str:
        """How the body is."""
        return self.scene.posture

    @cached_property
    def knee(self) -> float:
        """Return the knee's bend in degrees."""
        return self.scene.angle(f"{self.side}-knee-flexion")

    @cached_property
    def hip(self) -> float:
        """Return the hip's bend in degrees."""
        return self.scene.angle(f"{self.side}-hip-flexion")

    @cached_property
    def thigh(self) -> float:
        """How far the thigh points above level, in degrees."""
        return elevation(self.scene.thigh(self.side))

    @cached_property
    def shank(self) -> float:
        """How far the shank points above level, in degrees."""
        return elevation(self.scene.shank(self.side))

    @cached_property
    def rise(self) -> float:
        """How far the whole leg points above level, in degrees."""
        return elevation(self.scene.leg(self.side))

    @cached_property
    def foot(self) -> Place | None:
        """Where the foot bears."""
        return self.scene.foot(self.side)

    @cached_property
    def parts(self) -> frozenset[str]:
        """Which parts of the foot bear."""
        return self.foot.parts if self.foot else frozenset()

    @cached_property
    def on(self) -> str:
        """Name what the foot or lower leg bears on, floor or thing; empty for none."""
        place = self.foot or self.scene.place(self.side, LOWER_LEG)
        return place.surface if place else ""

    @cached_property
    def raised(self) -> str:
        """Name the thing, not the floor, that the lower leg or foot rests on."""
        place = self.scene.place(self.side, LOWER_LEG) or self.foot
        return place.surface if place and place.surface not in {"floor", "bed"} else ""

    @cached_property
    def crossed(self) -> bool:
        """Whether the ankle lies across the other thigh."""
        return any(
            split(part) == (self.side, "ankle")
            and split(target)[0] == other(self.side)
            and split(target)[1] in {"knee", "thigh"}
            for part, target, _ in self.scene.touches
        )

    @cached_property
    def open(self) -> bool:
        """Whether a bent knee lies open to the side."""
        return self.scene.angle(f"{self.side}-hip-abduction") > 22 and self.knee > 50

    @cached_property
    def tucked(self) -> bool:
        """Whether the toes are tucked under."""
        ankle = self.scene.angle(f"{self.side}-ankle-dorsiflexion")
        return "toes" in self.parts and ankle > _TUCKED


def _where(leg: StillLeg) -> str:
    on = leg.raised or leg.on or "floor"
    return thing(on, first=on != "floor")


def _up(leg: StillLeg) -> str:
    way = share(leg.rise / 90)
    return "straight up" if way == "all the way" else f"lifted straight, {way} to upright"


_Words = str | Callable[[StillLeg], str]
# condition, words for one leg, words for both; in the words, {} is where the leg rests
_LEGS: Final[tuple[tuple[Callable[[StillLeg], bool], _Words, _Words], ...]] = (
    (
        lambda leg: leg.crossed,
        "ankle across the other thigh", "ankles crossed over the thighs",
    ),
    # on the side
    (
        lambda leg: leg.posture == "side" and leg.knee < _STRAIGHT and bool(leg.raised),
        "leg straight, resting on {}", "legs straight, resting on {}",
    ),
    (
        lambda leg: leg.posture == "side" and leg.knee < _STRAIGHT and leg.hip < 25,
        "leg straight", "legs straight",
    ),
    (
        lambda leg: leg.posture == "side" and leg.knee < _STRAIGHT,
        "leg straight, in front of the body", "legs straight, in front of the body",
    ),
    (
        lambda leg: leg.posture == "side" and bool(leg.raised),
        "knee bent, resting on {}", "knees bent, resting on {}",
    ),
    (
        lambda leg: leg.posture == "side" and leg.hip > 25,
        "hip and knee bent", "hips and knees bent",
    ),
    (lambda leg: leg.posture == "side", "knee bent", "knees bent, thighs in line with the trunk"),
    # on the front
    (
        lambda leg: leg.posture == "front" and leg.knee > 50,
        "knee bent, the foot up", "knees bent, feet up",
    ),
    (
        lambda leg: leg.posture == "front" and leg.tucked,
        "leg straight, toes tucked under", "legs straight, toes tucked under",
    ),
    (lambda leg: leg.posture == "front", "leg straight", "legs straight"),
    # on the back or sitting: what rests on something
    (
        lambda leg: bool(leg.raised) and leg.knee > 50 and "forefoot" not in leg.parts,
        "lower leg resting on {}, the knee bent", "lower legs resting on {}, hips and knees bent",
    ),
    (
        lambda leg: leg.open and not {"heel", "forefoot"} <= leg.parts,
        "knee open to the side", "knees open to the sides",
    ),
    (
        lambda leg: bool(leg.foot) and leg.knee > _BENT and leg.parts == {"heel"},
        "knee bent, the heel on {}", "knees bent, heels on {}",
    ),
    (
        lambda leg: bool(leg.foot) and leg.knee > _BENT and "heel" not in leg.parts,
        "knee bent, the toes on {}", "knees bent, toes on {}",
    ),
    (
        lambda leg: bool(leg.foot) and leg.knee > _BENT and leg.posture == "sitting",
        "foot flat on {}", "feet flat on {}",
    ),
    (
        lambda leg: bool(leg.foot) and leg.knee > _BENT,
        "knee bent, the foot flat on {}", "knees bent, feet flat on {}",
    ),
    (
        lambda leg: bool(leg.raised) and leg.knee < _STRAIGHT,
        "leg straight, resting on {}", "legs straight, resting on {}",
    ),
    # sitting
    (
        lambda leg: leg.posture in SEATED and leg.knee < _STRAIGHT and abs(leg.rise) < 35,
        "leg straight in front", "legs straight in front",
    ),
    (
        lambda leg: leg.posture in SEATED and leg.shank < -50,
        "lower leg hanging down", "lower legs hanging down",
    ),
    (lambda leg: leg.posture in SEATED, "knee bent", "knees bent"),
    # on the back, in the air
    (lambda leg: leg.knee < _STRAIGHT and abs(leg.rise) < 10, "leg straight", "legs straight"),
    (
        lambda leg: leg.thigh < -8,
        "leg hanging over the edge", "legs hanging over the edge",
    ),
    (
        lambda leg: leg.knee < _STRAIGHT,
        lambda leg: f"leg {_up(leg)}", lambda leg: f"legs {_up(leg)}",
    ),
    (
        lambda leg: leg.hip > 100 or (
            leg.thigh > 60 and apart(leg.scene.thigh(leg.side), leg.scene.trunk) < 75
        ),
        "knee drawn up towards the chest", "knees drawn up towards the chest",
    ),
    (
        lambda leg: leg.thigh > 55 and abs(leg.shank) < 30,
        "knee above the hip, the lower leg level", "knees above the hips, lower legs level",
    ),
    (
        lambda leg: leg.thigh > 55 and leg.knee < 60,
        "thigh pointing straight up", "thighs pointing straight up",
    ),
    (lambda _: True, "knee bent", "knees bent"),
)  # fmt: skip


def _say(leg: StillLeg) -> tuple[str, str]:
    """Return the words for this leg alone and for both."""
    one, many = next((one, many) for holds, one, many in _LEGS if holds(leg))
    return tuple(  # type: ignore[return-value]
        (words if isinstance(words, str) else words(leg)).format(_where(leg))
        for words in (one, many)
    )


def _width(scene: Scene) -> list[str]:
    """Say how far apart planted feet are, lying or sitting on the floor."""
    planted = all(scene.foot(side) for side in SIDES) and all(
        scene.angle(f"{side}-knee-flexion") > _BENT for side in SIDES
    )
    if scene.posture not in {"back", "floor-sitting"} or not planted:
        return []
    gap = float(np.linalg.norm(scene.joint("left-foot") - scene.joint("right-foot")))
    if gap < 0.12:
        return ["close together"]
    return ["wider apart than the hips"] if gap > 0.36 else []


def _pulled(scene: Scene) -> list[str]:
    """Say that the feet are pulled up, where the file asks for it."""
    motions = [f"{side}-ankle-dorsiflexion" for side in SIDES]
    free = all(scene.angle(f"{side}-knee-flexion") < _STRAIGHT for side in SIDES)
    if scene.posture not in LYING or scene.posture == "front" or not free:
        return []
    if all(scene.asked(motion) and scene.angle(motion) > 12 for motion in motions):
        return ["feet pulled up towards the shins"]
    return []


# --- standing --------------------------------------------------------------------------------------


def _stance(scene: Scene) -> list[str]:
    """Say how the feet stand, the knees, and a leg that is off the floor."""
    feet = {side: place for side in SIDES if (place := scene.foot(side))}
    out = _both_feet(scene, feet) if len(feet) == 2 else []
    out += [_free_leg(StillLeg(scene, side)) for side in SIDES if side not in feet]
    bent = {side: scene.angle(f"{side}-knee-flexion") for side in feet}
    if max(bent.values(), default=0.0) < 15:
        return out
    if len(bent) == 2 and abs(bent["left"] - bent["right"]) < 18:
        return [*out, f"knees {bend((bent['left'] + bent['right']) / 2)}"]
    order = scene.ordered(lambda side: -bent.get(side, 0.0))
    return out + [f"the {side} knee {bend(bent[side])}" for side in order if bent.get(side, 0) > 15]


def _both_feet(scene: Scene, feet: dict[str, Place]) -> list[str]:
    gap = scene.joint("left-foot") - scene.joint("right-foot")
    along, across = float(gap @ scene.heading()), float(gap @ scene.leftward())
    front = "left" if along > 0 else "right"
    names = {place.surface for place in feet.values()}
    if len(names) == 2:
        high = next(side for side in SIDES if feet[side].surface != "floor")
        part = "heel" if feet[high].parts == {"heel"} else "foot"
        return [
            f"the {high} {part} on {thing(feet[high].surface, first=True)}",
            f"the {other(high)} foot on the floor",
        ]
    out = [_spread(abs(along), across, front)]
    lifted = [side for side in SIDES if "heel" not in feet[side].parts]
    if names == {"step"} and lifted:
        whose = "the heels" if len(lifted) == 2 else f"the {lifted[0]} heel"
        out.append(f"{whose} over the edge")
    elif lifted:
        out.append("heels lifted" if len(lifted) == 2 else f"the {lifted[0]} heel lifted")
    if max(scene.angle(f"{side}-hip-internal-rotation") for side in SIDES) < -18:
        out.append("toes turned out")
    return out


def _spread(along: float, across: float, front: str) -> str:
    """Say how far apart two standing feet are, forward and across, in metres."""
    if along > 0.16:
        step = "a long step" if along > 0.45 else "a step"
        return f"the {front} foot {step} in front of the {other(front)} foot"
    steps = ((0.12, "together"), (0.27, "hip-width apart"), (0.45, "shoulder-width apart"))
    return "feet " + next((words for most, words in steps if across < most), "wide apart")


_FREE: Final[tuple[tuple[Callable[[StillLeg], bool], str], ...]] = (
    (
        lambda leg: leg.knee > 70 and leg.thigh < -50,
        "heel lifted behind, towards the buttock",
    ),
    (lambda leg: leg.knee > 50 and leg.thigh > -25, "knee lifted in front to hip height"),
    (lambda leg: leg.knee < _BENT and leg.thigh > -25 and leg.hip < 20, "leg stretched back"),
    (lambda _: True, "foot just off the floor"),
)


def _free_leg(leg: StillLeg) -> str:
    return f"the {leg.side} {next(words for holds, words in _FREE if holds(leg))}"


def bearers(scene: Scene) -> list[str]:
    """Name the hands, knees and feet that bear: `hands`, `the left knee`, `toes`."""
    hands = {
        side: "forearm" if place.parts <= {"elbow", "wrist", "forearm"} else "hand"
        for side in SIDES
        if (place := scene.hand(side))
    }
    knees = {side: "knee" for side in SIDES if scene.knee(side)}
    feet = {
        side: "foot" if "heel" in place.parts else "toes"
        for side in SIDES
        if (place := scene.foot(side))
        and place.surface == "floor"
        and side not in knees
        and not stray_leg(scene, side)
    }
    words: list[str] = []
    for group in (hands, knees, feet):
        kinds = set(group.values())
        if len(group) == 2 and len(kinds) == 1:
            kind = kinds.pop()
            words.append(kind if kind == "toes" else plural(kind))
        else:
            order = scene.ordered(group.__contains__)
            words += [f"the {side} {group[side]}" for side in order if side in group]
    return words

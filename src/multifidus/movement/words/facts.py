# SPDX-License-Identifier: Apache-2.0
"""What one solved key position looks like: where its parts are, point and bear.

Everything that the words need to know about a pose is measured here, in degrees and metres, so that
the files with the words hold little geometry.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from multifidus.movement.motion import Motion
from multifidus.movement.skeleton import SIDES, Array, Placement

TRUNK: Final = ("pelvis", "belly", "waist", "ribs", "chest", "upper-back")
FOOT: Final = ("heel", "forefoot", "toes")
KNEEL: Final = ("knee", "shin")
LOWER_LEG: Final = ("calf", "shin", "ankle")
ARM: Final = ("palm", "fingers", "wrist", "forearm", "elbow")
_PLACES: Final = ("front", "back", "inner", "outer", "top", "under")
_UPRIGHT_THINGS: Final = ("wall", "chair-back")


def unit(vector: Array) -> Array:
    """Return the vector at length 1."""
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9))


def elevation(vector: Array) -> float:
    """How far a direction points above level, in degrees: 90 straight up, -90 straight down."""
    return float(np.degrees(np.arcsin(np.clip(unit(vector)[2], -1, 1))))


def apart(one: Array, two: Array) -> float:
    """Angle between two directions in degrees, 0 to 180."""
    return float(np.degrees(np.arccos(np.clip(unit(one) @ unit(two), -1, 1))))


def other(side: str) -> str:
    """Return the other side."""
    return SIDES[1] if side == SIDES[0] else SIDES[0]


def split(part: str) -> tuple[str, str]:
    """Split `left-knee` into its side and its part; the side is empty for `head`."""
    side, _, bare = part.partition("-")
    return (side, bare) if side in SIDES else ("", part)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a foot, a knee or a hand bears: the name of the surface and the parts that bear."""

    surface: str
    parts: frozenset[str]


@dataclass(frozen=True, eq=False)
class Facts:
    """One key position of a solved movement (`number` counts from 0)."""

    motion: Motion
    number: int

    @cached_property
    def _placed(self) -> Placement:
        keys = self.motion.keys.pick([self.number])
        return self.motion.body.place(keys.position, keys.turn, keys.angles)

    @cached_property
    def _centres(self) -> Array:
        return np.asarray(self.motion.body.centres(self._placed)[0])

    # --- single measures ----------------------------------------------------------------------

    def angle(self, motion: str) -> float:
        """Return a joint angle in degrees."""
        place = self.motion.body.motion(motion)
        return float(np.degrees(self.motion.keys.angles[self.number, place]))

    def wished(self, motion: str) -> float:
        """Return the angle that the file wishes, in degrees."""
        pose = self.motion.poses[self.number]
        return float(np.degrees(pose.wish[self.motion.body.motion(motion)]))

    def asked(self, motion: str) -> bool:
        """Whether the file itself asks for this joint angle."""
        return bool(self.motion.poses[self.number].asked[self.motion.body.motion(motion)])

    def at(self, ball: str) -> Array:
        """World place of the centre of a ball of flesh, in metres."""
        return np.asarray(self._centres[self.motion.body.balls.index(ball)])

    def joint(self, bone: str) -> Array:
        """World place of the joint at the upper end of a bone."""
        return np.asarray(self._placed.origin[0, self.motion.body.bones.index(bone)])

    def axis(self, bone: str, axis: int) -> Array:
        """World direction of a bone's own x, y or z axis."""
        return np.asarray(self._placed.turn[0, self.motion.body.bones.index(bone)][:, axis])

    def lowest(self, ball: str) -> float:
        """Height of the underside of a ball above the floor, in metres."""
        index = self.motion.body.balls.index(ball)
        reach = self.motion.body.reach(self._placed, np.array([0.0, 0.0, 1.0]))
        return float(self.at(ball)[2] - reach[0, index])

    # --- segments -----------------------------------------------------------------------------

    @cached_property
    def trunk(self) -> Array:
        """From the hips to the base of the neck."""
        return unit(self.joint("neck-1") - self.joint("pelvis"))

    @cached_property
    def lean(self) -> float:
        """How far the trunk points above level, in degrees."""
        return elevation(self.trunk)

    @cached_property
    def hips(self) -> Array:
        """World place midway between the hip joints."""
        return self.joint("pelvis")

    @cached_property
    def shoulders(self) -> Array:
        """World place midway between the shoulders."""
        return (self.joint("left-upper-arm") + self.joint("right-upper-arm")) / 2

    def thigh(self, side: str) -> Array:
        """From hip to knee."""
        return unit(self.joint(f"{side}-shank") - self.joint(f"{side}-thigh"))

    def shank(self, side: str) -> Array:
        """From knee to ankle."""
        return unit(self.joint(f"{side}-foot") - self.joint(f"{side}-shank"))

    def leg(self, side: str) -> Array:
        """From hip to ankle."""
        return unit(self.joint(f"{side}-foot") - self.joint(f"{side}-thigh"))

    def arm(self, side: str) -> Array:
        """From shoulder to wrist."""
        return unit(self.joint(f"{side}-hand") - self.joint(f"{side}-upper-arm"))

    def upper_arm(self, side: str) -> Array:
        """From shoulder to elbow."""
        return unit(self.joint(f"{side}-forearm") - self.joint(f"{side}-upper-arm"))

    def against_trunk(self, side: str, way: Array) -> Array:
        """Return a direction as forward, outward on this side, and up the trunk."""
        sign = 1.0 if side == "left" else -1.0
        chest = "thoracic-3"
        ahead, out = way @ self.axis(chest, 0), sign * (way @ self.axis(chest, 1))
        return np.array([ahead, out, way @ self.trunk])

    def heading(self) -> Array:
        """Where a person who is not lying faces, level: (3,)."""
        ahead = self.axis("pelvis", 0).copy()
        if abs(ahead[2]) > 0.8:
            ahead = np.asarray(np.sign(-ahead[2]) * self.axis("pelvis", 2))
        ahead[2] = 0.0
        return unit(ahead)

    def leftward(self) -> Array:
        """Return the person's left, level: (3,)."""
        ahead = self.heading()
        return np.array([-ahead[1], ahead[0], 0.0])

    def knee_in_line(self, side: str) -> bool:
        """Whether shoulders, hips and this knee are in line."""
        return apart(self.shoulders - self.hips, -self.thigh(side)) < 22

    def foot_in_line(self, side: str) -> bool:
        """Whether shoulders, hips and this ankle are in line, the knee straight."""
        straight = self.angle(f"{side}-knee-flexion") < 25
        return straight and apart(self.shoulders - self.hips, -self.leg(side)) < 20

    def seat_to_heels(self) -> float:
        """Smaller distance of a buttock from its heel, in metres."""
        gaps = [self.at(f"{side}-buttock") - self.at(f"{side}-heel") for side in SIDES]
        return min(float(np.linalg.norm(gap)) for gap in gaps)

    # --- what bears and touches ---------------------------------------------------------------

    @cached_property
    def bears(self) -> dict[str, str]:
        """Every bearing ball and the name of the surface it bears on."""
        out: dict[str, str] = {}
        for number, balls in self.motion.poses[self.number].bears.items():
            for ball in balls:
                out.setdefault(self.motion.body.balls[ball], self.motion.surfaces[number].name)
        return out

    def place(self, side: str, parts: tuple[str, ...]) -> Place | None:
        """Where any of these parts of one side bears; the surface that carries most of them."""
        on: dict[str, set[str]] = {}
        for part in parts:
            surface = self.bears.get(f"{side}-{part}")
            if surface is not None:
                on.setdefault(surface, set()).add(part)
        if not on:
            return None
        best = max(on, key=lambda name: len(on[name]))
        return Place(best, frozenset(on[best]))

    def foot(self, side: str) -> Place | None:
        """Where a foot bears."""
        return self.place(side, FOOT)

    def knee(self, side: str) -> Place | None:
        """Where a knee or shin bears, except on what rolls."""
        place = self.place(side, KNEEL)
        return None if place is None or self.rolls(place.surface) else place

    def hand(self, side: str) -> Place | None:
        """Where a hand or forearm bears."""
        return self.place(side, ARM)

    def rolls(self, surface: str) -> bool:
        """Whether a surface rolls under the body."""
        return any(one.rolls for one in self.motion.surfaces if one.name == surface)

    def on_ball(self, side: str) -> bool:
        """Whether the lower leg of this side lies on something that rolls."""
        place = self.place(side, LOWER_LEG)
        return place is not None and self.rolls(place.surface)

    def on_trunk(self, parts: tuple[str, ...] = TRUNK) -> str | None:
        """Return the surface that bears the trunk, if one does."""
        return next((self.bears[part] for part in parts if part in self.bears), None)

    def on_back(self) -> str | None:
        """Return the surface that the upper trunk rests on, if it does."""
        return self.on_trunk(("chest", "upper-back", "ribs"))

    def on_seat(self) -> str | None:
        """Return the surface that bears the seat, if one does."""
        parts = [f"{side}-{part}" for part in ("buttock", "thigh-top", "thigh") for side in SIDES]
        on = [self.bears[part] for part in parts if part in self.bears]
        return next((name for name in on if name not in _UPRIGHT_THINGS), None)

    @cached_property
    def touches(self) -> tuple[tuple[str, str, str], ...]:
        """Part, target and place on the target (`front`, `back` ... or empty), as the file says."""
        keys = self.motion.movement.keys
        number = self.number % len(keys)
        said = [key.touch for key in keys[: number + 1] if key.touch is not None]
        names = self.motion.body.balls
        out = []
        for (ball, target, _), word in zip(
            self.motion.poses[self.number].touches, (said or [{}])[-1].values(), strict=True
        ):
            ending = word.rsplit("-", 1)[-1]
            out.append((names[ball], names[target], ending if ending in _PLACES else ""))
        return tuple(out)

    def touching(self, parts: frozenset[str], targets: frozenset[str]) -> bool:
        """Whether any of these parts touches any of those, whichever way round it is written."""
        pairs = [(split(part)[1], split(target)[1]) for part, target, _ in self.touches]
        return any(
            (one in parts and two in targets) or (two in parts and one in targets)
            for one, two in pairs
        )

    @cached_property
    def slides(self) -> frozenset[str]:
        """Bearing parts that may slide."""
        balls = self.motion.body.balls
        return frozenset(balls[ball] for ball in self.motion.poses[self.number].slides)

    # --- sides --------------------------------------------------------------------------------

    def ordered(self, key: Callable[[str], str | float]) -> list[str]:
        """Both sides, the working one first, then by `key`: the same for a mirrored movement."""
        works = self.motion.movement.works
        return sorted(SIDES, key=lambda side: (side != works, key(side)))

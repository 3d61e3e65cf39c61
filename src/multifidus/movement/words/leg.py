# SPDX-License-Identifier: Apache-2.0
"""One leg in two neighbouring key positions: how far it moves, and where it ends."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from multifidus.movement.words.facts import KNEEL, apart, elevation, other, split
from multifidus.movement.words.phrases import distance, thing
from multifidus.movement.words.posture import Scene

_STRAIGHT = 32.0
_STILL = 0.05


@dataclass(frozen=True, slots=True)
class LegMove:
    """What one leg does: how much in degrees, the part named, and the words after it."""

    size: float
    part: str
    words: str


def _first_of(scene: Scene, part: str) -> tuple[str, str]:
    return next((row[:2] for row in scene.touches if row[0] == part), ("", ""))


@dataclass(frozen=True)
class Leg:
    """One leg between two neighbouring key positions."""

    before: Scene
    after: Scene
    side: str

    def turned(self, motion: str) -> float:
        """Change of a joint angle in degrees."""
        name = f"{self.side}-{motion}"
        return self.after.angle(name) - self.before.angle(name)

    def moved(self, ball: str) -> np.ndarray:
        """How far a part has moved in the room, in metres."""
        name = f"{self.side}-{ball}"
        return np.asarray(self.after.at(name) - self.before.at(name))

    def outward(self, way: np.ndarray) -> float:
        """How far a world vector points away from the other leg, in metres."""
        sign = 1.0 if self.side == "left" else -1.0
        return sign * float(way @ self.after.axis("pelvis", 1))

    # --- angles, in degrees -------------------------------------------------------------------

    @cached_property
    def knee(self) -> float:
        """Return the knee's bend at the end."""
        return self.after.angle(f"{self.side}-knee-flexion")

    @cached_property
    def hip(self) -> float:
        """Return the hip's bend at the end."""
        return self.after.angle(f"{self.side}-hip-flexion")

    @cached_property
    def bends(self) -> float:
        """How much more the knee bends."""
        return self.turned("knee-flexion")

    @cached_property
    def lifts(self) -> float:
        """How much more the hip bends."""
        return self.turned("hip-flexion")

    @cached_property
    def opens(self) -> float:
        """How much farther the thigh is from the other leg."""
        return self.turned("hip-abduction")

    @cached_property
    def spins(self) -> float:
        """How much farther the thigh turns inwards."""
        return self.turned("hip-internal-rotation")

    @cached_property
    def thigh(self) -> float:
        """How far the thigh points above level at the end."""
        return elevation(self.after.thigh(self.side))

    @cached_property
    def rise(self) -> float:
        """How far the whole leg points above level at the end."""
        return elevation(self.after.leg(self.side))

    @cached_property
    def rises(self) -> float:
        """How much farther above level the whole leg points than before."""
        return self.rise - elevation(self.before.leg(self.side))

    @cached_property
    def size(self) -> float:
        """How much the leg moves against the trunk."""
        return max(abs(self.lifts), abs(self.opens), 0.8 * abs(self.bends), 0.7 * abs(self.spins))

    # --- shapes -------------------------------------------------------------------------------

    @property
    def straight(self) -> bool:
        """Whether the knee is about straight at the end."""
        return self.knee < _STRAIGHT

    @property
    def was_straight(self) -> bool:
        """Whether the knee was about straight before."""
        return self.before.angle(f"{self.side}-knee-flexion") < _STRAIGHT

    @property
    def level(self) -> bool:
        """Whether the leg ends in line with the trunk."""
        return apart(-self.after.leg(self.side), self.after.trunk) < 22

    @property
    def beside(self) -> bool:
        """Whether the thighs end side by side."""
        return apart(self.after.thigh(self.side), self.after.thigh(other(self.side))) < 16

    @property
    def rides(self) -> bool:
        """Whether the leg only goes along with the hips: thighs side by side throughout."""
        was = apart(self.before.thigh(self.side), self.before.thigh(other(self.side)))
        return self.beside and was < 16 and abs(self.hips_rise) > 0.03

    # --- heights, in metres -------------------------------------------------------------------

    @property
    def hips_rise(self) -> float:
        """How far the hips rise."""
        return float((self.after.hips - self.before.hips)[2])

    @property
    def foot_rises(self) -> float:
        """How far the ankle rises."""
        return float(self.moved("ankle")[2])

    @property
    def knee_rises(self) -> float:
        """How far the knee rises."""
        return float(self.moved("knee")[2])

    @property
    def height(self) -> float:
        """How high the foot is above the floor at the end."""
        return min(self.after.lowest(f"{self.side}-{ball}") for ball in ("heel", "forefoot"))

    @property
    def high(self) -> str:
        """Say how high the foot is above the floor at the end."""
        return distance(self.height)

    # --- bearing ------------------------------------------------------------------------------

    @property
    def anchored(self) -> bool:
        """Whether the foot or the knee bears at one place throughout."""
        lying = self.after.posture == "front" and not self.after.foot(self.side)
        for parts in (("heel", "forefoot", "toes"), () if lying else KNEEL, ("ankle", "calf")):
            old, new = self.before.place(self.side, parts), self.after.place(self.side, parts)
            if old is None or new is None or old.surface != new.surface:
                continue
            shared = sorted(old.parts & new.parts)
            if shared and float(np.linalg.norm(self.moved(shared[0]))) < _STILL:
                return True
        return False

    @property
    def lands(self) -> bool:
        """Whether the foot or knee comes down onto something."""
        was = self.before.foot(self.side) or self.before.knee(self.side)
        return not was and bool(self.after.foot(self.side) or self.after.knee(self.side))

    @property
    def leaves(self) -> bool:
        """Whether the foot leaves what it bore on."""
        now = self.after.foot(self.side) or self.after.knee(self.side)
        return bool(self.before.foot(self.side)) and not now

    @property
    def raised_bed(self) -> bool:
        """Whether the body lies on a bed or bench."""
        return (self.after.on_trunk() or self.after.on_seat()) not in {None, "floor"}

    @property
    def crosses(self) -> bool:
        """Whether the ankle lies across the other leg throughout."""
        return all(
            split(part) == (self.side, "ankle") and split(target)[0] == other(self.side)
            for scene in (self.before, self.after)
            for part, target in [_first_of(scene, f"{self.side}-ankle")]
        )

    @property
    def where(self) -> str:
        """Name what the leg comes down on."""
        place = self.after.foot(self.side) or self.after.knee(self.side)
        return thing(place.surface if place else "floor")

# SPDX-License-Identifier: Apache-2.0
"""The body as a whole in two neighbouring key positions."""

from dataclasses import dataclass

import numpy as np

from multifidus.movement.skeleton import SIDES
from multifidus.movement.words.facts import Facts
from multifidus.movement.words.leg import Leg
from multifidus.movement.words.posture import Scene

Clause = tuple[float, str]
"""How much it matters, and the words: `(400.0, "the hips rise")`."""


@dataclass(frozen=True)
class Body:
    """The body in two neighbouring key positions."""

    before: Scene
    after: Scene

    def turned(self, *motions: str) -> float:
        """Return the summed change of joint angles in degrees."""
        return sum(self.after.angle(m) - self.before.angle(m) for m in motions)

    def wished(self, motions: tuple[str, ...]) -> float:
        """How much of a turn the file itself asks for, in degrees."""
        return max(abs(self.after.wished(m) - self.before.wished(m)) for m in motions)

    @property
    def rise(self) -> float:
        """How far the hips rise, in metres."""
        return float(self.after.hips[2] - self.before.hips[2])

    @property
    def along(self) -> float:
        """How far the hips move towards the head, in metres."""
        return float((self.after.hips - self.before.hips) @ self.before.trunk)

    @property
    def pitch(self) -> tuple[float, float]:
        """How far an upright trunk tips forward of upright before and after, in degrees."""
        ahead = self.before.heading()
        return (_tipped(self.before, ahead), _tipped(self.after, ahead))

    @property
    def roll(self) -> tuple[float, float]:
        """How far an upright trunk tips to the left before and after, in degrees."""
        left = self.before.leftward()
        return (_aside(self.before, left), _aside(self.after, left))

    @property
    def elbows(self) -> float:
        """How much more the bearing elbows bend, in degrees; 0 where no two hands keep bearing."""
        bends = []
        for side in SIDES:
            old, new = self.before.hand(side), self.after.hand(side)
            if old and new and old.surface == new.surface:
                bends.append(self.turned(f"{side}-elbow-flexion"))
        return min(bends, key=abs) if len(bends) == 2 else 0.0

    @property
    def ball(self) -> np.ndarray:
        """How far a ball that bears has rolled, in metres: (3,)."""
        on = set(self.before.bears.values()) & set(self.after.bears.values())
        shift = self.after.motion.keys.shift
        for surface in self.after.motion.surfaces:
            if surface.rolls and surface.name in on:
                there, here = shift[self.after.number], shift[self.before.number]
                return np.asarray(there[surface.prop] - here[surface.prop])
        return np.zeros(3)

    @property
    def anchored(self) -> list[str]:
        """Return the sides whose foot or knee bears at one place throughout."""
        return [side for side in SIDES if Leg(self.before, self.after, side).anchored]


def _aside(facts: Facts, way: np.ndarray) -> float:
    return float(np.degrees(np.arcsin(np.clip(facts.trunk @ way, -1, 1))))


def _tipped(facts: Facts, way: np.ndarray) -> float:
    return float(np.degrees(np.arctan2(float(facts.trunk @ way), float(facts.trunk[2]))))

# SPDX-License-Identifier: Apache-2.0
"""One arm in one key position, and the words for a place where it can be."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from multifidus.movement.words.facts import elevation
from multifidus.movement.words.phrases import of_many
from multifidus.movement.words.posture import Scene


@dataclass(frozen=True, slots=True)
class ArmState:
    """Where one arm is. `kind` tells two places apart, `part` is the arm, hand or elbow named."""

    kind: str
    part: str
    rests: str
    goes: str
    rests_many: str = ""
    goes_many: str = ""

    def resting(self, *, many: bool = False) -> str:
        """Return where it is."""
        return self.rests if not many else of_many(self.rests_many or self.rests)

    def going(self, *, many: bool = False) -> str:
        """Return how it gets there."""
        return self.goes if not many else of_many(self.goes_many or self.goes)


@dataclass(frozen=True)
class Arm:
    """One arm in one key position."""

    scene: Scene
    side: str

    @cached_property
    def posture(self) -> str:
        """How the body is."""
        return self.scene.posture

    @cached_property
    def ahead(self) -> float:
        """How much the whole arm points forward of the trunk, -1 to 1."""
        return float(self._way[0])

    @cached_property
    def out(self) -> float:
        """How much it points outward."""
        return float(self._way[1])

    @cached_property
    def up(self) -> float:
        """How much it points up the trunk."""
        return float(self._way[2])

    @cached_property
    def _way(self) -> np.ndarray:
        return self.scene.against_trunk(self.side, self.scene.arm(self.side))

    @cached_property
    def upper(self) -> np.ndarray:
        """Upper arm as forward, outward and up the trunk."""
        return self.scene.against_trunk(self.side, self.scene.upper_arm(self.side))

    @cached_property
    def rise(self) -> float:
        """How far the whole arm points above level, in degrees."""
        return elevation(self.scene.arm(self.side))

    @cached_property
    def backward(self) -> float:
        """How much the whole arm points behind the hips, -1 to 1."""
        return -float(self.scene.arm(self.side) @ self.scene.axis("pelvis", 0))

    @cached_property
    def bent(self) -> float:
        """Return the elbow's bend in degrees."""
        return self.scene.angle(f"{self.side}-elbow-flexion")

    @cached_property
    def bottom(self) -> bool:
        """Whether the body lies on this arm's side."""
        return self.side == self.scene.down_side

    def palm(self, of: str) -> np.ndarray:
        """From a part of the body to the palm, as forward, outward and up the trunk, in metres."""
        return self.scene.against_trunk(
            self.side, self.scene.at(f"{self.side}-palm") - self.scene.at(of)
        )

    def near(self, of: str) -> float:
        """How far the palm is from a part of the body, in metres."""
        return float(np.linalg.norm(self.palm(of)))

    def height(self) -> float:
        """How high the fingers are above the floor, in metres."""
        return self.scene.lowest(f"{self.side}-fingers")

# SPDX-License-Identifier: Apache-2.0
"""The shape of the range that each exercise needs, and of what a test says about it.

A need is a largest angle in degrees: of a joint motion (`hip-flexion`), of a muscle over two
joints in the degrees of the test that lengthens it (`hamstrings` in degrees of a straight-leg
raise), or of a turn of the hip as the seated tests take it (`hip-turn-in`, `hip-turn-out`).
"""

from typing import Annotated, Final

from pydantic import Field

from multifidus.knowledge.base import Cited, Id, Line
from multifidus.knowledge.body import Body, JointMotion

TURN_IN: Final = "hip-turn-in"
TURN_OUT: Final = "hip-turn-out"

Whole = Annotated[int, Field(ge=1, le=180)]


class SpeaksFor(Cited):
    """Which need a test result answers: `at_zero` + `per_unit` x result are degrees of that need.

    `asks` ends the words "needs 70 degrees", as in `from the back of the thigh`. `at_zero` is in
    degrees, `per_unit` in degrees for one unit of the test.
    """

    need: Id
    asks: Line
    at_zero: float = 0.0
    per_unit: float = 1.0

    def degrees(self, value: float) -> float:
        """Degrees of the need that a result of `value`, in the test's unit, stands for."""
        return self.at_zero + self.per_unit * value

    def width(self, error: float) -> float:
        """Degrees of the need that a measurement error, in the test's unit, stands for."""
        return abs(self.per_unit) * error


class RequiredRange(Cited):
    """Needs in whole degrees by exercise. What is not there is too small to ask anything."""

    needs: dict[Id, dict[Id, Whole]]

    def of(self, exercise: str) -> dict[str, int]:
        """Return the needs of an exercise; empty for one whose movement is not described."""
        return self.needs.get(exercise, {})


def both_ways(motion: JointMotion) -> tuple[str, str]:
    """Need of a joint motion and of its opposite; to the left and to the right are one need."""
    if motion.motion.startswith("left-"):
        return motion.id, motion.id
    return motion.id, f"{motion.joint}-{motion.opposite}"


def need_ids(body: Body) -> tuple[str, ...]:
    """Every need that a movement can have, each once."""
    ids = [need for motion in body.joints for need in both_ways(motion)]
    ids += [muscle.id for muscle in body.two_joint]
    return tuple(dict.fromkeys([*ids, TURN_IN, TURN_OUT]))

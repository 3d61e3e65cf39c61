# SPDX-License-Identifier: Apache-2.0
"""Where a free arm is and where it goes, as tables of a condition and its words.

The first row that holds is taken. `rests` says where the arm is, `goes` how it gets there; both are
written for one arm and turned into the plural for two.
"""

from collections.abc import Callable
from typing import Final

from multifidus.movement.words.arm import Arm, ArmState
from multifidus.movement.words.posture import LYING, ON_FEET, ON_HANDS

_Row = tuple[Callable[[Arm], bool], ArmState]
_BESIDE: Final = ArmState("beside", "arm", "rests beside the body", "comes down beside the body")
_HANG: Final = ArmState("hang", "arm", "hangs beside the body", "comes down beside the body")
_DOWN: Final = ArmState("hang", "arm", "hangs straight down", "hangs straight down")
_POINT: Final = ArmState("point", "arm", "points straight up", "rises until it points straight up")
_REACH: Final = ArmState(
    "overhead", "arm", "reaches forward, level with the trunk", "reaches forward, level with the trunk"
)  # fmt: skip

STRAIGHT_ARM: Final[tuple[_Row, ...]] = (
    # on hands and knees, a hand that does not bear
    (
        lambda arm: arm.posture in ON_HANDS and arm.up < 0.35 and arm.ahead > 0.5,
        ArmState("lifted", "hand", "is just off the floor", "lifts just off the floor"),
    ),
    (
        lambda arm: arm.posture in ON_HANDS and arm.up > 0.35 and arm.height() < 0.10,
        ArmState(
            "low", "arm", "is stretched forward, close to the floor", "reaches forward, close to the floor"
        ),
    ),
    (lambda arm: arm.posture in ON_HANDS and arm.up > 0.70, _REACH),
    # past the head
    (
        lambda arm: arm.up > 0.80 and arm.posture == "back",
        ArmState("overhead", "arm", "is stretched back past the head", "reaches back past the head"),
    ),
    (
        lambda arm: arm.up > 0.80 and arm.posture in LYING,
        ArmState("overhead", "arm", "is stretched past the head", "reaches past the head"),
    ),
    (
        lambda arm: arm.up > 0.80,
        ArmState("overhead", "arm", "is stretched overhead", "rises overhead"),
    ),
    # down, with the trunk bent forward
    (
        lambda arm: arm.posture in ON_FEET and arm.scene.lean < 50 and arm.rise < -30,
        ArmState("hang", "arm", "hangs down towards the floor", "hangs down towards the floor"),
    ),
    (
        lambda arm: arm.posture == "floor-sitting" and arm.scene.lean < 75 and arm.ahead > 0.3,
        ArmState("feet", "arm", "is stretched towards the feet", "reaches towards the feet"),
    ),
    # forward
    (lambda arm: arm.ahead > 0.72 and arm.rise > 65, _POINT),
    (lambda arm: arm.ahead > 0.35 and arm.rise < -65, _DOWN),
    (
        lambda arm: arm.ahead > 0.72 and arm.posture == "side",
        ArmState(
            "forward", "arm", "is stretched forward, in front of the chest",
            "reaches forward, in front of the chest",
        ),
    ),
    (
        lambda arm: arm.ahead > 0.72,
        ArmState(
            "forward", "arm", "is stretched forward at shoulder height", "reaches forward to shoulder height"
        ),
    ),
    # out to the side
    (lambda arm: arm.posture == "side" and arm.rise > 55, _POINT),
    (
        lambda arm: arm.posture == "side" and arm.backward > 0.3,
        ArmState("back", "arm", "is stretched back, behind the body", "opens back towards the floor behind"),
    ),
    (
        lambda arm: arm.out > 0.72 and arm.posture in LYING,
        ArmState("out", "arm", "rests out to the side", "opens out to the side"),
    ),
    (
        lambda arm: arm.out > 0.72,
        ArmState("out", "arm", "is stretched out to the side", "rises out to the side"),
    ),
    # down and back
    (lambda arm: arm.up < -0.80 and arm.posture in LYING, _BESIDE),
    (
        lambda arm: arm.up < -0.80 and arm.posture in ON_HANDS,
        ArmState("beside", "arm", "is back along the body", "comes back along the body"),
    ),
    (lambda arm: arm.up < -0.80, _HANG),
    (lambda arm: arm.ahead < -0.5, ArmState("back", "arm", "reaches back", "reaches back")),
    # between
    (
        lambda arm: arm.up < 0 and arm.out > 0.45 and arm.posture in LYING,
        ArmState("away", "arm", "rests a little away from the body", "moves a little out to the side"),
    ),
    (
        lambda arm: arm.up < 0 and arm.out > 0.45,
        ArmState("away", "arm", "is a little out to the side", "moves a little out to the side"),
    ),
    (
        lambda arm: arm.up > 0.3 and arm.out > 0.4,
        ArmState("vee", "arm", "is stretched up and out", "rises up and out"),
    ),
    (
        lambda arm: arm.ahead > 0.2 and arm.up > 0,
        ArmState("forward-up", "arm", "is stretched forward and up", "rises forward and up"),
    ),
    (
        lambda arm: arm.ahead > 0.35 and arm.posture in LYING,
        ArmState("low-front", "arm", "is stretched towards the knees", "reaches towards the knees"),
    ),
    (
        lambda arm: arm.ahead > 0.35,
        ArmState("low-front", "arm", "reaches forward and down", "reaches forward and down"),
    ),
    (lambda arm: arm.posture in LYING, _BESIDE),
    (lambda _: True, _HANG),
)  # fmt: skip


def _near_head(arm: Arm) -> bool:
    return arm.near("head") < 0.24


def _before_chest(arm: Arm) -> bool:
    return arm.near("chest") < 0.30 and float(arm.palm("chest")[0]) > 0.06


BENT_ARM: Final[tuple[_Row, ...]] = (
    (
        lambda arm: _near_head(arm) and arm.bottom,
        ArmState("under-head", "arm", "is bent under the head", "goes under the head"),
    ),
    (
        lambda arm: _near_head(arm) and arm.posture == "front",
        ArmState("under-head", "hand", "is under the forehead", "goes under the forehead"),
    ),
    (
        lambda arm: _near_head(arm) and float(arm.palm("head")[0]) < 0.02,
        ArmState("head", "hand", "is behind the head", "goes behind the head"),
    ),
    (_near_head, ArmState("head", "hand", "is beside the head", "goes beside the head")),
    (
        lambda arm: _before_chest(arm) and arm.palm("chest")[1] < -0.05 and arm.palm("chest")[2] > -0.16,
        ArmState("crossed", "arm", "is crossed on the chest", "crosses on the chest"),
    ),
    (
        _before_chest,
        ArmState("chest", "hand", "is in front of the chest", "comes in front of the chest"),
    ),
    (
        lambda arm: arm.bottom,
        ArmState(
            "beside", "arm", "rests bent in front of the body", "bends in front of the body"
        ),
    ),
    (
        lambda arm: arm.upper[2] < -0.75 and arm.posture not in LYING and arm.rise > -60,
        ArmState(
            "elbow", "elbow", "is bent beside the body, the hand in front", "bends beside the body"
        ),
    ),
    (
        lambda arm: arm.upper[2] < -0.75,
        ArmState("bent", "arm", "rests bent beside the body", "bends beside the body"),
    ),
    (
        lambda arm: arm.upper[1] > 0.6,
        ArmState(
            "out-bent", "arm", "is out to the side, the elbow bent",
            "opens out to the side, the elbow bent",
        ),
    ),
    (
        lambda arm: arm.upper[2] > 0.6,
        ArmState(
            "up-bent", "arm", "is raised past the head, the elbow bent",
            "rises past the head, the elbow bent",
        ),
    ),
    (
        lambda arm: arm.upper[0] > 0.5,
        ArmState(
            "front-bent", "arm", "is held in front of the body, the elbow bent",
            "comes in front of the body, the elbow bent",
        ),
    ),
    (lambda _: True, ArmState("bent", "arm", "is bent", "bends")),
)  # fmt: skip

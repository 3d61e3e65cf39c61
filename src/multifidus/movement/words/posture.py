# SPDX-License-Identifier: Apache-2.0
"""How the body is: standing, sitting, lying on a side, on hands and knees, from what bears it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from multifidus.movement.skeleton import SIDES
from multifidus.movement.words.facts import Facts, elevation, unit

Posture = Literal[
    "standing",
    "sitting",
    "floor-sitting",
    "kneeling",
    "half-kneeling",
    "hands-knees",
    "plank",
    "side-plank",
    "front",
    "back",
    "side",
]
LYING: Final = ("front", "back", "side")
SEATED: Final = ("sitting", "floor-sitting")
ON_FEET: Final = ("standing", "kneeling", "half-kneeling")
ON_HANDS: Final = ("hands-knees", "plank")
_NAMED: Final[dict[str, Posture]] = {
    "standing": "standing",
    "sitting": "sitting",
    "kneeling": "kneeling",
    "quadruped": "hands-knees",
    "prone": "front",
    "supine": "back",
    "side-lying-left": "side",
    "side-lying-right": "side",
}
_UPRIGHT: Final = 38.0
_LEANING: Final = 52.0
_FACE_DOWN: Final = -0.6


@dataclass(frozen=True, eq=False)
class Scene(Facts):
    """One key position, and how the body is in it."""

    @cached_property
    def posture(self) -> Posture:
        """How the body is, from how the trunk is turned and what bears."""
        rules = (_face_down, _seated, _on_feet, _sideways, _over_hands)
        return next((found for rule in rules if (found := rule(self)) is not None), "back")

    @cached_property
    def down_side(self) -> str | None:
        """Return the side that a side-lying body lies on."""
        if self.posture not in {"side", "side-plank"}:
            return None
        down = lie(self)
        return down if down in SIDES else None

    def called(self, side: str) -> str:
        """Name one side: left or right, or top and bottom where the body lies on its side."""
        if self.down_side is None:
            return side
        return "bottom" if side == self.down_side else "top"


def lie(facts: Facts) -> str:
    """Which way a level trunk lies: `back`, `front`, or on its `left` or `right` side."""
    up = float(unit(facts.axis("pelvis", 0) + facts.axis("thoracic-2", 0))[2])
    left = float(unit(facts.axis("pelvis", 1) + facts.axis("thoracic-1", 1))[2])
    if "side-lying" in facts.motion.movement.posture:
        left = float(facts.axis("pelvis", 1)[2])
    if abs(left) > abs(up):
        return "right" if left > 0 else "left"
    return "back" if up > 0 else "front"


def kneels(facts: Facts, side: str) -> bool:
    """Whether this leg kneels: the knee or shin bears and the shank is about level."""
    return facts.knee(side) is not None and elevation(facts.shank(side)) > -45


def _named(facts: Facts) -> Posture:
    return _NAMED[facts.motion.movement.posture]


def _face_down(facts: Facts) -> Posture | None:
    borne = facts.on_trunk() or facts.on_seat()
    return "front" if borne and float(facts.axis("pelvis", 0)[2]) < _FACE_DOWN else None


def _seated(facts: Facts) -> Posture | None:
    seat = facts.on_seat()
    if seat is None or facts.lean < _UPRIGHT:
        return None
    if facts.lean < 55 and any(part in facts.bears for part in ("chest", "upper-back")):
        return None
    return "floor-sitting" if seat == "floor" else "sitting"


def _on_feet(facts: Facts) -> Posture | None:
    hands = any(facts.hand(side) for side in SIDES)
    if facts.lean < (_LEANING if hands else _UPRIGHT):
        return None
    kneeling = [side for side in SIDES if kneels(facts, side)]
    feet = [side for side in SIDES if facts.foot(side) and side not in kneeling]
    if len(kneeling) == 1 and feet:
        return "half-kneeling"
    if kneeling:
        return "kneeling"
    return "standing" if feet else None if facts.bears else _named(facts)


def _sideways(facts: Facts) -> Posture | None:
    down = lie(facts)
    if down not in SIDES:
        return None
    if facts.on_trunk() or any(f"{down}-{part}" in facts.bears for part in ("hip", "shoulder")):
        return "side"
    return "side-plank" if facts.bears else _named(facts)


def _over_hands(facts: Facts) -> Posture | None:
    if lie(facts) != "front":
        return None
    if facts.on_trunk() or facts.on_seat():
        return "front"
    hands = {side: place for side in SIDES if (place := facts.hand(side))}
    knees, feet = any(map(facts.knee, SIDES)), any(map(facts.foot, SIDES))
    if not hands:
        return "kneeling" if knees else "standing" if feet else _named(facts)
    if knees and any(kneels(facts, side) for side in SIDES):
        return "hands-knees"
    bent = all(facts.angle(f"{side}-hip-flexion") > 60 for side in SIDES)
    if bent and any(place.surface != "floor" for place in hands.values()):
        return "standing"
    folded = all(facts.angle(f"{side}-knee-flexion") > 50 for side in SIDES)
    return "hands-knees" if bent and folded else "plank"

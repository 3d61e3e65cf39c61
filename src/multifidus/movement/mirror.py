# SPDX-License-Identifier: Apache-2.0
"""The other side of the body: a movement with left and right changed over."""

import re
from typing import Final

from multifidus.knowledge.movement import Key, Movement, PlacedProp, Turn
from multifidus.movement.names import swapped

_OTHER: Final = {"left": "right", "right": "left", "Left": "Right", "Right": "Left"}
_SIDES: Final = re.compile(r"\b(?:[Ll]eft|[Rr]ight)\b(?! angle)")
"""A side named in a sentence; a right angle is none."""


def other_side(text: str) -> str:
    """Return a sentence with left and right changed over."""
    return _SIDES.sub(lambda found: _OTHER[found[0]], text)


def mirrored(movement: Movement) -> Movement:
    """Return the same movement for the other side of the body: left and right change places."""

    def flip(vector: tuple[float, float, float]) -> tuple[float, float, float]:
        return (vector[0], -vector[1], vector[2])

    def turned(turn: Turn | None) -> Turn | None:
        if turn is None:
            return None
        return turn.model_copy(update={"left_side": -turn.left_side, "left": -turn.left})

    def key(one: Key) -> Key:
        return one.model_copy(
            update={
                "joints": {
                    swapped(joint): {swapped(word): angle for word, angle in angles.items()}
                    for joint, angles in one.joints.items()
                },
                "bears": None
                if one.bears is None
                else {on: tuple(map(swapped, parts)) for on, parts in one.bears.items()},
                "touch": None
                if one.touch is None
                else {swapped(part): swapped(spot) for part, spot in one.touch.items()},
                "pin": None
                if one.pin is None
                else {swapped(part): flip(at) for part, at in one.pin.items()},
                "slides": tuple(map(swapped, one.slides)),
                "free": tuple(map(swapped, one.free)),
                "say": other_side(one.say),
                "turn": turned(one.turn),
            }
        )

    def placed(one: PlacedProp) -> PlacedProp:
        return one.model_copy(update={"at": flip(one.at), "turn": -one.turn})

    return movement.model_copy(
        update={
            "posture": swapped(movement.posture),
            "works": swapped(movement.works) if movement.works else None,
            "turn": turned(movement.turn),
            "props": tuple(map(placed, movement.props)),
            "held": tuple(
                one.model_copy(
                    update={
                        "through": tuple(
                            swapped(p) if isinstance(p, str) else flip(p) for p in one.through
                        )
                    }
                )
                for one in movement.held
            ),
            "arrows": tuple(
                one.model_copy(update={"part": swapped(one.part)}) for one in movement.arrows
            ),
            "keys": tuple(map(key, movement.keys)),
        }
    )

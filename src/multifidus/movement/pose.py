# SPDX-License-Identifier: Apache-2.0
"""Reading a movement: the words of each key position become angles, contacts and places."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from multifidus.knowledge.movement import Key, Movement, Turn
from multifidus.movement.names import UnknownWordError, Vocabulary, unknown
from multifidus.movement.skeleton import Array, Skeleton, about
from multifidus.movement.surfaces import Surface

POSTURES: Final[dict[str, tuple[float, float, float, float]]] = {
    # forward, left side, left turn in degrees; height of the pelvis in metres at 1.70 m
    "standing": (0, 0, 0, 0.90),
    "sitting": (0, 0, 0, 0.55),
    "kneeling": (0, 0, 0, 0.48),
    "quadruped": (90, 0, 0, 0.48),
    "prone": (90, 0, 0, 0.12),
    "supine": (-90, 0, 0, 0.12),
    "side-lying-left": (0, 90, 90, 0.17),
    "side-lying-right": (0, -90, -90, 0.17),
}


class MovementError(ValueError):
    """A movement that cannot be posed; `faults` holds one sentence for each thing wrong."""

    def __init__(self, faults: list[str]) -> None:
        """Keep the sentences in order."""
        self.faults = faults
        super().__init__("; ".join(faults))


@dataclass(frozen=True, slots=True)
class Pose:
    """One key position in the body's own terms, before it is solved."""

    wish: Array
    asked: NDArray[np.bool_]
    bears: dict[int, tuple[int, ...]]
    touches: tuple[tuple[int, int, Array | None], ...]
    pins: tuple[tuple[int, tuple[float, float, float]], ...]
    slides: frozenset[int]
    turn: Array
    balanced: bool
    upright: bool
    key: Key


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads one movement for one body, in a room with these surfaces."""

    movement: Movement
    body: Skeleton
    words: Vocabulary
    surfaces: tuple[Surface, ...]

    def read(self) -> tuple[Pose, ...]:
        """Turn the words of every key into arrays, gathering all faults."""
        faults: list[str] = []
        out: list[Pose] = []
        nothing = np.zeros(len(self.body.relaxed), dtype=bool)
        turn = self.movement.turn or Turn()
        before = Pose(
            wish=self.body.relaxed,
            asked=nothing,
            bears={},
            touches=(),
            pins=(),
            slides=frozenset(),
            turn=self.turn_of(turn),
            balanced=False,
            upright=self.movement.turn is not None,
            key=self.movement.keys[0],
        )
        steadied = False
        for number, key in enumerate(self.movement.keys, start=1):
            told: list[str] = []
            wish, asked = self.angles(key, before, told)
            steadied = steadied if key.steadied is None else key.steadied
            turn = key.turn or turn
            try:
                before = self.contacts(key, before, steadied=steadied)
            except UnknownWordError as error:
                told.append(str(error))
            before = replace(
                before,
                wish=wish,
                asked=asked,
                turn=self.turn_of(turn),
                upright=before.upright or key.turn is not None,
                key=key,
            )
            out.append(before)
            faults += [f"key {number}: {text}" for text in told]
        if faults:
            raise MovementError(faults)
        return tuple(out)

    def angles(self, key: Key, before: Pose, told: list[str]) -> tuple[Array, NDArray[np.bool_]]:
        """Return the wished angles and which are asked for; faults go to `told`."""
        wish, asked = before.wish.copy(), before.asked.copy()
        for joint in (*key.free, *key.joints):
            try:
                if joint in key.free:
                    places = self.words.places(joint)
                    wish[places], asked[places] = self.body.relaxed[places], False
                for place, angle in self.words.motions(joint, key.joints.get(joint, {})).items():
                    wish[place], asked[place] = angle, True
                    told += self.past_limit(place, angle)
            except UnknownWordError as error:
                told.append(str(error))
        return wish, asked

    def contacts(self, key: Key, before: Pose, *, steadied: bool) -> Pose:
        """Return the pose with what bears, touches and is pinned in this key."""
        bears, touches, pins = before.bears, before.touches, before.pins
        if key.bears is not None:
            bears = self.read_bears(key.bears)
        if key.touch is not None:
            touches = tuple(
                (self.words.balls(part)[0], *self.words.spot(spot))
                for part, spot in key.touch.items()
            )
        if key.pin is not None:
            pins = tuple((self.words.balls(part)[0], at) for part, at in key.pin.items())
        return replace(
            before,
            bears=bears,
            touches=touches,
            pins=pins,
            slides=frozenset(b for part in key.slides for b in self.words.balls(part)),
            balanced=self.must_balance(bears, pins, steadied=steadied),
        )

    def past_limit(self, place: int, angle: float) -> list[str]:
        """Say in words that a wished angle is past its joint's limit."""
        motion = self.body.motions[place].replace("-", " ")
        low, high = np.degrees(self.body.lowest[place]), np.degrees(self.body.highest[place])
        degrees = np.degrees(angle)
        if degrees > high + 1e-6:
            return [f"{motion} {degrees:.0f} is past {high:.0f}"]
        if degrees < low - 1e-6:
            return [f"{motion} {degrees:.0f} is past {low:.0f}"]
        return []

    def read_bears(self, bears: dict[str, tuple[str, ...]]) -> dict[int, tuple[int, ...]]:
        """Turn surface names and part names into numbers."""
        names = [surface.name for surface in self.surfaces]
        out: dict[int, tuple[int, ...]] = {}
        for on, parts in bears.items():
            if on not in names:
                raise unknown("surface here", on, names)
            balls = [ball for part in parts for ball in self.words.balls(part)]
            out[names.index(on)] = tuple(dict.fromkeys(balls))
        return out

    def turn_of(self, turn: Turn) -> Array:
        """Turn of the pelvis against the room in this posture."""
        forward, left_side, left, _ = POSTURES[self.movement.posture]
        base = about(2, left) @ about(0, -left_side) @ about(1, forward)
        return about(2, turn.left) @ about(0, -turn.left_side) @ about(1, turn.forward) @ base

    def must_balance(
        self,
        bears: dict[int, tuple[int, ...]],
        pins: tuple[tuple[int, tuple[float, float, float]], ...],
        *,
        steadied: bool,
    ) -> bool:
        """Whether nothing but level ground and seats keeps the body from falling."""
        if steadied or pins or not bears:
            return False
        chosen = [self.surfaces[number] for number in bears]
        return all(s.level and s.shape == "box" and s.turn[2, 2] > 0.9 for s in chosen)

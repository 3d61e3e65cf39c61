# SPDX-License-Identifier: Apache-2.0
"""Reading a movement: the words of each key position become angles, contacts and places."""

from dataclasses import dataclass
from typing import Final

import numpy as np

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
    asked: Array
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
        wish = self.body.relaxed.copy()
        asked = np.zeros(len(wish), dtype=bool)
        bears: dict[int, tuple[int, ...]] = {}
        touches: tuple[tuple[int, int, Array | None], ...] = ()
        pins: tuple[tuple[int, tuple[float, float, float]], ...] = ()
        turn = self.movement.turn
        turn_given = turn != Turn()
        steadied = False
        for number, key in enumerate(self.movement.keys, start=1):
            where = f"key {number}: "
            wish, asked = wish.copy(), asked.copy()
            for joint, angles in key.joints.items():
                try:
                    for place, angle in self.words.motions(joint, angles).items():
                        wish[place], asked[place] = angle, True
                        faults += [where + text for text in self.past_limit(place, angle)]
                except UnknownWordError as error:
                    faults.append(where + str(error))
            try:
                if key.bears is not None:
                    bears = self.read_bears(key.bears)
                if key.touch is not None:
                    touches = tuple(
                        (self.words.balls(part)[0], *self.words.spot(spot))
                        for part, spot in key.touch.items()
                    )
                if key.pin is not None:
                    pins = tuple((self.words.balls(part)[0], at) for part, at in key.pin.items())
                slides = frozenset(b for part in key.slides for b in self.words.balls(part))
            except UnknownWordError as error:
                faults.append(where + str(error))
                continue
            steadied = steadied if key.steadied is None else key.steadied
            turn_given = turn_given or key.turn is not None
            turn = key.turn or turn
            out.append(
                Pose(
                    wish,
                    asked,
                    bears,
                    touches,
                    pins,
                    slides,
                    self.turn_of(turn),
                    self.must_balance(bears, pins, steadied=steadied),
                    turn_given,
                    key,
                )
            )
        if faults:
            raise MovementError(faults)
        return tuple(out)

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

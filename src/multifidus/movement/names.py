# SPDX-License-Identifier: Apache-2.0
"""The words of a movement file, turned into joint motions, balls of flesh and places on the body."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

import numpy as np

from multifidus.knowledge.body import Body
from multifidus.movement.skeleton import SIDES, Array, Skeleton

_PLURALS: Final = {
    "feet": "foot",
    "calves": "calf",
    "toes": "toes",
    "fingers": "fingers",
    "tiptoes": "tiptoe",
    "thigh-tops": "thigh-top",
    "seat": "seat",
    "forefeet": "forefoot",
}
_DIRECTIONS: Final[dict[str, tuple[float, float, float]]] = {
    "front": (1, 0, 0),
    "back": (-1, 0, 0),
    "inner": (0, -1, 0),
    "outer": (0, 1, 0),
    "top": (0, 0, 1),
    "under": (0, 0, -1),
    "left": (0, 1, 0),
    "right": (0, -1, 0),
}


class UnknownWordError(ValueError):
    """A word that the body does not have; the message says what comes near."""


def unknown(kind: str, word: str, known: Iterable[str]) -> UnknownWordError:
    """Build the error for an unknown word, with the nearest known ones."""
    names = sorted(known)
    near = get_close_matches(word, names, n=3, cutoff=0.5)
    hint = f"; perhaps {' or '.join(repr(name) for name in near)}" if near else ""
    return UnknownWordError(f"{word!r} is not a {kind}{hint}")


def swapped(word: str) -> str:
    """Return the same word for the other side of the body."""
    for here, there in (SIDES, SIDES[::-1]):
        if word == here:
            return there
        if word.startswith(f"{here}-"):
            return there + word[len(here) :]
        if word.endswith(f"-{here}"):
            return word[: -len(here)] + there
        if f"-{here}-" in word:
            return word.replace(f"-{here}-", f"-{there}-")
    return word


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the words of a movement file mean for one body."""

    body: Skeleton
    joints: dict[str, dict[str, tuple[str, float]]]

    @classmethod
    def of(cls, body: Skeleton, numbers: Body) -> "Vocabulary":
        """Gather the joint motions with their opposites."""
        joints: dict[str, dict[str, tuple[str, float]]] = {}
        for row in numbers.joints:
            words = joints.setdefault(row.joint, {})
            words[row.motion] = (row.id, 1.0)
            words[row.opposite] = (row.id, -1.0)
        return cls(body, joints)

    def sided(self, word: str, known: Iterable[str], kind: str) -> tuple[str, tuple[str, ...]]:
        """Split `left-knee`, `knees` or `lumbar` into the name and the sides it stands for."""
        names = set(known)
        for side in SIDES:
            if word.startswith(f"{side}-") and word[len(side) + 1 :] in names:
                return word[len(side) + 1 :], (side,)
        single = _PLURALS.get(word, word)
        if single in names:
            return single, SIDES
        for guess in (word.removesuffix("s"), word.removesuffix("es")):
            if guess in names:
                return guess, SIDES
        both = {f"{side}-{name}" for side in SIDES for name in names}
        raise unknown(kind, word, names | both | {f"{name}s" for name in names} | set(_PLURALS))

    def motions(self, joint: str, angles: dict[str, float]) -> dict[int, float]:
        """Return the wished angles in radians, by place in the angle vector."""
        name, sides = self.sided(joint, self.joints, "joint")
        out: dict[int, float] = {}
        for word, degrees in angles.items():
            if word not in self.joints[name]:
                raise unknown(f"motion of the {name}", word, self.joints[name])
            motion, sign = self.joints[name][word]
            named = [motion] if motion in self.body.motions else [f"{s}-{motion}" for s in sides]
            for full in named:
                out[self.body.motion(full)] = float(np.radians(degrees) * sign)
        return out

    def places(self, joint: str) -> list[int]:
        """Return the places of every motion of a joint in the angle vector."""
        name, sides = self.sided(joint, self.joints, "joint")
        wanted = {motion for motion, _ in self.joints[name].values()}
        named = wanted | {f"{side}-{motion}" for side in sides for motion in wanted}
        return [place for place, full in enumerate(self.body.motions) if full in named]

    def balls(self, part: str) -> list[int]:
        """Return the balls of flesh that a part of the body stands for."""
        whole = set(self.body.balls)
        names = {ball.removeprefix("left-").removeprefix("right-") for ball in whole}
        name, sides = self.sided(part, names | set(self.body.regions), "part of the body")
        out: list[int] = []
        for inner in self.body.regions.get(name, (name,)):
            wanted = [inner] if inner in whole else [f"{side}-{inner}" for side in sides]
            out += [self.body.balls.index(ball) for ball in wanted]
        return out

    def spot(self, word: str) -> tuple[int, Array | None]:
        """Return a ball and the direction of a place on it, for words like `left-knee-front`."""
        try:
            return self.balls(word)[0], None
        except UnknownWordError:
            part, _, direction = word.rpartition("-")
            if direction not in _DIRECTIONS:
                raise
        ball = self.balls(part)[0]
        along = np.array(_DIRECTIONS[direction], dtype=float)
        if direction in {"inner", "outer"} and self.body.balls[ball].startswith("right-"):
            along = along * np.array([1.0, -1.0, 1.0])
        return ball, along

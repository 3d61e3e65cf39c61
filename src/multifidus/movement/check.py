# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a solved movement, in words: supports, sinking, limits, balance, sliding.

The same checks guard the catalogue in the tests and answer an author at once.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from multifidus.movement.motion import Motion
from multifidus.movement.pose import Pose
from multifidus.movement.skeleton import SIDES, Array, Index, Placement
from multifidus.movement.solve import State, base_of, contact, outside, shift_of

NEAR: Final = 0.01
"""A support is within this of what bears it, and nothing sinks deeper, in metres."""
SLIDE: Final = 0.02
"""A part that bears moves no farther than this while it bears, in metres."""
ASKED: Final = 12.0
"""The solved angle may differ this much from the one that the file asks for, in degrees."""
BALANCE: Final = 0.005
EDGE: Final = 0.06
TOUCH: Final = 0.03
_LIMBS: Final = (
    ("thigh-top", "thigh", "knee", "calf", "shin", "ankle"),
    ("shoulder", "upper-arm", "elbow", "forearm", "wrist"),
)


@dataclass(frozen=True, slots=True)
class Worst:
    """The largest error of each kind over all frames, in metres and degrees."""

    support: float
    sinking: float
    limit: float
    slide: float
    balance: float
    touch: float
    asked: float


def _words(name: str) -> str:
    return name.replace("-", " ")


def _cm(metres: float) -> str:
    return f"{abs(metres) * 100:.0f} cm" if abs(metres) >= 0.02 else f"{abs(metres) * 1000:.0f} mm"


class _Checker:
    def __init__(self, motion: Motion) -> None:
        self.motion, self.body = motion, motion.body
        self.faults: list[str] = []
        self.worst = dict.fromkeys(Worst.__slots__, 0.0)

    def note(self, kind: str, size: float, allowed: float, text: str) -> None:
        """Remember the size of an error, and its sentence when it is too large."""
        self.worst[kind] = max(self.worst[kind], size)
        if size > allowed and text not in self.faults:
            self.faults.append(text)

    def place(self, state: State) -> Placement:
        return self.body.place(state.position, state.turn, state.angles)

    # --- one batch of poses -------------------------------------------------------------------

    def supports(self, state: State, poses: list[Pose], where: list[str]) -> None:
        """What bears touches what it bears on, above its top."""
        placed = self.place(state)
        for frame, pose in enumerate(poses):
            for number, balls in pose.bears.items():
                surface = self.motion.surfaces[number]
                index = np.array(balls)
                one = _at(placed, frame)
                centre = self.body.points(one, self.body.ball_bone[index], self.body.ball_at[index])
                shift = shift_of(surface, state.shift[frame : frame + 1])
                gap, normal = surface.bearing(centre, shift)
                _, reach, nearest = contact(self.body, one, index, normal)
                past = surface.over_top(nearest, shift)[0]
                for ball, error, over in zip(balls, (gap - reach)[0], past, strict=True):
                    part = _words(self.body.balls[ball])
                    side = "above" if error > 0 else "below"
                    text = f"{where[frame]}{part} should bear on the {_words(surface.name)} and is {_cm(error)} {side} it"
                    self.note("support", abs(float(error)), NEAR, text)
                    if surface.level and over > EDGE:
                        self.faults.append(
                            f"{where[frame]}{part} is {_cm(over)} past the edge of the {_words(surface.name)}"
                        )

    def sinking(self, state: State, where: list[str]) -> None:
        """Nothing is below the floor or inside a prop."""
        placed = self.place(state)
        centre = self.body.centres(placed)
        every = np.arange(len(self.body.balls))
        first, second = self.limbs()
        between = (centre[:, first] + centre[:, second]) / 2
        width = (self.body.ball_radii[first, 0] + self.body.ball_radii[second, 0]) / 2
        for number, surface in enumerate(self.motion.surfaces):
            if not surface.solid:
                continue
            shift = shift_of(surface, state.shift)
            gap, normal = surface.distance(centre, shift)
            _, reach, _ = contact(self.body, placed, every, normal)
            limb = width - surface.distance(between, shift)[0]
            depth = np.concatenate([reach - gap, limb], axis=1)
            parts = np.concatenate([every, first])
            for frame in range(len(depth)):
                worst = int(np.argmax(depth[frame]))
                ball, deep = int(parts[worst]), float(depth[frame, worst])
                name = _words(self.body.balls[ball])
                text = f"{where[frame]}{name} is {_cm(deep)} inside the {_words(surface.name)}"
                if number == 0:
                    text = f"{where[frame]}{name} sinks {_cm(deep)} into the floor"
                self.note("sinking", deep, NEAR, text)

    def limbs(self) -> tuple[Index, Index]:
        """Balls that follow one another along a limb: what is between them is flesh too."""
        pairs = [
            (self.body.balls.index(f"{side}-{here}"), self.body.balls.index(f"{side}-{there}"))
            for side in SIDES
            for chain in _LIMBS
            for here, there in pairwise(chain)
        ]
        return np.array([a for a, _ in pairs]), np.array([b for _, b in pairs])

    def limits(self, state: State, where: list[str]) -> None:
        """Every angle is inside its joint's limits."""
        over = np.maximum(state.angles - self.body.highest, self.body.lowest - state.angles)
        for frame in range(len(over)):
            motion = int(np.argmax(over[frame]))
            size = float(np.degrees(over[frame, motion]))
            text = f"{where[frame]}{_words(self.body.motions[motion])} is {size:.0f} degrees past its limit"
            self.note("limit", max(size, 0.0), 0.1, text)

    def balance(self, state: State, poses: list[Pose], where: list[str]) -> None:
        """The centre of mass is over what bears, wherever nothing else holds the body."""
        placed = self.place(state)
        mass = self.body.centre_of_mass(placed)
        points, counts = base_of(self.body, placed, state, self.motion.frame_goals)
        for frame in range(len(mass)):
            if not poses[frame].balanced:
                continue
            size = float(np.linalg.norm(outside(mass[frame, :2], points[frame, counts[frame]])))
            text = f"{where[frame]}the body would fall: its centre of mass is {_cm(size)} outside what bears it"
            self.note("balance", size, BALANCE, text)

    def asked(self) -> None:
        """The solved keys keep close to the angles that the file asks for."""
        count = len(self.motion.movement.keys)
        for number, pose in enumerate(self.motion.poses[:count]):
            apart = np.degrees(self.motion.keys.angles[number] - pose.wish)
            for motion in np.nonzero(pose.asked)[0]:
                name = _words(self.body.motions[motion])
                text = (
                    f"key {number + 1}: {name} {np.degrees(pose.wish[motion]):.0f} does not fit the "
                    f"supports, which need {np.degrees(self.motion.keys.angles[number, motion]):.0f}"
                )
                self.note("asked", abs(float(apart[motion])), ASKED, text)

    def touches(self) -> None:
        """Parts that should touch the body do."""
        placed = self.place(self.motion.keys)
        for number, pose in enumerate(self.motion.poses):
            for ball, target, toward in pose.touches:
                size = self.touch_error(_at(placed, number), ball, target, toward)
                text = (
                    f"key {number + 1}: {_words(self.body.balls[ball])} should touch the "
                    f"{_words(self.body.balls[target])} and is {_cm(size)} away"
                )
                self.note("touch", size, TOUCH, text)
            for ball, spot in pose.pins:
                at = self.body.centres(_at(placed, number))[0, ball]
                size = float(np.linalg.norm(at - np.array(spot)))
                text = (
                    f"key {number + 1}: {_words(self.body.balls[ball])} should be at {list(spot)} "
                    f"and is {_cm(size)} away"
                )
                self.note("touch", size, TOUCH, text)

    def touch_error(self, placed: Placement, ball: int, target: int, toward: Array | None) -> float:
        centre = self.body.centres(placed)[0]
        if toward is None:
            between = centre[ball] - centre[target]
            length = float(np.linalg.norm(between))
            normal = np.broadcast_to(between / max(length, 1e-6), (1, 2, 3))
            _, reach, _ = contact(self.body, placed, np.array([ball, target]), np.array(normal))
            return abs(length - float(reach.sum()))
        thick = float(np.min(self.body.ball_radii[ball]))
        size = float(np.linalg.norm(toward * self.body.ball_radii[target])) + thick
        spot = centre[target] + placed.turn[0, self.body.ball_bone[target]] @ toward * size
        return float(np.linalg.norm(centre[ball] - spot))

    def sliding(self, poses: list[Pose], where: list[str]) -> None:
        """What bears from one frame to the next stays where it is, unless it is said to slide."""
        placed = self.place(self.motion.frames)
        centre = self.body.centres(placed)
        started: dict[tuple[int, int], Array] = {}
        for frame, pose in enumerate(poses):
            now: dict[tuple[int, int], Array] = {}
            for surface, balls in pose.bears.items():
                if self.motion.surfaces[surface].rolls:
                    continue
                for ball in balls:
                    if ball in pose.slides:
                        continue
                    first = started.get((surface, ball), centre[frame, ball])
                    now[surface, ball] = first
                    size = float(np.linalg.norm(centre[frame, ball] - first))
                    text = f"{where[frame]}{_words(self.body.balls[ball])} slides {_cm(size)} while it bears"
                    self.note("slide", size, SLIDE, text)
            started = now


def _at(placed: Placement, frame: int) -> Placement:
    pick = slice(frame, frame + 1)
    return Placement(placed.turn[pick], placed.origin[pick], placed.axes[pick])


def check(motion: Motion) -> tuple[list[str], Worst]:
    """Say what is wrong with a solved movement.

    Returns
    -------
    list of str
        One sentence for each fault; empty when the movement holds.
    Worst
        The largest error of each kind.
    """
    checker = _Checker(motion)
    poses = list(motion.frame_poses)
    where = [_moment(float(phase)) for phase in motion.phase]
    checker.asked()
    checker.touches()
    checker.supports(motion.frames, poses, where)
    checker.sinking(motion.frames, where)
    checker.limits(motion.frames, where)
    checker.balance(motion.frames, poses, where)
    checker.sliding(poses, where)
    return checker.faults, Worst(**checker.worst)


def _moment(phase: float) -> str:
    if phase == int(phase):
        return f"key {int(phase) + 1}: "
    return f"between key {int(phase) + 1} and key {int(phase) + 2}: "

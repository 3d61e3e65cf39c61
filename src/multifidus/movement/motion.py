# SPDX-License-Identifier: Apache-2.0
"""From a movement's key positions to a body in motion.

The home key settles where feet and props stand. Its neighbours follow one by one: a part that bears
in both keys stays where it is. Between two keys the solved angles are blended along a smooth path
and solved once more, so that what bears still bears at every in-between frame.
"""

from dataclasses import dataclass

import numpy as np

from multifidus.knowledge.loader import shipped
from multifidus.knowledge.movement import Movement
from multifidus.movement.names import Vocabulary, unknown
from multifidus.movement.pose import POSTURES, MovementError, Pose, Reader
from multifidus.movement.skeleton import Array, Skeleton, as_vector, skeleton, turn_by
from multifidus.movement.solve import Bearing, Goals, Hold, State, Touch, settle, solve
from multifidus.movement.surfaces import Surface, surfaces

_ASKED = 1 / np.radians(2.0)
_FREE = 1 / np.radians(12.0)
_SPINE_FREE = 1 / np.radians(5.0)
_BETWEEN = 1 / np.radians(3.0)


@dataclass(frozen=True, slots=True)
class Motion:
    """A solved movement.

    `keys` holds one solved pose per key position. `frames` is one way through the movement, with
    `phase` (F,) saying where: 0 at the first key, 1 at the second, 1.5 halfway to the third.
    """

    movement: Movement
    body: Skeleton
    surfaces: tuple[Surface, ...]
    poses: tuple[Pose, ...]
    keys: State
    frames: State
    phase: Array
    key_goals: Goals
    frame_goals: Goals
    frame_poses: tuple[Pose, ...]
    travel: Array


def solved(movement: Movement, body: Skeleton | None = None) -> Motion:
    """Pose a movement.

    Parameters
    ----------
    movement : Movement
    body : Skeleton, optional
        An average adult of 1.70 m unless given.

    Raises
    ------
    MovementError
        When a word is unknown or an angle is past its joint's limit, each fault in a sentence.
    """
    return _Solver(movement, body or skeleton()).run()


class _Solver:
    """Solves one movement for one body."""

    def __init__(self, movement: Movement, body: Skeleton) -> None:
        self.movement, self.body = movement, body
        props = {prop.id: prop for prop in shipped().props.props}
        faults = [
            str(unknown("prop", placed.id, props))
            for placed in movement.props
            if placed.id not in props
        ]
        if faults:
            raise MovementError(faults)
        self.props = [props[placed.id] for placed in movement.props]
        self.surfaces = surfaces(movement, props)
        words = Vocabulary.of(body, shipped().body)
        self.poses = Reader(movement, body, words, self.surfaces).read()

    # --- solving ------------------------------------------------------------------------------

    def start(self) -> State:
        """Return a first guess: the posture at its usual height."""
        height = POSTURES[self.movement.posture][3] * self.body.stature_m / 1.70
        pose = self.poses[self.movement.home - 1]
        return State(
            np.array([[0.0, 0.0, height]]),
            pose.turn[None],
            pose.wish[None].copy(),
            np.zeros((1, len(self.props), 3)),
        )

    def firmness(self, pose: Pose) -> Array:
        """How firmly each wished angle holds: asked for, spine, or free."""
        spine = np.array([m.startswith(("lumbar", "thoracic", "neck")) for m in self.body.motions])
        return np.asarray(np.where(pose.asked, _ASKED, np.where(spine, _SPINE_FREE, _FREE)))

    def shift_firmness(self, *, settled: bool) -> Array:
        """How firmly props stand: free axes give way in the home key, rolling ones always."""
        out = np.full((len(self.props), 3), 1e5)
        for number, (placed, prop) in enumerate(zip(self.movement.props, self.props, strict=True)):
            free = prop.free if placed.free is None else placed.free
            if not settled or prop.rolls:
                for axis in free:
                    out[number, "xyz".index(axis)] = 1 / 0.3
        return out

    def goals(
        self,
        poses: list[Pose],
        wish: State,
        firmness: Array,
        holds: tuple[Hold, ...],
        *,
        settled: bool,
    ) -> Goals:
        """Gather what a batch of poses must satisfy."""
        frames = len(poses)
        bearings = []
        for surface in range(len(self.surfaces)):
            balls = sorted({b for pose in poses for b in pose.bears.get(surface, ())})
            if balls:
                on = np.array([[b in p.bears.get(surface, ()) for b in balls] for p in poses])
                bearings.append(Bearing(surface, np.array(balls), on.astype(float)))
        touches = []
        wanted = {(b, t, None if d is None else tuple(d)) for p in poses for b, t, d in p.touches}
        for ball, target, toward in sorted(wanted, key=str):
            on = np.array(
                [
                    (ball, target, toward)
                    in {(b, t, None if d is None else tuple(d)) for b, t, d in p.touches}
                    for p in poses
                ]
            )
            touches.append(
                Touch(
                    ball,
                    target,
                    None if toward is None else np.array(toward),
                    on[:, None].astype(float),
                )
            )
        pinned = sorted({b for p in poses for b, _ in p.pins})
        if pinned:
            on = np.zeros((frames, len(pinned)))
            at = np.zeros((frames, len(pinned), 3))
            for frame, pose in enumerate(poses):
                for ball, spot in pose.pins:
                    on[frame, pinned.index(ball)] = 1.0
                    at[frame, pinned.index(ball)] = spot
            holds = (*holds, Hold(np.array(pinned), at, on))
        loose = not any(p.bears for p in poses) and not pinned
        return Goals(
            surfaces=self.surfaces,
            wish=wish,
            firmness=firmness,
            turn_firmness=np.array(
                [1 / np.radians(2.0 if loose or p.upright else 20.0) for p in poses]
            ),
            place_firmness=1 / (0.02 if loose else 0.5),
            shift_firmness=self.shift_firmness(settled=settled),
            bearings=tuple(bearings),
            touches=tuple(touches),
            holds=holds,
            balanced=np.array([float(p.balanced) for p in poses]),
        )

    def anchors(self, here: Pose, there: Pose, state: State) -> tuple[Hold, ...]:
        """Keep what bears in both keys where it is in the solved one (`state`, one pose)."""
        balls: list[int] = []
        for surface, parts in there.bears.items():
            if self.surfaces[surface].rolls:
                continue
            shared = set(parts) & set(here.bears.get(surface, ()))
            balls += sorted(shared - there.slides)
        if not balls:
            return ()
        chosen = np.array(balls)
        placed = self.body.place(state.position, state.turn, state.angles)
        at = self.body.points(placed, self.body.ball_bone[chosen], self.body.ball_at[chosen])
        return (Hold(chosen, at, np.ones((1, len(balls)))),)

    def run(self) -> Motion:
        """Solve the home key, its neighbours, and the frames between."""
        home = self.movement.home - 1
        done: dict[int, State] = {}
        pose = self.poses[home]
        guess = self.start()
        first = self.goals([pose], guess, self.firmness(pose)[None], (), settled=False)
        done[home] = settle(self.body, guess, first)
        order = [*range(home + 1, len(self.poses)), *range(home - 1, -1, -1)]
        for number in order:
            near = number - 1 if number > home else number + 1
            done[number] = self.follow(near, number, done[near])
        keys = _join([done[number] for number in range(len(self.poses))])
        travel = np.zeros(3)
        poses, ring = list(self.poses), keys
        if self.movement.path == "round" and len(self.poses) > 1:
            if self.movement.travels:
                travel = self.travel(keys)
            poses.append(self.poses[0])
            last = keys.pick([0])
            last = State(last.position + travel, last.turn, last.angles, last.shift)
            ring = _join([keys, last])
        frames, phase, frame_goals, frame_poses = self.between(poses, ring)
        key_goals = self.goals(list(self.poses), keys, np.ones_like(keys.angles), (), settled=True)
        return Motion(
            self.movement,
            self.body,
            self.surfaces,
            tuple(poses),
            ring,
            frames,
            phase,
            key_goals,
            frame_goals,
            frame_poses,
            travel,
        )

    def follow(self, near: int, number: int, state: State) -> State:
        """Solve one key from its solved neighbour."""
        pose = self.poses[number]
        wish = State(state.position, pose.turn[None], pose.wish[None], state.shift)
        holds = self.anchors(self.poses[near], pose, state)
        goals = self.goals([pose], wish, self.firmness(pose)[None], holds, settled=True)
        between = State(state.position, state.turn, pose.wish[None].copy(), state.shift)
        return settle(self.body, between, goals)

    def travel(self, keys: State) -> Array:
        """How far one round carries the body: what bears in the last key and the first is one place."""
        last, first = self.poses[-1], self.poses[0]
        shared = sorted(set(last.bears.get(0, ())) & set(first.bears.get(0, ())))
        if not shared:
            raise MovementError(
                ["a travelling round needs a foot that bears in the last key and the first"]
            )
        placed = self.body.place(keys.position, keys.turn, keys.angles)
        centre = self.body.centres(placed)[:, shared]
        moved = (centre[-1] - centre[0]).mean(axis=0)
        moved[2] = 0.0
        return np.asarray(moved)

    def between(
        self, poses: list[Pose], keys: State
    ) -> tuple[State, Array, Goals, tuple[Pose, ...]]:
        """Solve the frames between neighbouring keys, all in one batch."""
        plan: list[tuple[int, float]] = []
        for number in range(len(poses) - 1):
            count = self.count(keys, number)
            plan += [(number, step / count) for step in range(count)]
        plan.append((len(poses) - 1, 0.0))
        mixed: list[State] = []
        blended: list[Pose] = []
        spots: list[dict[int, Array]] = []
        placed = self.body.place(keys.position, keys.turn, keys.angles)
        centres = self.body.centres(placed)
        for number, part in plan:
            if part == 0.0:
                mixed.append(keys.pick([number]))
                pose = poses[number]
                blended.append(pose)
                still = {
                    ball
                    for surface, balls in pose.bears.items()
                    for ball in balls
                    if not self.surfaces[surface].rolls
                }
                spots.append({ball: centres[number, ball] for ball in sorted(still)})
                continue
            smooth = part**3 * (10 - 15 * part + 6 * part**2)
            mixed.append(_blend(keys.pick([number]), keys.pick([number + 1]), smooth))
            pose, anchors = self.shared(poses[number], poses[number + 1])
            blended.append(pose)
            spots.append(
                {
                    b: (1 - smooth) * centres[number, b] + smooth * centres[number + 1, b]
                    for b in anchors
                }
            )
        wish = _join(mixed)
        holds = self.spots(spots)
        goals = self.goals(blended, wish, np.full(wish.angles.shape, _BETWEEN), holds, settled=True)
        frames = solve(self.body, wish, goals, 12)
        phase = np.array([number + part for number, part in plan])
        return frames, phase, goals, tuple(blended)

    def spots(self, spots: list[dict[int, Array]]) -> tuple[Hold, ...]:
        """Gather the places that bearing parts keep between keys."""
        balls = sorted({b for spot in spots for b in spot})
        if not balls:
            return ()
        on = np.array([[float(b in spot) for b in balls] for spot in spots])
        at = np.array([[spot.get(b, np.zeros(3)) for b in balls] for spot in spots])
        return (Hold(np.array(balls), at, on),)

    def shared(self, here: Pose, there: Pose) -> tuple[Pose, set[int]]:
        """What holds on the way from one key to the next, and which balls keep their place."""
        bears = {
            surface: tuple(b for b in parts if b in there.bears.get(surface, ()))
            for surface, parts in here.bears.items()
        }
        bears = {surface: parts for surface, parts in bears.items() if parts}
        both = {(b, t, str(d)) for b, t, d in there.touches}
        touches = tuple(row for row in here.touches if (row[0], row[1], str(row[2])) in both)
        anchors = {
            b for surface, parts in bears.items() for b in parts if not self.surfaces[surface].rolls
        }
        moving = {ball for ball, _ in here.pins} & {ball for ball, _ in there.pins}
        pose = Pose(
            here.wish,
            here.asked,
            bears,
            touches,
            (),
            there.slides,
            here.turn,
            here.balanced and there.balanced,
            upright=False,
            key=here.key,
        )
        return pose, anchors | moving

    def count(self, keys: State, number: int) -> int:
        """How many steps lead to the next key: more for a larger movement."""
        change = np.degrees(np.abs(keys.angles[number + 1] - keys.angles[number]).max())
        turned = keys.turn[number + 1] @ keys.turn[number].T
        change = max(change, float(np.degrees(np.linalg.norm(as_vector(turned[None])))))
        return int(np.clip(np.ceil(change / 11), 4, 8))


def _join(states: list[State]) -> State:
    return State(
        np.concatenate([s.position for s in states]),
        np.concatenate([s.turn for s in states]),
        np.concatenate([s.angles for s in states]),
        np.concatenate([s.shift for s in states]),
    )


def _blend(here: State, there: State, part: float) -> State:
    turned = as_vector(there.turn @ np.swapaxes(here.turn, 1, 2))
    return State(
        here.position + part * (there.position - here.position),
        turn_by(part * turned) @ here.turn,
        here.angles + part * (there.angles - here.angles),
        here.shift + part * (there.shift - here.shift),
    )

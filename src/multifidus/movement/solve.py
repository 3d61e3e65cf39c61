# SPDX-License-Identifier: Apache-2.0
"""Find where the body is: weighted least squares over a batch of poses.

The unknowns of a pose are where the pelvis is and how it is turned, every joint angle, and how far
each prop has moved. What bears must touch, what does not bear must not sink, parts that touch the
body or a fixed point must be there, the centre of mass stays over what bears, and the angles stay
near what the movement asks, inside the joint limits. Gauss-Newton steps with the limits as an
active set; no randomness, so equal input gives equal output.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from multifidus.movement.skeleton import Array, Index, Placement, Skeleton, turn_by
from multifidus.movement.surfaces import Surface

Mask = NDArray[np.float64]

_FIRM = 1 / 0.001
_PLACE = 1 / 0.0015
_TOUCH = 1 / 0.006
_ABOVE = 1 / 0.010
_BALANCE = 1 / 0.004
_STEP = 0.35
_STILL = 2e-4
_NEARLY = 1e-2
_EASE = 0.1
_GAIN = 0.02
_CORNERS = np.array([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])
_COMPASS = np.stack(
    [np.cos(np.arange(24) * np.pi / 12), np.sin(np.arange(24) * np.pi / 12)], axis=1
)


@dataclass(frozen=True, slots=True)
class Bearing:
    """Balls that bear on one surface; `on` (F, K) is 1 where they do."""

    surface: int
    balls: Index
    on: Mask


@dataclass(frozen=True, slots=True)
class Touch:
    """A ball brought to a place on another ball: `toward` (3,) in that ball's bone, or None.

    Without a direction the two surfaces meet anywhere.
    """

    ball: int
    target: int
    toward: Array | None
    on: Mask


@dataclass(frozen=True, slots=True)
class Hold:
    """Balls kept at places of the room: `at` (F, K, 3), where `on` (F, K) is 1."""

    balls: Index
    at: Array
    on: Mask
    weight: float = _PLACE
    level_only: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """F poses: pelvis `position` (F, 3) and `turn` (F, 3, 3), `angles` (F, M), `shift` (F, P, 3)."""

    position: Array
    turn: Array
    angles: Array
    shift: Array

    def pick(self, which: slice | list[int]) -> "State":
        """Return some of the poses."""
        return State(self.position[which], self.turn[which], self.angles[which], self.shift[which])


@dataclass(frozen=True, slots=True)
class Goals:
    """What F poses must satisfy, and how firmly the wished angles hold."""

    surfaces: tuple[Surface, ...]
    wish: State
    firmness: Array
    turn_firmness: Array
    place_firmness: float
    shift_firmness: Array
    bearings: tuple[Bearing, ...]
    touches: tuple[Touch, ...] = ()
    holds: tuple[Hold, ...] = ()
    balanced: Mask = field(default_factory=lambda: np.zeros(0))
    sinking: bool = True
    ease: float = 1.0


def shift_of(surface: Surface, shift: Array) -> Array:
    """How far a surface's prop has moved, (F, 3)."""
    return np.zeros((len(shift), 3)) if surface.prop < 0 else shift[:, surface.prop]


def contact(
    body: Skeleton, placed: Placement, balls: Index, normal: Array
) -> tuple[Array, Array, Array]:
    """Centre (F, K, 3), reach (F, K) and nearest point (F, K, 3) of balls against `normal` (F, K, 3)."""
    bone, radii = body.ball_bone[balls], body.ball_radii[balls]
    turn = placed.turn[:, bone]
    centre = (turn @ body.ball_at[balls][:, :, None])[..., 0] + placed.origin[:, bone]
    local = (normal[:, :, None] @ turn)[:, :, 0] * radii
    reach = np.sqrt((local * local).sum(axis=-1))
    inward = local * radii / reach[..., None]
    return centre, reach, centre - (turn @ inward[..., None])[..., 0]


class _Rows:
    """Residuals and their derivatives, gathered before one Jacobian call."""

    def __init__(self, body: Skeleton, placed: Placement, props: int, ease: float) -> None:
        self.body, self.placed = body, placed
        self.props, self.ease = props, ease
        frames = len(placed.origin)
        self.size = 6 + len(body.motions) + 3 * props
        self.hessian = np.zeros((frames, self.size, self.size))
        self.gradient = np.zeros((frames, self.size))
        self.cost = np.zeros(frames)
        self.centres = body.centres(placed)
        self.bases: list[tuple[Array, NDArray[np.bool_]]] = []
        self.parts: list[tuple[Array, Array]] = []

    def moves(self, bone: Index, at: Array) -> Array:
        """Jacobian of world points, (F, K, 3, N), prop columns still zero."""
        return self.body.jacobian(self.placed, bone, at, self.size)

    def add(self, slope: Array, residual: Array, weight: Array) -> None:
        """Add rows: slope (F, R, N), residual (F, R), weight (F, R)."""
        eased = weight * self.ease
        self.parts.append((slope * eased[..., None], residual * eased))

    def system(self) -> tuple[Array, Array, Array]:
        """Normal equations of all rows, and the sum of squares of each pose."""
        if self.parts:
            slope = np.concatenate([part[0] for part in self.parts], axis=1)
            residual = np.concatenate([part[1] for part in self.parts], axis=1)
            transposed = np.swapaxes(slope, 1, 2)
            self.hessian += transposed @ slope
            self.gradient += (transposed @ residual[..., None])[..., 0]
            self.cost += (residual**2).sum(axis=1)
        return self.hessian, self.gradient, self.cost


def settle(body: Skeleton, start: State, goals: Goals) -> State:
    """Solve poses from a start that may be far off: first with contacts that give, then firm ones.

    At first the body may also pass through props, so that it can get to the right side of them.
    See `solve` for the parameters.
    """
    eased = replace(goals, ease=_EASE, sinking=False)
    return solve(body, solve(body, start, eased, 8, still=_NEARLY), goals, 40)


def solve(body: Skeleton, start: State, goals: Goals, rounds: int, still: float = _STILL) -> State:
    """Return poses that meet the goals as well as can be.

    Parameters
    ----------
    body : Skeleton
    start : State
        F poses to begin from.
    goals : Goals
    rounds : int
        The largest number of steps; fewer when nothing moves any more.

    Returns
    -------
    State
    """
    state, best = start, start
    frames, count = len(start.angles), len(body.motions)
    angles = slice(6, 6 + count)
    damping = np.full(frames, 1.0)
    least = np.full(frames, np.inf)
    size = 6 + count + 3 * start.shift.shape[1]
    kept_hessian, kept_gradient = np.zeros((frames, size, size)), np.zeros((frames, size))
    diagonal = np.arange(size)
    for _ in range(rounds):
        hessian, gradient, cost = _system(body, state, goals)
        better = cost < least
        done = better & (least - cost < _GAIN) & (damping < 10)
        # Where the last step made things worse, go back and try a shorter one.
        best = _choose(better, state, best)
        least = np.where(better, cost, least)
        kept_hessian = np.where(better[:, None, None], hessian, kept_hessian)
        kept_gradient = np.where(better[:, None], gradient, kept_gradient)
        if done.all():
            break
        damping = np.clip(np.where(better, damping / 6, damping * 10), 1e-2, 1e9)
        low = (best.angles <= body.lowest + 1e-9) & (kept_gradient[:, angles] > 0)
        high = (best.angles >= body.highest - 1e-9) & (kept_gradient[:, angles] < 0)
        stuck = np.zeros((frames, size), dtype=bool)
        stuck[:, angles] = low | high
        hessian = np.where(stuck[:, :, None] | stuck[:, None, :], 0.0, kept_hessian)
        hessian[:, diagonal, diagonal] *= 1 + 1e-4
        hessian[:, diagonal, diagonal] += damping[:, None] + stuck
        downhill = np.where(stuck, 0.0, kept_gradient)
        step = np.asarray(-np.linalg.solve(hessian, downhill[..., None])[..., 0], dtype=float)
        largest = np.max(np.abs(step), axis=1, keepdims=True)
        step *= np.minimum(1.0, _STEP / np.maximum(largest, 1e-12))
        state = State(
            best.position + step[:, :3],
            turn_by(step[:, 3:6]) @ best.turn,
            np.clip(best.angles + step[:, angles], body.lowest, body.highest),
            best.shift + step[:, 6 + count :].reshape(best.shift.shape),
        )
        if np.max(np.abs(step)) < still:
            break
    return best


def _choose(which: NDArray[np.bool_], here: State, there: State) -> State:
    """Take the poses of `here` where `which` (F,) is true, else those of `there`."""
    return State(
        np.where(which[:, None], here.position, there.position),
        np.where(which[:, None, None], here.turn, there.turn),
        np.where(which[:, None], here.angles, there.angles),
        np.where(which[:, None, None], here.shift, there.shift),
    )


def _system(body: Skeleton, state: State, goals: Goals) -> tuple[Array, Array, Array]:
    placed = body.place(state.position, state.turn, state.angles)
    rows = _Rows(body, placed, state.shift.shape[1], goals.ease)
    count = len(body.motions)
    _priors(rows, state, goals, count)
    for bearing in goals.bearings:
        _bear(rows, state, goals.surfaces[bearing.surface], bearing, count)
    for touch in goals.touches:
        _touch(rows, touch)
    for hold in goals.holds:
        _hold(rows, hold)
    if goals.sinking:
        for number, surface in enumerate(goals.surfaces):
            if surface.solid:
                _stay_out(rows, state, goals, number, count)
    if goals.balanced.any():
        _balance(rows, goals)
    return rows.system()


def _priors(rows: _Rows, state: State, goals: Goals, count: int) -> None:
    size = rows.size
    weight = np.zeros((len(state.angles), size))
    error = np.zeros((len(state.angles), size))
    weight[:, :3] = goals.place_firmness
    error[:, :3] = state.position - goals.wish.position
    weight[:, 3:6] = goals.turn_firmness[:, None]
    error[:, 3:6] = _turn_error(state.turn, goals.wish.turn)
    weight[:, 6 : 6 + count] = goals.firmness
    error[:, 6 : 6 + count] = state.angles - goals.wish.angles
    weight[:, 6 + count :] = goals.shift_firmness.reshape(1, -1)
    error[:, 6 + count :] = (state.shift - goals.wish.shift).reshape(len(error), -1)
    diagonal = np.arange(size)
    rows.hessian[:, diagonal, diagonal] += weight**2
    rows.gradient += weight**2 * error
    rows.cost += (weight**2 * error**2).sum(axis=1)


def _turn_error(turn: Array, wish: Array) -> Array:
    between = turn @ np.swapaxes(wish, 1, 2)
    return (
        np.stack(
            [
                between[:, 2, 1] - between[:, 1, 2],
                between[:, 0, 2] - between[:, 2, 0],
                between[:, 1, 0] - between[:, 0, 1],
            ],
            axis=-1,
        )
        / 2
    )


def _prop_columns(slope: Array, normal: Array, surface: Surface, count: int) -> None:
    if surface.prop >= 0:
        first = 6 + count + 3 * surface.prop
        slope[..., first : first + 3] -= normal


def _bear(rows: _Rows, state: State, surface: Surface, bearing: Bearing, count: int) -> None:
    body, placed, shift = rows.body, rows.placed, shift_of(surface, state.shift)
    bone = body.ball_bone[bearing.balls]
    gap, normal = surface.bearing(rows.centres[:, bearing.balls], shift)
    _, reach, nearest = contact(body, placed, bearing.balls, normal)
    if _upholds(surface):
        rows.bases.append(_patches(body, bearing, nearest))
    slope = np.einsum("fkc,fkcn->fkn", normal, rows.moves(bone, nearest))
    _prop_columns(slope, normal, surface, count)
    rows.add(slope, gap - reach, bearing.on * _FIRM)
    if surface.prop >= 0 and surface.shape == "box":
        _stay_above(rows, surface, bearing, (nearest, shift), count)


def _stay_above(
    rows: _Rows, surface: Surface, bearing: Bearing, where: tuple[Array, Array], count: int
) -> None:
    """Bring body and prop together until what bears is above the prop's top."""
    nearest, shift = where
    local = (nearest - shift[:, None] - surface.origin) @ surface.turn
    over = np.maximum(np.abs(local) - surface.half * 0.92, 0.0) * np.sign(local)
    if not over[..., :2].any():
        return
    moves = rows.moves(rows.body.ball_bone[bearing.balls], nearest)
    for axis in (0, 1):
        along = np.broadcast_to(surface.turn[:, axis], nearest.shape)
        slope = np.einsum("fkc,fkcn->fkn", along, moves)
        _prop_columns(slope, along, surface, count)
        on = bearing.on * (over[..., axis] != 0)
        rows.add(slope, over[..., axis], on * _ABOVE)


def _touch(rows: _Rows, touch: Touch) -> None:
    body, placed = rows.body, rows.placed
    pair = np.array([touch.ball, touch.target])
    bone = body.ball_bone[pair]
    centre = rows.centres[:, pair]
    if touch.toward is None:
        between = centre[:, 0] - centre[:, 1]
        length = np.linalg.norm(between, axis=-1, keepdims=True)
        normal = between / np.maximum(length, 1e-6)
        both = np.repeat(normal[:, None], 2, axis=1)
        _, reach, _ = contact(body, placed, pair, both)
        slope = rows.moves(bone, centre)
        line = np.einsum("fc,fcn->fn", normal, slope[:, 0] - slope[:, 1])
        rows.add(line[:, None], length - reach.sum(axis=1, keepdims=True), touch.on * _TOUCH)
        return
    thick = float(np.min(body.ball_radii[touch.ball]))
    size = np.linalg.norm(touch.toward * body.ball_radii[touch.target]) + thick
    away = placed.turn[:, bone[1]] @ touch.toward
    spot = centre[:, 1] + away * size
    slope = rows.moves(bone, np.stack([centre[:, 0], spot], axis=1))
    rows.add(slope[:, 0] - slope[:, 1], centre[:, 0] - spot, np.repeat(touch.on, 3, 1) * _TOUCH)


def _hold(rows: _Rows, hold: Hold) -> None:
    body = rows.body
    bone = body.ball_bone[hold.balls]
    centre = rows.centres[:, hold.balls]
    slope = rows.moves(bone, centre)
    axes = 2 if hold.level_only else 3
    frames, balls = hold.on.shape
    rows.add(
        slope[:, :, :axes].reshape(frames, balls * axes, -1),
        (centre - hold.at)[..., :axes].reshape(frames, balls * axes),
        np.repeat(hold.on, axes, axis=1) * hold.weight,
    )


def _stay_out(rows: _Rows, state: State, goals: Goals, number: int, count: int) -> None:
    body, placed, surface = rows.body, rows.placed, goals.surfaces[number]
    shift = shift_of(surface, state.shift)
    every = np.arange(len(body.balls))
    gap, normal = surface.distance(rows.centres, shift)
    near = np.min(gap, axis=0) < body.ball_radii.max(axis=1)
    for bearing in goals.bearings:
        if bearing.surface == number:
            near[bearing.balls[bearing.on.all(axis=0)]] = False
    chosen = every[near]
    if not len(chosen):
        return
    _, reach, nearest = contact(body, placed, chosen, normal[:, chosen])
    depth = gap[:, chosen] - reach
    deep = (depth < 0).any(axis=0)
    if not deep.any():
        return
    chosen, depth, nearest = chosen[deep], depth[:, deep], nearest[:, deep]
    away = normal[:, chosen]
    slope = np.einsum("fkc,fkcn->fkn", away, rows.moves(body.ball_bone[chosen], nearest))
    _prop_columns(slope, away, surface, count)
    rows.add(slope, depth, np.where(depth < 0, _FIRM, 0.0))


def _upholds(surface: Surface) -> bool:
    """Whether a surface carries the body from below."""
    return surface.shape == "box" and bool(surface.turn[2, 2] >= 0.9)


def _patches(body: Skeleton, bearing: Bearing, nearest: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Corners (F, 4 K, 2) of what each ball bears on, and which count."""
    # A part bears on a patch, not on a point: a third of its size to each side.
    patch = np.max(body.ball_radii[bearing.balls], axis=1) * 0.35 + 0.012
    corners = nearest[:, :, None, :2] + patch[:, None, None] * _CORNERS
    return corners.reshape(len(nearest), -1, 2), np.repeat(bearing.on > 0, 4, axis=1)


def base_of(
    body: Skeleton, placed: Placement, state: State, goals: Goals
) -> tuple[Array, NDArray[np.bool_]]:
    """Points that bear each pose from below, seen from above: (F, N, 2), and which count (F, N)."""
    frames = len(state.angles)
    bases = [(np.zeros((frames, 0, 2)), np.zeros((frames, 0), dtype=bool))]
    for bearing in goals.bearings:
        surface = goals.surfaces[bearing.surface]
        if _upholds(surface):
            bone = body.ball_bone[bearing.balls]
            centre = body.points(placed, bone, body.ball_at[bearing.balls])
            _, normal = surface.bearing(centre, shift_of(surface, state.shift))
            _, _, nearest = contact(body, placed, bearing.balls, normal)
            bases.append(_patches(body, bearing, nearest))
    return np.concatenate([b[0] for b in bases], axis=1), np.concatenate(
        [b[1] for b in bases], axis=1
    )


def _past_base(mass: Array, points: Array, counts: NDArray[np.bool_]) -> Array:
    """Vector (F, 2) from the base, pulled in a little, to a mass outside it; zero inside."""
    along = points @ _COMPASS.T
    far = np.max(np.where(counts[..., None], along, -9.0), axis=1)
    middle = (far - np.roll(far, len(_COMPASS) // 2, axis=1)) / 2
    half = (far + np.roll(far, len(_COMPASS) // 2, axis=1)) / 2
    over = mass @ _COMPASS.T - middle - 0.85 * half
    worst: Index = np.argmax(over, axis=1)
    size = np.take_along_axis(over, worst[:, None], axis=1)
    vector = np.maximum(size, 0.0) * _COMPASS[worst]
    borne: Array = counts.any(axis=1, keepdims=True).astype(float)
    return np.asarray(vector * borne)


def outside(point: Array, base: Array) -> Array:
    """Vector (2,) from the hull of `base` (N, 2) to `point`, zero inside."""
    if len(base) < 3:
        return np.zeros(2)
    hull = _hull(base)
    edge = np.roll(hull, -1, axis=0) - hull
    length = np.linalg.norm(edge, axis=1)
    hull, edge, length = hull[length > 1e-9], edge[length > 1e-9], length[length > 1e-9]
    toward = point - hull
    cross = edge[:, 0] * toward[:, 1] - edge[:, 1] * toward[:, 0]
    if (cross >= 0).all():
        return np.zeros(2)
    along = np.clip(np.einsum("ni,ni->n", toward, edge) / length**2, 0, 1)
    spots = hull + along[:, None] * edge
    nearest = spots[np.argmin(np.linalg.norm(point - spots, axis=1))]
    return np.asarray(point - nearest)


def _hull(points: Array) -> Array:
    """Convex hull, anticlockwise (Andrew's monotone chain)."""
    ordered = sorted({(float(x), float(y)) for x, y in points})

    def half(line: list[tuple[float, float]]) -> list[tuple[float, float]]:
        out: list[tuple[float, float]] = []
        for x, y in line:
            while len(out) >= 2:
                (ax, ay), (bx, by) = out[-2], out[-1]
                if (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0:
                    break
                out.pop()
            out.append((x, y))
        return out[:-1]

    return np.array(half(ordered) + half(ordered[::-1]))


def _balance(rows: _Rows, goals: Goals) -> None:
    body, placed = rows.body, rows.placed
    mass = body.centre_of_mass(placed)
    if not rows.bases:
        return
    points = np.concatenate([base[0] for base in rows.bases], axis=1)
    counts = np.concatenate([base[1] for base in rows.bases], axis=1)
    over = _past_base(mass[:, :2], points, counts) * goals.balanced[:, None]
    if not over.any():
        return
    points = body.points(placed, body.mass_bone, body.mass_at)
    slope = np.einsum("m,fmcn->fcn", body.mass, rows.moves(body.mass_bone, points))[:, :2]
    rows.add(slope, over, np.where(np.abs(over) > 0, _BALANCE, 0.0))

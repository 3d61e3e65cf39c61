# SPDX-License-Identifier: Apache-2.0
"""How hips and low back share a forward bend: the usual way, and one person's own.

All angles are degrees from standing. The low back is the lumbar spine against the pelvis, the hips
are the pelvis against the thighs, and the bend is the sum of both.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from multifidus.knowledge.bend import ForwardBend, Stance
from multifidus.knowledge.body import Body
from multifidus.movement.skeleton import SIDES, Array, Placement, Skeleton, about
from multifidus.movement.solve import State

_LIMIT = "lumbar-flexion"
_HALVINGS = 40
_FARTHEST = 40.0


@dataclass(frozen=True, slots=True)
class Share:
    """What each part adds to a bend, in degrees."""

    low_back: float
    hips: float

    @property
    def total(self) -> float:
        """The whole bend in degrees."""
        return self.low_back + self.hips


@dataclass(frozen=True, slots=True)
class Spread:
    """A value with the ends of its range, `low` <= `mean` <= `high`."""

    low: float
    mean: float
    high: float


@dataclass(frozen=True, slots=True)
class Length:
    """How far the back of the thigh lets the leg come, in degrees of a straight-leg raise.

    `measured` is the result of the side that comes less far, `average` that of people like this
    one, `error` the smallest change that the test can tell from noise, at least 0.
    """

    measured: float
    average: float
    error: float


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The usual bend as straight pieces: `total` and `low_back` at their ends, in degrees."""

    total: Array
    low_back: Array

    @property
    def end(self) -> Share:
        """The whole bend."""
        return Share(float(self.low_back[-1]), float(self.total[-1] - self.low_back[-1]))

    def at(self, total: float) -> Share:
        """Share of the low back and the hips when the bend is `total` degrees (0 to its end)."""
        low_back = float(np.interp(total, self.total, self.low_back))
        return Share(low_back, total - low_back)

    def when_hips(self, hips: float) -> float:
        """Return the bend, in degrees, at which the hips have bent this far."""
        return float(np.interp(hips, self.total - self.low_back, self.total))


def rhythm(numbers: ForwardBend) -> Rhythm:
    """Return the usual bend.

    Parameters
    ----------
    numbers : ForwardBend
        Amounts and ratios of Esola 1996.

    Returns
    -------
    Rhythm
        The low back never goes past its amount; the hips alone finish the bend.
    """
    usual = numbers.rhythm
    totals, low_backs = [0.0], [0.0]
    for phase in usual.phases:
        part = phase.low_back_to_hips / (1 + phase.low_back_to_hips)
        room = (usual.low_back - low_backs[-1]) / part
        if room <= 0:
            break
        step = min(phase.until - totals[-1], room)
        totals.append(totals[-1] + step)
        low_backs.append(low_backs[-1] + part * step)
    totals.append(usual.low_back + usual.hips)
    low_backs.append(usual.low_back)
    return Rhythm(np.array(totals), np.array(low_backs))


@dataclass(frozen=True, slots=True)
class OwnBend:
    """One person's bend.

    `missing` is how far the back of the thigh stays below average, `hips` how far the hips come in
    the bend, both as ranges. `usual` is the whole usual bend. `limit` is how far a low back can
    bend at all.
    """

    usual: Share
    missing: Spread
    hips: Spread
    limit: float

    def free(self, hips: float) -> Share:
        """Bend freely with hips that come this far: the low back as usual, less reach."""
        return Share(self.usual.low_back, hips)

    def most(self, hips: float) -> Share:
        """Reach for where the usual bend comes, with all that a low back could make up."""
        wanted = self.usual.total - hips
        return Share(max(min(wanted, self.limit), self.usual.low_back), hips)


def own(length: Length, numbers: ForwardBend, body: Body) -> OwnBend:
    """Return the bend of a person from a test of the back of the thigh.

    Parameters
    ----------
    length : Length
    numbers : ForwardBend
        The usual bend, and what a missing degree takes from the hips (a project rule).
    body : Body
        How far a low back bends.

    Returns
    -------
    OwnBend
        A result at or above average gives hips as usual; the low end of the range may still be
        less, as the test can err.

    Raises
    ------
    ValueError
        If the error is below 0.
    """
    if length.error < 0:
        raise ValueError(f"a measurement error of {length.error} is below 0")
    gap = length.average - length.measured
    missing = Spread(max(gap - length.error, 0.0), max(gap, 0.0), max(gap + length.error, 0.0))
    usual, rule = numbers.rhythm, numbers.from_test

    def hips(short: float) -> float:
        return max(usual.hips - rule.hips_per_degree * short, rule.least_hips)

    limit = next(row.highest for row in body.joints if row.id == _LIMIT)
    return OwnBend(
        usual=Share(usual.low_back, usual.hips),
        missing=missing,
        hips=Spread(hips(missing.high), hips(missing.mean), hips(missing.low)),
        limit=limit,
    )


# --- the body in the bend ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bent:
    """A body standing in F bends: its state, where it is, and its fingertips' height in metres."""

    state: State
    placed: Placement
    fingertips_m: Array


def bent(body: Skeleton, shares: Sequence[Share], stance: Stance) -> Bent:
    """Stand a body in some bends.

    Parameters
    ----------
    body : Skeleton
    shares : sequence of Share
        One for each of F poses.
    stance : Stance
        The rest of the body.

    Returns
    -------
    Bent
        Soles flat on the floor, arms hanging straight down, the legs leaning so far back that the
        weight is over the middle of the feet. The ankles are at x = 0.
    """
    count = len(shares)
    low, high = np.full(count, -_FARTHEST), np.full(count, _FARTHEST)
    lean = (low + high) / 2
    state, placed = _stand(body, shares, stance, lean)
    for _ in range(_HALVINGS):
        ahead = body.centre_of_mass(placed)[:, 0] > _over(body, placed, stance.weight_at)
        low, high = np.where(ahead, lean, low), np.where(ahead, high, lean)
        lean = (low + high) / 2
        state, placed = _stand(body, shares, stance, lean)
    fingers = [body.balls.index(f"{side}-fingers") for side in SIDES]
    return Bent(state, placed, _lowest(body, placed)[:, fingers].mean(axis=1))


def _stand(
    body: Skeleton, shares: Sequence[Share], stance: Stance, lean: Array
) -> tuple[State, Placement]:
    """Place F poses whose legs lean back by `lean` (F,) degrees."""
    angles = np.repeat(body.relaxed[None], len(shares), axis=0)

    def put(name: str, degrees: Array | float, *, paired: bool = True) -> None:
        for side in SIDES if paired else ("",):
            angles[:, body.motion(f"{side}-{name}" if side else name)] = np.radians(degrees)

    hips = np.array([share.hips for share in shares])
    put("lumbar-flexion", np.array([share.low_back for share in shares]), paired=False)
    put("thoracic-flexion", stance.upper_back, paired=False)
    put("neck-flexion", stance.neck, paired=False)
    put("hip-flexion", hips)
    put("knee-flexion", stance.knees)
    put("ankle-dorsiflexion", stance.knees - lean)
    put("elbow-flexion", stance.elbows)
    put("shoulder-abduction", stance.arms_out)
    turn = np.stack([about(1, degrees) for degrees in hips - lean])
    position = np.zeros((len(shares), 3))
    placed = body.place(position, turn, angles)
    along = placed.turn[:, body.bones.index("thoracic-3"), :, 2]
    put("shoulder-flexion", np.degrees(np.arctan2(along[:, 0], along[:, 2])))
    placed = body.place(position, turn, angles)
    position[:, 0] = -placed.origin[:, body.bones.index("left-foot"), 0]
    position[:, 2] = -_lowest(body, placed)[:, body.balls.index("left-heel")]
    state = State(position, turn, angles, np.zeros((len(shares), 0, 3)))
    return state, body.place(position, turn, angles)


def _over(body: Skeleton, placed: Placement, share: float) -> Array:
    """Where the weight should be: a share of the way from heel to ball of foot, x (F,)."""
    centres = body.centres(placed)[..., 0]
    heel, ball = (centres[:, body.balls.index(f"left-{name}")] for name in ("heel", "forefoot"))
    return np.asarray(heel + share * (ball - heel))


def _lowest(body: Skeleton, placed: Placement) -> Array:
    """Lowest height of every ball of flesh, (F, K), in metres."""
    centres = body.centres(placed)[..., 2]
    return np.asarray(centres - body.reach(placed, np.array([0.0, 0.0, 1.0])))

# SPDX-License-Identifier: Apache-2.0
"""The jointed body: bones, joints, flesh and masses, and where they are in a pose.

Every bone's own frame is aligned with the body's when the body stands at rest: x forward, y to the
left, z up. A joint turns about y (flexion), then x (abduction, side bend), then z (rotation about
the bone's own axis); for the hip this is the order of Grood and Suntay. Poses come in batches:
arrays have the number of poses first.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from multifidus.domain.words import Sex
from multifidus.knowledge.body import Body as BodyNumbers
from multifidus.knowledge.loader import shipped
from multifidus.knowledge.movement import Flesh

Array = NDArray[np.float64]
Index = NDArray[np.intp]

SIDES: Final = ("left", "right")
_SPINE: Final = ("lumbar", "thoracic", "neck")
_SUB: Final = {"lumbar": 3, "thoracic": 3, "neck": 2}

# joint motion -> (bone, slot, sign on the left or middle); slots: 0 about y, 1 about x, 2 about z
_LIMB_MOTIONS: Final[dict[str, tuple[str, int, float]]] = {
    "hip-flexion": ("thigh", 0, -1.0),
    "hip-abduction": ("thigh", 1, 1.0),
    "hip-internal-rotation": ("thigh", 2, -1.0),
    "knee-flexion": ("shank", 0, 1.0),
    "ankle-dorsiflexion": ("foot", 0, -1.0),
    "foot-inversion": ("foot", 1, -1.0),
    "toes-extension": ("toes", 0, -1.0),
    "shoulder-flexion": ("upper-arm", 0, -1.0),
    "shoulder-abduction": ("upper-arm", 1, 1.0),
    "shoulder-internal-rotation": ("upper-arm", 2, -1.0),
    "elbow-flexion": ("forearm", 0, -1.0),
    "forearm-pronation": ("forearm", 2, -1.0),
    "wrist-extension": ("hand", 1, 1.0),
}
_SPINE_MOTIONS: Final = (("flexion", 0, 1.0), ("side-bend", 1, -1.0), ("rotation", 2, 1.0))


@dataclass(frozen=True, slots=True)
class Placement:
    """Where every bone is, for each of F poses: `turn` (F, B, 3, 3) and `origin` (F, B, 3)."""

    turn: Array
    origin: Array
    axes: Array = field(repr=False)


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A body of one height, mass and sex, ready to be posed."""

    bones: tuple[str, ...]
    parent: tuple[int, ...]
    offset: Array
    rest: Array
    motions: tuple[str, ...]
    lowest: Array
    highest: Array
    relaxed: Array
    spread: Array
    slot_bone: Index
    slot_kind: Index
    above: NDArray[np.bool_]
    levels: tuple[tuple[Index, Index], ...]
    balls: tuple[str, ...]
    ball_bone: Index
    ball_at: Array
    ball_radii: Array
    regions: dict[str, tuple[str, ...]]
    mass: Array
    mass_bone: Index
    mass_at: Array
    stature_m: float

    def motion(self, name: str) -> int:
        """Place of a joint motion such as `left-hip-flexion` in the angle vector."""
        return self.motions.index(name)

    def place(self, position: Array, turn: Array, angles: Array) -> Placement:
        """Place every bone.

        Parameters
        ----------
        position : array (F, 3)
            Of the point midway between the hip joints, in metres.
        turn : array (F, 3, 3)
            Of the pelvis against the room.
        angles : array (F, M)
            Joint angles in radians, in the order of `motions`.

        Returns
        -------
        Placement
        """
        slots = angles @ self.spread.T
        full = np.zeros((len(angles), len(self.bones), 3))
        full[:, self.slot_bone, self.slot_kind] = slots
        local = _turns(full)
        count = len(self.bones)
        turns = np.empty((len(angles), count, 3, 3))
        origins = np.empty((len(angles), count, 3))
        bases = np.empty((len(angles), count, 3, 3))
        turns[:, 0], origins[:, 0], bases[:, 0] = turn, position, turn
        for level, up in self.levels:
            above = turns[:, up]
            base = above @ self.rest[level]
            bases[:, level] = base
            turns[:, level] = base @ local[:, level]
            reach = (above @ self.offset[level][:, :, None])[..., 0]
            origins[:, level] = origins[:, up] + reach
        axes = self._axes(full, bases, turns)
        return Placement(turns, origins, axes)

    def _axes(self, full: Array, bases: Array, turns: Array) -> Array:
        """World axis of every slot, (F, S, 3)."""
        flexion = full[..., 0]
        sine, cosine = np.sin(flexion), np.cos(flexion)
        about_y = bases[..., :, 1]
        about_x = bases[..., :, 0] * cosine[..., None] - bases[..., :, 2] * sine[..., None]
        about_z = turns[..., :, 2]
        stacked = np.stack([about_y, about_x, about_z], axis=2)
        picked: Array = stacked[:, self.slot_bone, self.slot_kind]
        return picked

    def points(self, placed: Placement, bone: Index, at: Array) -> Array:
        """World places of points fixed to bones: (F, P, 3) from `bone` (P,) and `at` (P, 3)."""
        turned = np.einsum("fpij,pj->fpi", placed.turn[:, bone], at)
        return np.asarray(turned + placed.origin[:, bone])

    def centres(self, placed: Placement) -> Array:
        """World centres of every ball of flesh, (F, K, 3)."""
        return self.points(placed, self.ball_bone, self.ball_at)

    def reach(self, placed: Placement, normal: Array) -> Array:
        """How far each ball reaches against `normal` from its centre, (F, K); normal (3,)."""
        turned = np.einsum("fkij,i->fkj", placed.turn[:, self.ball_bone], normal)
        return np.asarray(np.sqrt(np.einsum("fkj,kj->fk", turned**2, self.ball_radii**2)))

    def centre_of_mass(self, placed: Placement) -> Array:
        """World centre of mass, (F, 3)."""
        points = self.points(placed, self.mass_bone, self.mass_at)
        return np.asarray(np.einsum("m,fmi->fi", self.mass, points))

    def jacobian(
        self, placed: Placement, bone: Index, at: Array, width: int | None = None
    ) -> Array:
        """How world points move with the pose: (F, P, 3, 6 + M).

        The first three columns shift the body, the next three turn it about the room's axes through
        the pelvis, the rest are the joint motions. `bone` is (P,), `at` world places (F, P, 3).
        """
        frames, count = at.shape[:2]
        size = 6 + len(self.motions)
        out = np.zeros((frames, count, 3, width or size))
        out[:, :, [0, 1, 2], [0, 1, 2]] = 1.0
        arm = at - placed.origin[:, None, 0]
        out[:, :, 1, 3], out[:, :, 2, 3] = -arm[..., 2], arm[..., 1]
        out[:, :, 0, 4], out[:, :, 2, 4] = arm[..., 2], -arm[..., 0]
        out[:, :, 0, 5], out[:, :, 1, 5] = -arm[..., 1], arm[..., 0]
        lever = at[:, :, None] - placed.origin[:, None, self.slot_bone]
        axis = placed.axes[:, None]
        mask = self.above[bone][:, self.slot_bone]
        cross = np.empty_like(lever)
        cross[..., 0] = axis[..., 1] * lever[..., 2] - axis[..., 2] * lever[..., 1]
        cross[..., 1] = axis[..., 2] * lever[..., 0] - axis[..., 0] * lever[..., 2]
        cross[..., 2] = axis[..., 0] * lever[..., 1] - axis[..., 1] * lever[..., 0]
        cross *= mask[None, :, :, None]
        out[..., 6:size] = np.swapaxes(cross, 2, 3) @ self.spread
        return out


def _turns(angles: Array) -> Array:
    """Turn about y, then x, then z for angles (..., 3): (..., 3, 3)."""
    (sy, sx, sz), (cy, cx, cz) = (
        np.moveaxis(np.sin(angles), -1, 0),
        np.moveaxis(np.cos(angles), -1, 0),
    )
    out = np.empty((*angles.shape[:-1], 3, 3))
    out[..., 0, 0] = cy * cz + sy * sx * sz
    out[..., 0, 1] = -cy * sz + sy * sx * cz
    out[..., 0, 2] = sy * cx
    out[..., 1, 0] = cx * sz
    out[..., 1, 1] = cx * cz
    out[..., 1, 2] = -sx
    out[..., 2, 0] = -sy * cz + cy * sx * sz
    out[..., 2, 1] = sy * sz + cy * sx * cz
    out[..., 2, 2] = cy * cx
    return out


def about(axis: int, degrees: float) -> Array:
    """Turn matrix about x (0), y (1) or z (2)."""
    angles = np.zeros(3)
    angles[{1: 0, 0: 1, 2: 2}[axis]] = np.radians(degrees)
    return _turns(angles)


def turn_by(vector: Array) -> Array:
    """Turn matrices (F, 3, 3) of rotation vectors (F, 3) in radians."""
    angle = np.linalg.norm(vector, axis=-1)
    safe = np.where(angle < 1e-12, 1.0, angle)
    x, y, z = np.moveaxis(vector / safe[:, None], -1, 0)
    zero = np.zeros_like(x)
    cross = np.stack([zero, -z, y, z, zero, -x, -y, x, zero], axis=-1).reshape(-1, 3, 3)
    sine, cosine = np.sin(angle)[:, None, None], np.cos(angle)[:, None, None]
    return np.asarray(np.eye(3) + sine * cross + (1 - cosine) * (cross @ cross))


def as_vector(turn: Array) -> Array:
    """Rotation vectors (F, 3) of turn matrices (F, 3, 3); the inverse of `turn_by`."""
    twist = np.stack(
        [
            turn[:, 2, 1] - turn[:, 1, 2],
            turn[:, 0, 2] - turn[:, 2, 0],
            turn[:, 1, 0] - turn[:, 0, 1],
        ],
        axis=-1,
    )
    sine = np.linalg.norm(twist, axis=-1) / 2
    cosine = (np.trace(turn, axis1=1, axis2=2) - 1) / 2
    angle = np.arctan2(sine, cosine)
    scale = np.where(sine < 1e-9, 0.5, angle / (2 * np.where(sine < 1e-9, 1.0, sine)))
    return np.asarray(twist * scale[:, None])


@lru_cache(maxsize=16)
def skeleton(
    stature_m: float = 1.70, mass_kg: float = 70.0, sex: Sex = Sex.UNSPECIFIED
) -> Skeleton:
    """Build the body of a person.

    Parameters
    ----------
    stature_m : float
        Standing height, 0.8 to 2.5 m.
    mass_kg : float
        Body mass, 20 to 400 kg. Girths follow the root of mass over height.
    sex : Sex
        Chooses the segment table; unspecified takes the mean of both.

    Raises
    ------
    ValueError
        Outside these ranges.

    Notes
    -----
    Segment lengths and masses: de Leva 1996, in `knowledge/data/body.yaml`.
    """
    if not 0.8 <= stature_m <= 2.5:
        raise ValueError(f"a height of {stature_m} m is outside 0.8 to 2.5 m")
    if not 20 <= mass_kg <= 400:
        raise ValueError(f"a mass of {mass_kg} kg is outside 20 to 400 kg")
    known = shipped()
    return _Builder(known.body, known.flesh, stature_m, mass_kg, sex).build()


class _Builder:
    """Turns tables into the arrays of a `Skeleton`."""

    def __init__(
        self, numbers: BodyNumbers, flesh: Flesh, stature_m: float, mass_kg: float, sex: Sex
    ) -> None:
        self.numbers, self.flesh, self.stature = numbers, flesh, stature_m
        self.tables = {
            Sex.FEMALE: (numbers.segments.female,),
            Sex.MALE: (numbers.segments.male,),
            Sex.UNSPECIFIED: (numbers.segments.female, numbers.segments.male),
        }[sex]
        usual = 70.0 / 1.70
        self.girth = float(np.clip(np.sqrt(mass_kg / stature_m / usual), 0.85, 1.35))
        self.names: list[str] = []
        self.parents: list[int] = []
        self.offsets: list[tuple[float, float, float]] = []
        self.lean: list[float] = []

    def length(self, segment: str) -> float:
        """Length of a segment for this stature, in metres."""
        shares = [getattr(t, segment).length_m / t.stature_m for t in self.tables]
        return self.stature * float(np.mean(shares))

    def share(self, segment: str, what: str) -> float:
        """Mean of one figure of a segment over the chosen tables."""
        return float(np.mean([getattr(getattr(t, segment), what) for t in self.tables]))

    def add(self, name: str, parent: str, offset: tuple[float, float, float]) -> None:
        """Add a bone whose joint is at `offset` in its parent's frame."""
        self.parents.append(self.names.index(parent) if parent else -1)
        self.names.append(name)
        self.offsets.append(offset)
        self.lean.append(self.flesh.frame.lean.get(name, 0.0))

    def add_all(self) -> None:
        """Lay out every bone from the segment table."""
        n = self.numbers
        trunk = (
            self.length("upper_trunk") + self.length("middle_trunk") + self.length("lower_trunk")
        )
        frame = self.flesh.frame
        low, middle, high = (
            frame.below_lumbar * trunk,
            frame.lumbar * trunk / 3,
            frame.thoracic * trunk / 3,
        )
        self.add("pelvis", "", (0.0, 0.0, 0.0))
        self.add("lumbar-1", "pelvis", (-frame.lumbar_behind, 0.0, low))
        for number in (2, 3):
            self.add(f"lumbar-{number}", f"lumbar-{number - 1}", (0.0, 0.0, middle))
        self.add("thoracic-1", "lumbar-3", (0.0, 0.0, middle))
        for number in (2, 3):
            self.add(f"thoracic-{number}", f"thoracic-{number - 1}", (0.0, 0.0, high))
        sole = n.breadths.ankle_height.value * self.stature
        legs = self.length("thigh") + self.length("shank") + sole
        # What stature leaves above the seventh cervical vertebra: neck, then the head's height.
        above = self.stature - legs - trunk
        scale = self.stature / self.flesh.stature_m
        top = next(b for b in self.flesh.balls if b.id == "head")
        neck = (above - (top.at[2] + top.radii[2]) * scale) / 2
        self.add("neck-1", "thoracic-3", (0.0, 0.0, high))
        self.add("neck-2", "neck-1", (0.0, 0.0, neck))
        self.add("head", "neck-2", (0.0, 0.0, neck))
        hip = n.breadths.hip_half.value * self.stature
        shoulder = n.breadths.shoulder_half.value * self.stature
        x, y, z = frame.toe_joint
        toes = (x * scale, y * scale, z * scale)
        for side, sign in zip(SIDES, (1.0, -1.0), strict=True):
            self.add(f"{side}-thigh", "pelvis", (0.0, sign * hip, 0.0))
            self.add(f"{side}-shank", f"{side}-thigh", (0.0, 0.0, -self.length("thigh")))
            self.add(f"{side}-foot", f"{side}-shank", (0.0, 0.0, -self.length("shank")))
            self.add(f"{side}-toes", f"{side}-foot", toes)
            self.add(
                f"{side}-upper-arm", "thoracic-3", (0.0, sign * shoulder, frame.shoulder_up * high)
            )
            arm = self.length("upper_arm")
            self.add(f"{side}-forearm", f"{side}-upper-arm", (0.0, 0.0, -arm))
            self.add(f"{side}-hand", f"{side}-forearm", (0.0, 0.0, -self.length("forearm")))

    def joints(self) -> list[tuple[str, str, list[tuple[int, int, float]]]]:
        """Every joint motion: its name, its row in the table, and the slots that it turns."""
        out: list[tuple[str, str, list[tuple[int, int, float]]]] = []
        for part in _SPINE:
            bones = [f"{part}-{number}" for number in range(1, _SUB[part] + 1)]
            for motion, slot, sign in _SPINE_MOTIONS:
                share = sign / len(bones)
                name = f"{part}-{motion}"
                out.append((name, name, [(self.names.index(b), slot, share) for b in bones]))
        for side, mirror in zip(SIDES, (1.0, -1.0), strict=True):
            for motion, (bone, slot, sign) in _LIMB_MOTIONS.items():
                turned = sign if slot == 0 else sign * mirror
                place = self.names.index(f"{side}-{bone}")
                out.append((f"{side}-{motion}", motion, [(place, slot, turned)]))
        return out

    def build(self) -> Skeleton:
        """Return the finished body."""
        self.add_all()
        joints = self.joints()
        slots = sorted({(bone, kind) for _, _, turns in joints for bone, kind, _ in turns})
        spread = np.zeros((len(slots), len(joints)))
        for column, (_, _, turns) in enumerate(joints):
            for bone, kind, share in turns:
                spread[slots.index((bone, kind)), column] = share
        count = len(self.names)
        above = np.zeros((count, count), dtype=bool)
        for bone in range(count):
            up = bone
            while up >= 0:
                above[bone, up] = True
                up = self.parents[up]
        limits = {row.id: row for row in self.numbers.joints}
        scale = self.stature / self.flesh.stature_m
        balls, bones, at, radii = self.all_balls(scale)
        mass, mass_bone, mass_at = self.masses()
        return Skeleton(
            bones=tuple(self.names),
            parent=tuple(self.parents),
            offset=np.array(self.offsets),
            rest=np.stack([about(1, lean) for lean in self.lean]),
            motions=tuple(name for name, _, _ in joints),
            lowest=np.radians([limits[row].lowest for _, row, _ in joints]),
            highest=np.radians([limits[row].highest for _, row, _ in joints]),
            relaxed=np.radians([limits[row].rest for _, row, _ in joints]),
            spread=spread,
            slot_bone=np.array([bone for bone, _ in slots]),
            slot_kind=np.array([kind for _, kind in slots]),
            above=above,
            levels=self.levels(),
            balls=balls,
            ball_bone=bones,
            ball_at=at,
            ball_radii=radii,
            regions={name: tuple(inner) for name, inner in self.flesh.regions.items()},
            mass=mass,
            mass_bone=mass_bone,
            mass_at=mass_at,
            stature_m=self.stature,
        )

    def levels(self) -> tuple[tuple[Index, Index], ...]:
        """Bones that are equally far from the pelvis, with their parents: placed in one go."""
        depth = [0] * len(self.names)
        for bone, up in enumerate(self.parents):
            depth[bone] = 0 if up < 0 else depth[up] + 1
        out = []
        for level in range(1, max(depth) + 1):
            bones = np.array([bone for bone, deep in enumerate(depth) if deep == level])
            out.append((bones, np.array([self.parents[bone] for bone in bones])))
        return tuple(out)

    def all_balls(self, scale: float) -> tuple[tuple[str, ...], Index, Array, Array]:
        """Lay out every ball of flesh, paired ones on both sides."""
        names: list[str] = []
        bones: list[int] = []
        at: list[Array] = []
        radii: list[Array] = []
        feet = {"ankle", "heel", "forefoot", "toes", "palm", "fingers", "head", "neck"}
        for ball in self.flesh.balls:
            girth = 1.0 if ball.id in feet else self.girth
            for side, sign in zip(SIDES, (1.0, -1.0), strict=True):
                if not ball.paired and side == "right":
                    continue
                name = f"{side}-{ball.id}" if ball.paired else ball.id
                bone = f"{side}-{ball.bone}"
                names.append(name)
                bones.append(self.names.index(bone if bone in self.names else ball.bone))
                at.append(np.array(ball.at) * scale * np.array([1.0, sign, 1.0]))
                radii.append(np.array(ball.radii) * scale * girth)
        return tuple(names), np.array(bones), np.array(at), np.array(radii)

    def masses(self) -> tuple[Array, Index, Array]:
        """Point masses as shares of body mass, their bones and places."""
        ends = {
            "upper_arm": ("upper-arm", "forearm"),
            "forearm": ("forearm", "hand"),
            "thigh": ("thigh", "shank"),
            "shank": ("shank", "foot"),
        }
        rows: list[tuple[float, str, tuple[float, float, float]]] = []
        scale = self.stature / self.flesh.stature_m
        for one in self.flesh.frame.masses:
            x, y, z = one.at
            at = (x * scale, y * scale, z * scale)
            share = self.share(one.segment, "mass_share")
            named = [f"{side}-{one.bone}" for side in SIDES] if one.paired else [one.bone]
            rows += [(share, bone, at) for bone in named]
        for side in SIDES:
            for segment, (bone, _) in ends.items():
                along = self.share(segment, "com_share") * self.length(segment)
                rows.append(
                    (self.share(segment, "mass_share"), f"{side}-{bone}", (0.0, 0.0, -along))
                )
        mass = np.array([share for share, _, _ in rows])
        bones = np.array([self.names.index(name) for _, name, _ in rows])
        return mass / mass.sum(), bones, np.array([at for _, _, at in rows])

# SPDX-License-Identifier: Apache-2.0
"""The shape of `data/body.yaml`: segments, breadths, joint limits, muscles over two joints.

The words and the zero position of every joint are in `docs/movement/nomenclature.md`.
"""

from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from multifidus.knowledge.base import Cited, Figure, Id, Line, Strict

Share = Annotated[float, Field(gt=0, lt=1)]
Degrees = Annotated[float, Field(ge=-180, le=180)]

MASS_TOLERANCE: Final = 0.002
"""How far the mass shares of one sex may miss 1: the rounding of the printed table."""


class Segment(Strict):
    """One segment of the body.

    `length_m` is in metres for the stature of its table, `mass_share` a share of body mass (one
    side, for a paired segment). `com_share` places the centre of mass as a share of the length
    from the first of `ends`, which is the upper one, or the heel.
    """

    ends: tuple[Id, Id]
    length_m: Annotated[float, Field(gt=0, lt=1)]
    mass_share: Share
    com_share: Share


class SegmentTable(Strict):
    """All segments of one sex, for a person of `stature_m` metres and `mass_kg` kilograms.

    Raises
    ------
    ValueError
        When the mass shares, paired ones counted twice, do not add up to 1 within 0.002.
    """

    stature_m: Annotated[float, Field(ge=1.2, le=2.2)]
    mass_kg: Annotated[float, Field(ge=30, le=150)]
    head: Segment
    upper_trunk: Segment
    middle_trunk: Segment
    lower_trunk: Segment
    upper_arm: Segment
    forearm: Segment
    hand: Segment
    thigh: Segment
    shank: Segment
    foot: Segment

    @property
    def middle(self) -> tuple[Segment, ...]:
        """Segments that the body has once, from the top down."""
        return (self.head, self.upper_trunk, self.middle_trunk, self.lower_trunk)

    @property
    def paired(self) -> tuple[Segment, ...]:
        """Segments that the body has on both sides."""
        return (self.upper_arm, self.forearm, self.hand, self.thigh, self.shank, self.foot)

    @model_validator(mode="after")
    def _whole(self) -> "SegmentTable":
        total = sum(one.mass_share for one in self.middle)
        total += 2 * sum(one.mass_share for one in self.paired)
        if abs(total - 1) > MASS_TOLERANCE:
            raise ValueError(f"the mass shares add up to {total:.4f}, not to 1")
        return self


class Segments(Cited):
    """The segment tables of women and men."""

    female: SegmentTable
    male: SegmentTable


class Breadths(Strict):
    """Distances across and between segments, each a share of stature.

    `_half` is from the midline. `lumbosacral` is L5/S1; `hips` and `shoulders` are the lines
    through both joints. Lengths of the spine run along its curve.
    """

    hip_half: Figure
    shoulder_half: Figure
    shoulders_above_hips: Figure
    lumbosacral_above_hips: Figure
    lumbosacral_behind_hips: Figure
    lumbar_length: Figure
    thoracic_length: Figure
    ankle_height: Figure
    heel_to_ankle: Figure
    heel_to_toe_joint: Figure
    foot_breadth: Figure
    head_breadth: Figure
    head_depth: Figure

    @model_validator(mode="after")
    def _shares(self) -> "Breadths":
        for name, figure in self:
            if not 0 < figure.value < 1:
                raise ValueError(f"{name}: {figure.value} is not a share of stature")
        return self


class JointMotion(Cited):
    """One motion of a joint and how far it goes.

    `highest` is the end of `motion`, `lowest` the end of `opposite` as a negative angle; `rest` is
    the angle of the relaxed joint. All in degrees, for both sides alike.

    Raises
    ------
    ValueError
        When the three angles are out of order, or zero is not within the limits.
    """

    id: Id
    joint: Literal[
        "lumbar",
        "thoracic",
        "neck",
        "hip",
        "knee",
        "ankle",
        "foot",
        "toes",
        "shoulder",
        "elbow",
        "forearm",
        "wrist",
    ]
    motion: Id
    opposite: Id
    unit: Literal["deg"]
    lowest: Degrees
    highest: Degrees
    rest: Degrees

    @model_validator(mode="after")
    def _ordered(self) -> "JointMotion":
        if not self.lowest < self.highest:
            raise ValueError(f"lowest {self.lowest:g} must be below highest {self.highest:g}")
        for name, angle in (("rest", self.rest), ("zero", 0.0)):
            if not self.lowest <= angle <= self.highest:
                raise ValueError(f"{name} is outside {self.lowest:g} to {self.highest:g}")
        if self.motion == self.opposite:
            raise ValueError(f"{self.motion!r} cannot be its own opposite")
        return self


class TwoJointMuscle(Cited):
    """A muscle over two joints: one degree of `eased_by` gives back `ratio` of `stretched_by`."""

    id: Id
    plain_name: Line
    stretched_by: Id
    eased_by: Id
    ratio: Annotated[float, Field(gt=0, le=2)]


class Body(Strict):
    """Everything that `body.yaml` holds.

    Raises
    ------
    ValueError
        When an id is there twice, or a muscle names a motion that is not in `joints`.
    """

    segments: Segments
    breadths: Breadths
    joints: Annotated[tuple[JointMotion, ...], Field(min_length=1)]
    two_joint: tuple[TwoJointMuscle, ...]

    @property
    def motions(self) -> dict[str, JointMotion]:
        """Every joint motion by its id, in file order."""
        return {one.id: one for one in self.joints}

    @model_validator(mode="after")
    def _coherent(self) -> "Body":
        for ids in ([one.id for one in self.joints], [one.id for one in self.two_joint]):
            for place, name in enumerate(ids):
                if name in ids[:place]:
                    raise ValueError(f"the id {name!r} is used twice")
        for muscle in self.two_joint:
            for name in (muscle.stretched_by, muscle.eased_by):
                if name not in self.motions:
                    raise ValueError(f"{muscle.id}: there is no joint motion {name!r}")
        return self

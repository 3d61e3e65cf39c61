# SPDX-License-Identifier: Apache-2.0
"""The shape of `data/muscle_places.yaml`: where a figure shows work and stretch on the body."""

from typing import Annotated

from pydantic import Field, model_validator

from multifidus.knowledge.base import Cited, Id, Strict

Vector = tuple[float, float, float]


class Spot(Strict):
    """One place along a belly: a point in a bone's own frame and half the belly's width there."""

    on: Id
    at: Vector
    radius: Annotated[float, Field(gt=0, le=0.2)]


class Belly(Strict):
    """One drawn belly: two or more spots, and the outward direction in its middle bone's frame.

    `paired` bellies stand on the left and are mirrored.
    """

    spots: Annotated[tuple[Spot, ...], Field(min_length=2, max_length=6)]
    faces: Vector
    paired: bool = True

    @model_validator(mode="after")
    def _outward(self) -> "Belly":
        if not any(self.faces):
            raise ValueError("faces must point somewhere")
        return self


class MusclePlaces(Cited):
    """Every muscle group and stretch target on a body of `stature_m`, in metres.

    `muscles` has the ids of `muscles.yaml`, `stretches` those of `stretch_targets.yaml`. A stretch
    without bellies here is drawn with those of the muscle group of the same id.
    """

    stature_m: float
    muscles: dict[Id, Annotated[tuple[Belly, ...], Field(min_length=1)]]
    stretches: dict[Id, Annotated[tuple[Belly, ...], Field(min_length=1)]]

    @model_validator(mode="after")
    def _known(self) -> "MusclePlaces":
        if not self.muscles:
            raise ValueError("no muscle has a place")
        return self

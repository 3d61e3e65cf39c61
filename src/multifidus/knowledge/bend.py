# SPDX-License-Identifier: Apache-2.0
"""The shape of `data/bend.yaml`: how hips and low back share a forward bend."""

from typing import Annotated

from pydantic import Field, model_validator

from multifidus.knowledge.base import Cited, Line, Sources, Strict

Angle = Annotated[float, Field(ge=0, le=180)]


class Phase(Strict):
    """A part of the bend, until `until` degrees in all: degrees of low back to one of the hips."""

    until: Angle
    low_back_to_hips: Annotated[float, Field(gt=0)]


class Rhythm(Cited):
    """The usual bend from standing: what each part adds in all, and when."""

    people: Annotated[int, Field(ge=1)]
    low_back: Angle
    hips: Angle
    phases: Annotated[tuple[Phase, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _in_order(self) -> "Rhythm":
        ends = [phase.until for phase in self.phases]
        if ends != sorted(set(ends)) or ends[-1] > self.low_back + self.hips:
            raise ValueError("phases must follow one another inside the whole bend")
        return self


class FromTest(Cited):
    """What a degree missing in a test of the back of the thigh takes from the hips in a bend."""

    hips_per_degree: Annotated[float, Field(gt=0)]
    least_hips: Angle


class Stance(Cited):
    """The rest of the drawn body. `weight_at` is the share of the way from heel to ball of foot."""

    upper_back: float
    neck: float
    knees: float
    elbows: float
    arms_out: float
    weight_at: Annotated[float, Field(ge=0, le=1)]


class Seen(Strict):
    """One sentence of what studies saw."""

    says: Line
    source: Sources


class ForwardBend(Strict):
    """Everything about the bend. `best_test` is the id of the test to do where none speaks yet."""

    rhythm: Rhythm
    from_test: FromTest
    stance: Stance
    best_test: Line
    seen: Annotated[tuple[Seen, ...], Field(min_length=1)]

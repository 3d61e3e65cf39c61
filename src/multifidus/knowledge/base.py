# SPDX-License-Identifier: Apache-2.0
"""What every knowledge model stands on: strict reading, and numbers with unit, source and grade."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from multifidus.domain.words import Grade

Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Line = Annotated[str, Field(min_length=2)]
Sources = Annotated[tuple[str, ...], Field(min_length=1)]


class Strict(BaseModel):
    """Frozen; unknown keys are errors; no silent conversion of text to numbers."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False, hide_input_in_errors=True)


class Cited(Strict):
    """A block of numbers with one unit, one set of sources and one grade."""

    unit: Line
    source: Sources
    grade: Grade
    note: str = ""


class Figure(Cited):
    """One number."""

    value: float

# SPDX-License-Identifier: Apache-2.0
"""The shape of `schedule.yaml`: when questionnaires are due and tests are repeated."""

from typing import Annotated

from pydantic import Field, model_validator

from multifidus.knowledge.base import Cited, Id, Strict

Weeks = Annotated[int, Field(ge=0, le=104)]


class DueAt(Strict):
    """When one questionnaire is due: again and again, or at fixed weeks from the start."""

    instrument: Id
    every_weeks: Annotated[int, Field(ge=1, le=52)] | None
    at_weeks: tuple[Weeks, ...]

    @model_validator(mode="after")
    def _one_kind(self) -> "DueAt":
        if (self.every_weeks is None) == (not self.at_weeks):
            raise ValueError("give either every_weeks or at_weeks, not both")
        if list(self.at_weeks) != sorted(set(self.at_weeks)):
            raise ValueError("at_weeks must rise")
        return self


class Retest(Cited):
    """How often a test is measured again."""

    every_weeks: Annotated[int, Field(ge=1, le=52)]


class Window(Cited):
    """How far from its due day an answer still counts for it, as a share of the weeks so far."""

    share: Annotated[float, Field(gt=0, lt=1)]


class Judged(Cited):
    """How far apart two answers must be before a change between them is judged."""

    from_weeks: Weeks


class Schedule(Cited):
    """All of it."""

    questionnaires: Annotated[tuple[DueAt, ...], Field(min_length=1)]
    retest: Retest
    window: Window
    judged: Judged

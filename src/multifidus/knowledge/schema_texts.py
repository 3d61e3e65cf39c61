# SPDX-License-Identifier: Apache-2.0
"""The shape of claims, questionnaires, record bounds and the words that no text may use."""

from typing import Annotated, Literal

from pydantic import Field

from multifidus.domain.words import Grade
from multifidus.knowledge.base import Figure, Id, Line, Sources, Strict
from multifidus.knowledge.schema import HumanRange


class Claim(Strict):
    """A popular claim with what the evidence says."""

    id: Annotated[str, Field(pattern=r"^CL-[a-z]$")]
    claim: Line
    verdict: Literal["supported", "mixed", "unsupported", "contradicted"]
    says: Line
    asked_for_by: tuple[Literal["A", "B", "C", "D", "E"], ...] = ()
    evidence: Annotated[tuple["ClaimEvidence", ...], Field(min_length=1)]


class ClaimEvidence(Strict):
    """One paper behind a claim's verdict."""

    source: str
    grade: Grade
    figure: str = ""


class Item(Strict):
    """One item of a questionnaire; `text` is None where the licence does not let us embed it."""

    id: Id
    text: str | None
    low: float
    high: float


class Questionnaire(Strict):
    """An outcome instrument, its items where the licence allows, its important change."""

    id: Id
    name: Line
    embedded: bool
    licence: Line
    holder: str = ""
    score: Line
    unit: Line
    better: Literal["more", "less"]
    items: tuple[Item, ...] = ()
    important_change: dict[str, Figure] = Field(default_factory=dict)
    note: str = ""
    source: Sources
    grade: Grade


class RecordBounds(Strict):
    """Human ranges of the numbers in a record file that belong to no test."""

    height_cm: HumanRange
    mass_kg: HumanRange
    age: HumanRange
    pain: HumanRange
    effort: HumanRange
    minutes_per_slot: HumanRange
    sitting_hours_per_day: HumanRange
    walking_minutes_per_week: HumanRange
    reps: HumanRange
    hold_s: HumanRange
    bout_minutes: HumanRange
    load_kg: HumanRange
    times_per_week: HumanRange
    core_per_day: HumanRange
    sets: HumanRange
    hours: HumanRange
    exercises_per_week: HumanRange
    weekly_rise_percent: HumanRange


class Words(Strict):
    """Words that no text of ours may use, each with the reason."""

    never: dict[str, str]
    source: Sources
    grade: Grade

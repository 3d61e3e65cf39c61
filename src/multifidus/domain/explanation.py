# SPDX-License-Identifier: Apache-2.0
"""Why a week is as it is, in words: what each exercise is for and what limits the plan."""

from dataclasses import dataclass

from multifidus.domain.week import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedItem:
    """One exercise of the week: its reasons, what is lost without it, what would replace it."""

    exercise: str
    name: str
    reasons: tuple[Reason, ...]
    lost_without: str
    replaced_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredFinding:
    """One finding, as a sentence, and what the week does about it."""

    finding: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A week explained. `limits` are what the plan runs up against: time, equipment, direction."""

    items: tuple[ExplainedItem, ...]
    findings: tuple[AnsweredFinding, ...]
    limits: tuple[str, ...]
    ten_more_minutes: str

# SPDX-License-Identifier: Apache-2.0
"""How a programme moves through its stages, and the points at which it is looked back on."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from multifidus.domain.results import Criterion
from multifidus.domain.words import Grade, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class StageStep:
    """One change of stage: which it became, when, why, and by which rule.

    `on` is None for the first, which has no day of its own.
    """

    stage: Stage
    on: date | None
    because: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WayUp:
    """A stage that may come next, with what it asks."""

    stage: Stage
    rule: str
    criteria: tuple[Criterion, ...]

    @property
    def open(self) -> bool:
        """Whether everything that it asks is met."""
        return all(one.met for one in self.criteria)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageLists:
    """The person's stage as short lists.

    `entry` is what opened it, as it stood on the day; `ways_up` what the next ones ask, the usual one
    first; `back` what would be a step back to `back_to`: there `met` means that it has come about.
    `shut_until` is the last day on which the way up is shut after a step back.
    """

    stage: Stage
    since: date | None
    because: str
    entry: tuple[Criterion, ...]
    ways_up: tuple[WayUp, ...]
    back_to: Stage | None
    back: tuple[Criterion, ...]
    shut_until: date | None


class CheckKind(StrEnum):
    """What a check-point is for."""

    CHECK_IN = "check-in"
    REVIEW = "review"
    LASTING = "lasting"
    LATER = "later"
    MONTHLY = "monthly"
    RETEST = "retest"


class CheckStatus(StrEnum):
    """Where a check-point stands."""

    DONE = "done"
    DUE = "due"
    COMING = "coming"
    MISSED = "missed"


class CheckVerdict(StrEnum):
    """What the questionnaires of a check-point say against the first ones."""

    BETTER = "better"
    NO_CLEAR_CHANGE = "no-clear-change"
    WORSE = "worse"
    CANNOT_TELL = "cannot-tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPoint:
    """A day on which the programme is looked back on.

    It may be answered from `opens` to `closes`; `done_on` is the day on which it was. `see_clinician`
    is whether it says to see one.
    """

    kind: CheckKind
    week: int
    on: date
    opens: date
    closes: date
    status: CheckStatus
    verdict: CheckVerdict
    see_clinician: bool
    text: str
    rule: str
    source: tuple[str, ...]
    grade: Grade
    done_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintenance:
    """What staying well asks for in a week, a month and a quarter, and the early signs to heed."""

    since: date | None
    week: tuple[str, ...]
    checks: tuple[CheckPoint, ...]
    early_signs: tuple[str, ...]
    rule: str
    source: tuple[str, ...]
    grade: Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkingAim:
    """Minutes of walking a week to aim at next, and why; everyday walking counts."""

    minutes: int
    because: str
    goal: int
    goal_by: date | None
    rule: str
    source: tuple[str, ...]
    grade: Grade

# SPDX-License-Identifier: Apache-2.0
"""What the pure functions compute from a record: clearance, findings, standing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from multifidus.domain.adaptation import Adjustment, Flare
from multifidus.domain.words import (
    Grade,
    Level,
    LoadDirection,
    Measurer,
    Side,
    SignStatus,
    Stage,
    Sureness,
    Verdict,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignState:
    """One danger sign on one day: what was asked, what is known, what it means."""

    sign: str
    rule: str
    level: Level
    status: SignStatus
    question: str
    because: str
    cite: tuple[str, ...] = ()
    answered_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    """A caution flag that limits exercises, and the person's own fact it comes from."""

    flag: str
    because: str
    rule: str
    cite: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearance:
    """The result of a screening.

    `blocked` is the only thing a planner needs: True means that no plan may be made. `gentle` means
    that only the gentle plan of level review is allowed. `to_ask` holds the ids of questions that
    must be answered (again) before a plan can be made.
    """

    on: date
    level: Level
    blocked: bool
    complete: bool
    gentle: bool
    signs: tuple[SignState, ...]
    to_ask: tuple[str, ...]
    actions: tuple[str, ...]
    rules: tuple[str, ...]
    notes: tuple[str, ...] = ()
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NormUsed:
    """The norm a value was compared with. `cutoff` and `mean` in the test's unit."""

    label: str
    source: tuple[str, ...]
    grade: Grade
    mean: float | None = None
    sd: float | None = None
    cutoff: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One test result, compared. `z` is oriented so that less is worse.

    `priority` is the planner's weight: 0 nothing to do, 1 likely, 2 clear, 3 clear and it limits an
    activity of the person's own choice (rulebook FND7). `error` is the smallest detectable change
    in the test's unit. `probability` is that of the true value lying past the cut-off.
    """

    test: str
    name: str
    side: Side | None
    value: float
    unit: str
    on: date
    by: Measurer
    verdict: Verdict
    sureness: Sureness | None
    probability: float | None
    z: float | None
    norm: NormUsed | None
    error: float | None
    error_kind: str
    stretch_targets: tuple[str, ...]
    muscles: tuple[str, ...]
    priority: int
    expired: bool
    sentence: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asymmetry:
    """A difference between left and right, in the test's unit; `clear` when past error and limit."""

    test: str
    name: str
    left: float
    right: float
    difference: float
    limit: float
    unit: str
    clear: bool
    lesser: Side | None
    sentence: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Two results of one test, compared against the measurement error."""

    test: str
    name: str
    side: Side | None
    before: float
    after: float
    before_on: date
    after_on: date
    limit: float
    unit: str
    clear: bool
    better: bool | None
    sentence: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotMeasured:
    """A test without a usable result: what can be said without it."""

    test: str
    name: str
    why: str
    without_it: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectionLimit:
    """A direction in which the low back is spared, or found easier."""

    direction: LoadDirection
    provoked: bool
    because: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Barrier:
    """Something in life that stands in the way, with one action. Never a body finding."""

    barrier: str
    because: str
    action: str
    rule: str
    cite: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """All findings of a record on a day, most important first."""

    on: date
    findings: tuple[Finding, ...]
    asymmetries: tuple[Asymmetry, ...]
    changes: tuple[Change, ...]
    not_measured: tuple[NotMeasured, ...]
    most_telling: str | None
    most_telling_because: str
    directions: tuple[DirectionLimit, ...]
    cautions: tuple[Caution, ...]
    barriers: tuple[Barrier, ...]
    summary: str


class CriterionKind(StrEnum):
    """What a criterion of a stage looks at."""

    PAIN = "pain"
    FUNCTION = "function"
    PERFORMANCE = "performance"
    TIME = "time"
    GOAL = "goal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One criterion of a stage: what it asks, what is there now (`have`), and whether it is met."""

    text: str
    met: bool
    have: str = ""
    kind: CriterionKind = CriterionKind.TIME


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the person stands, by the log alone.

    `rungs` is the highest rung a plan may use per ladder; `levels` the highest dose level earned
    per exercise at the person's stage; `last_week` the dose level per exercise as last done in the
    seven days before the week; `last_heavy` the last day of heavy work per muscle. `work` (seconds
    under load times load tier) and `minutes` (aerobic) are what a week may rise from, by exercise.
    `recent` is every exercise of the last two weeks. `since` is the day on which the stage began.
    `adjustments` is how this differs from the week before and why; `flare` the flare-up, if any.
    `weekly_rise` is the share by which the weekly volume may rise at most, `climbing` the ladders
    whose highest rung would be new. `aerobic_aim` is the minutes of walking a week to aim at where
    they grow step by step, everyday walking included; None leaves the usual aim. `recent_levels` is
    the highest dose level done in the two weeks that a week may rise from, by exercise; `raised` the
    level that would be a step up, for exercises that have earned one.
    """

    stage: Stage
    because: str
    criteria: tuple[Criterion, ...]
    rungs: Mapping[str, int]
    levels: Mapping[str, int]
    last_week: Mapping[str, int]
    last_heavy: Mapping[str, date]
    walking_minutes: float | None
    progress_held: bool
    rules: tuple[str, ...]
    cite: tuple[str, ...] = ()
    work: Mapping[str, float] = field(default_factory=dict)
    minutes: Mapping[str, float] = field(default_factory=dict)
    recent: frozenset[str] = frozenset()
    since: date | None = None
    adjustments: tuple[Adjustment, ...] = ()
    flare: Flare | None = None
    weekly_rise: float | None = None
    climbing: frozenset[str] = frozenset()
    aerobic_aim: int | None = None
    recent_levels: Mapping[str, int] = field(default_factory=dict)
    raised: Mapping[str, int] = field(default_factory=dict)

    def before(self, exercise: str) -> int | None:
        """Return the dose level from which an exercise may rise; None where it was not done lately."""
        known = (self.last_week.get(exercise), self.recent_levels.get(exercise))
        return max((level for level in known if level is not None), default=None)

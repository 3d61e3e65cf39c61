# SPDX-License-Identifier: Apache-2.0
"""A week as the person gets it, and the refusals that may stand in its place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from multifidus.domain.adaptation import Adjustment
from multifidus.domain.results import Clearance
from multifidus.domain.words import Phase, Side, Slot, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """How much of one exercise in one session.

    `sets`, and per set `reps` (repetitions, per side where there are sides) each held `hold_s`
    seconds; `rest_s` seconds between sets; `minutes` is the whole time it takes, both sides, rests
    and set-up included. For bouts (aerobic, relaxation) `bout_minutes` is the bout itself, per side.
    `effort` is the upper end of effort, 0-10. `level` is the step in the exercise's dose table.
    """

    sets: int
    reps: int | None
    hold_s: int | None
    rest_s: int
    minutes: float
    bout_minutes: float | None = None
    effort: int | None = None
    level: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why something is as it is: the rule, its inputs and its papers."""

    rule: str
    text: str
    inputs: Mapping[str, str]
    cite: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prescription:
    """One exercise in one session."""

    exercise: str
    name: str
    side: Side
    phase: Phase
    dose: Dose
    why: tuple[Reason, ...]
    substitute: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What is done in one slot of one day. `minutes` is the sum of its items."""

    on: date
    slot: Slot
    template: str
    minutes: float
    items: tuple[Prescription, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """A weekly target and what the week holds of it, in `unit`."""

    target: float
    planned: float
    unit: str
    sessions: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What the week does for every muscle, stretch target and for fitness."""

    muscles: Mapping[str, Covered]
    stretches: Mapping[str, Covered]
    aerobic: Covered
    share: float


class ProofStatus(StrEnum):
    """What is proven about a week."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """One objective of the week, in the order in which it was settled."""

    name: str
    value: int
    bound: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """How good the week provably is. `gap` is relative, 0 when every objective is proven."""

    status: ProofStatus
    gap: float
    objectives: tuple[Objective, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """An exercise kept from this person, and the person's own fact that does it."""

    exercise: str
    because: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """One released week, Monday to Sunday."""

    week: date
    on: date
    person: str
    stage: Stage
    sessions: tuple[Session, ...]
    coverage: Coverage
    proof: Proof
    knowledge: str
    notes: tuple[Reason, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    format: str = "multifidus-week/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One of the person's own facts, as a refusal names it."""

    id: str
    text: str


class RefusalKind(StrEnum):
    """The closed list of reasons for which there is no week."""

    SCREENING = "screening"
    IMPOSSIBLE = "impossible"
    RELEASE = "release"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """No week, and why, in words. `conflict` is the smallest set of facts that cannot hold together."""

    kind: RefusalKind
    text: str
    clearance: Clearance | None = None
    conflict: tuple[Fact, ...] = ()
    would_free: tuple[str, ...] = ()
    breaches: tuple["Breach", ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """One hard rule that a week breaks, and where."""

    rule: str
    text: str
    where: str

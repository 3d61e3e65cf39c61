# SPDX-License-Identifier: Apache-2.0
"""The shape of every knowledge file.

A number stands in a mapping that gives its `unit`, `source` (keys of `sources.yaml`) and `grade`
(A seen, B recalled, C weak, P a project rule), itself or inherited from a mapping around it.
`knowledge/lint.py` enforces that over the raw files; these models enforce everything else.
"""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from multifidus.domain.words import (
    Activity,
    Grade,
    Level,
    LoadDirection,
    Measurer,
    Modality,
    Position,
    Sex,
    Side,
    Stage,
)
from multifidus.knowledge.base import Cited, Figure, Id, Line, Sources, Strict
from multifidus.knowledge.movement import Movement
from multifidus.knowledge.required_range import SpeaksFor


class Source(Strict):
    """One paper or text. `mark`: S seen, S2 seen as quoted elsewhere, R recalled, P project rule."""

    paper: Line
    identifier: str = ""
    mark: Literal["S", "S2", "R", "P"]
    note: str = ""


# --- muscles, stretch targets, equipment, ladders ---------------------------------------------


class Muscle(Strict):
    """A muscle group that the week balances."""

    id: Id
    standard_name: Line
    plain_name: Line
    asked_for_by: tuple[Literal["A", "B", "C", "D", "E"], ...] = ()


class StretchTarget(Strict):
    """Something that is lengthened. `tests` find it; `first` names the first-choice exercises.

    `lengthened_by` are the needs that a stretch of it takes to their end: there one goes as far as
    one comes.
    """

    id: Id
    plain_name: Line
    tests: tuple[Id, ...] = ()
    lengthened_by: tuple[Id, ...] = ()
    first: tuple[Id, ...]
    on_request: bool = False


class Equipment(Strict):
    """Something an exercise needs. `assumed` things every home has, or `stands_in` replaces them."""

    id: Id
    plain_name: Line
    assumed: bool = False
    stands_in: str = ""


class Ladder(Strict):
    """A family of exercises from easy to hard. `core_pattern` sorts the week's balance report."""

    id: Id
    name: Line
    pattern: Literal[
        "push", "hinge", "squat", "front", "side", "back", "hip", "rotation", "carry", "other"
    ] = "other"


# --- exercises --------------------------------------------------------------------------------


class LadderPlace(Strict):
    """A place in a ladder; rung 1 is the easiest."""

    id: Id
    rung: Annotated[int, Field(ge=1, le=12)]


class MuscleGrades(Cited):
    """Planning grades: primary 3 (main work), secondary 2 (clear), minor 1 (small)."""

    primary: tuple[Id, ...] = ()
    secondary: tuple[Id, ...] = ()
    minor: tuple[Id, ...] = ()

    @property
    def grades(self) -> dict[str, int]:
        """Grade 1 to 3 by muscle."""
        return (
            dict.fromkeys(self.minor, 1)
            | dict.fromkeys(self.secondary, 2)
            | dict.fromkeys(self.primary, 3)
        )


class Load(Cited):
    """Lumbar load: tier 0 (lying rest) to 4 (very high), and the direction of loading."""

    tier: Annotated[int, Field(ge=0, le=4)]
    direction: LoadDirection
    basis: Literal["measured", "expert class"]


class DoseStep(Strict):
    """One step of a dose table. Repetitions are per side where there are sides.

    `minutes` is the length of a bout (aerobic, relaxation), per side where there are sides.
    """

    sets: Annotated[int, Field(ge=1, le=6)]
    reps: Annotated[int, Field(ge=1, le=60)] | None = None
    hold_s: Annotated[int, Field(ge=1, le=300)] | None = None
    rest_s: Annotated[int, Field(ge=0, le=300)] = 0
    minutes: Annotated[float, Field(gt=0, le=120)] | None = None
    effort: Annotated[int, Field(ge=1, le=10)]

    @model_validator(mode="after")
    def _one_kind(self) -> "DoseStep":
        if (self.minutes is None) == (self.reps is None):
            raise ValueError("give either reps (with hold_s for holds) or minutes, not both")
        return self


class DoseLadder(Strict):
    """Dose steps of one stage, each heavier than the one before; `start` is where a newcomer may begin."""

    start: Annotated[int, Field(ge=0)] = 0
    times_per_week: tuple[int, int]
    steps: Annotated[tuple[DoseStep, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _start_exists(self) -> "DoseLadder":
        if self.start >= len(self.steps):
            raise ValueError(f"start {self.start} is not one of the {len(self.steps)} steps")
        return self


class Doses(Cited):
    """Dose tables by stage, and the tempo of one repetition in seconds."""

    up_s: Annotated[int, Field(ge=1, le=10)] | None = None
    down_s: Annotated[int, Field(ge=1, le=10)] | None = None
    setup_s: Annotated[int, Field(ge=0, le=120)]
    stages: dict[Stage, DoseLadder]


class Exercise(Strict):
    """One exercise of the catalogue."""

    id: Id
    name: Line
    aliases: tuple[str, ...] = ()
    modality: Modality
    position: Position
    equipment: tuple[Id, ...]
    sides: Literal[Side.EACH, Side.BOTH]
    ladder: LadderPlace
    stage: Stage
    mandatory: bool = False
    asked_for_by: tuple[Literal["A", "B", "C", "D", "E"], ...] = ()
    muscles: MuscleGrades
    stretches: tuple[Id, ...] = ()
    load: Load
    cautions: tuple[Id, ...] = ()
    substitute: Id | None = None
    doses: Doses
    start: Line
    steps: Annotated[tuple[Line, ...], Field(min_length=2, max_length=4)]
    cues: Annotated[tuple[Line, ...], Field(min_length=3, max_length=5)]
    mistakes: Annotated[tuple[Line, ...], Field(min_length=2, max_length=4)]
    stop_when: Annotated[tuple[Line, ...], Field(min_length=2, max_length=4)]
    setup: Line
    evidence_note: Line
    sources: Sources
    movement: Movement | None = None

    @model_validator(mode="after")
    def _coherent(self) -> "Exercise":
        if self.stage not in self.doses.stages:
            raise ValueError(f"doses.stages has no table for the exercise's own stage {self.stage}")
        if self.load.tier >= 4 and self.substitute is None:
            raise ValueError("a tier-4 exercise needs a substitute of lower load")
        return self


# --- danger signs -----------------------------------------------------------------------------


class Question(Strict):
    """A yes/no question in plain words. `due` says in words who is asked; see `screen/`."""

    id: Id
    text: Line
    help: str = ""
    due: str = ""
    gates: Annotated[tuple[Literal["full", "weekly", "short"], ...], Field(min_length=1)] = (
        "full",
    )


class DangerSign(Strict):
    """One trigger of the gate. Its rule is computed in `screen/` under the same rule id.

    `due` says in words who is asked; `tell` is what to tell the clinician; `from_conditions` are
    caution flags that raise the sign without a question.
    """

    id: Id
    rule: Annotated[str, Field(pattern=r"^(E|U|R)[0-9]{2}$")]
    level: Literal[Level.EMERGENCY, Level.URGENT, Level.REVIEW]
    question: Line
    help: str = ""
    because: Line
    action: Line
    gates: Annotated[tuple[Literal["full", "weekly", "short"], ...], Field(min_length=1)]
    asked: bool = True
    due: str = ""
    tell: str = ""
    from_conditions: tuple[Id, ...] = ()
    parts: tuple[Question, ...] = ()
    thresholds: dict[str, Figure] = Field(default_factory=dict)
    lifted_by: Literal["clinician", "review", "condition-ends", "nothing"]
    restricts: bool = True
    source: Sources
    grade: Grade


class Combination(Strict):
    """A rule over several answers, computed in `screen/` under the same id.

    `sign` is the question id under which the result is shown, reviewed and cleared, where the
    combination stands for itself.
    """

    rule: Annotated[str, Field(pattern=r"^CMB[0-9]+$")]
    level: Level | None
    text: Line
    sign: Id | None = None
    because: str = ""
    action: str = ""
    tell: str = ""
    source: Sources
    grade: Grade
    thresholds: dict[str, Figure] = Field(default_factory=dict)


class Condition(Strict):
    """A caution flag: exercises that carry it are left out for a person who has it."""

    id: Id
    plain_name: Line
    asked_as: Line
    effect: Line
    self_reported: bool = True
    level: Literal[Level.CAUTION, Level.REVIEW] = Level.CAUTION
    raises: tuple[str, ...] = ()
    encourages: str = ""
    source: Sources
    grade: Grade


# --- assessment -------------------------------------------------------------------------------


class Norm(Cited):
    """One norm row: for whom, and what is usual. Years inclusive. `cutoff` only where published.

    Short of `clear_beyond` a finding by this row is at most likely, whatever the error says.
    """

    label: Line
    sex: tuple[Sex, ...]
    age_from: Annotated[int, Field(ge=0)]
    age_to: Annotated[int, Field(le=120)]
    mean: float | None = None
    sd: float | None = None
    cutoff: float | None = None
    clear_beyond: float | None = None
    usable_for_z: bool = True


class ErrorRow(Cited):
    """Smallest detectable change of a test: same clinician, at home, or between kinds of measurer.

    `applies` narrows a row to reduced or typical results, or to people with or without pain now.
    """

    kind: Literal["same", "home", "changed-measurer"]
    applies: Literal["always", "reduced", "typical", "with-pain", "without-pain"] = "always"
    sex: tuple[Sex, ...] = (Sex.FEMALE, Sex.MALE, Sex.UNSPECIFIED)
    value: Annotated[float, Field(gt=0)] | None = None
    share: Annotated[float, Field(gt=0, lt=1)] | None = None
    at_least: Annotated[float, Field(gt=0)] | None = None


class HumanRange(Cited):
    """The values a living person can have; anything else is a slip of the pen or a wrong unit."""

    lowest: float
    highest: float
    hint: str = ""


class SideRule(Cited):
    """How large a left-right difference must be, beyond the measurement error."""

    at_least: float


class Test(Strict):
    """One assessment test."""

    id: Id
    rule: Annotated[str, Field(pattern=r"^T[0-9]{2}[a-z]?$")]
    name: Line
    aliases: tuple[str, ...] = ()
    kind: Literal["mobility", "strength", "check"]
    measure: Line
    measure_unit: Literal["deg", "cm", "s", "reps", "min"]
    sides: bool
    better: Literal["more", "less"]
    stage: Stage = Stage.INITIAL
    off_by_default: bool = False
    needs: tuple[str, ...] = ()
    partner: bool = False
    start: Line
    steps: Annotated[tuple[Line, ...], Field(min_length=1)]
    read_off: Line
    stop_when: Annotated[tuple[Line, ...], Field(min_length=1)]
    not_when: tuple[Id, ...] = ()
    stretch_targets: tuple[Id, ...] = ()
    muscles: tuple[Id, ...] = ()
    speaks_for: SpeaksFor | None = None
    judged: bool = True
    limits_activities: tuple[Activity, ...] = ()
    without_it: Line
    telling: Annotated[int, Field(ge=0, le=100)]
    human_range: HumanRange
    norms: tuple[Norm, ...] = ()
    errors: tuple[ErrorRow, ...] = ()
    side_rule: SideRule | None = None
    prefer_measurer: tuple[Measurer, ...] = ()
    evidence_note: Line
    sources: Sources
    movement: Movement | None = None


# --- rules ------------------------------------------------------------------------------------


class Bounds(Cited):
    """A guardrail: the recommended bounds warn, the absolute bounds refuse. None is no bound."""

    recommended_low: float | None = None
    recommended_high: float | None = None
    absolute_low: float | None = None
    absolute_high: float | None = None


class DoseRule(Strict):
    """Guardrails of one modality in one or more stages; one file each.

    A rule that names `exercises` holds for these alone and stands in place of the modality's rule;
    a rule that names none holds for every other exercise of the modality.
    """

    id: Id
    modality: Modality
    stages: tuple[Stage, ...]
    exercises: tuple[Id, ...] = ()
    bounds: dict[
        Literal[
            "sets",
            "reps",
            "total_reps",
            "hold_s",
            "rest_s",
            "rest_s_heavy",
            "effort",
            "bout_minutes",
            "times_per_week",
            "times_per_day",
            "minutes_per_target_per_day",
            "minutes_per_target_per_week",
        ],
        Bounds,
    ]
    text: Line


class Rule(Strict):
    """A rule of the rulebook that code applies: its sentence, its numbers, its papers."""

    id: Annotated[str, Field(pattern=r"^[A-Z]{2,4}[0-9]+[a-z]?$")]
    text: Line
    figures: dict[str, Figure] = Field(default_factory=dict)
    source: Sources
    grade: Grade

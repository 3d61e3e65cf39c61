# SPDX-License-Identifier: Apache-2.0
"""The person's week as a choice between options: exercise x dose x where in the week."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from multifidus.domain.phrase import listed, say
from multifidus.domain.results import Assessment, Standing
from multifidus.domain.spoken import SLOT
from multifidus.domain.sport import WHOLE, SportCase
from multifidus.domain.week import Fact, LeftOut
from multifidus.domain.words import (
    CORE_MODALITIES,
    LoadDirection,
    Modality,
    Phase,
    Position,
    Side,
    Stage,
)
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.planning import Planning
from multifidus.knowledge.schema import DoseStep, Exercise
from multifidus.plan.candidates import Case, divide, required, step_barred
from multifidus.plan.slots import Cell, cells, close

TENTH_OF_A_MINUTE = 6
"""Seconds."""

FLOOR = frozenset(
    {
        Position.SUPINE,
        Position.PRONE,
        Position.SIDE_LYING,
        Position.QUADRUPED,
        Position.PLANK,
        Position.HALF_KNEELING,
        Position.TALL_KNEELING,
    }
)
"""Positions for which a person gets down to the floor."""


@dataclass(frozen=True, slots=True)
class Option:
    """One exercise at one dose in one set of cells. Stimulus in quarter sets, stretch in seconds."""

    exercise: Exercise
    level: int
    step: DoseStep
    cells: tuple[str, ...]
    times: int
    seconds: int
    stimulus: Mapping[str, int]
    stretch: Mapping[str, int]
    aerobic: int
    work: int
    one_rep: int

    @property
    def name(self) -> str:
        """A short unique name, stable across runs."""
        return f"{self.exercise.id}/{self.level}/{'+'.join(self.cells)}"

    @property
    def core(self) -> bool:
        """Whether it is one of the day's core exercises."""
        return self.exercise.modality in CORE_MODALITIES

    @property
    def on_floor(self) -> bool:
        """Whether it is done on the floor."""
        return self.exercise.position in FLOOR


@dataclass(frozen=True, slots=True)
class Target:
    """A weekly aim: how much, how important (points if wholly missing), and the finding behind it."""

    id: str
    amount: int
    importance: int
    priority: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """All that the constraints need to know."""

    case: Case
    cells: tuple[Cell, ...]
    options: tuple[Option, ...]
    left_out: tuple[LeftOut, ...]
    muscles: tuple[Target, ...]
    stretches: tuple[Target, ...]
    aerobic: Target
    everyday_walking: int
    required: Mapping[str, tuple[int, int]]
    core_high: int
    few_changes: bool
    eased: frozenset[LoadDirection]
    extra_minutes: int = 0

    @property
    def planning(self) -> Planning:
        """Targets, weights and limits."""
        return self.case.knowledge.planning

    @property
    def knowledge(self) -> Knowledge:
        """All knowledge."""
        return self.case.knowledge

    @property
    def standing(self) -> Standing:
        """Where the person stands."""
        return self.case.standing

    def start_level(self, exercise: Exercise) -> int:
        """Return the dose level at which a newcomer starts at this stage."""
        return exercise.doses.stages[self.standing.stage.table].start

    def grade(self, exercise: str, muscle: str) -> int:
        """Return the planning grade of an exercise for a muscle, 0 if it has none."""
        return self.knowledge.exercises[exercise].muscles.grades.get(muscle, 0)

    def cell(self, name: str) -> Cell:
        """Return the cell of this name."""
        return next(cell for cell in self.cells if cell.id == name)

    def seconds(self, cell: Cell) -> int:
        """Seconds of a cell's sessions, extra minutes of a what-if included."""
        return cell.seconds + self.extra_minutes * 60

    def minutes_fact(self, cell: Cell) -> Fact:
        """Name the minutes of a cell as the person's fact."""
        slots = listed(
            (
                say("{slot} of day {day}", slot=SLOT[one.slot], day=one.day + 1)
                for one in cell.slots
            ),
            "",
        )
        text = say("{minutes} minutes in the {slots}", minutes=cell.seconds // 60, slots=slots)
        return Fact(id=f"availability:{cell.id}", text=text)


def phase_of(exercise: Exercise, cell: Cell) -> Phase:
    """Say in which part of a session of `cell` the exercise is done."""
    by_modality = {
        Modality.MOTOR_CONTROL: Phase.MOTOR_CONTROL,
        Modality.ISOMETRIC_HOLD: Phase.STRENGTH,
        Modality.STRENGTH: Phase.STRENGTH,
        Modality.STRETCH: Phase.MOBILITY,
        Modality.MIND_BODY: Phase.MOBILITY,
        Modality.RELAXATION: Phase.RELAXATION,
        Modality.AEROBIC: Phase.WARM_UP,
        Modality.MOBILITY: Phase.WARM_UP if cell.light else Phase.MOBILITY,
    }
    return by_modality[exercise.modality]


def item_seconds(exercise: Exercise, step: DoseStep, planning: Planning) -> int:
    """Seconds that one dose takes, both sides, rests, set-up and the walk to it included."""
    sides = 2 if exercise.sides is Side.EACH else 1
    rest = (step.sets - 1) * step.rest_s
    if step.minutes is not None:
        work = step.sets * sides * round(step.minutes * 60)
    else:
        tempo = (exercise.doses.up_s or 0) + (exercise.doses.down_s or 0)
        work = step.sets * sides * (step.reps or 0) * (tempo + (step.hold_s or 0))
    changes = step.sets * (sides - 1) * planning.session.side_change_s
    total = work + rest + changes + exercise.doses.setup_s + planning.session.between_exercises_s
    # Whole tenths of a minute, so that the minutes a person reads add up to the seconds planned.
    return -(-total // TENTH_OF_A_MINUTE) * TENTH_OF_A_MINUTE


def stimulus_of(exercise: Exercise, step: DoseStep, planning: Planning) -> dict[str, int]:
    """Quarter sets that one session of this dose gives to each muscle."""
    if exercise.modality not in CORE_MODALITIES:
        return {}
    light = exercise.modality in planning.stimulus.light_modalities
    table = planning.stimulus.light if light else planning.stimulus.full
    seconds = step.sets * (step.reps or 0) * seconds_under_load(exercise, step)
    return {
        muscle: quarters
        for muscle, grade in exercise.muscles.grades.items()
        if (quarters := table[grade] * seconds // planning.stimulus.set_seconds)
    }


def seconds_under_load(exercise: Exercise, step: DoseStep) -> int:
    """Seconds under load of one repetition: the hold where there is one, else up and down."""
    return step.hold_s or (exercise.doses.up_s or 0) + (exercise.doses.down_s or 0)


def work_of(exercise: Exercise, step: DoseStep) -> int:
    """Work of one session: seconds under load times the load tier, as rule PRG4 counts it."""
    if exercise.modality not in CORE_MODALITIES:
        return 0
    return step.sets * (step.reps or 0) * seconds_under_load(exercise, step) * exercise.load.tier


def stretch_of(exercise: Exercise, step: DoseStep) -> dict[str, int]:
    """Seconds per side that one session of this dose stretches each target."""
    if exercise.modality is not Modality.STRETCH:
        return {}
    seconds = step.sets * (step.reps or 0) * (step.hold_s or 0)
    return dict.fromkeys(exercise.stretches, seconds)


def _unique(groups: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    return tuple(dict.fromkeys(group for group in groups if group))


def placements(
    exercise: Exercise, week: tuple[Cell, ...], *, wanted: bool
) -> tuple[tuple[str, ...], ...]:
    """Sets of cells in which an exercise may stand. A required one may also stand in every cell."""
    a = tuple(cell.id for cell in week if cell.template == "A")
    b = tuple(cell.id for cell in week if cell.template == "B")
    light = tuple(cell.id for cell in week if cell.template == "L")
    flex = tuple(cell.id for cell in week if cell.flex)
    evening = tuple(cell.id for cell in week if cell.template == "E")
    free = tuple(cell.id for cell in week if cell.flex and not cell.strength)
    modality = exercise.modality
    if modality in (Modality.STRENGTH, Modality.ISOMETRIC_HOLD):
        groups = [a, b, a + b]
    elif modality in (Modality.MOTOR_CONTROL, Modality.AEROBIC):
        groups = [a, b, a + b, light, a + b + light]
    elif modality is Modality.MOBILITY:
        groups = [a, b, a + b, light, a + b + light, evening]
    else:
        appended = tuple(name for name in flex if name not in free)
        groups = [flex, free, evening, appended, light if set(light) <= set(flex) else ()]
    if wanted:
        groups += [a + b + light, a + b + evening, a + b + light + evening]
    return _unique(groups)


def _heavy(exercise: Exercise, planning: Planning) -> bool:
    return exercise.modality in CORE_MODALITIES and exercise.load.tier >= planning.days.heavy_tier


def _rested(exercise: Exercise, places: tuple[Cell, ...], planning: Planning) -> bool:
    """Whether heavy work keeps its recovery time from itself in these cells."""
    if not _heavy(exercise, planning):
        return True
    hours = planning.days.recovery_hours
    return not any(close(one, other, hours) for one in places for other in places)


def _levels(exercise: Exercise, case: Case) -> list[int]:
    """Dose levels the person may have: what was earned, else up to where a newcomer starts.

    One step a week; none while progress is held. Lower steps stay open when minutes are short, but
    only the newcomer's: below that a dose does too little.
    """
    table = exercise.doses.stages[case.standing.stage.table]
    highest = case.standing.levels.get(exercise.id, table.start)
    before = case.standing.before(exercise.id)
    if before is not None:
        held = case.standing.progress_held or case.clearance.gentle
        highest = min(highest, before if held else before + 1)
    highest = min(highest, len(table.steps) - 1)
    levels = set(range(min(table.start, highest) + 1)) | {highest - 1, highest}
    return sorted(
        level
        for level in levels
        if level >= 0 and not step_barred(exercise, table.steps[level], case)
    )


def _options(
    exercise: Exercise, case: Case, week: tuple[Cell, ...], *, wanted: bool
) -> list[Option]:
    planning = case.knowledge.planning
    table = exercise.doses.stages[case.standing.stage.table]
    by_name = {cell.id: cell for cell in week}
    out = []
    for place in placements(exercise, week, wanted=wanted):
        here = tuple(by_name[name] for name in place)
        times = sum(cell.times for cell in here)
        # A clinician may ask for more days than the table; the release check has the last word.
        too_often = times > table.times_per_week[1] and not wanted
        if too_often or not _rested(exercise, here, planning):
            continue
        levels = _levels(exercise, case)
        roomy = min(cell.seconds for cell in here) >= 60 * planning.session.light_dose_below_minutes
        if levels and roomy and exercise.modality in CORE_MODALITIES:
            levels = [level for level in levels if level >= min(table.start, max(levels))]
        for level in levels:
            step = table.steps[level]
            out.append(
                Option(
                    exercise=exercise,
                    level=level,
                    step=step,
                    cells=place,
                    times=times,
                    seconds=item_seconds(exercise, step, planning),
                    stimulus=stimulus_of(exercise, step, planning),
                    stretch=stretch_of(exercise, step),
                    aerobic=(
                        round(step.minutes or 0) * step.sets
                        if exercise.modality is Modality.AEROBIC
                        else 0
                    ),
                    work=work_of(exercise, step),
                    one_rep=work_of(exercise, step) // (step.reps or 1),
                )
            )
    return out


def _priorities(assessment: Assessment) -> tuple[dict[str, int], dict[str, int]]:
    muscles: dict[str, int] = {}
    stretches: dict[str, int] = {}
    for finding in assessment.findings:
        for muscle in finding.muscles:
            muscles[muscle] = max(muscles.get(muscle, 0), finding.priority)
        for target in finding.stretch_targets:
            stretches[target] = max(stretches.get(target, 0), finding.priority)
    return muscles, stretches


def _leant(usual: int, muscle: str, sport: SportCase | None) -> int:
    """Lean a weekly target towards the person's sport and its season (rules SPT1, SPT2)."""
    if sport is None:
        return usual
    return usual * sport.target_percent // WHOLE + sport.muscles.get(muscle, 0)


def _weight(priority: int, muscle: str, sport: SportCase | None, planning: Planning) -> int:
    """Weigh a muscle that the sport asks for as one that tests a little short."""
    if sport is not None and muscle in sport.muscles:
        priority = max(priority, 1)
    return planning.importance.muscle_by_priority.get(priority, planning.importance.muscle)


def _targets(
    case: Case, assessment: Assessment
) -> tuple[tuple[Target, ...], tuple[Target, ...], Target, int]:
    planning = case.knowledge.planning
    stage = case.standing.stage
    weak, short = _priorities(assessment)
    muscles = []
    for muscle in case.knowledge.muscles:
        priority = weak.get(muscle, 0)
        lower = planning.targets.lower.get(muscle, planning.targets.muscle)
        muscles.append(
            Target(
                muscle,
                _leant(lower[stage], muscle, case.sport)
                + planning.targets.extra_by_priority.get(priority, 0),
                _weight(priority, muscle, case.sport, planning),
                priority,
            )
        )
    stretches = []
    for target in case.knowledge.stretch_targets:
        priority = short.get(target, 0)
        if priority:
            amount = planning.stretch.short_by_priority[priority]
            if stage is Stage.MAINTENANCE:
                amount = planning.keeping.short_stretch
            importance = planning.importance.stretch_by_priority[priority]
        elif stage is Stage.MAINTENANCE:
            continue  # staying well: only what tests short
        elif target in planning.stretch.general_targets:
            amount, importance = planning.stretch.general, planning.importance.stretch_general
        else:
            continue
        stretches.append(Target(target, amount, importance, priority))
    aim = case.standing.aerobic_aim
    wanted = planning.aerobic.minutes[stage] if aim is None else aim
    if case.clearance.gentle:
        wanted = min(wanted, planning.aerobic.gentle_minutes)
    walking = round(case.record.life.walking_minutes_per_week or 0)
    left = max(wanted - walking, planning.aerobic.least_in_plan)
    aerobic = Target("aerobic", left, planning.importance.aerobic, 0)
    return tuple(muscles), tuple(stretches), aerobic, walking


def likes(exercise: Exercise, words: tuple[str, ...]) -> bool:
    """Whether a preference names the exercise, its ladder or its modality."""
    return bool({exercise.id, exercise.ladder.id, exercise.modality.value} & set(words))


def _serves(option: Option, problem_stretches: frozenset[str]) -> bool:
    if option.exercise.modality is Modality.STRETCH:
        return bool(problem_stretches & option.stretch.keys())
    return option.exercise.modality is not Modality.MIND_BODY


def build(case: Case, assessment: Assessment, *, extra_minutes: int = 0) -> Problem:
    """Build the problem of one week.

    Parameters
    ----------
    case : Case
        Record, clearance, standing, cautions and knowledge.
    assessment : Assessment
        Findings; their priorities set targets and importance.
    extra_minutes : int
        Minutes added to every session, for "what would ten more minutes buy".
    """
    planning = case.knowledge.planning
    week = cells(
        case.record.availability,
        planning,
        case.standing.stage,
        None if case.sport is None else case.sport.strength_days,
    )
    usable, left_out = divide(case)
    muscles, stretches, aerobic, walking = _targets(case, assessment)
    wanted = required(case)
    stretched = frozenset(target.id for target in stretches)
    liked = case.record.preferences.like
    options = tuple(
        option
        for exercise in usable
        for option in _options(exercise, case, week, wanted=exercise.id in wanted)
        if _serves(option, stretched) or exercise.id in wanted or likes(exercise, liked)
    )
    asked = case.record.preferences.core_per_day
    return Problem(
        case=case,
        cells=week,
        options=options,
        left_out=left_out,
        muscles=muscles,
        stretches=stretches,
        aerobic=aerobic,
        everyday_walking=walking,
        required=wanted,
        core_high=planning.session.core_high if asked is None else asked,
        few_changes="rising" in case.record.episode.worse_with if case.record.episode else False,
        eased=frozenset(limit.direction for limit in assessment.directions if not limit.provoked),
        extra_minutes=extra_minutes,
    )

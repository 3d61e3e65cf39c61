# SPDX-License-Identifier: Apache-2.0
"""The shape of `planning.yaml`: the planner's targets, weights and limits, as data.

Stimulus is counted in quarter sets, so that all sums are whole numbers: one set of main work
(grade 3) at full effort is 4 quarters, of clear contribution (grade 2) 2 quarters.
"""

from typing import Annotated

from pydantic import Field

from multifidus.domain.words import LoadDirection, Modality, Slot, Stage
from multifidus.knowledge.base import Cited

Whole = Annotated[int, Field(ge=0)]


class Stimulus(Cited):
    """Quarter sets that one set gives to a muscle, by its grade and by modality.

    A set is `set_seconds` under load, so that repetitions and holds are counted alike. From
    `clear_grade` on, an exercise is clear work for a muscle.
    """

    set_seconds: Annotated[int, Field(gt=0)]
    full: dict[int, Whole]
    light: dict[int, Whole]
    light_modalities: tuple[Modality, ...]
    clear_grade: Whole


class Targets(Cited):
    """Weekly targets in quarter sets for a muscle, by stage."""

    muscle: dict[Stage, Whole]
    lower: dict[str, dict[Stage, Whole]]
    extra_by_priority: dict[int, Whole]


class StretchTargets(Cited):
    """Weekly stretching in seconds per side for what tests short, and for everyone."""

    short_by_priority: dict[int, Whole]
    general: Whole
    general_targets: tuple[str, ...]
    most_per_day: Whole
    most_per_week: Whole


class Aerobic(Cited):
    """Weekly aerobic minutes by stage, everyday walking included."""

    minutes: dict[Stage, Whole]
    gentle_minutes: Whole
    least_in_plan: Whole


class Importance(Cited):
    """How much a wholly uncovered target counts; a share uncovered counts by the share."""

    muscle: Whole
    stretch_general: Whole
    aerobic: Whole
    muscle_by_priority: dict[int, Whole]
    stretch_by_priority: dict[int, Whole]


class Shortage(Cited):
    """The last part of a target (`easy_share`) counts once when missing, the part before it twice."""

    easy_share: float
    scale: Whole


class SessionLimits(Cited):
    """What one session may hold."""

    core_low: Whole
    core_high: Whole
    full_session_minutes: Whole
    shortest_slot_minutes: Whole
    strength_slot_minutes: Whole
    light_dose_below_minutes: Whole
    warm_up_tier: Whole
    between_exercises_s: Whole
    side_change_s: Whole
    position_changes_when_rising_hurts: Whole
    relaxation_per_session: Whole


class Days(Cited):
    """How strength days are chosen; hours of the slots for recovery."""

    strength_days: Whole
    recovery_hours: Whole
    slot_hour: dict[Slot, Whole]
    hard_quarters: Whole
    heavy_tier: Whole
    heavy_grade: Whole


class LoadLimits(Cited):
    """Tier-minutes of one session, by stage, and the most tier-4 exercises in it."""

    tier_minutes: dict[Stage, Whole]
    tier_4_per_session: Whole


class Continuity(Cited):
    """How much a week may differ from the one before."""

    new_exercises: Whole
    week_size: Whole
    rungs_per_week: Whole
    open_rungs: Whole


class Comfort(Cited):
    """Weights of the last objective: familiarity, getting down and up, taste, challenge."""

    new_exercise: Whole
    dropped_exercise: Whole
    position_change: Whole
    eased_direction: Whole
    liked: Whole
    disliked: Whole
    rung_below: Whole
    below_earned: Whole
    relaxation: Whole
    item: Whole
    seconds_per_point: Whole
    tie_break_scale: Annotated[int, Field(gt=1)]


class Effort(Cited):
    """Deterministic limits of the solver: the same on every machine, unlike seconds."""

    deterministic_time: float
    seed: Whole


class Explaining(Cited):
    """What explanations ask of the planner."""

    more_minutes: Whole
    short_share: float


class FlareDays(Cited):
    """What the first days of a flare-up hold: ids of the catalogue, by the direction that eases."""

    walk: str
    eased: dict[LoadDirection, str]
    otherwise: tuple[str, ...]
    comfort: tuple[str, ...]


class Keeping(Cited):
    """Stages with fewer strength days than usual, and stretching once all is well."""

    strength_days: dict[Stage, Whole]
    short_stretch: Whole


class Planning(Cited):
    """All of `planning.yaml`."""

    stimulus: Stimulus
    targets: Targets
    stretch: StretchTargets
    aerobic: Aerobic
    importance: Importance
    shortage: Shortage
    session: SessionLimits
    days: Days
    load: LoadLimits
    continuity: Continuity
    comfort: Comfort
    effort: Effort
    explaining: Explaining
    flare: FlareDays
    keeping: Keeping

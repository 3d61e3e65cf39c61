# SPDX-License-Identifier: Apache-2.0
"""The person's record: dated facts, never edited. Everything else is computed from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from multifidus.domain.words import (
    Activity,
    Answer,
    Autonomy,
    Day,
    DayLoad,
    Lifting,
    Measurer,
    PainSite,
    Radiation,
    Season,
    Sex,
    Side,
    Slot,
    Stage,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who the record is about. Height in cm, mass in kg."""

    name: str
    born: date
    sex: Sex = Sex.UNSPECIFIED
    height_cm: float | None = None
    mass_kg: float | None = None

    def age_on(self, day: date) -> int:
        """Whole years lived on `day`."""
        had_birthday = (day.month, day.day) >= (self.born.month, self.born.day)
        return day.year - self.born.year - (0 if had_birthday else 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """The present spell of back pain. A record without one is of a person without pain now.

    `sites` is where it hurts, as marked on a drawing of the body; only shown, never reckoned with.
    """

    started: date | None = None
    worse_with: tuple[Activity, ...] = ()
    better_with: tuple[Activity, ...] = ()
    radiation: Radiation = Radiation.NONE
    sites: tuple[PainSite, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """Answers to danger-sign questions on one day. A question that is missing was not answered."""

    on: date
    answers: Mapping[str, Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """The person's own statement that a clinician has looked at something of level review."""

    on: date
    by: str
    sign: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """What the days ask of the back; `season` is that of the sports."""

    sitting_hours_per_day: float | None = None
    lifting: Lifting = Lifting.NONE
    sports: tuple[str, ...] = ()
    walking_minutes_per_week: float | None = None
    season: Season | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What the person asks for. `core_per_day` and `allow_tier_4` are opt-ins, None or False by default."""

    like: tuple[str, ...] = ()
    dislike: tuple[str, ...] = ()
    core_per_day: int | None = None
    allow_tier_4: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One result of one test, in the test's unit; `side` only for tests done left and right."""

    on: date
    test: str
    value: float
    side: Side | None = None
    by: Measurer = Measurer.SELF


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeEntry:
    """One filled-in questionnaire."""

    on: date
    instrument: str
    answers: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclude:
    """A clinician forbids an exercise."""

    on: date
    by: str
    exercise: str
    note: str = ""
    kind: Literal["exclude"] = "exclude"


@dataclass(frozen=True, slots=True, kw_only=True)
class Require:
    """A clinician wants an exercise at least so many times a week."""

    on: date
    by: str
    exercise: str
    times_per_week: int
    note: str = ""
    kind: Literal["require"] = "require"


@dataclass(frozen=True, slots=True, kw_only=True)
class CapLoad:
    """A clinician caps the lumbar load tier (0 to 4)."""

    on: date
    by: str
    tier: int
    note: str = ""
    kind: Literal["cap-load"] = "cap-load"


@dataclass(frozen=True, slots=True, kw_only=True)
class CapStage:
    """A clinician holds the programme at or below a stage."""

    on: date
    by: str
    stage: Stage
    note: str = ""
    kind: Literal["cap-stage"] = "cap-stage"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetStage:
    """A clinician puts the programme at a stage, whatever its entry criteria say."""

    on: date
    by: str
    stage: Stage
    note: str = ""
    kind: Literal["set-stage"] = "set-stage"


@dataclass(frozen=True, slots=True, kw_only=True)
class Allow:
    """A clinician lifts one caution flag for one exercise. Both must be named."""

    on: date
    by: str
    exercise: str
    condition: str
    note: str = ""
    kind: Literal["allow"] = "allow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clear:
    """A clinician has assessed a danger sign and lifts it, until a date or for good."""

    on: date
    by: str
    sign: str
    note: str
    until: date | None = None
    kind: Literal["clear"] = "clear"


Directive: TypeAlias = Exclude | Require | CapLoad | CapStage | SetStage | Allow | Clear
"""A clinician's word. It binds the plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDone:
    """One set as it was done; what does not apply is None. Hold in s, minutes in min, load in kg."""

    reps: int | None = None
    hold_s: float | None = None
    minutes: float | None = None
    load_kg: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseAsked:
    """The dose that was planned for a logged exercise: so many sets, each as `SetDone` counts."""

    sets: int
    reps: int | None = None
    hold_s: float | None = None
    minutes: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One exercise as it was done; effort 0-10.

    `planned` is what was asked, None where nobody wrote it down. `clean` is whether the movement was
    done cleanly, None where it was not asked.
    """

    exercise: str
    sets: tuple[SetDone, ...] = ()
    effort: float | None = None
    planned: DoseAsked | None = None
    clean: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """One exercise left out, and why."""

    exercise: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pain:
    """Pain 0-10 around one session; `settled_hours` is how long it took to settle, in hours."""

    before: float | None = None
    during: float | None = None
    after: float | None = None
    next_morning: float | None = None
    settled_hours: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LegPain:
    """Leg symptoms 0-10 around one session, judged apart from the back.

    `reach_before` and `reach_after` are how far down they went before the session, and during it or
    by the next morning.
    """

    before: float | None = None
    during: float | None = None
    after: float | None = None
    next_morning: float | None = None
    reach_before: Radiation | None = None
    reach_after: Radiation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One session as it went; `stopped` says why it was broken off, empty when it was not."""

    on: date
    slot: Slot
    done: tuple[Done, ...] = ()
    pain: Pain = Pain()
    leg: LegPain = LegPain()
    skipped: tuple[Skipped, ...] = ()
    stopped: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlareUp:
    """A spell of clearly more pain, as the person said it: from `on` until `ended`, if it has.

    `trigger` is what the person thinks it was, in their words; it is no finding.
    """

    on: date
    ended: date | None = None
    trigger: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyLoad:
    """What one day asked of the back, against a usual day; None where it was not noted."""

    on: date
    sitting: DayLoad | None = None
    bending: DayLoad | None = None
    twisting: DayLoad | None = None
    lifting: DayLoad | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How changes come into force, and the bounds set beforehand.

    Each bound can only narrow what the rulebook allows; None leaves the rulebook's own.
    `exercises_per_week` is how many exercises may go up in a week, `weekly_rise_percent` how much
    the weekly volume may rise, `new_rungs` whether harder variants may come.
    """

    mode: Autonomy = Autonomy.SUGGEST
    exercises_per_week: int | None = None
    weekly_rise_percent: float | None = None
    top_stage: Stage | None = None
    top_tier: int | None = None
    new_rungs: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Somebody's yes or no to one suggested change, named by the id of the adjustment."""

    on: date
    by: str
    change: str
    accept: bool


Availability: TypeAlias = Mapping[Day, Mapping[Slot, int]]
"""Minutes the person has, by day and slot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One person's whole record, as the record file holds it.

    `activities` are the person's own activities, in their words: what the questionnaire of own
    activities (`psfs`) asks about, in the order of its items.
    """

    person: Person
    episode: Episode | None = None
    screening: tuple[Screening, ...] = ()
    reviews: tuple[Review, ...] = ()
    conditions: tuple[str, ...] = ()
    life: Life = Life()
    equipment: tuple[str, ...] = ()
    availability: Availability = field(default_factory=dict)
    preferences: Preferences = Preferences()
    policy: Policy = Policy()
    activities: tuple[str, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    outcomes: tuple[OutcomeEntry, ...] = ()
    directives: tuple[Directive, ...] = ()
    decisions: tuple[Decision, ...] = ()
    flare_ups: tuple[FlareUp, ...] = ()
    daily_load: tuple[DailyLoad, ...] = ()
    log: tuple[LogEntry, ...] = ()

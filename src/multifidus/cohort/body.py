# SPDX-License-Identifier: Apache-2.0
"""The virtual body: pain from day to day, what load does to it, and how a session goes."""

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from multifidus.cohort.assumptions import Assumptions
from multifidus.cohort.lived import Misfortune
from multifidus.cohort.nature import DAYS_PER_WEEK, WORST_PAIN, Kind, Nature
from multifidus.cohort.streams import stream
from multifidus.domain.record import Done, DoseAsked, LogEntry, Pain, Record, SetDone, Skipped
from multifidus.domain.week import Dose, Session, Week
from multifidus.domain.words import CORE_MODALITIES, Activity, Modality, Stage
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import Exercise

HURTS: Final = "pain"
SORE: Final = "too sore today"
FEAR: Final = "worried about my back"
NO_TIME: Final = "no time"
EASY: Final = frozenset({Modality.AEROBIC, Modality.RELAXATION})
_PROVOKES: Final = {
    Activity.BENDING_FORWARD: "flexion-provoked",
    Activity.BENDING_BACK: "extension-provoked",
    Activity.TWISTING: "rotation-provoked",
}
HARD: Final = 7
"""From this effort on, effort itself is felt in the back."""


def work_of(exercise: Exercise, sets: tuple[SetDone, ...]) -> float:
    """Seconds under load times load tier of what was done; 0 for all but core exercises."""
    if exercise.modality not in CORE_MODALITIES:
        return 0.0
    tempo = (exercise.doses.up_s or 0) + (exercise.doses.down_s or 0) or 1
    seconds = sum((one.reps or 1) * (one.hold_s or tempo) for one in sets)
    return seconds * exercise.load.tier


def per_set(reps: int | None, hold_s: float | None, minutes: float | None) -> float:
    """How much one set asks, in the unit of its exercise: minutes, held seconds or repetitions."""
    if minutes is not None:
        return minutes
    return (reps or 1) * (hold_s or 1)


def unsuited(exercise: Exercise, record: Record) -> bool:
    """Whether an exercise carries a flag of the person, by the plainest reading of the record."""
    flags = set(record.conditions)
    if record.episode is not None:
        flags |= {_PROVOKES[one] for one in record.episode.worse_with if one in _PROVOKES}
    return bool(flags & set(exercise.cautions))


@dataclass(slots=True)
class Body:
    """One person's body over the days. Changes only by `wake` and `perform`."""

    nature: Nature
    knowledge: Knowledge
    assumptions: Assumptions
    work: defaultdict[int, float] = field(default_factory=lambda: defaultdict(float))
    practice: Counter[str] = field(default_factory=Counter)
    flares: list[Misfortune] = field(default_factory=list)

    def _value(self, name: str) -> float:
        return self.assumptions.value(name)

    def flare_left(self, day: int) -> float:
        """What flare-ups add to the pain of a day; each fades evenly."""
        return max(
            (
                one.rise * (1 - (day - one.day) / one.days)
                for one in self.flares
                if one.day <= day < one.day + one.days
            ),
            default=0.0,
        )

    def pain(self, day: int) -> float:
        """Pain of a day before any session, 0 to 10."""
        usual = self.nature.pains[min(day, len(self.nature.pains) - 1)]
        return min(usual + self.flare_left(day), WORST_PAIN)

    def excess(self, day: int) -> float:
        """By what share the work of seven days is past what is tolerated; 0 where it is not."""
        acute = sum(self.work[n] for n in range(day - DAYS_PER_WEEK + 1, day + 1))
        weeks = int(self._value("used_to_weeks"))
        earlier = range(day - DAYS_PER_WEEK * (weeks + 1) + 1, day - DAYS_PER_WEEK + 1)
        usual = max(self.nature.used_to, sum(self.work[n] for n in earlier) / weeks)
        over = acute / usual - 1 - self._value("load_tolerated")
        return min(max(over, 0.0), self._value("load_most"))

    def wake(self, day: int) -> bool:
        """Begin a day; say whether a flare-up begins with it."""
        if self.flare_left(day) > 0:
            return False
        chance = self._value("flare_chance")
        chance += self._value("flare_chance_by_load") * self.excess(day - 1)
        luck = self.nature.flare_luck[min(day, len(self.nature.flare_luck) - 1)]
        if day not in self.nature.set_flares and luck >= chance:
            return False
        dice = stream(self.nature.seed, "flare", day)
        low, high = int(self._value("flare_days_low")), int(self._value("flare_days_high"))
        rise = max(1.0, dice.gauss(self._value("flare_rise"), self._value("flare_rise_sd")))
        self.flares.append(Misfortune(day=day, rise=rise, days=dice.randint(low, high)))
        return True

    def strength(self, exercise: Exercise, stage: Stage, day: int) -> float:
        """The most that one set can be, in the unit of the exercise."""
        own = exercise.doses.stages
        table = own.get(stage) or own.get(stage.table) or own[exercise.stage]
        step = table.steps[table.start]
        form = stream(self.nature.seed, "form", day, exercise.id)
        grown = (1 + self._value("strength_gain")) ** self.practice[exercise.id]
        asked = per_set(step.reps, step.hold_s, step.minutes)
        return (
            asked * self.nature.strength * grown * max(0.5, form.gauss(1, self._value("form_sd")))
        )

    def reported(self, pain: float) -> float:
        """What the person says of a pain: whole points, and less than there is if so inclined."""
        if self.nature.kind is Kind.OVER_DOER:
            pain -= self._value("hidden_pain")
        return float(min(max(math.floor(pain + 1 / 2), 0), WORST_PAIN))

    def perform(
        self, session: Session, week: Week, record: Record, *, day: int, on: date
    ) -> tuple[LogEntry, float]:
        """Do a session; return its log row, without the next morning, and the rise of pain in it."""
        dice = stream(self.nature.seed, "session", day, session.slot)
        base = self.pain(day)
        done: list[Done] = []
        skipped: list[Skipped] = []
        rise = max(0.0, dice.gauss(self._value("session_rise"), self._value("session_rise_sd")))
        if self.nature.kind is Kind.STEADY:
            rise = 0.0
        rise += self._value("session_rise_by_load") * self.excess(day)
        stopped = ""
        for item in session.items:
            exercise = self.knowledge.exercises[item.exercise]
            why = self._leaves_out(exercise, base, dice.random())
            if stopped or why:
                skipped.append(Skipped(exercise=exercise.id, why=why or NO_TIME))
                continue
            one, effort = self._do(exercise, item.dose, week.stage, day)
            rise += self._value("session_rise_by_effort") * max(0.0, effort - HARD)
            if unsuited(exercise, record):
                rise += self._value("session_rise_by_flag")
            done.append(one)
            self.practice[exercise.id] += 1
            self.work[day] += work_of(exercise, one.sets)
            if rise >= self._value("stops_at_rise") and exercise.modality not in EASY:
                stopped = HURTS
                done.pop()
                skipped.append(Skipped(exercise=exercise.id, why=HURTS))
        over = max(0.0, rise - 1)
        entry = LogEntry(
            on=on,
            slot=session.slot,
            done=tuple(done),
            skipped=tuple(skipped),
            stopped=stopped,
            pain=Pain(
                before=self.reported(base),
                during=self.reported(base + rise),
                after=self.reported(base + rise * self._value("after_share")),
                settled_hours=round(self._value("settle_hours") * over, 1),
            ),
        )
        return entry, rise

    def morning_after(self, day: int, rise: float) -> float:
        """Pain on the morning after a session."""
        left = self._value("morning_share") * max(0.0, rise - 1)
        return min(self.pain(day + 1) + left, WORST_PAIN)

    def _leaves_out(self, exercise: Exercise, pain: float, luck: float) -> str:
        if exercise.modality in EASY:
            return ""
        if pain >= self._value("too_sore"):
            return SORE
        afraid = self.nature.kind is Kind.FEARFUL and pain >= self._value("fears_from")
        return FEAR if afraid and luck < 1 / 2 else ""

    def _do(self, exercise: Exercise, dose: Dose, stage: Stage, day: int) -> tuple[Done, float]:
        dice = stream(self.nature.seed, "set", day, exercise.id)
        most = self.strength(exercise, stage, day)
        asked = per_set(dose.reps, dose.hold_s, dose.bout_minutes)
        share = 1.0
        if self.nature.kind is Kind.OVER_DOER and exercise.modality in CORE_MODALITIES:
            share += self._value("over_doing")
        slips = self.nature.kind is not Kind.STEADY and dice.random() < self._value("slip_chance")
        sets: list[SetDone] = []
        for number in range(dose.sets):
            able = min(share, most / asked)
            if slips and number == dose.sets - 1:
                able = min(able, 1 - 1 / 5)
            sets.append(_set(dose, able))
        effort = min(WORST_PAIN, round(WORST_PAIN * asked * share / most))
        noted = dice.random() < self._value("clean_asked")
        clean = dice.random() >= self._value("unclean_chance") or self.nature.kind is Kind.STEADY
        return (
            Done(
                exercise=exercise.id,
                sets=tuple(sets),
                effort=float(effort),
                planned=DoseAsked(
                    sets=dose.sets,
                    reps=dose.reps,
                    hold_s=dose.hold_s,
                    minutes=dose.bout_minutes,
                ),
                clean=clean if noted else None,
            ),
            effort,
        )


def _set(dose: Dose, able: float) -> SetDone:
    """One set done to a share of what was asked."""
    if dose.bout_minutes is not None:
        return SetDone(minutes=max(1.0, math.floor(dose.bout_minutes * min(able, 1))))
    reps = dose.reps or 1
    if able >= 1 or reps > 1:
        return SetDone(reps=max(1, math.floor(reps * able)), hold_s=dose.hold_s)
    hold = None if dose.hold_s is None else max(1.0, math.floor(dose.hold_s * able))
    return SetDone(reps=reps, hold_s=hold)

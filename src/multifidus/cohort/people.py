# SPDX-License-Identifier: Apache-2.0
"""Make a person's record from a seed: who they are, what hurts, what tests short, what time they have.

The shares below shape a varied crowd for tests and benchmarks. They describe no population and are
not clinical figures.
"""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

from multifidus.domain.record import (
    Availability,
    CapLoad,
    Directive,
    Episode,
    Exclude,
    Life,
    Measurement,
    Person,
    Preferences,
    Record,
    Screening,
    SetStage,
)
from multifidus.domain.words import (
    Activity,
    Answer,
    Day,
    Lifting,
    Radiation,
    Sex,
    Side,
    Slot,
    Stage,
)
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import Test

Thing = TypeVar("Thing")

DAYS_PER_YEAR = 365.25


class Dice:
    """A seeded source of choices."""

    def __init__(self, seed: int) -> None:
        # A fixed seed is the point: the same people each time. Nothing here is a secret.
        self.random = random.Random(seed)  # noqa: S311

    def chance(self, share: float) -> bool:
        """Say yes in `share` of the cases."""
        return self.random.random() < share

    def one(self, things: Sequence[Thing]) -> Thing:
        """Choose one."""
        return self.random.choice(things)

    def some(self, things: Sequence[Thing], most: int) -> tuple[Thing, ...]:
        """Choose none to `most`, in the order given."""
        count = self.random.randint(0, min(most, len(things)))
        chosen = set(self.random.sample(range(len(things)), count))
        return tuple(thing for n, thing in enumerate(things) if n in chosen)


def _availability(dice: Dice) -> Availability:
    count = dice.one((3, 3, 4, 5, 5, 7, 7))
    days = sorted(dice.random.sample(list(Day), count), key=lambda day: day.number)
    habit = dice.one(("morning", "evening", "both", "mixed"))
    out: dict[Day, dict[Slot, int]] = {}
    for day in days:
        kind = dice.one(("morning", "evening", "both")) if habit == "mixed" else habit
        slots: dict[Slot, int] = {}
        if kind in ("morning", "both"):
            slots[Slot.MORNING] = dice.one((10, 15, 20, 25))
        if kind in ("evening", "both"):
            slots[Slot.EVENING] = dice.one((10, 15, 20, 30))
        out[day] = slots
    return out


def _value(test: Test, dice: Dice) -> float:
    """A result around the test's first norm, often below it; a plain middle value without one."""
    norm = next((row for row in test.norms if row.mean is not None and row.sd is not None), None)
    low, high = test.human_range.lowest, test.human_range.highest
    if norm is None or norm.mean is None or norm.sd is None:
        value = low + (high - low) * dice.random.uniform(0.1, 0.5)
    else:
        worse = -1 if test.better == "more" else 1
        value = dice.random.gauss(norm.mean + worse * norm.sd, norm.sd * 1.2)
    return round(min(max(value, low), high))


def _measurements(dice: Dice, on: date, knowledge: Knowledge) -> tuple[Measurement, ...]:
    tests = [test for test in knowledge.tests.values() if not test.off_by_default]
    return tuple(
        Measurement(on=on, test=test.id, side=side, value=_value(test, dice))
        for test in dice.some(tests, 9)
        for side in ((Side.LEFT, Side.RIGHT) if test.sides else (None,))
    )


def _directives(dice: Dice, on: date, knowledge: Knowledge) -> tuple[Directive, ...]:
    out: list[Directive] = []
    stage = dice.one((None, None, Stage.INTERMEDIATE, Stage.INTERMEDIATE, Stage.ADVANCED))
    if stage is not None:
        out.append(SetStage(on=on, by="C. Linician, PT", stage=stage))
    if dice.chance(0.1):
        exercise = dice.one(sorted(knowledge.exercises))
        out.append(Exclude(on=on, by="C. Linician, PT", exercise=exercise))
    if dice.chance(0.1):
        out.append(CapLoad(on=on, by="C. Linician, PT", tier=dice.one((1, 2, 3))))
    return tuple(out)


def full_screening(on: date, knowledge: Knowledge, answer: Answer = Answer.NO) -> Screening:
    """Answer every danger-sign question and every part of one with the same word."""
    questions = {
        question
        for sign in knowledge.danger_signs.values()
        for question in (sign.id, *(part.id for part in sign.parts))
    }
    return Screening(on=on, answers=dict.fromkeys(sorted(questions), answer))


def make(seed: int, on: date, knowledge: Knowledge) -> Record:
    """Make the record of one synthetic person who may exercise on `on`.

    Parameters
    ----------
    seed : int
        The same seed gives the same person.
    on : date
        The day of the person's first plan; all facts are dated on or before it.
    """
    dice = Dice(seed)
    age = dice.random.randint(18, 82)
    hurts = dice.chance(0.85)
    equipment = dice.one(((), ("mat", "chair"), ("mat", "chair", "band", "step"), None))
    flags = sorted(flag for flag, one in knowledge.conditions.items() if one.self_reported)
    return Record(
        person=Person(
            name=f"Person {seed}",
            born=on - timedelta(days=round(age * DAYS_PER_YEAR) + 30),
            sex=dice.one(list(Sex)),
        ),
        episode=Episode(
            started=on - timedelta(days=dice.random.randint(7, 35)),
            worse_with=dice.some(list(Activity), 3),
            better_with=dice.some((Activity.WALKING, Activity.LYING), 1),
            radiation=dice.one(
                (Radiation.NONE, Radiation.NONE, Radiation.BUTTOCK, Radiation.THIGH)
            ),
        )
        if hurts
        else None,
        screening=(full_screening(on, knowledge),),
        conditions=dice.some(flags, 2) if dice.chance(0.5) else (),
        life=Life(
            sitting_hours_per_day=dice.one((3, 6, 9)),
            lifting=dice.one(list(Lifting)),
            walking_minutes_per_week=dice.one((0, 30, 60, 120)),
        ),
        equipment=tuple(sorted(knowledge.equipment)) if equipment is None else equipment,
        availability=_availability(dice),
        preferences=Preferences(
            like=dice.some(("walking", "swimming", "bridge", "squat"), 1),
            dislike=dice.some(("plank", "side-plank-knees", "lunge"), 1),
        ),
        measurements=_measurements(dice, on, knowledge),
        directives=_directives(dice, on, knowledge),
    )

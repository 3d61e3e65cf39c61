# SPDX-License-Identifier: Apache-2.0
"""The milestones of 20, 30 and 40 repetitions and the longest holds: shown, never required (PRG9).

The numbers are those of the source text, without evidence behind them, and say nothing of when.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from multifidus.domain.record import LogEntry
from multifidus.domain.words import Grade, Modality, Stage
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import Exercise

COUNTED: Final = ("sit-up", "push-up", "squat")
"""The exercises that rule PRG9 speaks of."""

PATTERNS: Final = frozenset({"front", "side", "back"})
"""Holds of the trunk are shown; those of single limbs are exercises like any other."""

STEPS: Final = ("good", "better", "best")
RULE: Final = "PRG9"


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """The most of one exercise done in a session, and the goals: repetitions, or seconds held.

    `goals` rise; a hold has one, the last step of its dose table. `best` is None before it was
    ever done, `on` the first day on which the best was reached.
    """

    exercise: str
    held: bool
    goals: tuple[int, ...]
    best: float | None
    on: date | None
    source: tuple[str, ...]
    grade: Grade

    @property
    def reached(self) -> int:
        """How many of the goals are reached."""
        return sum(self.best is not None and self.best >= goal for goal in self.goals)


def longest_hold(exercise: Exercise) -> int | None:
    """Return the longest hold in any of an exercise's dose tables, in s."""
    holds = [
        step.hold_s
        for table in exercise.doses.stages.values()
        for step in table.steps
        if step.hold_s is not None
    ]
    return max(holds, default=None)


def _best(
    log: Iterable[LogEntry], exercise: str, *, held: bool
) -> tuple[float | None, date | None]:
    best: float | None = None
    on: date | None = None
    for row in sorted(log, key=lambda row: row.on):
        for done in row.done:
            if done.exercise != exercise:
                continue
            found = (
                max((one.hold_s or 0 for one in done.sets), default=0)
                if held
                else sum(one.reps or 0 for one in done.sets)
            )
            if found and (best is None or found > best):
                best, on = found, row.on
    return best, on


def milestones(
    log: Iterable[LogEntry], stage: Stage, knowledge: Knowledge
) -> tuple[Milestone, ...]:
    """Return the milestones to show: counted ones from the intermediate stage on, holds once held.

    Parameters
    ----------
    log : iterable of LogEntry
        What was done.
    stage : Stage
        Where the person's programme stands.
    knowledge : Knowledge
        Rule PRG9 and the dose tables.
    """
    rows = list(log)
    rule = knowledge.rules[RULE]
    out = []
    for name in COUNTED if stage.rank >= Stage.INTERMEDIATE.rank else ():
        best, on = _best(rows, name, held=False)
        out.append(
            Milestone(
                exercise=name,
                held=False,
                goals=tuple(int(rule.figures[step].value) for step in STEPS),
                best=best,
                on=on,
                source=rule.source,
                grade=rule.grade,
            )
        )
    for name, exercise in knowledge.exercises.items():
        pattern = knowledge.ladders[exercise.ladder.id].pattern
        if exercise.modality is not Modality.ISOMETRIC_HOLD or pattern not in PATTERNS:
            continue
        goal = longest_hold(exercise)
        best, on = _best(rows, name, held=True)
        if goal is not None and best is not None:
            doses = exercise.doses
            out.append(
                Milestone(
                    exercise=name,
                    held=True,
                    goals=(goal,),
                    best=best,
                    on=on,
                    source=doses.source,
                    grade=doses.grade,
                )
            )
    return tuple(out)
